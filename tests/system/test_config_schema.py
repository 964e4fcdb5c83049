"""The JSON schema and `doorwardd --check` agree: the same documents are good, the same are not."""

import copy
import json
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
from harness.terminal import BIN, REPOSITORY

SCHEMA = json.loads((REPOSITORY / "config/doorward.schema.json").read_text())
BASE = json.loads(re.sub(r"(?m)^\s*//.*$|//[^\"\n]*$", "",
                         (REPOSITORY / "config/doorward.json").read_text()))
DROP = object()
OSDP = {"id": "osdp", "door": "main", "driver": "osdp", "port": "/dev/ttyS9", "key_file": "/k", "reads": ["card", "pin"]}

SERIAL = {"id": "serial", "door": "main", "driver": "serial_line", "port": "/dev/ttyS9", "reads": ["card"]}
EVDEV = {"id": "evdev", "door": "main", "driver": "evdev", "device": "/dev/input/event9", "reads": ["card"]}
LINES = {"d0": {"driver": "gpio", "line": 20}, "d1": {"driver": "gpio", "line": 21}}
WIEGAND = {"id": "wiegand", "door": "main", "driver": "wiegand", "reads": ["card", "pin"], **LINES}
PCSC = {"id": "pcsc", "door": "main", "driver": "pcsc", "reads": ["card"]}
PN532 = {"id": "pn532", "door": "main", "driver": "pn532", "port": "/dev/ttyS9", "reads": ["card"]}
PROOF = {"mode": "desfire", "application": "F51234", "key_number": 1, "key_file": "/k"}
CARDS = [{"mode": "uid"}, {}, "uid", {"mode": "uid", "key_number": 1}, {"mode": "desfire"}, PROOF, *({**PROOF, **change} for change in (
    {"application": "000000"}, {"application": "f51234"}, {"application": "F5123"}, {"application": "F512345"},
    {"application": "F5123G"}, {"application": 5}, {"key_number": 0}, {"key_number": 13}, {"key_number": 14},
    {"key_number": -1}, {"key_number": "1"}, {"key_file": "k"}, {"key": "00"}))]

# A place, and values to put there. Whether they are good is for both to say, alike.
MUTATIONS = {
    ("device",): [DROP, 7, {}],
    ("device", "id"): [DROP, "", "a/b", "x" * 64, "x" * 65, "dö", 1, None],
    ("device", "time_zone"): [DROP, "", 1],
    ("device", "groups"): [[], ["a"], ["a b"], "a", ["x"] * 17],
    ("device", "name"): ["x"],
    ("storage", "directory"): [DROP, "relative", "", "/x", "/" + "x" * 600],
    ("storage", "record_capacity"): [99, 100, 10**7, 10**7 + 1, "100", 1.5, -1, 2**64],
    ("storage", "snapshot_capacity"): [-1, 0, 100_000, 100_001, True],
    ("mqtt",): [DROP, {}, []],
    ("mqtt", "url"): ["mqtt://b", "mqtts://b", "http://b", "", 1],
    ("mqtt", "topic_prefix"): ["a", "a/b", "/a", "a/", "a//b", "a+b", "#", "$SYS", ""],
    ("mqtt", "certificate_file"): ["/c"],
    ("mqtt", "protocol"): ["5", "3.1.1", "4", 5],
    ("mqtt", "password"): ["secret"],
    ("mqtt", "reply_topics"): [[], ["{root}/reply", "{prefix}/office/#", "desk/+/in"], ["#"], ["+/a"], ["a//b"], ["$S"],
                               ["a/#/b"], ["a/{root}"], [""], [7], "desk", ["a"] * 17],
    ("mqtt", "status_interval_ms"): [999, 1000, 3_600_000, 3_600_001],
    ("doors",): [DROP, [], {}, [1]],
    ("doors", 0, "id"): [DROP, "", "a b", "a.b:c@d"],
    ("doors", 0, "release_for_ms"): [499, 500, 60_000, 60_001, "500"],
    ("doors", 0, "hold_limit_ms"): [999, 1000, 600_000, 600_001],
    ("doors", 0, "hold_limt_ms"): [1000],
    ("doors", 0, "lock_type"): ["fail_safe", "fail_open"],
    ("doors", 0, "rest"): ["secured", "released", "open"],
    ("doors", 0, "factors"): ["card", "", 5, [], [{"require": "card"}], [{}], [{"require": "card", "if": 1}]],
    ("doors", 0, "cards"): ["any", "none", True],
    ("doors", 0, "factors_within_ms"): [999, 1000, 60_000, 60_001],
    ("doors", 0, "strike"): [DROP, {"driver": "simulated"}, {"driver": "simulated", "line": 1},
                             {"driver": "gpio"}, {"driver": "gpio", "line": 9},
                             {"driver": "gpio", "line": -1}, {"driver": "gpio", "line": 1024},
                             {"driver": "gpio", "line": 9, "active": "up"},
                             {"driver": "gpio", "line": 9, "debounce_ms": 1},
                             {"driver": "gpio", "line": 9, "chip": "gpiochip0"}, {"line": 9}],
    ("doors", 0, "contact", "debounce_ms"): [-1, 0, 1000, 1001, "1"],
    ("doors", 0, "exit_button", "debounce_ms"): [5],
    ("readers",): [DROP, [], {}],
    ("readers", 0, "reads"): [DROP, [], ["face"], ["qr"], ["card"], ["face", "card"], ["iris"],
                              ["face", "face"]],
    ("readers", 0, "source"): [DROP, "", "rtsp://x", 1],
    ("readers", 0, "width_px"): [159, 160, 1920, 1921],
    ("readers", 0, "baud"): [9600],
    ("readers", 0, "direction"): ["in", "out", "through"],
    ("readers", 1, "reads"): [["qr"], ["pin"], ["fingerprint"], ["card", "qr"], ["face"]],
    ("readers", 1, "baud"): [9600, 9601, 115200, "9600"],
    ("readers", 1, "port"): [DROP, "ttyS1", "/dev/ttyS2"],
    ("readers", 1, "driver"): ["camera", "simulated", "wiegand", DROP],
    ("readers", 1): [OSDP, *({**OSDP, **change} for change in (
        {"reads": ["pin"]}, {"reads": ["qr"]}, {"reads": ["card", "face"]}, {"baud": 9600}, {"baud": 4800}, {"baud": 9601},
        {"address": 0}, {"address": 126}, {"address": 127}, {"address": -1}, {"address": "1"}, {"key_file": "k"},
        {"key_file": 1}, {"install_mode": True}, {"install_mode": 1}, {"key": "00"})),
        PCSC, PN532, *({**PCSC, **change} for change in (
            {"reads": ["pin"]}, {"reads": ["card", "pin"]}, {"reader": "ACR"}, {"reader": ""}, {"reader": "x" * 128},
            {"reader": "x" * 129}, {"reader": 1}, {"port": "/dev/ttyS9"})),
        *({**one, "cards": cards} for one in (PCSC, PN532) for cards in CARDS)],
    ("readers", 2): [{**SERIAL, **change} for change in (
        {"framing": "auto"}, {"framing": "line"}, {"framing": {}}, {"framing": {"fixed_bytes": 7}},
        {"framing": {"fixed_bytes": 8}}, {"framing": {"fixed_bytes": 64}}, {"framing": {"fixed_bytes": 65}},
        {"framing": {"fixed_bytes": 8, "more": 1}}, {"card_format": "hex"}, {"card_format": "binary"}, {"card_format": "decimal"},
        {"card_format": "binary", "framing": "auto"}, {"card_format": "binary", "framing": {"fixed_bytes": 3}},
        {"card_format": "binary", "framing": {"fixed_bytes": 4}}, {"card_format": "binary", "framing": {"fixed_bytes": 11}},
        {"reads": ["qr"], "framing": {"fixed_bytes": 1}}, {"reads": ["qr"], "framing": {"fixed_bytes": 7090}},
        {"reads": ["qr"], "card_format": "hex"}, {"reads": ["pin"], "framing": "auto"}, {"reads": ["pin"]})],
    ("readers", 3): [{**EVDEV, **change} for change in (
        {}, {"device": "event9"}, {"reads": ["qr"]}, {"reads": ["pin"]}, {"reads": ["card", "pin"]}, {"layout": "de"},
        {"layout": "../de"}, {"layout": ""}, {"ends_with": "tab"}, {"ends_with": "space"}, {"card_format": "decimal"},
        {"card_format": "binary"}, {"reads": ["pin"], "ends_with": "tab"}, {"reads": ["qr"], "ends_with": "tab"},
        {"reads": ["qr"], "card_format": "hex"}, {"port": "/dev/ttyS9"})],
    ("readers", 4): [{**WIEGAND, **change} for change in (
        {}, {"reads": ["card"]}, {"reads": ["pin"]}, {"reads": ["qr"]}, {"byte_order": "reversed"}, {"byte_order": "other"},
        {"d0": 20}, {"d0": {"driver": "gpio"}}, {"bits": 26})],
    ("doors", 0, "wiegand_out"): [LINES, {}, {"d0": LINES["d0"]}, *({**LINES, **change} for change in (
        {"bits": 26}, {"bits": 37}, {"bits": 27}, {"bits": 35}, {"byte_order": "reversed"}, {"bits": 37, "byte_order": "reversed"},
        {"bits": 37, "byte_order": "normal"}, {"send": "all"}, {"send": "none"}, {"pulse_us": 19}, {"pulse_us": 200},
        {"interval_us": 399}, {"interval_us": 4_000}, {"interval_us": 4_001}, {"door": "main"}))],
    ("readers", 0, "feedback"): [{}, {"green": {"driver": "simulated"}}, {"blue": {"driver": "simulated"}},
                                 {"red": {"driver": "gpio"}}, {"buzzer": {"driver": "gpio", "line": 11}}, []],
    ("feedback",): [{}, {"granted": []}, {"denied": [{"red": True, "for_ms": 20}]}, {"waiting": [{"for_ms": 19}]},
                    {"key": [{"buzzer": 1}]}, {"key": [{"sound": True}]}, {"granted": [{}] * 16},
                    {"granted": [{}] * 17}, {"alarm": []}],
    ("face", "models"): [DROP, "models", "/m"],
    ("face", "false_accept_rate"): [0, 1e-6, 0.1, 0.11, "0.1"],
    ("face", "margin"): [-0.1, 0, 0.5, 0.6],
    ("face", "frames"): [0, 1, 10, 11],
    ("face", "min_face_px"): [39, 40, 400, 401],
    ("face", "refuse_duplicates"): [False, 0],
    ("verification", "mode"): ["local", "online", "hybrid", "none"],
    ("verification", "timeout_ms"): [99, 100, 10_000, 10_001],
    ("enrollment",): ["back_office", "device", "both"],
    ("control", "socket"): [DROP, "sock", "/s", "/" + "x" * 106, "/" + "x" * 107],
    ("log", "level"): ["debug", "info", "warning", "error", "trace"],
    ("unknown",): [1],
}


def cases():
    for place, values in MUTATIONS.items():
        for value in values:
            shown = "absent" if value is DROP else json.dumps(value)[:24]
            yield pytest.param(place, value, id=f"{'.'.join(map(str, place))}={shown}")


def mutated(place, value):
    document = copy.deepcopy(BASE)
    holder = document
    for key in place[:-1]:
        holder = holder[key]
    if value is DROP:
        holder.pop(place[-1], None)
    elif place[0] == "readers" and len(place) == 2 and place[1] >= len(holder):
        holder.append(value)
    else:
        holder[place[-1]] = value
    if place == ("doors", 0, "id") and isinstance(value, str):
        for reader in document["readers"]:  # They go with their door.
            reader["door"] = value
    return document


def daemon_says(document, folder):
    file = Path(folder) / "config.json"
    file.write_text(json.dumps(document))
    done = subprocess.run([BIN / "doorwardd", "--config", file, "--check"], capture_output=True,
                          text=True, timeout=20)
    assert done.returncode in (0, 2), done.stderr
    return done.returncode == 0, done.stderr


def schema_says(document):
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(document)


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_shipped_configuration_is_good(tmp_path):
    assert schema_says(BASE)
    assert daemon_says(BASE, tmp_path)[0]


@pytest.mark.parametrize("place, value", cases())
def test_both_say_the_same(place, value, tmp_path):
    document = mutated(place, value)
    good, faults = daemon_says(document, tmp_path)
    assert good == schema_says(document), faults
