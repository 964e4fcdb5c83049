"""PC/SC readers: a real pcscd, vsmartcard's virtual reader, and simulated cards in front of it."""

from pathlib import Path

import pytest
from harness.door import Door
from harness.pcscd import ENVIRONMENT, Pcscd
from harness.people import ALWAYS, card, person
from harness.terminal import Terminal
from harness.waiting import wait_until

KEY = "5A3C0F1122334455667788990A1B2C3D"
OTHER_KEY = "00112233445566778899AABBCCDDEEFF"
UID, OTHER_UID = "04A1B2C3D4E5F6", "04112233445566"
GENUINE = f"desfire {UID} key F51234 1 {KEY}"
CLONE = f"desfire {UID} key F51234 1 {OTHER_KEY}"
DESFIRE = {"mode": "desfire", "application": "F51234", "key_number": 1}


class Site:
    """The reader `left` is pcscd's first, `right` its second; only `right` is content with a UID if `left` is not."""

    def __init__(self, folder, monkeypatch, cards=None, door_cards=None):
        self.pcscd = Pcscd(folder).start()
        monkeypatch.setenv(ENVIRONMENT, str(self.pcscd.socket))
        self.left, self.right = self.pcscd.card_simulator(0), self.pcscd.card_simulator(1)
        self.key_file = folder / "desfire.key"
        self.key_file.write_text(KEY + "\n")
        self.key_file.chmod(0o600)
        self.terminal = Terminal(folder / "terminal", faces=False)
        if cards and cards["mode"] == "desfire":
            cards = {**cards, "key_file": str(self.key_file)}
        self.terminal.configuration["readers"] = [
            {"id": "left", "door": "main", "driver": "pcsc", "reader": "PCD 00 00", "reads": ["card"],
             **({"cards": cards} if cards else {})},
            {"id": "right", "door": "main", "driver": "pcsc", "reader": "PCD 00 01", "reads": ["card"]}]
        if door_cards:
            self.terminal.configuration["doors"][0]["cards"] = door_cards
        self.door = Door(self.terminal)

    def __enter__(self):
        self.terminal.start()
        self.terminal.do("permissions.put", {"permissions": [ALWAYS]})
        self.terminal.do("people.put", {"people": [
            person("1001", card(UID)), person("1002", card(OTHER_UID)), person("1003", card("04A1B2C3")),
            person("1004", card("0102030405060708090A"))]})
        return self

    def __exit__(self, *_):
        self.terminal.end()
        self.left.close()
        self.right.close()
        self.pcscd.end()

    def threads(self):
        return len(list(Path(f"/proc/{self.terminal.process.pid}/task").iterdir()))

    def report(self, name="left"):
        return self.terminal.do("device.info")["readers"][name]

    def wait_ok(self, *names):
        for name in names or ("left", "right"):
            wait_until(lambda: self.report(name)["state"] == "ok", 30, f"{name} to be ok")
        return self

    def wait_degraded(self, words, name="left"):
        wait_until(lambda: self.report(name)["state"] == "degraded" and words in self.report(name)["detail"], 30,
                   f"{name} to be degraded: {words}")

    def attempt(self, command, at=None):
        """The record of a card that is shown and taken away again."""
        sim, seq = at or self.left, self.door.last_seq()
        sim.do(command)
        record = self.door.wait_record(seq, kind="access")
        self.take_away(sim)
        return record

    def take_away(self, sim):
        sim.do("remove")
        self.pcscd.wait_empty([self.left, self.right].index(sim))

    def assert_right_works(self):
        record = self.attempt(f"card {UID}", self.right)
        assert (record["reader"], record["reason"], record["person"]) == ("right", "ok", "1001")


def site_of(tmp_path, monkeypatch, **options):
    with Site(tmp_path, monkeypatch, **options) as both:
        yield both.wait_ok()
        log = both.terminal.log().upper()
        assert KEY not in log and UID not in log and OTHER_UID not in log


@pytest.fixture
def uids(tmp_path, monkeypatch):
    yield from site_of(tmp_path, monkeypatch)


@pytest.fixture
def desfire(tmp_path, monkeypatch):
    yield from site_of(tmp_path, monkeypatch, cards=DESFIRE)


def answers(record):
    return record["reason"], record.get("person"), record["credential"]["value"]


@pytest.mark.parametrize("uid, number", [("04A1B2C3", "1003"), (UID, "1001"), ("0102030405060708090A", "1004")])
def test_a_uid_opens(uids, uid, number):
    change = uids.door.last_change()
    assert answers(uids.attempt(f"card {uid}")) == ("ok", number, uid)
    assert len(uids.door.releases(change)) == 1


def test_either_reader_reads(uids):
    assert uids.attempt(f"card {UID}")["reader"] == "left"
    uids.assert_right_works()


@pytest.mark.parametrize("uid", ["04", "04A1B2", "04A1B2C3D4", "0102030405060708090A0B"])
def test_what_gives_no_uid_is_dropped_and_the_next_counts(uids, uid):
    seq = uids.door.last_seq()
    uids.left.do(f"card {uid}")
    wait_until(lambda: "asked ffca000000" in uids.left.events, what="the reader to ask")
    uids.take_away(uids.left)
    assert uids.attempt(f"card {UID}")["reason"] == "ok"
    assert len(uids.door.records(seq, kind="access")) == 1


def test_a_card_that_stays_is_read_once(uids):
    seq = uids.door.last_seq()
    uids.left.do(f"card {UID}")
    uids.door.wait_record(seq, kind="access")
    uids.assert_right_works()
    assert len(uids.door.records(seq, kind="access", reader="left")) == 1
    uids.take_away(uids.left)
    assert uids.attempt(f"card {UID}")["reason"] == "ok"


def test_a_genuine_desfire_card_opens(desfire):
    assert answers(desfire.attempt(GENUINE)) == ("ok", "1001", UID)


def test_a_card_with_a_random_uid_is_known_by_its_true_one(desfire):
    for _ in range(2):
        assert answers(desfire.attempt(GENUINE + " random")) == ("ok", "1001", UID)


@pytest.mark.parametrize("command", [CLONE, f"card {UID}", f"desfire {UID}", f"desfire {UID} key F51235 1 {KEY}",
                                     f"desfire {UID} key F51234 0 {KEY}"],
                         ids=["clone", "uid", "blank", "other application", "other key number"])
def test_a_card_without_the_key_does_not_open_and_leaves_a_record(desfire, command):
    change = desfire.door.last_change()
    assert answers(desfire.attempt(command)) == ("card_not_authenticated", "1001", UID)
    assert desfire.door.releases(change) == []
    assert answers(desfire.attempt(GENUINE)) == ("ok", "1001", UID)


def test_a_relay_that_swaps_the_uid_is_known_by_the_genuine_card(desfire):
    """It shows the UID of 1001, and passes the authentication on to the card of 1002."""
    relay = f"desfire {OTHER_UID} key F51234 1 {KEY} claims {UID}"
    assert answers(desfire.attempt(relay)) == ("ok", "1002", OTHER_UID)


@pytest.mark.parametrize("trick", ["key 0", "crc 0", "mac 0", "frames 0", "status AE", "status 00", *(
    f"truncate {length:x}" for length in (1, 2, 15, 16, 17))])
def test_a_card_that_cheats_does_not_open(desfire, trick):
    change = desfire.door.last_change()
    assert answers(desfire.attempt(f"{GENUINE} trick {trick}")) == ("card_not_authenticated", "1001", UID)
    assert desfire.door.releases(change) == []
    assert desfire.attempt(GENUINE)["reason"] == "ok"


@pytest.mark.parametrize("after", [1, 2, 3, 4, 5])
def test_a_card_that_is_pulled_out_in_the_middle_is_no_event(desfire, after):
    change, seq = desfire.door.last_change(), desfire.door.last_seq()
    desfire.left.do(f"{GENUINE} leaves {after}")
    wait_until(lambda: desfire.left.do("there") == "no", what="the card to be gone")
    desfire.pcscd.wait_empty()
    assert answers(desfire.attempt(GENUINE)) == ("ok", "1001", UID)
    assert len(desfire.door.records(seq, kind="access")) == 1
    assert len(desfire.door.releases(change)) == 1
    assert desfire.report()["state"] == "ok"


def test_a_card_that_never_answers_holds_up_its_own_reader_only(desfire):
    seq = desfire.door.last_seq()
    desfire.left.do(GENUINE + " trick silence 0")
    desfire.wait_degraded("does not answer")
    desfire.assert_right_works()
    desfire.left.do("remove")
    desfire.wait_ok()
    assert answers(desfire.attempt(GENUINE)) == ("ok", "1001", UID)
    assert desfire.door.records(seq, kind="alarm", event="device_lost")


def test_a_door_that_demands_proof(tmp_path, monkeypatch):
    with Site(tmp_path, monkeypatch, cards=DESFIRE, door_cards="authenticated") as site:
        site.wait_ok()
        change = site.door.last_change()
        assert answers(site.attempt(f"card {UID}", site.right)) == ("card_not_authenticated", "1001", UID)
        assert answers(site.attempt("card 04FFFFFF", site.right))[0] == "unknown_credential"
        assert site.door.releases(change) == []
        assert answers(site.attempt(GENUINE)) == ("ok", "1001", UID)


def test_a_door_that_demands_what_its_readers_do_not_ask(tmp_path, monkeypatch):
    site = Site(tmp_path, monkeypatch, door_cards="authenticated")
    try:
        with pytest.raises(RuntimeError) as failure:
            site.terminal.start()
        assert "doors[0].cards" in str(failure.value)
    finally:
        site.__exit__()


def test_pcscd_killed_and_started_again(uids):
    seq = uids.door.last_seq()
    uids.pcscd.kill()
    for name in ("left", "right"):
        uids.wait_degraded("", name)
    uids.wait_degraded("pcscd is not running")
    assert uids.door.wait_record(seq, kind="alarm", event="device_lost")
    uids.pcscd.start()
    uids.wait_ok()
    assert uids.attempt(f"card {UID}")["reason"] == "ok"
    uids.assert_right_works()


def test_pcscd_that_hangs_and_goes_on(uids):
    threads = uids.threads()
    uids.pcscd.pause()
    for name in ("left", "right"):
        uids.wait_degraded("does not answer", name)
    uids.wait_degraded("still does not answer")  # No further thread is started.
    uids.wait_degraded("still does not answer", "right")
    assert uids.threads() <= threads + 2
    uids.pcscd.pause(False)
    uids.wait_ok()
    assert uids.attempt(f"card {UID}")["reason"] == "ok"
    uids.assert_right_works()


def test_a_reader_is_unplugged_and_comes_back(uids):
    uids.pcscd.kill()
    uids.pcscd.name_reader("Another")
    uids.pcscd.start()
    uids.wait_degraded('no reader with "PCD 00 00"')
    uids.pcscd.kill()
    uids.pcscd.name_reader("Virtual PCD")
    uids.pcscd.start()
    uids.wait_ok()
    assert uids.attempt(f"card {UID}")["reason"] == "ok"


def test_a_name_that_two_readers_have(tmp_path, monkeypatch):
    site = Site(tmp_path, monkeypatch)
    site.terminal.configuration["readers"][0]["reader"] = "Virtual"
    with site:
        site.wait_degraded("2 readers")
        site.assert_right_works()


def test_a_card_that_lay_there_before_does_not_open(tmp_path, monkeypatch):
    site = Site(tmp_path, monkeypatch)
    site.left.do(f"card {UID}")
    wait_until(lambda: site.left.do("powered") == "yes", what="pcscd to see the card")
    with site:
        site.wait_ok()
        site.assert_right_works()
        assert site.door.records(0, kind="access", reader="left") == []
        site.take_away(site.left)
        assert site.attempt(f"card {UID}")["reason"] == "ok"


@pytest.mark.parametrize("content, words", [(KEY[:-1], "32 hexadecimal"), ("00" * 16, "zeros"), ("", "is empty")])
def test_a_bad_key_is_a_fault_of_the_configuration(tmp_path, monkeypatch, content, words):
    site = Site(tmp_path, monkeypatch, cards=DESFIRE)
    try:
        site.key_file.write_text(content)
        said = site.terminal.check()
        assert words in said and "readers[0].cards.key_file" in said
        assert not content or content not in said
        site.terminal.start()  # The door goes on without that reader.
        assert not content or content not in site.terminal.log()
    finally:
        site.__exit__()


def test_a_key_that_others_may_read_is_refused(tmp_path, monkeypatch):
    site = Site(tmp_path, monkeypatch, cards=DESFIRE)
    site.key_file.chmod(0o644)
    with site:
        site.wait_degraded("only its owner")
        site.assert_right_works()
