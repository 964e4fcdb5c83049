"""Commands over MQTT: replies, repetition, age, and what is malformed."""

import json
import uuid

import pytest
from harness.back_office import BackOffice, now_text
from harness.door import Door
from harness.people import ALWAYS, card, person
from harness.terminal import Terminal
from harness.waiting import wait_until


@pytest.fixture(scope="module")
def site(tmp_path_factory, broker):
    terminal = Terminal(tmp_path_factory.mktemp("terminal"), broker, faces=False)
    with BackOffice(broker) as office, terminal:
        terminal.wait_online()
        office.do("permissions.put", {"permissions": [ALWAYS]})
        office.do("people.put", {"people": [person("1001", card("04A1B2C3"))]})
        yield terminal, office


@pytest.fixture
def terminal(site):
    return site[0]


@pytest.fixture
def office(site):
    return site[1]


def test_a_reply_says_which_command_when_and_what(office):
    reply = office.call("people.get", {"id": "1001"}, id="ask-1")
    assert reply.keys() == {"id", "name", "ok", "result", "at"}
    assert (reply["id"], reply["name"], reply["ok"]) == ("ask-1", "people.get", True)
    assert reply["result"]["person"]["credentials"] == [card("04A1B2C3")]
    assert reply["at"].endswith("Z")


def test_one_fault_and_nothing_of_a_command_is_applied(office):
    people = [person("ok-1"), person("ok-2"), person("bad", card("04A1"))]
    reply = office.call("people.put", {"people": people})
    assert reply["error"]["code"] == "invalid_argument"
    assert reply["error"]["path"] == "people[2].credentials[0].uid"
    assert office.call("people.get", {"id": "ok-1"})["error"]["code"] == "not_found"


def test_somebody_elses_card_is_refused_and_people_may_swap(office):
    office.do("people.put", {"people": [person("a", card("AAAA0001")), person("b", card("BBBB0001"))]})
    taken = office.call("people.put", {"people": [person("c", card("AAAA0001"))]})
    assert (taken["error"]["code"], taken["error"]["path"]) == \
        ("already_exists", "people[0].credentials[0]")
    assert "AAAA0001" not in json.dumps(taken)
    office.do("people.put", {"people": [person("a", card("BBBB0001")), person("b", card("AAAA0001"))]})
    office.do("people.delete", {"ids": ["a", "b", "nobody"]})


def replies_after(office, start, command_id):
    """What came to `command_id` since there were `start` replies; those of other lanes come in between."""
    return [reply for reply in office.replies.snapshot()[start:] if reply["id"] == command_id]


def test_a_repeated_id_gets_the_stored_reply_and_is_not_run_again(terminal, office):
    door = Door(terminal)
    release = {"id": "once", "issued_at": now_text()}
    first = office.call("door.release", {"door": "main"}, **release)
    assert first["ok"]
    released, replies = len(door.releases()), len(office.replies.snapshot())
    for _ in range(20):
        office.send("door.release", {"door": "main"}, **release)
    wait_until(lambda: len(replies_after(office, replies, "once")) == 20, what="all replies")
    assert replies_after(office, replies, "once") == [first] * 20
    assert len(door.releases()) == released


@pytest.mark.parametrize("name,arguments", [("people.delete", {"ids": ["1001"]}),
                                            ("door.release", {"door": "main"})])
def test_an_id_counts_whatever_else_the_repetition_says(terminal, office, name, arguments):
    command_id = uuid.uuid4().hex
    first = office.call("permissions.put", {"permissions": [ALWAYS]}, id=command_id)
    released = len(Door(terminal).releases())
    replies = len(office.replies.snapshot())
    office.send(name, arguments, id=command_id)
    wait_until(lambda: replies_after(office, replies, command_id), what="the reply")
    assert replies_after(office, replies, command_id) == [first]
    assert office.call("people.get", {"id": "1001"})["ok"]
    assert len(Door(terminal).releases()) == released


def test_failures_are_remembered_too(office):
    bad = office.call("people.put", {"people": [person("x", card("04A1"))]}, id="bad-1")
    good = office.call("people.put", {"people": [person("x", card("04A1B2C4"))]}, id="bad-2")
    assert not bad["ok"] and good["ok"]
    replies = len(office.replies.snapshot())
    office.send("people.put", {"people": [person("x", card("04A1B2C4"))]}, id="bad-1")
    office.do("people.delete", {"ids": ["x"]})
    assert replies_after(office, replies, "bad-1") == [bad]


class FromNow(float):
    """Seconds from when the test runs: by then the list below may be many minutes old."""


@pytest.mark.parametrize("name,arguments,envelope,code", [
    ("door.release", {"door": "main"}, {"issued_at": FromNow(-11)}, "expired"),
    ("door.release", {"door": "main"}, {"issued_at": "2020-01-01T00:00:00Z"}, "expired"),
    ("door.mode", {"door": "main", "mode": "free"}, {"issued_at": FromNow(-61)}, "expired"),
    ("device.restart", {}, {"issued_at": FromNow(-61)}, "expired"),
    ("door.release", {"door": "main"}, {"expires_at": FromNow(-1)}, "expired"),
    ("people.delete", {"all": True}, {"expires_at": FromNow(-1)}, "expired"),
    ("people.delete", {"all": True}, {"expires_at": "1970-01-01T00:00:00Z"}, "expired"),
    ("door.release", {"door": "main"}, {"issued_at": FromNow(600)}, "invalid_argument"),
    ("people.delete", {"all": True}, {"issued_at": FromNow(600)}, "invalid_argument"),
    ("door.release", {"door": "main"}, {"issued_at": "2999-01-01T00:00:00Z"}, "invalid_argument"),
    ("door.release", {"door": "main"}, {"issued_at": "yesterday"}, "invalid_argument"),
    ("door.release", {"door": "main"}, {"issued_at": None}, "invalid_argument"),
    ("door.release", {"door": "main"}, {"issued_at": 0}, "invalid_argument")])
def test_old_and_future_commands_do_nothing(terminal, office, name, arguments, envelope, code):
    released = len(Door(terminal).releases())
    stamped = {key: now_text(value) if isinstance(value, FromNow) else value
               for key, value in envelope.items()}
    reply = office.call(name, arguments, **stamped)
    assert reply["error"]["code"] == code
    assert len(Door(terminal).releases()) == released
    assert Door(terminal).state()["mode"] == "normal"
    assert office.do("people.get", {"id": "1001"})


def test_what_ages_must_say_when_it_was_issued(terminal, office):
    command = {"id": uuid.uuid4().hex, "name": "door.release", "arguments": {"door": "main"}}
    office.publish("command", json.dumps(command))
    assert office.reply_to(command["id"])["error"] == {
        "code": "invalid_argument", "path": "issued_at",
        "message": "missing; this command is refused when it is old"}


def malformed():
    ask = '"name":"device.info"'
    head = '{"id":"m",' + ask + ","
    deep = "[" * 2655 + "]" * 2655
    yield "empty", b""
    yield "no JSON", b"hello"
    yield "cut off", b'{"id":"m"'
    yield "array", b"[]"
    yield "number", b"17"
    yield "null", b"null"
    yield "text after", b'{"id":"m",' + ask.encode() + b"} {}"
    yield "NUL at the end", b'{"id":"m",' + ask.encode() + b"}\0"
    yield "NUL in an id", b'{"id":"m\\u0000x",' + ask.encode() + b"}"
    yield "raw NUL", b'{"id":"m\0x",' + ask.encode() + b"}"
    yield "UTF-16", (head + '"arguments":{}}').encode("utf-16")
    yield "bad UTF-8", head.encode() + b'"arguments":{"\xff\xfe":1}}'
    yield "overlong UTF-8", head.encode() + b'"arguments":{"\xc0\xaf":1}}'
    yield "lone surrogate", head.encode() + b'"arguments":{"\\ud800":1}}'
    yield "deep array", (head + '"arguments":{"x":' + deep + "}}").encode()
    yield "deep alone", deep.encode()
    yield "deep objects", b'{"a":' * 2655 + b"1" + b"}" * 2655
    yield "33 levels", (head + '"arguments":{"x":' + "[" * 31 + "]" * 31 + "}}").encode()
    yield "1 MiB and more", (head + '"arguments":{"x":"' + "y" * (1 << 20) + '"}}').encode()
    yield "duplicate key", (head + ask + "}").encode()
    yield "duplicate key deep", (head + '"arguments":{"a":1,"a":1}}').encode()
    yield "duplicate key escaped", (head + '"arguments":{"a":1,"\\u0061":1}}').encode()
    yield "unknown key", (head + '"surprise":1}').encode()
    yield "unknown argument", (head + '"arguments":{"surprise":1}}').encode()
    yield "arguments array", (head + '"arguments":[]}').encode()
    yield "arguments null", (head + '"arguments":null}').encode()
    yield "no id", b"{" + ask.encode() + b"}"
    yield "empty id", b'{"id":"",' + ask.encode() + b"}"
    yield "long id", b'{"id":"' + b"i" * 65 + b'",' + ask.encode() + b"}"
    yield "id with a space", b'{"id":"a b",' + ask.encode() + b"}"
    yield "id of another script", '{"id":"门",'.encode() + ask.encode() + b"}"
    yield "number as id", b'{"id":7,' + ask.encode() + b"}"
    yield "no name", b'{"id":"m"}'
    yield "name with a line", b'{"id":"m","name":"a\\nb"}'
    yield "NaN", (head + '"arguments":{"a":NaN}}').encode()
    yield "Infinity", (head + '"arguments":{"a":-Infinity}}').encode()
    yield "1e999", (head + '"arguments":{"a":1e999}}').encode()
    yield "leading zero", (head + '"arguments":{"a":01}}').encode()
    yield "comment", (head + '"arguments":{}/**/}').encode()
    yield "trailing comma", (head + '"arguments":{},}').encode()


NUMBERS = ["0", "-1", "501", "1.5", "1e2", "9223372036854775807", "9223372036854775808", "-0",
           "18446744073709551616", '"5"', "true", "null", "[]", "{}"]


@pytest.mark.parametrize("payload", [pytest.param(text, id=name) for name, text in malformed()])
def test_what_is_malformed_gets_a_clear_error_and_loses_nothing(office, payload):
    replies = len(office.replies.snapshot())
    office.publish("command", payload)
    assert office.do("people.get", {"id": "1001"})

    def refusals():
        return [reply for reply in office.replies.snapshot()[replies:] if not reply["ok"]]

    wait_until(refusals, what="the refusal")  # Replies of different lanes come in any order.
    [error] = refusals()
    assert error["error"]["code"] in ("invalid_argument", "resource_exhausted")
    assert error["error"]["message"].isprintable() or "\n" in error["error"]["message"]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_are_bounded_whole_and_numbers(office, number):
    replies = len(office.replies.snapshot())
    office.publish("command",
                   '{"id":"n","name":"people.list","arguments":{"limit":' + number + "}}")
    office.do("device.info")
    reply = office.replies.snapshot()[replies]
    assert reply["id"] == "n" and reply["ok"] is False, reply
    assert reply["error"]["code"] == "invalid_argument"
    assert reply["error"]["path"] == "limit"


def test_an_unknown_command_is_unsupported(office):
    for name in ("people.putt", "sim.cards", "enroll.begin", "set.begin"):
        assert office.call(name)["error"]["code"] == "unsupported"
    assert office.call("sim.card", {"uid": "04A1B2C3"})["error"]["code"] == "permission_denied"


def test_a_flood_is_answered_every_one(terminal, office):
    """More at once than may wait: each is carried out or told that it was not."""
    ids = [office.send("device.info") for _ in range(500)]
    replies = [office.reply_to(command_id, 60) for command_id in ids]
    assert {reply["ok"] or reply["error"]["code"] for reply in replies} <= {True, "resource_exhausted"}
    assert any(reply["ok"] for reply in replies)
    assert Door(terminal).card("04A1B2C3")["reason"] == "ok"


def test_all_people_come_page_by_page(office):
    ids = [f"page-{number:04}" for number in range(1200)]
    for begin in range(0, 1200, 500):
        office.do("people.put", {"people": [person(one) for one in ids[begin:begin + 500]]})
    found, after = [], {}
    while after is not None:
        page = office.do("people.list", {"limit": 333, **after})
        found += [one["id"] for one in page["people"]]
        after = {"after": page["next"]} if page.get("next") else None
    assert found == ["1001"] + ids
    assert office.do("people.delete", {"ids": ids[:500]})["deleted"] == 500
    assert office.do("people.delete", {"ids": ids[500:1000]})["deleted"] == 500
    assert office.do("people.delete", {"ids": ids[1000:]})["deleted"] == 200


def test_commands_leave_their_records(terminal, office):
    # A command's record comes soon after its reply: those of the tests before come before this card's.
    seq = Door(terminal).card("0BEF04E0")["seq"]
    office.do("people.put", {"people": [person("temp")]})
    office.call("people.put", {"people": [person("temp", card("1"))]})
    office.do("people.delete", {"ids": ["temp"]})
    wait_until(lambda: len(Door(terminal).records(seq, kind="command")) == 3, what="three records")
    assert [(one["event"], one["detail"]) for one in Door(terminal).records(seq, kind="command")] == [
        ("command_done", "people.put from back_office"),
        ("command_failed", "people.put from back_office: invalid_argument"),
        ("command_done", "people.delete from back_office")]
