"""The virtual board: a QEMU machine with an ARM processor, Debian's kernel and everything that a terminal has.

  GPIO        PL061, /dev/gpiochip0, eight lines. `pins` drives inputs from outside; the kernel tells of outputs.
  serial      up to four PCI ports, /dev/ttyS0 to ttyS3, each carried to a terminal on the host.
  network     one address, `broker`, which leads to one port on the host's loopback. Nothing else is reachable.
  disk        /dev/vda.
  control     the guest agent, QMP, and a console.
"""

import subprocess
import tempfile
import time
from pathlib import Path

from guest import Guest
from monitor import Pins, Qmp

BROKER_PORT = 8883
# A unit may take long to start on a busy host.
KERNEL_WORDS = ["console=ttyAMA0", "panic=-1", "quiet", "net.ifnames=0", "systemd.default_timeout_start_sec=900"]


class Board:
    """`disk` is a chain of -blockdev options whose last node is called "disk"."""

    def __init__(self, image, disk, folder, serial=(), broker_port=None, first="", more=()):
        self.folder = Path(folder)
        self.console = self.folder / "console.log"
        self._sockets = tempfile.TemporaryDirectory(prefix="vt-")  # A socket's path has at most 107 bytes.
        words = KERNEL_WORDS + ([f"first={first}"] if first else [])
        self._kernel = ["-kernel", image.kernel, "-initrd", image.initrd, "-append", " ".join(words)]
        self._devices = [*disk, "-device", "virtio-blk-pci,drive=disk", *more]
        for number, port in enumerate(serial):
            self._devices += ["-chardev", f"serial,id=port{number},path={port}",
                              "-device", f"pci-serial,chardev=port{number}"]
        if broker_port:
            forward = f"guestfwd=tcp:10.0.2.100:{BROKER_PORT}-cmd:socat - TCP:127.0.0.1:{broker_port}"
            self._devices += ["-netdev", f"user,id=net,restrict=on,{forward}",
                              "-device", "virtio-net-pci,netdev=net,romfile="]
        self.guest = Guest(self.socket("agent"))
        self.process = self.qmp = self.pins = None

    def socket(self, name):
        return Path(self._sockets.name) / name

    def command(self):
        def listening(name):
            return f"socket,id={name},path={self.socket(name)},server=on,wait=off"

        return ["qemu-system-aarch64", "-M", "virt,acpi=off", "-cpu", "cortex-a53", "-smp", "1", "-m", "1024",
                "-nodefaults", "-display", "none", "-no-reboot", *self._kernel,
                "-chardev", listening("console") + f",logfile={self.console}", "-serial", "chardev:console",
                "-chardev", listening("agent"), "-device", "virtio-serial-pci",
                "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0",
                "-chardev", listening("qmp"), "-mon", "chardev=qmp,mode=control",
                "-qtest", f"unix:{self.socket('qtest')},server=on,wait=off", "-qtest-log", "none",
                "-device", "virtio-rng-pci", *self._devices]

    def start(self):
        """Switches it on; does not wait for what then happens."""
        self.started = time.monotonic()
        with open(self.folder / "qemu.log", "ab") as log:
            # It must not outlive us, however we end: it holds the disk.
            self.process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *map(str, self.command())],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self

    def alive(self):
        """Raises if QEMU has ended."""
        if self.process.poll() is not None:
            raise RuntimeError(f"the board is off (QEMU ended with {self.process.returncode}):\n" + self.last_words())

    def last_words(self):
        texts = [(self.folder / "qemu.log").read_text(errors="replace")]
        if self.console.exists():
            texts.append(self.console.read_text(errors="replace"))
        return "\n".join(text[-4000:] for text in texts)

    def wait_up(self, timeout=1800):
        """Waits until commands can be run on it."""
        self.guest.wait_up(self.alive, timeout)
        self.qmp = Qmp(self.socket("qmp"))
        self.pins = Pins(self.socket("qtest"), self._find_chip())
        return self

    def _find_chip(self):
        for item in self.qmp.do("qom-list", path="/machine/unattached"):
            if item["type"] == "child<pl061>":
                return "/machine/unattached/" + item["name"]
        raise LookupError("the machine has no PL061")

    def wait_off(self, timeout=300):
        """Waits until it has switched itself off."""
        self.process.wait(timeout)

    def cut_power(self):
        self.process.kill()
        self.process.wait(30)

    def close(self):
        if self.process and self.process.poll() is None:
            self.cut_power()
        for one in (self.guest, self.qmp, self.pins):
            if one:
                one.close()
        self._sockets.cleanup()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.close()
