"""A real mosquitto on loopback, with TLS, a password for each side and an access list."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

from .waiting import wait_until

ACCESS_LIST = """\
user back-office
topic readwrite doorward/v1/#

pattern readwrite doorward/v1/%u/#
pattern read doorward/v1/group/+/command
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_quietly(*command, **kwargs):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **kwargs)


def make_certificates(folder, names=()):
    """A throw-away authority and a server certificate for 127.0.0.1, localhost and `names`."""
    ca_key, ca = folder / "ca.key", folder / "ca.crt"
    key, request, cert = folder / "server.key", folder / "server.csr", folder / "server.crt"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    run_quietly("openssl", "req", "-x509", *curve, "-keyout", ca_key, "-out", ca, "-days", "2",
                "-subj", "/CN=Doorward test authority")
    run_quietly("openssl", "req", "-new", *curve, "-keyout", key, "-out", request,
                "-subj", "/CN=localhost")
    extension = folder / "extension.cnf"
    others = "".join(f",DNS:{name}" for name in names)
    extension.write_text(f"subjectAltName=DNS:localhost,IP:127.0.0.1{others}\n")
    run_quietly("openssl", "x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key,
                "-CAcreateserial", "-out", cert, "-days", "2", "-extfile", extension)


class Broker:
    """`device` may log in with `device_password`, the back office with `back_office_password`."""

    back_office_password = "back-office-secret"
    device_password = "device-secret"

    def __init__(self, folder, devices=("door-1",), tls=True, names=()):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.tls = tls
        self.port = free_port()
        self.url = f"{'mqtts' if tls else 'mqtt'}://127.0.0.1:{self.port}"
        self.ca_file = self.folder / "ca.crt"
        self._process = None
        if tls:
            make_certificates(self.folder, names)
        self._write_configuration(devices)

    def _write_configuration(self, devices):
        passwords = self.folder / "passwords"
        passwords.touch()
        accounts = {"back-office": self.back_office_password}
        accounts.update({device: self.device_password for device in devices})
        for user, password in accounts.items():
            run_quietly("mosquitto_passwd", "-b", passwords, user, password)
        access = self.folder / "access"
        access.write_text(ACCESS_LIST)
        lines = [f"listener {self.port} 127.0.0.1", "allow_anonymous false",
                 f"password_file {passwords}", f"acl_file {access}", "persistence true",
                 f"persistence_location {self.folder}/", "max_queued_messages 100000",
                 "max_inflight_messages 0", "log_dest file " + str(self.folder / "mosquitto.log")]
        if os.geteuid() == 0:
            lines.append("user root")  # It reads files that only we may read.
        if self.tls:
            lines += [f"cafile {self.ca_file}", f"certfile {self.folder}/server.crt",
                      f"keyfile {self.folder}/server.key"]
        (self.folder / "mosquitto.conf").write_text("\n".join(lines) + "\n")

    def start(self):
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        self._process = subprocess.Popen([program, "-c", self.folder / "mosquitto.conf"],
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._answers, what="mosquitto on its port")
        return self

    def _answers(self):
        if self._process.poll() is not None:
            raise RuntimeError("mosquitto ended: " + (self.folder / "mosquitto.log").read_text())
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        if self._process:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def kill(self):
        self._process.kill()
        self._process.wait(10)
        self._process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
