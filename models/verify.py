"""Check that an encoder gives different inputs different vectors, and measure its speed on this machine."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from data.errors import UserError

from .checkpoints import ORIGINS, CheckpointError, find, intact
from .encoder import Encoder, normalise

UNLIKE = ("a solo jazz piano", "heavy metal guitars", "a barking dog", "a string quartet", "techno with a loud kick")
MOST_ALIKE = 0.95  # cosine between unlike texts: far below this in a working tower, 0.999 in a damaged one
_SOUNDS_ALIKE = 0.9999  # cosine between noise and a hum; random weights have 0.99


@dataclass(frozen=True, slots=True)
class Verified:
    """The measurements of an encoder by `verify`: how alike unlike inputs get, and the time to embed sound."""

    encoder: Encoder
    texts_alike: float  # greatest cosine of two of the UNLIKE texts
    sounds_alike: float  # cosine of noise and a hum
    seconds: float  # processor time to embed a minute of sound


def verify(encoder: Encoder) -> Verified:
    """Check both towers of an encoder, and the SHA-256 sums of its files where the hub states them.

    Raises:
        UserError: unlike texts or sounds get nearly the same vector, or a file is damaged.
    """
    name = encoder.name
    again = "Its weights are damaged or of another model: remove them, and fetch them again."
    if name in ORIGINS:
        for file, path in find(name).items():
            if not intact(path):
                raise CheckpointError(f"{file} of the encoder {name} is damaged: {path.resolve()}.", again)
    words = encoder.encode_text(UNLIKE)
    samples = round(encoder.window_s * encoder.sample_rate)
    noise = (np.random.default_rng(0).standard_normal(samples) / 4).astype(np.float32)
    hum = (np.sin(2 * np.pi * 110 * np.arange(samples) / encoder.sample_rate) / 2).astype(np.float32)
    first = encoder.embed_windows(noise[None])
    began = time.process_time()  # the first window is not timed, because it also loads the weights
    second = encoder.embed_windows(hum[None])
    seconds = (time.process_time() - began) * 60 / encoder.hop_s
    one, other = normalise(np.concatenate([first, second]))
    texts_alike = float((words @ words.T)[np.triu_indices(len(UNLIKE), 1)].max())
    sounds_alike = float(one @ other)
    # Comparisons are written so that NaN fails them.
    if not (texts_alike < MOST_ALIKE and sounds_alike < _SOUNDS_ALIKE):
        raise UserError(
            f"The encoder {name} does not tell things apart: unlike texts have a cosine of up to {texts_alike:.3f}, "
            f"noise and a hum of {sounds_alike:.3f}.",
            again,
        )
    return Verified(encoder, texts_alike, sounds_alike, seconds)
