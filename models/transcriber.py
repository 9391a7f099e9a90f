"""Transcribe sung words with a Whisper model of the user's (Radford et al. 2022), through transformers.

The model is never downloaded: it is a folder, or in the cache of Hugging Face's hub.
"""

from __future__ import annotations

import logging
from typing import Any

from data.errors import UserError
from models.encoder import FloatArray

DEFAULT_MODEL = "openai/whisper-small"
SAMPLE_RATE = 16_000  # Hz
_NO_SPEECH = 0.6  # probability from which a part is taken to be without words
_LEAST_LOGPROB = -1.0  # mean log-probability of a part's tokens below which it is decoded again, or left out
_MOST_COMPRESSION = 1.35  # of a part's tokens: more is a loop, as Whisper makes of music without words


class Transcriber:
    """A Whisper model that writes down the words of sound."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        """Load a model.

        Args:
            model: its folder, or its name on the hub if it is in the cache.

        Raises:
            UserError: there is no such model on this computer.
        """
        import transformers

        library: Any = transformers  # parts of which have no types
        notes = library.utils.logging
        notes.set_verbosity_error()  # and no progress bars on standard error
        notes.disable_progress_bar()
        logging.getLogger("transformers").setLevel(logging.ERROR)
        try:
            self._processor: Any = library.AutoProcessor.from_pretrained(model, local_files_only=True)
            self._model: Any = library.WhisperForConditionalGeneration.from_pretrained(model, local_files_only=True)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UserError(
                f"There is no Whisper model {model} on this computer.",
                f"Fetch one with `hf download {DEFAULT_MODEL}`, or name a folder with --model.",
            ) from error
        self._model.eval()

    def lines(self, samples: FloatArray) -> list[tuple[float, str]]:
        """Return (start in seconds, words) of each line that is heard.

        Args:
            samples: (n,) mono at 16 kHz.
        """
        import torch

        features = self._processor(
            samples, sampling_rate=SAMPLE_RATE, return_tensors="pt", truncation=False, padding="longest",
            return_attention_mask=True,
        )  # fmt: skip
        if features["input_features"].shape[-1] < 3000:  # Whisper reads 30 s at least
            features = self._processor(samples, sampling_rate=SAMPLE_RATE, return_tensors="pt")
        with torch.inference_mode():
            generated = self._model.generate(
                **features, return_timestamps=True, return_segments=True, condition_on_prev_tokens=False,
                temperature=(0.0, 0.4, 0.8), no_speech_threshold=_NO_SPEECH, logprob_threshold=_LEAST_LOGPROB,
                compression_ratio_threshold=_MOST_COMPRESSION,
            )  # fmt: skip
        found = []
        for segment in generated["segments"][0]:
            words = self._processor.tokenizer.decode(segment["tokens"], skip_special_tokens=True).strip()
            if words:
                found.append((float(segment["start"]), words))
        return sorted(found)
