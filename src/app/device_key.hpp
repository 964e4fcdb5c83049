// The terminal's own key, whatever has become of its file.

#pragma once

#include "doorward/core/secret_box.hpp"

namespace doorward::inline app {

// The key of the stores in `directory`. A file that others may read is made private again. One that is
// no key is put aside as device.key.damaged, and a new one is made; `lost` then becomes true, as it does
// where there are people and no key. What the old key sealed cannot prove itself any more.
// Errors: nothing can be read or made there; what stands there was not touched.
Result<SecretBox> OpenDeviceKey(const std::filesystem::path& directory, bool& lost);

}  // namespace doorward::inline app
