// The errors that the real libgpiod gives where there is no chip. What is asked of a chip:
// tests/unit/drivers/gpio_cdev_test.cpp.

#include "doorward/drivers/gpio_cdev.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "fakes/temp_dir.hpp"

namespace doorward::gpio_cdev_test {

TEST(GpioCdev, WhatIsNoChipIsNotFound) {
  const TempDir folder;
  std::ofstream(folder / "file") << "no chip";
  for (const std::string& chip : {(folder / "none").string(), (folder / "file").string(),
                                  folder.str(), std::string("/dev/null"), std::string()}) {
    SCOPED_TRACE(chip);
    const GpioLineConfig config{.chip = chip, .line = 0};
    const auto output = OpenGpioOutput(config, Level::kInactive);
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, ErrorCode::kNotFound) << output.error().message;
    const auto input = OpenGpioInput(config);
    ASSERT_FALSE(input);
    EXPECT_EQ(input.error().code, ErrorCode::kNotFound) << input.error().message;
  }
}

}  // namespace doorward::gpio_cdev_test
