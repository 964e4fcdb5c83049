"""Whoever may write to a terminal's command topic: floods, huge messages and response topics of others. Counts and
order, no seconds."""

import json

import pytest
from harness.back_office import now_text
from harness.broker import Broker, run_quietly
from harness.door import Door
from harness.raw_client import RawClient
from harness.terminal import Terminal
from harness.waiting import wait_until
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

ROOT = "doorward/v1/door-1"
MIB = 1 << 20


def counters(terminal):
    return terminal.do("device.info")["counters"]


def mqtt_detail(terminal):
    part = terminal.do("device.info")["parts"].get("mqtt", {})
    return part.get("detail", "") if part.get("state") == "degraded" else ""


def memory_mib(terminal, what):
    with open(f"/proc/{terminal.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(what)) / 1024


@pytest.mark.parametrize("wanted", [
    f"{ROOT}/status", f"{ROOT}/records", f"{ROOT}/records/ack", f"{ROOT}/command", "doorward/v1/door-2/command",
    "doorward/v1/group/all/command", "doorward/v1/office/command", "$SYS/broker/log", "elsewhere",
    f"{ROOT}/reply/" + "x" * 600])
def test_a_response_topic_of_others_gets_nothing(online, wanted):
    broker, terminal, office = online()
    with RawClient(broker, "back-office", broker.back_office_password, ["#"]) as spy:
        properties = Properties(PacketTypes.PUBLISH)
        properties.ResponseTopic = wanted
        spy.publish(f"{ROOT}/command", json.dumps({"id": "r", "name": "people.list"}), properties=properties)
        assert office.reply_to("r")["ok"]
        office.do("people.list")
        assert not any(b'"id":"r","' in one.payload and one.topic == wanted and b'"ok"' in one.payload
                       for one in spy.messages.snapshot())
    assert counters(terminal)["mqtt_reply_topics_refused"] == 1


def test_a_huge_message_is_not_taken_in_with_mqtt_5(online):
    _, terminal, office = online()
    office.do("people.list")
    before = memory_mib(terminal, "VmHWM")
    office.publish("command", b"x" * (64 * MIB)).wait_for_publish(60)
    office.do("people.list")
    assert memory_mib(terminal, "VmHWM") - before < 16


def test_a_huge_message_is_let_go_with_mqtt_311(online):
    def old(configuration):
        configuration["mqtt"]["protocol"] = "3.1.1"

    _, terminal, office = online(change=old)
    office.do("people.list")
    before = memory_mib(terminal, "VmRSS")
    office.publish("command", b"x" * (64 * MIB)).wait_for_publish(60)
    reply = office.replies.wait_for(lambda one: one["id"] is None, what="the refusal")
    assert reply["error"]["code"] == "resource_exhausted"
    office.do("people.list")
    wait_until(lambda: memory_mib(terminal, "VmRSS") - before < 32, what="the memory to come back")
    assert counters(terminal)["mqtt_oversized"] == 1


FLOODS = {
    "queries": lambda n: {"id": f"f{n}", "name": "people.list"},
    "writes": lambda n: {"id": f"f{n}", "name": "people.delete", "arguments": {"ids": ["nobody"]}},
    "releases": lambda n: {"id": f"f{n}", "name": "door.release", "issued_at": now_text(),
                           "arguments": {"door": "main"}},
    "releases of no door": lambda n: {"id": f"f{n}", "name": "door.release", "issued_at": now_text(),
                                      "arguments": {"door": f"d{n}"}},
    "modes": lambda n: {"id": f"f{n}", "name": "door.mode", "issued_at": now_text(),
                        "arguments": {"door": "main", "mode": "normal"}},
    "garbage": lambda n: {"id": f"f{n}"}}


@pytest.mark.parametrize("kind", FLOODS)
def test_a_lockdown_gets_through_a_flood(online, kind):
    """In the middle of 2,000 commands, and the ordinary ones after it too."""
    _, terminal, office = online()
    flood = FLOODS[kind]
    for number in range(1000):
        office.publish("command", json.dumps(flood(number)))
    lockdown = office.send("door.mode", {"door": "main", "mode": "lockdown"})
    for number in range(1000, 2000):
        office.publish("command", json.dumps(flood(number)))
    assert office.reply_to(lockdown, 60)["ok"]
    assert wait_until(lambda: office.call("people.list", timeout=60)["ok"], 60, "ordinary work")
    if kind != "modes":
        assert Door(terminal).state()["mode"] == "lockdown"


def weak_rsa(folder):
    run_quietly("openssl", "req", "-new", "-newkey", "rsa:1024", "-nodes", "-keyout", folder / "server.key",
                "-out", folder / "server.csr", "-subj", "/CN=localhost")
    sign(folder, "-sha256", "-days", "2")


def sign(folder, *options):
    run_quietly("openssl", "x509", "-req", "-in", folder / "server.csr", "-CA", folder / "ca.crt", "-CAkey",
                folder / "ca.key", "-CAcreateserial", "-out", folder / "server.crt", "-extfile",
                folder / "extension.cnf", *options)


def elsewhere(folder):
    (folder / "extension.cnf").write_text("subjectAltName=DNS:elsewhere\n")
    sign(folder, "-sha256", "-days", "2")


@pytest.mark.parametrize("spoil,words", [
    (weak_rsa, "too weak"), (lambda folder: sign(folder, "-sha1", "-days", "2"), "too weak"),
    (lambda folder: sign(folder, "-sha256", "-days", "-1"), "check the clocks"), (elsewhere, "is not for 127.0.0.1")],
    ids=["1024 bits", "SHA-1", "expired", "another name"])
def test_a_bad_certificate_is_refused_and_told_in_words(tmp_path, spoil, words):
    broker = Broker(tmp_path / "broker")
    spoil(broker.folder)
    with open(broker.folder / "mosquitto.conf", "a") as configuration:
        configuration.write("ciphers DEFAULT@SECLEVEL=0\n")
    with broker, Terminal(tmp_path / "terminal", broker, faces=False) as terminal:
        wait_until(lambda: words in mqtt_detail(terminal), what=f"the word of it: {words}")
        assert "check" in mqtt_detail(terminal) or "needs" in mqtt_detail(terminal) or "use" in mqtt_detail(terminal)


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_a_wrong_password_is_told_in_words(tmp_path, broker, protocol):
    terminal = Terminal(tmp_path / "terminal", broker, faces=False)
    terminal.configuration["mqtt"]["protocol"] = protocol
    (terminal.folder / "mqtt.password").write_text("wrong\n")
    with terminal:
        wait_until(lambda: "check mqtt.username and mqtt.password_file" in mqtt_detail(terminal), what="the words")


@pytest.mark.parametrize("url,words", [
    ("mqtts://127.0.0.1:1", "does the broker run"), ("mqtts://nowhere.invalid:8883", "is not found")])
def test_a_broker_that_is_not_there_is_told_in_words(tmp_path, broker, url, words):
    terminal = Terminal(tmp_path / "terminal", broker, faces=False)
    terminal.configuration["mqtt"]["url"] = url
    with terminal:
        wait_until(lambda: words in mqtt_detail(terminal), timeout=60, what=words)


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_two_terminals_of_one_id_say_so(tmp_path, protocol):
    with Broker(tmp_path / "broker") as broker:
        terminals = [Terminal(tmp_path / name, broker, faces=False) for name in ("one", "two")]
        for terminal in terminals:
            terminal.configuration["mqtt"]["protocol"] = protocol
        with terminals[0], terminals[1]:
            for terminal in terminals:
                wait_until(lambda: "device.id" in mqtt_detail(terminal), timeout=90, what="the likely cause")
                assert "device.id" in terminal.log()
            # Each loss doubles the pause: they cannot have thrown each other out much more often than that.
            assert max(counters(terminal)["mqtt_reconnects"] for terminal in terminals) < 20
