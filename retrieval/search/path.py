"""Find the tracks that lie between two tracks in the vector space, for a list that leads from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from models.encoder import FloatArray, normalise
from retrieval.query import Filters, Hit, Query, Searchable

from .sequence import numbered

_STEPS = 9  # points of the path that are searched for
_LEAST_ANGLE = 0.02  # radians; vectors nearer than this have no path between them


@dataclass(frozen=True, slots=True)
class Path:
    """The tracks between two ends."""

    hits: tuple[Hit, ...]  # best first: nearest to their points of the path
    along: dict[str, float]  # track id -> place on the path, 0 (first end) to 1 (last end)
    ends: tuple[str, ...]  # ids of the tracks that stand for the first and the last end; () if they are excluded


def path_between(library: Searchable, query: Query, first: Sequence[str], last: Sequence[str]) -> Path | None:
    """Find tracks along the path from one end to the other.

    The path is the arc of the great circle from the mean vector of the first end to that of the last one (spherical
    linear interpolation). At `_STEPS` points of it, the tracks nearest to the point are searched for; the other parts
    of the query, such as its filters and wanted concepts, hold at each point. The place of a track on the path is that
    of its projection onto the line through both ends.

    Args:
        library: the collection to search.
        query: what the tracks should be like apart from the path. `query.k` tracks are searched for at each point.
        first, last: ids of the tracks of both ends, such as those of one artist. The track nearest to the mean stands
            for the end, unless the filters of the query exclude it.

    Returns:
        the tracks; None if no track of an end is in the library, or if both ends sound the same.
    """
    stops = [_stop(library, ids) for ids in (first, last)]
    if stops[0] is None or stops[1] is None:
        return None
    (start, a), (end, b) = stops[0], stops[1]
    angle = float(np.arccos(np.clip(a @ b, -1.0, 1.0)))
    if start == end or angle < _LEAST_ANGLE:
        return None
    rankings = []
    for step in range(1, _STEPS + 1):
        at = step / (_STEPS + 1)
        point = (np.sin((1 - at) * angle) * a + np.sin(at * angle) * b) / np.sin(angle)
        rankings.append(library.search(replace(query, sound=point.astype(np.float32), like=())))
    found = {hit.track.track_id: hit for hits in zip_longest(*rankings) for hit in hits if hit is not None}
    ends = tuple(i for i in (start, end) if i not in query.filters.exclude)
    for i, stop in ((start, a), (end, b)):
        found.pop(i, None)
        if i in ends:
            itself = library.search(Query(sound=stop, filters=Filters(only=(i,)), k=1))
            found |= {hit.track.track_id: hit for hit in itself}
    ids = list(found)
    line = b - a
    places = (library.vectors(ids) - a) @ line / float(line @ line) if ids else np.zeros(0)
    inside = np.clip(places, 0.01, 0.99).tolist()  # nothing comes before the first end or after the last one
    along = dict(zip(ids, inside, strict=True)) | {start: 0.0, end: 1.0}
    return Path(tuple(numbered(list(found.values()))), along, ends)


def _stop(library: Searchable, track_ids: Sequence[str]) -> tuple[str, FloatArray] | None:
    """Return the track that stands for an end of a path, and the mean vector (dim,) of the end's tracks.

    If the end is one track, this is its vector.
    """
    known = [i for i in track_ids if library.track(i) is not None]
    vectors = library.vectors(known)
    if not len(vectors) or len(vectors) != len(known):
        return None
    mean = normalise(vectors.mean(axis=0, keepdims=True))[0]
    return known[int((vectors @ mean).argmax())], np.asarray(mean, dtype=np.float32)
