"""Write a tiny Whisper with random weights: the real layout of files, and words that mean nothing."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import (
    GenerationConfig,
    WhisperConfig,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
    WhisperTokenizer,
)


def write_tiny_whisper(folder: Path, seed: int = 0) -> Path:
    """Write the model and its tokenizer of single bytes to a folder, and return the folder."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]  # bytes that GPT-2's tokenizer writes as they are
    letters = {chr(byte): n for n, byte in enumerate(visible)}
    letters |= {chr(256 + n): len(visible) + n for n in range(256 - len(visible))}
    tokenizer = WhisperTokenizer(vocab=letters, merges=[], unk_token="<|endoftext|>")
    special = ["<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|translate|>", "<|transcribe|>", "<|startoflm|>"]
    special += ["<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
    tokenizer.add_special_tokens({"additional_special_tokens": special})
    tokenizer.add_tokens([f"<|{n * 0.02:.2f}|>" for n in range(1501)])
    at = {name: tokenizer.convert_tokens_to_ids(name) for name in special}
    config = WhisperConfig(
        vocab_size=len(tokenizer), num_mel_bins=80, d_model=16, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32,
        max_target_positions=64, pad_token_id=at["<|endoftext|>"], bos_token_id=at["<|endoftext|>"],
        eos_token_id=at["<|endoftext|>"], decoder_start_token_id=at["<|startoftranscript|>"],
    )  # fmt: skip
    torch.manual_seed(seed)
    model = WhisperForConditionalGeneration(config)
    model.generation_config = GenerationConfig(
        pad_token_id=config.pad_token_id, eos_token_id=config.eos_token_id, bos_token_id=config.bos_token_id,
        decoder_start_token_id=config.decoder_start_token_id, no_timestamps_token_id=at["<|notimestamps|>"],
        is_multilingual=True, lang_to_id={"<|en|>": at["<|en|>"]},
        task_to_id={"transcribe": at["<|transcribe|>"], "translate": at["<|translate|>"]},
        prev_sot_token_id=at["<|startofprev|>"], max_length=60, max_initial_timestamp_index=50, suppress_tokens=[],
        begin_suppress_tokens=[],
    )  # fmt: skip
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    WhisperFeatureExtractor(feature_size=80).save_pretrained(folder)
    return folder
