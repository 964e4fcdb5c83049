#include "doorward/storage/snapshot_store.hpp"

#include <gmock/gmock.h>

#include "integration/storage/storage_fixture.hpp"

namespace doorward::snapshot_store_test {

namespace fs = std::filesystem;

// As a camera's begin, and long enough to be found again in a file.
Bytes JpegOf(int number) {
  Bytes jpeg{0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10, 'J', 'F', 'I', 'F'};
  jpeg.insert(jpeg.end(), 500, static_cast<std::uint8_t>(number));
  return jpeg;
}

class SnapshotStoreTest : public testing::Test {
 protected:
  void Open(std::size_t capacity) {
    store_ = SnapshotStore::Open(pictures_, capacity, box_);
    ASSERT_OK(store_->opened());
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(pictures_)) {
      names.push_back(entry.path().filename());
    }
    return names;
  }
  TempDir folder_;
  const fs::path pictures_ = folder_.path() / "pictures";
  const PersonId ann_{"ann"};
  const PersonId bob_{"bob"};
  SecretBox box_ = TestBox();
  std::unique_ptr<SnapshotStore> store_;
};

TEST_F(SnapshotStoreTest, KeepsTheNewest) {
  Open(3);
  for (int seq = 8; seq <= 12; ++seq) ASSERT_OK(store_->Put(seq, {}, JpegOf(seq)));
  EXPECT_EQ(store_->size(), 3U);
  EXPECT_EQ(*store_->Get(12), JpegOf(12));
  EXPECT_EQ(store_->Get(9).error().code, ErrorCode::kNotFound);
  Open(2);  // By number, not by name: 9 comes before 10.
  EXPECT_EQ(store_->size(), 2U);
  EXPECT_EQ(*store_->Get(11), JpegOf(11));
  EXPECT_FALSE(store_->Get(10));
}

TEST_F(SnapshotStoreTest, NoPictureLiesOpenAndNoNameTellsWhoItIs) {
  Open(10);
  ASSERT_OK(store_->Put(1, ann_, JpegOf(1)));
  ASSERT_OK(store_->Put(2, {}, JpegOf(2)));
  for (const std::string& name : Names()) {
    EXPECT_THAT(name, testing::Not(testing::HasSubstr("ann")));
    EXPECT_THAT(ContentOf(pictures_ / name), testing::Not(testing::HasSubstr("\xFF\xD8\xFF")));
    EXPECT_THAT(ContentOf(pictures_ / name), testing::Not(testing::HasSubstr("JFIF")));
  }
  EXPECT_EQ(*store_->Get(1), JpegOf(1));
}

TEST_F(SnapshotStoreTest, APictureCannotBeMovedToAnotherRecord) {
  Open(10);
  ASSERT_OK(store_->Put(1, {}, JpegOf(1)));
  ASSERT_OK(store_->Put(2, {}, JpegOf(2)));
  fs::rename(pictures_ / "1.sealed", pictures_ / "2.sealed");
  EXPECT_EQ(store_->Get(2).error().code, ErrorCode::kDataLoss);
}

TEST_F(SnapshotStoreTest, ErasesThePicturesOfAPersonAndNoOthers) {
  Open(10);
  ASSERT_OK(store_->Put(1, ann_, JpegOf(1)));
  ASSERT_OK(store_->Put(2, bob_, JpegOf(2)));
  ASSERT_OK(store_->Put(3, {}, JpegOf(3)));
  ASSERT_OK(store_->Put(4, ann_, JpegOf(4)));
  Open(10);  // What is in the names is enough.
  store_->Erase(std::vector{ann_});
  EXPECT_EQ(Names().size(), 2U);
  EXPECT_EQ(store_->Get(1).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(*store_->Get(2), JpegOf(2));
  store_->EraseAll();
  EXPECT_TRUE(Names().empty());
}

TEST_F(SnapshotStoreTest, ADeletionThatWasCutShortIsFinishedAtTheStart) {
  Open(10);
  ASSERT_OK(store_->Put(1, ann_, JpegOf(1)));
  ASSERT_OK(store_->Put(2, bob_, JpegOf(2)));
  ASSERT_OK(store_->Put(3, {}, JpegOf(3)));
  Open(10);
  store_->KeepOnly({store_->MarkOf(bob_)}, [this](const PersonId& id) { return id == bob_; });
  EXPECT_EQ(store_->size(), 2U);
  EXPECT_FALSE(store_->Get(1));
  ASSERT_OK(store_->Put(5, ann_, JpegOf(5)));  // Decided before the deletion, written after it.
  EXPECT_FALSE(store_->Get(5));
  ASSERT_OK(store_->Put(6, bob_, JpegOf(6)));
  EXPECT_TRUE(store_->Get(6));
}

TEST_F(SnapshotStoreTest, PicturesOfAnOlderVersionAreSealedUnderTheirPerson) {
  fs::create_directory(pictures_);
  const Bytes jpeg = JpegOf(7);
  for (const char* name : {"7.jpg", "8.jpg", "90.jpg"}) {
    std::ofstream(pictures_ / name, std::ios::binary) << AsText(jpeg);
  }
  Open(10);
  store_->Adopt(50, [&](RecordSeq seq) { return seq == 7 ? ann_ : PersonId(); });
  EXPECT_EQ(store_->size(), 2U);  // There is no record 90.
  for (const std::string& name : Names()) {
    EXPECT_THAT(ContentOf(pictures_ / name), testing::Not(testing::HasSubstr("JFIF")));
  }
  EXPECT_EQ(*store_->Get(7), jpeg);
  store_->Erase(std::vector{ann_});
  EXPECT_FALSE(store_->Get(7));
  EXPECT_EQ(*store_->Get(8), jpeg);
}

TEST_F(SnapshotStoreTest, IsPrivateAndLeavesOtherFilesAlone) {
  Open(1);
  const std::vector<std::string> others = {"notes.txt", "x.jpg",     "-1.jpg",   "1.jpg.jpg",
                                           ".jpg",      "01.sealed", "1-.sealed"};
  for (const std::string& name : others) std::ofstream(pictures_ / name) << "mine";
  ASSERT_OK(store_->Put(5, {}, Bytes{1}));
  ASSERT_OK(store_->Put(6, {}, Bytes{2}));
  Open(1);
  store_->EraseAll();
  for (const std::string& name : others) EXPECT_TRUE(fs::exists(pictures_ / name)) << name;
  ASSERT_OK(store_->Put(6, {}, Bytes{2}));
  using fs::perms;
  EXPECT_EQ(fs::status(pictures_).permissions(), perms::owner_all);
  EXPECT_EQ(fs::status(pictures_ / "6.sealed").permissions(),
            perms::owner_read | perms::owner_write);
}

TEST_F(SnapshotStoreTest, WithoutAFolderThereAreNoPicturesAndNothingElse) {
  std::ofstream(pictures_) << "in its place";
  store_ = SnapshotStore::Open(pictures_, 10, box_);
  EXPECT_FALSE(store_->opened());
  EXPECT_FALSE(store_->Put(1, {}, JpegOf(1)));
  EXPECT_EQ(store_->size(), 0U);
}

TEST_F(SnapshotStoreTest, RefusesWhatIsNoPicture) {
  Open(1);
  EXPECT_FALSE(store_->Put(1, {}, {}));
  EXPECT_FALSE(store_->Put(1, {}, Bytes(1024 * 1024 + 1)));
  EXPECT_EQ(store_->size(), 0U);
}

TEST_F(SnapshotStoreTest, WithoutCapacityKeepsNothing) {
  Open(0);
  ASSERT_OK(store_->Put(1, {}, Bytes{1}));
  EXPECT_EQ(store_->size(), 0U);
}

}  // namespace doorward::snapshot_store_test
