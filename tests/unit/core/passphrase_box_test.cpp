#include "doorward/core/passphrase_box.hpp"

#include <gmock/gmock.h>

namespace doorward::passphrase_box_test {

TEST(PassphraseBox, OpensWhatItSealedAtEverySizeOfPiece) {
  for (const std::size_t size : {0UL, 1UL, 65'535UL, 65'536UL, 65'537UL, 131'072UL}) {
    const std::string plain(size, 'x');
    EXPECT_EQ(OpenWithPassphrase(SealWithPassphrase(plain, "secret"), "secret"), plain) << size;
  }
}

TEST(PassphraseBox, OpensNothingThatWasChangedOrCutOrSealedWithAnother) {
  const std::string sealed = SealWithPassphrase(std::string(70'000, 'x'), "secret");
  EXPECT_EQ(OpenWithPassphrase(sealed, "Secret").error().code, ErrorCode::kPermissionDenied);
  for (const std::size_t at :
       std::vector<std::size_t>{0, 15, 16, 40, 60, 66'000, sealed.size() - 1}) {
    std::string changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(OpenWithPassphrase(changed, "secret")) << at;
  }
  for (const std::size_t size :
       std::vector<std::size_t>{0, 16, 56, 56 + 65'553, sealed.size() - 1}) {
    EXPECT_FALSE(OpenWithPassphrase(sealed.substr(0, size), "secret")) << size;
  }
  EXPECT_FALSE(OpenWithPassphrase(sealed + "x", "secret"));
}

TEST(PassphraseBox, NoTwoAreAlike) {
  EXPECT_NE(SealWithPassphrase("x", "secret"), SealWithPassphrase("x", "secret"));
}

}  // namespace doorward::passphrase_box_test
