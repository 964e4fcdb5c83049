"""The schema and the tables in the configuration's pages say what the tables in the code say."""

import shutil
import subprocess

from harness.terminal import BIN, REPOSITORY

SCRIPT = REPOSITORY / "scripts/config-docs"
TABLES = BIN.parent / "tests/config-tables"


def check(root):
    return subprocess.run([SCRIPT, "--check", "--root", root, "--tables", TABLES], capture_output=True, text=True,
                          timeout=60, check=False)


def test_the_documents_say_what_the_code_says():
    done = check(REPOSITORY)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_document_that_is_behind_is_named(tmp_path):
    shutil.copytree(REPOSITORY / "config", tmp_path / "config")
    for name, old, new in (("doorward.schema.json", '"maximum": 126', '"maximum": 125'),
                           ("readers/osdp.md", "0 to 126", "0 to 125"), ("README.md", "| `osdp` |", "| `ospd` |")):
        page = tmp_path / "config" / name
        text = page.read_text(encoding="utf-8")
        assert old in text
        page.write_text(text.replace(old, new), encoding="utf-8")
        done = check(tmp_path)
        assert done.returncode != 0
        assert f"config/{name} is behind" in done.stdout
        page.write_text(text, encoding="utf-8")
