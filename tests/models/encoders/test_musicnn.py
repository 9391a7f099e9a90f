"""Compare MusiCNN in torch with the original TensorFlow graph, and test the vectors that it shares with text."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from data.errors import UserError
from models.encoder import FloatArray, normalise, pool, truncate
from models.encoders.minilm import MiniLM
from models.encoders.musicnn import TAGS, TEMPERATURE, WEIGHTS, MusicnnEncoder

# taggram: both checkpoints of musicnn 0.1.0, run by their own graph in tensorflow-cpu 2.15.1 on `windows()`.
# mel: every 31st frame of their input, by librosa 0.10.2 with reflect padding, the default when they were trained.
GOLDEN = Path(__file__).parent / "golden" / "musicnn.npz"
ROOT = Path(__file__).parents[3]


def windows() -> FloatArray:
    """Return five windows (5, 48000): noise, a plucked chord, silence, a loud square beat, a rising sweep."""
    noise = np.random.RandomState(7).standard_normal(48_000)  # frozen for good by NumPy
    t = np.arange(48_000) / 16_000
    chord = sum(np.sin(2 * np.pi * f * t) for f in (220.0, 277.18, 329.63, 440.0))
    return np.stack(
        [
            0.1 * noise,
            0.15 * np.exp(-2 * (t % 0.75)) * chord,
            0 * t,
            0.9 * np.sign(np.sin(2 * np.pi * 110 * t)) * (t % 0.5 < 0.3) + 0.05 * noise,
            0.5 * np.sin(2 * np.pi * (60 + 900 * t) * t),
        ]
    ).astype(np.float32)


@pytest.fixture(scope="module")
def encoder() -> MusicnnEncoder:
    return MusicnnEncoder()


@pytest.fixture(scope="module")
def raw(encoder: MusicnnEncoder) -> FloatArray:
    return encoder.embed_windows(windows())


def test_taggram_equals_the_original(encoder: MusicnnEncoder) -> None:
    np.testing.assert_allclose(encoder.taggram(windows()), np.load(GOLDEN)["taggram"], rtol=0, atol=1e-5)


def test_log_mel_equals_the_original(encoder: MusicnnEncoder) -> None:
    import torch

    from models.encoders.musicnn import _log_mel

    mel = _log_mel(encoder._network["mel"], torch.from_numpy(windows())).transpose(1, 2)
    np.testing.assert_allclose(mel[:, ::31], np.load(GOLDEN)["mel"], rtol=0, atol=1e-4)


def test_score_is_the_sum_of_tag_scores(encoder: MusicnnEncoder, raw: FloatArray) -> None:
    """Rotation and padding leave the inner product as it is; so does every prefix of 128 or more."""
    query = "sad piano"
    cosines = MiniLM().embed([query])[0] @ MiniLM().embed([f"{tag} music" for tag in TAGS]).T / TEMPERATURE
    w = np.exp(cosines - cosines.max())
    w /= np.linalg.norm(w)
    space = encoder._space
    z = (np.log(np.load(GOLDEN)["taggram"]) - space["tags.mean"]) / space["tags.deviation"]
    expected = normalise(z) @ w
    text = encoder.encode_text([query])
    for dim in (512, 256, 128):
        scores = truncate(raw, dim) @ truncate(text, dim)[0]
        np.testing.assert_allclose(scores, expected, atol=1e-4)


def test_tag_names_find_their_own_tag(encoder: MusicnnEncoder) -> None:
    texts = [f"{tag} music" for tag in TAGS]
    turned = encoder.encode_text(texts)[:, : len(TAGS)] @ encoder._space["rotation"].T
    found = [TAGS[i] for i in turned.argmax(axis=1)]
    assert [tag for tag, hit in zip(TAGS, found, strict=True) if tag != hit] == []


def test_rotation_is_orthogonal(
    encoder: MusicnnEncoder,
) -> None:
    rotation = encoder._space["rotation"]
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(len(TAGS)), atol=1e-5)


def test_track_vector_is_the_normalised_mean_of_raw_windows(encoder: MusicnnEncoder, raw: FloatArray) -> None:
    sound = windows()[[0, 3]].reshape(-1)  # 6 s: with a hop of 6 s, one window at the start and one at the end
    np.testing.assert_allclose(encoder.encode_audio([sound], 16_000)[0], pool(raw[[0, 3]]), atol=1e-5)


def test_vectors_are_unit_float32_of_any_length_and_rate(encoder: MusicnnEncoder) -> None:
    sounds = [np.zeros(100, np.float32), windows()[1, :5_000], np.resize(windows()[4], 130_001)]
    vectors = encoder.encode_audio(sounds, 44_100)
    assert vectors.shape == (3, encoder.dim)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    texts = encoder.encode_text(["banjo", "", "\ud800", "x" * 100_000])
    assert texts.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(texts, axis=1), 1, atol=1e-5)


def test_nothing_in_nothing_out(encoder: MusicnnEncoder) -> None:
    assert encoder.embed_windows(np.empty((0, 48_000), np.float32)).shape == (0, encoder.dim)
    assert encoder.encode_text([]).shape == (0, encoder.dim)
    assert encoder.encode_audio([], 16_000).shape == (0, encoder.dim)


def test_batches_do_not_mix(encoder: MusicnnEncoder, raw: FloatArray) -> None:
    np.testing.assert_allclose(encoder.embed_windows(np.tile(windows(), (2, 1)))[5:], raw, atol=1e-3)


def test_a_beat_is_danced_to(encoder: MusicnnEncoder, raw: FloatArray) -> None:
    chord, beat = normalise(raw)[[1, 3]]
    techno, guitar = encoder.encode_text(["a techno beat", "solo classical guitar"])
    assert techno @ beat > techno @ chord
    assert guitar @ chord > guitar @ beat


def test_threads_share_one_encoder(raw: FloatArray) -> None:
    fresh = MusicnnEncoder()
    with ThreadPoolExecutor(4) as pool_:
        together = list(pool_.map(lambda window: fresh.embed_windows(window[None])[0], windows()))
    np.testing.assert_allclose(together, raw, atol=1e-3)


def test_other_windows_are_refused(encoder: MusicnnEncoder) -> None:
    with pytest.raises(ValueError, match=r"\(1, 47999\)"):
        encoder.embed_windows(np.zeros((1, 47_999), np.float32))


def test_missing_weights_are_a_user_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="audio model is missing"):
        MusicnnEncoder(tmp_path / "none.safetensors")


def test_fingerprint_follows_the_weights(encoder: MusicnnEncoder, tmp_path: Path) -> None:
    changed = bytearray(WEIGHTS.read_bytes())
    changed[-1] ^= 1
    other = tmp_path / "other.safetensors"
    other.write_bytes(changed)
    assert MusicnnEncoder(other).fingerprint != encoder.fingerprint == MusicnnEncoder().fingerprint


def test_a_text_query_never_imports_torch() -> None:
    program = (
        "import sys; from models.encoders.musicnn import MusicnnEncoder; encoder = MusicnnEncoder();"
        "encoder.encode_text(['banjo']); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
