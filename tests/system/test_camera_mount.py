"""A camera that hangs on its side, upside down or behind a mirror: faces, codes and pictures upright."""

import base64
import io

import pytest
import qrcode
from harness.back_office import photo_credential
from harness.door import Door
from harness.people import ALWAYS, person
from harness.terminal import PHOTOS, Terminal
from PIL import Image, ImageOps

MOUNTS = [(0, False), (90, False), (180, False), (270, False), (90, True), (0, True)]


def as_seen(upright, rotate_deg, mirror):
    """What such a camera gives of a scene: what its settings undo."""
    seen = ImageOps.mirror(upright) if mirror else upright
    return seen.rotate(rotate_deg, expand=True)  # Anticlockwise; the setting turns clockwise.


def site(folder, picture, rotate_deg, mirror, reads):
    terminal = Terminal(folder / "terminal")
    (folder / "scene").mkdir()
    as_seen(picture, rotate_deg, mirror).save(folder / "scene" / "a.png")
    terminal.configuration["readers"] = [
        {"id": "eye", "door": "main", "driver": "camera", "reads": reads, "source": str(folder / "scene"),
         "width_px": 960, "height_px": 960, "rotate_deg": rotate_deg, "mirror": mirror},
        {"id": "nfc", "door": "main", "driver": "simulated", "reads": ["card"]}]
    return terminal


@pytest.mark.parametrize("rotate_deg, mirror", MOUNTS)
def test_a_face_is_known_however_the_camera_hangs(tmp_path, rotate_deg, mirror):
    face = ImageOps.pad(Image.open(PHOTOS / "obama2.jpg").convert("RGB"), (720, 960))
    with site(tmp_path, face, rotate_deg, mirror, ["face"]) as terminal:
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [person("barack", photo_credential(PHOTOS / "obama.jpg"))]},
                    timeout=60)
        record = Door(terminal).wait_record(kind="access", person="barack", timeout=60)
        assert record["result"] == "granted"
        snapshot = terminal.do("records.snapshot", {"seq": record["seq"]})
        picture = Image.open(io.BytesIO(base64.b64decode(snapshot["jpeg"])))
        assert picture.height > picture.width


@pytest.mark.parametrize("rotate_deg, mirror", [(0, False), (90, True)])
def test_a_code_is_read_however_the_camera_hangs(tmp_path, rotate_deg, mirror):
    paper = Image.new("RGB", (640, 480), (150, 150, 150))
    paper.paste(qrcode.make("VISIT-7731", box_size=6).convert("RGB"), (200, 100))
    with site(tmp_path, paper, rotate_deg, mirror, ["qr"]) as terminal:
        record = Door(terminal).wait_record(kind="access", timeout=60, method="qr")
        assert record["reason"] == "unknown_credential"
