"""Shared by the tests of the packages, which scripts/test --only package runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "system")]

from packages import built  # noqa: E402
from root import Root  # noqa: E402


@pytest.fixture(scope="session")
def doorward():
    return built("doorward")


@pytest.fixture(scope="session")
def models():
    return built("doorward-face-models")


@pytest.fixture
def root():
    if os.geteuid() != 0:
        pytest.skip("installs packages in a copy of this machine, which needs root")
    with Root() as place:
        yield place


@pytest.fixture
def newer(doorward, tmp_path):
    """The same package as the next version, with another default configuration."""
    tree = tmp_path / "newer"
    subprocess.run(["dpkg-deb", "--raw-extract", doorward, tree], check=True)
    control = tree / "DEBIAN/control"
    control.write_text(control.read_text().replace("\nVersion: ", "\nVersion: 9."))
    with open(tree / "etc/doorward/doorward.json", "a", encoding="utf-8") as file:
        file.write("// Of the next version.\n")
    package = tmp_path / "doorward_9_amd64.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, package], check=True,
                   stdout=subprocess.DEVNULL)
    return package
