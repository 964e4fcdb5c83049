// The one form of a code's text, whichever reader decoded it: what is stored, compared and shown.
//
// A camera gives the bytes of a code, a serial engine adds an end of line, a keyboard engine types it. The
// form has no byte order mark in front and no control characters (ends of lines, NUL) at either end. Each byte that
// belongs to no UTF-8 character, as in codes that were printed in GBK, Shift-JIS or Latin-1, is written
// \xc0, so that such a code can be typed and enrolled. A code that really holds these four characters is
// the same code: whoever can print the one can print the other. Spaces stay, and so does the Unicode
// form of characters: a code is compared, not read.
//
// The form of the form is the form itself.

#pragma once

#include <string>
#include <string_view>

namespace doorward::inline domain {

std::string CanonicalCode(std::string_view bytes);

}  // namespace doorward::inline domain
