"""What a restart must not lose: people, rights, modes, journal, cursor, PIN lockout."""

import pytest
from harness.back_office import now_text
from harness.people import ALWAYS, card, code, person, pin
from harness.waiting import wait_until


def restart(terminal, how):
    getattr(terminal, how)()
    terminal.start()


def acked(terminal):
    return terminal.do("device.info")["records"]["acked_seq"]


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_people_and_rights_survive(offline, how):
    terminal, door = offline()
    terminal.do("permissions.put", {"permissions": [ALWAYS]})
    terminal.do("people.put", {"people": [person("1", card("01020304"), code("X"), pin("4711"))]})
    before = terminal.do("people.get", {"id": "1"})
    restart(terminal, how)
    assert terminal.do("people.get", {"id": "1"}) == before
    assert door.card("01020304")["reason"] == "ok"
    assert door.code("X")["reason"] == "ok"
    assert door.keys("4711#")["reason"] == "ok"


@pytest.mark.parametrize("how", ["stop", "kill"])
@pytest.mark.parametrize("mode,level", [("free", "active"), ("lockdown", "inactive")])
def test_a_mode_survives(offline, how, mode, level):
    terminal, door = offline()
    terminal.do("door.mode", {"door": "main", "mode": mode})
    restart(terminal, how)
    assert door.state()["mode"] == mode
    assert door.strike_level() == level


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_repeated_id_is_answered_and_not_run_after_a_restart(offline, how):
    terminal, door = offline()
    put = {"id": "put-1", "issued_at": now_text()}
    first = terminal.call("permissions.put", {"permissions": [ALWAYS]}, **put)
    release = terminal.call("door.release", {"door": "main"}, id="release-1")
    assert first["ok"] and release["ok"]
    terminal.do("permissions.delete", {"ids": ["always"]})
    restart(terminal, how)
    assert terminal.call("permissions.put", {"permissions": [ALWAYS]}, **put) == first
    assert terminal.call("door.release", {"door": "main"}, id="release-1") == release
    assert terminal.do("permissions.list")["permissions"] == []
    assert door.releases() == []


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_the_cursor_survives_and_nothing_is_sent_twice_or_never(online, how):
    _, terminal, office = online()
    log_id = terminal.do("device.info")["log_id"]
    for number in range(5):
        terminal.do("sim.card", {"uid": f"0A0B0C0{number}"})
    wait_until(lambda: len([one for one in office.arrived() if one["kind"] == "access"]) == 5,
               what="five records")
    last = max(one["seq"] for one in office.arrived())
    wait_until(lambda: acked(terminal) >= last, what="the acknowledgement")
    restart(terminal, how)
    assert acked(terminal) >= last
    assert terminal.do("device.info")["log_id"] == log_id
    office.wait_for_record(lambda one: one.get("event") == "started" and one["seq"] > last)
    seen = sorted(seq for _, seq in office.records)
    assert seen == list(range(1, seen[-1] + 1))


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_pin_lockout_survives(offline, how):
    terminal, door = offline()
    terminal.do("permissions.put", {"permissions": [ALWAYS]})
    terminal.do("people.put", {"people": [person("1", card("01020304"), pin("4711"))]})
    seq = door.last_seq()
    for _ in range(5):
        assert door.keys("0000#")["reason"] == "wrong_pin"
    door.wait_record(seq, kind="alarm", event="pin_lockout")
    restart(terminal, how)
    assert door.keys("4711#")["reason"] == "locked_out"
    assert door.card("01020304")["reason"] == "ok"


def test_an_orderly_stop_says_so_and_exits_with_0(offline):
    terminal, door = offline()
    assert terminal.stop() == 0
    terminal.start()
    wait_until(lambda: [one["event"] for one in door.records(kind="system")] ==
               ["started", "stopped", "started"], what="the second start to be recorded")


def test_a_restart_by_command_is_done_once(offline):
    terminal, _ = offline()
    boot = terminal.do("device.info")["boot_id"]
    assert terminal.call("device.restart", id="restart-1")["ok"]

    def booted_again():
        try:
            return terminal.do("device.info")["boot_id"] != boot
        except OSError:
            return False

    wait_until(booted_again, what="a new boot id")
    boot = terminal.do("device.info")["boot_id"]
    assert terminal.call("device.restart", id="restart-1")["ok"]
    assert terminal.do("device.info")["boot_id"] == boot
