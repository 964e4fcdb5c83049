#include "drivers/osdp/osdp_events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/osdp_recording.hpp"

namespace doorward::osdp_events_test {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<ReaderEvent> Drained(OsdpEvents& events) {
  std::vector<ReaderEvent> all;
  while (auto event = events.Next()) all.push_back(*std::move(event));
  return all;
}

std::vector<ReaderEvent> EventsOf(const std::string& reply) {
  OsdpEvents events(false);
  events.Take(*FromHex(reply));
  return Drained(events);
}

CardRead Card(const std::string& uid) { return {.uid = *FromHex(uid)}; }
// Of as many bits as a Wiegand frame.
CardRead WiegandCard(const std::string& uid) {
  return {.uid = *FromHex(uid), .kind = CardNumberKind::kNumber};
}

TEST(OsdpEvents, UnderstandsTheRecording) {
  OsdpEvents events(false);
  for (const OsdpExchange& exchange : RecordedExchanges()) events.Take(exchange.reply_body);
  EXPECT_THAT(Drained(events),
              ElementsAre(WiegandCard("0001091A"), Card("04A1B2C3"), Card("5A5A5A5A5A5A5A5A5A5A"),
                          KeyPress{'1'}, KeyPress{'2'}, KeyPress{'9'}, KeyPress{'0'}, KeyPress{'*'},
                          KeyPress{'#'}, TamperChange{true}, TamperChange{false}));
  EXPECT_EQ(events.dropped(), 0U);
}

struct Case {
  const char* name;
  std::string reply;
  std::vector<ReaderEvent> events;
};

class OsdpReplies : public testing::TestWithParam<Case> {};

TEST_P(OsdpReplies, Mean) { EXPECT_EQ(EventsOf(GetParam().reply), GetParam().events); }

INSTANTIATE_TEST_SUITE_P(
    Good, OsdpReplies,
    testing::Values(Case{"Bits32", "500000200004A1B2C3", {Card("04A1B2C3")}},
                    Case{"Bits56", "500000380004A1B2C3D4E5F6", {Card("04A1B2C3D4E5F6")}},
                    Case{"Bits33ArePadded", "5000002100FFFFFFFFFF", {Card("FFFFFFFF80")}},
                    Case{"Formatted", "510000083034413142324333", {Card("04A1B2C3")}},
                    Case{"KeysNone", "530000", {}},
                    Case{"KeyOfAnotherKind", "5300023141", {KeyPress{'1'}}},
                    Case{"AsciiStarIsNoKey", "5300012A", {}}, Case{"NotTampered", "480000", {}},
                    Case{"PowerFailed", "480001", {}},
                    Case{"Tampered", "480100", {TamperChange{true}}}, Case{"Ack", "40", {}},
                    Case{"Nak", "4103", {}}, Case{"Unknown", "9901020304", {}}),
    [](const auto& one) { return std::string(one.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Malformed, OsdpReplies,
    testing::Values(
        Case{"RawAlone", "50", {}}, Case{"RawCutInItsCount", "50000020", {}},
        Case{"RawWithoutBits", "5000002000", {}}, Case{"RawShort", "500000200004A1B2", {}},
        Case{"RawLong", "500000200004A1B2C3D4", {}}, Case{"RawHuge", "500000FFFF04A1B2C3", {}},
        Case{"Raw31", "5000001F0004A1B2C3", {}},
        Case{"Raw81", "50000051000102030405060708090A0B", {}},
        Case{"WiegandParity", "5000011A0000048D40", {}}, Case{"FormattedAlone", "5100", {}},
        Case{"FormattedShort", "5100000830344131", {}},
        Case{"FormattedText", "510000084745484549454A45", {}},
        Case{"FormattedDirection", "510002083034413142324333", {}}, Case{"KeysAlone", "53", {}},
        Case{"KeysWithoutCount", "5300", {}}, Case{"KeysShort", "5300033132", {}},
        Case{"KeysLong", "5300013132", {}}, Case{"StatusShort", "4801", {}},
        Case{"StatusLong", "48010000", {}}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(OsdpEvents, FormattedCardsMayComeBackwards) {
  EXPECT_THAT(EventsOf("510001083343324231413430"), ElementsAre(Card("04A1B2C3")));
}

TEST(OsdpEvents, CountsWhatItDrops) {
  OsdpEvents events(false);
  events.Take(*FromHex("5000011A0000048D40"));
  events.Take(*FromHex("5300023141"));
  EXPECT_EQ(events.dropped(), 2U);
  events.Take({});
  EXPECT_EQ(events.dropped(), 2U);
}

TEST(OsdpEvents, TellsOfTheTamperContactOnce) {
  OsdpEvents events(false);
  for (const char* reply : {"480100", "480100", "480000", "480000", "480100"}) {
    events.Take(*FromHex(reply));
  }
  EXPECT_THAT(Drained(events),
              ElementsAre(TamperChange{true}, TamperChange{false}, TamperChange{true}));
}

TEST(OsdpEvents, TellsWhatHasChangedSinceTheLastOpening) {
  OsdpEvents closed_meanwhile(true);
  closed_meanwhile.Take(*FromHex("480000"));
  EXPECT_THAT(Drained(closed_meanwhile), ElementsAre(TamperChange{false}));
  OsdpEvents still_open(true);
  still_open.Take(*FromHex("480100"));
  EXPECT_THAT(Drained(still_open), IsEmpty());
}

TEST(OsdpEvents, OldCardsAndKeysAreDroppedButNotTheTamperContact) {
  OsdpEvents events(false);
  for (const char* reply : {"500000200004A1B2C3", "480100", "53000131"}) {
    events.Take(*FromHex(reply));
  }
  events.DropCardsAndKeys();
  EXPECT_THAT(Drained(events), ElementsAre(TamperChange{true}));
  events.DropCardsAndKeys();
  EXPECT_THAT(Drained(events), IsEmpty());
}

}  // namespace doorward::osdp_events_test
