"""What a figure was measured on, and what a process has used."""

import os
import platform
import time
from pathlib import Path


def cpu_model():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def file_system(folder):
    best = ("", "?")
    for line in Path("/proc/mounts").read_text().splitlines():
        device, point, kind = line.split()[:3]
        if str(folder).startswith(point) and len(point) >= len(best[0]):
            best = (point, f"{kind} on {device}")
    return best[1]


def fsync_ms(folder, rounds=200):
    """The median time to write 4 KiB and sync it: the floor of everything durable."""
    file = Path(folder) / "fsync"
    times = []
    with open(file, "wb") as target:
        for _ in range(rounds):
            target.seek(0)
            target.write(b"x" * 4096)
            target.flush()
            begin = time.monotonic()
            os.fdatasync(target.fileno())
            times.append((time.monotonic() - begin) * 1000)
    file.unlink()
    return round(sorted(times)[rounds // 2], 3)


def describe(folder):
    memory = int(Path("/proc/meminfo").read_text().split()[1])
    return {"cpu": cpu_model(), "cores_used": sorted(os.sched_getaffinity(0)),
            "cores": os.cpu_count(), "memory_mib": memory // 1024, "kernel": platform.release(),
            "file_system": file_system(folder), "fsync_4k_median_ms": fsync_ms(folder),
            "load_before": round(os.getloadavg()[0], 2)}


def memory_mib(pid, field):
    """VmRSS (now) or VmHWM (the most there ever was)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    raise ValueError(field)


def bytes_written(pid):
    """What the process gave to the disk, and what it gave to write()."""
    values = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
    return int(values["write_bytes"]), int(values["wchar"])


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
