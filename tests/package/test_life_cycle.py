"""The package from its first installation to its purge, as dpkg does it."""

import json
import os
import re
import subprocess
import threading

import pytest
from harness.waiting import wait_until

CONFIG = "/etc/doorward/doorward.json"
DATA = "/var/lib/doorward"
DAEMON = "/usr/sbin/doorwardd"


@pytest.fixture
def installed(root, doorward):
    root.install(doorward)
    return root


def owner(root, path):
    return root.run("stat", "--format=%U:%G %a", path).strip()


def test_a_fresh_terminal_starts_and_answers(installed):
    installed.run("install", "-d", "-o", "doorward", "-g", "doorward", "-m", "750", "/run/doorward")
    daemon = installed.start(DAEMON, user="doorward:doorward")
    try:
        socket = installed.inside("/run/doorward/control.sock")
        wait_until(lambda: socket.exists() or daemon.poll() is not None, 60, "its control socket")
        status = json.loads(installed.run("doorctl", "--json", "status"))
        assert status["doors"]["main"]["state"] == "secured"
        assert "not-configured" in installed.run("doorctl", "config", "get")
        changes = installed.run("doorctl", "sim", "trace").splitlines()[1:]
        assert [change.split()[-2:] for change in changes] == [["main.strike", "inactive"]]
    finally:
        daemon.terminate()
        output, _ = daemon.communicate(timeout=30)
    assert daemon.returncode == 0, output


def test_it_makes_its_user_and_directories(installed):
    assert owner(installed, DATA) == "doorward:doorward 700"
    assert owner(installed, CONFIG) == "root:root 644"
    passwd = installed.run("getent", "passwd", "doorward").strip().split(":")
    assert passwd[5:] == [DATA, "/usr/sbin/nologin"]
    for group in ("gpio", "input"):
        installed.run("getent", "group", group)


def test_secrets_beside_the_configuration_become_the_daemon_s(installed, doorward):
    secret = installed.inside("/etc/doorward/mqtt.password")
    secret.write_text("secret\n")
    secret.chmod(0o644)
    installed.install(doorward)
    assert owner(installed, "/etc/doorward/mqtt.password") == "doorward:doorward 600"


def test_the_unit_is_enabled_once(installed, newer):
    wants = installed.inside("/etc/systemd/system/multi-user.target.wants/doorward.service")
    assert wants.is_symlink()
    installed.run("systemctl", "disable", "doorward.service")
    installed.install(newer)
    assert not wants.is_symlink(), "an upgrade enabled what the administrator had disabled"


def test_an_upgrade_keeps_data_and_a_changed_configuration(installed, newer):
    installed.inside(DATA + "/people.db").write_text("people")
    changed = installed.inside(CONFIG)
    changed.write_text(changed.read_text().replace("not-configured", "front-door"))
    installed.install(newer)
    assert "front-door" in changed.read_text()
    assert "next version" in installed.inside(CONFIG + ".dpkg-dist").read_text()
    assert installed.inside(DATA + "/people.db").read_text() == "people"


def test_an_upgrade_replaces_a_configuration_that_nobody_touched(installed, newer):
    installed.install(newer)
    assert "next version" in installed.inside(CONFIG).read_text()


def stop_post(root):
    """What systemd runs after a daemon, by the unit that is installed now."""
    unit = root.inside("/lib/systemd/system/doorward.service").read_text()
    return re.search(r"^ExecStopPost=(\S+)", unit, re.MULTILINE)[1]


class Watch:
    """Whether a program could be run at every moment."""

    def __init__(self, program):
        self._program = program
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.looks = self.absences = 0

    def _look(self):
        while not self._done.is_set():
            self.looks += 1
            self.absences += not os.access(self._program, os.X_OK)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()


def test_a_daemon_killed_during_an_upgrade_leaves_its_strikes_at_rest(root, older, doorward):
    """Until postinst restarts it, systemd goes by the unit of the version before, which names another program."""
    root.install(older)
    named_before = stop_post(root)
    root.inside("/root/strikes.json").write_text(json.dumps({"strikes": [
        {"door": "main", "chip": "/dev/gpiochip71", "line": 5, "active_high": True, "energised": False}]}))

    def drives(program):  # Here is no such chip: which one it went for is told.
        return "door main: " in (said := root.run(program, "/root/strikes.json", check=1)) and "/dev/gpiochip71" in said

    assert drives(named_before)
    with Watch(root.inside(named_before)) as watch:
        root.unpack(doorward)
    assert watch.looks > 100 and watch.absences == 0
    assert stop_post(root) != named_before
    assert drives(named_before) and drives(stop_post(root))
    root.run("dpkg", "--configure", "doorward")
    assert drives(stop_post(root))
    root.run("dpkg", "--remove", "doorward")
    assert not root.inside(named_before).parent.exists()


def test_removal_keeps_and_purge_deletes(installed):
    installed.inside(DATA + "/people.db").write_text("people")
    installed.run("dpkg", "--remove", "doorward")
    assert not installed.inside(DAEMON).exists()
    assert installed.inside(CONFIG).exists()
    assert installed.inside(DATA + "/people.db").read_text() == "people"
    installed.run("dpkg", "--purge", "doorward")
    assert not installed.inside("/etc/doorward").exists()
    assert not installed.inside(DATA).exists()
    installed.run("getent", "passwd", "doorward")  # Debian keeps users.
    left = subprocess.run(["find", installed.path / "etc", installed.path / "usr", installed.path / "lib",
                           installed.path / "var", "-xdev", "-name", "*doorward*", "-newer",
                           installed.path / "root"], capture_output=True, text=True, check=True).stdout
    assert not left, left


def test_the_face_models_are_where_the_sample_looks(installed, models):
    installed.install(models)
    sample = installed.inside("/usr/share/doc/doorward/examples/doorward.json")
    assert '"/usr/share/doorward/models"' in sample.read_text()
    installed.run("test", "-r", "/usr/share/doorward/models/models.json", user="doorward")
