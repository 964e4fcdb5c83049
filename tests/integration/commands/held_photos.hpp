// Photos for people.put that are looked at for as long as a test wants to see what goes on meanwhile.

#pragma once

#include "doorward/vision/image_codec.hpp"
#include "integration/commands/terminal_rig.hpp"

namespace doorward {

class HeldPhotos {
 public:
  HeldPhotos(FakeFaceEngine& engine, unsigned count) : engine_(engine), count_(count) {
    for (unsigned person = 0; person < count; ++person) {
      engine.Show({FakeFaceEngine::FaceOf(FaceOf(person))});
    }
    engine.Hold();
  }
  ~HeldPhotos() { LetGo(); }
  HeldPhotos(const HeldPhotos&) = delete;
  HeldPhotos& operator=(const HeldPhotos&) = delete;

  // Of a people.put with one photo a person: "p0", "p1" and so on.
  Json Arguments() const {
    const Image grey{.width = 64, .height = 64, .bgr = Bytes(64 * 64 * 3, 128)};
    const std::string photo = ToBase64(*EncodeJpeg(grey));
    std::vector<Json> people;
    for (unsigned person = 0; person < count_; ++person) {
      const Json credential = {{"type", "face"}, {"photo", photo}};
      people.push_back(
          {{"id", "p" + std::to_string(person)}, {"credentials", Json::array({credential})}});
    }
    return {{"people", people}};
  }

  bool AwaitUnderWay() { return engine_.AwaitHeld(); }
  void LetGo() { engine_.LetGo(); }

 private:
  FakeFaceEngine& engine_;
  const unsigned count_;
};

}  // namespace doorward
