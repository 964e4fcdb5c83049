"""A throw-away copy of this machine to install packages in.

An overlay: what is changed lies in memory and is gone with the test, and this machine's Debian has every
library that a package depends on. Nothing is downloaded. Needs root.
"""

import subprocess
import tempfile
from pathlib import Path


class Root:
    def __init__(self):
        self._place = Path(tempfile.mkdtemp(prefix="doorward-root-"))
        self.path = self._place / "root"

    def __enter__(self):
        self._mount("-t", "tmpfs", "tmpfs", self._place)
        for name in ("changes", "work", "root"):
            (self._place / name).mkdir()
        self._mount("-t", "overlay", "overlay", "-o",
                    f"lowerdir=/,upperdir={self._place}/changes,workdir={self._place}/work", self.path)
        self._mount("-t", "tmpfs", "tmpfs", self.path / "run")
        self._mount("-t", "proc", "proc", self.path / "proc")
        self._mount("--bind", "/dev", self.path / "dev")
        # Every installation would index all manual pages of this machine.
        self.inside("/var/lib/man-db/auto-update").unlink(missing_ok=True)
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "--recursive", self._place], check=True)
        self._place.rmdir()

    @staticmethod
    def _mount(*words):
        subprocess.run(["mount", *words], check=True)

    def start(self, *words, user=None, **kwargs):
        as_user = ["--userspec", user] if user else []
        return subprocess.Popen(["chroot", *as_user, self.path, *map(str, words)], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kwargs)

    def run(self, *words, check=0, user=None):
        """Runs a command inside, and returns what it printed."""
        process = self.start(*words, user=user)
        output, _ = process.communicate(timeout=120)
        assert process.returncode == check, f"{words}: exit {process.returncode}\n{output}"
        return output

    def install(self, *packages):
        """As apt would: a configuration that was changed here is kept, without asking."""
        return self._dpkg("--install", *packages)

    def unpack(self, package):
        """The first half of an installation: nothing was restarted yet."""
        return self._dpkg("--unpack", package)

    def _dpkg(self, action, *packages):
        for package in packages:
            (self.path / "root" / package.name).write_bytes(package.read_bytes())
        return self.run("env", "DEBIAN_FRONTEND=noninteractive", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                        "dpkg", "--force-confold", action, *(f"/root/{package.name}" for package in packages))

    def inside(self, path):
        return self.path / str(path).lstrip("/")
