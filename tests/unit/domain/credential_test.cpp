#include "doorward/domain/credential.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "doorward/domain/credential_key.hpp"
#include "fakes/face_numbers.hpp"

namespace doorward::credential_test {

FaceNumbers Filled(float value) {
  FaceNumbers vector;
  vector.fill(value);
  return vector;
}

// A vector of length `norm`, and one number of it replaced.
FaceNumbers OfNorm(double norm) { return Filled(static_cast<float>(norm / std::sqrt(128.0))); }
FaceNumbers With(std::size_t at, float value) {
  FaceNumbers vector = OfNorm(1.4);
  vector[at] = value;
  return vector;
}

TEST(FaceVectorCheck, TakesWhatAFaceModelGives) {
  for (const double norm : {0.501, 0.6, 1.0, 1.2, 1.4, 1.6, 2.0, 2.499}) {
    EXPECT_TRUE(CheckFaceTemplate(OfNorm(norm), FakeFaceModel())) << norm;
  }
  FaceNumbers one = Filled(0);
  one[127] = -1.5F;
  EXPECT_TRUE(CheckFaceTemplate(one, FakeFaceModel()));
  EXPECT_TRUE(
      CheckFaceTemplate(With(3, std::numeric_limits<float>::denorm_min()), FakeFaceModel()));
}

TEST(FaceVectorCheck, RefusesWhatPoisonsASearch) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  const float most = std::numeric_limits<float>::max();
  std::vector<FaceNumbers> poison = {Filled(0),    Filled(-0.0F), Filled(nan),  Filled(inf),
                                     Filled(most), Filled(1),     Filled(1e-3F)};
  for (const double norm : {0.0, 0.1, 0.499, 2.501, 3.0, 100.0, 1e18}) {
    poison.push_back(OfNorm(norm));
  }
  for (std::size_t at = 0; at < 128; ++at) {
    for (const float value : {nan, -nan, inf, -inf, most, -most, 3.0F}) {
      poison.push_back(With(at, value));
    }
  }
  for (const FaceNumbers& vector : poison) {
    const auto status = CheckFaceTemplate(vector, FakeFaceModel());
    ASSERT_FALSE(status) << vector[0];
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
    const bool finite =
        std::ranges::all_of(vector, [](float number) { return std::isfinite(number); });
    EXPECT_EQ(CheckCredential(vector.Of("dlib-resnet-v1")).has_value(), finite);
  }
}

TEST(FaceVectorCheck, IsForItsModelAlone) {
  const FaceModel wide{.name = "wide", .length = 512, .least_norm = 0.9, .most_norm = 1.1};
  std::vector<float> numbers(512);
  numbers[511] = 1;
  EXPECT_TRUE(CheckFaceTemplate(MakeFaceTemplate("wide", numbers), wide));
  EXPECT_FALSE(CheckFaceTemplate(MakeFaceTemplate("fake", numbers), wide));
  EXPECT_FALSE(CheckFaceTemplate(OfNorm(1).Of("wide"), wide));
  numbers[0] = 0.6F;
  EXPECT_FALSE(CheckFaceTemplate(MakeFaceTemplate("wide", numbers), wide));
}

TEST(FaceTemplates, AreLittleEndian) {
  const std::vector<float> numbers{1.0F, -2.5F, 0.0F, 3e-20F};
  const FaceTemplate face = MakeFaceTemplate("m", numbers);
  EXPECT_EQ(Bytes(face.bytes.begin(), face.bytes.begin() + 8),
            (Bytes{0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0}));
  EXPECT_EQ(NumbersOf(face), numbers);
}

TEST(FaceTemplates, OfDifferentModelsAreInfinitelyFarApart) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(FaceDistance(With(0, 0), With(0, 1)), 1.0);
  EXPECT_EQ(FaceDistance(OfNorm(1).Of("a"), OfNorm(1).Of("b")), infinity);
  EXPECT_EQ(FaceDistance(OfNorm(1), MakeFaceTemplate("fake", std::vector<float>(64))), infinity);
}

TEST(CredentialCheck, HoldsTheBounds) {
  const FaceNumbers face = OfNorm(1.4);
  const std::vector<Credential> good = {
      CardCredential{Bytes(4)},
      CardCredential{Bytes(10)},
      face.Of("m"),
      face.Of(std::string(64, 'm')),
      FaceCredential{"m", Bytes(16)},
      FaceCredential{"m", Bytes(4096)},
      FingerprintCredential{"zfm", 0, {}},
      FingerprintCredential{"zfm", 65'535, {}},
      FingerprintCredential{"zfm", std::nullopt, Bytes(1)},
      FingerprintCredential{std::string(64, 's'), 3, Bytes(1536)},
      QrCredential{"x"},
      QrCredential{std::string(1024, 'x')},
      QrCredential{"'; DROP TABLE person; --"},
      QrCredential{"%n%s\r\n张伟"},
      PinCredential{"0000"},
      PinCredential{"123456789012"},
      TotpCredential{Bytes(10)},
      TotpCredential{Bytes(64)},
      BluetoothCredential{Bytes(16)},
      BluetoothCredential{Bytes(64)},
      HeldSecret{CredentialType::kPin},
      HeldSecret{CredentialType::kTotp},
      HeldSecret{CredentialType::kBluetooth},
  };
  for (std::size_t i = 0; i < good.size(); ++i) {
    EXPECT_TRUE(CheckCredential(good[i])) << i;
  }
}

TEST(CredentialCheck, RefusesWhatIsBeyondThem) {
  const FaceNumbers face = OfNorm(1.4);
  const std::vector<Credential> bad = {
      CardCredential{},
      CardCredential{Bytes(3)},
      CardCredential{Bytes(11)},
      CardCredential{Bytes(7'089)},
      face.Of(""),
      face.Of(std::string(65, 'm')),
      FaceCredential{"m", {}},
      FaceCredential{"m", Bytes(12)},
      FaceCredential{"m", Bytes(511)},
      FaceCredential{"m", Bytes(4100)},
      FingerprintCredential{"", 1, {}},
      FingerprintCredential{std::string(65, 's'), 1, {}},
      FingerprintCredential{"zfm", std::nullopt, {}},
      FingerprintCredential{"zfm", -1, {}},
      FingerprintCredential{"zfm", 65'536, Bytes(1)},
      FingerprintCredential{"zfm", std::nullopt, Bytes(1537)},
      QrCredential{""},
      QrCredential{std::string(1025, 'x')},
      QrCredential{std::string(7'089, '7')},
      QrCredential{"\xFF"},
      QrCredential{"\xC0\x80"},
      QrCredential{"\xED\xA0\x80"},
      PinCredential{""},
      PinCredential{"123"},
      PinCredential{"1234567890123"},
      PinCredential{"12 34"},
      PinCredential{"-1234"},
      PinCredential{"123a"},
      PinCredential{"١٢٣٤"},
      PinCredential{std::string("123\0", 4)},
      TotpCredential{Bytes(9)},
      TotpCredential{Bytes(65)},
      BluetoothCredential{Bytes(15)},
      BluetoothCredential{Bytes(65)},
      HeldSecret{CredentialType::kCard},
      HeldSecret{CredentialType::kFace},
      HeldSecret{CredentialType::kFingerprint},
      HeldSecret{CredentialType::kQr},
  };
  for (std::size_t i = 0; i < bad.size(); ++i) {
    const auto status = CheckCredential(bad[i]);
    ASSERT_FALSE(status) << i;
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument) << i;
  }
}

TEST(CredentialCheck, NeverRepeatsTheValue) {
  const auto pin = CheckCredential(PinCredential{"48291x"});
  const auto qr = CheckCredential(QrCredential{"secret\xFF"});
  ASSERT_FALSE(pin);
  ASSERT_FALSE(qr);
  EXPECT_THAT(pin.error().Text(), testing::Not(testing::HasSubstr("48291")));
  EXPECT_THAT(qr.error().Text(), testing::Not(testing::HasSubstr("secret")));
}

TEST(TypeOf, NamesEveryAlternative) {
  EXPECT_EQ(TypeOf(CardCredential{}), CredentialType::kCard);
  EXPECT_EQ(TypeOf(FaceCredential{}), CredentialType::kFace);
  EXPECT_EQ(TypeOf(FingerprintCredential{}), CredentialType::kFingerprint);
  EXPECT_EQ(TypeOf(QrCredential{}), CredentialType::kQr);
  EXPECT_EQ(TypeOf(PinCredential{}), CredentialType::kPin);
  EXPECT_EQ(TypeOf(TotpCredential{}), CredentialType::kTotp);
  EXPECT_EQ(TypeOf(BluetoothCredential{}), CredentialType::kBluetooth);
  EXPECT_EQ(TypeOf(HeldSecret{CredentialType::kTotp}), CredentialType::kTotp);
}

TEST(CredentialKey, IsTheSameForTheSamePresentationOnly) {
  const SecretBox box(Bytes(32, 1));
  const SecretBox other(Bytes(32, 2));
  const Bytes uid = {0x04, 0xA2, 0x00, 0x80};
  EXPECT_EQ(KeyOf(CardCredential{uid}, box), KeyOfCard(uid));
  EXPECT_EQ(KeyOf(QrCredential{"x"}, box), KeyOfQr("x"));
  EXPECT_EQ(KeyOf(PinCredential{"482913"}, box), KeyOfPin(box, "482913"));
  EXPECT_EQ(KeyOf(FingerprintCredential{"zfm", 7, {}}, box), KeyOfFinger("zfm", 7));
  EXPECT_NE(KeyOfCard(AsBytes("1234")), KeyOfQr("1234"));
  EXPECT_NE(KeyOfPin(box, "482913"), KeyOfPin(other, "482913"));
  EXPECT_NE(KeyOfPin(box, "482913"), KeyOfPin(box, "482914"));
  EXPECT_NE(KeyOfFinger("a:1", 2), KeyOfFinger("a", 12));
  EXPECT_EQ(KeyOfPin(box, "482913").value.find("482913"), std::string::npos);
}

TEST(CredentialKey, OfATemplateTellsNothingOfIt) {
  const SecretBox box(Bytes(32, 1));
  const Bytes data(512, 0x41);
  const CredentialKey key = KeyOfTemplate(box, "zfm", data);
  EXPECT_EQ(KeyOf(FingerprintCredential{"zfm", std::nullopt, data}, box), key);
  EXPECT_EQ(KeyOf(FingerprintCredential{"zfm", 7, data}, box), KeyOfFinger("zfm", 7));
  EXPECT_EQ(key.value.size(), std::string("zfm#").size() + 32);
  EXPECT_NE(key, KeyOfTemplate(SecretBox(Bytes(32, 2)), "zfm", data));
  EXPECT_NE(key, KeyOfTemplate(box, "zfm", Bytes(511, 0x41)));
  EXPECT_NE(key.value.substr(4), KeyOfTemplate(box, "r503", data).value.substr(5));
  EXPECT_TRUE(IsTemplateOf("zfm", key));
  EXPECT_FALSE(IsTemplateOf("zf", key));
  EXPECT_FALSE(IsTemplateOf("zfm", KeyOfFinger("zfm", 7)));
  EXPECT_FALSE(IsTemplateOf("zfm", KeyOfQr(key.value)));
}

TEST(CredentialKey, IsAbsentForWhatCannotBeLookedUp) {
  const SecretBox box(Bytes(32, 1));
  for (const Credential& credential :
       {Credential(FaceCredential{}), Credential(TotpCredential{}),
        Credential(BluetoothCredential{}), Credential(HeldSecret{CredentialType::kPin})}) {
    EXPECT_EQ(KeyOf(credential, box), std::nullopt);
  }
}

}  // namespace doorward::credential_test
