"""`doorward-failsafe` after a daemon: which strikes it drives, and what it says. That a line really moves is shown on the
virtual terminal; here is no chip, so that its messages tell which one it went for."""

import json
import os
import subprocess

import pytest
from harness.terminal import BIN

SIMULATED = {"driver": "simulated"}


def gpio(chip, **more):
    return {"driver": "gpio", "chip": chip, "line": 5, **more}


class Service:
    """A daemon's configuration and its runtime directory, as systemd gives it one."""

    def __init__(self, folder):
        self.file = folder / "doorward.json"
        self.folder = folder
        self.runtime = folder / "run"
        self.runtime.mkdir()

    def run_daemon(self, *strikes, runtime=True, **door):
        doors = [{"id": f"door{number}", "strike": strike, **door} for number, strike in enumerate(strikes)]
        self.file.write_text(json.dumps({
            "device": {"id": "door-1", "time_zone": "UTC"}, "storage": {"directory": str(self.folder / "data")},
            "doors": doors, "readers": [], "control": {"socket": "/nowhere/control.sock"}}))
        environment = {key: value for key, value in os.environ.items() if key != "RUNTIME_DIRECTORY"}
        if runtime:
            environment["RUNTIME_DIRECTORY"] = str(self.runtime)
        # It goes on without a chip and a socket, until it is killed.
        with subprocess.Popen([BIN / "doorwardd", "--config", self.file], env=environment, stderr=subprocess.PIPE,
                              text=True) as daemon:
            assert any(line.rstrip().endswith("ready") for line in daemon.stderr)
            daemon.kill()

    def rest(self):
        return rest(self.runtime / "strikes.json")


def rest(*words):
    return subprocess.run([BIN / "doorward-failsafe", *words], capture_output=True, text=True, timeout=60)


@pytest.fixture
def service(tmp_path):
    return Service(tmp_path)


def test_every_strike_that_cannot_be_driven_is_named(service):
    service.run_daemon(gpio("/dev/gpiochip71"), SIMULATED, gpio("/dev/gpiochip72"))
    done = service.rest()
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert "door door0: " in first and "/dev/gpiochip71" in first
    assert second.startswith("door door2: ") and "/dev/gpiochip72" in second


def test_simulated_strikes_are_at_rest_already(service):
    service.run_daemon(SIMULATED)
    done = service.rest()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_the_daemon_had_counts_not_what_the_file_has_become(service):
    service.run_daemon(gpio("/dev/gpiochip71"))
    service.file.write_text("{")
    assert "/dev/gpiochip71" in service.rest().stderr
    service.run_daemon(gpio("/dev/gpiochip72"), runtime=False)
    assert "/dev/gpiochip71" in service.rest().stderr
    service.run_daemon(gpio("/dev/gpiochip72"))
    assert "/dev/gpiochip72" in service.rest().stderr


@pytest.mark.parametrize("door,energised", [({}, False), ({"rest": "released"}, True), ({"lock_type": "fail_safe"}, False),
                                            ({"lock_type": "fail_safe", "rest": "secured"}, True)])
def test_each_lock_rests_as_it_is_configured(service, door, energised):
    service.run_daemon(gpio("/dev/gpiochip71", active="low"), **door)
    strike, = json.loads((service.runtime / "strikes.json").read_text())["strikes"]
    assert strike == {"door": "door0", "chip": "/dev/gpiochip71", "line": 5, "active_high": False, "energised": energised}


def test_before_a_daemon_ran_there_is_nothing_to_drive(service):
    done = service.rest()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "no daemon has opened a strike; nothing to do\n"


def test_a_file_that_is_not_whole_is_a_failure(service):
    (service.runtime / "strikes.json").write_text('{"strikes": [{"door": "main"')
    done = service.rest()
    assert done.returncode == 1 and "doorward-failsafe: " in done.stderr


@pytest.mark.parametrize("words", [[], ["--bogus"], ["a", "b"]])
def test_wrong_usage(words):
    done = rest(*words)
    assert done.returncode == 2 and done.stderr.startswith("Usage: doorward-failsafe FILE")


def test_help():
    done = rest("--help")
    assert done.returncode == 0 and done.stdout.startswith("Usage: doorward-failsafe FILE")


def test_it_is_there_at_once():
    """A strike stays as it is while libraries load: none of those that take long may come in."""
    linked = subprocess.run(["ldd", BIN / "doorward-failsafe"], capture_output=True, text=True, check=True).stdout
    assert len(linked.splitlines()) < 20
    for heavy in ("opencv", "dlib", "openblas", "libsystemd", "paho", "sqlite"):
        assert heavy not in linked
