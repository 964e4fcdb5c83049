#include <algorithm>
#include <charconv>

#include "app/readers/reader_driver.hpp"
#include "doorward/core/file.hpp"

namespace doorward::inline app {
namespace {

constexpr std::size_t kDigits = 8;

// "FFFFFFFF"; nullopt for all else.
std::optional<std::uint32_t> ReadWord(std::string_view text) {
  std::uint32_t word = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), word, 16);
  const bool good = text.size() == kDigits && fault == std::errc() && end == text.end();
  return good ? std::optional(word) : std::nullopt;
}

Result<std::uint32_t> ReadZfmPassword(const std::filesystem::path& file) {
  DW_TRY_ASSIGN(const std::string text, ReadSecretFile(file));
  if (const auto password = ReadWord(text)) return *password;
  return Fail(ErrorCode::kInvalidArgument, file.string() + ": expected 8 hexadecimal digits");
}

void ReadBaud(const ReaderKeys& keys, SerialPortConfig& serial) {
  static constexpr int kRates[] = {9600, 19200, 38400, 57600, 115200};
  if (std::ranges::find(kRates, serial.baud) != std::end(kRates)) return;
  keys.reader.faults().Add(keys.reader.PathOf("baud"),
                           "expected one of 9600, 19200, 38400, 57600, 115200");
}

void ReadAddress(JsonReader& reader, std::uint32_t& address) {
  std::string text;
  if (!reader.Optional("address", text, MaxLength(kDigits))) return;
  if (const auto word = ReadWord(text)) {
    address = *word;
  } else {
    reader.faults().Add(reader.PathOf("address"), "expected 8 hexadecimal digits");
  }
}

}  // namespace

Status CheckZfmPassword(const std::filesystem::path& file) {
  DW_TRY(ReadZfmPassword(file));
  return {};
}

ReaderDevice ReadZfm(const ReaderKeys& keys) {
  ZfmSection section;
  section.zfm.serial = ReadSerialPort(keys, section.zfm.serial.baud);
  ReadBaud(keys, section.zfm.serial);
  ReadAddress(keys.reader, section.zfm.address);
  std::string file;
  if (ReadPath(keys.reader, "password_file", false, file)) section.password_file = file;
  std::int64_t level = section.zfm.security_level;
  keys.reader.Optional("security_level", level, Range{1, 5});
  section.zfm.security_level = static_cast<int>(level);
  return section;
}

Result<std::unique_ptr<FingerprintReader>> OpenFingerprintReaderOf(const ZfmSection& section,
                                                                   const DeviceSite& /*site*/) {
  ZfmConfig config = section.zfm;
  if (!section.password_file.empty()) {
    DW_TRY_ASSIGN(config.password, ReadZfmPassword(section.password_file));
  }
  return OpenZfm(config);
}

}  // namespace doorward::inline app
