"""The man pages say what the programs take: every verb and option, and no other."""

import json
import re
import subprocess

import pytest
from harness.terminal import BIN, REPOSITORY

PAGES = REPOSITORY / "config/package/man"


def printed(*words):
    return subprocess.run([BIN / words[0], *words[1:]], capture_output=True, text=True, timeout=60,
                          check=True).stdout


def options_on(page):
    return set(re.findall(r"\bFl -([a-z-]+)", (PAGES / page).read_text(encoding="utf-8")))


def verbs_on(page):
    """An item `.It Cm sim qr Ar text , Cm sim keys Ar keys` has two: "sim qr" and "sim keys"."""
    items = re.findall(r"^\.It Cm (.*)", (PAGES / page).read_text(encoding="utf-8"), re.M)
    return {re.match(r"[a-z -]+", verb)[0].strip() for item in items for verb in item.split(" , Cm ")}


@pytest.fixture(scope="module")
def completions():
    """What may follow each verb of doorctl: {"people": ["list", …, "--help"], …}."""
    cases = re.findall(r'^    "([a-z -]*)"\) words="(.*) " ;;$', printed("doorctl", "completions"), re.M)
    return {path: words.split() for path, words in cases}


def test_every_verb_of_doorctl_is_described(completions):
    groups = {path.rpartition(" ")[0] for path in completions}
    assert verbs_on("doorctl.1") == set(completions) - (groups - {"enroll"})


def test_every_option_of_doorctl_is_described(completions):
    options = {word[2:] for words in completions.values() for word in words if word.startswith("--")}
    assert options_on("doorctl.1") == options


def test_every_option_of_doorwardd_is_described():
    options = set(re.findall(r"--([a-z-]+)", printed("doorwardd", "--help")))
    assert options_on("doorwardd.8") == options


def keys_of(schema, part):
    """The keys of one section, through references and lists."""
    while "$ref" in part:
        part = schema["$defs"][part["$ref"].rpartition("/")[2]]
    return keys_of(schema, part["items"]) if part.get("type") == "array" else set(part.get("properties", {}))


def test_every_section_of_the_configuration_is_described():
    schema = json.loads((REPOSITORY / "config/doorward.schema.json").read_text(encoding="utf-8"))
    page = (PAGES / "doorward.json.5").read_text(encoding="utf-8")
    named = set(re.findall(r"[a-z0-9_]+", " ".join(re.findall(r"^\.(?:It )?Cm (.*)", page, re.M))))
    for section, part in schema["properties"].items():
        assert section in named
        # A reader's keys depend on its driver: config/README.md has them.
        keys = keys_of(schema, part) if section != "readers" else set()
        assert keys <= named, f"{section}: {keys - named}"
