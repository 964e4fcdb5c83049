#include "identify/face_block.hpp"

#include <algorithm>
#include <bit>

#include "doorward/core/check.hpp"

namespace doorward::inline identify {

namespace {

std::uint64_t BitOf(std::uint32_t place) { return std::uint64_t{1} << (place % kFaceBlock); }

}  // namespace

const PersonId& FaceBlocks::PersonAt(std::uint32_t place) const {
  return held[place / kFaceBlock].block->people[place % kFaceBlock];
}

std::span<const float> FaceBlocks::VectorAt(std::uint32_t place) const {
  const std::span<const float> numbers = held[place / kFaceBlock].block->numbers;
  return numbers.subspan(place % kFaceBlock * length, length);
}

FaceBlocksEdit::FaceBlocksEdit(const FaceBlocks& from)
    : next_(std::make_shared<FaceBlocks>(from)),
      blocks_in_use_(static_cast<std::size_t>(
          std::count_if(from.held.begin(), from.held.end(),
                        [](const FaceBlocks::Held& held) { return held.block != nullptr; }))) {}

void FaceBlocksEdit::Remove(const PersonId& person) {
  std::vector<std::uint32_t> places;
  ForEachFaceOf(*next_, person, [&](std::uint32_t place) { places.push_back(place); });
  if (places.empty()) return;
  FacePage& page = OwnPage(person);
  for (const std::uint32_t place : places) {
    page.erase(std::find(page.begin(), page.end(), place));
    Drop(place);
  }
  --next_->people;
}

void FaceBlocksEdit::Add(const PersonId& person, const std::vector<std::vector<float>>& faces) {
  if (faces.empty()) return;
  FacePage& page = OwnPage(person);
  for (const std::vector<float>& face : faces) page.push_back(Place(person, face));
  ++next_->people;
}

std::shared_ptr<const FaceBlocks> FaceBlocksEdit::Finish() {
  while (IsWasteful()) EmptyOneBlock();
  return std::move(next_);
}

std::uint32_t FaceBlocksEdit::Place(const PersonId& person, std::span<const float> vector) {
  if (next_->tail_used == kFaceBlock) StartBlock();
  FaceBlock& block = OwnTail();
  const std::size_t at = next_->tail_used++;
  block.coded.Set(at, EncodeFace(vector));
  std::ranges::copy(vector,
                    block.numbers.begin() + static_cast<std::ptrdiff_t>(at * next_->length));
  block.people[at] = person;
  const auto place = static_cast<std::uint32_t>(next_->tail * kFaceBlock + at);
  next_->held[next_->tail].live |= BitOf(place);
  ++next_->vectors;
  return place;
}

void FaceBlocksEdit::Drop(std::uint32_t place) {
  FaceBlocks::Held& held = next_->held[place / kFaceBlock];
  held.live &= ~BitOf(place);
  --next_->vectors;
  if (held.live != 0) return;
  held.block.reset();
  --blocks_in_use_;
  if (place / kFaceBlock == next_->tail) next_->tail_used = kFaceBlock;
}

void FaceBlocksEdit::StartBlock() {
  auto& held = next_->held;
  auto unused = std::find_if(held.begin(), held.end(),
                             [](const FaceBlocks::Held& one) { return one.block == nullptr; });
  if (unused == held.end()) unused = held.emplace(held.end());
  unused->block = std::make_shared<FaceBlock>(next_->length);
  ++blocks_in_use_;
  next_->tail = static_cast<std::size_t>(unused - held.begin());
  next_->tail_used = 0;
}

FaceBlock& FaceBlocksEdit::OwnTail() {
  auto& block = next_->held[next_->tail].block;
  if (block.use_count() > 1) block = std::make_shared<FaceBlock>(*block);
  return *block;
}

FacePage& FaceBlocksEdit::OwnPage(const PersonId& person) {
  auto& page = next_->pages[std::hash<PersonId>{}(person) % kFacePages];
  if (!page) {
    page = std::make_shared<FacePage>();
  } else if (page.use_count() > 1) {
    page = std::make_shared<FacePage>(*page);
  }
  return *page;
}

bool FaceBlocksEdit::IsWasteful() const {
  // Two blocks are allowed on top: the one that is being filled, and so that small galleries rest.
  const std::size_t allowed = next_->vectors + next_->vectors / 8 + 2 * kFaceBlock;
  return blocks_in_use_ * kFaceBlock > allowed;
}

void FaceBlocksEdit::EmptyOneBlock() {
  auto& held = next_->held;
  std::size_t emptiest = held.size();
  int fewest = static_cast<int>(kFaceBlock);
  for (std::size_t i = 0; i < held.size(); ++i) {
    if (i == next_->tail || held[i].block == nullptr || std::popcount(held[i].live) >= fewest) {
      continue;
    }
    fewest = std::popcount(held[i].live);
    emptiest = i;
  }
  DW_CHECK(emptiest < held.size());  // There is waste, and the tail alone is not enough of it.
  const std::shared_ptr<FaceBlock> block = held[emptiest].block;
  for (std::uint64_t live = held[emptiest].live; live != 0; live &= live - 1) {
    const auto at = static_cast<std::size_t>(std::countr_zero(live));
    const auto from = static_cast<std::uint32_t>(emptiest * kFaceBlock + at);
    const PersonId& person = block->people[at];
    const std::uint32_t to = Place(person, next_->VectorAt(from));
    std::replace(OwnPage(person).begin(), OwnPage(person).end(), from, to);
    Drop(from);
  }
}

}  // namespace doorward::inline identify
