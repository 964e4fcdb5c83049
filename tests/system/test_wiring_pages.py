"""Every page of config/readers shows an entry that the terminal takes."""

import json
import pathlib
import re
import subprocess

import pytest
from harness.terminal import BIN

PAGES = sorted((pathlib.Path(__file__).resolve().parents[2] / "config" / "readers").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_sample_is_accepted(page, tmp_path):
    sample = json.loads(re.search(r"```json\n(.*?)```", page.read_text(encoding="utf-8"), re.S)[1])
    config = {"device": {"id": "door-1", "time_zone": "UTC"}, "storage": {"directory": str(tmp_path)},
              "doors": [{"id": "main", "strike": {"driver": "simulated"}}], "readers": [sample]}
    if "face" in sample["reads"]:
        config["face"] = {"models": str(tmp_path)}
    file = tmp_path / "doorward.json"
    file.write_text(json.dumps(config), encoding="utf-8")
    check = subprocess.run([BIN / "doorwardd", "--config", file, "--check"],
                           capture_output=True, text=True, timeout=60, check=False)
    assert check.returncode == 0, check.stdout + check.stderr
