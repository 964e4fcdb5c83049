"""doorwardd --check names every fault with its path and exits 2; what passes runs, and can be patched."""

import copy
import json
import os
import subprocess

import pytest
from harness.door import Door
from harness.terminal import BIN, REPOSITORY, Terminal, simulated_configuration
from harness.waiting import wait_until

BASE = {
    "device": {"id": "door-1", "time_zone": "Asia/Shanghai"},
    "storage": {"directory": "/var/lib/doorward"},
    "mqtt": {"url": "mqtts://broker:8883"},
    "doors": [{"id": "main", "strike": {"driver": "gpio", "chip": "/dev/gpiochip0", "line": 5},
               "contact": {"driver": "gpio", "chip": "/dev/gpiochip0", "line": 6},
               "exit_button": {"driver": "gpio", "chip": "/dev/gpiochip0", "line": 3}}],
    "readers": [{"id": "nfc", "door": "main", "driver": "serial_line", "port": "/dev/ttyS1",
                 "reads": ["card"]}],
    "control": {"socket": "/run/doorward/control.sock"}}

ABSENT = object()

# where to change, what to put there, the path that the fault is told with (default: where)
FAULTS = [
    ("device", ABSENT, None), ("device", [], None), ("device.id", ABSENT, None), ("device.id", "", None),
    ("device.id", "a b", None), ("device.id", "门", None), ("device.id", "x" * 65, None),
    ("device.id", "a/b", None), ("device.id", "#", None), ("device.id", 5, None),
    ("device.time_zone", ABSENT, None), ("device.time_zone", "Mars/Base", None),
    ("device.time_zone", "../../etc/passwd", None), ("device.time_zone", "", None),
    ("device.groups", "site", None), ("device.groups", ["a b"], "device.groups[0]"),
    ("device.groups", ["a+"], "device.groups[0]"), ("device.groups", ["g"] * 17, None),
    ("device.idd", "x", None),
    ("storage", ABSENT, None), ("storage.directory", ABSENT, None), ("storage.directory", "data", None),
    ("storage.directory", "", None), ("storage.record_capacity", 99, None),
    ("storage.record_capacity", 10_000_001, None), ("storage.record_capacity", "2000", None),
    ("storage.record_capacity", 2000.5, None), ("storage.snapshot_capacity", -1, None),
    ("storage.snapshot_capacity", 100_001, None),
    ("mqtt.url", ABSENT, None), ("mqtt.url", "mqtt://broker:1883", None), ("mqtt.url", "http://broker", None),
    ("mqtt.url", "broker:8883", None), ("mqtt.url", "", None), ("mqtt.allow_plaintext", "yes", None),
    ("mqtt.topic_prefix", "a/#", None), ("mqtt.topic_prefix", "/a", None), ("mqtt.topic_prefix", "a//b", None),
    ("mqtt.topic_prefix", "$SYS", None), ("mqtt.protocol", "4", None), ("mqtt.protocol", 5, None),
    ("mqtt.ca_file", "ca.crt", None), ("mqtt.certificate_file", "/etc/cert", "mqtt"),
    ("mqtt.key_file", "/etc/key", "mqtt"), ("mqtt.username", "", None), ("mqtt.password", "secret", None),
    ("mqtt.password_file", "password", None), ("mqtt.status_interval_ms", 10, None),
    ("doors", ABSENT, None), ("doors", [], None), ("doors", {}, None), ("doors.0.id", ABSENT, None),
    ("doors.0.id", "a b", None), ("doors.0.release_for_ms", 499, None), ("doors.0.release_for_ms", 60_001, None),
    ("doors.0.release_for_ms", "5 s", None), ("doors.0.hold_limit_ms", 999, None),
    ("doors.0.hold_limit_ms", 600_001, None), ("doors.0.hold_limt_ms", 9000, None),
    ("doors.0.lock_type", "fail_open", None), ("doors.0.rest", "open", None),
    ("doors.0.factors", "card or", None), ("doors.0.factors", "iris", None), ("doors.0.factors", [], None),
    ("doors.0.factors", "card+pin", None), ("doors.0.factors", 7, None),
    ("doors.0.factors", [{"require": "card"}, {"require": "card"}], "doors[0].factors[0].when"),
    ("doors.0.factors", [{"when": {"type": "daily", "slots": ["08:00-18:00"]}, "require": "card"}],
     "doors[0].factors[0].when"),
    ("doors.0.factors", [{"require": "card+"}], "doors[0].factors[0].require"),
    ("doors.0.factors", [{"when": {"type": "weekly", "days": {}, "holidays": {"h": []}}, "require": "card"},
                         {"require": "card"}], "doors[0].factors[0].when"),
    ("doors.0.factors_within_ms", 10, None),
    ("doors.0.cards", "proven", None), ("doors.0.cards", "authenticated", None),
    ("doors.0.strike", ABSENT, None), ("doors.0.strike", "gpio", None),
    ("doors.0.strike.driver", ABSENT, None), ("doors.0.strike.driver", "relay", None),
    ("doors.0.strike.line", ABSENT, None), ("doors.0.strike.line", -1, None),
    ("doors.0.strike.line", 1024, None), ("doors.0.strike.line", 6, "doors[0].contact.line"),
    ("doors.0.strike.chip", "gpiochip0", None), ("doors.0.strike.active", "up", None),
    ("doors.0.strike.debounce_ms", 5, None), ("doors.0.contact.debounce_ms", 1001, None),
    ("doors.0.contact.debounce_ms", "20", None), ("doors.0.exit_button.line", 5, None),
    ("readers", {}, None), ("readers.0.id", ABSENT, None), ("readers.0.door", "back", None),
    ("readers.0.door", ABSENT, None), ("readers.0.direction", "up", None), ("readers.0.driver", "telepathy", None),
    ("readers.0.driver", ABSENT, None), ("readers.0.port", ABSENT, None), ("readers.0.port", "ttyS1", None),
    ("readers.0.baud", 9601, None), ("readers.0.baud", 0, None), ("readers.0.baud", "9600", None),
    ("readers.0.reads", ABSENT, None), ("readers.0.reads", [], None), ("readers.0.reads", ["iris"], "readers[0].reads[0]"),
    ("readers.0.reads", ["card", "card"], "readers[0].reads[1]"), ("readers.0.reads", ["card", "pin"], None),
    ("readers.0.reads", ["face"], None), ("readers.0.reads", ["fingerprint"], None),
    ("readers.0.source", "/dev/video0", None), ("face", [], None), ("face.models", "models", None),
    ("face.false_accept_rate", 0.5, None), ("face.false_accept_rate", 0, None), ("face.margin", -1, None),
    ("face.frames", 0, None), ("face.frames", 11, None), ("face.min_face_px", 39, None),
    ("face.min_sharpness", -1, None), ("face.refuse_duplicates", "no", None),
    ("verification.mode", "online", None), ("verification.mode", "maybe", None),
    ("verification.timeout_ms", 99, None), ("enrollment", 5, None),
    ("control.socket", ABSENT, None), ("control.socket", "control.sock", None),
    ("control.socket", "/" + "s" * 107, None), ("log.level", "loud", None), ("log.file", "/var/log/x", None),
    ("mqt", {}, None), ("door", [], None)]


def changed(base, *changes):
    document = copy.deepcopy(base)
    for where, value, _ in changes:
        *parents, last = where.split(".")
        target = document
        for key in parents:
            if isinstance(target, list):
                target = target[int(key)]
            else:
                target = target.setdefault(key, {"models": "/m"} if key == "face" else {})
        if value is ABSENT:
            del target[last]
        else:
            target[last] = value
    return document


def told_as(where, path):
    if path:
        return path
    return "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in where.split(".")).lstrip(".")


def check(folder, document):
    file = folder / "doorward.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    return subprocess.run([BIN / "doorwardd", "--config", file, "--check"], capture_output=True, text=True,
                          timeout=30, check=False)


def test_the_base_of_these_tests_has_no_fault(tmp_path):
    done = check(tmp_path, BASE)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("where,value,path", FAULTS,
                         ids=[f"{where}={str(value)[:12]}" for where, value, _ in FAULTS])
def test_a_fault_is_told_with_its_path(tmp_path, where, value, path):
    done = check(tmp_path, changed(BASE, (where, value, path)))
    assert done.returncode == 2
    paths = [line.split(":")[0] for line in done.stderr.splitlines()]
    assert told_as(where, path) in paths, done.stderr


def test_all_faults_are_told_at_once(tmp_path):
    picked = [fault for fault in FAULTS
              if fault[0] in ("device.id", "storage.record_capacity", "doors.0.release_for_ms",
                              "doors.0.hold_limt_ms", "readers.0.door", "face.frames", "log.level",
                              "mqtt.topic_prefix") and fault[1] is not ABSENT]
    last = {where: (where, value, path) for where, value, path in picked}
    done = check(tmp_path, changed(BASE, *last.values()))
    assert done.returncode == 2
    for where, _, path in last.values():
        assert told_as(where, path) + ":" in done.stderr
    assert 'did you mean "hold_limit_ms"' in done.stderr


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "null", "{}", '{"device":{},"device":{}}',
                                  "\x00", "[" * 5000, '{"device": NaN}', "\ufeff"])
def test_what_is_no_configuration(tmp_path, text):
    done = check(tmp_path, text)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert done.stdout == ""


def test_a_file_that_is_not_there_or_not_readable(tmp_path):
    for file in (tmp_path / "none.json", tmp_path):
        done = subprocess.run([BIN / "doorwardd", "--config", file, "--check"], capture_output=True,
                              text=True, timeout=30, check=False)
        assert done.returncode == 2
        assert str(file) in done.stderr


def test_comments_are_allowed(tmp_path):
    done = check(tmp_path, "// what and why\n" + json.dumps(BASE)[:-1] + "/* the end */}")
    assert done.returncode == 0


@pytest.mark.parametrize("name", sorted(file.name for file in (REPOSITORY / "config").glob("doorward*.json")
                                        if "schema" not in file.name))
def test_what_is_shipped_passes(name):
    done = subprocess.run([BIN / "doorwardd", "--config", REPOSITORY / "config" / name, "--check"],
                          capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_two_doors_and_readers_may_not_share_what_is_one(tmp_path):
    document = copy.deepcopy(BASE)
    document["doors"].append(copy.deepcopy(document["doors"][0]))
    document["readers"].append(copy.deepcopy(document["readers"][0]))
    done = check(tmp_path, document)
    for path in ("doors[1].id", "doors[1].strike.line", "doors[1].contact.line",
                 "doors[1].exit_button.line", "readers[1].id", "readers[1].port"):
        assert path + ":" in done.stderr


def test_faulty_it_does_not_run_and_help_and_version_say_what_they_are(tmp_path):
    file = tmp_path / "doorward.json"
    file.write_text("{}")
    run = subprocess.run([BIN / "doorwardd", "--config", file], capture_output=True, text=True,
                         timeout=30, check=False)
    assert run.returncode == 2 and "device" in run.stderr
    for option, word in (("--help", "--check"), ("--version", "doorwardd ")):
        done = subprocess.run([BIN / "doorwardd", option], capture_output=True, text=True, timeout=30,
                              check=True)
        assert word in done.stdout


@pytest.mark.parametrize("shared", ["both", "directory", "socket"])
def test_a_second_daemon_in_the_same_place_does_not_start(offline, tmp_path, shared):
    terminal, door = offline()
    configuration = copy.deepcopy(terminal.configuration)
    if shared == "directory":
        configuration["control"]["socket"] = str(terminal.socket_path) + "2"
    if shared == "socket":
        configuration["storage"]["directory"] = str(tmp_path / "other")
    file = tmp_path / "second.json"
    file.write_text(json.dumps(configuration))
    second = subprocess.run([BIN / "doorwardd", "--config", file], capture_output=True, text=True,
                            timeout=30, check=False)
    assert second.returncode == 1
    assert "already" in second.stdout + second.stderr
    assert door.card("01020304")["reason"] == "unknown_credential"


def booted(terminal, before):
    try:
        return terminal.do("device.info")["boot_id"] != before
    except OSError:
        return False


def test_a_patch_is_in_force_after_a_restart(offline):
    terminal, door = offline()
    before = terminal.do("device.info")["boot_id"]
    effective = terminal.do("config.put", {"doors": [
        {"id": "front", "strike": {"driver": "simulated"}}], "readers": [
            {"id": "nfc", "door": "front", "driver": "simulated", "reads": ["card"]}]})
    assert effective["doors"][0]["id"] == "front"
    assert list(terminal.do("device.info")["doors"]) == ["main"]
    terminal.do("device.restart")
    wait_until(lambda: booted(terminal, before), what="the restart")
    assert list(terminal.do("device.info")["doors"]) == ["front"]
    assert Door(terminal, "front").card("01020304")["door"] == "front"
    assert terminal.do("config.get")["doors"] == effective["doors"]
    # A null takes a key away: back to what the file says.
    assert "log" not in terminal.do("config.put", {"log": {"level": "debug"}, "face": None}).get("face", {})


@pytest.mark.parametrize("patch,path", [
    ({"doors": []}, "doors"), ({"nonsense": 1}, "nonsense"), ({"storage": None}, "storage"),
    ({"log": {"level": "loud"}}, "log.level"), ({"device": {"id": "door-2"}}, "device.id"),
    ({"storage": {"directory": "/tmp/elsewhere"}}, "storage.directory"),
    ({"mqtt": {"url": "mqtt://x"}}, "mqtt.url")])
def test_a_faulty_patch_changes_nothing(offline, patch, path):
    terminal, _ = offline()
    before = terminal.do("config.get")
    error = terminal.call("config.put", patch)["error"]
    assert error["code"] == "invalid_argument"
    assert error["path"].endswith(path)
    assert terminal.do("config.get") == before
    terminal.stop()
    terminal.start()
    assert terminal.do("config.get") == before


def test_no_secret_stands_in_what_config_get_tells(online):
    _, terminal, office = online()
    told = json.dumps(office.do("config.get"))
    assert "device-secret" not in told
    assert os.path.basename(office.do("config.get")["mqtt"]["password_file"]) == "mqtt.password"


def test_the_simulated_configuration_of_these_tests_passes(tmp_path):
    document = simulated_configuration(tmp_path / "data", tmp_path / "control.sock")
    assert check(tmp_path, document).returncode == 0
    assert not (tmp_path / "data").exists(), "--check must not touch anything"
