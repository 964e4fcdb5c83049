"""What watches over the daemon: systemd's watchdog, and the board's own (softdog) behind it."""

import pytest
from harness.waiting import wait_until
from installation import FAILSAFE, STRIKE
from test_strike import wait_changes


@pytest.fixture
def released(here):
    """The strike is released, and stays so."""
    here.guest.do("doorctl door mode main free")
    wait_changes(here, 1)
    yield
    here.guest.do("doorctl door mode main normal")


@pytest.mark.usefixtures("released")
def test_a_hung_access_thread_is_restarted_and_its_strike_rests(here):
    """Only that thread stands still. The main thread goes round, and must not feed the watchdog."""
    hung = int(here.unit("MainPID"))
    restarts = int(here.unit("NRestarts"))
    here.guest.start("/usr/local/bin/hang_thread", str(hung), "access")
    wait_until(lambda: int(here.unit("NRestarts")) > restarts, 120, "systemd to start the daemon again")
    wait_until(lambda: here.unit("ActiveState") == "active", 120, "the next daemon to be ready")
    assert "Watchdog timeout" in here.guest.do("journalctl --unit=doorward --no-pager")
    assert int(here.unit("MainPID")) != hung
    _, rested, again = wait_changes(here, 3)
    assert (rested.level, rested.by) == (0, FAILSAFE)
    assert again.level == here.lines.level(STRIKE) == 1  # The next daemon's: the mode has outlived this one.
