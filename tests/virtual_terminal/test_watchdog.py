"""What watches over the daemon: systemd's watchdog, and the board's own (softdog) behind it."""

from harness.waiting import wait_until
from installation import STRIKE


def test_a_hung_access_thread_is_restarted(here):
    """Only that thread stands still. The main thread goes round, and must not feed the watchdog."""
    hung = here.unit("MainPID")
    restarts = int(here.unit("NRestarts"))
    here.guest.start("/usr/local/bin/hang_thread", hung, "access")
    wait_until(lambda: int(here.unit("NRestarts")) > restarts, 120, "systemd to start the daemon again")
    wait_until(lambda: here.unit("ActiveState") == "active", 120, "the next daemon to be ready")
    assert here.unit("MainPID") != hung
    assert "Watchdog timeout" in here.guest.do("journalctl --unit=doorward --no-pager")
    assert here.lines.level(STRIKE) == 0
