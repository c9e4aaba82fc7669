"""`trio-journal`: each command, what it refuses, and the server that it starts."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import click.testing
import pypdf
import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.coming import EVENING
from trio_journal import cli, config, example
from trio_journal.extensions import db
from trio_journal.handout import editions
from trio_journal.models import Alliance, Evening, Membership, School, User
from trio_journal.services import invitations, sessions

EXTRACT = Path(__file__).parent / "data" / "gias_extract.csv"
REAL_KEY = "k3Zq-0xWb7Rm_2sYt9Uv4Lp8Nc6Jd1Fh"
PASSWORD = "three small words"

Run = Callable[..., click.testing.Result]


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs a command on this test's database."""
    for setting in config.SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    monkeypatch.setenv("TRIO_INSTANCE", app.config["INSTANCE"])
    monkeypatch.setenv("TRIO_DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
    # Set, so that what serve writes there is undone after the test.
    monkeypatch.setenv("TRIO_HOST", "127.0.0.1")
    monkeypatch.setenv("TRIO_PORT", str(free_port()))

    def run_command(*words: str, typed: str = "", refused: bool = False) -> click.testing.Result:
        result = click.testing.CliRunner().invoke(cli.main, words, input=typed)
        assert (result.exit_code != 0) is refused, result.output
        assert not result.exception or isinstance(result.exception, SystemExit), result.exception
        return result

    return run_command


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Keep the server from starting, and return what it would have been started with."""
    kept: dict[str, object] = {}

    class Server:
        def __init__(self, target: str, **options: object) -> None:
            kept.update(options, target=target)

        def serve(self) -> None:
            kept["started"] = True

    monkeypatch.setattr(cli, "Granian", Server)
    return kept


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_an_alliance_and_its_first_coordinator(app: Flask, run: Run) -> None:
    assert "Sallow Vale" in run("create-alliance", "Sallow Vale").output
    output = run(
        "create-user",
        "--email",
        "Ruth@Example.org",
        "--name",
        "Ruth Ellery",
        "--role",
        "coordinator",
    ).output
    link = re.search(r"^http://127\.0\.0\.1:\d+/invitations/(\S+)$", output, re.MULTILINE)
    assert link
    with app.app_context():
        invitations.accept(link[1], PASSWORD)
        membership = db.session.scalars(select(Membership)).one()
        assert membership.role == "coordinator"
        assert membership.school_id is None
        assert sessions.sign_in("ruth@example.org", PASSWORD)


def test_the_link_begins_with_the_address_that_people_type(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIO_URL", "https://journal.example/")
    run("create-alliance", "Sallow Vale")
    output = run("create-user", "--email", "ruth@example.org", "--name", "Ruth Ellery").output
    assert "https://journal.example/invitations/" in output


def test_a_password_typed_at_the_prompt(app: Flask, run: Run) -> None:
    run("create-alliance", "Sallow Vale")
    words = ("create-user", "--email", "ruth@example.org", "--name", "Ruth Ellery")
    short = run(*words, "--password-prompt", typed="short\nshort\n", refused=True)
    assert "longer password" in short.output
    assert count(app, User) == 0
    output = run(*words, "--password-prompt", typed=f"{PASSWORD}\n{PASSWORD}\n").output
    assert PASSWORD not in output
    with app.app_context():
        assert sessions.sign_in("ruth@example.org", PASSWORD)


def test_somebody_with_an_account_keeps_their_password(app: Flask, run: Run) -> None:
    run("create-alliance", "Sallow Vale")
    run("create-alliance", "Other Vale")
    words = ("create-user", "--email", "ruth@example.org", "--name", "Ruth Ellery")
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    run(*words, "--alliance", "Sallow Vale", "--password-prompt", typed=typed)
    other = "another long one"
    again = run(
        *words, "--alliance", "Other Vale", "--password-prompt", typed=f"{other}\n{other}\n"
    )
    assert "has an account already" in again.output
    with app.app_context():
        assert sessions.sign_in("ruth@example.org", PASSWORD)


@pytest.mark.parametrize("wanted", ["argyle primary school", "100008"])
def test_a_person_of_a_school(app: Flask, run: Run, wanted: str) -> None:
    run("create-alliance", "Sallow Vale")
    run("import-schools", str(EXTRACT))
    words = ("create-user", "--email", "ruth@example.org", "--name", "Ruth Ellery", "--school")
    run(*words, wanted)
    with app.app_context():
        school = db.session.scalars(select(Membership)).one().school
        assert school is not None
        assert school.urn == 100008
    assert "no school" in run(*words, "Nowhere", refused=True).output


def test_which_alliance(run: Run) -> None:
    words = ("import-schools", str(EXTRACT))
    assert "no alliance yet in the journal of " in run(*words, refused=True).output
    run("create-alliance", "Sallow Vale")
    assert "already" in run("create-alliance", "Sallow Vale", refused=True).output
    run(*words)
    run("create-alliance", "Other Vale")
    assert "--alliance" in run(*words, refused=True).output
    run(*words, "--alliance", "Other Vale")
    assert "Sallow Vale" in run(*words, "--alliance", "Nowhere", refused=True).output


def test_import_schools_twice(app: Flask, run: Run) -> None:
    run("create-alliance", "Sallow Vale")
    first = run("import-schools", str(EXTRACT)).output
    assert first.splitlines() == [
        "Schools added: 9, brought up to date: 0.",
        "Left out: 3 closed, 0 not open yet, 7 that are not schools.",
    ]
    assert "added: 0, brought up to date: 9" in run("import-schools", str(EXTRACT)).output
    assert count(app, School) == 9


def test_a_wrong_file_imports_nothing(app: Flask, run: Run, tmp_path: Path) -> None:
    run("create-alliance", "Sallow Vale")
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes(EXTRACT.read_bytes().replace(b'"4 Secondary"', b"").replace(b'"14"', b'"x"'))
    output = run("import-schools", str(wrong), refused=True).output
    assert re.search(r"^Error: Row \d+, column StatutoryLowAge: “x” is not", output)
    assert output.count("Row") == 1
    assert count(app, School) == 0


def test_demo_twice(app: Flask, run: Run) -> None:
    text = run("demo").output
    known = json.loads(run("demo", "--json").output)
    assert count(app, Alliance) == 1
    assert {"coordinator", "trio member"} <= {account["role"] for account in known["accounts"]}
    for account in known["accounts"]:
        assert account["email"] in text
    with app.app_context():
        one = known["accounts"][0]
        assert sessions.sign_in(one["email"], one["password"])


def test_upgrade(run: Run) -> None:
    assert "up to date" in run("upgrade").output


def test_serve_loads_the_example_on_the_first_run_only(
    app: Flask, run: Run, served: dict[str, object]
) -> None:
    first = run("serve", "--example").output
    assert "Loading the example" in first
    assert served["started"]
    with app.app_context():
        accounts = example.accounts()
    people_in_it = count(app, User)
    second = run("serve", "--example").output
    assert "Loading" not in second
    assert count(app, User) == people_in_it
    for output in (first, second):
        assert all(each.email in output and each.password in output for each in accounts)
        assert re.search(r"The trio journal is at http://127\.0\.0\.1:\d+ ", output)


def test_serve_without_the_example(app: Flask, run: Run, served: dict[str, object]) -> None:
    output = run("serve", "--host", "localhost").output
    assert count(app, User) == 0
    assert "can sign in" not in output
    assert served["address"] == "127.0.0.1"
    assert served["blocking_threads"] == 1
    assert served["workers"] == os.cpu_count()
    assert served["respawn_failed_workers"] is True


def test_serve_for_others_needs_a_real_key(run: Run, served: dict[str, object]) -> None:
    output = run("serve", "--host", "0.0.0.0", refused=True).output
    assert "TRIO_SECRET_KEY" in output
    assert not served


def test_serve_for_others_refuses_the_examples_accounts(
    app: Flask, run: Run, served: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIO_SECRET_KEY", REAL_KEY)
    run("serve", "--example", "--host", "0.0.0.0")
    assert count(app, User) == 0  # never loaded where others could reach it
    served.clear()
    monkeypatch.setenv("TRIO_HOST", "127.0.0.1")
    run("demo")
    output = run("serve", "--host", "0.0.0.0", refused=True).output
    assert "example's accounts" in output
    assert not served
    assert "not for a journal that others can reach" in run("demo", refused=True).output


def test_serve_on_a_port_that_is_taken(run: Run, served: dict[str, object]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        output = run("serve", "--port", str(taken.getsockname()[1]), refused=True).output
    assert "TRIO_PORT" in output
    assert not served


def test_a_wrong_setting_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIO_WORKERS", "many")
    output = run("upgrade", refused=True).output
    assert output == "Error: TRIO_WORKERS is 'many', but must be a whole number from 0 to 64.\n"


def test_the_real_server(tmp_path: Path) -> None:
    """Started as a person does it, from another folder, on its own SQLite file."""
    environment = {name: value for name, value in os.environ.items() if "TRIO_" not in name}
    port = free_port()
    environment |= {"TRIO_INSTANCE": str(tmp_path), "TRIO_PORT": str(port), "TRIO_WORKERS": "1"}
    command = [Path(sys.executable).with_name("trio-journal"), "serve"]
    with subprocess.Popen(command, env=environment, cwd=tmp_path, start_new_session=True) as server:
        try:
            assert answer(f"http://127.0.0.1:{port}/health") == 200
            assert answer(f"http://127.0.0.1:{port}/sign-in") == 200
        finally:
            # As Ctrl+C does: every process of the group gets it at once.
            os.killpg(server.pid, signal.SIGINT)
        assert server.wait(timeout=4) == 0
    assert (tmp_path / "trio_journal.db").exists()


def test_a_worker_has_a_group_of_its_own(
    app: Flask, run: Run, served: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("serve")
    module, _, name = str(served["target"]).partition(":")
    groups: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "setpgid", lambda *ids: groups.append(ids))
    worker = getattr(sys.modules[module], name)()
    assert isinstance(worker, Flask)
    assert groups == [(0, 0)]


def answer(url: str) -> int:
    """Return the status of a page, once the server is there."""
    end = time.monotonic() + 20
    while True:
        try:
            with urlopen(url, timeout=10) as response:
                return int(response.status)
        except ConnectionError:
            pass
        except OSError as error:
            if not isinstance(getattr(error, "reason", None), ConnectionError):
                raise
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.05)


def test_in_the_wrong_folder_it_says_which_journal_it_looked_in(run: Run) -> None:
    refused = run("invite", "--email", "zoe@example.org", refused=True).output
    assert "Nobody has been added in the journal of " in refused
    assert "TRIO_INSTANCE" in refused


def test_a_lone_coordinator_gets_a_new_link(run: Run) -> None:
    run("create-alliance", "Vale")
    person = ("--email", "zoe@example.org")
    first = run("create-user", *person, "--name", "Zoe", "--role", "coordinator").output
    second = run("invite", *person).output
    assert "it works once" in second
    assert first.split("/invitations/")[1] != second.split("/invitations/")[1]
    refused = run("invite", "--email", "nobody@example.org", refused=True)
    assert "Nobody signs in with nobody@example.org." in refused.output


# The handout


@pytest.fixture
def evening(lived_in: Flask) -> Evening:
    """Return the example's evening."""
    with lived_in.app_context():
        return db.session.scalars(EVENING).one()


@pytest.mark.parametrize(
    ("ending", "begins"),
    [("pdf", b"%PDF"), ("docx", b"PK"), ("md", b"Sallow"), ("json", b"{"), ("CSV", b"\xef\xbb")],
)
def test_the_handout_is_written_as_its_ending_says(
    evening: Evening, run: Run, tmp_path: Path, ending: str, begins: bytes
) -> None:
    file = tmp_path / f"handout.{ending}"
    output = run("handout", str(evening.evening_date), "--output", str(file)).output
    assert file.read_bytes().startswith(begins)
    assert f"{file.stat().st_size:,} bytes" in output


def test_a_layout_and_an_edition_can_be_asked_for(
    app: Flask, evening: Evening, run: Run, tmp_path: Path
) -> None:
    asked = ("handout", str(evening.id), "--output", str(tmp_path / "it.pdf"))
    assert "has no edition 1" in run(*asked, "--edition", "1", refused=True).output
    with app.app_context():
        editions.freeze(evening.id, evening.author_id)
    draft = run(*asked)
    assert "a draft. Edition 1 is frozen: --edition 1 writes that." in draft.output
    assert "draft" not in run(*asked, "--edition", "1", "--layout", "slides").output
    first = (tmp_path / "it.pdf").read_bytes()
    assert pypdf.PdfReader(tmp_path / "it.pdf").pages[0].mediabox.width == 960
    run(*asked, "--edition", "1", "--layout", "slides")
    assert (tmp_path / "it.pdf").read_bytes() == first


def test_an_evening_that_there_is_not_is_answered_with_those_there_are(
    evening: Evening, run: Run, tmp_path: Path
) -> None:
    output = run("handout", "2020-01-01", "--output", str(tmp_path / "it.pdf"), refused=True).output
    assert f"{evening.evening_date}  {evening.id}  {evening.title}" in output


def test_an_ending_that_says_nothing_is_refused(evening: Evening, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "handout.odt"
    output = run("handout", str(evening.evening_date), "--output", str(file), refused=True).output
    assert "one of .pdf, .docx, .md, .json and .csv" in output
    assert not file.exists()
