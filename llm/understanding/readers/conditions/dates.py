"""Read spans of time that are relative to now: "today", "last month", "in the past three weeks", "lately"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from llm.language import numerals

LATELY_DAYS = 30  # what "lately", "recently" and "in a while" mean
_DAYS = {
    "day": 1, "tag": 1, "jour": 1, "dia": 1, "night": 1, "week": 7, "woche": 7, "semaine": 7, "semana": 7,
    "fortnight": 14, "month": 30, "monat": 30, "mois": 30, "mes": 30, "year": 365, "jahr": 365, "an": 365, "ano": 365,
}  # fmt: skip
_UNIT = (
    r"(days?|tag(?:e|en)?|jours?|dias?|nights?|weeks?|wochen?|semaines?|semanas?|fortnights?|months?|monat(?:e|en)?|"
    r"mois|"
    r"mes(?:es)?|years?|jahr(?:e|en)?|an(?:nee)?s?|anos?)"
)
_LAST_SOME = re.compile(
    r"\b(?:(?:in |for |over |within |since )?(?:the )?(?:last|past|previous)|for|in|seit|in den letzten|"
    r"in den vergangenen|depuis|ces|les|desde hace|hace|en los ultimos) (\d+|\w+)(?: (?:derniers?|dernieres?))? "
    rf"{_UNIT}\b"
)
_AGO = re.compile(rf"\b(?:more than |over )?(\d+|\w+) {_UNIT} ago\b")
_PAST_ONE = re.compile(r"\b(?:in|over|for|within|since|during) the (?:last|past) (week|month|year)\b")
_TODAY = re.compile(r"\b(?:today|heute|aujourd'hui|hoy)\b")
_YESTERDAY = re.compile(r"\b(?:yesterday|gestern|hier|ayer)\b")
_LAST_NIGHT = re.compile(r"\blast night\b")
_THIS = re.compile(
    r"\b(?:this|diese[rsnm]?|cet(?:te)?|ce|esta|este) "
    r"(week|woche|semaine|semana|month|monat|mois|mes|year|jahr|annee|ano)\b"
)
_LAST = re.compile(
    r"\b(?:last|past|previous|letzte[rsnm]?|vergangene[rsnm]?) (week|woche|month|monat|year|jahr)\b|"
    r"\b(semaine|mois|annee) dernie|\b(semana|mes|ano) pasad"
)
_LATELY = re.compile(
    r"\b(?:lately|recent(?:ly)?|new(?:ly|est)?|latest|just|in ages|(?:in|for) (?:a )?(?:long |good )?(?:while|time)|"
    r"for (?:ages|long)|neulich|neu|kurzlich|zuletzt|lange|seit langem|in letzter zeit|recemment|dernierement|"
    r"depuis longtemps|ultimamente|recien(?:temente)?|(?:desde )?hace (?:mucho )?(?:tiempo)?)\b"
)


_WEEK = re.compile(r"week|woche|seman|semain")
_YEAR = re.compile(r"year|jahr|\bano|annee")


def span_in(folded: str, now: datetime | None = None) -> tuple[float, float] | None:
    """Return the span of time that a folded text names, as seconds since 1970; None if it names none.

    A week begins on Monday. "This month" ends now; "last month" is the calendar month before.

    Args:
        folded: the text in lower case without accents.
        now: the present; None: the local time.
    """
    now = now or datetime.now()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if _LAST_NIGHT.search(folded):
        return (today - timedelta(hours=7)).timestamp(), (today + timedelta(hours=4)).timestamp()
    if _YESTERDAY.search(folded):
        return (today - timedelta(days=1)).timestamp(), today.timestamp() - 0.001
    if _TODAY.search(folded):
        return today.timestamp(), now.timestamp()
    if found := _PAST_ONE.search(folded):
        return (now - timedelta(days=_DAYS[found[1]])).timestamp(), now.timestamp()
    if found := _LAST_SOME.search(folded) or _AGO.search(folded):
        count = int(found[1]) if found[1].isdigit() else {"a": 1, "an": 1, "few": 3, "couple": 2}.get(found[1], 0)
        count = count or numerals().get(found[1], 0)
        if count:
            unit = next(days for name, days in _DAYS.items() if found[2].startswith(name))
            return (now - timedelta(days=min(count * unit, 36_500))).timestamp(), now.timestamp()
    if found := _THIS.search(folded):
        return _begin(found[1], today).timestamp(), now.timestamp()
    if found := _LAST.search(folded):
        said = found[0]
        begin = _begin(said, today)
        return _begin(said, begin - timedelta(days=1)).timestamp(), begin.timestamp() - 0.001
    if _LATELY.search(folded):
        return (now - timedelta(days=LATELY_DAYS)).timestamp(), now.timestamp()
    return None


def _unit(said: str) -> str:
    if _WEEK.search(said):
        return "week"
    return "year" if _YEAR.search(said) else "month"


def _begin(unit: str, day: datetime) -> datetime:
    """Return the beginning of the week, month or year that contains a day."""
    match _unit(unit):
        case "week":
            return day - timedelta(days=day.weekday())
        case "year":
            return day.replace(month=1, day=1)
    return day.replace(day=1)
