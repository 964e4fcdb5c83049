"""scripts/setup knows what each job needs, and installs no more than that."""

import re
import subprocess

import pytest
from harness.terminal import REPOSITORY

SETUP = REPOSITORY / "scripts/setup"
HELP = subprocess.run([SETUP, "--help"], capture_output=True, text=True, check=True).stdout
JOBS = re.search(r"JOB is one of: ([a-z ]+)\.", HELP)[1].split()
LISTED = set(re.findall(r"^[a-z][^ \n]*", (REPOSITORY / "third_party/packages.txt").read_text(encoding="utf-8"), re.M))
# What a job is not to bring: by far the most of what a machine for everything has.
OTHERS = {"g++-aarch64-linux-gnu", "g++-arm-linux-gnueabihf", "qemu-user-static", "qemu-system-arm", "mmdebstrap", "lintian",
          "clang", "clang-tidy", "clang-format", "shellcheck", "libfaiss-dev"}


def named(*words):
    done = subprocess.run([SETUP, "--list", *words], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_all_is_every_package_and_every_package_has_a_job():
    jobs = [named("--for", job) for job in JOBS]
    assert all(jobs)
    assert set().union(*jobs) == named("--all") == LISTED


def test_without_a_job_it_is_what_the_release_needs():
    assert named() == named("--for", "test")
    assert named("--for", "build") < named("--for", "demo") < named()
    assert named() & OTHERS == set()


def test_jobs_add_up():
    assert named("--for", "format", "--for", "shell") == named("--for", "format") | named("--for", "shell")


@pytest.mark.parametrize("job", JOBS)
def test_every_job_has_what_all_scripts_use(job):
    assert {"git", "ca-certificates", "python3"} <= named("--for", job)


def test_scripts_ask_for_jobs_that_there_are():
    asked = set()
    for path in (REPOSITORY / "scripts").iterdir():
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r"set_up_for ([a-z]+)", text)) | set(re.findall(r'"--for", "([a-z]+)"', text))
    assert {"build", "demo", "bench", "package", "cross", "board", "tidy", "format"} <= asked <= set(JOBS)


@pytest.mark.parametrize("words", [("--for",), ("--for", "nonsense"), ("--nonsense",), ("demo",)], ids=" ".join)
def test_wrong_words_install_nothing(words):
    done = subprocess.run([SETUP, *words], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and done.stdout == "" and done.stderr.startswith("setup: ")
