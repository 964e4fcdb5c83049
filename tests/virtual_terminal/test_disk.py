"""The disk that forgets, against QEMU's own block layer: what was flushed stays, the rest may go."""

import random
import subprocess

import pytest
from disk import SECTOR, Platter

SIZE = 64 * SECTOR


class Certain(random.Random):
    """Always decides that so much of the disk's cache makes it."""

    def __init__(self, share):
        super().__init__(1)
        self._share = share

    def choice(self, _shares):
        return self._share


@pytest.fixture
def platter(tmp_path):
    (tmp_path / "base").write_bytes(b"o" * SIZE)
    return Platter(tmp_path / "base", tmp_path)


def write(platter, *commands):
    """As the board would, by qemu-io, which is killed in the end."""
    words = [f"--cmd={command}" for command in commands]
    # Its "abort" ends it as a kill does: nothing is flushed, closed or told to the log.
    subprocess.run(["qemu-io", *options_of(platter), *words, "--cmd=abort"], stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def options_of(platter):
    fields = [word for word in platter.spin_up() if word != "-blockdev"]
    overlay, log = (dict(field.split("=", 1) for field in words.split(",")) for words in fields)
    log["file.driver"] = overlay["driver"]
    log["file.file.driver"], log["file.file.filename"] = overlay["file.driver"], overlay["file.filename"]
    for name in ("file", "node-name"):
        del log[name]
    return ["--image-opts", ",".join(f"{key}={value}" for key, value in log.items())]


def letters(platter):
    """What each sector holds."""
    data = platter.file.read_bytes()
    return "".join(chr(data[place]) for place in range(0, SIZE, SECTOR))


def fill(letter, at, sectors):
    return f"write -q -P {ord(letter)} {at * SECTOR} {sectors * SECTOR}"


def test_what_was_flushed_stays_and_the_rest_goes(platter):
    write(platter, fill("a", 2, 3), "flush", fill("b", 4, 4))
    loss = platter.lose_power(Certain(0.0))
    assert letters(platter) == "oo" + "aaa" + "o" * 59
    assert (loss.lost, loss.kept) == (4, 0)


def test_what_was_not_flushed_may_stay(platter):
    write(platter, fill("a", 2, 3), "flush", fill("b", 4, 4))
    platter.lose_power(Certain(1.0))
    assert letters(platter) == "oo" + "aa" + "bbbb" + "o" * 56


def test_a_write_may_be_torn_between_sectors(platter):
    write(platter, fill("b", 0, 64))
    loss = platter.lose_power(Certain(0.5))
    assert loss.lost > 0 and loss.kept > 0
    assert letters(platter).count("b") == loss.kept


def test_the_next_life_begins_with_what_is_left(platter):
    write(platter, fill("a", 0, 1), "flush")
    platter.lose_power(Certain(0.0))
    write(platter, fill("b", 1, 1), "flush")
    platter.lose_power(Certain(0.0))
    assert letters(platter).startswith("abo")


def test_zeroes_are_writes(platter):
    write(platter, f"write -q -z 0 {4 * SECTOR}", "flush")
    platter.lose_power(Certain(0.0))
    assert letters(platter).startswith("\0\0\0\0o")
