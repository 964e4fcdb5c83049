"""Whatever the configuration and the disk hold: a door that lets people out, and takes commands."""

import contextlib
import json
import resource
import subprocess
from pathlib import Path

import pytest
from harness.door import Door
from harness.people import ALWAYS, card, person
from harness.terminal import BIN, Terminal
from harness.waiting import wait_until


def lets_people_out(terminal):
    Door(terminal).press_exit_button()
    return True


def restarted(terminal, patch):
    """Stores `patch` behind the terminal's back, as an older version might have, and starts again."""
    terminal.stop()
    (terminal.folder / "data" / "config.patch.json").write_text(patch)
    return terminal.start()


MISSING = {
    "models": lambda c: c.update(face={"models": "/nonexistent"}),
    "broker's files": lambda c: c.update(mqtt={"url": "mqtts://127.0.0.1:1", "ca_file": "/nonexistent",
                                               "password_file": "/nonexistent", "username": "x"}),
    "a light's chip": lambda c: c["readers"][0].update(
        feedback={"green": {"driver": "gpio", "chip": "/dev/none", "line": 1}}),
    "another door's chip": lambda c: c["doors"].append(
        {"id": "back", "strike": {"driver": "gpio", "chip": "/dev/none", "line": 1},
         "exit_button": {"driver": "gpio", "chip": "/dev/none", "line": 2}}),
}


@pytest.mark.parametrize("what", MISSING)
def test_what_is_missing_does_not_stop_the_door(offline, what):
    terminal, _ = offline(MISSING[what])
    assert lets_people_out(terminal)
    parts = terminal.do("device.info")["parts"]
    assert any(part["state"] == "degraded" for part in parts.values()), parts


@pytest.mark.parametrize("patch,path", [
    ({"face": {"models": "/nonexistent"}}, "face.models"),
    ({"control": {"socket": "/nonexistent/control.sock"}}, "control.socket"),
    ({"mqtt": {"url": "mqtts://b:1", "password_file": "/nonexistent"}}, "mqtt.password_file"),
    ({"mqtt": {"url": "mqtt://b:1", "allow_plaintext": True}}, "mqtt.allow_plaintext"),
    ({"doors": [{"id": "main", "strike": {"driver": "gpio", "chip": "/dev/none", "line": 1},
                 "exit_button": {"driver": "simulated"}}]}, "doors[0].strike.chip"),
    ({"doors": [{"id": "main", "strike": {"driver": "simulated"}}]}, "doors[0].exit_button"),
])
def test_what_would_not_start_is_refused(offline, patch, path):
    terminal, _ = offline()
    reply = terminal.call("config.put", patch)
    assert not reply["ok"]
    assert reply["error"]["path"] == path


def test_the_device_key_is_nobodys_password(offline):
    terminal, _ = offline()
    secrets = terminal.folder / "secrets"
    secrets.mkdir()
    key = terminal.folder / "data" / "device.key"
    link = secrets / "link.password"
    link.symlink_to(key)
    good = secrets / "good.password"
    good.write_text("secret\r\n")
    good.chmod(0o600)
    (secrets / "card.key").write_text("00112233445566778899AABBCCDDEEFF")
    (secrets / "card.key").chmod(0o600)

    def put(file):
        return terminal.call("config.put", {"mqtt": {"url": "mqtts://127.0.0.1:1", "username": "x",
                                                     "password_file": str(file)}})
    for file in (key, link, secrets / ".." / "data" / "device.key", secrets / "card.key", "/etc/shadow"):
        reply = put(file)
        assert not reply["ok"] and reply["error"]["path"] == "mqtt.password_file", file
    assert put(good)["ok"]


@pytest.mark.parametrize("patch", [
    json.dumps({"doors": [{"id": "main", "strike": {"driver": "gpio", "chip": "/dev/none", "line": 1}}]}),
    json.dumps({"control": {"socket": "/nonexistent/control.sock"}}),
    json.dumps({"mqtt": {"url": "mqtts://127.0.0.1:1", "password_file": "/nonexistent", "username": "x"}}),
    "{", "", "[]", '{"nonsense": 1}'])
def test_a_start_that_fails_goes_back_to_what_worked(offline, patch):
    terminal, _ = offline()
    restarted(terminal, patch)
    assert lets_people_out(terminal)
    assert terminal.do("device.info")["parts"]["config"]["state"] == "degraded"
    assert Door(terminal).records(kind="command", event="command_failed")
    assert (terminal.folder / "data" / "config.refused.json").read_text() == patch
    terminal.stop()
    terminal.start()
    assert "config" not in terminal.do("device.info")["parts"]


def test_a_configuration_that_the_terminal_does_not_stay_up_with_gives_way(offline):
    terminal, _ = offline()
    terminal.do("config.put", {"log": {"level": "debug"}})
    terminal.stop()
    for _ in range(3):
        terminal.start()
        assert terminal.do("config.get")["log"] == {"level": "debug"}
        terminal.kill()
    terminal.start()
    assert "log" not in terminal.do("config.get")
    assert lets_people_out(terminal)


def test_a_password_within_an_address_is_shown_to_nobody(offline):
    terminal, _ = offline()
    camera = {"id": "cam2", "door": "main", "driver": "camera", "reads": ["qr"],
              "source": "rtsp://admin:s3cret@127.0.0.1:1/1"}
    readers = terminal.do("config.get")["readers"]
    told = terminal.do("config.put", {"readers": [*readers, camera]})
    terminal.stop()
    terminal.start()
    shown = terminal.do("config.get")
    for text in (json.dumps(told), json.dumps(shown), json.dumps(terminal.do("device.info")), terminal.log()):
        assert "s3cret" not in text
    # What config.get showed can be sent back, and means what it was.
    assert terminal.call("config.put", {"readers": shown["readers"]})["ok"]
    assert "admin:s3cret@" in (terminal.folder / "data" / "config.patch.json").read_text()


def data(terminal):
    return terminal.folder / "data"


def write(path, content):
    path.write_bytes(content)


DISKS = {
    "no key": lambda d: (d / "device.key").unlink(),
    "half a key": lambda d: write(d / "device.key", (d / "device.key").read_bytes()[:31]),
    "another key": lambda d: write(d / "device.key", b"ab" * 32),
    "an empty key": lambda d: write(d / "device.key", b""),
    "a key of zeros": lambda d: write(d / "device.key", bytes(64)),
    "a folder for a key": lambda d: ((d / "device.key").unlink(), (d / "device.key").mkdir()),
    "a link for a key": lambda d: ((d / "device.key").unlink(), (d / "device.key").symlink_to("/nonexistent/key")),
    "a file for the pictures": lambda d: ((d / "snapshots").rmdir(), write(d / "snapshots", b"x")),
    "a folder for the people": lambda d: ((d / "people.db").unlink(), (d / "people.db").mkdir()),
    "a folder for the lock": lambda d: ((d / "lock").unlink(), (d / "lock").mkdir()),
}


@pytest.mark.parametrize("what", DISKS)
def test_a_door_lets_people_out_whatever_the_disk_holds(offline, what):
    terminal, _ = offline()
    terminal.do("permissions.put", {"permissions": [ALWAYS]})
    terminal.do("people.put", {"people": [person("1", card("01020304"))]})
    terminal.stop()
    DISKS[what](data(terminal))
    terminal.start()
    assert lets_people_out(terminal)
    assert Door(terminal).card("0A0B0C0D")["result"] != "granted"


def test_a_data_folder_that_cannot_be_leaves_a_door_that_lets_people_out(offline, tmp_path):
    folder = tmp_path / "terminal"
    folder.mkdir()
    (folder / "data").write_text("a file")
    terminal, _ = offline()
    assert lets_people_out(terminal)
    info = terminal.do("device.info")
    assert "storage folder" in info["needs_data"]
    assert "storage" in info["parts"]


def test_a_key_that_others_could_read_is_made_private_and_opens(offline):
    terminal, door = offline()
    terminal.do("permissions.put", {"permissions": [ALWAYS]})
    terminal.do("people.put", {"people": [person("1", card("01020304"))]})
    terminal.stop()
    (data(terminal) / "device.key").chmod(0o644)
    terminal.start()
    assert door.card("01020304")["reason"] == "ok"
    assert (data(terminal) / "device.key").stat().st_mode & 0o777 == 0o600


def test_the_daemon_leaves_no_core(offline):
    terminal, _ = offline()
    limits = Path(f"/proc/{terminal.process.pid}/limits").read_text()
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


def may_leave_cores():
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (most, most) if most else (1 << 20, 1 << 20))


def test_doorctl_leaves_no_core():
    with subprocess.Popen([BIN / "doorctl", "people", "import", "--csv", "-"], stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=may_leave_cores) as waiting:
        limits = Path(f"/proc/{waiting.pid}/limits")
        wait_until(lambda: "Max core file size        0                    0 " in limits.read_text(),
                   what="doorctl to leave no core")
        waiting.stdin.close()


@pytest.mark.parametrize("content", [b"", b"a\n\n", b"\xef\xbb\xbfa", b"a\0b"])
def test_check_tells_a_password_file_that_holds_none(tmp_path, content):
    password = tmp_path / "mqtt.password"
    password.write_bytes(content)
    password.chmod(0o600)
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["mqtt"] = {"url": "mqtts://b:1", "username": "x", "password_file": str(password)}
    terminal.config_file.write_text(json.dumps(terminal.configuration))
    done = subprocess.run([BIN / "doorwardd", "--config", terminal.config_file, "--check"],
                          capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert "mqtt.password_file: " in done.stderr
