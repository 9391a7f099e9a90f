"""Compute reference vectors for models/encoders/gemma.py with sentence-transformers, on a small random checkpoint.

sentence-transformers loads the whole processor of EmbeddingGemma 2, which needs torchvision; Hark does not. Run
`python benchmarks/gemma_reference.py` in an environment with torchvision to write
tests/models/encoders/golden/gemma_reference.npz again. The checkpoint is not stored: it is made from a recipe, with
weights that are the same on every machine.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

GOLDEN = Path(__file__).parents[1] / "tests/models/encoders/golden/gemma_reference.npz"
TEXTS = ("a sad piano", "", "Fröhliche Blasmusik, 120 bpm!", "x" * 300)
QUERY = "task: search result | query: "
RATE, SECONDS = 16_000, 10
SPECIAL = ("<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "<|image>", "<image|>", "<|image|>", "<|audio>", "<audio|>",
           "<|audio|>", "<|video|>")  # fmt: skip


def sounds() -> np.ndarray:
    """Return two windows (2, 160000): noise, and a chord."""
    rng = np.random.default_rng(0)
    t = np.arange(RATE * SECONDS) / RATE
    chord = sum(np.sin(2 * np.pi * hz * t) for hz in (220.0, 277.2, 329.6)) / 6
    return np.stack([rng.standard_normal(t.size) / 4, chord]).astype(np.float32)


def write_checkpoint(folder: Path) -> Path:
    """Write config.json, tokenizer.json and model.safetensors of a small EmbeddingGemma 2 into a folder."""
    import torch
    from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, processors
    from transformers import EmbeddingGemma2Config, EmbeddingGemma2Model

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {word: i for i, word in enumerate([*SPECIAL, *letters])}
    tokenizer = Tokenizer(models.BPE(vocabulary, [], unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.add_special_tokens([AddedToken(word, special=True) for word in SPECIAL])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<bos> $A <eos>", special_tokens=[("<bos>", 2), ("<eos>", 1)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    text = {
        "vocab_size": len(vocabulary), "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
        "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 16, "global_head_dim": 16,
        "num_global_key_value_heads": 1, "hidden_size_per_layer_input": 16, "embedding_dim": 24,
    }  # fmt: skip
    audio = {
        "model_type": "gemma4_audio", "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
        "output_proj_dims": 32, "subsampling_conv_channels": [128, 4],
    }  # fmt: skip
    config: Any = EmbeddingGemma2Config(
        text_config=text, audio_config=audio, vision_config=None, boi_token_id=5, eoi_token_id=6, image_token_id=7,
        boa_token_id=8, eoa_token_index=9, audio_token_id=10, video_token_id=11,
    )  # fmt: skip
    model = EmbeddingGemma2Model(config)
    rng = np.random.default_rng(1)
    with torch.no_grad():
        for _, parameter in sorted(model.named_parameters()):
            values = rng.standard_normal(parameter.shape) * (0.2 if parameter.ndim > 1 else 0.05)
            parameter.copy_(torch.from_numpy(values.astype(np.float32)))
    model.save_pretrained(folder)
    return folder


def reference(folder: Path) -> dict[str, np.ndarray]:
    """Return the vectors that sentence-transformers gives: sound, and texts with the prompt for requests."""
    from sentence_transformers import SentenceTransformer
    from transformers import (
        EmbeddingGemma2Processor,
        Gemma4AudioFeatureExtractor,
        Gemma4ImageProcessor,
        PreTrainedTokenizerFast,
    )  # fmt: skip
    from transformers.models.embedding_gemma2.video_processing_embedding_gemma2 import EmbeddingGemma2VideoProcessor

    names = {
        "boi_token": "<|image>", "eoi_token": "<image|>", "image_token": "<|image|>", "boa_token": "<|audio>",
        "eoa_token": "<audio|>", "audio_token": "<|audio|>",
    }  # fmt: skip
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(folder / "tokenizer.json"), extra_special_tokens=names, pad_token="<pad>", eos_token="<eos>",
        bos_token="<bos>", unk_token="<unk>",
    )  # fmt: skip
    EmbeddingGemma2Processor(
        feature_extractor=Gemma4AudioFeatureExtractor(), image_processor=Gemma4ImageProcessor(), tokenizer=tokenizer,
        video_processor=EmbeddingGemma2VideoProcessor(),
    ).save_pretrained(folder)  # fmt: skip
    kinds = {kind: {"method": "forward", "method_output_name": "last_hidden_state"} for kind in ("text", "audio")}
    (folder / "sentence_bert_config.json").write_text(
        json.dumps(
            {
                "transformer_task": "feature-extraction",
                "modality_config": kinds,
                "module_output_name": "token_embeddings",
            }
        )
    )
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling/config.json").write_text(json.dumps({"embedding_dimension": 24, "pooling_mode": "mean"}))
    modules = [
        ("", "base.modules.transformer.Transformer"),
        ("1_Pooling", "sentence_transformer.modules.pooling.Pooling"),
        ("2_Normalize", "base.modules.normalize.Normalize"),
    ]
    listed = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.{kind}"}
        for i, (path, kind) in enumerate(modules)
    ]
    (folder / "modules.json").write_text(json.dumps(listed))
    model = SentenceTransformer(str(folder), device="cpu")
    audio = [{"array": sound, "sampling_rate": RATE} for sound in sounds()]
    return {
        "sound": np.asarray(model.encode(audio)),
        "text": np.asarray(model.encode([{"text": QUERY + text} for text in TEXTS])),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        found = reference(write_checkpoint(Path(place)))
    np.savez(GOLDEN, **found)
    print({name: vectors.shape for name, vectors in found.items()}, "written to", GOLDEN)


if __name__ == "__main__":
    main()
