"""Fields that know teachers' words: year groups, days, long texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError

from ... import year_groups
from ...exceptions import Invalid
from ...services import themes

NOTE_LIMIT = 20_000
LINE_LIMIT = 120
# Three of the longest, parted with more blanks than anybody types.
THEMES_LIMIT = 200


def tidy(value: str | None) -> str:
    """Return typed text with one kind of line end, and without what no database keeps."""
    return (value or "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def _at_most(limit: int) -> Callable[[Any, Any], None]:
    def check(form: Any, field: Any) -> None:
        over = len(field.data or "") - limit
        if over > 0:
            characters = "character" if over == 1 else "characters"
            raise ValidationError(
                f"This is {over:,} {characters} too long: {limit:,} fit. Nothing was cut off."
            )

    return check


def line(label: str, limit: int = LINE_LIMIT, **more: Any) -> StringField:
    """Return a field of one line, at most `limit` characters."""
    return StringField(label, [_at_most(limit)], filters=[tidy], **more)


def lines(label: str, limit: int = NOTE_LIMIT, **more: Any) -> TextAreaField:
    """Return a field for a text, at most `limit` characters."""
    return TextAreaField(label, [_at_most(limit)], filters=[tidy], **more)


class ThemesField(StringField):
    """Themes as words separated by commas."""

    def __init__(self, label: str = "Themes", **more: Any) -> None:
        super().__init__(label, [_at_most(THEMES_LIMIT)], filters=[tidy], **more)

    def show(self, names: Sequence[str]) -> None:
        """Show themes as they are typed."""
        self.data = ", ".join(names)

    def pre_validate(self, form: Any) -> None:
        if len(self.data or "") > THEMES_LIMIT:
            return  # which its own mistake says
        try:
            themes.from_words(self.data or "")
        except Invalid as refused:
            raise ValidationError(" ".join(refused.errors["themes"])) from None


class IdField(HiddenField):
    """The UUID of the record that a form makes, made with the form."""

    data: Any  # UUID | None

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0]:
            try:
                self.data = UUID(valuelist[0])
            except ValueError:
                raise ValidationError(
                    "This form is damaged. Copy what you typed, and open the page again."
                ) from None


class VersionField(HiddenField):
    """The version of the record that the person read."""

    data: Any  # int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0].isdecimal() and len(valuelist[0]) < 10:
            self.data = int(valuelist[0])
        else:
            raise ValidationError(
                "This form is damaged. Copy what you typed, and open the page again."
            )


class YearsField(SelectMultipleField):
    """Year groups as ticked codes; the range is the lowest to the highest of them."""

    def __init__(self, label: str = "Year group", **more: Any) -> None:
        choices = {year_groups.code(y): year_groups.label(y) for y in year_groups.YEAR_GROUPS}
        super().__init__(label, choices=choices, **more)

    def pre_validate(self, form: Any) -> None:
        known = {year_groups.code(year) for year in year_groups.YEAR_GROUPS}
        if not set(self.data or ()) <= known:
            raise ValidationError("Choose from Nursery to Year 13.")

    def span(self) -> dict[str, int | None]:
        """Return the range as the fields `year_from` and `year_to` of an entry."""
        found = year_groups.span(year_groups.from_code(code) for code in self.data or ())
        first, last = found or (None, None)
        return {"year_from": first, "year_to": last}

    @staticmethod
    def codes(year_from: int | None, year_to: int | None) -> list[str]:
        """Return the codes to tick for a range."""
        if year_from is None or year_to is None:
            return []
        return [year_groups.code(year) for year in range(year_from, year_to + 1)]


Records = Sequence[tuple[UUID, str]]


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _uuid_or_none(value: Any) -> UUID | None:
    return None if not value or value == "None" else _uuid(value)


class _Offered:
    """What a field of records can choose from; asked for when the field is shown or was sent."""

    _records: Callable[[], Records] = tuple

    def offer(self, records: Records | Callable[[], Records]) -> None:
        """Set the records to choose from, or what fetches them once they are needed."""
        self._records = records if callable(records) else lambda: records
        vars(self).pop("offered", None)

    @cached_property
    def offered(self) -> dict[UUID, str]:
        """Return the records to choose from by id."""
        return dict(self._records())


class RecordField(_Offered, SelectField):
    """One of some records, by id; the empty choice comes first."""

    def __init__(self, label: str, empty: str = "", **more: Any) -> None:
        super().__init__(label, coerce=_uuid_or_none, choices={"": empty}, **more)
        self.invalid_value_message = "Choose one from the list."
        self.empty = empty

    def iter_choices(self) -> Any:
        yield ("", self.empty, self.data is None, {})
        for key, name in self.offered.items():
            yield (str(key), name, key == self.data, {})

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.data not in self.offered:
            raise ValidationError("Choose one from the list.")


class RecordsField(_Offered, SelectMultipleField):
    """Any of some records, by id."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, coerce=_uuid, choices={}, **more)
        self.invalid_value_message = "Choose from the list."

    def iter_choices(self) -> Any:
        chosen = set(self.data or ())
        for key, name in self.offered.items():
            yield (str(key), name, key in chosen, {})

    def pre_validate(self, form: Any) -> None:
        if self.data and not set(self.data) <= set(self.offered):
            raise ValidationError("Choose from the list.")


def required(sentence: str) -> Callable[[Any, Any], None]:
    """Return a validator that asks, with a sentence, for a field that was left empty."""

    def check(form: Any, field: Any) -> None:
        empty = field.data is None or not str(field.data).strip()
        # What could not be read has its own mistake, which says more than "missing".
        if empty and not field.errors:
            raise ValidationError(sentence)

    return check
