// How much a terminal takes, where more than one module has to know.

#pragma once

#include <cstddef>

namespace doorward::inline domain {

inline constexpr std::size_t kMaxCredentials = 16;  // Of one person; and so on.
inline constexpr std::size_t kMaxPersonPermissions = 64;
inline constexpr std::size_t kMaxPersonGroups = 64;
inline constexpr std::size_t kMaxPermissions = 4096;  // Of one terminal.
inline constexpr std::size_t kMaxHolidays = 1024;
inline constexpr std::size_t kMaxPhotoBytes = 1024 * 1024;
inline constexpr int kMaxPhotoPixels =
    25'000'000;  // Of a JPEG: 24 megapixels, as cameras count them.
inline constexpr std::size_t kPhotoThatFits = 700 * 1024;  // In base64, with a person around it.
inline constexpr std::size_t kMaxTemplateBytes = 1536;     // Of a fingerprint.

}  // namespace doorward::inline domain
