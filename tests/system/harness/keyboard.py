"""A device that types, where the kernel has none: umockdev answers for it to a program that is started within.

umockdev knows a device by its own name only, so configurations name /dev/input/eventN here.
"""

import os
import pathlib
import re
import struct
import subprocess
import tty

import gi

gi.require_version("UMockdev", "1.0")
from gi.repository import UMockdev  # noqa: E402

EV_SYN, EV_KEY = 0, 1
SYN_REPORT, SYN_DROPPED = 0, 3
EVIOCGRAB = 0x40044590
EVIOCGKEY = 0x4518  # Its type and number; the length is the caller's.

CODES = {name: code for code, name in enumerate(
    "- esc 1 2 3 4 5 6 7 8 9 0 minus equal backspace tab q w e r t y u i o p leftbrace rightbrace enter "
    "leftctrl a s d f g h j k l semicolon apostrophe grave leftshift backslash z x c v b n m comma dot "
    "slash rightshift kpasterisk leftalt space capslock f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 numlock scrolllock "
    "kp7 kp8 kp9 kpminus kp4 kp5 kp6 kpplus kp1 kp2 kp3 kp0 kpdot".split())}
CODES.update(kpenter=96, rightalt=100, left=105)


class Ioctls(UMockdev.IoctlBase):
    """What the kernel would answer; notes whether somebody has grabbed the device."""

    def __init__(self):
        super().__init__()
        self.grabs = 0
        self.busy = False
        self.held = set()

    def do_handle_ioctl(self, client):
        request = client.get_request()
        if request == EVIOCGRAB:
            self.grabs += 1
            client.complete(*((-1, 16) if self.busy else (0, 0)))
        elif request & 0xFFFF == EVIOCGKEY:
            size = request >> 16 & 0x3FFF
            bits = bytearray(size)
            for code in self.held:
                bits[code // 8] |= 1 << code % 8
            client.get_arg().resolve(0, size).update(0, bytes(bits))
            client.complete(size, 0)
        else:
            client.complete(-1, 25)  # ENOTTY
        return True


class Machine:
    """A machine with input devices; `environment` lets a program run on it."""

    def __init__(self, program):
        self.bed = UMockdev.Testbed.new()
        # A sanitizer that is a library must come first.
        linked = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
        first = re.findall(r"(/\S*lib[at]san\S*)", linked)
        self.environment = {"UMOCKDEV_DIR": self.bed.get_root_dir(),
                            "LD_PRELOAD": " ".join([*first, "libumockdev-preload.so.0"])}


class Keyboard:
    """One device that types."""

    def __init__(self, machine, number):
        self.path = f"/dev/input/event{number}"
        self.ioctls = Ioctls()
        self._dev = pathlib.Path(machine.bed.get_root_dir()) / "dev"
        self._numbers = f"13:{64 + number}"
        assert machine.bed.add_from_string(
            f"P: /devices/test/input/input{number}/event{number}\nN: input/event{number}\n"
            f"E: DEVNAME={self.path}\nE: SUBSYSTEM=input\nA: dev={self._numbers}\n")
        machine.bed.attach_ioctl(self.path, self.ioctls)
        self._node = self._dev / self.path[len("/dev/"):]
        self.plug()

    def plug(self):
        """Puts a terminal of our own where umockdev has put one: its own can be neither closed nor replaced."""
        self._port, self._line = os.openpty()
        tty.setraw(self._line)
        terminal = os.ttyname(self._line)
        known_as = self._dev / ".ptymap" / terminal.replace("/", "_")
        known_as.unlink(missing_ok=True)
        known_as.symlink_to(self._numbers)
        self._node.unlink(missing_ok=True)
        self._node.symlink_to(terminal)

    def unplug(self):
        self._node.unlink()
        os.close(self._line)
        os.close(self._port)

    def send(self, *events):
        """Events of (type, code, value), each as the kernel gives it."""
        data = b"".join(struct.pack("qqHHi", 0, 0, *event) for event in events)
        while data:
            data = data[os.write(self._port, data[:2400]):]

    def down(self, name):
        self.send((EV_KEY, CODES[name], 1), (EV_SYN, SYN_REPORT, 0))

    def up(self, name):
        self.send((EV_KEY, CODES[name], 0), (EV_SYN, SYN_REPORT, 0))

    def tap(self, *names):
        for name in names:
            self.down(name)
            self.up(name)

    def type(self, text):
        """Small letters, digits, and capitals with shift, as on an American keyboard; a new line is Enter."""
        for letter in text:
            if letter.isupper():
                self.down("leftshift")
            self.tap({"\n": "enter", "\t": "tab", "-": "minus"}.get(letter, letter.lower()))
            if letter.isupper():
                self.up("leftshift")

    def lose(self):
        """The kernel's queue ran over."""
        self.send((EV_SYN, SYN_DROPPED, 0), (EV_SYN, SYN_REPORT, 0))
