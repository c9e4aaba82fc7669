"""Secret tokens in links and cookies; the database keeps their hashes, or nothing at all."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

_ID = 16  # bytes
_NUMBER = 4


def new_token() -> str:
    """Return an unguessable token, safe in a URL (256 random bits)."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what the database keeps of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed(secret: str, purpose: str, record_id: UUID, number: int) -> str:
    """Return the token of a record's link of a number: the same whenever it is asked for."""
    named = base64_encode(record_id.bytes + number.to_bytes(_NUMBER, "big"))
    return _signer(secret, purpose).sign(named).decode()


def read_signed(secret: str, purpose: str, token: str) -> tuple[UUID, int] | None:
    """Return the record and number that a token was made of, or None when it is not ours."""
    try:
        named = base64_decode(_signer(secret, purpose).unsign(token))
    except (BadSignature, UnicodeError):
        return None
    return UUID(bytes=named[:_ID]), int.from_bytes(named[_ID:], "big")


def _signer(secret: str, purpose: str) -> Signer:
    return Signer(secret, salt=purpose, digest_method=hashlib.sha256)
