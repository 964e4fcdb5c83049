// A driver of readers, as the configuration names it: what it can read, which keys it has, and what opens
// its devices. README.md of src/drivers says how to add one.
//
// Thread-safety: ReaderDrivers() and SharedParts may be used by any thread; the rest by one at a time.
// Errors: reading adds faults to the reader's; opening fails as the driver's own header says.

#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <typeindex>
#include <variant>

#include "doorward/core/config_key.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/core/named_checks.hpp"
#include "doorward/core/used_once.hpp"
#include "doorward/drivers/simulated_board.hpp"
#include "doorward/hal/camera.hpp"
#include "doorward/hal/fingerprint_reader.hpp"
#include "doorward/hal/reader.hpp"

namespace doorward::inline drivers {

// What somebody may show at a reader: types of credentials, such as "card" and "pin".
using ReadsWords = std::set<std::string>;

// What several readers of one driver use together: the port they are on, say. Whoever asks first has it made.
//
// Ownership: outlives the opening of readers, not necessarily the readers.
class SharedParts {
 public:
  template <typename Part>
  Part& Of(const std::function<std::shared_ptr<Part>()>& make = std::make_shared<Part>) {
    const MutexLock lock(mutex_);
    std::shared_ptr<void>& part = parts_[typeid(Part)];
    if (!part) part = make();
    return *static_cast<Part*>(part.get());
  }

 private:
  Mutex mutex_;
  std::map<std::type_index, std::shared_ptr<void>> parts_ DW_GUARDED_BY(mutex_);
};

// Where a device is opened.
struct DeviceSite {
  const std::string& id;  // Of the reader.
  ReaderReads reads;
  SimulatedBoard& board;
  SharedParts& shared;
  const std::filesystem::path& folder;  // Of what a driver has to remember over a start.
};

// Opens a device, each time it has to be opened.
template <typename Device>
using OpenAt = std::function<Result<std::unique_ptr<Device>>(const DeviceSite& site)>;

// One reader, as its section of the configuration describes it.
struct ReaderDevice {
  std::variant<OpenAt<Reader>, OpenAt<Camera>, OpenAt<FingerprintReader>> open;
  // Whether what the section, which stands at `path`, names would work. Empty: it names nothing.
  std::function<void(const NamedChecks& checks, const std::string& path)> check = {};
  // Where the section does not say; nullopt: the usual.
  std::optional<Milliseconds> repeat_after = {};
  bool authenticates_cards = false;  // Cards must prove themselves.
  bool is_simulated = false;
};

// What a section is read with. Faults go to the reader's.
struct ReaderKeys {
  JsonReader& reader;
  UsedOnce& used;
  // Empty, or with words that the driver cannot read, if there are faults already.
  const ReadsWords& reads;
};

struct ReaderDriver {
  std::string_view name;
  std::string_view reads;  // What it can read: "card pin".
  bool several = false;    // Whether one device may read more than one of these.
  std::string_view about;  // What it drives: a part of a sentence, for the pages.
  // Its table of keys, as DescribeKeys() tells it.
  Json (*keys)() = nullptr;
  // What the schema needs beyond the keys, as JSON: how they depend on each other. Empty: nothing.
  std::string_view schema_rules = {};
  ReaderDevice (*read)(const ReaderKeys& keys) = nullptr;
};

// All of them, by name.
std::span<const ReaderDriver> ReaderDrivers();

}  // namespace doorward::inline drivers
