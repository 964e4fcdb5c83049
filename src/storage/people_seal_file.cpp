// The set outside the database, twice: a damage to one file takes nothing away. An older database
// beside them is noticed; an older whole folder is not.

#include <array>

#include "doorward/core/file.hpp"
#include "storage/byte_stream.hpp"
#include "storage/people_seal.hpp"
#include "storage/set_aside.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::size_t kMaxSealBytes = 256 * 1024;
constexpr std::string_view kSealContext = "people.seal";

// The one that is written first, and its copy.
std::array<std::filesystem::path, 2> SealPathsOf(std::filesystem::path database) {
  database.replace_extension(".seal");
  return {database, database.string() + "-copy"};
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

Result<SealFile> OpenedSeal(std::string_view sealed, const SecretBox& box) {
  DW_TRY_ASSIGN(const Bytes plain, box.Open(AsBytes(sealed), kSealContext));
  return DecodeSeal(plain, PeopleSeal(box).sums().size());
}

}  // namespace

KeptSeal ReadSealFile(const std::filesystem::path& database, const SecretBox& box) {
  KeptSeal kept;
  for (const auto& path : SealPathsOf(database)) {
    const auto sealed = ReadFile(path, kMaxSealBytes);
    kept.there = kept.there || sealed || sealed.error().code != ErrorCode::kNotFound;
    auto seal = sealed ? OpenedSeal(*sealed, box) : Fail(sealed.error());
    const bool is_later = seal && (!kept.seal || seal->generation > kept.seal->generation);
    if (is_later) kept.seal = std::move(*seal);
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
  const Bytes plain = std::move(out).Take();
  Status written;
  for (const auto& path : SealPathsOf(database)) {
    ClearPlace(path);
    const Status one = WriteFileDurably(path, box.Seal(plain, kSealContext));
    if (!one) written = one;  // The other is worth writing all the same.
  }
  return written;
}

std::int64_t FreshGeneration() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<Milliseconds>(now).count();
}

}  // namespace doorward::inline storage
