"""What scripts/package made."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = REPOSITORY / "build/release/packages"


def built(name):
    found = sorted(PACKAGES.glob(f"{name}_*.deb"))
    assert found, f"no {name} in {PACKAGES}; run scripts/package first"
    return found[0]
