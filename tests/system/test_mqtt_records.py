"""The record stream: acknowledgements, repetition, outages, and what the ring had to overwrite."""

import json

import pytest
from harness.back_office import BackOffice
from harness.door import Door
from harness.waiting import wait_until


def info(terminal):
    return terminal.do("device.info")["records"]


def show_cards(terminal, count, first=0):
    door = Door(terminal)
    for number in range(first, first + count):
        terminal.do("sim.card", {"uid": f"{number:08X}"})
        if number % 50 == 49:  # A reader's queue holds 256.
            values = f"{number:08X}"
            wait_until(lambda: any(one["credential"]["value"] == values
                                   for one in door.records(max(0, door.last_seq() - 60),
                                                           kind="access")),
                       what="the cards to be recorded")


def card_values(office):
    return [one["credential"]["value"] for one in office.arrived() if one.get("method") == "card"]


def wait_for_cards(office, count, timeout=60):
    wait_until(lambda: len(card_values(office)) >= count, timeout, f"{count} cards")


def check_whole(office, count):
    """Every card once, in order, and no number missing."""
    assert card_values(office) == [f"{number:08X}" for number in range(count)]
    seen = sorted(seq for _, seq in office.records)
    assert seen == list(range(1, seen[-1] + 1))


def test_records_arrive_in_order_and_acks_move_the_cursor(online):
    _, terminal, office = online()
    show_cards(terminal, 60)
    wait_for_cards(office, 60)
    check_whole(office, 60)
    wait_until(lambda: info(terminal)["acked_seq"] == info(terminal)["last_seq"],
               what="everything to be acknowledged")
    assert terminal.do("device.info")["backlog"] == 0


def test_what_is_not_acknowledged_is_sent_again(online):
    _, terminal, office = online(acknowledge=False)
    show_cards(terminal, 5)
    wait_for_cards(office, 5)
    wait_until(lambda: office.repeated >= 5, 60, "the same records again")
    assert info(terminal)["acked_seq"] == 0
    last = max(seq for _, seq in office.records)
    office.send_ack(info_log(terminal), last)
    wait_until(lambda: info(terminal)["acked_seq"] == last, what="the cursor to move")
    check_whole(office, 5)


def info_log(terminal):
    return terminal.do("device.info")["log_id"]


ACKS = [lambda log, last: {"log_id": log, "acked_seq": last + 1},
        lambda log, last: {"log_id": log, "acked_seq": 1 << 62},
        lambda log, last: {"log_id": log, "acked_seq": (1 << 63) - 1},
        lambda log, last: {"log_id": log, "acked_seq": 1 << 63},
        lambda log, last: {"log_id": log, "acked_seq": -1},
        lambda log, last: {"log_id": log, "acked_seq": str(last)},
        lambda log, last: {"log_id": log, "acked_seq": last + 0.5},
        lambda log, last: {"log_id": "0" * 32, "acked_seq": last},
        lambda log, last: {"log_id": log.upper() + "0", "acked_seq": last},
        lambda log, last: {"log_id": "", "acked_seq": last},
        lambda log, last: {"log_id": log},
        lambda log, last: {"acked_seq": last},
        lambda log, last: {"log_id": log, "acked_seq": last, "more": 1},
        lambda log, last: [log, last],
        lambda log, last: "x" * 5000]


@pytest.mark.parametrize("raw", [b"", b"\xff", b"{", b'{"log_id":'])
def test_acks_that_make_no_sense_move_nothing(online, raw):
    _, terminal, office = online(acknowledge=False)
    show_cards(terminal, 3)
    wait_for_cards(office, 3)
    log, last = info_log(terminal), info(terminal)["last_seq"]
    office.publish("records/ack", raw)
    if raw == b"":
        for make in ACKS:
            office.publish("records/ack", json.dumps(make(log, last)))
    office.do("permissions.list")
    assert info(terminal)["acked_seq"] == 0
    office.send_ack(log, 2)
    wait_until(lambda: info(terminal)["acked_seq"] == 2, what="the good one to count")
    office.send_ack(log, 1)  # Older than the cursor.
    office.do("permissions.list")
    assert info(terminal)["acked_seq"] == 2


def test_without_a_broker_the_door_decides_and_records_arrive_after(online):
    broker, terminal, office = online()
    show_cards(terminal, 10)
    wait_for_cards(office, 10)
    broker.stop()
    wait_until(lambda: terminal.do("device.info")["parts"]["mqtt"]["state"] == "degraded",
               what="the terminal to notice")
    show_cards(terminal, 100, first=10)
    door = Door(terminal)
    change = door.last_change()
    door.press_exit_button()
    wait_until(lambda: door.releases(change), what="the strike")
    broker.start()
    wait_for_cards(office, 110, timeout=90)
    wait_until(lambda: info(terminal)["acked_seq"] == info(terminal)["last_seq"], 60,
               "everything to be acknowledged")
    check_whole(office, 110)
    assert len(door.releases(change)) == 1  # The network's return released nothing.


def test_a_full_ring_says_what_it_overwrote(online):
    def small(configuration):
        configuration["storage"]["record_capacity"] = 100

    broker, terminal, office = online(change=small)
    wait_until(lambda: info(terminal)["acked_seq"] >= 1, what="the first acknowledgement")
    acked = info(terminal)["acked_seq"]
    broker.stop()
    door = Door(terminal)
    show_cards(terminal, 85)  # One by one: what passes two marks in one write is told as the higher.
    door.wait_record(kind="alarm", event="records_filling")
    show_cards(terminal, 14, first=85)
    door.wait_record(kind="alarm", event="records_nearly_full")
    show_cards(terminal, 201, first=99)
    last = info(terminal)["last_seq"]
    broker.start()
    office.wait_for_record(lambda one: one["seq"] >= last, timeout=90)
    lost = office.overwritten[0]
    assert lost["from"] <= acked + 60  # Nothing acknowledged is told as lost; in flight may be.
    got = {seq for _, seq in office.records}
    told = set(range(lost["from"], max(one["to"] for one in office.overwritten) + 1))
    missing = set(range(1, last + 1)) - got
    assert missing <= told, "a gap that nobody told of"
    assert missing, "the ring of 100 cannot have kept 300"
    wait_until(lambda: info(terminal)["acked_seq"] >= last, 60, "the acknowledgement")
    terminal.do("sim.card", {"uid": "FFFFFFFF"})
    batch = office.batches.wait_for(lambda one: any(
        record.get("credential", {}).get("value") == "FFFFFFFF" for record in one["records"]))
    assert "overwritten" not in batch


def test_two_back_offices_do_not_disturb_each_other(online):
    broker, terminal, office = online()
    with BackOffice(broker, acknowledge=False) as second:
        show_cards(terminal, 20)
        wait_for_cards(office, 20)
        wait_for_cards(second, 20)
        assert card_values(second) == card_values(office)
