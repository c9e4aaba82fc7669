"""Settings: where they come from, what they become, and which starts are refused."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from flask import Flask

from trio_journal import config
from trio_journal.exceptions import Invalid

REAL_KEY = "k3Zq-0xWb7Rm_2sYt9Uv4Lp8Nc6Jd1Fh"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in config.SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)


def loaded(folder: Path, **settings: object) -> Flask:
    app = Flask(__name__, instance_path=str(folder))
    config.load(app, settings)
    return app


def test_defaults(tmp_path: Path) -> None:
    app = loaded(tmp_path)
    assert (app.config["HOST"], app.config["PORT"], app.config["WORKERS"]) == ("127.0.0.1", 8000, 0)
    assert app.config["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path}/trio_journal.db"
    assert app.config["SESSION_COOKIE_SECURE"] is False
    assert app.config["SESSION_COOKIE_HTTPONLY"] is True
    assert app.config["WTF_CSRF_TIME_LIMIT"] is None


def test_file_then_environment_then_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.py").write_text("PORT = 1\nWORKERS = 2\nTRUSTED_PROXIES = 0\n")
    monkeypatch.setenv("TRIO_WORKERS", "3")
    monkeypatch.setenv("TRIO_TRUSTED_PROXIES", "4")
    app = loaded(tmp_path, TRUSTED_PROXIES=5, SECRET_KEY=REAL_KEY)
    assert app.config["PORT"] == 1
    assert app.config["WORKERS"] == 3
    assert app.config["TRUSTED_PROXIES"] == 5


def test_tests_are_not_touched_by_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.py").write_text("PORT = 1\n")
    monkeypatch.setenv("TRIO_WORKERS", "3")
    app = loaded(tmp_path, TESTING=True)
    assert (app.config["PORT"], app.config["WORKERS"]) == (8000, 0)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "eighty", "a whole number from 1 to 65535"),
        ("PORT", "70000", "a whole number from 1 to 65535"),
        ("WORKERS", "-1", "a whole number from 0 to 64"),
        ("SECURE_COOKIES", "maybe", "1 or 0"),
    ],
)
def test_a_wrong_value_names_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(f"TRIO_{name}", value)
    with pytest.raises(Invalid) as caught:
        loaded(tmp_path)
    assert caught.value.message == f"TRIO_{name} is '{value}', but must be {expected}."


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("on", True), ("True", True), ("0", False), ("", False)]
)
def test_switches(tmp_path: Path, value: str, expected: bool) -> None:
    app = loaded(tmp_path, SECURE_COOKIES=value, SECRET_KEY=REAL_KEY)
    assert app.config["SESSION_COOKIE_SECURE"] is expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgresql://trio@db/journal", "postgresql+psycopg://trio@db/journal"),
        ("postgres://db/journal", "postgresql+psycopg://db/journal"),
        ("postgresql+psycopg://db/journal", "postgresql+psycopg://db/journal"),
        ("sqlite:////srv/journal.db", "sqlite:////srv/journal.db"),
    ],
)
def test_database_addresses(tmp_path: Path, given: str, expected: str) -> None:
    assert config.database_url(given, tmp_path) == expected
    app = loaded(tmp_path, DATABASE_URL=given)
    assert app.config["SQLALCHEMY_DATABASE_URI"] == expected


def test_the_key_of_a_machine_of_ones_own_is_made_once_and_kept_private(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "instance"
    first = loaded(folder).config["SECRET_KEY"]
    assert len(first) >= 32
    assert loaded(folder).config["SECRET_KEY"] == first
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    "reachable", [{"HOST": "0.0.0.0"}, {"SECURE_COOKIES": "1"}, {"TRUSTED_PROXIES": 1}]
)
@pytest.mark.parametrize("key", ["", "dev", "x" * 40])
def test_production_refuses_to_start_without_a_real_key(
    tmp_path: Path, reachable: dict[str, object], key: str
) -> None:
    loaded(tmp_path)  # there is a key of this machine's own, which will not do
    with pytest.raises(Invalid, match="TRIO_SECRET_KEY"):
        loaded(tmp_path, SECRET_KEY=key, **reachable)
    assert loaded(tmp_path, SECRET_KEY=REAL_KEY, **reachable).config["SECRET_KEY"] == REAL_KEY


def test_a_real_key_has_32_characters(tmp_path: Path) -> None:
    key = "0123456789abcdefghijklmnopqrstuv"
    assert loaded(tmp_path, HOST="0.0.0.0", SECRET_KEY=key).config["SECRET_KEY"] == key
    with pytest.raises(Invalid, match="TRIO_SECRET_KEY"):
        loaded(tmp_path, HOST="0.0.0.0", SECRET_KEY=key[:-1])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.9.9.9"])
def test_loopback(host: str) -> None:
    assert config.is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "journal.example", ""])
def test_not_loopback(host: str) -> None:
    assert not config.is_loopback(host)


def test_instance_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = Path(config.__file__).parent.parent
    assert config.instance_folder() == checkout / "instance"
    monkeypatch.setenv("TRIO_INSTANCE", str(tmp_path / "a"))
    assert config.instance_folder() == tmp_path / "a"
    assert config.instance_folder({"INSTANCE": tmp_path / "b"}) == tmp_path / "b"


def test_instance_folder_of_an_installed_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "__file__", str(tmp_path / "site-packages/trio_journal/config.py"))
    monkeypatch.chdir(tmp_path)
    assert config.instance_folder() == tmp_path / "instance"


def test_every_setting_says_what_it_does() -> None:
    assert all(setting.purpose.endswith(".") for setting in config.SETTINGS)
    assert len({setting.name for setting in config.SETTINGS}) == len(config.SETTINGS)
