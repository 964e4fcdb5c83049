#include "readers/template_keeper.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

#include "doorward/core/check.hpp"
#include "doorward/core/log.hpp"

namespace doorward::inline readers {
namespace {

constexpr Milliseconds kPeoplePatience{50};  // A finger waits meanwhile.
constexpr Milliseconds kFirstRetry{250};
constexpr Milliseconds kLastRetry{30'000};
constexpr int kFailuresToTell = 3;
constexpr std::size_t kRefusalsToName = 5;
constexpr std::size_t kMarkBytes = 16;

Bytes NewMark() {
  std::random_device random;
  Bytes mark(kMarkBytes);
  std::generate(mark.begin(), mark.end(), [&] { return static_cast<std::uint8_t>(random()); });
  return mark;
}

// Enough of a template's digest to find it by, and nothing of the finger.
std::string ShortName(const CredentialKey& key) {
  return key.value.substr(key.value.find('#') + 1, 8);
}

}  // namespace

TemplateKeeper::TemplateKeeper(Parts parts)
    : parts_(std::move(parts)),
      templates_(*parts_.module.templates()),
      retry_(kFirstRetry, kLastRetry) {}

template <typename Change>
Status TemplateKeeper::InPeople(Change change) const {
  const auto run = [&]() -> Status {
    DW_TRY_ASSIGN(auto transaction, parts_.people.Begin(kPeoplePatience));
    DW_TRY(change(parts_.people));
    return transaction.Commit();
  };
  Status status = run();
  // Here kUnavailable means that the module is gone.
  if (!status && status.error().code == ErrorCode::kUnavailable) {
    return Fail(ErrorCode::kResourceExhausted, status.error().message);
  }
  return status;
}

Result<std::optional<CredentialKey>> TemplateKeeper::Identify(int slot) {
  DW_TRY(CheckMark());
  return KeyIn(slot);
}

std::optional<CredentialKey> TemplateKeeper::KeyIn(int slot) const {
  const auto found = slots_.find(slot);
  return found == slots_.end() ? std::nullopt : std::optional(found->second);
}

// Failures are waited out here and not by the caller, so that fingers are looked for meanwhile.
Result<bool> TemplateKeeper::Step() {
  if (parts_.clock.SteadyNow() < not_before_) return false;
  Result<bool> more = Advance();
  if (!more) {
    if (more.error().code == ErrorCode::kUnavailable) return Fail(more.error());
    not_before_ = parts_.clock.SteadyNow() + retry_.Next();
    last_failure_ = more.error().message;
    if (++failures_ >= kFailuresToTell) TellHealth();
    return false;
  }
  if (!*more) TellHealth();
  return more;
}

// One change of the module at most. What must leave goes before what is to come: it makes room, and somebody who
// was deleted is worth more than somebody who waits.
Result<bool> TemplateKeeper::Advance() {
  if (!attached_) DW_TRY(Attach());
  FollowIndex();
  if (!unnoted_.empty()) DW_TRY(NoteSlots());
  if (!strays_.empty()) {
    DW_TRY(RemoveStray(*strays_.begin()));
  } else if (const auto unwanted = UnwantedSlot()) {
    DW_TRY(Remove(*unwanted));
  } else if (const auto next = NextToStore()) {
    DW_TRY(Store(next->second, next->first));
  } else {
    return TryAgain();
  }
  failures_ = 0;
  retry_.Reset();
  return true;
}

// Looks at a module that is new to this keeper, and decides what of it can be believed.
Status TemplateKeeper::Attach() {
  const Result<Bytes> mark = templates_.ReadMark();
  const bool keeps_mark = mark.has_value();
  // An unreadable mark is not a missing one: a faulty cable must not empty a good module.
  if (!keeps_mark && mark.error().code != ErrorCode::kUnsupported) return Fail(mark.error());
  std::optional<FingerprintModule> known;
  DW_TRY(InPeople([&](PeopleDatabase& people) -> Status {
    DW_TRY_ASSIGN(known, people.GetFingerprintModule(parts_.reader));
    return {};
  }));
  if (keeps_mark && known && known->mark.size() == kMarkBytes && known->mark == *mark) {
    mark_ = *mark;
    DW_TRY(Adopt(std::move(known->slots)));
  } else {
    DW_TRY(StartAnew(keeps_mark));
  }
  attached_ = true;
  return {};
}

// A template or a match that came from another module than the one whose rows we have would stand for a wrong
// person; so the mark is read again before either is believed.
Status TemplateKeeper::CheckMark() {
  if (mark_.empty()) return {};
  auto found = templates_.ReadMark();
  if (!found && found.error().code != ErrorCode::kUnsupported) return Fail(found.error());
  if (found && *found == mark_) return {};
  // Also one that suddenly keeps none: only an opening finds out what it is.
  return Fail(ErrorCode::kUnavailable, "another fingerprint module was put in its place");
}

// The module that was here before. It may have been emptied, or have lost power within a change.
Status TemplateKeeper::Adopt(std::map<int, CredentialKey> slots) {
  DW_TRY_ASSIGN(const std::set<int> used, templates_.UsedSlots());
  std::vector<int> empty;
  for (const auto& [slot, key] : slots) {
    if (!used.contains(slot)) empty.push_back(slot);
  }
  if (!empty.empty()) {
    Status forgotten = InPeople([&](PeopleDatabase& people) -> Status {
      for (const int slot : empty) DW_TRY(people.DeleteFingerprintSlot(parts_.reader, slot));
      return {};
    });
    if (!forgotten) return forgotten;
  }
  for (const int slot : empty) slots.erase(slot);
  slots_ = std::move(slots);
  for (const int slot : used) {
    if (!slots_.contains(slot)) strays_.insert(slot);
  }
  return {};
}

// Another module, or one that can keep no mark. As long as its new mark is not in people.db it is
// unknown, and its slots cannot be taken for those of the module before.
Status TemplateKeeper::StartAnew(bool keeps_mark) {
  // Cleared first: power that is cut after this leaves an empty module without a mark, which begins here again.
  DW_TRY(templates_.Clear());
  Bytes mark;
  if (keeps_mark) {
    mark = NewMark();
    Status written = templates_.WriteMark(mark);
    if (!written && written.error().code != ErrorCode::kUnsupported) return written;
    if (!written) mark.clear();
  }
  LogInfo(LogPart{parts_.reader.str()}, "an unknown fingerprint module; it is filled anew");
  DW_TRY(InPeople(
      [&](PeopleDatabase& people) { return people.PutFingerprintModule(parts_.reader, mark); }));
  mark_ = std::move(mark);
  return {};
}

void TemplateKeeper::FollowIndex() {
  const auto current = parts_.index.Get();
  // The same version, not an equal one at the old one's address: so by owner, while the old one may be gone.
  const bool same = !followed_.owner_before(current) && !current.owner_before(followed_);
  if (same) return;
  followed_ = current;
  wanted_ = current->TemplatesOf(parts_.module.sensor());
  held_.clear();
  for (const auto& [slot, key] : slots_) {
    if (wanted_.contains(key)) held_.insert(key);
  }
  const auto unwanted = [this](const CredentialKey& key) { return !wanted_.contains(key); };
  std::erase_if(refused_, unwanted);
  std::erase_if(postponed_, unwanted);
}

// One that cannot be removed is put aside, so that a single bad cell does not keep all others waiting.
Status TemplateKeeper::RemoveStray(int slot) {
  strays_.erase(slot);
  Status deleted = templates_.Delete(slot);
  if (!deleted) stuck_.insert(slot);
  return deleted;
}

// The row goes first. A cut in between leaves a slot without a row, which stands for nobody.
Status TemplateKeeper::Remove(int slot) {
  if (!mark_.empty()) {
    DW_TRY(InPeople(
        [&](PeopleDatabase& people) { return people.DeleteFingerprintSlot(parts_.reader, slot); }));
  }
  slots_.erase(slot);
  unnoted_.erase(slot);
  return RemoveStray(slot);
}

// The row comes last: a cut before it leaves a slot that stands for nobody, and is filled again.
// REQUIRES: `slot` has no row.
Status TemplateKeeper::Store(const CredentialKey& key, int slot) {
  auto data = ReadTemplate(key);
  if (!data) {
    postponed_.insert(key);
    return Fail(data.error());
  }
  if (!*data) {  // Deleted just now: the next version of the index does not have it.
    wanted_.erase(key);
    return {};
  }
  strays_.insert(slot);  // Until it is certain what is in it.
  Status stored = templates_.Put(slot, **data);
  if (!stored) {
    // What the module calls no template stays one never; anything else may pass.
    const bool refused = stored.error().code == ErrorCode::kInvalidArgument;
    (refused ? refused_ : postponed_).insert(key);
    return refused ? Status() : stored;
  }
  DW_TRY(CheckMark());  // It went into this module, and not into one that was here for a moment.
  strays_.erase(slot);
  slots_[slot] = key;
  held_.insert(key);
  postponed_.erase(key);
  // A module without a mark cannot be known again: rows about it would be believed of another.
  if (mark_.empty()) return {};
  unnoted_.insert(slot);
  return NoteSlots();
}

Status TemplateKeeper::NoteSlots() {
  Status noted = InPeople([&](PeopleDatabase& people) -> Status {
    for (const int slot : unnoted_) {
      DW_TRY(people.PutFingerprintSlot(parts_.reader, slot, slots_.at(slot)));
    }
    return {};
  });
  if (noted) unnoted_.clear();
  return noted;
}

// With nothing else to do, what failed has its turn again.
bool TemplateKeeper::TryAgain() {
  const bool any = !postponed_.empty() || !stuck_.empty();
  postponed_.clear();
  strays_.merge(stuck_);
  if (!any) failures_ = 0;
  return any;
}

Result<std::optional<Bytes>> TemplateKeeper::ReadTemplate(const CredentialKey& key) const {
  const auto index = parts_.index.Get();
  const PersonRights* owner = index->FindByKey(key);
  std::optional<Bytes> data;
  if (owner == nullptr) return data;
  DW_TRY(InPeople([&](PeopleDatabase& people) -> Status {
    DW_TRY_ASSIGN(data, people.GetTemplate(owner->id, key));
    return {};
  }));
  return data;
}

std::optional<int> TemplateKeeper::UnwantedSlot() const {
  if (held_.size() == slots_.size()) return std::nullopt;
  for (const auto& [slot, key] : slots_) {
    if (!wanted_.contains(key)) return slot;
  }
  return std::nullopt;
}

std::optional<int> TemplateKeeper::FreeSlot() const {
  for (int slot = 0; slot < templates_.capacity(); ++slot) {
    if (!slots_.contains(slot) && !stuck_.contains(slot)) return slot;
  }
  return std::nullopt;
}

std::optional<std::pair<int, CredentialKey>> TemplateKeeper::NextToStore() const {
  if (held_.size() + refused_.size() >= wanted_.size()) return std::nullopt;
  const std::optional<int> slot = FreeSlot();
  if (!slot) return std::nullopt;
  for (const CredentialKey& key : wanted_) {
    const bool done = held_.contains(key) || refused_.contains(key) || postponed_.contains(key);
    if (!done) return std::pair(*slot, key);
  }
  return std::nullopt;
}

void TemplateKeeper::TellHealth() const {
  std::vector<std::string> faults;
  if (failures_ >= kFailuresToTell) faults.push_back(last_failure_);
  if (attached_ && held_.size() + refused_.size() < wanted_.size() && !FreeSlot()) {
    faults.push_back(fmt::format("module holds {} of {} templates", held_.size(), wanted_.size()));
  }
  if (!refused_.empty()) {
    std::vector<std::string> names;
    for (const CredentialKey& key : refused_) {
      if (names.size() < kRefusalsToName) names.push_back(ShortName(key));
    }
    faults.push_back(fmt::format("module refuses {} of {} templates: {}{}", refused_.size(),
                                 wanted_.size(), fmt::join(names, ", "),
                                 refused_.size() > names.size() ? " …" : ""));
  }
  const std::string part = "templates:" + parts_.reader.str();
  if (faults.empty()) {
    parts_.health.Ok(part, fmt::format("{} templates", held_.size()));
  } else {
    parts_.health.Degraded(part, fmt::format("{}", fmt::join(faults, "; ")));
  }
}

}  // namespace doorward::inline readers
