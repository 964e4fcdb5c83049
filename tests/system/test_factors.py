"""Doors that ask for more than one factor, from outside."""

import pytest
from harness.waiting import wait_until

CARD, PIN = "04A1B2C3", "482913"


def people():
    return [{"id": "1001", "permissions": ["always"],
             "credentials": [{"type": "card", "uid": CARD}, {"type": "pin", "pin": PIN},
                             {"type": "qr", "text": "VISIT-1"}]},
            {"id": "1002", "permissions": ["always"],
             "credentials": [{"type": "card", "uid": "11223344"}, {"type": "pin", "pin": "777777"}]}]


@pytest.fixture
def door(offline):
    def start(factors):
        def change(configuration):
            configuration["doors"][0]["factors"] = factors
            configuration["doors"][0]["factors_within_ms"] = 1000
            configuration["readers"][0]["feedback"] = {"green": {"driver": "simulated"},
                                                       "red": {"driver": "simulated"}}
        terminal, door = offline(change)
        terminal.do("permissions.put", {"permissions": [
            {"id": "always", "doors": ["main"], "when": {"type": "always"}}]})
        terminal.do("people.put", {"people": people()})
        return door
    return start


def presentations(door):
    return door.terminal.do("device.info")["counters"]["presentations"]


def show(door, *steps):
    """Shows things one after another; returns the record of the attempt that they are."""
    seq = door.last_seq()
    for name, arguments in steps:
        seen = presentations(door)
        door.terminal.do(name, arguments)
        wait_until(lambda: presentations(door) > seen, what="the access thread to take it")
    return door.wait_record(seq, kind="access")


def card(uid=CARD):
    return "sim.card", {"uid": uid}


def keys(digits=PIN):
    return "sim.keys", {"keys": digits + "#"}


def test_card_and_pin_open_in_any_order_and_neither_alone(door):
    door = door("card+pin")
    for steps in ((card(), keys()), (keys(), card())):
        record = show(door, *steps)
        assert (record["result"], record["reason"], record["person"]) == ("granted", "ok", "1001")
        assert record["detail"] == "card+pin"
        door.wait_strike("inactive")
    for step in (card(), keys()):
        assert show(door, step)["reason"] == "second_factor_missing"


def test_another_persons_pin_is_wrong(door):
    door = door("card+pin")
    assert show(door, card(), keys("777777"))["reason"] == "wrong_pin"


def test_either_way_opens(door):
    door = door("qr or (card and pin)")
    assert show(door, ("sim.qr", {"text": "VISIT-1"}))["result"] == "granted"
    assert show(door, card(), keys())["result"] == "granted"


def test_what_is_not_asked_for_is_not_accepted(door):
    door = door("card")
    assert show(door, keys())["reason"] == "factor_not_accepted"
    assert show(door, card())["result"] == "granted"


def test_rules_by_time_of_day(door):
    always, never = ["00:00-24:00"], []
    door_now = door([{"when": {"type": "daily", "slots": never}, "require": "card"},
                     {"when": {"type": "daily", "slots": always}, "require": "card+pin"},
                     {"require": "card"}])
    assert show(door_now, card())["reason"] == "second_factor_missing"
    assert show(door_now, card(), keys())["result"] == "granted"


def test_lights_tell_that_more_is_wanted_and_how_it_ended(door):
    door = door("card+pin")
    after = door.last_change()
    show(door, card(), keys("000000"))
    show(door, keys())
    lit = [entry["line"] for entry in door.terminal.trace(after)
           if entry["level"] == "active" and entry["line"].startswith("nfc.")]
    assert lit[0] == "nfc.green" and "nfc.red" in lit and lit[-1] == "nfc.green"
