// One requested line of a GPIO chip. All that Doorward knows of libgpiod is behind this header:
// gpio_line_v1.cpp implements it over libgpiod 1.6; version 2 has another API and will get a file of
// its own beside it.
//
// Thread-safety: Read() may be called while another thread is in WaitForEdge(); else none.
// Ownership: keeps the line requested, and the chip open, until it is destroyed. What the pin does
//   then depends on the chip.

#pragma once

#include <memory>
#include <string>

#include "doorward/drivers/gpio_cdev.hpp"

namespace doorward::inline drivers {

class GpioLine {
 public:
  // Errors as in gpio_cdev.hpp.
  static Result<GpioLine> RequestOutput(const GpioLineConfig& config, Level initial);
  static Result<GpioLine> RequestInput(const GpioLineConfig& config);

  GpioLine(GpioLine&&) noexcept;
  GpioLine& operator=(GpioLine&&) = delete;
  ~GpioLine();

  Status Set(Level level);
  Result<Level> Read() const;

  // Waits up to `patience` for edges and takes all of them. REQUIRES: an input.
  Result<bool> WaitForEdge(Milliseconds patience);

  // "gpio /dev/gpiochip0 line 5"
  const std::string& name() const { return name_; }

 private:
  struct Handles;
  GpioLine(std::string name, std::unique_ptr<Handles> handles);
  static Result<GpioLine> Find(const GpioLineConfig& config);

  std::string name_;
  std::unique_ptr<Handles> handles_;
};

}  // namespace doorward::inline drivers
