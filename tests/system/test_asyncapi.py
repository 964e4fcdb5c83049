"""src/protocol/asyncapi.yaml is sound, and says what PROTOCOL.md says."""

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

SOURCE = Path(os.environ.get("DOORWARD_SOURCE", Path(__file__).resolve().parents[2]))
DOCUMENT = yaml.safe_load((SOURCE / "src/protocol/asyncapi.yaml").read_text(encoding="utf-8"))
PROTOCOL = (SOURCE / "src/protocol/PROTOCOL.md").read_text(encoding="utf-8")
MESSAGES = DOCUMENT["components"]["messages"]
BLOCKS = re.findall(r"^```json (\w+)\n(.*?)^```$", PROTOCOL, re.DOTALL | re.MULTILINE)


def validator(message):
    schema = {**MESSAGES[message]["payload"], "components": DOCUMENT["components"]}
    jsonschema.Draft7Validator.check_schema(DOCUMENT["components"]["schemas"][message_schema(message)])
    return jsonschema.Draft7Validator(schema)


def message_schema(message):
    return MESSAGES[message]["payload"]["$ref"].rsplit("/", 1)[1]


def complaints(message, payload):
    return [f"{list(error.path)}: {error.message}"
            for error in validator(message).iter_errors(payload)]


def examples():
    return [pytest.param(name, example["payload"], id=f"{name}-{example['name']}")
            for name, message in MESSAGES.items() for example in message["examples"]]


def blocks(kind):
    return [text for found, text in BLOCKS if found == kind]


def commands():
    return [json.loads(text) for text in blocks("command") if text.startswith("{")]


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_is_asyncapi_2_6():
    assert DOCUMENT["asyncapi"] == "2.6.0"
    assert {"info", "channels", "components"} <= DOCUMENT.keys()


def test_every_reference_leads_somewhere():
    for reference in references(DOCUMENT):
        node = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            assert part in node, reference
            node = node[part]


def test_every_parameter_of_a_channel_is_described():
    for channel, content in DOCUMENT["channels"].items():
        assert set(re.findall(r"{(\w+)}", channel)) == content["parameters"].keys(), channel


def test_every_channel_is_in_the_protocol():
    for channel in DOCUMENT["channels"]:
        short = channel.replace("doorward/v1/{device}", "{root}").replace("doorward/v1", "{prefix}")
        assert f"| `{short}` |" in PROTOCOL


@pytest.mark.parametrize(("message", "payload"), examples())
def test_examples_are_valid(message, payload):
    assert complaints(message, payload) == []


def test_the_protocol_has_an_example_of_every_message():
    assert {kind for kind, _ in BLOCKS} == {"command", "reply", "watch", "records", "ack", "status"}


@pytest.mark.parametrize("command", commands(), ids=lambda command: command["id"])
def test_commands_of_the_protocol_are_valid(command):
    found = complaints("Command", command)
    if command["id"] == "6f1d-2":  # Shows what a fault looks like: a card number that is too short.
        assert found
    else:
        assert found == []


@pytest.mark.parametrize(("kind", "message"),
                         [("records", "Records"), ("ack", "Acknowledgement"), ("status", "Status"),
                          ("watch", "WatchLine")])
def test_other_messages_of_the_protocol_are_valid(kind, message):
    for text in blocks(kind):
        assert complaints(message, json.loads(text)) == []


@pytest.mark.parametrize("text", blocks("reply"))
def test_replies_of_the_protocol_are_valid(text):
    reply = json.loads(text) | {"at": "2026-11-23T08:00:00Z"}  # Not the placeholder.
    assert complaints("Reply", reply) == []


def test_every_command_is_in_the_protocol_and_has_an_example():
    names = set(DOCUMENT["components"]["schemas"]["CommandName"]["enum"])
    for name in names:
        assert name in PROTOCOL
    unsupported = {name for name in names if name.startswith("set.")}
    assert names - unsupported <= {command["name"] for command in commands()}


@pytest.mark.parametrize(("message", "payload"), [
    ("Command", {"name": "people.list"}),
    ("Command", {"id": "a b", "name": "people.list"}),
    ("Command", {"id": "1", "name": "people.liszt"}),
    ("Command", {"id": "1", "name": "people.list", "extra": 1}),
    ("Command", {"id": "1", "name": "people.list", "arguments": {"limit": 501}}),
    ("Command", {"id": "1", "name": "people.put"}),
    ("Command", {"id": "1", "name": "people.delete", "arguments": {"all": False}}),
    ("Command", {"id": "1", "name": "door.release", "arguments": {"door": "main"}}),
    ("Reply", {"id": "1", "name": "x", "ok": True, "at": "2026-11-23T08:00:00Z"}),
    ("Reply", {"id": "1", "name": "x", "ok": False, "result": {}, "at": "2026-11-23T08:00:00Z"}),
    ("Records", {"log_id": "0" * 32, "first_seq": 1, "last_seq": 1, "records": []}),
    ("Acknowledgement", {"log_id": "x", "acked_seq": 1}),
    ("Command", {"id": "1", "name": "watch", "arguments": {"limit": 1}}),
    ("WatchLine", {"watch": "w1"}),
    ("WatchLine", {"watch": "w1", "status": {"online": False}, "log_id": "0" * 32}),
])
def test_the_schema_refuses(message, payload):
    assert complaints(message, payload) != []
