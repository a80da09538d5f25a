"""Where all pages of the evidence are hung up."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("evidence", __name__, url_prefix="/evidence")
