"""HTTP: thin views, one module per noun."""

from __future__ import annotations

from flask import Flask
from werkzeug.local import LocalProxy

from . import (
    alliance,
    entered_findings,
    errors,
    evenings,
    filters,
    findings,
    formation,
    handouts,
    headers,
    health,
    home,
    invitations,
    layouts,
    observations,
    people,
    questions,
    replies,
    running_order,
    schools,
    sessions,
    signed_in,
    trio_members,
    trios,
    visits,
)

BLUEPRINTS = (
    alliance.bp,
    entered_findings.bp,
    evenings.bp,
    findings.bp,
    formation.bp,
    handouts.bp,
    health.bp,
    home.bp,
    invitations.bp,
    layouts.bp,
    observations.bp,
    people.bp,
    questions.bp,
    replies.bp,
    running_order.bp,
    schools.bp,
    sessions.bp,
    trio_members.bp,
    trios.bp,
    visits.bp,
)


def set_up(app: Flask) -> None:
    """Register the views, what templates need, and what every request and answer goes through."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    filters.set_up(app)
    errors.set_up(app)
    app.before_request(signed_in.require_sign_in)
    app.after_request(headers.set_headers)
    # Worked out only where a template asks: fragments have no frame.
    app.context_processor(lambda: {"shell": LocalProxy(signed_in.shell)})
