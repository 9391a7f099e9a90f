"""Embed captioned clips once and cache the outputs on disk.

There is one file per encoder (`features.npz`) with window outputs by clip and text vectors by text. A large encoder
takes an hour for MusicCaps; evaluation, the training-free alignment of sound and text, and every epoch of training
read this file, and an interrupted run continues from its last save. The file stores the encoder's fingerprint, so
that outputs of different encoders are never mixed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.audio import listen
from data.errors import UserError
from data.musiccaps import CaptionedClip
from models.encoder import Encoder, FloatArray, framed, pool

Progress = Callable[[int, int, str], None]
SAVE_EVERY = 100  # new clips or texts between saves; a killed run loses at most these


@dataclass(frozen=True, slots=True)
class Features:
    """The outputs of both towers for a set of captioned clips."""

    clip_ids: tuple[str, ...]
    windows: tuple[FloatArray, ...]  # for each clip (windows, dim), raw
    text: FloatArray  # (captions, dim), L2-normalised
    clip_of: tuple[int, ...]  # index of each caption's clip
    damaged: tuple[tuple[str, str], ...]  # (id, reason) of clips that could not be decoded

    @property
    def audio(self) -> FloatArray:
        """Pool the windows to one vector per clip, as the library stores it: (clips, dim), L2-normalised."""
        return np.stack([pool(raw) for raw in self.windows])


class FeatureFile:
    """Arrays of rows by key, kept in one .npz file that is replaced as a whole."""

    def __init__(self, path: Path | None, fingerprint: str) -> None:
        """Open an existing file or start a new one. If `path` is None, rows are kept in memory only.

        Raises:
            UserError: the file is damaged or belongs to another encoder.
        """
        self._path = path
        self._fingerprint = fingerprint
        self._rows: dict[str, FloatArray] = {}
        self._unsaved = 0
        if path is None or not path.is_file():
            return
        try:
            with np.load(path) as stored:
                made_by = str(stored["fingerprint"])
                keys, ends, rows = stored["keys"].tolist(), stored["ends"], stored["rows"]
            if len(keys) != len(ends) or (len(ends) and ends[-1] != len(rows)):
                raise ValueError("its parts do not fit")
        except Exception as err:  # zipfile, zlib, ValueError, KeyError or OSError, depending on the damage
            raise UserError(f"{path} is damaged.", "Delete it; it will be made again.") from err
        if made_by != fingerprint:
            raise UserError(
                f"{path} holds the features of another encoder ({made_by}, and this is {fingerprint}).",
                "Use another folder, or delete the file.",
            )
        self._rows = dict(zip(keys, np.split(rows, ends[:-1]), strict=True)) if keys else {}

    def get(self, key: str, make: Callable[[], FloatArray]) -> FloatArray:
        """Return the (n, dim) rows of a key; compute and store them with `make` if the key is new."""
        if key not in self._rows:
            self._rows[key] = make()
            self._unsaved += 1
            if self._unsaved >= SAVE_EVERY:
                self.save()
        return self._rows[key]

    def save(self) -> None:
        """Write new rows to the file, under a temporary name first.

        Raises:
            UserError: the file cannot be written.
        """
        if self._path is None or not self._unsaved:
            return
        parts = list(self._rows.values())
        unfinished = self._path.with_name("features.part.npz")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(
                unfinished,
                fingerprint=np.array(self._fingerprint),
                keys=np.array(list(self._rows)),
                ends=np.cumsum([len(part) for part in parts]),
                rows=np.concatenate(parts),
            )
            os.replace(unfinished, self._path)
        except OSError as err:
            raise UserError(
                f"{self._path} cannot be written: {err.strerror or err}.", "Free some space there."
            ) from err
        self._unsaved = 0


def embed(
    encoder: Encoder, clips: Sequence[CaptionedClip], cache: Path | None = None, progress: Progress | None = None
) -> Features:
    """Embed every clip that can be decoded, and its captions.

    Args:
        encoder: the encoder for sound and captions.
        clips: the clips and their captions.
        cache: the cache file to read and extend; None disables the cache.
        progress: called with the number of clips done, the number of all clips, and the name of the last clip.

    Raises:
        UserError: no clip could be decoded, or the cache belongs to another encoder.
    """
    file = FeatureFile(cache, encoder.fingerprint)
    ids: list[str] = []
    windows: list[FloatArray] = []
    texts: list[FloatArray] = []
    clip_of: list[int] = []
    damaged: list[tuple[str, str]] = []
    try:
        for done, clip in enumerate(clips, 1):
            try:
                status = clip.path.stat()
                key = f"audio {clip.clip_id} {status.st_size} {status.st_mtime_ns}"
                raw = file.get(key, lambda path=clip.path: embed_file(encoder, path))  # type: ignore[misc]
            except (UserError, OSError) as err:
                damaged.append((clip.clip_id, getattr(err, "reason", None) or str(err)))
                continue
            for caption in clip.captions:
                key = f"text {hashlib.sha256(caption.encode('utf-8', 'replace')).hexdigest()[:32]}"
                texts.append(file.get(key, lambda text=caption: encoder.encode_text([text]))[0])  # type: ignore[misc]
                clip_of.append(len(ids))
            ids.append(clip.clip_id)
            windows.append(raw)
            if progress is not None:
                progress(done, len(clips), clip.clip_id)
    finally:
        file.save()
    if not ids:
        raise UserError(f"None of the {len(clips)} clips could be decoded: {damaged[0][1]}.", "Export them again.")
    return Features(tuple(ids), tuple(windows), np.stack(texts), tuple(clip_of), tuple(damaged))


def embed_file(encoder: Encoder, path: Path) -> FloatArray:
    """Embed the windows of a file, cut as in indexing, and return (n, dim) raw outputs.

    Raises:
        UserError: the file cannot be decoded, or the encoder fails on its sound.
    """
    raw: list[FloatArray] = []
    for _, segment, rate in listen(path):
        if raw and len(segment) / rate < encoder.window_s / 2:
            continue  # as in indexing: a short last segment would have the weight of a full one
        raw.append(encoder.embed_windows(framed(encoder, segment, rate)))
    outputs = np.concatenate(raw)
    if not np.isfinite(outputs).all():
        raise UserError("the encoder can make nothing of it")
    return outputs
