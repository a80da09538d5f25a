"""The fields of a hall screen and of a notice, for their pages and for the file of the whole configuration."""

from __future__ import annotations

from counter.settings.fields import Field
from shared.domain.notices import LEAST_SECONDS, MOST_SECONDS
from shared.domain.screens import OVERSCAN_MOST

SCREEN = (
    Field("layout", "choice", choices="layouts"),
    Field("notices", "flag"),
    Field("distance_m", "whole", least=1, most=20),
    Field("inches", "choice", choices="inches"),
    Field("rotate", "choice", choices="turns"),
    Field("overscan_pct", "whole", most=OVERSCAN_MOST),
    Field("groups", "choices", choices="zone_groups"),
    Field("counters", "choices", choices="zone_counters"),
)
WORDS = (Field("title", "words", optional=True), Field("text", "words", optional=True))
HOURS = (Field("from_time", "clock", optional=True), Field("until_time", "clock", optional=True))
SECONDS = Field("seconds", "whole", least=LEAST_SECONDS, most=MOST_SECONDS)
