"""scripts/check-layers finds each kind of violation in a bad tree, and none in a good one."""

import subprocess
from pathlib import Path

import pytest

CHECK = Path(__file__).resolve().parents[2] / "scripts" / "check-layers"

GOOD = {
    "include/doorward/core/time.hpp": "#pragma once\n#include <chrono>\n",
    "include/doorward/domain/person.hpp": '#pragma once\n#include "doorward/core/time.hpp"\n',
    "src/domain/person.cpp": '#include "doorward/domain/person.hpp"\n'
                             "namespace doorward::inline domain {\nconstexpr int kMost = 3;\n"
                             "const char* const kName = \"getenv(\";  // argv, system(\"x\")\n"
                             "int Person::Age() const { return age_; }\n}\n",
    "src/domain/types.hpp": "namespace doorward::inline domain {\nclass Person {\n};\nenum class Sort { kOne, kTwo };\n"
                            "namespace names {\nstruct Table {\n  int rows;\n};\n}\nnamespace {\nstruct Own {};\n}\n}\n",
    "src/domain/other.cpp": "namespace doorward::inline domain {\nnamespace {\nstruct Own {};\n}\n"
                            "void F(int a,\n       int b) {\n  struct Person {};\n}\n}\n",
    "tests/unit/a.cpp": "namespace doorward::a_test {\nclass Person {\n};\n}\n",
    "src/vision/dlib_engine.cpp": "#include <dlib/dnn.h>\n#include <ZXing/ReadBarcode.h>\n",
    "src/storage/statement.hpp": "#include <SQLiteCpp/SQLiteCpp.h>\n",
    "src/storage/person_store.cpp": '#include "statement.hpp"\n#include "storage/statement.hpp"\n',
    "src/core/log.cpp": "LogLevel threshold = LogLevel::kInfo;\n",
    "src/app/main.cpp": "int main(int argc, char** argv) { return std::getenv(argv[0]) ? argc : 0; }\n",
    "src/domain/CMakeLists.txt": "doorward_module(domain USES core LINKS date::date-tz)\n",
}

# What is added to the good tree, and a part of what must be said about it.
BAD = {
    "a higher layer": ("src/core/a.cpp", '#include "doorward/domain/person.hpp"', "core may not use domain"),
    "drivers outside app": ("src/door/a.cpp", '#include "doorward/drivers/gpio.hpp"', "door may not use drivers"),
    "siblings": ("src/sync/a.cpp", '#include "doorward/control/server.hpp"', "sync may not use control"),
    "somebody's private header": ("src/door/a.cpp", '#include "storage/statement.hpp"', "private to storage"),
    "dlib": ("src/door/a.cpp", "#include <dlib/matrix.h>", "dlib is for vision alone"),
    "ZXing": ("src/cli/a.cpp", "#include <ZXing/ReadBarcode.h>", "ZXing is for vision alone"),
    "SQLite": ("src/commands/a.cpp", "#include <sqlite3.h>", "SQLite is for storage alone"),
    "Paho": ("src/cli/a.cpp", "#include <mqtt/async_client.h>", "Paho is for mqtt alone"),
    "libgpiod": ("src/door/a.cpp", "#include <gpiod.h>", "libgpiod is for drivers alone"),
    "a device node": ("src/door/a.cpp", 'auto fd = open("/dev/ttyS1", 0);', "names a device node"),
    "the environment": ("src/sync/a.cpp", 'auto x = std::getenv("HOME");', "reads the environment"),
    "argv": ("src/control/a.cpp", "void F(char** argv);", "reads the command line"),
    "system()": ("src/app/a.cpp", 'void F() { std::system("ls"); }', "starts a program"),
    "popen()": ("src/app/a.cpp", 'void F() { popen("ls", "r"); }', "starts a program"),
    "execv()": ("src/sync/a.cpp", 'void F() { execv("/bin/ls", 0); }', "replaces the program"),
    "a mutable global": ("src/domain/a.cpp", "static std::vector<int> seen;", "mutable global `seen`"),
    "an initialised global": ("src/domain/a.cpp", "int count = 0;", "mutable global `count`"),
    "a global array": ("src/domain/a.cpp", "int counts[4] = {};", "mutable global `counts`"),
    "an unknown module": ("src/extra/a.cpp", "", "unknown module extra"),
    "what CMake links": ("src/domain/CMakeLists.txt", "doorward_module(domain USES core hal)", "domain may not use hal"),
    "no module's namespace": ("src/domain/a.cpp", "namespace doorward {\nint F();\n}", "expected `namespace doorward::inline domain`"),
    "another's namespace": ("src/domain/a.cpp", "namespace doorward::inline core {\nint F();\n}", "expected `namespace doorward::inline domain`"),
    "two classes of one name": (
        "src/domain/a.cpp",
        "namespace doorward::inline domain {\nclass Person : public Base {\n};\n}",
        "there is another doorward::domain::Person",
    ),
    "a struct under a namespace inside": (
        "src/domain/a.cpp",
        "namespace doorward::inline domain {\nnamespace names {\nint F() {\n  return 1;\n}\nstruct Table {\n};\n}\n}",
        "there is another doorward::domain::names::Table",
    ),
    "an enum in tests": (
        "tests/unit/a_test.cpp",
        "namespace doorward::inline domain {\nenum class Sort {\n  kOne,\n};\n}",
        "there is another doorward::domain::Sort",
    ),
    "a cycle": ("include/doorward/core/time.hpp", '#include "doorward/core/loop.hpp"', "include cycle"),
}


def check(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    return subprocess.run([CHECK, "--root", root], capture_output=True, text=True, check=False)


def test_a_good_tree_passes(tmp_path):
    result = check(tmp_path, GOOD)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("name", BAD)
def test_a_violation_is_found_and_named(tmp_path, name):
    path, text, expected = BAD[name]
    loop = {"include/doorward/core/loop.hpp": '#include "doorward/core/time.hpp"'} if name == "a cycle" else {}
    result = check(tmp_path, GOOD | loop | {path: text})
    assert result.returncode == 1
    assert expected in result.stdout
    assert Path(path).parts[0] in result.stdout


def test_this_repository_passes():
    result = subprocess.run([CHECK], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
