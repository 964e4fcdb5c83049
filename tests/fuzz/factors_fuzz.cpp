// The expression of a factor policy: whatever is taken must mean the same when it is written again.

#include "doorward/core/bytes.hpp"
#include "doorward/core/check.hpp"
#include "doorward/domain/factor_policy.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = doorward::AsText({data, size});
  const auto policy = doorward::FactorPolicy::Parse(text);
  if (policy) {
    DW_CHECK(!policy->ways().empty());
    DW_CHECK(doorward::FactorPolicy::Parse(policy->Text()) == *policy);
  }
  return 0;
}
