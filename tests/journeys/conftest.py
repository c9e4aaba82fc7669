"""What a journey starts from: see tests/web/conftest.py."""

from __future__ import annotations

from tests.web.conftest import _quick_hashes, elsewhere, journal, sign_in

__all__ = ["_quick_hashes", "elsewhere", "journal", "sign_in"]
