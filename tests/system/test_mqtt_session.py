"""The connection itself: status and last will, both protocol versions, TLS, access lists, and recorded
messages that are played again."""

import json

import paho.mqtt.client as mqtt
import pytest
from harness.back_office import BackOffice, now_text
from harness.broker import Broker, make_certificates
from harness.door import Door
from harness.people import ALWAYS, card, person
from harness.raw_client import RawClient
from harness.terminal import Terminal
from harness.waiting import wait_until
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

OFFLINE = {"online": False}


def mqtt_part(terminal):
    return terminal.do("device.info")["parts"].get("mqtt", {})


def wait_degraded(terminal):
    return wait_until(lambda: mqtt_part(terminal).get("state") == "degraded" and
                      mqtt_part(terminal), what="the connection to be refused")


def last_status(office):
    return office.statuses.snapshot()[-1]


def test_status_online_and_a_goodbye_on_sigterm(online):
    _, terminal, office = online()
    office.statuses.wait_for(lambda one: one.get("online") is True)
    assert terminal.stop() == 0
    wait_until(lambda: last_status(office) == OFFLINE, what="online:false")


def test_the_last_will_on_sigkill_and_it_is_retained(online):
    broker, terminal, office = online()
    office.statuses.wait_for(lambda one: one.get("online") is True)
    terminal.kill()
    wait_until(lambda: last_status(office) == OFFLINE, what="the last will")
    with BackOffice(broker) as late:
        assert late.statuses.wait_for(lambda _: True) == OFFLINE
    terminal.start()
    wait_until(lambda: last_status(office).get("online") is True, what="online again")
    assert {"boot_id", "log_id", "version", "doors", "readers", "at"} <= last_status(office).keys()


def test_status_follows_the_door(online):
    _, terminal, office = online()
    Door(terminal).move_contact(True)
    office.statuses.wait_for(lambda one: one.get("doors", {}).get("main", {}).get("alarm") == "forced")
    Door(terminal).move_contact(False)
    wait_until(lambda: last_status(office)["doors"]["main"]["alarm"] is None, what="the alarm's end")


@pytest.mark.parametrize("terminal_speaks", ["5", "3.1.1"])
@pytest.mark.parametrize("office_speaks", [mqtt.MQTTv5, mqtt.MQTTv311], ids=["5", "3.1.1"])
def test_both_protocol_versions(online, terminal_speaks, office_speaks):
    def version(configuration):
        configuration["mqtt"]["protocol"] = terminal_speaks

    _, terminal, office = online(change=version, protocol=office_speaks)
    office.do("permissions.put", {"permissions": [ALWAYS]})
    terminal.do("sim.card", {"uid": "01020304"})
    office.wait_for_record(lambda one: one["kind"] == "access")
    terminal.kill()
    wait_until(lambda: last_status(office) == OFFLINE, what="the last will")


def test_a_response_topic_gets_the_reply_with_its_correlation_data(online):
    broker, _, office = online()
    mine = "doorward/v1/door-1/reply/desk-7"
    with RawClient(broker, "back-office", broker.back_office_password, [mine]) as desk:
        for number, correlation in enumerate((b"\x00\xff17", b"c" * 1024, b"")):
            properties = Properties(PacketTypes.PUBLISH)
            properties.ResponseTopic = mine
            properties.CorrelationData = correlation
            desk.publish("doorward/v1/door-1/command",
                         json.dumps({"id": "r", "name": "permissions.list"}), properties=properties)
            wait_until(lambda: len(desk.messages.snapshot()) == number + 1, what="the reply")
        replies = desk.messages.snapshot()
    assert [json.loads(one.payload)["ok"] for one in replies] == [True] * 3
    assert [getattr(one.properties, "CorrelationData", b"") for one in replies] == \
        [b"\x00\xff17", b"c" * 1024, b""]
    assert not any(reply["id"] == "r" for reply in office.replies.snapshot())


def test_commands_sent_meanwhile_arrive_and_age(online):
    """The session outlives a disconnection: what is not bound to an age is done, a release is not."""
    broker, terminal, office = online()
    office.statuses.wait_for(lambda one: one.get("online"))
    terminal.stop()
    put = office.send("permissions.put", {"permissions": [ALWAYS]})
    old = office.send("door.release", {"door": "main"}, issued_at=now_text(-30))
    terminal.start()
    assert office.reply_to(put)["ok"]
    assert office.reply_to(old)["error"]["code"] == "expired"
    assert Door(terminal).releases() == []


def test_retained_commands_are_dropped_at_each_connection(online):
    broker, terminal, office = online()
    office.do("permissions.put", {"permissions": [ALWAYS]})
    wipe = {"id": "retained-1", "name": "permissions.delete", "arguments": {"ids": ["always"]}}
    release = {"id": "retained-2", "name": "door.release", "issued_at": now_text(200),
               "arguments": {"door": "main"}}
    terminal.stop()
    for command in (wipe, release):
        office.publish("command", json.dumps(command), retain=True).wait_for_publish(10)
        terminal.start()
        terminal.wait_online()
        office.do("people.list")
        terminal.kill()
        terminal.start()
        terminal.wait_online()
        office.do("people.list")
        assert len(office.do("permissions.list")["permissions"]) == 1
        assert Door(terminal).releases() == []
        assert terminal.do("device.info")["counters"]["mqtt_retained_dropped"] >= 1
        terminal.stop()
    office.publish("command", b"", retain=True)
    terminal.start()


def test_a_broker_of_another_authority_is_not_spoken_to(tmp_path, broker):
    other = tmp_path / "other"
    other.mkdir()
    make_certificates(other)
    terminal = Terminal(tmp_path / "terminal", broker, faces=False)
    terminal.configuration["mqtt"]["ca_file"] = str(other / "ca.crt")
    with terminal, BackOffice(broker) as office:
        wait_degraded(terminal)
        assert Door(terminal).card("01020304")["reason"] == "unknown_credential"
        assert not any(one.get("online") for one in office.statuses.snapshot())
        assert office.arrived() == []


def test_a_broker_of_another_name_is_not_spoken_to(tmp_path, broker):
    terminal = Terminal(tmp_path / "terminal", broker, faces=False)
    terminal.configuration["mqtt"]["url"] = f"mqtts://127.0.0.2:{broker.port}"
    with terminal:
        wait_degraded(terminal)


def test_a_wrong_password_is_a_state_and_the_door_goes_on(tmp_path, broker):
    terminal = Terminal(tmp_path / "terminal", broker, faces=False)
    (terminal.folder / "mqtt.password").write_text("wrong\n")
    with terminal:
        assert "secret" not in wait_degraded(terminal).get("detail", "")
        assert Door(terminal).card("01020304")["reason"] == "unknown_credential"


def test_plaintext_only_where_it_is_allowed_and_the_status_says_so(tmp_path):
    with Broker(tmp_path / "broker", tls=False) as plain:
        terminal = Terminal(tmp_path / "terminal", plain, faces=False)
        del terminal.configuration["mqtt"]["allow_plaintext"]
        terminal.start(ready=False)
        assert terminal.process.wait(20) == 2
        assert "mqtt.url" in terminal.log()
        terminal.configuration["mqtt"]["allow_plaintext"] = True
        with terminal, BackOffice(plain) as office:
            assert office.statuses.wait_for(lambda one: one.get("online"))["plaintext"] is True


def test_a_password_file_that_others_may_read_is_refused(tmp_path, broker):
    terminal = Terminal(tmp_path / "terminal", broker, faces=False)
    (terminal.folder / "mqtt.password").chmod(0o644)
    with terminal:
        wait_degraded(terminal)
        assert "mqtt.password" in terminal.do("device.info")["parts"]["mqtt"]["detail"]
        assert Door(terminal).card("01020304")["reason"] == "unknown_credential"
    assert "device-secret" not in terminal.log()


def test_the_terminal_starts_without_a_broker_and_finds_it_later(tmp_path):
    broker = Broker(tmp_path / "broker")
    terminal = Terminal(tmp_path / "terminal", broker, faces=False)
    with terminal:
        wait_degraded(terminal)
        Door(terminal).card("01020304")
        with broker, BackOffice(broker) as office:
            office.wait_for_record(lambda one: one["kind"] == "access", timeout=60)


def test_another_device_hears_and_says_nothing_here(tmp_path):
    """Threat 7: a subscription to everything gives a device nothing that is another's."""
    with Broker(tmp_path / "broker", devices=("door-1", "door-2")) as broker:
        with Terminal(tmp_path / "terminal", broker, faces=False) as terminal, \
                BackOffice(broker) as office, \
                RawClient(broker, "door-2", broker.device_password,
                          ["#", "doorward/v1/#", "doorward/v1/door-1/#", "+/+/+/records"]) as spy:
            terminal.wait_online()
            terminal.do("sim.card", {"uid": "01020304"})
            office.do("permissions.put", {"permissions": [ALWAYS]})
            office.wait_for_record(lambda one: one["kind"] == "access")
            command = {"id": "spy-1", "name": "door.release", "issued_at": now_text(),
                       "arguments": {"door": "main"}}
            spy.publish("doorward/v1/door-1/command", json.dumps(command))
            spy.publish("doorward/v1/door-1/records/ack", json.dumps(
                {"log_id": office.batches.snapshot()[0]["log_id"], "acked_seq": 1}))
            spy.publish("doorward/v1/door-1/status", json.dumps(OFFLINE), retain=True)
            spy.publish("doorward/v1/door-2/status", json.dumps(OFFLINE))
            spy.messages.wait_for(lambda one: one.topic == "doorward/v1/door-2/status")
            office.do("permissions.list")
            assert {one.topic for one in spy.messages.snapshot()} == {"doorward/v1/door-2/status"}
            assert Door(terminal).releases() == []
            assert last_status(office).get("online") is True


@pytest.mark.parametrize("times", [1, 100])
def test_recorded_messages_played_again_open_nothing(online, times):
    """Threat 4: whoever recorded the wire and may write to it gains nothing by repeating it."""
    broker, terminal, office = online()
    with RawClient(broker, "back-office", broker.back_office_password,
                   ["doorward/v1/door-1/command"]) as wire:
        office.do("permissions.put", {"permissions": [ALWAYS]})
        office.do("people.put", {"people": [person("1", card("01020304"))]})
        for _ in range(3):
            office.do("door.release", {"door": "main"})
        office.do("door.mode", {"door": "main", "mode": "free"})
        office.do("door.mode", {"door": "main", "mode": "normal"})
        office.do("people.delete", {"ids": ["1"]})
        door = Door(terminal)
        door.wait_strike("inactive")
        recorded = [one.payload for one in wait_until(
            lambda: len(wire.messages.snapshot()) >= 8 and wire.messages.snapshot(),
            what="the recorded commands")]
        for fresh_start in (False, True):
            if fresh_start:
                terminal.kill()
                terminal.start()
                terminal.wait_online()
            change = door.last_change()
            for payload in recorded * times:
                office.publish("command", payload)
            done = office.send("permissions.list")
            office.replies.wait_for(lambda one: one["id"] == done and one["ok"] or
                                    one["id"] == done, 120)
            wait_until(lambda: office.call("permissions.list")["ok"], 120, "room for a command")
            assert door.releases(change) == []
            assert door.state()["mode"] == "normal"
            assert terminal.call("people.get", {"id": "1"})["error"]["code"] == "not_found"
