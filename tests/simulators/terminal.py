"""What the simulators share: a pseudo-terminal under a fixed name, commands on standard input, scripted faults."""

import argparse
import os
import random
import selectors
import signal
import sys
import tty


class Faults:
    """Which of the next answers go wrong, and how."""

    KINDS = ("silence", "garbage", "half", "sum")

    def __init__(self, seed):
        self._random = random.Random(seed)
        self._kind, self._left = None, 0

    def set(self, kind, count=1):
        if kind == "none":
            self._kind = None
        elif kind in self.KINDS:
            self._kind, self._left = kind, count or -1
        else:
            raise ValueError(f"no such fault: {kind}; there are none, {', '.join(self.KINDS)}")

    def take(self):
        """The fault of the answer that is about to be sent; None for a good one."""
        kind = self._kind
        if kind and self._left > 0:
            self._left -= 1
            if self._left == 0:
                self._kind = None
        return kind

    def spoil(self, frame, kind):
        """`frame` as `kind` makes it. Where a frame's sum stands is the device's business."""
        if kind == "silence":
            return b""
        if kind == "garbage":
            return self.noise(len(frame))
        return frame[: len(frame) // 2] if kind == "half" else frame

    def noise(self, count):
        return self._random.randbytes(count)


class Terminal:
    """Runs a simulator: a subclass gives on_bytes(), and do_NAME(words) for each command of its own."""

    def __init__(self, description):
        parser = argparse.ArgumentParser(description=description)
        parser.add_argument("--link", required=True, help="the name under which to make the serial port")
        parser.add_argument("--seed", type=int, default=1, help="of noise and garbage")
        self.add_options(parser)
        self.options = parser.parse_args()
        self.faults = Faults(self.options.seed)
        self._selector = selectors.DefaultSelector()
        self._master = None
        self._slave = None
        self._unread = b""

    def add_options(self, parser):
        """For a subclass that has some."""

    def on_bytes(self, data):
        """The other side sent `data`, in pieces of any size."""
        raise NotImplementedError

    def on_plug(self):
        """The port is new, as after power came."""

    def send(self, data):
        """Writes to the other side; what it does not read in time is lost, as on a wire."""
        while data and self._master is not None:
            try:
                data = data[os.write(self._master, data):]
            except BlockingIOError:
                return
            except OSError:
                return

    def tell(self, text):
        """Says what the other side did."""
        print(f"> {text}", flush=True)

    def do_fault(self, words):
        self.faults.set(words[0], int(words[1]) if len(words) > 1 else 1)

    def do_noise(self, words):
        left = int(words[0])
        while left > 0:
            self.send(self.faults.noise(min(left, 4096)))
            left -= 4096

    def do_unplug(self, _words):
        if self._master is None:
            raise ValueError("it is not plugged in")
        os.unlink(self.options.link)  # First: another simulator may get the port's number.
        self._selector.unregister(self._master)
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = None

    def do_plug(self, _words):
        if self._master is not None:
            raise ValueError("it is plugged in")
        self._master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(self._master, False)
        new_link = f"{self.options.link}.new"
        if os.path.lexists(new_link):
            os.unlink(new_link)
        os.symlink(os.ttyname(slave), new_link)
        os.replace(new_link, self.options.link)
        self._slave = slave  # Held open: a daemon that lets go of the port must not hang it up.
        self._selector.register(self._master, selectors.EVENT_READ, self._read_port)
        self.on_plug()

    def do_help(self, _words):
        return " ".join(sorted(name[3:] for name in dir(self) if name.startswith("do_")))

    def run(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        os.set_blocking(sys.stdin.fileno(), False)
        self._selector.register(sys.stdin, selectors.EVENT_READ, self._read_commands)
        try:
            self.do_plug([])
            print(f"ready {self.options.link}", flush=True)
            while True:
                for key, _ in self._selector.select():
                    key.data()
        finally:
            if os.path.islink(self.options.link):
                os.unlink(self.options.link)

    def _read_port(self):
        if self._master is None:  # Unplugged since the selector told of it.
            return
        try:
            data = os.read(self._master, 4096)
        except (BlockingIOError, OSError):
            return
        self.on_bytes(data)

    def _read_commands(self):
        data = os.read(sys.stdin.fileno(), 4096)
        if not data:
            sys.exit(0)
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._command(line.decode().split())

    def _command(self, words):
        if not words:
            return
        if words[0] == "quit":
            sys.exit(0)
        try:
            value = getattr(self, f"do_{words[0]}", self._unknown)(words[1:])
            print(f"ok {value}" if value is not None else "ok", flush=True)
        except (ValueError, IndexError, KeyError) as fault:
            print(f"error: {' '.join(words)}: {fault!r}", flush=True)

    def _unknown(self, _words):
        raise ValueError("no such command; see help")
