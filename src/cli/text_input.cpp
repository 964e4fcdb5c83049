#include "cli/text_input.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdint>
#include <cstdio>

#include "doorward/core/bytes.hpp"
#include "doorward/core/file.hpp"

namespace doorward::inline cli {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kAdvice =
    "save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\"), or say what it is in: --encoding gbk "
    "(Chinese Windows), --encoding windows-1252 (western Windows)";

auto RefuseText(std::string message) {
  return Fail(ErrorCode::kInvalidArgument, std::move(message));
}

// The number of the line that the byte at `at` stands in.
std::string LineAt(std::string_view content, std::size_t at) {
  return "line " + std::to_string(1 + std::ranges::count(content.substr(0, at), '\n'));
}

class Converter {
 public:
  explicit Converter(const std::string& from) : handle_(iconv_open("UTF-8", from.c_str())) {}
  ~Converter() {
    if (IsOpen()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  // Not a pointer: iconv's own word for failure.
  bool IsOpen() const { return reinterpret_cast<std::intptr_t>(handle_) != -1; }

  Result<std::string> Convert(std::string& content, const std::string& from) {
    std::string text;
    std::array<char, 16 * 1024> piece{};
    char* in = content.data();
    std::size_t left = content.size();
    bool flushed = false;
    while (!flushed) {
      flushed = left == 0;
      char* out = piece.data();
      std::size_t room = piece.size();
      const std::size_t done =
          iconv(handle_, flushed ? nullptr : &in, flushed ? nullptr : &left, &out, &room);
      text.append(piece.data(), piece.size() - room);
      if (done != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
      return RefuseText(LineAt(text, text.size()) + " is not in the encoding " + from +
                        ": look again which one the file was saved in");
    }
    return text;
  }

 private:
  iconv_t handle_;
};

std::size_t FirstBroken(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t length = 1;
    while (length <= 4 && !IsValidUtf8(text.substr(at, length))) ++length;
    if (length > 4) break;
    at += length;
  }
  return at;
}

// What `content`, which is not text in UTF-8, might be instead.
tl::unexpected<Error> Explain(std::string_view content) {
  if (content.starts_with("PK\x03\x04") || content.starts_with("\xD0\xCF\x11\xE0")) {
    return RefuseText("a workbook, not text: save the sheet as \"CSV UTF-8\"");
  }
  const std::size_t nul = content.find('\0');
  if (nul != std::string_view::npos) {
    return RefuseText(LineAt(content, nul) +
                      " contains NUL, as UTF-16 without its mark does: if it is, say --encoding " +
                      (nul % 2 == 1 ? "utf-16le" : "utf-16be"));
  }
  return RefuseText(LineAt(content, FirstBroken(content)) +
                    " is not UTF-8: " + std::string(kAdvice));
}

Result<std::string> Converted(std::string& content, const std::string& encoding) {
  if (content.starts_with(kUtf8Mark)) {
    return RefuseText("it has the mark of UTF-8 and is not in " + encoding +
                      ": leave --encoding out");
  }
  Converter converter(encoding);
  if (!converter.IsOpen()) return RefuseText("there is no encoding \"" + encoding + "\"");
  return converter.Convert(content, encoding);
}

bool IsUtf8Name(std::string name) {
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  return name.empty() || name == "utf-8" || name == "utf8";
}

}  // namespace

bool IsKnownEncoding(const std::string& name) {
  // "//IGNORE" and its like would drop what cannot be converted.
  const bool plain = std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_' || c == '.' || c == ':' || c == '+';
  });
  return !name.empty() && plain && Converter(name).IsOpen();
}

Result<std::string> ToUtf8(std::string content, const std::string& encoding) {
  const bool has_utf16_mark = content.starts_with("\xFF\xFE") || content.starts_with("\xFE\xFF");
  if (!IsUtf8Name(encoding)) {
    DW_TRY_ASSIGN(content, Converted(content, encoding));
  } else if (has_utf16_mark) {
    DW_TRY_ASSIGN(content, Converted(content, "UTF-16"));
  }
  if (content.starts_with(kUtf8Mark)) content.erase(0, kUtf8Mark.size());
  if (content.find('\0') != std::string::npos || !IsValidUtf8(content)) return Explain(content);
  return content;
}

Result<std::string> ReadInput(const std::string& file, std::size_t max_bytes) {
  if (file != "-") return ReadFile(file, max_bytes);
  std::string content;
  std::array<char, 16 * 1024> piece{};
  while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), stdin)) {
    content.append(piece.data(), count);
    if (content.size() > max_bytes) {
      return Fail(ErrorCode::kResourceExhausted,
                  "standard input is larger than " + std::to_string(max_bytes) + " bytes");
    }
  }
  return content;
}

}  // namespace doorward::inline cli
