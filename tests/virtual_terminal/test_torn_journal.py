"""A power cut in the middle of the journal's commit block, where ext4's checksums can make a disk useless."""

import random
import struct

from board import Board
from disk import SECTOR, Platter, read_log

COMMIT = struct.pack(">II", 0xC03B3998, 2)  # How jbd2's commit blocks begin: its magic number, their type.
BLOCK = 8  # Sectors. All that a commit block says is in the first of them.


class Everything(random.Random):
    """Draws a disk that wrote all that it was told."""

    def choice(self, shares):
        return max(shares)


def tear_last_commit(platter):
    """Puts the disk to where of its last commit only the first sector was written, over an older transaction."""
    commits = []
    with open(platter.log, "rb") as log:
        for write in read_log(platter.log):
            log.seek(write.data)
            if write.sectors == BLOCK and log.read(len(COMMIT)) == COMMIT:
                commits.append(write)
    platter.lose_power(Everything())
    with open(platter.file, "r+b") as disk:
        disk.seek((commits[-1].at + 1) * SECTOR)
        disk.write(b"\xa5" * (BLOCK - 1) * SECTOR)


def test_a_commit_that_was_torn_leaves_a_board_that_boots(image, tmp_path):
    platter = Platter(image.disk, tmp_path)
    with Board(image, platter.spin_up(), tmp_path) as board:
        board.wait_up()
        board.guest.do("echo told > /root/told && sync")
        board.cut_power()
    tear_last_commit(platter)
    with Board(image, platter.spin_up(), tmp_path) as board:
        board.wait_up()
        assert board.guest.do("cat /root/told") == "told\n"
        assert "recovery complete" in board.guest.do("dmesg")
