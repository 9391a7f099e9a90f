"""Compare models/encoders/msclap.py with the package msclap, without Microsoft's weights.

Both sides rebuild the same random checkpoint, in the official layout, from a seeded recipe; only the package's outputs
are stored. The reference needs an environment of its own, because msclap needs old packages:

    python3.11 -m venv reference
    reference/bin/pip install "numpy<2" "torch<3" "transformers>=4.34,<5" "librosa<0.11" torchlibrosa==0.1.0 pyyaml
    reference/bin/pip install --no-deps msclap==1.3.4          (its torchaudio is never used here)
    reference/bin/python benchmarks/msclap_reference.py make tests/models/encoders/golden/msclap_reference.npz
    .venv/bin/python benchmarks/msclap_reference.py check tests/models/encoders/golden/msclap_reference.npz

`--full` uses the published size (600 MB of random numbers) instead of a reduced one. `check` ends with 1 when any
number differs by more than 1e-4.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import types
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

RATE, SECONDS = 44_100, 7  # Hz, s
TOLERANCE = 1e-4
TEXTS = (
    "sad piano",
    "The recording features sustained strings, mellow piano melody, soft vocal",
    "",
    "UPPER case, numbers (90%); 1980s synth-pop \u266b caf\u00e9",
)
# Arguments of models.encoders.msclap.Shape.
REDUCED: dict[str, Any] = {
    "width": 8, "depths": (2, 2, 2, 2), "heads": (2, 2, 4, 4),
    "text_width": 64, "text_layers": 2, "text_heads": 2,
    "vocabulary": 277, "positions": 77, "dim": 48,
}  # fmt: skip
FULL: dict[str, Any] = {
    "width": 96, "depths": (2, 2, 6, 2), "heads": (4, 8, 16, 32),
    "text_width": 768, "text_layers": 12, "text_heads": 12,
    "vocabulary": 50_257, "positions": 1024, "dim": 1024,
}  # fmt: skip


def sounds() -> list[FloatArray]:
    """Return a 7 s chord with a beat, 7 s of fading noise, and 3 s of sound that have to be repeated."""
    t = np.arange(SECONDS * RATE) / RATE
    chord = sum(np.sin(2 * np.pi * f * t) for f in (220.0, 277.18, 329.63, 1760.0)) / 8
    beat = np.exp(-30 * (t % 0.5)) * np.sin(2 * np.pi * 80 * t)
    noise = np.random.default_rng(7).standard_normal(len(t)) * np.linspace(0.5, 0, len(t))
    return [np.asarray(s, dtype=np.float32) for s in (chord + 0.5 * beat, 0.3 * noise, (chord * beat)[: 3 * RATE])]


def official_layout(shape: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Return every key of CLAP_weights_2023.pth with the shape of its tensor."""
    audio, text = "audio_encoder.base.htsat.", "caption_encoder.base."
    keys: dict[str, tuple[int, ...]] = {
        "logit_scale": (),
        f"{audio}spectrogram_extractor.stft.conv_real.weight": (513, 1, 1024),
        f"{audio}spectrogram_extractor.stft.conv_imag.weight": (513, 1, 1024),
        f"{audio}logmel_extractor.melW": (513, 64),
        f"{audio}bn0.num_batches_tracked": (),
        f"{audio}patch_embed.proj.weight": (shape["width"], 1, 4, 4),
        f"{audio}patch_embed.proj.bias": (shape["width"],),
    }

    def norm(name: str, size: int) -> None:
        keys[f"{name}.weight"] = keys[f"{name}.bias"] = (size,)

    for name in ("weight", "bias", "running_mean", "running_var"):
        keys[f"{audio}bn0.{name}"] = (64,)
    norm(f"{audio}patch_embed.norm", shape["width"])
    side = 64  # of the grid of patches
    for i, (depth, heads) in enumerate(zip(shape["depths"], shape["heads"], strict=True)):
        width = shape["width"] * 2**i
        for j in range(depth):
            block = f"{audio}layers.{i}.blocks.{j}."
            norm(f"{block}norm1", width)
            norm(f"{block}norm2", width)
            keys[f"{block}attn.relative_position_bias_table"] = (225, heads)
            keys[f"{block}attn.relative_position_index"] = (64, 64)
            for name, out, into in (
                ("attn.qkv", 3 * width, width),
                ("attn.proj", width, width),
                ("mlp.fc1", 4 * width, width),
                ("mlp.fc2", width, 4 * width),
            ):
                keys[f"{block}{name}.weight"], keys[f"{block}{name}.bias"] = (out, into), (out,)
            if j % 2 and side > 8:
                keys[f"{block}attn_mask"] = ((side // 8) ** 2, 64, 64)
        if i + 1 < len(shape["depths"]):
            norm(f"{audio}layers.{i}.downsample.norm", 4 * width)
            keys[f"{audio}layers.{i}.downsample.reduction.weight"] = (2 * width, 4 * width)
        side //= 2
    last = shape["width"] * 2 ** (len(shape["depths"]) - 1)
    norm(f"{audio}norm", last)
    keys[f"{audio}tscam_conv.weight"], keys[f"{audio}tscam_conv.bias"] = (527, last, 2, 3), (527,)
    keys[f"{audio}head.weight"], keys[f"{audio}head.bias"] = (527, 527), (527,)
    wide = shape["text_width"]
    keys[f"{text}wte.weight"] = (shape["vocabulary"], wide)
    keys[f"{text}wpe.weight"] = (shape["positions"], wide)
    for i in range(shape["text_layers"]):
        block = f"{text}h.{i}."
        norm(f"{block}ln_1", wide)
        norm(f"{block}ln_2", wide)
        for name, into, out in (  # Conv1D has the transposed weights of a Linear
            ("attn.c_attn", wide, 3 * wide),
            ("attn.c_proj", wide, wide),
            ("mlp.c_fc", wide, 4 * wide),
            ("mlp.c_proj", 4 * wide, wide),
        ):
            keys[f"{block}{name}.weight"], keys[f"{block}{name}.bias"] = (into, out), (out,)
    norm(f"{text}ln_f", wide)
    for tower, into in (("audio_encoder", last), ("caption_encoder", wide)):
        keys[f"{tower}.projection.linear1.weight"] = (shape["dim"], into)
        keys[f"{tower}.projection.linear2.weight"] = (shape["dim"], shape["dim"])
        norm(f"{tower}.projection.layer_norm", shape["dim"])
    return keys


def recipe(key: str, size: tuple[int, ...]) -> NDArray[Any]:
    """Return the random tensor for a key, scaled so that every branch of the network affects the output."""
    rng = np.random.default_rng(zlib.crc32(key.encode()))
    if key.endswith("num_batches_tracked"):
        return np.array(1)
    if key.endswith("relative_position_index"):
        rows, columns = np.divmod(np.arange(64), 8)
        return (rows[:, None] - rows + 7) * 15 + columns[:, None] - columns + 7
    if ".stft." in key:
        angle = 2 * np.pi * np.outer(np.arange(513), np.arange(1024)) / 1024
        hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(1024) / 1024)
        basis = np.cos(angle) if "conv_real" in key else -np.sin(angle)
        return (basis * hann)[:, None].astype(np.float32)
    if key.endswith(
        "melW"
    ):  # not real mel filters, so that only code that reads them from the checkpoint gives the same numbers
        centre = np.linspace(3, 400, 64)
        return np.maximum(0, 1 - np.abs(np.arange(513)[:, None] - centre) / 8).astype(np.float32) / 20
    x = rng.standard_normal(size)
    if key.endswith("running_var"):
        x = 100 + 20 * np.abs(x)
    elif key.endswith("bn0.running_mean"):
        x = 5 * x - 30
    elif key.endswith(".weight") and len(size) == 1:
        x = 1 + 0.2 * x
    elif key.endswith("relative_position_bias_table"):
        x = 0.5 * x
    elif len(size) >= 2 and not key.endswith(("wte.weight", "wpe.weight")):
        inputs = size[0] if ".c_" in key else np.prod(size[1:])
        x = x / np.sqrt(inputs)
    else:
        x = 0.3 * x
    return np.asarray(x, dtype=np.float32)


def write_checkpoint(folder: Path, shape: dict[str, Any]) -> tuple[Path, Path]:
    """Write the recipe's checkpoint in the official layout, and a tokeniser for it.

    Returns:
        the .pth, and the tokeniser's vocab.json with merges.txt and tokenizer_config.json beside it.
    """
    import torch

    state = {}
    for key, size in official_layout(shape).items():
        if key.endswith("attn_mask"):
            continue  # a constant that the package makes itself
        state[key] = torch.from_numpy(recipe(key, size))
    for i in range(shape["text_layers"]):  # transformers of 2023 saved these with the weights
        state[f"caption_encoder.base.h.{i}.attn.bias"] = torch.ones(1, 1, 4, 4)
        state[f"caption_encoder.base.h.{i}.attn.masked_bias"] = torch.tensor(-1e4)
    torch.save({"model": state}, folder / "CLAP_weights_2023.pth")
    return folder / "CLAP_weights_2023.pth", write_tokenizer(folder, shape["vocabulary"])


def write_tokenizer(folder: Path, vocabulary: int) -> Path:
    """Write a byte-level BPE like GPT-2's: 256 bytes in its order ("!" is 0), a few merges, the end of text last."""
    order = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in order]
    letters = [chr(byte) for byte in order] + [chr(256 + i) for i in range(len(rest))]
    space = letters[len(order) + rest.index(32)]
    merges = [
        (space, "p"),
        ("i", "a"),
        ("n", "o"),
        (space + "p", "ia"),
        (space + "pia", "no"),
        (space, "t"),
        ("h", "e"),
    ]
    merges += [(space + "t", "he"), ("s", "a"), ("sa", "d"), (space, "s"), ("i", "n"), ("in", "g"), ("e", "r")]
    merges += [("m", "e"), ("l", "o"), ("t", "s"), (space, "m"), ("a", "l"), ("l", "l")]
    vocab = {letter: i for i, letter in enumerate(letters)}
    for left, right in merges:
        vocab[left + right] = len(vocab)
    while len(vocab) < vocabulary - 1:
        vocab[f"<unused {len(vocab)}>"] = len(vocab)
    vocab["<|endoftext|>"] = len(vocab)
    (folder / "vocab.json").write_text(json.dumps(vocab), encoding="utf-8")
    lines = ["#version: 0.2", *(f"{left} {right}" for left, right in merges)]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    config = {"tokenizer_class": "GPT2Tokenizer", "model_max_length": 1024}
    config |= dict.fromkeys(("bos_token", "eos_token", "unk_token"), "<|endoftext|>")
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder / "vocab.json"


def make(out: Path, shape: dict[str, Any]) -> None:
    """Run the package on the random checkpoint and store its outputs."""
    from functools import partialmethod

    import torch
    from transformers import GPT2Config, GPT2Model

    for name in ("torchaudio", "torchaudio.transforms"):  # the package imports them, but nothing here uses them
        sys.modules[name] = types.ModuleType(name)
    sys.modules["torchaudio"].transforms = sys.modules["torchaudio.transforms"]  # type: ignore[attr-defined]
    from msclap.CLAPWrapper import CLAPWrapper
    from msclap.models import htsat

    network = htsat.HTSAT_Swin_Transformer
    network.__init__ = partialmethod(
        network.__init__,
        embed_dim=shape["width"], depths=list(shape["depths"]), num_heads=list(shape["heads"]),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "gpt2")  # the package looks for "gpt" in the name
        folder.mkdir()
        checkpoint, _ = write_checkpoint(folder, shape)
        config = GPT2Config(
            vocab_size=shape["vocabulary"], n_positions=shape["positions"], n_embd=shape["text_width"],
            n_layer=shape["text_layers"], n_head=shape["text_heads"],
        )  # fmt: skip
        GPT2Model(config).save_pretrained(folder)

        class Local(CLAPWrapper):
            """The package's class, with GPT-2 loaded from a folder, sizes from the recipe and sound from memory."""

            def read_config_as_args(self, *args: Any, **kwargs: Any) -> Any:
                known = super().read_config_as_args(*args, **kwargs)
                known.text_model, known.transformer_embed_dim = str(folder), shape["text_width"]
                known.out_emb = shape["width"] * 2 ** (len(shape["depths"]) - 1)
                known.d_proj = shape["dim"]
                return known

            def read_audio(self, audio_path: Any, resample: bool = True) -> Any:
                return torch.from_numpy(sounds()[audio_path])[None], RATE

        wrapper = Local(checkpoint, version="2023")
        known = {key: tuple(tensor.shape) for key, tensor in wrapper.clap.state_dict().items()}
        layout = official_layout(shape)
        if known != layout:
            raise SystemExit(f"the layout is wrong: {sorted(set(known.items()) ^ set(layout.items()))[:10]}")
        loaded = wrapper.clap.state_dict()
        for key, size in layout.items():
            if not key.endswith("attn_mask") and not np.array_equal(loaded[key].numpy(), recipe(key, size)):
                raise SystemExit(f"the package did not load {key}")
        audio = wrapper.get_audio_embeddings(range(len(sounds()))).numpy()
        text = wrapper.get_text_embeddings(TEXTS).numpy()
        exclaimed = wrapper.get_text_embeddings(["sad! piano!"]).numpy()
    np.savez_compressed(out, audio=audio, text=text, exclaimed=exclaimed)
    print(f"{out}: audio {audio.shape}, spread {audio.std():.3f}; text {text.shape}, spread {text.std():.3f}")


def check(golden: Path, shape: dict[str, Any]) -> int:
    """Compare Hark's outputs with the package's, both not normalised; return the exit status."""
    import torch

    from models.encoder import frame, normalise
    from models.encoders.msclap import MsclapEncoder, Shape

    stored = np.load(golden)
    with tempfile.TemporaryDirectory() as temporary:
        encoder = MsclapEncoder(*write_checkpoint(Path(temporary), shape), Shape(**shape))
        windows = np.concatenate([frame(sound, SECONDS * RATE, SECONDS * RATE) for sound in sounds()])
        with torch.inference_mode():
            audio = encoder.embed_windows(windows)
            text = encoder.encode_text(TEXTS)
            exclaimed = encoder.encode_text(["sad! piano!"])
    worst = {
        "audio, raw": np.abs(audio - stored["audio"]).max(),
        "audio, normalised": np.abs(normalise(audio) - normalise(stored["audio"])).max(),
        "text, normalised": np.abs(text - normalise(stored["text"])).max(),
    }
    for what, difference in worst.items():
        print(f"{what:18} largest difference {difference:.1e}")
    between = normalise(stored["audio"]) @ normalise(stored["audio"]).T
    print(f"cosines between the {len(between)} sounds: {np.sort(between[np.triu_indices(len(between), 1)]).round(3)}")
    cosine = float((exclaimed @ normalise(stored["exclaimed"]).T)[0, 0])
    print(f'"sad! piano!": cosine {cosine:.3f}; the package pools two tokens too early, Hark at the end')
    return int(max(worst.values()) > TOLERANCE)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("make", "check"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--full", action="store_true", help="the published size")
    arguments = parser.parse_args()
    sizes = FULL if arguments.full else REDUCED
    if arguments.action == "make":
        make(arguments.file, sizes)
    else:
        sys.path.insert(0, str(Path(__file__).parents[1]))
        sys.exit(check(arguments.file, sizes))
