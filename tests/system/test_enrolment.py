"""Enrolment at the terminal's own readers, by MQTT and by doorctl: what is shown there becomes a
credential, durably and of one person, or nothing does."""

import json
import signal
import subprocess
import threading

import pytest
from harness.back_office import BackOffice, photo_credential
from harness.door import Door
from harness.people import ALWAYS, card, person, pin
from harness.terminal import BIN, PHOTOS, Terminal
from harness.waiting import wait_until

DOORCTL = BIN / "doorctl"


@pytest.fixture(scope="module")
def site(tmp_path_factory, broker):
    terminal = Terminal(tmp_path_factory.mktemp("terminal"), broker)
    terminal.configuration["enrollment"] = "device"
    with BackOffice(broker) as office, terminal:
        terminal.wait_online()
        secret = tmp_path_factory.mktemp("office") / "password"
        secret.write_text(broker.back_office_password)
        secret.chmod(0o600)
        ways = {"socket": ["--socket", terminal.socket_path],
                "mqtt": ["--mqtt", broker.url, "--device", "door-1", "--ca-file", broker.ca_file,
                         "--username", "back-office", "--password-file", secret]}
        yield terminal, office, ways


@pytest.fixture
def terminal(site):
    site[0].do("sim.frame", {})
    site[0].do("people.delete", {"all": True})
    site[0].do("permissions.put", {"permissions": [ALWAYS]})
    site[0].do("people.put", {"people": [person("1001"), person("1002")]})
    return site[0]


@pytest.fixture
def office(site, terminal):
    return site[1]


@pytest.fixture
def door(terminal):
    found = Door(terminal)
    found.wait_strike("inactive")
    return found


@pytest.fixture(params=["socket", "mqtt"])
def way(site, terminal, request):
    return site[2][request.param]


def ask_until(office, enrolment, state, timeout=60):
    """Asks as a back office does, and returns how it stands then."""
    found = {}

    def there():
        found.update(office.do("enroll.status", {"enrollment": enrolment}))
        return found["state"] == state

    wait_until(there, timeout, f"the enrolment to be {state}, and not {found}")
    return found


def credentials(terminal, who):
    return terminal.do("people.get", {"id": who})["person"].get("credentials", [])


def begin(office, who, kind, **more):
    return office.do("enroll.start", {"person": who, "type": kind, **more})["enrollment"]


class Doorctl:
    """A `doorctl enroll start` that is running; its lines as they come."""

    def __init__(self, way, *words):
        self.process = subprocess.Popen([DOORCTL, *map(str, way), "--json", "enroll", "start", *words],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines = []
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    def states(self):
        return [line["state"] for line in self.lines if "state" in line]

    def wait_state(self, state):
        wait_until(lambda: state in self.states(), what=f"doorctl to say {state}")

    def end(self):
        code = self.process.wait(60)
        self.reader.join(10)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


def test_a_card_by_mqtt(office, terminal, door):
    seq, change = door.last_seq(), door.last_change()
    enrolment = begin(office, "1001", "card", timeout_s=60)
    assert office.do("enroll.status", {"enrollment": enrolment}) == {
        "state": "waiting", "guidance": "Hold the card to the reader."}
    terminal.do("sim.card", {"uid": "04A1B2C3"})
    assert ask_until(office, enrolment, "done")["credential"] == "card:04A1B2C3"
    assert credentials(terminal, "1001") == [card("04A1B2C3")]
    assert door.records(seq, kind="access") == [] and door.releases(change) == []
    ended = door.wait_record(seq, event="enrolled")
    assert (ended["person"], ended["reader"], ended["credential"]) == \
        ("1001", "nfc", {"type": "card", "value": "04A1B2C3"})
    assert office.wait_for_record(lambda one: one["seq"] == ended["seq"]) == ended
    assert door.card("04A1B2C3")["person"] == "1001"
    assert door.records(seq, kind="access")[0]["result"] == "granted"


def test_a_card_by_doorctl(way, terminal, door):
    doorctl = Doorctl(way, "1001", "--type", "card", "--reader", "nfc", "--timeout", "60")
    doorctl.wait_state("waiting")
    terminal.do("sim.card", {"uid": "04A1B2C3"})
    assert doorctl.end() == 0
    assert doorctl.lines[0]["reader"] == "nfc" and doorctl.lines[0]["enrollment"]
    assert doorctl.lines[-1]["credential"] == "card:04A1B2C3"
    assert door.card("04A1B2C3")["result"] == "granted"


def test_doorctl_in_words(site, terminal, way):
    another = begin(terminal, "1002", "card")
    busy = subprocess.run([DOORCTL, *map(str, way), "enroll", "start", "1001", "--type", "card"],
                          capture_output=True, text=True, timeout=60, check=False)
    assert busy.returncode == 1 and another in busy.stderr
    terminal.do("enroll.cancel", {"enrollment": another})
    done = subprocess.run([DOORCTL, *map(str, way), "enroll", "start", "1001", "--type", "card",
                           "--timeout", "5"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stdout.splitlines()[:2] == ["At reader nfc:", "Hold the card to the reader."]
    assert "in time" in done.stdout
    unknown = subprocess.run([DOORCTL, *map(str, way), "enroll", "start", "nobody", "--type", "card"],
                             capture_output=True, text=True, timeout=60, check=False)
    assert unknown.returncode == 1 and "person" in unknown.stderr


def test_ctrl_c_cancels(way, terminal, door):
    doorctl = Doorctl(way, "1001", "--type", "card", "--timeout", "60")
    doorctl.wait_state("waiting")
    doorctl.process.send_signal(signal.SIGINT)
    assert doorctl.end() == 1
    assert doorctl.states()[-1] == "cancelled"
    assert door.card("04A1B2C3")["reason"] == "unknown_credential"


def test_it_ends_when_doorctl_is_killed(way, terminal, door):
    seq = door.last_seq()
    doorctl = Doorctl(way, "1001", "--type", "card", "--timeout", "120")
    doorctl.wait_state("waiting")
    doorctl.process.kill()
    doorctl.end()
    assert "asks no longer" in door.wait_record(seq, 40, event="not_enrolled")["detail"]
    assert door.card("04A1B2C3")["reason"] == "unknown_credential"


def test_the_card_of_another_person_is_refused(office, terminal, door):
    first = begin(office, "1001", "card")
    terminal.do("sim.card", {"uid": "04A1B2C3"})
    ask_until(office, first, "done")
    second = begin(office, "1002", "card")
    terminal.do("sim.card", {"uid": "04A1B2C3"})
    refused = ask_until(office, second, "failed")
    assert refused["error"] == {"code": "already_exists",
                                "message": "this card is enrolled for another person"}
    assert credentials(terminal, "1002") == []


def test_other_readers_go_on_meanwhile(office, terminal, door):
    terminal.do("people.put", {"people": [person("1002", pin("482913"))]})
    enrolment = begin(office, "1001", "card")
    assert door.keys("482913#")["result"] == "granted"
    door.press_exit_button()
    assert office.do("enroll.cancel", {"enrollment": enrolment})["state"] == "cancelled"


def test_a_face_before_the_camera(office, terminal, door):
    seq = door.last_seq()
    enrolment = begin(office, "1001", "face", timeout_s=120)
    terminal.do("sim.frame", {"image": photo_credential(PHOTOS / "obama.jpg")["photo"]})
    done = ask_until(office, enrolment, "done", 120)
    assert done["credential"].startswith("face:")
    assert [one["type"] for one in credentials(terminal, "1001")] == ["face"]
    assert door.records(seq, kind="access") == []

    # The same person may not be somebody else, even in another picture.
    second = begin(office, "1002", "face", timeout_s=120)
    terminal.do("sim.frame", {"image": photo_credential(PHOTOS / "obama2.jpg")["photo"]})
    assert ask_until(office, second, "failed", 120)["error"]["code"] == "already_exists"
    assert credentials(terminal, "1002") == []

    # And is known from then on, once they have gone and come back.
    terminal.do("sim.frame", {})
    third = begin(office, "1002", "face", timeout_s=5)
    ask_until(office, third, "failed")
    record = door.attempt("sim.frame", {"image": photo_credential(PHOTOS / "obama2.jpg")["photo"]},
                          timeout=60)
    assert (record["person"], record["result"]) == ("1001", "granted")


def test_a_finger_is_not_enrolled_at_a_reader_that_cannot(office):
    reply = office.call("enroll.start", {"person": "1001", "type": "fingerprint"})
    assert reply["error"]["code"] == "unsupported"


def test_the_back_office_brings_the_rest_and_wipes_nothing(office, terminal, door, tmp_path, way):
    enrolment = begin(office, "1001", "card")
    terminal.do("sim.card", {"uid": "04A1B2C3"})
    ask_until(office, enrolment, "done")
    office.do("people.put", {"people": [person("1001", pin("482913"))]})
    assert credentials(terminal, "1001") == [{"type": "pin", "held": True}, card("04A1B2C3")]
    reply = office.call("people.put", {"people": [person("1001", card("0B0B0B0B"))]})
    assert reply["error"]["code"] == "permission_denied"
    assert reply["error"]["path"] == "people[0].credentials[0]"

    file = tmp_path / "people.json"
    file.write_text(json.dumps([person("1002", card("0C0C0C0C"))]))
    imported = subprocess.run([DOORCTL, *map(str, way), "people", "import", file],
                              capture_output=True, text=True, timeout=60, check=False)
    assert imported.returncode == 1 and "enrolled at this terminal" in imported.stderr
    for words in (["people", "export", file], ["people", "import", file]):  # What came from here.
        subprocess.run([DOORCTL, *map(str, way), *words], check=True, capture_output=True, timeout=60)
    assert door.card("04A1B2C3")["person"] == "1001"


def test_a_kill_leaves_nothing_half(tmp_path):
    """kill -9 while it waits, while a card is on its way to the disk, and right after it said done."""
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["enrollment"] = "device"
    terminal.start()
    try:
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [person("1001")]})
        promised = set()
        for number in range(12):
            uid = f"04A1B2{number:02X}"
            enrolment = begin(terminal, "1001", "card")
            if number % 3 != 0:
                terminal.do("sim.card", {"uid": uid})
            if number % 3 == 2:
                ask_until(terminal, enrolment, "done")
                promised.add(uid)
            terminal.kill()
            terminal.start()
            reply = terminal.call("enroll.status", {"enrollment": enrolment})
            assert reply["error"]["code"] == "not_found"
            held = {one["uid"] for one in credentials(terminal, "1001")}
            assert promised <= held
            door = Door(terminal)
            opens = door.card(uid)["result"] == "granted"
            assert opens == (uid in held)
            promised = held  # What is there stays.
    finally:
        terminal.end()


def test_without_the_configuration_nobody_enrols_here(tmp_path):
    with Terminal(tmp_path / "terminal", faces=False) as terminal:
        terminal.do("people.put", {"people": [person("1001", card("04A1B2C3"))]})
        reply = terminal.call("enroll.start", {"person": "1001", "type": "card"})
        assert reply["error"]["code"] == "permission_denied"
        assert '"enrollment"' in reply["error"]["message"]
