#!/usr/bin/python3
"""Records what libosdp's panel and libosdp's reader say to each other, for the unit tests of our panel:

    tests/data/osdp/record_session.py > tests/data/osdp/session.txt

Each line is `>` (panel) or `<` (reader), the message without its mark, and its code and data, deciphered and
its MAC checked here by Python's cryptography.
"""

import pathlib
import sys
import time

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / ".cache" / "python"))

import osdp  # noqa: E402

KEY = bytes.fromhex("5A3C0F1122334455667788990A1B2C3D")
NEXT_KEY = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
CHLNG, CCRYPT, SCRYPT, RMAC_I, KEYSET = 0x76, 0x76, 0x77, 0x78, 0x75


class Line(osdp.Channel):
    def __init__(self, sign, said):
        super().__init__()
        self.id, self.sign, self.said, self.heard, self.other = ord(sign), sign, said, b"", None

    def read(self, max_bytes):
        data, self.heard = self.heard[:max_bytes], self.heard[max_bytes:]
        return data

    def write(self, buf):
        self.other.heard += bytes(buf)
        self.said.append((self.sign, bytes(buf).lstrip(b"\xff")))
        return len(buf)

    def flush(self):
        self.heard = b""


def aes(key, data, start=None, decrypt=False):
    cipher = Cipher(algorithms.AES(key), modes.CBC(start) if start else modes.ECB())
    worker = cipher.decryptor() if decrypt else cipher.encryptor()
    return worker.update(data) + worker.finalize()


class Listener:
    """Knows the key, and follows the secure channel from outside."""

    def __init__(self, key):
        self.key, self.mac = key, None

    def body(self, message):
        """The code and data of a message."""
        body = message[5:-2]
        if not message[4] & 8:
            return body
        kind, body = body[1], body[body[0]:]
        if kind == 0x11:
            seed = body[1:7] + bytes(8)
            self.enc, self.mac1, self.mac2 = (aes(self.key, bytes([1, n]) + seed) for n in (0x82, 1, 2))
        elif kind == 0x14:
            self.mac = body[1:]
        if kind < 0x15:
            return body
        body, told = body[:-4], body[-4:]
        start = bytes(255 - byte for byte in self.mac)
        self.mac = self._mac(message[:-6])
        assert self.mac[:4] == told
        if kind in (0x17, 0x18):
            plain = aes(self.enc, body[1:], start, decrypt=True).rstrip(b"\0")
            assert plain[-1] == 0x80
            body = body[:1] + plain[:-1]
        return body

    def _mac(self, data):
        if len(data) % 16:
            data += b"\x80" + bytes(15 - len(data) % 16)
        start = self.mac
        if len(data) > 16:
            start = aes(self.mac1, data[:-16], start)[-16:]
        return aes(self.mac2, data[-16:], start)


def main():
    said = []
    panel_line, reader_line = Line(">", said), Line("<", said)
    panel_line.other, reader_line.other = reader_line, panel_line
    abilities = osdp.PDCapabilities([(osdp.Capability.LEDControl, 4, 1), (osdp.Capability.AudibleControl, 2, 1)])
    reader = osdp.PeripheralDevice(osdp.PDInfo(5, reader_line, scbk=KEY, flags=[osdp.LibFlag.EnforceSecure]),
                                   abilities, log_level=osdp.LogLevel.Emergency)
    panel = osdp.ControlPanel([osdp.PDInfo(5, panel_line, scbk=KEY)], log_level=osdp.LogLevel.Emergency)

    def run_until(condition):
        while not condition():
            panel.ctx.refresh()
            reader.ctx.refresh()
            time.sleep(0.001)

    def exchanges(count):
        end = len(said) + 2 * count
        run_until(lambda: len(said) >= end)

    run_until(panel.ctx.sc_status)
    for bits, data in ((26, "80848D00"), (32, "04A1B2C3"), (80, "5A" * 10)):
        reader.ctx.submit_event({"event": osdp.Event.CardRead, "reader_no": 0, "direction": 0, "length": bits,
                                 "format": osdp.CardFormat.Wiegand, "data": bytes.fromhex(data)})
    reader.ctx.submit_event({"event": osdp.Event.KeyPress, "reader_no": 0, "data": b"1290\x7f\x0d"})
    for tampered in (1, 0):
        reader.ctx.submit_event({"event": osdp.Event.Status, "type": osdp.StatusReportType.Local,
                                 "report": bytes([tampered, 0])})
    exchanges(8)
    panel.ctx.submit_command(0, {"command": osdp.Command.LED, "reader": 0, "led_number": 0, "control_code": 2,
                                 "temporary": True, "on_count": 5, "off_count": 0, "on_color": 2, "off_color": 2,
                                 "timer_count": 5})
    panel.ctx.submit_command(0, {"command": osdp.Command.Buzzer, "reader": 0, "control_code": 2, "on_count": 2,
                                 "off_count": 0, "rep_count": 1})
    exchanges(4)
    panel.ctx.submit_command(0, {"command": osdp.Command.Keyset, "type": 1, "data": NEXT_KEY})
    keyset_from = len(said)
    listener = Listener(KEY)
    run_until(lambda: any(sign == ">" and message[7] == KEYSET for sign, message in said[keyset_from:]
                          if message[4] & 8))
    exchanges(1)
    lines = []
    for sign, message in said:
        body = listener.body(message)
        lines.append(f"{sign} {message.hex()} {body.hex()}")
        if sign == "<" and lines[-2].endswith(f"7501{16:02x}" + NEXT_KEY.hex()):
            break
    print(f"# Recorded by record_session.py: libosdp's panel and reader, address 5, key {KEY.hex().upper()}.")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
