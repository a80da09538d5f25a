"""The form of the slip: what stands on it, and the template it is drawn with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from counter.settings.fields import Field, Form, read_field
from shared.domain.errors import QueueError
from shared.domain.printing import WIDTHS
from shared.domain.thai import Language
from shared.paper.slips import SHIPPED

RULE = Field("office.rule", "words")
LONGEST_TEMPLATE = 30_000
LONGEST_JAWI = 120
"""Characters."""
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
_LATIN_OR_THAI = re.compile(r"[A-Za-z\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says by the paths of the settings, and the fields in which it cannot be."""

    value: Mapping[str, Any]
    wrong: tuple[str, ...]


def read_slip(form: Form, kept_rule: Mapping[str, str]) -> Typed:
    """Return the slip of a form. The shipped template is kept as None, so that a better one comes with an update."""
    wrong = []
    try:
        rule = read_field(RULE, form)
    except QueueError:
        rule = kept_rule
        wrong.append("office_rule")
    jawi = " ".join(unicodedata.normalize("NFC", form.get("jawi", "")).split())
    visible = all(char.isprintable() or char in "\u200c\u200d" for char in jawi)
    if jawi and (
        len(jawi) > LONGEST_JAWI or not visible or not _ARABIC.search(jawi) or _LATIN_OR_THAI.search(jawi)
    ):
        wrong.append("jawi")
    template = tidy_template(form.get("template", ""))
    if not template.strip() or len(template) > LONGEST_TEMPLATE or "\0" in template:
        wrong.append("template")
    value = {
        "paper.rule": form.get("rule") == "yes",
        "office.rule": rule,
        "paper.jawi": jawi,
        "paper.logo": form.get("logo") == "yes",
        "paper.template": None if template == tidy_template(SHIPPED) else template,
    }
    return Typed(value, tuple(wrong))


def tidy_template(text: str) -> str:
    """Return a template with the line ends it is kept with: browsers send others."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").rstrip() + "\n"


def read_view(form: Mapping[str, str]) -> tuple[int, Language]:
    """Return width and language of the picture; the usual ones for anything else."""
    width, language = form.get("width", ""), form.get("language", "")
    return (
        int(width) if width in [str(known) for known in WIDTHS] else WIDTHS[-1],
        cast("Language", language if language in get_args(Language) else "th"),
    )
