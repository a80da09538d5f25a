"""The sections of the settings, in the order of the side list.

A room adds its own with one line, `add_section(Section("title.key", "/settings/its-path"))`, and its page extends
`counter/settings/base.html`. Sections with fields are drawn and saved by `views.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counter.settings.fields import Field, Kind
from counter.settings.places import DEFAULTS, PARTS
from shared.domain.alerts import BOUNDS
from shared.domain.keeping import BOUNDS as KEEPING_BOUNDS
from shared.domain.keeping import Keeping
from shared.evidence.report.memo import MEMO_LINES, MEMO_PARAGRAPHS, official_words


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the side list. `fields` and one of `part` and `kind` are of the sections drawn here."""

    title: str
    path: str
    fields: tuple[Field, ...] = ()
    part: str = ""
    """The name of a part of the settings."""
    kind: str = ""
    """A kind of row."""
    after: str = ""
    """The path of the section it stands behind; at the end without it."""
    waiting: Callable[[], int] | None = None
    """How many things wait there for somebody: the side list says so."""
    may: str = "settings.change"
    """The permission its page asks for."""


SECTIONS: list[Section] = []
KEPT = Keeping()
"""What holds where an office has said nothing."""
CHANGES = "/settings/changes"


def add_section(section: Section) -> Section:
    """Put a section behind the one it names, otherwise at the end, before the changes: they are always last."""
    paths = [one.path for one in SECTIONS]
    end = len(SECTIONS) - (CHANGES in paths[-1:])
    SECTIONS.insert(paths.index(section.after) + 1 if section.after in paths else end, section)
    if section.part:
        PARTS[section.part] = tuple(field.path for field in section.fields)
        DEFAULTS.update({field.path: field.default for field in section.fields})
    return section


def find_section(name: str) -> Section | None:
    """Return the section drawn here whose page is `/settings/<name>`."""
    return next((s for s in SECTIONS if s.path == f"/settings/{name}" and s.fields), None)


def _memo(name: str, kind: Kind) -> Field:
    note = "settings.note.memo" if name == MEMO_LINES[0] else ""
    return Field("report.memo." + name, kind, optional=True, hint=official_words({})[name], note=note)


LANGUAGE_FIELDS = (
    Field(
        "languages.beside",
        "choices",
        choices="languages_beside",
        default=["ms", "en"],
        note="settings.note.languages_beside",
    ),
    Field("languages.first", "choice", choices="languages", default="th"),
)
_POSITION = Field("position", "whole", most=999)
_DEPARTMENT = Field("department_id", "choice", choices="departments")
_DOCUMENTS = Field("documents", "lines", optional=True)

add_section(
    Section(
        "settings.section.office",
        "/settings/office",
        (
            Field("office.name", "words"),
            Field("office.place", "words"),
            Field("office.days", "words"),
        ),
        part="office",
    )
)
add_section(Section("settings.section.languages", "/settings/languages", LANGUAGE_FIELDS, part="languages"))
add_section(
    Section(
        "settings.section.hours",
        "/settings/hours",
        (
            Field("hours.weekly", "week"),
            Field("hours.lunch", "lunch"),
            Field("hours.last_ticket_before_min", "whole", most=480),
        ),
        part="hours",
    )
)
add_section(
    Section(
        "settings.section.groups",
        "/settings/groups",
        (
            Field("prefix", "choice", choices="prefixes"),
            Field("name", "words"),
            Field("short", "words"),
            Field("icon", "icon", choices="icons"),
            Field("colour", "colour", choices="colours", default="", note="settings.note.colour"),
            Field("neutral", "flag", default=False, note="settings.note.neutral"),
            _DEPARTMENT,
            _DOCUMENTS,
            Field("daily_cap", "whole", least=1, optional=True),
            Field("last_ticket", "clock", optional=True),
            _POSITION,
        ),
        kind="group",
    )
)
add_section(
    Section(
        "settings.section.services",
        "/settings/services",
        (
            Field("name", "words"),
            Field("group_id", "choice", choices="groups"),
            Field("sensitive", "flag", default=False, note="settings.note.sensitive"),
            _DEPARTMENT,
            Field("responsible", "words"),
            Field("standard_minutes", "whole", least=1, most=600, optional=True),
            Field("standard_days", "whole", least=1, most=365, optional=True),
            Field("steps", "lines", optional=True),
            _DOCUMENTS,
            _POSITION,
        ),
        kind="service",
    )
)
add_section(
    Section(
        "settings.section.counters",
        "/settings/counters",
        (
            Field("number", "whole", least=1, most=99),
            Field("name", "words"),
            Field("default_groups", "choices", choices="groups"),
        ),
        kind="counter",
    )
)
add_section(
    Section(
        "settings.section.departments",
        "/settings/departments",
        (Field("name", "words"), _POSITION),
        kind="department",
    )
)
add_section(
    Section(
        "settings.section.rules",
        "/settings/rules",
        (
            Field("priority_ratio", "whole", least=1, most=20),
            Field("office.rule", "words"),
            Field("office.priority_text", "words"),
            Field("recall_limit", "whole", least=1, most=20),
            Field("recall_spacing_s", "whole", least=1, most=300),
            Field("correct_within_s", "whole", least=1, most=86_400),
        ),
        part="rules",
    )
)
add_section(
    Section(
        "settings.section.alerts",
        "/settings/alerts",
        (
            Field("long_wait_min", "whole", least=1, most=480),
            *(
                Field(f"alerts.{name}", "whole", least=least, most=most, default=otherwise)
                for name, (least, most, otherwise) in BOUNDS.items()
            ),
        ),
        part="alerts",
    )
)
add_section(
    Section(
        "settings.section.rating",
        "/settings/rating",
        (
            Field("band", "choice", choices="bands"),
            Field("rating.window_min", "whole", least=1, most=1440),
            Field("rating.dimensions", "choices", choices="dimensions"),
            Field("rating.reasons", "choices", choices="reasons"),
            Field("rating.ask.sex", "flag"),
            Field("rating.ask.age", "flag"),
            Field("rating.ask.occupation", "flag"),
            Field("rating.comment", "flag"),
        ),
        part="rating",
    )
)
add_section(
    Section(
        "settings.section.retention",
        "/settings/retention",
        tuple(
            Field(
                f"keeping.{name}",
                "whole",
                least=least,
                most=most,
                optional=True,
                hint=str(getattr(KEPT, name)),
            )
            for name in ("ticket_years", "rating_years", "comment_days")
            for least, most in (KEEPING_BOUNDS[name],)
        ),
        part="retention",
    )
)
add_section(
    Section(
        "settings.section.report",
        "/settings/report",
        (
            Field("report.chairs", "whole", most=9999, optional=True),
            Field("report.target", "whole", least=1, most=100, optional=True),
            Field(
                "report.advice_groups",
                "choices",
                choices="group_codes",
                optional=True,
                note="settings.note.report_advice_groups",
            ),
            Field("report.eit.first", "date", optional=True),
            Field("report.eit.last", "date", optional=True),
            Field("report.eit.place", "text", optional=True),
            Field("report.eit.url", "url", optional=True),
            Field("report.signers", "signers", optional=True),
            *(_memo(name, "text") for name in MEMO_LINES),
            *(_memo(name, "long") for name in MEMO_PARAGRAPHS),
        ),
        part="report",
    )
)
add_section(
    Section(
        "voice.title",
        "/settings/voice",
        (Field("voice.repeats", "whole", most=3), Field("voice.loudness", "loudness")),
        part="voice",
    )
)
add_section(
    Section(
        "settings.section.guide",
        "/settings/guide",
        (Field("guide.contact", "text", optional=True, default=""),),
        part="guide",
    )
)
add_section(Section("people.staff.title", "/settings/staff", may="staff.manage"))
add_section(Section("devices.title", "/settings/devices", may="device.manage"))
add_section(Section("printers.title", "/settings/printers", kind="printer"))
add_section(Section("copies.title", "/settings/keeping", may="keeping.read"))
add_section(
    Section("privacy.section", "/settings/privacy", (Field("privacy.contact", "words"),), part="privacy")
)
add_section(Section("privacy.title", "/settings/personal", may="personal.export"))
add_section(Section("settings.section.changes", CHANGES))
