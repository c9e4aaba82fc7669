"""What an installed copy holds, and what the lock files must not name."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def test_every_package_is_listed() -> None:
    """setup.cfg names each by hand, and an installed copy lacks what is not there."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg")
    listed = set(parser["options"]["packages"].split())
    folders = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in (ROOT / "trio_journal").rglob("*.py")
    }
    assert listed == folders | {"trio_journal.templates", "trio_journal.static"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_files_pin_and_name_no_place(lock: Path) -> None:
    text = lock.read_text()
    assert not re.search(r"://|^-|--(extra-)?index-url|--find-links|(^|\s)/", text, re.MULTILINE)
    for block in re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip()):
        assert re.match(r"[a-z0-9.-]+(\[[a-z]+\])?==\S+", block), block
        assert "--hash=sha256:" in block, block
