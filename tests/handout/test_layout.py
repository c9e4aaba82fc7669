"""Which side everything stands on: the rules, by estimate alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from trio_journal.handout import filling, heights, layout, metrics, trio_side
from trio_journal.handout.document import (
    Asked,
    FindingBlock,
    Handout,
    Person,
    Quotation,
    TrioBlock,
)
from trio_journal.handout.layout import lay_out
from trio_journal.handout.sides import (
    Claim,
    Continued,
    Cover,
    Heading,
    IndexSide,
    Inside,
    Text,
    TrioSide,
)

from .build import RULER, by_chance, finding, handout, handouts, trio

LONG = "A long text that goes on and on. " * 30
CLAIM = "A claim of some length that takes two lines of the side at least when it stands here. "


def trio_sides(evening: Handout) -> list[TrioSide]:
    return [side for side in lay_out(evening).sides if isinstance(side, TrioSide)]


def continued(evening: Handout) -> list[Continued]:
    return [side for side in lay_out(evening).sides if isinstance(side, Continued)]


def side_of(block: TrioBlock) -> TrioSide:
    return trio_sides(handout(block))[0]


def said(side: Any) -> set[str]:
    """Return what a side says in full of the first finding and of others."""
    if isinstance(side, TrioSide):
        return {finding.claim for finding in (side.first, *side.others) if finding}
    if isinstance(side, Continued):
        return {
            item.text if isinstance(item, Text) else item.finding.claim
            for item in side.items
            if not isinstance(item, Heading) and (isinstance(item, Text) or item.full)
        }
    return set()


def test_the_cover_is_page_1_each_trio_has_one_side_and_the_index_is_last() -> None:
    laid_out = lay_out(handout(trio(finding(ruler=RULER), number=1), trio(number=2)))
    assert [type(side) for side in laid_out.sides] == [Cover, TrioSide, TrioSide, IndexSide]
    assert [side.number for side in laid_out.sides] == [1, 2, 3, 4]
    assert laid_out.pages == {"slot-1": 2, "slot-2": 3}
    assert (laid_out.page("slot-2"), laid_out.page("slot-9")) == (3, None)
    assert (laid_out.index_page, laid_out.total) == (4, 4)
    assert layout.paper_needed(laid_out) == "4 sides of A4, 2 sheets when printed on both sides."


def test_a_short_finding_has_everything_on_its_side_and_more_lines_to_write_on() -> None:
    side = side_of(trio(finding(ruler=RULER)))
    assert side.moved == frozenset()
    assert side.writing_lines == trio_side.MOST_WRITING_LINES
    assert not continued(handout(trio(finding(ruler=RULER))))


def test_a_trio_without_a_finding_gets_lines_for_the_night() -> None:
    side = side_of(trio())
    assert side.first is None
    assert side.night_lines > 10


def test_the_lines_drop_to_two_before_anything_leaves_the_side() -> None:
    sides = [side_of(trio(finding(ruler=RULER, detail="word " * n))) for n in range(1, 320, 6)]
    whole = [side for side in sides if side.has("detail")]
    assert [side.writing_lines for side in whole] == sorted(
        (side.writing_lines for side in whole), reverse=True
    )
    assert whole[-1].writing_lines == 2
    assert whole == sides[: len(whole)]
    assert len(whole) < len(sides)
    assert all(side.writing_lines >= 2 for side in sides)


def test_details_without_a_place_on_the_side_stand_at_the_back_under_the_trios_name() -> None:
    evening = handout(trio(finding("First."), finding("Second.", detail=LONG)))
    assert said(trio_sides(evening)[0]) == {"First.", "Second."}
    (back,) = continued(evening)
    assert back.slot is None
    assert isinstance(back.items[0], Heading)
    assert LONG in said(back)
    laid_out = lay_out(evening)
    assert laid_out.more == {"slot-1": back.number}
    assert [type(side) for side in laid_out.sides][-2:] == [Continued, IndexSide]


def test_the_third_claim_goes_first_to_a_side_continued_then_the_second() -> None:
    gone = []
    for words in range(0, 200, 10):
        block = trio(
            finding(CLAIM, ruler=RULER, limits="word " * words),
            finding(f"Second {CLAIM}"),
            finding(f"Third {CLAIM}"),
        )
        evening = handout(block)
        (side,) = trio_sides(evening)
        after = continued(evening)
        items = [item for one in after for item in one.items]
        elsewhere = [i.finding.claim[:6] for i in items if isinstance(i, Claim) and i.full]
        assert elsewhere == ["Second", "Third "][len(side.others) :]
        # What leaves the side follows at once; what only has no place on it stands at the back.
        assert bool(after[0].anchor) == bool(elsewhere)
        gone.append(len(elsewhere))
    assert gone == sorted(gone)
    assert {1, 2} <= set(gone)


def test_a_fourth_claim_never_stands_on_the_side() -> None:
    evening = handout(trio(*(finding(f"Claim {n}.") for n in range(5))))
    assert len(trio_sides(evening)[0].others) <= 2
    assert {"Claim 3.", "Claim 4."} <= set().union(*map(said, continued(evening)))


def test_a_text_longer_than_the_side_goes_on_and_the_rest_stays() -> None:
    side = side_of(trio(finding(ruler=RULER, for_primary=LONG * 3)))
    assert side.moved >= {"pair"}
    assert side.has("quotation")
    assert side.has("audience_question")


@pytest.mark.parametrize(("words", "gone"), [(180, "quotation"), (195, "limits")])
def test_of_the_texts_the_longest_goes_on(words: int, gone: str) -> None:
    texts = dict.fromkeys(("detail", "for_primary", "for_secondary", "next_step"), "")
    first = finding(
        ruler=RULER,
        quotation=Quotation("word " * 150, ""),
        limits="word " * words,
        audience_question="",
        **texts,
    )
    assert side_of(trio(first)).moved == {gone}


def test_a_trios_name_stands_with_what_is_said_of_it() -> None:
    before, name = Text("", "word " * 300), Heading(trio())
    claim, after = Claim(finding(), full=False), Text("", "word " * 20)
    room = before.tall + name.tall + 1
    assert filling.fill([before, name, claim, after], room) == [[before], [name, claim, after]]


def test_a_long_question_goes_on_with_what_the_trio_did() -> None:
    block = trio(finding(ruler=RULER), asked=(Asked("Why? " * 400),))
    side, after = lay_out(handout(block)).sides[1:3]
    assert isinstance(side, TrioSide)
    assert side.moved == {"method"}
    assert {block.did, "Why? " * 400} <= said(after)


def test_claims_without_any_text_go_on_one_after_the_other() -> None:
    bare = dict.fromkeys(("detail", "for_primary", "for_secondary", "limits", "next_step"), "")
    claims = [f"Claim {n}." for n in range(40)]
    block = trio(
        *(finding(c, quotation=None, audience_question="", **bare) for c in claims), asked=()
    )
    sides = lay_out(handout(block)).sides
    assert {claim for side in sides for claim in said(side)} == set(claims)
    assert len([side for side in sides if isinstance(side, Continued)]) > 1


def test_what_has_room_again_after_a_long_text_has_gone_comes_back() -> None:
    side = side_of(trio(finding(for_primary=LONG * 8, detail="Short.", next_step="Short.")))
    assert side.moved == {"pair"}


# By how many lines a trio is too long


def over(*findings: FindingBlock, **values: Any) -> int:
    return lay_out(handout(trio(*findings, **values))).over.get("slot-1", 0)


def test_a_trio_is_over_by_the_lines_that_have_to_go() -> None:
    def spoken(lines: int) -> FindingBlock:
        return finding(ruler=RULER, detail="word\n\n" * (lines - 1) + "word")

    fits = max(lines for lines in range(1, 40) if not over(spoken(lines)))
    # A paragraph takes its own line and the gap before it.
    each = metrics.prose("word\n\nword", *heights.TEXT, heights.WIDE) - heights.LINE
    for more in range(1, 20):
        lines = more * each / heights.LINE
        assert over(spoken(fits + more)) == pytest.approx(lines, abs=1)


def test_the_longer_the_words_the_more_lines_they_are_over() -> None:
    counts = [over(finding(ruler=RULER, limits="word " * words)) for words in range(0, 900, 15)]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1] > 30) == (0, True)


def test_what_has_no_place_on_a_side_is_not_over() -> None:
    further = finding("Second.", detail=LONG, limits=LONG)
    assert continued(handout(trio(finding("First."), further)))
    assert over(finding("First."), further) == 0
    bare = dict.fromkeys(("detail", "for_primary", "for_secondary", "limits", "next_step"), "")
    claims = [finding(f"Claim {n}.", quotation=None, **bare) for n in range(3)]
    assert over(*claims) == over(*claims, finding(CLAIM * 9, **bare)) == 0


def test_a_trio_without_a_finding_is_over_only_with_questions_longer_than_its_side() -> None:
    assert over() == 0
    assert over(asked=(Asked("Why? " * 900),)) > 0


@given(handouts())
@settings(max_examples=60, deadline=None)
def test_over_are_the_trios_that_something_left_for_want_of_room(evening: Handout) -> None:
    laid_out = lay_out(evening)
    for side in trio_sides(evening):
        with_a_place = side.trio.findings[1 : trio_side.MOST_CLAIMS]
        left = bool(side.moved) or side.others != with_a_place
        # What cannot leave may be longer than a side as well.
        is_over = left or side.tall > heights.ROOM
        assert (side.trio.anchor in laid_out.over) == is_over
        assert all(lines > 0 for lines in laid_out.over.values())
        if left:
            assert side.trio.anchor in laid_out.more


def test_a_long_claim_is_set_smaller() -> None:
    assert not side_of(trio(finding("x" * 160))).long_claim
    assert side_of(trio(finding("x" * 161))).long_claim


def test_a_welcome_of_more_than_sixty_words_goes_inside() -> None:
    short, long = (handout(trio(), welcome="word " * n) for n in (60, 61))
    assert [type(side) for side in lay_out(short).sides][:2] == [Cover, TrioSide]
    cover, inside = lay_out(long).sides[:2]
    assert isinstance(cover, Cover)
    assert not cover.welcome
    assert isinstance(inside, Inside)
    assert inside.welcome.split() == ["word"] * 61
    assert lay_out(long).page("slot-1") == 3


def test_a_full_cover_leaves_out_the_schools_before_the_welcome() -> None:
    def cover(trios: int) -> Cover:
        evening = handout(*(trio(number=n) for n in range(1, trios + 1)), welcome="word " * 60)
        first = lay_out(evening).sides[0]
        assert isinstance(first, Cover)
        return first

    assert [(side.schools, side.welcome) for side in map(cover, (7, 12))] == [
        (True, True),
        (False, True),
    ]
    assert len(cover(12).slots) == 13, "the running order is whole"
    assert cover(20).slots == (), "too long even so"


def test_a_welcome_that_has_no_room_takes_no_schools_away() -> None:
    evening = handout(*(trio(number=n) for n in range(1, 9)), welcome="Thank you, all.\n\n" * 16)
    cover, inside = lay_out(evening).sides[:2]
    assert isinstance(cover, Cover)
    assert (cover.schools, cover.welcome, len(cover.slots)) == (True, False, 9)
    assert isinstance(inside, Inside)
    assert inside.slots == ()


def test_a_long_running_order_goes_inside_whole() -> None:
    evening = handout(*(trio(number=n) for n in range(1, 61)))
    cover, *others = lay_out(evening).sides
    assert isinstance(cover, Cover)
    assert cover.slots == ()
    inside = [side for side in others if isinstance(side, Inside)]
    assert sum((side.slots for side in inside), ()) == evening.slots
    assert [side.continued for side in inside] == [False] + [True] * (len(inside) - 1)


def test_no_trios_make_a_cover_only() -> None:
    laid_out = lay_out(handout())
    assert [type(side) for side in laid_out.sides] == [Cover]
    assert layout.paper_needed(laid_out) == "1 side of A4, 1 sheet when printed on both sides."


def test_long_indexes_go_on_and_only_their_first_sides_have_the_anchor() -> None:
    evening = handout(
        *(trio(number=n, people=(Person("Ann", f"School {n:02}"),), asked=()) for n in range(1, 71))
    )
    sides = [side for side in lay_out(evening).sides if isinstance(side, IndexSide)]
    parts = [part for side in sides for part in side.parts]
    assert {part.index.anchor for part in parts} == {"find-your-school"}
    assert [part.first for part in parts] == [True] + [False] * (len(sides) - 1)
    assert sum((part.lines for part in parts), ()) == evening.by_school


def test_where_a_text_cannot_be_parted_the_pages_after_it_have_no_number() -> None:
    fenced = "```\n" + "line\n\n" * 200 + "```"
    evening = handout(trio(finding(limits=fenced), number=1), trio(number=2), trio(number=3))
    laid_out = lay_out(evening)
    assert laid_out.page("slot-1") == 2
    assert laid_out.page("slot-2") is None
    assert laid_out.index_page is None
    assert laid_out.total is None
    assert "longer than a side" in layout.paper_needed(laid_out)


def test_a_long_text_is_parted_between_paragraphs_and_sentences_and_loses_no_word() -> None:
    plain = " ".join(f"Sentence number {n} says something." for n in range(400))
    for text in (plain, plain.replace(".", ""), f"{LONG}\n\n{plain}\n\n- a\n- list"):
        parts = filling.paragraphs(text)
        assert len(parts) > 1
        assert " ".join(parts).split() == text.split()
        evening = handout(trio(finding(detail=text, limits=LONG, quotation=None)))
        assert lay_out(evening).total is not None


def test_only_the_last_part_of_a_long_quotation_carries_its_credit() -> None:
    evening = handout(trio(finding(quotation=Quotation("Long words. " * 800, "a KS2 lesson"))))
    quoted = [
        item
        for side in continued(evening)
        for item in side.items
        if isinstance(item, Text) and item.quoted
    ]
    assert len(quoted) > 1
    assert [item.credit for item in quoted] == [""] * (len(quoted) - 1) + ["a KS2 lesson"]


@pytest.mark.parametrize("seed", range(30))
def test_no_side_is_fuller_than_there_is_room(seed: int) -> None:
    laid_out = lay_out(by_chance(seed, most_words=40 + 20 * (seed % 5)))
    assert laid_out.total == len(laid_out.sides)
    for side in laid_out.sides:
        if isinstance(side, TrioSide):
            assert side.tall <= heights.ROOM
        if isinstance(side, Continued):
            assert sum(item.tall for item in side.items) <= heights.ROOM
            # Neither a heading nor a named claim is left behind at the foot.
            assert not isinstance(side.items[-1], Heading)


@given(handouts())
@settings(max_examples=30, deadline=None)
def test_every_finding_stands_somewhere_whatever_it_says(evening: Handout) -> None:
    laid_out = lay_out(evening)
    for block in evening.trios:
        assert sum(isinstance(s, TrioSide) and s.trio == block for s in laid_out.sides) == 1
        for one in block.findings:
            assert any(one.claim in said(side) for side in laid_out.sides)


def test_words_are_measured_in_the_typefaces_own_widths() -> None:
    assert metrics.width("Year 3") == 575 + 538 + 525 + 349 + 280 + 576
    assert metrics.width("é") == metrics.width("e") == metrics.width("e\u0301")
    assert metrics.width("學") > metrics.width("W")
    assert metrics.lines("", 12, 172) == 1
    assert metrics.lines("one\ntwo", 12, 172) == 2
    assert metrics.lines("word " * 200, 12, 172) == pytest.approx(12, abs=1)
    assert metrics.lines("x" * 5000, 12, 172) == pytest.approx(61, abs=3)
    assert metrics.lines("x" * 40, 12, 1) >= 40
