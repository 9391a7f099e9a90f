"""Index small folders and search them: hits, filters, changed files, several processes, and damaged libraries."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from data.errors import UserError
from models import registry
from retrieval.catalogue.files import writing
from retrieval.indexing.folders import index_folder, remove_folder
from retrieval.library import Library
from retrieval.query import Filters, Query
from tests.keyword_encoder import tone


def titles(library: Library, text: str = "low", **kwargs: object) -> list[str]:
    return [hit.track.title for hit in library.search(Query(text=text, **kwargs))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "title"), [("low", "Low One"), ("middle", "Middle One"), ("high", "high one"), ("shrill", "shrill")]
)
def test_finds_each_tone_by_its_sound(library: Library, word: str, title: str) -> None:
    hits = library.search(Query(text=word))
    assert hits[0].track.title == title
    assert hits[0].score > 0.95
    assert [h.rank for h in hits] == [1, 2, 3, 4]
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_a_title_is_read_from_tags_or_name(library: Library) -> None:
    artists = {t.title: t.artist for t in library.tracks()}
    assert artists == {"Low One": "Ann", "Middle One": "", "high one": "", "shrill": ""}


def test_what_is_unwanted_comes_last(library: Library) -> None:
    assert titles(library, "middle", unwanted=("low",))[-1] == "Low One"


def test_captions_join_the_raw_request(library: Library) -> None:
    assert set(titles(library, "low", captions=("middle",))[:2]) == {"Low One", "Middle One"}


def test_like_a_track_finds_it_first(library: Library) -> None:
    wanted = next(t for t in library.tracks() if t.title == "high one")
    assert titles(library, "", like=(wanted.track_id,))[0] == "high one"


def test_a_filter_works_before_the_shortlist(library: Library) -> None:
    assert titles(library, "low", filters=Filters(duration_min_s=2.5)) == ["shrill"]
    assert titles(library, "low", filters=Filters(artist="ann")) == ["Low One"]
    assert titles(library, "low", filters=Filters(year_min=1990)) == []
    low = tuple(t.track_id for t in library.tracks() if t.title == "Low One")
    assert "Low One" not in titles(library, "low", filters=Filters(exclude=low))
    assert titles(library, "shrill", filters=Filters(only=(*low, "gone"))) == ["Low One"]
    assert titles(library, "low", filters=Filters(only=low, exclude=low)) == []


def test_a_named_artist_is_found_whatever_it_sounds_like(library: Library) -> None:
    soundalike, named = titles(library, "high high")[0], library.search(Query(text="high high low one"))[0]
    assert soundalike == "high one"
    assert named.track.title == "Low One"
    assert named.words == ("title",)


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "!!!", "🎻", "x", "low " * 50_000])
def test_odd_requests_are_answered(library: Library, text: str) -> None:
    assert len(library.search(Query(text=text, k=3))) == 3


def test_rescan_changes_nothing_and_listens_to_nothing(library: Library, home: Path, music: Path) -> None:
    seen: list[str] = []
    report = index_folder(home, music, progress=lambda d, t, name: seen.append(name))
    assert (report.added, report.updated, report.removed, seen) == (0, 0, 0, [])


def test_added_moved_changed_and_removed_files(
    library: Library, home: Path, music: Path, write_tone: Callable[..., None]
) -> None:
    before = {t.title: t.track_id for t in library.tracks()}
    (music / "deeper" / "shrill.mp3").unlink()
    (music / "deeper" / "high_one.ogg").rename(music / "moved.ogg")
    write_tone(music / "Ann - Low One.wav", "middle", 2.5)
    write_tone(music / "new.wav", "high", 1.5)
    report = index_folder(home, music)
    assert (report.added, report.updated, report.removed) == (1, 2, 1)
    after = {t.title: t.track_id for t in library.tracks()}  # the open library has noticed by itself
    assert set(after) == {"Low One", "Middle One", "moved", "new"}
    assert after["moved"] == before["high one"]
    assert after["Low One"] == before["Low One"]
    assert "Low One" in titles(library, "middle")[:2]


def test_two_copies_are_two_tracks(library: Library, home: Path, music: Path) -> None:
    shutil.copy(music / "Ann - Low One.wav", music / "copy.wav")
    assert index_folder(home, music).added == 1
    assert len({t.track_id for t in library.tracks()}) == 5


def test_bad_files_are_skipped_with_their_reason_and_not_tried_again(home: Path, music: Path, library: Library) -> None:
    (music / "empty.mp3").touch()
    (music / "text.wav").write_text("this is not sound")
    (music / "cut.flac").write_bytes((music / "02 - Middle One.flac").read_bytes()[:60])
    for _ in range(2):
        report = index_folder(home, music)
        reasons = {Path(s["path"]).name: s["reason"] for s in report.skipped}
        assert set(reasons) == {"empty.mp3", "text.wav", "cut.flac"}
        assert reasons["empty.mp3"] == "it is empty"
    (music / "empty.mp3").unlink()
    assert len(index_folder(home, music).skipped) == 2
    assert len(library.tracks()) == 4


def test_several_folders_and_forgetting_one(
    library: Library, home: Path, music: Path, tmp_path: Path, write_tone: Callable[..., None]
) -> None:
    write_tone(tmp_path / "other" / "more.wav", "high")
    index_folder(home, tmp_path / "other")
    assert library.folders() == [music, tmp_path / "other"]
    assert titles(library, "high", filters=Filters(folder=str(music)))[0] == "high one"
    assert remove_folder(home, music) == 4
    assert [t.title for t in library.tracks()] == ["more"]
    assert (music / "Ann - Low One.wav").exists()
    with pytest.raises(UserError, match="is not in this library"):
        remove_folder(home, music)


def test_a_second_writer_is_refused_and_readers_are_not(library: Library, home: Path, music: Path) -> None:
    with writing(home):
        with pytest.raises(UserError, match="Another Hark process"):
            index_folder(home, music)
        assert len(titles(library)) == 4


def test_another_encoders_vectors_are_refused_and_rebuilt(
    library: Library, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    monkeypatch.setattr("tests.keyword_encoder.KeywordEncoder.fingerprint", "keyword-2")
    with pytest.raises(UserError, match="do not mix"):
        Library(home).search(Query(text="low"))
    assert Library(home).outdated
    with monkeypatch.context() as patch:
        patch.delitem(registry.ENCODERS, "keyword")
        assert not Library(home).outdated  # an encoder that is missing is no reason to hear everything again
    other.mkdir()
    assert index_folder(home, other).added == 4  # whichever folder is named, all are heard again
    assert Library(home).search(Query(text="low"))[0].track.title == "Low One"
    assert not Library(home).outdated


def test_a_truncated_vector_file_is_said(library: Library, home: Path, music: Path) -> None:
    path = next(home.glob("vectors-*.f32"))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(UserError, match="3 of the 4 vectors"):
        Library(home).search(Query(text="low"))
    index_folder(home, music, rebuild=True)
    assert Library(home).search(Query(text="low"))[0].track.title == "Low One"


def test_rows_behind_the_catalogue_are_overwritten(
    library: Library, home: Path, music: Path, write_tone: Callable[..., None]
) -> None:
    """A kill between writing vectors and committing leaves such rows."""
    path = next(home.glob("vectors-*.f32"))
    with open(path, "ab") as file:
        file.write(np.full(512 + 17, np.nan, dtype=np.float32).tobytes())
    write_tone(music / "new.wav", "middle")
    index_folder(home, music)
    assert set(titles(library, "middle")[:2]) == {"Middle One", "new"}


def test_missing_and_empty_libraries_say_what_to_do(keyword: object, home: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no library") as caught:
        Library(home)
    assert "hark demo" in caught.value.hint
    (tmp_path / "nothing").mkdir()
    index_folder(home, tmp_path / "nothing")
    with pytest.raises(UserError, match="empty"):
        Library(home).search(Query(text="low"))


def test_a_damaged_catalogue_is_a_sentence(library: Library, home: Path) -> None:
    library.close()
    for path in home.glob("catalogue.db*"):
        path.write_bytes(b"not a database" * 100)
    with pytest.raises(UserError, match="damaged"):
        Library(home)


def test_a_hark_json_states_facts_that_never_move_a_vector(library: Library, home: Path, music: Path) -> None:
    before = np.array(library.snapshot.vectors.array)
    (music / "hark.json").write_text(
        '{"tracks": {"deeper/shrill.mp3": {"title": "Whistle", "artist": "Ann", "instruments": ["piccolo"],'
        ' "tempo_bpm": 90, "key": "Am", "mood": ["bright"], "year": "1899", "description": "A whistle."}}}'
    )
    index_folder(home, music)
    track = next(t for t in library.tracks() if t.title == "Whistle")
    assert (track.artist, track.year, track.tempo_bpm, track.key) == ("Ann", 1899, 90, "A minor")
    assert track.known.instruments == ("piccolo",)
    assert np.array_equal(before, library.snapshot.vectors.array)
    assert "Whistle" not in titles(library, "shrill", filters=Filters(without=("piccolo",)))


def test_a_broken_hark_json_is_said(home: Path, music: Path, library: Library) -> None:
    (music / "hark.json").write_text('{"tracks": [')
    with pytest.raises(UserError, match=r"hark\.json cannot be used"):
        index_folder(home, music)


def test_the_best_moment_is_where_the_sound_is(
    keyword: object, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "long"
    folder.mkdir()
    # A single high second comes earlier, and is no place to start at.
    parts = [tone("low", 20), tone("high", 1), tone("low", 49), tone("high", 10), tone("low", 60)]
    soundfile.write(folder / "event.wav", np.concatenate(parts), 16_000)
    index_folder(home, folder)
    start = Library(home).search(Query(text="high"))[0].start_s
    assert 68 <= start <= 78


@pytest.mark.parametrize("seconds", [20, 31, 45, 100])
def test_a_hit_begins_shortly_before_its_best_moment(keyword: object, home: Path, tmp_path: Path, seconds: int) -> None:
    """The moment is the last ten seconds of the track, or begins at 70 s."""
    folder, last = tmp_path / "long", min(seconds - 10, 70)
    folder.mkdir()
    parts = [tone("low", last), tone("high", 10), tone("low", seconds - last - 10 + 0.001)]
    soundfile.write(folder / "event.wav", np.concatenate(parts), 16_000)
    index_folder(home, folder)
    (hit,) = Library(home).search(Query(text="high"))
    assert last - 2.1 <= hit.start_s <= last + 0.1


def test_tracks_are_counted_by_their_tags(keyword: object, home: Path, music: Path) -> None:
    facts = {"Ann - Low One.wav": {"instruments": ["banjo"]}}
    (music / "hark.json").write_text(json.dumps({"about": "a test", "tracks": facts}))
    index_folder(home, music)
    library = Library(home)
    assert (library.tagged("banjo"), library.tagged("harp")) == (1, 0)


def test_a_hit_says_where_it_stands_among_the_others(library: Library, home: Path, music: Path) -> None:
    assert not any(hit.percentiles for hit in library.search(Query(text="low")))  # four tracks are no measure
    for k in range(20):
        soundfile.write(music / f"low {k:02}.wav", tone("low") / (k + 2), 16_000)
    index_folder(home, music)
    stands = {hit.track.title: dict(hit.percentiles) for hit in library.search(Query(text="low", k=100))}
    assert stands["Low One"]["loudness_db"] > 0.8
    assert stands["low 19"]["loudness_db"] < 0.1
