"""What watches over the daemon: systemd's watchdog, and the board's own (softdog) behind it."""

import pytest
from harness.waiting import wait_until
from installation import STRIKE
from test_strike import wait_changes


@pytest.fixture
def released(here):
    """The strike is released, and stays so."""
    here.guest.do("doorctl door mode main free")
    wait_changes(here, 1)
    yield
    here.guest.do("doorctl door mode main normal")


def test_a_hung_access_thread_is_restarted_and_its_strike_rests(here, released):
    """Only that thread stands still. The main thread goes round, and must not feed the watchdog."""
    hung = int(here.unit("MainPID"))
    restarts = int(here.unit("NRestarts"))
    here.guest.start("/usr/local/bin/hang_thread", str(hung), "access")
    wait_until(lambda: int(here.unit("NRestarts")) > restarts, 120, "systemd to start the daemon again")
    wait_until(lambda: here.unit("ActiveState") == "active", 120, "the next daemon to be ready")
    assert "Watchdog timeout" in here.guest.do("journalctl --unit=doorward --no-pager")
    released, rested, free_again = wait_changes(here, 3)
    assert [one.level for one in (released, rested, free_again)] == [1, 0, 1]
    assert rested.by not in (hung, int(here.unit("MainPID")))
    assert here.lines.level(STRIKE) == 1
