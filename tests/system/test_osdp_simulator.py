"""The simulated OSDP line, seen by libosdp's own panel."""

import os
import sys

import pytest
from harness.simulator import Simulator
from harness.terminal import REPOSITORY
from harness.waiting import wait_until

sys.path.insert(0, str(REPOSITORY / ".cache" / "python"))

import osdp  # noqa: E402

KEYS = {1: "5A3C0F1122334455667788990A1B2C3D", 2: "00112233445566778899AABBCCDDEEFF"}


class Line(osdp.Channel):
    def __init__(self, path):
        super().__init__()
        self._port = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def read(self, max_bytes):
        try:
            return os.read(self._port, max_bytes)
        except BlockingIOError:
            return b""

    def write(self, buf):
        return os.write(self._port, buf)

    def flush(self):
        pass

    def close(self):
        os.close(self._port)


class Panel:
    """libosdp's, in a thread."""

    def __init__(self, path, keys):
        self._line = Line(path)
        self.events = []
        self._panel = osdp.ControlPanel([osdp.PDInfo(address, self._line, scbk=bytes.fromhex(key))
                                         for address, key in keys.items()], log_level=osdp.LogLevel.Emergency)
        self._panel.set_event_handler(lambda number, event: self.events.append((number, event)) or 0)

    def __enter__(self):
        self._panel.start()
        return self

    def __exit__(self, *_):
        self._panel.stop()
        self._line.close()

    def is_secure(self, address):
        return self._panel.is_sc_active(address)

    def light(self, address):
        self._panel.submit_command(address, {
            "command": osdp.Command.LED, "reader": 0, "led_number": 0, "temporary": True, "control_code": 2,
            "on_count": 3, "off_count": 0, "on_color": osdp.CommandLEDColor.Green, "off_color": 0, "timer_count": 3})

    def of(self, kind):
        return [(number, event) for number, event in self.events if event["event"] == kind]


@pytest.fixture
def simulator(tmp_path):
    with Simulator("osdp_sim", tmp_path / "rs485", *(f"--reader={at}={key}" for at, key in KEYS.items())) as one:
        yield one


def test_libosdp_s_panel_reads_it(simulator):
    with Panel(simulator.link, KEYS) as panel:
        wait_until(lambda: panel.is_secure(1) and panel.is_secure(2), what="the secure channels")
        assert simulator.do("secure") == simulator.do("at 2 secure") == "yes"
        simulator.do("card 32 04A1B2C3")
        simulator.do("at 2 key 12#")
        wait_until(lambda: panel.of(osdp.Event.CardRead) and panel.of(osdp.Event.KeyPress), what="card and keys")
        (number, card), = panel.of(osdp.Event.CardRead)
        assert (number, card["length"], card["data"]) == (0, 32, bytes.fromhex("04A1B2C3"))
        (number, keys), = panel.of(osdp.Event.KeyPress)
        assert (number, keys["data"]) == (1, b"12\r")
        panel.light(2)
        wait_until(lambda: "led 2 green 3" in simulator.events, what="the light")


def test_without_the_key_there_is_no_channel(simulator):
    with Panel(simulator.link, {1: KEYS[2], 2: KEYS[2]}) as panel:
        wait_until(lambda: panel.is_secure(2), what="the other reader's channel")
        assert not panel.is_secure(1)
        assert simulator.do("secure") == "no"
