"""`trio-journal`: what whoever runs the journal types."""

from __future__ import annotations

import gc
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import flask_migrate
from flask import Flask, current_app
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy import select

from . import config, create_app, example, register
from .exceptions import Conflict, Invalid, JournalError, NotFound, Unavailable
from .extensions import db
from .handout import editions, formats
from .handout.compiler import compile_evening
from .handout.pdf import A4, LAYOUTS
from .models import Alliance, Evening, Role, School, User
from .services import alliances, invitations, people, schools
from .text import listed

# Seconds that a document may take at the command line, where nobody else waits.
PATIENCE = 120.0


class _Group(click.Group):
    """A group whose commands show a refusal as its sentences, never as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except JournalError as refusal:
            details = refusal.errors.values() if isinstance(refusal, Invalid) else ()
            sentences = [refusal.message, *(text for texts in details for text in texts)]
            raise click.ClickException("\n".join(dict.fromkeys(sentences))) from None


@contextmanager
def _journal() -> Iterator[Flask]:
    """Open the journal with its database at the newest migration."""
    app = create_app()
    with app.app_context():
        try:
            flask_migrate.upgrade()
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="trio-journal")
def main() -> None:
    """The trio journal. Its settings are TRIO_ variables, or config.py in the instance folder."""


@main.command()
@click.option("--host", help="Address to listen on; TRIO_HOST, else 127.0.0.1.")
@click.option("--port", type=int, help="Port to listen on; TRIO_PORT, else 8000.")
@click.option("--example", "with_example", is_flag=True, help="Load the example the first time.")
def serve(host: str | None, port: int | None, with_example: bool) -> None:
    """Bring the database up to date and serve the journal."""
    # In the environment, so that the workers, which make the app anew, have it too.
    for name, value in (("HOST", host), ("PORT", port)):
        if value is not None:
            os.environ[config.PREFIX + name] = str(value)
    with _journal() as app:
        if with_example and not config.is_production(app.config) and _is_new():
            click.echo("Loading the example alliance (the first time only) ...")
            example.load()
        _refuse_example_in_public(app)
        accounts = example.accounts() if people.example_accounts() else []
    _check_port(app.config["HOST"], app.config["PORT"])
    if accounts:
        click.echo(_accounts_text(accounts) + "\n")
    click.echo(f"The trio journal is at {_address(app)} (Ctrl+C stops it).")
    _run_server(app)


def _is_new() -> bool:
    """Tell whether nobody has ever been added: an example that was taken away stays away."""
    return db.session.scalar(select(User.id).limit(1)) is None


def _refuse_example_in_public(app: Flask) -> None:
    if config.is_production(app.config) and people.example_accounts():
        raise Conflict(
            "The example's accounts can sign in here, and their passwords are known to everybody. "
            "Start with a database of your own: set TRIO_INSTANCE to a new folder (or "
            "TRIO_DATABASE_URL to an empty database), then use trio-journal create-alliance "
            "and create-user."
        )


def _check_port(host: str, port: int) -> None:
    """Refuse a port that is taken; the server itself would share it with whoever has it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Invalid(
            f"The journal cannot listen on {host}, port {port}: {error.strerror}. "
            "Choose another with TRIO_HOST and TRIO_PORT."
        ) from None


def _run_server(app: Flask) -> None:
    """Serve until stopped: a process for each core with one thread each, which measured best."""
    host = app.config["HOST"].strip("[]")
    Granian(
        f"{__name__}:{_worker.__name__}",
        factory=True,
        address="127.0.0.1" if host == "localhost" else host,
        port=app.config["PORT"],
        interface=Interfaces.WSGI,
        workers=app.config["WORKERS"] or os.cpu_count() or 1,
        blocking_threads=1,
        # Without it, one worker that is killed stops the whole server.
        respawn_failed_workers=True,
        # Longer than any page takes, so that a save under way is finished.
        workers_kill_timeout=5,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


def _worker() -> Flask:
    """Return the app for one worker of the server."""
    # Ctrl+C goes to every process of the group, and then the server stops its workers too; a
    # worker that gets both signals at once often waits for ever (tried). So it has its own group.
    os.setpgid(0, 0)
    app = create_app()
    # What is there now stays: the collector need not stop a request to look through it again.
    gc.collect()
    gc.freeze()
    return app


def _address(app: Flask) -> str:
    """Return the address that people type."""
    if url := app.config["URL"]:
        return str(url).rstrip("/")
    host = app.config["HOST"].strip("[]")
    return f"http://{f'[{host}]' if ':' in host else host}:{app.config['PORT']}"


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For scripts: accounts and ids as JSON.")
def demo(as_json: bool) -> None:
    """Make the example alliance if it is not there, and tell who can sign in."""
    with _journal() as app:
        if config.is_production(app.config):
            raise Conflict("The example is not for a journal that others can reach.")
        example.load()
        if as_json:
            click.echo(json.dumps(example.summary(), indent=2))
        else:
            click.echo(_accounts_text(example.accounts()))


def _accounts_text(accounts: list[example.Account]) -> str:
    """Return who can sign in, one a line."""
    widest = max(len(account.email) for account in accounts)
    lines = [f"  {each.email:{widest}}  {each.password}  {each.role}" for each in accounts]
    return "\n".join(["Who can sign in (e-mail address, password, role):", *lines])


@main.command("create-alliance")
@click.argument("name")
def create_alliance(name: str) -> None:
    """Make an alliance called NAME."""
    with _journal():
        alliance = alliances.create(name)
        click.echo(f"Made the alliance {alliance.name}. Next: trio-journal create-user.")


@main.command("create-user")
@click.option("--alliance", "alliance_name", help="Its name; not needed where there is only one.")
@click.option("--email", required=True, help="What they sign in with.")
@click.option("--name", required=True, help="As it is printed on the handout.")
@click.option("--role", type=click.Choice([*map(str, Role)]), default="member", show_default=True)
@click.option("--school", "school_name", help="Its name or URN.")
@click.option("--password-prompt", is_flag=True, help="Ask for a password; otherwise make a link.")
def create_user(
    alliance_name: str | None,
    email: str,
    name: str,
    role: str,
    school_name: str | None,
    password_prompt: bool,
) -> None:
    """Add a person to an alliance, and print the link with which they choose their password."""
    with _journal() as app:
        alliance = _alliance(alliance_name)
        school = _school(alliance, school_name) if school_name else None
        password = ""
        if password_prompt:
            password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
            invitations.check_password(password)
        membership, token = people.add(
            alliance.id,
            name=name,
            email=email,
            role=Role(role),
            school_id=school.id if school else None,
        )
        if token is None:
            click.echo(f"{email} has an account already, and signs in as before.")
        elif password:
            invitations.set_password(membership.user_id, password)
            click.echo(f"{email} can sign in at {_address(app)}/sign-in")
        else:
            click.echo(_link_text(app, email, token))


@main.command()
@click.option("--email", required=True, help="What they sign in with.")
def invite(email: str) -> None:
    """Print a new link with which somebody chooses a new password; earlier links stop working.

    For the only coordinator of an alliance: everybody else gets one from theirs, in the browser.
    """
    with _journal() as app:
        if _is_new():
            raise Invalid(f"Nobody has been added {_here(app)}")
        click.echo(_link_text(app, email, invitations.new_link(email)))


def _here(app: Flask) -> str:
    """Return which journal this is, to somebody who may stand in the wrong folder."""
    return (
        f"in the journal of {app.instance_path}. If another is meant, run this from the folder "
        "that it is served from, or set TRIO_INSTANCE."
    )


def _link_text(app: Flask, email: str, token: str) -> str:
    return f"Pass this link on to {email}; it works once:\n{_address(app)}/invitations/{token}"


@main.command("import-schools")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--alliance", "alliance_name", help="Its name; not needed where there is only one.")
def import_schools(file: Path, alliance_name: str | None) -> None:
    """Add the schools of FILE, an extract of the national register as CSV.

    A school that is there already is brought up to date. One wrong cell imports nothing.
    """
    extract = register.read_schools(file.read_bytes())
    with _journal():
        done = schools.import_register(_alliance(alliance_name).id, extract.schools)
    click.echo(f"Schools added: {done.added}, brought up to date: {done.updated}.")
    click.echo(
        f"Left out: {extract.closed} closed, {extract.not_open_yet} not open yet, "
        f"{extract.not_schools} that are not schools."
    )


@main.command()
@click.argument("evening")
@click.option(
    "--layout", type=click.Choice(list(LAYOUTS)), default=A4, show_default=True, help="Of a PDF."
)
@click.option("--edition", type=click.IntRange(1), help="A frozen edition; else as it stands.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Where to write it; the file's ending says what: .pdf, .docx, .md, .json or .csv.",
)
def handout(evening: str, layout: str, edition: int | None, output: Path) -> None:
    """Write the handout of an EVENING: its date (2026-11-24), or the id in its address."""
    suffix = output.suffix.removeprefix(".").lower()
    if suffix not in formats.FORMATS:
        endings = listed(f".{one}" for one in formats.FORMATS)
        raise Invalid(f"The file's ending says what it will be. It can be one of {endings}.")
    if suffix != "pdf" and layout != A4:
        raise Invalid("Only a PDF has a layout. Let the file end in .pdf.")
    if not output.parent.is_dir():
        raise Invalid(f"There is no folder {output.parent}.")
    form = formats.pdf_in(layout) if suffix == "pdf" else formats.FORMATS[suffix]
    with _journal() as app:
        found = _evening(evening)
        last = found.last_edition
        workshop = Path(app.config["INSTANCE"]) / "press"
        if edition is None:
            made = formats.write(compile_evening(found), form, workshop, PATIENCE)
            content = made.content if made else None
        else:
            frozen = editions.numbered(found, edition)
            content = editions.file(frozen, form, workshop, PATIENCE)
        if content is None:
            raise Unavailable("It takes longer than two minutes. Ask for it again.")
    output.write_bytes(content)
    click.echo(f"{output}: {len(content):,} bytes.")
    if edition is None:
        known = f" Edition {last} is frozen: --edition {last} writes that." if last else ""
        click.echo(f"This is the handout as it stands now, a draft.{known}")


def _evening(wanted: str) -> Evening:
    """Return an evening by its date or its id."""
    there_are = db.session.scalars(
        select(Evening).order_by(Evening.evening_date, Evening.starts_at)
    ).all()
    found = [one for one in there_are if wanted in (str(one.id), one.evening_date.isoformat())]
    if len(found) != 1:
        known = "\n".join(f"  {one.evening_date}  {one.id}  {one.title}" for one in there_are)
        said = "There are several" if found else "There is no"
        raise NotFound(
            f"{said} such evening (a date is written 2026-11-24). "
            f"There are:\n{known or '  none yet'}"
        )
    return found[0]


@main.command()
def upgrade() -> None:
    """Bring the database up to date; serve does it too."""
    with _journal():
        click.echo("The database is up to date.")


def _alliance(name: str | None) -> Alliance:
    """Return the alliance of a name, or the only one there is."""
    if name:
        return alliances.by_name(name)
    found = db.session.scalars(select(Alliance).limit(2)).all()
    if not found:
        raise Invalid(
            f"There is no alliance yet {_here(current_app)} To make one: "
            "trio-journal create-alliance."
        )
    if len(found) > 1:
        raise Invalid("There are several alliances: say which, with --alliance NAME.")
    return found[0]


def _school(alliance: Alliance, wanted: str) -> School:
    """Return the alliance's school of a name or URN."""
    wanted = wanted.strip().casefold()
    for school in schools.of_alliance(alliance.id):
        if wanted in (school.name.casefold(), str(school.urn)):
            return school
    raise Invalid(f"There is no school “{wanted}” in {alliance.name}: give its name or URN.")
