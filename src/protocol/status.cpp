#include "doorward/protocol/status.hpp"

namespace doorward::inline protocol {

Json WithoutVolatile(Json status) {
  for (const char* key : {"at", "backlog", "records"}) status.erase(key);
  return status;
}

}  // namespace doorward::inline protocol
