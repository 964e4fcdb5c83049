"""A program that speaks the protocol, and a doorctl without pictures, link none of what finds faces."""

import os
import subprocess
from pathlib import Path

import pytest

BUILD = Path(os.environ["DOORWARD_BIN"]).parent
FACE_ENGINE = ("opencv", "dlib", "blas", "lapack", "gfortran", "ZXing", "sqlite", "SQLiteCpp", "gpiod", "pcsclite")


def libraries_of(program):
    """Every library that the loader takes in for `program`, by name."""
    listed = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    return [line.split()[0] for line in listed.splitlines()]


@pytest.mark.parametrize("name", ["protocol_client", "doorctl-small"])
def test_no_face_engine_is_linked(name):
    libraries = libraries_of(BUILD / "tests" / name)
    assert [one for one in libraries for part in FACE_ENGINE if part.lower() in one.lower()] == []
    assert len(libraries) < 25, libraries


def test_the_whole_doorctl_links_it():  # Or the test above could see nothing.
    assert [one for one in libraries_of(BUILD / "bin" / "doorctl") if "opencv" in one]


def test_both_sides_of_the_protocol_run_in_it():
    ran = subprocess.run([BUILD / "tests/protocol_client"], check=True, capture_output=True, text=True)
    assert ran.stdout == "doorward/v1/gate-1/command\n"


def test_a_doorctl_without_pictures_says_so():
    small = BUILD / "tests" / "doorctl-small"
    verbs = subprocess.run([small, "--help"], check=True, capture_output=True, text=True).stdout
    assert "people" in verbs
    assert "\n  face " not in verbs and "\n  qr " not in verbs
