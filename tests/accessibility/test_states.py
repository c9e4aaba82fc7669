"""No route and no template is left out of what is checked for accessibility."""

from __future__ import annotations

from pathlib import Path

import pytest

from .states import DATA, PAGES, STATES, Recorder


def test_every_get_route_is_among_the_states(recorder: Recorder) -> None:
    rules = recorder.live.app.url_map.iter_rules()
    routes = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    assert routes - DATA == set(PAGES), "list new pages in PAGES, as who sees most of them"


@pytest.mark.parametrize("name", STATES)
def test_state_is_what_it_says(recorder: Recorder, name: str) -> None:
    shown = recorder.show(name)
    assert shown.headers["Content-Type"].startswith("text/html")
    whole = "<html" in shown.html
    assert whole is (shown.state.on is None), "a fragment needs the page that it arrives in"


def test_every_template_is_among_the_states(recorder: Recorder) -> None:
    folder = Path(str(recorder.live.app.template_folder))
    there = {str(path.relative_to(folder)) for path in folder.rglob("*.html")}
    seen: set[str] = set()
    for name in STATES:
        shown = recorder.show(name)
        seen |= shown.templates | (shown.page.templates if shown.page else set())
    assert there - seen == set(), "add a state that shows it"
