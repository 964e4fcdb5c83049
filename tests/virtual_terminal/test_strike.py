"""The strike, as the kernel tells of its line."""

import pytest
from on_board import CARD
from harness.waiting import wait_until
from installation import FAILSAFE, STRIKE

RELEASE_S = 3.0  # release_for_ms of the installation.
LONG_S = 60.0  # The longest there is: on the busiest host somebody sees it and acts before it ends.


@pytest.fixture
def long_pulse(on_board):
    """Before `here`: the daemon begins anew with it, and goes back afterwards."""
    installation = on_board.installation
    door = installation.configuration["doors"][0]

    def release_for(seconds):
        door["release_for_ms"] = int(seconds * 1000)
        statuses = on_board.office.statuses
        before = len(statuses.snapshot())
        installation.configure()
        wait_until(lambda: any(one.get("online") for one in statuses.snapshot()[before:]), 120,
                   "the terminal to be online again")
        on_board.wait_reader("serial", timeout=120)

    release_for(LONG_S)
    yield
    release_for(RELEASE_S)


def wait_changes(here, count):
    return wait_until(lambda: (found := here.lines.changes(STRIKE)) and len(found) >= count and found, 60,
                      f"the strike's line to change {count} times")


def test_a_card_sets_the_line_for_the_configured_time(here):
    seq = here.door.last_seq()
    here.simulators["serial"].do(f"card {CARD}")
    up, down = wait_changes(here, 2)
    assert (up.level, down.level) == (1, 0)
    # Never less; more only by what an emulated processor on a busy machine is late.
    assert RELEASE_S <= down.at - up.at + 0.02 < RELEASE_S + 2
    assert here.door.wait_record(seq, kind="access")["reason"] == "ok"
    assert here.lines.level(STRIKE) == 0


def test_an_unknown_card_leaves_the_line_alone(here):
    seq = here.door.last_seq()
    here.simulators["serial"].do("card 0BADCA4D")
    assert here.door.wait_record(seq, kind="access")["reason"] == "unknown_credential"
    assert here.lines.changes(STRIKE) == []


@pytest.mark.usefixtures("long_pulse")
def test_killed_in_mid_pulse_the_line_drops(here):
    killed = int(here.unit("MainPID"))
    here.simulators["serial"].do(f"card {CARD}")
    wait_until(lambda: here.lines.level(STRIKE) == 1, 30, "the strike's line to be set")
    here.guest.do("systemctl kill --signal=KILL doorward")
    up, down = wait_changes(here, 2)
    assert (down.level, down.by) == (0, FAILSAFE)
    assert down.at - up.at < LONG_S, "the pulse ended by itself before the kill came"
    wait_until(lambda: int(here.unit("MainPID")) not in (0, killed), 60, "the next daemon")
    wait_until(lambda: here.unit("ActiveState") == "active", 120, "the next daemon to be ready")
    assert here.lines.level(STRIKE) == 0
