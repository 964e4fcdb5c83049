"""doorctl backup and restore: a terminal's place is taken by another, whole; a bad backup changes nothing."""

import random
import shutil
import subprocess

import pytest
from harness.door import Door
from harness.people import ALWAYS, card, person, pin
from harness.terminal import BIN, Terminal


def doorctl(*words, check):
    done = subprocess.run([BIN / "doorctl", *map(str, words)], capture_output=True, text=True, timeout=120,
                          check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == check, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A backup of a running terminal, its passphrase's file, and its records' state."""
    folder = tmp_path_factory.mktemp("backup")
    secret = folder / "passphrase"
    secret.write_text("correct horse battery staple\n")
    secret.chmod(0o600)
    file = folder / "door.backup"
    with Terminal(folder / "first", faces=False) as first:
        first.do("permissions.put", {"permissions": [ALWAYS]})
        first.do("people.put", {"people": [person("1001", card("04A1B2C3"), pin("482913"))]})
        door = Door(first)
        door.wait_strike("inactive")
        door.keys("482913#")
        doorctl("--socket", first.socket_path, "backup", file, "--passphrase-file", secret, check=0)
        state = first.do("device.info")["records"]
    yield file, secret, state


def names(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_another_terminal_takes_its_place(made, tmp_path):
    file, secret, state = made
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert b"1001" not in file.read_bytes() and b"SQLite" not in file.read_bytes()
    second = Terminal(tmp_path, faces=False)
    storage = tmp_path / "data"
    with second:
        told = doorctl("restore", file, "--storage", storage, "--passphrase-file", secret, check=1)
        assert "systemctl stop doorward" in told
    before = names(storage)
    doorctl("restore", file, "--storage", storage, "--passphrase-file", secret, check=0)
    assert names(storage / "before-restore")["device.key"] == before["device.key"]
    second = Terminal(tmp_path, faces=False)
    with second:
        assert second.do("people.get", {"id": "1001"})["person"]["credentials"][1] == {"type": "pin", "held": True}
        door = Door(second)
        door.wait_strike("inactive")
        assert door.keys("482913#")["reason"] == "ok", "the PIN works with the key that came with it"
        assert door.card("04A1B2C3")["reason"] == "ok"
        info = second.do("device.info")["records"]
        assert info["last_seq"] > state["last_seq"] > 0


@pytest.mark.parametrize("harm", ["passphrase", "first byte", "salt", "a byte", "cut", "cut to a piece", "added",
                                  "empty"])
def test_a_backup_that_does_not_prove_itself_changes_nothing(made, tmp_path, harm):
    file, secret, _ = made
    content = bytearray(file.read_bytes())
    passphrase = tmp_path / "passphrase"
    shutil.copy(secret, passphrase)
    if harm == "passphrase":
        passphrase.write_text("wrong horse\n")
    elif harm in ("first byte", "salt", "a byte"):
        at = {"first byte": 0, "salt": 20}.get(harm, random.Random(7).randrange(200, len(content)))
        content[at] ^= 1
    elif harm == "added":
        content += b"x"
    else:
        content = content[:{"cut": len(content) - 1, "cut to a piece": 56 + 65553, "empty": 0}[harm]]
    bad = tmp_path / "bad.backup"
    bad.write_bytes(content)
    storage = tmp_path / "data"
    storage.mkdir()
    (storage / "device.key").write_text("what was there")
    told = doorctl("restore", bad, "--storage", storage, "--passphrase-file", passphrase, check=1)
    assert len(told) > 40 and names(storage) == {"device.key": b"what was there"}
    assert [path.name for path in storage.iterdir()] == ["device.key"]


def test_the_passphrase_is_asked_for_only_where_somebody_is(made, tmp_path):
    assert "--passphrase-file" in doorctl("restore", made[0], "--storage", tmp_path, check=1)
    made[1].chmod(0o644)
    assert "chmod 600" in doorctl("restore", made[0], "--storage", tmp_path, "--passphrase-file", made[1], check=1)
    made[1].chmod(0o600)
