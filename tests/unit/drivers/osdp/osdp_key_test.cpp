#include "drivers/osdp/osdp_key.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "fakes/temp_dir.hpp"

namespace doorward::osdp_key_test {

using testing::HasSubstr;
using testing::Not;

const std::string kDigits = "5A3C0F1122334455667788990a1b2c3d";

class OsdpKeyFile : public testing::Test {
 protected:
  Result<OsdpKey> Read(const std::string& content, mode_t mode = 0600) {
    std::ofstream(path_) << content;
    EXPECT_EQ(::chmod(path_.c_str(), mode), 0);
    return ReadOsdpKey(path_);
  }

  TempDir folder_;
  const std::filesystem::path path_ = folder_ / "osdp.key";
};

TEST_F(OsdpKeyFile, HasThirtyTwoDigits) {
  for (const char* end : {"", "\n"}) {
    const auto key = Read(kDigits + end);
    ASSERT_TRUE(key);
    EXPECT_EQ(ToHex(key->bytes), "5A3C0F1122334455667788990A1B2C3D");
  }
}

TEST_F(OsdpKeyFile, OfAnythingElseIsRefusedWithoutTellingIt) {
  for (const std::string& content :
       {std::string(), kDigits.substr(1), kDigits.substr(2), kDigits + "00", kDigits + "\n\n",
        "x" + kDigits.substr(1), " " + kDigits, std::string("303132333435363738393A3B3C3D3E3F"),
        std::string(32, '0')}) {
    const auto key = Read(content);
    ASSERT_FALSE(key) << content;
    EXPECT_EQ(key.error().code, ErrorCode::kInvalidArgument);
    if (content.size() > 8) {
      EXPECT_THAT(key.error().message, Not(HasSubstr(content.substr(0, 8))));
    }
  }
}

TEST_F(OsdpKeyFile, ThatOthersMayReadIsRefused) {
  const auto key = Read(kDigits, 0640);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, ErrorCode::kPermissionDenied);
}

TEST_F(OsdpKeyFile, MayBeMissing) {
  const auto key = ReadOsdpKey(folder_ / "none");
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, ErrorCode::kNotFound);
}

}  // namespace doorward::osdp_key_test
