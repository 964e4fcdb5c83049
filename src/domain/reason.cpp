#include "doorward/domain/reason.hpp"

namespace doorward::inline domain {

std::string_view ReasonName(Reason reason) { return NameIn(kReasons, reason); }
std::optional<Reason> ReasonFromName(std::string_view name) { return ValueIn(kReasons, name); }

std::string_view MethodName(Method method) { return NameIn(kMethods, method); }
std::optional<Method> MethodFromName(std::string_view name) { return ValueIn(kMethods, name); }

std::string_view DirectionName(Direction direction) { return NameIn(kDirections, direction); }
std::optional<Direction> DirectionFromName(std::string_view name) {
  return ValueIn(kDirections, name);
}

}  // namespace doorward::inline domain
