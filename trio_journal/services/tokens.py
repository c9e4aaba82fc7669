"""Secret tokens in links and cookies; the database keeps only their hashes."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Return an unguessable token, safe in a URL (256 random bits)."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what the database keeps of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
