"""Find what phrases that name no concept mean for music: "riding across the desert" means western.

A phrase is compared, by sentence embeddings, with the scenes of data/vocabulary/scenes.txt, with the English names of
moods, textures and uses, and with examples of conditions that nothing can check (data/vocabulary/unknowable.txt). The
cosine must reach a limit, which is lower for long phrases, because they are seldom close to any scene. When these
files have changed, `python -m llm.understanding.meanings` computes the vectors again. A classifier, trained on
data/vocabulary/verdicts.txt, recognises follow-up requests that reject the tracks shown.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from data.errors import UserError
from data.vocabulary.concepts import CONCEPTS
from data.vocabulary.language import languages
from data.vocabulary.tables import rows
from models.encoders.minilm import FloatArray, shared_minilm, softmax

VECTORS = Path(__file__).parent / "weights" / "meanings.safetensors"
Embed = Callable[[Sequence[str]], FloatArray]  # texts -> (n, 384) unit vectors
_VOCABULARY = Path(__file__).parents[2] / "data" / "vocabulary"
# The least cosine of a phrase of one, two, and three or more words, chosen on the development requests.
LEAST = (0.8, 0.64, 0.5)
LEAST_ALONE = (0.74, 0.58, 0.42)  # if nothing else of the request is understood
VERDICTS = ("all", "some", "none")  # which of the tracks shown a clause rejects
LEAST_OF_VERDICT = (0.6, 0.4)  # probabilities of the first two, chosen on the development requests
LEAST_OF_CONDITION = 0.6  # for a condition that nothing can check


_CLAUSE = re.compile(r"[.,;:!?()]|\b(?:but|aber|mais|pero)\b")
_MOST_CLAUSES = 4  # of a request that are looked at
_LONGEST_CLAUSE = 12  # words


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means for music: concepts, or a condition that nothing can check."""

    concepts: tuple[str, ...]  # empty for a condition that nothing can check
    condition: str  # the name of such a condition, "" if there is none
    scene: str  # the nearest scene or example
    cosine: float


def meaning(phrase: str, size: int, *, alone: bool = False, embed: Embed | None = None) -> Meaning | None:
    """Return what a phrase means for music; None if no scene is similar enough.

    Args:
        phrase: words of a request, in English.
        size: the number of its words (see `Phrase.size`).
        alone: whether nothing else of the request is understood. Then a lower cosine is enough, because a doubtful
            meaning is better than none.
        embed: computes sentence embeddings; by default MiniLM.

    Raises:
        UserError: the text model or the file of vectors is missing.
    """
    cosines = _weights()["scenes"] @ (embed or shared_minilm().embed)([phrase])[0]
    if not alone:
        cosines = cosines[: -len(_names())]  # names of concepts are too near to any single word
    nearest = int(cosines.argmax())
    names, condition, scene = _scenes()[nearest]
    least = (LEAST_ALONE if alone else LEAST)[min(max(size, 1), len(LEAST)) - 1]
    if cosines[nearest] < (max(least, LEAST_OF_CONDITION) if condition else least):
        return None
    return Meaning(names, condition, scene, float(cosines[nearest]))


def rejections(request: str) -> list[tuple[int, int]]:
    """Return the clauses of a follow-up request that reject all tracks shown: "that's not it", "far too epic".

    A request that rejects only some of the tracks has none.

    Args:
        request: the request as the user wrote it.

    Returns:
        (start, end) of each clause.

    Raises:
        UserError: the text model or the file of vectors is missing.
    """
    ends = [match.span() for match in _CLAUSE.finditer(request)]
    spans = zip((0, *(end for _, end in ends)), (*(start for start, _ in ends), len(request)), strict=True)
    clauses = [span for span in spans if 0 < len(request[slice(*span)].split()) <= _LONGEST_CLAUSE][:_MOST_CLAUSES]
    if not clauses:
        return []
    embedded = shared_minilm().embed([request[start:end].strip() for start, end in clauses])
    weights = _weights()
    shares = softmax(embedded @ weights["verdict.weight"] + weights["verdict.bias"])  # (clauses, VERDICTS)
    if (shares[:, VERDICTS.index("some")] > LEAST_OF_VERDICT[1]).any():
        return []
    return [span for span, share in zip(clauses, shares, strict=True) if share[0] > LEAST_OF_VERDICT[0]]


@cache
def _verdicts() -> tuple[tuple[str, str], ...]:
    """Return all examples of what clauses say about the tracks shown, as (verdict, example)."""
    read = rows((_VOCABULARY / "verdicts.txt").read_text(encoding="utf-8"))
    return tuple((verdict, example) for verdict, examples in read for example in _parts(examples))


@cache
def _scenes() -> tuple[tuple[tuple[str, ...], str, str], ...]:
    """Return all texts that a phrase is compared with, as (concepts, condition, text).

    Scenes come first, then the examples of conditions that nothing can check, and the names of concepts last.
    """
    scenes = rows((_VOCABULARY / "scenes.txt").read_text(encoding="utf-8"))
    found = [(tuple(_parts(names)), "", scene) for names, described in scenes for scene in _parts(described)]
    for name, examples in rows((_VOCABULARY / "unknowable.txt").read_text(encoding="utf-8")):
        found += [((), name, example) for example in _parts(examples)]
    return (*found, *_names())


@cache
def _names() -> list[tuple[tuple[str, ...], str, str]]:
    """Return (concepts, "", name) for each English name of a mood, texture or use."""
    kept = [each for each in CONCEPTS if each.kind in ("mood", "texture", "use")]
    english = languages()["en"].synonyms
    return [((each.name,), "", said) for each in kept for said in (each.name, *english.get(each.name, ()))]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def scenes_digest() -> str:
    """Return a hash of the texts of `_scenes` and `_verdicts`, stored with their vectors to detect outdated ones."""
    return hashlib.sha256(json.dumps((_scenes(), _verdicts())).encode()).hexdigest()[:16]


@cache
def _weights() -> dict[str, FloatArray]:
    """Return the arrays of the file of vectors.

    Returns:
        "scenes": (n, 384), the L2-normalised vectors of the texts of `_scenes`; "verdict.weight" (384, VERDICTS) and
        "verdict.bias" (VERDICTS,), the classifier of clauses.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        return {name: array.astype(np.float32) for name, array in load_file(VECTORS).items()}
    except (OSError, SafetensorError) as error:
        raise UserError(f"The vectors of scenes cannot be read from {VECTORS}.", "Run `make setup` again.") from error


def compute(path: Path = VECTORS) -> None:
    """Compute the vectors of the texts of `_scenes`, train the classifier of clauses, and write them to a file."""
    from safetensors.numpy import save_file
    from sklearn.linear_model import LogisticRegression

    embed = shared_minilm().embed
    labels = [VERDICTS.index(verdict) for verdict, _ in _verdicts()]
    classifier = LogisticRegression(C=30.0, max_iter=1000)
    classifier.fit(embed([said for _, said in _verdicts()]), labels)
    arrays = {
        "scenes": embed([scene for _, _, scene in _scenes()]),
        "verdict.weight": np.ascontiguousarray(classifier.coef_.T),
        "verdict.bias": classifier.intercept_,
    }
    save_file({name: array.astype(np.float16) for name, array in arrays.items()}, path, {"scenes": scenes_digest()})
    path.chmod(0o644)


if __name__ == "__main__":
    compute()
    print(f"wrote {VECTORS}", file=sys.stderr)
