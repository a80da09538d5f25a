"""What the hall sees and hears. It has no actions: it only looks."""

from __future__ import annotations

from flask import Flask

from display.api import api
from display.views import pages


def register(app: Flask) -> None:
    """Add the face's pages and API to the application."""
    app.register_blueprint(pages)
    api.register(app)
