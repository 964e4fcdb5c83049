"""The scenario of scripts/demo: people are enrolled over MQTT, come to the door, and the back office
sees it. What is shown is what the terminal itself recorded, what its strike line did, and what the
cursor of its record log says; nothing is made up here."""

import sys
import tempfile
import time
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/system"))

import qrcode  # noqa: E402  Not the library that the terminal decodes with.
from harness.back_office import BackOffice, card_credential, photo_credential  # noqa: E402
from harness.broker import Broker  # noqa: E402
from harness.terminal import BIN, PHOTOS, Terminal  # noqa: E402
from harness.waiting import wait_until  # noqa: E402

ZONE = ZoneInfo("Asia/Shanghai")
WIDTHS = (21, 5, 9, 20, 27, 8)


def padded(text, width):
    """East Asian wide characters take two columns."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return text + " " * (width - len(text) - wide)


def row(*cells):
    return " ".join([padded(cell, width) for cell, width in zip(cells, WIDTHS)] + [cells[-1]])


class Door:
    """What the person at the door does, and what the strike then did."""

    def __init__(self, terminal):
        self.terminal = terminal
        self.traced = 0

    def show(self, name, arguments):
        trace = self.terminal.trace()
        self.traced = trace[-1]["number"] if trace else 0
        moment = time.monotonic()
        self.terminal.do(name, arguments)
        return moment

    def strike_changes(self):
        return [entry for entry in self.terminal.trace(self.traced) if entry["line"] == "main.strike"]

    def wait_secured(self):
        wait_until(lambda: self.terminal.do("sim.trace")["outputs"]["main.strike"] == "inactive",
                   what="the strike to lock again")


class Demo:
    def __init__(self, folder, broker, terminal, office):
        self.folder = folder
        self.terminal = terminal
        self.office = office
        self.door = Door(terminal)
        self.names = {}
        self.wrong = []

    def enrol(self):
        """Over MQTT, as a back office does."""
        now = datetime.now(ZONE)
        later = [(now + timedelta(hours=hours)).strftime("%H:00") for hours in (3, 4)]
        self.office.do("permissions.put", {"permissions": [
            {"id": "always", "doors": ["main"], "when": {"type": "always"}},
            {"id": "later", "doors": ["main"],
             "when": {"type": "daily", "slots": [f"{later[0]}-{later[1]}"]}}]})
        people = [
            self.person("1001", "Barack (by photo)", "always", photo_credential(PHOTOS / "obama.jpg")),
            self.person("1002", "张伟 (by card)", "always", card_credential("04A1B2C3D4E5F6")),
            self.person("1003", "Vera (visitor, QR)", "always", {"type": "qr", "text": "VISIT-7731"}),
            self.person("1004", "Pia (by PIN)", "always", {"type": "pin", "pin": "482913"}),
            self.person("1005", "Leo (not now)", "later", card_credential("0B0B0B0B")),
            self.person("1006", "Rex (card revoked)", "always", card_credential("DEADBEEF"))]
        result = self.office.do("people.put", {"people": people}, timeout=60)
        print(f"enrolled over MQTT: {result['changed']} people, 2 permissions; acknowledged when durable")
        self.office.do("people.put", {"people": [{**people[5], "credentials": []}]})
        print("revoked: the card of 1006\n")

    def person(self, person_id, name, permission, credential):
        self.names[person_id] = name
        return {"id": person_id, "name": name, "permissions": [permission],
                "credentials": [credential]}

    def attempt(self, what, name, arguments, method, result, reason, person=None):
        seen = max((record["seq"] for record in self.office.arrived()), default=0)
        moment = self.door.show(name, arguments)
        record = self.office.wait_for_record(
            lambda one: one["kind"] == "access" and one["seq"] > seen, 30, f"a record of: {what}")
        wait_until(lambda: self.terminal.do("device.info")["records"]["acked_seq"] >= record["seq"],
                   what="the acknowledgement to move the cursor")
        expected = {"method": method, "result": result, "reason": reason, "person": person}
        found = {key: record.get(key) for key in expected}
        released = [entry for entry in self.door.strike_changes() if entry["level"] == "active"]
        strike_right = bool(released) == (result == "granted")
        took = self.duration(released[0]["steady_ms"] - moment * 1000) if released else "-"
        who = self.names.get(record.get("person"), "unknown")
        verdict = f"{record['result']}: {record['reason']}"
        right = found == expected and strike_right
        print(row(what, method, record["at"][11:19], who, verdict, took,
                             f"{'released' if released else 'stayed locked':<13} #{record['seq']} acknowledged"
                             + ("" if right else "   <-- WRONG")))
        if not right:
            self.wrong.append(f"{what}: expected {expected}, found {found}, strike "
                              f"{'released' if released else 'stayed locked'}")
        if released:
            self.door.wait_secured()
        self.terminal.do("sim.frame", {})

    @staticmethod
    def duration(milliseconds):
        return "<1 ms" if milliseconds < 1 else f"{milliseconds:.0f} ms"

    def frame(self, path):
        return {"image": photo_credential(path)["photo"]}

    def play(self):
        print(row("who came", "by", "at", "known as", "decision", "took", "strike, record"))
        code = self.folder / "visit.png"
        qrcode.make("VISIT-7731", box_size=8, border=4).convert("RGB").save(code)
        card = "sim.card"
        self.attempt("a known face", "sim.frame", self.frame(PHOTOS / "obama2.jpg"), "face",
                     "granted", "ok", "1001")
        self.attempt("a stranger's face", "sim.frame", self.frame(PHOTOS / "biden.jpg"), "face",
                     "denied", "unknown_person")
        self.attempt("a good card", card, {"uid": "04A1B2C3D4E5F6"}, "card", "granted", "ok", "1002")
        self.attempt("a revoked card", card, {"uid": "DEADBEEF"}, "card", "denied",
                     "unknown_credential")
        self.attempt("a QR code, on camera", "sim.frame", self.frame(code), "qr", "granted", "ok",
                     "1003")
        self.attempt("the right PIN", "sim.keys", {"keys": "482913#"}, "pin", "granted", "ok", "1004")
        self.attempt("a wrong PIN", "sim.keys", {"keys": "000000#"}, "pin", "denied", "wrong_pin")
        self.attempt("outside the schedule", card, {"uid": "0B0B0B0B"}, "card", "denied",
                     "outside_schedule", "1005")


def how_to_play(terminal):
    socket = f"{BIN / 'doorctl'} --socket {terminal.socket_path}"
    print(f"""
The terminal stays up. In another window:

  {socket} status
  {socket} records follow
  {socket} sim card 04A1B2C3D4E5F6
  {socket} sim keys 482913#
  {socket} sim frame {PHOTOS / 'obama3.jpg'}
  {socket} sim exit-button
  {socket} door release main --reason courier
  {socket} door mode main lockdown
  {socket} people list
  {socket} sim trace --json

Ctrl-C ends it.""", flush=True)


def main():
    once = "--once" in sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="doorward-demo-") as name:
        folder = Path(name)
        with Broker(folder / "broker") as broker:
            terminal = Terminal(folder / "terminal", broker)
            terminal.configuration["doors"][0]["release_for_ms"] = 1000
            with terminal, BackOffice(broker) as office:
                print(f"mosquitto on {broker.url} (TLS), doorwardd with simulated hardware\n")
                wait_until(lambda: terminal.do("device.info")["parts"].get("mqtt", {}).get("state") == "ok",
                           what="the terminal to reach the broker")
                demo = Demo(folder, broker, terminal, office)
                demo.enrol()
                demo.play()
                for line in demo.wrong:
                    print(f"WRONG  {line}", file=sys.stderr)
                print(f"\n{8 - len(demo.wrong)} of 8 outcomes are right")
                if once:
                    return 1 if demo.wrong else 0
                how_to_play(terminal)
                terminal.process.wait()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nended")
