"""What the log tells of devices that fail and come back, and of the clock."""

import pytest
from harness.waiting import wait_until


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
