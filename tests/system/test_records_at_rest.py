"""What a terminal's disk tells of who was at the door, and what a damaged disk stops: nothing of either."""

import pytest
from harness.back_office import photo_credential
from harness.door import Door
from harness.people import ALWAYS, card, code, person, seeded
from harness.terminal import PHOTOS, Terminal

CODE = "VISIT-7731-OF-THE-DAY"
UID = "04A1B2C3"
JPEG = b"\xff\xd8\xff"


@pytest.fixture
def site(tmp_path):
    with Terminal(tmp_path, faces=False) as terminal:
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [person("1001", card(UID), code(CODE))]})
        yield terminal, Door(terminal), tmp_path / "data"


def bytes_of(data):
    return b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())


def test_a_code_that_opens_is_in_no_record_and_no_file(site):
    terminal, door, data = site
    granted, unknown = door.code(CODE), door.code("STRANGERS-CODE-4711")
    for record in (granted, unknown):
        assert set(record["credential"]) == {"type", "digest", "ends"}
    assert granted["credential"]["ends"] == "-DAY"
    assert granted in door.of_code(CODE) and unknown in door.of_code("STRANGERS-CODE-4711")
    terminal.stop()
    told = bytes_of(data) + terminal.log().encode()
    assert CODE.encode() not in told and b"STRANGERS-CODE" not in told
    terminal.start()
    assert door.of_code(CODE) == [granted]


def test_a_card_is_told_as_the_site_wants_it(site):
    terminal, door, data = site
    assert door.card(UID)["credential"] == {"type": "card", "value": UID}
    terminal.stop()
    assert UID.encode() not in bytes_of(data)
    terminal.configuration["records"] = {"card_value": "digest"}
    terminal.start()
    assert set(door.card(UID)["credential"]) == {"type", "digest", "ends"}
    assert len(terminal.do("records.query", {"card": UID.lower()})["records"]) == 2


def damaged(content, how, random):
    if how == "bytes":
        at = random.randrange(len(content) - 64)
        return content[:at] + random.randbytes(64) + content[at + 64:]
    if how == "zeroed":
        at = random.randrange(len(content) // 1024) * 1024
        return content[:at] + bytes(1024) + content[at + 1024:]
    if how == "cut":
        return content[:random.randrange(len(content))]
    return {"empty": b"", "text": b"no database\n" * 1000}[how]


@pytest.mark.parametrize("how", ["bytes", "zeroed", "cut", "empty", "text", "folder"])
def test_a_damaged_log_stops_no_door(site, how):
    terminal, door, data = site
    for _ in range(20):
        door.card(UID)
    log = data / "records.db"
    random = seeded(f"damaged log {how}")
    for _ in range(2):
        terminal.stop()
        if how == "folder":
            log.rename(data / "away")
            log.mkdir()
        else:
            log.write_bytes(damaged(log.read_bytes(), how, random))
        terminal.start()
        assert door.card(UID)["reason"] == "ok"
        door.press_exit_button()
        seqs = [record["seq"] for record in door.records()]
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
        if how == "folder":
            break
    if how in ("empty", "text", "folder"):
        alarm = door.wait_record(kind="alarm", event="store_damaged")
        assert "records.db" in alarm["detail"]
        assert list(data.glob("records.db-damaged-*"))
    assert len(list(data.glob("records.db-damaged-*Z"))) <= 2


def test_pictures_lie_sealed_and_go_with_their_person(tmp_path):
    with Terminal(tmp_path) as terminal:
        door = Door(terminal)
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [
            person("barack", photo_credential(PHOTOS / "obama.jpg"))]}, timeout=60)
        record = door.passes_by_face(PHOTOS / "obama2.jpg", person="barack")
        pictures = tmp_path / "data" / "snapshots"
        assert terminal.do("records.snapshot", {"seq": record["seq"]})["jpeg"]
        assert all(JPEG not in file.read_bytes() for file in pictures.iterdir())
        assert "barack" not in "".join(file.name for file in pictures.iterdir())
        terminal.do("people.delete", {"ids": ["barack"]})
        assert list(pictures.glob(f"{record['seq']}-*")) == []
        assert terminal.call("records.snapshot", {"seq": record["seq"]})["error"]["code"] == "not_found"
        assert record in door.records(person="barack")
