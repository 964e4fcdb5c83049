"""Photos as people have them: as telephones take them, through doorctl and to the terminal itself."""

import base64
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from harness.back_office import photo_credential
from harness.door import Door
from harness.people import ALWAYS, person
from harness.terminal import BIN, MODELS, PHOTOS, REPOSITORY, Terminal
from PIL import Image

DOORCTL = BIN / "doorctl"


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    with Terminal(tmp_path_factory.mktemp("terminal")) as terminal:
        terminal.do("permissions.put", {"permissions": [ALWAYS]})
        yield terminal


@pytest.fixture
def barack(terminal):
    terminal.do("people.delete", {"all": True})
    terminal.do("people.put", {"people": [person("barack")]})
    yield Door(terminal)
    terminal.do("sim.frame", {})


def large(width, height, photo="obama.jpg"):
    """The face of a photo in a picture of that size, as high as a portrait has it."""
    face = Image.open(PHOTOS / photo).convert("RGB")
    scale = min(width / face.width, height / face.height)
    face = face.resize((int(face.width * scale), int(face.height * scale)), Image.BILINEAR)
    picture = Image.new("RGB", (width, height), (120, 125, 130))
    picture.paste(face, ((width - face.width) // 2, 0))
    return picture


def save(picture, file, **options):
    picture.save(file, **options)
    return file


def run(*words, terminal=None):
    socket = ["--socket", terminal.socket_path] if terminal else []
    return subprocess.run([DOORCTL, *map(str, [*socket, *words])], capture_output=True, text=True,
                          timeout=120, check=False)


# A process begins with the most memory that its parent had: the parent has to be a small one.
MEASURE = """import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], check=False)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)
sys.exit(done.returncode)"""


def run_measured(*words):
    """How it ended, what it said, and the most memory it had, in MiB."""
    done = subprocess.run([sys.executable, "-c", MEASURE, DOORCTL, *map(str, words)], capture_output=True,
                          text=True, timeout=120, check=False)
    return done.returncode, done.stdout, int(done.stderr.split()[-1])


def opens_for_barack(door):
    return door.attempt("sim.frame", {"image": photo_credential(PHOTOS / "obama2.jpg")["photo"]})


@pytest.mark.parametrize("size, options", [
    pytest.param((4032, 3024), {"quality": 90}, id="12 megapixels"),
    pytest.param((8064, 6048), {"quality": 85}, id="48 megapixels"),
    pytest.param((6000, 4000), {"quality": 80, "progressive": True}, id="progressive"),
    pytest.param((1600, 1200), {"quality": 100, "subsampling": 0}, id="small with many bytes")])
def test_a_telephones_photo_enrols(terminal, barack, tmp_path, size, options):
    file = save(large(*size), tmp_path / "photo.jpg", **options)
    done = run("enroll", "barack", "--photo", file, terminal=terminal)
    assert done.returncode == 0, done.stderr
    assert opens_for_barack(barack)["person"] == "barack"


def test_a_photo_that_lies_on_its_side_is_turned_once(terminal, barack, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    file = save(large(3024, 4032).rotate(90, expand=True), tmp_path / "photo.jpg", exif=exif, quality=90)
    assert run("enroll", "barack", "--photo", file, terminal=terminal).returncode == 0
    assert opens_for_barack(barack)["person"] == "barack"


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_a_photo_of_other_colours(terminal, barack, tmp_path, mode):
    file = save(large(4032, 3024).convert(mode), tmp_path / "photo.jpg", quality=90)
    assert run("enroll", "barack", "--photo", file, terminal=terminal).returncode == 0
    assert opens_for_barack(barack)["person"] == "barack"


def test_the_terminal_itself_reads_24_megapixels(terminal, barack):
    jpeg = io.BytesIO()
    large(6000, 4000).save(jpeg, "JPEG", quality=40)
    assert len(jpeg.getvalue()) < 700 * 1024
    face = {"type": "face", "photo": base64.b64encode(jpeg.getvalue()).decode()}
    terminal.do("people.put", {"people": [person("barack", face)]}, timeout=60)
    assert opens_for_barack(barack)["person"] == "barack"


def test_a_large_photo_takes_bounded_memory(tmp_path):
    """64 megapixels are 192 MB if they are decoded whole."""
    file = save(Image.new("RGB", (9248, 6936), (90, 120, 150)), tmp_path / "photo.jpg")
    code, said, mebibytes = run_measured("qr", file)
    assert (code, json.loads(said)["codes"]) == (0, [])
    print(mebibytes, "MiB")
    assert mebibytes < 160


def test_a_progressive_photo_takes_bounded_memory(tmp_path):
    file = save(Image.new("RGB", (9248, 6936), (90, 120, 150)), tmp_path / "photo.jpg", progressive=True,
                subsampling=0)
    code, said, mebibytes = run_measured("qr", file)
    assert code == 1
    assert "progressive" in json.loads(said)["error"]["message"]
    assert mebibytes < 160


@pytest.mark.parametrize("name, data, words", [
    ("photo.jpg", b"\0\0\0\x1cftypheic\0\0\0\0mif1heic", ["HEIC", "heif-convert"]),
    ("photo.heic", b"\0\0\0\x1cftypmif1\0\0\0\0mif1heic", ["HEIC"]),
    ("photo.avif", b"\0\0\0\x1cftypavif\0\0\0\0", ["AVIF", "JPEG"]),
    ("photo.webp", b"RIFF\x24\0\0\0WEBPVP8 ", ["WebP", "JPEG"]),
    ("photo.pdf", b"%PDF-1.7\n", ["PDF"]),
    ("photo.png", b"", ["empty"]),
    ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", ["truncated"])])
def test_what_is_no_jpeg_is_named(terminal, barack, tmp_path, name, data, words):
    file = tmp_path / name
    file.write_bytes(data)
    for done in (run("enroll", "barack", "--photo", file, terminal=terminal), run("qr", file)):
        assert done.returncode == 1
        assert all(word in done.stdout + done.stderr for word in [name, *words]), done.stdout + done.stderr
    assert terminal.do("people.get", {"id": "barack"})["person"].get("credentials", []) == []


def test_beyond_64_megapixels_says_so(tmp_path):
    file = save(Image.new("L", (10000, 7000), 128), tmp_path / "photo.jpg")
    done = run("qr", file)
    assert done.returncode == 1
    assert "10000x7000" in done.stdout and "megapixels" in done.stdout


def test_a_large_png(terminal, barack, tmp_path):
    file = save(large(4000, 3000), tmp_path / "photo.png", compress_level=1)
    assert run("enroll", "barack", "--photo", file, terminal=terminal).returncode == 0
    assert opens_for_barack(barack)["person"] == "barack"
    done = run("qr", save(Image.new("L", (6000, 5000), 128), tmp_path / "larger.png"))
    assert done.returncode == 1
    assert "PNG" in done.stdout and "JPEG" in done.stdout


def test_face_extract_finds_a_face_in_a_large_photo(tmp_path):
    file = save(large(8064, 6048), tmp_path / "photo.jpg", quality=85)
    done = run("face", "extract", "--models", MODELS, file, PHOTOS / "obama.jpg")
    assert done.returncode == 0, done.stdout + done.stderr
    faces = [json.loads(line)["faces"] for line in done.stdout.splitlines()]
    assert [len(one) for one in faces] == [1, 1]


@pytest.mark.skipif(not (BIN.parent / "CMakeCache.txt").exists() or
                    not (REPOSITORY / ".cache/models/models.json").exists(), reason="not in a build folder")
def test_face_extract_in_a_build_folder_finds_the_repositorys_models():
    done = run("face", "extract", PHOTOS / "obama.jpg")
    assert done.returncode == 0, done.stdout + done.stderr


def test_face_extract_says_where_it_looked_for_models(tmp_path):
    elsewhere = tmp_path / "bin" / "doorctl"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(DOORCTL.read_bytes())
    elsewhere.chmod(0o755)
    done = subprocess.run([elsewhere, "face", "extract", PHOTOS / "obama.jpg"], capture_output=True,
                          text=True, timeout=60, check=False)
    if Path("/usr/share/doorward/models/models.json").exists():
        pytest.skip("models are installed here")
    assert done.returncode == 1
    assert all(word in done.stderr for word in (str(tmp_path / "share/doorward/models"),
                                                "/usr/share/doorward/models", "--models"))
