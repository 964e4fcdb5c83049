#include "drivers/pipe/pipe_driver.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>

#include "doorward/core/bytes.hpp"

namespace doorward::inline drivers {
namespace {

struct PipeConfig {
  std::string pipe;
  int uid_bytes = 4;
};

std::vector<ConfigKey> PipeKeys(PipeConfig& config) {
  return {
      {.name = "pipe",
       .value = DeviceValue(config.pipe),
       .about = "where cards are written, one a line",
       .required = true},
      {.name = "uid_bytes",
       .value = NumberOfValue(config.uid_bytes, {4, 7, 10}, "expected 4, 7 or 10"),
       .about = "of every card"},
  };
}

// A card is a line of hexadecimal digits; what is no card is dropped.
class PipeReader final : public Reader {
 public:
  PipeReader(int fd, const PipeConfig& config) : fd_(fd), config_(config) {}
  ~PipeReader() override { ::close(fd_); }
  PipeReader(const PipeReader&) = delete;
  PipeReader& operator=(const PipeReader&) = delete;

  Result<std::optional<ReaderEvent>> WaitForEvent(Milliseconds patience) override {
    pollfd ready{.fd = fd_, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, static_cast<int>(patience.count())) <= 0) return std::nullopt;
    std::array<char, 1> byte{};
    while (::read(fd_, byte.data(), 1) == 1) {
      if (byte[0] == '\n') return Card(std::exchange(line_, {}));
      if (line_.size() < kMaxLine) line_ += byte[0];
    }
    return std::nullopt;
  }

  std::string_view name() const override { return "pipe"; }

 private:
  static constexpr std::size_t kMaxLine = 64;

  std::optional<ReaderEvent> Card(const std::string& line) const {
    auto uid = FromHex(line);
    if (!uid || uid->size() != static_cast<std::size_t>(config_.uid_bytes)) return std::nullopt;
    return CardRead{.uid = *std::move(uid)};
  }

  const int fd_;
  const PipeConfig config_;
  std::string line_;
};

Result<std::unique_ptr<Reader>> OpenPipe(const PipeConfig& config) {
  // Also for writing, so that it does not end when a writer goes.
  const int fd = ::open(config.pipe.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return Fail(ErrorCode::kNotFound, config.pipe + " cannot be opened");
  return std::make_unique<PipeReader>(fd, config);
}

ReaderDevice ReadPipe(const ReaderKeys& keys) {
  PipeConfig config;
  ReadKeys(keys.reader, PipeKeys(config));
  if (!config.pipe.empty()) keys.used.Take(config.pipe, keys.reader.PathOf("pipe"));
  return {.open = OpenAt<Reader>([config](const DeviceSite&) { return OpenPipe(config); })};
}

}  // namespace

ReaderDriver PipeDriver() {
  return {.name = "pipe",
          .reads = "card",
          .about = "a toy: cards from a named pipe",
          .keys = DescribeKeysOf<PipeConfig, PipeKeys>,
          .read = ReadPipe};
}

}  // namespace doorward::inline drivers
