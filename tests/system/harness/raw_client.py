"""A bare MQTT client: any credentials, any topic, every message as it came."""

import ssl
import threading
import uuid

import paho.mqtt.client as mqtt

from .waiting import Waiter


class RawClient:
    def __init__(self, broker, user, password, topics=("#",), protocol=mqtt.MQTTv5):
        self.messages = Waiter()
        self._subscribed = threading.Event()
        self._subscribed_to = {}
        self._client = mqtt.Client(client_id=f"raw-{uuid.uuid4().hex[:8]}", protocol=protocol)
        self._client.username_pw_set(user, password)
        if broker.tls:
            self._client.tls_set(ca_certs=str(broker.ca_file), tls_version=ssl.PROTOCOL_TLS_CLIENT)
        self._client.on_connect = lambda client, *_: client.subscribe([(t, 1) for t in topics])
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = lambda _c, _u, message: self.messages.add(message)
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()
        if not self._subscribed.wait(10):
            raise TimeoutError("the raw client could not connect")

    def publish(self, topic, payload, retain=False, properties=None):
        """Returns once the broker has it (its PUBACK)."""
        sent = self._client.publish(topic, payload, qos=1, retain=retain, properties=properties)
        sent.wait_for_publish(10)
        return sent

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._client.disconnect()
        self._client.loop_stop()
