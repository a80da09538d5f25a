"""`tonsai`: everything one does at the machine itself, each command with help that teaches."""

from __future__ import annotations

import os
import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from deploy.commands import (
    devices,
    keeping,
    moving,
    office,
    outreach,
    personal,
    printing,
    records,
    reports,
    serving,
    settings,
    sites,
    updating,
    voice,
)
from deploy.commands.catalogues import catalogue
from deploy.commands.imports import imports
from shared.settings import SettingsError

EPILOG = """
The environment says where and how: TONSAI_DATA (folder, default ./var), TONSAI_DATABASE_URL, TONSAI_REDIS_URL (for
several processes), TONSAI_BIND, TONSAI_PORT, TONSAI_BASE_URL (the address phones use), TONSAI_HOSTS (further names),
TONSAI_HTTPS, TONSAI_TRUSTED_PROXIES, TONSAI_LOG (debug, info, warning, error), TONSAI_SITE (of several the one whose
addresses need no /s/code); TONSAI_DEMO and TONSAI_CLOCK_OFFSET_S (pretend another hour) for the demonstration only.

First time: `tonsai serve` and its start page, or `tonsai init` before it. To look around: `tonsai serve --demo`.
"""


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tonsai")
def cli() -> None:
    """Tonsai: queue, satisfaction and evidence of a municipality."""


for command in (
    serving.serve,
    serving.doctor,
    office.init,
    office.demo,
    records.verify,
    records.simulate,
    reports.report,
    reports.report_template,
    keeping.backup,
    keeping.restore,
    keeping.keep,
    keeping.retention,
    updating.update,
    moving.move,
    outreach.site,
    sites.province,
    personal.export,
    imports,
    catalogue,
    settings.settings,
    devices.token,
    devices.device,
    voice.voice,
    printing.print_agent,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; a refusal is one sentence, never a traceback."""
    try:
        sys.exit(cli(standalone_mode=False))
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except SettingsError as error:
        click.echo(f"tonsai: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os._exit(0)
    except (OSError, SQLAlchemyError) as error:
        click.echo(f"tonsai: {str(error).splitlines()[0]}", err=True)
        sys.exit(1)
