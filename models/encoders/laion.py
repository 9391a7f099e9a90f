"""Run the checkpoints of LAION CLAP through transformers' own ClapModel.

Wu et al. 2023, Large-scale Contrastive Language-Audio Pretraining: HTSAT for sound, RoBERTa for text, 512 dimensions.
`LaionEncoder` reads `laion/clap-htsat-unfused`, `LargeLaionEncoder` reads `laion/larger_clap_general`. Windows have
exactly 10 s, because longer ones would be cropped at random. Outputs are taken before normalisation, so that windows
can be averaged.

Loading checks the text tower: a checkpoint on the hub (larger_clap_music) gives nearly the same vector for every text
and would find the same tracks for every request. This module never goes online.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.checkpoints import ORIGINS, CheckpointError, find, identity
from models.encoder import Cost, FloatArray, Towers, device, embed_in_batches, encode_waveforms, silence_transformers
from models.verify import MOST_ALIKE, UNLIKE

from .minilm import clean

if TYPE_CHECKING:
    from torch import Tensor

VERSION = 1  # increase it when a change to this module changes vectors
MAX_TOKENS = 77  # tokens; the longest text in the text tower's training
BATCH = 4  # windows per batch
WEIGHTS = ("model.safetensors", "pytorch_model.bin")


class LaionEncoder:
    """LAION CLAP as an `Encoder`; the weights are read when first needed. It can be shared between threads."""

    name = "laion"
    cost = Cost(seconds=2.1, memory_mb=1500)
    widths: tuple[int, ...] = ()  # it was not trained as a Matryoshka space
    sample_rate = 48_000
    window_s = 10.0
    hop_s = 10.0

    def __init__(self, folder: Path | None = None) -> None:
        """Use the checkpoint in a folder: config.json, preprocessor_config.json, tokenizer.json and the weights.

        Args:
            folder: the folder; None: where `models.checkpoints.find` finds the files.

        Raises:
            CheckpointError: a file is missing, or the configuration belongs to another kind of model.
        """
        if folder is None:
            folder = find(self.name)["config.json"].parent
        paths = [folder / name for name in ("config.json", "preprocessor_config.json", "tokenizer.json")]
        weights = next((folder / name for name in WEIGHTS if (folder / name).is_file()), folder / WEIGHTS[0])
        for path in (*paths, weights):
            if not path.is_file():
                raise CheckpointError(f"There is no file {path}.", f"Run `hark models fetch {self.name}`.")
        self._folder = folder
        self._lock = threading.RLock()
        self.dim = self._config.projection_dim
        parts = (self.name, VERSION, self.window_s, self.hop_s, MAX_TOKENS, *map(identity, (*paths, weights)))
        self.fingerprint = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        """Embed 10 s windows of mono sound at 48 kHz.

        Args:
            windows: (n, 480000) samples in [-1, 1].

        Returns:
            (n, 512) raw outputs, not normalised.

        Raises:
            ValueError: the windows have the wrong length.
            CheckpointError: the checkpoint is damaged, or its text tower gives the same vector for every text.
        """
        return embed_in_batches(windows, round(self.window_s * self.sample_rate), self.dim, BATCH, self._embed_audio)

    def towers(self) -> Towers:
        """Return both towers for training."""
        with self._lock:
            model, _, tokenizer = self._model
        return Towers(model, self._embed_audio, partial(_embed_texts, model, tokenizer))

    def _embed_audio(self, windows: FloatArray) -> Tensor:
        """Embed windows (n, 480000) as raw vectors (n, 512)."""
        with self._lock:
            model, extractor, _ = self._model
        # "fusion" would use another filter bank without an error.
        features = extractor(
            list(windows), sampling_rate=self.sample_rate, truncation="rand_trunc", return_tensors="pt"
        )
        pooled = model.audio_model(input_features=features["input_features"].to(device(model))).pooler_output
        heard: Tensor = model.audio_projection(pooled)
        return heard

    def encode_audio(self, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
        """Embed whole mono waveforms of any length as (n, 512), L2-normalised."""
        return encode_waveforms(self, waveforms, sample_rate)

    def encode_text(self, texts: Sequence[str]) -> FloatArray:
        """Embed the first 77 tokens of each text as (n, 512), L2-normalised."""
        if not len(texts):
            return np.empty((0, self.dim), dtype=np.float32)
        import torch

        with self._lock:
            model, _, tokenizer = self._model
        with torch.inference_mode():
            return _embed_texts(model, tokenizer, texts).numpy()

    @cached_property
    def _config(self) -> Any:
        from transformers import ClapConfig

        path = self._folder / "config.json"
        try:
            config: Any = ClapConfig.from_json_file(path)
            if config.model_type != "clap" or config.audio_config.enable_fusion:
                raise ValueError("another kind of model")
        except Exception as err:  # json, OSError, TypeError, and transformers' own validation
            raise CheckpointError(
                f"{path} is not the configuration of an unfused CLAP.",
                f"Hark reads {ORIGINS[self.name].files['config.json']}: run `hark models fetch {self.name}`.",
            ) from err
        return config

    @cached_property
    def _model(self) -> tuple[Any, Any, Any]:
        """Load and check the network, its feature extractor and its tokeniser."""
        from tokenizers import Tokenizer
        from transformers import ClapFeatureExtractor, ClapModel

        silence_transformers()
        again = f"Fetch it again: delete it and run `hark models fetch {self.name}`."
        try:
            loaded: Any = ClapModel.from_pretrained(
                self._folder, config=self._config, local_files_only=True, output_loading_info=True
            )
            model, info = loaded
            extractor = ClapFeatureExtractor.from_pretrained(self._folder, local_files_only=True)
            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as err:  # safetensors, pickle, json, OSError, and bare Exception from tokenizers
            raise CheckpointError(
                f"The checkpoint in {self._folder} is damaged, or does not fit its config.json.", again
            ) from err
        if wrong := sorted(info["missing_keys"]) or sorted(map(str, info["mismatched_keys"])):
            raise CheckpointError(f"The checkpoint in {self._folder} does not fit: {wrong[0]} is missing.", again)
        if extractor.sampling_rate != self.sample_rate or extractor.nb_max_samples != 480_000:
            raise CheckpointError(
                f"{self._folder} wants {extractor.max_length_s} s of {extractor.sampling_rate} Hz.", again
            )
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.no_padding()
        model.eval().requires_grad_(False)
        self._check_alive(model, tokenizer)
        return model, extractor, tokenizer

    def _check_alive(self, model: Any, tokenizer: Any) -> None:
        """Raise CheckpointError if five different texts get nearly the same vector."""
        import torch

        with torch.inference_mode():
            vectors = _embed_texts(model, tokenizer, UNLIKE).numpy()
        alike = float((vectors @ vectors.T)[np.triu_indices(len(UNLIKE), 1)].max())
        if not alike < MOST_ALIKE:  # written so that NaN fails as well
            raise CheckpointError(
                f"The text tower of {self._folder} is dead: two unlike texts have a cosine of {alike:.3f}.",
                "Every request would find the same tracks. Use laion/clap-htsat-unfused: `hark models fetch laion`.",
            )


class LargeLaionEncoder(LaionEncoder):
    """The larger LAION CLAP, with HTSAT base for sound, trained on music, speech and other sounds."""

    name = "laion-large"
    cost = Cost(seconds=3.8, memory_mb=1900)


def _embed_texts(model: Any, tokenizer: Any, texts: Sequence[str]) -> Tensor:
    """Embed texts as (n, dim), L2-normalised, one at a time, so that no padding has to be masked."""
    import torch

    rows = []
    for text in texts:
        ids = torch.tensor([tokenizer.encode(clean(text)).ids], device=device(model))
        rows.append(model.text_projection(model.text_model(input_ids=ids).pooler_output)[0])
    return torch.nn.functional.normalize(torch.stack(rows), dim=1)
