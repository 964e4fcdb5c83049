"""Readers on serial lines whose items are of one length, and the simulator of all such readers."""

import time

import pytest
from harness.door import Door
from harness.people import ALWAYS, card, code, person, pin
from harness.simulator import Simulator
from harness.terminal import Terminal
from harness.waiting import wait_until

UID = "04A1B2C3D4"
READERS = {  # Name: what it reads, how its configuration says so, how the simulator does it.
    "bin": ("card", {"framing": {"fixed_bytes": 5}, "card_format": "binary"}, ("--framing", "fixed", "--binary")),
    "hex": ("card", {"framing": {"fixed_bytes": 10}}, ("--framing", "fixed")),
    "line": ("card", {"framing": "auto"}, ("--framing", "line")),
    "stx": ("card", {}, ("--framing", "stx")),
    "code": ("qr", {"framing": {"fixed_bytes": 12}}, ("--framing", "fixed")),
    "pad": ("pin", {}, ()),
}


@pytest.fixture
def site(tmp_path):
    simulators = {name: Simulator("serial_sim", tmp_path / name, *options) for name, (_, _, options) in READERS.items()}
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["readers"] = [
        {"id": name, "door": "main", "driver": "serial_line", "port": simulators[name].link, "reads": [reads], **options}
        for name, (reads, options, _) in READERS.items()]
    with terminal:
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [
            person("1001", card(UID), code("VISIT-007731"), pin("482913"))]})
        for name in READERS:
            wait_state(terminal, name, "ok")
        yield terminal, Door(terminal), simulators
        terminal.end()
    for simulator in simulators.values():
        simulator.close()


def wait_state(terminal, name, state):
    wait_until(lambda: terminal.do("device.info")["readers"][name].get("state") == state,
               what=f"{name} to be {state}")


def attempt(door, simulator, command):
    seq = door.last_seq()
    simulator.do(command)
    return door.wait_record(seq, kind="access")


@pytest.mark.parametrize("name", ["bin", "hex", "line", "stx"])
def test_a_card_opens_in_each_framing(site, name):
    _, door, simulators = site
    record = attempt(door, simulators[name], f"card {UID}")
    assert (record["reader"], record["reason"], record["person"]) == (name, "ok", "1001")
    assert record["credential"] == {"type": "card", "value": UID}
    door.wait_strike("active")


def test_codes_and_keys(site):
    _, door, simulators = site
    assert attempt(door, simulators["code"], "code VISIT-007731")["reason"] == "ok"
    assert attempt(door, simulators["pad"], "keys 482913#")["reason"] == "ok"


@pytest.mark.parametrize("name, data", [("bin", bytes.fromhex(UID)), ("hex", UID.encode())])
def test_an_item_split_anywhere_is_whole(site, name, data):
    _, door, simulators = site
    for at in range(1, len(data)):
        seq = door.last_seq()
        simulators[name].do(f"send {data[:at].hex()}")
        simulators[name].do(f"send {data[at:].hex()}")
        record = door.wait_record(seq, kind="access")
        assert record["credential"]["value"] == UID, at


@pytest.mark.parametrize("name", ["bin", "hex", "line", "stx"])
@pytest.mark.parametrize("fault", ["silence", "half", "garbage", "sum"])
def test_a_spoilt_item_opens_nothing_and_the_reader_goes_on(site, name, fault):
    _, door, simulators = site
    change = door.last_change()
    simulators[name].do(f"fault {fault}")
    simulators[name].do(f"card {UID}")
    simulators["line" if name == "bin" else "bin"].do("card 0A0B0C0D0E")
    # Bare bytes have nothing to check: spoilt, they are the number of a card that nobody has.
    door.wait_record(kind="access", credential={"type": "card", "value": "0A0B0C0D0E"})
    assert door.releases(change) == []
    wait_good_card(door, simulators[name])


def wait_good_card(door, simulator):
    """Shown again and again, as people do: an unfinished item takes the first bytes, until there is silence."""
    seq, pause = door.last_seq(), Backoff()

    def read():
        if pause.over():
            simulator.do(f"card {UID}")
        return door.records(seq, kind="access", person="1001")

    wait_until(read, what="the card to be read")


class Backoff:
    """Over at once, then after longer and longer."""

    def __init__(self):
        self._next, self._length = 0.0, 0.1

    def over(self):
        if time.monotonic() < self._next:
            return False
        self._length *= 2
        self._next = time.monotonic() + self._length
        return True


def test_noise_opens_nothing(site):
    terminal, door, simulators = site
    change = door.last_change()
    simulators["bin"].do("noise 2003")  # 400 cards at once, if they are bare bytes.
    simulators["hex"].do("noise 100003")
    simulators["line"].do("card 0A0B0C0D0E")
    door.wait_record(kind="access", reader="line")
    assert door.releases(change) == []
    for name in ("bin", "hex"):
        wait_good_card(door, simulators[name])
    assert UID not in terminal.log()


@pytest.mark.parametrize("name", ["bin", "stx"])
def test_a_reader_that_is_unplugged_comes_back(site, name):
    terminal, door, simulators = site
    simulators[name].do("send 04a1")
    simulators[name].do("unplug")
    wait_state(terminal, name, "degraded")
    assert attempt(door, simulators["hex"], f"card {UID}")["reason"] == "ok"
    simulators[name].do("plug")
    wait_state(terminal, name, "ok")
    assert attempt(door, simulators[name], f"card {UID}")["reason"] == "ok"


@pytest.mark.parametrize("options, fault", [
    ({"framing": "lines"}, "framing"), ({"framing": {"fixed_bytes": 5}}, "fixed_bytes"),
    ({"framing": {}}, "fixed_bytes"), ({"framing": {"fixed_bytes": 8, "end": 3}}, "end"),
    ({"card_format": "binary"}, "card_format"), ({"framing": {"fixed_bytes": 11}, "card_format": "binary"}, "fixed_bytes"),
    ({"card_format": "octal"}, "card_format"), ({"reads": ["pin"], "framing": {"fixed_bytes": 4}}, "framing"),
    ({"reads": ["qr"], "framing": {"fixed_bytes": 7090}}, "fixed_bytes")])
def test_the_check_finds_faults(tmp_path, options, fault):
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["readers"].append(
        {"id": "s", "door": "main", "driver": "serial_line", "port": "/dev/ttyS9", "reads": ["card"], **options})
    with pytest.raises(RuntimeError, match=fault):
        terminal.start()
    terminal.end()
