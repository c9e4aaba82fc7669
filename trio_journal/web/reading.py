"""The latest edition on a phone, for anybody who has its link: no account, no cookie, no script."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from ..handout import document, editions, strip
from ..services import reading_links, running_order
from .signed_in import public

bp = Blueprint("reading", __name__)


@bp.get("/read/<token>")
@public
def show(token: str) -> Response:
    """Show the latest edition of an evening's handout."""
    found = reading_links.find(token)
    edition = editions.latest(found[1]) if found else None
    if found is None or edition is None:
        return _plain(render_template("reading/gone.html"), 404)
    link, evening = found
    handout = editions.handout_of(edition)
    page = render_template(
        "reading/show.html",
        handout=handout,
        until=link.until,
        drawings={
            finding.id: strip.draw(finding.ruler)
            for trio in handout.trios
            for finding in trio.findings
            if finding.ruler
        },
        withdrawn=running_order.withdrawn_ids(evening),
        people_line=document.people_line,
        schools_line=document.schools_line,
    )
    return _plain(page)


def _plain(page: str, status: int = 200) -> Response:
    response = make_response(page, status)
    # The address is the key: no search engine lists it, and no other site is told it.
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
