"""/evenings/<id>/handout/edit: what of it prints; /alliance/logo: the logo on its cover."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from trio_journal.models import Evening
from trio_journal.services import evenings

from .doors import SignIn
from .evenings import shared
from .pages import Page


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


def test_everything_is_ticked_at_first(helen: FlaskClient, at: str) -> None:
    form = Page(helen.get(f"{at}/handout/edit")).form("/handout/edit")
    assert len(form.fields["fields_printed"]) == 12
    assert "schools_lettered" not in form.fields


def test_what_is_not_ticked_does_not_print(journal: Any, helen: FlaskClient, at: str) -> None:
    shared(journal, "Counting helps.")
    assert "Ann" in Page(helen.get(f"{at}/handout")).words
    form = Page(helen.get(f"{at}/handout/edit")).form("/handout/edit")
    kept = [name for name in form.fields["fields_printed"] if name != "names"]
    assert form.send(helen, fields_printed=kept).status_code == 303
    assert "Ann" not in Page(helen.get(f"{at}/handout")).words
    assert "Ashby Primary School" in Page(helen.get(f"{at}/handout")).words


def test_schools_are_called_by_letters(journal: Any, helen: FlaskClient, at: str) -> None:
    shared(journal, "Counting helps.")
    page = Page(helen.get(f"{at}/handout/edit"))
    assert "School A: Ashby Primary School" in page.words
    page.form("/handout/edit").send(helen, schools_lettered="y")
    words = Page(helen.get(f"{at}/handout")).words
    assert "School A" in words
    assert "Ashby Primary School" not in words
    assert "Find your school" not in words


def test_a_school_that_is_written_about_is_pointed_out(
    journal: Any, helen: FlaskClient, at: str
) -> None:
    shared(journal, "At Ashby Primary School counting helps.")
    said = "What people wrote names Ashby Primary School."
    assert said in Page(helen.get(f"{at}/handout/edit")).words


def test_everything_may_be_left_out(helen: FlaskClient, at: str) -> None:
    form = Page(helen.get(f"{at}/handout/edit")).form("/handout/edit")
    assert form.send(helen, fields_printed=None).status_code == 303
    assert helen.get(f"{at}/handout").status_code == 200
    form = Page(helen.get(f"{at}/handout/edit")).form("/handout/edit")
    assert "fields_printed" not in form.fields


def test_a_field_that_there_is_not_is_refused(helen: FlaskClient, at: str) -> None:
    form = Page(helen.get(f"{at}/handout/edit")).form("/handout/edit")
    assert form.send(helen, fields_printed=["observers"]).status_code == 422


def test_a_stale_choice_shows_both(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    form = Page(helen.get(f"{at}/handout/edit")).form("/handout/edit")
    change = journal.inside(evenings.change)
    change(evening.id, journal.helen, evening.version, {"schools_lettered": True})
    answer = form.send(helen, fields_printed=["strip"])
    assert answer.status_code == 409
    page = Page(answer)
    assert "Somebody changed this while you were writing" in page.words
    assert page.form("/handout/edit").fields["fields_printed"] == ["strip"]
    assert page.form("/handout/edit").send(helen).status_code == 303


def test_an_invitation_that_changed_meanwhile_does_not_stand_in_the_way(
    journal: Any, helen: FlaskClient, evening: Evening, at: str
) -> None:
    form = Page(helen.get(f"{at}/handout/edit")).form("/handout/edit")
    change = journal.inside(evenings.change)
    change(evening.id, journal.helen, evening.version, {"welcome": "Come in."})
    assert form.send(helen, schools_lettered="y").status_code == 303
    assert journal.fresh(evening).welcome == "Come in."
    assert journal.fresh(evening).schools_lettered


# The logo


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 200), "navy").save(out, kind)
    return out.getvalue()


def upload(helen: FlaskClient, content: bytes, name: str = "logo.png") -> Any:
    return send_file(helen, "/alliance/logo", "logo", name, content)


def send_file(client: FlaskClient, path: str, field: str, name: str, content: bytes) -> Any:
    """Send a form of one file; written out, because the test client leaves large ones open."""
    head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"'
    body = b"--x\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n--x--\r\n"
    return client.post(path, data=body, content_type="multipart/form-data; boundary=x")


def test_a_logo_stands_on_the_cover(helen: FlaskClient, at: str) -> None:
    assert "<img" not in helen.get(f"{at}/handout").get_data(as_text=True)
    assert upload(helen, picture("JPEG")).status_code == 303
    html = helen.get(f"{at}/handout").get_data(as_text=True)
    assert 'alt="Logo of Vale Alliance"' in html
    assert "data:image/jpeg;base64," in html
    assert helen.get(f"{at}/handout.pdf").get_data().startswith(b"%PDF")


def test_it_can_be_taken_away(helen: FlaskClient, at: str) -> None:
    upload(helen, picture())
    Page(helen.get("/alliance/logo")).form("/logo/delete").send(helen)
    assert "<img" not in helen.get(f"{at}/handout").get_data(as_text=True)


@pytest.mark.parametrize("content", [b"", b"GIF89a", picture()[:60], b"%PDF-1.7"])
def test_what_is_no_picture_is_refused_in_words(helen: FlaskClient, content: bytes) -> None:
    answer = upload(helen, content)
    assert answer.status_code == 422
    assert "The logo was not saved" in Page(answer).words


def test_nothing_chosen_is_asked_for(helen: FlaskClient) -> None:
    answer = helen.post("/alliance/logo", data={})
    assert answer.status_code == 422
    assert "Choose the picture first." in Page(answer).words


def test_a_picture_may_be_larger_than_other_forms(helen: FlaskClient) -> None:
    almost = picture() + bytes(1_900_000)
    assert upload(helen, almost).status_code == 303
    answer = upload(helen, bytes(2_100_000))
    assert answer.status_code == 422
    assert "That file is larger than 2 MB." in Page(answer).words
    assert upload(helen, bytes(16_100_000)).status_code == 413
    elsewhere = send_file(helen, "/schools/import", "file", "x.csv", almost)
    assert elsewhere.status_code == 413


def test_only_a_coordinator_changes_it(journal: Any, sign_in: SignIn) -> None:
    dan = sign_in(journal.dan)
    assert dan.get("/alliance/logo").status_code == 403
    assert upload(dan, picture()).status_code == 403
    assert dan.get("/alliance/logo/delete").status_code == 405
