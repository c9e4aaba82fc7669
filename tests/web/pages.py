"""Pages as a browser without script has them: their words, their forms, their addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "path"}


@dataclass
class Form:
    """A form with what its fields hold; files and unnamed buttons are left out."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, list[str]] = field(default_factory=dict)

    def data(self, **changed: Any) -> dict[str, Any]:
        """Return what a browser sends, with some fields filled in; None empties a field."""
        return {k: v for k, v in (self.fields | changed).items() if v is not None}

    def send(self, client: FlaskClient, **changed: Any) -> TestResponse:
        """Send the form, and stay at the answer."""
        return client.open(self.action, method=self.method, data=self.data(**changed))


class Page(HTMLParser):
    """An answer's HTML, taken apart."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.inserted: list[str] = []
        self._form: Form | None = None
        self._words: list[str] = []
        self._select: str | None = None
        self._first_option: str | None = None
        self._chosen = False
        self._area: str | None = None
        self._typed: list[str] = []
        self._hidden = 0
        self._inserting: list[str] | None = None
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if "id" in at:
            self.ids.append(at["id"])
        if tag in ("script", "style"):
            self._hidden += 1
        if tag == "a" and "href" in at:
            self.links.append(at["href"])
        if tag == "ins":
            self._inserting = []
        if tag == "form":
            self._form = Form(at.get("action", ""), at.get("method", "get").upper())
            self.forms.append(self._form)
        if self._form is None:
            return
        name = at.get("name", "")
        if tag == "input" and name:
            kind = at.get("type", "text")
            if kind == "file" or (kind in ("checkbox", "radio") and "checked" not in at):
                return
            self._form.fields.setdefault(name, []).append(at.get("value", "on"))
        elif tag == "button" and name:
            self._form.buttons.setdefault(name, []).append(at.get("value", ""))
        elif tag == "select":
            self._select, self._first_option, self._chosen = name, None, False
        elif tag == "option" and self._select is not None:
            if self._first_option is None:
                self._first_option = at.get("value", "")
            if "selected" in at:
                self._form.fields.setdefault(self._select, []).append(at.get("value", ""))
                self._chosen = True
        elif tag == "textarea":
            self._area, self._typed = name, []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden -= 1
        if tag == "ins" and self._inserting is not None:
            self.inserted.append("".join(self._inserting))
            self._inserting = None
        if tag == "form":
            self._form = None
        if tag == "select" and self._select is not None and self._form is not None:
            if not self._chosen and self._first_option is not None:
                self._form.fields.setdefault(self._select, []).append(self._first_option)
            self._select = None
        if tag == "textarea" and self._area is not None:
            if self._area and self._form is not None:
                # The line end after the start tag is not part of the text.
                text = "".join(self._typed).removeprefix("\n")
                self._form.fields.setdefault(self._area, []).append(text)
            self._words.append("".join(self._typed))
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._typed.append(data)
        elif not self._hidden:
            self._words.append(data)
            if self._inserting is not None:
                self._inserting.append(data)

    @property
    def words(self) -> str:
        """Return all that can be read, with single spaces."""
        return " ".join("".join(self._words).split())

    def partial(self, target: str) -> str | None:
        """Return the words that htmx puts in another place of the page; None if there are none."""
        found = re.search(
            rf'<hx-partial hx-target="{re.escape(target)}"[^>]*>(.*?)</hx-partial>',
            self.html,
            re.DOTALL,
        )
        if found is None:
            return None
        return " ".join(unescape(re.sub(r"<[^>]*>", "", found[1])).split())

    @property
    def is_whole(self) -> bool:
        """Say whether it is a page, and not a fragment of one."""
        return "html" in self.tags

    def form(self, action: str) -> Form:
        """Return the one form whose address ends like this."""
        found = [form for form in self.forms if form.action.split("#")[0].endswith(action)]
        assert len(found) == 1, (action, [form.action for form in self.forms])
        return found[0]
