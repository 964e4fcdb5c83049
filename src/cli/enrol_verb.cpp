// doorctl enroll: add one credential to a person who is there already. At a reader: enrol_start_verb.cpp.

#include "cli/session.hpp"
#include "doorward/core/file.hpp"
#include "doorward/protocol/people_commands.hpp"

namespace doorward::inline cli {
namespace {

struct Choice {
  std::string person;
  std::string card;
  std::string qr;
  std::string pin_file;
  std::string photo;
};

// What the terminal keeps although nobody can show it there.
std::string UnreadNote(const Json& result, const std::string& type) {
  if (!result.value("unread", Json::object()).contains(type)) return "";
  return "; no reader of this terminal reads a " + type +
         " (doorctl device info tells what it reads)";
}

Result<Json> CredentialOf(const CliSession& session, const Choice& choice) {
  if (!choice.card.empty()) return Json{{"type", "card"}, {"uid", choice.card}};
  if (!choice.qr.empty()) return Json{{"type", "qr"}, {"text", choice.qr}};
  if (!choice.pin_file.empty()) {
    DW_TRY_ASSIGN(const std::string pin, ReadSecretFile(choice.pin_file, 64));
    return Json{{"type", "pin"}, {"pin", pin}};
  }
  DW_TRY_ASSIGN(const Bytes photo, session.read_photo(choice.photo));
  return Json{{"type", "face"}, {"photo", ToBase64(photo)}};
}

void Enrol(CliSession& session, const Choice& choice) {
  const auto credential = CredentialOf(session, choice);
  if (!credential) return session.Complain(credential.error());
  const auto found = session.Call(GetPerson{PersonId(choice.person)});
  if (!found) return;
  Json person = (*found)["person"];
  Json& credentials = person["credentials"];
  if (!credentials.is_array()) credentials = Json::array();
  const std::string type = credential->value("type", "");
  // A person has one PIN: the new one takes its place.
  for (auto it = credentials.begin(); type == "pin" && it != credentials.end();) {
    it = it->value("type", "") == "pin" ? credentials.erase(it) : it + 1;
  }
  credentials.push_back(*credential);
  const auto result = session.Call(PutPeople::kName, {{"people", Json::array({person})}});
  if (result)
    session.Print(*result, choice.person + " is enrolled by " + type + UnreadNote(*result, type));
}

}  // namespace

void AddEnrolVerb(CLI::App& app, CliSession& session) {
  auto choice = std::make_shared<Choice>();
  auto* enrol = app.add_subcommand(
      "enroll", "Give a person a card, code, PIN or face; a PIN replaces the one before");
  enrol->alias("enrol");  // What it was called before.
  auto* person = enrol->add_option("person", choice->person, "The person's id");
  auto* what = enrol->add_option_group("credential", "What to give:");
  what->add_option("--card", choice->card, "A card's UID in hexadecimal");
  what->add_option("--qr", choice->qr, "The text of a QR code");
  what->add_option("--pin-file", choice->pin_file,
                   "A file (mode 600) with the digits: a PIN on the command line would stay in the "
                   "shell's history");
  what->add_option(
      "--photo", choice->photo,
      "A JPEG of up to 64 megapixels, or a PNG of up to 24, with one face; it is made smaller "
      "before it is sent");
  what->require_option(0, 1);
  const auto* start = AddEnrolStartVerb(*enrol, session);
  enrol->callback([&session, choice, start, person, what] {
    if (start->parsed()) return;
    if (person->count() == 0) throw CLI::RequiredError("person");
    if (what->count_all() == 0) throw CLI::RequiredError("--card, --qr, --pin-file or --photo");
    Enrol(session, *choice);
  });
}

}  // namespace doorward::inline cli
