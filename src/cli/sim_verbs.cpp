// doorctl sim: hands for the simulated hardware of a terminal, over the local socket only.

#include "cli/session.hpp"
#include "cli/table.hpp"
#include "doorward/core/file.hpp"
#include "doorward/core/worker.hpp"

namespace doorward::inline cli {
namespace {

constexpr std::size_t kMaxFrame = 700 * 1024;
constexpr Milliseconds kPress{400};

void Do(CliSession& session, std::string_view name, Json arguments, const std::string& reader) {
  if (!reader.empty()) arguments["reader"] = reader;
  const auto result = session.Call(name, std::move(arguments));
  if (result) session.Print(*result, "done");
}

// A verb with one text argument and --reader.
void AddTextVerb(CLI::App* sim, CliSession& session, const std::string& verb,
                 const std::string& what, const std::string& key) {
  auto text = std::make_shared<std::string>();
  auto reader = std::make_shared<std::string>();
  auto* added = sim->add_subcommand(verb, what);
  added->add_option(key, *text)->required();
  added->add_option("--reader", *reader, "Which reader, if there are several");
  added->callback([&session, verb, key, text, reader] {
    Do(session, "sim." + verb, {{key, *text}}, *reader);
  });
}

void AddWiegand(CLI::App* sim, CliSession& session) {
  auto bits = std::make_shared<std::string>();
  auto reader = std::make_shared<std::string>();
  auto interval_us = std::make_shared<std::int64_t>(2'000);
  auto* wiegand = sim->add_subcommand("wiegand", "Pulse the lines of a Wiegand reader");
  wiegand->add_option("bits", *bits, "The frame with its parity, such as 0101: 0 pulses D0, 1 D1")
      ->required();
  wiegand->add_option("--interval-us", *interval_us,
                      "From one pulse to the next; below 100 a bounce");
  wiegand->add_option("--reader", *reader, "Which reader, if there are several");
  wiegand->callback([&session, bits, reader, interval_us] {
    Do(session, "sim.wiegand", {{"bits", *bits}, {"interval_us", *interval_us}}, *reader);
  });
}

void AddFinger(CLI::App* sim, CliSession& session) {
  auto slot = std::make_shared<int>(0);
  auto reader = std::make_shared<std::string>();
  auto* finger = sim->add_subcommand("finger", "Lay a finger on the sensor");
  finger->add_option("slot", *slot, "The slot it is stored in; -1 is an unknown finger")
      ->required();
  finger->add_option("--reader", *reader, "Which reader, if there are several");
  finger->callback([&session, slot, reader] {
    Do(session, "sim.finger", {{"slot", *slot}}, *reader);
  });
}

void AddTamper(CLI::App* sim, CliSession& session) {
  auto state = std::make_shared<std::string>();
  auto reader = std::make_shared<std::string>();
  auto* tamper = sim->add_subcommand("tamper", "Open a reader's housing, or close it");
  tamper->add_option("state", *state, "open or closed")
      ->required()
      ->check(CLI::IsMember({"open", "closed"}));
  tamper->add_option("--reader", *reader, "Which reader, if there are several");
  tamper->callback([&session, state, reader] {
    Do(session, "sim.tamper", {{"open", *state == "open"}}, *reader);
  });
}

void AddFrame(CLI::App* sim, CliSession& session) {
  auto file = std::make_shared<std::string>();
  auto reader = std::make_shared<std::string>();
  auto* frame = sim->add_subcommand("frame", "Show a picture to a camera, until the next one");
  frame->add_option("file", *file, "A JPEG or PNG; without one the camera sees nothing more");
  frame->add_option("--reader", *reader, "Which camera, if there are several");
  frame->callback([&session, file, reader] {
    Json arguments = Json::object();
    if (!file->empty()) {
      const auto image = ReadFile(*file, kMaxFrame);
      if (!image) return session.Complain(image.error());
      arguments["image"] = ToBase64(AsBytes(*image));
    }
    Do(session, "sim.frame", std::move(arguments), *reader);
  });
}

void AddContact(CLI::App* sim, CliSession& session) {
  auto state = std::make_shared<std::string>();
  auto door = std::make_shared<std::string>();
  auto* contact = sim->add_subcommand("contact", "Open or close a door, as its contact sees it");
  contact->add_option("state", *state, "open or closed")
      ->required()
      ->check(CLI::IsMember({"open", "closed"}));
  contact->add_option("--door", *door, "Which door; the first if not said");
  contact->callback([&session, state, door] {
    Json arguments{{"open", *state == "open"}};
    if (!door->empty()) arguments["door"] = *door;
    Do(session, "sim.contact", std::move(arguments), "");
  });
}

// Presses the button and lets it go. A terminal sees every press of 400 ms; a shorter one may fall
// between two looks at the line.
void AddExitButton(CLI::App* sim, CliSession& session) {
  auto door = std::make_shared<std::string>();
  auto* button = sim->add_subcommand("exit-button", "Press a door's exit button and let it go");
  button->add_option("--door", *door, "Which door; the first if not said");
  button->callback([&session, door] {
    Json arguments{{"pressed", true}};
    if (!door->empty()) arguments["door"] = *door;
    if (!session.Call("sim.exit_button", arguments)) return;
    WaitFor(std::stop_token(), kPress);
    arguments["pressed"] = false;
    Do(session, "sim.exit_button", std::move(arguments), "");
  });
}

void AddUnplug(CLI::App* sim, CliSession& session) {
  auto part = std::make_shared<std::string>();
  auto back = std::make_shared<bool>(false);
  auto* unplug =
      sim->add_subcommand("unplug", "Unplug a reader or a line, or plug it in again with --back");
  unplug->add_option("part", *part, "A reader's id, or a line such as main.contact")->required();
  unplug->add_flag("--back", *back, "Plug it in again");
  unplug->callback([&session, part, back] {
    Do(session, "sim.unplug", {{"part", *part}, {"unplugged", !*back}}, "");
  });
}

void AddTrace(CLI::App* sim, CliSession& session) {
  auto after = std::make_shared<std::int64_t>(0);
  auto* trace =
      sim->add_subcommand("trace", "Show every change of every output line, with its time");
  trace->add_option("--after", *after, "Only changes after this number");
  trace->callback([&session, after] {
    const auto result = session.Call("sim.trace", {{"after", *after}});
    if (!result) return;
    Table table({"NUMBER", "TIME", "LINE", "LEVEL"});
    for (const Json& entry : (*result)["trace"]) {
      table.Add({std::to_string(entry.value("number", 0LL)), entry.value("at", ""),
                 entry.value("line", ""), entry.value("level", "")});
    }
    session.Print(*result, table.Text());
  });
}

}  // namespace

void AddSimVerbs(CLI::App& app, CliSession& session) {
  CLI::App* sim =
      app.add_subcommand("sim",
                         "Use simulated readers and door lines, where the configuration has them")
          ->require_subcommand(1);
  AddTextVerb(sim, session, "card", "Hold a card with this UID (hexadecimal) to a reader", "uid");
  AddTextVerb(sim, session, "qr", "Show a QR code with this text to a code reader", "text");
  AddTextVerb(sim, session, "keys", "Press keys on a keypad, such as 482913#", "keys");
  AddWiegand(sim, session);
  AddFinger(sim, session);
  AddTamper(sim, session);
  AddFrame(sim, session);
  AddContact(sim, session);
  AddExitButton(sim, session);
  AddUnplug(sim, session);
  AddTrace(sim, session);
}

}  // namespace doorward::inline cli
