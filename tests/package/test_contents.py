"""What Debian asks of a package, and what we ask of ours."""

import hashlib
import subprocess

from packages import ARCHITECTURE, PACKAGES, PRESET, REPOSITORY


def control(package, field):
    return subprocess.run(["dpkg-deb", "--field", package, field], capture_output=True, text=True,
                          check=True).stdout.strip()


def test_lintian_finds_nothing(doorward, models):
    done = subprocess.run(["lintian", "--allow-root", "--no-cfg", "--pedantic", "--display-info",
                           "--fail-on", "error,warning,info,pedantic", doorward, models],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_library_that_it_links_is_a_dependency(doorward):
    depends = control(doorward, "Depends")
    for library in ("libc6 (>= 2.", "libopencv-videoio406", "libdlib19.1", "libopenblas0",
                    "libpaho-mqttpp3-1", "libgpiod2 (>= 1.", "libsystemd0", "libpcsclite1"):
        assert library in depends, depends
    assert control(doorward, "Architecture") == ARCHITECTURE


def test_the_programs_are_stripped(doorward, tmp_path):
    subprocess.run(["dpkg-deb", "--extract", doorward, tmp_path], check=True)
    for program in ("usr/sbin/doorwardd", "usr/bin/doorctl"):
        sections = subprocess.run(["readelf", "--sections", "--wide", tmp_path / program],
                                  capture_output=True, text=True, check=True).stdout
        assert ".debug_" not in sections and ".symtab" not in sections


def test_the_same_commit_gives_the_same_bytes():
    def sums():
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                for path in PACKAGES.glob("*.deb")}

    first = sums()
    subprocess.run(["bash", "-c", f"umask 077; TZ=Asia/Shanghai scripts/package --preset {PRESET}"], cwd=REPOSITORY,
                   check=True, stdout=subprocess.DEVNULL)
    assert sums() == first
