#include "drivers/zfm/zfm_driver.hpp"

#include <charconv>

#include "doorward/core/file.hpp"
#include "doorward/drivers/zfm.hpp"
#include "drivers/serial_port/serial_port_keys.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::size_t kWordDigits = 8;

struct ZfmSection {
  ZfmConfig zfm;                        // Without its password.
  std::filesystem::path password_file;  // Eight hexadecimal digits; empty: the factory's password.
};

// "FFFFFFFF"; nullopt for all else.
std::optional<std::uint32_t> ReadWord(std::string_view text) {
  std::uint32_t word = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), word, 16);
  const bool good = text.size() == kWordDigits && fault == std::errc() && end == text.end();
  return good ? std::optional(word) : std::nullopt;
}

Result<std::uint32_t> ReadPassword(const std::filesystem::path& file) {
  DW_TRY_ASSIGN(const std::string text, ReadSecretFile(file));
  if (const auto password = ReadWord(text)) return *password;
  return Fail(ErrorCode::kInvalidArgument, file.string() + ": expected 8 hexadecimal digits");
}

bool ReadAddress(JsonReader& reader, std::string_view key, std::uint32_t& address) {
  std::string text;
  if (!reader.Optional(key, text, MaxLength(kWordDigits))) return false;
  const auto word = ReadWord(text);
  if (word) {
    address = *word;
  } else {
    reader.faults().Add(reader.PathOf(key), "expected 8 hexadecimal digits");
  }
  return word.has_value();
}

ConfigValue AddressValue(std::uint32_t& address) {
  return {.read = [&address](JsonReader& reader, std::string_view key,
                             bool /*required*/) { return ReadAddress(reader, key, address); },
          .schema = {{"type", "string"}, {"pattern", "^[0-9A-Fa-f]{8}$"}},
          .values = "8 hexadecimal digits",
          .usual = "FFFFFFFF"};
}

std::vector<ConfigKey> ZfmKeys(ZfmSection& section) {
  ZfmConfig& zfm = section.zfm;
  return {
      {.name = "port",
       .value = DeviceValue(zfm.serial.port),
       .about = "the serial port; for this module alone",
       .required = true},
      {.name = "baud",
       .value = BaudValue(zfm.serial, {9600, 19200, 38400, 57600, 115200}),
       .about = "as the module is set; below 57600 a template takes seconds"},
      {.name = "address",
       .value = AddressValue(zfm.address),
       .about = "if the module was given one of its own"},
      {.name = "password_file",
       .value = PathValue(section.password_file),
       .about =
           "the module's password, 8 hexadecimal digits, mode 600; without one the factory's, 0"},
      {.name = "security_level",
       .value = NumberValue(zfm.security_level, {1, 5}),
       .about = "1 takes a finger easily, 5 hardly ever a wrong one; set in the module if it has "
                "another"},
  };
}

Result<std::unique_ptr<FingerprintReader>> OpenSection(const ZfmSection& section) {
  ZfmConfig config = section.zfm;
  if (!section.password_file.empty()) {
    DW_TRY_ASSIGN(config.password, ReadPassword(section.password_file));
  }
  return OpenZfm(config);
}

void CheckSection(const ZfmSection& section, const NamedChecks& checks, const std::string& path) {
  checks.Device(path + ".port", section.zfm.serial.port);
  if (section.password_file.empty()) return;
  const auto password = ReadPassword(section.password_file);
  checks.File(path + ".password_file", section.password_file,
              password ? Status() : Status(Fail(password.error())));
}

ReaderDevice ReadZfm(const ReaderKeys& keys) {
  ZfmSection section;
  ReadKeys(keys.reader, ZfmKeys(section));
  TakePort(keys, section.zfm.serial);
  return {.open = OpenAt<FingerprintReader>(
              [section](const DeviceSite&) { return OpenSection(section); }),
          .check = [section](const NamedChecks& checks, const std::string& path) {
            CheckSection(section, checks, path);
          }};
}

}  // namespace

ReaderDriver ZfmDriver() {
  return {.name = "zfm",
          .reads = "fingerprint",
          .about = "fingerprint modules of the ZFM family on a serial port: ZFM, R30x, R503, AS608",
          .keys = DescribeKeysOf<ZfmSection, ZfmKeys>,
          .read = ReadZfm};
}

}  // namespace doorward::inline drivers
