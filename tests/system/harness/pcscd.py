"""A real pcscd of the test's own, with vsmartcard's virtual reader (vpcd) behind it.

pcscd knows one socket and vpcd listens on every interface, so both live in namespaces of their own: nothing of it can
be reached from outside, and many tests can run beside each other. Clients come through `socket`, which is in a folder
of the test.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from .simulator import Simulator
from .waiting import wait_until

PORT = 35963
DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
ENVIRONMENT = "PCSCLITE_CSOCK_NAME"  # Where a client of pcscd looks for the name of its socket.

# Brings the new network's loopback up, makes the folder what pcscd knows as its own, and stays.
HOLDER = r"""
import fcntl, os, socket, struct, subprocess, sys
interface = struct.pack("16sh", b"lo", 0x1 | 0x40)  # IFF_UP, IFF_RUNNING
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, interface)      # SIOCSIFFLAGS
for command in (["mount", "-t", "tmpfs", "none", "/run"], ["mkdir", "/run/pcscd"],
                ["mount", "--bind", sys.argv[1], "/run/pcscd"]):
    subprocess.run(command, check=True)
print("ready", flush=True)
sys.stdin.read()
"""

# A program of its own, since libpcsclite reads the name of its socket once.
WAIT_EMPTY = r"""
import sys
from smartcard.scard import *
context = SCardEstablishContext(SCARD_SCOPE_SYSTEM)[1]
reader = next(name for name in SCardListReaders(context, [])[1] if name.endswith(f"{int(sys.argv[1]):02}"))
state = SCARD_STATE_UNAWARE
while not state & SCARD_STATE_EMPTY:
    result, states = SCardGetStatusChange(context, 20_000, [(reader, state)])
    assert result == SCARD_S_SUCCESS, SCardGetErrorMessage(result)
    state = states[0][1]
"""


class Pcscd:
    def __init__(self, folder):
        self._short = tempfile.TemporaryDirectory(prefix="dw-pcscd-")  # A socket's path may have 107 bytes.
        self.socket = Path(self._short.name) / "pcscd.comm"
        self._log = Path(folder) / "pcscd.log"
        self._configuration = Path(folder) / "reader.conf.d"
        self._configuration.mkdir(parents=True)
        self._process = None
        own_user = [] if os.geteuid() == 0 else ["--map-root-user"]
        self._holder = subprocess.Popen(
            ["unshare", *own_user, "--mount", "--net", "--propagation", "private", sys.executable, "-c", HOLDER,
             self._short.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._holder.stdout.readline() == "ready\n", "no namespaces of our own"
        self._inside = ["nsenter", "--target", str(self._holder.pid), "--mount", "--net", "--wd=" + os.getcwd(),
                        *(["--user", "--preserve-credentials"] if own_user else []), "--"]
        self.name_reader("Virtual PCD")

    def name_reader(self, name):
        """From the next start on. pcscd appends the number of the reader and of the slot."""
        (self._configuration / "vpcd").write_text(
            f'FRIENDLYNAME "{name}"\nDEVICENAME /dev/null:{PORT}\nLIBPATH {DRIVER}\nCHANNELID {PORT}\n')

    def start(self):
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                [*self._inside, "pcscd", "--foreground", "--config", str(self._configuration)], stdout=log, stderr=log)
        wait_until(self._listens, what="pcscd")
        return self

    def _listens(self):
        assert self._process.poll() is None, self._log.read_text()
        return self.socket.exists()

    def kill(self):
        """As a crash; its socket stays behind."""
        self._process.kill()
        self._process.wait(10)
        self._process = None
        self.socket.unlink(missing_ok=True)

    def wait_empty(self, slot=0):
        """As another client sees it. A card that is away for a shorter time has not left, to pcscd."""
        environment = {**os.environ, ENVIRONMENT: str(self.socket)}
        subprocess.run([sys.executable, "-c", WAIT_EMPTY, str(slot)], env=environment, check=True, timeout=20)

    def pause(self, paused=True):
        """It is there, and does nothing."""
        self._process.send_signal(signal.SIGSTOP if paused else signal.SIGCONT)

    def card_simulator(self, slot=0):
        return Simulator("pcsc_card_sim", f"127.0.0.1:{PORT + slot}", within=self._inside)

    def end(self):
        if self._process:
            self.kill()
        self._holder.stdin.close()
        self._holder.wait(10)
        self._short.cleanup()
