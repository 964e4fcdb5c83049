"""Damage of people.db that shows while the terminal runs, and what a start makes of it."""

import contextlib
import sqlite3

import pytest
from harness.back_office import photo_credential
from harness.door import Door
from harness.people import ALWAYS, card, code, person
from harness.terminal import PHOTOS, Terminal
from harness.waiting import wait_until

UID, OTHER = "04A1B2C3", "04D5E6F7"


@pytest.fixture
def site(offline):
    terminal, door = offline()
    terminal.do("permissions.put", {"permissions": [ALWAYS]})
    terminal.do("people.put", {"people": [person("1001", card(UID)), person("1002", card(OTHER))]})
    return terminal, door


def people_db(terminal):
    return terminal.folder / "data" / "people.db"


def spoil(terminal, who):
    """As another program might, or a bit that fell over."""
    with contextlib.closing(sqlite3.connect(people_db(terminal))) as database, database:
        changed = database.execute("UPDATE vault SET sealed = zeroblob(length(sealed)) WHERE slot = "
                                   "(SELECT slot FROM person WHERE id = ?)", (who,))
        assert changed.rowcount == 1


def alarms(door):
    return [one["detail"] for one in door.records(kind="alarm", event="store_damaged")]


def test_damage_that_a_command_meets_is_told_once_and_stops_nobody(site):
    terminal, door = site
    spoil(terminal, "1001")
    for _ in range(2):
        assert terminal.call("people.get", {"id": "1001"})["error"]["code"] == "data_loss"
    door.wait_record(kind="alarm", event="store_damaged")
    status = terminal.do("device.info")
    assert status["parts"]["storage"]["state"] == "degraded"
    assert "doorctl device restart" in status["parts"]["storage"]["detail"]
    assert "restart it first" in status["needs_data"]
    for uid in (UID, OTHER):
        assert door.card(uid)["reason"] == "ok"
    assert len(alarms(door)) == 1


def test_after_the_restart_the_office_is_asked_until_it_has_sent_everything(site):
    terminal, door = site
    spoil(terminal, "1001")
    terminal.call("people.get", {"id": "1001"})
    for _ in range(2):
        terminal.stop()
        terminal.start()
        wait_until(lambda: len(alarms(door)) == 2, what="the alarm of the start")
        assert "1 rows left out" in alarms(door)[1]
        status = terminal.do("device.info")
        assert "damaged" in status["needs_data"]
        assert "storage" not in status["parts"]
        assert door.card(UID)["reason"] == "unknown_credential"
        assert door.card(OTHER)["reason"] == "ok"
    terminal.do("people.delete", {"all": True})
    terminal.do("people.put", {"people": [person("1001", card(UID))]})
    assert terminal.do("device.info")["needs_data"] is None
    assert door.card(UID)["reason"] == "ok"
    assert len(alarms(door)) == 2


def test_what_happened_is_told_although_the_terminal_was_killed_before(site):
    terminal, door = site
    terminal.stop()
    people_db(terminal).write_bytes(b"no database at all" * 1000)
    terminal.start()
    wait_until(lambda: alarms(door), what="the alarm")
    terminal.stop()
    # As if the power had gone between the new database and its alarm.
    (terminal.folder / "data" / "people.db-untold").write_text("people.db was damaged, said the one before")
    terminal.start()
    wait_until(lambda: len(alarms(door)) == 2, what="the alarm of before")
    assert alarms(door)[1] == "people.db was damaged, said the one before"
    wait_until(lambda: not (terminal.folder / "data" / "people.db-untold").exists(), what="the end of it")


def test_a_start_keeps_the_pictures_of_whom_damage_took(tmp_path):
    with Terminal(tmp_path) as terminal:
        door = Door(terminal)
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [person("barack", photo_credential(PHOTOS / "obama.jpg")),
                                              person("1002", code("VISIT-7731"))]}, timeout=60)
        record = door.passes_by_face(PHOTOS / "obama2.jpg", person="barack")
        pictures = tmp_path / "data" / "snapshots"
        terminal.stop()
        spoil(terminal, "barack")
        for _ in range(2):
            terminal.start()
            assert terminal.do("device.info")["people"] == 1
            assert terminal.do("records.snapshot", {"seq": record["seq"]})["jpeg"]
            terminal.stop()
        # Once the office has sent everything, whoever is not there was deleted.
        terminal.start()
        terminal.do("people.delete", {"all": True})
        terminal.do("people.put", {"people": [person("1002", code("VISIT-7731"))]})
        terminal.stop()
        terminal.start()
        assert list(pictures.glob(f"{record['seq']}-*")) == []
