"""What the journal page may cost: queries, bytes and requests (docs/performance.md)."""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy import event, select
from werkzeug.serving import make_server

from benchmarks import sample
from trio_journal.extensions import db
from trio_journal.models import Finding
from trio_journal.services import findings

QUERIES = 8
PAGE = 40_000
FIRST_VISIT = 100_000
REQUESTS = 6

COMPRESSED = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def journal(app: Flask) -> sample.Sample:
    """Return a trio's journal with 50 notes, and all that stands around them."""
    with app.app_context():
        return sample.make()


@pytest.fixture
def reader(app: Flask, client: FlaskClient, journal: sample.Sample) -> FlaskClient:
    """Return the browser of a member who looked at the journal a minute ago."""
    with client.session_transaction() as session:
        session["_user_id"] = journal.token
    client.get(f"/trios/{journal.trio_id}")
    return client


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that are sent to the database; beginning to read is none."""
    sent: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_page_of_fifty_notes_costs_at_most_eight_queries(
    app: Flask, reader: FlaskClient, journal: sample.Sample
) -> None:
    with counted(app) as sent:
        page = reader.get(f"/trios/{journal.trio_id}").text
    assert page.count('<article class="entry o"') == sample.NOTES
    assert len(sent) <= QUERIES, "\n".join(sent)


@pytest.mark.parametrize("query", ["?question={note}", "?year=3", "?kind=lesson&school={note}"])
def test_a_filtered_page_costs_one_more_which_counts_what_is_to_sort(
    app: Flask, reader: FlaskClient, journal: sample.Sample, query: str
) -> None:
    with counted(app) as sent:
        reader.get(f"/trios/{journal.trio_id}{query.format(note=journal.note_id)}")
    assert len(sent) <= QUERIES + 1, "\n".join(sent)


def test_a_findings_page_costs_the_same_however_many_notes_it_rests_on(
    app: Flask, reader: FlaskClient, journal: sample.Sample
) -> None:
    with app.app_context():
        chosen = select(Finding).where(Finding.trio_id == journal.trio_id)
        finding = db.session.scalars(chosen).first()
        assert finding is not None
        at, version, author = f"/findings/{finding.id}", finding.version, finding.author_id
        assert len({link.observation.school_id for link in finding.evidence}) > 2
    with counted(app) as many:
        assert reader.get(at).status_code == 200
    one = {"supporting": [journal.note_id], "not_fitting": [], "quotation": ""}
    with app.app_context():
        findings.change(finding.id, author, version, one)
    with counted(app) as few:
        reader.get(at)
    assert len(many) == len(few), "\n".join(many)


def test_a_page_of_fifty_notes_stays_under_forty_kilobytes(
    reader: FlaskClient, journal: sample.Sample
) -> None:
    page = reader.get(f"/trios/{journal.trio_id}").data
    assert len(gzip.compress(page, 6)) < PAGE
    sent = reader.get(f"/trios/{journal.trio_id}", headers=COMPRESSED)
    assert sent.content_encoding == "gzip"
    assert gzip.decompress(sent.data).count(b'<article class="entry o"') == sample.NOTES
    assert len(sent.data) < PAGE


def test_a_first_visit_loads_at_most_a_hundred_kilobytes_in_six_requests(
    reader: FlaskClient, journal: sample.Sample
) -> None:
    address = f"/trios/{journal.trio_id}"
    page = reader.get(address).text
    loaded = {address, *_from_html(page)}
    for sheet in [each for each in loaded if each.endswith(".css")]:
        with reader.get(sheet) as answer:
            loaded |= {urljoin(sheet, each) for each in _from_css(answer.text, page)}
    assert len(loaded) <= REQUESTS, loaded
    assert not [each for each in loaded if urlsplit(each).netloc], "from another host"
    size = 0
    for each in loaded:
        with reader.get(each, headers=COMPRESSED) as answer:
            assert answer.status_code == 200, each
            size += len(answer.data)
    assert size <= FIRST_VISIT


def _from_html(page: str) -> Iterator[str]:
    """Yield the addresses that a browser fetches by itself when it shows a page."""
    for tag in re.findall(r"<(?:link|script|img|source|iframe|object|embed)\b[^>]*>", page):
        for name in ("href", "src", "data"):
            if found := re.search(rf'\s{name}="([^"]*)"', tag):
                yield unescape(found[1])


def _from_css(sheet: str, page: str) -> Iterator[str]:
    """Yield the addresses that a style sheet has fetched for a page: of its fonts, those used."""
    for block in re.findall(r"[^{}]*\{[^{}]*\}|@import[^;]*;", sheet):
        ranges = re.search(r"unicode-range:([^;}]*)", block)
        if "@font-face" not in block or ranges is None or _uses(page, ranges[1]):
            for found in re.findall(r"""url\(["']?([^"')]+)""", block):
                if not found.startswith("data:"):
                    yield found


def _uses(page: str, ranges: str) -> bool:
    spans = [part.strip().removeprefix("U+").partition("-") for part in ranges.split(",")]
    return any(
        int(low, 16) <= ord(letter) <= int(high or low, 16)
        for low, _, high in spans
        for letter in set(page)
    )


def test_only_texts_are_compressed_and_only_for_whoever_accepts_it(client: FlaskClient) -> None:
    css = "/static/app.css"
    font = "/static/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"
    for address, headers, encoding in (
        (css, COMPRESSED, "gzip"),
        (css, {}, None),
        (css, {"Accept-Encoding": "gzip;q=0"}, None),
        (css, COMPRESSED | {"Range": "bytes=0-99"}, None),
        (font, COMPRESSED, None),
        ("/health", COMPRESSED, None),
        ("/no-such-page", COMPRESSED, "gzip"),
    ):
        with client.get(address, headers=headers) as answer:
            assert answer.content_encoding == encoding, (address, headers)
            assert ("Accept-Encoding" in answer.vary) == (address != font)


def test_a_compressed_file_is_not_sent_again_while_it_is_the_same(client: FlaskClient) -> None:
    with client.get("/static/app.css", headers=COMPRESSED) as first:
        tag = first.headers["ETag"]
        assert tag.startswith("W/")
    with client.get("/static/app.css", headers=COMPRESSED | {"If-None-Match": tag}) as again:
        assert again.status_code == 304


def test_a_page_never_says_again_what_its_address_said(
    reader: FlaskClient, journal: sample.Sample
) -> None:
    """Or whoever made the address could learn from the compressed length what stands around it."""
    for name in ("question", "year", "school", "author", "kind", "under", "before", "other"):
        for more in ("", "&year=3", "&question=none"):
            page = reader.get(f"/trios/{journal.trio_id}?{name}=marshmallow{more}").text
            assert "marshmallow" not in page, name


@pytest.mark.browser
def test_a_browser_with_a_cold_cache_loads_no_more(
    app: Flask, journal: sample.Sample, request: pytest.FixtureRequest
) -> None:
    browser: Browser = request.getfixturevalue("_browser")
    signing = app.session_interface.get_signing_serializer(app)
    cookie = str(signing.dumps({"_user_id": journal.token}))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    home = f"http://127.0.0.1:{server.server_port}"
    context = browser.new_context()
    try:
        context.add_cookies([{"name": "trio_journal", "value": cookie, "url": home}])
        page = context.new_page()
        # What came over the wire, headers included, as the browser itself counts it.
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        asked: list[str] = []
        sizes: list[float] = []
        network.on("Network.requestWillBeSent", lambda sent: asked.append(sent["request"]["url"]))
        network.on("Network.loadingFinished", lambda had: sizes.append(had["encodedDataLength"]))
        page.goto(f"{home}/trios/{journal.trio_id}", wait_until="networkidle")
        assert page.locator("article.entry.o").count() == sample.NOTES
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.size)")
    finally:
        context.close()
        server.shutdown()
        thread.join()
        server.server_close()
    # A picture written into the style sheet is asked for, and comes from nowhere.
    asked = [each for each in asked if not each.startswith("data:")]
    assert all(each.startswith(f"{home}/") for each in asked), asked
    assert len(asked) <= REQUESTS, asked
    assert len(sizes) >= len(asked)
    assert sum(sizes) <= FIRST_VISIT
