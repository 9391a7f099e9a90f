"""Run EmbeddingGemma 2, or a model fine-tuned from it, without its processor.

The processor of transformers needs torchvision even for text and sound alone. This module does what it does for these
two: text is tokenised with a prompt in front of it; sound becomes log-mels (16 kHz, 128 bands, 100 frames a second), of
which the audio tower makes 25 tokens a second. A vector is the mean of the outputs of all tokens. The model would cut
sound after 30 s, so windows have 10 s. Weights of pictures are not loaded. This module never goes online.

`benchmarks/gemma_reference.py` compares the results with those of sentence-transformers.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.checkpoints import CheckpointError, find, folder, identity
from models.encoder import Cost, FloatArray, embed_in_batches, encode_waveforms, normalise, silence_transformers

from .minilm import clean

if TYPE_CHECKING:
    from torch import Tensor

VERSION = 1  # increase it when a change to this module changes vectors
QUERY = "task: search result | query: "  # the prompt for requests, unless the checkpoint states another
PROMPTS = "config_sentence_transformers.json"  # a fine-tuned model may state its prompts in this file
MAX_TOKENS = 512
BATCH = 1  # windows per batch
BOA, AUDIO, EOA = "<|audio>", "<|audio|>", "<audio|>"  # before, for each token of, and after sound


class GemmaEncoder:
    """EmbeddingGemma 2 as an `Encoder`; the weights are read when first needed. It can be shared between threads."""

    name = "gemma"
    cost = Cost(seconds=25.0, memory_mb=2900, windows=3)  # three windows a track, because it is slow
    widths = (128, 256, 512, 768)
    sample_rate = 16_000
    window_s = 10.0
    hop_s = 10.0

    def __init__(self, config: Path | None = None, tokenizer: Path | None = None, weights: Path | None = None) -> None:
        """Use the files of a checkpoint; None: where `models.checkpoints.find` finds them.

        Raises:
            CheckpointError: a file is missing, or the configuration belongs to another kind of model.
        """
        if config is None or tokenizer is None or weights is None:
            files = find(self.name)
            config, tokenizer, weights = files["config.json"], files["tokenizer.json"], files["model.safetensors"]
        for path in (config, tokenizer, weights):
            if not path.is_file():
                raise CheckpointError(f"There is no file {path}.", f"Run `hark models fetch {self.name}`.")
        self._config_file, self._tokenizer_file, self._weights = config, tokenizer, weights
        self._lock = threading.RLock()
        self.dim = int(self._config.text_config.embedding_dim)
        parts = (self.name, VERSION, self.window_s, self.hop_s, MAX_TOKENS, self._prompt)
        sums = tuple(map(identity, (config, tokenizer, weights)))
        self.fingerprint = hashlib.sha256(repr(parts + sums).encode()).hexdigest()[:16]

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        """Embed 10 s windows of mono sound at 16 kHz.

        Args:
            windows: (n, 160000) samples in [-1, 1].

        Returns:
            (n, 768) means of the outputs of all tokens, not normalised.

        Raises:
            ValueError: the windows have the wrong length.
            CheckpointError: the checkpoint is damaged or belongs to another model.
        """
        return embed_in_batches(windows, round(self.window_s * self.sample_rate), self.dim, BATCH, self._embed_audio)

    def encode_audio(self, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
        """Embed whole mono waveforms of any length as (n, 768), L2-normalised."""
        return encode_waveforms(self, waveforms, sample_rate)

    def encode_text(self, texts: Sequence[str]) -> FloatArray:
        """Embed the first 512 tokens of each text, prompt included, as (n, 768), L2-normalised."""
        if not len(texts):
            return np.empty((0, self.dim), dtype=np.float32)
        import torch

        with self._lock:
            model, tokenizer, _ = self._model
        rows = []
        with torch.inference_mode():
            for text in texts:  # one at a time, so that no padding has to be masked
                ids = torch.tensor([tokenizer.encode(self._prompt + clean(text)).ids])
                rows.append(_mean(model(input_ids=ids, attention_mask=torch.ones_like(ids)))[0])
        return normalise(np.stack([row.numpy() for row in rows]))

    def _embed_audio(self, windows: FloatArray) -> Tensor:
        """Embed windows (n, 160000) as raw vectors (n, 768)."""
        import torch
        from transformers.models.embedding_gemma2.processing_embedding_gemma2 import EmbeddingGemma2Processor

        with self._lock:
            model, tokenizer, extractor = self._model
        made = extractor(list(windows), sampling_rate=self.sample_rate, return_tensors="pt")
        tokens = EmbeddingGemma2Processor.compute_sscp(made["input_features_mask"][0].numpy())
        ids = torch.tensor([tokenizer.encode(BOA + AUDIO * tokens + EOA).ids] * len(windows))
        return _mean(
            model(
                input_ids=ids,
                attention_mask=torch.ones_like(ids),
                input_features=made["input_features"],
                input_features_mask=made["input_features_mask"],
            )
        )

    @cached_property
    def _prompt(self) -> str:
        """Read the prompt for requests that the checkpoint states; without one, it is QUERY."""
        for place in (self._config_file.parent, folder(self.name)):
            try:
                stated = json.loads((place / PROMPTS).read_text(encoding="utf-8")).get("prompts", {})
            except (OSError, ValueError, AttributeError):
                continue
            if isinstance(stated, dict) and isinstance(stated.get("query"), str):
                return str(stated["query"])
        return QUERY

    @cached_property
    def _config(self) -> Any:
        from transformers import EmbeddingGemma2Config

        try:
            stated = json.loads(self._config_file.read_text(encoding="utf-8"))
            if stated.get("model_type") != "embedding_gemma2" or not stated.get("audio_config"):
                raise ValueError("another kind of model")
            config: Any = EmbeddingGemma2Config.from_dict({**stated, "vision_config": None})
        except Exception as err:  # json, OSError, TypeError, and transformers' own validation
            raise CheckpointError(
                f"{self._config_file} is not the configuration of an EmbeddingGemma 2 with audio.",
                f"Hark reads google/embeddinggemma-2 and models fine-tuned from it: `hark models fetch {self.name}`.",
            ) from err
        config.vision_config = None
        return config

    @cached_property
    def _model(self) -> tuple[Any, Any, Any]:
        """Load and check the network, its tokeniser and its feature extractor."""
        import torch
        from tokenizers import Tokenizer
        from transformers import EmbeddingGemma2Model, Gemma4AudioFeatureExtractor

        silence_transformers()
        again = f"Fetch it again: delete it and run `hark models fetch {self.name}`."
        try:
            loaded: Any = EmbeddingGemma2Model.from_pretrained(
                self._weights.parent,
                config=self._config,
                dtype=torch.float32,  # float16 gives NaN, and bfloat16 is slower on most processors
                local_files_only=True,
                output_loading_info=True,
            )
            model, info = loaded
            tokenizer = Tokenizer.from_file(str(self._tokenizer_file))
        except Exception as err:  # safetensors, json, OSError, and bare Exception from tokenizers
            raise CheckpointError(
                f"The checkpoint {self._weights} is damaged, or does not fit its config.json.", again
            ) from err
        wrong = sorted(info["missing_keys"]) or sorted(map(str, info["mismatched_keys"]))
        if wrong:
            raise CheckpointError(f"The checkpoint {self._weights} does not fit: {wrong[0]} is missing.", again)
        for token, number in (
            (BOA, self._config.boa_token_id),
            (AUDIO, self._config.audio_token_id),
            (EOA, self._config.eoa_token_index),
        ):
            if tokenizer.token_to_id(token) != number:
                raise CheckpointError(f"{self._tokenizer_file} belongs to another model: it has no {token}.", again)
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.no_padding()
        model.eval().requires_grad_(False)
        return model, tokenizer, Gemma4AudioFeatureExtractor()


def _mean(output: Any) -> Tensor:
    """Return the mean over all tokens (n, dim) of a model's last hidden state (n, tokens, dim)."""
    mean: Tensor = output.last_hidden_state.mean(dim=1)
    return mean
