"""Answer structured questions about a library by SQL over its catalogue: counts, sums, groups and superlatives.

Which tracks a question is about is decided by the filters of every search (`retrieval.search.filters`) together with
the standing rules, so that a question and a search never disagree.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from data.track import Track

from .query import Filters, Query
from .rules import as_filters, both
from .search.filters import allowed
from .search.tagged import tag_wish

if TYPE_CHECKING:
    from .library import Library

Group = Literal[
    "artists", "composers", "albums", "genres", "instruments", "moods", "decades", "years", "languages", "formats",
    "keys",
]  # fmt: skip
Measure = Literal["number", "length", "plays", "year", "added", "rating"]

_TEMPO = "coalesce(nullif(json_extract(known, '$.tempo_bpm'), 0), json_extract(measured, '$.tempo_bpm'))"
_KEY = "coalesce(nullif(json_extract(known, '$.key'), ''), json_extract(measured, '$.key'))"
# The facts by which tracks can be ranked: SQL over `tracks`, with `arrivals` and the plays of each track joined.
FACTS = {
    "length": "nullif(duration_s, 0)",
    "tempo": _TEMPO,
    "year": "year",
    "loudness": "json_extract(measured, '$.loudness_db')",
    "energy": "json_extract(measured, '$.energy')",
    "size": "nullif(size, 0)",
    "rating": "json_extract(known, '$.rating')",
    "added": "added_at",
    "plays": "plays",
    "played": "played_at",
}
# The names by which tracks can be grouped: SQL for the name, and what to join for it.
_GROUPS: dict[Group, tuple[str, str]] = {
    "artists": ("artist", ""),
    "albums": ("album", ""),
    "composers": ("g.value", "JOIN json_each(known, '$.composers') g"),
    "instruments": ("g.value", "JOIN json_each(known, '$.instruments') g"),
    "moods": ("g.value", "JOIN json_each(known, '$.mood') g"),
    "languages": ("g.value", "JOIN json_each(known, '$.languages') g"),
    "genres": ("json_extract(known, '$.style')", ""),  # several, separated by commas; split afterwards
    "decades": ("(year / 10 * 10) || 's'", ""),
    "years": ("CAST(year AS TEXT)", ""),
    "formats": ("json_extract(known, '$.format')", ""),
    "keys": (_KEY, ""),
}
_MEASURES: dict[Measure, str] = {
    "number": "count(*)",
    "length": "sum(duration_s)",
    "plays": "sum(plays)",
    "year": "max(year)",
    "added": "max(added_at)",
    "rating": "avg(json_extract(known, '$.rating'))",
}
_PLAYS = """LEFT JOIN (
    SELECT track_id, count(*) AS plays, max(played_at) AS played_at FROM plays
    WHERE played_at BETWEEN ? AND ? GROUP BY track_id
) USING (track_id)"""
_NO_PLAYS = "LEFT JOIN (SELECT '' AS track_id, NULL AS plays, NULL AS played_at) USING (track_id)"
_NO_ARRIVALS = "LEFT JOIN (SELECT '' AS track_id, NULL AS added_at) USING (track_id)"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tracks that a question is about.

    Attributes:
        rows: their vector rows as JSON.
        count: their number.
        total: the number of all tracks that the limits and the standing rules allow.
        ruled_out: how many more there would be without the standing rules.
        span: the first and last time of the plays that are counted, in seconds since 1970.
    """

    rows: str
    count: int
    total: int
    ruled_out: int
    span: tuple[float, float] = (0.0, 1e12)

    @property
    def numbers(self) -> list[int]:
        """Return their vector rows."""
        found: list[int] = json.loads(self.rows)
        return found


def choose(library: Library, filters: Filters, wanted: tuple[str, ...] = (), limits: Filters | None = None) -> Chosen:
    """Return the tracks that pass the filters and whose tags state all wanted concepts.

    Args:
        library: the library to ask.
        filters: the conditions of the question.
        wanted: names of concepts.
        limits: filters that hold whatever is asked, such as the chosen folder.
    """
    columns = library.snapshot.columns
    rules = as_filters(library.rules())
    every = allowed(columns, both(limits or Filters(), rules))
    fits = allowed(columns, library.with_plays(Query(filters=_joined(filters, limits))).filters)
    fits &= library.among(library.with_plays(Query(filters=filters)).filters, len(fits))
    index = columns.indexed_tags()
    for name in wanted:
        fits &= np.asarray(tag_wish(Query(wanted=(name,)), index).values(index)[columns.tags] > 0)
    ruled: NDArray[np.bool_] = fits & every
    span = (filters.played_from or 0.0, filters.played_to if filters.played_to is not None else 1e12)
    rows = np.flatnonzero(ruled)
    return Chosen(json.dumps(rows.tolist()), len(rows), int(every.sum()), int(fits.sum()) - len(rows), span)


def _joined(filters: Filters, limits: Filters | None) -> Filters:
    return replace(filters, folder=filters.folder or limits.folder) if limits else filters


def totals(library: Library, chosen: Chosen) -> tuple[float, int]:
    """Return the playing time of some tracks in seconds, and the size of their files in bytes."""
    sql = f"SELECT coalesce(sum(duration_s), 0), coalesce(sum(size), 0) FROM tracks WHERE {_AMONG}"
    return library.sql(sql, (chosen.rows,))[0]


_AMONG = "vector_row IN (SELECT value FROM json_each(?))"


def ranked(
    library: Library, chosen: Chosen, fact: str, *, highest: bool, k: int
) -> tuple[list[tuple[Track, float]], int]:
    """Rank tracks by a fact.

    Returns:
        ((track, value) of the first `k`, number of tracks of which the fact is known). Equal values are in the order of
        the tracks' titles.
    """
    source, args = _source(library, chosen)
    sql = f"""SELECT vector_row, {FACTS[fact]} AS value FROM {source}
    WHERE value IS NOT NULL AND {_AMONG} ORDER BY value {"DESC" if highest else "ASC"}, title, track_id"""
    valued = library.sql(sql, (*args, chosen.rows))
    tracks = library.at_rows([row for row, _ in valued[:k]])
    return [(tracks[row], value) for row, value in valued[:k] if row in tracks], len(valued)


def grouped(
    library: Library, chosen: Chosen, group: Group, by: Measure = "number", *, least: bool = False
) -> list[tuple[str, float]]:
    """Return (name, value) of every group of tracks, the highest value first, or with `least` the lowest.

    Args:
        library: the library to ask.
        chosen: the tracks to group.
        group: what they are grouped by; a track without a name for it is left out.
        by: what is measured: the number of tracks, their length in seconds, their plays, or their latest year or
            arrival (with `least`, too), or their mean rating. Groups without a value are left out.
        least: whether the lowest value comes first.
    """
    source, args = _source(library, chosen)
    name, join = _GROUPS[group]
    measure = _MEASURES[by].replace("max(", "min(") if least else _MEASURES[by]
    sql = f"""SELECT {name} AS name, {measure} AS value FROM {source} {join}
    WHERE name IS NOT NULL AND name != '' AND {_AMONG} GROUP BY name HAVING value > 0"""
    found = library.sql(sql, (*args, chosen.rows))
    if group == "genres":
        styles: dict[str, float] = defaultdict(float)
        for joined, value in found:
            for style in {part.strip() for part in joined.split(",")} - {""}:
                adds = by in ("number", "length", "plays")
                styles[style] = styles[style] + value if adds else max(styles[style], value)
        found = list(styles.items())
    return sorted(found, key=lambda pair: (pair[1] if least else -pair[1], pair[0]))


def plays_of(library: Library, chosen: Chosen) -> tuple[int, float | None]:
    """Return how often some tracks were played in the span of the question, and when last (seconds since 1970)."""
    if not library.sql("SELECT 1 FROM sqlite_master WHERE name = 'plays'", ()):
        return 0, None
    sql = f"""SELECT count(*), max(plays.played_at) FROM plays JOIN tracks USING (track_id)
    WHERE plays.played_at BETWEEN ? AND ? AND {_AMONG}"""
    count, last = library.sql(sql, (*chosen.span, chosen.rows))[0]
    return int(count), last


def _source(library: Library, chosen: Chosen) -> tuple[str, tuple[float, ...]]:
    """Return the tables to select from, joined, and the arguments of their parameters."""
    kept = {name for (name,) in library.sql("SELECT name FROM sqlite_master WHERE name IN ('plays', 'arrivals')", ())}
    arrivals = "LEFT JOIN arrivals USING (track_id)" if "arrivals" in kept else _NO_ARRIVALS
    if "plays" in kept:
        return f"tracks {arrivals} {_PLAYS}", chosen.span
    return f"tracks {arrivals} {_NO_PLAYS}", ()
