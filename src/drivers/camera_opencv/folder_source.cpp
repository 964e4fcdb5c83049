#include <algorithm>
#include <chrono>
#include <filesystem>
#include <vector>

#include "doorward/core/log.hpp"
#include "doorward/core/worker.hpp"
#include "drivers/camera_opencv/frame_source.hpp"
#include "drivers/camera_opencv/picture.hpp"

namespace doorward::inline drivers {
namespace {

namespace fs = std::filesystem;

constexpr Milliseconds kFrameInterval{100};

// The log and errors number the pictures: their names may be those of people.
class FolderSource final : public FrameSource {
 public:
  explicit FolderSource(CameraConfig config) : config_(std::move(config)) {}

  Status Open() override {
    std::error_code error;
    for (fs::directory_iterator entry(config_.source, error), end; !error && entry != end;
         entry.increment(error)) {
      std::error_code ignored;  // What cannot be looked at is no picture.
      if (entry->is_regular_file(ignored)) pictures_.push_back({entry->path(), 0});
    }
    if (error) return Fail(ErrorCode::kUnavailable, config_.source + ": " + error.message());
    std::ranges::sort(pictures_, {}, &Picture::path);
    for (std::size_t i = 0; i < pictures_.size(); ++i) pictures_[i].number = i + 1;
    return Load();
  }

  Result<std::optional<Image>> Grab(const std::stop_token& stop) override {
    const auto wait = std::chrono::ceil<Milliseconds>(due_ - std::chrono::steady_clock::now());
    if (wait > Milliseconds(0) && !WaitFor(stop, wait)) return std::optional<Image>();
    const SteadyTime now = std::chrono::steady_clock::now();
    if (shown_since_ && now - *shown_since_ >= config_.image_interval) {
      ++at_;
      if (at_ == pictures_.size() && !config_.repeat) return std::optional<Image>();
      DW_TRY(Load());
      shown_since_.reset();
    }
    if (!shown_since_) shown_since_ = now;
    due_ = now + kFrameInterval;
    return image_;
  }

 private:
  struct Picture {
    fs::path path;
    std::size_t number;  // From 1, as in the folder.
  };

  // Reads the picture at `at_`, or the next that can be read; what cannot is left out from now on.
  Status Load() {
    while (!pictures_.empty()) {
      at_ %= pictures_.size();
      auto picture = ReadPicture(pictures_[at_].path);
      if (picture) image_ = FramePicture(*picture, config_);
      if (picture && image_) return {};
      LogWarning("camera {}: file {} in order of name is left out: {}", config_.source,
                 pictures_[at_].number, picture ? "not a colour picture" : picture.error().message);
      pictures_.erase(pictures_.begin() + static_cast<std::ptrdiff_t>(at_));
    }
    return Fail(ErrorCode::kUnavailable, config_.source + ": no JPEG or PNG picture in the folder");
  }

  const CameraConfig config_;
  std::vector<Picture> pictures_;  // Those that may be readable.
  std::size_t at_ = 0;
  std::optional<Image> image_;             // The picture at `at_`.
  std::optional<SteadyTime> shown_since_;  // nullopt: not yet.
  SteadyTime due_;                         // Of the next frame; the first is due at once.
};

}  // namespace

std::unique_ptr<FrameSource> MakeFolderSource(const CameraConfig& config) {
  return std::make_unique<FolderSource>(config);
}

}  // namespace doorward::inline drivers
