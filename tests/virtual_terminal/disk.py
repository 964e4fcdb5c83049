"""The board's disk as QEMU options, and a disk that loses at a power cut what was not flushed.

A killed QEMU alone simulates too little: what the guest wrote without a flush lies in the host's page cache and
survives. So a Platter keeps the disk as it truly is. While the board runs, its writes go to a throw-away overlay,
and QEMU's blklogwrites driver logs each of them in order, with the flushes. At a cut the overlay is thrown away,
and from the log the platter gets everything up to the last flush, and of what came after it any part: each sector
was written or was not, in no order, as a disk with a volatile cache may do.
"""

import os
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

SECTOR = 512
FLUSH, DISCARD = 1, 4  # Flags of the log, which is in the format of Linux's dm-log-writes.


def node(name, driver, **fields):
    words = [f"driver={driver}", f"node-name={name}", *(f"{key.replace('_', '.')}={value}" for key, value in
                                                        fields.items())]
    return ["-blockdev", ",".join(words)]


def plain(image):
    """Writes go to the image itself."""
    return node("disk", "raw", file_driver="file", file_filename=image)


def overlay(base, file, name="disk"):
    """Writes go to `file`, which is made new; `base` stays as it is."""
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", base, file], check=True)
    return node(name, "qcow2", file_driver="file", file_filename=file)


@dataclass
class Loss:
    """What a power cut did: writes that were safe, and sectors of later ones that were lost and kept."""

    safe: int
    lost: int = 0
    kept: int = 0


class Platter:
    def __init__(self, base, folder):
        folder = Path(folder)
        self.file = folder / "platter.raw"
        self._overlay, self.log = folder / "overlay.qcow2", folder / "writes.log"
        subprocess.run(["cp", "--sparse=always", "--reflink=auto", base, self.file], check=True)

    def spin_up(self):
        """The options for the next life of the board."""
        self.log.write_bytes(b"")
        return [*overlay(self.file, self._overlay, "overlay"),
                *node("disk", "blklogwrites", file="overlay", log_driver="file", log_filename=self.log)]

    def lose_power(self, generator):
        """Brings the platter to what may be on it, after QEMU was killed."""
        writes = list(read_log(self.log))
        flushes = [number for number, write in enumerate(writes) if write.flags & FLUSH]
        safe = flushes[-1] + 1 if flushes else 0
        loss = Loss(safe)
        chance = generator.choice((0.0, 0.5, 0.9, 1.0))  # How much of the cache makes it.
        with open(self.log, "rb") as log, open(self.file, "r+b") as platter:
            for number, write in enumerate(writes):
                for sector in range(write.sectors):
                    if number < safe or generator.random() < chance:
                        put_sector(log, platter, write, sector)
                        loss.kept += number >= safe
                    else:
                        loss.lost += 1
        self._overlay.unlink()
        return loss


@dataclass
class Write:
    at: int  # Where on the disk, in sectors.
    sectors: int
    flags: int
    data: int  # Where in the log, in bytes.


def read_log(file):
    """What was written, in order. The log's own count is updated only now and then, so its end is where it ends."""
    end = os.path.getsize(file)
    with open(file, "rb") as log:
        place = SECTOR  # Behind the log's head.
        while place + SECTOR <= end:
            log.seek(place)
            at, sectors, flags, _ = struct.unpack("<QQQQ", log.read(32))
            if (at, sectors, flags) == (0, 0, 0):
                return
            place += SECTOR
            held = 0 if flags & DISCARD else sectors * SECTOR
            if place + held > end:
                return
            yield Write(at, sectors, flags, place)
            place += held


def put_sector(log, platter, write, number):
    data = bytes(SECTOR)
    if not write.flags & DISCARD:
        log.seek(write.data + number * SECTOR)
        data = log.read(SECTOR)
    platter.seek((write.at + number) * SECTOR)
    platter.write(data)
