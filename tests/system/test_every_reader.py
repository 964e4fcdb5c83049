"""All readers at one terminal: whatever becomes of one of them, the others never notice."""

import base64
import itertools

import pytest
from harness.door import Door
from harness.people import ALWAYS, card, person
from harness.simulator import Simulator
from harness.terminal import Terminal
from harness.waiting import wait_until

OSDP_KEY = "5A3C0F1122334455667788990A1B2C3D"
SIMULATED = "99887766"  # The card that is held to the simulated reader.


def osdp_card(uid):
    """A number of 32 bits as a reader sends it that knows no format."""
    return f"at 1 card 32 {uid}"


def plain_card(uid):
    return f"card {uid}"


class Reader:
    """A reader of the site: its simulator, and cards that are held to it in turn."""

    def __init__(self, program, folder, name, keys, command=plain_card, options=()):
        self.name = name
        self.sim = Simulator(program, folder / name, *options)
        self.keys = {"id": name, "door": "main", "reads": ["card"], "port": self.sim.link, **keys}
        self.command = command
        uids = [f"{name.encode().hex()[:6].upper()}{number:02X}" for number in range(8)]
        self.people = {f"{name}-{uid}": card(uid) for uid in uids}
        self.turn = itertools.cycle(self.people)  # The same one soon would be a card that never left.

    def hold(self):
        """Holds the next card to it; whose it is, and what takes it away."""
        who = next(self.turn)
        self.sim.do(self.command(self.people[who]["uid"]))
        if self.name == "pn532":
            return who, lambda: self.sim.do("remove")
        return who, lambda: None

    def wait_ready(self):
        """It has what it needs to know people."""


class FingerReader(Reader):
    """A module with the fingers of two people."""

    def __init__(self, folder):
        super().__init__("zfm_sim", folder, "zfm", {"driver": "zfm", "reads": ["fingerprint"]})
        self.people = {f"zfm-{name}": self._finger(name) for name in ("anna", "bert")}
        self.turn = itertools.cycle(self.people)

    def _finger(self, name):
        template = bytes.fromhex(self.sim.do(f"template {name}"))
        return {"type": "fingerprint", "sensor": "zfm", "template": base64.b64encode(template).decode()}

    def hold(self):
        who = next(self.turn)
        self.sim.do(f"finger {who.removeprefix('zfm-')}")
        return who, self._lift

    def _lift(self):
        """A finger that another one follows at once would be the one that never left."""
        seen = self.sim.events.count("no finger")
        self.sim.do("lift")
        wait_until(lambda: self.sim.events.count("no finger") > seen, 30, "the finger to be gone")

    def wait_ready(self):
        wait_until(lambda: self.sim.do("templates") == str(len(self.people)), 30, "the module to be filled")


class Site:
    def __init__(self, folder):
        key_file = folder / "osdp.key"
        key_file.write_text(OSDP_KEY + "\n")
        key_file.chmod(0o600)
        self.readers = [
            Reader("pn532_sim", folder, "pn532", {"driver": "pn532"}),
            Reader("serial_sim", folder, "serial", {"driver": "serial_line"}),
            Reader("osdp_sim", folder, "osdp", {"driver": "osdp", "baud": 115200, "address": 1,
                                                "key_file": str(key_file)},
                   osdp_card, ("--reader", f"1={OSDP_KEY}")),
            FingerReader(folder)]
        self.terminal = Terminal(folder / "terminal", faces=False)
        self.terminal.configuration["readers"] = [
            {"id": "sim", "door": "main", "driver": "simulated", "reads": ["card"]},
            *(reader.keys for reader in self.readers)]
        self.door = Door(self.terminal)

    def __enter__(self):
        self.terminal.start()
        self.terminal.do("permissions.put", {"permissions": [ALWAYS]})
        people = [one for reader in self.readers for one in reader.people.items()]
        self.terminal.do("people.put", {"people": [
            person(who, credential) for who, credential in [*people, ("sim", card(SIMULATED))]]})
        for reader in self.readers:
            self.wait_state(reader, "ok")
            reader.wait_ready()
        return self

    def __exit__(self, *_):
        self.terminal.end()
        for reader in self.readers:
            reader.sim.close()

    def states(self):
        return {name: one["state"] for name, one in self.terminal.do("device.info")["readers"].items()}

    def wait_state(self, reader, state):
        wait_until(lambda: self.states()[reader.name] == state, 30, f"{reader.name} to be {state}")

    def assert_opens(self, reader):
        seq = self.door.last_seq()
        who, end = reader.hold()
        try:
            record = self.door.wait_record(seq, kind="access", reader=reader.name)
        finally:
            end()
        assert (record["result"], record["person"]) == ("granted", who)

    def assert_others_work(self, victim):
        seq = self.door.last_seq()
        self.terminal.do("sim.card", {"uid": SIMULATED, "reader": "sim"})
        assert self.door.wait_record(seq, kind="access", reader="sim")["result"] == "granted"
        for reader in self.readers:
            if reader is not victim:
                self.assert_opens(reader)
                assert self.states()[reader.name] == "ok"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(params=range(4), ids=("pn532", "serial", "osdp", "zfm"))
def victim(request, site):
    return site.readers[request.param]


def test_each_opens(site, victim):
    site.assert_opens(victim)


def test_one_is_unplugged_and_returns(site, victim):
    for _ in range(2):
        victim.sim.do("unplug")
        site.wait_state(victim, "degraded")
        site.assert_others_work(victim)
        victim.sim.do("plug")
        site.wait_state(victim, "ok")
        site.assert_opens(victim)


@pytest.mark.parametrize("fault", ["silence", "garbage", "half", "sum"])
def test_one_misbehaves_for_a_while(site, victim, fault):
    victim.sim.do(f"fault {fault} 0")
    if victim.name != "zfm":  # It would have to be seen that the finger was lifted.
        victim.hold()[1]()
    site.assert_others_work(victim)
    if victim.name != "serial":  # Which cannot be asked whether it is there.
        site.wait_state(victim, "degraded")
    victim.sim.do("fault none")
    site.wait_state(victim, "ok")
    assert_reads_again(site, victim)


def test_one_floods_the_line(site, victim):
    victim.sim.do("noise 100000000")
    site.assert_others_work(victim)
    site.wait_state(victim, "ok")
    assert_reads_again(site, victim)


def assert_reads_again(site, victim):
    """A serial line has no sums and no answers: what was spoilt may swallow the item behind it."""
    if victim.name == "serial":
        wait_until(lambda: opens(site, victim), 60, "the serial reader to read a card")
    else:
        site.assert_opens(victim)


def opens(site, victim):
    """Whether a card that is held to `victim` now opens; noise may have spoilt it."""
    seq = site.door.last_seq()
    who, end = victim.hold()
    try:
        return site.door.wait_record(seq, 5, kind="access", reader=victim.name, person=who)
    except TimeoutError:
        return None
    finally:
        end()


def test_all_at_once_and_back(site):
    for reader in site.readers:
        reader.sim.do("unplug")
    for reader in site.readers:
        site.wait_state(reader, "degraded")
    for reader in site.readers:
        reader.sim.do("plug")
    for reader in site.readers:
        site.wait_state(reader, "ok")
        site.assert_opens(reader)


def test_ten_cards_a_reader_one_after_another(site):
    for _ in range(10):
        for reader in site.readers:
            site.assert_opens(reader)
