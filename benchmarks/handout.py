"""How long a handout takes in each of its formats, and how much memory, beside WeasyPrint.

Each figure is from a process of its own: the handout is made of the example's words, then written
so many times, and the best counts. PDF and Word are made by the press, from asking for them to
having them, the start of its process included. WeasyPrint gets the HTML handout with its own style
sheets as a file, and a process of its own as well. CPU is the figure to trust where a machine is
busy; a peak is never less than that of the process that asks. Run it with `make bench-handout`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from datetime import time as clock
from importlib.metadata import PackageNotFoundError, version
from itertools import cycle
from pathlib import Path

from flask import Flask, render_template_string

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import sample
from trio_journal import create_app, text
from trio_journal.evidence import Evidence
from trio_journal.handout import document, layout, metrics, press, strip
from trio_journal.handout.document import (
    Asked,
    FindingBlock,
    Handout,
    Person,
    Quotation,
    Slot,
    TrioBlock,
)
from trio_journal.handout.formats import FORMATS, Pressed, write
from trio_journal.handout.ruler import Ruler, YearCell

TRIOS = (6, 24, 200)
AIMS = {24: 0.5, 200: 2.0}  # seconds, for the PDF
ROUNDS = 5
OTHER = "weasyprint"
ASSETS = Path(__file__).resolve().parent.parent / "static"
PAGE = """<!doctype html><html lang="en-GB"><title>{{ handout.title }}</title>
<link rel="stylesheet" href="app.css"><link rel="stylesheet" href="handout.css">
<body><main class="handout">{% include "_sprite.html" %}{% for side in layout.sides %}
{% include "handouts/_" ~ side.kind ~ ".html" %}{% endfor %}</main></body></html>"""


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--one", nargs=2, metavar=("FORMAT", "TRIOS"), help="internal")
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(_measure(chosen.one[0], int(chosen.one[1]), chosen.rounds)))
        return
    names = [*FORMATS, "html", *([OTHER] if _is_there() else [])]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"typst {version('typst')}; the best of {chosen.rounds}, WeasyPrint's of one.\n"
    )
    heads = ("seconds", "CPU s", "peak MB", "kB")
    print(f"{'trios':>5} {'sides':>5} {'format':>10}" + "".join(f"{one:>9}" for one in heads))
    for trios in TRIOS:
        for name in names:
            one = _ask(name, trios, 1 if name == OTHER else chosen.rounds)
            aim = f"   aim {AIMS[trios]}" if name == "pdf" and trios in AIMS else ""
            print(
                f"{trios:5} {one['sides']:5} {name:>10}{one['seconds']:9.3f}{one['cpu']:9.3f}"
                f"{one['peak'] / 1024:9.0f}{one['bytes'] / 1000:9.0f}{aim}",
                flush=True,
            )
        print()


def _is_there() -> bool:
    """Say whether WeasyPrint can run, and if not, why."""
    try:
        version("weasyprint")
    except PackageNotFoundError:
        print("WeasyPrint is not installed (make bench-handout does), so it is left out.")
        return False
    tried = subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True)
    if tried.returncode:
        print("WeasyPrint cannot run here, where Pango is probably missing, so it is left out.")
    return tried.returncode == 0


def _ask(name: str, trios: int, rounds: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", name, str(trios), "--rounds", str(rounds)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def _measure(name: str, trios: int, rounds: int) -> dict[str, float]:
    evening = handout(trios)
    folder = Path(tempfile.mkdtemp(prefix="trio-bench-"))
    try:
        work, who = _work(name, evening, folder)
        times = []
        for _ in range(rounds):
            # What the round before has measured is not there in a server that is asked once.
            metrics.lines.cache_clear()
            text.to_html.cache_clear()
            began, cpu = time.perf_counter(), _cpu()
            content = work()
            seconds = time.perf_counter() - began
            for one in press._running:
                one.wait()
            times.append((seconds, _cpu() - cpu))
        return {
            "sides": layout.lay_out(evening).total,
            "seconds": min(seconds for seconds, _ in times),
            "cpu": min(cpu for _, cpu in times),
            "peak": resource.getrusage(who).ru_maxrss,
            "bytes": len(content),
        }
    finally:
        shutil.rmtree(folder)


def _cpu() -> float:
    """Return the seconds of CPU that this process has used, and those it started and waited for."""
    found = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in found)


def _work(name: str, evening: Handout, folder: Path) -> tuple[Callable[[], bytes], int]:
    """Return what writes a handout, and whether this process does or one of its own."""
    app = create_app({"SECRET_KEY": "for measuring only"})
    if name == "html":
        return lambda: html(app, evening), resource.RUSAGE_SELF
    if name == OTHER:
        page, pdf = ASSETS / f"{folder.name}.html", folder / "other.pdf"
        (folder / "page.html").write_bytes(html(app, evening))
        command = [
            sys.executable,
            "-c",
            "import sys; from weasyprint import HTML; "
            "HTML(filename=sys.argv[1], base_url=sys.argv[2]).write_pdf(sys.argv[3])",
            str(folder / "page.html"),
            page.as_uri(),
            str(pdf),
        ]

        def other() -> bytes:
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
            return pdf.read_bytes()

        return other, resource.RUSAGE_CHILDREN
    form = FORMATS[name]
    numbers = iter(range(1_000_000))

    def ours() -> bytes:
        # In a workshop of its own each time, or it would be made only once.
        made = write(evening, form, folder / str(next(numbers)), 300)
        assert made is not None
        return made.content

    return ours, resource.RUSAGE_CHILDREN if isinstance(form, Pressed) else resource.RUSAGE_SELF


def html(app: Flask, evening: Handout) -> bytes:
    """Return the sides of the handout's page, as the browser gets them."""
    with app.test_request_context():
        page = render_template_string(
            PAGE,
            handout=evening,
            layout=layout.lay_out(evening),
            drawings={
                trio.anchor: strip.draw(trio.findings[0].ruler)
                for trio in evening.trios
                if trio.findings[0].ruler
            },
            people_line=document.people_line,
            schools_line=document.schools_line,
        )
    return page.encode()


# The handout


def handout(trios: int) -> Handout:
    """Return an evening of so many trios, their texts as long as those of the example's."""
    words = cycle(sample.texts())
    return Handout(
        alliance="Rivermead Schools Alliance",
        title="What pupils can do by themselves",
        day=date(2026, 12, 11),
        starts_at=clock(18),
        ends_at=clock(20),
        venue="Marshfield Primary School, Rivermead",
        welcome=next(words),
        slots=tuple(
            Slot(clock(18), clock(18, 5), 5, "", _trio(number, words))
            for number in range(1, trios + 1)
        ),
    )


def _trio(number: int, words: Iterator[str]) -> TrioBlock:
    return TrioBlock(
        id=f"trio-{number}",
        anchor=f"slot-{number}",
        number=number,
        focus=f"Independent learning {number}",
        people=tuple(
            Person(name, f"School {(number * 3 + place) % 40} of Rivermead")
            for place, name in enumerate(("Aisha Ahmed", "Tom Ellis", "Jo Penrose"))
        ),
        contact=f"trio{number}@rivermead.example",
        asked=(Asked(next(words)[:80], 0, 7),),
        did="We looked at 14 lessons in 3 schools, from Reception to Year 7, and read their work.",
        # Every second trio has a further finding.
        findings=tuple(_finding(f"{number}-{one}", one, words) for one in range(1 + number % 2)),
    )


def _finding(name: str, place: int, words: Iterator[str]) -> FindingBlock:
    cells = tuple(YearCell(year, (year + len(name)) % 4, 3, 3) for year in range(8))
    return FindingBlock(
        id=name,
        claim=next(words)[:112],
        detail=next(words)[:180],
        year_from=0,
        year_to=7,
        evidence=Evidence(notes=24, lessons=14, schools=3, not_fitting=2),
        agreed=3,
        agreed_of=3,
        ruler=None if place else Ruler(cells),
        quotation=Quotation(next(words)[:62], "a KS2 lesson"),
        for_primary=next(words)[:85],
        for_secondary=next(words)[:85],
        limits=next(words)[:95],
        next_step=next(words)[:95],
        audience_question=next(words)[:75],
    )


if __name__ == "__main__":
    main()
