"""Run Microsoft CLAP 2023 from its official checkpoint, without the package `msclap`.

Elizalde et al. 2023, Natural Language Supervision for General-Purpose Audio Representations: an HTSAT (Chen et al.
2022) for sound, GPT-2 for text, an MLP after each, 1024 dimensions. This module reads the checkpoint, computes log-mels
and runs both towers, which are transformers' own modules. Its results deliberately differ from those of `msclap`:

- windows are cut in order, never at random, and channels are mixed, not played one after the other;
- the text is pooled at its last token. `msclap` finds it by counting the ids that are not 0, but 0 is also the id
  of "!", so that every "!" in the text makes it pool one token too early;
- a text over 77 tokens is cut and keeps its end-of-text token;
- every key of the checkpoint is used or ignored by name; any other is an error.

The mel filters are those inside the checkpoint, not the numbers of the package's configuration (44.1 kHz, 50-8000 Hz):
the package builds its network from a second configuration (32 kHz, 50-14000 Hz), and then the checkpoint's filters
overwrite both. `benchmarks/msclap_reference.py` compares the towers with the package's.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.checkpoints import CheckpointError, find, identity
from models.encoder import Cost, FloatArray, Towers, device, embed_in_batches, encode_waveforms, normalise

from .minilm import clean

if TYPE_CHECKING:
    from torch import Tensor

VERSION = 1  # increase it when a change to this module changes vectors
N_FFT, HOP, BANDS = 1024, 320, 64  # samples, samples, mel bands
MAX_TOKENS = 77
END = " <|endoftext|>"
BATCH = 4  # windows per batch

_AUDIO, _TEXT = "audio_encoder.base.htsat.", "caption_encoder.base."
_IGNORED = re.compile(
    r"logit_scale"  # the temperature; it does not affect rankings
    r"|audio_encoder\.base\.htsat\.(tscam_conv|head)\.(weight|bias)"  # classifier of AudioSet's classes, not used
    r"|audio_encoder\.base\.htsat\.layers\.\d+\.blocks\.\d+\.attn_mask"  # a constant, not used
    r"|audio_encoder\.base\.htsat\.spectrogram_extractor\.stft\.conv_imag\.weight"  # follows from conv_real
    r"|caption_encoder\.base\.h\.\d+\.attn\.(bias|masked_bias)"  # the causal mask of older transformers
)
_STFT = f"{_AUDIO}spectrogram_extractor.stft.conv_real.weight"
_MEL = f"{_AUDIO}logmel_extractor.melW"
_RENAMED = (  # from HTSAT's names to those of transformers.ClapAudioModel
    (".attn.proj.", ".attention.output.dense."),
    (".attn.", ".attention.self."),
    (".norm1.", ".layernorm_before."),
    (".norm2.", ".layernorm_after."),
    (".mlp.fc1.", ".intermediate.dense."),
    (".mlp.fc2.", ".output.dense."),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the two towers, by default those of the published model; tests use smaller ones."""

    width: int = 96  # channels of HTSAT's first stage; each stage doubles them
    depths: tuple[int, ...] = (2, 2, 6, 2)
    heads: tuple[int, ...] = (4, 8, 16, 32)
    text_width: int = 768
    text_layers: int = 12
    text_heads: int = 12
    vocabulary: int = 50_257
    positions: int = 1024
    dim: int = 1024

    @property
    def audio_width(self) -> int:
        """Return the width of HTSAT's output, 768 in the published model."""
        return int(self.width * 2 ** (len(self.depths) - 1))


PUBLISHED = Shape()


class MsclapEncoder:
    """Microsoft CLAP as an `Encoder`. Each tower is loaded when first needed. It can be shared between threads."""

    name = "msclap"
    cost = Cost(seconds=1.8, memory_mb=1500)
    widths: tuple[int, ...] = ()  # it was not trained as a Matryoshka space
    sample_rate = 44_100
    window_s = 7.0
    hop_s = 7.0

    def __init__(self, checkpoint: Path | None = None, tokenizer: Path | None = None, shape: Shape = PUBLISHED) -> None:
        """Use a checkpoint and a tokeniser.

        Args:
            checkpoint: CLAP_weights_2023.pth; None: where `models.checkpoints.find` finds it.
            tokenizer: GPT-2's tokenizer.json, or its vocab.json with merges.txt in the same folder; None: as above.
            shape: sizes of the towers; only tests use other than the published ones.

        Raises:
            CheckpointError: a file is missing.
        """
        if checkpoint is None or tokenizer is None:
            files = find(self.name)
            checkpoint, tokenizer = files["CLAP_weights_2023.pth"], files["tokenizer.json"]
        for path in (checkpoint, tokenizer):
            if not path.is_file():
                raise CheckpointError(f"There is no file {path}.", "Run `hark models fetch msclap`, or check the path.")
        self.dim = shape.dim
        self._shape = shape
        self._checkpoint, self._tokenizer_file = checkpoint, tokenizer
        self._lock = threading.RLock()
        parts = (self.name, VERSION, self.window_s, self.hop_s, MAX_TOKENS, identity(checkpoint), identity(tokenizer))
        self.fingerprint = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        """Embed 7 s windows of mono sound at 44.1 kHz.

        Args:
            windows: (n, 308700) samples in [-1, 1].

        Returns:
            (n, 1024) raw outputs, not normalised.

        Raises:
            ValueError: the windows have the wrong length.
            CheckpointError: the checkpoint is damaged or belongs to another model.
        """
        return embed_in_batches(windows, round(self.window_s * self.sample_rate), self.dim, BATCH, self._embed_audio)

    def towers(self) -> Towers:
        """Return both towers for training."""
        from torch import nn

        with self._lock:
            network = nn.ModuleList([*self._audio_tower[:2], *self._text_tower[:2]])

        def read(texts: Sequence[str]) -> Tensor:
            return nn.functional.normalize(self._embed_texts(texts), dim=1)

        return Towers(network, self._embed_audio, read)

    def _embed_audio(self, windows: FloatArray) -> Tensor:
        """Embed windows (n, 308700) as raw vectors (n, 1024)."""
        import torch

        with self._lock:
            tower, projection, mel = self._audio_tower
        batch = torch.from_numpy(np.ascontiguousarray(windows, dtype=np.float32)).to(device(projection))
        return _project(projection, tower(input_features=_log_mel(batch, mel)).pooler_output)

    def _embed_texts(self, texts: Sequence[str]) -> Tensor:
        """Embed texts as raw vectors (n, 1024), one text at a time.

        Batches would need padding, which takes time.
        """
        import torch

        with self._lock:
            tower, projection, tokenizer = self._text_tower
        rows = []
        for text in texts:
            hidden = tower(
                input_ids=torch.tensor([_token_ids(tokenizer, text)], device=device(tower))
            ).last_hidden_state
            rows.append(_project(projection, hidden[:, -1])[0])
        return torch.stack(rows)

    def encode_audio(self, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
        """Embed whole mono waveforms of any length as (n, 1024), L2-normalised."""
        return encode_waveforms(self, waveforms, sample_rate)

    def encode_text(self, texts: Sequence[str]) -> FloatArray:
        """Embed texts of any length and content as (n, 1024), L2-normalised."""
        import torch

        if not len(texts):
            return np.empty((0, self.dim), dtype=np.float32)
        with torch.inference_mode():
            return normalise(self._embed_texts(texts).numpy())

    @cached_property
    def _audio_tower(self) -> tuple[Any, Any, Any]:
        """Load HTSAT, its projection and the mel filters (513, 64)."""
        import torch
        from transformers import ClapAudioConfig, ClapAudioModel

        audio, _ = read_checkpoint(self._checkpoint)
        shape = self._shape
        config = ClapAudioConfig(
            num_mel_bins=BANDS,
            patch_embeds_hidden_size=shape.width,
            depths=list(shape.depths),
            num_attention_heads=list(shape.heads),
            hidden_size=shape.audio_width,
            enable_fusion=False,
        )
        with torch.device("meta"):
            tower = ClapAudioModel(config)
        projection = _take_projection(audio, shape.audio_width, shape.dim)
        mel = audio.pop("mel")
        if mel.shape != (N_FFT // 2 + 1, BANDS):
            raise _other_model(f"its mel filters have shape {tuple(mel.shape)}")
        window = audio.pop("window")
        if not torch.allclose(window, torch.hann_window(N_FFT), atol=1e-4):
            raise _other_model("its spectrum is not taken through a Hann window")
        _fill(tower, audio)
        return tower, projection, mel

    @cached_property
    def _text_tower(self) -> tuple[Any, Any, Any]:
        """Load GPT-2, its projection and its tokeniser."""
        import torch
        from transformers import GPT2Config, GPT2Model

        _, text = read_checkpoint(self._checkpoint)
        shape = self._shape
        config = GPT2Config(
            vocab_size=shape.vocabulary,
            n_positions=shape.positions,
            n_embd=shape.text_width,
            n_layer=shape.text_layers,
            n_head=shape.text_heads,
            use_cache=False,
            # GPT-2 marks beginning and end with its last token; the configuration needs both.
            bos_token_id=shape.vocabulary - 1,
            eos_token_id=shape.vocabulary - 1,
        )
        with torch.device("meta"):
            tower = GPT2Model(config)
        projection = _take_projection(text, shape.text_width, shape.dim)
        _fill(tower, text)
        return tower, projection, _load_tokenizer(self._tokenizer_file, shape.vocabulary)


def read_checkpoint(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read the tensors of an official checkpoint and rename them as in transformers. No code in the file is executed.

    Returns:
        the tensors of the audio tower, with "mel", "window" and "projection.*", and those of the text tower, with
        "projection.*".

    Raises:
        CheckpointError: the file is damaged, contains something other than tensors, or has a key that Microsoft CLAP
            does not have.
    """
    import torch

    try:
        try:
            file = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
        except RuntimeError:  # not a zip file: saved by an old torch version, cannot be memory-mapped
            file = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as err:  # truncated, not a checkpoint, or containing code: torch raises many exception types
        raise CheckpointError(
            f"{path} cannot be read: it is cut short, or it is not a checkpoint of tensors.",
            "Fetch it again: delete it and run `hark models fetch msclap`.",
        ) from err
    state = file.get("model") if isinstance(file, Mapping) else None
    if not isinstance(state, Mapping) or not all(isinstance(tensor, torch.Tensor) for tensor in state.values()):
        raise _other_model("it has no state called model")
    audio: dict[str, Any] = {}
    text: dict[str, Any] = {}
    for key, tensor in state.items():
        if _IGNORED.fullmatch(key):
            continue
        if key == _MEL:
            audio["mel"] = tensor
        elif key == _STFT:
            audio["window"] = tensor[0, 0].clone()  # the row for frequency 0 equals the window
        elif key.startswith(_AUDIO):
            audio |= _renamed(key.removeprefix(_AUDIO), tensor)
        elif key.startswith("audio_encoder.projection."):
            audio[key.removeprefix("audio_encoder.")] = tensor
        elif key.startswith(_TEXT):
            text[key.removeprefix(_TEXT)] = tensor
        elif key.startswith("caption_encoder.projection."):
            text[key.removeprefix("caption_encoder.")] = tensor
        else:
            raise _other_model(f"it has {key}")
    if missing := [name for name in ("mel", "window") if name not in audio]:
        raise _other_model(f"it has no {_MEL if 'mel' in missing else _STFT}")
    return audio, text


def _renamed(key: str, tensor: Any) -> dict[str, Any]:
    """Return a tensor of the original HTSAT under ClapAudioModel's names; the joint q, k, v becomes three tensors."""
    key = "audio_encoder." + re.sub(r"^bn0\.", "batch_norm.", key)
    for old, new in _RENAMED:
        if old in key:
            key = key.replace(old, new)
            break
    if ".self.qkv." in key:
        parts = zip(("query", "key", "value"), tensor.chunk(3), strict=True)
        return {key.replace(".qkv.", f".{name}."): part for name, part in parts}
    return {key: tensor}


def _take_projection(state: dict[str, Any], inside: int, dim: int) -> Any:
    """Pop a tower's "projection.*" tensors and build its projection: linear1 (dim, inside), linear2, layer_norm."""
    from torch import nn

    straight, bent = nn.Linear(inside, dim, bias=False), nn.Linear(dim, dim, bias=False)
    projection = nn.ModuleDict({"linear1": straight, "linear2": bent, "layer_norm": nn.LayerNorm(dim)})
    taken = {name: state.pop(f"projection.{name}", None) for name in projection.state_dict()}
    for name, wanted in projection.state_dict().items():
        tensor = taken[name]
        if tensor is None or tensor.shape != wanted.shape:
            raise _other_model(f"projection.{name} is {'missing' if tensor is None else tuple(tensor.shape)}")
        taken[name] = tensor.float()
    projection.load_state_dict(taken, assign=True)
    return projection.eval().requires_grad_(False)


def _fill(module: Any, state: Mapping[str, Any]) -> None:
    """Load exactly these tensors into a module on the meta device and set it to inference.

    Raises:
        CheckpointError: a tensor is missing, unknown or has the wrong shape; the message names it.
    """
    wanted = module.state_dict()
    for key in wanted:
        if key not in state:
            raise _other_model(f"{key} is missing")
    for key, tensor in state.items():
        if key not in wanted:
            raise _other_model(f"it has {key}")
        if tensor.shape != wanted[key].shape:
            raise _other_model(f"{key} has shape {tuple(tensor.shape)} instead of {tuple(wanted[key].shape)}")
    floats = {key: tensor.float() if tensor.is_floating_point() else tensor for key, tensor in state.items()}
    module.load_state_dict(floats, strict=True, assign=True)
    module.eval().requires_grad_(False)


def _other_model(why: str) -> CheckpointError:
    """Return the error for a checkpoint that is not Microsoft CLAP 2023."""
    return CheckpointError(
        f"This is not the checkpoint of Microsoft CLAP 2023: {why}.",
        "Hark reads CLAP_weights_2023.pth, not the 2022 or clapcap one: run `hark models fetch msclap`.",
    )


def _load_tokenizer(path: Path, vocabulary: int) -> Any:
    """Load GPT-2's byte-level BPE.

    Raises:
        CheckpointError: the file cannot be read, or has another vocabulary.
    """
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    end = END.strip()
    try:
        if path.name == "vocab.json":
            bpe = models.BPE.from_file(str(path), str(path.with_name("merges.txt")))
            tokenizer = Tokenizer(bpe)
            tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
            tokenizer.decoder = decoders.ByteLevel()
            tokenizer.add_special_tokens([AddedToken(end, special=True)])
        else:
            tokenizer = Tokenizer.from_file(str(path))
    except Exception as err:  # tokenizers raises plain Exception
        raise CheckpointError(
            f"{path} is not a tokeniser that can be read.", "Run `hark models fetch msclap` to get GPT-2's."
        ) from err
    if tokenizer.get_vocab_size() != vocabulary or tokenizer.token_to_id(end) is None:
        raise CheckpointError(
            f"{path} has {tokenizer.get_vocab_size()} tokens; GPT-2's has {vocabulary}, {end} among them.",
            "Run `hark models fetch msclap` to get GPT-2's.",
        )
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _token_ids(tokenizer: Any, text: str) -> list[int]:
    """Return at most MAX_TOKENS token ids of a text; the last is always the end-of-text token."""
    ids: list[int] = tokenizer.encode(clean(text) + END).ids
    return ids if len(ids) <= MAX_TOKENS else ids[: MAX_TOKENS - 1] + ids[-1:]


def _log_mel(windows: Any, mel: Any) -> Any:
    """Return log-mels (n, 1, frames, 64) in dB of (n, samples), computed as in torchlibrosa."""
    import torch

    window = torch.hann_window(N_FFT, device=windows.device)
    spectrum = torch.stft(windows, N_FFT, HOP, window=window, center=True, pad_mode="reflect", return_complex=True)
    power = spectrum.real.square() + spectrum.imag.square()  # (n, 513, frames)
    return (10 * torch.log10((power.transpose(1, 2) @ mel.to(windows.device)).clamp(min=1e-10)))[:, None]


def _project(projection: Any, x: Tensor) -> Tensor:
    """Map (n, inside) to (n, dim): linear, GELU, linear, summed in a LayerNorm (Elizalde et al. 2023, 2.1)."""
    from torch.nn import functional as F

    first = projection["linear1"](x)
    out: Tensor = projection["layer_norm"](first + projection["linear2"](F.gelu(first)))
    return out
