// A closed list whose table lacks an enumerator, or has them in another order, does not pass for whole.

#include "doorward/core/names.hpp"

#include <gtest/gtest.h>

namespace doorward::core_names_test {

enum class Light { kRed, kAmber, kGreen };

constexpr Named<Light> kWhole[] = {
    {Light::kRed, "red"}, {Light::kAmber, "amber"}, {Light::kGreen, "green"}};
constexpr Named<Light> kWithoutTheLast[] = {{Light::kRed, "red"}, {Light::kAmber, "amber"}};
constexpr Named<Light> kWithoutTheFirst[] = {{Light::kAmber, "amber"}, {Light::kGreen, "green"}};
constexpr Named<Light> kWithoutOneBetween[] = {{Light::kRed, "red"}, {Light::kGreen, "green"}};
constexpr Named<Light> kMixed[] = {
    {Light::kAmber, "amber"}, {Light::kRed, "red"}, {Light::kGreen, "green"}};

static_assert(Covers<kWhole>());
static_assert(!Covers<kWithoutTheLast>());
static_assert(!Covers<kWithoutTheFirst>());
static_assert(!Covers<kWithoutOneBetween>());
static_assert(!Covers<kMixed>());

TEST(Names, LeadBothWays) {
  EXPECT_EQ(NameIn(kWhole, Light::kAmber), "amber");
  EXPECT_EQ(ValueIn(kWhole, "green"), Light::kGreen);
  EXPECT_EQ(ValueIn(kWhole, "blue"), std::nullopt);
  EXPECT_EQ(ValuesOf(kWhole).back(), Light::kGreen);
}

}  // namespace doorward::core_names_test
