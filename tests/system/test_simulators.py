"""What all simulators on a serial port have in common."""

import os

from harness.simulator import Simulator


def test_it_is_unplugged_just_when_bytes_come(tmp_path):
    with Simulator("serial_sim", tmp_path / "port") as simulator:
        port = os.open(simulator.link, os.O_RDWR | os.O_NOCTTY)
        simulator.pause()  # So that it finds both at once.
        simulator.give("unplug")
        os.write(port, b"are you there?")
        simulator.resume()
        simulator.answer("unplug")
        simulator.do("plug")
        os.close(port)
