"""What staff and executives use: sign-in, console, overview, figures, evidence.

It may call, serve, finish, pause and close, keep evidence and publish reports.
"""

from __future__ import annotations

from flask import Flask

from counter.api import api
from counter.calendar.views import pages as calendar
from counter.evidence import pages as evidence
from counter.guide.views import pages as guide
from counter.hall import notices as notices
from counter.hall import screens as screens
from counter.hall.parts import pages as hall
from counter.imports.views import pages as imports
from counter.integrity.views import pages as integrity
from counter.journal.views import pages as journal
from counter.keeping.views import pages as keeping
from counter.late.views import pages as late
from counter.outreach.views import pages as outreach
from counter.overseeing.views import pages as overseeing
from counter.paper.api import api as paper_api
from counter.paper.views import pages as paper_pages
from counter.people import devices as devices
from counter.people.views import pages as people
from counter.printers import slip_views as slip_views
from counter.printers.views import pages as printers
from counter.privacy.views import pages as personal
from counter.province.views import pages as province
from counter.settings import logo as logo
from counter.settings.views import pages as settings
from counter.settings.whole_views import pages as whole_settings
from counter.texts.views import pages as texts
from counter.views import pages
from counter.voice.views import pages as voice


def register(app: Flask) -> None:
    """Add the face's pages and API to the application."""
    app.register_blueprint(pages)
    app.register_blueprint(evidence)
    app.register_blueprint(people)
    app.register_blueprint(journal)
    app.register_blueprint(late)
    app.register_blueprint(keeping)
    app.register_blueprint(personal)
    app.register_blueprint(integrity)
    app.register_blueprint(overseeing)
    app.register_blueprint(guide)
    app.register_blueprint(paper_pages)
    app.register_blueprint(hall)
    app.register_blueprint(calendar)
    app.register_blueprint(texts)
    app.register_blueprint(whole_settings)
    app.register_blueprint(printers)
    app.register_blueprint(settings)
    app.register_blueprint(voice)
    app.register_blueprint(imports)
    app.register_blueprint(province)
    app.register_blueprint(outreach)
    api.register(app)
    paper_api.register(app)
