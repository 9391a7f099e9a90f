"""Search a snapshot by sound: apply filters, embed the query, score tracks, and find a track's best moment."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError
from data.text import clean
from data.vocabulary.concepts import concept
from models.encoder import FloatArray, normalise, truncate
from retrieval.catalogue.database import Entry
from retrieval.catalogue.name_index import WEIGHTS
from retrieval.catalogue.snapshot import Snapshot
from retrieval.query import Query
from retrieval.vectors.adaptive import Schedule, check_schedule, default_schedule, search
from retrieval.vectors.prefix import PrefixIndex

from .filters import allowed
from .ordering import Ranking, folded, limit_artists, with_moments
from .tagged import tag_wish

log = logging.getLogger(__name__)

_RAW_SHARE = 0.5  # weight of the request as it was written; the captions share the rest
_UNWANTED_WEIGHT = 0.5
# Weight of the window after the best one. Of 128 moments, weights 0, 1/4, 1/2 and 1 found 89, 93, 95 and 94 %
# (benchmarks/moment.py).
_NEXT_WEIGHT = 0.5
LEAD_IN_S = 1.0  # seconds; playing starts this much before the best moment, so that its onset is heard
_FOLLOWS_S = 12.0  # windows whose starts are further apart are not consecutive: no encoder has a longer hop
_MOMENTS_OF = 100  # the windows of this many best tracks are scored
_MAX_REQUEST = 2000  # characters that are embedded
_MAX_NAMED = 5000  # named tracks that are considered; "Greatest Hits" may name thousands


class Derived(Protocol):
    """Interface of an object that holds an index over the first dimensions of the vectors, once it has been built.

    `retrieval.keeper.Keeper` implements it.
    """

    @property
    def index(self) -> PrefixIndex | None:
        """Return the index to search; None while there is none."""
        ...

    def give_up(self) -> None:
        """Stop providing the index, because it has failed."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of the tracks that a search by sound found, best first, with their scores."""

    groups: list[list[int]]  # each group: the row of a hit, then the rows of its copies
    scores: dict[int, float]  # by row
    named: dict[int, tuple[str, ...]] = field(default_factory=dict)  # by row: fields whose words match the request
    wish: FloatArray | None = None  # (dim,) unit vector of the whole query; None if the query has only filters
    heard: frozenset[int] = frozenset()  # rows found by sound
    tagged: dict[int, tuple[str, ...]] = field(default_factory=dict)  # by row found by tags: its tags in the request

    def channels(self, row: int) -> tuple[str, ...]:
        """Return what found a row: "sound", "tags", and the fields whose words match the request."""
        by = (("sound", row in self.heard), ("tags", row in self.tagged))
        return (*(name for name, found in by if found), *self.named.get(row, ()))


@dataclass(frozen=True, slots=True)
class Engine:
    """Searches one snapshot by sound."""

    snapshot: Snapshot
    encode: Callable[[Sequence[str]], FloatArray]  # texts -> (n, dim) unit vectors
    row_of: Callable[[str], int | None]  # track id -> vector row
    ranking: Ranking
    schedule: Schedule | None = None  # of the adaptive search; None: the default for the library's size
    derived: Derived | None = None

    def find(self, query: Query, *, subtract_unwanted: bool) -> Found:
        """Find the tracks that sound like a query, that the query names, or whose tags state its wanted concepts.

        Args:
            query: what to look for.
            subtract_unwanted: subtract the vectors of the unwanted concepts from the query's vector.

        Returns:
            The best `query.k` tracks by sound and name, and at most as many others that were found by tags.

        Raises:
            UserError: `query.sound` is not a vector of this library's encoder, or the encoder failed.
        """
        snapshot = self.snapshot
        among = self._among(query)
        if query.k < 1 or (among is not None and not among.any()):
            return Found([], {})
        wish = self._wish(query, subtract_unwanted)
        if wish is None:
            every = np.flatnonzero(among) if among is not None else snapshot.rows
            if query.seed is not None:
                every = np.random.default_rng(query.seed).permutation(every)
            rows = every[: query.k].tolist()
            return Found([[row] for row in rows], dict.fromkeys(rows, 0.0))
        size = self.ranking.pool(query.k)
        scores = self._scored(wish, among, size)
        heard = frozenset(sorted(scores, key=lambda row: (-scores[row], row))[: query.k])
        tagged = self._tagged(query, wish, among, scores)
        if named := self._named(query, among):
            rows = np.array(sorted(named))
            for row, cosine in zip(rows.tolist(), (snapshot.vectors[rows] @ wish).tolist(), strict=True):
                before = scores.get(row, cosine)
                scores[row] = before + (1 - before) * WEIGHTS[named[row][0]]
        order = sorted(scores, key=lambda row: (-scores[row], row))
        order = [*order[:size], *(row for row in order[size:] if row in tagged)]
        groups = self._grouped(query, order, named)
        groups = [*groups[: query.k], *(rows for rows in groups[query.k :] if not tagged.keys().isdisjoint(rows))]
        return Found(groups, scores, named, wish, heard, tagged)

    def start_of(self, entry: Entry, wish: FloatArray) -> float:
        """Return the position in seconds at which to start playing a track: its window nearest to the query.

        Args:
            entry: the track.
            wish: (dim,) unit vector of the query.
        """
        if len(entry.window_starts) < 2:
            return 0.0
        windows = self.snapshot.windows[entry.window_row : entry.window_row + len(entry.window_starts)]
        scores = windows.astype(np.float32) @ truncate(wish, windows.shape[1])
        # The next window counts as well, because good moments last. In a long track, only parts of which were embedded,
        # the next window may not follow directly.
        follows = np.diff(entry.window_starts) <= _FOLLOWS_S
        best = int((scores + _NEXT_WEIGHT * np.append(np.where(follows, scores[1:], scores[:-1]), scores[-1])).argmax())
        return max(float(entry.window_starts[best]) - LEAD_IN_S, 0.0)

    def _among(self, query: Query) -> NDArray[np.bool_] | None:
        """Return (rows,) whether a row passes the filters of a query and may be found; None if all may."""
        if not query.filters:
            return self.snapshot.alive
        among = allowed(self.snapshot.columns, query.filters)
        if query.filters.only:
            among &= np.isin(np.arange(len(among)), self._rows_of(query.filters.only, len(among)))
        among[self._rows_of(query.filters.exclude, len(among))] = False
        return among

    def _rows_of(self, track_ids: Sequence[str], below: int) -> list[int]:
        return [row for row in map(self.row_of, track_ids) if row is not None and row < below]

    def _named(self, query: Query, among: NDArray[np.bool_] | None) -> dict[int, tuple[str, ...]]:
        """Return the rows of the tracks that the request names, with the fields whose words match."""
        named = self.snapshot.columns.names.match(clean(query.text, _MAX_REQUEST))
        rows = (row for row in named if row < len(self.snapshot.vectors) and (among is None or among[row]))
        return {row: named[row] for row, _ in zip(rows, range(_MAX_NAMED), strict=False)}

    def _tagged(
        self, query: Query, wish: FloatArray, among: NDArray[np.bool_] | None, scores: dict[int, float]
    ) -> dict[int, tuple[str, ...]]:
        """Find the `query.k` rows whose tags state the largest number of wanted concepts.

        Tags in the words of the request count a little more. Of rows with equal numbers, the nearest by sound count.

        Args:
            query: what to look for. A query by example finds nothing here, because tags would mislead.
            wish: (dim,) unit vector of the query.
            among: (rows,) which rows may be found; None if all may.
            scores: row -> score of the rows found by sound; the rows found here are added.

        Returns:
            row -> those of its tags that occur word for word in the request.
        """
        if not query.by_tags or query.by_example:
            return {}
        columns, vectors = self.snapshot.columns, self.snapshot.vectors
        index = columns.indexed_tags()
        asked = tag_wish(query, index)
        if not asked:
            return {}
        value = asked.values(index)[columns.tags[: len(vectors)]]
        if among is not None:
            value[~among[: len(value)]] = 0
        rows = np.flatnonzero(value)
        if len(rows) > query.k:
            least = np.partition(value[rows], -query.k)[-query.k]
            sure = rows[value[rows] > least]
            equal = [row for row in scores if value[row] == least]
            if len(equal) < query.k - len(sure):
                equal = self._nearest(wish, value == least, query.k)[0].tolist()
            rows = np.concatenate([sure, np.array(equal[: query.k - len(sure)], dtype=np.int64)])
        if len(more := np.array([row for row in rows.tolist() if row not in scores], dtype=np.int64)):
            cosines = np.asarray(vectors[more] @ wish, dtype=np.float32)
            if weight := self.ranking.moment:
                cosines = with_moments(cosines, self._moments(wish, more), weight)
            scores.update(zip(more.tolist(), cosines.tolist(), strict=True))
        said = {tag: set(index.combinations(tag).tolist()) for tag in asked.said}
        numbers = columns.tags[rows].tolist()
        return {
            row: tuple(tag for tag in said if number in said[tag])
            for row, number in zip(rows.tolist(), numbers, strict=True)
        }

    def _wish(self, query: Query, subtract_unwanted: bool) -> FloatArray | None:
        """Return the L2-normalised vector (dim,) of a query; None if there is nothing to embed.

        It is the sum of the vectors of the query's text, of its captions, of the tracks in `like` and of the clip in
        `sound`. With `subtract_unwanted`, the vectors of the unwanted concepts are subtracted.
        """
        text = clean(query.text, _MAX_REQUEST)
        wordings = [text] if any(c.isalnum() for c in text) else []
        captions = [c for c in (clean(c, _MAX_REQUEST) for c in query.captions) if c]
        refused = map(_caption, query.unwanted if subtract_unwanted else ())
        unwanted = [c for c in (clean(caption, _MAX_REQUEST) for caption in refused) if c]
        parts: list[FloatArray] = []
        if texts := wordings + captions + unwanted:
            encoded = self.encode(texts)
            wanted, others = np.split(encoded, [len(wordings) + len(captions)])
            if wordings and captions:
                parts.append(_RAW_SHARE * wanted[0] + (1 - _RAW_SHARE) * wanted[1:].mean(axis=0))
            elif len(wanted):
                parts.append(wanted.mean(axis=0))
            if unwanted:
                away = normalise(others.mean(axis=0))
                if parts:  # "jazz without saxophone" is still jazz: the part that both share is not subtracted
                    wish = normalise(parts[0])
                    away = away - max(float(away @ wish), 0.0) * wish
                parts.append(-_UNWANTED_WEIGHT * away)
        vectors = self.snapshot.vectors
        if liked := self._rows_of(query.like, len(vectors)):
            parts.append(normalise(vectors[np.array(liked)].mean(axis=0)))
        if query.sound is not None:
            parts.append(_checked(query.sound, vectors.shape[1]))
        return normalise(np.sum(parts, axis=0, dtype=np.float32)) if parts else None

    def _scored(self, wish: FloatArray, among: NDArray[np.bool_] | None, size: int) -> dict[int, float]:
        """Return row -> score of the `size` best rows.

        A score is the mean of two cosines with `wish`: that of the whole track and that of its best window.
        """
        weight = self.ranking.moment
        rows, scores = self._nearest(wish, among, max(size, _MOMENTS_OF) if weight else size)
        if weight and len(rows):
            scores = with_moments(scores, self._moments(wish, rows), weight)
            best = np.lexsort((rows, -scores))[:size]
            rows, scores = rows[best], scores[best]
        return dict(zip(rows.tolist(), scores.tolist(), strict=True))

    def _moments(self, wish: FloatArray, rows: NDArray[np.int64]) -> FloatArray:
        """Return (n,) the cosine of the query's vector `wish` with the best window of each track."""
        facts, windows = self.snapshot.columns, self.snapshot.windows
        first, count = facts.window_row[rows], facts.window_count[rows]
        of_tracks = [windows[at : at + n] for at, n in zip(first.tolist(), count.tolist(), strict=True) if n]
        best = np.zeros(len(rows), dtype=np.float32)
        if of_tracks:
            each = np.concatenate(of_tracks).astype(np.float32) @ truncate(wish, windows.shape[1]) / np.float32(127)
            begins = np.cumsum([0, *(len(of_track) for of_track in of_tracks[:-1])])
            best[count > 0] = np.maximum.reduceat(each, begins)
        return best

    def _nearest(
        self, wish: FloatArray, among: NDArray[np.bool_] | None, size: int
    ) -> tuple[NDArray[np.int64], FloatArray]:
        """Return the `size` rows nearest to `wish` and their cosines, by the derived index or else by a scan."""
        snapshot = self.snapshot
        dim = snapshot.vectors.shape[1]
        schedule = check_schedule(
            self.schedule or default_schedule(dim, len(snapshot.rows), snapshot.prefixes.shape[1]), dim
        )
        schedule = tuple((width, max(n, size if width == dim else 2 * size)) for width, n in schedule)
        index = self.derived.index if self.derived is not None else None
        if self.derived is not None and index is not None and (among is None or among is snapshot.alive):
            try:
                rows, scores = search(wish, snapshot.vectors, index, among=None, schedule=schedule)
                known = rows < len(snapshot.vectors)
                if snapshot.alive is not None:
                    known[known] &= snapshot.alive[rows[known]]
                if len(rows) and known.all():
                    return rows[:size], scores[:size]
            except Exception as err:  # whatever a derived index raises, the scan answers
                log.warning("The %s index failed; searching without it. %s", index.name, err)
            self.derived.give_up()
        rows, scores = search(wish, snapshot.vectors, snapshot.scan, among=among, schedule=schedule)
        return rows[:size], scores[:size]

    def _grouped(self, query: Query, order: list[int], named: dict[int, tuple[str, ...]]) -> list[list[int]]:
        """Group rows by recording, and limit the tracks of an artist unless the query asks for an artist or album."""
        facts, rows = self.snapshot.columns, np.array(order, dtype=np.int64)
        groups = [[i] for i in range(len(order))]
        if self.ranking.fold:
            groups = folded(range(len(order)), facts.recording[rows])
        by_name = any("title" not in fields for fields in named.values())
        if not (query.filters.artist or query.filters.album or by_name):
            artists = np.where(self.snapshot.unlimited[facts.artist[rows]], 0, facts.artist[rows])
            groups = limit_artists(groups, artists, self.ranking.per_artist)
        return [[order[i] for i in copies] for copies in groups]


def _caption(name: str) -> str:
    found = concept(name)
    return found.caption if found else name


def _checked(sound: FloatArray, dim: int) -> FloatArray:
    """Return the vector of a given sound, scaled to unit length.

    Raises:
        UserError: the vector has another width than the library's vectors, or is not finite or zero.
    """
    vector = np.asarray(sound, dtype=np.float32)
    if vector.shape != (dim,) or not np.isfinite(vector).all() or not vector.any():
        raise UserError("That sound cannot be compared with this library.", "Let Hark listen to it again.")
    return normalise(vector)
