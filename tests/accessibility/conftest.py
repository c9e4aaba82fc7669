"""The states of the journal, gone through once in each process of the test run."""

from __future__ import annotations

import pytest

from tests.browser.fixtures import Live

from .states import Recorder


@pytest.fixture(scope="session")
def recorder(_live: Live) -> Recorder:
    """Return what shows a state of the journal."""
    return Recorder(_live)
