#include "drivers/evdev/evdev_decoder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace doorward::evdev_decoder_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr SteadyTime kStart{1h};
const ReaderEvent kCard = CardRead{.uid = {0x04, 0xA1, 0xB2, 0xC3}};

ReaderEvent Code(std::string text) { return CodeRead{.text = std::move(text)}; }
ReaderEvent Key(char key) { return KeyPress{.key = key}; }

input_event Event(std::uint16_t type, std::uint16_t code, std::int32_t value) {
  return {.time = {}, .type = type, .code = code, .value = value};
}

// A device with one decoder behind it.
class Typist {
 public:
  explicit Typist(EvdevConfig config) : decoder_(config, LoadKeyLayout(config.layout).value()) {}

  void Send(std::uint16_t type, std::uint16_t code, std::int32_t value) {
    if (auto event = decoder_.Take(Event(type, code, value), now)) events.push_back(*event);
    if (decoder_.lost_events()) decoder_.Resynchronise(held, now);
  }
  void Down(std::uint16_t key) {
    Send(EV_MSC, MSC_SCAN, 0x7001e);
    Send(EV_KEY, key, 1);
    Send(EV_SYN, SYN_REPORT, 0);
  }
  void Up(std::uint16_t key) {
    Send(EV_KEY, key, 0);
    Send(EV_SYN, SYN_REPORT, 0);
  }
  void Tap(int key) {
    Down(static_cast<std::uint16_t>(key));
    Up(static_cast<std::uint16_t>(key));
  }
  void With(std::uint16_t modifier, std::uint16_t key) {
    Down(modifier);
    Tap(key);
    Up(modifier);
  }
  // 0-9 and upper-case letters of an American keyboard.
  void Type(std::string_view text) {
    static constexpr std::uint16_t kLetters[] = {
        KEY_A, KEY_B, KEY_C, KEY_D, KEY_E, KEY_F, KEY_G, KEY_H, KEY_I, KEY_J, KEY_K, KEY_L, KEY_M,
        KEY_N, KEY_O, KEY_P, KEY_Q, KEY_R, KEY_S, KEY_T, KEY_U, KEY_V, KEY_W, KEY_X, KEY_Y, KEY_Z};
    for (const char c : text) {
      if (c == '\n') {
        Tap(KEY_ENTER);
      } else if (c == '0') {
        Tap(KEY_0);
      } else if (c >= '1' && c <= '9') {
        Tap(static_cast<std::uint16_t>(KEY_1 + (c - '1')));
      } else {
        With(KEY_LEFTSHIFT, kLetters[c - 'A']);
      }
    }
  }
  std::uint64_t dropped() const { return decoder_.dropped(); }
  void Expire() { decoder_.Expire(now); }
  bool is_held() const { return decoder_.is_held(); }

  std::vector<ReaderEvent> events;
  std::vector<std::uint16_t> held;  // What the kernel answers after it lost events.
  SteadyTime now = kStart;

 private:
  EvdevDecoder decoder_;
};

TEST(EvdevDecoder, ReadsACardOfEitherNotation) {
  Typist hexadecimal({});
  hexadecimal.Type("04A1B2C3\n");
  EXPECT_THAT(hexadecimal.events, ElementsAre(kCard));

  Typist decimal({.decimal_cards = true});
  decimal.Type("0077705923\n");
  EXPECT_THAT(decimal.events, ElementsAre(kCard));
  decimal.Type("4294967295\n4294967296\n077705923\n04A1B2C3\n");
  EXPECT_THAT(decimal.events,
              ElementsAre(kCard, ReaderEvent(CardRead{.uid = {0xFF, 0xFF, 0xFF, 0xFF}})));
  EXPECT_EQ(decimal.dropped(), 3U);
}

TEST(EvdevDecoder, TwoEndsAreOne) {
  Typist typist({});
  typist.Type("\n\n04A1B2C3\n\n");
  EXPECT_THAT(typist.events, ElementsAre(kCard));
  EXPECT_EQ(typist.dropped(), 0U);
}

TEST(EvdevDecoder, TabEndsAnItemWhereItIsSaidTo) {
  Typist typist({.item = TypedItem::kCode, .ends_with_tab = true});
  typist.Type("A");
  typist.Tap(KEY_TAB);
  typist.Type("B\n");
  EXPECT_THAT(typist.events, ElementsAre(Code("A"), Code("B")));

  Typist other({.item = TypedItem::kCode});
  other.Type("A");
  other.Tap(KEY_TAB);
  other.Type("B\n");
  EXPECT_THAT(other.events, ElementsAre(Code("A\tB")));
}

TEST(EvdevDecoder, LayoutsDiffer) {
  struct Case {
    const char* layout;
    const char* text;
  };
  // The keys of "yz-/" on an American keyboard, then the first digit key with shift.
  for (const Case& one : {Case{"us", "yz-/!"}, Case{"de", "zyß-!"}, Case{"fr", "yw)!1"}}) {
    Typist typist({.layout = one.layout, .item = TypedItem::kCode});
    for (const int key : {KEY_Y, KEY_Z, KEY_MINUS, KEY_SLASH}) typist.Tap(key);
    typist.With(KEY_RIGHTSHIFT, KEY_1);
    typist.Tap(KEY_ENTER);
    EXPECT_THAT(typist.events, ElementsAre(Code(one.text))) << one.layout;
  }
}

TEST(EvdevDecoder, ModifiersTypeWhatTheyDo) {
  Typist typist({.layout = "de", .item = TypedItem::kCode});
  typist.With(KEY_RIGHTALT, KEY_Q);  // AltGr
  typist.Tap(KEY_CAPSLOCK);
  typist.Tap(KEY_A);
  typist.With(KEY_LEFTSHIFT, KEY_A);
  typist.Tap(KEY_CAPSLOCK);
  typist.Tap(KEY_A);
  typist.With(KEY_LEFTCTRL, KEY_9);  // Types 9: control has no meaning there.
  typist.Tap(KEY_ENTER);
  EXPECT_THAT(typist.events, ElementsAre(Code("@Aaa9")));
}

// As scanners send it within GS1 codes.
TEST(EvdevDecoder, ControlTypesTheGroupSeparator) {
  Typist typist({.item = TypedItem::kCode});
  typist.Type("A");
  typist.With(KEY_LEFTCTRL, KEY_RIGHTBRACE);
  typist.Type("B\n");
  EXPECT_THAT(typist.events, ElementsAre(Code("A\x1d"
                                              "B")));
}

TEST(EvdevDecoder, TheNumericBlockIsDigitsWhateverNumLockSays) {
  Typist typist({.item = TypedItem::kCode});
  for (int i = 0; i < 2; ++i) {
    for (const int key : {KEY_KP0, KEY_KP1, KEY_KP5, KEY_KP9}) typist.Tap(key);
    typist.Tap(KEY_KPENTER);
    typist.Tap(KEY_NUMLOCK);
  }
  EXPECT_THAT(typist.events, ElementsAre(Code("0159"), Code("0159")));
}

TEST(EvdevDecoder, HeldKeysDoNotRepeat) {
  Typist typist({.item = TypedItem::kCode});
  typist.Down(KEY_1);
  for (int i = 0; i < 50; ++i) typist.Send(EV_KEY, KEY_1, 2);
  typist.Up(KEY_1);
  typist.Down(KEY_ENTER);
  typist.Send(EV_KEY, KEY_ENTER, 2);
  EXPECT_THAT(typist.events, ElementsAre(Code("1")));
}

TEST(EvdevDecoder, TellsWhetherAKeyIsDown) {
  Typist typist({.item = TypedItem::kKey});
  EXPECT_FALSE(typist.is_held());
  typist.Down(KEY_1);
  typist.Down(KEY_2);
  typist.Up(KEY_1);
  EXPECT_TRUE(typist.is_held());
  typist.Send(EV_KEY, KEY_2, 2);
  EXPECT_TRUE(typist.is_held());
  typist.Up(KEY_2);
  EXPECT_FALSE(typist.is_held());
  typist.held = {KEY_5};  // It went down while the kernel lost events.
  typist.Send(EV_SYN, SYN_DROPPED, 0);
  typist.Send(EV_SYN, SYN_REPORT, 0);
  EXPECT_TRUE(typist.is_held());
}

TEST(EvdevDecoder, AnItemWithAKeyThatTypesNothingIsDropped) {
  for (const int key : {KEY_F1, KEY_LEFT, KEY_VOLUMEUP, KEY_INSERT}) {
    Typist typist({.item = TypedItem::kCode});
    typist.Type("12");
    typist.Tap(key);
    typist.Type("34\n56\n");
    EXPECT_THAT(typist.events, ElementsAre(Code("56"))) << key;
    EXPECT_EQ(typist.dropped(), 1U);
  }
  Typist german({.layout = "de", .item = TypedItem::kCode});
  german.Tap(KEY_EQUAL);  // An accent that waits for its letter.
  german.Tap(KEY_E);
  german.Tap(KEY_ENTER);
  EXPECT_THAT(german.events, IsEmpty());
}

TEST(EvdevDecoder, LostEventsDropTheItemWhereverTheyAre) {
  const std::string card = "04A1B2C3";
  for (std::size_t at = 0; at <= card.size(); ++at) {
    Typist typist({});
    typist.Type(card.substr(0, at));
    typist.Send(EV_SYN, SYN_DROPPED, 0);
    typist.Send(EV_KEY, KEY_ENTER, 1);  // Of an incomplete report: means nothing.
    typist.Send(EV_SYN, SYN_REPORT, 0);
    typist.Type(card.substr(at) + "\n");
    EXPECT_THAT(typist.events, IsEmpty()) << at;
    EXPECT_EQ(typist.dropped(), 1U);
    typist.Type(card + "\n");
    EXPECT_THAT(typist.events, ElementsAre(kCard)) << at;
  }
}

TEST(EvdevDecoder, AfterLostEventsTheHeldKeysAreKnown) {
  Typist typist({.item = TypedItem::kCode});
  const auto lose = [&](std::vector<std::uint16_t> held) {
    typist.held = std::move(held);
    typist.Send(EV_SYN, SYN_DROPPED, 0);
    typist.Send(EV_SYN, SYN_REPORT, 0);
    typist.Tap(KEY_ENTER);
  };
  typist.Down(KEY_LEFTSHIFT);
  lose({});  // Its release was lost.
  typist.Tap(KEY_A);
  typist.Tap(KEY_ENTER);
  lose({KEY_RIGHTSHIFT, KEY_A});  // Its press was lost.
  typist.Tap(KEY_B);
  typist.Up(KEY_RIGHTSHIFT);
  typist.Tap(KEY_C);
  typist.Tap(KEY_ENTER);
  typist.Tap(KEY_CAPSLOCK);
  lose({KEY_CAPSLOCK});
  typist.Up(KEY_CAPSLOCK);
  typist.Tap(KEY_D);
  typist.Tap(KEY_ENTER);
  EXPECT_THAT(typist.events, ElementsAre(Code("a"), Code("Bc"), Code("D")));
}

TEST(EvdevDecoder, HalfAnItemDoesNotJoinTheNext) {
  Typist typist({});
  typist.Type("FFFF");
  typist.now += TypedText::kPatience + 1ms;
  typist.Type("04A1B2C3\n");
  EXPECT_THAT(typist.events, ElementsAre(kCard));
  EXPECT_EQ(typist.dropped(), 1U);
  typist.Type("FFFF");
  typist.now += TypedText::kPatience + 1ms;
  typist.Expire();
  EXPECT_EQ(typist.dropped(), 2U);
}

TEST(EvdevDecoder, ASlowItemIsWhole) {
  Typist typist({});
  for (const char c : std::string("04A1B2C3\n")) {
    typist.Type({&c, 1});
    typist.now += TypedText::kPatience;
  }
  EXPECT_THAT(typist.events, ElementsAre(kCard));
}

TEST(EvdevDecoder, WhatIsTooLongIsDroppedWholly) {
  Typist typist({.item = TypedItem::kCode});
  typist.Type(std::string(7089, '7') + "\n");
  ASSERT_EQ(typist.events.size(), 1U);
  typist.Type(std::string(7090, '7') + "\n" + std::string(100'000, '8') + "\n1\n");
  EXPECT_EQ(typist.events.size(), 2U);
  EXPECT_EQ(typist.events.back(), Code("1"));
  EXPECT_EQ(typist.dropped(), 2U);
}

TEST(EvdevDecoder, NoCardIsDropped) {
  Typist typist({});
  typist.Type("04A1B2\nGGGGGGGG\n04A1B2C\n04A1B2C3\n");
  EXPECT_THAT(typist.events, ElementsAre(kCard));
  EXPECT_EQ(typist.dropped(), 3U);
}

TEST(EvdevDecoder, AKeypadGivesEachKeyAsItIsPressed) {
  for (const char* layout : {"us", "de", "fr"}) {
    Typist typist({.layout = layout, .item = TypedItem::kKey});
    for (const int key : {KEY_1, KEY_9, KEY_0, KEY_KP1, KEY_KP9, KEY_KP0, KEY_KPASTERISK,
                          KEY_NUMLOCK, KEY_KP7, KEY_ENTER, KEY_KPENTER, KEY_ESC, KEY_BACKSPACE}) {
      typist.Tap(key);
    }
    std::string keys;
    for (const ReaderEvent& event : typist.events) keys += std::get<KeyPress>(event).key;
    EXPECT_EQ(keys, "190190*7##**") << layout;
    EXPECT_EQ(typist.dropped(), 0U);
  }
}

TEST(EvdevDecoder, ATelephoneKeypadHasStarAndHash) {
  Typist typist({.item = TypedItem::kKey});
  typist.With(KEY_LEFTSHIFT, KEY_8);
  typist.With(KEY_LEFTSHIFT, KEY_3);
  typist.With(KEY_LEFTSHIFT, KEY_4);  // '$' is not a 4.
  typist.Tap(KEY_A);
  EXPECT_THAT(typist.events, ElementsAre(Key('*'), Key('#')));
  EXPECT_EQ(typist.dropped(), 2U);
}

TEST(EvdevDecoder, EventsOfOtherKindsMeanNothing) {
  Typist typist({});
  typist.Type("04A1");
  for (std::uint16_t type = 0; type < EV_MAX; ++type) {
    if (type != EV_KEY && type != EV_SYN) typist.Send(type, KEY_ENTER, 1);
  }
  typist.Send(EV_SYN, SYN_CONFIG, 1);
  typist.Send(EV_KEY, KEY_ENTER, -1);
  typist.Send(EV_KEY, KEY_MAX, 1'000'000);
  typist.Type("B2C3\n");
  EXPECT_THAT(typist.events, ElementsAre(kCard));
}

TEST(KeyLayout, OnlyNamesOfLayoutsAreTaken) {
  EXPECT_TRUE(HasKeyboardLayout("us"));
  EXPECT_TRUE(HasKeyboardLayout("de"));
  EXPECT_TRUE(HasKeyboardLayout("fr"));
  for (const char* name :
       {"", "nowhere", "../us", "us,de", "us(intl)", "US", "averyverylongname"}) {
    EXPECT_FALSE(HasKeyboardLayout(name)) << name;
  }
}

RC_GTEST_PROP(EvdevDecoderProperty, ACardIsReadAfterAnything, ()) {
  Typist typist({});
  for (const auto& [type, code, value] :
       *rc::gen::container<std::vector<std::tuple<std::uint16_t, std::uint16_t, std::int32_t>>>(
           rc::gen::tuple(rc::gen::element<std::uint16_t>(EV_SYN, EV_KEY, EV_KEY, EV_KEY),
                          rc::gen::inRange<std::uint16_t>(0, 120),
                          rc::gen::inRange<std::int32_t>(0, 3)))) {
    typist.Send(type, code, value);
  }
  // It lets go of what it holds, and begins anew.
  typist.held = {};
  typist.Send(EV_SYN, SYN_DROPPED, 0);
  typist.Send(EV_SYN, SYN_REPORT, 0);
  typist.Tap(KEY_ENTER);
  typist.events.clear();
  typist.Tap(KEY_KP0);
  typist.Tap(KEY_KP4);
  for (int i = 0; i < 6; ++i) typist.Tap(KEY_KP1);
  typist.Tap(KEY_ENTER);
  const std::vector<ReaderEvent> expected = {CardRead{.uid = {0x04, 0x11, 0x11, 0x11}}};
  RC_ASSERT(typist.events == expected);
}

}  // namespace doorward::evdev_decoder_test
