"""What Doorward takes: sizes of what was built, and a running terminal's memory, threads and files.
See scripts/footprint."""

import argparse
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from bench import ROOT, WORK, ListeningOffice, face_texts, import_commands, import_people, new_terminal
from harness import machine
from harness.back_office import photo_credential
from harness.broker import Broker
from harness.door import Door
from harness.terminal import PHOTOS

STRIP = {"release": ("amd64", "strip"), "arm64": ("arm64", "aarch64-linux-gnu-strip"),
         "armhf": ("armhf", "arm-linux-gnueabihf-strip")}
PROGRAMS = ("doorwardd", "doorctl")
MIB = 1 << 20


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


def put_people(terminal, broker, vectors):
    with ListeningOffice(broker) as office:
        terminal.wait_online()
        office.do("permissions.put", {"permissions": [{"id": "always", "doors": ["main"],
                                                       "when": {"type": "always"}}]})
        import_people(office, import_commands(vectors, "people"))


def measure(terminal):
    """Of a terminal that has looked for a face, as it is after a day."""
    begin = time.monotonic()
    terminal.start()
    ready = time.monotonic() - begin
    frame = photo_credential(PHOTOS / "obama.jpg")["photo"]
    Door(terminal).attempt("sim.frame", {"image": frame}, timeout=60)
    process = Path(f"/proc/{terminal.process.pid}")
    resident, own = (machine.memory_mib(terminal.process.pid, field) for field in ("VmRSS", "RssAnon"))
    return (f"{resident:.0f} MiB", f"{own:.0f} MiB",
            len(list((process / "task").iterdir())), len(list((process / "fd").iterdir())), f"{ready:.2f} s")


def print_running(most):
    row("people", "resident memory", "of it not files'", "threads", "open files", "start to ready")
    row(*["---"] * 6)
    vectors = list(face_texts(max(most)))
    with Broker(WORK / "broker") as broker:
        for count in [0, *most]:
            terminal = new_terminal("footprint", broker)
            if count:
                terminal.start()
                put_people(terminal, broker, vectors[:count])
                terminal.stop()
            try:
                row(f"{count:,}", *measure(terminal))
            finally:
                terminal.end()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, action="append")
    args = parser.parse_args()
    print_sizes()
    print_running(sorted(args.people or [1_000, 10_000, 50_000]))


if __name__ == "__main__":
    main()
