#include "commands/enrolment_writer.hpp"

#include <algorithm>
#include <utility>

#include "commands/people_store.hpp"

namespace doorward::inline commands {
namespace {

// How late an enrolment may end whose time is over; also what a stop waits for.
constexpr Milliseconds kLookAgain{200};

std::string WhatIs(const Credential& credential) {
  return "this " + std::string(CredentialTypeName(TypeOf(credential)));
}

// What `error` of the store means to somebody who has just shown `credential`.
Error NotOfAnother(const Credential& credential, Error error) {
  if (error.code != ErrorCode::kAlreadyExists) return error;
  return {ErrorCode::kAlreadyExists, WhatIs(credential) + " is enrolled for another person"};
}

}  // namespace

EnrolmentWriter::EnrolmentWriter(CommandContext& context, RunInTurn run_in_turn)
    : context_(context),
      enroller_(context.access.enroller()),
      run_in_turn_(std::move(run_in_turn)) {
  worker_.emplace("enroll", [this](const std::stop_token& stop) {
    while (!stop.stop_requested()) ServeOnce(kLookAgain);
  });
}

EnrolmentWriter::~EnrolmentWriter() {
  worker_.reset();
  enroller_.CancelAny("the terminal stops");
  while (ServeOnce(Milliseconds(0))) {
  }
}

bool EnrolmentWriter::ServeOnce(Milliseconds patience) {
  const auto news = enroller_.WaitForNews(patience);
  if (const auto* capture = std::get_if<EnrolmentCapture>(&news)) {
    run_in_turn_([&] { Store(*capture); });
  } else if (const auto* outcome = std::get_if<EnrolmentOutcome>(&news)) {
    NoteEnd(*outcome);
  } else {
    return false;
  }
  return true;
}

void EnrolmentWriter::Store(const EnrolmentCapture& capture) {
  if (!enroller_.IsChecking(capture.task.id)) return;  // Cancelled by the command before.
  enroller_.Finish(capture.task.id, Write(capture));
}

Result<std::string> EnrolmentWriter::Write(const EnrolmentCapture& capture) {
  DW_TRY_ASSIGN(auto transaction, context_.people.Begin());
  DW_TRY_ASSIGN(auto person, context_.people.GetPerson(capture.task.person));
  if (!person) return Fail(ErrorCode::kNotFound, "the person is no longer there");
  auto& credentials = person->credentials;
  if (std::ranges::find(credentials, capture.credential) != credentials.end()) {
    return Fail(ErrorCode::kAlreadyExists,
                "the person has " + WhatIs(capture.credential) + " already");
  }
  credentials.push_back(capture.credential);
  auto next = StorePeople(std::span(&*person, 1), context_);
  if (!next) return Fail(NotOfAnother(capture.credential, std::move(next).error()));
  DW_TRY(transaction.Commit());
  context_.index.Swap(*std::move(next));
  return CredentialName(capture.credential);
}

void EnrolmentWriter::NoteEnd(const EnrolmentOutcome& outcome) {
  const bool enrolled = outcome.status.state == EnrolmentState::kDone;
  Record record{
      .at = context_.clock.WallNow(),
      .clock = context_.clock.Trust(),
      .kind = RecordKind::kCommand,
      .event = enrolled ? Event::kEnrolled : Event::kNotEnrolled,
      .detail = outcome.status.error ? outcome.status.error->message : outcome.status.guidance,
      .reader = outcome.task.reader,
      .person = outcome.task.person,
      .credential_type = outcome.task.type};
  if (outcome.credential) {
    const auto* card = std::get_if<CardCredential>(&*outcome.credential);
    if (card != nullptr) record.credential_value = ToHex(card->uid);
  }
  // If its queue is full the writer counts it, and says so in the log itself.
  static_cast<void>(context_.record_writer.Submit({.record = std::move(record)}));
}

}  // namespace doorward::inline commands
