// What `status` says: the protocol's shape, with nothing personal in it.

#include "app/terminal.hpp"

namespace doorward::inline app {
namespace {

Json ToJson(const HealthReport& report) {
  Json json{{"state", HealthStateName(report.state)}};
  if (!report.detail.empty()) json["detail"] = report.detail;
  return json;
}

Json ToJson(const DoorStatus& door) {
  Json json{{"state", DoorStateName(door.state)}, {"mode", DoorModeName(door.mode)}};
  json["alarm"] = door.alarm == DoorAlarm::kNone ? Json(nullptr) : Json(DoorAlarmName(door.alarm));
  return json;
}

}  // namespace

Json Terminal::StatusJson() const {
  const auto index = index_->Get();
  const RecordLogState log = records_->State();
  Json doors = Json::object();
  for (const auto& [id, door] : access_->Doors()) doors[id.str()] = ToJson(door);
  Json readers = Json::object();
  for (const ReaderSection& section : config_.readers)
    readers[section.reader.id.str()] = ToJson(HealthReport{});
  Json parts = Json::object();
  for (const auto& [part, report] : health_.Reports()) {
    (readers.contains(part) ? readers : parts)[part] = ToJson(report);
  }
  const FaceThreshold threshold = matcher_->ThresholdFor(*index);
  Json status{{"online", true},
              {"version", DOORWARD_VERSION},
              {"boot_id", boot_id_},
              {"log_id", log.log_id},
              {"backlog", log.backlog()},
              {"clock", clock_.Trust() == ClockTrust::kTrusted ? "trusted" : "unsure"},
              {"clock_floor", config_.zone.Format(clock_.floor())},
              {"people", index->people()},
              {"doors", std::move(doors)},
              {"readers", std::move(readers)},
              {"parts", std::move(parts)},
              {"at", config_.zone.Format(clock_.WallNow())}};
  status["faces"] = {
      {"gallery", index->faces().people()},
      {"mode", FaceModeName(threshold.mode)},
      {"threshold", threshold.distance},
      // Without a model no face is compared, whosever it is; the health says why.
      {"other_model", vision_->model() == nullptr ? 0 : index->people_of_other_models()}};
  status["records"] = {{"last_seq", log.last_seq},
                       {"acked_seq", log.acked_seq},
                       {"capacity", log.capacity},
                       {"dropped", writer_->dropped()}};
  const std::string needs_data = needs_data_.empty() ? people_->NeedsData() : needs_data_;
  status["needs_data"] = needs_data.empty() ? Json(nullptr) : Json(needs_data);
  status["plaintext"] = config_.mqtt && config_.mqtt->mqtt.allow_plaintext;
  return status;
}

}  // namespace doorward::inline app
