"""Guessing PINs (threat 13), turning the clock (threat 11), and hiding in a full log (threat 15)."""

import json
import sqlite3
import subprocess
from pathlib import Path

import pytest
from harness.door import Door
from harness.people import ALWAYS, card, code, days_from_now, person, pin, seeded
from harness.terminal import BIN, Terminal
from harness.waiting import wait_until

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


def two_pads(configuration):
    configuration["readers"].append(
        {"id": "pad2", "door": "main", "driver": "simulated", "reads": ["pin"]})


@pytest.fixture
def guarded(offline):
    terminal, door = offline(two_pads)
    terminal.do("permissions.put", {"permissions": [ALWAYS]})
    terminal.do("people.put", {"people": [person("1", card("01020304"), code("C"), pin("482913"))]})
    return terminal, door


def press(door, keys, pad="pad"):
    return door.attempt("sim.keys", {"keys": keys, "reader": pad})


def test_five_wrong_pins_lock_the_pad_and_nobody_else(guarded):
    terminal, door = guarded
    generator = seeded("guesses")
    seq = door.last_seq()
    reasons = [press(door, f"{generator.randrange(1000, 400000)}#")["reason"] for _ in range(8)]
    assert reasons == ["wrong_pin"] * 5 + ["locked_out"] * 3
    assert len(door.records(seq, event="pin_lockout")) == 1
    assert press(door, "482913#")["reason"] == "locked_out"
    assert press(door, "482913#", "pad2")["reason"] == "ok"
    assert door.card("01020304")["reason"] == "ok"
    assert door.code("C")["reason"] == "ok"


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_pulling_the_plug_gains_a_guesser_nothing(guarded, how):
    terminal, door = guarded
    before = door.last_change()
    for _ in range(2):
        press(door, "0000#")
    getattr(terminal, how)()
    terminal.start()
    reasons = [press(door, "0000#")["reason"] for _ in range(5)]
    assert reasons == ["wrong_pin"] * 3 + ["locked_out"] * 2
    getattr(terminal, how)()
    terminal.start()
    assert press(door, "482913#")["reason"] == "locked_out"
    assert door.releases(before) == []
    assert press(door, "482913#", "pad2")["reason"] == "ok"


@pytest.mark.parametrize("after", [1, 4])
def test_a_pin_of_ones_own_does_not_buy_guesses(guarded, after):
    terminal, door = guarded
    terminal.do("people.put", {"people": [person("2", pin("735526"), permissions=[])]})
    seq = door.last_seq()
    wrong = 0
    for _ in range(40 // after):
        for _ in range(after):
            wrong += press(door, "111111#")["reason"] == "wrong_pin"
        press(door, "482913#")
        press(door, "735526#")  # Right, of somebody who may not pass.
    assert wrong == 6
    assert len(door.records(seq, event="pin_lockout")) == 1


def test_who_mistypes_once_is_forgiven_by_their_right_pin(guarded):
    terminal, door = guarded
    terminal.do("people.put", {"people": [person(f"1{n}", pin(f"90021{n}")) for n in range(10)]})
    for number in range(10):
        assert press(door, "111111#")["reason"] == "wrong_pin"
        assert press(door, f"90021{number}#")["reason"] == "ok"


def damage(file):
    content = bytearray(file.read_bytes())
    for place in range(0, len(content), 64):
        content[place] ^= 0x5A
    file.write_bytes(content)


@pytest.mark.parametrize("harm", [Path.unlink, damage, lambda file: file.write_bytes(b"")])
def test_a_lockout_is_not_ended_by_what_is_done_to_its_files(guarded, harm):
    terminal, door = guarded
    for _ in range(5):
        press(door, "0000#")
    terminal.kill()
    for file in Path(terminal.configuration["storage"]["directory"]).glob("records.db*"):
        harm(file)  # The write-ahead log alone would hold it all.
    terminal.start()
    for pad in ("pad", "pad2"):
        assert press(door, "482913#", pad)["reason"] == "locked_out"
    assert door.card("01020304")["reason"] == "ok"
    alarm = door.wait_record(0, event="pin_lockout")
    assert "gone" in alarm["detail"]


def test_no_record_and_no_log_line_tells_a_pin(guarded):
    terminal, door = guarded
    for digits in ("482913", "735526"):
        record = press(door, digits + "#")
        assert "value" not in record["credential"]
    assert "735526" not in str(door.records()) and "482913" not in str(door.records())
    assert "735526" not in terminal.log() and "482913" not in terminal.log()
    terminal.stop()
    data = Path(terminal.configuration["storage"]["directory"])
    for file in data.rglob("*"):
        if file.is_file():
            assert b"482913" not in file.read_bytes(), file


def test_keys_that_are_no_pin(guarded):
    terminal, door = guarded
    seq, before = door.last_seq(), door.last_change()
    for keys in ("#", "*", "####", "***#", "1*", "48*2913*"):
        terminal.do("sim.keys", {"keys": keys, "reader": "pad2"})
    assert press(door, "1" * 60 + "#", "pad2")["reason"] == "wrong_pin"
    assert press(door, "12*482913#", "pad2")["reason"] == "ok"
    assert len(door.records(seq, kind="access")) == 2
    assert len(door.releases(before)) == 1
    for keys in ("", "12a#", "１#", "1 2#", "\n", "1" * 65):
        assert terminal.call("sim.keys", {"keys": keys, "reader": "pad2"})["ok"] is False


class TurnedClock(Terminal):
    """The daemon with the wall clock shifted, at a start or while it runs; its steady clock is left alone."""

    shift = "+0"

    def turn(self, shift):
        self.shift = shift
        self.config_file.with_name("shift").write_text(shift)

    def start(self, ready=True):
        self.config_file.write_text(json.dumps(self.configuration))
        self.turn(self.shift)
        environment = {"LD_PRELOAD": str(FAKETIME), "FAKETIME_NO_CACHE": "1",
                       "FAKETIME_TIMESTAMP_FILE": str(self.config_file.with_name("shift")),
                       "FAKETIME_DONT_FAKE_MONOTONIC": "1", "PATH": "/usr/bin:/bin"}
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen([BIN / "doorwardd", "--config", self.config_file],
                                            stdout=log, stderr=log, env=environment)
        if ready:
            wait_until(self._answers, timeout=60, what="doorwardd on its socket")
        return self


@pytest.fixture
def turned(tmp_path):
    if not FAKETIME.exists():
        pytest.skip("libfaketime is not installed")
    terminal = TurnedClock(tmp_path / "terminal", faces=False)
    yield terminal
    terminal.end()


@pytest.mark.parametrize("shift", ["-20y", "-2d", "-1h"])
def test_turning_the_clock_back_revives_no_visitor(turned, shift):
    terminal, door = turned, Door(turned)
    terminal.shift = "+0"
    terminal.start()
    terminal.do("permissions.put", {"permissions": [
        ALWAYS, {"id": "past", "doors": ["main"], "when": {"type": "range", "until": days_from_now(-0.02)}}]})
    terminal.do("people.put", {"people": [
        person("staff", card("0A000001")),
        person("guest", card("0A000002"), valid_until=days_from_now(-0.02)),
        person("range", card("0A000003"), permissions=["past"])]})
    assert door.card("0A000001")["reason"] == "ok"
    assert door.card("0A000002")["reason"] == "expired"
    terminal.stop()
    terminal.shift = shift
    terminal.start()
    assert terminal.do("device.info")["clock"] == "unsure"
    assert door.wait_record(event="clock_unsure")["kind"] == "system"
    first = door.card("0A000001")
    assert (first["reason"], first["clock"]) == ("ok", "unsure")
    assert door.card("0A000002")["reason"] == "clock_unsure"
    assert door.card("0A000003")["reason"] == "clock_unsure"
    terminal.stop()
    terminal.shift = "+0"
    terminal.start()
    assert terminal.do("device.info")["clock"] == "trusted"


@pytest.fixture
def visited(turned):
    """A terminal that has lived for 30 days; its guest's time was over after one."""
    terminal, door = turned, Door(turned)
    terminal.start()
    terminal.do("permissions.put", {"permissions": [ALWAYS]})
    terminal.do("people.put", {"people": [
        person("staff", card("0A000001")),
        person("guest", card("0A000002"), valid_until=days_from_now(1))]})
    assert door.card("0A000002")["reason"] == "ok"
    terminal.turn("+30d")
    assert door.card("0A000002")["reason"] == "expired"
    return terminal, door


def clock_of(terminal):
    return terminal.do("device.info")["clock"]


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_time_that_was_lived_does_not_come_back(visited, how):
    terminal, door = visited
    getattr(terminal, how)()
    terminal.shift = "+0"
    for _ in range(3):
        terminal.start()
        assert clock_of(terminal) == "unsure"
        assert door.card("0A000002")["reason"] == "clock_unsure"
        assert door.card("0A000001")["reason"] == "ok"
        getattr(terminal, how)()
    terminal.shift = "+30d"
    terminal.start()
    assert clock_of(terminal) == "trusted"
    assert door.card("0A000002")["reason"] == "expired"


def test_nor_while_the_daemon_runs(visited):
    terminal, door = visited
    terminal.turn("+12h")
    for _ in range(3):
        assert door.card("0A000002")["reason"] == "clock_unsure"
        assert clock_of(terminal) == "unsure"
    terminal.stop()
    terminal.start()
    assert door.card("0A000002")["reason"] == "clock_unsure"


@pytest.mark.parametrize("gone", [["clock.floor"], ["records.db"], ["clock.floor", "records.db"]])
def test_no_file_can_be_deleted_to_bring_it_back(visited, gone):
    terminal, door = visited
    terminal.stop()
    data = Path(terminal.configuration["storage"]["directory"])
    for name in gone:
        for file in data.glob(name + "*"):
            file.unlink()
    terminal.shift = "+0"
    for _ in range(2):
        terminal.start()
        assert clock_of(terminal) == "unsure"
        assert door.card("0A000002")["reason"] == "clock_unsure"
        assert door.card("0A000001")["reason"] == "ok"
        terminal.stop()


def test_an_operator_sets_right_what_was_a_mistake(visited):
    terminal, door = visited
    terminal.turn("+20000d")  # The time server has gone mad.
    assert door.card("0A000001")["clock"] == "trusted"
    terminal.turn("+0")
    assert clock_of(terminal) == "unsure"
    wrong = terminal.doorctl("clock", "trust", "--time", days_from_now(2), check=False)
    assert wrong.returncode == 1 and "clock shows" in wrong.stderr
    assert clock_of(terminal) == "unsure"
    seq = door.last_seq()
    right = terminal.doorctl("clock", "trust", "--time", days_from_now(0), check=False)
    assert right.returncode == 0, right.stderr
    status = terminal.do("device.info")
    assert status["clock"] == "trusted" and status["clock_floor"] <= status["at"]
    assert " to " in door.wait_record(seq, event="clock_set")["detail"]
    terminal.stop()
    terminal.start()
    assert clock_of(terminal) == "trusted"
    assert door.card("0A000002")["reason"] == "ok"  # It is day 0 again, says the operator.


def test_while_the_clock_is_unsure_no_age_is_believed(turned):
    terminal = turned
    terminal.shift = "-20y"
    terminal.start()
    reply = terminal.call("people.delete", {"all": True}, expires_at="2006-12-01T00:00:00Z",
                          issued_at="2000-01-01T00:00:00Z")
    assert reply["error"]["code"] == "expired"


def test_who_floods_the_log_leaves_a_trail(offline):
    def small(configuration):
        configuration["storage"]["record_capacity"] = 100

    terminal, door = offline(small)
    for number in range(400):
        terminal.do("sim.card", {"uid": f"{number:08X}"})
        if number % 10 == 9:  # No more may wait at once.
            newest = [f"{number:08X}"]
            wait_until(lambda: newest == [one["credential"]["value"]
                                          for one in door.records(kind="access")][-1:],
                       what="the cards to be recorded")
        if number == 89:
            door.wait_record(kind="alarm", event="records_filling")
    records = door.records()
    assert 90 <= len(records) <= 100
    assert [one["seq"] for one in records] == list(range(records[0]["seq"], records[-1]["seq"] + 1))


@pytest.mark.parametrize("edit", ["DELETE FROM {table} WHERE seq = 4",
                                  "UPDATE {table} SET {text} = 'nobody' WHERE seq = 4"])
def test_an_edited_log_does_not_stop_the_door(offline, edit):
    terminal, door = offline()
    for number in range(6):
        door.card(f"{number:08X}")
    terminal.kill()
    data = Path(terminal.configuration["storage"]["directory"])
    with sqlite3.connect(data / "records.db") as database:
        table, text = find_record_table(database)
        database.execute(edit.format(table=table, text=text))
    terminal.start()
    assert door.card("0000000A")["reason"] == "unknown_credential"


def find_record_table(database):
    """The table with a `seq`, and one of its text columns."""
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
        columns = database.execute(f"PRAGMA table_info({table})").fetchall()
        if any(column[1] == "seq" for column in columns) and len(columns) > 3:
            texts = [column[1] for column in columns if column[2] == "TEXT"]
            return table, texts[0]
    raise AssertionError("no table of records")
