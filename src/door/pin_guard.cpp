#include "door/pin_guard.hpp"

#include <algorithm>
#include <utility>

namespace doorward::inline door {
namespace {

constexpr std::size_t kMostPeople = 64;
constexpr std::size_t kMostForgiving = 256;
constexpr Milliseconds kKeepEvery{3'600'000};  // While there are debts that time pays off.

template <typename Id>
std::map<Id, PinTally> Tallies(const PinLimit& limit, const std::map<Id, Milliseconds>& debts,
                               SteadyTime now) {
  std::map<Id, PinTally> tallies;
  for (const auto& [id, debt] : debts) tallies.emplace(id, PinTally(limit, debt, now));
  return tallies;
}

template <typename Id>
std::map<Id, Milliseconds> Debts(const std::map<Id, PinTally>& tallies, SteadyTime now) {
  std::map<Id, Milliseconds> debts;
  for (const auto& [id, tally] : tallies) debts.emplace(id, tally.DebtAt(now));
  return debts;
}

template <typename Id>
bool IsLocked(const std::map<Id, PinTally>& tallies, const Id& id, SteadyTime now) {
  const auto found = tallies.find(id);
  return found != tallies.end() && found->second.IsLockedOut(now);
}

template <typename Id>
bool ForgiveOne(std::map<Id, PinTally>& tallies, const Id& id, const PinLimit& limit,
                SteadyTime now) {
  const auto found = tallies.find(id);
  if (found == tallies.end()) return false;
  found->second.ForgiveOne(limit, now);
  return true;
}

}  // namespace

PinGuard::PinGuard(const std::optional<PinDebts>& kept, std::span<const ReaderId> readers,
                   SteadyTime now)
    : kept_at_(now) {
  if (kept) {
    terminal_ = PinTally(kTerminalPins, kept->terminal, now);
    readers_ = Tallies(kReaderPins, kept->readers, now);
    people_ = Tallies(kPersonPins, kept->people, now);
    for (const PersonId& person : kept->forgave) forgives_again_[person] = now + kForgivesEvery;
    return;
  }
  const Milliseconds locked_out = kReaderPins.lockout_at * kReaderPins.forgotten_after;
  for (const ReaderId& reader : readers) {
    readers_.emplace(reader, PinTally(kReaderPins, locked_out, now));
  }
  changed_ = true;
}

bool PinGuard::IsLockedOut(const ReaderId& reader, const PersonId& claimed, SteadyTime now) const {
  return terminal_.IsLockedOut(now) || IsLocked(readers_, reader, now) ||
         IsLocked(people_, claimed, now);
}

bool PinGuard::OnWrong(const ReaderId& reader, const PersonId& claimed, SteadyTime now) {
  Forget(now);
  changed_ = true;
  bool alarm = terminal_.AddWrong(kTerminalPins, now);
  alarm |= readers_[reader].AddWrong(kReaderPins, now);
  const bool counts = people_.contains(claimed) || people_.size() < kMostPeople;
  if (!claimed.empty() && counts) alarm |= people_[claimed].AddWrong(kPersonPins, now);
  return alarm;
}

void PinGuard::OnRight(const ReaderId& reader, const PersonId& person, SteadyTime now) {
  Forget(now);
  if (forgives_again_.contains(person) || forgives_again_.size() >= kMostForgiving) return;
  const bool at_reader = ForgiveOne(readers_, reader, kReaderPins, now);
  const bool of_person = ForgiveOne(people_, person, kPersonPins, now);
  if (!at_reader && !of_person) return;
  forgives_again_[person] = now + kForgivesEvery;
  changed_ = true;
}

void PinGuard::Forget(SteadyTime now) {
  const auto is_paid = [&](const auto& entry) {
    return entry.second.DebtAt(now) == Milliseconds(0);
  };
  std::erase_if(readers_, is_paid);
  std::erase_if(people_, is_paid);
  std::erase_if(forgives_again_, [&](const auto& entry) { return entry.second <= now; });
}

PinDebts PinGuard::DebtsAt(SteadyTime now) const {
  PinDebts debts{.terminal = terminal_.DebtAt(now),
                 .readers = Debts(readers_, now),
                 .people = Debts(people_, now),
                 .forgave = {}};
  for (const auto& [person, again] : forgives_again_) debts.forgave.insert(person);
  return debts;
}

std::optional<PinDebts> PinGuard::TakeChange(SteadyTime now) {
  const bool has_debts = terminal_.DebtAt(now) > Milliseconds(0) || !readers_.empty();
  if (!changed_ && !(has_debts && now - kept_at_ >= kKeepEvery)) return std::nullopt;
  Forget(now);
  changed_ = false;
  kept_at_ = now;
  return DebtsAt(now);
}

}  // namespace doorward::inline door
