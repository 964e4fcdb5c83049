"""The lists of PROTOCOL.md and asyncapi.yaml are those of the code, which `doorctl schema` prints."""

import json
import shutil
import subprocess

import pytest
from harness.terminal import BIN, REPOSITORY

SCRIPT = REPOSITORY / "scripts/protocol-docs"
LISTS = {"commands", "planned-commands", "errors", "reasons", "events", "record-kinds", "methods", "directions",
         "credential-types", "door-modes", "door-states"}


def doorctl(*words):
    return subprocess.run([BIN / "doorctl", *words], capture_output=True, text=True, timeout=60, check=False)


def schema(name):
    return json.loads(doorctl("--json", "schema", name).stdout)


def check(root):
    return subprocess.run([SCRIPT, "--check", "--root", root, "--doorctl", BIN / "doorctl"], capture_output=True,
                          text=True, timeout=60, check=False)


def test_the_documents_say_what_the_code_says():
    done = check(REPOSITORY)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("page", "old", "new"), [
    ("PROTOCOL.md", "| `wrong_pin` | The PIN is not", "| `wrong_pin` | The PIN was not"),
    ("PROTOCOL.md", "| `door.release` | `door` `reason?` |", "| `door.release` | `door` `reason` |"),
    ("asyncapi.yaml", "maxLength: 80", "maxLength: 81"),
    ("asyncapi.yaml", "held_open_cleared,", ""),
])
def test_a_document_that_is_behind_is_named(tmp_path, page, old, new):
    folder = tmp_path / "src/protocol"
    shutil.copytree(REPOSITORY / "src/protocol", folder)
    text = (folder / page).read_text(encoding="utf-8")
    assert old in text
    (folder / page).write_text(text.replace(old, new), encoding="utf-8")
    done = check(tmp_path)
    assert done.returncode == 1
    assert done.stdout == f"src/protocol/{page} is behind: run scripts/protocol-docs\n"


@pytest.mark.parametrize("name", sorted(LISTS))
def test_each_list_has_words_once_with_a_sentence(name):
    words = schema(name)
    assert len({word["word"] for word in words}) == len(words) > 0
    assert all(word["meaning"][0].isupper() and word["meaning"].endswith(".") for word in words)
    text = doorctl("schema", name).stdout
    assert all(word["word"] in text and word["meaning"] in text for word in words)


def test_a_command_tells_its_arguments_and_their_schema():
    release = {command["word"]: command for command in schema("commands")}["door.release"]
    assert [(key["key"], key["required"]) for key in release["arguments"]] == [("door", True), ("reason", False)]
    assert release["schema"]["required"] == ["door"]
    assert release["schema"]["properties"]["reason"] == {"type": "string", "maxLength": 80}
    assert release["max_age_s"] == 10


def test_a_list_that_is_not_there_is_wrong_usage():
    for words in (("schema",), ("schema", "resons")):
        done = doorctl(*words)
        assert done.returncode == 2 and done.stderr
