"""Devices that type, on input devices that umockdev stands in for: whatever they send."""

import json
import os
import subprocess

import pytest
from harness.door import Door
from harness.keyboard import EV_KEY, EV_SYN, SYN_REPORT, CODES, Keyboard, Machine
from harness.people import ALWAYS, card, code, person, pin, seeded
from harness.terminal import BIN, Terminal
from harness.waiting import wait_until

UID = "04A1B2C3D4E5F6"
DECIMAL = "0077705923"
DECIMAL_UID = "04A1B2C3"


def reader(keyboard, name, reads, **options):
    return {"id": name, "door": "main", "driver": "evdev", "device": keyboard.path, "reads": [reads], **options}


@pytest.fixture
def site(tmp_path, monkeypatch):
    machine = Machine(BIN / "doorwardd")
    keyboards = {name: Keyboard(machine, number) for number, name in enumerate(("nfc", "ten", "code", "deu", "pad"))}
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["readers"] = [
        reader(keyboards["nfc"], "nfc", "card"), reader(keyboards["ten"], "ten", "card", card_format="decimal"),
        reader(keyboards["code"], "code", "qr"), reader(keyboards["deu"], "deu", "qr", layout="de", ends_with="tab"),
        reader(keyboards["pad"], "pad", "pin")]
    with monkeypatch.context() as patch:
        for key, value in machine.environment.items():
            patch.setenv(key, value)
        terminal.start()
    terminal.do("permissions.put", {"permissions": [ALWAYS]})
    terminal.do("people.put", {"people": [
        person("1001", card(UID), card(DECIMAL_UID), code("VISIT-7731"), pin("482913"))]})
    for name in keyboards:
        wait_until(lambda name=name: state_of(terminal, name) == "ok", what=f"{name} to be open")
    yield terminal, Door(terminal), keyboards
    terminal.end()


def state_of(terminal, name):
    return terminal.do("device.info")["readers"][name].get("state")


def attempt(door, keyboard, text):
    seq = door.last_seq()
    keyboard.type(text)
    return door.wait_record(seq, kind="access")


def test_every_device_is_grabbed(site):
    _, _, keyboards = site
    assert all(keyboard.ioctls.grabs == 1 for keyboard in keyboards.values())


@pytest.mark.parametrize("text", [f"{UID}\n", f"{UID.lower()}\n", f"\n\n{UID}\n\n", f"{UID[:6]}-{UID[6:]}\n"])
def test_a_card_that_is_typed_opens(site, text):
    _, door, keyboards = site
    record = attempt(door, keyboards["nfc"], text)
    assert (record["reader"], record["reason"], record["person"]) == ("nfc", "ok", "1001")
    assert record["credential"] == {"type": "card", "value": UID}
    door.wait_strike("active")


def test_ten_decimal_digits_are_a_card_of_four_bytes(site):
    _, door, keyboards = site
    record = attempt(door, keyboards["ten"], f"{DECIMAL}\n")
    assert (record["reason"], record["credential"]["value"]) == ("ok", DECIMAL_UID)


def test_a_code_keeps_its_capitals(site):
    _, door, keyboards = site
    assert attempt(door, keyboards["code"], "VISIT-7731\n")["reason"] == "ok"
    assert attempt(door, keyboards["code"], "visit-7731\n")["reason"] == "unknown_credential"


def test_layouts_differ_and_tab_may_end_an_item(site):
    _, door, keyboards = site
    record = attempt(door, keyboards["deu"], "yz-\t")
    assert record in door.of_code("zyß")
    keyboards["deu"].type("VISIT")
    keyboards["deu"].tap("slash")  # Where a German keyboard has its hyphen.
    assert attempt(door, keyboards["deu"], "7731\t")["reason"] == "ok"


@pytest.mark.parametrize("keys", ["4 8 2 9 1 3 enter", "kp4 kp8 numlock kp2 kp9 numlock kp1 kp3 kpenter",
                                  "9 9 esc 4 8 2 9 1 3 enter", "kp9 backspace 4 8 2 9 1 3 kpenter"])
def test_keys_make_a_pin(site, keys):
    _, door, keyboards = site
    seq = door.last_seq()
    keyboards["pad"].tap(*keys.split())
    record = door.wait_record(seq, kind="access")
    assert (record["method"], record["reason"]) == ("pin", "ok")


def test_a_held_key_does_not_repeat(site):
    _, door, keyboards = site
    seq = door.last_seq()
    keyboards["pad"].tap(*"48291")
    keyboards["pad"].down("3")
    keyboards["pad"].send(*[(EV_KEY, CODES["3"], 2), (EV_SYN, SYN_REPORT, 0)] * 30)
    keyboards["pad"].up("3")
    keyboards["pad"].tap("enter")
    assert door.wait_record(seq, kind="access")["reason"] == "ok"


def test_lost_events_drop_the_item_and_shift_is_known_again(site):
    terminal, door, keyboards = site
    scanner, seq = keyboards["code"], door.last_seq()
    scanner.type("VISIT")
    scanner.down("leftshift")
    scanner.lose()  # And with it that shift was let go.
    scanner.type("-7731\n")
    assert attempt(door, scanner, "small\n") in door.of_code("small")
    scanner.ioctls.held = {CODES["rightshift"]}
    scanner.lose()
    scanner.tap("enter", "a")
    scanner.up("rightshift")
    scanner.tap("b", "enter")
    wait_until(lambda: len(door.records(seq, kind="access")) == 2, what="the second item")
    assert door.records(seq, kind="access") == door.of_code("small", seq) + door.of_code("Ab", seq)
    assert f"evdev {scanner.path}: dropped" in terminal.log()


@pytest.mark.parametrize("text", ["04A1B2\n", "GGGGGGGG\n", "04A1B2C\n", "0" * 22 + "\n", "7" * 3000 + "\n"],
                         ids=lambda text: text[:8])
def test_what_is_no_card_is_dropped_and_the_next_one_counts(site, text):
    _, door, keyboards = site
    seq, change = door.last_seq(), door.last_change()
    keyboards["nfc"].type(text)
    assert attempt(door, keyboards["nfc"], "0A0B0C0D\n")["credential"]["value"] == "0A0B0C0D"
    assert len(door.records(seq, kind="access")) == 1
    assert door.releases(change) == []


def test_noise_opens_nothing_and_other_readers_work(site):
    terminal, door, keyboards = site
    noise, change = seeded("evdev noise"), door.last_change()
    for _ in range(200):
        keyboards["nfc"].send(*[(noise.choice((0, 1, 1, 1, 4, 17)), noise.randrange(256), noise.randrange(-1, 3))
                                for _ in range(50)])
    assert attempt(door, keyboards["code"], "VISIT-0000\n")["reason"] == "unknown_credential"
    assert door.releases(change) == []
    keyboards["nfc"].lose()  # Nothing is held.
    keyboards["nfc"].tap("enter")
    seq = door.last_seq()
    keyboards["nfc"].type(f"{UID}\n")
    if not wait_a_card(door, seq):  # The noise may have locked the capitals: no harm to a card.
        pytest.fail("no card after the noise")
    assert "doorwardd" not in terminal.log() or "Sanitizer" not in terminal.log()
    assert UID not in terminal.log()


def wait_a_card(door, seq):
    return door.wait_record(seq, kind="access", person="1001")["reason"] == "ok"


def test_a_device_that_is_unplugged_comes_back(site):
    terminal, door, keyboards = site
    keyboards["nfc"].type("04A1B2")
    keyboards["nfc"].unplug()
    wait_until(lambda: state_of(terminal, "nfc") == "degraded", what="the loss to be noticed")
    assert attempt(door, keyboards["code"], "VISIT-7731\n")["reader"] == "code"
    keyboards["nfc"].plug()
    keyboards["nfc"].type("C3D4")  # Before it is open again: nobody stands there any more.
    wait_until(lambda: state_of(terminal, "nfc") == "ok", what="the device to be back")
    assert attempt(door, keyboards["nfc"], f"{UID}\n")["reason"] == "ok"


def test_a_device_that_somebody_else_has_is_unavailable(site):
    terminal, door, keyboards = site
    keyboards["nfc"].unplug()
    keyboards["nfc"].ioctls.busy = True
    keyboards["nfc"].plug()
    wait_until(lambda: "grabbed by another program" in terminal.do("device.info")["readers"]["nfc"]["detail"],
               what="the reason to be told")
    keyboards["nfc"].ioctls.busy = False
    wait_until(lambda: state_of(terminal, "nfc") == "ok", what="the device to be back")
    assert attempt(door, keyboards["nfc"], f"{UID}\n")["reason"] == "ok"


@pytest.mark.parametrize("change, fault", [({"layout": "nowhere"}, "layout"), ({"device": "event0"}, "device"),
                                           ({"reads": ["card", "pin"]}, "reads"), ({"card_format": "octal"}, "card_format"),
                                           ({"ends_with": "space"}, "ends_with"), ({"reads": ["pin"], "card_format": "hex"}, "card_format")])
def test_the_check_finds_faults(tmp_path, change, fault):
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["readers"].append(
        {"id": "e", "door": "main", "driver": "evdev", "device": "/dev/input/event9", "reads": ["card"], **change})
    terminal.config_file.write_text(json.dumps(terminal.configuration))
    check = subprocess.run([BIN / "doorwardd", "--config", terminal.config_file, "--check"],
                           capture_output=True, text=True, timeout=60, check=False, env=dict(os.environ))
    assert check.returncode == 2 and fault in check.stdout + check.stderr
    terminal.end()
