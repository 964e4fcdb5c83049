"""What third_party/ says is true of itself."""

import json
import re
from pathlib import Path

THIRD_PARTY = Path(__file__).resolve().parents[2] / "third_party"


def load(name):
    return json.loads((THIRD_PARTY / name).read_text(encoding="utf-8"))


def packages():
    lines = (THIRD_PARTY / "packages.txt").read_text(encoding="utf-8").splitlines()
    return [name for line in lines if (name := line.split("#")[0].strip())]


def test_every_library_of_the_manifest_is_installed_by_setup():
    assert {library["package"] for library in load("manifest.json")["libraries"]} <= set(packages())


def test_every_python_package_is_in_the_manifest():
    lines = (THIRD_PARTY / "python-packages.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split()[0].split("==") for line in lines if line and not line.startswith("#"))
    assert pinned == {one["name"]: one["version"] for one in load("manifest.json")["python_packages"]}
    assert all(one["licence"] and one["why"] for one in load("manifest.json")["python_packages"])


def test_no_package_is_listed_twice():
    assert len(packages()) == len(set(packages()))


def test_every_library_has_a_licence_a_user_and_a_reason():
    for library in load("manifest.json")["libraries"]:
        assert all(library[key] for key in ("name", "version", "licence", "used_by", "why")), library


def test_the_false_match_curve_rises_from_the_floor():
    model = next(m for m in load("models.json")["models"] if m["name"] == "face_vector")
    curve = model["false_match_curve"]
    assert model["floor"] == curve[0]["threshold"]
    for lower, higher in zip(curve, curve[1:]):
        assert lower["threshold"] < higher["threshold"]
        assert 0 < lower["rate"] < higher["rate"] < 1
    assert curve[0]["threshold"] <= model["verify_threshold"] <= curve[-1]["threshold"]


def test_every_file_comes_from_a_known_package_and_has_a_checksum():
    manifest = load("models.json")
    known = {package["name"] for package in manifest["packages"]}
    for item in manifest["models"] + manifest["photos"]:
        assert item["package"] in known
        assert re.fullmatch(r"[0-9a-f]{64}", item["sha256"])
        assert "/" not in item["file"]
