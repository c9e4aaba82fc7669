"""How fast the journal's pages are, as a ratio to a bare Flask app that does the same work.

Both run under granian with the settings of `trio-journal serve` and one worker, each in a process
of its own, and get their load in turns, so that a machine that is busy elsewhere slows both. Run
it with `make bench`; `make bench ARGS="--rounds 20"` takes longer and is surer.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import flask_migrate
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import bare, load, sample, serving
from trio_journal import create_app
from trio_journal.extensions import db
from trio_journal.ids import new_id

AIMS = {"journal page": 0.7, "one entry": 0.7, "durable save": 0.6}
SECONDS = 1.0
ROUNDS = 8
WORDS = (
    "Four of the six at the carpet picked the harder sheet without looking round, and two of "
    "them said why: it has more to find out. The others waited for a partner first. Nobody came "
    "to the teacher in eleven minutes, and the timer was never mentioned; they looked at the list."
)


@dataclass(slots=True)
class Side:
    """A server and the three things that are asked of it."""

    name: str
    port: int
    pid: int
    requests: dict[str, tuple[Callable[[], bytes], int]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Measured:
    """What one side did in one of the works."""

    runs: list[load.Run] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def answers(self) -> list[float]:
        """Return each answer's milliseconds, in order."""
        return sorted(each * 1000 for run in self.runs for each in run.answers)

    @property
    def rate(self) -> float:
        """Return the median of the rounds' answers in a second."""
        return statistics.median(run.rate for run in self.runs)

    def at(self, share: float) -> float:
        """Return the milliseconds within which a share of the answers came."""
        answers = self.answers
        return answers[min(int(len(answers) * share), len(answers) - 1)]


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns of one second each")
    parser.add_argument("--serve-bare", nargs=2, metavar=("FOLDER", "PORT"), help="internal")
    chosen = parser.parse_args()
    if chosen.serve_bare:
        _serve_bare(int(chosen.serve_bare[1]))
        return
    # On a disk, not in memory: a durable save waits for it.
    folder = Path(tempfile.mkdtemp(prefix="trio-bench-"))
    try:
        _measure(folder, chosen.rounds)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, rounds: int) -> None:
    _print_facts(folder)
    with _journal(folder / "journal") as journal, _bare(folder / "bare", journal) as other:
        ceiling = load.run(other.port, lambda: load.get("/nothing"), 200, 2.0)
        print(f"The load generator and the server do {ceiling.rate:,.0f} empty answers a second.")
        print(f"{rounds} rounds of {SECONDS:g} s each, in turns; {load.CONNECTIONS} connections.\n")
        print(f"{'':14}{'':8}{'per s':>8}{'p50 ms':>8}{'p99 ms':>8}{'CPU ms':>8}{'bytes':>9}")
        for work, aim in AIMS.items():
            _compare(work, aim, journal, other, rounds)


def _compare(work: str, aim: float, journal: Side, other: Side, rounds: int) -> None:
    found = {side.name: Measured() for side in (journal, other)}
    for side in (journal, other):
        load.run(side.port, *side.requests[work], 0.5)
    for number in range(rounds):
        # Who goes first changes, for the disk and the clock of the processor remember.
        for side in (journal, other) if number % 2 else (other, journal):
            before = _cpu(side.pid)
            found[side.name].runs.append(load.run(side.port, *side.requests[work], SECONDS))
            found[side.name].cpu += _cpu(side.pid) - before
    cpu = {}
    for side in (journal, other):
        one = found[side.name]
        cpu[side.name] = one.cpu * 1000 / len(one.answers)
        print(
            f"{work if side is journal else '':14}{side.name:8}{one.rate:8.1f}{one.at(0.5):8.2f}"
            f"{one.at(0.99):8.2f}{cpu[side.name]:8.2f}{side.sizes[work]:9,}"
        )
    mine, bares = found[journal.name], found[other.name]
    ratios = sorted(a.rate / b.rate for a, b in zip(mine.runs, bares.runs, strict=True))
    print(
        f"{'':14}{'ratio':8}{statistics.median(ratios):8.2f}"
        f"{bares.at(0.5) / mine.at(0.5):8.2f}{bares.at(0.99) / mine.at(0.99):8.2f}"
        + (f"{cpu[other.name] / cpu[journal.name]:8.2f}" if cpu[journal.name] else f"{'':8}")
        + f"   aim {aim}, rounds from {ratios[0]:.2f} to {ratios[-1]:.2f}\n"
    )


# The servers


@contextmanager
def _journal(folder: Path) -> Iterator[Side]:
    """Serve the sample journal as `trio-journal serve` does."""
    app = create_app({"INSTANCE": str(folder), "DATABASE_URL": "", "SECRET_KEY": ""})
    with app.app_context():
        flask_migrate.upgrade()
        made = sample.make()
        db.engine.dispose()
    serializer = app.session_interface.get_signing_serializer(app)
    cookie = f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'_user_id': made.token})}"
    command = [sys.executable, "-c", "from trio_journal.cli import main; main()", "serve"]
    settings = {"TRIO_INSTANCE": str(folder), "TRIO_DATABASE_URL": "", "TRIO_WORKERS": "1"}
    with serving.server("journal", command, settings, "TRIO_PORT") as (port, pid):
        side = Side("journal", port, pid)
        page, entry = f"/trios/{made.trio_id}", f"/observations/{made.note_id}"
        answer = serving.ask(port, load.get(page, cookie))
        # With the token of its forms in it.
        cookie = dict(answer.headers)["set-cookie"].split(";")[0]
        token = re.search(
            r'"X-CSRFToken":"([^"]+)"', serving.ask(port, load.get(page, cookie)).body.decode()
        )
        assert token, "the page has no token"
        save = f"/trios/{made.writing_trio_id}/observations"
        form = {"csrf_token": token[1], "seen": WORDS, "years": "3", "kind": "lesson"}
        side.requests = {
            "journal page": (lambda: load.get(page, cookie), 200),
            "one entry": (lambda: load.get(entry, cookie), 200),
            "durable save": (
                lambda: load.post(save, cookie, urlencode(form | {"id": new_id()}).encode()),
                303,
            ),
        }
        _weigh(side)
        yield side


@contextmanager
def _bare(folder: Path, journal: Side) -> Iterator[Side]:
    """Serve the bare app, its two pages as large and of the same shape as the journal's."""
    folder.mkdir()
    pages = {
        name: serving.ask(journal.port, journal.requests[work][0]()).body.decode()
        for name, work in (("notes", "journal page"), ("note", "one entry"))
    }
    token, note_id = bare.fill(folder, list(islice(sample.texts(), bare.ROWS)), pages)
    app = bare.create_app(folder)
    serializer = app.session_interface.get_signing_serializer(app)
    cookie = f"session={serializer.dumps({'_user_id': token})}"
    command = [sys.executable, __file__, "--serve-bare", str(folder)]
    with serving.server("bare", command, {"BARE_FOLDER": str(folder)}) as (port, pid):
        side = Side("bare", port, pid)
        form = {"seen": WORDS}
        side.requests = {
            "journal page": (lambda: load.get("/notes", cookie), 200),
            "one entry": (lambda: load.get(f"/notes/{note_id}", cookie), 200),
            "durable save": (
                lambda: load.post("/notes", cookie, urlencode(form | {"id": new_id()}).encode()),
                303,
            ),
        }
        _weigh(side)
        for work in ("journal page", "one entry"):
            apart = side.sizes[work] / journal.sizes[work]
            assert 0.95 < apart < 1.05, f"{work}: the bare page is {apart:.0%} of the journal's"
        yield side


def _bare_app():
    """Return the bare app for the worker of its server."""
    return bare.create_app(Path(os.environ["BARE_FOLDER"]))


def _serve_bare(port: int) -> None:
    """Serve it with the settings of `trio_journal.cli`, and one worker."""
    Granian(
        "benchmarks.pages:_bare_app",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=1,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


def _weigh(side: Side) -> None:
    """Note the size of each answer, and that each is what it should be."""
    for work, (request, status) in side.requests.items():
        answer = serving.ask(side.port, request())
        assert answer.status == status, f"{work}: {answer.status} {answer.body[:300]!r}"
        side.sizes[work] = len(answer.body)


# The machine


def _print_facts(folder: Path) -> None:
    model = ""
    if (info := Path("/proc/cpuinfo")).exists():
        model = next(
            (x.split(": ", 1)[1] for x in info.read_text().splitlines() if "model name" in x), ""
        )
    packages = ", ".join(f"{name} {version(name)}" for name in ("Flask", "SQLAlchemy", "granian"))
    loads = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores {model}".rstrip())
    print(f"Python {platform.python_version()}, {packages}")
    print(f"Load of the machine before (1, 5, 15 minutes): {loads}")
    print(f"A 4 kB write that waits for the disk takes {_sync_milliseconds(folder):.2f} ms here.")


def _sync_milliseconds(folder: Path) -> float:
    took = []
    with (folder / "sync").open("wb", buffering=0) as file:
        for _ in range(40):
            begun = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took)


def _cpu(pid: int) -> float:
    """Return the processor seconds of a process and its children; 0 where Linux does not tell."""
    total, waiting = 0, [pid]
    while waiting:
        one = Path("/proc") / str(waiting.pop())
        try:
            fields = (one / "stat").read_text().rsplit(")", 1)[1].split()
            children = (one / "task" / one.name / "children").read_text().split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
        waiting += map(int, children)
    return total / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
