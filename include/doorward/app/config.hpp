// The whole configuration, as values. One strict JSON file (comments allowed); its schema is
// config/doorward.schema.json, its pages config/README.md.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "doorward/core/json.hpp"
#include "doorward/core/json_reader.hpp"
#include "doorward/domain/time_zone.hpp"
#include "doorward/door/door_config.hpp"
#include "doorward/drivers/line_config.hpp"
#include "doorward/drivers/reader_driver.hpp"
#include "doorward/drivers/wiegand.hpp"
#include "doorward/feedback/feedback.hpp"
#include "doorward/readers/card_forwarder.hpp"
#include "doorward/sync/mqtt_session.hpp"

namespace doorward::inline app {

// Where the numbers of cards go to the panel of another maker.
struct WiegandOutSection {
  LineConfig d0;
  LineConfig d1;
  WiegandFormat format;
  ForwardedCards cards = ForwardedCards::kGranted;
};

struct DoorSection {
  DoorConfig door;
  LineConfig strike;
  std::optional<LineConfig> contact;
  std::optional<LineConfig> exit_button;
  std::optional<WiegandOutSection> wiegand_out;
};

// The lights and the sounder beside a reader, on lines of their own.
struct LightsSection {
  std::optional<LineConfig> green;
  std::optional<LineConfig> red;
  std::optional<LineConfig> buzzer;
};

struct ReaderSection {
  ReaderConfig reader;
  ReadsWords reads;
  std::string driver;
  ReaderDevice device;
  LightsSection lights;

  bool is_camera() const { return std::holds_alternative<OpenAt<Camera>>(device.open); }
  bool is_fingerprint() const { return reads.contains("fingerprint"); }
};

struct StorageSection {
  std::filesystem::path directory;
  std::int64_t record_capacity = 2000;   // 100 to 10,000,000.
  std::int64_t snapshot_capacity = 500;  // 0 to 100,000.
  bool hide_cards = false;               // "records": cards are told by digest, as codes are.
};

struct FaceSection {
  FaceConfig face;
  std::filesystem::path models;  // Holds models.json and the files that it names. Empty: no faces.
};

struct Config {
  std::string device;
  std::vector<std::string> groups;
  TimeZone zone = TimeZone::Utc();
  StorageSection storage;
  std::optional<SessionConfig> mqtt;
  std::string mqtt_password_file;  // Read at start, never kept in an effective configuration.
  std::vector<DoorSection> doors;
  std::vector<ReaderSection> readers;
  FaceSection face;
  bool enrols_at_device = false;  // "enrollment": cards, faces and fingers come from here alone.
  FeedbackConfig feedback;
  std::filesystem::path secrets;  // The only folder of secrets that a patch may name files in.
  std::filesystem::path control_socket{"/run/doorward/control.sock"};
  std::string log_level = "info";
};

// Reads and checks a whole configuration. Reports every fault it finds, each with its path, so that
// one edit can mend them all. An unknown key is a fault: a misspelt "hold_limt_ms" must not quietly
// mean the default.
Result<Config> ParseConfig(std::string_view text);
// The same from a document that has been read already.
Result<Config> ReadConfig(const Json& document);

// The tables of its keys, for what makes the schema and the pages: scripts/config-docs.
Json DescribeConfig();

// What stands in `config` and would not work as it is, beside what ReadConfig() finds: files of secrets
// that hold none, addresses that can never connect. With `as_a_start` also what is not there: models,
// chips, folders. The terminal starts without any of these; they are for `--check` and `config.put`.
JsonFaults CheckNamed(const Config& config, bool as_a_start);

// A configuration file and the patch that `config.put` left in the storage directory, merged
// (RFC 7396). The patch is checked with the whole, and cannot move the storage directory.
//
// A patch that no start has proved is on trial. One that is damaged, that a start fails with, or that
// the terminal does not stay up with, gives way to the last that worked: see FallBack().
class ConfigFile {
 public:
  static constexpr std::size_t kMaxBytes = 256 * 1024;
  static constexpr int kTrialStarts = 3;  // A power cut or two in a trial condemn nothing.

  // Reads, and writes nothing. Errors: those of the file, or all faults of ParseConfig().
  static Result<ConfigFile> Load(const std::filesystem::path& file);

  const Config& config() const { return config_; }

  // What is in force, as JSON, with the secrets in its addresses masked. Others stand in files of
  // their own.
  Json Shown() const;

  // Merges the patch `shown` (where a mask stands for what it hides) into what is stored, checks the whole and what it names, and stores it durably. The
  // running program does not change; the next start uses it. What the device's own file says of
  // plaintext and of locks stays.
  Result<Json> StorePatch(const Json& shown) const;

  bool on_trial() const { return on_trial_; }
  // Why what was put last is not in force; empty: it is.
  const std::string& fallen_back() const { return fallen_back_; }

  // Counts a start with a patch on trial. false: there were kTrialStarts that did not end well.
  bool BeginTrial() const;
  // The terminal works with it: from now on this is what FallBack() goes back to.
  Status EndTrial() const;
  // The last configuration that worked, or that of the file alone. Writes nothing.
  ConfigFile FallBack(const std::string& reason) const;
  // After a FallBack(): keeps the patch that did not work as config.refused.json, out of the way.
  void SetRefusedAside() const;

 private:
  ConfigFile(Json base, Json effective, Config config);
  static Result<ConfigFile> With(const Json& base, const Json& patch, const Config& file);

  Json base_;
  Json effective_;
  Config config_;
  Json patch_ = Json::object();
  bool on_trial_ = false;
  std::string fallen_back_;
};

}  // namespace doorward::inline app
