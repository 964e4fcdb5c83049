"""doorctl, verb by verb: what it prints, in words and in JSON, and how it exits."""

import csv
import io
import json
import os
import subprocess
import threading

import pytest
import qrcode
from harness.back_office import BackOffice
from harness.door import Door
from harness.people import ALWAYS, card, code, finger, person, pin
from harness.terminal import BIN, MODELS, PHOTOS, Terminal
from harness.waiting import wait_until

DOORCTL = BIN / "doorctl"


def run(*words, check=None, **kwargs):
    done = subprocess.run([DOORCTL, *map(str, words)], capture_output=True, text=True, timeout=120,
                          check=False, **kwargs)
    if check is not None:
        assert done.returncode == check, done.stdout + done.stderr
    return done


class Way:
    """doorctl by the local socket or by MQTT, whichever the test is given."""

    def __init__(self, *options):
        self.options = options

    def text(self, *words, check=0, **kwargs):
        return run(*self.options, *words, check=check, **kwargs)

    def json(self, *words, **kwargs):
        lines = self.text("--json", *words, **kwargs).stdout.splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def site(tmp_path_factory, broker):
    terminal = Terminal(tmp_path_factory.mktemp("terminal"), broker)
    with BackOffice(broker) as office, terminal:
        terminal.wait_online()
        secret = tmp_path_factory.mktemp("office") / "password"
        secret.write_text(broker.back_office_password)
        secret.chmod(0o600)
        ways = {"socket": Way("--socket", terminal.socket_path),
                "mqtt": Way("--mqtt", broker.url, "--device", "door-1", "--ca-file", broker.ca_file,
                            "--username", "back-office", "--password-file", secret)}
        yield terminal, office, ways


@pytest.fixture
def terminal(site):
    site[0].do("people.delete", {"all": True})
    site[0].do("permissions.put", {"permissions": [ALWAYS]})
    site[0].do("people.put", {"people": [
        person("1001", card("04A1B2C3"), code("VISIT-7731"), pin("482913"), department="R&D"),
        person("1002", card("0B0B0B0B"), finger(7))]})
    return site[0]


@pytest.fixture
def door(terminal):
    found = Door(terminal)
    found.wait_strike("inactive")
    return found


@pytest.fixture(params=["socket", "mqtt"])
def way(site, terminal, request):
    return site[2][request.param]


@pytest.fixture
def local(site, terminal):
    return site[2]["socket"]


def test_status(way):
    text = way.text("status").stdout
    assert "main" in text and "secured" in text and "nfc" in text
    assert text.index("attention") < text.index("secured") and "\033" not in text
    (status,) = way.json("status")
    assert status["people"] == 2 and status["doors"]["main"]["mode"] == "normal"
    assert run(*way.options, "status", "--json", check=0).stdout.startswith("{")


def test_people_list_get_and_delete(way):
    listed = way.text("people", "list").stdout
    assert "1001" in listed and "R&D" in listed and "card" in listed
    (people,) = way.json("people", "list")
    assert [one["id"] for one in people] == ["1001", "1002"]
    (one,) = way.json("people", "get", "1001")
    assert one["credentials"][0] == card("04A1B2C3")
    assert "482913" not in way.text("people", "get", "1001").stdout
    missing = way.text("people", "get", "nobody", check=1)
    assert missing.stdout == "" and "nobody" not in missing.stdout and missing.stderr
    assert json.loads(way.text("--json", "people", "get", "nobody", check=1).stderr)["error"]["code"] == \
        "not_found"
    assert "1 people deleted" in way.text("people", "delete", "1002", "nobody").stdout
    way.text("people", "delete", check=2)
    way.text("people", "delete", "1001", "--all", check=2)
    assert way.json("people", "delete", "--all") == [{"deleted": 1}]


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_people_go_out_and_come_back_as_they_were(way, terminal, tmp_path, suffix):
    special = [person("2001", card("AABBCCDD"), code("a;b" if suffix == "json" else "a,b\"c"),
                      name='Comma, "Quote" 张伟', groups=["x", "y"], valid_until="2030-01-01T00:00:00Z"),
               {"id": "2002", "name": "=1+1"}, {"id": "2003", "name": "line\nbreak"}]
    terminal.do("people.delete", {"ids": ["1002"]})  # Its finger does not fit into CSV.
    terminal.do("people.put", {"people": special})
    before = terminal.do("people.list")["people"]
    file = tmp_path / f"people.{suffix}"
    assert "4 people written" in way.text("people", "export", file).stdout
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    for one in ("2001", "2002", "2003"):
        way.text("people", "delete", one)
    done = way.text("people", "import", file)
    assert "4 people imported" in done.stdout
    assert terminal.do("people.list")["people"] == before
    door = Door(terminal)
    door.wait_strike("inactive")
    assert door.keys("482913#")["reason"] == "ok", "the PIN that is held stays"


def test_export_and_import_by_pipes(local):
    text = local.text("people", "export", "-").stdout
    assert [one["id"] for one in json.loads(text)] == ["1001", "1002"]
    rows = list(csv.DictReader(io.StringIO(local.text("people", "export", "--csv").stdout)))
    assert rows[0]["id"] == "1001" and rows[0]["pin"] == "held" and rows[0]["cards"] == "04A1B2C3"
    assert "left out" in local.text("people", "export", "--csv").stderr
    local.text("people", "import", "-", input=text)
    local.text("people", "import", "-", "--csv", input="id,name,pin\n3001,Ann,4711\n")
    assert local.json("people", "get", "3001")[0]["credentials"] == [{"type": "pin", "held": True}]


@pytest.mark.parametrize("name,content,told", [
    ("a.csv", "id,nmae\n1,x\n", "nmae"), ("a.csv", "name\nx\n", '"id"'), ("a.csv", "", "column"),
    ("a.csv", "id,name\n1\n", "row 2"), ("a.csv", 'id,name\n1,"x\n', "line 2"),
    ("a.json", "{", "JSON"), ("a.json", '{"x": 1}', "array"), ("a.json", '[{"id": "a b"}]', "people[0].id"),
    ("a.csv", "id,cards\n1,XYZ\n", "people[0].credentials[0].uid")])
def test_a_file_with_a_fault_is_refused_with_its_place(local, tmp_path, name, content, told):
    file = tmp_path / name
    file.write_text(content)
    done = local.text("people", "import", file, check=1)
    assert told in done.stderr
    assert local.json("status")[0]["people"] == 2


def test_files_that_are_not_there(local, tmp_path):
    for words in (("people", "import", tmp_path / "none.json"), ("permissions", "import", tmp_path / "none"),
                  ("config", "put", tmp_path / "none"), ("sim", "frame", tmp_path / "none.jpg"),
                  ("people", "export", tmp_path / "no/such/folder.json")):
        assert "no" in local.text(*words, check=1).stderr


def test_a_large_import_shows_its_progress(way, terminal, tmp_path):
    file = tmp_path / "many.json"
    file.write_text(json.dumps([person(f"many-{n:05}", card(f"77{n:06X}")) for n in range(1800)]))
    assert "1800 people imported" in way.text("people", "import", file).stdout
    assert terminal.do("device.info")["people"] == 1802
    assert len(way.json("people", "list")[0]) == 1802
    assert way.json("people", "delete", "--all") == [{"deleted": 1802}]


def test_permissions_and_holidays(way, tmp_path):
    rights, days = tmp_path / "rights.json", tmp_path / "days.json"
    rights.write_text(json.dumps([{"id": "night", "doors": ["main"],
                                   "when": {"type": "daily", "slots": ["22:00-06:00"]}}]))
    days.write_text(json.dumps({"holidays": [{"id": "h", "name": "Day", "dates": ["2026-10-01"]}]}))
    way.text("permissions", "import", rights)
    way.text("holidays", "import", days)
    assert "22:00-06:00" in way.text("permissions", "list").stdout
    assert "2026-10-01" in way.text("holidays", "list").stdout
    assert [one["id"] for one in way.json("permissions", "list")[0]] == ["always", "night"]
    exported = json.loads(way.text("permissions", "export").stdout)
    assert exported[1]["when"]["slots"] == ["22:00-06:00"]
    way.text("holidays", "export", tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_text())[0]["id"] == "h"
    assert way.json("permissions", "delete", "night") == [{"deleted": 1}]
    assert way.json("holidays", "delete", "h", "none") == [{"deleted": 1}]


def test_more_permissions_than_one_page(local, terminal, tmp_path):
    many = [{"id": f"p{n:04}", "doors": ["main"], "when": {"type": "always"}} for n in range(700)]
    for begin in (0, 500):
        terminal.do("permissions.put", {"permissions": many[begin:begin + 500]})
    assert len(local.json("permissions", "list")[0]) == 701
    file = tmp_path / "rights.json"
    local.text("permissions", "export", file)
    assert "701 permissions imported" in local.text("permissions", "import", file).stdout
    for begin in (0, 500):
        local.text("permissions", "delete", *[one["id"] for one in many[begin:begin + 500]])


def test_door_release_and_mode(way, door):
    change = door.last_change()
    assert "released" in way.text("door", "release", "main", "--reason", "courier").stdout
    assert len(door.releases(change)) == 1
    assert "lockdown" in way.text("door", "mode", "main", "lockdown").stdout
    assert "lockdown" in way.text("door", "release", "main", check=1).stderr
    way.text("door", "mode", "main", "normal")
    way.text("door", "mode", "main", "open", check=2)
    assert "main" in way.text("door", "release", "cellar", check=1).stderr
    way.text("door", "mode", "main", "free", "--until", "2020-01-01T00:00:00Z", check=1)
    assert door.state()["mode"] == "normal"


def test_config_get_and_put(way, tmp_path):
    assert way.json("config", "get")[0]["device"]["id"] == "door-1"
    patch = tmp_path / "patch.json"
    patch.write_text('{"log": {"level": "warning"}}')
    assert way.json("config", "put", patch)[0]["log"] == {"level": "warning"}
    patch.write_text('{"log": {"level": "loud"}}')
    assert "log.level" in way.text("config", "put", patch, check=1).stderr


def test_records_list_and_follow(way, door):
    seq = door.last_seq()
    door.card("DEADBEEF")
    door.card("04A1B2C3")
    text = way.text("records", "list", "--after", seq, "--kind", "access").stdout
    assert "DEADBEEF" in text and "denied" in text and "person 1001" in text
    assert len(way.json("records", "list", "--after", seq, "--person", "1001")) == 1
    assert len(way.json("records", "list", "--limit", "1")) == 1
    way.text("records", "list", "--kind", "nonsense", check=1)
    following = subprocess.Popen([DOORCTL, *map(str, way.options), "--json", "records", "follow",
                                  "--after", str(seq), "--kind", "access"], stdout=subprocess.PIPE, text=True)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(iter(following.stdout.readline, "")))
    reader.start()
    try:
        wait_until(lambda: len(lines) >= 2, what="the records so far")
        door.card("CAFECAFE")
        wait_until(lambda: len(lines) >= 3, what="the record that came now")
        assert json.loads(lines[2])["credential"]["value"] == "CAFECAFE"
    finally:
        following.terminate()
        following.wait(10)
        reader.join(10)
        following.stdout.close()


def test_enrol(way, terminal, door, tmp_path):
    secret = tmp_path / "pin"
    secret.write_text("735526\n")
    secret.chmod(0o600)
    way.text("enroll", "1002", "--card", "0C0C0C0C")
    way.text("enroll", "1002", "--qr", "HELLO")
    way.text("enroll", "1002", "--pin-file", secret)
    way.text("enroll", "1002", "--photo", PHOTOS / "obama.jpg")
    types = [one["type"] for one in terminal.do("people.get", {"id": "1002"})["person"]["credentials"]]
    assert sorted(types) == ["card", "card", "face", "fingerprint", "pin", "qr"]
    assert door.keys("735526#")["reason"] == "ok"
    secret.write_text("735527\n")
    way.text("enroll", "1002", "--pin-file", secret)
    assert door.keys("735527#")["reason"] == "ok"
    secret.chmod(0o644)
    way.text("enroll", "1002", "--pin-file", secret, check=1)
    way.text("enroll", "nobody", "--card", "0D0D0D0D", check=1)
    way.text("enroll", "1002", check=2)
    way.text("enroll", "1002", "--card", "0D0D0D0D", "--qr", "X", check=2)
    way.text("enrol", "1002", "--card", "0E0E0E0E")  # As older versions call it.
    assert "another person" in way.text("enroll", "1001", "--card", "0C0C0C0C", check=1).stderr


def test_sim(local, door, tmp_path):
    def record_of(*words):
        seq = door.last_seq()
        local.text("sim", *words)
        return door.wait_record(seq, timeout=60, kind="access")

    picture = tmp_path / "code.png"
    qrcode.make("VISIT-7731", box_size=8, border=4).convert("RGB").save(picture)
    assert record_of("card", "04A1B2C3", "--reader", "nfc")["person"] == "1001"
    assert record_of("qr", "VISIT-7731", "--reader", "code")["person"] == "1001"
    assert record_of("keys", "482913#")["person"] == "1001"
    assert record_of("finger", "7")["person"] == "1002"
    assert record_of("finger", "-1")["reason"] == "unknown_credential"
    assert record_of("frame", picture)["reader"] == "cam"
    local.text("sim", "frame")
    assert record_of("exit-button")["method"] == "exit_button"
    door.wait_strike("inactive")
    seq = door.last_seq()
    local.text("sim", "contact", "open")
    door.wait_record(seq, event="forced")
    local.text("sim", "contact", "closed")
    door.wait_record(seq, event="forced_cleared")
    (told,) = local.json("sim", "trace")
    assert told["outputs"]["main.strike"] == "inactive"
    assert {"number", "line", "level", "at"} <= told["trace"][0].keys()
    assert "main.strike" in local.text("sim", "trace", "--after", "0").stdout
    local.text("sim", "unplug", "nfc")
    wait_until(lambda: local.json("status")[0]["readers"]["nfc"]["state"] == "degraded", what="the loss")
    local.text("sim", "unplug", "nfc", "--back")
    wait_until(lambda: local.json("status")[0]["readers"]["nfc"]["state"] == "ok", 60, "the return")
    for words in (("card", "XYZ"), ("card", "04A1B2C3", "--reader", "none"), ("keys", "abc")):
        local.text("sim", *words, check=1)
    local.text("sim", "contact", "ajar", check=2)


def test_sim_is_for_the_terminal_itself_only(site, terminal):
    assert "itself" in site[2]["mqtt"].text("sim", "card", "04A1B2C3", check=1).stderr


def test_a_snapshot_of_a_face(local, door, tmp_path):
    seq = door.last_seq()
    local.text("sim", "frame", PHOTOS / "biden.jpg")
    record = door.wait_record(seq, timeout=60, method="face")
    local.text("sim", "frame")
    file = tmp_path / "face.jpg"
    local.text("records", "snapshot", record["seq"], "-o", file)
    assert file.read_bytes()[:3] == b"\xff\xd8\xff"
    local.text("records", "snapshot", 1, "-o", file, check=1)


def test_qr_needs_no_terminal(tmp_path):
    picture, other = tmp_path / "code.png", tmp_path / "text.png"
    qrcode.make("张伟/VISIT", box_size=8, border=4).convert("RGB").save(picture)
    other.write_text("no picture")
    done = run("qr", picture, PHOTOS / "biden.jpg", check=0)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines == [{"file": str(picture), "codes": ["张伟/VISIT"]},
                     {"file": str(PHOTOS / "biden.jpg"), "codes": []}]
    done = run("qr", other, picture, tmp_path / "none.png", check=1)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert ["error" in line for line in lines] == [True, False, True]


def test_face_extract_is_a_back_offices_feature_extraction(terminal, door):
    done = run("face", "extract", "--models", MODELS, PHOTOS / "obama.jpg", PHOTOS / "obama2.jpg", check=0)
    first, second = [json.loads(line)["faces"][0] for line in done.stdout.splitlines()]
    assert {"box", "quality", "vector", "model", "model_sha256"} <= first.keys()
    assert {"left", "top", "width", "height"} <= first["box"].keys()
    assert {"size_px", "sharpness"} <= first["quality"].keys()
    terminal.do("people.put", {"people": [person("extracted", {
        "type": "face", "vector": first["vector"], "model": first["model"]})]})
    terminal.do("people.put", {"people": [person("extracted", {
        "type": "face", "vector": second["vector"], "model": second["model"]})]})
    assert run("face", "extract", "--models", "/none", PHOTOS / "obama.jpg").returncode == 1


def test_device_restart(way, terminal):
    boot = terminal.do("device.info")["boot_id"]
    assert "restarting" in way.text("device", "restart").stdout

    def booted():
        try:
            return terminal.do("device.info")["boot_id"] != boot
        except OSError:
            return False

    wait_until(booted, what="the restart")
    terminal.wait_online()


VERBS = [(), ("status",), ("people",), ("people", "list"), ("people", "import"), ("people", "export"),
         ("people", "template"),         ("people", "delete"), ("permissions",), ("holidays",), ("records",), ("records", "follow"),
         ("door",), ("door", "release"), ("door", "mode"), ("config",), ("device",), ("enroll",), ("enroll", "start"), ("sim",),
         ("sim", "keys"), ("sim", "frame"), ("qr",), ("face", "extract"), ("completions",),
         ("backup",), ("restore",)]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_help_for_every_verb(verb):
    done = run(*verb, "--help", check=0)
    assert len(done.stdout.splitlines()) > 2 and done.stderr == ""
    if not verb:
        for word in ("Exit codes", "people", "door", "sim", "--mqtt", "--socket", "completions"):
            assert word in done.stdout


def test_help_lists_enroll_once():
    verbs = [line.split()[0] for line in run("--help", check=0).stdout.partition("Subcommands:")[2].splitlines() if line]
    assert verbs.count("enroll") == 1 and "enrol" not in "".join(verbs).replace("enroll", "")


@pytest.mark.parametrize("words", [(), ("nonsense",), ("people",), ("people", "nonsense"), ("--nonsense",),
                                   ("door", "release"), ("status", "extra"), ("--mqtt", "mqtts://x", "status"),
                                   ("--device", "x", "status"), ("--timeout", "0", "status"),
                                   ("--timeout", "x", "status"), ("sim",), ("sim", "finger", "x"), ("enroll",),
                                   ("enroll", "start", "1001"), ("enroll", "start", "1001", "--type", "pin"),
                                   ("enroll", "start", "1001", "--type", "card", "--timeout", "4")])
def test_wrong_words_are_exit_2(words):
    done = run(*words, check=2)
    assert done.stdout == "" or "Usage" in done.stdout
    assert done.stderr or "Usage" in done.stdout


def test_nobody_there_is_exit_3(site, broker, tmp_path):
    done = run("--socket", tmp_path / "none.sock", "status", check=3)
    assert str(tmp_path / "none.sock") in done.stderr
    run("--mqtt", "mqtts://127.0.0.1:1", "--device", "door-1", "--timeout", "2", "status", check=3)
    mqtt = site[2]["mqtt"].options
    absent = ["door-9" if word == "door-1" else word for word in mqtt]
    assert "--device" in run(*absent, "--timeout", "1", "status", check=3).stderr
    plain = run("--mqtt", "mqtt://127.0.0.1:1", "--device", "door-1", "status")
    assert plain.returncode in (2, 3) and plain.stderr


def complete(script, *words):
    """What bash offers for the last of `words`."""
    quoted = " ".join(f"'{word}'" for word in words)
    text = f"source {script}; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _doorctl 2>/dev/null; " \
           'printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", text], capture_output=True, text=True, timeout=20, check=True)
    return done.stdout.split()


def test_completions(tmp_path):
    script = tmp_path / "doorctl.bash"
    script.write_text(run("completions", check=0).stdout)
    subprocess.run(["bash", "-n", script], check=True)
    assert {"status", "people", "sim", "records", "door"} <= set(complete(script, "doorctl", ""))
    assert complete(script, "doorctl", "peo") == ["people"]
    assert complete(script, "doorctl", "people", "im") == ["import"]
    assert "--csv" in complete(script, "doorctl", "people", "import", "--")
    assert complete(script, "doorctl", "--json", "sim", "exit") == ["exit-button"]
    assert "--reader" in complete(script, "doorctl", "enroll", "start", "--")
    assert "import" in complete(script, "doorctl", "--socket", "/run/x.sock", "people", "i")
    assert os.path.exists(script)
