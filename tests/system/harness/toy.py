"""Adds something to a copy of the tree, as a recipe says, and makes programs of the build with it."""

import filecmp
import json
import os
import re
import shlex
import shutil
import subprocess

from harness.terminal import BIN, REPOSITORY

BUILD = BIN.parent
FOLDERS = ("src", "include", "config")


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def copy_tree(target):
    for folder in FOLDERS:
        shutil.copytree(REPOSITORY / folder, target / folder)
    return target


def touched_in(tree, place):
    compared = filecmp.dircmp(REPOSITORY / place, tree / place, ignore=["__pycache__"])
    found = [os.path.join(place, name) for name in [*compared.right_only, *compared.diff_files]]
    return found + [one for name in compared.common_dirs for one in touched_in(tree, os.path.join(place, name))]


def touched(tree):
    """What was changed or added; a new folder is one thing."""
    return sorted(one for place in FOLDERS for one in touched_in(tree, place))


def edit(path, old, new):
    content = path.read_text(encoding="utf-8")
    assert content.count(old) == 1, old
    path.write_text(content.replace(old, new), encoding="utf-8")


def insert(path, before, text):
    edit(path, before, text + before)


def in_tree(text, tree):
    """With the tree's sources in the place of ours; what the build made stays."""
    return re.sub(f"{re.escape(str(REPOSITORY))}/(src|include)", rf"{tree}/\1", text)


def commands():
    return json.loads((BUILD / "compile_commands.json").read_text())


def compile_in(tree, source, like, quick=False):
    """The object of a file of the tree, made as the build makes that of the file whose path ends with `like`."""
    command = next(one["command"] for one in commands() if one["file"].endswith(like))
    words = [in_tree(word, tree) for word in shlex.split(command)]
    target = tree / (source.replace("/", "_") + ".o")
    words[words.index("-o") + 1] = str(target)
    words[words.index("-c") + 1] = str(tree / source)
    run(words + (["-O0", "-g0", "-U_FORTIFY_SOURCE"] if quick else []), cwd=BUILD)
    return str(target)


def compile_module(tree, module, quick=False, part=""):
    """The same of what the build compiles together of a module, as one file: all, or the part with that source."""
    unity = sorted(one["file"] for one in commands() if f"/doorward_{module}.dir/Unity/" in one["file"])
    texts = [open(name, encoding="utf-8").read() for name in unity]
    text = "".join(one for one in texts if part in one)
    together = f"{module}_together.cpp"
    (tree / together).write_text(in_tree(text, tree), encoding="utf-8")
    return compile_in(tree, together, unity[0], quick)


def link_with(objects, program, folder):
    """The program of the build, with `objects` before its libraries."""
    line = run(["ninja", "-C", BUILD, "-t", "commands", program]).splitlines()[-1]
    words = shlex.split(re.search(r"^: && (.*) && :$", line)[1])
    at = words.index("-o")
    target = folder / os.path.basename(program)
    run([*words[:at], *objects, "-o", str(target), *words[at + 2:]], cwd=BUILD)
    return target
