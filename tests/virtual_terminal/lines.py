"""What the board's kernel knows of its GPIO lines: who set them when, and how they stand. Not what we say."""

import re
from dataclasses import dataclass

TRACING = "/sys/kernel/tracing"
CHIP = re.compile(r"^gpiochip\d+: GPIOs (\d+)-\d+, .*pl061", re.M)
STATE = r"^ gpio-{} .*\) (in|out) +(hi|lo)"
EVENT = re.compile(r"^ *(\S.*?)-\d+ +\[\d+\].*? (\d+\.\d+): gpio_value: (\d+) set (\d)", re.M)


@dataclass
class Change:
    at: float  # Seconds of the board's monotonic clock.
    by: str  # What the kernel calls the thread.
    level: int


class Lines:
    def __init__(self, guest):
        self._guest = guest
        self._first = int(CHIP.search(guest.do("cat /sys/kernel/debug/gpio")).group(1))
        guest.do(f"cd {TRACING} && echo mono > trace_clock && echo 'get == 0' > events/gpio/gpio_value/filter"
                 " && echo 1 > events/gpio/gpio_value/enable")

    def level(self, line):
        """How an output stands that somebody holds, by /sys/kernel/debug/gpio; None if nobody does."""
        found = re.search(STATE.format(self._first + line), self._guest.do("cat /sys/kernel/debug/gpio"), re.M)
        return found and {"lo": 0, "hi": 1}[found.group(2)]

    def forget(self):
        self._guest.do(f"echo > {TRACING}/trace")

    def changes(self, line):
        """Every time that the line was set since forget(), where that changed it."""
        found = []
        for by, at, number, level in EVENT.findall(self._guest.do(f"cat {TRACING}/trace")):
            if int(number) == self._first + line and (not found or found[-1].level != int(level)):
                found.append(Change(float(at), by, int(level)))
        return found
