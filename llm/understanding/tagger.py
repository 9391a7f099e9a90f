"""Tag each word of a request (wanted, refused, mentioned, ...) and classify the request, with a small network.

The network is a transformer in NumPy. Its input for each token is MiniLM's state and what the readers found.
`llm.evaluation.train_tagger` trains it on marked requests; weights/TAGGER.md gives its accuracy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from data.errors import UserError
from models.encoders.minilm import FloatArray, MiniLM, layer_norm, linear, softmax

from .name_tagger import MarkedName, NameTagger

TAGS = ("other", "wanted", "refused", "mentioned", "condition", "pointed")
INTENTS = ("search", "refine", "undo", "about", "chat")
HINTS = ("wanted", "refused", "taken", "condition", "instrument", "genre", "mood", "use", "texture")
WEIGHTS = Path(__file__).parent / "weights" / "tagger.safetensors"
Hint = tuple[int, int, tuple[str, ...]]  # start, end, names from `HINTS`
HEADS, BLOCKS = 4, 2
LONGEST = 256  # tokens


@dataclass(frozen=True, slots=True)
class Tagged:
    """The output of the tagger for one request."""

    text: str
    places: tuple[tuple[int, int], ...]  # (start, end) of each token in `text`; start = end for [CLS] and [SEP]
    tags: FloatArray  # (tokens, TAGS), each row sums to 1
    intents: dict[str, float]  # sums to 1

    def share(self, start: int, end: int) -> dict[str, float]:
        """Return the probability of each tag for text[start:end], averaged over its tokens.

        If no token lies there, "other" has the probability 1.
        """
        here = [k for k, (a, b) in enumerate(self.places) if a < end and start < b and a < b]
        if not here:
            return {tag: float(tag == "other") for tag in TAGS}
        return dict(zip(TAGS, self.tags[here].mean(axis=0).tolist(), strict=True))

    def spans(self, tag: str, least: float = 0.5) -> list[tuple[int, int]]:
        """Return the spans of neighbouring tokens whose probability of `tag` is at least `least`."""
        found: list[tuple[int, int]] = []
        for (start, end), probability in zip(self.places, self.tags[:, TAGS.index(tag)], strict=True):
            if start == end or probability < least:
                continue
            if found and not self.text[found[-1][1] : start].strip(" -'"):
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return found


class Tagger:
    """The network that labels each token of a request with one of `TAGS`. It loads its weights when first used.

    Thread-safe.
    """

    def __init__(self, minilm: MiniLM | None = None, weights: Path = WEIGHTS) -> None:
        """Set the text encoder and the path of the weights, both of which are loaded later.

        Args:
            minilm: the text encoder; by default a new `MiniLM`.
            weights: the path of the weights; by default those that ship with Hark.
        """
        self._minilm = minilm
        self._path = weights
        self._names = NameTagger()
        self._weights: dict[str, FloatArray] = {}

    def read(self, text: str, hints: Sequence[Hint] = (), follows: bool = False) -> Tagged:
        """Tag one request.

        Args:
            text: the request as it was written.
            hints: the readers' findings, as spans with names from `HINTS`.
            follows: whether tracks are shown to which the request may refer.

        Raises:
            UserError: the weights or the text model are missing or damaged.
        """
        if not self._weights:
            self._weights = _load(self._path)
        self._minilm = self._minilm or MiniLM()
        states, places = self._minilm.states(text)
        tags, intents = forward(self._weights, np.concatenate([states, hinted(places, hints)], axis=1), follows)
        return Tagged(text, tuple(places), tags, dict(zip(INTENTS, intents.tolist(), strict=True)))

    def names(self, text: str) -> tuple[MarkedName, ...]:
        """Return the names of music in a request, with their probabilities.

        Raises:
            UserError: the weights or the text model are missing or damaged.
        """
        return self._names.read(text)


def hinted(places: Sequence[tuple[int, int]], hints: Sequence[Hint]) -> FloatArray:
    """Return, for each token at `places`, which kinds of hints cover it, as an array (tokens, HINTS) of 0 and 1."""
    found = np.zeros((len(places), len(HINTS)), dtype=np.float32)
    for start, end, names in hints:
        here = [k for k, (a, b) in enumerate(places) if a < end and start < b and a < b]
        for name in names:
            found[here, HINTS.index(name)] = 1
    return found


@lru_cache(maxsize=1)
def shipped_tagger() -> Tagger:
    """Return the tagger with the weights that ship with Hark, one per process."""
    return Tagger()


@lru_cache(maxsize=4)
def _load(path: Path) -> dict[str, FloatArray]:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        return {name: np.asfortranarray(value.astype(np.float32)) for name, value in load_file(path).items()}
    except (OSError, SafetensorError) as error:
        raise UserError(f"The tagger's weights cannot be read from {path}.", "Run `make setup` again.") from error


def forward(weights: dict[str, FloatArray], states: FloatArray, follows: bool) -> tuple[FloatArray, FloatArray]:
    """Run the network on one request.

    Args:
        weights: the weights by name.
        states: (t, 1152 + HINTS), the states of MiniLM and the hints for each token.
        follows: whether tracks are shown to which the request may refer.

    Returns:
        (probabilities of the tags (t, TAGS), probabilities of the intents (INTENTS,)).
    """
    x = _gelu(linear(weights, "enter", states)) + weights["place"][: len(states)]
    if follows:
        x = x + weights["later"]
    for block in range(BLOCKS):
        name = f"blocks.{block}."
        y = layer_norm(weights, f"{name}first", x, 1e-5)
        query, key, value = (
            part.reshape(len(x), HEADS, -1).swapaxes(0, 1)
            for part in np.split(linear(weights, f"{name}look", y), 3, axis=1)
        )
        attention = softmax(query @ key.swapaxes(1, 2) / np.float32(np.sqrt(query.shape[2])))
        x = x + linear(weights, f"{name}mix", (attention @ value).swapaxes(0, 1).reshape(len(x), -1))
        wide = _gelu(linear(weights, f"{name}widen", layer_norm(weights, f"{name}second", x, 1e-5)))
        x = x + linear(weights, f"{name}narrow", wide)
    x = layer_norm(weights, "last", x, 1e-5)
    whole = np.concatenate([x.mean(axis=0), x.max(axis=0)])
    return softmax(linear(weights, "tag", x)), softmax(linear(weights, "intent", whole))


def _gelu(x: FloatArray) -> FloatArray:
    """Apply GELU by its tanh approximation (Hendrycks and Gimpel 2016)."""
    y: FloatArray = np.float32(0.5) * x * (1 + np.tanh(np.float32(0.7978846) * (x + np.float32(0.044715) * x**3)))
    return y
