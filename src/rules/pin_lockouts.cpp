#include "doorward/rules/pin_lockouts.hpp"

#include <algorithm>

namespace doorward::inline rules {
namespace {

constexpr std::size_t kMostPeople = 64;
constexpr std::size_t kMostForgiving = 256;

constexpr std::string_view kRule = "pin";
constexpr std::string_view kTerminal = "terminal";
constexpr std::string_view kReader = "reader:";
constexpr std::string_view kPerson = "person:";
constexpr std::string_view kForgave = "forgave:";

std::string KeyOf(std::string_view kind, const std::string& id) { return std::string(kind) + id; }

RuleRow DebtRow(std::string key, Milliseconds debt) {
  const bool is_paid = debt == Milliseconds(0);
  return {std::string(kRule), std::move(key),
          is_paid ? std::nullopt : std::optional<std::int64_t>(debt.count())};
}

template <typename Id>
PinTally Find(const std::map<Id, PinTally>& tallies, const Id& id) {
  const auto found = tallies.find(id);
  return found == tallies.end() ? PinTally() : found->second;
}

// Counts one more wrong try into `wrong`.
void Count(PinTally tally, const PinLimit& limit, std::string key, SteadyTime now,
           PinLockouts::WrongTry& wrong) {
  wrong.begins_lockout |= tally.AddWrong(limit, now);
  wrong.changes.push_back(DebtRow(std::move(key), tally.DebtAt(now)));
}

template <typename Id>
std::size_t CountDebts(const std::map<Id, PinTally>& tallies, SteadyTime now) {
  return static_cast<std::size_t>(std::ranges::count_if(
      tallies, [&](const auto& entry) { return entry.second.DebtAt(now) > Milliseconds(0); }));
}

template <typename Id>
void AddDebts(std::string_view kind, const std::map<Id, PinTally>& tallies, SteadyTime now,
              std::vector<RuleRow>& rows) {
  for (const auto& [id, tally] : tallies) {
    rows.push_back(DebtRow(KeyOf(kind, id.str()), tally.DebtAt(now)));
  }
}

// Takes those out that time has paid off.
template <typename Id>
void AddPaid(std::string_view kind, const std::map<Id, PinTally>& tallies, SteadyTime now,
             std::vector<RuleRow>& rows) {
  for (const auto& [id, tally] : tallies) {
    if (tally.DebtAt(now) == Milliseconds(0))
      rows.push_back(DebtRow(KeyOf(kind, id.str()), Milliseconds(0)));
  }
}

template <typename Id>
void SetTally(std::map<Id, PinTally>& tallies, Id id, const PinLimit& limit,
              std::optional<std::int64_t> debt, SteadyTime now) {
  if (debt) {
    tallies.insert_or_assign(std::move(id), PinTally(limit, Milliseconds(*debt), now));
  } else {
    tallies.erase(id);
  }
}

}  // namespace

bool PinLockouts::IsLockedOut(const ReaderId& reader, const PersonId& claimed,
                              SteadyTime now) const {
  return terminal_.IsLockedOut(now) || Find(readers_, reader).IsLockedOut(now) ||
         Find(people_, claimed).IsLockedOut(now);
}

PinLockouts::WrongTry PinLockouts::Wrong(const ReaderId& reader, const PersonId& claimed,
                                         SteadyTime now) const {
  WrongTry wrong{.changes = Paid(now)};
  Count(terminal_, kTerminalPins, std::string(kTerminal), now, wrong);
  Count(Find(readers_, reader), kReaderPins, KeyOf(kReader, reader.str()), now, wrong);
  const bool counts = people_.contains(claimed) || CountDebts(people_, now) < kMostPeople;
  if (!claimed.empty() && counts) {
    Count(Find(people_, claimed), kPersonPins, KeyOf(kPerson, claimed.str()), now, wrong);
  }
  return wrong;
}

std::vector<RuleRow> PinLockouts::Right(const ReaderId& reader, const PersonId& person,
                                        SteadyTime now) const {
  const auto forgave = forgives_again_.find(person);
  if (forgave != forgives_again_.end() && now < forgave->second) return {};
  const auto many =
      std::ranges::count_if(forgives_again_, [&](const auto& entry) { return now < entry.second; });
  if (static_cast<std::size_t>(many) >= kMostForgiving) return {};

  std::vector<RuleRow> changes;
  const auto forgive = [&](PinTally tally, const PinLimit& limit, std::string key) {
    if (tally.DebtAt(now) == Milliseconds(0)) return;
    tally.ForgiveOne(limit, now);
    changes.push_back(DebtRow(std::move(key), tally.DebtAt(now)));
  };
  forgive(Find(readers_, reader), kReaderPins, KeyOf(kReader, reader.str()));
  forgive(Find(people_, person), kPersonPins, KeyOf(kPerson, person.str()));
  if (!changes.empty()) {
    const std::vector<RuleRow> paid = Paid(now);
    changes.insert(changes.begin(), paid.begin(), paid.end());
    changes.push_back({std::string(kRule), KeyOf(kForgave, person.str()), kForgivesEvery.count()});
  }
  return changes;
}

std::vector<RuleRow> PinLockouts::Paid(SteadyTime now) const {
  std::vector<RuleRow> rows;
  AddPaid(kReader, readers_, now, rows);
  AddPaid(kPerson, people_, now, rows);
  for (const auto& [person, again] : forgives_again_) {
    if (again <= now) rows.push_back(DebtRow(KeyOf(kForgave, person.str()), Milliseconds(0)));
  }
  return rows;
}

std::vector<RuleRow> PinLockouts::AfterLoss(std::span<const ReaderId> readers) {
  std::vector<RuleRow> rows;
  for (const ReaderId& reader : readers) {
    rows.push_back(DebtRow(KeyOf(kReader, reader.str()),
                           kReaderPins.lockout_at * kReaderPins.forgotten_after));
  }
  return rows;
}

void PinLockouts::Apply(std::span<const RuleRow> rows, SteadyTime now) {
  for (const RuleRow& row : rows) {
    if (row.rule == kRule) ApplyOne(row.key, row.value, now);
  }
}

void PinLockouts::ApplyOne(const std::string& key, std::optional<std::int64_t> value,
                           SteadyTime now) {
  const auto id_after = [&](std::string_view kind) { return key.substr(kind.size()); };
  if (key == kTerminal) {
    terminal_ = PinTally(kTerminalPins, Milliseconds(value.value_or(0)), now);
  } else if (key.starts_with(kReader)) {
    SetTally(readers_, ReaderId(id_after(kReader)), kReaderPins, value, now);
  } else if (key.starts_with(kPerson)) {
    SetTally(people_, PersonId(id_after(kPerson)), kPersonPins, value, now);
  } else if (key.starts_with(kForgave) && value) {
    forgives_again_[PersonId(id_after(kForgave))] =
        now + std::clamp(Milliseconds(*value), Milliseconds(0), kForgivesEvery);
  } else if (key.starts_with(kForgave)) {
    forgives_again_.erase(PersonId(id_after(kForgave)));
  }
}

std::vector<RuleRow> PinLockouts::RowsAt(SteadyTime now) const {
  std::vector<RuleRow> rows = {DebtRow(std::string(kTerminal), terminal_.DebtAt(now))};
  AddDebts(kReader, readers_, now, rows);
  AddDebts(kPerson, people_, now, rows);
  for (const auto& [person, again] : forgives_again_) {
    const auto left = std::chrono::ceil<Milliseconds>(again - now);
    rows.push_back(DebtRow(KeyOf(kForgave, person.str()), std::max(left, Milliseconds(0))));
  }
  return rows;
}

}  // namespace doorward::inline rules
