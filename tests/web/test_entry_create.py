"""POST /trios/<id>/<noun>s: an entry is made, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from trio_journal.dates import today
from trio_journal.extensions import db
from trio_journal.ids import new_id
from trio_journal.models import Observation, Revision

from .conftest import HTMX
from .nouns import FINDING, OBSERVATION, VISIT, Noun
from .pages import Page


def count(journal: Any, model: Any) -> int:
    statement = select(func.count()).select_from(model)
    return journal.inside(lambda: db.session.scalar(statement))()


def made(journal: Any, noun: Noun) -> Any:
    return journal.inside(lambda: db.session.scalars(select(noun.model)).one())()


def test_the_form_makes_an_entry_of_its_author(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    form = Page(ann.get(noun.of(journal, "new"))).form(noun.of(journal))
    answer = form.send(ann, **noun.typed(journal))
    assert answer.status_code == 303
    entry = made(journal, noun)
    assert str(entry.id) == form.fields["id"][0]
    assert (entry.author_id, entry.trio_id) == (journal.ann, journal.home.id)
    assert getattr(entry, noun.field) == "They said why."
    assert entry.version == 1
    page = Page(ann.get(answer.location))
    assert page.status == 200
    assert "They said why." in page.words


def test_htmx_is_not_sent_to_a_page_as_a_fragment(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    answer = ann.post(
        noun.of(journal), data=noun.typed(journal) | {"id": str(new_id())}, headers=HTMX
    )
    assert answer.status_code == 200
    assert not Page(answer).is_whole
    if noun is not OBSERVATION:
        assert ann.get(answer.headers["HX-Redirect"]).status_code == 200
    assert made(journal, noun)


def test_a_double_click_makes_one_record(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    form = Page(ann.get(noun.of(journal, "new"))).form(noun.of(journal))
    first, second = (form.send(ann, **noun.typed(journal)) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert count(journal, noun.model) == 1
    assert count(journal, Revision) == 1


def test_an_id_used_for_other_words_is_a_conflict(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    form = Page(ann.get(noun.of(journal, "new"))).form(noun.of(journal))
    form.send(ann, **noun.typed(journal))
    typed = "Quite another thing, and too long to be typed once more."
    answer = form.send(ann, **noun.typed(journal, typed))
    assert answer.status_code == 409
    assert typed in Page(answer).words
    assert getattr(made(journal, noun), noun.field) == "They said why."


def test_another_persons_id_is_not_there(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Noun
) -> None:
    form = Page(ann.get(noun.of(journal, "new"))).form(noun.of(journal))
    form.send(ann, **noun.typed(journal))
    assert form.send(bob, **noun.typed(journal)).status_code == 404
    assert made(journal, noun).author_id == journal.ann


def test_the_id_of_an_entry_in_another_trio_is_not_there(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    other = journal.trio(journal.ann, focus="Reading")
    data = noun.typed(journal) | {"id": str(new_id())}
    assert ann.post(noun.of(journal), data=data).status_code == 303
    assert ann.post(f"/trios/{other.id}/{noun.name}s", data=data).status_code == 404
    assert count(journal, noun.model) == 1


def test_what_is_missing_is_said_beside_the_field(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    answer = ann.post(noun.of(journal), data={"id": str(new_id())})
    assert answer.status_code == 422
    page = Page(answer)
    assert page.is_whole
    missing = {"visit": "visit_date"}.get(noun.name, noun.field)
    beside = [one for one in page.ids if one.endswith(f"{missing}-error")]
    assert len(beside) == 1
    assert any(link.endswith(missing) for link in page.links), "the summary leads to the field"
    assert count(journal, noun.model) == 0


def test_nothing_typed_is_lost_to_a_mistake(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    typed = "x" * (noun.limit + 1)
    id_ = str(new_id())
    answer = ann.post(noun.of(journal), data=noun.typed(journal, typed) | {"id": id_})
    assert answer.status_code == 422
    page = Page(answer)
    form = page.form(noun.of(journal))
    assert form.fields[noun.field] == [typed]
    assert form.fields["id"] == [id_]
    assert f"{noun.limit:,} fit" in page.words
    assert form.send(ann, **{noun.field: "Shorter."}).status_code == 303


def test_exactly_the_limit_is_kept(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    typed = "é" * noun.limit
    assert ann.post(noun.of(journal), data=noun.typed(journal, typed)).status_code == 303
    assert getattr(made(journal, noun), noun.field) == typed


def test_line_ends_of_a_browser_do_not_count_twice(journal: Any, ann: FlaskClient) -> None:
    typed = "\r\n".join(["a"] * 10_000)
    answer = ann.post(OBSERVATION.of(journal), data={"seen": typed})
    assert answer.status_code == 303
    assert made(journal, OBSERVATION).seen == "\n".join(["a"] * 10_000)


def test_by_htmx_a_mistake_answers_the_form_alone(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    typed = "x" * (noun.limit + 1)
    answer = ann.post(noun.of(journal), data=noun.typed(journal, typed), headers=HTMX)
    assert answer.status_code == 422
    page = Page(answer)
    assert not page.is_whole
    assert page.form(noun.of(journal)).fields[noun.field] == [typed]


def test_year_groups_that_do_not_exist_are_refused(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    if noun is VISIT:
        return
    for years in (["14"], ["3", "99"], ["-1"], ["Year 3"], ["3' OR 1"]):
        answer = ann.post(noun.of(journal), data=noun.typed(journal) | {"years": years})
        assert answer.status_code == 422, years
        page = Page(answer)
        assert "Choose from Nursery to Year 13." in page.words
        assert page.form(noun.of(journal)).fields[noun.field] == ["They said why."]
    assert count(journal, noun.model) == 0


def test_a_range_of_year_groups_is_from_the_lowest_to_the_highest(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    if noun is VISIT:
        return
    ann.post(noun.of(journal), data=noun.typed(journal) | {"years": ["6", "N", "R"]})
    entry = made(journal, noun)
    assert (entry.year_from, entry.year_to) == (-1, 6)


def test_a_note_about_a_day_to_come_is_refused_beside_the_day(
    journal: Any, ann: FlaskClient
) -> None:
    typed = f"{today() + timedelta(days=3)}T09:00"
    data = {"seen": "They said why.", "observed_at": typed}
    answer = ann.post(OBSERVATION.of(journal), data=data)
    assert answer.status_code == 422
    page = Page(answer)
    assert "observed_at-error" in page.ids
    assert "This day has not come yet" in page.words
    assert page.form(OBSERVATION.of(journal)).fields["observed_at"] == [typed]


def test_days_that_do_not_exist_are_refused(journal: Any, ann: FlaskClient) -> None:
    for day in ("2026-02-30", "tomorrow", "2026-13-01", "0000-00-00"):
        answer = ann.post(VISIT.of(journal), data=VISIT.typed(journal) | {"visit_date": day})
        assert answer.status_code == 422, day
        page = Page(answer)
        assert "visit_date-error" in "".join(page.ids)
        form = page.form(VISIT.of(journal))
        assert form.fields["visit_date"] == [day]
        assert form.fields["look_for"] == ["They said why."]
        answer = ann.post(
            OBSERVATION.of(journal), data={"seen": "It rained.", "observed_at": f"{day}T09:00"}
        )
        assert answer.status_code == 422, day
        page = Page(answer)
        assert "It rained." in page.words
        assert "There is no such day or time." in page.words


def test_years_in_which_no_school_lived_are_refused(journal: Any, ann: FlaskClient) -> None:
    for day in ("0001-01-01", "0026-11-24", "2099-12-03", "9999-12-31"):
        answer = ann.post(VISIT.of(journal), data=VISIT.typed(journal) | {"visit_date": day})
        assert (answer.status_code, "Check the year." in answer.text) == (422, True), day
        typed = {"seen": "It rained.", "observed_at": f"{day}T09:00"}
        answer = ann.post(OBSERVATION.of(journal), data=typed)
        assert (answer.status_code, "Check the year." in answer.text) == (422, True), day


def test_what_no_list_offers_is_refused(
    journal: Any, elsewhere: Any, ann: FlaskClient, noun: Noun
) -> None:
    strange = str(elsewhere.school("Far School").id)
    fields = {
        "question": {"state": "finished"},
        "visit": {"host_school_id": strange},
        "observation": {"school_id": strange},
        "finding": {"question_id": strange},
    }[noun.name]
    for wrong in (fields, dict.fromkeys(fields, "nonsense")):
        answer = ann.post(noun.of(journal), data=noun.typed(journal) | wrong)
        assert answer.status_code == 422, wrong
        page = Page(answer)
        assert page.form(noun.of(journal)).fields[noun.field] == ["They said why."]
        assert "coerce" not in page.words
    assert count(journal, noun.model) == 0


def test_nobody_visits_who_is_not_in_the_trio(journal: Any, ann: FlaskClient) -> None:
    for person in (str(journal.dan), "nonsense"):
        answer = ann.post(VISIT.of(journal), data=VISIT.typed(journal) | {"visitor_ids": person})
        assert answer.status_code == 422
        page = Page(answer)
        assert any(id_.endswith("visitor_ids-error") for id_ in page.ids)
        assert "coerce" not in page.words


def test_a_note_speaks_to_questions_of_its_trio_only(journal: Any, ann: FlaskClient) -> None:
    other = journal.trio(journal.ann, journal.bob, journal.dan, focus="Reading")
    strange = ann.post(f"/trios/{other.id}/questions", data={"text": "Why?"})
    question_id = strange.location.rpartition("=")[2]
    for wrong in (question_id, "nonsense"):
        answer = ann.post(OBSERVATION.of(journal), data={"seen": "So.", "question_ids": wrong})
        assert answer.status_code == 422
        assert "coerce" not in Page(answer).words
    assert count(journal, Observation) == 0


def test_a_finding_rests_on_notes_of_its_trio_only(journal: Any, ann: FlaskClient) -> None:
    other = journal.trio(journal.ann, focus="Reading")
    ann.post(f"/trios/{other.id}/observations", data={"seen": "Elsewhere."})
    strange = made(journal, OBSERVATION)
    data = {"claim": "So it is.", f"evidence-{strange.id}": "supports"}
    answer = ann.post(FINDING.of(journal), data=data)
    assert answer.status_code == 422
    page = Page(answer)
    assert "Choose from the trio's own notes." in page.words
    assert page.form(FINDING.of(journal)).fields["claim"] == ["So it is."]


def test_evidence_that_is_no_note_is_refused(journal: Any, ann: FlaskClient) -> None:
    claim = "A claim that is long enough to be copied."
    data = {"claim": claim, "evidence-nonsense": "supports"}
    answer = ann.post(FINDING.of(journal), data=data)
    assert answer.status_code == 422
    assert claim in Page(answer).words


def test_what_no_database_keeps_is_left_out(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    answer = ann.post(noun.of(journal), data=noun.typed(journal, "They\x00 said\r\nwhy."))
    assert answer.status_code == 303
    assert getattr(made(journal, noun), noun.field) == "They said\nwhy."


def test_only_blanks_are_nothing(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    if not noun.needed:
        return
    answer = ann.post(noun.of(journal), data=noun.typed(journal, " \r\n\x00\t "))
    assert answer.status_code == 422


def test_a_damaged_id_makes_nothing_and_keeps_the_text(
    journal: Any, ann: FlaskClient, noun: Noun
) -> None:
    answer = ann.post(noun.of(journal), data=noun.typed(journal) | {"id": "not-an-id"})
    assert answer.status_code == 422
    page = Page(answer)
    assert "This form is damaged." in page.words
    assert page.form(noun.of(journal)).fields[noun.field] == ["They said why."]
    assert count(journal, noun.model) == 0


def test_an_outsider_finds_nothing(journal: Any, sign_in: Any, noun: Noun) -> None:
    answer = sign_in(journal.dan).post(noun.of(journal), data=noun.typed(journal))
    assert answer.status_code == 404
    assert count(journal, noun.model) == 0


def test_a_coordinator_may_not(journal: Any, sign_in: Any, noun: Noun) -> None:
    answer = sign_in(journal.helen).post(noun.of(journal), data=noun.typed(journal))
    assert answer.status_code == 403
    assert count(journal, noun.model) == 0


def test_a_former_member_finds_nothing(journal: Any, sign_in: Any, noun: Noun) -> None:
    journal.part(journal.cat)
    answer = sign_in(journal.cat).post(noun.of(journal), data=noun.typed(journal))
    assert answer.status_code == 404


def test_a_closed_year_takes_nothing(journal: Any, ann: FlaskClient, noun: Noun) -> None:
    journal.close()
    answer = ann.post(noun.of(journal), data=noun.typed(journal))
    assert answer.status_code == 403
    assert count(journal, noun.model) == 0


def test_two_people_write_in_the_same_words(
    journal: Any, ann: FlaskClient, bob: FlaskClient, noun: Noun
) -> None:
    for client in (ann, bob):
        assert client.post(noun.of(journal), data=noun.typed(journal)).status_code == 303
    assert count(journal, noun.model) == 2


def test_case_pupils_only_where_the_trio_follows_some(journal: Any, ann: FlaskClient) -> None:
    answer = ann.post(OBSERVATION.of(journal), data={"seen": "So.", "case_pupil": "A"})
    assert answer.status_code == 303
    assert made(journal, OBSERVATION).case_pupil is None
