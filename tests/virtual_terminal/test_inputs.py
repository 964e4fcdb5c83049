"""Edges on input lines, driven from outside at the chip's pins."""

import pytest
from installation import CONTACT, EXIT_BUTTON, STRIKE
from test_strike import wait_changes


@pytest.fixture(autouse=True)
def at_rest(here):
    yield
    for line in (CONTACT, EXIT_BUTTON):
        here.pins.set(line, 0)
    here.wait_secured()


def push_exit_button(here):
    """Holds it until it is seen, as whoever wants to leave does."""
    seq = here.door.last_seq()
    here.pins.set(EXIT_BUTTON, 1)
    record = here.door.wait_record(seq, kind="access")
    here.pins.set(EXIT_BUTTON, 0)
    return record


def test_the_exit_button_releases(here):
    record = push_exit_button(here)
    assert (record["method"], record["result"]) == ("exit_button", "granted")
    assert wait_changes(here, 1)[0].level == 1


def test_the_exit_button_of_the_machine_itself_releases(here):
    """system_powerdown sends an edge up and one down on line 3: a push of a tenth of a second."""
    seq = here.door.last_seq()
    here.board.qmp.do("system_powerdown")
    assert here.door.wait_record(seq, kind="access")["method"] == "exit_button"


def test_a_door_that_opens_after_a_release_is_locked_at_once(here):
    push_exit_button(here)
    wait_changes(here, 1)
    here.pins.set(CONTACT, 1)
    assert wait_changes(here, 2)[1].level == 0


def test_a_door_that_opens_without_a_release_is_forced(here):
    seq = here.door.last_seq()
    here.pins.set(CONTACT, 1)
    here.door.wait_record(seq, event="forced")
    assert here.lines.changes(STRIKE) == []
    here.pins.set(CONTACT, 0)
    here.door.wait_record(seq, event="forced_cleared")
