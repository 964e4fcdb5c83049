"""A back office that is not ours: paho-mqtt and the protocol page, nothing else."""

import base64
import json
import ssl
import threading
import time
import uuid
from datetime import datetime, timezone

import paho.mqtt.client as mqtt

from .waiting import Waiter


def now_text(offset_s=0.0):
    moment = datetime.fromtimestamp(time.time() + offset_s, timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class BackOffice:
    """Sends commands, stores records once each, and acknowledges them when `acknowledge` is set."""

    def __init__(self, broker, device="door-1", protocol=mqtt.MQTTv5, acknowledge=True):
        self.device = device
        self.root = f"doorward/v1/{device}"
        self.acknowledge = acknowledge
        self.replies = Waiter()
        self.statuses = Waiter()
        self.batches = Waiter()
        self.records = {}  # (log_id, seq) -> record, as a store that dedupes.
        self.repeated = 0
        self.contradictions = []  # Two records of one number that differ.
        self.overwritten = []
        self._arrived = Waiter()
        self._lock = threading.Lock()
        self._connected = threading.Event()
        self._client = mqtt.Client(client_id=f"back-office-{uuid.uuid4().hex[:8]}",
                                   protocol=protocol)
        self._client.username_pw_set("back-office", broker.back_office_password)
        if broker.tls:
            self._client.tls_set(ca_certs=str(broker.ca_file), tls_version=ssl.PROTOCOL_TLS_CLIENT)
        self._client.max_inflight_messages_set(1000)
        self._client.max_queued_messages_set(0)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = lambda *_: self._connected.set()
        self._client.on_message = self._on_message
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()
        if not self._connected.wait(10):
            raise TimeoutError("the back office could not connect to the broker")

    def close(self):
        self._client.disconnect()
        self._client.loop_stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _on_connect(self, client, *_):
        client.subscribe([(f"{self.root}/{leaf}", 1) for leaf in ("reply", "status", "records")])

    def _on_message(self, _client, _userdata, message):
        leaf = message.topic[len(self.root) + 1:]
        payload = json.loads(message.payload)
        if leaf == "reply":
            self.replies.add(payload)
        elif leaf == "status":
            self.statuses.add(payload)
        elif leaf == "records":
            self._store(payload)

    def _store(self, batch):
        with self._lock:
            for record in batch["records"]:
                key = (batch["log_id"], record["seq"])
                if key in self.records:
                    self.repeated += 1
                    if self.records[key] != record:
                        self.contradictions.append((self.records[key], record))
                else:
                    self.records[key] = record
                    self._arrived.add(record)
            if "overwritten" in batch:
                self.overwritten.append(batch["overwritten"])
        self.batches.add(batch)
        if self.acknowledge:
            self.send_ack(batch["log_id"], batch["last_seq"])

    def send_ack(self, log_id, seq):
        self.publish("records/ack", json.dumps({"log_id": log_id, "acked_seq": seq}))

    def publish(self, leaf, payload, retain=False):
        return self._client.publish(f"{self.root}/{leaf}", payload, qos=1, retain=retain)

    def send(self, name, arguments=None, **envelope):
        """Sends a command and returns its id at once."""
        command = {"id": uuid.uuid4().hex, "name": name, "issued_at": now_text(),
                   "arguments": arguments or {}}
        command.update(envelope)
        self.publish("command", json.dumps(command))
        return command["id"]

    def reply_to(self, command_id, timeout=30.0):
        return self.replies.wait_for(lambda reply: reply.get("id") == command_id, timeout,
                                     f"the reply to {command_id}")

    def call(self, name, arguments=None, timeout=30.0, **envelope):
        """Sends a command and returns its whole reply."""
        return self.reply_to(self.send(name, arguments, **envelope), timeout)

    def do(self, name, arguments=None, timeout=30.0, **envelope):
        """Like call(), for a command that must succeed; returns its result."""
        reply = self.call(name, arguments, timeout, **envelope)
        if not reply["ok"]:
            raise AssertionError(f"{name}: {reply['error']}")
        return reply.get("result")

    def wait_for_record(self, condition, timeout=20.0, what="a record"):
        return self._arrived.wait_for(condition, timeout, what)

    def arrived(self):
        return self._arrived.snapshot()


def photo_credential(path):
    with open(path, "rb") as file:
        return {"type": "face", "photo": base64.b64encode(file.read()).decode()}


def card_credential(uid):
    return {"type": "card", "uid": uid}
