"""What toolchains/buildroot says is complete, as far as can be told without Buildroot."""

import json
import re
import subprocess
from pathlib import Path

import kconfiglib
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
TREE = REPOSITORY / "toolchains/buildroot"
LIBRARIES = [library for library in json.loads((REPOSITORY / "third_party/manifest.json").read_text())["libraries"]
             if library["role"] == "runtime"]

# Buildroot's own, as far as our makefiles use it.
BUILDROOT_MK = """
BR2_EXTERNAL_DOORWARD_PATH = {tree}
github = $(1)/$(2)/$(3)
cmake-package =
include {tree}/external.mk
all: ; @echo '$({variable})'
"""
TOOLCHAIN = ("BR2_INSTALL_LIBSTDCPP", "BR2_TOOLCHAIN_GCC_AT_LEAST_12", "BR2_TOOLCHAIN_HAS_ATOMIC",
             "BR2_TOOLCHAIN_HAS_THREADS", "BR2_PACKAGE_OPENBLAS_ARCH_SUPPORTS")


def made(variable):
    """The value that GNU make gives `variable`."""
    makefile = BUILDROOT_MK.format(tree=TREE, variable=variable)
    return subprocess.run(["make", "--silent", "--file=-"], input=makefile, check=True, capture_output=True,
                          text=True, timeout=20).stdout.strip()


def symbol_of(package):
    return "BR2_PACKAGE_" + package.upper().replace("-", "_")


@pytest.fixture
def configuration(tmp_path, monkeypatch):
    """Our menu entries, among Buildroot's own that they name, which here are plain switches."""
    monkeypatch.setenv("BR2_EXTERNAL_DOORWARD_PATH", str(TREE))
    ours = kconfiglib.Kconfig(str(TREE / "Config.in"), warn=False)
    theirs = [name for name, symbol in ours.syms.items() if name.startswith("BR2_") and not symbol.nodes]
    menu = tmp_path / "Config.in"
    menu.write_text("".join(f'config {name}\n\tbool "{name}"\n' for name in theirs)
                    + f'source "{TREE}/Config.in"\n')
    return kconfiglib.Kconfig(str(menu), warn_to_stderr=False)


def switch_on(configuration, *names):
    for name in names:
        assert configuration.syms[name].set_value("y"), name


def test_choosing_doorward_chooses_every_library(configuration):
    switch_on(configuration, *TOOLCHAIN, "BR2_PACKAGE_SYSTEMD", "BR2_PACKAGE_DOORWARD")
    chosen = {library["buildroot"] for library in LIBRARIES
              if configuration.syms[symbol_of(library["buildroot"])].str_value == "y"}
    assert chosen == {library["buildroot"] for library in LIBRARIES}
    assert configuration.warnings == []


@pytest.mark.parametrize("missing", [*TOOLCHAIN, "BR2_PACKAGE_SYSTEMD"])
def test_it_cannot_be_chosen_without_what_it_needs(configuration, missing):
    switch_on(configuration, *{*TOOLCHAIN, "BR2_PACKAGE_SYSTEMD"} - {missing}, "BR2_PACKAGE_DOORWARD")
    assert configuration.syms["BR2_PACKAGE_DOORWARD"].str_value == "n"


def test_every_library_that_is_linked_is_built_before():
    linked = {library["buildroot"] for library in LIBRARIES if library["package"].endswith("-dev")}
    assert set(made("DOORWARD_DEPENDENCIES").split()) == linked | {"host-pkgconf"}


def test_it_is_built_from_this_repository():
    assert Path(made("DOORWARD_SITE")) == REPOSITORY
    assert (REPOSITORY / made("DOORWARD_LICENSE_FILES")).is_file()


def test_cmake_knows_the_options():
    options = set(re.findall(r"option\((DOORWARD_\w+)", (REPOSITORY / "CMakeLists.txt").read_text()))
    assert set(re.findall(r"-D(DOORWARD_\w+)=", made("DOORWARD_CONF_OPTS"))) <= options


def test_archives_have_checksums():
    archive = f"hinnant-date-{made('HINNANT_DATE_VERSION')}.tar.gz"
    checksums = (TREE / "package/hinnant-date/hinnant-date.hash").read_text()
    assert re.search(rf"^sha256  [0-9a-f]{{64}}  {re.escape(archive)}$", checksums, re.M)
