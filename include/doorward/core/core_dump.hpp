// What a crash leaves behind of a process that holds secrets: nothing.

#pragma once

namespace doorward::inline core {

// A core would hold templates, PINs, passphrases and keys. For the first line of a main(): from then on
// there is none, whatever the limits were and wherever cores go on this machine.
void LeaveNoCore();

}  // namespace doorward::inline core
