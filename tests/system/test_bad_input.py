"""What breaks terminals, thrown at this one: texts, numbers, floods. Every refused input opens nothing,
gets a clear answer or a `denied` record, and loses nothing. (Pictures, vectors, PINs and clocks have
files of their own.)"""

import json
import socket

import pytest
from harness.door import Door
from harness.nasty import CONTROL, LENGTHS, TEXTS
from harness.people import ALWAYS, card, code, person, seeded
from harness.terminal import Terminal
from harness.waiting import wait_until


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Terminal(tmp_path_factory.mktemp("terminal"), faces=False) as terminal:
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [person("1001", card("04A1B2C3"), code("VISIT-7731"))]})
        yield terminal


@pytest.fixture
def terminal(site):
    yield site
    # Whatever was thrown at it: it lives, its people are there, and its door still knows them.
    assert site.do("people.list")["people"][0]["id"] == "1001"
    assert Door(site).card("04A1B2C3")["reason"] == "ok"


def check_denied(door, before, record):
    assert (record["result"], record["reason"]) == ("denied", "unknown_credential")
    assert "person" not in record
    assert door.releases(before) == []


def groups(items, size=25):
    return [items[at:at + size] for at in range(0, len(items), size)]


# What a code's text does not begin or end with: control characters.
ENDS = "".join(map(chr, [*range(32), *range(127, 160)]))


@pytest.mark.parametrize("texts", groups(TEXTS), ids=lambda texts: repr(texts[0])[:20])
def test_scanned_texts_are_only_texts(terminal, texts):
    """Threat 1: what a code says never reaches SQL, a shell, a format string or a log line."""
    door = Door(terminal)
    door.wait_strike("inactive")
    before = door.last_change()
    shown = set()
    for text in texts:
        code = text.lstrip("\ufeff").strip(ENDS)
        if code in shown:
            continue  # The same code again at once is the same paper, still there.
        shown.add(code)
        record = door.code(text)
        check_denied(door, before, record)
        assert all(ord(c) >= 32 and ord(c) != 127 for c in record["credential"].get("ends", ""))


def test_codes_of_every_length(terminal):
    door = Door(terminal)
    door.wait_strike("inactive")
    before = door.last_change()
    for length in LENGTHS:
        check_denied(door, before, door.code("A" * length))
    for text in ("", "A" * 7090):
        assert terminal.call("sim.qr", {"text": text})["error"]["path"] == "text"


@pytest.mark.parametrize("near", ["VISIT-7731 ", " VISIT-7731", "visit-7731", "VISIT\n-7731", "VISIT-773",
                                  "VISIT-77311", "VISIT-7731\u200b", "VISIT\u20117731", "VISIT_7731"])
def test_a_code_is_compared_exactly(terminal, near):
    door = Door(terminal)
    door.wait_strike("inactive")
    check_denied(door, door.last_change(), door.code(near))


def test_a_codes_end_of_line_is_the_readers(terminal):
    door = Door(terminal)
    assert door.code("VISIT-7731\r\n")["reason"] == "ok"
    door.wait_strike("inactive")


def test_random_bytes_as_codes(terminal):
    generator = seeded("random codes")
    door = Door(terminal)
    door.wait_strike("inactive")
    before = door.last_change()
    for _ in range(50):
        length = generator.randrange(1, 300)
        text = "".join(chr(generator.choice((generator.randrange(1, 128), generator.randrange(128, 0xd800))))
                       for _ in range(length))
        check_denied(door, before, door.code(text))


@pytest.mark.parametrize("uid", ["", "0", "04A1B2", "04A1B2C", "GG", "04A1B2C3 ", " 04A1B2C3", "0x04A1B2C",
                                 "04:A1:B2:C", "00" * 11, "04A1B2C3' OR 1=1--", "０４Ａ１Ｂ２Ｃ３",
                                 "04A1B2C3\n", "-4A1B2C3", "A" * 64, "A" * 65])
def test_card_numbers_that_are_none(terminal, uid):
    reply = terminal.call("sim.card", {"uid": uid})
    assert reply["error"]["code"] == "invalid_argument"
    put = terminal.call("people.put", {"people": [person("x", card(uid))]})
    assert put["error"]["path"] == "people[0].credentials[0].uid"
    assert terminal.call("people.get", {"id": "x"})["error"]["code"] == "not_found"


@pytest.mark.parametrize("uid", ["08A1B2C3", "8804A1B2"])
def test_numbers_that_any_card_may_have_open_nothing(terminal, uid):
    """A telephone's random UID, a cut one: enrolled as a number, it opens where readers give numbers."""
    assert terminal.call("people.put", {"people": [person("x", card(uid))]})["error"]["code"] == "invalid_argument"
    terminal.do("people.put", {"people": [person("x", card(f"raw:{uid}"))]})
    door = Door(terminal)
    refused = door.card(uid)
    assert (refused["result"], refused["reason"]) == ("denied", "unknown_credential")
    assert "person" not in refused and refused["detail"]
    assert door.card(f"raw:{uid}")["person"] == "x"
    terminal.do("people.delete", {"ids": ["x"]})


@pytest.mark.parametrize("texts", groups([text for text in TEXTS if len(text.encode()) <= 256]),
                         ids=lambda texts: repr(texts[0])[:20])
def test_names_carry_anything_and_mean_nothing(terminal, texts):
    """Texts come back as they went in, and stand in no log line (threat 15)."""
    people = [{"id": f"n-{number}", "name": text, "department": text, "employee_no": text}
              for number, text in enumerate(texts)]
    terminal.do("people.put", {"people": people})
    for sent in people:
        got = terminal.do("people.get", {"id": sent["id"]})["person"]
        assert {key: got[key] for key in sent} == sent
    log = terminal.log()
    assert not any(text in log for text in texts if len(text) > 8)
    terminal.do("people.delete", {"ids": [one["id"] for one in people]})


def test_nuls_are_refused_everywhere(terminal):
    for people in ([person("x", code("a\0b"))], [{"id": "x", "name": "a\0b"}], [{"id": "x\0y"}],
                   [{"id": "x", "groups": ["a\0"]}], [{"id": "x", "permissions": ["\0"]}]):
        assert terminal.call("people.put", {"people": people})["error"]["code"] == "invalid_argument"


@pytest.mark.parametrize("bad_id", ["", " ", "a b", "a/b", "a'b", "张", "x" * 65, "a\nb", "a;b", "#", "+",
                                    "../x", "a\\b", "%s", None, 5, True, [], {}])
def test_ids_are_of_few_characters(terminal, bad_id):
    for name, arguments in (("people.put", {"people": [{"id": bad_id}]}),
                            ("people.get", {"id": bad_id}), ("people.delete", {"ids": [bad_id]}),
                            ("permissions.put", {"permissions": [{**ALWAYS, "id": bad_id}]}),
                            ("door.release", {"door": bad_id})):
        code_of = terminal.call(name, arguments)["error"]["code"]
        assert code_of in ("invalid_argument", "not_found")
    assert Door(terminal).strike_level() == "inactive" or Door(terminal).wait_strike("inactive") is None


BAD_PEOPLE = [
    ({"name": "x"}, "people[0].id"), ("text", "people[0]"), (None, "people[0]"), ([], "people[0]"),
    ({"id": "x", "name": 5}, "people[0].name"), ({"id": "x", "name": "n" * 257}, "people[0].name"),
    ({"id": "x", "nmae": "x"}, "people[0].nmae"), ({"id": "x", "groups": "staff"}, "people[0].groups"),
    ({"id": "x", "groups": [1]}, "people[0].groups[0]"),
    ({"id": "x", "groups": ["g"] * 65}, "people[0].groups"),
    ({"id": "x", "permissions": [None]}, "people[0].permissions[0]"),
    ({"id": "x", "permissions": ["p"] * 65}, "people[0].permissions"),
    ({"id": "x", "valid_from": "tomorrow"}, "people[0].valid_from"),
    ({"id": "x", "valid_from": "2026-02-30T00:00:00Z"}, "people[0].valid_from"),
    ({"id": "x", "valid_until": "2026-01-01T25:00:00Z"}, "people[0].valid_until"),
    ({"id": "x", "valid_until": "2026-01-01T00:00:00"}, "people[0].valid_until"),
    ({"id": "x", "valid_until": 1e9}, "people[0].valid_until"),
    ({"id": "x", "credentials": {}}, "people[0].credentials"),
    ({"id": "x", "credentials": [card(f"0{n:07}") for n in range(17)]}, "people[0].credentials"),
    (person("x", {}), "people[0].credentials[0].type"),
    (person("x", {"type": "iris"}), "people[0].credentials[0].type"),
    (person("x", {"type": "card"}), "people[0].credentials[0].uid"),
    (person("x", {"type": "card", "uid": 5}), "people[0].credentials[0].uid"),
    (person("x", {"type": "card", "uid": "01020304", "pin": "1"}), "people[0].credentials[0].pin"),
    (person("x", code("")), "people[0].credentials[0].text"),
    (person("x", code("q" * 1025)), "people[0].credentials[0].text"),
    (person("x", {"type": "fingerprint", "sensor": "zfm", "slot": -1}), "people[0].credentials[0].slot"),
    (person("x", {"type": "fingerprint", "sensor": "zfm", "slot": 1.5}), "people[0].credentials[0].slot"),
    (person("x", {"type": "fingerprint", "sensor": "zfm"}), "people[0].credentials[0].template"),
    (person("x", {"type": "totp", "secret": "A1"}), "people[0].credentials[0].secret"),
    (person("x", {"type": "bluetooth", "key": "AAAA"}), "people[0].credentials[0].key")]
BAD_PEOPLE += [(person("x", {"type": "pin", "pin": digits}), "people[0].credentials[0].pin")
               for digits in ("", "1", "123", "1" * 13, "12a4", "１２３４", "12 34", "-1234", "1234\n", 1234,
                              "' OR 1=1--", None, "12.4", "+1234")]


@pytest.mark.parametrize("number", range(len(BAD_PEOPLE)))
def test_a_fault_in_a_person_is_told_with_its_path(terminal, number):
    bad, path = BAD_PEOPLE[number]
    error = terminal.call("people.put", {"people": [bad]})["error"]
    assert error["code"] == "invalid_argument"
    assert error["path"] == path
    assert len(error["message"]) < 4200


def bad_schedules():
    for slot in ("", "9-5", "09:00", "09:00-", "24:00-25:00", "09:60-10:00", "09:00-09:00", "09:00-18:00 ",
                 "9:00-18:00", "09:00–18:00", "-1:00-02:00", "00:00-24:01", "09:00-18:00-19:00", None, 5):
        yield {"type": "daily", "slots": [slot]}
        yield {"type": "weekly", "days": {"mon": [slot]}}
    yield {"type": "daily", "slots": ["09:00-10:00"] * 25}
    yield {"type": "daily"}
    yield {"type": "weekly"}
    yield {"type": "weekly", "days": {"monday": []}}
    yield {"type": "weekly", "days": {"mon": "09:00-18:00"}}
    yield {"type": "range"}
    yield {"type": "range", "from": "2026-12-01T00:00:00Z", "until": "2026-11-01T00:00:00Z"}
    yield {"type": "range", "from": "2026-12-01"}
    yield {"type": "always", "from": "2026-12-01T00:00:00Z"}
    yield {"type": "never"}
    yield {}
    yield None
    yield "always"


def test_schedules_that_make_no_sense_are_refused_whole(terminal):
    for when in bad_schedules():
        reply = terminal.call("permissions.put", {"permissions": [
            {"id": "good", "doors": ["main"], "when": {"type": "always"}},
            {"id": "bad", "doors": ["main"], "when": when}]})
        assert reply["ok"] is False, when
        assert reply["error"]["path"].startswith("permissions[1].when"), when
    for doors in ([], [""], ["a b"], "main", ["main"] * 65, [5], None):
        reply = terminal.call("permissions.put", {"permissions": [{**ALWAYS, "doors": doors}]})
        assert reply["error"]["path"].startswith("permissions[0].doors"), doors
    for dates in (["2026-02-30"], ["20261001"], ["2026-10-1"], [""], "2026-10-01", [5], None):
        reply = terminal.call("holidays.put", {"holidays": [{"id": "h", "name": "", "dates": dates}]})
        assert reply["error"]["path"].startswith("holidays[0].dates"), dates
    assert [one["id"] for one in terminal.do("permissions.list")["permissions"]] == ["always"]


def test_a_flood_of_cards_is_answered_card_by_card(terminal):
    """Threat 19: a credential that comes while others are looked at is not dropped silently: it is
    answered, or counted as refused, which takes 64 of them that wait on a machine too busy to look."""
    door = Door(terminal)
    seq = door.last_seq()
    before = refused(terminal)
    sent = 0
    for number in range(400):
        reply = terminal.call("sim.card", {"uid": f"F1{number:06X}"})
        if reply["ok"]:
            sent += 1
        else:
            assert reply["error"]["code"] == "resource_exhausted"
    wait_until(lambda: len(door.records(seq, method="card")) + refused(terminal) - before == sent,
               what="a record or a count each")
    values = [one["credential"]["value"] for one in door.records(seq, method="card")]
    assert len(set(values)) == len(values) >= 64


def refused(terminal):
    """How many presentations found the access thread too far behind."""
    return terminal.do("device.info")["counters"]["presentations_refused"]


def test_two_readers_that_see_something_at_once_are_both_answered(terminal):
    door = Door(terminal)
    for number in range(20):
        seq = door.last_seq()
        terminal.do("sim.card", {"uid": f"F2{number:06X}"})
        terminal.do("sim.qr", {"text": f"BOTH-{number}"})
        terminal.do("sim.finger", {"slot": 600 + number})
        wait_until(lambda: len(door.records(seq, kind="access")) == 3, what="three answers")
        assert {one["method"] for one in door.records(seq, kind="access")} == \
            {"card", "qr", "fingerprint"}


def talk(terminal, data, timeout=20):
    """Raw bytes to the local socket; what came back until it closed, or a line."""
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(timeout)
        link.connect(str(terminal.socket_path))
        received = b""
        try:
            link.sendall(data)
            link.shutdown(socket.SHUT_WR)
            while piece := link.recv(1 << 16):
                received += piece
        except (BrokenPipeError, ConnectionResetError):
            pass
        return received


@pytest.mark.parametrize("data", [b"\n", b"\0\n", b"{}\n", b"[[[[" * 1000 + b"\n", b"\xff\xfe\n", b"GET / HTTP/1.1\r\n\r\n",
                                  b"{" * 100_000 + b"\n", b"x" * (2 << 20), b"x" * (2 << 20) + b"\n",
                                  b"\n" * 5000, b"", b'{"id":"a","name":"device.info"}'],
                         ids=lambda data: repr(data[:12]))
def test_the_local_socket_takes_anything(terminal, data):
    for line in talk(terminal, data).splitlines():
        assert {"id", "name", "ok"} <= json.loads(line).keys()


def test_control_characters_reach_neither_records_nor_logs(terminal):
    door = Door(terminal)
    for text in CONTROL:
        seq = door.last_seq()
        door.wait_strike("inactive")
        terminal.do("door.release", {"door": "main", "reason": text})
        record = door.wait_record(seq, kind="access", method="command")
        assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in record["detail"])
    assert "\x1b[31m" not in terminal.log()
    door.wait_strike("inactive")
