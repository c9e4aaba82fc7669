"""HTTP: thin views, one module per noun."""

from __future__ import annotations

from flask import Flask
from werkzeug.local import LocalProxy

from . import (
    alliance,
    editions,
    entered_findings,
    errors,
    evenings,
    feedback,
    filters,
    findings,
    formation,
    handouts,
    headers,
    heads,
    health,
    home,
    invitations,
    layouts,
    logo,
    observations,
    people,
    questionnaires,
    questions,
    reading,
    replies,
    reports,
    run_sheet,
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
    editions.bp,
    entered_findings.bp,
    evenings.bp,
    feedback.bp,
    findings.bp,
    formation.bp,
    handouts.bp,
    heads.bp,
    health.bp,
    home.bp,
    invitations.bp,
    logo.bp,
    layouts.bp,
    observations.bp,
    people.bp,
    questionnaires.bp,
    questions.bp,
    reading.bp,
    replies.bp,
    reports.bp,
    run_sheet.bp,
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
