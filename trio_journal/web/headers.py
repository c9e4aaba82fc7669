"""The headers of every answer."""

from __future__ import annotations

import gzip

from flask import Response, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

TEXTS = frozenset(
    {"application/json", "image/svg+xml", "text/css", "text/csv", "text/html", "text/javascript"}
)
# One packet is one packet, however much shorter.
SMALLEST = 1_000
# 0.7 ms for the journal page; level 6 takes 1.1 ms to save another 3 % (docs/performance.md).
LEVEL = 4


def set_headers(response: Response) -> Response:
    """Allow nothing inline or from elsewhere, and keep private pages out of every cache."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # Flask-WTF checks the referrer of HTTPS posts, so it may not be withheld from ourselves.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
    return _compressed(response)


def _compressed(response: Response) -> Response:
    """Send texts compressed to whoever accepts that: the journal has no proxy that would."""
    if response.mimetype not in TEXTS:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code in (206, 304) or not request.accept_encodings["gzip"]:
        return response
    # Files come as streams, which are there to be sent as they are.
    response.direct_passthrough = False
    text = response.get_data()
    if len(text) >= SMALLEST:
        response.set_data(gzip.compress(text, LEVEL, mtime=0))
        response.content_encoding = "gzip"
        etag, _ = response.get_etag()
        if etag:
            # Weak, because the file and its compressed form are not the same bytes.
            response.set_etag(etag, weak=True)
    return response
