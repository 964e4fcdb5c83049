#include "vision/engines/dlib/dlib_network.hpp"

#include <dlib/dnn.h>

#include <algorithm>
#include <new>
#include <string>

#include "doorward/core/check.hpp"
#include "vision/memory_stream.hpp"

namespace doorward::inline vision {

namespace {

// The network as its author published it: a ResNet of 29 convolutions. Its weights fit no other
// type. Read from the innermost: a 7x7 convolution, then blocks of two 3x3 convolutions, each with
// a shortcut around it, then the mean over the picture and a projection to 128 numbers. `affine` is
// what batch normalisation becomes once training is over.
template <long kFilters, int kStride, typename Input>
using Convolution = dlib::affine<dlib::con<kFilters, 3, 3, kStride, kStride, Input>>;

template <long kFilters, int kStride, typename Input>
using Pair = Convolution<kFilters, 1, dlib::relu<Convolution<kFilters, kStride, Input>>>;

// A block that keeps the size of the picture: its input is added to its output.
template <long kFilters, typename Input>
using Keep = dlib::relu<dlib::add_prev1<Pair<kFilters, 1, dlib::tag1<Input>>>>;

// A block that halves it: the shortcut is the mean of each 2x2 pixels.
template <long kFilters, typename Input>
using Halve = dlib::relu<dlib::add_prev2<
    dlib::avg_pool<2, 2, 2, 2, dlib::skip1<dlib::tag2<Pair<kFilters, 2, dlib::tag1<Input>>>>>>>;

template <typename Input>
using Stem = dlib::max_pool<3, 3, 2, 2, dlib::relu<dlib::affine<dlib::con<32, 7, 7, 2, 2, Input>>>>;

template <typename Input>
using Stage32 = Keep<32, Keep<32, Keep<32, Input>>>;
template <typename Input>
using Stage64 = Keep<64, Keep<64, Keep<64, Halve<64, Input>>>>;
template <typename Input>
using Stage128 = Keep<128, Keep<128, Halve<128, Input>>>;
template <typename Input>
using Stage256 = Halve<256, Keep<256, Keep<256, Halve<256, Input>>>>;

using Trunk =
    Stage256<Stage128<Stage64<Stage32<Stem<dlib::input_rgb_image_sized<DlibNetwork::kChipSide>>>>>>;
using FaceNet = dlib::loss_metric<dlib::fc_no_bias<128, dlib::avg_pool_everything<Trunk>>>;

dlib::matrix<dlib::rgb_pixel> ToDlib(const Image& chip) {
  dlib::matrix<dlib::rgb_pixel> pixels(chip.height, chip.width);
  const std::uint8_t* bgr = chip.bgr.data();
  for (dlib::rgb_pixel& pixel : pixels) {
    pixel = dlib::rgb_pixel(bgr[2], bgr[1], bgr[0]);
    bgr += 3;
  }
  return pixels;
}

}  // namespace

struct DlibNetwork::Weights {
  FaceNet net;
};

DlibNetwork::DlibNetwork(std::unique_ptr<Weights> weights) : weights_(std::move(weights)) {}
DlibNetwork::DlibNetwork(DlibNetwork&&) noexcept = default;
DlibNetwork& DlibNetwork::operator=(DlibNetwork&&) noexcept = default;
DlibNetwork::~DlibNetwork() = default;

Result<DlibNetwork> DlibNetwork::Load(ByteView file) {
  try {
    auto weights = std::make_unique<Weights>();
    MemoryStream stream(file);
    dlib::deserialize(weights->net, stream);
    return DlibNetwork(std::move(weights));
  } catch (const std::bad_alloc&) {
    return Fail(ErrorCode::kResourceExhausted, "no memory for the face network");
  } catch (const std::exception& e) {
    return Fail(ErrorCode::kDataLoss, std::string("not the face network: ") + e.what());
  }
}

Result<std::array<float, DlibNetwork::kNumbers>> DlibNetwork::Forward(const Image& chip) {
  DW_CHECK(chip.width == kChipSide && chip.height == kChipSide);
  try {
    const dlib::matrix<float, 0, 1>& numbers = weights_->net(ToDlib(chip));
    std::array<float, kNumbers> vector;
    if (numbers.size() != static_cast<long>(vector.size())) {
      return Fail(ErrorCode::kInternal, "the face network gave another number of values");
    }
    std::copy(numbers.begin(), numbers.end(), vector.begin());
    return vector;
  } catch (const std::exception& e) {
    return Fail(ErrorCode::kInternal, std::string("the face network failed: ") + e.what());
  }
}

}  // namespace doorward::inline vision
