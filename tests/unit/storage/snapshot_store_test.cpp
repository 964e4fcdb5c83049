#include "doorward/storage/snapshot_store.hpp"

#include "integration/storage/storage_fixture.hpp"

namespace doorward {
namespace {

class SnapshotStoreTest : public testing::Test {
 protected:
  void Open(std::size_t capacity) {
    auto opened = SnapshotStore::Open(folder_.path() / "pictures", capacity);
    ASSERT_OK(opened);
    store_ = std::move(*opened);
  }
  TempDir folder_;
  std::unique_ptr<SnapshotStore> store_;
};

TEST_F(SnapshotStoreTest, KeepsTheNewest) {
  Open(3);
  for (RecordSeq seq = 8; seq <= 12; ++seq) {
    ASSERT_OK(store_->Put(seq, Bytes{0xFF, static_cast<std::uint8_t>(seq)}));
  }
  EXPECT_EQ(store_->size(), 3U);
  EXPECT_EQ(*store_->Get(12), (Bytes{0xFF, 12}));
  EXPECT_EQ(store_->Get(9).error().code, ErrorCode::kNotFound);
  Open(2);  // By number, not by name: 9 comes before 10.
  EXPECT_EQ(store_->size(), 2U);
  EXPECT_TRUE(store_->Get(11));
  EXPECT_FALSE(store_->Get(10));
}

TEST_F(SnapshotStoreTest, IsPrivateAndLeavesOtherFilesAlone) {
  Open(1);
  const auto folder = folder_.path() / "pictures";
  for (const char* name : {"notes.txt", "x.jpg", "-1.jpg", "1.jpg.jpg", ".jpg"}) {
    std::ofstream(folder / name) << "mine";
  }
  ASSERT_OK(store_->Put(5, Bytes{1}));
  ASSERT_OK(store_->Put(6, Bytes{2}));
  Open(1);
  EXPECT_TRUE(std::filesystem::exists(folder / "x.jpg"));
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(folder).permissions(), perms::owner_all);
  EXPECT_EQ(std::filesystem::status(folder / "6.jpg").permissions(),
            perms::owner_read | perms::owner_write);
}

TEST_F(SnapshotStoreTest, RefusesWhatIsNoPicture) {
  Open(1);
  EXPECT_FALSE(store_->Put(1, {}));
  EXPECT_FALSE(store_->Put(1, Bytes(1024 * 1024 + 1)));
  EXPECT_EQ(store_->size(), 0U);
}

TEST_F(SnapshotStoreTest, WithoutCapacityKeepsNothing) {
  Open(0);
  ASSERT_OK(store_->Put(1, Bytes{1}));
  EXPECT_EQ(store_->size(), 0U);
}

}  // namespace
}  // namespace doorward
