#include "doorward/core/file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "fakes/temp_dir.hpp"

namespace doorward::file_test {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  fs::path Path(const std::string& name) const { return folder_.path() / name; }

  fs::path Holding(const std::string& content, unsigned mode = 0600) const {
    const fs::path path = Path("file");
    std::ofstream(path, std::ios::trunc) << content;
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }

  static unsigned ModeOf(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0);
    return status.st_mode & 07777U;
  }

  std::size_t CountOfFiles() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_.path()), {}));
  }

  TempDir folder_;
};

TEST_F(Files, AreReadUpToTheirBound) {
  EXPECT_EQ(*ReadFile(Holding("12345"), 5), "12345");
  EXPECT_EQ(ReadFile(Holding("123456"), 5).error().code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(*ReadFile(Holding(""), 0), "");
  const std::string large(100'000, 'x');
  EXPECT_EQ(*ReadFile(Holding(large), 100'000), large);
  const std::string binary("a\0\xFF\r\n", 5);
  EXPECT_EQ(*ReadFile(Holding(binary), 100), binary);
  EXPECT_EQ(ReadFile("/dev/zero", 1'000'000).error().code, ErrorCode::kUnavailable);
}

TEST_F(Files, ThatCannotBeReadSayWhy) {
  EXPECT_EQ(ReadFile(Path("none"), 5).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ReadFile(Holding("x") / "below", 5).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ReadFile(folder_.path(), 5).error().code, ErrorCode::kUnavailable);
  EXPECT_NE(ReadFile(Path("none"), 5).error().message.find("none"), std::string::npos);
  if (geteuid() != 0) {
    EXPECT_EQ(ReadFile(Holding("x", 0), 5).error().code, ErrorCode::kPermissionDenied);
  }
}

TEST_F(Files, OfSecretsAreForTheirOwnerAlone) {
  EXPECT_EQ(*ReadSecretFile(Holding("secret\n", 0600)), "secret");
  EXPECT_EQ(*ReadSecretFile(Holding("secret", 0400)), "secret");
  EXPECT_EQ(*ReadSecretFile(Holding("secret\r\n", 0600)), "secret");
  EXPECT_EQ(*ReadSecretFile(Holding(" sec ret ", 0600)), " sec ret ");
  for (const unsigned mode : {0640U, 0604U, 0660U, 0644U, 0610U, 0601U, 0602U, 0620U, 0777U}) {
    const auto read = ReadSecretFile(Holding("secret", mode));
    ASSERT_FALSE(read) << std::oct << mode;
    EXPECT_EQ(read.error().code, ErrorCode::kPermissionDenied);
    EXPECT_EQ(read.error().message.find("secret\n"), std::string::npos);
  }
  EXPECT_EQ(ReadSecretFile(Path("none")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ReadSecretFile(folder_.path()).error().code, ErrorCode::kPermissionDenied);
  EXPECT_EQ(ReadSecretFile(Holding("12345", 0600), 4).error().code, ErrorCode::kResourceExhausted);
}

TEST_F(Files, OfSecretsHoldOneLine) {
  const std::string with_nul("sec\0ret", 7);
  for (const std::string& content :
       {std::string(), std::string("\n"), std::string("\r\n"), std::string("secret\n\n"),
        std::string("secret\r\n\r\n"), std::string("one\ntwo"), std::string("one\rtwo"),
        std::string("\nsecret"), "\xEF\xBB\xBFsecret" + std::string(), with_nul,
        "\xFF\xFEs" + std::string(1, '\0')}) {
    const auto read = ReadSecretFile(Holding(content, 0600));
    ASSERT_FALSE(read) << content;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(read.error().message.find("secret\n"), std::string::npos);
    EXPECT_NE(read.error().message.find("on one line"), std::string::npos);
    EXPECT_TRUE(ReadPrivateFile(Path("file"), 100));
  }
}

TEST_F(Files, OfSecretsAreNoPipes) {
  const fs::path pipe = Path("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(ReadFile(pipe, 100).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(ReadSecretFile(pipe).error().code, ErrorCode::kPermissionDenied);
}

TEST_F(Files, AreWrittenWholeAndReplaced) {
  const fs::path path = Path("state");
  ASSERT_TRUE(WriteFileDurably(path, AsBytes("one")));
  EXPECT_EQ(*ReadFile(path, 100), "one");
  EXPECT_EQ(ModeOf(path), 0600U);
  const std::string large(1'000'000, 'y');
  ASSERT_TRUE(WriteFileDurably(path, AsBytes(large)));
  EXPECT_EQ(*ReadFile(path, 1'000'000), large);
  ASSERT_TRUE(WriteFileDurably(path, {}));
  EXPECT_EQ(*ReadFile(path, 0), "");
  EXPECT_EQ(CountOfFiles(), 1U);
}

TEST_F(Files, GetExactlyTheModeAskedFor) {
  const mode_t before = umask(0077);
  const Status written = WriteFileDurably(Path("shown"), AsBytes("x"), 0644);
  umask(before);
  ASSERT_TRUE(written);
  EXPECT_EQ(ModeOf(Path("shown")), 0644U);
}

TEST_F(Files, HalfWrittenBeforeAPowerCutDoNoHarm) {
  std::ofstream(Path("state.new")) << "half";
  ASSERT_EQ(chmod(Path("state.new").c_str(), 0666), 0);
  ASSERT_TRUE(WriteFileDurably(Path("state"), AsBytes("whole")));
  EXPECT_EQ(*ReadFile(Path("state"), 100), "whole");
  EXPECT_EQ(ModeOf(Path("state")), 0600U);
  EXPECT_EQ(CountOfFiles(), 1U);
}

TEST_F(Files, AreNotWrittenThroughALinkLeftInTheirWay) {
  std::ofstream(Path("elsewhere")) << "mine";
  fs::create_symlink(Path("elsewhere"), Path("state.new"));
  ASSERT_TRUE(WriteFileDurably(Path("state"), AsBytes("whole")));
  EXPECT_EQ(*ReadFile(Path("elsewhere"), 100), "mine");
}

TEST_F(Files, ThatCannotBeWrittenLeaveTheOldOneAndNothingElse) {
  EXPECT_EQ(WriteFileDurably(Path("none") / "state", AsBytes("x")).error().code,
            ErrorCode::kNotFound);
  // A folder stands where the file should go.
  fs::create_directory(Path("state"));
  std::ofstream(Path("state") / "inside") << "x";
  EXPECT_FALSE(WriteFileDurably(Path("state"), AsBytes("x")));
  EXPECT_EQ(CountOfFiles(), 1U);
}

}  // namespace doorward::file_test
