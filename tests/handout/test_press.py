"""The press: each document made once, whoever asks, and nothing half made is ever given."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from trio_journal.exceptions import Unavailable
from trio_journal.handout import press
from trio_journal.handout.press import Job, make

TOOLS = press._TOOLS

TOOL = """
import os, time
def make(job, folder):
    (folder / "pid").write_text(str(os.getpid()))
    with open(folder.parent / "runs", "a") as runs:
        runs.write("x")
    {}
    (folder / "document.txt").write_text(job["data"]["words"])
    return {{"sides": 1}}
"""


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder of tools beside which `run.py` stands; `tool` writes one there."""
    folder = tmp_path / "tools"
    folder.mkdir()
    shutil.copy(TOOLS / "run.py", folder)
    monkeypatch.setattr(press, "_TOOLS", folder)
    press._tools.cache_clear()
    yield folder
    press._tools.cache_clear()


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    return tmp_path / "press"


def tool(tools: Path, line: str = "pass") -> None:
    (tools / "tool.py").write_text(TOOL.format(line))


def job(words: str = "Words") -> Job:
    return Job("tool", words, lambda: {"words": words})


def runs(workshop: Path) -> int:
    return len((workshop / "runs").read_text())


def test_what_is_made_is_made_once(tools: Path, workshop: Path) -> None:
    tool(tools)
    first, again = make(workshop, job()), make(workshop, job())
    assert first
    assert first == again
    assert (first.read("document.txt"), first.facts) == (b"Words", {"sides": 1})
    assert runs(workshop) == 1


def test_two_who_ask_together_wait_for_the_same_one(tools: Path, workshop: Path) -> None:
    tool(tools, "time.sleep(.3)")
    with ThreadPoolExecutor(4) as askers:
        made = list(askers.map(lambda _: make(workshop, job()), range(4)))
    assert made[0]
    assert all(one == made[0] for one in made)
    assert runs(workshop) == 1


def test_other_words_are_another_document(tools: Path, workshop: Path) -> None:
    tool(tools)
    first, other = make(workshop, job()), make(workshop, job("Others"))
    assert first
    assert other
    assert other.read("document.txt") == b"Others"


def test_other_tools_make_another_document(tools: Path, workshop: Path) -> None:
    tool(tools)
    first = make(workshop, job())
    press._tools.cache_clear()
    tool(tools, "job['data']['words'] += '!'")
    other = make(workshop, job())
    assert first
    assert other
    assert other.read("document.txt") == b"Words!"


def test_who_does_not_wait_finds_it_later(tools: Path, workshop: Path) -> None:
    tool(tools, "time.sleep(.4)")
    assert make(workshop, job(), seconds=0.05) is None
    assert make(workshop, job(), seconds=0.05) is None
    assert make(workshop, job())
    assert runs(workshop) == 1


@pytest.mark.parametrize("line", ["1 / 0", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_what_fails_is_said_and_can_be_tried_again(
    tools: Path, workshop: Path, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    tool(tools, line)
    with pytest.raises(Unavailable, match="print it from your browser"):
        make(workshop, job())
    assert "could not be made" in caplog.text
    assert ("ZeroDivisionError" in caplog.text) == (line == "1 / 0")
    (tools / "tool.py").write_text(TOOL.format("pass"))
    assert make(workshop, job())


def test_what_fails_after_nobody_waits_is_said_to_whoever_comes_back(
    tools: Path, workshop: Path
) -> None:
    tool(tools, "time.sleep(.3); 1 / 0")
    assert make(workshop, job(), seconds=0.1) is None
    time.sleep(1)
    with pytest.raises(Unavailable):
        make(workshop, job(), seconds=0.1)
    assert runs(workshop) == 1, "a page that asks again would have it made for ever"


def test_a_folder_that_cannot_be_written_in_is_a_sentence(tools: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable):
        make(tmp_path / "file" / "press", job())


def test_what_is_made_again_after_a_week_is_still_made_once(tools: Path, workshop: Path) -> None:
    tool(tools, "time.sleep(.4)")
    workshop.mkdir()
    lock = workshop / f"{job().key}.lock"
    lock.touch()
    week = time.time() - 8 * 24 * 3600
    os.utime(lock, (week, week))
    with ThreadPoolExecutor(3) as askers:
        made = list(askers.map(lambda _: make(workshop, job()), range(3)))
    assert all(made)
    assert runs(workshop) == 1


def test_what_is_asked_for_stays(tools: Path, workshop: Path) -> None:
    tool(tools)
    old = make(workshop, job("old"))
    assert old
    week = time.time() - 8 * 24 * 3600
    os.utime(old.folder, (week, week))
    make(workshop, job("old"))
    make(workshop, job("another"))
    assert old.folder.exists()


def test_a_process_killed_from_outside_is_noticed(tools: Path, workshop: Path) -> None:
    tool(tools, "time.sleep(30)")
    assert make(workshop, job(), seconds=0.5) is None
    (pid,) = (int(path.read_text()) for path in workshop.glob("*.part/pid"))
    with ThreadPoolExecutor(1) as asker:
        waits = asker.submit(make, workshop, job())
        time.sleep(0.2)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(Unavailable):
            waits.result()
    tool(tools)
    assert make(workshop, job())


def test_no_more_are_made_at_once_than_there_are_cores(tools: Path, workshop: Path) -> None:
    tool(tools, "time.sleep(.2)")
    there_are = (os.cpu_count() or 1) * 2
    began = time.monotonic()
    with ThreadPoolExecutor(there_are) as askers:
        made = list(askers.map(lambda n: make(workshop, job(str(n))), range(there_are)))
    assert all(made)
    assert time.monotonic() - began >= 0.4


def test_what_is_a_week_old_goes(tools: Path, workshop: Path) -> None:
    tool(tools)
    old, new = make(workshop, job("old")), make(workshop, job("new"))
    assert old
    assert new
    week = time.time() - 8 * 24 * 3600
    os.utime(old.folder, (week, week))
    make(workshop, job("another"))
    assert not old.folder.exists()
    assert new.folder.exists()


def test_one_can_look_without_having_it_made(tools: Path, workshop: Path) -> None:
    tool(tools)
    assert press.look(workshop, job()) is None
    assert not workshop.exists()
    made = make(workshop, job())
    assert press.look(workshop, job()) == made


def test_a_picture_is_another_document(tools: Path) -> None:
    tool(tools)
    assert Job("tool", "", dict, form="png").key != Job("tool", "", dict).key
