"""Whoever stands at a simulated door: acts on its hardware, and sees what the terminal made of it."""

import base64

from .waiting import wait_until


class Door:
    """One door of `terminal`. What it reads comes from the records and the trace, over the socket."""

    def __init__(self, terminal, door="main"):
        self.terminal = terminal
        self.door = door
        self.strike = f"{door}.strike"

    def last_seq(self):
        return self.terminal.do("device.info")["records"]["last_seq"]

    def last_change(self):
        trace = self.terminal.trace()
        return trace[-1]["number"] if trace else 0

    def records(self, after=0, **conditions):
        """All records after `after` whose fields are as in `conditions`."""
        found = []
        while True:
            page = self.terminal.do("records.query", {"after_seq": after})
            found += page["records"]
            if page.get("next") is None:
                break
            after = page["next"]
        return [one for one in found if matches(one, conditions)]

    def of_code(self, text, after=0):
        """The records after `after` at which the code `text` was shown: they do not tell it themselves."""
        return self.terminal.do("records.query", {"code": text, "after_seq": after})["records"]

    def wait_record(self, after=0, timeout=20.0, **conditions):
        return wait_until(lambda: self.records(after, **conditions), timeout,
                          f"a record with {conditions}")[0]

    def passes_by_face(self, photo, person):
        """Shows the photo to the camera and takes it away: the record, once its picture is kept."""
        seq = self.last_seq()
        self.terminal.do("sim.frame", {"image": base64.b64encode(photo.read_bytes()).decode()}, timeout=60)
        record = self.wait_record(seq, timeout=60, kind="access", person=person)
        self.terminal.do("sim.frame", {})
        pictures = self.terminal.folder / "data" / "snapshots"
        wait_until(lambda: list(pictures.glob(f"{record['seq']}-*")), what="the picture")
        return record

    def attempt(self, name, arguments, timeout=20.0):
        """Does `name` (a sim command), and returns the access record that comes of it."""
        seq = self.last_seq()
        self.terminal.do(name, arguments)
        return self.wait_record(seq, timeout, kind="access")

    def card(self, uid):
        return self.attempt("sim.card", {"uid": uid})

    def code(self, text):
        return self.attempt("sim.qr", {"text": text})

    def keys(self, keys):
        return self.attempt("sim.keys", {"keys": keys})

    def finger(self, slot):
        return self.attempt("sim.finger", {"slot": slot})

    def press_exit_button(self):
        """Holds it until it is seen, as whoever wants to leave does."""
        seq = self.last_seq()
        self.terminal.do("sim.exit_button", {"pressed": True, "door": self.door})
        self.wait_record(seq, kind="access", method="exit_button")
        self.terminal.do("sim.exit_button", {"pressed": False, "door": self.door})

    def move_contact(self, is_open):
        self.terminal.do("sim.contact", {"open": is_open, "door": self.door})

    def strike_level(self):
        return self.terminal.do("sim.trace")["outputs"][self.strike]

    def releases(self, after=0):
        """How often the strike (of a fail-secure lock) was energised after trace number `after`."""
        return [entry for entry in self.terminal.trace(after)
                if entry["line"] == self.strike and entry["level"] == "active"]

    def wait_strike(self, level):
        wait_until(lambda: self.strike_level() == level, what=f"the strike to be {level}")

    def state(self):
        return self.terminal.do("device.info")["doors"][self.door]

    def wait_state(self, **conditions):
        wait_until(lambda: matches(self.state(), conditions), what=f"the door to be {conditions}")


def matches(found, conditions):
    return all(found.get(key) == value for key, value in conditions.items())
