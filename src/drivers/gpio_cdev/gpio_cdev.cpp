#include "doorward/drivers/gpio_cdev.hpp"

#include "drivers/gpio_cdev/gpio_line.hpp"

namespace doorward::inline drivers {
namespace {

class GpioOutput final : public OutputLine {
 public:
  explicit GpioOutput(GpioLine line) : line_(std::move(line)) {}
  Status Set(Level level) override { return line_.Set(level); }
  std::string_view name() const override { return line_.name(); }

 private:
  GpioLine line_;
};

class GpioInput final : public InputLine {
 public:
  explicit GpioInput(GpioLine line) : line_(std::move(line)) {}
  Result<Level> Read() override { return line_.Read(); }
  Result<bool> WaitForEdge(Milliseconds patience) override { return line_.WaitForEdge(patience); }
  std::string_view name() const override { return line_.name(); }

 private:
  GpioLine line_;
};

}  // namespace

Result<std::unique_ptr<OutputLine>> OpenGpioOutput(const GpioLineConfig& config, Level initial) {
  DW_TRY_ASSIGN(GpioLine line, GpioLine::RequestOutput(config, initial));
  return std::make_unique<GpioOutput>(std::move(line));
}

Result<std::unique_ptr<InputLine>> OpenGpioInput(const GpioLineConfig& config) {
  DW_TRY_ASSIGN(GpioLine line, GpioLine::RequestInput(config));
  return std::make_unique<GpioInput>(std::move(line));
}

}  // namespace doorward::inline drivers
