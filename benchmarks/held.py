"""How long one request for a handout holds a worker of the server, which answers nobody meanwhile.

Serves evenings of 24 and 200 trios as `trio-journal serve` does, with one worker, and asks for
each page, layout, format and edition as a coordinator would who is the first to do so. What is
still being made (202) is asked for again until it is there. Run it with `make bench-held`.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import time as clock
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import flask_migrate

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import load, sample, serving
from trio_journal import create_app, dates
from trio_journal.extensions import db
from trio_journal.handout.formats import FORMATS
from trio_journal.handout.pdf import LAYOUTS
from trio_journal.ids import new_id
from trio_journal.models import Role, SchoolPhase
from trio_journal.services import (
    agreements,
    alliances,
    evening_slots,
    evenings,
    findings,
    observations,
    people,
    questions,
    schools,
    sessions,
    trios,
    visits,
)

TRIOS = (24, 200)
AIM = 2.0  # seconds
SCHOOLS, NOTES = 30, 14
AGAIN = 1.0


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trios", type=int, nargs="+", default=TRIOS)
    for count in parser.parse_args().trios:
        with tempfile.TemporaryDirectory() as folder:
            evening, cookie = _make(Path(folder), count)
            held = sorted(_held(Path(folder), evening, cookie), reverse=True)
        print(f"{count} trios, {len(held)} requests; the longest, aim {AIM:.0f} s:")
        for seconds, status, path in held[:6]:
            print(f"{seconds:7.2f} s  {status}  {path.removeprefix(f'/evenings/{evening}')}")
        print()


def _held(folder: Path, evening: UUID, cookie: str) -> Iterator[tuple[float, int, str]]:
    """Yield how many seconds each request took, what it was answered, and its path."""
    command = [sys.executable, "-c", "from trio_journal.cli import main; main()", "serve"]
    settings = {"TRIO_INSTANCE": str(folder), "TRIO_DATABASE_URL": "", "TRIO_WORKERS": "1"}
    at = f"/evenings/{evening}"
    with serving.server("journal", command, settings, "TRIO_PORT") as (port, _):
        # Whatever a worker does once, it has done.
        session = dict(serving.ask(port, load.get(at, cookie)).headers)["set-cookie"].split(";")[0]

        def timed(path: str, request: bytes) -> tuple[float, load.Answer]:
            begun = time.perf_counter()
            answer = serving.ask(port, request)
            assert answer.status in (200, 202, 303), f"{path}: {answer.status}"
            return time.perf_counter() - begun, answer

        def asked(paths: list[str]) -> Iterator[tuple[float, int, str]]:
            for path in paths:
                status = 202
                while status == 202:
                    seconds, answer = timed(path, load.get(path, session))
                    status = answer.status
                    yield seconds, status, path
                    time.sleep(AGAIN if status == 202 else 0)

        yield from asked([f"{at}/{page}" for page in _PAGES])
        yield from asked([f"{at}/handout{form}" for form in _forms()])
        editions = f"{at}/editions"
        page = serving.ask(port, load.get(editions, session)).body.decode()
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        seconds, answer = timed(editions, load.post(editions, session, urlencode(fields).encode()))
        yield seconds, answer.status, f"{editions} (freezing)"
        yield from asked([editions, f"{editions}/1"])
        yield from asked([f"{editions}/1/handout{form}" for form in _forms()])


_PAGES = (
    "handout", "handout/layouts", "handout/layouts?copies=60", "handout/edit", "run-sheet",
    "run-sheet?copies=60", "sign-in-sheet", "feedback-sheet", "editions",
    *(f"handout/pages?layout={layout}" for layout in LAYOUTS),
)  # fmt: skip


def _forms() -> Iterator[str]:
    for layout in LAYOUTS:
        yield f".pdf?layout={layout}"
    for suffix in FORMATS:
        if suffix != "pdf":
            yield f".{suffix}"


# The evening


def _make(folder: Path, count: int) -> tuple[UUID, str]:
    """Make an evening of so many trios, and return its id and a coordinator's cookie."""
    app = create_app({"INSTANCE": str(folder), "DATABASE_URL": "", "SECRET_KEY": ""})
    with app.app_context():
        flask_migrate.upgrade()
        alliance = alliances.create("Rivermead Schools Alliance")
        places = [
            schools.add(
                alliance.id,
                {"urn": None, "name": f"School number {place}", "town": "Rivermead"}
                | {"phase": SchoolPhase.PRIMARY, "low_age": 4, "high_age": 11},
            ).id
            for place in range(SCHOOLS)
        ]
        coordinator = _person(alliance.id, "coordinator", Role.COORDINATOR, places[0])
        evening = evenings.create(
            alliance.id,
            coordinator,
            new_id(),
            {
                "title": "What pupils can do by themselves",
                "evening_date": dates.today() + timedelta(days=30),
                "starts_at": clock(12),
                "ends_at": clock(23),
                "venue_school_id": places[0],
            },
        )
        words = cycle(sample.texts())
        for number in range(count):
            three = [
                _person(alliance.id, f"member{number}-{place}", Role.MEMBER, places[place])
                for place in range(3)
            ]
            trio_id = _trio(
                alliance.id, three, [places[(number + n) % SCHOOLS] for n in (0, 1, 2)], words
            )
            evening_slots.add(evening.id, coordinator, trio_id=trio_id, label="", minutes=3)
        token = sessions.start(coordinator)
        db.engine.dispose()
    serializer = app.session_interface.get_signing_serializer(app)
    return (
        evening.id,
        f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'_user_id': token})}",
    )


def _person(alliance_id: UUID, name: str, role: Role, school_id: UUID) -> UUID:
    email = f"{name}@rivermead.example"
    return people.add(alliance_id, name=name, email=email, role=role, school_id=school_id)[
        0
    ].user_id


def _trio(alliance_id: UUID, three: list[UUID], places: list[UUID], words: Iterator[str]) -> UUID:
    """Make a trio that shares a finding, every second one two, on ten notes and more."""
    trio = trios.create(
        alliance_id,
        new_id(),
        focus=next(words)[:60],
        member_ids=three,
        lead_id=three[0],
        exception_reason="All of the sample's schools are primary schools.",
    )
    asked = questions.create(
        trio, three[0], new_id(),
        {"text": next(words)[:200], "why_it_matters": "", "year_from": 0, "year_to": 9},
    ).id  # fmt: skip
    seen = [
        visits.create(
            trio, three[0], new_id(),
            {"visit_date": dates.today() - timedelta(days=9), "host_school_id": place,
             "people": three[1:], "look_for": ""},
        ).id
        for place in places
    ]  # fmt: skip
    notes = [
        observations.create(
            trio, three[number % 3], new_id(),
            sample.note(number, [asked], seen, places, next(words)) | {"question_ids": [asked]},
        ).id
        for number in range(NOTES)
    ]  # fmt: skip
    for number in range(1 + trio.number % 2):
        texts = ("detail", "for_primary", "for_secondary", "limits", "next_step")
        finding = findings.create(
            trio, three[number], new_id(),
            {name: next(words)[:150] for name in texts}
            | {"claim": next(words)[:150], "question_id": asked, "year_from": 0, "year_to": 9,
               "supporting": notes[number : 10 + number], "not_fitting": notes[12:]},
        )  # fmt: skip
        for person in three:
            finding = agreements.agree(finding.id, person, finding.version, share=True)
    return trio.id


if __name__ == "__main__":
    main()
