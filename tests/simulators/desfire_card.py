"""A MIFARE DESFire EV1 card as its reader sees it: ISO 7816-4 wrapped native commands in, answers with SW1 SW2 out.

What it knows is what access control and libfreefare's tools need: applications and keys, AES and the older (D40)
authentication with their secure messaging, plain standard files. Everything random comes from `seed`, so that an
exchange can be recorded and repeated.
"""

import random
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

OK, MORE = 0x00, 0xAF
ILLEGAL_COMMAND, INTEGRITY_ERROR, NO_SUCH_KEY, LENGTH_ERROR = 0x1C, 0x1E, 0x40, 0x7E
PERMISSION_DENIED, PARAMETER_ERROR, APPLICATION_NOT_FOUND, AUTHENTICATION_ERROR = 0x9D, 0x9E, 0xA0, 0xAE
BOUNDARY_ERROR, COMMAND_ABORTED, DUPLICATE, FILE_NOT_FOUND = 0xBE, 0xCA, 0xDE, 0xF0

AES, DES = "aes", "des"
MAX_FRAME = 59  # Data bytes of one answer.


class Refusal(Exception):
    def __init__(self, status):
        super().__init__(hex(status))
        self.status = status


def crc16(data):
    """CRC_A of ISO/IEC 14443-3, as bytes."""
    crc = 0x6363
    for byte in data:
        byte ^= crc & 0xFF
        byte ^= (byte << 4) & 0xFF
        crc = (crc >> 8) ^ (byte << 8) ^ (byte << 3) ^ (byte >> 4)
    return crc.to_bytes(2, "little")


def crc32(data):
    """The card's CRC32: the usual one without its last inversion."""
    return (zlib.crc32(data) ^ 0xFFFFFFFF).to_bytes(4, "little")


def xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))


def rotated(data):
    return data[1:] + data[:1]


def padded(data, size):
    return data + bytes(-len(data) % size)


class BlockCipher:
    """AES-128, or DES with one or two keys, a block at a time."""

    def __init__(self, key, kind):
        self.size = 16 if kind == AES else 8
        if kind == AES:
            algorithm = algorithms.AES(key)
        else:
            algorithm = algorithms.TripleDES(key * 3 if len(key) == 8 else key + key[:8])
        self._cipher = Cipher(algorithm, modes.ECB())

    def encrypt(self, block):
        return self._cipher.encryptor().update(block)

    def decrypt(self, block):
        return self._cipher.decryptor().update(block)

    def blocks(self, data):
        return [data[at:at + self.size] for at in range(0, len(data), self.size)]

    def cbc_encrypt(self, data, iv):
        result = b""
        for block in self.blocks(data):
            iv = self.encrypt(xor(block, iv))
            result += iv
        return result

    def cbc_decrypt(self, data, iv):
        result = b""
        for block in self.blocks(data):
            result += xor(self.decrypt(block), iv)
            iv = block
        return result

    def undo_d40(self, data):
        """What the other side made by deciphering, which is all that it does in the older scheme."""
        result, iv = b"", bytes(self.size)
        for block in self.blocks(data):
            result += xor(self.encrypt(block), iv)
            iv = block
        return result

    def cmac(self, data, iv):
        """NIST SP 800-38B, but from an initial vector other than zero: the whole block."""
        def doubled(block):
            number = int.from_bytes(block, "big") << 1
            if number >> (8 * self.size):
                number ^= (1 << (8 * self.size)) | (0x87 if self.size == 16 else 0x1B)
            return number.to_bytes(self.size, "big")

        subkey = doubled(self.encrypt(bytes(self.size)))
        if not data or len(data) % self.size:
            data, subkey = padded(data + b"\x80", self.size), doubled(subkey)
        data = data[:-self.size] + xor(data[-self.size:], subkey)
        return self.cbc_encrypt(data, iv)[-self.size:]


class Session:
    """What both sides know after an authentication."""

    def __init__(self, key, kind, key_number):
        self.cipher, self.kind, self.key_number = BlockCipher(key, kind), kind, key_number
        self.iv = bytes(self.cipher.size)

    def note_command(self, message):
        if self.kind == AES:
            self.iv = self.cipher.cmac(message, self.iv)

    def mac(self, data, status):
        """What follows the answer's data."""
        if self.kind != AES:
            return b""
        self.iv = self.cipher.cmac(data + bytes([status]), self.iv)
        return self.iv[:8]

    def encipher(self, data):
        """The answer's data, with its CRC."""
        if self.kind != AES:
            return self.cipher.cbc_encrypt(padded(data + crc16(data), 8), bytes(8))
        text = self.cipher.cbc_encrypt(padded(data + crc32(data + bytes([OK])), 16), self.iv)
        self.iv = text[-16:]
        return text

    def decipher(self, text):
        """A command's enciphered part."""
        if not text or len(text) % self.cipher.size:
            raise Refusal(LENGTH_ERROR)
        if self.kind != AES:
            return self.cipher.undo_d40(text)
        data = self.cipher.cbc_decrypt(text, self.iv)
        self.iv = text[-16:]
        return data


class Key:
    def __init__(self, value, kind, version=0):
        self.value, self.kind, self.version = value, kind, version

    def cipher(self):
        same = self.kind == DES and self.value[:8] == self.value[8:]
        return BlockCipher(self.value[:8] if same else self.value, self.kind)


class Application:
    def __init__(self, settings, count, kind):
        self.settings, self.count, self.kind = settings, count, kind
        self.keys = [Key(bytes(16), kind) for _ in range(count)]
        self.files = {}  # Number: (communication settings, access rights, content).


class DesfireCard:
    """One card. `uid` is its true one (7 bytes); with `random_uid` the anticollision gives another each time.

    `claimed_uid`, if set, is what the anticollision gives instead: a forgery.
    Faults, set with fault(), of the answers to the authentication and to GetCardUID:
      key        it works with another key than it should
      crc        the UID comes with a wrong CRC
      mac        the enciphered UID is altered on its way
      truncate N the answer keeps N bytes only
      frames     every answer says that more follows
      silence    no answer (None)
      status XX  the answer is this status alone
    """

    ATQA, SAK, ATS = b"\x03\x44", 0x20, bytes.fromhex("067577810280")
    ATR = bytes.fromhex("3B8180018080")
    FAULTS = ("none", "key", "crc", "mac", "truncate", "frames", "silence", "status")

    def __init__(self, uid, random_uid=False, seed=1):
        if len(uid) != 7:
            raise ValueError("a DESFire card has a UID of 7 bytes")
        self.uid, self.random_uid, self.claimed_uid = bytes(uid), random_uid, None
        self.exchanges = 0  # Since the card came into the field.
        self._random = random.Random(seed)
        self._fault, self._fault_value = "none", 0
        self._picc = Application(0x0F, 1, DES)
        self.applications = {}  # By the number that the reader names, such as 0xF51234.
        self.reset()

    # The reader's side.

    def reset(self):
        """The card comes into the field (again)."""
        self._anticollision = self.uid
        if self.random_uid:
            self._anticollision = b"\x08" + self._random.randbytes(3)
        self.exchanges = 0
        self._select(0)

    @property
    def anticollision_uid(self):
        return self.claimed_uid or self._anticollision

    def exchange(self, apdu):
        """The answer with SW1 SW2; None for none."""
        self.exchanges += 1
        if self._fault == "silence":
            return None
        if self._fault == "status":
            return bytes([0x91, self._fault_value])
        if self._fault == "frames":
            return bytes([0x5A]) * 16 + bytes([0x91, MORE])
        answer = self._answer(bytes(apdu))
        if self._fault == "truncate":
            return answer[:self._fault_value]
        return answer

    # The hand's side.

    def add_application(self, number, keys, settings=0x0F):
        """An AES application with these keys (each 16 bytes)."""
        application = Application(settings, len(keys), AES)
        application.keys = [Key(bytes(key), AES, 1) for key in keys]
        self.applications[number] = application

    def fault(self, kind, value=0):
        if kind not in self.FAULTS:
            raise ValueError(f"no such fault: {kind}; there are {', '.join(self.FAULTS)}")
        self._fault, self._fault_value = kind, value

    # Commands. Each gives its data; a Refusal ends the authentication.

    def _answer(self, apdu):
        if apdu[:2] == b"\x00\xA4":  # ISO SELECT of the card's own name.
            known = apdu[5:5 + apdu[4]] == bytes.fromhex("D2760000850100") if len(apdu) > 5 else False
            if known:
                self._select(0)
            return b"\x90\x00" if known else b"\x6A\x82"
        if len(apdu) < 4 or apdu[0] != 0x90:
            return b"\x6E\x00"
        if apdu[2:4] != b"\0\0":
            return b"\x6A\x86"
        data = apdu[5:5 + apdu[4]] if len(apdu) > 5 else b""
        if len(apdu) > 5 and (len(data) != apdu[4] or len(apdu) - 5 - len(data) > 1):
            return bytes([0x91, LENGTH_ERROR])
        try:
            answer, status = self._command(apdu[1], data)
        except Refusal as refusal:
            self._forget()
            answer, status = b"", refusal.status
        return answer + bytes([0x91, status])

    def _forget(self):
        self._session, self._pending, self._rest = None, None, None

    def _select(self, number):
        self._forget()
        self._selected = number

    @property
    def _application(self):
        return self.applications[self._selected] if self._selected else self._picc

    def _command(self, code, data):
        if code == MORE:
            return self._continue(data)
        unfinished = self._pending is not None or self._rest is not None
        self._pending = self._rest = None
        if unfinished:
            raise Refusal(COMMAND_ABORTED)
        if code in (0xAA, 0x0A):
            return self._begin_authentication(AES if code == 0xAA else DES, data)
        handler = self.COMMANDS.get(code)
        if handler is None:
            raise Refusal(ILLEGAL_COMMAND)
        enciphered = code in (0x54, 0x5C, 0xC4)
        if self._session and not enciphered:
            self._session.note_command(bytes([code]) + data)
        answer = handler(self, data)
        if answer is None:  # More of the command follows.
            return b"", MORE
        frames = answer if isinstance(answer, list) else [answer]
        if self._session and code != 0x51:
            frames[-1] += self._session.mac(b"".join(frames), OK)
        if not isinstance(answer, list):
            frames = [frames[0][at:at + MAX_FRAME] for at in range(0, len(frames[0]), MAX_FRAME)] or [b""]
        return self._next_frame(frames)

    def _next_frame(self, frames):
        self._rest = frames[1:] or None
        return frames[0], MORE if self._rest else OK

    def _continue(self, data):
        if self._pending is not None:
            return self._end_authentication(data)
        if self._rest is None:
            raise Refusal(COMMAND_ABORTED)
        if isinstance(self._rest, list):
            return self._next_frame(self._rest)
        return b"", OK if self._rest(data) is not None else MORE

    def _key(self, number):
        if number >= len(self._application.keys):
            raise Refusal(NO_SUCH_KEY)
        return self._application.keys[number]

    def _begin_authentication(self, kind, data):
        self._forget()
        if len(data) != 1:
            raise Refusal(LENGTH_ERROR)
        key = self._key(data[0] & 0x0F)
        if key.kind != kind:
            raise Refusal(AUTHENTICATION_ERROR)
        cipher = BlockCipher(self._random.randbytes(16), AES) if self._fault == "key" and kind == AES else key.cipher()
        challenge = self._random.randbytes(cipher.size)
        sent = cipher.cbc_encrypt(challenge, bytes(cipher.size))
        self._pending = (kind, data[0] & 0x0F, cipher, challenge, sent)
        return sent, MORE

    def _end_authentication(self, data):
        (kind, number, cipher, own, sent), self._pending = self._pending, None
        size = cipher.size
        if len(data) != 2 * size:
            raise Refusal(LENGTH_ERROR)
        plain = cipher.cbc_decrypt(data, sent) if kind == AES else cipher.undo_d40(data)
        theirs = plain[:size]
        if plain[size:] != rotated(own) and self._fault != "key":
            raise Refusal(AUTHENTICATION_ERROR)
        session_key = theirs[:4] + own[:4]
        if kind == AES:
            session_key += theirs[12:] + own[12:]
        elif self._key(number).value[:8] != self._key(number).value[8:]:
            session_key += theirs[4:] + own[4:]
        self._session = Session(session_key, kind, number)
        return cipher.cbc_encrypt(rotated(theirs), data[-size:] if kind == AES else bytes(size)), OK

    def _need_master(self):
        if self._session is None or self._session.key_number != 0:
            raise Refusal(AUTHENTICATION_ERROR)

    def _need_length(self, data, *lengths):
        if len(data) not in lengths:
            raise Refusal(LENGTH_ERROR)

    def _get_version(self, data):
        self._need_length(data, 0)
        uid = bytes(7) if self.random_uid and self._session is None else self.uid
        return [bytes.fromhex("04010101001A05"), bytes.fromhex("04010101041A05"), uid + bytes.fromhex("BA548DCD10" "2617")]

    def _select_application(self, data):
        self._need_length(data, 3)
        number = int.from_bytes(data, "little")
        if number and number not in self.applications:
            self._select(0)
            raise Refusal(APPLICATION_NOT_FOUND)
        self._select(number)
        return b""

    def _get_application_ids(self, data):
        self._need_length(data, 0)
        if self._selected:
            raise Refusal(PERMISSION_DENIED)
        if not self._picc.settings & 0x02:
            self._need_master()
        return b"".join(number.to_bytes(3, "little") for number in self.applications)

    def _create_application(self, data):
        if len(data) < 5 or len(data) > 23:
            raise Refusal(LENGTH_ERROR)
        number, keys = int.from_bytes(data[:3], "little"), data[4]
        if self._selected:
            raise Refusal(PERMISSION_DENIED)
        if not self._picc.settings & 0x04:
            self._need_master()
        if number == 0 or number in self.applications:
            raise Refusal(DUPLICATE)
        if not 1 <= keys & 0x0F <= 14 or keys & 0xC0 not in (0x00, 0x80):
            raise Refusal(PARAMETER_ERROR)
        if len(self.applications) >= 28:
            raise Refusal(0xCE)
        self.applications[number] = Application(data[3], keys & 0x0F, AES if keys & 0x80 else DES)
        return b""

    def _delete_application(self, data):
        self._need_length(data, 3)
        number = int.from_bytes(data, "little")
        if number not in self.applications:
            raise Refusal(APPLICATION_NOT_FOUND)
        if not self._picc.settings & 0x04 or self._selected:
            self._need_master()
        del self.applications[number]
        if self._selected == number:
            self._select(0)
        return b""

    def _format_picc(self, data):
        self._need_length(data, 0)
        if self._selected:
            raise Refusal(PERMISSION_DENIED)
        self._need_master()
        self.applications.clear()
        return b""

    def _get_key_settings(self, data):
        self._need_length(data, 0)
        application = self._application
        if not application.settings & 0x02:
            self._need_master()
        return bytes([application.settings, application.count | (0x80 if application.kind == AES else 0)])

    def _change_key_settings(self, data):
        self._need_master()
        self._need_length(data, self._session.cipher.size)
        plain = self._session.decipher(data)
        self._check(plain[:1], plain[1:], bytes([0x54]))
        self._application.settings = plain[0]
        return b""

    def _get_key_version(self, data):
        self._need_length(data, 1)
        return bytes([self._key(data[0] & 0x0F).version])

    def _change_key(self, data):
        if self._session is None:
            raise Refusal(AUTHENTICATION_ERROR)
        if len(data) < 25:
            raise Refusal(LENGTH_ERROR)
        header, plain = b"\xC4" + data[:1], self._session.decipher(data[1:])
        number, new_kind = data[0] & 0x0F, self._application.kind
        if not self._selected:
            new_kind = AES if data[0] & 0xC0 == 0x80 else DES
        old = self._key(number)
        size = 17 if new_kind == AES else 16
        value, tail = plain[:size], plain[size:]
        other = number != self._session.key_number
        tail = self._check(value, tail, header, rest_follows=other)
        key = xor(value[:16], old.value) if other else value[:16]
        if other:
            self._check(key, tail, b"")
        self._application.keys[number] = Key(key, new_kind, value[16] if new_kind == AES else 0)
        if not self._selected:
            self._picc.kind = new_kind
        if not other:
            self._session = None
        return b""

    def _check(self, data, tail, header, rest_follows=False):
        """The CRC that follows `data`, of the session's kind; zeros after it. What is left if more follows."""
        crc = crc32(header + data) if self._session.kind == AES else crc16(data)
        rest = tail[len(crc):]
        if tail[:len(crc)] != crc or (not rest_follows and any(rest)):
            raise Refusal(INTEGRITY_ERROR)
        return rest

    def _get_card_uid(self, data):
        self._need_length(data, 0)
        if self._session is None:
            raise Refusal(AUTHENTICATION_ERROR)
        if self._fault == "crc" and self._session.kind == AES:
            session = self._session
            plain = padded(self.uid + xor(crc32(self.uid + b"\0"), b"\x01\0\0\0"), 16)
            return session.cipher.cbc_encrypt(plain, session.iv)
        text = self._session.encipher(self.uid)
        return xor(text, b"\x80" + bytes(len(text) - 1)) if self._fault == "mac" else text

    def _set_configuration(self, data):
        self._need_master()
        if self._selected or len(data) < 9:
            raise Refusal(PERMISSION_DENIED if self._selected else LENGTH_ERROR)
        plain = self._session.decipher(data[1:])
        if data[0] != 0:
            raise Refusal(PARAMETER_ERROR)
        self._check(plain[:1], plain[1:], b"\x5C\x00")
        self.random_uid = bool(plain[0] & 0x02)
        return b""

    def _free_memory(self, data):
        self._need_length(data, 0)
        return (7936 - 1024 * len(self.applications) // 4).to_bytes(3, "little")

    # Standard files without protection, for the tools that make the card an NDEF tag.

    def _get_file_ids(self, data):
        self._need_length(data, 0)
        return bytes(self._application.files)

    def _get_file_settings(self, data):
        self._need_length(data, 1)
        communication, rights, content = self._file(data[0])
        return bytes([0, communication]) + rights + len(content).to_bytes(3, "little")

    def _create_file(self, data):
        self._need_length(data, 7, 9)
        if not self._selected:
            raise Refusal(PERMISSION_DENIED)
        number, rest = data[0], data[-6:]
        if number in self._application.files:
            raise Refusal(DUPLICATE)
        size = int.from_bytes(rest[3:], "little")
        if number > 31 or rest[0] or not 0 < size <= 8192:
            raise Refusal(PARAMETER_ERROR)
        self._application.files[number] = (rest[0], rest[1:3], bytearray(size))
        return b""

    def _file(self, number):
        if not self._selected or number not in self._application.files:
            raise Refusal(FILE_NOT_FOUND)
        return self._application.files[number]

    def _span(self, data):
        content = self._file(data[0])[2]
        offset, length = int.from_bytes(data[1:4], "little"), int.from_bytes(data[4:7], "little")
        length = length or len(content) - offset
        if offset + length > len(content):
            raise Refusal(BOUNDARY_ERROR)
        return content, offset, length

    def _read_data(self, data):
        self._need_length(data, 7)
        content, offset, length = self._span(data)
        return bytes(content[offset:offset + length])

    def _write_data(self, data):
        if len(data) < 8:
            raise Refusal(LENGTH_ERROR)
        content, offset, length = self._span(data[:7])
        got = bytearray()

        def take(piece):
            got.extend(piece)
            if len(got) > length:
                raise Refusal(LENGTH_ERROR)
            if len(got) < length:
                self._rest = take
                return None
            self._rest = None
            content[offset:offset + length] = got
            return b""

        return take(data[7:])

    COMMANDS = {
        0x3D: _write_data, 0x45: _get_key_settings, 0x51: _get_card_uid, 0x54: _change_key_settings,
        0x5A: _select_application, 0x5C: _set_configuration, 0x60: _get_version, 0x64: _get_key_version,
        0x6A: _get_application_ids, 0x6E: _free_memory, 0x6F: _get_file_ids, 0xBD: _read_data, 0xC4: _change_key,
        0xCA: _create_application, 0xCD: _create_file, 0xDA: _delete_application, 0xF5: _get_file_settings,
        0xFC: _format_picc,
    }
