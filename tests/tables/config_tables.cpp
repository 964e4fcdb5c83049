// Prints the tables of the configuration as JSON, for scripts/config-docs: its sections and the drivers of
// readers, each with its keys.

#include <cstdio>

#include "doorward/app/config.hpp"
#include "doorward/drivers/reader_driver.hpp"

namespace doorward {
namespace {

Json DriverTable() {
  Json drivers = Json::array();
  for (const ReaderDriver& driver : ReaderDrivers()) {
    drivers.push_back({{"name", driver.name},
                       {"reads", driver.reads},
                       {"several", driver.several},
                       {"about", driver.about},
                       {"keys", driver.keys()},
                       {"rules", driver.schema_rules.empty() ? Json::object()
                                                             : Json::parse(driver.schema_rules)}});
  }
  return drivers;
}

}  // namespace
}  // namespace doorward

int main() {
  const doorward::Json tables = {{"sections", doorward::DescribeConfig()},
                                 {"drivers", doorward::DriverTable()}};
  std::puts(tables.dump(1).c_str());
  return 0;
}
