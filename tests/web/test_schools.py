"""/schools: the alliance's schools, by hand and from the national register."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from trio_journal.ids import new_id
from trio_journal.models import SchoolPhase
from trio_journal.services import schools
from trio_journal.text import some

from .conftest import HTMX
from .doors import SignIn, knock, stranger_in
from .pages import Page

EXTRACT = Path(__file__).parent.parent / "data" / "gias_extract.csv"


@pytest.fixture
def helen(journal: Any, sign_in: SignIn) -> FlaskClient:
    """Return the coordinator's browser."""
    return sign_in(journal.helen)


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "name": "Cedar First School",
        "town": "Cedarton",
        "phase": "primary",
        "urn": "123456",
        "low_age": "4",
        "high_age": "9",
    } | changed


def named(journal: Any, name: str) -> list[Any]:
    return [
        school
        for school in journal.inside(schools.of_alliance)(journal.id, closed=True)
        if school.name == name
    ]


def test_a_school_is_added_once(journal: Any, helen: FlaskClient) -> None:
    form = Page(helen.get("/schools/new")).form("/schools")
    data = typed()
    data.pop("id")
    answers = [form.send(helen, **data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    (school,) = named(journal, "Cedar First School")
    assert str(school.id) == form.fields["id"][0]
    assert (school.phase, school.urn, school.low_age, school.high_age) == (
        SchoolPhase.PRIMARY, 123456, 4, 9,
    )  # fmt: skip
    words = Page(helen.get("/schools")).words
    assert "Cedar First School" in words
    assert "4 to 9" in words


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Write the school's name."),
        ({"low_age": "four"}, "Write a whole number from 0 to 99."),
        ({"low_age": ""}, "Write the age of the youngest pupils."),
        ({"high_age": "100"}, "Write a whole number from 0 to 99."),
        ({"low_age": "10"}, "The oldest pupils are younger than the youngest."),
        ({"urn": "-5"}, "Write a whole number from 1 to 9,999,999."),
        ({"urn": "9" * 5000}, "Write a whole number from 1 to 9,999,999."),
        ({"phase": "nursery"}, ""),
        ({"town": "T" * 121}, "too long: 120 fit"),
    ],
)
def test_a_mistake_adds_nothing_and_keeps_what_was_typed(
    journal: Any, helen: FlaskClient, changed: dict[str, str], sentence: str
) -> None:
    answer = helen.post("/schools", data=typed() | changed)
    assert answer.status_code == 422
    page = Page(answer)
    assert sentence in page.words
    form = page.form("/schools")
    for name in ("name", "town", "low_age", "high_age", "urn"):
        assert form.fields[name] == [(typed() | changed)[name]]
    assert not named(journal, "Cedar First School")


def test_all_mistakes_come_at_once(journal: Any, helen: FlaskClient) -> None:
    helen.post("/schools", data=typed())
    wrong = typed(name="", town="T" * 121, low_age="10")
    at = f"/schools/{journal.primary.id}/edit"
    for answer in (
        helen.post("/schools", data=wrong), helen.post(at, data=wrong | {"version": "1"}),
    ):  # fmt: skip
        page = Page(answer)
        assert page.status == 422
        for sentence in (
            "Write the school's name.", "too long: 120 fit", "younger than the youngest",
            "Cedar First School has this number already.",
        ):  # fmt: skip
            assert sentence in page.words


def test_a_urn_belongs_to_one_school(journal: Any, helen: FlaskClient) -> None:
    assert helen.post("/schools", data=typed()).status_code == 303
    answer = helen.post("/schools", data=typed(name="Another School"))
    assert answer.status_code == 422
    assert "Cedar First School has this number already." in Page(answer).words


def test_a_school_is_changed_on_a_page_and_in_its_row(journal: Any, helen: FlaskClient) -> None:
    at = f"/schools/{journal.primary.id}"
    form = Page(helen.get(f"{at}/edit")).form("/edit")
    assert form.fields["name"] == ["Ashby Primary School"]
    assert form.send(helen, name="Ashby First School").status_code == 303
    opened = Page(helen.get(f"{at}/edit", headers=HTMX))
    assert (opened.is_whole, opened.ids[0]) == (False, f"school-{journal.primary.id}")
    data = typed(name="Ashby Lower School", urn="", version="2")
    saved = Page(helen.post(f"{at}/edit", data=data, headers=HTMX))
    assert (saved.is_whole, saved.ids[0]) == (False, f"school-{journal.primary.id}")
    assert "Ashby Lower School" in saved.words
    refused = Page(helen.post(f"{at}/edit", data=data | {"name": "", "version": "3"}, headers=HTMX))
    assert (refused.status, refused.is_whole) == (422, False)
    assert "Ashby Lower School" in Page(helen.get(at, headers=HTMX)).words
    assert helen.get(at).location == f"/schools#school-{journal.primary.id}"


def test_a_school_goes_off_the_lists_and_back(journal: Any, helen: FlaskClient) -> None:
    at = f"/schools/{journal.primary.id}"
    assert helen.post(f"{at}/close").status_code == 303
    page = Page(helen.get("/schools"))
    assert "1 closed" in page.words
    assert "Ashby Primary School is off the lists." in page.words
    offered = Page(helen.get("/people/new")).html
    assert "Ashby Primary School" not in offered
    assert page.forms[-1].send(helen).status_code == 303
    assert named(journal, "Ashby Primary School")[0].closed_on is None


def send(client: FlaskClient, data: bytes, name: str = "extract.csv") -> Any:
    return client.post("/schools/import", data={"file": (BytesIO(data), name)})


def test_an_extract_adds_its_open_schools_and_a_second_time_updates_them(
    journal: Any, helen: FlaskClient
) -> None:
    assert Page(helen.get("/schools/import")).status == 200
    before = len(journal.inside(schools.of_alliance)(journal.id))
    assert send(helen, EXTRACT.read_bytes()).status_code == 303
    words = Page(helen.get("/schools")).words
    added = len(journal.inside(schools.of_alliance)(journal.id)) - before
    assert added > 5
    assert f"Added {some(added, 'school')}" in words
    assert send(helen, EXTRACT.read_bytes()).status_code == 303
    assert "Added no schools" in Page(helen.get("/schools")).words
    assert len(journal.inside(schools.of_alliance)(journal.id)) == before + added


def test_a_wrong_cell_imports_nothing_and_is_named(journal: Any, helen: FlaskClient) -> None:
    lines = EXTRACT.read_bytes().split(b"\n")
    heading = lines[0].decode("cp1252").rstrip("\r").split(",")
    place = next(i for i, name in enumerate(heading) if name.strip('"') == "URN")
    cells = lines[1].split(b",")
    cells[place] = b"abc"
    answer = send(helen, b"\n".join([lines[0], b",".join(cells), *lines[2:]]))
    assert answer.status_code == 422
    page = Page(answer)
    assert "Row 2, column URN" in page.words
    assert "Nothing was imported" in page.words
    assert len(journal.inside(schools.of_alliance)(journal.id)) == 2


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a table", b"\x81\x8d\x8f"])
def test_other_files_are_refused_with_a_sentence(
    journal: Any, helen: FlaskClient, data: bytes
) -> None:
    answer = send(helen, data)
    assert answer.status_code == 422
    assert "Nothing was imported" in Page(answer).words


def test_no_file_and_too_large_a_file(journal: Any, helen: FlaskClient) -> None:
    assert helen.post("/schools/import").status_code == 422
    assert "Choose the CSV file first." in Page(helen.post("/schools/import")).words
    kind = "multipart/form-data; boundary=b"
    answer = helen.post("/schools/import", data=b"a" * 1_100_000, content_type=kind)
    assert answer.status_code == 413


DOORS = [
    ("GET", "/schools"),
    ("GET", "/schools/new"),
    ("POST", "/schools"),
    ("GET", "/schools/{id}"),
    ("GET", "/schools/{id}/edit"),
    ("POST", "/schools/{id}/edit"),
    ("POST", "/schools/{id}/close"),
    ("POST", "/schools/{id}/reopen"),
    ("GET", "/schools/import"),
    ("POST", "/schools/import"),
]


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_only_coordinators_get_in(
    journal: Any, elsewhere: Any, sign_in: SignIn, method: str, path: str
) -> None:
    url = path.format(id=journal.primary.id)
    assert knock(sign_in(journal.ann), method, url) == 403
    assert knock(sign_in(journal.ann), "DELETE", url) == 405
    if "{id}" in path:
        assert knock(sign_in(stranger_in(elsewhere)), method, url) == 404
        assert knock(sign_in(journal.helen), method, path.format(id=new_id())) == 404
