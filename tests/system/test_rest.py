"""`doorwardd --rest`: which strikes it drives, and what it says. That a line really moves is shown on the virtual
terminal; here is no chip, so that its messages tell which one it went for."""

import json
import os
import subprocess

from harness.terminal import BIN

SIMULATED = {"driver": "simulated"}


def gpio(chip):
    return {"driver": "gpio", "chip": chip, "line": 5}


def write(folder, *strikes):
    doors = [{"id": f"door{number}", "strike": strike} for number, strike in enumerate(strikes)]
    file = folder / "doorward.json"
    file.write_text(json.dumps({
        "device": {"id": "door-1", "time_zone": "UTC"}, "storage": {"directory": str(folder / "data")},
        "doors": doors, "readers": [], "control": {"socket": str(folder / "control.sock")}}))
    return file


def run(file, *options, runtime=None):
    environment = {key: value for key, value in os.environ.items() if key != "RUNTIME_DIRECTORY"}
    if runtime:
        environment["RUNTIME_DIRECTORY"] = str(runtime)
    return subprocess.run([BIN / "doorwardd", "--config", file, *options], env=environment,
                          capture_output=True, text=True, timeout=60)


def test_every_strike_that_cannot_be_driven_is_named(tmp_path):
    done = run(write(tmp_path, gpio("/dev/gpiochip71"), SIMULATED, gpio("/dev/gpiochip72")), "--rest")
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert first.startswith("door door0: ") and "/dev/gpiochip71" in first
    assert second.startswith("door door2: ") and "/dev/gpiochip72" in second


def test_simulated_strikes_are_at_rest_already(tmp_path):
    done = run(write(tmp_path, SIMULATED), "--rest")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_faulty_file_drives_nothing(tmp_path):
    file = tmp_path / "doorward.json"
    file.write_text("{")
    assert run(file, "--rest").returncode == 2


def test_under_systemd_the_configuration_in_force_counts_not_the_file(tmp_path):
    runtime = tmp_path / "run"
    runtime.mkdir()
    file = write(tmp_path, gpio("/dev/gpiochip71"))
    assert run(file, runtime=runtime).returncode == 1  # There is no such chip: it ends at once.
    for text in (write(tmp_path, gpio("/dev/gpiochip72")).read_text(), "{"):
        file.write_text(text)
        done = run(file, "--rest", runtime=runtime)
        assert done.returncode == 1
        assert "/dev/gpiochip71" in done.stderr and "/dev/gpiochip72" not in done.stderr


def test_before_a_daemon_ran_there_is_nothing_to_drive(tmp_path):
    done = run(write(tmp_path, gpio("/dev/gpiochip71")), "--rest", runtime=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "no daemon has opened a strike; nothing to do\n"


def test_rest_and_check_exclude_each_other(tmp_path):
    done = run(write(tmp_path, SIMULATED), "--rest", "--check")
    assert done.returncode == 2
    assert "--check" in done.stderr
