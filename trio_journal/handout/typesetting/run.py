"""Makes one document in a process of its own: `run.py FOLDER`, where FOLDER holds job.json.

It imports nothing of the journal, so that it starts quickly and ends with its memory, and is made
to wait until a core is free. What it made stands beside the job, with facts.json; then FOLDER loses
its ".part", all in one step, so that nobody ever reads half a document.

Takes at most 20 s of CPU, 2 GB, and two minutes with the waiting.
"""

from __future__ import annotations

import fcntl
import json
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO

HERE = Path(__file__).parent
SECONDS, BYTES, PATIENCE = 20, 2_000_000_000, 120


def main(folder: Path) -> None:
    """Make the document of the job in a folder."""
    signal.alarm(PATIENCE)
    job = json.loads((folder / "job.json").read_text("utf-8"))
    slot = _slot(folder.parent)  # held until this process ends
    _limit()
    # Behind the libraries: beside this folder is a json.py of the journal's own.
    sys.path.append(str(HERE.parent))
    facts = import_module(f"{HERE.name}.{job['tool']}").make(job, folder)
    (folder / "facts.json").write_text(json.dumps(facts), "utf-8")
    folder.rename(folder.with_suffix(""))
    slot.close()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with suppress(ValueError, OSError):  # macOS does not limit memory
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def _slot(workshop: Path) -> IO[str]:
    """Wait for one of as many places as there are cores: a huge document takes 600 MB."""
    there_are = os.cpu_count() or 1
    while True:
        for number in range(there_are):
            place = (workshop / f"place-{number}.lock").open("a")
            try:
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                place.close()
            else:
                return place
        time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
