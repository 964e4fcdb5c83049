// Text from outside, for a log or a terminal.
//
// A damaged file, a device or a message may hold anything: bytes that are no UTF-8, sequences that
// command a terminal, a newline that begins a line of its own, marks that turn the direction of writing
// round. Here they become what they are called: \u001b for a character, \xc0 for a byte that belongs to
// none. What prints stays as it is, and so does a backslash: this is for reading, and cannot be undone.
//
// JSON that was dumped stays the same JSON: such characters stand in its strings only.

#pragma once

#include <string>
#include <string_view>

namespace doorward::inline core {

// One line.
std::string Printable(std::string_view text);

// The same, but newlines stay.
std::string PrintableLines(std::string_view text);

}  // namespace doorward::inline core
