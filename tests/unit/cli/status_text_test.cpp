#include "cli/status_text.hpp"

#include <gmock/gmock.h>

namespace doorward::status_text_test {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Json Healthy() {
  return Json::parse(R"({
    "clock": "trusted", "at": "2026-11-23T08:00:00Z", "people": 2, "backlog": 3,
    "doors": {"main": {"state": "secured", "mode": "normal", "alarm": null}},
    "readers": {"nfc": {"state": "ok", "detail": "pn532"}},
    "parts": {"mqtt": {"state": "ok"}}, "faces": {"gallery": 1, "mode": "identify", "threshold": 0.5},
    "records": {"last_seq": 17, "capacity": 2000, "dropped": 0}})");
}

TEST(StatusText, SaysFirstThatAllIsWell) {
  const std::string text = StatusText(Healthy(), false);
  EXPECT_THAT(text, StartsWith("Nothing needs attention.\n\nPART"));
  EXPECT_THAT(text, HasSubstr("secured"));
  EXPECT_THAT(text, HasSubstr("3 not yet acknowledged, ring of 2000"));
}

TEST(StatusText, PutsAlarmsBeforeDegradedPartsBeforeTheRest) {
  Json status = Healthy();
  status["doors"]["main"]["alarm"] = "held_open";
  status["readers"]["cam"] = {{"state", "degraded"}, {"detail", "no frames for 5 s"}};
  status["parts"]["records"] = {{"state", "degraded"}, {"detail", "disk full"}};
  status["clock"] = "unsure";
  status["records"]["dropped"] = 4;
  EXPECT_THAT(StatusText(status, false),
              StartsWith("Needs attention:\n"
                         "  door     main     ALARM: held open\n"
                         "  reader   cam      degraded: no frames for 5 s\n"
                         "  part     records  degraded: disk full\n"
                         "  clock             unsure: only people without time limits pass\n"
                         "  records           4 lost since the start\n"
                         "\n"
                         "PART"));
}

TEST(StatusText, SaysWhatToDoWhereDataIsMissing) {
  Json status = Healthy();
  status["needs_data"] = nullptr;
  EXPECT_THAT(StatusText(status, false), StartsWith("Nothing needs attention."));
  status["needs_data"] = "people.db was gone";
  EXPECT_THAT(
      StatusText(status, false),
      StartsWith("Needs attention:\n"
                 "  people    some may be missing, since people.db was gone: let the office "
                 "send everything again, or `doorctl people delete --all` and import\n"));
}

TEST(StatusText, SaysWhatToDoAboutFacesOfAnotherModel) {
  Json status = Healthy();
  status["faces"]["other_model"] = 0;
  EXPECT_THAT(StatusText(status, false), StartsWith("Nothing needs attention."));
  status["faces"]["other_model"] = 12;
  EXPECT_THAT(StatusText(status, false),
              StartsWith("Needs attention:\n"
                         "  faces    12 people have only faces of another model, which match "
                         "nobody: send their photos again, or enroll them again at a reader\n"));
}

TEST(StatusText, IsColouredOnlyWhenAsked) {
  Json status = Healthy();
  EXPECT_THAT(StatusText(status, true), StartsWith("\033[32mNothing"));
  status["doors"]["main"]["alarm"] = "forced";
  EXPECT_THAT(StatusText(status, false), Not(HasSubstr("\033")));
  EXPECT_THAT(StatusText(status, true),
              HasSubstr("\n  \033[1;31mdoor  main  ALARM: forced\033[0m\n"));
}

TEST(StatusText, LetsNothingThatItShowsCommandTheTerminal) {
  Json status = Healthy();
  status["parts"]["nfc"] = {{"state", "degraded"}, {"detail", "read \"\033[2J\nforged\""}};
  EXPECT_THAT(StatusText(status, false), HasSubstr("read \"\\u001b[2J\\u000aforged\""));
}

TEST(StatusText, RoundsTheThreshold) {
  Json status = Healthy();
  status["faces"]["threshold"] = 0.5834099795181205;
  EXPECT_THAT(StatusText(status, false), HasSubstr("threshold 0.583\n"));
}

TEST(StatusText, BearsAStatusOfAnotherVersion) {
  EXPECT_THAT(StatusText(Json::object(), false), HasSubstr("PART"));
}

}  // namespace doorward::status_text_test
