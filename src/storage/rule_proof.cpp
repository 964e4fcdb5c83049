#include "storage/rule_proof.hpp"

#include "storage/byte_stream.hpp"
#include "storage/record_row.hpp"

namespace doorward::inline storage {

void RuleProof::Add(const SecretBox& box, ByteView digest, ByteView sealed) {
  const Sum share = ShareOf(box, digest, sealed);
  for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += share[i];
}

void RuleProof::Remove(const SecretBox& box, ByteView digest, ByteView sealed) {
  const Sum share = ShareOf(box, digest, sealed);
  for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] -= share[i];
}

bool RuleProof::Holds(const SecretBox& box) const {
  if (root_.empty()) return sum_ == Sum{};
  return EqualConstantTime(root_, RootOf(box));
}

RuleProof::Sum RuleProof::ShareOf(const SecretBox& box, ByteView digest, ByteView sealed) {
  ByteWriter out;
  out.Blob(digest);
  out.Blob(sealed);
  const Digest made = box.Fingerprint("rule.set", std::move(out).Take());
  ByteReader in(made);
  Sum share{};
  for (std::uint64_t& part : share) part = in.Number(8);
  return share;
}

Bytes RuleProof::RootOf(const SecretBox& box) const {
  ByteWriter out;
  for (const std::uint64_t part : sum_) out.Number(part, 8);
  const Digest root = box.Fingerprint("rule.root", std::move(out).Take());
  return Bytes(root.begin(), root.begin() + kMacBytes);
}

}  // namespace doorward::inline storage
