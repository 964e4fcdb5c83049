// What is kept of wrong PINs, in a file that is overwritten in place: it survives a full disk, and nobody
// without the terminal's key can change a part of it.
//
// Thread-safety: found() any thread; Keep() one thread. Blocking: both wait for the disk.

#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "doorward/core/secret_box.hpp"
#include "doorward/domain/pin_lockout.hpp"

namespace doorward::inline storage {

class SlotFile;

class PinDebtsFile {
 public:
  // `box` outlives it.
  PinDebtsFile(const std::filesystem::path& file, const SecretBox& box);
  ~PinDebtsFile();

  // As found at the start; nullopt if there is nothing that proves itself.
  std::optional<PinDebts> found() const;

  // Says so in the log if the disk fails.
  void Keep(const PinDebts& debts);

 private:
  const std::unique_ptr<SlotFile> file_;
};

}  // namespace doorward::inline storage
