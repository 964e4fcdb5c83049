#include "storage/rule_table.hpp"

#include "storage/byte_stream.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::size_t kRuleDigestBytes = 16;
constexpr std::uint64_t kRuleForm = 1;  // Of what is sealed.

Bytes DigestOfRule(const SecretBox& box, const RuleRow& row) {
  ByteWriter out;
  out.Text(row.rule);
  out.Text(row.key);
  const Digest digest = box.Fingerprint("rule.key", std::move(out).Take());
  return Bytes(digest.begin(), digest.begin() + kRuleDigestBytes);
}

std::string RuleContext(ByteView digest) { return "rule:" + ToHex(digest); }

Bytes Seal(const SecretBox& box, ByteView digest, const RuleRow& row) {
  ByteWriter out;
  out.Number(kRuleForm, 1);
  out.Text(row.rule);
  out.Text(row.key);
  out.Int(*row.value);
  return box.Seal(std::move(out).Take(), RuleContext(digest));
}

Result<RuleRow> Unseal(const SecretBox& box, ByteView digest, ByteView sealed) {
  DW_TRY_ASSIGN(const Bytes plain, box.Open(sealed, RuleContext(digest)));
  ByteReader in(plain);
  const std::uint64_t form = in.Number(1);
  RuleRow row;
  row.rule = in.Text();
  row.key = in.Text();
  row.value = in.Int();
  if (in.failed() || form != kRuleForm) {
    return Fail(ErrorCode::kDataLoss, "a row of rule state is of a form that is not known");
  }
  return row;
}

// What the set has of it now, if anything, it has no more.
Status RemoveOld(SqliteDatabase& database, const SecretBox& box, ByteView digest,
                 RuleProof& proof) {
  DW_TRY_ASSIGN(auto rows, database.Query("SELECT sealed FROM rule WHERE digest = ?", {digest}));
  DW_TRY_ASSIGN(const bool found, rows.Next());
  if (found) proof.Remove(box, digest, rows.Blob(0));
  return {};
}

Status WriteRule(SqliteDatabase& database, const SecretBox& box, const RuleRow& row,
                 RuleProof& proof) {
  if (!row.IsWithinBounds()) {
    return Fail(ErrorCode::kInvalidArgument, "a row of rule state is out of bounds");
  }
  const Bytes digest = DigestOfRule(box, row);
  DW_TRY(RemoveOld(database, box, digest, proof));
  if (!row.value) return database.Run("DELETE FROM rule WHERE digest = ?", {digest});
  const Bytes sealed = Seal(box, digest, row);
  proof.Add(box, digest, sealed);
  return database.Run("INSERT OR REPLACE INTO rule VALUES (?, ?)", {digest, sealed});
}

}  // namespace

Result<std::vector<RuleRow>> ReadRules(SqliteDatabase& database, const SecretBox& box,
                                       RuleProof& proof) {
  DW_TRY_ASSIGN(auto rows, database.Query("SELECT digest, sealed FROM rule"));
  std::vector<RuleRow> found;
  while (true) {
    DW_TRY_ASSIGN(const bool more, rows.Next());
    if (!more) return found;
    auto row = Unseal(box, rows.Blob(0), rows.Blob(1));
    if (!row) return Fail(row.error().While("records.db: reading rule state"));
    proof.Add(box, rows.Blob(0), rows.Blob(1));
    found.push_back(*std::move(row));
  }
}

Status WriteRules(SqliteDatabase& database, const SecretBox& box, std::span<const RuleRow> rows,
                  RuleProof& proof) {
  for (const RuleRow& row : rows) DW_TRY(WriteRule(database, box, row, proof));
  proof.Close(box);
  return {};
}

}  // namespace doorward::inline storage
