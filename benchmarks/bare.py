"""What the journal is compared with: the same packages doing the same work, and nothing else.

One signed-in user (Flask-Login, one query), one query of 50 rows, one Jinja page of the journal's
own size and shape; and one insert that is as durable. No roles, no CSRF, no versions, no history,
no headers. All words of the page around the rows are plain text in its template.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask, redirect, render_template, request
from flask_login import LoginManager, UserMixin, login_required
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship
from werkzeug.wrappers import Response

KEY = "for measuring only"
ROWS = 50


class Base(DeclarativeBase):
    """The base of the three tables."""


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
login_manager = LoginManager()


class Person(UserMixin, db.Model):
    """Somebody who reads and writes."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class Login(db.Model):
    """A signed-in browser."""

    token: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship()

    is_authenticated = is_active = True

    def get_id(self) -> str:
        return self.token


class Note(db.Model):
    """A row of the page."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    words: Mapped[str]
    author: Mapped[str]
    school: Mapped[str]
    subject: Mapped[str]
    years: Mapped[str]
    year: Mapped[int]


COLUMNS = (
    Note.id, Note.at, Note.words, Note.author, Note.school, Note.subject, Note.years, Note.year,
)  # fmt: skip


@login_manager.user_loader
def load(token: str) -> Login | None:
    return db.session.scalar(
        select(Login).where(Login.token == token).options(joinedload(Login.person, innerjoin=True))
    )


def _durable(connection, _record) -> None:
    """Open SQLite as the journal does."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 10000")


def create_app(folder: Path) -> Flask:
    """Return the app; its database and the templates of its two pages are in `folder`."""
    app = Flask(__name__, template_folder=str(folder), static_folder=None)
    app.config["SECRET_KEY"] = KEY
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder / 'bare.db'}"
    db.init_app(app)
    login_manager.init_app(app)
    app.jinja_env.filters["day"] = lambda at: f"{at:%a %d %b %Y}"

    with app.app_context():
        event.listen(db.engine, "connect", _durable)
        db.create_all()

    @app.get("/notes")
    @login_required
    def notes() -> str:
        newest = select(*COLUMNS).order_by(Note.at.desc(), Note.id.desc()).limit(ROWS)
        return render_template("notes.html", rows=db.session.execute(newest).all())

    @app.get("/notes/<uuid:note_id>")
    @login_required
    def note(note_id: UUID) -> str:
        found = db.session.execute(select(*COLUMNS).where(Note.id == note_id)).all()
        return render_template("note.html", rows=found)

    @app.post("/notes")
    @login_required
    def save() -> Response:
        row = Note(
            id=UUID(request.form["id"]),
            # Older than what is shown, so that the page stays as it is.
            at=datetime(2000, 1, 1),  # noqa: DTZ001
            words=request.form["seen"],
            author="",
            school="",
            subject="",
            years="",
            year=0,
        )
        db.session.add(row)
        db.session.commit()
        return redirect(f"/notes/{row.id}", code=303)

    @app.get("/nothing")
    def nothing() -> str:
        return ""

    return app


ROW = """\
{% for e in rows %}
<article class="entry o" id="observation-{{ e.id }}">
<div class="words"><p>{{ e.words }}</p></div>
<p class="facts"><span class="say"><svg class="mark" aria-hidden="true"><use href="#m-o"/></svg> \
<span class="vh">Observation: </span>{{ e.years }}, {{ e.subject }}, {{ e.school }}, \
<a href="/observations/{{ e.id }}">{{ e.at|day }}</a>, {{ e.author }}</span>\
<svg class="ruler" viewBox="0 0 227 22" aria-hidden="true"><use href="#yr"/>\
<path fill="currentColor" d="M{{ e.year }} 17h12v2H{{ e.year }}zM{{ e.year }} 2h12v12h-12z"/></svg>\
<a class="edit" href="/observations/{{ e.id }}/edit" \
data-hx-get="/observations/{{ e.id }}/edit">Edit</a></p>
</article>
{% endfor %}
"""


def frame(page: str) -> str:
    """Return a template: a page of the journal as plain text, but for its notes."""
    start, end = '<article class="entry o"', "</article>"
    before, *parts = page.split(start)
    rest = "".join(part.split(end, 1)[1] for part in parts)
    return f"{{% raw %}}{before}{{% endraw %}}{ROW}{{% raw %}}{rest}{{% endraw %}}"


def fill(folder: Path, texts: list[str], pages: dict[str, str]) -> tuple[str, UUID]:
    """Write the templates and the rows; return the token of a signed-in browser, and one row."""
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(frame(page), "utf-8")
    with create_app(folder).app_context():
        person = Person(id=uuid4(), name="Aisha Ahmed")
        login = Login(token="0123456789abcdef" * 4, person_id=person.id, person=person)
        rows = [
            Note(
                id=uuid4(),
                at=datetime(2026, 1 + place % 12, 1 + place % 28),  # noqa: DTZ001
                # As long as the journal's, which say more: what somebody thought, kind, rating.
                words=f"{words} {texts[place - 1][:100]}",
                author="Aisha Ahmed",
                school="Marshfield Primary School",
                subject="Writing",
                years="Year 3 to Year 4",
                year=place % 14,
            )
            for place, words in enumerate(texts)
        ]
        db.session.add_all([login, *rows])
        db.session.commit()
        db.engine.dispose()
        return login.token, rows[0].id
