"""The board's disk: Debian arm64 with a real dpkg database, made without an ARM processor or foreign binaries on
the host. What only ARM code can do, configuring the packages, the board does itself on its first boot.

An image lies in .cache/virtual-terminal under a hash of what goes into it, and is made once."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
RECIPE = HERE / "image"
CACHE = HERE.parents[1] / ".cache/virtual-terminal"
SIZE = "3G"  # Sparse.
MOUNT_OPTIONS = "nojournal_checksum"  # Against a torn commit block: config/README.md, "The disk".
TO_BRING_UP_THE_DISK = ("virtio_pci", "virtio_blk", "ext4", "crc32c_generic")
MERGED_USR = 'for one in bin sbin lib; do mkdir --parents "$1/usr/$one" && ln --symbolic "usr/$one" "$1/$one"; done'
NOT_REGISTERED = ("linux-", "initramfs-tools", "klibc-utils", "libklibc")
# Documents; and quirks of input devices that the board has none of, which the first boot would compile.
LEFT_OUT = ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "usr/lib/udev/hwdb.d")


class Image:
    """A folder with `disk.raw`, `kernel` and `initrd`."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.disk = self.folder / "disk.raw"
        self.kernel = self.folder / "kernel"
        self.initrd = self.folder / "initrd"


def words_of(file):
    lines = (line.split("#")[0].strip() for line in file.read_text().splitlines())
    return [line for line in lines if line]


def hash_of(files, *texts):
    sum_ = hashlib.sha256()
    for file in sorted(files):
        sum_.update(f"{file.name} {file.stat().st_mode:o}\n".encode() + file.read_bytes())
    sum_.update(repr(texts).encode())
    return sum_.hexdigest()[:16]


def run(*command, **options):
    subprocess.run([str(word) for word in command], check=True, **options)


IN_USE = []  # Locks on the images that this process uses.


def lock(folder, how):
    """Returns what holds the lock; None if somebody else has one that rules it out and `how` says not to wait."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, how)
    except BlockingIOError:
        os.close(held)
        return None
    return held


def made_once(name, make):
    """The folder `name` of the cache; `make(folder)` fills it if it is not there yet. It replaces older ones that
    nobody uses. One process at a time is here; others wait."""
    place = CACHE / name
    CACHE.mkdir(parents=True, exist_ok=True)
    making = lock(CACHE, fcntl.LOCK_EX)
    if not place.exists():
        with tempfile.TemporaryDirectory(prefix="making-", dir=CACHE) as new:
            filled = Path(new) / "image"
            filled.mkdir()
            make(filled)
            filled.rename(place)
        for old in CACHE.glob(name.split("-")[0] + "-*"):
            if old != place and (held := lock(old, fcntl.LOCK_EX | fcntl.LOCK_NB)) is not None:
                shutil.rmtree(old)
                os.close(held)
    IN_USE.append(lock(place, fcntl.LOCK_SH))
    os.close(making)
    return place


def base_image(packages, configure, say=print):
    """Debian with `packages` beside those of the recipe. `configure(image)` runs its first boot."""
    wanted = sorted({*words_of(RECIPE / "packages.txt"), *packages})
    files = [file for file in RECIPE.rglob("*") if file.is_file()]

    def make(folder):
        image = Image(folder)
        with tempfile.TemporaryDirectory(prefix="root-", dir=CACHE) as scratch:
            root, debs = Path(scratch) / "root", Path(scratch) / "debs"
            say(f"board: fetching and unpacking Debian arm64 with {', '.join(wanted)}")
            unpack(root, debs, wanted)
            register(root, sorted(debs.glob("*.deb")))
            settle(root)
            take_kernel(root, image)
            say("board: making its disk")
            run("mke2fs", "-q", "-t", "ext4", "-E", "lazy_itable_init=0,lazy_journal_init=0", "-d", root,
                image.disk, SIZE)
            run("tune2fs", "-E", "mount_opts=" + MOUNT_OPTIONS, image.disk, stdout=subprocess.DEVNULL)
        say("board: first boot, which configures the packages; this takes some minutes")
        configure(image)

    return Image(made_once("base-" + hash_of(files, wanted, SIZE, MOUNT_OPTIONS, LEFT_OUT), make))


def unpack(root, debs, packages):
    debs.mkdir()
    run("mmdebstrap", "--quiet", "--architectures=arm64", "--variant=extract", "--setup-hook=" + MERGED_USR,
        f'--extract-hook=cp "$1"/var/cache/apt/archives/*.deb {debs}',
        *[f"--include={name}" for name in packages], "bookworm", root)


def register(root, debs):
    """Tells dpkg's database what is unpacked, so that `dpkg --configure -a` takes it from there. Not the kernel, which
    lies beside the disk, nor what would make an initial file system of Debian's for it."""
    database = root / "var/lib/dpkg"
    (database / "info").mkdir(parents=True, exist_ok=True)
    (database / "info/format").write_text("1\n")
    with open(database / "status", "w") as status:
        for deb in debs:
            control = subprocess.run(["dpkg-deb", "--field", deb], check=True, capture_output=True,
                                     text=True).stdout
            fields = dict(line.split(": ", 1) for line in control.splitlines() if ": " in line and line[0] != " ")
            name = fields["Package"]
            if name.startswith(NOT_REGISTERED):
                continue
            same = fields.get("Multi-Arch") == "same"
            stem = database / "info" / (f"{name}:arm64" if same else name)
            with tempfile.TemporaryDirectory() as scratch:
                run("dpkg-deb", "--control", deb, scratch)
                for file in Path(scratch).iterdir():
                    if file.name != "control":
                        shutil.copy(file, f"{stem}.{file.name}")
            Path(f"{stem}.list").write_text(files_of(deb))
            # Without a script for it there is nothing to configure.
            state = "unpacked" if Path(f"{stem}.postinst").exists() else "installed"
            status.write(f"{control.rstrip()}\nStatus: install ok {state}\n\n")


def files_of(deb):
    listing = subprocess.run(f"dpkg-deb --fsys-tarfile '{deb}' | tar --list", shell=True, check=True,
                             capture_output=True, text=True).stdout
    return "".join(f"{line[1:].rstrip('/') or '/.'}\n" for line in listing.splitlines())


def settle(root):
    """What maintainer scripts do before anything is unpacked, and the board's own files."""
    for name in ("passwd", "group"):
        shutil.copy(root / f"usr/share/base-passwd/{name}.master", root / "etc" / name)
    (root / "usr/bin/awk").symlink_to("mawk")
    for folder in LEFT_OUT:
        shutil.rmtree(root / folder)
    shutil.copytree(RECIPE / "files", root, dirs_exist_ok=True)
    shutil.copy(RECIPE / "first-boot", root / "usr/sbin/first-boot")


def take_kernel(root, image):
    """The kernel beside the disk, with an initial file system of our own; on the disk only the modules wanted."""
    (kernel,) = (root / "boot").glob("vmlinuz-*")
    version = kernel.name.removeprefix("vmlinuz-")
    shutil.copy(kernel, image.kernel)
    shutil.rmtree(root / "boot")
    modules = root / "usr/lib/modules" / version
    run("depmod", "--basedir", root, version)
    keep_modules(modules, words_of(RECIPE / "modules.txt"))
    run("depmod", "--basedir", root, version)
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch)
        for name in ("proc", "sys", "dev", "root", "bin"):
            (tree / name).mkdir()
        shutil.copy(root / "usr/bin/busybox", tree / "bin/busybox")
        shutil.copy(RECIPE / "initrd-init", tree / "init")
        (tree / "sbin").mkdir()
        (tree / "sbin/modprobe").symlink_to("/bin/busybox")
        shutil.copytree(modules, tree / "lib/modules" / version)
        keep_modules(tree / "lib/modules" / version, TO_BRING_UP_THE_DISK)
        (tree / "usr").mkdir()
        (tree / "usr/lib").symlink_to("../lib")
        run("depmod", "--basedir", tree, version)
        with open(image.initrd, "wb") as file:
            run("sh", "-c", "find . | cpio --quiet --create --format=newc --owner=0:0 | gzip -1",
                cwd=tree, stdout=file)


def keep_modules(folder, names):
    """Removes all modules but `names` and those that they need."""
    needs = {}
    for line in (folder / "modules.dep").read_text().splitlines():
        module, others = line.split(":")
        needs[module] = others.split()
    wanted = [module for module in needs if Path(module).stem in names]
    missing = set(names) - {Path(module).stem for module in wanted}
    if missing:
        raise ValueError(f"the kernel has no module {', '.join(sorted(missing))}")
    keep = {*wanted, *(other for module in wanted for other in needs[module])}
    for module in set(needs) - keep:
        os.unlink(folder / module)


def dependencies(debs):
    """What the packages need, as names that apt understands; alternatives are left to apt's first choice."""
    own = {field(deb, "Package") for deb in debs}
    needed = set()
    for deb in debs:
        for clause in filter(None, f"{field(deb, 'Depends')},{field(deb, 'Pre-Depends')}".split(",")):
            needed.add(clause.split("|")[0].split("(")[0].strip())
    return needed - own - {""}


def field(deb, name):
    return subprocess.run(["dpkg-deb", "--field", deb, name], check=True, capture_output=True, text=True).stdout.strip()


def installed_image(base, debs, install, say=print):
    """`base` with the packages `debs`. `install(image, debs)` has the board install them."""

    def make(folder):
        image = Image(folder)
        say(f"board: installing {', '.join(deb.name for deb in debs)}")
        for old, new in ((base.disk, image.disk), (base.kernel, image.kernel), (base.initrd, image.initrd)):
            run("cp", "--sparse=always", old, new)
        install(image, debs)

    return Image(made_once("installed-" + hash_of(debs, base.folder.name), make))
