"""Measure retrieval of sound by text and of text by sound at every Matryoshka width.

The protocol (PROTOCOL) is printed with every result, with the number of clips: figures can only be compared on the same
clips.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data.musiccaps import CaptionSet
from models.encoders.features import Features

from .encoder import MATRYOSHKA_DIMS, Encoder, truncate
from .metrics import Retrieval, evaluate, overlap

PROTOCOL = (
    "Every caption, whole, against every clip that could be decoded, by cosine. Text to audio: the caption's own "
    "clip is its only right answer. Audio to text: any caption of the clip is right. A clip's vector is the "
    "normalised mean of its raw window outputs; a width is that prefix, renormalised. Ties count against the "
    "system. Published MusicCaps numbers (msclap-2023: R@10 27.9 %) are of 4,281 clips: more clips are harder, "
    "so compare on the same clips only. Intervals: 95 % bootstrap over queries."
)


@dataclass(frozen=True, slots=True)
class Width:
    """The results at one Matryoshka width."""

    width: int
    text_to_audio: Retrieval
    audio_to_text: Retrieval
    overlap10: float  # share of the first ten (text to audio) that are also among the first ten at full width

    def to_json(self) -> dict[str, Any]:
        """Return the results as JSON values."""
        return {
            "width": self.width,
            "text_to_audio": self.text_to_audio.to_json(),
            "audio_to_text": self.audio_to_text.to_json(),
            "overlap10": self.overlap10,
        }


def widths_of(dim: int) -> tuple[int, ...]:
    """Return the nested widths of a space of `dim` dimensions: 32, its doubles below `dim`, and `dim`."""
    return (*(width for width in MATRYOSHKA_DIMS if width < dim), dim)


def evaluate_features(features: Features) -> list[Width]:
    """Compute the metrics at every width; the full width is the last."""
    audio, text = features.audio, features.text
    clips_of_captions = [[clip] for clip in features.clip_of]
    captions_of_clips: list[list[int]] = [[] for _ in features.clip_ids]
    for caption, clip in enumerate(features.clip_of):
        captions_of_clips[clip].append(caption)
    results = []
    for width in widths_of(audio.shape[1]):
        short = truncate(text, width), truncate(audio, width)
        results.append(
            Width(
                width,
                evaluate(*short, clips_of_captions),
                evaluate(short[1], short[0], captions_of_clips),
                overlap(text, audio, short),
            )
        )
    return results


def adapted(features: Features, adapt: Callable[[Any, str], Any]) -> Features:
    """Apply an adapter (`AdaptedEncoder.adapt`) to cached features, without running the towers again."""
    return Features(
        features.clip_ids,
        tuple(adapt(raw, "audio") for raw in features.windows),
        truncate(text := adapt(features.text, "text"), text.shape[1]),
        features.clip_of,
        features.damaged,
    )


def report(captions: CaptionSet, encoder: Encoder, features: Features, results: list[Width]) -> dict[str, Any]:
    """Return the figures, the data and the encoder of an evaluation as one JSON object."""
    return {
        "data": captions.name,
        "clips": len(features.clip_ids),
        "captions": len(features.clip_of),
        "missing": len(captions.missing),
        "damaged": [{"clip": clip, "reason": reason} for clip, reason in (*captions.damaged, *features.damaged)],
        "encoder": {"name": encoder.name, "dim": encoder.dim, "fingerprint": encoder.fingerprint},
        "protocol": PROTOCOL,
        "widths": [width.to_json() for width in results],
    }


def table(results: list[Width]) -> str:
    """Return the results as a table for a terminal, shares in per cent."""
    lines = ["                 text to audio                              audio to text"]
    lines.append("  width   R@1   R@5  R@10        95 %  MedR  mAP10 nDCG10   R@1   R@5  R@10  MedR  overlap")
    for row in results:
        t, a = row.text_to_audio, row.audio_to_text
        low, high = t.r10_95
        lines.append(
            f"  {row.width:5} {100 * t.r1:5.1f} {100 * t.r5:5.1f} {100 * t.r10:5.1f} {100 * low:5.1f}-{100 * high:4.1f}"
            f" {t.median_rank:5.0f} {100 * t.map10:6.1f} {100 * t.ndcg10:6.1f}"
            f" {100 * a.r1:5.1f} {100 * a.r5:5.1f} {100 * a.r10:5.1f} {a.median_rank:5.0f} {100 * row.overlap10:8.1f}"
        )
    return "\n".join(lines)
