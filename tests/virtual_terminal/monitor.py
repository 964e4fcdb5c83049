"""QEMU's two control sockets: QMP, and the test protocol that sets a pin of a device."""

import json
import socket


class Connection:
    """A socket on which lines go back and forth."""

    def __init__(self, path, timeout=60):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(timeout)
        self._socket.connect(str(path))
        self._file = self._socket.makefile("rwb")

    def write(self, line):
        self._file.write(line.encode() + b"\n")
        self._file.flush()

    def read(self):
        line = self._file.readline()
        if not line:
            raise ConnectionError("QEMU has closed the socket")
        return line.decode()

    def close(self):
        self._file.close()
        self._socket.close()


class Qmp(Connection):
    """The machine protocol. What happened in between is kept in `events`."""

    def __init__(self, path):
        super().__init__(path)
        self.events = []
        self.read()  # The greeting.
        self.do("qmp_capabilities")

    def do(self, command, **arguments):
        self.write(json.dumps({"execute": command, "arguments": arguments}))
        while True:
            message = json.loads(self.read())
            if "return" in message:
                return message["return"]
            if "error" in message:
                raise RuntimeError(f"QMP {command} {arguments}: {message['error']['desc']}")
            self.events.append(message)


class Pins(Connection):
    """Drives the input pins of the board's GPIO chip from outside, as a wire would."""

    def __init__(self, path, chip):
        super().__init__(path)
        self._chip = chip

    def set(self, line, level):
        self.write(f"set_irq_in {self._chip} unnamed-gpio-in {line} {int(level)}")
        answer = self.read()
        if not answer.startswith("OK"):
            raise RuntimeError(f"pin {line} was not set: {answer}")
