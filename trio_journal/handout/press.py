"""Documents that take time: each made once, in a process of its own, and kept while in use.

What is made is named by what it is made of, so that the same words are never set twice, whichever
of the server's processes is asked. Who asks waits as long as they like, and comes back for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

from ..dates import now
from ..exceptions import Unavailable

_TOOLS: Final = Path(__file__).parent / "typesetting"
_KEPT: Final = 7 * 24 * 3600.0  # seconds
_LOOK: Final = 0.02
_log = logging.getLogger(__name__)
_running: list[subprocess.Popen[bytes]] = []

FAILED: Final = (
    "This could not be made. Open the handout and print it from your browser instead; "
    "it is the same on paper."
)


@dataclass(frozen=True, slots=True)
class Job:
    """What a tool of typesetting/ makes a document of.

    `write` gives its data, plain throughout, when a document is made; `of` names what they are
    written from, and so the document: most jobs only look whether it is there. `made_at` is the
    moment that the document says; None is the one in which it is made. `form` is "pdf", or "png"
    for a picture of each page.
    """

    tool: str
    of: str
    write: Callable[[], dict[str, Any]]
    template: str = ""
    made_at: datetime | None = None
    form: str = "pdf"

    @property
    def key(self) -> str:
        """Return the same name for the same document made by the same tools, else another."""
        moment = self.made_at and self.made_at.timestamp()
        parts = [_tools(), self.tool, self.template, moment, self.form, self.of]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Made:
    """A folder with what was made, and what there is to know of it."""

    folder: Path
    facts: dict[str, Any]

    def read(self, name: str) -> bytes:
        """Return a file. Raises FileNotFoundError."""
        return (self.folder / name).read_bytes()


@cache
def _tools() -> str:
    """Return a name for what makes documents as it is now: other writers make other documents."""
    found = hashlib.sha256()
    for path in (*sorted(_TOOLS.parent.glob("*.py")), *sorted(_TOOLS.rglob("*"))):
        if path.suffix in {".py", ".typ", ".ttf"}:
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def make(workshop: Path, job: Job, seconds: float = 60.0) -> Made | None:
    """Return what a job makes, None when it takes longer than that: it goes on by itself.

    One that failed, then or since it was last asked for, is made again when it is next asked for.
    Raises Unavailable when it failed; why is in the log.
    """
    try:
        workshop.mkdir(parents=True, exist_ok=True)
        return _make(workshop / job.key, job, time.monotonic() + seconds)
    except OSError as error:
        _log.exception("The press cannot work in %s.", workshop)
        raise Unavailable(FAILED) from error


def look(workshop: Path, job: Job) -> Made | None:
    """Return what a job has made already, None where it has not: nothing is made for it."""
    made = workshop / job.key
    try:
        os.utime(made)
        return _made(made)
    except OSError:
        return None  # it was not made, or is just being taken away


def _make(made: Path, job: Job, until: float) -> Made | None:
    part, lock_path = made.with_suffix(".part"), made.with_suffix(".lock")
    while not made.is_dir():
        with lock_path.open("a") as lock:
            if _locked(lock) and not made.is_dir():
                if part.exists():
                    # Whoever worked on it is gone, and has not finished.
                    raise _failure(part)
                os.utime(lock.fileno())
                _begin(part, job, lock)
        if time.monotonic() > until:
            return None
        time.sleep(_LOOK)
    os.utime(made)
    return _made(made)


def _made(folder: Path) -> Made:
    return Made(folder, json.loads((folder / "facts.json").read_text("utf-8")))


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _begin(part: Path, job: Job, lock: IO[str]) -> None:
    """Start a process that holds the lock for as long as it lives, however it ends."""
    _running[:] = [one for one in _running if one.poll() is None]
    _tidy(part.parent)
    part.mkdir()
    moment = int((job.made_at or now()).timestamp())
    data = {
        "tool": job.tool,
        "template": job.template,
        "made_at": moment,
        "form": job.form,
        "data": job.write(),
    }
    (part / "job.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    with (part / "error.txt").open("w") as errors:
        # A document of hundreds of sides takes memory that a server would not give back. It is our
        # own program, and what people typed is only its input.
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", str(_TOOLS / "run.py"), str(part)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            pass_fds=[lock.fileno()],
            start_new_session=True,
        )
    _running.append(process)


def _failure(part: Path) -> Unavailable:
    try:
        why = (part / "error.txt").read_text("utf-8", "replace")
    except FileNotFoundError:
        why = ""
    shutil.rmtree(part, ignore_errors=True)
    _log.error("A document could not be made: %s", why[-2000:] or "the process was stopped")
    return Unavailable(FAILED)


def _tidy(workshop: Path) -> None:
    """Take away what nobody has asked for in a week."""
    old = time.time() - _KEPT
    for path in workshop.iterdir():
        try:
            if path.stat().st_mtime > old:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif not path.name.startswith("place-"):
                path.unlink()
        except FileNotFoundError:
            pass  # another process was quicker
