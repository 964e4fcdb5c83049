"""What the daemon tells the service manager, over a socket as systemd's."""

import json
import os
import socket
import subprocess

import pytest
from harness.terminal import BIN, Terminal

WATCHDOG_US = "10000000"


class Service(Terminal):
    """A terminal whose notifications come to us."""

    def __init__(self, folder):
        super().__init__(folder, faces=False)
        self._inbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._inbox.settimeout(30)
        self._inbox.bind(str(self.socket_path.parent / "notify"))

    def start(self, ready=True):
        self.config_file.write_text(json.dumps(self.configuration))
        environment = {**os.environ, "NOTIFY_SOCKET": self._inbox.getsockname(), "WATCHDOG_USEC": WATCHDOG_US}
        environment.pop("WATCHDOG_PID", None)
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen([BIN / "doorwardd", "--config", self.config_file], env=environment,
                                            stdout=log, stderr=log)
        return self

    def told(self, word):
        """The first notification with `word`, as a dict; those before it are dropped."""
        while True:
            message = dict(line.split("=", 1) for line in self._inbox.recv(4096).decode().splitlines())
            if word in message:
                return message


@pytest.fixture
def service(tmp_path):
    found = Service(tmp_path / "terminal").start()
    yield found
    found.end()


def test_it_says_when_it_is_ready_lives_and_stops(service):
    assert service.told("READY") == {"READY": "1", "WATCHDOG_USEC": WATCHDOG_US}
    service.do("device.info")  # Ready means that it answers.
    assert service.told("WATCHDOG") == {"WATCHDOG": "1"}
    service.process.terminate()
    service.told("STOPPING")


def test_a_restart_from_within_gets_the_time_of_a_start(service):
    service.told("READY")
    pid = service.process.pid
    service.do("device.restart")
    assert int(service.told("RELOADING")["WATCHDOG_USEC"]) > int(WATCHDOG_US)
    assert service.told("READY")["WATCHDOG_USEC"] == WATCHDOG_US
    assert service.process.poll() is None and service.process.pid == pid
