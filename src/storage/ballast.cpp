#include "storage/ballast.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "doorward/core/log.hpp"
#include "storage/set_aside.hpp"

namespace doorward::inline storage {

Ballast::Ballast(std::filesystem::path file) : file_(std::move(file)) {
  struct stat status {};
  held_ = stat(file_.c_str(), &status) == 0 && status.st_size >= static_cast<off_t>(kBytes);
  if (!held_) Restore();
}

bool Ballast::Free() {
  if (!held_) return false;
  held_ = false;
  unlink(file_.c_str());
  LogWarning(LogPart{"records"}, "the disk is full: the ballast beside records.db is given up");
  return true;
}

void Ballast::Restore() {
  if (held_) return;
  ClearPlace(file_);
  const int fd = open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return;
  held_ = posix_fallocate(fd, 0, static_cast<off_t>(kBytes)) == 0;
  close(fd);
  if (!held_) unlink(file_.c_str());
}

}  // namespace doorward::inline storage
