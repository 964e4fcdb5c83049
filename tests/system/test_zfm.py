"""A fingerprint module: filled by the daemon, lost, spoilt, swapped, and back again."""

import base64

import pytest
from harness.door import Door
from harness.people import ALWAYS, card, person
from harness.simulator import Simulator
from harness.terminal import Terminal
from harness.waiting import wait_until

PASSWORD = "0A1B2C3D"


class Site:
    """A module `finger` with templates of anna, and a simulated card reader beside it."""

    def __init__(self, folder):
        self.sim = Simulator("zfm_sim", folder / "uart", "--password", PASSWORD, "--store", folder / "flash")
        self.template = bytes.fromhex(self.sim.do("template anna"))
        password_file = folder / "password"
        password_file.write_text(PASSWORD + "\n")
        password_file.chmod(0o600)
        self.terminal = Terminal(folder / "terminal", faces=False)
        self.terminal.configuration["readers"] = [
            {"id": "finger", "door": "main", "driver": "zfm", "port": self.sim.link,
             "password_file": str(password_file), "security_level": 4, "reads": ["fingerprint"]},
            {"id": "nfc", "door": "main", "driver": "simulated", "reads": ["card"]}]
        self.credentials = [
            {"type": "fingerprint", "sensor": "zfm", "template": base64.b64encode(self.template).decode()},
            card("04A1B2C3")]
        self.door = Door(self.terminal)

    def __enter__(self):
        self.terminal.start()
        self.terminal.do("permissions.put", {"permissions": [ALWAYS]})
        self.terminal.do("people.put", {"people": [person("1001", *self.credentials), person("1002")]})
        return self

    def __exit__(self, *_):
        self.terminal.end()
        self.sim.close()

    def report(self):
        return self.terminal.do("device.info")["readers"]["finger"]

    def wait_state(self, state, words=""):
        wait_until(lambda: self.report()["state"] == state and words in self.report()["detail"], 30,
                   f"the module to be {state} {words}")

    def wait_filled(self):
        self.wait_state("ok")
        wait_until(lambda: self.sim.do("holds anna"), 30, "the template to be in the module")
        # A slot opens once its row is durable, which comes after.
        wait_until(self.is_told_filled, 30, "the terminal to say so")

    def is_told_filled(self):
        told = self.terminal.do("device.info")["parts"].get("templates:finger", {})
        return told.get("state") == "ok" and not told.get("detail", "").startswith("0 ")

    def touch(self, name):
        seq = self.door.last_seq()
        self.sim.do(f"finger {name}")
        record = self.door.wait_record(seq, kind="access")
        self.lift()
        return record

    def lift(self):
        seen = self.sim.events.count("no finger")
        self.sim.do("lift")
        wait_until(lambda: self.sim.events.count("no finger") > seen, what="the finger to be gone")

    def assert_anna_opens(self):
        """Also the first time after the module was away."""
        record = self.touch("anna")
        assert (record["reader"], record["reason"], record["person"]) == ("finger", "ok", "1001")

    def assert_other_reader_works(self):
        record = self.door.card("04A1B2C3")
        assert (record["reader"], record["reason"]) == ("nfc", "ok")

    def assert_secret_is_kept(self):
        log = self.terminal.log().upper()
        assert PASSWORD not in log and self.template[:16].hex().upper() not in log


@pytest.fixture
def site(tmp_path):
    with Site(tmp_path) as there:
        there.wait_filled()
        yield there
        there.assert_secret_is_kept()


def test_fingers(site):
    assert "security 4" in site.sim.events
    site.assert_anna_opens()
    record = site.touch("bert")
    assert (record["reason"], record.get("person")) == ("unknown_credential", None)
    seq = site.door.last_seq()
    site.sim.do("finger anna")
    site.door.wait_record(seq, kind="access")
    site.assert_other_reader_works()  # Meanwhile the finger rests.
    assert len(site.door.records(seq, kind="access", reader="finger")) == 1


def test_a_person_who_goes_leaves_no_template(site):
    site.terminal.do("people.delete", {"ids": ["1001"]})
    wait_until(lambda: site.sim.do("templates") == "0", what="the template to go")
    assert site.touch("anna")["reason"] == "unknown_credential"


@pytest.mark.parametrize("fault", ["fault silence 0", "fault garbage 0", "fault half 0", "fault sum 0", "silent", "unplug"])
def test_it_is_lost_and_comes_back(site, fault):
    site.sim.do(fault)
    site.wait_state("degraded")
    site.assert_other_reader_works()
    site.sim.do({"unplug": "plug", "silent": "silent off"}.get(fault, "fault none"))
    site.wait_state("ok")
    site.assert_anna_opens()


def test_noise(site):
    seq = site.door.last_seq()
    site.sim.do("noise 4000000")
    site.assert_other_reader_works()
    wait_until(lambda: site.report()["state"] == "ok", 30, "the module to be ok")
    site.assert_anna_opens()
    assert all(record["reason"] == "ok" for record in site.door.records(seq, kind="access"))


@pytest.mark.parametrize("what", ["swap", "wipe", "power"])
def test_it_is_filled_again(site, what):
    site.sim.do("put 0 mallory 2")  # Left in the other module.
    site.sim.do(what)
    if what == "wipe":
        site.sim.do("power")
    wait_until(lambda: site.sim.do("holds anna"), 60, "the template to be in the module again")
    assert not site.sim.do("holds mallory")
    site.wait_state("ok")
    site.assert_anna_opens()
    assert site.touch("mallory")["reason"] == "unknown_credential"


def test_another_password_is_told(site):
    site.sim.close()
    with Simulator("zfm_sim", site.sim.link, "--password", "00000001") as other:
        site.wait_state("degraded", "password")
        assert other.do("templates") == "0"


def enrol(site, person_id, finger):
    """Enrols by showing `finger` twice, as the guidance says; how it ended."""
    enrolment = site.terminal.do("enroll.start", {"person": person_id, "type": "fingerprint", "timeout_s": 60})["enrollment"]

    def state():
        return site.terminal.do("enroll.status", {"enrollment": enrolment})

    for _ in range(2):
        wait_until(lambda: state()["state"] in ("waiting", "again", "failed", "done"), 30, "the next sample to be wanted")
        site.sim.do(f"finger {finger}")
        wait_until(lambda: state()["state"] not in ("waiting", "again"), 30, "the sample to be taken")
        site.sim.do("lift")
    return wait_until(lambda: state() if state()["state"] in ("done", "failed") else None, 30, "the end")


def test_a_finger_is_enrolled_at_the_module_and_opens(tmp_path):
    site = Site(tmp_path)
    site.terminal.configuration["enrollment"] = "device"
    site.credentials = []
    with site:
        site.wait_state("ok")
        assert enrol(site, "1001", "anna")["state"] == "done"
        site.wait_filled()
        site.assert_anna_opens()
        held = site.terminal.do("people.get", {"id": "1001"})["person"]["credentials"]
        assert held[0]["sensor"] == "zfm" and held[0]["template"]
        refused = enrol(site, "1002", "anna")
        assert (refused["state"], refused["error"]["code"]) == ("failed", "already_exists")
