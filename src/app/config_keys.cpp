// The keys of the sections that are no more than keys.

#include "app/config_table.hpp"

namespace doorward::inline app {
namespace {

constexpr const char* kTopicName = "expected 1 to 64 of A-Z a-z 0-9 _ -";
Json TopicNameSchema() { return {{"$ref", "#/$defs/topic_name"}}; }

ConfigValue TopicNameValue(std::string& name) {
  ConfigValue value = TextValue(name, IdText(), "`A-Z a-z 0-9 _ -`, up to 64");
  value.schema = TopicNameSchema();
  return Checked(std::move(value), [&name] { return IsValidTopicName(name) ? "" : kTopicName; });
}

ConfigValue ZoneValue(TimeZone& zone) {
  return {.read =
              [&zone](JsonReader& reader, std::string_view key, bool /*required*/) {
                std::string name;
                if (!reader.Required(key, name, NonEmpty(64))) return false;
                auto found = TimeZone::Find(name);
                if (!found) reader.faults().Add(reader.PathOf(key), found.error().message);
                if (found) zone = *found;
                return found.has_value();
              },
          .schema = {{"type", "string"}, {"minLength", 1}, {"maxLength", 64}},
          .values = "an IANA name",
          .usual = {}};
}

ConfigValue GroupsValue(std::vector<std::string>& groups) {
  constexpr std::size_t kMaxGroups = 16;
  const auto read = [&groups](JsonReader& reader, std::string_view key, bool /*required*/) {
    return reader.OptionalArray(key, kMaxGroups, [&](const Json& group, const std::string& path) {
      std::string name;
      if (!ReadText(group, path, IdText(), reader.faults(), name)) return;
      if (!IsValidTopicName(name)) reader.faults().Add(path, kTopicName);
      groups.push_back(std::move(name));
    });
  };
  return {.read = read,
          .schema = {{"type", "array"}, {"maxItems", kMaxGroups}, {"items", TopicNameSchema()}},
          .values = "up to 16 names",
          .usual = {}};
}

// A path that a socket may have: sockaddr_un.sun_path, with its NUL, unix(7).
ConfigValue SocketValue(std::filesystem::path& socket) {
  constexpr std::size_t kMaxSocketPath = 107;
  ConfigValue value = PathValue(socket);
  value.schema = {{"allOf", {value.schema, {{"maxLength", kMaxSocketPath}}}}};
  value.values = "path, up to 107 bytes";
  return Checked(std::move(value), [&socket] {
    const bool fits = socket.native().size() <= kMaxSocketPath;
    return fits ? "" : "longer than the 107 bytes that a socket may have";
  });
}

// Accepts what this version does and says plainly what it does not.
ConfigValue ModeValue() {
  return {.read =
              [](JsonReader& reader, std::string_view key, bool /*required*/) {
                if (reader.OptionalChoice(key, {"local", "online", "hybrid"}) <= 0) return true;
                reader.faults().Add(reader.PathOf(key),
                                    "this version decides locally only: use \"local\"");
                return false;
              },
          .schema = {{"const", "local"}},
          .values = "`local`",
          .usual = "local"};
}

}  // namespace

std::vector<ConfigKey> DeviceKeys(Config& config) {
  return {
      {.name = "id",
       .value = TopicNameValue(config.device),
       .about = "names the terminal in topics; the MQTT client id",
       .required = true},
      {.name = "time_zone",
       .value = ZoneValue(config.zone),
       .about = "in which schedules are meant, with its daylight saving",
       .required = true},
      {.name = "groups",
       .value = GroupsValue(config.groups),
       .about = "also listens to `{prefix}/group/{group}/command`"},
  };
}

std::vector<ConfigKey> StorageKeys(Config& config) {
  StorageSection& storage = config.storage;
  return {
      {.name = "directory",
       .value = PathValue(storage.directory),
       .about = "databases, key and sealed pictures; made with mode 700",
       .required = true},
      {.name = "record_capacity",
       .value = NumberValue(storage.record_capacity, {100, 10'000'000}),
       .about = "records held; the oldest go first"},
      {.name = "snapshot_capacity",
       .value = NumberValue(storage.snapshot_capacity, {0, 100'000}),
       .about = "pictures of face attempts held"},
  };
}

std::vector<ConfigKey> RecordsKeys(Config& config) {
  return {{.name = "card_value",
           .value = EitherValue(config.storage.hide_cards, "full", "digest"),
           .about =
               "how a record tells a card: its UID, or a digest under the terminal's key and the "
               "last characters. Codes are always told by digest: whoever reads the text of a "
               "code can show it. `doorctl records find` finds either again"}};
}

std::vector<ConfigKey> FaceKeys(Config& config) {
  FaceConfig& face = config.face.face;
  return {
      {.name = "models",
       .value = PathValue(config.face.models),
       .about = "a folder of `models.json` and the files it names (`scripts/fetch-models`)",
       .required = true},
      {.name = "false_accept_rate",
       .value = RealValue(face.false_accept_rate, 1e-6, 0.1),
       .about = "of one stranger who presents a face, over everyone enrolled; gives the threshold"},
      {.name = "margin",
       .value = RealValue(face.margin, 0.0, 0.5),
       .about = "how much farther the second-best person must be"},
      {.name = "frames", .value = NumberValue(face.frames, {1, 10}), .about = "that must agree"},
      {.name = "min_face_px",
       .value = NumberValue(face.min_face_px, {40, 400}),
       .about = "smaller faces are not looked at"},
      {.name = "min_sharpness",
       .value = RealValue(face.min_sharpness, 0.0, 10'000.0),
       .about = "blurred faces are not looked at"},
      {.name = "refuse_duplicates",
       .value = FlagValue(face.refuse_duplicates),
       .about = "one face for two people is refused at enrollment"},
  };
}

std::vector<ConfigKey> VerificationKeys(Config& /*config*/) {
  return {
      {.name = "mode", .value = ModeValue(), .about = "this version decides locally"},
      {.name = "timeout_ms",
       .value = NumberValue({100, 10'000}, {}, [](std::int64_t) {}),
       .about = "kept for online verification"},
  };
}

std::vector<ConfigKey> EnrollmentKeys(Config& config) {
  return {{.name = "enrollment",
           .value = EitherValue(config.enrols_at_device, "back_office", "device"),
           .about = "who gives people their cards, faces and fingerprints: see below"}};
}

std::vector<ConfigKey> ControlKeys(Config& config) {
  return {{.name = "socket",
           .value = SocketValue(config.control_socket),
           .about = "what `doorctl` speaks to",
           .required = true,
           .usual = "`/run/doorward/control.sock`"}};
}

std::vector<ConfigKey> LogKeys(Config& config) {
  static constexpr std::string_view kLevels[] = {"debug", "info", "warning", "error"};
  return {{.name = "level",
           .value = ChoiceValue({std::begin(kLevels), std::end(kLevels)}, 1,
                                [&config](std::size_t at) { config.log_level = kLevels[at]; }),
           .about = "on standard error; in the journal with fields, `journalctl -u doorward "
                    "DOORWARD_PART=nfc` shows one reader; never personal data"}};
}

std::vector<ConfigKey> SecretsKeys(Config& config) {
  return {{.name = "directory",
           .value = PathValue(config.secrets),
           .about = "the only secrets that `config.put` may name: see below",
           .required = true,
           .usual = "`secrets` beside this file"}};
}

}  // namespace doorward::inline app
