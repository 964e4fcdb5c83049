"""A real doorwardd, configured for one test, and its local socket."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path

from .back_office import now_text
from .waiting import wait_until

REPOSITORY = Path(__file__).resolve().parents[3]
BIN = Path(os.environ.get("DOORWARD_BIN", REPOSITORY / "build/release/bin"))
MODELS = Path(os.environ.get("DOORWARD_MODELS", REPOSITORY / ".cache/models"))
PHOTOS = Path(os.environ.get("DOORWARD_PHOTOS", REPOSITORY / ".cache/photos"))


def simulated_configuration(storage, socket_path, device="door-1", faces=True):
    """One simulated door with every kind of reader."""
    readers = [
        {"id": "nfc", "door": "main", "driver": "simulated", "reads": ["card"]},
        {"id": "code", "door": "main", "driver": "simulated", "reads": ["qr"]},
        {"id": "pad", "door": "main", "driver": "simulated", "reads": ["pin"]},
        {"id": "finger", "door": "main", "driver": "simulated", "reads": ["fingerprint"]}]
    configuration = {
        "device": {"id": device, "time_zone": "Asia/Shanghai"},
        "storage": {"directory": str(storage)},
        "doors": [{"id": "main", "release_for_ms": 500, "hold_limit_ms": 2000, "settle_ms": 0,
                   "strike": {"driver": "simulated"}, "contact": {"driver": "simulated"},
                   "exit_button": {"driver": "simulated"}}],
        "readers": readers,
        "control": {"socket": str(socket_path)}}
    if faces:
        readers.append({"id": "cam", "door": "main", "driver": "simulated",
                        "reads": ["face", "qr"]})
        configuration["face"] = {"models": str(MODELS)}
    return configuration


class Terminal:
    """`folder` keeps its data between starts. Change `configuration` before start()."""

    def __init__(self, folder, broker=None, device="door-1", faces=True):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        # A socket's path may have 107 bytes; a test's folder can be longer.
        self._short = tempfile.TemporaryDirectory(prefix="dw-")
        self.socket_path = Path(self._short.name) / "control.sock"
        self.log_file = self.folder / "doorwardd.log"
        self.configuration = simulated_configuration(self.folder / "data", self.socket_path,
                                                     device, faces)
        if broker:
            self.configuration["mqtt"] = self._mqtt(broker, device)
        self.process = None

    def _mqtt(self, broker, device):
        password = self.folder / "mqtt.password"
        password.write_text(broker.device_password + "\n")
        password.chmod(0o600)
        mqtt = {"url": broker.url, "username": device, "password_file": str(password)}
        mqtt.update({"ca_file": str(broker.ca_file)} if broker.tls else {"allow_plaintext": True})
        return mqtt

    @property
    def config_file(self):
        return self.folder / "doorward.json"

    def check(self):
        """What `--check` says of the configuration, which it refuses."""
        self.config_file.write_text(json.dumps(self.configuration, indent=2))
        done = subprocess.run([BIN / "doorwardd", "--config", self.config_file, "--check"], capture_output=True,
                              text=True, timeout=60)
        assert done.returncode == 2
        return done.stderr

    def start(self, ready=True):
        # Tests show a card as often as they want an answer; a test of what a reader repeats says otherwise.
        for reader in self.configuration["readers"]:
            if "card" in reader.get("reads", []):
                reader.setdefault("repeat_after_ms", 0)
        self.config_file.write_text(json.dumps(self.configuration, indent=2))
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen([BIN / "doorwardd", "--config", self.config_file],
                                            stdout=log, stderr=log)
        if ready:
            wait_until(self._answers, timeout=60, what="doorwardd on its socket")
        return self

    def _answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"doorwardd ended with {self.process.returncode}:\n{self.log()}")
        try:
            readers = self.do("device.info")["readers"].items()
            # A camera that is shown nothing goes on starting for five seconds.
            return all(reader.get("state") != "starting" or name in self._cameras()
                       for name, reader in readers)
        except OSError:
            return False

    def _cameras(self):
        return {reader["id"] for reader in self.configuration["readers"]
                if "face" in reader["reads"] or reader["driver"] == "camera"}

    def wait_online(self, timeout=30):
        """The broker knows the terminal's session from here on, and keeps commands for it."""
        wait_until(lambda: self.do("device.info")["parts"].get("mqtt", {}).get("state") == "ok",
                   timeout, "the terminal to reach the broker")
        return self

    def log(self):
        return self.log_file.read_text(errors="replace")

    def stop(self):
        if self.process:
            self.process.terminate()
            code = self.process.wait(20)
            self.process = None
            return code
        return None

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)
        self.process = None

    def end(self):
        """Makes an end of it at once, whatever it is about, where nobody looks at how it stops."""
        if self.process:
            self.kill()
        self._short.cleanup()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        self._short.cleanup()

    def call(self, name, arguments=None, timeout=30.0, **envelope):
        """One command over the local socket; returns the whole reply."""
        command = {"id": uuid.uuid4().hex, "name": name, "issued_at": now_text(),
                   "arguments": arguments or {}}
        command.update(envelope)
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(timeout)
            link.connect(str(self.socket_path))
            try:
                link.sendall(json.dumps(command).encode() + b"\n")
            except BrokenPipeError:
                pass  # Too long a line is answered before it has ended.
            received = b""
            while not received.endswith(b"\n"):
                piece = link.recv(1 << 20)
                if not piece:
                    raise OSError("the daemon closed the connection")
                received += piece
        return json.loads(received)

    def do(self, name, arguments=None, timeout=30.0):
        reply = self.call(name, arguments, timeout)
        if not reply["ok"]:
            raise AssertionError(f"{name}: {reply['error']}")
        return reply.get("result")

    def trace(self, after=0):
        return self.do("sim.trace", {"after": after})["trace"]

    def doorctl(self, *words, check=True, **kwargs):
        """Runs doorctl against this terminal; returns the completed process."""
        command = [BIN / "doorctl", "--socket", self.socket_path, *words]
        return subprocess.run(command, check=check, capture_output=True, text=True, timeout=120,
                              **kwargs)
