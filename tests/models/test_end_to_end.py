"""Test end-to-end training: gradients in each encoder, and a run that is killed, resumed and used for search."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from data.errors import UserError
from data.musiccaps import CaptionedClip, read_captions
from models.checkpoints import CheckpointError
from models.encoder import FloatArray, Towers, encode_waveforms, normalise, towers
from models.encoders.compact import CompactEncoder
from models.encoders.features import embed
from models.heads import AdaptedEncoder
from models.train import Live, TrainConfig, config_for, train

RATE, DIM = 8000, 24
NOTES = {"low": 110.0, "middle": 440.0, "high": 1760.0, "piercing": 3100.0}


class Tiny:
    """An encoder of two untrained one-layer networks: one for spectra, one for letters."""

    name, dim, fingerprint = "tiny", DIM, "tiny-1"
    sample_rate, window_s, hop_s = RATE, 0.25, 0.25

    def __init__(self) -> None:
        torch.manual_seed(5)
        self.network = nn.ModuleList([nn.Linear(1001, DIM), nn.Linear(26, DIM)])
        self.network.requires_grad_(False)

    def towers(self) -> Towers:
        return Towers(self.network, self._hear, self._read)

    def _hear(self, windows: FloatArray) -> Tensor:
        spectrum = np.abs(np.fft.rfft(windows)).astype(np.float32)
        raw: Tensor = self.network[0](torch.from_numpy(spectrum / spectrum.max(axis=1, keepdims=True)))
        return raw

    def _read(self, texts: Sequence[str]) -> Tensor:
        letters = np.array([[text.count(chr(97 + k)) for k in range(26)] for text in texts], np.float32)
        return nn.functional.normalize(self.network[1](torch.from_numpy(letters)), dim=1)

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        return self._hear(windows).detach().numpy()

    def encode_text(self, texts: Sequence[str]) -> FloatArray:
        return self._read(texts).detach().numpy()

    def encode_audio(self, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
        return encode_waveforms(self, waveforms, sample_rate)


@pytest.fixture
def clips(tmp_path: Path) -> tuple[CaptionedClip, ...]:
    """Return 48 captioned notes of four pitches."""
    rng, names = np.random.default_rng(1), list(NOTES)
    lines = ["file,caption"]
    (tmp_path / "notes").mkdir()
    for k in range(48):
        name = names[k % 4]
        tone = np.sin(2 * np.pi * NOTES[name] * rng.uniform(0.97, 1.03) * np.arange(RATE * 6 // 10) / RATE)
        soundfile.write(tmp_path / "notes" / f"{k}.wav", tone, RATE)
        lines.append(f"{k}.wav,a {name} note")
    (tmp_path / "notes" / "captions.csv").write_text("\n".join(lines) + "\n")
    return read_captions(tmp_path / "notes", None, "all").clips


def fit(run: Path, clips: tuple[CaptionedClip, ...], progress: Any = None, encoder: Any = None, **settings: Any) -> Any:
    encoder = encoder or Tiny()
    features = embed(encoder, clips)
    settings = {"epochs": 6, "batch": 16, "hidden": 8, "learning_rate": 1e-3, "tower_rate": 1e-2, **settings}
    config: TrainConfig = config_for(encoder, "notes", features, **settings)
    return train(run, encoder, features, config, progress, Live(encoder, clips))


def test_towers_learn_and_are_searched_with(tmp_path: Path, clips: tuple[CaptionedClip, ...]) -> None:
    before = Tiny().network.state_dict()
    outcome = fit(tmp_path / "run", clips)
    assert outcome.best_epoch > 0
    assert outcome.heads[-1].text_to_audio.ndcg10 > outcome.untouched[-1].text_to_audio.ndcg10
    trained = AdaptedEncoder(Tiny(), tmp_path / "run" / "towers.safetensors")
    assert trained._towers is not None
    after = trained._towers.network.state_dict()
    assert all((after[name] != tensor).any() for name, tensor in before.items())  # both towers have moved
    words = trained.encode_text([f"a {name} note" for name in NOTES])
    t = np.arange(RATE // 2) / RATE
    sounds = trained.encode_audio([np.sin(2 * np.pi * f * t).astype(np.float32) for f in NOTES.values()], RATE)
    assert (words @ sounds.T).argmax(axis=1).tolist() == [0, 1, 2, 3]
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert log[-1]["loss"] < log[1]["loss"]


def test_a_killed_run_goes_on(tmp_path: Path, clips: tuple[CaptionedClip, ...]) -> None:
    fit(tmp_path / "whole", clips, epochs=3)

    def killed(line: dict[str, Any]) -> None:
        if line["epoch"] == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path / "cut", clips, killed, epochs=3)
    seen: list[int] = []
    fit(tmp_path / "cut", clips, lambda line: seen.append(line["epoch"]), epochs=3)
    assert seen[0] == 3
    assert (tmp_path / "cut" / "log.jsonl").read_text() == (tmp_path / "whole" / "log.jsonl").read_text()


def test_other_towers_refuse_them(tmp_path: Path, clips: tuple[CaptionedClip, ...]) -> None:
    fit(tmp_path / "run", clips, epochs=1)

    class Wider(Tiny):
        def __init__(self) -> None:
            super().__init__()
            self.network = nn.ModuleList([nn.Linear(1001, DIM), nn.Linear(26, DIM), nn.Linear(2, 2)])

    with pytest.raises(CheckpointError, match="does not fit tiny"):
        AdaptedEncoder(Wider(), tmp_path / "run" / "towers.safetensors")


def test_an_encoder_that_cannot_be_trained_says_so() -> None:
    class Fixed:
        name = "fixed"

    with pytest.raises(UserError, match="cannot be trained end to end") as error:
        towers(Fixed())
    assert "compact" in error.value.hint


def test_a_clip_that_goes_away_is_a_sentence(tmp_path: Path, clips: tuple[CaptionedClip, ...]) -> None:
    def gone(line: dict[str, Any]) -> None:
        for clip in clips:
            clip.path.unlink(missing_ok=True)

    with pytest.raises(UserError):
        fit(tmp_path / "run", clips, gone)


def test_the_compact_towers_are_the_encoder(tmp_path: Path) -> None:
    encoder = CompactEncoder()
    opened = towers(encoder)
    sound = np.random.default_rng(0).standard_normal((2, round(encoder.window_s * encoder.sample_rate)))
    windows = (0.1 * sound).astype(np.float32)
    heard, read = opened.audio(windows), opened.text(["a sad piano"])
    np.testing.assert_allclose(heard.detach().numpy(), encoder.embed_windows(windows), atol=1e-4)
    np.testing.assert_allclose(read.detach().numpy(), encoder.encode_text(["a sad piano"]), atol=1e-5)
    assert_gradients(opened, heard, read)
    assert_moved(opened, windows)


class OneDevice(TorchDispatchMode):
    """Raises an error if an operation combines tensors of two devices, as a GPU does."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        tensors = [x for x in tree_leaves((args, kwargs or {})) if isinstance(x, Tensor) and x.ndim]
        assert len({x.device for x in tensors}) < 2, f"{func} on {[(x.device, x.shape) for x in tensors]}"
        return func(*args, **(kwargs or {}))


def assert_moved(opened: Towers, windows: FloatArray) -> None:
    """Check that all inputs are moved to the device of the network, as a GPU requires.

    The device "meta" is used in place of a GPU; it computes nothing.
    """
    opened.network.to("meta")
    with OneDevice():
        assert opened.audio(windows).is_meta
        assert opened.text(["a sad piano", "drums"]).is_meta


def assert_gradients(opened: Towers, heard: Tensor, read: Tensor) -> None:
    """Check that every weight that affects a vector gets a gradient."""
    (heard.square().sum() + (read * torch.arange(read.shape[1])).sum()).backward()
    still = [name for name, p in opened.network.named_parameters() if p.grad is None or not p.grad.any()]
    assert not still


def test_normalised_text_is_of_length_one() -> None:
    rows = Tiny().towers().text(["abc", "xyz"]).detach().numpy()
    np.testing.assert_allclose(rows, normalise(rows), atol=1e-6)
