#include "doorward/core/secret_box.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>

#include "doorward/core/file.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward::secret_box_test {

SecretBox Box(std::uint8_t key = 1) { return SecretBox(Bytes(32, key)); }
Bytes BytesOf(std::string_view text) { return {text.begin(), text.end()}; }

RC_GTEST_PROP(SecretBox, OpensWhatItSealed, (Bytes plain, std::string context)) {
  const SecretBox box = Box();
  const auto opened = box.Open(box.Seal(plain, context), context);
  RC_ASSERT(opened.has_value());
  RC_ASSERT(*opened == plain);
}

TEST(SecretBox, NoticesEveryChangedBitAndEveryCut) {
  const SecretBox box = Box();
  const Bytes sealed = box.Seal(AsBytes("482913"), "person/7");
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      Bytes changed = sealed;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1U << bit));
      const auto opened = box.Open(changed, "person/7");
      ASSERT_FALSE(opened) << at;
      EXPECT_EQ(opened.error().code, ErrorCode::kDataLoss);
    }
    EXPECT_FALSE(box.Open(ByteView(sealed).first(at), "person/7")) << at;
    EXPECT_FALSE(box.Open(ByteView(sealed).subspan(at + 1), "person/7")) << at;
  }
  Bytes longer = sealed;
  longer.push_back(0);
  EXPECT_FALSE(box.Open(longer, "person/7"));
  EXPECT_FALSE(box.Open({}, "person/7"));
  EXPECT_FALSE(box.Open(Bytes(40), "person/7"));
}

TEST(SecretBox, BindsToItsPlaceAndKey) {
  const SecretBox box = Box();
  const Bytes sealed = box.Seal(AsBytes("482913"), "person/7");
  EXPECT_TRUE(box.Open(sealed, "person/7"));
  for (const char* elsewhere : {"", "person/8", "person/77", "person/", "Person/7", "person/7 "}) {
    EXPECT_FALSE(box.Open(sealed, elsewhere)) << elsewhere;
  }
  EXPECT_FALSE(Box(2).Open(sealed, "person/7"));
  EXPECT_TRUE(Box(1).Open(sealed, "person/7"));
}

TEST(SecretBox, NeverSealsTheSameTwiceAlike) {
  const SecretBox box = Box();
  std::set<Bytes> seen;
  for (int i = 0; i < 100; ++i) seen.insert(box.Seal(AsBytes("0000"), "c"));
  EXPECT_EQ(seen.size(), 100U);
  for (const Bytes& sealed : seen) {
    EXPECT_EQ(AsText(sealed).find("0000"), std::string_view::npos);
  }
}

TEST(SecretBox, FingerprintsByKeyPurposeAndValue) {
  const SecretBox box = Box();
  const Digest digest = box.Fingerprint("pin", AsBytes("1234"));
  EXPECT_EQ(digest, Box().Fingerprint("pin", AsBytes("1234")));
  EXPECT_NE(digest, Box(2).Fingerprint("pin", AsBytes("1234")));
  EXPECT_NE(digest, box.Fingerprint("pin", AsBytes("1235")));
  EXPECT_NE(digest, box.Fingerprint("card", AsBytes("1234")));
  EXPECT_NE(box.Fingerprint("ab", AsBytes("c")), box.Fingerprint("a", AsBytes("bc")));
  EXPECT_NE(box.Fingerprint("", AsBytes("abc")), box.Fingerprint("abc", {}));
}

class KeyFile : public testing::Test {
 protected:
  void Write(const std::string& content, unsigned mode = 0600) const {
    std::ofstream(path_, std::ios::trunc | std::ios::binary) << content;
    EXPECT_EQ(chmod(path_.c_str(), mode), 0);
  }

  ErrorCode Refusal() const {
    const auto box = SecretBox::OpenOrCreate(path_);
    EXPECT_FALSE(box);
    return box ? ErrorCode::kInternal : box.error().code;
  }

  TempDir folder_;
  std::filesystem::path path_ = folder_.path() / "key";
};

TEST_F(KeyFile, IsMadeOnceAndForItsOwnerAlone) {
  const auto first = SecretBox::OpenOrCreate(path_);
  ASSERT_TRUE(first);
  struct stat status {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const std::string key = *ReadFile(path_, 100);
  EXPECT_EQ(key.size(), 64U);

  const auto second = SecretBox::OpenOrCreate(path_);
  ASSERT_TRUE(second);
  EXPECT_EQ(*ReadFile(path_, 100), key);
  EXPECT_EQ(*second->Open(first->Seal(AsBytes("x"), "c"), "c"), BytesOf("x"));

  const auto other = SecretBox::OpenOrCreate(folder_.path() / "other");
  ASSERT_TRUE(other);
  EXPECT_NE(*ReadFile(folder_.path() / "other", 100), key);
}

TEST_F(KeyFile, MayBeWrittenByHand) {
  for (const std::string& text : {std::string(64, 'a'), std::string(64, 'A') + "\n"}) {
    Write(text);
    const auto box = SecretBox::OpenOrCreate(path_);
    ASSERT_TRUE(box);
    EXPECT_TRUE(SecretBox(Bytes(32, 0xAA)).Open(box->Seal({}, "c"), "c"));
  }
}

TEST_F(KeyFile, IsRefusedIfOthersMayReadIt) {
  for (const unsigned mode : {0644U, 0640U, 0660U, 0604U}) {
    Write(std::string(64, 'a'), mode);
    EXPECT_EQ(Refusal(), ErrorCode::kPermissionDenied);
  }
}

// A damaged key must never be replaced by a fresh one: everything sealed would be lost for good.
TEST_F(KeyFile, IsNeverReplacedWhenDamaged) {
  for (const std::string& content :
       {std::string(), std::string("\n"), std::string(63, 'a'), std::string(62, 'a'),
        std::string(65, 'a'), std::string(66, 'a'), std::string(128, 'a'), std::string(64, 'g'),
        std::string(32, '\x01'), std::string(63, 'a') + " ", " " + std::string(63, 'a'),
        std::string(64, '\0'), std::string(64, 'a') + "\n\n"}) {
    Write(content);
    EXPECT_EQ(Refusal(), ErrorCode::kDataLoss) << content;
    EXPECT_EQ(*ReadFile(path_, 1000), content);
  }
  Write(std::string(10'000, 'a'));
  EXPECT_EQ(Refusal(), ErrorCode::kResourceExhausted);
}

TEST_F(KeyFile, IsNotMadeInAFolderThatIsNotThere) {
  path_ = folder_.path() / "none" / "key";
  EXPECT_EQ(Refusal(), ErrorCode::kNotFound);
}

// Whatever stands there may be the key's disk that has yet to come up.
TEST_F(KeyFile, IsNotMadeInPlaceOfALinkThatLeadsNowhere) {
  std::filesystem::create_symlink(folder_.path() / "not-mounted" / "key", path_);
  EXPECT_FALSE(SecretBox::OpenOrCreate(path_));
  EXPECT_TRUE(std::filesystem::is_symlink(path_));
}

TEST(SecretBoxDeathTest, NeedsAWholeKey) {
  EXPECT_DEATH(SecretBox(Bytes(31)), "check failed");
  EXPECT_DEATH(SecretBox(Bytes(33)), "check failed");
}

}  // namespace doorward::secret_box_test
