#include "doorward/storage/pin_debts_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <random>

#include "storage_fixture.hpp"

namespace doorward {
namespace {

class PinDebtsFileTest : public testing::Test {
 protected:
  std::optional<PinDebts> Found() const { return PinDebtsFile(file_, box_).found(); }
  ino_t Inode() const {
    struct stat status {};
    EXPECT_EQ(stat(file_.c_str(), &status), 0);
    return status.st_ino;
  }
  static PinDebts Debts(int number) {
    PinDebts debts{.terminal = Milliseconds(number), .readers = {}, .people = {}, .forgave = {}};
    debts.readers[ReaderId("pad")] = Milliseconds(number + 1);
    debts.people[PersonId("100007")] = Milliseconds(number + 2);
    debts.forgave.insert(PersonId("100008"));
    return debts;
  }

  TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "pin.tries";
  const SecretBox box_ = TestBox();
};

TEST_F(PinDebtsFileTest, KeepsTheNewestInPlace) {
  EXPECT_EQ(Found(), std::nullopt);
  PinDebtsFile file(file_, box_);
  file.Keep(Debts(0));
  const ino_t inode = Inode();
  const auto size = std::filesystem::file_size(file_);
  for (int i = 1; i < 10; ++i) {
    file.Keep(Debts(i));
    EXPECT_EQ(Found(), Debts(i));
  }
  EXPECT_EQ(Inode(), inode) << "a full disk has no room for another";
  EXPECT_EQ(std::filesystem::file_size(file_), size);
  EXPECT_EQ(std::filesystem::status(file_).permissions(), std::filesystem::perms(0600));
  EXPECT_EQ(ContentOf(file_).find("100007"), std::string::npos);
}

TEST_F(PinDebtsFileTest, GoesOnAfterARestart) {
  for (int i = 0; i < 5; ++i) {
    PinDebtsFile(file_, box_).Keep(Debts(i));
    EXPECT_EQ(Found(), Debts(i));
  }
}

// The most that PinGuard remembers, with the longest ids.
TEST_F(PinDebtsFileTest, HasRoomForAll) {
  PinDebts debts;
  const auto name = [](int number) { return std::string(60, 'x') + std::to_string(1000 + number); };
  for (int i = 0; i < 64; ++i) {
    debts.readers[ReaderId(name(i))] = Milliseconds(i);
    debts.people[PersonId(name(i))] = Milliseconds(i);
  }
  for (int i = 0; i < 256; ++i) debts.forgave.insert(PersonId(name(i)));
  PinDebtsFile(file_, box_).Keep(debts);
  EXPECT_EQ(Found(), debts);
}

TEST_F(PinDebtsFileTest, NoChangedByteIsBelieved) {
  PinDebtsFile(file_, box_).Keep(Debts(1));
  const std::string whole = ContentOf(file_);
  std::mt19937 random(20261127);
  for (int i = 0; i < 200; ++i) {
    std::string changed = whole;
    changed[random() % changed.size()] ^= static_cast<char>(1 + random() % 255);
    std::ofstream(file_, std::ios::binary) << changed;
    const auto found = Found();
    EXPECT_TRUE(!found || found == Debts(1));
  }
  std::ofstream(file_, std::ios::binary)
      << whole.substr(whole.size() / 2) + whole.substr(0, whole.size() / 2);
  EXPECT_EQ(Found(), std::nullopt) << "the slots have changed places";
  std::filesystem::rename(file_, folder_.path() / "clock.floor");
  EXPECT_EQ(PinDebtsFile(folder_.path() / "clock.floor", box_).found(), std::nullopt)
      << "under the name of another file";
  std::ofstream(file_, std::ios::binary) << whole;
  EXPECT_EQ(PinDebtsFile(file_, SecretBox(Bytes(32, 1))).found(), std::nullopt) << "another's key";
}

TEST_F(PinDebtsFileTest, APipeDoesNotHoldItUp) {
  ASSERT_EQ(mkfifo(file_.c_str(), 0600), 0);
  EXPECT_EQ(Found(), std::nullopt);
  PinDebtsFile(file_, box_).Keep(Debts(3));
  EXPECT_EQ(Found(), Debts(3));
}

}  // namespace
}  // namespace doorward
