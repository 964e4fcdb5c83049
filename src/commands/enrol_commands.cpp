#include "doorward/protocol/enrol_commands.hpp"

#include <algorithm>

#include "commands/catalogue.hpp"

namespace doorward::inline commands {
namespace {

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

  if (command.type == CredentialType::kFace && context.vision.model() == nullptr) {
    return Fail(ErrorCode::kUnsupported, "this terminal has no face model", "type");
  }
  Enroller& enroller = context.access.enroller();
  DW_TRY(enroller.Begin({.id = call.id,
                         .person = command.person,
                         .type = command.type,
                         .reader = place.reader,
                         .patience = command.patience},
                        FaceAgreement(context.face.frames, context.duplicate_face_distance)));
  // Asked only now: a module that goes from here on ends the enrolment itself.
  if (const Status able = place.station ? place.station->CheckEnrols() : Status(); !able) {
    enroller.Take(call.id, Fail(able.error()));
    return Fail(able.error());
  }
  return Json{{"enrollment", call.id},
              {"reader", place.reader.str()},
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
