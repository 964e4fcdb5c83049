"""The simulated fingerprint module, looked at by two clients that nobody here wrote."""

import sys
import time
import types

import pytest
from harness.simulator import Simulator
from harness.terminal import REPOSITORY

serial = pytest.importorskip("serial")
sys.path.append(str(REPOSITORY / ".cache/python"))
SIZES = [(512, 32), (768, 128), (1536, 256)]


def stub(name, **members):
    """A module that a client imports and that only its boards have."""
    if name not in sys.modules:
        sys.modules[name] = types.SimpleNamespace(**members)


stub("busio", UART=object)
stub("micropython", const=lambda value: value)
adafruit_fingerprint = pytest.importorskip("adafruit_fingerprint")
pyfingerprint = pytest.importorskip("pyfingerprint.pyfingerprint")


@pytest.fixture
def make(tmp_path, monkeypatch):
    """Starts simulators; ends them."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)  # What a client waits for, a simulator has done.
    started = []

    def start(*options):
        started.append(Simulator("zfm_sim", tmp_path / f"uart{len(started)}", *options))
        return started[-1]
    yield start
    for sim in started:
        sim.close()


def adafruit(sim, password=(0, 0, 0, 0)):
    return adafruit_fingerprint.Adafruit_Fingerprint(serial.Serial(sim.link, 57600, timeout=5), password)


def enrol(client, sim, first, second):
    for sample, name in enumerate((first, second), 1):
        sim.do(f"finger {name}")
        assert client.get_image() == adafruit_fingerprint.OK
        assert client.image_2_tz(sample) == adafruit_fingerprint.OK
        sim.do("lift")
        assert client.get_image() == adafruit_fingerprint.NOFINGER
    return client.create_model()


def search(client, sim, name, how):
    sim.do(f"finger {name}")
    assert client.get_image() == adafruit_fingerprint.OK and client.image_2_tz(1) == adafruit_fingerprint.OK
    sim.do("lift")
    return how()


@pytest.mark.parametrize("template, packet", SIZES)
def test_adafruit(make, template, packet):
    sim = make("--template-bytes", template, "--packet", packet, "--capacity", 300)
    client = adafruit(sim)
    assert (client.library_size, client.security_level, 32 << client.data_packet_size) == (300, 3, packet)
    assert enrol(client, sim, "anna", "bert") == adafruit_fingerprint.ENROLLMISMATCH
    assert enrol(client, sim, "anna", "anna") == adafruit_fingerprint.OK
    assert client.store_model(299) == adafruit_fingerprint.OK
    assert client.store_model(300) == adafruit_fingerprint.BADLOCATION
    assert client.count_templates() == adafruit_fingerprint.OK and client.template_count == 1
    assert client.read_templates() == adafruit_fingerprint.OK and client.templates == [299]
    for how in (client.finger_search, client.finger_fast_search):
        assert search(client, sim, "anna", how) == adafruit_fingerprint.OK
        assert client.finger_id == 299 and client.confidence > 0
        assert search(client, sim, "bert", how) == adafruit_fingerprint.NOTFOUND
    assert client.load_model(299, 2) == adafruit_fingerprint.OK
    data = client.get_fpdata("char", 2)
    assert bytes(data).hex() == sim.do("template anna")
    assert client.delete_model(299) == adafruit_fingerprint.OK and sim.do("templates") == "0"
    assert client.send_fpdata(data, "char", 1) and client.store_model(4) == adafruit_fingerprint.OK
    assert search(client, sim, "anna", client.finger_search) == adafruit_fingerprint.OK and client.finger_id == 4
    assert client.empty_library() == adafruit_fingerprint.OK and sim.do("templates") == "0"
    assert client.set_led(color=3, mode=2) == adafruit_fingerprint.OK
    assert client.set_sysparam(5, 5) == adafruit_fingerprint.OK and sim.do("security") == "5"
    assert "led flash purple" in sim.events


def test_adafruit_meets_a_password(make):
    sim = make("--password", "01020304")
    with pytest.raises(RuntimeError):
        adafruit(sim)
    assert adafruit(sim, (1, 2, 3, 4)).count_templates() == adafruit_fingerprint.OK


@pytest.mark.parametrize("template, packet", SIZES)
def test_pyfingerprint(make, template, packet):
    sim = make("--template-bytes", template, "--packet", packet, "--password", "A0B0C0D0")
    assert not pyfingerprint.PyFingerprint(sim.link, 57600, 0xFFFFFFFF, 0).verifyPassword()
    client = pyfingerprint.PyFingerprint(sim.link, 57600, 0xFFFFFFFF, 0xA0B0C0D0)
    assert client.verifyPassword()
    assert (client.getStorageCapacity(), client.getMaxPacketSize(), client.getSecurityLevel()) == (200, packet, 3)
    assert not client.readImage()
    for sample in (1, 2):
        sim.do("finger anna")
        assert client.readImage() and client.convertImage(sample)
    assert client.createTemplate() and client.storeTemplate() == 0 and client.getTemplateCount() == 1
    assert client.getTemplateIndex(0)[:2] == [True, False]
    assert client.readImage() and client.convertImage(1)
    assert client.searchTemplate()[0] == 0
    assert client.loadTemplate(0, 2) and client.convertImage(1) and client.compareCharacteristics() > 0
    data = client.downloadCharacteristics(2)
    assert bytes(data).hex() == sim.do("template anna")
    assert client.deleteTemplate(0) and client.getTemplateCount() == 0
    assert client.uploadCharacteristics(1, data) and client.storeTemplate(7, 1) == 7
    assert sim.do("holds anna") == "7"
    data[300] ^= 1
    assert client.uploadCharacteristics(1, data)
    with pytest.raises(Exception):
        client.storeTemplate(8, 1)  # The module refuses it.
    assert client.clearDatabase() and client.getTemplateCount() == 0
    sim.do("finger anna poor")
    assert client.readImage()
    with pytest.raises(Exception, match="messy"):
        client.convertImage(1)


def test_the_library_outlives_power(make, tmp_path):
    options = ("--store", tmp_path / "flash")
    first = make(*options)
    first.do("put 3 anna")
    first.close()
    second = make(*options)
    assert second.do("holds anna") == "3"
    second.do("swap")
    assert second.do("templates") == "0"
    second.do("swap")
    assert second.do("holds anna") == "3"
