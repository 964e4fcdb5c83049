// The templates inside one module, and what it can do with them.
//
// Thread-safety: none. Errors: as ZfmSession, and FingerprintTemplates.

#pragma once

#include "drivers/zfm/zfm_mark.hpp"
#include "drivers/zfm/zfm_module.hpp"

namespace doorward::inline drivers {

class ZfmTemplates final : public FingerprintTemplates {
 public:
  explicit ZfmTemplates(ZfmModule& module) : module_(module) {}

  int capacity() const override { return module_.parameters().capacity; }
  Result<std::set<int>> UsedSlots() override;
  Result<Bytes> ReadMark() override;
  Status WriteMark(ByteView mark) override;
  Status Put(int slot, ByteView template_data) override;
  Result<Bytes> Get(int slot) override;
  Status Delete(int slot) override;
  Status Clear() override;
  Result<FingerSample> TakeSample(int sample, Milliseconds patience) override;
  Result<std::optional<int>> FindSample(int sample) override;
  Result<bool> IsFingerLifted() override;
  Result<Bytes> Combine() override;

 private:
  // For what a clone may not know: without an answer it is asked twice, since one can be lost.
  Result<bool> Knows(const ZfmCommand& command, Bytes* data);
  Status CheckSlot(int slot) const;
  Result<bool> IsUsed(int slot);
  Result<std::optional<std::set<int>>> ReadIndex();
  Result<std::set<int>> ProbeSlots();
  Result<Bytes> Upload(std::uint8_t buffer);
  Status Load(std::uint8_t buffer, ByteView template_data);

  ZfmModule& module_;
  bool has_index_ = true;
  bool has_notepad_ = true;
  std::optional<std::set<int>> probed_;  // The used slots of a module without an index.
};

}  // namespace doorward::inline drivers
