"""Compare the reader of EmbeddingGemma 2 with sentence-transformers, on a small random checkpoint from a recipe.

The expected numbers are the output of sentence-transformers 6.2.0; benchmarks/gemma_reference.py computes them.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from benchmarks.gemma_reference import RATE, SECONDS, TEXTS, sounds, write_checkpoint
from models import checkpoints
from models.checkpoints import CheckpointError
from models.encoder import normalise, pool, trained_widths, truncate
from models.encoders.gemma import GemmaEncoder
from models.registry import load_encoder

GOLDEN = Path(__file__).parent / "golden" / "gemma_reference.npz"
WINDOW = SECONDS * RATE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_checkpoint(tmp_path_factory.mktemp("gemma"))


def opened(folder: Path) -> GemmaEncoder:
    return GemmaEncoder(folder / "config.json", folder / "tokenizer.json", folder / "model.safetensors")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> GemmaEncoder:
    return opened(folder)


def test_vectors_are_those_of_sentence_transformers(encoder: GemmaEncoder) -> None:
    with np.load(GOLDEN) as stored:
        sound, text = stored["sound"], stored["text"]
    raw = encoder.embed_windows(sounds())
    assert np.linalg.norm(raw, axis=1) != pytest.approx(1, abs=0.01)
    np.testing.assert_allclose(normalise(raw), sound, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_text(TEXTS), text, atol=1e-5)
    assert np.abs(sound[0] - sound[1]).max() > 0.01
    assert np.abs(text[0] - text[1]).max() > 0.01


def test_prefixes_are_renormalised_and_long_sound_is_heard_whole(encoder: GemmaEncoder) -> None:
    vectors = encoder.encode_text(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(truncate(vectors, 8), axis=1), 1, atol=1e-6)
    track = np.concatenate([*sounds(), sounds()[0]])  # 30 s; what follows would be cut by the model itself
    whole = encoder.encode_audio([np.concatenate([track, sounds()[1]])], RATE)[0]
    np.testing.assert_allclose(whole, pool(encoder.embed_windows(sounds())), atol=1e-5)
    assert trained_widths(encoder) == ()  # of the small one, whose vectors have 24 numbers
    assert GemmaEncoder.widths == (128, 256, 512, 768)


def test_texts_of_any_kind(encoder: GemmaEncoder) -> None:
    vectors = encoder.encode_text(["", "\ud800", "♫", "x" * 100_000])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode_text([]).shape == (0, 24)
    assert encoder.embed_windows(np.empty((0, WINDOW), np.float32)).shape == (0, 24)
    with pytest.raises(ValueError, match=r"\(1, 441000\)"):
        encoder.embed_windows(np.zeros((1, 441_000), np.float32))


def test_a_fine_tuned_model_brings_its_own_prompt(folder: Path, encoder: GemmaEncoder) -> None:
    shutil.copytree(folder, checkpoints.folder("gemma"))
    plain = load_encoder("gemma")
    assert plain.fingerprint == encoder.fingerprint
    prompts = checkpoints.folder("gemma") / "config_sentence_transformers.json"
    prompts.write_text(json.dumps({"prompts": {"query": "music: "}}))
    tuned = load_encoder("gemma")
    assert tuned.fingerprint != plain.fingerprint
    assert np.abs(tuned.encode_text(["sad"]) - plain.encode_text(["sad"])).max() > 1e-3


def test_damage_is_a_sentence(folder: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    whole = (broken / "model.safetensors").read_bytes()
    (broken / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CheckpointError, match="is damaged, or does not fit"):
        opened(broken).encode_text(["x"])
    weights = load_file(folder / "model.safetensors")
    gone = next(name for name in weights if "audio_tower" in name)
    del weights[gone]
    save_file(weights, broken / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(CheckpointError, match="audio_tower.* is missing"):
        opened(broken).encode_text(["x"])
    config = json.loads((broken / "config.json").read_text())
    (broken / "config.json").write_text(json.dumps({**config, "audio_token_id": 3}))
    shutil.copy(folder / "model.safetensors", broken)
    with pytest.raises(CheckpointError, match="belongs to another model"):
        opened(broken).encode_text(["x"])
    (broken / "config.json").write_text(json.dumps({**config, "audio_config": None}))  # text alone
    with pytest.raises(CheckpointError, match="not the configuration of an EmbeddingGemma 2 with audio"):
        opened(broken)
    (broken / "tokenizer.json").unlink()
    with pytest.raises(CheckpointError, match="There is no file"):
        opened(broken)
