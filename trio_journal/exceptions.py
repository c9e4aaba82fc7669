"""What the journal refuses, as sentences that tell a teacher what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class JournalError(Exception):
    """Something the journal will not do; `message` is a sentence for the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(JournalError):
    """The input breaks a rule; `errors` maps a field's name to its sentences."""

    def __init__(self, message: str, errors: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(message)
        self.errors = {name: list(texts) for name, texts in (errors or {}).items()}


class TooOften(Invalid):
    """The same thing was done too many times for now."""


class Conflict(JournalError):
    """The record has moved on, or something else depends on it."""


class Stale(Conflict):
    """A save started from an older version; `entry_id` names the record that is newer."""

    def __init__(self, entry_id: object) -> None:
        super().__init__(
            "Somebody changed this after you opened it. Look at what it says now, then try again."
        )
        self.entry_id = entry_id


class SavedAlready(Conflict):
    """A form was sent again, with other words than those that it made a record of."""

    def __init__(self) -> None:
        super().__init__(
            "This was saved already, with other words. Copy what you typed, "
            "open what was saved, and add it there."
        )


class NotAllowed(JournalError):
    """The person may see this but not do that."""


class NotFound(JournalError):
    """There is no such thing for this person."""

    def __init__(self, message: str = "There is nothing here for you to see.") -> None:
        super().__init__(message)


class Unavailable(JournalError):
    """This cannot be had at the moment, for a reason that is in the log."""
