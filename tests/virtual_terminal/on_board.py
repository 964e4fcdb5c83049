"""What the tests act on and look at: the board, the readers before it and the back office behind it."""

from harness.door import Door
from harness.waiting import wait_until
from lines import Lines

CARD = "04A1B2C3"
CODE = "visit7731"


class OnBoard:
    def __init__(self, installation, office):
        self.installation = installation
        self.board = installation.board
        self.guest = installation.board.guest
        self.pins = installation.board.pins
        self.simulators = installation.simulators
        self.office = office
        self.door = Door(office)
        self.lines = Lines(self.guest)

    def unit(self, what):
        """A property of the unit, as systemd tells it."""
        return self.guest.do(f"systemctl show doorward --property={what} --value").strip()

    def reader(self, name):
        return self.office.do("device.info")["readers"][name].get("state")

    def wait_reader(self, name, state="ok", timeout=60):
        wait_until(lambda: self.reader(name) == state, timeout, f"{name} to be {state}")

    def wait_secured(self):
        wait_until(lambda: self.office.do("device.info")["doors"]["main"]["state"] == "secured", 60, "the door to lock")
