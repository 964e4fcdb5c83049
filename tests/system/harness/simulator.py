"""A simulated reader: one of the programs of tests/simulators, driven over its standard input."""

import os
import pathlib
import queue
import signal
import subprocess
import threading

SIMULATORS = pathlib.Path(__file__).resolve().parents[2] / "simulators"


class Simulator:
    """Starts `program`; its serial port is `link`. `within` is a command that starts it elsewhere."""

    def __init__(self, program, link, *options, within=()):
        self.link = str(link)
        self.events = []  # What the other side did, as told; newest last.
        self._answers = queue.Queue()
        self._process = subprocess.Popen(
            [*within, SIMULATORS / program, "--link", self.link, *map(str, options)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        ready = self._next_answer()
        assert ready.startswith("ready "), ready

    def do(self, command):
        """Gives a command; returns its value (None if it has none)."""
        self.give(command)
        return self.answer(command)

    def give(self, command):
        """Does not wait for the answer."""
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()

    def answer(self, command):
        """What it says to a command that was given."""
        answer = self._next_answer()
        assert answer.startswith("ok"), f"{command}: {answer}"
        return answer[3:] or None

    def pause(self):
        self._process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED)

    def resume(self):
        self._process.send_signal(signal.SIGCONT)

    def close(self):
        if self._process.poll() is None:
            self._process.stdin.close()
            self._process.wait(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _next_answer(self):
        try:
            return self._answers.get(timeout=20)
        except queue.Empty:
            raise AssertionError(f"the simulator on {self.link} does not answer") from None

    def _listen(self):
        for line in self._process.stdout:
            if line.startswith("> "):
                self.events.append(line[2:].rstrip("\n"))
            else:
                self._answers.put(line.rstrip("\n"))
        self._answers.put("it has ended")
