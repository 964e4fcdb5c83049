"""Cards at real serial readers, one after another, from a process of its own: its clock readings must
not wait for the interpreter that feeds the terminal."""

import itertools
import multiprocessing
import os
import time
import tty


def present(fd, uid):
    moment = time.monotonic()
    os.write(fd, uid.encode() + b"\n")
    return moment


def run(readers, pause, stop, results):
    """One card a `pause`, round all readers; sends (door, moment of presentation) for each."""
    for door, fd, uid in itertools.cycle(readers):
        if stop.wait(pause):
            break
        results.put((door, present(fd, uid)))
    results.put(None)


class CardProbe:
    """`doors` doors with a serial reader and a card each; a strike rests before its next turn."""

    pause = 0.05

    def __init__(self, doors=15):  # A terminal has at most 16.
        self._lines = [os.openpty() for _ in range(doors)]
        self.doors = [f"d{number}" for number in range(doors)]
        self.cards = [f"CA4D{number:04X}" for number in range(doors)]
        for _, line in self._lines:
            tty.setraw(line)
        self.ports = [os.ttyname(line) for _, line in self._lines]
        self._stop = multiprocessing.Event()
        self._results = multiprocessing.Queue()
        self._process = None

    def change(self, configuration):
        """The same doors in a terminal's configuration."""
        for door, port in zip(self.doors, self.ports):
            configuration["doors"].append({"id": door, "release_for_ms": 500,
                                           "strike": {"driver": "simulated"}})
            configuration["readers"].append({"id": f"r-{door}", "door": door, "reads": ["card"],
                                             "driver": "serial_line", "port": port})

    def people(self):
        return [{"id": f"probe-{door}", "permissions": ["probe"],
                 "credentials": [{"type": "card", "uid": card}]}
                for door, card in zip(self.doors, self.cards)]

    def start(self):
        readers = [(door, line[0], card)
                   for door, line, card in zip(self.doors, self._lines, self.cards)]
        self._process = multiprocessing.Process(
            target=run, args=(readers, self.pause, self._stop, self._results), daemon=True)
        self._process.start()

    def stop(self):
        """Ends it; returns door -> the moments of presentation, in order."""
        self._stop.set()
        presented = {}
        while (one := self._results.get(timeout=10)) is not None:
            presented.setdefault(one[0], []).append(one[1])
        self._process.join(10)
        return presented

    @staticmethod
    def delays_ms(presented, trace):
        """From each presentation to the first release of that door's strike after it."""
        delays = []
        for door, moments in presented.items():
            releases = [entry["steady_us"] / 1e6 for entry in trace
                        if entry["line"] == f"{door}.strike" and entry["level"] == "active"]
            for moment in moments:
                after = [one for one in releases if one >= moment]
                delays.append((after[0] - moment) * 1000 if after else float("inf"))
        return delays
