"""Writes the handout as a Word document, which its coordinator can change the night before.

The job has the same `data` as the PDF's (handout/pages.py), and so the same words on the same
sides; `made_at` is when it says that it was made. Where the PDF says on which page something
stands, this has a field, which Word finds anew when sides have moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from .drawings import Drawing, pictures
from .word_parts import Inline, Parts, describe, fit, row, span_down
from .word_styles import WIDE, blank

Data = dict[str, Any]
STRIP: Final = (172.0, 31.0)
SMALL: Final = (48.0, 4.65)
CODE: Final = 28.0
INDEX: Final = "index"


def make(job: Data, folder: Path) -> Data:
    """Write document.docx."""
    data = fit(job["data"])
    document = blank()
    describe(document, data["title"], data["alliance"], job["made_at"])
    _Sides(Parts(document, pictures(_drawings(data))), data).write()
    document.save(str(folder / "document.docx"))
    return {}


def _drawings(data: Any) -> Iterator[Drawing]:
    """Yield what is drawn, wherever it stands."""
    if isinstance(data, list):
        for one in data:
            yield from _drawings(one)
    elif isinstance(data, dict):
        if data.get("ruler"):
            yield (data["ruler"], *SMALL)
        if "svg" in data:
            yield (data["svg"], *_size(data))
        for one in data.values():
            yield from _drawings(one)


def _size(drawn: Data) -> tuple[float, float]:
    return drawn.get("width", STRIP[0]), drawn.get("height", STRIP[1])


def _drawn(drawn: Data, alt: str) -> Inline:
    wide, tall = _size(drawn)
    return {"is": "picture", "svg": drawn["svg"], "width": wide, "height": tall, "alt": alt}


def _small(it: Data) -> Inline:
    return {
        "is": "picture",
        "svg": it["ruler"],
        "width": SMALL[0],
        "height": SMALL[1],
        "alt": it["years"],
    }


def _bold(*words: Inline) -> Inline:
    return {"is": "strong", "of": list(words)}


class _Sides:
    """Writes the sides of a handout, one function for each of their kinds."""

    def __init__(self, parts: Parts, data: Data) -> None:
        self._parts = parts
        self._body = parts.body
        self._data = data
        self._indexed = False

    def write(self) -> None:
        """Write everything."""
        sides = self._data["sides"]
        self._parts.footer(self._data["footer"], len(sides))
        kinds = {
            "cover": self._cover,
            "inside": self._inside,
            "trio": self._trio,
            "continued": self._continued,
            "notes": self._notes,
            "sign-in": self._sign_in,
            "feedback": self._feedback,
            "index": self._index,
        }
        for place, side in enumerate(sides):
            if place:
                self._parts.new_side()
            kinds[side["is"]](side)
        self._parts.after_table(self._body)

    def _add(self, style: str, *parts: Inline, at: str = "") -> None:
        self._parts.paragraph(self._body, style, *parts, at=at)

    def _blocks(self, parts: list[Data], style: str = "Body Text") -> None:
        self._parts.blocks(self._body, parts, style)

    # The cover and what it has no room for

    def _cover(self, side: Data) -> None:
        data = self._data
        if data["logo"]:
            self._add("Body Text", _drawn(data["logo"], f"Logo of {data['alliance']}"))
        self._add("Alliance", data["alliance"])
        self._add("Title", data["title"])
        venue = [{"is": "break"}, data["venue"]] if data["venue"] else []
        self._add("When and Where", data["when"], *venue)
        if side["slots"]:
            self._running_order(side["slots"])
            self._parts.after_table(self._body)
        if side["welcome"]:
            self._blocks(data["welcome"])
        self._foot_of_cover()

    def _foot_of_cover(self) -> None:
        """Add where the indexes are, and beside it the code for phones."""
        data = self._data
        into = self._body
        if data["reading"]:
            to, words = data["reading"]["url"], data["reading"]["words"]
            cells = row(self._parts.table(into, (WIDE - CODE, CODE), lines=False), gaps=4)
            into, code = cells
            self._parts.paragraph(code, "Body Text", _drawn(data["reading"], words))
        if data["index_page"] is not None:
            page: Inline = {"is": "page", "of": INDEX, "number": data["index_page"]}
            found = f"{data['index_line']}\xa0"
            self._parts.paragraph(into, "Body Text", found, page, ".")
        if data["reading"]:
            self._parts.paragraph(into, "Body Text", {"is": "link", "to": to, "of": [words]})

    def _inside(self, side: Data) -> None:
        more = ", continued" if side["continued"] else ""
        if side["welcome"]:
            self._add("Heading 2", f"Welcome{more}")
            self._blocks(side["welcome"])
        if side["slots"]:
            self._add("Heading 2", f"The evening{more}")
            self._running_order(side["slots"])

    def _running_order(self, slots: list[Data]) -> None:
        table = self._parts.table(self._body, (26, 130, 16))
        at, what, page = row(table, head=True)
        self._parts.paragraph(at, "Table Head", "Time")
        self._parts.paragraph(what, "Table Head", "What")
        self._parts.paragraph(page, "Table Head of Numbers", "Page")
        for slot in slots:
            at, what, page = row(table)
            self._parts.paragraph(at, "Table Text", slot["at"])
            trio = slot["trio"]
            if not trio:
                self._parts.paragraph(what, "Table Text", slot["label"])
                self._parts.paragraph(page, "Table Text")
                continue
            focus: Inline = {"is": "place", "to": trio["anchor"], "of": [_bold(trio["focus"])]}
            ruler: list[Inline] = ["\t", _small(trio)] if trio["ruler"] else []
            # Words that fill the line would run into the ruler: Word wraps at the edge alone.
            if ruler and trio["wraps"]:
                ruler.insert(0, {"is": "break"})
            self._parts.paragraph(what, "Table Text", focus, *ruler)
            if trio["schools"]:
                self._parts.paragraph(what, "Table Text", trio["schools"])
            self._parts.paragraph(page, "Table Number", *_page(trio))

    # A trio

    def _trio(self, side: Data) -> None:
        self._add("Slot", side["heading"], at=side["anchor"])
        first = side["first"]
        if first:
            self._first(first)
        else:
            self._night(side)
        for one in side["others"]:
            self._claim(one, "Heading 3")
        if first:
            self._method(side["asked"], side["did"])
            if first["question"]:
                self._add("Gap")
                (box,) = row(self._parts.table(self._body, (WIDE,), box=True))
                self._parts.blocks(box, first["question"], "Question")
        else:
            for _ in range(side["night_lines"]):
                self._add("Line to Write On", "\t")
        self._writing(side["writing_lines"])
        self._add("People", side["people"], *_more(side))

    def _first(self, first: Data) -> None:
        self._add("First Claim, Long" if first["long"] else "First Claim", first["claim"])
        strip = first["strip"]
        if strip:
            drawn: Inline = {
                "is": "picture",
                "svg": strip["svg"],
                "width": STRIP[0],
                "height": STRIP[1],
                "alt": strip["sentence"],
            }
            self._add("Picture", drawn)
            self._add("Caption", " ".join(filter(None, (strip["sentence"], strip["key"]))))
            self._add("Evidence", first["evidence"])
        else:
            self._facts(first)
        self._blocks(first["detail"])
        if first["quotation"]:
            self._quotation(first["quotation"])
        self._pair(first["pair"])
        self._run_in("What we can't say yet", first["limits"])
        self._run_in("What next", first["next_step"])

    def _pair(self, pair: list[Data]) -> None:
        into = [self._body]
        if len(pair) > 1:
            into = row(self._parts.table(self._body, (90, 82), lines=False), gaps=8)
        for place, one in zip(into, pair, strict=False):
            self._parts.paragraph(place, "Heading 4", one["head"])
            self._parts.blocks(place, one["text"])

    def _night(self, side: Data) -> None:
        self._add("First Claim", "Findings on the night")
        for one in side["asked"]:
            self._add("Evidence", "We asked")
            self._blocks(one, "Asked")

    def _writing(self, lines: int) -> None:
        self._add("Line to Write On", _bold("In my school"), " \t")
        for _ in range(lines - 1):
            self._add("Line to Write On", "\t")
        self._add("Blanks", "Year \t\tfrom \t\twho \t")

    def _claim(self, it: Data, style: str) -> None:
        self._add(style, it["claim"])
        self._facts(it)

    def _facts(self, it: Data) -> None:
        """Add the small ruler of a claim, with its years and evidence beside it."""
        if it["ruler"]:
            self._add("Facts beside a Ruler", _small(it), "\t", it["facts"])
        elif it["facts"]:
            self._add("Facts", it["facts"])

    def _quotation(self, it: Data) -> None:
        """Add words between quotation marks, and who they are from, as small as the rest."""
        credit: list[Inline] = []
        if it["credit"]:
            credit.append({"is": "small", "of": [f" ({it['credit']})"]})
        quoted = [dict(part) for part in it["text"]] or [_paragraph()]
        if quoted[0]["is"] != "paragraph":
            quoted.insert(0, _paragraph())
        quoted[0]["of"] = ["“", *quoted[0]["of"]]
        if quoted[-1]["is"] != "paragraph":
            quoted.append(_paragraph())
        quoted[-1]["of"] = [*quoted[-1]["of"], "”", *credit]
        self._blocks(quoted, "Quote")

    def _run_in(self, label: str, parts: list[Data]) -> None:
        """Add a text behind its label, on the same line where it begins with a paragraph."""
        if not parts or not label:
            self._blocks(parts)
        elif parts[0]["is"] == "paragraph":
            self._add("Body Text", _bold(label), "  ", *parts[0]["of"])
            self._blocks(parts[1:])
        else:
            self._add("Body Text", _bold(label))
            self._blocks(parts)

    def _method(self, asked: list[list[Data]], did: list[Data]) -> None:
        """Add what was asked and done, in one paragraph where each is one."""
        if not all(_is_one_paragraph(parts) for parts in (*asked, did) if parts):
            for place, one in enumerate(asked):
                self._run_in("We asked" if place == 0 else "", one)
            self._run_in("What we did", did)
            return
        said: list[Inline] = []
        labelled = [("" if place else "We asked", one) for place, one in enumerate(asked)]
        for label, parts in (*labelled, ("What we did", did)):
            if parts:
                said += [" "] if said else []
                said += [_bold(label), "  "] if label else []
                said += parts[0]["of"]
        if said:
            self._add("Body Text", *said)

    # The back

    def _continued(self, side: Data) -> None:
        style, words = ("Slot", side["slot"]) if side["slot"] else ("Heading 2", side["title"])
        self._add(style, words, at=side["anchor"])
        named = False
        for item in side["items"]:
            match item["is"]:
                case "heading":
                    named = True
                    self._add("Trio", item["text"], at=item["anchor"])
                case "claim" if item["full"]:
                    self._claim(item, "Claim in Detail" if named else "Heading 3")
                case "claim":
                    self._add("Heading 4" if named else "Claim Again", item["claim"])
                case "quotation":
                    self._quotation(item)
                case "text":
                    self._run_in(item["label"], item["text"])

    # The sheets to fill in

    def _notes(self, side: Data) -> None:
        self._add("Heading 2", "Notes")
        for _ in range(side["lines"]):
            self._add("Line to Write On", "\t")

    def _sign_in(self, side: Data) -> None:
        self._add("Heading 2", f"Sign in{', continued' if side['again'] else ''}")
        table = self._parts.table(self._body, (62, 57, 53), lines=False)
        heads = row(table, head=True, gaps=4)
        for cell, words in zip(heads, ("School", "Name", "Role"), strict=True):
            self._parts.paragraph(cell, "Table Head", words)
        for school in side["schools"]:
            for line in range(side["lines"]):
                name, *blanks = row(table, gaps=4)
                span_down(name, first=line == 0)
                named = [_bold(school)] if line == 0 else []
                self._parts.paragraph(name, "School to Sign", *named)
                for cell in blanks:
                    self._parts.paragraph(cell, "Line to Sign On")

    def _feedback(self, side: Data) -> None:
        self._add("Heading 2", f"Feedback{', continued' if side['again'] else ''}")
        if not side["again"]:
            self._add("Line to Write On", "From a colleague at \t")
        for title in side["trios"]:
            self._add("Feedback on a Trio", title)
            self._add("Blanks to Try", "We will try this in Year \t\tfrom \t\twho \t")
            self._add("Line to Write On", "A question for the trio \t")
            for _ in range(side["lines"]):
                self._add("Line to Write On", "\t")

    def _index(self, side: Data) -> None:
        for part in side["lists"]:
            self._parts.after_table(self._body)
            self._add("Heading 2", part["head"], at="" if self._indexed else INDEX)
            self._indexed = True
            table = self._parts.table(self._body, (66, 106))
            for line in part["lines"]:
                name, trios = row(table, gaps=4)
                self._parts.paragraph(name, "Index", _bold(line["name"]))
                found: list[Inline] = []
                for one in line["trios"]:
                    page = _page(one)
                    words: list[Inline] = [one["name"], *([", page\xa0"] if page else []), *page]
                    found += ["; "] if found else []
                    found.append({"is": "place", "to": one["anchor"], "of": words})
                self._parts.paragraph(trios, "Index", *found)


def _page(it: Data) -> list[Inline]:
    if it["page"] is None:
        return []
    return [{"is": "page", "of": it["anchor"], "number": it["page"]}]


def _more(side: Data) -> list[Inline]:
    """Return where there is more of a trio, as the PDF says it."""
    if side["more_page"] is None:
        return [f" {side['more']}"] if side["more"] else []
    page: Inline = {"is": "page", "of": f"{side['anchor']}-more", "number": side["more_page"]}
    return [" More from this trio: page\xa0", page, "."]


def _paragraph() -> Data:
    return {"is": "paragraph", "of": []}


def _is_one_paragraph(parts: list[Data]) -> bool:
    return len(parts) == 1 and parts[0]["is"] == "paragraph"
