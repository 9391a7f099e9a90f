"""Compare Microsoft CLAP with the package msclap, on a small random checkpoint that both build from a recipe.

The expected numbers are the output of msclap 1.3.4; benchmarks/msclap_reference.py computes them.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from benchmarks.msclap_reference import RATE, REDUCED, SECONDS, TEXTS, sounds, write_checkpoint
from data.errors import UserError
from models.checkpoints import CheckpointError
from models.encoder import frame, normalise, pool, towers
from models.encoders.msclap import MAX_TOKENS, MsclapEncoder, Shape, _load_tokenizer, _token_ids, read_checkpoint
from tests.models.test_end_to_end import assert_moved

GOLDEN = Path(__file__).parent / "golden" / "msclap_reference.npz"
SHAPE = Shape(**REDUCED)
WINDOW = SECONDS * RATE


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the paths of the recipe's checkpoint and of its tokeniser."""
    return write_checkpoint(tmp_path_factory.mktemp("msclap"), REDUCED)


@pytest.fixture(scope="module")
def encoder(files: tuple[Path, Path]) -> MsclapEncoder:
    return MsclapEncoder(*files, SHAPE)


@pytest.fixture
def state(files: tuple[Path, Path]) -> dict[str, Any]:
    """Return the tensors of the checkpoint, which tests then damage."""
    return dict(torch.load(files[0], weights_only=True)["model"])


def saved(tmp_path: Path, files: tuple[Path, Path], state: dict[str, Any]) -> MsclapEncoder:
    torch.save({"model": state}, tmp_path / "CLAP_weights_2023.pth")
    return MsclapEncoder(tmp_path / "CLAP_weights_2023.pth", files[1], SHAPE)


def test_sound_is_what_the_package_makes_of_it(encoder: MsclapEncoder) -> None:
    windows = np.concatenate([frame(sound, WINDOW, WINDOW) for sound in sounds()])
    raw = encoder.embed_windows(windows)
    assert raw.shape == (3, SHAPE.dim)
    np.testing.assert_allclose(raw, np.load(GOLDEN)["audio"], atol=1e-4)


def test_text_is_what_the_package_makes_of_it(encoder: MsclapEncoder) -> None:
    np.testing.assert_allclose(encoder.encode_text(TEXTS), normalise(np.load(GOLDEN)["text"]), atol=1e-4)


def test_an_exclamation_mark_does_not_move_the_pooling(encoder: MsclapEncoder) -> None:
    tower, projection, tokenizer = encoder._text_tower
    ids = _token_ids(tokenizer, "sad! piano!")
    assert ids.count(0) == 2  # "!" is 0, the package's padding
    assert ids[-1] == REDUCED["vocabulary"] - 1  # the end of text, where Hark pools
    package = normalise(np.load(GOLDEN)["exclaimed"])[0]
    assert encoder.encode_text(["sad! piano!"])[0] @ package < 0.95


def test_a_long_text_is_cut_and_keeps_its_end(files: tuple[Path, Path], encoder: MsclapEncoder) -> None:
    tokenizer = _load_tokenizer(files[1], SHAPE.vocabulary)
    ids = _token_ids(tokenizer, "piano and strings " * 5_000)
    assert len(ids) == MAX_TOKENS
    assert ids[-1] == tokenizer.token_to_id("<|endoftext|>")
    vectors = encoder.encode_text(["x" * 100_000, "\ud800", "", "\x00", "♫ 日本"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_track_vector_is_the_mean_of_raw_windows(encoder: MsclapEncoder) -> None:
    chord, noise, short = sounds()
    raw = np.load(GOLDEN)["audio"]
    together = encoder.encode_audio([np.concatenate([chord, noise]), short], RATE)
    np.testing.assert_allclose(together[0], pool(raw[:2]), atol=1e-4)
    np.testing.assert_allclose(together[1], pool(raw[2:]), atol=1e-4)  # repeated to 7 s, as the package does


def test_the_same_sound_twice_is_the_same_vector(files: tuple[Path, Path], encoder: MsclapEncoder) -> None:
    window = sounds()[1][None]
    threads = torch.get_num_threads()
    first = normalise(encoder.embed_windows(window))[0]
    try:
        torch.set_num_threads(2)
        second = normalise(MsclapEncoder(*files, SHAPE).embed_windows(window))[0]
    finally:
        torch.set_num_threads(threads)
    assert 1 - first @ second < 1e-6


def test_nothing_in_nothing_out_and_other_windows_are_refused(encoder: MsclapEncoder) -> None:
    assert encoder.embed_windows(np.empty((0, WINDOW), np.float32)).shape == (0, SHAPE.dim)
    assert encoder.encode_text([]).shape == (0, SHAPE.dim)
    with pytest.raises(ValueError, match=r"\(1, 480000\)"):
        encoder.embed_windows(np.zeros((1, 480_000), np.float32))


@pytest.mark.parametrize(
    "waveform",
    [np.zeros(0, np.float32), np.full(100, np.nan, np.float32), np.zeros((2, 1000), np.float32)],
    ids=["empty", "nan", "stereo"],
)
def test_sound_that_cannot_be_embedded_is_said(encoder: MsclapEncoder, waveform: Any) -> None:
    with pytest.raises(UserError):
        encoder.encode_audio([waveform], RATE)


def test_every_key_is_used_or_ignored_by_name(files: tuple[Path, Path], state: dict[str, Any]) -> None:
    audio, text = read_checkpoint(files[0])
    used = sum(tensor.numel() for tensor in [*audio.values(), *text.values()])
    ignored = [
        key for key in state if "tscam_conv" in key or ".head." in key or key.endswith((".masked_bias", "scale"))
    ]
    ignored += [f"caption_encoder.base.h.{i}.attn.bias" for i in range(SHAPE.text_layers)]
    stft = 2 * 513 * 1024 - 1024  # its two bases are ignored, but for one row: the window
    everything = sum(tensor.numel() for tensor in state.values())
    assert used == everything - stft - sum(state[key].numel() for key in ignored)


@pytest.mark.parametrize(
    ("key", "tower"),
    [
        ("audio_encoder.base.htsat.layers.1.blocks.0.attn.proj.bias", "audio"),
        ("audio_encoder.base.htsat.logmel_extractor.melW", "audio"),
        ("audio_encoder.projection.linear2.weight", "audio"),
        ("caption_encoder.base.h.1.mlp.c_fc.weight", "text"),
        ("caption_encoder.projection.layer_norm.bias", "text"),
    ],
)
def test_a_missing_key_is_named(
    key: str, tower: str, state: dict[str, Any], files: tuple[Path, Path], tmp_path: Path
) -> None:
    del state[key]
    broken = saved(tmp_path, files, state)
    last = ".".join(key.split(".")[-2:]).replace("attn.", "").replace("proj.bias", "dense.bias")
    with pytest.raises(CheckpointError, match=last):
        broken.embed_windows(sounds()[0][None]) if tower == "audio" else broken.encode_text(["x"])


@pytest.mark.parametrize(
    "key",
    [
        "clap.audio_encoder.x",
        "audio_encoder.base.htsat.layers.0.extra.weight",
        "caption_encoder.base.embeddings.weight",
    ],
)
def test_an_unknown_key_is_named(key: str, state: dict[str, Any], files: tuple[Path, Path], tmp_path: Path) -> None:
    broken = saved(tmp_path, files, {**state, key: torch.zeros(3)})
    with pytest.raises(CheckpointError, match=key.rsplit("htsat.")[-1].rsplit("base.")[-1]):
        broken.encode_text(["x"]) if "caption" in key else broken.embed_windows(sounds()[0][None])


def test_another_size_is_named(state: dict[str, Any], files: tuple[Path, Path], tmp_path: Path) -> None:
    state["caption_encoder.base.wpe.weight"] = torch.zeros(5, SHAPE.text_width)
    with pytest.raises(CheckpointError, match=r"wpe.weight has shape \(5, 64\) instead of \(77, 64\)"):
        saved(tmp_path, files, state).encode_text(["x"])


def test_a_truncated_or_hostile_file_is_a_sentence(files: tuple[Path, Path], tmp_path: Path) -> None:
    whole = files[0].read_bytes()
    cut = tmp_path / "cut.pth"
    cut.write_bytes(whole[: len(whole) // 2])
    text = tmp_path / "text.pth"
    text.write_text("<html>404</html>")
    code = tmp_path / "code.pth"
    torch.save({"model": {"x": Path("/")}}, code)  # an object, not a tensor: it would have to be executed
    for path in (cut, text, code):
        with pytest.raises(CheckpointError, match="cannot be read") as error:
            read_checkpoint(path)
        assert "hark models fetch" in error.value.hint
    other = tmp_path / "other.pth"
    torch.save({"weights": torch.zeros(2)}, other)
    with pytest.raises(CheckpointError, match="no state called model"):
        read_checkpoint(other)


def test_a_wrong_tokeniser_is_refused(files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(CheckpointError, match="not a tokeniser"):
        MsclapEncoder(files[0], tmp_path / "tokenizer.json", SHAPE).encode_text(["x"])
    with pytest.raises(CheckpointError, match="277 tokens; GPT-2's has 50257"):
        _load_tokenizer(files[1], 50_257)


def test_tokenizer_json_is_read_too(files: tuple[Path, Path], encoder: MsclapEncoder, tmp_path: Path) -> None:
    _load_tokenizer(files[1], SHAPE.vocabulary).save(str(tmp_path / "tokenizer.json"))
    other = MsclapEncoder(files[0], tmp_path / "tokenizer.json", SHAPE)
    np.testing.assert_array_equal(other.encode_text(TEXTS), encoder.encode_text(TEXTS))


def test_the_fingerprint_follows_the_weights(
    files: tuple[Path, Path], encoder: MsclapEncoder, state: dict[str, Any], tmp_path: Path
) -> None:
    state["caption_encoder.base.wte.weight"] += 1e-3
    assert saved(tmp_path, files, state).fingerprint != encoder.fingerprint
    shutil.copy(files[0], tmp_path / "y.pth")
    assert MsclapEncoder(tmp_path / "y.pth", files[1], SHAPE).fingerprint == encoder.fingerprint


def test_without_weights_the_next_step_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda *_: None)
    with pytest.raises(CheckpointError, match="Microsoft CLAP 2023 is not on this machine") as error:
        MsclapEncoder()
    assert "hark models fetch msclap" in error.value.hint
    with pytest.raises(CheckpointError, match="There is no file"):
        MsclapEncoder(tmp_path / "none.pth", tmp_path / "none.json")


def test_its_towers_can_be_trained(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = MsclapEncoder(*files, SHAPE)
    opened = towers(encoder)
    windows = np.concatenate([frame(sound, WINDOW, WINDOW) for sound in sounds()])[:2]
    heard, read = opened.audio(windows), opened.text(TEXTS[:2])
    np.testing.assert_allclose(heard.detach().numpy(), encoder.embed_windows(windows), atol=1e-4)
    np.testing.assert_allclose(read.detach().numpy(), encoder.encode_text(TEXTS[:2]), atol=1e-5)
    (heard.square().sum() + read[0] @ read[1]).backward()
    learning = {name.split(".")[0] for name, p in opened.network.named_parameters() if p.grad is not None}
    assert learning == {"0", "1", "2", "3"}  # both towers and both projections
    # GPT-2's mask looks at values, which "meta" has not.
    monkeypatch.setattr("transformers.masking_utils.find_packed_sequence_indices", lambda *_: None)
    assert_moved(opened, windows)
