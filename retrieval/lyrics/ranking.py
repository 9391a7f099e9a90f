"""Find tracks by the words of songs, and order them by the rest of a query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from retrieval.query import Hit, Query, Sung
from retrieval.search.engine import LEAD_IN_S
from retrieval.search.ordering import once_each
from retrieval.search.sequence import numbered

from .search import LyricsSearch, SongFound

_MOST = 400  # songs that are found for each wish
_RANK = 10  # added to ranks before they are combined (reciprocal rank fusion, Cormack et al. 2009)


def by_words(query: Query, lyrics: LyricsSearch, search: Callable[[Query], list[Hit]]) -> list[Hit]:
    """Find the tracks whose lyrics match `query.lyrics`, best first.

    The filters of the query apply. If it also describes a sound, the tracks are ranked by lyrics and by sound, and both
    ranks count equally.

    Args:
        query: the query; `query.lyrics` is not empty.
        lyrics: the words of the library's songs.
        search: searches the library by a query without `lyrics`.
    """
    among = set(query.filters.only)
    each = [
        {song.track_id: song for song in lyrics.find(wish, lambda i: not among or i in among, _MOST)}
        for wish in query.lyrics
    ]
    every = {i for songs in each for i in songs}
    fitting = [i for i in every if all(i in songs for songs in each)] or list(every)
    if not fitting:
        return []
    scores = {i: sum(songs[i].score for songs in each if i in songs) for i in fitting}
    rest = replace(
        query, lyrics=(), filters=replace(query.filters, only=tuple(fitting)), k=len(fitting), per_artist=None
    )
    hits = [(_shown_as(hit, best), best) for hit in search(rest) if (best := _best(hit, scores))]
    order = sorted(hits, key=lambda pair: (-scores[pair[1]], pair[1]))
    if query.captions or query.wanted or query.unwanted or query.by_example:
        place = {id(hit): 1 / (_RANK + rank) for rank, (hit, _) in enumerate(order)}
        order.sort(key=lambda pair: -(place[id(pair[0])] + 1 / (_RANK + pair[0].rank)))
    shown = once_each([hit for hit, _ in order], query.per_artist) if query.per_artist else [hit for hit, _ in order]
    best_of = {id(hit): best for hit, best in order}
    return numbered(_with_lines(query, lyrics, [(hit, best_of[id(hit)]) for hit in shown[: query.k]], each))


def _best(hit: Hit, scores: dict[str, float]) -> str:
    """Return the id of the copy of a track whose words fit best; "" if none has words that fit."""
    copies = [track.track_id for track in (hit.track, *hit.copies) if track.track_id in scores]
    return max(copies, key=scores.__getitem__, default="")


def _shown_as(hit: Hit, track_id: str) -> Hit:
    """Return a hit with one of its copies as the track that is shown."""
    copies = (hit.track, *hit.copies)
    shown = next(track for track in copies if track.track_id == track_id)
    return replace(hit, track=shown, copies=tuple(track for track in copies if track is not shown))


def _with_lines(
    query: Query, lyrics: LyricsSearch, hits: list[tuple[Hit, str]], each: list[dict[str, SongFound]]
) -> list[Hit]:
    """Return the hits with the line for which each was found. If its time is known, playing starts there."""
    lines: dict[str, Sung] = {}
    for wish, songs in reversed(list(zip(query.lyrics, each, strict=True))):
        fitting = [songs[best] for _, best in hits if best in songs]
        lines |= {song.track_id: line for song, line in zip(fitting, lyrics.lines(wish, fitting), strict=True)}
    found = []
    for hit, best in hits:
        line = lines[best]
        start = hit.start_s
        if line.start_s is not None and line.start_s < hit.track.duration_s:
            start = max(line.start_s - LEAD_IN_S, 0.0)
        found.append(replace(hit, sung=line, start_s=start, score=hit.score, found_by=("lyrics", *hit.found_by)))
    return found
