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


def repacked(package, place, number, change):
    """The same package with its version after `number`, and with what `change` makes of its files."""
    tree = place / f"version{number}"
    subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True)
    control = tree / "DEBIAN/control"
    control.write_text(control.read_text().replace("\nVersion: ", f"\nVersion: {number}."))
    change(tree)
    made = place / f"doorward_{number}_amd64.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, made], check=True,
                   stdout=subprocess.DEVNULL)
    return made


@pytest.fixture
def newer(doorward, tmp_path):
    """The next version, with another default configuration."""
    def change(tree):
        with open(tree / "etc/doorward/doorward.json", "a", encoding="utf-8") as file:
            file.write("// Of the next version.\n")

    return repacked(doorward, tmp_path, 9, change)


@pytest.fixture
def older(doorward, tmp_path):
    """A version from before doorward-failsafe had this name."""
    def change(tree):
        folder = tree / "usr/libexec/doorward"
        (folder / "doorward-rest").unlink()
        (folder / "doorward-failsafe").rename(folder / "doorward-rest")
        unit = tree / "lib/systemd/system/doorward.service"
        unit.write_text(unit.read_text().replace("doorward-failsafe", "doorward-rest"))

    return repacked(doorward, tmp_path, 0, change)
