"""Power cuts at random moments under load, with a disk that loses what was not flushed (disk.py). Afterwards nothing
that was told is lost or changed, the log has no hole, the databases are sound and the door works."""

import os
import threading
import time
from itertools import count

import pytest
from disk import Platter
from harness.door import Door
from harness.people import ALWAYS, card, person, seeded
from harness.promises import Office, check_people, comparable
from installation import Installation

CUTS = int(os.environ.get("DOORWARD_POWER_CUTS", 50))
KNOWN = "0A0B0C0D"
MOST_ACTS = 120  # Between two cuts.
# What lay on the disk after the cut, put aside by the board before the daemon starts: looking at it must not do the
# recovery that the daemon is to do.
CHECK = """set -e; cd /run/as-found; for one in people records; do
  sqlite3 $one.db 'PRAGMA integrity_check; PRAGMA foreign_key_check'; done; dmesg | grep -c 'EXT4-fs error' || true"""
SOUND = "ok\nok\n0\n"
PUT_ASIDE = """cat > /etc/systemd/system/doorward.service.d/found.conf <<X
[Service]
ExecStartPre=+/bin/sh -c 'rm -rf /run/as-found; cp -r /var/lib/doorward /run/as-found'
X
systemctl daemon-reload"""


class Cuts:
    """The board, whose power goes and comes."""

    def __init__(self, installation, folder, generator):
        self.installation = installation
        self.platter = Platter(installation.image.disk, folder)
        self.office = Office(installation.broker)
        self.door = Door(self.office)
        self.generator = generator
        self.numbers = count(1)
        self._boots = set()  # The boot ids of lives before.

    def boot(self):
        """Returns how long it took until the terminal was there for its back office."""
        started = time.monotonic()
        self.installation.boot(self.platter.spin_up()).wait_up()
        return started

    def wait_online(self, started):
        status = self.office.statuses.wait_for(
            lambda one: one.get("online") and one["boot_id"] not in self._boots, 900, "the terminal to be online")
        self._boots.add(status["boot_id"])
        return time.monotonic() - started

    def work(self, acts):
        """Cards, commands and people, all at once; returns when so many were done, while others go on."""
        done = threading.Semaphore(0)
        stop = threading.Event()
        choices = [self.generator.random() for _ in range(500)]

        def command():
            number = next(self.numbers)
            if choices[number % len(choices)] < 0.3:
                self.office.put_release(number)
            else:
                self.office.put_person(number)

        def show_card():
            number = next(self.numbers)
            known = choices[number % len(choices)] < 0.3
            records = len(self.office.records)
            self.installation.simulators["serial"].do("card " + (KNOWN if known else f"{number:08X}"))
            while len(self.office.records) == records and not stop.wait(0.005):
                pass  # The next one comes when this one is recorded.

        def until_stopped(act):
            while not stop.is_set():
                act()
                done.release()

        threads = [threading.Thread(target=until_stopped, args=(act,)) for act in (command, show_card)]
        for thread in threads:
            thread.start()
        for _ in range(acts):
            assert done.acquire(timeout=60), "the load stands still"
        return lambda: (stop.set(), [thread.join(60) for thread in threads])

    def check(self, people, releases):
        """What the terminal says after a cut, against what it promised before."""
        found = self.installation.board.guest.run("/bin/sh", "-c", CHECK)
        assert (found.out, found.err) == (SOUND, "")
        check_people(self.office, self.office, people)
        log = self.door.records()
        assert [one["seq"] for one in log] == list(range(1, len(log) + 1)), "the log has a hole"
        here = {one["seq"]: comparable(one) for one in log}
        for (_, seq), record in list(self.office.records.items()):
            assert seq in here, f"record {seq} was acknowledged and is lost"
            assert here[seq] == comparable(record), f"record {seq} has changed"
        recorded = {one["detail"].split()[1] for one in log if one.get("method") == "command"}
        assert releases <= recorded, "a promised release has no record"
        assert self.office.contradictions == []
        assert len({log_id for log_id, _ in self.office.records}) == 1

    def check_door(self):
        seq = self.door.last_seq()
        self.installation.simulators["serial"].do(f"card {KNOWN}")
        record = self.door.wait_record(seq, 60, kind="access", method="card")
        assert record["reason"] == "ok"


@pytest.fixture
def cuts(image, tmp_path):
    with Installation(image, tmp_path) as installation:
        readers = installation.configuration["readers"]
        # A camera would take most of the emulated processor, and makes no records.
        installation.configuration["readers"] = [one for one in readers if one["driver"] == "serial_line"]
        found = Cuts(installation, tmp_path, seeded("power cuts"))
        yield found
        found.office.close()


def prepare(cuts):
    """The first life: gives the terminal its configuration, and a drop-in that puts aside what it finds."""
    cuts.boot()
    guest = cuts.installation.board.guest
    guest.do(PUT_ASIDE)
    cuts.installation.configure()
    cuts.wait_online(0)
    cuts.office.do("permissions.put", {"permissions": [ALWAYS]})
    cuts.office.do("people.put", {"people": [person("walker", card(KNOWN))]})
    guest.do("sync")


def test_power_cuts_at_random_lose_nothing_that_was_told(cuts):
    prepare(cuts)
    boots, lost, kept = [], 0, 0
    for number in range(CUTS):
        stop = cuts.work(cuts.generator.randrange(1, MOST_ACTS))
        people, releases = cuts.office.promised()
        cuts.installation.board.cut_power()
        stop()
        cuts.installation.board.close()
        loss = cuts.platter.lose_power(cuts.generator)
        lost, kept = lost + loss.lost, kept + loss.kept
        boots.append(cuts.wait_online(cuts.boot()))
        cuts.check(people, releases)
        cuts.check_door()
        records = len(cuts.office.records)
        print(f"cut {number + 1} of {CUTS}: {loss}, online after {boots[-1]:.0f} s, {records} records", flush=True)
    guest = cuts.installation.board.guest
    guest.start("/bin/systemctl", "poweroff")
    cuts.installation.board.wait_off()
    print(f"{CUTS} cuts, {next(cuts.numbers)} acts, {len(cuts.office.records)} records, of which "
          f"{cuts.office.repeated} were sent again; {lost} sectors lost, {kept} kept beyond the last flush; "
          f"boots {min(boots):.0f} to {max(boots):.0f} s")
