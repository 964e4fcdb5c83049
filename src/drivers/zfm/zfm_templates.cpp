#include "drivers/zfm/zfm_templates.hpp"

#include <algorithm>
#include <thread>

#include "doorward/core/check.hpp"

namespace doorward::inline drivers {
namespace {

using std::chrono::steady_clock;

constexpr std::uint8_t kTransferBuffer = 1;
constexpr std::uint8_t kMarkPage = 0;
constexpr std::uint8_t kProofPage = 1;
constexpr std::size_t kMatchReplyBytes = 4;  // Slot and score.
constexpr Milliseconds kWriteLimit{2000};    // Of the module's flash memory.
constexpr Milliseconds kLookInterval{50};

std::uint8_t High(int slot) { return static_cast<std::uint8_t>(slot >> 8); }
std::uint8_t Low(int slot) { return static_cast<std::uint8_t>(slot); }

ZfmCommand LoadCommand(int slot) {
  return {.code = zfm::kLoad, .data = {kTransferBuffer, High(slot), Low(slot)}};
}

ZfmCommand ReadPageCommand(std::uint8_t page) {
  return {.code = zfm::kReadNotepad, .data = {page}, .reply_bytes = zfm::kNotepadPage};
}

ZfmCommand WritePageCommand(std::uint8_t page, const ZfmPage& bytes) {
  Bytes data(1 + bytes.size(), page);
  std::ranges::copy(bytes, data.begin() + 1);
  return {.code = zfm::kWriteNotepad, .data = std::move(data), .limit = kWriteLimit};
}

tl::unexpected<Error> NoNotepad() {
  return Fail(ErrorCode::kUnsupported, "this fingerprint module keeps no notes");
}

tl::unexpected<Error> Refused(const std::string& what, std::uint8_t code) {
  const ErrorCode kind = code == zfm::kFlashFault ? ErrorCode::kDataLoss : ErrorCode::kInternal;
  return Fail(kind, "the fingerprint module did not " + what + " (code " +
                        ToHex(std::array<std::uint8_t, 1>{code}) + ")");
}

tl::unexpected<Error> RefusedTemplate() {
  return Fail(ErrorCode::kInvalidArgument, "the fingerprint module refuses this template");
}

bool IsTemplateSize(std::size_t bytes) {
  return bytes >= zfm::kMinTemplate && bytes <= zfm::kMaxTemplate;
}

}  // namespace

Result<bool> ZfmTemplates::Knows(const ZfmCommand& command, Bytes* data) {
  auto reply = module_.Ask(command);
  if (!reply && reply.error().code == ErrorCode::kTimeout) reply = module_.Ask(command);
  if (!reply && reply.error().code == ErrorCode::kTimeout) return false;
  if (!reply) return Fail(reply.error());
  if (reply->ok() && data != nullptr) *data = std::move(reply->data);
  return reply->ok();
}

Status ZfmTemplates::CheckSlot(int slot) const {
  if (slot >= 0 && slot < capacity()) return {};
  return Fail(ErrorCode::kInvalidArgument, "the fingerprint module has no such slot");
}

Result<std::set<int>> ZfmTemplates::UsedSlots() {
  if (has_index_) {
    DW_TRY_ASSIGN(auto used, ReadIndex());
    if (used) return std::move(*used);
    has_index_ = false;
  }
  if (!probed_) {
    DW_TRY_ASSIGN(probed_, ProbeSlots());
  }
  return *probed_;
}

Result<std::optional<std::set<int>>> ZfmTemplates::ReadIndex() {
  std::set<int> used;
  for (int first = 0; first < capacity(); first += zfm::kSlotsOfIndexPage) {
    Bytes bits;
    const ZfmCommand command{
        .code = zfm::kReadIndex, .data = {High(first)}, .reply_bytes = zfm::kIndexPage};
    DW_TRY_ASSIGN(const bool known, Knows(command, &bits));
    if (!known) return std::optional<std::set<int>>();
    const int count = std::min(zfm::kSlotsOfIndexPage, capacity() - first);
    for (int i = 0; i < count; ++i) {
      const unsigned byte = bits[static_cast<std::size_t>(i) / 8];
      if ((byte >> (static_cast<unsigned>(i) % 8U) & 1U) != 0) used.insert(first + i);
    }
  }
  return std::optional(std::move(used));
}

Result<std::set<int>> ZfmTemplates::ProbeSlots() {
  DW_TRY_ASSIGN(const ZfmReply reply,
                module_.Ask({.code = zfm::kCountTemplates, .data = {}, .reply_bytes = 2}));
  if (!reply.ok()) return Refused("count its templates", reply.code);
  const std::size_t count = static_cast<std::size_t>(reply.data[0]) << 8U | reply.data[1];
  std::set<int> used;
  for (int slot = 0; slot < capacity() && used.size() < count; ++slot) {
    DW_TRY_ASSIGN(const bool is_used, IsUsed(slot));
    if (is_used) used.insert(slot);
  }
  if (used.size() == count) return used;
  return Fail(ErrorCode::kDataLoss, "the fingerprint module says that it holds " +
                                        std::to_string(count) + " templates, and " +
                                        std::to_string(used.size()) + " were found");
}

// Clones have several ways to say that a slot is empty; that a command came to them broken is none.
Result<bool> ZfmTemplates::IsUsed(int slot) {
  DW_TRY_ASSIGN(const ZfmReply reply, module_.Ask(LoadCommand(slot)));
  if (reply.code == zfm::kFlashFault || reply.code == zfm::kBadPacket) {
    return Refused("read a slot", reply.code);
  }
  return reply.ok();
}

Result<Bytes> ZfmTemplates::ReadMark() {
  ZfmMarkPages pages;
  for (const auto& [page, target] :
       {std::pair(kMarkPage, &pages.bytes), std::pair(kProofPage, &pages.proof)}) {
    if (!has_notepad_) return NoNotepad();
    Bytes bytes;
    DW_TRY_ASSIGN(has_notepad_, Knows(ReadPageCommand(page), &bytes));
    if (!has_notepad_) return NoNotepad();
    std::ranges::copy(bytes, target->begin());
  }
  return DecodeZfmMark(pages);
}

// The proof last: what is cut off before it is no mark. Some clones say yes and keep nothing.
Status ZfmTemplates::WriteMark(ByteView mark) {
  if (mark.size() > zfm::kNotepadPage) {
    return Fail(ErrorCode::kInvalidArgument, "a mark is at most 32 bytes");
  }
  const ZfmMarkPages pages = EncodeZfmMark(mark);
  for (const auto& [page, bytes] :
       {std::pair(kMarkPage, &pages.bytes), std::pair(kProofPage, &pages.proof)}) {
    if (!has_notepad_) return NoNotepad();
    DW_TRY_ASSIGN(has_notepad_, Knows(WritePageCommand(page, *bytes), nullptr));
  }
  if (!has_notepad_) return NoNotepad();
  DW_TRY_ASSIGN(const Bytes kept, ReadMark());
  has_notepad_ = std::ranges::equal(kept, mark);
  if (!has_notepad_) return NoNotepad();
  return {};
}

Status ZfmTemplates::Put(int slot, ByteView template_data) {
  DW_TRY(CheckSlot(slot));
  if (!IsTemplateSize(template_data.size())) return RefusedTemplate();
  DW_TRY(Load(kTransferBuffer, template_data));
  DW_TRY_ASSIGN(const ZfmReply stored,
                module_.Ask({.code = zfm::kStore,
                             .data = {kTransferBuffer, High(slot), Low(slot)},
                             .limit = kWriteLimit}));
  if (stored.code == zfm::kFlashFault || stored.code == zfm::kBadSlot) {
    return Refused("store a template", stored.code);
  }
  if (!stored.ok()) return RefusedTemplate();
  if (probed_) probed_->insert(slot);
  return {};
}

// The module does not say what became of the data, so they are read back.
Status ZfmTemplates::Load(std::uint8_t buffer, ByteView template_data) {
  DW_TRY_ASSIGN(const ZfmReply taken,
                module_.AskWithData({.code = zfm::kDownload, .data = {buffer}}, template_data));
  if (!taken.ok()) return Refused("take a template", taken.code);
  DW_TRY_ASSIGN(const Bytes kept, Upload(buffer));
  if (std::ranges::equal(kept, template_data)) return {};
  return Fail(ErrorCode::kDataLoss, "a template did not come to the fingerprint module whole");
}

Result<Bytes> ZfmTemplates::Upload(std::uint8_t buffer) {
  DW_TRY_ASSIGN(ZfmReply reply,
                module_.AskForData({.code = zfm::kUpload, .data = {buffer}}, zfm::kMaxTemplate));
  if (!reply.ok()) return Refused("give a template", reply.code);
  if (IsTemplateSize(reply.data.size())) return std::move(reply.data);
  return Fail(ErrorCode::kDataLoss, "the fingerprint module gave half a template");
}

Result<Bytes> ZfmTemplates::Get(int slot) {
  DW_TRY(CheckSlot(slot));
  DW_TRY_ASSIGN(const bool used, IsUsed(slot));
  if (!used) return Fail(ErrorCode::kNotFound, "there is no template in this slot");
  return Upload(kTransferBuffer);
}

// Some modules refuse to delete from an empty slot.
Status ZfmTemplates::Delete(int slot) {
  DW_TRY(CheckSlot(slot));
  DW_TRY_ASSIGN(const ZfmReply reply, module_.Ask({.code = zfm::kDelete,
                                                   .data = {High(slot), Low(slot), 0, 1},
                                                   .limit = kWriteLimit}));
  if (!reply.ok()) {
    DW_TRY_ASSIGN(const bool used, IsUsed(slot));
    if (used) return Refused("delete a template", reply.code);
  }
  if (probed_) probed_->erase(slot);
  return {};
}

Status ZfmTemplates::Clear() {
  DW_TRY_ASSIGN(const ZfmReply reply,
                module_.Ask({.code = zfm::kEmpty, .data = {}, .limit = kWriteLimit}));
  if (!reply.ok()) return Refused("empty itself", reply.code);
  if (probed_) probed_->clear();
  return {};
}

Result<FingerSample> ZfmTemplates::TakeSample(int sample, Milliseconds patience) {
  DW_CHECK(sample == 1 || sample == 2);
  const SteadyTime deadline = steady_clock::now() + patience;
  while (true) {
    DW_TRY_ASSIGN(const ZfmReply picture, module_.AskForPicture());
    if (picture.ok()) break;
    if (picture.code != zfm::kNoFinger) return FingerSample::kPoor;
    if (steady_clock::now() >= deadline) return FingerSample::kNoFinger;
    std::this_thread::sleep_until(std::min(deadline, steady_clock::now() + kLookInterval));
  }
  DW_TRY_ASSIGN(const ZfmReply reply, module_.Ask({.code = zfm::kImageToTemplate,
                                                   .data = {static_cast<std::uint8_t>(sample)}}));
  return reply.ok() ? FingerSample::kTaken : FingerSample::kPoor;
}

Result<std::optional<int>> ZfmTemplates::FindSample(int sample) {
  DW_CHECK(sample == 1 || sample == 2);
  DW_TRY_ASSIGN(const ZfmReply reply, module_.Ask({.code = zfm::kSearch,
                                                   .data = {static_cast<std::uint8_t>(sample), 0, 0,
                                                            High(capacity()), Low(capacity())},
                                                   .reply_bytes = kMatchReplyBytes}));
  if (reply.code == zfm::kNotFound) return std::optional<int>();
  if (!reply.ok()) return Refused("look for a finger", reply.code);
  const int slot = reply.data[0] << 8 | reply.data[1];
  if (CheckSlot(slot)) return slot;
  return Fail(ErrorCode::kDataLoss, "the fingerprint module found a finger in no slot that it has");
}

Result<bool> ZfmTemplates::IsFingerLifted() {
  DW_TRY_ASSIGN(const ZfmReply picture, module_.AskForPicture());
  return picture.code == zfm::kNoFinger;
}

Result<Bytes> ZfmTemplates::Combine() {
  DW_TRY_ASSIGN(const ZfmReply reply, module_.Ask({.code = zfm::kCombine, .data = {}}));
  if (reply.code == zfm::kDiffer) {
    return Fail(ErrorCode::kInvalidArgument, "the two samples are not of one finger");
  }
  if (!reply.ok()) return Refused("combine two samples", reply.code);
  return Upload(kTransferBuffer);
}

}  // namespace doorward::inline drivers
