"""Readers on serial lines, on real ttys: whatever a reader or a bad cable sends."""

import os
import tty

import pytest
from harness.door import Door
from harness.people import ALWAYS, card, code, person, seeded
from harness.terminal import Terminal
from harness.waiting import wait_until

UID = "04A1B2C3D4E5F6"
TEXT = "VISIT-7731/张伟"


class Wire:
    """The reader's end of a serial line. The terminal opens `path`, a link that can be moved."""

    def __init__(self, path):
        self.path = path
        self.plug_in()

    def plug_in(self):
        self._reader, self._line = os.openpty()
        tty.setraw(self._line)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(self._line))

    def let_go(self):
        """Leaves the line to the terminal alone, so that unplug() is a hang-up to it."""
        os.close(self._line)

    def unplug(self):
        os.close(self._reader)

    def send(self, data):
        while data:
            data = data[os.write(self._reader, data[:2048]):]


@pytest.fixture
def site(tmp_path):
    wires = {name: Wire(tmp_path / name) for name in ("nfc", "code", "pad")}
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["readers"] = [
        {"id": name, "door": "main", "driver": "serial_line", "port": str(wire.path), "baud": 9600,
         "reads": [{"nfc": "card", "code": "qr", "pad": "pin"}[name]], "repeat_after_ms": 0}
        for name, wire in wires.items()]
    with terminal:
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [
            person("1001", card(UID), code(TEXT), {"type": "pin", "pin": "482913"})]})
        wait_for_readers(terminal)
        yield terminal, Door(terminal), wires
        terminal.end()


def reader_state(terminal, name):
    return terminal.do("device.info")["readers"][name].get("state")


def wait_for_readers(terminal):
    wait_until(lambda: all(reader_state(terminal, name) == "ok" for name in ("nfc", "code", "pad")),
               what="the readers to be open")


def test_an_rdm6300_that_repeats_its_card_is_answered_once(tmp_path):
    wire = Wire(tmp_path / "nfc")
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["readers"] = [
        {"id": "nfc", "door": "main", "driver": "serial_line", "port": str(wire.path), "reads": ["card"],
         "repeat_after_ms": 60_000}]
    with terminal:
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [person("1001", card("1F00644BB6")), person("1002", card(UID))]})
        wait_until(lambda: reader_state(terminal, "nfc") == "ok", what="the reader to be open")
        door = Door(terminal)
        seq = door.last_seq()
        for _ in range(100):
            wire.send(b"\x021F00644BB686\x03")
        wire.send(b"\x021F00644BB687\x03" + f"{UID}\n".encode())  # A damaged one is dropped.
        door.wait_record(seq, kind="access", person="1002")
        assert [one["person"] for one in door.records(seq, kind="access")] == ["1001", "1002"]
        terminal.end()


def attempt(door, wire, data):
    seq = door.last_seq()
    wire.send(data)
    return door.wait_record(seq, kind="access")


@pytest.mark.parametrize("line", [f"{UID}\r\n", f"{UID}\n", f"{UID}\r", f"{UID.lower()}\n",
                                  ":".join(UID[i:i + 2] for i in range(0, 14, 2)) + "\n",
                                  " ".join(UID[i:i + 2] for i in range(0, 14, 2)) + "\r\n",
                                  f"\x02{UID}\x03", f"\x02{UID}\r\n\x03", f"\r\n\r\n{UID}\r\n"])
def test_a_card_in_each_framing(site, line):
    _, door, wires = site
    record = attempt(door, wires["nfc"], line.encode())
    assert (record["reader"], record["reason"], record["person"]) == ("nfc", "ok", "1001")
    assert record["credential"] == {"type": "card", "value": UID}


def test_a_code_split_anywhere_is_whole(site):
    _, door, wires = site
    size = len(f"{TEXT}00\r\n".encode())
    for at in range(1, size):
        text = f"{TEXT}{at:02}"  # Another each time: a code that stays in view is one showing.
        data = f"{text}\r\n".encode()
        seq = door.last_seq()
        wires["code"].send(data[:at])
        wires["code"].send(data[at:])
        record = door.wait_record(seq, kind="access")
        assert record in door.of_code(text)
    seq = door.last_seq()
    for byte in f"{TEXT}\r\n".encode():
        wires["code"].send(bytes([byte]))
    assert door.wait_record(seq, kind="access")["reason"] == "ok"


def test_keys_come_one_by_one(site):
    _, door, wires = site
    assert attempt(door, wires["pad"], b"482913#")["reason"] == "ok"
    assert attempt(door, wires["pad"], b"000000#")["reason"] == "wrong_pin"
    seq = door.last_seq()
    for key in b"482913#":
        wires["pad"].send(bytes([key]))
    assert door.wait_record(seq, kind="access")["reason"] == "ok"


@pytest.mark.parametrize("data", [b"\n", b"GG\n", b"04A1B2\n", b"04A1B2C\n", b"00" * 11 + b"\n", b"04A1\x03B2C3\n",
                                  b"04A1B2C3' OR 1=1--\n", b"\x0004A1B2C3\n", b"\xff" * 40 + b"\n", b"A" * 5000 + b"\n",
                                  b"\x02\x02\x02\x03\x03", b"\x0304A1B2C3\x02", b"+CME ERROR: 17\r\nOK\r\n"], ids=lambda data: repr(data[:16]))
def test_a_line_that_is_no_card_is_dropped_and_the_next_one_counts(site, data):
    _, door, wires = site
    seq, change = door.last_seq(), door.last_change()
    wires["nfc"].send(data + b"\n")
    record = attempt(door, wires["nfc"], b"\x020A0B0C0D\x03")
    assert record["credential"]["value"] == "0A0B0C0D"
    assert len(door.records(seq, kind="access")) == 1
    assert door.releases(change) == []


def test_noise_and_then_a_good_card(site):
    """100 KB of anything: no release, no crash, and the card after it is read."""
    _, door, wires = site
    change = door.last_change()
    wires["nfc"].send(seeded("noise").randbytes(100_000))
    record = None
    while record is None:  # The first may stand behind an unfinished frame.
        seq = door.last_seq()
        wires["nfc"].send(f"\x02{UID}\x03".encode())
        found = door.records(seq, kind="access", person="1001")
        record = found[0] if found else None
    assert record["reason"] == "ok"
    assert all(one["person"] == "1001" for one in door.records(kind="access", result="granted"))
    assert 1 <= len(door.releases(change))


def test_noise_on_a_code_reader_opens_nothing(site):
    _, door, wires = site
    change, seq = door.last_change(), door.last_seq()
    wires["code"].send(seeded("code noise").randbytes(100_000) + b"\x03\n")
    ends = 0
    while not any(door.of_code(f"THE-END-{number}", seq) for number in range(ends)):
        # The access thread may be behind, and then a presentation is refused; not the next one.
        wires["code"].send(b"THE-END-%d\n" % ends)
        ends += 1
        door.state()
    assert door.releases(change) == []
    for record in door.records(seq, method="qr"):
        assert record["result"] == "denied"
        assert all(ord(c) >= 32 for c in record["credential"].get("ends", ""))


def test_a_reader_that_hangs_up_comes_back(site):
    terminal, door, wires = site
    wires["nfc"].let_go()
    for number in range(2):
        wires["nfc"].unplug()
        wait_until(lambda: reader_state(terminal, "nfc") != "ok", what="the loss to be noticed")
        assert attempt(door, wires["code"], b"MEANWHILE-%d\n" % number)["reader"] == "code"
        wires["nfc"].plug_in()
        wait_until(lambda: reader_state(terminal, "nfc") == "ok", 40, "the reader to be back")
        wires["nfc"].let_go()
        assert attempt(door, wires["nfc"], f"{UID}\n".encode())["reason"] == "ok"


def test_a_reader_that_is_not_there_at_the_start_comes_later(tmp_path):
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["readers"].append(
        {"id": "tty", "door": "main", "driver": "serial_line", "port": str(tmp_path / "wire"),
         "reads": ["card"]})
    with terminal:
        door = Door(terminal)
        assert attempt_simulated(door)["reason"] == "unknown_credential"
        wait_until(lambda: reader_state(terminal, "tty") == "degraded", what="the reader to be missed")
        wire = Wire(tmp_path / "wire")
        wait_until(lambda: reader_state(terminal, "tty") == "ok", 40, "the reader to be found")
        assert attempt(door, wire, b"0A0B0C0D\n")["reader"] == "tty"


def attempt_simulated(door):
    return door.attempt("sim.card", {"uid": "01020304", "reader": "nfc"})
