#include "doorward/storage/pin_debts_file.hpp"

#include "doorward/core/log.hpp"
#include "storage/byte_stream.hpp"
#include "storage/slot_file.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::size_t kDebtsBytes =
    32 * 1024;  // All that PinGuard remembers, with the longest ids.

template <typename Id>
void WriteDebts(ByteWriter& out, const std::map<Id, Milliseconds>& debts) {
  out.Number(debts.size(), 4);
  for (const auto& [id, debt] : debts) {
    out.Text(id.str());
    out.Int(debt.count());
  }
}

template <typename Id>
void ReadDebts(ByteReader& in, std::map<Id, Milliseconds>& debts) {
  for (auto left = in.Number(4); left > 0 && !in.failed(); --left) {
    const Id id(in.Text());
    debts[id] = Milliseconds(in.Int());
  }
}

}  // namespace

PinDebtsFile::PinDebtsFile(const std::filesystem::path& file, const SecretBox& box)
    : file_(std::make_unique<SlotFile>(file, kDebtsBytes, box)) {}

PinDebtsFile::~PinDebtsFile() = default;

std::optional<PinDebts> PinDebtsFile::found() const {
  if (!file_->found()) return std::nullopt;
  ByteReader in(*file_->found());
  PinDebts debts{.terminal = Milliseconds(in.Int()), .readers = {}, .people = {}, .forgave = {}};
  ReadDebts(in, debts.readers);
  ReadDebts(in, debts.people);
  for (auto left = in.Number(4); left > 0 && !in.failed(); --left) {
    debts.forgave.insert(PersonId(in.Text()));
  }
  return in.failed() ? std::nullopt : std::optional(std::move(debts));
}

void PinDebtsFile::Keep(const PinDebts& debts) {
  ByteWriter out;
  out.Int(debts.terminal.count());
  WriteDebts(out, debts.readers);
  WriteDebts(out, debts.people);
  out.Number(debts.forgave.size(), 4);
  for (const PersonId& person : debts.forgave) out.Text(person.str());
  if (const Status kept = file_->Put(std::move(out).Take()); !kept) {
    LogWarning(LogPart{"records"}, "wrong PINs are not on the disk: {}", kept.error().Text());
  }
}

}  // namespace doorward::inline storage
