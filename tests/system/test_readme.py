"""What the README shows is what the program takes."""

import re
import subprocess

from harness.terminal import BIN, REPOSITORY

README = (REPOSITORY / "README.md").read_text()


def test_its_configuration_passes_the_check(tmp_path):
    file = tmp_path / "doorward.json"
    file.write_text(re.search(r"```json\n(.*?)```", README, re.S).group(1))
    done = subprocess.run([BIN / "doorwardd", "--config", file, "--check"], capture_output=True,
                          text=True, timeout=20)
    assert done.returncode == 0, done.stderr


def test_every_file_that_it_links_is_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (REPOSITORY / target).exists(), target


def test_its_commands_are_there():
    for name in re.findall(r"`?(scripts/[a-z-]+)", README):
        assert (REPOSITORY / name).exists(), name
