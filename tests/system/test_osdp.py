"""OSDP readers, played by libosdp: whatever they say under the secure channel, and refuse to."""

import pytest
from harness.door import Door
from harness.people import ALWAYS, card, person
from harness.simulator import Simulator
from harness.terminal import Terminal
from harness.waiting import wait_until

KEY = "5A3C0F1122334455667788990A1B2C3D"
OTHER_KEY = "00112233445566778899AABBCCDDEEFF"
NUMBER = 0x2A1234  # Of a 26-bit card.
UID = f"{NUMBER:08X}"


def wiegand_26(number):
    """The frame of a card, left-aligned, as `card` of the simulator takes it."""
    even = (number >> 12).bit_count() % 2
    odd = 1 - (number & 0xFFF).bit_count() % 2
    return f"card 26 {(even << 25 | number << 1 | odd) << 6:08X}"


GOOD_CARD = wiegand_26(NUMBER)
TOO_SLOW = "does not answer"  # What a simulator may seem on a machine that is too busy for 200 ms.


class Site:
    """Two readers on one line, `left` at address 1 and `right` at address 2."""

    def __init__(self, folder, left=KEY, right=KEY, **left_keys):  # Keys of its entry.
        self.sim = Simulator("osdp_sim", folder / "rs485", "--reader", f"1={left}", "--reader", f"2={right}")
        self.key_file = folder / "osdp.key"
        self.key_file.write_text(KEY + "\n")
        self.key_file.chmod(0o600)
        self.terminal = Terminal(folder / "terminal", faces=False)
        self.terminal.configuration["readers"] = [
            {"id": name, "door": "main", "driver": "osdp", "port": self.sim.link, "baud": 115200,
             "address": address, "key_file": str(self.key_file), "reads": ["card", "pin"]}
            for name, address in (("left", 1), ("right", 2))]
        self.terminal.configuration["readers"][0].update(left_keys)
        self.door = Door(self.terminal)

    def __enter__(self):
        self.terminal.start()
        self.terminal.do("permissions.put", {"permissions": [ALWAYS]})
        self.terminal.do("people.put", {"people": [
            person("1001", card(UID), {"type": "pin", "pin": "482913"})]})
        return self

    def __exit__(self, *_):
        self.terminal.end()
        self.sim.close()

    def report(self, name="left"):
        return self.terminal.do("device.info")["readers"][name]

    def wait_ok(self, *names):
        for name in names or ("left", "right"):
            wait_until(lambda: self.report(name)["state"] == "ok", 30, f"{name} to be ok")
        return self

    def wait_degraded(self, words, name="left"):
        wait_until(lambda: self.report(name)["state"] == "degraded" and words in self.report(name)["detail"], 30,
                   f"{name} to be degraded: {words}")

    def attempt(self, command):
        seq = self.door.last_seq()
        self.sim.do(command)
        return self.door.wait_record(seq, kind="access")

    def assert_right_works(self):
        record = self.attempt("at 2 " + GOOD_CARD)
        assert (record["reader"], record["reason"], record["person"]) == ("right", "ok", "1001")

    def assert_nothing_is_refused(self, seq):
        lost = self.door.records(seq, event="device_lost")
        assert all(TOO_SLOW in record["detail"] for record in lost), lost

    def assert_secret_is_kept(self):
        log = self.terminal.log().upper()
        assert KEY not in log and UID not in log and f"{NUMBER:X}" not in log


@pytest.fixture
def site(tmp_path):
    with Site(tmp_path) as both:
        yield both.wait_ok()
        both.assert_secret_is_kept()


def test_a_card_opens_at_either_reader_of_the_line(site):
    for name, at in (("left", ""), ("right", "at 2 ")):
        record = site.attempt(at + GOOD_CARD)
        assert (record["reader"], record["reason"], record["person"]) == (name, "ok", "1001")
        assert record["credential"] == {"type": "card", "value": UID}


def test_cards_one_after_another(site):
    seq = site.door.last_seq()
    numbers = range(1, 11)
    for number in numbers:
        site.sim.do(wiegand_26(number))
    wait_until(lambda: len(site.door.records(seq, kind="access")) == len(numbers), what="a record of each")
    assert [one["credential"]["value"] for one in site.door.records(seq, kind="access")] == [
        f"{number:08X}" for number in numbers]


@pytest.mark.parametrize("command, uid", [("card 32 04A1B2C3", "04A1B2C3"), ("card 56 04A1B2C3D4E5F6", "04A1B2C3D4E5F6"),
                                          ("card 80 " + "5A" * 10, "5A" * 10), ("card 35 FFFFFFFFFF", "FFFFFFFFE0")])
def test_raw_cards_of_other_lengths(site, command, uid):
    assert site.attempt(command)["credential"]["value"] == uid


@pytest.mark.parametrize("command", ["card 26 00000000", "card 31 FFFFFFFF", "card 81 " + "5A" * 11, "card 8 FF", "card 0 00"])
def test_what_is_no_card_is_dropped_and_the_next_one_counts(site, command):
    seq = site.door.last_seq()
    site.sim.do(command)
    assert site.attempt(GOOD_CARD)["reason"] == "ok"
    assert len(site.door.records(seq, kind="access")) == 1


def test_keys_make_a_pin(site):
    assert site.attempt("key 482913#")["reason"] == "ok"
    assert site.attempt("key 000000#")["reason"] == "wrong_pin"
    for key in "1*":  # Begins anew.
        site.sim.do(f"key {key}")
    for key in "48291":
        site.sim.do(f"key {key}")
    site.sim.do("key 3")
    assert site.attempt("key #")["reason"] == "ok"


def test_who_may_enter_sees_and_hears_it(site):
    def shown(word):
        return [event for event in site.sim.events if event.startswith(word)]
    site.attempt(GOOD_CARD)
    wait_until(lambda: shown("led 1 green") and shown("buzzer 1"), what="the light and the sounder")
    assert shown("led 1 red") == []
    site.attempt(wiegand_26(1))
    wait_until(lambda: shown("led 1 red"), what="the red light")


def test_a_wrong_pin_and_an_unknown_card_look_alike(site):
    def lights_and_sounds_of(command):
        before = len(site.sim.events)
        site.attempt(command)

        def told():
            events = [event for event in site.sim.events[before:] if event.split()[1] == "1"]  # Of the left one.
            red = next((at for at, event in enumerate(events) if event.startswith("led 1 red")), None)
            # Of the denial: keys have their own sound before it. It ends dark and silent.
            return events[red:] if red is not None and len(events) - red >= 8 else None
        return wait_until(told, what="the whole of the pattern")[:8]
    unknown_card = lights_and_sounds_of(wiegand_26(1))
    assert lights_and_sounds_of("key 000000#") == unknown_card
    site.terminal.do("door.mode", {"door": "main", "mode": "lockdown"})
    assert lights_and_sounds_of(GOOD_CARD) == unknown_card


def test_tamper_is_an_alarm(site):
    seq = site.door.last_seq()
    site.sim.do("tamper on")
    assert site.door.wait_record(seq, kind="alarm", event="reader_tamper")["reader"] == "left"
    site.sim.do("tamper off")
    assert site.door.wait_record(seq, kind="alarm", event="reader_tamper_cleared")["reader"] == "left"


@pytest.mark.parametrize("fault", ["silence 1", "garbage 1", "half 1", "sum 1", "silence 2", "sum 4", "silence 40", "garbage 40"])
def test_after_faults_the_first_good_card_is_read(site, fault):
    change = site.door.last_change()
    site.sim.do("fault " + fault)
    site.assert_right_works()
    site.sim.do("fault none")
    site.wait_ok()
    assert site.door.releases(change) != []
    site.door.wait_strike("inactive")
    wait_until(lambda: site.sim.do("secure") == "yes" and site.report()["state"] == "ok", what="the session")
    record = attempt_until_read(site)
    assert (record["reader"], record["reason"]) == ("left", "ok")


def attempt_until_read(site):
    """A card that came while the session was opened anew is thrown away."""
    seq = site.door.last_seq()

    def present():
        site.sim.do(GOOD_CARD)
        return site.door.records(seq, kind="access", reader="left")
    return wait_until(present, what="a card to be read")[0]


def test_a_dead_reader_does_not_stop_its_neighbour(site):
    site.sim.do("fault silence 0")
    site.wait_degraded(TOO_SLOW)
    for _ in range(5):
        site.assert_right_works()
    assert site.report("right")["state"] == "ok"
    site.sim.do("fault none")
    site.wait_ok()
    assert site.attempt(GOOD_CARD)["reader"] == "left"


def test_noise_on_the_line(site):
    change = site.door.last_change()
    site.sim.do("noise 1000000")
    site.wait_ok()
    assert site.door.releases(change) == []
    record = attempt_until_read(site)
    assert record["reason"] == "ok"


def test_the_line_is_unplugged_and_comes_back(site):
    for _ in range(2):
        site.sim.do("unplug")
        for name in ("left", "right"):
            site.wait_degraded("", name)
        site.sim.do("plug")
        site.wait_ok()
        assert site.attempt(GOOD_CARD)["reader"] == "left"
        site.assert_right_works()


def test_power_that_blinks_needs_no_alarm(site):
    seq = site.door.last_seq()
    site.sim.do("power")
    wait_until(lambda: site.sim.do("secure") == "yes", what="the channel to be opened again")
    assert attempt_until_read(site)["reason"] == "ok"
    site.assert_nothing_is_refused(seq)


def test_what_a_reader_kept_opens_nothing(site):
    site.sim.do("fault silence 0")
    site.wait_degraded(TOO_SLOW)
    change = site.door.last_change()
    for _ in range(3):
        site.sim.do(GOOD_CARD)
    site.sim.do("fault none")
    site.wait_ok()
    record = site.attempt("key 000000#")  # Comes after them, if they come at all.
    assert record["method"] == "pin"
    assert site.door.releases(change) == []


@pytest.mark.parametrize("answer", ["40", "500001200004A1B2C3", "5000011A00" + GOOD_CARD.split()[2], "530007" + b"482913\r".hex(), "480100"],
                         ids=["ack", "card", "wiegand", "keys", "tamper"])
def test_an_answer_in_cleartext_is_a_downgrade(site, answer):
    seq, change = site.door.last_seq(), site.door.last_change()
    site.sim.do("clear " + answer)
    site.wait_degraded("downgrade")
    site.assert_right_works()
    assert site.door.records(seq, kind="access", reader="left") == []
    assert site.door.records(seq, event="reader_tamper") == []
    assert len(site.door.releases(change)) == 1  # The right one's.
    site.sim.do("clear none")
    site.wait_ok()
    assert attempt_until_read(site)["reason"] == "ok"


def test_one_answer_in_cleartext_is_enough(site):
    seq = site.door.last_seq()
    site.sim.do("answer 500001200004A1B2C3")
    wait_until(lambda: "downgrade: it answers in cleartext" in site.terminal.log(), what="the downgrade")
    assert site.door.records(seq, kind="access") == []


def test_a_replayed_answer_ends_the_session(site):
    assert site.attempt(GOOD_CARD)["reason"] == "ok"
    seq = site.door.last_seq()
    site.sim.do("replay")
    wait_until(lambda: "the MAC of its answer is wrong" in site.terminal.log(), what="the end of the session")
    assert site.door.records(seq, kind="access") == []
    site.wait_ok()


def test_busy_is_not_an_event(site):
    seq = site.door.last_seq()
    site.sim.do("busy 3")
    site.assert_right_works()
    assert site.attempt(GOOD_CARD)["reader"] == "left"
    site.assert_nothing_is_refused(seq)


@pytest.mark.parametrize("reader, words", [
    ("cleartext", "downgrade"), (OTHER_KEY, "another key"), ("default", "key")], ids=["cleartext", "other key", "default key"])
def test_a_reader_without_our_key_is_offline_and_alarms(tmp_path, reader, words):
    with Site(tmp_path, left=reader) as site:
        site.wait_ok("right")
        lost = site.door.wait_record(0, kind="alarm", event="device_lost")
        assert lost["reader"] == "left"
        assert words in lost["detail"] or TOO_SLOW in lost["detail"]
        site.wait_degraded(words)
        site.sim.do(GOOD_CARD)
        site.sim.do("key 482913#")
        site.assert_right_works()
        assert site.door.records(kind="access", reader="left") == []
        site.assert_secret_is_kept()


def test_a_reader_that_is_replaced_by_one_without_a_channel(site):
    seq = site.door.last_seq()
    site.sim.do("cleartext")
    site.wait_degraded("downgrade")
    site.sim.do(GOOD_CARD)
    site.assert_right_works()
    assert site.door.records(seq, kind="access", reader="left") == []
    site.sim.do(f"scbk {KEY}")
    site.wait_ok()
    assert site.attempt(GOOD_CARD)["reason"] == "ok"


def test_install_mode_sets_the_key_once_and_closes(tmp_path):
    with Site(tmp_path, left="default", install_mode=True) as site:
        site.wait_ok()
        assert site.sim.events.count("keyset 1") == 1
        assert site.attempt(GOOD_CARD)["reader"] == "left"
        site.sim.do("unplug")
        site.wait_degraded("")
        site.sim.do("plug")  # It has kept its key.
        site.wait_ok()
        seq = site.door.last_seq()
        site.sim.do("default_key")  # Another one, fresh from the factory: install mode is over.
        site.wait_degraded("install mode is over")
        site.sim.do(GOOD_CARD)
        site.assert_right_works()
        assert site.door.records(seq, kind="access", reader="left") == []
        assert site.sim.events.count("keyset 1") == 1
        site.assert_secret_is_kept()


def test_a_restart_does_not_open_install_mode_again(tmp_path):
    with Site(tmp_path, left="default", install_mode=True) as site:
        site.wait_ok()
        assert site.sim.events.count("keyset 1") == 1
        site.terminal.stop()
        site.sim.do("default_key")  # Somebody put another one in its place meanwhile.
        site.terminal.start()
        site.wait_degraded("install mode is over")
        site.sim.do(GOOD_CARD)
        site.assert_right_works()
        assert site.sim.events.count("keyset 1") == 1
        site.assert_secret_is_kept()


def test_install_mode_is_over_once_the_reader_has_the_key(tmp_path):
    with Site(tmp_path, install_mode=True) as site:
        site.wait_ok()
        site.sim.do("default_key")
        site.wait_degraded("install mode is over")
        assert not any(event.startswith("keyset") for event in site.sim.events)


@pytest.mark.parametrize("content, mode, words", [
    ("303132333435363738393A3B3C3D3E3F", 0o600, "default key"), ("00" * 16, 0o600, "zeros"), (KEY[:-1], 0o600, "32 hexadecimal"),
    (KEY + "00", 0o600, "32 hexadecimal"), ("", 0o600, "is empty")], ids=["default", "zeros", "short", "long", "empty"])
def test_a_bad_key_is_a_fault_of_the_configuration(tmp_path, content, mode, words):
    site = Site(tmp_path)
    try:
        site.key_file.write_text(content)
        site.key_file.chmod(mode)
        said = site.terminal.check()
        assert words in said and "key_file" in said
        assert not content or content not in said
        site.terminal.start()  # The door goes on without that reader.
        assert not content or content not in site.terminal.log()
    finally:
        site.terminal.end()
        site.sim.close()


def test_a_key_that_others_may_read_is_refused(tmp_path):
    site = Site(tmp_path)
    site.key_file.chmod(0o644)
    with site:
        site.wait_degraded("only its owner")
        assert site.door.wait_record(0, event="device_lost")
