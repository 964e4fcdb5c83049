// Where a FaceGallery keeps its vectors, and how the next version is made from one.
//
// A version is a list of blocks, each with a mask of which of its faces still count, and a directory
// from person to places. Versions share blocks and directory pages. Removing clears a bit; adding
// fills up the last block (copied first); blocks that are mostly removed are emptied into it.
//
// Thread-safety: as for values.

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "doorward/core/id.hpp"
#include "identify/face_code.hpp"

namespace doorward::inline identify {

struct FaceBlock {
  explicit FaceBlock(std::size_t length) : coded(length), numbers(kFaceBlock * length) {}

  CodedBlock coded;
  std::vector<float> numbers;  // Of one vector behind the other.
  std::array<PersonId, kFaceBlock> people;
};

// The places of people whose ids hash alike. Ids are not kept here again; the blocks have them.
using FacePage = std::vector<std::uint32_t>;
inline constexpr std::size_t kFacePages = 4096;

struct FaceBlocks {
  explicit FaceBlocks(std::size_t numbers) : length(numbers) {}

  struct Held {
    std::shared_ptr<FaceBlock> block;  // Null: an unused number.
    std::uint64_t live = 0;
  };
  std::size_t length;  // Numbers of a vector.
  std::vector<Held> held;
  std::size_t tail = 0;                // The block that is being filled.
  std::size_t tail_used = kFaceBlock;  // Places given out in it.
  std::vector<std::shared_ptr<FacePage>> pages = std::vector<std::shared_ptr<FacePage>>(kFacePages);
  std::size_t vectors = 0;
  std::size_t people = 0;

  const PersonId& PersonAt(std::uint32_t place) const;
  std::span<const float> VectorAt(std::uint32_t place) const;
};

// Calls `visit(place)` for each face of `person`.
template <typename Visit>
void ForEachFaceOf(const FaceBlocks& blocks, const PersonId& person, Visit visit) {
  const auto& page = blocks.pages[std::hash<PersonId>{}(person) % kFacePages];
  if (!page) return;
  for (const std::uint32_t place : *page) {
    if (blocks.PersonAt(place) == person) visit(place);
  }
}

// Makes the next version. `from` outlives the edit, so that whatever this edit alone refers to is
// its own to change.
class FaceBlocksEdit {
 public:
  explicit FaceBlocksEdit(const FaceBlocks& from);

  void Remove(const PersonId& person);
  // REQUIRES: `person` has none; each face has as many numbers as these blocks are for.
  void Add(const PersonId& person, const std::vector<std::vector<float>>& faces);

  // Empties the emptiest blocks until few places are wasted: an eighth, so that memory stays bounded.
  std::shared_ptr<const FaceBlocks> Finish();

 private:
  std::uint32_t Place(const PersonId& person, std::span<const float> vector);
  void Drop(std::uint32_t place);
  void StartBlock();
  FaceBlock& OwnTail();
  FacePage& OwnPage(const PersonId& person);
  bool IsWasteful() const;
  void EmptyOneBlock();

  std::shared_ptr<FaceBlocks> next_;
  std::size_t blocks_in_use_ = 0;
};

}  // namespace doorward::inline identify
