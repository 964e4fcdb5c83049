"""The simulated DESFire card, as implementations that nobody here wrote see it: libfreefare over libnfc, AES-CMAC of
python3-cryptography, and exchanges with real cards that were published."""

import ctypes
import os
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC
from harness.simulator import SIMULATORS, Simulator
from harness.terminal import REPOSITORY

sys.path.append(str(SIMULATORS))
from desfire_card import AES, DES, BlockCipher, crc32, rotated  # noqa: E402

UID = "04A1B2C3D4E5F6"
APPLICATION = 0xF51234
KEY = bytes.fromhex("5A3C0F1122334455667788990A1B2C3D")
MASTER = bytes.fromhex("8899AABBCCDDEEFF0011223344556677")


class Libfreefare:
    """The card at the PN532 on `port`, through libfreefare and libnfc."""

    def __init__(self, port):
        self._nfc, self._free = ctypes.CDLL("libnfc.so.6"), ctypes.CDLL("libfreefare.so.0")
        for name in ("nfc_open", "freefare_get_tags", "mifare_desfire_aid_new", "mifare_desfire_aes_key_new_with_version",
                     "mifare_desfire_des_key_new_with_version"):
            getattr(self._nfc if name == "nfc_open" else self._free, name).restype = ctypes.c_void_p
        self._context = ctypes.c_void_p()
        self._nfc.nfc_init(ctypes.byref(self._context))
        self._device = ctypes.c_void_p(self._nfc.nfc_open(self._context, f"pn532_uart:{port}:115200".encode()))
        assert self._device.value, "libnfc does not open the PN532"
        self._tags = ctypes.c_void_p(self._free.freefare_get_tags(self._device))
        self._tag = ctypes.cast(self._tags, ctypes.POINTER(ctypes.c_void_p))[0]
        assert self._tag, "no card"
        self.do("connect")

    def do(self, name, *arguments):
        """A function of mifare_desfire_NAME(), which must succeed."""
        assert self.ask(name, *arguments) == 0, name

    def ask(self, name, *arguments):
        return getattr(self._free, "mifare_desfire_" + name)(ctypes.c_void_p(self._tag), *arguments)

    def aid(self, number):
        return ctypes.c_void_p(self._free.mifare_desfire_aid_new(ctypes.c_uint32(number)))

    def aes(self, key):
        return ctypes.c_void_p(self._free.mifare_desfire_aes_key_new_with_version(key, ctypes.c_uint8(1)))

    def des(self, key):
        return ctypes.c_void_p(self._free.mifare_desfire_des_key_new_with_version(key))

    def card_uid(self):
        text = ctypes.c_char_p()
        self.do("get_card_uid", ctypes.byref(text))
        return text.value.decode().upper()

    def close(self):
        self._free.freefare_free_tags(self._tags)
        self._nfc.nfc_close(self._device)
        self._nfc.nfc_exit(self._context)


@pytest.fixture
def module(tmp_path):
    with Simulator("pn532_sim", tmp_path / "nfc") as running:
        yield running


@pytest.fixture
def connect(module):
    opened = []

    def open_it():
        opened.append(Libfreefare(os.path.realpath(module.link)))
        return opened[-1]

    yield open_it
    for one in opened:
        one.close()


def tool(module, name, *arguments):
    return subprocess.run([name, *arguments], capture_output=True, text=True, timeout=60, check=False, env={
        **os.environ, "LIBNFC_DEFAULT_DEVICE": f"pn532_uart:{os.path.realpath(module.link)}:115200"})


def test_libfreefare_authenticates_with_aes_and_is_told_the_uid(module, connect):
    module.do(f"desfire {UID} key {APPLICATION:X} 1 {KEY.hex()}")
    card = connect()
    card.do("select_application", card.aid(APPLICATION))
    card.do("authenticate_aes", 1, card.aes(KEY))
    assert card.card_uid() == UID
    settings, keys = ctypes.c_uint8(), ctypes.c_uint8()
    card.do("get_key_settings", ctypes.byref(settings), ctypes.byref(keys))  # Its CMAC goes on from the UID's.
    assert (settings.value, keys.value & 0x0F) == (0x0F, 2)
    assert card.card_uid() == UID


def test_libfreefare_is_refused_with_another_key(module, connect):
    module.do(f"desfire {UID} key {APPLICATION:X} 1 {KEY.hex()}")
    card = connect()
    card.do("select_application", card.aid(APPLICATION))
    assert card.ask("authenticate_aes", 1, card.aes(MASTER)) != 0
    assert card.ask("authenticate_aes", 2, card.aes(KEY)) != 0


def test_libfreefare_makes_a_card_that_opens(module, connect):
    """The steps of config/readers/pcsc.md."""
    module.do(f"desfire {UID}")
    card = connect()
    card.do("select_application", None)
    card.do("authenticate", 0, card.des(bytes(8)))
    card.do("create_application", card.aid(APPLICATION), 0x0F, 0x82)
    card.do("select_application", card.aid(APPLICATION))
    card.do("authenticate_aes", 0, card.aes(bytes(16)))
    card.do("change_key", 1, card.aes(KEY), card.aes(bytes(16)))
    card.do("change_key", 0, card.aes(MASTER), None)
    card.do("authenticate_aes", 0, card.aes(MASTER))
    card.do("change_key_settings", 0x09)
    card.do("select_application", card.aid(APPLICATION))
    assert card.ask("authenticate_aes", 1, card.aes(bytes(16))) != 0
    card.do("select_application", card.aid(APPLICATION))
    card.do("authenticate_aes", 1, card.aes(KEY))
    assert card.card_uid() == UID


def test_libfreefares_tools(module):
    module.do(f"desfire {UID}")
    info = tool(module, "mifare-desfire-info")
    assert info.returncode == 0 and "Free memory" in info.stdout and "Use random UID: no" in info.stdout
    made = tool(module, "mifare-desfire-create-ndef", "-y")
    assert made.returncode == 0, made.stdout + made.stderr
    again = tool(module, "mifare-desfire-create-ndef", "-y")
    assert again.returncode != 0 and "Application creation failed" in again.stderr
    formatted = tool(module, "mifare-desfire-format", "-y")
    assert formatted.returncode == 0, formatted.stdout + formatted.stderr
    made = tool(module, "mifare-desfire-create-ndef", "-y")
    assert made.returncode == 0, made.stdout + made.stderr


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 31, 32, 40, 64])
def test_the_cmac_is_that_of_cryptography(length):
    message = bytes(range(length))
    other = CMAC(algorithms.AES(KEY))
    other.update(message)
    assert BlockCipher(KEY, AES).cmac(message, bytes(16)) == other.finalize()


def test_a_published_authentication_with_a_real_card():
    """An AES key of zeros, as the card's reader logged it."""
    cipher = BlockCipher(bytes(16), AES)
    first = bytes.fromhex("B969FDFE56FD91FC9DE6F6F213B8FD1E")
    theirs = cipher.cbc_decrypt(first, bytes(16))
    assert theirs.hex().upper() == "C05DDD714FD788A6B7B754F3C4D066E8"
    own = bytes.fromhex("F44B26F5686F3A391CD38EBD10772281")
    second = cipher.cbc_encrypt(own + rotated(theirs), first)
    assert second.hex().upper() == "36AAD7DF6E436BA08D18613830A70D5AD43E3D3F4A8D47541EEE623A934E4774"
    assert cipher.cbc_encrypt(rotated(own), second[-16:]).hex().upper() == "800DB680BC146BD121D6578F2D2E2059"


def test_a_published_answer_to_get_card_uid_of_a_real_card():
    """After an authentication with a DES key of zeros (1A): the same chain of CMAC, enciphered UID and CRC."""
    own, theirs = bytes.fromhex("43DB1262DE8BBD6E"), bytes.fromhex("8BD1D0A3305FBC4C")
    session = BlockCipher(own[:4] + theirs[:4], DES)
    plain = session.cbc_decrypt(bytes.fromhex("469976F218550D46FC16658F23FC46AE"), session.cmac(b"\x51", bytes(8)))
    uid = bytes.fromhex("041B42EAC45580")
    assert plain == uid + crc32(uid + b"\0") + bytes(5)


def test_the_recording_is_what_the_card_says():
    told = subprocess.run([SIMULATORS / "record_desfire"], capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout == (REPOSITORY / "tests/data/desfire/authentication.txt").read_text()
