"""What reaches the systemd journal: a real journald, in namespaces of the test's own, and journalctl to read it."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from harness.terminal import BIN, simulated_configuration
from harness.waiting import wait_until

# Becomes its last words, with journald behind it; the journal's files are in $1, standard error goes to $2.
UNDER_JOURNALD = r"""
mount -t tmpfs none /run && mkdir -p /run/systemd/journal /run/log && mount --bind "$1" /run/log
/lib/systemd/systemd-journald >"$1/journald.log" 2>&1 &
export JOURNAL_STREAM="$(stat -c %d:%i "$2")"
exec 2>>"$2"
shift 2
until [ -S /run/systemd/journal/socket ]; do kill -0 $! || exit 1; done
exec "$@"
"""


def lines(folder):
    found = subprocess.run(["journalctl", "--directory", folder / "journal", "--output", "json",
                            "SYSLOG_IDENTIFIER=doorwardd"], capture_output=True, text=True)
    return [json.loads(line) for line in found.stdout.splitlines()]


@pytest.fixture
def logging(tmp_path):
    """Starts a daemon with one reader that is missing; returns its journal's folder and its standard error."""
    short = tempfile.TemporaryDirectory(prefix="dw-")  # A socket's path may have 107 bytes.
    configuration = simulated_configuration(tmp_path / "data", Path(short.name) / "control.sock", faces=False)
    configuration["readers"].append({"id": "eye", "door": "main", "driver": "serial_line",
                                     "port": "/dev/missing", "reads": ["card"]})
    (tmp_path / "doorward.json").write_text(json.dumps(configuration))
    (tmp_path / "log").mkdir()
    (tmp_path / "stderr").touch()
    own_user = [] if os.geteuid() == 0 else ["--map-root-user"]
    daemon = subprocess.Popen(
        ["unshare", *own_user, "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private",
         "bash", "-c", UNDER_JOURNALD, "bash", tmp_path / "log", tmp_path / "stderr",
         BIN / "doorwardd", "--config", tmp_path / "doorward.json"])
    yield tmp_path / "log", tmp_path / "stderr"
    daemon.kill()
    daemon.wait(20)
    short.cleanup()


def test_a_line_about_a_part_can_be_found_by_its_fields(logging):
    folder, stderr = logging
    wait_until(lambda: any(one["MESSAGE"] == "ready" for one in lines(folder)), what="the daemon in the journal")
    lost = wait_until(lambda: [one for one in lines(folder) if one.get("DOORWARD_PART") == "eye"],
                      what="a line about the reader")[0]
    assert lost["MESSAGE"].startswith("eye: degraded: ")
    assert (lost["PRIORITY"], lost["DOORWARD_DEVICE"]) == ("4", "door-1")
    ready = next(one for one in lines(folder) if one["MESSAGE"] == "ready")
    assert (ready["PRIORITY"], ready["DOORWARD_DEVICE"]) == ("6", "door-1")
    assert "DOORWARD_PART" not in ready
    assert stderr.read_text() == ""


def test_a_standard_error_that_is_not_the_journals_is_written_to(tmp_path):
    configuration = simulated_configuration(tmp_path / "data", tmp_path / "c.sock", faces=False)
    configuration["doors"][0]["strike"] = {"driver": "gpio", "chip": "/dev/gpiochip71", "line": 5}
    (tmp_path / "doorward.json").write_text(json.dumps(configuration))
    with subprocess.Popen([BIN / "doorwardd", "--config", tmp_path / "doorward.json"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, env={**os.environ, "JOURNAL_STREAM": "1:1"}) as daemon:
        assert any("/dev/gpiochip71" in line for line in daemon.stderr)
        daemon.terminate()
        assert daemon.communicate(timeout=60)[0] == ""
