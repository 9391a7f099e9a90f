"""Find tracks for a list that leads through several kinds of music, such as calm piano, then folk, then metal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

import numpy as np

from data.vocabulary.captions import write_captions
from data.vocabulary.concepts import concept
from models.encoder import FloatArray, normalise
from retrieval.query import Hit, Query, Searchable

from .evidence import Facts
from .path import Path
from .sequence import numbered

_NEAREST = 3  # tracks that stand for a stage that no track fits


def path_through(
    library: Searchable, query: Query, stages: Sequence[tuple[str, ...]], count: int | None = None
) -> tuple[Path, list[int]]:
    """Find the tracks of each stage, and order them so that each stage leads from the one before to the one after it.

    A stage has the tracks with evidence for all of its concepts (of its genres, for one of them); if there are none,
    those that sound most like it.
    Each stage has an equal part of the path. Within its part, a track lies where it projects onto the line from the
    mean vector of the stage before to that of the stage after.

    Args:
        library: the collection to search.
        query: what all stages have in common; `query.k` tracks are searched for at each stage.
        stages: names of concepts of each stage, at least two stages.
        count: the number of tracks of the list; each stage then has an equal share, and stages with fewer tracks leave
            their places to the others. None: all tracks that are found.

    Returns:
        (the path; positions of the stages that no track fits).
    """
    found: list[list[Hit]] = []
    lacking = []
    used: set[str] = set()
    for position, stage in enumerate(stages):
        wanted = (*stage, *query.wanted)
        hits = library.search(replace(query, wanted=wanted, captions=write_captions(wanted), text=""))
        hits = [hit for hit in hits if hit.track.track_id not in used]
        fitting = [hit for hit in hits if _fits(Facts.of(hit), stage)]
        if not fitting:
            lacking.append(position)
        found.append(fitting or hits[:_NEAREST])
        used |= {hit.track.track_id for hit in found[-1]}
    if count is not None:
        sizes = _shares([len(hits) for hits in found], count)
        found = [hits[:size] for hits, size in zip(found, sizes, strict=True)]
    means = [_mean(library, hits) for hits in found]
    along: dict[str, float] = {}
    for position, hits in enumerate(found):
        if not hits:
            continue
        known = [hit.track.track_id for hit in hits]
        before, after = means[max(position - 1, 0)], means[min(position + 1, len(found) - 1)]
        line = after - before
        places = (library.vectors(known) - before) @ line / max(float(line @ line), 1e-9)
        inside = np.clip(places, 0.01, 0.99)  # so that no track leaves its stage
        along |= {i: (position + float(at)) / len(found) for i, at in zip(known, inside, strict=True)}
    best = numbered([hit for hits in zip_longest(*found) for hit in hits if hit is not None])
    return Path(tuple(best), along, ()), lacking


def _fits(facts: Facts, stage: Sequence[str]) -> bool:
    """Return whether a track has evidence for all concepts of a stage; of several genres, one is enough."""
    genres = [name for name in stage if (found := concept(name)) is not None and found.kind == "genre"]
    others = [name for name in stage if name not in genres]
    return all(map(facts.evidence, others)) and (not genres or any(map(facts.evidence, genres)))


def _shares(sizes: Sequence[int], count: int) -> list[int]:
    """Return how many tracks each stage has, at most its size, so that the shares are equal and make `count`."""
    shares = [0] * len(sizes)
    while sum(shares) < count and (open_ := [i for i, size in enumerate(sizes) if shares[i] < size]):
        shares[min(open_, key=lambda i: (shares[i], i))] += 1
    return shares


def _mean(library: Searchable, hits: Sequence[Hit]) -> FloatArray:
    """Return (dim,) the mean vector of the best hits of a stage."""
    vectors = library.vectors([hit.track.track_id for hit in hits[:_NEAREST]])
    if not len(vectors):
        return np.zeros(1, dtype=np.float32)
    return np.asarray(normalise(vectors.mean(axis=0, keepdims=True))[0], dtype=np.float32)
