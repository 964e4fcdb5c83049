// What proves the rows of rule state as a set: none can be taken away, added or put back from another
// time without changing the sum of keyed digests of all rows. The state row of records.db keeps a root of
// the sum, under its mac. Nobody without the key sees a sum, so nobody can look for rows that add up to it.
//
// Thread-safety: none; it is a value.

#pragma once

#include <array>

#include "doorward/core/secret_box.hpp"

namespace doorward::inline storage {

class RuleProof {
 public:
  RuleProof() = default;  // Of a log that has never had a row.
  // With the root that the state row keeps. Add() each row that is there, then ask Holds().
  explicit RuleProof(Bytes root) : root_(std::move(root)) {}
  // Of rows that are lost, until the next run is told.
  static RuleProof Lost() { return RuleProof(Bytes{0}); }

  void Add(const SecretBox& box, ByteView digest, ByteView sealed);
  void Remove(const SecretBox& box, ByteView digest, ByteView sealed);
  // Makes the root that of the rows which were added and not removed.
  void Close(const SecretBox& box) { root_ = RootOf(box); }

  // Whether the root is that of the rows. Never, if they are lost.
  bool Holds(const SecretBox& box) const;

  bool is_lost() const { return root_.size() == 1; }
  const Bytes& root() const { return root_; }  // Empty: there never was a row.

 private:
  using Sum = std::array<std::uint64_t, 4>;

  static Sum ShareOf(const SecretBox& box, ByteView digest, ByteView sealed);
  Bytes RootOf(const SecretBox& box) const;

  Bytes root_;
  Sum sum_{};
};

}  // namespace doorward::inline storage
