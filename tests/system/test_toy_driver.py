"""A reader driver is added as src/drivers/README.md says, in three places, and opens a door."""

import json
import os
import shutil

import jsonschema
import pytest
from harness import terminal as terminal_module
from harness.door import Door
from harness.people import ALWAYS, card, person
from harness.terminal import REPOSITORY, Terminal
from harness.toy import compile_in, copy_tree, link_with, run, touched

TOY = REPOSITORY / "tests/toy_driver"
ROW = "src/drivers/reader_drivers.cpp"
DRIVER = "src/drivers/pipe/pipe_driver.cpp"


def add_driver(tree):
    """The recipe: a folder, a row, a page."""
    shutil.copytree(TOY / "src/drivers/pipe", tree / "src/drivers/pipe")
    shutil.copy(TOY / "config/readers/pipe.md", tree / "config/readers")
    table = (tree / ROW).read_text()
    table = table.replace('#include "drivers/pn532/', '#include "drivers/pipe/pipe_driver.hpp"\n#include "drivers/pn532/')
    (tree / ROW).write_text(table.replace("      Pn532Driver(),\n", "      PipeDriver(),\n      Pn532Driver(),\n"))


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    tree = copy_tree(tmp_path_factory.mktemp("tree"))
    add_driver(tree)
    return tree


@pytest.fixture(scope="module")
def programs(tree):
    folder = tree / "bin"
    folder.mkdir()
    objects = [compile_in(tree, source, like=ROW) for source in (ROW, DRIVER)]
    for program in ("bin/doorwardd", "tests/config-tables"):
        link_with(objects, program, folder)
    return folder


@pytest.fixture
def toy(programs, tmp_path, monkeypatch):
    """A terminal, not yet started, with the toy at its door."""
    monkeypatch.setattr(terminal_module, "BIN", programs)
    os.mkfifo(tmp_path / "cards")
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["readers"] = [
        {"id": "toy", "door": "main", "driver": "pipe", "pipe": str(tmp_path / "cards"), "reads": ["card"]}]
    return terminal


def test_three_places_are_touched(tree):
    assert touched(tree) == ["config/readers/pipe.md", "src/drivers/pipe", ROW]


def test_the_layers_are_kept(tree):
    run([REPOSITORY / "scripts/check-layers", "--root", tree])


def test_a_card_at_it_opens_the_door(toy, tmp_path):
    with toy:
        toy.do("permissions.put", {"permissions": [ALWAYS]})
        toy.do("people.put", {"people": [person("anna", card("04A1B2C3"))]})
        door = Door(toy)
        seq = door.last_seq()
        (tmp_path / "cards").write_text("no card\n04A1B2C3\n")
        record = door.wait_record(seq, kind="access", reader="toy")
        assert (record["result"], record["person"]) == ("granted", "anna")


def test_every_fault_of_its_keys_is_told(toy):
    toy.configuration["readers"][0].update({"pipe": "cards", "uid_bytes": 5, "uid_byte": 4})
    assert toy.check().splitlines() == [
        "readers[0].pipe: expected an absolute path, one that begins with /",
        "readers[0].uid_bytes: expected 4, 7 or 10",
        'readers[0].uid_byte: unknown key (did you mean "uid_bytes"?)']


def test_a_patch_may_name_only_devices_by_its_keys(toy):
    with toy:
        reader = toy.configuration["readers"][0]
        for pipe, error in (("/etc/passwd", "a patch may name only devices in /dev"), ("/dev/cards", None)):
            reply = toy.call("config.put", {"readers": [{**reader, "pipe": pipe}]})
            assert reply.get("error", {}).get("message") == error


def test_schema_and_pages_follow(tree, programs, tmp_path, toy):
    written = tmp_path / "written"  # The recipe's tree stays as its author left it.
    shutil.copytree(tree / "config", written / "config")
    script = [REPOSITORY / "scripts/config-docs", "--root", written, "--tables", programs / "config-tables"]
    assert sorted(run(script).splitlines()) == [
        f"config/{name} rewritten" for name in ("README.md", "doorward.schema.json", "readers/pipe.md")]
    run([*script, "--check"])
    assert "| `uid_bytes` | 4, 7, 10 | 4 | of every card |" in (written / "config/readers/pipe.md").read_text()
    validator = jsonschema.Draft202012Validator(json.loads((written / "config/doorward.schema.json").read_text()))
    assert validator.is_valid(toy.configuration)
    toy.configuration["readers"][0]["uid_bytes"] = 5
    assert not validator.is_valid(toy.configuration)
