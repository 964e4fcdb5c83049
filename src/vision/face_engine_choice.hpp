#pragma once

#include "doorward/vision/face_engines.hpp"

namespace doorward::inline vision {

// The one of `engines` that is called `name`. kInvalidArgument, which says what there is, if none is.
Result<FaceEngineKind> ChooseFaceEngine(std::string_view name,
                                        std::span<const FaceEngineKind> engines);

}  // namespace doorward::inline vision
