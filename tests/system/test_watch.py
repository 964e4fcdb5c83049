"""What happens, as it happens: `doorctl records follow`, and the stream that it is fed by."""

import json
import socket
import subprocess
import threading

import pytest
from harness.back_office import now_text
from harness.door import Door
from harness.terminal import BIN, Terminal
from harness.waiting import wait_until
from test_asyncapi import complaints


@pytest.fixture
def terminal(tmp_path):
    with Terminal(tmp_path / "terminal", faces=False) as running:
        yield running


class Follower:
    """`doorctl records follow` in the background, and the lines that it has printed."""

    def __init__(self, terminal, *words):
        self.process = subprocess.Popen([BIN / "doorctl", "--socket", terminal.socket_path, *words],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines = []
        self.reader = threading.Thread(target=lambda: self.lines.extend(iter(self.process.stdout.readline, "")))
        self.reader.start()

    def wait_lines(self, count):
        wait_until(lambda: len(self.lines) >= count, what=f"{count} lines of `records follow`")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(10)
        self.reader.join(10)
        self.process.stdout.close()
        self.process.stderr.close()


class Link:
    """A connection to the terminal's socket, line by line."""

    def __init__(self, terminal):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(str(terminal.socket_path))
        self.file = self.socket.makefile("rw", encoding="utf-8")

    def say(self, command_id, name, arguments):
        self.file.write(json.dumps({"id": command_id, "name": name, "issued_at": now_text(),
                                    "arguments": arguments}) + "\n")
        self.file.flush()

    def next(self):
        return json.loads(self.file.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()


def commands_done(terminal):
    return terminal.do("device.info")["counters"]["commands_done"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_follow_shows_cards_and_asks_for_none(terminal, form):
    words = ["--json"] if form == "json" else []
    seq = Door(terminal).last_seq()
    with Follower(terminal, *words, "records", "follow", "--after", str(seq), "--kind", "access") as follower:
        terminal.do("sim.card", {"uid": "CAFE0000"})
        follower.wait_lines(1)
        before = commands_done(terminal)
        for number in range(1, 11):
            terminal.do("sim.card", {"uid": f"CAFE00{number:02}"})
            follower.wait_lines(1 + number)
        # Ours and the last question alone.
        assert commands_done(terminal) - before == 11
        for number, line in enumerate(follower.lines):
            assert f"CAFE00{number:02}" in line
            if form == "json":
                assert json.loads(line)["result"] == "denied"


def test_follow_goes_on_from_now(terminal):
    terminal.do("sim.card", {"uid": "CAFE0000"})
    Door(terminal).wait_record(kind="access")
    before = commands_done(terminal)
    with Follower(terminal, "records", "follow", "--kind", "access") as follower:
        asked = 0

        def begun():
            nonlocal asked
            asked += 1
            return commands_done(terminal) - before == asked + 1

        wait_until(begun, what="the watch to begin")
        terminal.do("sim.card", {"uid": "CAFE0001"})
        follower.wait_lines(1)
        assert "CAFE0001" in follower.lines[0]


@pytest.mark.parametrize("form", ["text", "json"])
def test_follow_ends_with_the_terminal_and_says_so(terminal, form):
    words = ["--json"] if form == "json" else []
    with Follower(terminal, *words, "records", "follow", "--after", "0") as follower:
        follower.wait_lines(1)
        terminal.stop()
        assert follower.process.wait(20) == 3
        told = follower.process.stderr.read()
    if form == "json":
        told = json.loads(told)["error"]["message"]
    assert "watching the terminal: the daemon closed the connection" in told


def test_follow_ends_when_it_gives_way_and_says_so(terminal):
    with Follower(terminal, "records", "follow", "--after", "0") as follower:
        follower.wait_lines(1)
        links = [Link(terminal) for _ in range(8)]
        assert follower.process.wait(20) == 3
        assert "gave way" in follower.process.stderr.read()
        for link in links:
            link.socket.close()


def test_follow_refuses_a_kind_that_there_is_not(terminal):
    done = terminal.doorctl("records", "follow", "--kind", "nonsense", check=False)
    assert done.returncode == 1 and "kind" in done.stderr


def test_every_line_is_as_the_protocol_says(terminal):
    with Link(terminal) as link:
        link.say("w", "watch", {"after_seq": 0, "status": True})
        reply = link.next()
        assert reply["ok"] and complaints("Reply", reply) == []
        seen = set()
        terminal.do("sim.contact", {"open": True, "door": "main"})
        while not {"forced", "status forced"} <= seen:
            line = link.next()
            assert complaints("WatchLine", line) == []
            if "record" in line:
                seen.add(line["record"].get("event"))
            elif line["status"]["doors"]["main"]["alarm"] == "forced":
                seen.add("status forced")
