#include "doorward/drivers/zfm.hpp"

#include "drivers/zfm/zfm_module.hpp"
#include "drivers/zfm/zfm_templates.hpp"

namespace doorward::inline drivers {
namespace {

class ZfmReader final : public FingerprintReader {
 public:
  ZfmReader(ZfmSession session, std::string name)
      : module_(std::move(session)), templates_(module_), name_(std::move(name)) {}

  Result<std::optional<FingerMatch>> WaitForFinger(Milliseconds patience) override {
    return module_.WaitForFinger(std::chrono::steady_clock::now() + patience);
  }

  FingerprintTemplates* templates() override { return &templates_; }

  Status Play(const IndicatorPattern& pattern) override {
    module_.Play(pattern);
    return {};
  }

  ReaderInputs active_inputs() const override {
    return module_.is_touched() ? ReaderInputs{ReaderInput::kFinger} : ReaderInputs{};
  }

  std::string_view sensor() const override { return "zfm"; }
  std::string_view name() const override { return name_; }

 private:
  ZfmModule module_;
  ZfmTemplates templates_;
  const std::string name_;
};

}  // namespace

Result<std::unique_ptr<FingerprintReader>> OpenZfm(const ZfmConfig& config) {
  DW_TRY_ASSIGN(auto port, SerialPort::Open(config.serial));
  DW_TRY_ASSIGN(auto session,
                ZfmSession::Open(ZfmLink(std::move(port), config.address), config.password));
  DW_TRY(session.SetSecurityLevel(config.security_level));
  return std::make_unique<ZfmReader>(std::move(session), "zfm " + config.serial.port);
}

}  // namespace doorward::inline drivers
