"""A whole installation: the board with the package, simulated readers on its serial ports, a broker and a back office.

`scripts/virtual-terminal` keeps one up for people; the tests make their own."""

import json
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/system"))

import image as images  # noqa: E402
from board import BROKER_PORT, Board  # noqa: E402
from disk import overlay, plain  # noqa: E402
from harness.broker import Broker  # noqa: E402
from harness.simulator import Simulator  # noqa: E402
from harness.waiting import wait_until  # noqa: E402

PACKAGES = REPOSITORY / "build/arm64/packages"
TOOLS = Path(__file__).resolve().parent / "guest_tools"
FAILSAFE = "doorward-failsafe"[:15]  # As the kernel tells who drove a line.
STRIKE, CONTACT, EXIT_BUTTON = 5, 6, 3  # Lines of the GPIO chip.
READERS = {"serial": ("serial_sim", 0), "nfc": ("pn532_sim", 1), "finger": ("zfm_sim", 2)}  # Program, port.


def gpio(line, active="high", **more):
    return {"driver": "gpio", "chip": "/dev/gpiochip0", "line": line, "active": active, **more}


def configuration(device="door-1"):
    def reader(name, driver, *reads, **more):
        return {"id": name, "door": "main", "driver": driver, "reads": list(reads), **more}

    return {
        "device": {"id": device, "time_zone": "Asia/Shanghai"},
        "storage": {"directory": "/var/lib/doorward", "record_capacity": 1_000_000},
        "mqtt": {"url": f"mqtts://broker:{BROKER_PORT}", "ca_file": "/etc/doorward/ca.crt", "username": device,
                 "password_file": "/etc/doorward/mqtt.password"},
        "doors": [{"id": "main", "release_for_ms": 3000, "strike": gpio(STRIKE),
                   "contact": gpio(CONTACT, debounce_ms=20), "exit_button": gpio(EXIT_BUTTON)}],
        "readers": [reader("serial", "serial_line", "card", port="/dev/ttyS0"),
                    reader("nfc", "pn532", "card", port="/dev/ttyS1"),
                    reader("finger", "zfm", "fingerprint", port="/dev/ttyS2"),
                    reader("cam", "camera", "qr", source="/dev/video0"),
                    reader("scanner", "evdev", "qr", device="/dev/input/scanner")],
        "control": {"socket": "/run/doorward/control.sock"}}


def first_boot(image):
    """Configures what is only unpacked."""
    with_board(image, plain(image.disk), first="/usr/sbin/first-boot", then=lambda board: board.wait_off(3600))
    console = (image.folder / "console.log").read_text(errors="replace")
    if "the board is configured" not in console:
        raise RuntimeError(f"the board's packages were not configured:\n{console[-4000:]}")


def install(image, debs):
    """Installs packages as anybody would, on the running board."""
    bundle = image.folder / "debs.tar"
    images.run("tar", "--create", "--file", bundle, "--directory", TOOLS.parent, TOOLS.name,
               *[word for deb in debs for word in ("--directory", deb.parent, deb.name)])

    def act(board):
        board.wait_up()
        board.guest.do("tar -xf /dev/vdb -C /tmp && cp /tmp/guest_tools/* /usr/local/bin/")
        if debs:
            print(board.guest.do("dpkg --install /tmp/*.deb 2>&1", timeout=900))
        board.guest.start("/bin/systemctl", "poweroff")
        board.wait_off()

    more = ["-drive", f"file={bundle},format=raw,if=none,id=debs,read-only=on", "-device", "virtio-blk-pci,drive=debs"]
    with_board(image, plain(image.disk), more=more, then=act)
    bundle.unlink()


def with_board(image, disk, then, **options):
    with Board(image, disk, image.folder, **options) as board:
        then(board)


def prepared(say=print):
    """The image with the packages that `scripts/package --preset arm64` has made."""
    debs = sorted(PACKAGES.glob("*.deb"))
    base = images.base_image(images.dependencies(debs), first_boot, say)
    return images.installed_image(base, debs, install, say)


class Installation:
    """Use as a context. `folder` holds what it leaves behind: consoles, the broker's log, the disk's overlay."""

    def __init__(self, image, folder, device="door-1"):
        self.folder = Path(folder)
        self.image = image
        self.configuration = configuration(device)
        self.broker = Broker(self.folder / "broker", (device,), names=("broker",))
        self.simulators = {}
        self.board = None

    def plug_in(self):
        for name, (program, port) in READERS.items():
            self.simulators[name] = Simulator(program, self.folder / f"port{port}")
        return [self.folder / f"port{port}" for port in range(len(READERS))]

    def boot(self, disk=None):
        """Switches the board on; the package's unit starts by itself."""
        self.board = Board(self.image, disk or overlay(self.image.disk, self.folder / "overlay.qcow2"), self.folder,
                           serial=self.ports, broker_port=self.broker.port)
        return self.board.start()

    def ready_s(self):
        """Waits until the unit says that it is ready; returns when that was, from the start of the kernel."""
        show = "systemctl show doorward --value --property="
        wait_until(lambda: self.board.guest.do(show + "ActiveState").strip() == "active", 300, "the unit to be ready")
        return int(self.board.guest.do(show + "ActiveEnterTimestampMonotonic")) / 1e6

    def configure(self):
        """Gives the terminal its configuration and secrets, and starts it anew."""
        guest = self.board.guest
        for name, text, mode in (("doorward.json", json.dumps(self.configuration, indent=2), 644),
                                 ("ca.crt", self.broker.ca_file.read_text(), 644),
                                 ("mqtt.password", self.broker.device_password + "\n", 600)):
            path = f"/etc/doorward/{name}"
            keep = f"cat > {path} && chown doorward: {path} && chmod {mode} {path}"
            done = guest.run("/bin/sh", "-c", keep, stdin=text)
            assert done.status == 0, done.err
        guest.do("systemctl restart doorward", timeout=900)

    def __enter__(self):
        self.broker.start()
        self.ports = self.plug_in()
        return self

    def __exit__(self, *_):
        if self.board:
            self.board.close()
        for simulator in self.simulators.values():
            simulator.close()
        self.broker.stop()
