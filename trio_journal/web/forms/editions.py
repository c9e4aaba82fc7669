"""How an edition is read on phones."""

from __future__ import annotations

from .base import JournalForm
from .fields import required
from .numbers import DayField


class ReadingLinkForm(JournalForm):
    """Until when anybody with the link reads the handout."""

    until = DayField("Until", validators=[required("Choose the last day.")])
