"""What people's files are like, and what doorctl makes of them: encodings, spreadsheets, faults."""

import json
import socket
import subprocess

import pytest
from harness.people import ALWAYS, card, code, person, pin
from harness.terminal import BIN, Terminal


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Terminal(tmp_path_factory.mktemp("terminal"), faces=False) as terminal:
        yield terminal


@pytest.fixture
def terminal(site):
    site.do("people.delete", {"all": True})
    site.do("permissions.put", {"permissions": [ALWAYS]})
    return site


def doorctl(terminal, *words, check=None, **kwargs):
    done = subprocess.run([BIN / "doorctl", "--socket", terminal.socket_path, *words], capture_output=True,
                          timeout=120, check=False, **kwargs)
    done.out, done.err = done.stdout.decode(), done.stderr.decode()
    if check is not None:
        assert done.returncode == check, done.out + done.err
    return done


def people(terminal):
    return {one["id"]: one for one in terminal.do("people.list", {"limit": 500})["people"]}


GBK = "id,name\r\n1,李雷\r\n".encode("gbk")


def test_a_table_that_is_not_utf8_is_refused_and_converted_when_told(terminal, tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(GBK)
    told = doorctl(terminal, "people", "import", file, check=1).err
    assert "line 2" in told and "--encoding gbk" in told
    assert "--encoding gbk" in doorctl(terminal, "people", "import", "--csv", "-", input=GBK, check=1).err
    assert people(terminal) == {}
    doorctl(terminal, "people", "import", file, "--encoding", "gbk", check=0)
    assert people(terminal)["1"]["name"] == "李雷"
    doorctl(terminal, "--encoding", "klingon", "people", "import", file, check=2)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_marks_of_utf8_and_utf16_are_known(terminal, tmp_path, encoding, suffix):
    file = tmp_path / f"a.{suffix}"
    file.write_bytes(('id,name\n1,李雷\n' if suffix == "csv" else '[{"id": "1", "name": "李雷"}]').encode(encoding))
    doorctl(terminal, "people", "import", file, check=0)
    assert people(terminal)["1"]["name"] == "李雷"


@pytest.mark.parametrize("encoding,told", [("utf-16-le", "--encoding utf-16le"), ("utf-16-be", "--encoding utf-16be")])
def test_utf16_without_its_mark_is_asked_for(terminal, tmp_path, encoding, told):
    file = tmp_path / "a.csv"
    file.write_bytes("id,name\n1,李雷\n".encode(encoding))
    assert told in doorctl(terminal, "people", "import", file, check=1).err
    doorctl(terminal, "people", "import", file, *told.split(), check=0)
    assert people(terminal)["1"]["name"] == "李雷"


def test_every_file_of_text_is_utf8_or_converted(terminal, tmp_path):
    holidays = json.dumps([{"id": "h", "name": "国庆", "dates": ["2026-10-01"]}], ensure_ascii=False).encode("gbk")
    patch = '{"device": {"name": "大门"}}'.encode("gbk")
    for name, content, words in (("h.json", holidays, ("holidays", "import")),
                                 ("p.json", holidays.replace(b"holiday", b"x"), ("permissions", "import")),
                                 ("c.json", patch, ("config", "put")),
                                 ("a.json", '[{"id": "1", "name": "李"}]'.encode("gbk"), ("people", "import"))):
        (tmp_path / name).write_bytes(content)
        assert "--encoding gbk" in doorctl(terminal, *words, tmp_path / name, check=1).err
    doorctl(terminal, "holidays", "import", tmp_path / "h.json", "--encoding", "gbk", check=0)
    assert terminal.do("holidays.list")["holidays"][0]["name"] == "国庆"
    doorctl(terminal, "holidays", "delete", "h", check=0)


@pytest.mark.parametrize("words", [
    ("sim", "qr", b"\xc0\xee"), ("sim", "card", b"\xc0\xee"), ("sim", "keys", b"\xff"), ("door", "release", b"\xff"),
    ("door", "release", "main", "--reason", b"\xc0\xee"), ("people", "get", b"\xff"), ("people", "delete", b"\xff"),
    ("records", "list", "--person", b"\xff"), ("enroll", "1", "--qr", b"\xc0\xee"), ("enroll", b"\xff", "--card", "04A1B2C3"),
    ("door", "mode", "main", "free", "--until", b"\xff"), ("permissions", "delete", b"\xff"),
    ("--mqtt", "mqtts://127.0.0.1:1", "--device", b"\xff", "status")])
def test_words_that_are_not_utf8_are_not_sent(terminal, words):
    terminal.do("people.put", {"people": [person("1")]})
    assert "UTF-8" in doorctl(terminal, *words, check=2).err
    assert "credentials" not in people(terminal)["1"]


def test_the_terminal_refuses_bytes_that_are_not_utf8(terminal):
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(20)
        link.connect(str(terminal.socket_path))
        link.sendall(b'{"id": "x", "name": "people.put", "arguments": {"people": [{"id": "1", "name": "\xc0\xee"}]}}\n')
        reply = json.loads(link.makefile().readline())
    assert not reply["ok"] and "UTF-8" in reply["error"]["message"]
    assert people(terminal) == {}


def test_what_spreadsheets_do_is_taken(terminal, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text('sep=;\r\n ID ;Name;Employee No.;;Cards\r\n1;"Li, Lei";007;;04A1B2C3\r\n;;;;\r\n\r\n'
                    '2; Bob ;;;\r\n;;;;\r\n', newline="")
    done = doorctl(terminal, "people", "import", file, check=0)
    assert "2 people imported" in done.out and "\";\"" in done.err
    assert people(terminal)["1"]["name"] == "Li, Lei" and people(terminal)["1"]["employee_no"] == "007"
    assert people(terminal)["2"]["name"] == "Bob"
    tabs = tmp_path / "b.tsv"
    tabs.write_text("id\tname\n3\tTab\n")
    assert "tabs" in doorctl(terminal, "people", "import", tabs, check=0).err
    marked = tmp_path / "marked.csv"
    doorctl(terminal, "people", "export", "--bom", marked, check=0)
    assert marked.read_bytes().startswith(b"\xef\xbb\xbfid,")
    doorctl(terminal, "people", "import", marked, check=0)
    assert doorctl(terminal, "people", "export", "--bom", "--csv", check=0).stdout.startswith(b"\xef\xbb\xbf")
    doorctl(terminal, "people", "export", "--bom", tmp_path / "x.json", check=2)


def table(count, **cells):
    """A table of so many people; cells by id take the place of the card's."""
    return "id,name,cards\n" + "".join(f"p{n},Person {n},{cells.get(f'p{n}', f'0A{n:06X}')}\n" for n in range(count))


def test_a_fault_is_told_by_its_line_and_takes_nobody_with_it(terminal, tmp_path):
    terminal.do("people.put", {"people": [person("other", card("0B0B0B0B"))]})
    file = tmp_path / "people.csv"
    file.write_text(table(1203, p500="XYZ", p700="0B0B0B0B", p701="1.23E+09", p1200="QQQQQQQQ"))
    done = doorctl(terminal, "people", "import", file, check=1)
    faults = done.err.splitlines()
    assert ["line 502:" in faults[0], "line 702:" in faults[1], "line 703:" in faults[2],
            "line 1202:" in faults[3]] == [True] * 4 and len(faults) == 4
    assert "people[500].credentials[0].uid" in faults[0] and "another person" in faults[1]
    assert "1199 people imported, 4 left out" in done.out
    assert terminal.do("device.info")["people"] == 1200
    rejects = tmp_path / "people.rejects.csv"
    assert oct(rejects.stat().st_mode & 0o777) == "0o600"
    text = rejects.read_text(encoding="utf-8-sig")
    assert text == "id,name,cards\np500,Person 500,XYZ\np700,Person 700,0B0B0B0B\n" \
                   "p701,Person 701,1.23E+09\np1200,Person 1200,QQQQQQQQ\n"
    rejects.write_text(text.replace("XYZ", "0C0C0C0C").replace("0B0B0B0B", "0C0C0C0D")
                       .replace("1.23E+09", "0C0C0C0E").replace("QQQQQQQQ", "0C0C0C0F"))
    assert "4 people imported" in doorctl(terminal, "people", "import", rejects, check=0).out
    assert terminal.do("device.info")["people"] == 1204


def test_the_same_in_json_and_a_second_file_of_rejects(terminal, tmp_path):
    everybody = [person(f"p{n}", card(f"0A{n:06X}")) for n in range(600)]
    everybody[501]["credentials"][0]["uid"] = "XYZ"
    everybody[510]["nmae"] = "x"
    file = tmp_path / "people.json"
    file.write_text("[\n" + ",\n".join(json.dumps(one) for one in everybody) + "\n]\n")
    done = doorctl(terminal, "--json", "people", "import", file, check=1)
    faults = [json.loads(line)["error"] for line in done.err.splitlines()]
    assert [(one["line"], one["path"]) for one in faults] == \
        [(503, "people[501].credentials[0].uid"), (512, "people[510].nmae")]
    assert json.loads(done.out) == {"changed": 598, "left_out": 2, "rejects": str(tmp_path / "people.rejects.json")}
    assert [one["id"] for one in json.loads((tmp_path / "people.rejects.json").read_text())] == ["p501", "p510"]
    doorctl(terminal, "people", "import", file, check=1)
    assert (tmp_path / "people.rejects-2.json").exists()
    doorctl(terminal, "people", "import", file, "--rejects", tmp_path / "mine", check=1)
    assert (tmp_path / "mine").exists() and not (tmp_path / "people.rejects-3.json").exists()


def test_many_that_somebody_else_has_are_all_told(terminal, tmp_path):
    terminal.do("people.put", {"people": [person(f"o{n}", card(f"0A{n:06X}")) for n in range(0, 100, 2)]})
    file = tmp_path / "people.csv"
    file.write_text(table(100))
    done = doorctl(terminal, "people", "import", file, check=1)
    assert "50 people imported, 50 left out" in done.out and len(done.err.splitlines()) == 50
    assert terminal.do("device.info")["people"] == 100


def test_a_dry_run_tells_all_and_changes_nothing(terminal, tmp_path):
    terminal.do("people.put", {"people": [person("other", card("0B0B0B0B"))]})
    revision = terminal.do("device.info")
    file = tmp_path / "people.csv"
    file.write_text(table(5, p1="XYZ", p3="0B0B0B0B", p4="0A000000"))
    done = doorctl(terminal, "people", "import", "--dry-run", file, check=1)
    assert [f"line {line}:" in fault for line, fault in zip((3, 5, 6), done.err.splitlines(), strict=True)] == [True] * 3
    assert "2 people would be imported, 3 left out" in done.out
    assert terminal.do("device.info")["people"] == revision["people"] == 1
    assert list(tmp_path.iterdir()) == [file]
    file.write_text(table(2))
    doorctl(terminal, "people", "import", "--dry-run", file, check=0)


def test_strict_takes_nobody_if_anything_is_wrong(terminal, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(table(3, p1="XYZ"))
    assert "0 people imported, 1 left out" in doorctl(terminal, "people", "import", "--strict", file, check=1).out
    assert people(terminal) == {} and list(tmp_path.iterdir()) == [file]


def test_rights_are_told_by_their_line(terminal, tmp_path):
    rights = [{"id": f"p{n}", "doors": ["main"], "when": {"type": "always"}} for n in range(510)]
    rights[505]["when"] = {"type": "sometimes"}
    rights[507]["id"] = "a b"
    file = tmp_path / "rights.json"
    file.write_text("[\n" + ",\n".join(json.dumps(one) for one in rights) + "]")
    told = doorctl(terminal, "permissions", "import", file, check=1).err
    assert "line 507: permissions[505].when" in told and "line 509: permissions[507].id" in told
    assert [one["id"] for one in terminal.do("permissions.list")["permissions"]] == ["always"]


def test_a_plain_export_goes_into_another_terminal_and_names_what_is_missing(terminal, tmp_path):
    terminal.do("people.put", {"people": [person("1", card("04A1B2C3"), pin("482913")), person("2", pin("735526")),
                                          person("3", code("VISIT"))]})
    exports = {suffix: tmp_path / f"people.{suffix}" for suffix in ("json", "csv", "jsonl")}
    for file in exports.values():
        doorctl(terminal, "people", "export", file, check=0)
    with Terminal(tmp_path / "other", device="door-2", faces=False) as other:
        for file in exports.values():
            other.do("people.delete", {"all": True})
            done = doorctl(other, "people", "import", file, check=0)
            assert "2 secrets of type pin" in done.err and "1, 2" in done.err
            assert people(other)["1"]["credentials"] == [card("04A1B2C3")]
            assert set(people(other)) == {"1", "2", "3"}
        told = json.loads(doorctl(other, "--json", "people", "import", exports["json"], check=0).out)
        assert told["missing_secrets"] == {"pin": ["1", "2"]}
    doorctl(terminal, "people", "import", exports["json"], check=0)
    assert people(terminal)["1"]["credentials"][1] == {"type": "pin", "held": True}


def test_a_template_can_be_imported(terminal, tmp_path):
    for words, csv in (((), ["--csv"]), (("--json",), [])):
        shown = doorctl(terminal, "people", "template", *words, check=0).stdout
        doorctl(terminal, "people", "import", "-", *csv, input=shown, check=0)
        assert len(people(terminal)["example-1"]["credentials"]) == 3
    columns = doorctl(terminal, "people", "template", check=0).out.splitlines()[0].split(",")
    told = doorctl(terminal, "people", "import", "--help", check=0).out
    assert all(column in told for column in columns)
    file = tmp_path / "t.csv"
    doorctl(terminal, "people", "template", "--bom", file, check=0)
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("id,nmae\n")
    assert "employee_no" in doorctl(terminal, "people", "import", wrong, check=1).err


def test_what_no_reader_reads_is_told(offline, tmp_path):
    def without_pad(configuration):
        configuration["readers"] = [one for one in configuration["readers"] if one["id"] != "pad"]

    bare, _ = offline(without_pad)
    bare.do("permissions.put", {"permissions": [ALWAYS]})
    file = tmp_path / "people.json"
    file.write_text(json.dumps([person("1", card("01020304"), pin("482913")), person("2", pin("739152"))]))
    told = doorctl(bare, "people", "import", file, check=0)
    assert "2 people imported" in told.out
    assert "2 credentials of type pin are kept, but no reader of this terminal reads them" in told.err
    again = doorctl(bare, "--json", "people", "import", file, check=0)
    assert json.loads(again.out)["unread"] == {"pin": 2}


def test_status_says_what_to_do_where_people_are_missing(offline):
    terminal, _ = offline()
    assert "doorctl people delete --all" not in doorctl(terminal, "status", check=0).out
    terminal.stop()
    (terminal.folder / "data" / "people.db").unlink()
    terminal.start()
    told = doorctl(terminal, "status", check=0).out
    assert "some may be missing, since people.db was gone" in told and "doorctl people delete --all" in told
