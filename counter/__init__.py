"""What staff and executives use: sign-in, console, overview, figures. It may call, serve, finish, pause and close."""

from __future__ import annotations

from flask import Flask

from counter.api import api
from counter.views import pages


def register(app: Flask) -> None:
    """Add the face's pages and API to the application."""
    app.register_blueprint(pages)
    api.register(app)
