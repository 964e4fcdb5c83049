//   {"door": "main", "times": 2}  ->  {"chimed": 2}
struct ChimeDoor {
  static constexpr std::string_view kName = "door.chime";
  static constexpr std::string_view kMeaning = "A toy: rings at a door.";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kDoors;

  DoorId door;
  std::int64_t times = 1;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Required("door", self.door, "Which door.");
    visit.Optional("times", self.times, Range{1, 3}, "How often.");
  }
};
