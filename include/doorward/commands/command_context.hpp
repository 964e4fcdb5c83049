// What a command may touch. One set of handlers serves every transport: MQTT, the local socket and,
// later, the web.

#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/commands/capabilities.hpp"
#include "doorward/core/clock.hpp"
#include "doorward/core/json.hpp"
#include "doorward/door/access_controller.hpp"
#include "doorward/identify/credential_index.hpp"
#include "doorward/readers/fingerprint_station.hpp"
#include "doorward/readers/vision_worker.hpp"
#include "doorward/storage/people_database.hpp"
#include "doorward/storage/record_log.hpp"
#include "doorward/storage/record_writer.hpp"
#include "doorward/storage/snapshot_store.hpp"

namespace doorward::inline commands {

// What has become of the commands since the start.
struct CommandCounters {
  std::uint64_t done = 0;
  std::uint64_t failed = 0;    // Carried out, without success; or not known here.
  std::uint64_t repeated = 0;  // Answered from the journal.
  std::uint64_t expired = 0;
  std::uint64_t malformed = 0;  // Not JSON, or not an envelope.
};

// A reader at which people can be enrolled.
struct EnrolmentPlace {
  ReaderId reader;
  std::set<CredentialType> types;         // Of card, face and fingerprint.
  FingerprintStation* station = nullptr;  // For fingerprints.
};

// Where cards, faces and fingers come from: from the back office, or from here. Never from both.
struct EnrolmentSource {
  bool at_device = false;
  std::vector<EnrolmentPlace> places;
};

inline constexpr std::string_view kOnlyForNow =
    "carried out, but only until the next start: the terminal's storage is of no use, see its "
    "status. "
    "Send it again, with another id, once that is mended";

// All references outlive whatever holds the context.
struct CommandContext {
  PeopleDatabase& people;
  CurrentIndex& index;  // Swapped after a commit that changed people or rights.
  AccessController& access;
  VisionWorker& vision;
  RecordLog& records;
  RecordWriter& record_writer;
  SnapshotStore& snapshots;
  const Clock& clock;
  TimeZone zone;
  FaceConfig face;
  double duplicate_face_distance;  // Nearer than this to another person's face: refused.
  // What is stored outlives a restart. If not, what a command changes is in force, and its reply is the error
  // kOnlyForNow.
  bool keeps = true;
  EnrolmentSource enrolment = {};
  Capabilities capabilities = {};

  // Fingerprint sensors whose slots the terminal fills itself, as far as it has seen them: for these a
  // credential is a template.
  std::function<std::set<std::string>()> managed_sensors;
  std::function<Json()> status;  // As in the protocol; plus what device.info adds.
  std::function<Json()> config;  // Effective, without secrets.
  // Merges a patch, checks the whole, stores it; the next start uses it. Returns the effective result.
  std::function<Result<Json>(const Json& patch)> put_config;
  std::function<void()>
      restart;  // Ends the process soon after the reply; the supervisor starts it.
  // Takes what the clock shows for right, also where it stands before the floor.
  std::function<Result<Json>()> trust_clock;

  // For device.info. What the back office's transport counts, an object; empty without one.
  std::function<Json()> transport_counters = nullptr;
  // The router that is given this context fills this in.
  std::function<CommandCounters()> command_counters = nullptr;
};

}  // namespace doorward::inline commands
