"""What Doorward takes: sizes of what was built, and a running terminal's memory, threads and files.
See scripts/footprint."""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import ROOT, WORK, ListeningOffice, face_texts, import_commands, import_people, new_terminal
from harness.back_office import photo_credential
from harness.broker import Broker
from harness.door import Door
from harness.people import ALWAYS
from harness.terminal import PHOTOS, simulated_configuration

sys.path.insert(0, str(ROOT / "tests/virtual_terminal"))

from installation import Installation, prepared  # noqa: E402

STRIP = {"release": ("amd64", "strip"), "arm64": ("arm64", "aarch64-linux-gnu-strip"),
         "armhf": ("armhf", "arm-linux-gnueabihf-strip")}
PROGRAMS = ("doorwardd", "doorctl")
MIB = 1 << 20
FACE = photo_credential(PHOTOS / "obama.jpg")["photo"]


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def stripped_size(program, strip):
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run([strip, "-o", file.name, program], check=True)
        return Path(file.name).stat().st_size


def linked(program):
    """What the loader brings in, each file once, by its real place."""
    lines = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout.splitlines()
    found = {Path(line.split("=>")[1].split()[0]).resolve() for line in lines if "=>" in line}
    return [file for file in found if file.exists()]


def print_sizes():
    row("stripped", *PROGRAMS)
    row("---", *["---"] * len(PROGRAMS))
    for preset, (name, strip) in STRIP.items():
        programs = [ROOT / "build" / preset / "bin" / program for program in PROGRAMS]
        if all(program.exists() for program in programs) and shutil.which(strip):
            row(name, *[f"{stripped_size(program, strip) / MIB:.1f} MiB" for program in programs])
    libraries = linked(ROOT / "build/release/bin/doorwardd")
    size = sum(file.stat().st_size for file in libraries) / MIB
    print(f"\nDebian's libraries that doorwardd loads, amd64: {len(libraries)} files, {size:.0f} MiB.\n")


class Here:
    """A terminal on this machine."""

    def __init__(self):
        self._broker = Broker(WORK / "broker").start()
        self.office = ListeningOffice(self._broker)
        self._terminal = new_terminal("footprint", self._broker)

    def start(self):
        """Returns how long it took until it was ready."""
        begin = time.monotonic()
        self._terminal.start()
        ready = time.monotonic() - begin
        self._terminal.wait_online()
        return ready

    def stop(self):
        self._terminal.stop()

    def show(self, jpeg_base64):
        self._terminal.do("sim.frame", {"image": jpeg_base64})

    def read(self, name):
        return Path(f"/proc/{self._terminal.process.pid}/{name}").read_text()

    def count(self, name):
        return len(list(Path(f"/proc/{self._terminal.process.pid}/{name}").iterdir()))

    def end(self):
        self._terminal.end()
        self.office.close()
        self._broker.stop()


class OnBoard:
    """The package on the virtual terminal, under systemd."""

    def __init__(self):
        self._scratch = tempfile.TemporaryDirectory(prefix="footprint-")
        self._installation = Installation(prepared(), self._scratch.name).__enter__()
        self._guest = self._installation.boot().wait_up().guest
        self.office = ListeningOffice(self._installation.broker)
        simulated = simulated_configuration("/var/lib/doorward", "/run/doorward/control.sock")
        simulated["face"].update(models="/usr/share/doorward/models", frames=1)  # An emulated face takes seconds.
        self._installation.configuration = {**simulated, "mqtt": self._installation.configuration["mqtt"]}
        self._installation.configure()
        self.stop()

    def _moment(self, name):
        """In seconds from the kernel's start."""
        return int(self._guest.do(f"systemctl show doorward --value --property={name}TimestampMonotonic")) / 1e6

    def start(self):
        self._guest.do("systemctl start doorward", timeout=300)
        self.office.do("device.info", timeout=300)  # Answered once it is online.
        return self._moment("ActiveEnter") - self._moment("ExecMainStart")

    def stop(self):
        self._guest.do("systemctl stop doorward", timeout=120)

    def show(self, jpeg_base64):
        done = self._guest.run("/bin/sh", "-c", "base64 -d > /tmp/face.jpg && doorctl sim frame /tmp/face.jpg",
                               stdin=jpeg_base64)
        assert done.status == 0, done.err

    def _pid(self):
        return self._guest.do("systemctl show doorward --value --property=MainPID").strip()

    def read(self, name):
        return self._guest.do(f"cat /proc/{self._pid()}/{name}")

    def count(self, name):
        return int(self._guest.do(f"ls /proc/{self._pid()}/{name} | wc -l"))

    def end(self):
        self.office.close()
        self._installation.__exit__(None, None, None)
        self._scratch.cleanup()


PLACES = {"amd64": Here, "arm64": OnBoard}


def memory_mib(place, field):
    line = next(line for line in place.read("status").splitlines() if line.startswith(field + ":"))
    return int(line.split()[1]) / 1024


def measure(place):
    """Of a terminal that has looked for a face, as it is after a day."""
    ready = place.start()
    door = Door(place.office)
    seq = door.last_seq()
    place.show(FACE)
    door.wait_record(seq, 120, kind="access")
    return (f"{memory_mib(place, 'VmRSS'):.0f} MiB", f"{memory_mib(place, 'RssAnon'):.0f} MiB",
            place.count("task"), place.count("fd"), f"{ready:.2f} s")


def print_running(processor, counts):
    row(f"people ({processor})", "resident memory", "of it not files'", "threads", "open files", "start to ready")
    row(*["---"] * 6)
    vectors = list(face_texts(max(counts)))
    place = PLACES[processor]()
    try:
        for before, count in zip([0, 0, *counts], [0, *counts]):
            if count:
                place.start()
                place.office.do("permissions.put", {"permissions": [ALWAYS]})
                import_people(place.office, import_commands(vectors[:count], f"of-{count}")[before // 500:])
                place.stop()
            row(f"{count:,}", *measure(place))
            place.stop()
    finally:
        place.end()
    print()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, action="append")
    parser.add_argument("processors", nargs="+", choices=PLACES)
    args = parser.parse_args()
    print_sizes()
    for processor in args.processors:
        print_running(processor, sorted(args.people or [1_000, 10_000, 50_000]))


if __name__ == "__main__":
    main()
