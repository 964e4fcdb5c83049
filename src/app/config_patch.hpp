// What a patch may do, and what it may not even if the file on the device may.

#pragma once

#include "doorward/app/config.hpp"

namespace doorward::inline app {

// `json` with the secrets in its addresses masked.
Json MaskSecrets(const Json& json);

// `patch` with masks that config.get showed turned back into what `shown` has there. kInvalidArgument for
// a mask of which nothing is known.
Result<Json> UnmaskSecrets(const Json& patch, const Json& shown);

// Documents before and after a patch. Where they agree nothing is refused: whoever has the device may
// write what he likes into its file.
struct PatchedDocument {
  const Json& before;
  const Json& after;
  const Config& config;  // Of `after`.
};

// kInvalidArgument or kPermissionDenied, with the path.
Status CheckPatched(const PatchedDocument& document);

}  // namespace doorward::inline app
