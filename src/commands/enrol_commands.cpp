#include "doorward/protocol/enrol_commands.hpp"

#include <algorithm>

#include "commands/catalogue.hpp"

namespace doorward::inline commands {
namespace {

// Ours is to decide when it has taken too long.
constexpr Milliseconds kStationSlack{5'000};

Status CheckAllowed(const CommandContext& context) {
  if (context.enrolment.at_device) return {};
  return Fail(ErrorCode::kPermissionDenied,
              "people are enrolled by the back office only: \"enrollment\" in this terminal's "
              "configuration is \"back_office\"");
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
    return Fail(ErrorCode::kUnsupported, "no reader of this terminal can enroll by " + what,
                "type");
  }
  if (reader.empty()) {
    if (able.size() == 1) return able.front();
    return Fail(ErrorCode::kInvalidArgument,
                "missing: several can enroll by " + what + ": " + names, "reader");
  }
  const auto found = std::ranges::find(able, reader, &EnrolmentPlace::reader);
  if (found != able.end()) return *found;
  return Fail(ErrorCode::kNotFound,
              "no reader of this name can enroll by " + what + "; these can: " + names, "reader");
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

Result<Json> Execute(const StartEnrolment& command, const Call& call) {
  CommandContext& context = call.context;
  DW_TRY(CheckAllowed(context));
  DW_TRY_ASSIGN(const EnrolmentPlace place,
                FindPlace(context.enrolment, command.type, command.reader));
  DW_TRY(CheckPerson(command.person, context));

  Enroller& enroller = context.access.enroller();
  EnrolmentPlan plan{.task = {.id = call.id,
                              .person = command.person,
                              .type = command.type,
                              .reader = place.reader,
                              .patience = command.patience},
                     .faces = FaceAgreement(context.face.frames, context.duplicate_face_distance)};
  if (command.type == CredentialType::kFace) {
    if (context.vision.model() == nullptr) {
      return Fail(ErrorCode::kUnsupported, "this terminal has no face model", "type");
    }
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
              {"expires_at", FormatTime(context.clock.WallNow() + command.patience)}};
}

Result<Json> Execute(const GetEnrolment& command, const Call& call) {
  DW_TRY(CheckAllowed(call.context));
  DW_TRY_ASSIGN(const EnrolmentStatus status,
                call.context.access.enroller().Ask(command.enrolment));
  return StatusToJson(status);
}

Result<Json> Execute(const CancelEnrolment& command, const Call& call) {
  DW_TRY(CheckAllowed(call.context));
  DW_TRY_ASSIGN(const EnrolmentStatus status,
                call.context.access.enroller().Cancel(command.enrolment, "as was asked"));
  return StatusToJson(status);
}

std::vector<CommandSpec> EnrolCatalogue() { return Entries(EnrolCommands{}); }

}  // namespace doorward::inline commands
