"""What a Word document is made of: paragraphs, words, links, fields, pictures, lists and tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from docx.document import Document as Docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.oxml.shape import CT_Inline
from docx.parts.image import ImagePart
from docx.shared import Mm

from .drawings import Drawing
from .word_styles import LEVELS, MM, style_id

# Letters that XML cannot hold, and the places where the PDF may break a line: Word finds its own.
_UNFIT: Final = re.compile("[^\t\n\r -\u200a\u200c-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_LINK: Final = 2000  # Word calls a document with a longer one damaged
Element = Any  # of lxml: what python-docx knows of it is not typed
Inline = str | dict[str, Any]


def fit(data: Any) -> Any:
    """Return data with every text as XML can hold it."""
    if isinstance(data, str):
        return _UNFIT.sub("", data)
    if isinstance(data, dict):
        return {name: fit(value) for name, value in data.items()}
    return [fit(one) for one in data] if isinstance(data, list) else data


def describe(document: Docx, title: str, author: str, made_at: int) -> None:
    """Set what a document says about itself; `made_at` in seconds of 1970."""
    about = document.core_properties
    about.title, about.author = title[:255], author[:255]
    about.language, about.comments = "en-GB", ""
    about.created = about.modified = datetime.fromtimestamp(made_at, UTC).replace(tzinfo=None)
    about.last_modified_by = about.author


def bookmark_name(anchor: str) -> str:
    """Return an anchor as a bookmark may be called."""
    return anchor.replace("-", "_")


class Parts:
    """Writes into a document; `into` is its body, or a cell of a table."""

    def __init__(self, document: Docx, pictures: Mapping[Drawing, bytes]) -> None:
        self._document = document
        self.part = document.part
        self.body: Element = document.element.body
        self._numbering = document.part.numbering_part.element
        self._pictures = pictures
        self._images: dict[Drawing, str] = {}
        self._ids = 0
        self._new_side = False

    def new_side(self) -> None:
        """Begin a page with the next paragraph."""
        self._new_side = True

    def paragraph(self, into: Element, style: str, *parts: Inline, at: str = "") -> Element:
        """Add a paragraph, with a bookmark where `at` is an anchor."""
        paragraph = into.add_p()
        paragraph.style = style_id(style)
        if self._new_side:
            self._new_side = False
            paragraph.get_or_add_pPr().get_or_add_pageBreakBefore()
        if at:
            self._ids += 1
            mark = {"w:id": str(self._ids), "w:name": bookmark_name(at)}
            paragraph.append(_new("w:bookmarkStart", mark))
        self.words(paragraph, parts)
        if at:
            paragraph.append(_new("w:bookmarkEnd", {"w:id": mark["w:id"]}))
        return paragraph

    def words(self, paragraph: Element, parts: Iterable[Inline], marks: str = "") -> None:
        """Add words, and what stands among them: emphasis, links, fields and pictures."""
        for part in parts:
            if isinstance(part, str):
                self._run(paragraph, part, marks)
                continue
            match part["is"]:
                case "break":
                    self._run(paragraph, "\n", marks)
                case "em":
                    self.words(paragraph, part["of"], f"{marks}i")
                case "strong":
                    self.words(paragraph, part["of"], f"{marks}b")
                case "small":
                    self.words(paragraph, part["of"], f"{marks}s")
                case "link":
                    self._link(paragraph, part, marks)
                case "place":
                    link = _new("w:hyperlink", {"w:anchor": bookmark_name(part["to"])})
                    self.words(link, part["of"], marks)
                    paragraph.append(link)
                case "page":
                    field = f"PAGEREF {bookmark_name(part['of'])} \\h"
                    self.field(paragraph, field, str(part["number"]))
                case "picture":
                    self._picture(paragraph, part)

    def _run(self, paragraph: Element, text: str, marks: str) -> None:
        if not text:
            return
        run = _new("w:r")
        props = _new("w:rPr")
        # The order of these is fixed.
        for mark in ("b", "i"):
            if mark in marks:
                props.extend([_new(f"w:{mark}"), _new(f"w:{mark}Cs")])
        if "u" in marks:
            props.insert(0, _new("w:rStyle", {"w:val": "Hyperlink"}))
        if "s" in marks:
            props.extend([_new(f"w:{tag}", {"w:val": "24"}) for tag in ("sz", "szCs")])
        if _right_to_left(text):
            if paragraph.tag == qn("w:p") and paragraph.find(qn("w:r")) is None:
                _set_right_to_left(paragraph)
            props.append(_new("w:rtl"))
        if len(props):
            run.append(props)
        run.text = text
        paragraph.append(run)

    def _link(self, paragraph: Element, part: dict[str, Any], marks: str) -> None:
        to = part["to"]
        if _is_address(to):
            link = _new("w:hyperlink")
            link.set(qn("r:id"), self.part.relate_to(to, RELATIONSHIP_TYPE.HYPERLINK, True))
            self.words(link, part["of"], f"{marks}u")
            paragraph.append(link)
        else:
            self.words(paragraph, part["of"], marks)
        self._run(paragraph, f" ({to})", marks)

    def footer(self, words: str, pages: int) -> None:
        """Set the line at the foot of each page; `pages` is how many there are as far as known."""
        foot = self._document.sections[0].footer.paragraphs[0]._p
        foot.style = "Footer"
        self.words(foot, [f"{words}\tpage "])
        self.field(foot, "PAGE", "1")
        self.words(foot, [" of "])
        self.field(foot, "NUMPAGES", str(pages))

    def field(self, paragraph: Element, instruction: str, shown: str) -> None:
        """Add a number that Word finds anew, and what it is now."""
        field = _new("w:fldSimple", {"w:instr": f" {instruction} "})
        self._run(field, shown, "")
        paragraph.append(field)

    def _picture(self, paragraph: Element, part: dict[str, Any]) -> None:
        drawing: Drawing = (part["svg"], part["width"], part["height"])
        if drawing not in self._images:
            name = PackURI(f"/word/media/image{len(self._images) + 1}.png")
            image = ImagePart(name, "image/png", self._pictures[drawing])
            self._images[drawing] = self.part.relate_to(image, RELATIONSHIP_TYPE.IMAGE)
        self._ids += 1
        size = Mm(part["width"]), Mm(part["height"])
        inline = CT_Inline.new_pic_inline(self._ids, self._images[drawing], "ruler.png", *size)
        inline.docPr.set("descr", part["alt"])
        for side in "TBLR":
            inline.set(f"dist{side}", "0")
        run = _new("w:r")
        run.add_drawing(inline)
        paragraph.append(run)

    def blocks(
        self, into: Element, parts: Iterable[dict[str, Any]], style: str = "Body Text"
    ) -> None:
        """Add typed Markdown as Word's own paragraphs, lists and quotations."""
        for part in parts:
            match part["is"]:
                case "paragraph":
                    self.paragraph(into, style, *part["of"])
                case "heading":
                    self.paragraph(into, style, {"is": "strong", "of": part["of"]})
                case "list":
                    self._list(into, part, style, 0)
                case "quote":
                    self.blocks(into, part["of"], "Block Text" if style == "Body Text" else style)
                case "code":
                    self.paragraph(into, style, part["text"])
                case "rule":
                    self.paragraph(into, "Rule")
        if into is not self.body and not into.p_lst:
            self.paragraph(into, style)  # a cell has one, whatever was typed

    def _list(self, into: Element, part: dict[str, Any], style: str, level: int) -> None:
        named = "List Number" if part["ordered"] else "List Bullet"
        number = self._anew(part["start"], level) if part["ordered"] else 1
        for item in part["of"]:
            first, rest = (item[0], item[1:]) if item else (None, [])
            words = first["of"] if first and first["is"] == "paragraph" else []
            if first and not words:
                rest = item
            own = style if style != "Body Text" else named
            _number(self.paragraph(into, own, *words), number, level)
            for more in rest:
                if more["is"] == "list":
                    self._list(into, more, style, min(level + 1, LEVELS - 1))
                else:
                    before = len(into)
                    self.blocks(into, [more], "List Continue" if style == "Body Text" else style)
                    for paragraph in into[before - 1 :]:
                        _indent(paragraph, level)

    def _anew(self, start: int, level: int) -> int:
        """Return numbers that begin at `start`."""
        number = self._numbering.add_num(1)
        number.add_lvlOverride(ilvl=level).add_startOverride(start)
        return int(number.numId)

    def table(
        self, into: Element, widths: Sequence[float], *, lines: bool = True, box: bool = False
    ) -> Element:
        """Add a table of such columns, in millimetres, with a line below each row."""
        self.after_table(into)
        edges = ""
        if box or lines:
            around = ("top", "left", "bottom", "right") if box else ("bottom", "insideH")
            edges = "".join(
                f"<w:{edge} w:val='single' w:sz='{12 if box else 6}' w:color='000000'/>"
                for edge in around
            )
        inside = 4 * MM if box else 0
        grid = "".join(f"<w:gridCol w:w='{width * MM:.0f}'/>" for width in widths)
        table = parse_xml(
            f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblW w:w='{sum(widths) * MM:.0f}' w:type='dxa'/>"
            f"<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type='fixed'/><w:tblCellMar>"
            f"<w:left w:w='{inside:.0f}' w:type='dxa'/><w:right w:w='{inside:.0f}' w:type='dxa'/>"
            f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid></w:tbl>"
        )
        into._insert_tbl(table)
        return table

    def after_table(self, into: Element) -> None:
        """Part a table from what follows: two would be one, and nothing may end with one."""
        last = into[-2] if into is self.body else into[-1]
        if last.tag == qn("w:tbl"):
            self.paragraph(into, "Gap")


def row(table: Element, *, head: bool = False, gaps: float = 0) -> list[Element]:
    """Add a row that does not break over a page, and return its cells."""
    widths = [int(one.w.twips) for one in table.tblGrid.gridCol_lst]
    made = table.add_tr()
    props = made.get_or_add_trPr()
    props.append(_new("w:cantSplit"))
    if head:
        props.append(_new("w:tblHeader"))
        table.tblPr.append(_new("w:tblLook", {"w:firstRow": "1", "w:val": "0020"}))
    cells = []
    for place, width in enumerate(widths):
        gap = gaps * MM if place < len(widths) - 1 else 0
        cell = parse_xml(
            f"<w:tc {nsdecls('w')}><w:tcPr><w:tcW w:w='{width}' w:type='dxa'/>"
            + (f"<w:tcMar><w:right w:w='{gap:.0f}' w:type='dxa'/></w:tcMar>" if gap else "")
            + "</w:tcPr></w:tc>"
        )
        made.append(cell)
        cells.append(cell)
    return cells


def span_down(cell: Element, *, first: bool) -> None:
    """Make cells below one another into one: the first, and those that go on with it."""
    merge = _new("w:vMerge", {"w:val": "restart" if first else "continue"})
    cell.tcPr.tcW.addnext(merge)


def _new(tag: str, attributes: Mapping[str, str] | None = None) -> Element:
    return OxmlElement(tag, {qn(name): value for name, value in (attributes or {}).items()})


def _number(paragraph: Element, number: int, level: int) -> None:
    props = paragraph.get_or_add_pPr().get_or_add_numPr()
    props.get_or_add_ilvl().val = level
    props.get_or_add_numId().val = number


def _indent(paragraph: Element, level: int) -> None:
    """Put what goes on in an item of a list below the item's own words."""
    if paragraph.tag == qn("w:p") and paragraph.pPr.numPr is None:
        paragraph.get_or_add_pPr().ind_left = Mm(7 * (level + 1))


def _right_to_left(text: str) -> bool:
    """Say whether a text begins with letters of a script that is written from the right."""
    for letter in text:
        way = unicodedata.bidirectional(letter)
        if way in ("L", "R", "AL"):
            return way != "L"
    return False


def _set_right_to_left(paragraph: Element) -> None:
    props = paragraph.get_or_add_pPr()
    props.insert_element_before(_new("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:sectPr")


def _is_address(to: str) -> bool:
    """Say whether Word can follow an address; one that it cannot read damages the document."""
    try:
        parts = urlsplit(to)
        _ = parts.port
    except ValueError:
        return False
    return len(to) <= _LONGEST_LINK and bool(parts.netloc or parts.scheme == "mailto")
