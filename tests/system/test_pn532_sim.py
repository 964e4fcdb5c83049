"""The simulated PN532, as clients that nobody here wrote see it."""

import os
import subprocess
import sys

import pytest
from harness.simulator import Simulator
from harness.terminal import REPOSITORY

sys.path.append(str(REPOSITORY / ".cache/python"))
import nfc.clf  # noqa: E402
import nfc.clf.pn532  # noqa: E402
import nfc.clf.transport  # noqa: E402

UIDS = ["04A1B2C3", "04A1B2C3D4E5F6", "04A1B2C3D4E5F60718A9"]


@pytest.fixture
def module(tmp_path):
    with Simulator("pn532_sim", tmp_path / "nfc") as running:
        yield running


@pytest.mark.parametrize("uid", UIDS)
def test_nfc_list_sees_the_card(module, uid):
    module.do(f"card {uid}")
    seen = subprocess.run(
        ["nfc-list"], capture_output=True, text=True, timeout=60, check=True,
        env={**os.environ, "LIBNFC_DEFAULT_DEVICE": f"pn532_uart:{os.path.realpath(module.link)}:115200",
             "LIBNFC_AUTO_SCAN": "false"})
    assert "1 ISO14443A passive target" in seen.stdout, seen.stdout + seen.stderr
    assert "".join(f"{byte:02x}" for byte in bytes.fromhex(uid)) in seen.stdout.replace(" ", "")


def test_nfc_list_sees_that_there_is_none(module):
    seen = subprocess.run(
        ["nfc-list"], capture_output=True, text=True, timeout=60, check=True,
        env={**os.environ, "LIBNFC_DEFAULT_DEVICE": f"pn532_uart:{os.path.realpath(module.link)}:115200"})
    assert "UID" not in seen.stdout


def test_libfreefare_speaks_to_a_desfire_card(module):
    module.do("desfire 04A1B2C3D4E5F6 key F51234 1 00112233445566778899AABBCCDDEEFF")
    seen = subprocess.run(
        ["mifare-desfire-info"], capture_output=True, text=True, timeout=60, check=True,
        env={**os.environ, "LIBNFC_DEFAULT_DEVICE": f"pn532_uart:{os.path.realpath(module.link)}:115200"})
    assert "04a1b2c3d4e5f6" in seen.stdout.lower(), seen.stdout + seen.stderr
    assert "Master Key" in seen.stdout


@pytest.mark.parametrize("uid", UIDS)
def test_nfcpy_senses_the_card(module, uid):
    module.do(f"card {uid}")
    device = nfc.clf.pn532.init(nfc.clf.transport.TTY(os.path.realpath(module.link)))
    try:
        found = device.sense_tta(nfc.clf.RemoteTarget("106A"))
        assert found.sdd_res.hex().upper() == uid
        module.do("remove")
        assert device.sense_tta(nfc.clf.RemoteTarget("106A")) is None
    finally:
        device.close()
