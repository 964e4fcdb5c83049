"""kill -9 at random moments under load. Afterwards nothing that was told is lost, nothing is doubled,
every release of the strike has its record, and the databases are sound."""

import os
import shutil
import sqlite3
import threading
from datetime import datetime, timedelta, timezone
from itertools import count

import pytest
from harness.door import Door
from harness.people import ALWAYS, card, person, seeded
from harness.promises import Office, check_people, comparable
from harness.terminal import Terminal
from harness.waiting import wait_until

ROUNDS = 200 if os.environ.get("DOORWARD_THOROUGH") else 20
OVERLAP = 200  # Records of the round before that are looked at again.
KNOWN = "0A0B0C0D"
LOST = (OSError, ValueError)  # What a call meets when the daemon dies under it.


class Load:
    """Everything that goes on at once, until the daemon is gone."""

    def __init__(self, terminal, office, numbers, generator):
        self.terminal = terminal
        self.door = Door(terminal)
        self.office = office
        self.numbers = numbers
        self.trace = []
        self.done = threading.Semaphore(0)
        self.stop = threading.Event()
        self.error = None
        self.choices = [generator.random() for _ in range(500)]
        works = (self.command, self.walk_through, self.show_cards, self.watch)
        self.threads = [threading.Thread(target=self.until_dead, args=(work,)) for work in works]

    def until_dead(self, work):
        try:
            while not self.stop.is_set():
                work()
        except LOST:
            pass
        except BaseException as error:  # Told by the test's own thread.
            self.error = self.error or error
            self.done.release(1000)

    def start(self):
        for thread in self.threads:
            thread.start()

    def join(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(60)
        if self.error:
            raise self.error

    def command(self):
        number = next(self.numbers)
        if self.choices[number % len(self.choices)] < 0.2:
            self.office.put_release(number)
        else:
            self.office.put_person(number)
        self.done.release()

    def watch(self):
        """The independent witness: the strike's edges, as long as there is somebody to ask."""
        self.trace += self.terminal.trace(self.trace[-1]["number"] if self.trace else 0)

    def wait_level(self, level):
        while not self.stop.is_set() and self.door.strike_level() != level:
            pass

    def walk_through(self):
        """In, through the door, and shut: a release each time, at once."""
        self.terminal.do("sim.card", {"uid": KNOWN, "reader": "nfc"})
        self.wait_level("active")
        self.door.move_contact(True)
        self.wait_level("inactive")
        self.door.move_contact(False)
        while not self.stop.is_set() and self.door.state()["state"] != "secured":
            pass
        self.done.release()

    def show_cards(self):
        self.terminal.call("sim.card", {"uid": f"{next(self.numbers):08X}", "reader": "side"})


def check_databases(data, copy):
    """On a copy: looking must not do the recovery that the daemon is to do."""
    for name in ("people.db", "records.db"):
        for suffix in ("", "-wal"):
            if (data / (name + suffix)).exists():
                shutil.copyfile(data / (name + suffix), copy / (name + suffix))
        with sqlite3.connect(copy / name) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        database.close()


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_edges(trace, records, start):
    """Each release since `start` was granted by somebody: a record of its own, no older than that of the release
    before it. It may be older than the strike's last rest: the door can be opened, and the strike rest, while a record
    is on its way to the disk."""
    grants = sorted(moment(one["at"]) for one in records if one["kind"] == "access" and one["result"] == "granted")
    grants = [grant for grant in grants if grant >= start]
    for edge in trace:
        if edge["line"] != "main.strike" or edge["level"] != "active":
            continue
        assert grants and grants[0] <= moment(edge["at"]), f"the release at {edge['at']} has no record of its own"
        grants.pop(0)


@pytest.fixture
def site(tmp_path, broker):
    terminal = Terminal(tmp_path / "terminal", broker, faces=False)
    terminal.configuration["storage"]["record_capacity"] = 1_000_000
    terminal.configuration["readers"].append(
        {"id": "side", "door": "main", "driver": "simulated", "reads": ["card"]})
    office = Office(broker)
    terminal.start().wait_online()
    yield terminal, office
    if terminal.process:
        terminal.kill()
    office.close()


def test_killed_at_random_moments_nothing_that_was_told_is_lost(site, tmp_path):
    terminal, office = site
    generator = seeded("kill")
    numbers = count(1)
    terminal.do("permissions.put", {"permissions": [ALWAYS]})
    terminal.do("people.put", {"people": [person("walker", card(KNOWN))]})
    copy = tmp_path / "copy"
    copy.mkdir()
    data = terminal.folder / "data"
    edges, checked = 0, 0
    restarted = datetime.now(timezone.utc) - timedelta(hours=1)
    for _ in range(ROUNDS):
        door = Door(terminal)
        door.move_contact(False)
        if generator.random() < 0.7:  # Else it may die while it connects.
            terminal.wait_online()
        load = Load(terminal, office, numbers, generator)
        load.start()
        for _ in range(generator.randrange(1, 80)):
            assert load.done.acquire(timeout=30), "the load stands still"
        people, releases = office.promised()
        terminal.kill()
        load.join()
        check_databases(data, copy)
        started, restarted = restarted, datetime.now(timezone.utc)
        terminal.start()
        check_people(terminal, office, people)
        records = door.records(checked)
        check_edges(load.trace, records, started)
        told = {one["detail"].split()[1] for one in records if one.get("method") == "command"}
        office.recorded |= told
        assert releases <= office.recorded, "a promised release has no record"
        # What waited at the broker may be done, and recorded, before the next round begins.
        checked = max(0, records[-1]["seq"] - OVERLAP)
        edges += sum(1 for edge in load.trace if edge["level"] == "active")
    assert edges > ROUNDS / 2
    check_the_end(terminal, office)
    people, releases = office.promised()
    print(f"{ROUNDS} kills, {next(numbers)} acts, {edges} releases seen, {len(office.records)} records "
          f"({office.repeated} sent again), {len(releases)} releases by command, "
          f"{len(office.replies.snapshot())} replies")


def check_the_end(terminal, office):
    """The log has no hole and nothing twice, and the back office ends with the whole of it."""
    terminal.wait_online()
    wait_until(lambda: terminal.do("device.info")["backlog"] == 0, 60, "everything to be sent")
    log = Door(terminal).records()
    assert [one["seq"] for one in log] == list(range(1, len(log) + 1))
    log_id = terminal.do("device.info")["log_id"]
    assert {key[0] for key in office.records} == {log_id}
    for one in log:
        assert comparable(office.records[(log_id, one["seq"])]) == comparable(one)
    shown = [one["credential"]["value"] for one in log if one.get("reader") == "side"]
    assert len(shown) == len(set(shown)), "a card has two records"
    commands = [one["detail"] for one in log if one.get("method") == "command"]
    assert len(commands) == len(set(commands)), "a release was done twice"
    assert office.contradictions == []
