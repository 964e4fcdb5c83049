"""What users and integrators read says enroll, enrolls and enrollment, as the wire (`enroll.start`) and the configuration
(`enrollment`) do. What ends in -ed, -ing or -er is spelt alike either way. Not looked at: names inside the code, and the
changelog, which says what was."""

import re
import subprocess

import pytest
from harness.terminal import BIN, REPOSITORY

OTHER = re.compile(r"enrol(?!l)", re.I)
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
VERBS = [(), ("enroll",), ("enroll", "start"), ("people",), ("people", "import"), ("people", "export"), ("records",),
         ("config",), ("device",), ("face", "extract"), ("sim",), ("backup",), ("restore",)]


def others(text):
    return [line for line in text.splitlines() if OTHER.search(line)]


def pages():
    yield from (REPOSITORY / name for name in ("README.md", "src/protocol/PROTOCOL.md", "src/protocol/asyncapi.yaml",
                                               "third_party/README.md", "tests/simulators/README.md"))
    yield from (path for path in (REPOSITORY / "config").rglob("*") if path.is_file())


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_pages_have_one_spelling(page):
    assert others(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_help_has_one_spelling(verb):
    assert others(subprocess.run([BIN / "doorctl", *verb, "--help"], capture_output=True, text=True, timeout=60,
                                 check=True).stdout) == []


def test_completions_have_one_spelling():
    assert others(subprocess.run([BIN / "doorctl", "completions"], capture_output=True, text=True, timeout=60,
                                 check=True).stdout) == []


def test_messages_have_one_spelling():
    """Every text in the sources may come to a log, a reply or a screen."""
    found = []
    for folder in ("src", "include"):
        for path in sorted((REPOSITORY / folder).rglob("*.[ch]pp")):
            for line in path.read_text(encoding="utf-8").splitlines():
                if not line.startswith("#include") and "->alias(" not in line:
                    found += [f"{path.name}: {text}" for text in LITERAL.findall(line) if OTHER.search(text)]
    assert found == []
