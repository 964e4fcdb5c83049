"""Waiting for a condition, with a limit: never a bare sleep."""

import threading
import time


class Waiter:
    """Values that arrive on other threads. `wait_for` returns the first that satisfies a condition."""

    def __init__(self):
        self._changed = threading.Condition()
        self._items = []

    def add(self, item):
        with self._changed:
            self._items.append(item)
            self._changed.notify_all()

    def snapshot(self):
        with self._changed:
            return list(self._items)

    def wait_for(self, condition, timeout=20.0, what="an item"):
        deadline = time.monotonic() + timeout
        with self._changed:
            seen = 0
            while True:
                for item in self._items[seen:]:
                    if condition(item):
                        return item
                seen = len(self._items)
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"{what} did not come within {timeout} s")
                self._changed.wait(left)


def wait_until(check, timeout=20.0, what="the condition"):
    """Polls `check` until it gives something true, and returns that."""
    deadline = time.monotonic() + timeout
    pause = threading.Event()
    while True:
        found = check()
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not hold within {timeout} s")
        pause.wait(0.02)
