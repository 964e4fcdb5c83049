"""The unit: as tight as we promise, and as systemd understands it."""

import subprocess

from packages import REPOSITORY

UNIT = REPOSITORY / "config/systemd/doorward.service"


def test_the_exposure_is_at_most_two():
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=20", UNIT],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_systemd_finds_no_fault_in_it(root, doorward):
    root.install(doorward)
    said = root.run("systemd-analyze", "verify", "doorward.service")
    assert "doorward" not in said, said
