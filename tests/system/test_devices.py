"""What the log tells of devices that fail and come back, and of the clock."""

import itertools
import subprocess

import pytest
from harness.terminal import BIN
from harness.waiting import wait_until


def doorctl(terminal, *words):
    return subprocess.run([BIN / "doorctl", "--socket", terminal.socket_path, *words], check=True,
                          capture_output=True, text=True, timeout=60).stdout


def unplug(terminal, part, unplugged=True):
    terminal.do("sim.unplug", {"part": part, "unplugged": unplugged})


def changes(door):
    return [(one["event"], one.get("reader"), one.get("door"))
            for one in door.records(kind="alarm")
            if one["event"] in ("device_lost", "device_back")]


@pytest.mark.parametrize("part,reader", [("nfc", "nfc"), ("main.contact", None),
                                         ("main.exit_button", None), ("main.strike", None)])
def test_a_part_that_is_lost_and_comes_back_is_told_of_in_order(offline, part, reader):
    terminal, door = offline()
    unplug(terminal, part)
    if part == "main.strike":
        terminal.do("door.mode", {"door": "main", "mode": "lockdown"})
        terminal.call("door.mode", {"door": "main", "mode": "free"})
    lost = door.wait_record(event="device_lost")
    assert lost["detail"]
    unplug(terminal, part, False)
    door.wait_record(event="device_back")
    assert changes(door) == [("device_lost", reader, "main"), ("device_back", reader, "main")]


def test_a_camera_that_is_missing_at_the_start_is_lost_once(offline, tmp_path):
    def with_camera(configuration):
        configuration["readers"].append({"id": "eye", "door": "main", "driver": "camera",
                                         "source": str(tmp_path / "missing"), "reads": ["qr"]})

    terminal, door = offline(with_camera)
    lost = door.wait_record(event="device_lost")
    assert (lost["kind"], lost["reader"]) == ("alarm", "eye")
    wait_until(lambda: door.terminal.log().count("eye: degraded") >= 1, what="the log to say so")
    assert changes(door) == [("device_lost", "eye", "main")]


def test_a_part_that_flaps_does_not_flood_the_log(offline):
    terminal, door = offline()
    for _ in range(5):
        unplug(terminal, "nfc")
        wait_until(lambda: terminal.do("device.info")["readers"]["nfc"]["state"] == "degraded")
        unplug(terminal, "nfc", False)
        wait_until(lambda: terminal.do("device.info")["readers"]["nfc"]["state"] == "ok")
    door.wait_record(event="device_back")
    assert changes(door) == [("device_lost", "nfc", "main"), ("device_back", "nfc", "main")]


def exit_button(terminal, pressed):
    terminal.do("sim.exit_button", {"pressed": pressed})


def input_state(terminal):
    return terminal.do("device.info")["parts"].get("input:main.exit_button", {}).get("state")


def test_an_exit_button_that_is_stuck_is_an_alarm_until_it_is_mended(offline):
    def soon(configuration):
        configuration["doors"][0]["exit_button"]["stuck_after_ms"] = 5000

    terminal, door = offline(soon)
    exit_button(terminal, True)
    stuck = door.wait_record(kind="alarm", event="input_stuck", door="main")
    assert stuck["detail"].startswith("the exit button has been active for 5 s: it is stuck")
    assert input_state(terminal) == "degraded"
    status = doorctl(terminal, "status")
    assert "input:main.exit_button  degraded: the exit button has been active" in status
    exit_button(terminal, False)
    door.wait_record(kind="alarm", event="input_stuck_cleared", door="main")
    wait_until(lambda: input_state(terminal) == "ok", what="the status to say so")
    assert changes(door) == []  # Its line was there all the time.
    assert len(door.records(kind="access", method="exit_button")) == 1


def test_an_exit_button_that_flaps_lets_people_out_and_is_an_alarm(offline):
    terminal, door = offline()
    looks = itertools.count()

    def flap():
        look = next(looks)
        if look % 5 == 0:
            exit_button(terminal, look % 10 == 0)
        return door.records(kind="alarm", event="input_flapping", door="main")

    (flapping,) = wait_until(flap, 60, "the alarm")
    assert "30 times in 30 s" in flapping["detail"]
    presses = door.records(kind="access", method="exit_button")
    assert len(presses) >= 30 and all(one["result"] == "granted" for one in presses)
