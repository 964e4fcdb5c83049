#include "doorward/core/passphrase_box.hpp"

#include <gmock/gmock.h>

namespace doorward {
namespace {

TEST(PassphraseBox, OpensWhatItSealedAtEverySizeOfPiece) {
  for (const std::size_t size : {0UL, 1UL, 65'535UL, 65'536UL, 65'537UL, 131'072UL}) {
    const std::string plain(size, 'x');
    EXPECT_EQ(OpenWithPassphrase(SealWithPassphrase(plain, "secret"), "secret"), plain) << size;
  }
}

TEST(PassphraseBox, OpensNothingThatWasChangedOrCutOrSealedWithAnother) {
  const std::string sealed = SealWithPassphrase(std::string(70'000, 'x'), "secret");
  EXPECT_EQ(OpenWithPassphrase(sealed, "Secret").error().code, ErrorCode::kPermissionDenied);
  for (const std::size_t at : {0UL, 15UL, 16UL, 40UL, 60UL, 66'000UL, sealed.size() - 1}) {
    std::string changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(OpenWithPassphrase(changed, "secret")) << at;
  }
  for (const std::size_t size : {0UL, 16UL, 56UL, 56UL + 65'553UL, sealed.size() - 1}) {
    EXPECT_FALSE(OpenWithPassphrase(sealed.substr(0, size), "secret")) << size;
  }
  EXPECT_FALSE(OpenWithPassphrase(sealed + "x", "secret"));
}

TEST(PassphraseBox, NoTwoAreAlike) {
  EXPECT_NE(SealWithPassphrase("x", "secret"), SealWithPassphrase("x", "secret"));
}

}  // namespace
}  // namespace doorward
