// The face network alone: a chip in, 128 numbers out. Apart from the engine so that dlib's network
// templates, which compile for most of a minute, stand in one translation unit, and so that the
// benchmark can time dlib's forward pass by itself.
//
// Thread-safety: none. Errors: dlib's exceptions come out as Results.

#pragma once

#include <array>
#include <memory>

#include "doorward/core/bytes.hpp"
#include "doorward/core/result.hpp"
#include "doorward/hal/frame.hpp"

namespace doorward::inline vision {

class DlibNetwork {
 public:
  static constexpr int kChipSide = 150;  // Pixels; what the network was trained on.
  static constexpr std::size_t kNumbers = 128;

  // Reads the weights from the content of a model file. kDataLoss if they are not this network's.
  static Result<DlibNetwork> Load(ByteView file);

  DlibNetwork(DlibNetwork&&) noexcept;
  DlibNetwork& operator=(DlibNetwork&&) noexcept;
  ~DlibNetwork();

  // Passes an aligned face forward. REQUIRES: chip is kChipSide by kChipSide.
  Result<std::array<float, kNumbers>> Forward(const Image& chip);

 private:
  struct Weights;
  explicit DlibNetwork(std::unique_ptr<Weights> weights);

  std::unique_ptr<Weights> weights_;
};

}  // namespace doorward::inline vision
