// A real pseudo-terminal: the test holds its master, the driver opens the other end.

#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

namespace doorward {

class Pty {
 public:
  Pty() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    EXPECT_GE(master_, 0);
    EXPECT_EQ(::grantpt(master_), 0);
    EXPECT_EQ(::unlockpt(master_), 0);
    char name[64] = "";
    EXPECT_EQ(::ptsname_r(master_, name, sizeof(name)), 0);
    path_ = name;
  }
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;
  ~Pty() { HangUp(); }

  // Sends all of `bytes`; waits while the driver does not read.
  void Send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::write(master_, bytes.data(), bytes.size());
      ASSERT_GT(sent, 0);
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  void HangUp() {
    if (master_ >= 0) ::close(std::exchange(master_, -1));
  }

  const std::string& path() const { return path_; }
  int master() const { return master_; }

 private:
  int master_;
  std::string path_;
};

}  // namespace doorward
