"""Measure how reliable "sounds like X" is: the share of concepts detected by sound that are true of the track.

    python benchmarks/heard.py [--library HOME]

The truth is taken from the facts of the demo library. An instrument is right if it, or a kind of it, plays in the
track; a style or mood is right if it, or one of its group, is stated (llm/evaluation/requests/sets.json). Only a few
moods are stated per track, so the share for moods is a lower bound. A logistic curve over the deviation from the
library's mean is fitted for each kind on every second track (Platt 1999) and measured on the others. Writes
benchmarks/heard.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data.home import library_home  # noqa: E402
from data.threads import one_thread  # noqa: E402
from data.vocabulary.concepts import CONCEPTS, Concept, recognise  # noqa: E402
from data.vocabulary.relations import members  # noqa: E402
from llm.evaluation.conversations import demo_part  # noqa: E402
from retrieval.library import Library  # noqa: E402
from retrieval.search.heard import confidence  # noqa: E402

LOOKED_AT = 12  # number of concepts per track with the largest deviations
KINDS = ("instrument", "genre", "mood")
EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.01)


def true_of(concept: Concept, stated: dict[str, list[str]], groups: list[set[str]]) -> bool:
    """Return whether a concept, or a related one, is among the stated facts of a track."""
    names = {found.name for text in stated[concept.kind] if (found := recognise(text))}
    if names & {concept.name, *members(concept.name)} or any(concept.name in members(name) for name in names):
        return True
    return concept.kind != "instrument" and any(concept.name in group and names & group for group in groups)


def main() -> None:
    """Measure, fit the curves, print the results and write them."""
    one_thread()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, default=library_home())
    library = Library(parser.parse_args().library)
    sets = json.loads((ROOT / "llm/evaluation/requests/sets.json").read_text())
    groups = [{found.name for text in of if (found := recognise(text.split(":")[-1]))} for of in sets.values()]
    places: dict[str, list[tuple[int, float, bool]]] = {kind: [] for kind in KINDS}
    for number, track in enumerate(demo_part(library).tracks()):
        known = track.known
        stated = {"instrument": list(known.instruments), "genre": [known.style], "mood": list(known.mood)}
        deviations = library.deviations(track)
        assert deviations is not None
        for at in np.argsort(-deviations)[:LOOKED_AT].tolist():
            if (concept := CONCEPTS[at]).kind in KINDS:
                right = true_of(concept, stated, groups)
                places[concept.kind].append((number, float(deviations[at]), right))
    result: dict[str, Any] = {"encoder": library.encoder.fingerprint}
    for kind, rows in places.items():
        fitted = _fit([(z, right) for number, z, right in rows if number % 2 == 0])
        others = [(confidence(kind, z), right) for number, z, right in rows if number % 2]
        bins = []
        for low, high in zip(EDGES[:-1], EDGES[1:], strict=True):
            if inside := [(p, right) for p, right in others if low <= p < high]:
                said, true = np.mean(np.array(inside, dtype=float), axis=0).round(3).tolist()
                bins.append({"said": said, "true": true, "n": len(inside)})
        result[kind] = {"fitted on half": [round(x, 2) for x in fitted], "on the other half": bins}
        print(kind, result[kind])
    (ROOT / "benchmarks" / "heard.json").write_text(json.dumps(result, indent=1) + "\n")


def _fit(pairs: list[tuple[float, bool]]) -> list[float]:
    """Fit a and b of 1 / (1 + exp(-(a + b z))).

    b is at least 0, because a larger deviation cannot make a concept less likely.
    """
    z, right = np.array(pairs, dtype=float).T

    def loss(ab: np.ndarray[Any, Any]) -> float:
        return float(np.mean(np.logaddexp(0, -np.where(right > 0, 1, -1) * (ab[0] + max(ab[1], 0) * z))))

    a, b = minimize(loss, [-2.0, 1.0], method="Nelder-Mead").x
    return [float(a), max(float(b), 0.0)]


if __name__ == "__main__":
    main()
