"""Readers on the kernel's own serial ports and input devices."""

import pytest
from on_board import CARD, CODE
from harness.waiting import wait_until


@pytest.mark.parametrize("name", ["serial", "nfc", "finger"])
def test_a_reader_on_a_serial_port_is_ready(here, name):
    here.wait_reader(name)


def test_a_card_at_the_pn532_opens(here):
    here.wait_reader("nfc")
    seq = here.door.last_seq()
    here.simulators["nfc"].do(f"card {CARD}")
    record = here.door.wait_record(seq, kind="access")
    assert (record["reader"], record["reason"]) == ("nfc", "ok")
    here.simulators["nfc"].do("remove")


@pytest.fixture
def scanner(here):
    """Plugs in a keyboard that uinput makes; gives a function that types a line."""
    number = here.guest.start("/usr/local/bin/keyboard", "scanner", "/run/scanner")
    here.wait_reader("scanner")
    yield lambda text: here.guest.do(f"echo {text} > /run/scanner")
    here.guest.do(f"kill {number}; rm -f /run/scanner")
    wait_until(lambda: here.reader("scanner") != "ok", 60, "the loss of the scanner to be seen")


def test_a_code_that_an_input_device_types_opens(here, scanner):
    seq = here.door.last_seq()
    scanner(CODE)
    record = here.door.wait_record(seq, kind="access")
    assert (record["reader"], record["reason"]) == ("scanner", "ok")
