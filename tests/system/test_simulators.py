"""What all simulators on a serial port have in common."""

import os
import signal

from harness.simulator import Simulator


def test_it_is_unplugged_just_when_bytes_come(tmp_path):
    with Simulator("serial_sim", tmp_path / "port") as simulator:
        port = os.open(simulator.link, os.O_RDWR | os.O_NOCTTY)
        simulator.signal(signal.SIGSTOP)  # So that it finds both at once.
        simulator.give("unplug")
        os.write(port, b"are you there?")
        simulator.signal(signal.SIGCONT)
        for command in ("plug", "unplug", "plug"):
            simulator.do(command)
        os.close(port)
