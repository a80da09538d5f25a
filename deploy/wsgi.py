"""What gunicorn serves: the settings read once, the database brought up to date, the application."""

from __future__ import annotations

import gc
import os
import sys

from deploy.app import create_app
from deploy.database import upgrade
from shared.settings import Settings, SettingsError

try:
    settings = Settings.from_env(os.environ)
except SettingsError as error:
    sys.exit(f"tonsai: {error}")
upgrade(settings.database_url)
app, socketio = create_app(settings)
# What exists now stays until the end: the collector need not walk over it in every full round.
gc.collect()
gc.freeze()
