"""Mark the names of artists and works in a request with a neural network, in NumPy.

The network is all-MiniLM-L6-v2, fine-tuned by `llm.evaluation.train_names`. Its training data and accuracy are in
weights/NAMES.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from data.errors import UserError
from models.encoders.minilm import DIM, FloatArray, MiniLM, linear, softmax

LABELS = ("O", "B-Artist", "I-Artist", "B-WoA", "I-WoA")  # of MusicRecoNER; WoA: work of art, a title or album
WEIGHTS = Path(__file__).parent / "weights" / "names.safetensors"
NEVER = -1e4  # score of a transition that cannot be: no name begins with an "I-" label
_WITHIN = ((0, 0), (1, 2), (2, 2), (3, 4), (4, 4))  # transitions within a word: no name begins or ends in one


@dataclass(frozen=True, slots=True)
class MarkedName:
    """A part of a text that names an artist or a work."""

    start: int
    end: int
    kind: Literal["artist", "work"]
    probability: float  # that its tokens belong to a name, averaged over them


class NameTagger:
    """The network that marks names. Its weights are read at the first request. Thread-safe."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        """Set the path of the weights, which are read later."""
        self._path = weights
        self._minilm = MiniLM(changes=weights)

    def read(self, text: str) -> tuple[MarkedName, ...]:
        """Return the names of artists and works in a text, in order.

        Raises:
            UserError: the weights are missing or damaged.
        """
        states, places = self._minilm.states(text)
        weights = _head(self._path)
        scores = linear(weights, "out", states[:, -DIM:])  # (t, LABELS)
        within = [
            False,
            *(a[1] == b[0] and text[a[1] - 1 : b[0] + 1].isalnum() for a, b in zip(places, places[1:], strict=False)),
        ]
        labels = best_labels(scores, weights["transitions"], weights["start"], within)
        named = 1 - softmax(scores)[:, 0]
        spans: list[tuple[int, int, str, list[float]]] = []
        for (start, end), label, share in zip(places, labels, named.tolist(), strict=True):
            if start == end or label == 0:
                continue
            kind = "artist" if LABELS[label].endswith("Artist") else "work"
            if LABELS[label].startswith("I") and spans and spans[-1][2] == kind:
                spans[-1] = (spans[-1][0], end, kind, [*spans[-1][3], share])
            else:
                spans.append((start, end, kind, [share]))
        return tuple(
            MarkedName(start, end, "artist" if kind == "artist" else "work", float(np.mean(shares)))
            for start, end, kind, shares in spans
        )


def best_labels(scores: FloatArray, transitions: FloatArray, start: FloatArray, within: list[bool]) -> list[int]:
    """Return the most probable sequence of labels of a linear-chain conditional random field (Viterbi 1967).

    Args:
        scores: (t, LABELS), the score of each label for each token.
        transitions: (LABELS, LABELS), the score of each pair of labels of neighbouring tokens.
        start: (LABELS,), the score of each label for the first token.
        within: (t,), whether a token continues the word of the token before it.
    """
    inside = np.full_like(transitions, NEVER)
    inside[tuple(zip(*_WITHIN, strict=True))] = 0
    best, back = scores[0] + start, []
    for score, continues in zip(scores[1:], within[1:], strict=True):
        step = best[:, None] + transitions + (inside if continues else 0)
        back.append(step.argmax(axis=0))
        best = step.max(axis=0) + score
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


@lru_cache(maxsize=2)
def _head(path: Path) -> dict[str, FloatArray]:
    """Read the weights of the linear layer and of the transitions, which are no changes of MiniLM."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            names = ("out.weight", "out.bias", "transitions", "start")
            return {name: file.get_tensor(name).astype(np.float32) for name in names}
    except (OSError, SafetensorError) as error:
        raise UserError(f"The name tagger's weights cannot be read from {path}.", "Run `make setup` again.") from error
