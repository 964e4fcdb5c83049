// What a caller may ask of a terminal. Each command needs one right, said once, beside its name; the right
// holds for every transport.

#pragma once

#include <cstdint>
#include <initializer_list>

namespace doorward::inline protocol {

enum class Right : std::uint8_t {
  kLook,       // Queries.
  kPeople,     // People, credentials, permissions, holidays.
  kDoors,      // Releases and modes.
  kEnrol,      // At a reader of the terminal.
  kConfigure,  // The configuration, and restarts.
  kPresence,   // What only somebody at the terminal can know or do.
};

class Rights {
 public:
  constexpr Rights(std::initializer_list<Right> rights) {
    for (const Right right : rights) bits_ |= BitOf(right);
  }
  constexpr bool Has(Right right) const { return (bits_ & BitOf(right)) != 0; }

 private:
  static constexpr unsigned BitOf(Right right) { return 1U << static_cast<unsigned>(right); }
  unsigned bits_ = 0;
};

}  // namespace doorward::inline protocol
