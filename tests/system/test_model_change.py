"""A terminal whose face model is changed: the faces of the old one are kept, match nobody, and are told."""

import json

from harness.back_office import photo_credential
from harness.door import Door
from harness.people import ALWAYS, card, face, person, seeded, stranger
from harness.terminal import MODELS, PHOTOS, Terminal


def renamed(folder):
    """The same models under another name: what is made of a face is another model's then."""
    folder.mkdir()
    for file in MODELS.iterdir():
        (folder / file.name).symlink_to(file.resolve())
    manifest = json.loads((MODELS / "models.json").read_text())
    manifest["models"][0]["vector_model"] = "renamed"
    (folder / "models.json").unlink()
    (folder / "models.json").write_text(json.dumps(manifest))
    return folder


def faces(terminal):
    told = terminal.do("device.info")["faces"]
    return told["gallery"], told["other_model"]


def test_people_whose_faces_are_of_the_old_model_are_told(tmp_path):
    terminal = Terminal(tmp_path / "terminal").start()
    try:
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        terminal.do("people.put", {"people": [
            person("barack", card("04A1B2C3"), photo_credential(PHOTOS / "obama.jpg")),
            person("eve", face(stranger(seeded("eve")))), person("none", card("04A1B2C4"))]}, timeout=60)
        assert faces(terminal) == (2, 0)
        assert "another model" not in terminal.doorctl("status").stdout
        terminal.stop()

        terminal.configuration["face"]["models"] = str(renamed(tmp_path / "models"))
        terminal.start()
        assert faces(terminal) == (0, 2)
        assert "2 people have only faces of another model" in terminal.doorctl("status").stdout
        assert Door(terminal).card("04A1B2C3")["reason"] == "ok"

        terminal.do("people.put", {"people": [
            person("barack", card("04A1B2C3"), photo_credential(PHOTOS / "obama.jpg"))]}, timeout=60)
        assert faces(terminal) == (1, 1)
        terminal.do("people.delete", {"ids": ["eve"]})
        assert faces(terminal) == (1, 0)
        assert "another model" not in terminal.doorctl("status").stdout

        # Then it is the models that are missing, and nobody's photo.
        terminal.stop()
        (tmp_path / "models/models.json").unlink()
        terminal.start()
        assert faces(terminal)[1] == 0
        assert "another model" not in terminal.doorctl("status").stdout
    finally:
        terminal.end()
