"""The page, the styles and the numbering of a Word document: set here once, as a style sheet is.

Arial, because that is what a school's PC has: where our own typeface is missing, Word takes
another that it likes, and every side would end somewhere else than it did for who wrote it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm

FONT: Final = "Arial"
MM: Final = 1440 / 25.4  # twentieths of a point
LEVELS: Final = 9  # as many as Word has
WIDE: Final = 172  # of the text
_OTHERS: Final = ("/thumbnail", "/stylesWithEffects")


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: sizes in points, distances in millimetres."""

    name: str
    size: float
    line: float
    based: str = "Normal"
    bold: bool = False
    before: float = 0
    after: float = 0
    left: float = 0
    hanging: float = 0
    outline: int = 0
    keep: bool = False
    border: str = ""  # an edge, and how many eighths of a point
    align: str = ""
    tabs: tuple[tuple[str, float, str], ...] = ()

    @property
    def id(self) -> str:
        """Return its name as Word's own ids are written."""
        return style_id(self.name)


def _head(name: str, size: float, line: float, level: int, based: str = "", **more: Any) -> Style:
    """Return a heading, or a kind of one, which stays with what follows it."""
    own = {"bold": True, "outline": level, "keep": True, "before": 2} | more
    return Style(name, size, line, based or "Normal", **own)


_EDGE: Final = (("right", WIDE, "underscore"),)
_BLANKS: Final = tuple(
    (kind, at, leader)
    for at, leader, kind in (
        (48, "underscore", "left"), (50, "none", "left"), (97, "underscore", "left"),
        (99, "none", "left"), (WIDE, "underscore", "right"),
    )
)  # fmt: skip

_BLANKS_TO_TRY: Final = tuple(
    (kind, at, leader)
    for at, leader, kind in (
        (75, "underscore", "left"), (77, "none", "left"), (115, "underscore", "left"),
        (117, "none", "left"), (WIDE, "underscore", "right"),
    )
)  # fmt: skip

# Sizes over lines are those of parts.typ and a4.typ; nothing is smaller than 12 pt.
STYLES: Final = (
    Style("Normal", 12, 16, based=""),
    Style("Body Text", 12, 16, before=1.5),
    _head("Title", 30, 36, 1, before=5),
    Style("Alliance", 14, 18),
    _head("Report Title", 24, 30, 1, "Title", before=4),
    _head("Part of a Report", 14, 18, 2, "Heading 2", before=4, after=0.5),
    Style("Above a Title", 12, 16, border="bottom 12"),
    Style("When and Where", 16, 21, before=3, after=6),
    # The title is the document's first heading; this one is there for whoever adds one.
    _head("heading 1", 18, 26, 1),
    _head("heading 2", 18, 26, 2, after=3),
    _head("heading 3", 15, 19, 3),
    _head("heading 4", 12, 16, 4),
    _head("Slot", 12, 16, 2, "Heading 2", bold=False, border="bottom 12", before=0, after=2),
    _head("First Claim", 22, 26, 3, "Heading 3", before=0),
    _head("First Claim, Long", 18, 22, 3, "Heading 3", before=0),
    _head("Claim Again", 12, 16, 3, "Heading 3"),
    _head("Claim in Detail", 15, 19, 4, "Heading 4"),
    _head("Trio", 15, 19, 3, "Heading 3", border="bottom 12", before=5),
    _head("Feedback on a Trio", 15, 19, 3, "Heading 3", before=6),
    Style("Picture", 12, 16, before=2, after=1, keep=True),
    Style("caption", 12, 16),
    Style("Evidence", 12, 16, bold=True, before=1),
    Style("Facts", 12, 16, before=1),
    Style("Facts beside a Ruler", 12, 16, before=1, left=51, hanging=51),
    Style("Quote", 13, 18, before=2, left=8),
    Style("Block Text", 12, 16, before=1.5, left=7),
    Style("List Bullet", 12, 16, before=0.75),
    Style("List Number", 12, 16, before=0.75),
    Style("List Continue", 12, 16, before=0.75),
    Style("Rule", 12, 16, before=1.5, border="bottom 6"),
    Style("Asked", 15, 19, before=1),
    Style("Question", 14, 18, bold=True, before=1, after=1),
    Style("Line to Write On", 12, 14, before=4, tabs=_EDGE),
    Style("Blanks", 12, 14, before=4, tabs=_BLANKS),
    Style("Blanks to Try", 12, 14, before=4, tabs=_BLANKS_TO_TRY),
    Style("School to Sign", 12, 16, before=2),
    Style("Line to Sign On", 12, 16, before=2, border="bottom 6"),
    Style("People", 12, 16, before=2.5, border="top 6"),
    Style("Table Text", 13, 17, before=1.25, after=1.25, tabs=(("right", 126, "none"),)),
    Style("Table Number", 13, 17, before=1.25, after=1.25, align="right"),
    Style("Table Head", 12, 16, bold=True, before=0.75, after=0.75),
    Style("Table Head of Numbers", 12, 16, bold=True, before=0.75, after=0.75, align="right"),
    Style("Index", 12, 16, before=0.5, after=0.5),
    Style("Gap", 1, 6),
    Style("footer", 12, 14, tabs=(("right", WIDE, "none"),)),
)

BUILT_IN: Final = {
    "Normal", "Body Text", "Title", "heading 1", "heading 2", "heading 3", "heading 4", "caption",
    "Quote", "Block Text", "List Bullet", "List Number", "List Continue", "footer",
}  # fmt: skip


def style_id(name: str) -> str:
    """Return the id of the style of that name."""
    return "".join(part[:1].upper() + part[1:] for part in name.replace(",", "").split())


def blank() -> Docx:
    """Return an empty document on A4 with these styles."""
    document = Document()
    # A picture of somebody else's page, and styles that an old Word would take instead.
    for rels in (document.part.package.rels, document.part.rels):
        for name in [name for name, rel in rels.items() if rel.reltype.endswith(_OTHERS)]:
            del rels[name]
    _page(document)
    _restyle(document)
    numbering = document.part.numbering_part.element
    numbering.clear()
    numbering.extend([_numbers(0, "bullet", "\u2022"), _numbers(1, "decimal", "%{}.")])
    numbering.add_num(0)
    settings = document.settings.element
    for one in settings.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")  # or Word calls it a document of an old version
    for one in settings.iter(qn("w:themeFontLang")):
        one.set(qn("w:val"), "en-GB")
    return document


def _page(document: Docx) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(22), Mm(16)
    section.top_margin = section.bottom_margin = Mm(15)
    section.header_distance = section.footer_distance = Mm(7)


def _restyle(document: Docx) -> None:
    """Put these styles in the place of python-docx's own, which are those of an old Word."""
    styles = document.styles.element
    kept = {"DefaultParagraphFont", "TableNormal", "NoList"}
    for one in styles.findall(qn("w:style")):
        if one.get(qn("w:styleId")) not in kept:
            styles.remove(one)
    styles.replace(
        styles.find(qn("w:docDefaults")),
        parse_xml(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr><w:rFonts w:ascii='{FONT}'"
            f" w:hAnsi='{FONT}' w:cs='{FONT}' w:eastAsia='{FONT}'/><w:sz w:val='24'/>"
            "<w:szCs w:val='24'/><w:lang w:val='en-GB' w:eastAsia='en-GB' w:bidi='ar-SA'/></w:rPr>"
            "</w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault>"
            "</w:docDefaults>"
        ),
    )
    styles.extend(map(_style, STYLES))
    styles.append(
        parse_xml(
            f"<w:style {nsdecls('w')} w:type='character' w:styleId='Hyperlink'>"
            "<w:name w:val='Hyperlink'/><w:basedOn w:val='DefaultParagraphFont'/>"
            "<w:uiPriority w:val='99'/><w:rPr><w:u w:val='single'/></w:rPr></w:style>"
        )
    )


def _style(style: Style) -> Any:
    """Return a style as Word has it; the order of its parts is fixed."""
    based = f"<w:basedOn w:val='{style_id(style.based)}'/>" if style.based else ""
    default = "" if style.based else " w:default='1'"
    after = "<w:next w:val='BodyText'/>" if style.outline else ""
    keep = "<w:keepNext/><w:keepLines/>" if style.keep else ""
    tabs = "".join(
        f"<w:tab w:val='{kind}' w:leader='{leader}' w:pos='{at * MM:.0f}'/>"
        for kind, at, leader in style.tabs
    )
    edge, _, eighths = style.border.partition(" ")
    border = f"<w:{edge} w:val='single' w:sz='{eighths}' w:space='2' w:color='000000'/>"
    border = f"<w:pBdr>{border}</w:pBdr>" if edge else ""
    level = f"<w:outlineLvl w:val='{style.outline - 1}'/>" if style.outline else ""
    indent = f"<w:ind w:left='{style.left * MM:.0f}' w:hanging='{style.hanging * MM:.0f}'/>"
    indent = indent if style.left else ""
    align = f"<w:jc w:val='{style.align}'/>" if style.align else ""
    custom = "" if style.name in BUILT_IN else " w:customStyle='1'"
    bold = "1" if style.bold else "0"
    return parse_xml(
        f"<w:style {nsdecls('w')} w:type='paragraph' w:styleId='{style.id}'{default}{custom}>"
        f"<w:name w:val='{style.name}'/>{based}{after}<w:qFormat/><w:pPr>{keep}"
        f"{border}{f'<w:tabs>{tabs}</w:tabs>' if tabs else ''}"
        f"<w:spacing w:before='{style.before * MM:.0f}' w:after='{style.after * MM:.0f}'"
        f" w:line='{style.line * 20:.0f}' w:lineRule='atLeast'/>"
        f"{indent}{align}{level}</w:pPr>"
        f"<w:rPr><w:b w:val='{bold}'/><w:bCs w:val='{bold}'/>"
        f"<w:sz w:val='{style.size * 2:.0f}'/><w:szCs w:val='{style.size * 2:.0f}'/></w:rPr>"
        "</w:style>"
    )


def _numbers(number: int, form: str, text: str) -> Any:
    """Return how lists are marked at every level."""
    levels = "".join(
        f"<w:lvl w:ilvl='{level}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>"
        f"<w:lvlText w:val='{text.format(level + 1)}'/><w:lvlJc w:val='left'/>"
        f"<w:pPr><w:ind w:left='{7 * (level + 1) * MM:.0f}' w:hanging='{7 * MM:.0f}'/></w:pPr>"
        f"<w:rPr><w:rFonts w:ascii='{FONT}' w:hAnsi='{FONT}'/></w:rPr></w:lvl>"
        for level in range(LEVELS)
    )
    return parse_xml(
        f"<w:abstractNum {nsdecls('w')} w:abstractNumId='{number}'>"
        f"<w:multiLevelType w:val='hybridMultilevel'/>{levels}</w:abstractNum>"
    )
