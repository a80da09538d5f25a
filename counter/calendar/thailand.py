"""A year of Thai government holidays as a start: from the package `holidays`, corrected for a southern municipality.

The package knows no provinces. So Labour Day is a day on which a municipality works, Children's Day and days in lieu
of these are left out, Chinese New Year (where the office keeps it) and the two Raya are added; the moon decides about
the Raya, so they wait for their announcement. An office corrects what the cabinet decides in between.
Sources: domain.md §5.2 (cabinet resolutions of 2517, 2544, 2555, 2556 for the five southern provinces).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from holidays import country_holidays

from shared.domain.schedules import Holiday, HolidayState

LAST_YEAR_BE = 2610
"""The package's tables of the moon end a few years later."""
FIRST_YEAR_BE = 2560
_BE = 543
_IN_LIEU = " (in lieu)"
_LABOUR = "National Labor Day"
_LEFT_OUT = ("National Children's Day",)
_SHORT: tuple[tuple[str, str, str, str], ...] = (
    ("New Year's Day", "วันขึ้นปีใหม่", "Tahun Baharu", "New Year's Day"),
    ("Bridge Public Holiday", "วันหยุดราชการกรณีพิเศษ", "Cuti khas kerajaan", "Special government holiday"),
    ("Makha Bucha", "วันมาฆบูชา", "Hari Makha Bucha", "Makha Bucha Day"),
    ("Chakri Memorial Day", "วันจักรี", "Hari Chakri", "Chakri Day"),
    ("Songkran Festival", "วันสงกรานต์", "Songkran", "Songkran"),
    (_LABOUR, "วันแรงงานแห่งชาติ", "Hari Pekerja", "Labour Day"),
    ("Coronation Day", "วันฉัตรมงคล", "Hari Pertabalan", "Coronation Day"),
    ("Royal Ploughing Ceremony", "วันพืชมงคล", "Hari Membajak Diraja", "Royal Ploughing Day"),
    ("Visakha Bucha", "วันวิสาขบูชา", "Hari Wesak", "Visakha Bucha Day"),
    ("HM Queen Suthida's Birthday", "วันเฉลิมพระชนมพรรษาพระราชินี", "Hari Keputeraan Permaisuri",
     "Queen Suthida's Birthday"),
    ("HM King Maha Vajiralongkorn's Birthday", "วันเฉลิมพระชนมพรรษาพระเจ้าอยู่หัว", "Hari Keputeraan Raja",
     "The King's Birthday"),
    ("Asarnha Bucha", "วันอาสาฬหบูชา", "Hari Asarnha Bucha", "Asarnha Bucha Day"),
    ("Buddhist Lent Day", "วันเข้าพรรษา", "Hari Khao Phansa", "Buddhist Lent Day"),
    ("HM Queen Sirikit The Queen Mother's Birthday", "วันแม่แห่งชาติ", "Hari Ibu", "Mother's Day"),
    ("HM King Bhumibol Adulyadej Memorial Day", "วันนวมินทรมหาราช", "Hari Navamindra Maharaja",
     "King Bhumibol Memorial Day"),
    ("HM King Chulalongkorn Memorial Day", "วันปิยมหาราช", "Hari Chulalongkorn", "Chulalongkorn Day"),
    ("HM King Bhumibol Adulyadej the Great's Birthday", "วันคล้ายวันพระบรมราชสมภพ รัชกาลที่ 9",
     "Hari Keputeraan Raja Bhumibol", "King Bhumibol's Birthday"),
    ("Constitution Day", "วันรัฐธรรมนูญ", "Hari Perlembagaan", "Constitution Day"),
    ("New Year's Eve", "วันสิ้นปี", "Malam Tahun Baharu", "New Year's Eve"),
)  # fmt: skip
"""How the package names a day → how a hall names it: short, in three languages."""
_NAMES = {known: {"th": th, "ms": ms, "en": en} for known, th, ms, en in _SHORT}
_CHINESE = {"th": "วันตรุษจีน", "ms": "Tahun Baharu Cina", "en": "Chinese New Year"}
_RAYA = {
    "Eid al-Fitr": {"th": "วันรายอปอซอ (อีดิ้ลฟิตรี)", "ms": "Hari Raya Puasa", "en": "Eid al-Fitr"},
    "Eid al-Adha": {"th": "วันรายอฮัจยี (อีดิ้ลอัฎฮา)", "ms": "Hari Raya Haji", "en": "Eid al-Adha"},
}


def propose_year(year_be: int, *, raya: bool, chinese_new_year: bool) -> dict[date, Holiday]:
    """Return the holidays of a calendar year (B.E.) as an office may take them over, by day."""
    year = year_be - _BE
    found = _government(year)
    if chinese_new_year:
        day = next(day for day, name in _abroad(year) if name == "Chinese New Year")
        found[day] = _together(found.get(day), Holiday(_CHINESE, "closed"))
        if day.weekday() >= 5:
            found.setdefault(_next_free(day, found), Holiday(_in_lieu(_CHINESE), "closed"))
    if raya:
        for day, name in _abroad(year):
            if name in _RAYA:
                found[day] = _together(found.get(day), Holiday(_RAYA[name], "awaiting"))
    return dict(sorted(found.items()))


def _together(first: Holiday | None, second: Holiday) -> Holiday:
    """Return what a day is that may be two holidays: closed for the one it surely is, named after both."""
    if first is None:
        return second
    state = "closed" if first.state == "closed" else second.state
    return Holiday({code: f"{first.name[code]}, {second.name[code]}" for code in first.name}, state)


def _government(year: int) -> dict[date, Holiday]:
    kinds = ("public", "government")
    english = country_holidays("TH", years=year, categories=kinds, language="en_US")
    thai = country_holidays("TH", years=year, categories=kinds, language="th")
    found: dict[date, Holiday] = {}
    for day, together in english.items():
        first = re.split(r";\s*", together)[0]
        plain = first.removesuffix(_IN_LIEU)
        lieu = plain != first
        if plain in _LEFT_OUT or (plain == _LABOUR and lieu):
            continue
        name = _named(plain, re.split(r";\s*", thai[day])[0], lieu=lieu)
        state: HolidayState = "open" if plain == _LABOUR else "closed"
        found[day] = Holiday(name, state)
    return found


def _named(known: str, thai: str, *, lieu: bool) -> Mapping[str, str]:
    """Return a day's name; one that the table does not know keeps the package's words."""
    if known in _NAMES:
        return _in_lieu(_NAMES[known]) if lieu else _NAMES[known]
    return {"th": thai, "ms": known, "en": f"{known}{_IN_LIEU}" if lieu else known}


def _in_lieu(name: Mapping[str, str]) -> dict[str, str]:
    return {"th": f"ชดเชย{name['th']}", "ms": f"Cuti ganti {name['ms']}", "en": f"{name['en']}{_IN_LIEU}"}


def _abroad(year: int) -> list[tuple[date, str]]:
    """Return Malaysia's calendar: the nearest that knows the moon and Chinese New Year.

    Estimates are marked with "(estimated)" there; here the state of the day says so.
    """
    days = country_holidays("MY", years=year, language="en_US")
    return [
        (day, name.removesuffix(" (estimated)"))
        for day in sorted(days)
        for name in re.split(r";\s*", days[day])
    ]


def _next_free(day: date, taken: Mapping[date, Holiday]) -> date:
    following = day + timedelta(days=1)
    while following.weekday() >= 5 or following in taken:
        following += timedelta(days=1)
    return following
