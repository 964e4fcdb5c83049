#include "commands/enrol_commands.hpp"

#include <algorithm>

namespace doorward {
namespace {

// Ours is to decide when it has taken too long.
constexpr Milliseconds kStationSlack{5'000};

Status CheckAllowed(const CommandContext& context) {
  if (context.enrolment.at_device) return {};
  return Fail(ErrorCode::kPermissionDenied,
              "people are enrolled by the back office only: \"enrollment\" in this terminal's "
              "configuration is \"back_office\"");
}

Result<std::string> ReadEnrolmentId(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  std::string id;
  reader.Required("enrollment", id, NonEmpty(64));
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return id;
}

// The reader that is meant by `reader`, which may be empty.
Result<EnrolmentPlace> FindPlace(const EnrolmentSource& source, CredentialType type,
                                 const ReaderId& reader) {
  std::vector<EnrolmentPlace> able;
  std::string names;
  for (const EnrolmentPlace& place : source.places) {
    if (!place.types.contains(type)) continue;
    able.push_back(place);
    names += (names.empty() ? "" : ", ") + place.reader.str();
  }
  const std::string what(CredentialTypeName(type));
  if (able.empty()) {
    return Fail(ErrorCode::kUnsupported, "no reader of this terminal can enrol by " + what, "type");
  }
  if (reader.empty()) {
    if (able.size() == 1) return able.front();
    return Fail(ErrorCode::kInvalidArgument, "missing: several can enrol by " + what + ": " + names,
                "reader");
  }
  const auto found = std::ranges::find(able, reader, &EnrolmentPlace::reader);
  if (found != able.end()) return *found;
  return Fail(ErrorCode::kNotFound,
              "no reader of this name can enrol by " + what + "; these can: " + names, "reader");
}

Status CheckPerson(const PersonId& person, CommandContext& context) {
  DW_TRY_ASSIGN(const auto transaction, context.people.Begin());
  DW_TRY_ASSIGN(const auto found, context.people.GetPerson(person));
  if (!found) return Fail(ErrorCode::kNotFound, "no such person", "person");
  return {};
}

EnrolmentPrompt PromptFor(FingerGuidance guidance) {
  switch (guidance) {
    case FingerGuidance::kPlace: return EnrolmentPrompt::kPlaceFinger;
    case FingerGuidance::kPoor: return EnrolmentPrompt::kPlaceFingerBetter;
    case FingerGuidance::kLift: return EnrolmentPrompt::kLiftFinger;
    case FingerGuidance::kPlaceAgain: return EnrolmentPrompt::kPlaceFingerAgain;
    case FingerGuidance::kDiffered: return EnrolmentPrompt::kFingersDiffered;
  }
  DW_UNREACHABLE();
}

Status StartAtStation(const EnrolmentTask& task, const EnrolmentPlace& place, Enroller& enroller) {
  return place.station->Enrol(
      {.person = task.person,
       .patience = task.patience + kStationSlack,
       .on_guidance = [&enroller, id = task.id](
                          FingerGuidance guidance) { enroller.Prompt(id, PromptFor(guidance)); },
       .on_done =
           [&enroller, id = task.id, station = place.station](Result<Bytes> finger) {
             if (!finger) return enroller.TakeFinger(id, Fail(std::move(finger).error()));
             enroller.TakeFinger(id, FingerprintCredential{.sensor = station->sensor(),
                                                           .slot = {},
                                                           .template_data = *std::move(finger)});
           }});
}

Json StatusToJson(const EnrolmentStatus& status) {
  Json json{{"state", EnrolmentStateName(status.state)}, {"guidance", status.guidance}};
  if (!status.credential.empty()) json["credential"] = status.credential;
  if (status.error) {
    json["error"] = {{"code", ErrorCodeName(status.error->code)},
                     {"message", status.error->message}};
  }
  return json;
}

}  // namespace

Result<StartEnrolment> StartEnrolment::Parse(const Json& arguments) {
  static constexpr CredentialType kTypes[] = {CredentialType::kCard, CredentialType::kFingerprint,
                                              CredentialType::kFace};
  std::vector<std::string_view> names;
  for (const CredentialType type : kTypes) names.push_back(CredentialTypeName(type));

  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  StartEnrolment command;
  reader.Required("person", command.person);
  const int type = reader.RequiredChoice("type", names);
  if (type >= 0) command.type = kTypes[type];
  reader.Optional("reader", command.reader);
  std::int64_t seconds = command.patience.count();
  reader.Optional("timeout_s", seconds, Range{5, 120});
  command.patience = std::chrono::seconds(seconds);
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

Result<Json> StartEnrolment::Execute(const Call& call) const {
  CommandContext& context = call.context;
  DW_TRY(CheckAllowed(context));
  DW_TRY_ASSIGN(const EnrolmentPlace place, FindPlace(context.enrolment, type, reader));
  DW_TRY(CheckPerson(person, context));

  Enroller& enroller = context.access.enroller();
  EnrolmentPlan plan{.task = {.id = call.id,
                              .person = person,
                              .type = type,
                              .reader = place.reader,
                              .patience = patience},
                     .faces = FaceAgreement(context.face.frames, context.duplicate_face_distance)};
  if (type == CredentialType::kFace) {
    const FaceModel* model = context.vision.model();
    if (model == nullptr) {
      return Fail(ErrorCode::kUnsupported, "this terminal has no face model", "type");
    }
    plan.face_model = model->name;
  }
  if (place.station != nullptr) {
    plan.give_up = [station = place.station] { station->CancelEnrolment(); };
  }
  const EnrolmentTask task = plan.task;
  DW_TRY(enroller.Begin(std::move(plan)));
  if (place.station != nullptr) {
    if (auto started = StartAtStation(task, place, enroller); !started) {
      enroller.TakeFinger(task.id, Fail(started.error()));
      return Fail(std::move(started).error());
    }
  }
  return Json{{"enrollment", task.id},
              {"reader", task.reader.str()},
              {"expires_at", FormatTime(context.clock.WallNow() + patience)}};
}

Result<GetEnrolment> GetEnrolment::Parse(const Json& arguments) {
  DW_TRY_ASSIGN(std::string id, ReadEnrolmentId(arguments));
  return GetEnrolment{.enrolment = std::move(id)};
}

Result<Json> GetEnrolment::Execute(const Call& call) const {
  DW_TRY(CheckAllowed(call.context));
  DW_TRY_ASSIGN(const EnrolmentStatus status, call.context.access.enroller().Ask(enrolment));
  return StatusToJson(status);
}

Result<CancelEnrolment> CancelEnrolment::Parse(const Json& arguments) {
  DW_TRY_ASSIGN(std::string id, ReadEnrolmentId(arguments));
  return CancelEnrolment{.enrolment = std::move(id)};
}

Result<Json> CancelEnrolment::Execute(const Call& call) const {
  DW_TRY(CheckAllowed(call.context));
  DW_TRY_ASSIGN(const EnrolmentStatus status,
                call.context.access.enroller().Cancel(enrolment, "as was asked"));
  return StatusToJson(status);
}

}  // namespace doorward
