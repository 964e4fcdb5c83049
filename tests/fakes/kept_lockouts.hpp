// PIN lockouts beside the table that keeps them, as a terminal has them: a change is applied and kept.

#pragma once

#include <map>
#include <vector>

#include "doorward/rules/pin_lockouts.hpp"

namespace doorward {

class KeptLockouts {
 public:
  KeptLockouts() = default;
  // As after a restart with what was kept.
  KeptLockouts(const KeptLockouts& before, SteadyTime now) : kept_(before.kept_) {
    lockouts_.Apply(Rows(), now);
  }

  bool IsLockedOut(const ReaderId& reader, const PersonId& claimed, SteadyTime now) const {
    return lockouts_.IsLockedOut(reader, claimed, now);
  }
  // Returns whether a lockout begins.
  bool OnWrong(const ReaderId& reader, const PersonId& claimed, SteadyTime now) {
    const PinLockouts::WrongTry wrong = lockouts_.Wrong(reader, claimed, now);
    Take(wrong.changes, now);
    return wrong.begins_lockout;
  }
  void OnRight(const ReaderId& reader, const PersonId& person, SteadyTime now) {
    Take(lockouts_.Right(reader, person, now), now);
  }
  void Lose(std::span<const ReaderId> readers, SteadyTime now) {
    *this = {};
    Take(PinLockouts::AfterLoss(readers), now);
  }
  // As a terminal does now and then.
  void KeepAll(SteadyTime now) { Keep(lockouts_.RowsAt(now)); }

  // The table's rows.
  std::vector<RuleRow> Rows() const {
    std::vector<RuleRow> rows;
    for (const auto& [key, row] : kept_) rows.push_back(row);
    return rows;
  }
  std::optional<std::int64_t> Row(const std::string& key) const {
    const auto found = kept_.find(key);
    return found == kept_.end() ? std::nullopt : found->second.value;
  }

 private:
  void Take(const std::vector<RuleRow>& changes, SteadyTime now) {
    lockouts_.Apply(changes, now);
    Keep(changes);
  }
  void Keep(const std::vector<RuleRow>& rows) {
    for (const RuleRow& row : rows) {
      if (row.value) {
        kept_.insert_or_assign(row.key, row);
      } else {
        kept_.erase(row.key);
      }
    }
  }

  PinLockouts lockouts_;
  std::map<std::string, RuleRow> kept_;
};

}  // namespace doorward
