"""Every setting of the journal: its variable, its default, and what it does.

A setting is read from, the later one wins: its default; `config.py` in the instance folder, where
it is written without `TRIO_` (``PORT = 8080``); the environment; what a caller hands `create_app`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from flask import Flask

from .exceptions import Invalid

PREFIX = "TRIO_"


def _text(value: object) -> str:
    return str(value).strip()


def _number(value: object) -> int:
    return int(_text(value))


def _switch(value: object) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True}
    known |= {"0": False, "false": False, "no": False, "off": False, "": False}
    return known[_text(value).lower()]


@dataclass(frozen=True)
class Setting:
    """One thing that whoever runs the journal can choose."""

    name: str
    default: object
    purpose: str
    read: Callable[[object], object] = _text
    expected: str = "some text"

    @property
    def variable(self) -> str:
        """Return the environment variable that sets it."""
        return PREFIX + self.name

    def parse(self, value: object) -> object:
        """Return the value in its type, or refuse with a sentence that names the variable."""
        try:
            return self.read(value)
        except (KeyError, ValueError):
            message = f"{self.variable} is {value!r}, but must be {self.expected}."
            raise Invalid(message) from None


def _whole(name: str, default: int, purpose: str, least: int, most: int) -> Setting:
    def read(value: object) -> int:
        number = _number(value)
        if not least <= number <= most:
            raise ValueError
        return number

    return Setting(name, default, purpose, read, f"a whole number from {least} to {most}")


SETTINGS: tuple[Setting, ...] = (
    Setting("INSTANCE", "", "Folder of the data; instance/ of the checkout, else of this folder."),
    Setting("DATABASE_URL", "", "Database; SQLite in the instance folder, or postgresql://..."),
    Setting("SECRET_KEY", "", "Signs forms and cookies: 32 random characters or more."),
    Setting("HOST", "127.0.0.1", "Address to listen on; 0.0.0.0 for every network of the machine."),
    _whole("PORT", 8000, "Port to listen on.", 1, 65535),
    Setting("URL", "", "Address that people type, https://journal.example; for printed links."),
    _whole("WORKERS", 0, "Processes that answer; 0 is one for each core.", 0, 64),
    Setting(
        "SECURE_COOKIES",
        False,
        "Behind https: cookies are sent over https only.",
        _switch,
        "1 or 0",
    ),
    _whole("TRUSTED_PROXIES", 0, "Proxies in front, whose X-Forwarded headers count.", 0, 8),
)

# Not for choosing: rules of the product, under the names that Flask and its extensions read.
FIXED: dict[str, object] = {
    # A form larger than this is refused with 413.
    "MAX_CONTENT_LENGTH": 1_000_000,
    # A form left open over lunch must still save.
    "WTF_CSRF_TIME_LIMIT": None,
    "SESSION_COOKIE_NAME": "trio_journal",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
}

_SHORTEST_KEY = 32
_FEWEST_CHARACTERS = 10


def instance_folder(settings: Mapping[str, object] | None = None) -> Path:
    """Return the folder of the data, which the Flask object must know when it is made."""
    chosen = (settings or {}).get("INSTANCE") or os.environ.get(PREFIX + "INSTANCE")
    if chosen:
        return Path(str(chosen)).expanduser().resolve()
    checkout = Path(__file__).resolve().parent.parent
    base = checkout if (checkout / "setup.cfg").exists() else Path.cwd()
    return base / "instance"


def load(app: Flask, settings: Mapping[str, object] | None = None) -> None:
    """Fill `app.config`; refuse with a sentence when a value is wrong or the key is not a real one.

    With TESTING among `settings`, the environment and the instance folder's file are left alone.
    """
    settings = settings or {}
    folder = Path(app.instance_path)
    app.config.from_mapping({each.name: each.default for each in SETTINGS} | FIXED)
    if not settings.get("TESTING"):
        app.config.from_pyfile(str(folder / "config.py"), silent=True)
        app.config.from_mapping(_environment(os.environ))
    app.config.from_mapping(settings)
    app.config["INSTANCE"] = str(folder)
    for setting in SETTINGS:
        app.config[setting.name] = setting.parse(app.config[setting.name])
    if not app.config["DATABASE_URL"]:
        folder.mkdir(parents=True, exist_ok=True)
    app.config["SESSION_COOKIE_SECURE"] = app.config["SECURE_COOKIES"]
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url(app.config["DATABASE_URL"], folder)
    app.config["SECRET_KEY"] = _secret_key(app.config, folder)


def _environment(environ: Mapping[str, str]) -> dict[str, object]:
    return {each.name: environ[each.variable] for each in SETTINGS if each.variable in environ}


def database_url(chosen: str, folder: Path) -> str:
    """Return the address in SQLAlchemy's form; without one, a SQLite file in the folder."""
    if not chosen:
        return f"sqlite:///{folder / 'trio_journal.db'}"
    scheme, separator, rest = chosen.partition("://")
    if scheme in {"postgres", "postgresql"}:
        scheme = "postgresql+psycopg"
    return scheme + separator + rest


def is_loopback(host: str) -> bool:
    """Tell whether an address is reached from this machine only."""
    if host.lower() == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host.strip("[]")).is_loopback
    return False


def is_production(config: Mapping[str, Any]) -> bool:
    """Tell whether others can reach it: a host not loopback, https, or a proxy in front."""
    return (
        not is_loopback(config["HOST"]) or config["SECURE_COOKIES"] or config["TRUSTED_PROXIES"] > 0
    )


def _secret_key(config: Mapping[str, Any], folder: Path) -> str:
    """Return the key to sign with; one that was made here will do on this machine only."""
    key = str(config["SECRET_KEY"])
    if is_production(config):
        if len(key) < _SHORTEST_KEY or len(set(key)) < _FEWEST_CHARACTERS:
            raise Invalid(
                "The journal is set up for others to reach, and has no real secret key. Make one "
                'with: python3 -c "import secrets; print(secrets.token_urlsafe(32))" and set '
                "TRIO_SECRET_KEY to it, or SECRET_KEY in config.py of the instance folder."
            )
        return key
    return key or _development_key(folder / "secret_key")


def _development_key(path: Path) -> str:
    """Return the key kept in the instance folder, made on the first start."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        # Workers start together: a file of its own, linked into place, is never seen half written.
        own = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
        try:
            os.link(own, path)
        finally:
            own.unlink()
    return path.read_text().strip()
