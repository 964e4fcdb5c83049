// The "feedback" section: what each signal looks and sounds like.

#include "app/config_sections.hpp"

namespace doorward::inline app {
namespace {

constexpr std::size_t kMaxSteps = 16;

void ReadSteps(JsonReader& section, std::string_view key, std::vector<IndicatorStep>& steps) {
  std::vector<IndicatorStep> read;
  const bool there =
      section.OptionalArray(key, kMaxSteps, [&](const Json& json, const std::string& path) {
        IndicatorStep step;
        JsonReader reader(json, path, section.faults());
        reader.Optional("green", step.green);
        reader.Optional("red", step.red);
        reader.Optional("buzzer", step.buzzer);
        reader.Optional("for_ms", step.duration, Range{20, 10'000});
        reader.Finish();
        read.push_back(step);
      });
  if (there) steps = std::move(read);
}

}  // namespace

void ReadFeedback(JsonReader& root, UsedOnce& /*used*/, Config& config) {
  const Json* json = root.Find("feedback");
  if (json == nullptr) return;
  JsonReader reader(*json, "feedback", root.faults());
  ReadSteps(reader, "granted", config.feedback.granted);
  ReadSteps(reader, "denied", config.feedback.denied);
  ReadSteps(reader, "waiting", config.feedback.waiting);
  ReadSteps(reader, "key", config.feedback.key);
  reader.Finish();
}

}  // namespace doorward::inline app
