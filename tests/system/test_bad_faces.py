"""Poisoned templates and picture bombs (threats 9 and 10), with the real models."""

import base64
import math
import struct

import pytest
from harness.back_office import photo_credential
from harness.door import Door
from harness.nasty import pictures
from harness.people import ALWAYS, MODEL, card, cloud, face, pack, person, seeded, stranger
from harness.terminal import PHOTOS, Terminal


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Terminal(tmp_path_factory.mktemp("terminal")) as terminal:
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [
            person("barack", card("04A1B2C3"), photo_credential(PHOTOS / "obama.jpg"))]}, timeout=60)
        yield terminal


@pytest.fixture
def terminal(site):
    yield site
    assert Door(site).card("04A1B2C3")["reason"] == "ok"
    assert site.do("device.info")["faces"]["gallery"] == 1


def poison():
    nan, inf = float("nan"), float("inf")
    good = cloud(seeded("poison"), 1.4)
    yield "zero", pack([0.0] * 128)
    yield "nan", pack([nan] * 128)
    yield "one nan", pack(good[:-1] + [nan])
    yield "nan first", pack([nan] + good[1:])
    yield "signalling nan", base64.b64encode(struct.pack("<127f", *good[:127]) + b"\x01\x00\xa0\x7f").decode()
    yield "inf", pack(good[:-1] + [inf])
    yield "minus inf", pack([-inf] + good[1:])
    yield "huge", pack([3e38] * 128)
    yield "overflowing norm", pack([1e20] * 128)
    yield "denormal", pack([1e-42] * 128)
    yield "short norm", pack(cloud(seeded("short"), 0.49))
    yield "long norm", pack(cloud(seeded("long"), 2.51))
    for size in (0, 1, 127, 129, 256, 512):
        yield f"{size} numbers", pack(cloud(seeded("size"), 1.4, size) if size else [])
    yield "odd bytes", base64.b64encode(b"x" * 511).decode()
    yield "doubles", base64.b64encode(struct.pack("<128d", *good)).decode()
    yield "big-endian", base64.b64encode(struct.pack(">128f", *([1e-3] * 128))).decode()
    yield "no base64", "!" * 684
    yield "no padding", pack(good).rstrip("=")
    yield "with newlines", pack(good)[:76] + "\n" + pack(good)[76:]
    yield "url-safe", pack([-math.pi / 30] * 128).replace("+", "-").replace("/", "_") + "_"
    yield "number", 5
    yield "list", good
    yield "null", None


@pytest.mark.parametrize("vector", [pytest.param(text, id=name) for name, text in poison()])
def test_a_poisoned_vector_is_refused(terminal, vector):
    bad = person("x", {"type": "face", "vector": vector, "model": MODEL})
    error = terminal.call("people.put", {"people": [person("y"), bad]})["error"]
    assert error["code"] == "invalid_argument"
    assert error["path"] == "people[1].credentials[0].vector"
    assert terminal.call("people.get", {"id": "y"})["error"]["code"] == "not_found"


@pytest.mark.parametrize("model", ["", "arcface", "dlib-resnet-v2", "DLIB-RESNET-V1", "a b", None, 1])
def test_a_vector_of_another_model_is_refused(terminal, model):
    bad = person("x", {**face(stranger(seeded("model"))), "model": model})
    error = terminal.call("people.put", {"people": [bad]})["error"]
    assert (error["code"], error["path"]) == ("invalid_argument", "people[0].credentials[0].model")


def test_one_face_on_two_people_is_refused(terminal):
    for photo in ("obama.jpg", "obama2.jpg"):
        bad = person("twin", photo_credential(PHOTOS / photo))
        error = terminal.call("people.put", {"people": [bad]}, timeout=60)["error"]
        assert error["code"] == "already_exists"
    same = face(stranger(seeded("twins")))
    error = terminal.call("people.put", {"people": [person("a", same), person("b", same)]})["error"]
    assert error["code"] == "already_exists"
    near = stranger(seeded("near"))
    nearer = [near[0] + 0.05] + near[1:]
    error = terminal.call("people.put", {"people": [person("a", face(near)),
                                                    person("b", face(nearer))]})["error"]
    assert error["code"] == "already_exists"
    # The same face given to its owner again is no duplicate, and two pictures of one are allowed.
    again = person("barack", card("04A1B2C3"), photo_credential(PHOTOS / "obama.jpg"))
    terminal.do("people.put", {"people": [again]}, timeout=60)


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in pictures()])
def test_a_picture_that_is_none_is_refused(terminal, data):
    photo = {"type": "face", "photo": base64.b64encode(data).decode()}
    reply = terminal.call("people.put", {"people": [person("x", photo)]}, timeout=60)
    assert reply["ok"] is False
    assert reply["error"]["code"] in ("invalid_argument", "not_found", "resource_exhausted")
    assert reply["error"].get("path", "people[0].credentials[0].photo") == \
        "people[0].credentials[0].photo"
    frame = terminal.call("sim.frame", {"image": base64.b64encode(data).decode()})
    if not reply["error"]["message"].startswith(("no face", "there is no face")):
        assert frame["ok"] is False or data[:1] in (b"\xff", b"\x89") or data == b""
    terminal.do("sim.frame", {})


def test_a_photo_of_two_or_of_half_a_face(terminal):
    """Refused with its path, or the half is good enough to be Barack's: never somebody else's."""
    for photo in ("obama_partial_face.jpg", "obama_partial_face2.jpg"):
        reply = terminal.call("people.put", {"people": [
            person("half", photo_credential(PHOTOS / photo))]}, timeout=60)
        assert reply["ok"] is False
        assert reply["error"]["path"].startswith("people[0].credentials[0]")


def test_a_terminal_without_models_says_so(offline):
    terminal, _ = offline()
    bad = person("x", photo_credential(PHOTOS / "obama.jpg"))
    error = terminal.call("people.put", {"people": [bad]})["error"]
    assert (error["code"], error["path"]) == ("unsupported", "people[0].credentials[0].photo")
