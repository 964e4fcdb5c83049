"""What scripts/package made."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PRESET = os.environ.get("DOORWARD_PRESET", "release")
ARCHITECTURE = "amd64" if PRESET == "release" else PRESET
PACKAGES = REPOSITORY / "build" / PRESET / "packages"


def built(name):
    found = sorted(PACKAGES.glob(f"{name}_*.deb"))
    assert found, f"no {name} in {PACKAGES}; run scripts/package first"
    return found[0]
