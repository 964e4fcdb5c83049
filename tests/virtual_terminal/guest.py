"""What goes on inside the board, through QEMU's guest agent: Debian's qemu-guest-agent, over a virtual port."""

import base64
import json
import socket
import threading
import time
from dataclasses import dataclass


@dataclass
class Outcome:
    status: int
    out: str
    err: str


class Guest:
    """Runs commands as root. Thread-safety: any thread; one command at a time is spoken of on the port."""

    def __init__(self, path):
        self._path = str(path)
        self._lock = threading.Lock()
        self._socket = None
        self._asked = 0

    def wait_up(self, alive, timeout):
        """Waits for the agent; `alive()` raises if the board has died meanwhile."""
        deadline = time.monotonic() + timeout
        pause = threading.Event()
        while True:
            alive()
            try:
                self._connect()
                self.ask("guest-ping")
                return
            except (OSError, ValueError):
                self.close()
                if time.monotonic() > deadline:
                    raise TimeoutError(f"the guest agent did not answer within {timeout} s") from None
                pause.wait(0.2)

    def _connect(self):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(2)
        self._socket.connect(self._path)
        self._file = self._socket.makefile("rwb")
        self._asked += 1
        self._send("guest-sync", {"id": self._asked})
        while json.loads(self._line()).get("return") != self._asked:
            pass  # An answer to an earlier question, which nobody waits for any more.
        self._socket.settimeout(60)

    def _send(self, command, arguments):
        self._file.write(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        self._file.flush()

    def _line(self):
        line = self._file.readline()
        if not line:
            raise ConnectionError("the board is gone")
        return line

    def ask(self, command, **arguments):
        with self._lock:
            self._send(command, arguments)
            answer = json.loads(self._line())
        if "error" in answer:
            raise RuntimeError(f"{command}: {answer['error']['desc']}")
        return answer["return"]

    def start(self, *words, stdin=None):
        """Starts a command; returns the agent's number for it."""
        arguments = {"path": words[0], "arg": list(words[1:]), "capture-output": True}
        if stdin is not None:
            arguments["input-data"] = base64.b64encode(stdin.encode()).decode()
        return self.ask("guest-exec", **arguments)["pid"]

    def outcome(self, number, timeout=600.0):
        deadline = time.monotonic() + timeout
        pause = threading.Event()
        while not (found := self.ask("guest-exec-status", pid=number))["exited"]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"a command in the board did not end within {timeout} s")
            pause.wait(0.02)
        texts = [base64.b64decode(found.get(key, "")).decode(errors="replace") for key in ("out-data", "err-data")]
        return Outcome(found.get("exitcode", -found.get("signal", 0)), *texts)

    def run(self, *words, stdin=None, timeout=600.0):
        return self.outcome(self.start(*words, stdin=stdin), timeout)

    def do(self, command, timeout=600.0):
        """A shell command that must succeed; returns what it printed."""
        done = self.run("/bin/sh", "-c", command, timeout=timeout)
        if done.status != 0:
            raise AssertionError(f"{command}: ended with {done.status}: {done.out}{done.err}")
        return done.out

    def close(self):
        if self._socket:
            self._socket.close()
            self._socket = None
