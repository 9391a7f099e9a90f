"""Test searches by a clip: it is embedded once, stored as a vector, or rejected with a reason."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from data.errors import UserError
from llm.conversation import Conversation, Turn
from llm.session.clips import WithClips, keep, like_track, plan_for
from llm.session.stored import turn_from_json, turn_to_json
from llm.understanding.planner import make_plan
from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from retrieval.query import Query
from tests.keyword_encoder import KeywordEncoder, tone

ENCODER = KeywordEncoder()


def clip(word: str = "low", seconds: float = 2.0, form: str = "WAV", level: float = 1.0) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, level * tone(word, seconds), 16_000, format=form)
    return out.getvalue()


@pytest.mark.parametrize(("name", "form"), [("a.wav", "WAV"), ("a b.FLAC", "FLAC"), ("ü.ogg", "OGG"), ("x.mp3", "MP3")])
def test_a_clip_is_searched_by_its_sound(library: Library, tmp_path: Path, name: str, form: str) -> None:
    plan = plan_for(keep(tmp_path / "clips", name, clip("high", form=form), ENCODER), name, "")
    assert plan.request == f"Music that sounds like {name}"
    query = WithClips(library, tmp_path / "clips", lambda: ENCODER).changed(plan.query())
    assert query.sound is not None
    assert int(query.sound.argmax()) == 2  # "high"
    assert np.linalg.norm(query.sound) == pytest.approx(1, abs=1e-5)
    assert query.like == ()


def test_it_finds_what_sounds_alike_in_a_real_library(
    keyword: KeywordEncoder, home: Path, music: Path, tmp_path: Path
) -> None:
    index_folder(home, music)
    library = Library(home)
    searched = WithClips(library, tmp_path / "clips", lambda: library.encoder)
    plan = plan_for(keep(tmp_path / "clips", "hum.wav", clip("shrill"), library.encoder), "hum.wav", "")
    assert searched.search(plan.query())[0].track.title == "shrill"
    library.close()


def test_words_refine_and_later_turns_keep_the_sound(library: Library, tmp_path: Path) -> None:
    sound = keep(tmp_path, "a.wav", clip(), ENCODER)
    plan = plan_for(sound, "a.wav", "with a banjo, under 100 bpm, no drums")
    assert plan.wanted == ("banjo",)
    assert plan.filters.tempo_max == 100
    assert plan.like == (sound,)
    refined = make_plan("slower", Conversation([Turn(plan)]))
    assert refined.like == (sound,)
    assert make_plan("a scary song for my video", Conversation([Turn(plan)])).like == ()
    assert plan_for(sound, "a.wav", "what is this?").kind == "search"
    again = turn_from_json(turn_to_json(Turn(plan))).plan
    assert WithClips(library, tmp_path, lambda: ENCODER).changed(again.query()).sound is not None


def test_a_model_cannot_sway_what_only_a_sound_asks_for(library: Library, tmp_path: Path) -> None:
    searched = WithClips(library, tmp_path, lambda: ENCODER)
    sound = keep(tmp_path, "a.wav", clip(), ENCODER)
    assert searched.changed(Query(captions=("banjo",), like=(sound,))).captions == ()
    assert searched.changed(Query(captions=("banjo",), like=("some track",))).captions == ()
    assert searched.changed(Query(text="banjo", captions=("banjo",), like=(sound,))).captions == ("banjo",)


@pytest.mark.parametrize(
    ("name", "sound", "said"),
    [
        ("a.wav", lambda: b"", "empty"),
        ("a.wav", lambda: b"RIFF not a sound at all", "not a sound file"),
        ("a.wav", lambda: clip()[:60], "too short"),
        ("a.txt", lambda: clip(), "cannot read .txt clips"),
        ("", lambda: clip(), "cannot read such clips"),
        ("../../etc/passwd", lambda: clip(), "cannot read such clips"),
        ("a.wav", lambda: clip(seconds=0.2), "too short"),
        ("a.wav", lambda: clip(level=0.0), "silent"),
        ("a.wav", lambda: clip(level=1e-4), "silent"),
    ],
)
def test_what_cannot_be_heard_is_a_sentence(tmp_path: Path, name: str, sound: Callable[[], bytes], said: str) -> None:
    with pytest.raises(UserError) as error:
        keep(tmp_path / "clips", name, sound(), ENCODER)
    assert said in error.value.message
    assert error.value.hint
    assert not list(tmp_path.glob("clips/*"))


def test_a_two_hour_clip_is_heard_for_a_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = []
    encoder = KeywordEncoder()
    monkeypatch.setattr(
        encoder,
        "encode_audio",
        lambda waves, rate: heard.append(len(waves[0]) / rate) or np.eye(1, 512, dtype=np.float32),
    )
    out = io.BytesIO()
    soundfile.write(out, np.tile(tone("low", 60), 20), 16_000, format="FLAC")
    keep(tmp_path, "long.flac", out.getvalue(), encoder)
    assert heard == [60.0]


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[:200]),
        lambda file: np.save(file, np.zeros(3, dtype=np.float32)),
        lambda file: np.save(file, np.full(512, np.nan, dtype=np.float32)),
    ],
)
def test_a_clip_that_is_gone_or_damaged_is_a_sentence(
    library: Library, tmp_path: Path, damage: Callable[[Path], Any]
) -> None:
    sound = keep(tmp_path, "a.wav", clip(), ENCODER)
    damage(next(tmp_path.glob("*.npy")))
    with pytest.raises(UserError, match="not there any more"):
        WithClips(library, tmp_path, lambda: ENCODER).search(Query(like=(sound,)))


@pytest.mark.parametrize("name", ["clip:../../catalogue", "clip:", "clip:" + "a" * 32, "clip:/etc/passwd"])
def test_a_stored_conversation_cannot_open_other_files(library: Library, tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="not there any more"):
        WithClips(library, tmp_path, lambda: ENCODER).search(Query(like=(name,)))


def test_another_encoders_vector_is_not_used(library: Library, tmp_path: Path) -> None:
    sound = keep(tmp_path, "a.wav", clip(), ENCODER)
    other = KeywordEncoder()
    other.fingerprint = "keyword-2"
    with pytest.raises(UserError, match="not there any more"):
        WithClips(library, tmp_path, lambda: other).search(Query(like=(sound,)))


def test_more_like_a_track_leaves_the_track_out(library: Any) -> None:
    track = library.tracks()[0]
    query = like_track(track).query()
    assert query.like == (track.track_id,)
    assert query.filters.exclude == (track.track_id,)
