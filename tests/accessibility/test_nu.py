"""The Nu HTML checker finds no error in any page, fragment, style sheet or drawing.

It runs once, on a folder of everything: its Java takes longer to start than to check. `make test`
fetches it; elsewhere TRIO_VNU_JAR names it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from .states import STATES, Desk, Recorder

JAR = os.environ.get("TRIO_VNU_JAR", "")
JAVA = shutil.which("java")

pytestmark = [
    pytest.mark.skipif(not JAVA, reason="no java here: the Nu checker is not run"),
    pytest.mark.skipif(not JAR, reason="no Nu checker here: name its vnu.jar in TRIO_VNU_JAR"),
]


def document(fragment: str) -> str:
    """Return a fragment in the smallest document that it may stand in."""
    if fragment.lstrip().startswith("<tr"):
        row, partial, rest = fragment.partition("<hx-partial")
        head = "<th>Column" * 5 if 'colspan="5"' in row else "<th>Column" * 4
        fragment = f"<table><thead><tr>{head}</thead><tbody>{row}</tbody></table>{partial}{rest}"
    return (
        '<!doctype html>\n<html lang="en-GB"><head><title>A fragment</title></head>\n'
        f"<body>\n{fragment}\n</body></html>\n"
    )


def write_all(recorder: Recorder, folder: Path) -> None:
    for number, name in enumerate(STATES):
        shown = recorder.show(name)
        whole = shown.state.on is None
        safe = "".join(letter if letter.isalnum() else "-" for letter in name)
        path = folder / f"{number:03d}-{safe}.html"
        path.write_text(shown.html if whole else document(shown.html), "utf-8")
    static = Path(str(recorder.live.app.static_folder))
    for source in [*static.glob("*.css"), *static.glob("*.svg")]:
        shutil.copyfile(source, folder / source.name)
    desk = Desk(recorder.live)
    desk.sit(desk.lead)
    of_evening = desk.get(desk.path("handouts.show_style")).get_data(as_text=True)
    (folder / "of-one-evening.css").write_text(of_evening, "utf-8")


# What the checker of style sheets does not know yet, and browsers do: each with its reason.
KNOWN_CSS = {"“field-sizing”": "CSS Form Control Styling 1: where it is not known, boxes scroll."}


def is_error(message: dict[str, Any]) -> bool:
    """Tell whether a message is an error of ours."""
    if message["type"] not in ("error", "non-document-error"):
        return False
    return not any(words in message["message"] for words in KNOWN_CSS)


def test_the_nu_checker_finds_no_error(recorder: Recorder, tmp_path: Path) -> None:
    write_all(recorder, tmp_path)
    assert JAVA
    checked = subprocess.run(
        [JAVA, "-Xss1m", "-jar", JAR, "--format", "json", "--stdout", "--exit-zero-always",
         "--also-check-css", "--also-check-svg", str(tmp_path)],
        capture_output=True, text=True, timeout=180, check=True,
    )  # fmt: skip
    messages = json.loads(checked.stdout)["messages"]
    errors = [
        f"{Path(message.get('url', '')).name}:{message.get('lastLine', '?')}: "
        f"{message['message']} {message.get('extract', '')}"
        for message in messages
        if is_error(message)
    ]
    assert not errors, f"{len(errors)} errors\n" + "\n".join(dict.fromkeys(errors))
