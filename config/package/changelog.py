#!/usr/bin/env python3
"""Prints Debian's changelog of the packages, made from the repository's CHANGELOG.md.

  config/package/changelog.py CHANGELOG.md VERSION

The newest section is that of VERSION, whatever its heading says; its date is SOURCE_DATE_EPOCH.
"""

import os
import re
import sys
import textwrap
from email.utils import formatdate
from pathlib import Path

MAINTAINER = "Doorward maintainers <maintainers@doorward.example>"


def items_of(section):
    """Each "- item" of a section as one line, with the heading that it stands under."""
    for part in re.split(r"^### ", section, flags=re.M)[1:]:
        heading, _, body = part.partition("\n")
        for item in re.split(r"^- ", body, flags=re.M)[1:]:
            yield f"{heading}: {' '.join(item.split())}"


def main():
    changelog, version = Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[2]
    newest = re.split(r"^## ", changelog, flags=re.M)[1]
    print(f"doorward ({version}) bookworm; urgency=medium\n")
    for item in items_of(newest):
        print(textwrap.fill(item, 78, initial_indent="  * ", subsequent_indent="    "))
    print(f"\n -- {MAINTAINER}  {formatdate(int(os.environ['SOURCE_DATE_EPOCH']))}")


if __name__ == "__main__":
    main()
