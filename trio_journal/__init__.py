"""A shared journal for trios of teachers, and the handout of their evening session."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from . import config, database, models, web  # noqa: F401 - models fill the metadata
from .extensions import csrf, db, login_manager, migrate

PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> str:
    """Return a folder that is inside the package when installed, and beside it in a checkout."""
    inside = PACKAGE / name
    return str(inside if inside.is_dir() else PACKAGE.parent / name)


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """Wire up the journal. Raises `Invalid` when a setting is wrong."""
    app = Flask(
        __name__,
        instance_path=str(config.instance_folder(settings)),
        template_folder=_shipped("templates"),
        static_folder=_shipped("static"),
    )
    config.load(app, settings)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(
        app.config["SQLALCHEMY_DATABASE_URI"]
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies
        )
    db.init_app(app)
    database.set_up(app)
    migrate.init_app(app, db, directory=str(PACKAGE / "migrations"))
    login_manager.init_app(app)
    login_manager.session_protection = None
    csrf.init_app(app)
    web.set_up(app)
    return app
