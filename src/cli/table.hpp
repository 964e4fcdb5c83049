// Columns for people to read: left-aligned, as wide as their widest cell, two spaces between.

#pragma once

#include <string>
#include <vector>

namespace doorward::inline cli {

class Table {
 public:
  explicit Table(std::vector<std::string> head) { Add(std::move(head)); }

  // Cells may hold anything; what does not print is escaped.
  void Add(std::vector<std::string> row);

  // Without a newline at the end. Widths count characters, and wide ones (CJK) twice.
  std::string Text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace doorward::inline cli
