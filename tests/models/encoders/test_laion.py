"""Test LAION CLAP with a small random checkpoint that has the layout of the published one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from models.checkpoints import CheckpointError
from models.encoder import FloatArray, normalise, pool, towers
from models.encoders.laion import MAX_TOKENS, LaionEncoder
from models.registry import load_encoder
from tests.models.test_end_to_end import assert_moved

RATE, WINDOW = 48_000, 480_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a CLAP of a few thousand weights and a byte-level tokeniser like RoBERTa's."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import ClapConfig, ClapFeatureExtractor, ClapModel

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("laion")
    config = ClapConfig(
        text_config={
            "vocab_size": 300, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
            "intermediate_size": 16, "max_position_embeddings": 90,
        },
        audio_config={
            "patch_embeds_hidden_size": 4, "hidden_size": 16, "depths": [1, 1, 1], "num_attention_heads": [1, 2, 2],
            "num_hidden_layers": 3,
        },
        projection_dim=24,
    )  # fmt: skip
    model = ClapModel(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim > 1 and "relative" not in name:
                parameter.normal_(0, 0.5)
    model.save_pretrained(folder)
    ClapFeatureExtractor(truncation="rand_trunc").save_pretrained(folder)
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {word: i for i, word in enumerate(["<s>", "<pad>", "</s>", "<unk>", *letters])}
    tokenizer = Tokenizer(models.BPE(vocabulary, [], unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture(scope="module")
def encoder(folder: Path) -> LaionEncoder:
    return LaionEncoder(folder)


@pytest.fixture(scope="module")
def windows() -> FloatArray:
    rng = np.random.default_rng(0)
    t = np.arange(WINDOW) / RATE
    return np.stack([np.sin(2 * np.pi * 330 * t), rng.standard_normal(WINDOW) / 4]).astype(np.float32)


def test_vectors_are_what_transformers_gives(folder: Path, encoder: LaionEncoder, windows: FloatArray) -> None:
    """get_audio_features and get_text_features normalise; the raw outputs here point the same way."""
    from transformers import ClapFeatureExtractor, ClapModel

    model = ClapModel.from_pretrained(folder).eval()
    extractor = ClapFeatureExtractor.from_pretrained(folder)
    with torch.inference_mode():
        audio = model.get_audio_features(**extractor(list(windows), sampling_rate=RATE, return_tensors="pt"))
        ids = torch.tensor([encoder._model[2].encode("sad piano").ids])
        text = model.get_text_features(input_ids=ids, attention_mask=torch.ones_like(ids))
    raw = encoder.embed_windows(windows)
    assert np.linalg.norm(raw, axis=1) != pytest.approx(1, abs=0.01)
    np.testing.assert_allclose(normalise(raw), audio.pooler_output.numpy(), atol=1e-5)
    np.testing.assert_allclose(encoder.encode_text(["sad piano"]), text.pooler_output.numpy(), atol=1e-5)


def test_a_long_track_is_never_cropped_at_random(encoder: LaionEncoder, windows: FloatArray) -> None:
    track = windows.reshape(-1)  # 20 s: two windows
    first, second = encoder.encode_audio([track], RATE)[0], encoder.encode_audio([track], RATE)[0]
    np.testing.assert_array_equal(first, second)
    np.testing.assert_allclose(first, pool(encoder.embed_windows(windows)), atol=1e-5)


def test_texts_of_any_kind(encoder: LaionEncoder) -> None:
    vectors = encoder.encode_text(["", "\ud800", "♫", "x" * 100_000])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert len(encoder._model[2].encode("piano " * 1000).ids) == MAX_TOKENS
    assert encoder.encode_text([]).shape == (0, 24)
    assert encoder.embed_windows(np.empty((0, WINDOW), np.float32)).shape == (0, 24)
    with pytest.raises(ValueError, match=r"\(1, 441000\)"):
        encoder.embed_windows(np.zeros((1, 441_000), np.float32))


def test_a_dead_text_tower_is_refused(folder: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    dead = tmp_path / "dead"
    shutil.copytree(folder, dead)
    weights = load_file(dead / "model.safetensors")
    weights["text_projection.linear2.weight"] *= 1e-4
    weights["text_projection.linear2.bias"] += 1
    save_file(weights, dead / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(CheckpointError, match="is dead") as error:
        LaionEncoder(dead).encode_text(["x"])
    assert "clap-htsat-unfused" in error.value.hint


def test_damage_is_a_sentence(folder: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    whole = (broken / "model.safetensors").read_bytes()
    (broken / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CheckpointError, match="is damaged"):
        LaionEncoder(broken).encode_text(["x"])
    weights = load_file(folder / "model.safetensors")
    del weights["audio_projection.linear1.bias"]
    save_file(weights, broken / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(CheckpointError, match="audio_projection.linear1.bias is missing"):
        LaionEncoder(broken).encode_text(["x"])
    (broken / "config.json").write_text(json.dumps({"model_type": "bert"}))
    with pytest.raises(CheckpointError, match="not the configuration"):
        LaionEncoder(broken)
    (broken / "tokenizer.json").unlink()
    with pytest.raises(CheckpointError, match="There is no file"):
        LaionEncoder(broken)


def test_without_weights_the_next_step_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda *_: None)
    with pytest.raises(CheckpointError, match="LAION CLAP, HTSAT unfused is not on this machine"):
        LaionEncoder()


def test_from_the_users_folder_with_and_without_an_adapter(
    folder: Path, encoder: LaionEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models import checkpoints
    from models.heads import save_rotation

    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda *_: None)
    shutil.copytree(folder, checkpoints.folder("laion"))
    plain = load_encoder("laion")
    assert plain.fingerprint == encoder.fingerprint
    flipped = np.eye(24, dtype=np.float32)[::-1]
    save_rotation(checkpoints.folder("laion") / checkpoints.ADAPTER, flipped, plain)
    turned = load_encoder("laion")
    assert turned.fingerprint != plain.fingerprint
    np.testing.assert_allclose(turned.encode_text(["sad"]), plain.encode_text(["sad"])[:, ::-1], atol=1e-6)


def test_its_towers_can_be_trained(folder: Path, windows: FloatArray, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = LaionEncoder(folder)
    opened = towers(encoder)
    heard, read = opened.audio(windows), opened.text(["sad piano", "a loud drum"])
    np.testing.assert_allclose(heard.detach().numpy(), encoder.embed_windows(windows), atol=1e-5)
    np.testing.assert_allclose(read.detach().numpy(), encoder.encode_text(["sad piano", "a loud drum"]), atol=1e-5)
    (heard.square().sum() + read[0] @ read[1]).backward()
    learning = {name.split(".")[0] for name, p in opened.network.named_parameters() if p.grad is not None}
    assert learning == {"audio_model", "audio_projection", "text_model", "text_projection"}
    # A remark and a shortcut look at values, which "meta" has not.
    monkeypatch.setattr("transformers.PreTrainedModel.warn_if_padding_and_no_attention_mask", lambda *_, **__: None)
    monkeypatch.setattr("transformers.masking_utils._ignore_bidirectional_mask_sdpa", lambda *_, **__: True)
    assert_moved(opened, windows)
