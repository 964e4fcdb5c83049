#include "door/presences.hpp"

#include <algorithm>

#include "doorward/domain/code_text.hpp"

namespace doorward::inline door {
namespace {

// What tells one item from another; empty for what is always new.
std::string ItemOf(const Presentation& presentation) {
  if (const auto* card = std::get_if<CardPresented>(&presentation.what)) {
    return "card " + std::to_string(static_cast<int>(card->proof)) + " " + ToHex(card->uid);
  }
  if (const auto* code = std::get_if<CodePresented>(&presentation.what)) {
    return std::string(CredentialTypeName(code->type)) + " " + CanonicalCode(code->text);
  }
  return {};
}

}  // namespace

Presences::Presences(const std::vector<ReaderConfig>& readers) {
  for (const ReaderConfig& reader : readers) readers_[reader.id].gap = reader.repeat_after;
}

bool Presences::Begins(const Presentation& presentation) {
  const std::string item = ItemOf(presentation);
  if (item.empty()) return true;
  MutexLock lock(mutex_);
  auto& [gap, seen] = readers_.at(presentation.reader);
  const auto found = std::ranges::find(seen, item, &Seen::item);
  const bool begins = found == seen.end() || presentation.at - found->at >= gap;
  if (found != seen.end()) seen.erase(found);
  if (seen.size() == kRemembered) seen.pop_front();
  seen.push_back({.item = item, .at = presentation.at});
  return begins;
}

void Presences::Forget(const Presentation& presentation) {
  const std::string item = ItemOf(presentation);
  MutexLock lock(mutex_);
  std::erase_if(readers_.at(presentation.reader).seen,
                [&](const Seen& seen) { return seen.item == item; });
}

void Presences::OnReaderBack(const ReaderId& reader, SteadyTime now) {
  MutexLock lock(mutex_);
  const auto found = readers_.find(reader);
  if (found == readers_.end() || found->second.seen.empty()) return;
  auto& [gap, seen] = found->second;
  const SteadyTime last = seen.back().at;
  for (Seen& item : seen) {
    if (item.at == last || last - item.at < gap) item.at = now;
  }
}

}  // namespace doorward::inline door
