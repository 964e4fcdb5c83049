"""The demo's scenario ends well."""

import os
import subprocess

from harness.terminal import BIN, MODELS, PHOTOS, REPOSITORY


def test_the_demo_plays_once_and_every_outcome_is_right():
    environment = {**os.environ, "DOORWARD_BIN": str(BIN), "DOORWARD_MODELS": str(MODELS),
                   "DOORWARD_PHOTOS": str(PHOTOS)}
    played = subprocess.run(["/usr/bin/python3", REPOSITORY / "scripts/demo.py", "--once"],
                            capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert played.returncode == 0, played.stdout + played.stderr
    assert "8 of 8 outcomes are right" in played.stdout
