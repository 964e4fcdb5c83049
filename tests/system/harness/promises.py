"""What a terminal promised a back office, for tests that end it in the middle: nothing of it may be lost."""

import threading

from .back_office import BackOffice
from .people import person

SLOTS = 40  # People who are put again and again, each time with a new name.


class Office(BackOffice):
    """Remembers what it asked for, and what it was promised."""

    def __init__(self, *args, **kwargs):
        self.sent = {}  # Slot -> the newest number that was sent.
        self.recorded = set()  # The releases that were found in the terminal's log.
        self.gate = threading.Semaphore(8)
        super().__init__(*args, **kwargs)

    def _take_gate(self):
        # A command that died with the daemon is answered by the next one, or never.
        self.gate.acquire(timeout=0.05)

    def put_person(self, number):
        self._take_gate()
        slot = number % SLOTS
        self.sent[slot] = number
        self.send("people.put", {"people": [person(f"slot-{slot}", name=str(number))]},
                  id=f"put-{number}")

    def put_release(self, number):
        self._take_gate()
        self.send("door.release", {"door": "main"}, id=f"release-{number}")

    def _on_message(self, client, userdata, message):
        super()._on_message(client, userdata, message)
        if message.topic.endswith("/reply"):
            self.gate.release()

    def promised(self):
        """Slot -> the newest number whose reply said ok; and the releases that did."""
        people, releases = {}, set()
        for reply in self.replies.snapshot():
            if not reply["ok"] or not reply["id"]:
                continue
            kind, _, number = reply["id"].partition("-")
            if kind == "put":
                slot = int(number) % SLOTS
                people[slot] = max(people.get(slot, 0), int(number))
            elif kind == "release":
                releases.add(reply["id"])
        return people, releases


def check_people(terminal, office, promised):
    names = {one["id"]: int(one["name"]) for one in terminal.do("people.list")["people"]
             if one["id"].startswith("slot-")}
    for slot, number in promised.items():
        assert names.get(f"slot-{slot}", -1) >= number, f"slot {slot}: a promised person was lost"
    for slot, number in office.sent.items():
        assert names.get(f"slot-{slot}", number) <= number


def comparable(record):
    return {**record, "late": False} if "late" in record else record
