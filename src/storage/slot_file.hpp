// A small value in a file of two slots, overwritten in place in turn: a power cut leaves the old value
// or the new one, and a full disk takes neither. Each slot is sealed with the terminal's key and tells
// its turn.
//
// Thread-safety: none. Blocking: Put() waits for the disk.

#pragma once

#include <filesystem>
#include <optional>

#include "doorward/core/secret_box.hpp"

namespace doorward::inline storage {

class SlotFile {
 public:
  // Reads what is there. `slot_bytes` is a multiple of 4096, so that a torn write harms one slot only.
  // `box` outlives it.
  SlotFile(std::filesystem::path file, std::size_t slot_bytes, const SecretBox& box);

  // The value found at the start; nullopt if there is none that proves itself.
  const std::optional<Bytes>& found() const { return found_; }

  // Makes the file if it is not there or not whole. kResourceExhausted: only then may room be wanted, or
  // `value` does not fit.
  Status Put(ByteView value);

 private:
  struct Slot {
    std::uint64_t turn = 0;
    Bytes value;
  };
  Bytes Sealed(const Slot& slot, std::size_t place) const;
  std::optional<Slot> Opened(ByteView sealed, std::size_t place) const;
  std::string ContextOf(std::size_t place) const;
  Status PutInPlace(ByteView sealed, std::size_t place) const;

  const std::filesystem::path file_;
  const std::size_t slot_bytes_;
  const SecretBox& box_;
  std::optional<Bytes> found_;
  std::uint64_t turn_ = 0;  // Of the newest slot; it lies at the place turn_ % 2.
};

}  // namespace doorward::inline storage
