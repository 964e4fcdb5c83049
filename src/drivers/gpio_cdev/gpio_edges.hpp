// The falling edges of two lines of one GPIO chip, with the kernel's time stamps. As gpio_line.hpp, one
// file a version of libgpiod implements it.
//
// Version 1.6 gives each line a queue of its own, of 16 edges: between the lines, only the time stamps
// tell the order; and a queue that was full may have lost edges.
//
// Thread-safety: none.
// Ownership: keeps the lines requested, and the chip open, until it is destroyed.

#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "doorward/drivers/gpio_cdev.hpp"

namespace doorward::inline drivers {

class GpioEdges {
 public:
  struct Edge {
    int line = 0;                   // 0: the first that was requested; 1: the second.
    std::chrono::nanoseconds at{};  // By a clock of the kernel's: only differences mean something.
  };
  struct Batch {
    std::vector<Edge> edges;  // In order of time.
    bool lost_some = false;   // A queue was full.
  };

  // Errors as in gpio_cdev.hpp, and kInvalidArgument for lines that are not on one chip, not both
  // active high or both active low, or the same.
  static Result<GpioEdges> Request(const GpioLineConfig& first, const GpioLineConfig& second);

  GpioEdges(GpioEdges&&) noexcept;
  GpioEdges& operator=(GpioEdges&&) = delete;
  ~GpioEdges();

  // Waits up to `patience` for edges, and takes those there are.
  Result<Batch> Wait(Milliseconds patience);

  // Whether line 0 or 1 stays, now, where a falling edge leads.
  Result<bool> IsLow(int line);

  // "/dev/gpiochip0 lines 5 and 6"
  const std::string& name() const { return name_; }

 private:
  struct Handles;
  GpioEdges(std::string name, std::unique_ptr<Handles> handles);

  std::string name_;
  std::unique_ptr<Handles> handles_;
};

}  // namespace doorward::inline drivers
