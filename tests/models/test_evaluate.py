"""Test the evaluation on tones whose scores can be computed by hand, and the file of cached features."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.errors import UserError
from data.musiccaps import CaptionSet, read_captions
from models.encoders import features as module
from models.encoders.features import FeatureFile, embed
from models.evaluate import adapted, evaluate_features, report, table, widths_of
from tests.keyword_encoder import KeywordEncoder


@pytest.fixture
def captions(tmp_path: Path, write_tone: Callable[..., None]) -> CaptionSet:
    """Return captions of three tones: "low" has two, one of them wrong; the file of "shrill" is damaged."""
    folder = tmp_path / "tones"
    for word in ("low", "middle", "high"):
        write_tone(folder / f"{word}.wav", word)
    lines = [
        "file,caption",
        "low.wav,low",
        "low.wav,middle",
        "middle.wav,middle middle low",
        "high.wav,high high",
        "no.wav,x",
    ]
    (folder / "captions.csv").write_text("\n".join(lines) + "\n")
    return read_captions(folder)


def test_the_numbers_by_hand(captions: CaptionSet) -> None:
    """Ranks of the right clip: low 1; "middle", said of the low tone, 2; "middle middle low" 1; high 1."""
    encoder = KeywordEncoder()
    found = embed(encoder, captions.clips)
    results = evaluate_features(found)
    assert [row.width for row in results] == [32, 64, 128, 256, 512]
    full = results[-1]
    assert full.text_to_audio.queries == 4
    assert full.text_to_audio.items == 3
    assert full.text_to_audio.r1 == 0.75
    assert full.text_to_audio.r5 == 1
    assert full.text_to_audio.median_rank == 1
    assert full.text_to_audio.map10 == 0.875
    assert full.text_to_audio.ndcg10 == pytest.approx((3 + 1 / math.log2(3)) / 4)
    assert full.overlap10 == 1
    # Audio to text: for the low tone "low" (cosine 1) is first. For the middle tone the first is "middle", said of
    # another, and its own "middle middle low" second. For the high tone its own is first.
    assert full.audio_to_text.r1 == pytest.approx(2 / 3)
    assert full.audio_to_text.r5 == 1
    assert full.audio_to_text.median_rank == 1


def test_the_report_says_what_was_measured(captions: CaptionSet) -> None:
    encoder = KeywordEncoder()
    found = embed(encoder, captions.clips)
    results = evaluate_features(found)
    said = report(captions, encoder, found, results)
    assert (said["data"], said["clips"], said["captions"], said["missing"], said["damaged"]) == ("tones", 3, 4, 1, [])
    assert said["encoder"]["fingerprint"] == "keyword-1"
    assert said["widths"][-1]["text_to_audio"]["r1"] == 0.75
    assert "4,281 clips" in said["protocol"]
    assert "  512  75.0" in table(results)


def test_nothing_is_heard_twice(captions: CaptionSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "run" / "features.npz"
    first = embed(KeywordEncoder(), captions.clips, cache)

    def deaf(*args: object) -> None:
        raise AssertionError("heard again")

    monkeypatch.setattr(KeywordEncoder, "embed_windows", deaf)
    monkeypatch.setattr(KeywordEncoder, "encode_text", deaf)
    again = embed(KeywordEncoder(), captions.clips, cache)
    np.testing.assert_array_equal(again.text, first.text)
    np.testing.assert_array_equal(again.audio, first.audio)
    assert again.clip_of == first.clip_of == (0, 0, 1, 2)


def test_a_killed_run_goes_on_where_it_saved(
    captions: CaptionSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "features.npz"
    monkeypatch.setattr(module, "SAVE_EVERY", 1)

    def killed(done: int, total: int, name: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed(KeywordEncoder(), captions.clips, cache, killed)
    heard: list[int] = []
    original = KeywordEncoder.embed_windows
    monkeypatch.setattr(KeywordEncoder, "embed_windows", lambda self, w: heard.append(len(w)) or original(self, w))
    embed(KeywordEncoder(), captions.clips, cache)
    assert len(heard) == 1  # only the third clip


def test_a_changed_file_is_heard_again(captions: CaptionSet, tmp_path: Path, write_tone: Callable[..., None]) -> None:
    cache = tmp_path / "features.npz"
    before = embed(KeywordEncoder(), captions.clips, cache)
    write_tone(captions.clips[0].path, "high", 3.0)
    after = embed(KeywordEncoder(), captions.clips, cache)
    assert before.audio[0] @ after.audio[0] < 0.5


def test_another_encoders_features_and_damage_are_refused(captions: CaptionSet, tmp_path: Path) -> None:
    cache = tmp_path / "features.npz"
    embed(KeywordEncoder(), captions.clips, cache)
    with pytest.raises(UserError, match="features of another encoder"):
        FeatureFile(cache, "other")
    cache.write_bytes(cache.read_bytes()[:500])
    with pytest.raises(UserError, match="is damaged") as error:
        FeatureFile(cache, "keyword-1")
    assert "Delete it" in error.value.hint


def test_a_cache_that_cannot_be_written_is_a_sentence(captions: CaptionSet, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="cannot be written"):
        embed(KeywordEncoder(), captions.clips, tmp_path / "file" / "features.npz")


def test_clips_that_break_while_decoding_are_reported(captions: CaptionSet) -> None:
    captions.clips[1].path.write_bytes(b"RIFF")  # after the table was read
    found = embed(KeywordEncoder(), captions.clips)
    assert found.clip_ids == ("low.wav", "high.wav")
    assert found.clip_of == (0, 0, 1)
    assert found.damaged[0][0] == "middle.wav"
    for clip in captions.clips:
        clip.path.unlink()
    with pytest.raises(UserError, match="None of the 3 clips"):
        embed(KeywordEncoder(), captions.clips)


def test_features_through_an_adapter(captions: CaptionSet) -> None:
    found = embed(KeywordEncoder(), captions.clips)
    turned = adapted(found, lambda x, tower: np.roll(x, 40, axis=1))
    results = evaluate_features(turned)
    assert results[-1].text_to_audio == evaluate_features(found)[-1].text_to_audio
    assert results[0].text_to_audio.r1 == 0  # nothing is left in the first 32


def test_widths() -> None:
    assert widths_of(512) == (32, 64, 128, 256, 512)
    assert widths_of(1024) == (32, 64, 128, 256, 512, 1024)
    assert widths_of(48) == (32, 48)
