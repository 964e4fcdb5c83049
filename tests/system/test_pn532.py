"""A PN532 on a serial port, played by its simulator, from the card to the strike."""

import itertools

import pytest
from harness.door import Door
from harness.people import ALWAYS, card, person
from harness.simulator import Simulator
from harness.terminal import Terminal
from harness.waiting import wait_until

UIDS, OTHER = ("04A1B2C3D4E5F6", "04A1B2C3"), "11223344"
UID = UIDS[0]


class Site:
    """A PN532 at the door, and a simulated reader that must never notice what happens to it."""

    def __init__(self, folder, cards=None):
        self.sim = Simulator("pn532_sim", folder / "nfc")
        self.terminal = Terminal(folder / "terminal", faces=False)
        self.terminal.configuration["readers"] = [
            {"id": "nfc", "door": "main", "driver": "pn532", "port": self.sim.link, "reads": ["card"],
             "reset": {"driver": "simulated"}, **({"cards": cards} if cards else {})},
            {"id": "other", "door": "main", "driver": "simulated", "reads": ["card"]}]
        self.door = Door(self.terminal)
        self.uids = itertools.cycle(UIDS)

    def __enter__(self):
        self.terminal.start()
        self.terminal.do("permissions.put", {"permissions": [ALWAYS]})
        self.terminal.do("people.put", {"people": [person("1001", *map(card, UIDS)), person("1002", card(OTHER))]})
        return self.wait_state("ok")

    def __exit__(self, *_):
        self.terminal.end()
        self.sim.close()

    def wait_state(self, state):
        wait_until(lambda: self.terminal.do("device.info")["readers"]["nfc"]["state"] == state, 30,
                   f"the reader to be {state}")
        return self

    def hold(self, uid):
        """Holds a card to the reader; the record of that."""
        seq = self.door.last_seq()
        self.sim.do(f"card {uid}")
        record = self.door.wait_record(seq, kind="access", reader="nfc")
        self.sim.do("remove")
        return record

    def assert_other_works(self):
        seq = self.door.last_seq()
        self.terminal.do("sim.card", {"uid": OTHER, "reader": "other"})
        assert self.door.wait_record(seq, kind="access", reader="other")["person"] == "1002"

    def assert_opens(self):
        self.wait_state("ok")
        uid = next(self.uids)  # The same one at once would be a card that never left.
        record = self.hold(uid)
        assert (record["result"], record["person"], record["credential"]["value"]) == ("granted", "1001", uid)


@pytest.fixture
def site(tmp_path):
    with Site(tmp_path) as running:
        yield running


def test_a_card_opens_the_door(site):
    site.assert_opens()
    site.door.wait_strike("active")
    assert site.hold("99887766")["reason"] == "unknown_credential"


def test_a_card_that_stays_is_told_once(site):
    seq = site.door.last_seq()
    site.sim.do(f"card {UID}")
    site.door.wait_record(seq, kind="access", reader="nfc")
    for _ in range(3):  # Long enough for many polls.
        site.assert_other_works()
    assert len(site.door.records(seq, reader="nfc")) == 1
    site.sim.do("remove")


@pytest.mark.parametrize("away, back", [("unplug", "plug"), ("fault silence 0", "fault none"), ("hang", "wake")])
def test_a_card_that_stays_while_the_module_is_away_is_told_once(site, away, back):
    """Nobody stands there any more."""
    seq = site.door.last_seq()
    site.sim.do(f"card {UID}")
    site.door.wait_record(seq, kind="access", reader="nfc")
    site.sim.do(away)
    site.wait_state("degraded")
    site.sim.do(back)
    site.wait_state("ok")
    for _ in range(3):
        site.assert_other_works()
    assert len(site.door.records(seq, kind="access", reader="nfc")) == 1
    site.sim.do("remove")
    assert site.hold(UIDS[1])["reason"] == "ok"


@pytest.mark.parametrize("fault", ["silence", "garbage", "half", "sum"])
def test_what_goes_wrong_on_the_line_passes(site, fault):
    for count in (1, 2, 5, 20):
        site.sim.do(f"fault {fault} {count}")
        site.assert_other_works()
        site.assert_opens()
    site.sim.do(f"fault {fault} 0")
    site.wait_state("degraded")
    site.assert_other_works()
    site.sim.do("fault none")
    site.assert_opens()


def test_noise_passes(site):
    site.sim.do("noise 5000000")
    site.assert_other_works()
    site.assert_opens()


def test_a_module_that_falls_silent_is_reset(site):
    site.sim.do("hang")
    site.wait_state("degraded")
    assert any(entry["line"] == "nfc.reset" and entry["level"] == "active" for entry in site.terminal.trace())
    site.assert_other_works()
    site.sim.do("wake")
    site.assert_opens()


def test_unplugged_and_back(site):
    for _ in range(2):
        site.sim.do("unplug")
        site.wait_state("degraded")
        site.assert_other_works()
        site.sim.do("plug")
        site.assert_opens()


def test_many_cards_one_after_another(site):
    for number in range(20):
        assert site.hold(f"0102030{number:X}"[-8:].rjust(8, "0"))["reason"] == "unknown_credential"
    site.assert_opens()


KEY, OTHER_KEY = "5A3C0F1122334455667788990A1B2C3D", "00112233445566778899AABBCCDDEEFF"


@pytest.fixture
def desfire_site(tmp_path):
    key_file = tmp_path / "desfire.key"
    key_file.write_text(KEY + "\n")
    key_file.chmod(0o600)
    with Site(tmp_path, {"mode": "desfire", "application": "F51234", "key_number": 1,
                         "key_file": str(key_file)}) as running:
        yield running


def hold_desfire(site, words):
    seq = site.door.last_seq()
    site.sim.do(f"desfire {words}")
    record = site.door.wait_record(seq, kind="access", reader="nfc")
    site.sim.do("remove")
    return record["reason"], record.get("person"), record["credential"]["value"]


def test_a_card_that_proves_itself_opens(desfire_site):
    assert hold_desfire(desfire_site, f"{UID} key F51234 1 {KEY}") == ("ok", "1001", UID)


def test_a_card_that_does_not_prove_itself_does_not_open(desfire_site):
    for keys in (f"F51234 1 {OTHER_KEY}", f"F51235 1 {KEY}"):
        assert hold_desfire(desfire_site, f"{UID} key {keys}") == ("card_not_authenticated", "1001", UID)
        desfire_site.hold(OTHER)  # In between: the same card at once would be one that never left.
    assert desfire_site.hold(UIDS[1])["reason"] == "card_not_authenticated"


def test_a_forged_uid_is_known_by_the_true_one(desfire_site):
    stranger = "04998877665544"
    assert hold_desfire(desfire_site, f"{stranger} claims {UID} key F51234 1 {KEY}") == (
        "unknown_credential", None, stranger)
