// A progress bar on stderr, while stderr is a terminal; nothing otherwise.

#pragma once

#include <cstddef>
#include <string>

namespace doorward::inline cli {

class Progress {
 public:
  Progress(std::string doing, std::size_t total);
  ~Progress();  // Ends the line.
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Show(std::size_t done);

 private:
  const std::string doing_;
  const std::size_t total_;
  const bool visible_;
};

}  // namespace doorward::inline cli
