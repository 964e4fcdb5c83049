"""The board's own watchdog (softdog), which systemd feeds: what is left when systemd itself stands still."""

import contextlib

from board import Board
from disk import overlay

FEED = """mkdir -p /etc/systemd/system.conf.d
printf '[Manager]\\nRuntimeWatchdogSec=20\\n' > /etc/systemd/system.conf.d/watchdog.conf
systemctl daemon-reexec"""


def test_a_board_whose_init_has_crashed_is_reset(image, tmp_path):
    with Board(image, overlay(image.disk, tmp_path / "overlay.qcow2"), tmp_path) as board:
        board.wait_up()
        board.guest.do(FEED)
        # systemd freezes when it crashes. On a busy host the board may be gone before the agent answers.
        with contextlib.suppress(OSError, ValueError):
            board.guest.start("/bin/sh", "-c", "kill -SEGV 1")
        board.wait_off(300)  # QEMU ends where a board would start again.
        assert "softdog: Initiating system reboot" in board.console.read_text(errors="replace")
