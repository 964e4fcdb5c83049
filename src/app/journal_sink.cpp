#include "app/journal_sink.hpp"

#include <spdlog/sinks/base_sink.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
#include <unistd.h>

#include <cstdlib>
#include <mutex>
#include <vector>

// Where in the source a line was written says nothing to an installer.
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

namespace doorward::inline app {
namespace {

int Priority(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return LOG_ERR;
  if (level == spdlog::level::warn) return LOG_WARNING;
  return level == spdlog::level::info ? LOG_INFO : LOG_DEBUG;
}

std::string Field(std::string_view name, spdlog::string_view_t value) {
  std::string field(name);
  return field.append(value.data(), value.size());
}

class JournalSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit JournalSink(const std::string& device) : device_(Field("DOORWARD_DEVICE=", device)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& line) override {
    std::vector<std::string> fields = {
        Field("MESSAGE=", line.payload), "PRIORITY=" + std::to_string(Priority(line.level)),
        "SYSLOG_IDENTIFIER=doorwardd", "TID=" + std::to_string(line.thread_id), device_};
    if (line.logger_name.size() > 0) fields.push_back(Field("DOORWARD_PART=", line.logger_name));
    std::vector<iovec> pieces;
    pieces.reserve(fields.size());
    for (std::string& field : fields) pieces.push_back({field.data(), field.size()});
    sd_journal_sendv(pieces.data(), static_cast<int>(pieces.size()));
  }
  void flush_() override {}

  const std::string device_;
};

}  // namespace

bool StandardErrorIsJournal() {
  const char* stream = getenv("JOURNAL_STREAM");
  struct stat now {};
  if (stream == nullptr || fstat(STDERR_FILENO, &now) != 0) return false;
  return std::to_string(now.st_dev) + ":" + std::to_string(now.st_ino) == stream;
}

spdlog::sink_ptr MakeJournalSink(const std::string& device) {
  return std::make_shared<JournalSink>(device);
}

}  // namespace doorward::inline app
