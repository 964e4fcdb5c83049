"""People, rights and face vectors for tests."""

import base64
import math
import os
import random
import struct
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
MODEL = "dlib-resnet-v1"
ALWAYS = {"id": "always", "doors": ["main"], "when": {"type": "always"}}
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def seeded(name):
    """A generator whose seed is printed; DOORWARD_SEED plays a failed run again."""
    seed = int(os.environ.get("DOORWARD_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"{name}: DOORWARD_SEED={seed}")
    return random.Random(seed)


def person(person_id, *credentials, permissions=("always",), **others):
    return {"id": person_id, "name": f"Person {person_id}", "permissions": list(permissions),
            "credentials": list(credentials), **others}


def card(uid):
    return {"type": "card", "uid": uid}


def code(text):
    return {"type": "qr", "text": text}


def pin(digits):
    return {"type": "pin", "pin": digits}


def finger(slot, sensor="simulated"):
    return {"type": "fingerprint", "sensor": sensor, "slot": slot}


def pack(numbers):
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()


def face(numbers, model=MODEL):
    return {"type": "face", "vector": pack(numbers), "model": model}


def cloud(generator, length, size=128):
    """A random vector of that length."""
    numbers = [generator.gauss(0, 1) for _ in range(size)]
    norm = math.sqrt(sum(number * number for number in numbers))
    return [number / norm * length for number in numbers]


def stranger(generator):
    """A face vector of length 1.4, about 1.9 from every other stranger's."""
    return cloud(generator, 1.4)


def local_slot(hours_from_now, hours=1):
    """A daily slot, in the terminal's zone, that begins so many hours from now, to the hour."""
    begin = datetime.now(ZONE) + timedelta(hours=hours_from_now)
    return f"{begin:%H}:00-{begin + timedelta(hours=hours):%H}:00"


def days_from_now(days):
    return (datetime.now(ZONE) + timedelta(days=days)).isoformat(timespec="seconds")


def today(days=0):
    return f"{datetime.now(ZONE) + timedelta(days=days):%Y-%m-%d}"
