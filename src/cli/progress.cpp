#include "cli/progress.hpp"

#include <unistd.h>

#include <cstdio>

namespace doorward::inline cli {

Progress::Progress(std::string doing, std::size_t total)
    : doing_(std::move(doing)), total_(total), visible_(isatty(STDERR_FILENO) != 0 && total > 0) {
  Show(0);
}

Progress::~Progress() {
  if (visible_) std::fputc('\n', stderr);
}

void Progress::Show(std::size_t done) {
  if (!visible_) return;
  constexpr std::size_t kWidth = 40;
  const std::size_t filled = done * kWidth / total_;
  const std::string bar = std::string(filled, '#') + std::string(kWidth - filled, '.');
  std::fprintf(stderr, "\r%s [%s] %zu/%zu", doing_.c_str(), bar.c_str(), done, total_);
  std::fflush(stderr);
}

}  // namespace doorward::inline cli
