"""What a visitor touches: lobby kiosk, own phone, rating tablet, public results.

It may issue, cancel, rate and ask for help.
"""

from __future__ import annotations

from flask import Flask

from kiosk.agent.api import api as agent_api
from kiosk.api import api
from kiosk.privacy import pages as privacy
from kiosk.results import pages as results
from kiosk.views import pages


def register(app: Flask) -> None:
    """Add the face's pages and API to the application."""
    app.register_blueprint(pages)
    app.register_blueprint(results)
    app.register_blueprint(privacy)
    api.register(app)
    agent_api.register(app)
