"""A credential type is added as src/domain/README.md says, in four places, and opens a door."""

import csv
import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import jsonschema
import pytest
import yaml
from harness import terminal as terminal_module
from harness.door import Door
from harness.people import ALWAYS, card, person
from harness.terminal import REPOSITORY, Terminal
from harness.toy import compile_module, copy_tree, edit, insert, link_with, run, touched

TOY = REPOSITORY / "tests/toy_credential"
TYPE = "include/doorward/domain/credential.hpp"
METHOD = "include/doorward/domain/reason.hpp"
DRIVER = "src/drivers/simulated/simulated_driver.cpp"
PAGE = "src/protocol/PROTOCOL.md"
# What handles credentials by value, or an enrolment that holds one, and the driver; of a module of many drivers the
# part that it is in. The other modules know keys, names and people without them.
PARTS = {"cli": "", "commands": "", "storage": "", "protocol": "", "app": "/devices.cpp", "domain": "",
         "drivers": "/simulated_driver.cpp", "enrolment": "", "readers": "", "door": ""}


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The recipe: the type, the method of its name, the driver that reads it, its row in the page."""
    tree = copy_tree(tmp_path_factory.mktemp("tree"))
    edit(tree / TYPE, "kTotp, kBluetooth };", "kTotp, kBluetooth, kPlate };")
    insert(tree / TYPE, "};\nstatic_assert(Covers", (TOY / "row.inc").read_text())
    insert(tree / TYPE, "// Stands for a secret", (TOY / "struct.hpp").read_text() + "\n")
    insert(tree / TYPE, "HeldSecret>;", "PlateCredential, ")
    edit(tree / METHOD, "kExitButton, kCommand };", "kExitButton, kCommand, kPlate };")
    insert(tree / METHOD, "};\nstatic_assert(Covers<kMethods>", '    {Method::kPlate, "plate", "A number plate."},\n')
    edit(tree / DRIVER, "pin qr", "pin plate qr")
    insert(tree / PAGE, '| `{"type":"totp"', (TOY / "page.md").read_text(encoding="utf-8"))
    return tree


@pytest.fixture(scope="module")
def programs(tree):
    folder = tree / "bin"
    folder.mkdir()
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda module: compile_module(tree, module, quick=True, part=PARTS[module]), PARTS)
    objects = dict(zip(PARTS, made))
    link_with([one for module, one in objects.items() if module != "cli"], "bin/doorwardd", folder)
    small = link_with([objects[module] for module in ("cli", "protocol", "domain")], "tests/doorctl-small", folder)
    small.rename(folder / "doorctl")
    return folder


@pytest.fixture
def toy(programs, tmp_path, monkeypatch):
    """A terminal, not yet started, with a reader of plates."""
    monkeypatch.setattr(terminal_module, "BIN", programs)
    terminal = Terminal(tmp_path / "terminal", faces=False)
    terminal.configuration["readers"].append(
        {"id": "gate", "door": "main", "driver": "simulated", "reads": ["plate"]})
    return terminal


def plate(text):
    return {"type": "plate", "text": text}


def put(terminal, *people):
    return terminal.call("people.put", {"people": list(people)})


def test_four_places_are_touched(tree):
    assert touched(tree) == sorted([TYPE, METHOD, DRIVER, PAGE])


def test_it_opens_a_door_and_is_recorded_as_other_codes_are(toy):
    toy.configuration["doors"][0]["factors"] = "card or plate"
    with toy:
        toy.do("permissions.put", {"permissions": [ALWAYS]})
        assert put(toy, person("anna", plate("B1234567")))["result"] == {"changed": 1}
        door = Door(toy)
        for text, result, reason in (("B1234567", "granted", "ok"), ("B7654321", "denied", "unknown_credential")):
            seq = door.last_seq()
            toy.do("sim.qr", {"reader": "gate", "text": text})
            record = door.wait_record(seq, kind="access", reader="gate")
            assert (record["method"], record["result"], record["reason"]) == ("plate", result, reason)
            assert record["credential"]["type"] == "plate"
            assert record["credential"]["ends"] == text[-2:] and record["credential"]["digest"]
            assert door.of_code(text) == [record]


def test_it_is_kept_over_a_start_and_nobody_else_may_have_it(toy):
    anna = person("anna", card("04A1B2C3"), plate("B1234567"), plate("B1"))
    with toy:
        assert put(toy, anna)["ok"]
        toy.stop()
        toy.start()
        assert toy.do("people.get", {"id": "anna"})["person"]["credentials"] == anna["credentials"]
        assert toy.do("people.list")["people"][0]["credentials"] == anna["credentials"]
        error = put(toy, person("ben", plate("B1")))["error"]
        assert (error["code"], error["path"]) == ("already_exists", "people[0].credentials[0]")
    assert b"B1234567" not in (toy.folder / "data/people.db").read_bytes()


def test_its_faults_are_told(toy):
    with toy:
        for text in ("", "b1", "B 1", "B" * 17):
            error = put(toy, person("anna", plate(text)))["error"]
            assert (error["code"], error["path"], error["message"]) == (
                "invalid_argument", "people[0].credentials[0].text",
                "plate: expected 1 to 16 capital letters and digits")


def test_it_goes_through_a_table_and_back(toy, tmp_path):
    with toy:
        assert put(toy, person("anna", plate("B1"), plate("B2")))["ok"]
        table = toy.doorctl("people", "export", "--csv").stdout
        assert [row["plates"] for row in csv.DictReader(table.splitlines())] == ["B1;B2"]
        toy.do("people.delete", {"all": True})
        (tmp_path / "people.csv").write_text(table, encoding="utf-8")
        toy.doorctl("people", "import", tmp_path / "people.csv")
        assert toy.do("people.get", {"id": "anna"})["person"]["credentials"] == [plate("B1"), plate("B2")]


def test_a_terminal_says_whether_it_reads_it(toy):
    with toy:
        told = toy.do("device.info")["capabilities"]["credentials"]
        assert "plate" in told["taken"] and "plate" in told["read"]
        toy.stop()
        toy.configuration["readers"].pop()
        toy.start()
        told = toy.do("device.info")["capabilities"]["credentials"]
        assert "plate" in told["taken"] and "plate" not in told["read"]
        assert put(toy, person("anna", plate("B1")))["result"]["unread"] == {"plate": 1}


def test_one_reader_does_not_read_two_kinds_of_codes(toy):
    toy.configuration["readers"][-1]["reads"] = ["plate", "qr"]
    assert "readers[4].reads: no one device of this driver reads all of that" in toy.check()
    toy.configuration["readers"][-1]["reads"] = ["plates"]
    assert "expected one of card, face, fingerprint, pin, plate, qr" in toy.check()


def test_the_lists_follow(tree, programs, tmp_path):
    written = tmp_path / "written"  # The recipe's tree stays as its author left it.
    shutil.copytree(tree / "src/protocol", written / "src/protocol")
    script = [REPOSITORY / "scripts/protocol-docs", "--root", written, "--doorctl", programs / "doorctl"]
    assert sorted(run(script).splitlines()) == ["wrote src/protocol/PROTOCOL.md", "wrote src/protocol/asyncapi.yaml"]
    document = yaml.safe_load((written / "src/protocol/asyncapi.yaml").read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(
        {"$ref": "#/components/schemas/Credential", "components": document["components"]})
    assert validator.is_valid(plate("B1")) and not validator.is_valid(plate("b1"))
    words = json.loads(run([programs / "doorctl", "--json", "schema", "credential-types"]))
    assert words[-1]["word"] == "plate"
