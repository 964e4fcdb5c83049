// A whole terminal within the test: its real configuration, databases, threads and control socket, on a
// simulated board. It is driven through the socket, as from outside.
//
// Thread-safety: none. Blocking: waits for conditions, kPatience at most, then fails the test.

#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "app/terminal.hpp"
#include "doorward/socket/control_client.hpp"

namespace doorward {

// Two doors, "main" and "side", with a contact and an exit button each, and at each a reader of cards
// ("main.nfc") and one of PINs ("main.pad").
Json TwoDoors(const std::filesystem::path& storage, const std::filesystem::path& socket);

class WholeTerminal {
 public:
  static constexpr Milliseconds kPatience{20'000};

  // Starts with the configuration in `file`, and with what config.put has left.
  explicit WholeTerminal(const std::filesystem::path& file);
  ~WholeTerminal();

  bool started() const { return terminal_ != nullptr; }

  // Whole, as the socket gives it.
  Json Reply(std::string_view name, const Json& arguments);
  Json Reply(std::string_view name, const Json& arguments, const std::string& id);
  Json Do(std::string_view name,
          const Json& arguments = Json::object());  // Its result; it must succeed.

  // Shows a card, and returns the record of the attempt.
  Json Show(const std::string& uid, const std::string& reader = "main.nfc");

  // Types a PIN, and returns once it is answered; its record need not be there yet.
  void EnterPin(const std::string& digits, const std::string& reader);

  // The lines that are active: "main.strike".
  std::set<std::string> ActiveOutputs();

  // Presses the exit button of `door`, and lets it go. Returns whether the strike was released.
  bool Exits(const std::string& door);

 private:
  bool ReadersAreThere();
  bool Waits(const std::function<bool()>& condition);
  Json NewRecords();

  std::unique_ptr<Terminal> terminal_;
  std::unique_ptr<ControlClient> client_;
  std::int64_t seen_ = 0;  // The last record that was looked at.
};

}  // namespace doorward
