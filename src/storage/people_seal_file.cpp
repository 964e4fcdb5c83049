// The set outside the database. An older database beside it is noticed; an older whole folder is not.

#include "doorward/core/file.hpp"
#include "storage/byte_stream.hpp"
#include "storage/people_seal.hpp"

namespace doorward {
namespace {

constexpr std::size_t kMaxSealBytes = 256 * 1024;
constexpr std::string_view kSealContext = "people.seal";

std::filesystem::path SealPathOf(std::filesystem::path database) {
  return database.replace_extension(".seal");
}

Result<SealFile> DecodeSeal(ByteView bytes, std::size_t sums) {
  ByteReader in(bytes);
  SealFile seal{.generation = in.Int(), .revision = in.Int(), .sums = {}, .lockdown = {}};
  for (std::size_t i = 0; i < sums; ++i) seal.sums.push_back(in.Number(8));
  for (std::uint64_t left = in.Number(4); left > 0 && !in.failed(); --left) {
    seal.lockdown.push_back(in.Text());
  }
  if (in.failed()) return Fail(ErrorCode::kDataLoss, "people.seal is of another length");
  return seal;
}

}  // namespace

KeptSeal ReadSealFile(const std::filesystem::path& database, const SecretBox& box) {
  const auto sealed = ReadFile(SealPathOf(database), kMaxSealBytes);
  if (!sealed) return {.there = sealed.error().code != ErrorCode::kNotFound, .seal = {}};
  KeptSeal kept{.there = true, .seal = {}};
  if (const auto plain = box.Open(AsBytes(*sealed), kSealContext)) {
    if (auto seal = DecodeSeal(*plain, PeopleSeal(box).sums().size())) kept.seal = std::move(*seal);
  }
  return kept;
}

Status WriteSealFile(const std::filesystem::path& database, const SecretBox& box,
                     const SealFile& seal) {
  ByteWriter out;
  out.Int(seal.generation);
  out.Int(seal.revision);
  for (const std::uint64_t sum : seal.sums) out.Number(sum, 8);
  out.Number(seal.lockdown.size(), 4);
  for (const std::string& door : seal.lockdown) out.Text(door);
  return WriteFileDurably(SealPathOf(database), box.Seal(std::move(out).Take(), kSealContext));
}

}  // namespace doorward
