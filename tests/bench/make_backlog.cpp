// Fills a terminal's log with records that nobody has acknowledged, in batches: what scripts/bench has
// uploaded then.
//
//   bench_make_backlog STORAGE_DIRECTORY COUNT

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "doorward/core/bytes.hpp"
#include "doorward/storage/record_log.hpp"

namespace doorward {
namespace {

constexpr std::int64_t kBatch = 1000;

Record MakeRecord(std::int64_t number) {
  Record record{.at = ParseTime("2026-11-23T08:00:00Z").value() + Milliseconds(number),
                .kind = RecordKind::kAccess,
                .door = DoorId("main"),
                .reader = ReaderId("nfc"),
                .direction = Direction::kIn,
                .method = Method::kCard,
                .granted = true,
                .reason = Reason::kOk,
                .person = PersonId("person-" + std::to_string(number % 50'000)),
                .credential_type = CredentialType::kCard};
  record.credential_value = "04A1B2C3D4E5F6";
  return record;
}

Status Fill(const std::filesystem::path& directory, std::int64_t count) {
  DW_TRY_ASSIGN(const SecretBox box, SecretBox::OpenOrCreate(directory / "device.key"));
  DW_TRY_ASSIGN(const auto log,
                RecordLog::Open({.file = directory / "records.db", .capacity = 2 * count}, box));
  for (std::int64_t number = 0; number < count; number += kBatch) {
    std::vector<Record> records;
    for (std::int64_t i = number; i < std::min(count, number + kBatch); ++i) {
      records.push_back(MakeRecord(i));
    }
    DW_TRY(log->Append(records));
  }
  return {};
}

}  // namespace
}  // namespace doorward

int main(int argc, char** argv) {
  const std::int64_t count = argc == 3 ? std::atoll(argv[2]) : 0;
  if (count < 1) {
    std::fputs("usage: bench_make_backlog STORAGE_DIRECTORY COUNT\n", stderr);
    return 2;
  }
  if (const auto filled = doorward::Fill(argv[1], count); !filled) {
    std::fprintf(stderr, "%s\n", filled.error().Text().c_str());
    return 1;
  }
  return 0;
}
