"""A command is added as src/commands/README.md says, in three places, and is answered."""

import json
import shutil

import jsonschema
import pytest
import yaml
from harness import terminal as terminal_module
from harness.terminal import REPOSITORY, Terminal
from harness.toy import compile_module, copy_tree, insert, link_with, run, touched

TOY = REPOSITORY / "tests/toy_command"
STRUCT = "include/doorward/protocol/door_commands.hpp"
EXECUTE = "src/commands/door_commands.cpp"
PAGE = "src/protocol/PROTOCOL.md"


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The recipe: the struct and its name in the list, what it does, its section."""
    tree = copy_tree(tmp_path_factory.mktemp("tree"))
    insert(tree / STRUCT, "using DoorCommands", (TOY / "command.hpp").read_text() + "\n")
    insert(tree / STRUCT, ">;\n\n}  // namespace", ", ChimeDoor")
    insert(tree / EXECUTE, "std::vector<CommandSpec> DoorCatalogue", (TOY / "execute.cpp").read_text() + "\n")
    insert(tree / PAGE, "## The terminal itself\n", (TOY / "page.md").read_text(encoding="utf-8"))
    return tree


@pytest.fixture(scope="module")
def programs(tree):
    folder = tree / "bin"
    folder.mkdir()
    protocol, commands = compile_module(tree, "protocol"), compile_module(tree, "commands")
    link_with([commands, protocol], "bin/doorwardd", folder)
    link_with([protocol], "bin/doorctl", folder)
    return folder


@pytest.fixture
def toy(programs, tmp_path, monkeypatch):
    monkeypatch.setattr(terminal_module, "BIN", programs)
    with Terminal(tmp_path / "terminal", faces=False) as terminal:
        yield terminal


def test_three_places_are_touched(tree):
    assert touched(tree) == sorted([STRUCT, EXECUTE, PAGE])


def test_it_is_answered_and_its_faults_are_told(toy):
    assert toy.do("door.chime", {"door": "main", "times": 2}) == {"chimed": 2}
    assert toy.do("door.chime", {"door": "main"}) == {"chimed": 1}
    for arguments, code, path in (
            ({}, "invalid_argument", "door"),
            ({"door": "main", "times": 4}, "invalid_argument", "times"),
            ({"door": "main", "time": 1}, "invalid_argument", "time"),
            ({"door": "side"}, "not_found", "door")):
        error = toy.call("door.chime", arguments)["error"]
        assert (error["code"], error["path"]) == (code, path)


def test_the_lists_follow(tree, programs, tmp_path):
    written = tmp_path / "written"  # The recipe's tree stays as its author left it.
    shutil.copytree(tree / "src/protocol", written / "src/protocol")
    script = [REPOSITORY / "scripts/protocol-docs", "--root", written, "--doorctl", programs / "doorctl"]
    assert sorted(run(script).splitlines()) == ["wrote src/protocol/PROTOCOL.md", "wrote src/protocol/asyncapi.yaml"]
    run([*script, "--check"])
    page = (written / "src/protocol/PROTOCOL.md").read_text(encoding="utf-8")
    assert "| `door.chime` | `door` `times?` | A toy: rings at a door. |" in page
    document = yaml.safe_load((written / "src/protocol/asyncapi.yaml").read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(
        {"$ref": "#/components/schemas/Command", "components": document["components"]})
    command = {"id": "1", "name": "door.chime", "arguments": {"door": "main", "times": 3}}
    assert validator.is_valid(command)
    command["arguments"]["times"] = 4
    assert not validator.is_valid(command)


def test_doorctl_knows_it(programs):
    commands = json.loads(run([programs / "doorctl", "--json", "schema", "commands"]))
    assert "door.chime" in {command["word"] for command in commands}
