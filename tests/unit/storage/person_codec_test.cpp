#include "storage/person_codec.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "fakes/person_generators.hpp"

namespace doorward::person_codec_test {

RC_GTEST_PROP(PersonCodec, GivesBackWhatItWasGiven, ()) {
  Person person = *AnyPerson();
  StoredPerson stored{person, {}};
  stored.person.credentials.clear();
  for (const Credential& credential : person.credentials)
    stored.credentials.emplace_back(credential);
  stored.credentials.emplace_back(StoredPin{"digest"});
  const Bytes bytes = EncodePerson(stored);
  RC_ASSERT(bytes.size() % 64 == 0U);
  auto read = DecodePerson(bytes);
  RC_ASSERT(read.has_value());
  read->person.id = person.id;
  person.credentials.emplace_back(HeldSecret{CredentialType::kPin});
  RC_ASSERT(ToPerson(*read) == person);
}

// Databases of earlier versions hold faces of 128 numbers without a length; others say theirs.
TEST(PersonCodec, KeepsTheFormOfAFaceOf128Numbers) {
  const auto encoded = [](const FaceTemplate& face) {
    const Bytes bytes = EncodePerson({.person = {}, .credentials = {Credential(face)}});
    return std::string(AsText(bytes));
  };
  const FaceTemplate usual{.model = "m", .bytes = Bytes(512, 0x11)};
  const FaceTemplate wide{.model = "m", .bytes = Bytes(516, 0x11)};
  const std::string model("\1\0\0\0m", 5);
  EXPECT_NE(encoded(usual).find("\2" + model + std::string(512, '\x11')), std::string::npos);
  EXPECT_NE(
      encoded(wide).find("\10" + model + std::string("\4\2\0\0", 4) + std::string(516, '\x11')),
      std::string::npos);
}

// Whatever an earlier version kept is read by its number.
TEST(PersonCodec, KeepsTheNumberAndTheFormOfEachType) {
  const auto encoded = [](StoredCredential credential) {
    const Bytes bytes = EncodePerson({.person = {}, .credentials = {std::move(credential)}});
    return std::string(AsText(bytes));
  };
  const auto blob = [](std::string_view value) {
    return std::string(1, static_cast<char>(value.size())) + std::string(3, '\0') +
           std::string(value);
  };
  const std::string head("\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1",
                         18);  // Of a person without anything else.
  const std::string uid = "\x04\xA1\xB2\xC3";
  const auto expect = [&](StoredCredential credential, const std::string& bytes) {
    EXPECT_EQ(encoded(std::move(credential)).substr(0, head.size() + bytes.size()), head + bytes);
  };
  expect(Credential(CardCredential{Bytes{0x04, 0xA1, 0xB2, 0xC3}}), "\1" + blob(uid));
  expect(Credential(FingerprintCredential{"zfm", 7, Bytes{0x41}}),
         "\3" + blob("zfm") + std::string("\7\0\0\0\0\0\0\0", 8) + blob("A"));
  expect(Credential(QrCredential{"VISIT"}), "\4" + blob("VISIT"));
  expect(StoredPin{"digest"}, "\5" + blob("digest"));
  expect(Credential(TotpCredential{Bytes(10, 0x42)}), "\6" + blob(std::string(10, 'B')));
  expect(Credential(BluetoothCredential{Bytes(16, 0x43)}), "\7" + blob(std::string(16, 'C')));
}

RC_GTEST_PROP(PersonCodec, RefusesWhatIsCutShort, ()) {
  const Person person = *AnyPerson();
  StoredPerson stored{person, {}};
  for (int i = 0; i < 3; ++i) stored.credentials.emplace_back(StoredPin{std::string(32, 'x')});
  const Bytes bytes = EncodePerson(stored);
  const auto length = *rc::gen::inRange<std::size_t>(0, bytes.size() - 64);
  RC_ASSERT(!DecodePerson({bytes.data(), length}).has_value());
}

RC_GTEST_PROP(PersonCodec, SurvivesAnyBytes, ()) {
  Bytes bytes = *rc::gen::arbitrary<Bytes>();
  if (!bytes.empty()) bytes[0] = 1;  // The format, so that the rest is looked at.
  const auto read = DecodePerson(bytes);
  RC_ASSERT(read || read.error().code == ErrorCode::kDataLoss);
}

}  // namespace doorward::person_codec_test
