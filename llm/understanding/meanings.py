"""Find what phrases that name no concept mean for music: "riding across the desert" means western.

A phrase is compared, by sentence embeddings, with the scenes of data/vocabulary/scenes.txt, with the English names of
moods, textures and uses, and with examples of conditions that nothing can check (data/vocabulary/unknowable.txt). The
cosine must reach a limit, which is lower for long phrases, because they are seldom close to any scene. When these files
have changed, `python -m llm.understanding.meanings` computes the vectors again.
"""

from __future__ import annotations

import hashlib
import json
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
from models.encoders.minilm import FloatArray, shared_minilm

VECTORS = Path(__file__).parent / "weights" / "meanings.safetensors"
Embed = Callable[[Sequence[str]], FloatArray]  # texts -> (n, 384) unit vectors
_VOCABULARY = Path(__file__).parents[2] / "data" / "vocabulary"
# The least cosine of a phrase of one, two, and three or more words, chosen on the development requests.
LEAST = (0.8, 0.64, 0.5)
LEAST_ALONE = (0.74, 0.58, 0.42)  # if nothing else of the request is understood
LEAST_OF_CONDITION = 0.6  # for a condition that nothing can check


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
    cosines = _vectors() @ (embed or shared_minilm().embed)([phrase])[0]
    if not alone:
        cosines = cosines[: -len(_names())]  # names of concepts are too near to any single word
    nearest = int(cosines.argmax())
    names, condition, scene = _scenes()[nearest]
    least = (LEAST_ALONE if alone else LEAST)[min(max(size, 1), len(LEAST)) - 1]
    if cosines[nearest] < (max(least, LEAST_OF_CONDITION) if condition else least):
        return None
    return Meaning(names, condition, scene, float(cosines[nearest]))


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
    """Return a hash of all texts of `_scenes`. It is stored with their vectors, to detect outdated vectors."""
    return hashlib.sha256(json.dumps(_scenes()).encode()).hexdigest()[:16]


@cache
def _vectors() -> FloatArray:
    """Return the vectors of the texts of `_scenes`, (n, 384), L2-normalised."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        vectors: FloatArray = load_file(VECTORS)["scenes"].astype(np.float32)
    except (OSError, KeyError, SafetensorError) as error:
        raise UserError(f"The vectors of scenes cannot be read from {VECTORS}.", "Run `make setup` again.") from error
    return vectors


def compute(path: Path = VECTORS) -> None:
    """Compute the vectors of the texts of `_scenes`, and write them to a file."""
    from safetensors.numpy import save_file

    vectors = shared_minilm().embed([scene for _, _, scene in _scenes()])
    save_file({"scenes": vectors.astype(np.float16)}, path, {"scenes": scenes_digest()})
    path.chmod(0o644)


if __name__ == "__main__":
    compute()
    print(f"wrote {VECTORS}", file=sys.stderr)
