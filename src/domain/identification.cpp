#include "doorward/domain/identification.hpp"

#include <algorithm>

namespace doorward::inline domain {
namespace {

consteval bool AllHaveMethods() {
  return std::ranges::all_of(kCredentialTypes, [](const CredentialTypeRow& row) {
    return row.read_as == ReadAs::kNothing || ValueIn(kMethods, row.name);
  });
}
static_assert(AllHaveMethods());

}  // namespace

Method MethodOf(Factor factor) { return *MethodFromName(CredentialTypeName(factor)); }

}  // namespace doorward::inline domain
