"""Test changing the encoder of a library: everything is heard first, nothing is lost, and the way back is short."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.errors import UserError
from models import registry
from models.encoder import MATRYOSHKA_DIMS
from retrieval.catalogue.files import writing
from retrieval.indexing import folders, switching
from retrieval.indexing.crew import Gate
from retrieval.indexing.folders import index_folder
from retrieval.indexing.switching import encoder_of, estimate, forget, previous, sentence, use_encoder
from retrieval.library import Library
from retrieval.query import Query
from retrieval.vectors.rows import VectorFile

TITLES = {"low": "Low One", "middle": "Middle One", "high": "high one", "shrill": "shrill"}


@pytest.fixture(autouse=True)
def _encoders(keyword: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("bright", "tired", "hungry"):
        monkeypatch.setitem(registry.ENCODERS, name, ("tests.bright_encoder", f"{name.title()}Encoder"))


def found(library: Library, word: str) -> str:
    return library.search(Query(text=word))[0].track.title.lower()


def check(library: Library, encoder: str, words: dict[str, str] | None = None) -> None:
    """Check that a library has an encoder and finds every tone with it."""
    assert library.status()["encoder"]["name"] == encoder
    for word, title in (words or TITLES).items():
        assert found(library, word) == title.lower()


def test_an_open_library_changes_and_changes_back(library: Library, home: Path) -> None:
    check(library, "keyword")
    ids = {track.track_id for track in library.tracks()}
    before = library.search(Query(text="low"))
    change = use_encoder(home, "bright")
    assert (change.changed, change.before, change.heard, change.left_out) == (True, "keyword", 4, [])
    check(library, "bright")
    assert {track.track_id for track in library.tracks()} == ids
    assert library.snapshot.prefixes.shape == (4, 600)  # no prefix was trained
    assert [len(library.presence(track, ())) for track in library.tracks()] == [0] * 4
    assert use_encoder(home, "bright").heard == 0
    back = use_encoder(home, previous(home))
    assert (back.changed, back.heard) == (True, 0)
    check(library, "keyword")
    assert [(hit.track, hit.score) for hit in library.search(Query(text="low"))] == [
        (hit.track, hit.score) for hit in before
    ]
    assert previous(home) == "bright"
    assert use_encoder(home, "bright").heard == 0


def test_what_changes_in_the_meantime_is_heard_on_the_way_back(
    library: Library, home: Path, music: Path, write_tone: Callable[..., None]
) -> None:
    use_encoder(home, "bright")
    write_tone(music / "another low.wav", "low", 5.0)
    write_tone(music / "Ann - Low One.wav", "shrill", 4.0)  # another sound under the same name
    (music / "deeper" / "shrill.mp3").unlink()
    index_folder(home, music)
    assert found(library, "low") == "another low"
    change = use_encoder(home, "keyword")
    assert change.heard == 2
    check(library, "keyword", {"low": "another low", "shrill": "Low One", "high": "high one"})
    assert len(library.tracks()) == 4
    write_tone(music / "last.wav", "middle", 6.0)
    index_folder(home, music)
    check(library, "keyword", {"low": "another low", "shrill": "Low One", "high": "high one"})
    assert len(library.tracks()) == 5


def test_new_tags_are_not_heard_again(library: Library, home: Path, music: Path) -> None:
    import mutagen.flac

    use_encoder(home, "bright")
    tagged = mutagen.flac.FLAC(music / "02 - Middle One.flac")
    tagged["title"] = "Renamed"
    tagged.save()
    index_folder(home, music)
    assert use_encoder(home, "keyword").heard == 0
    check(library, "keyword", {"middle": "Renamed"})


def test_tracks_that_are_added_while_it_listens_are_heard_before_the_change(
    library: Library, home: Path, music: Path, write_tone: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page or a terminal may add music meanwhile; the run waits for it and hears what is new."""
    change_over, added = switching._change_over, []

    def later(*args: object) -> bool:
        if not added:
            write_tone(music / "late.wav", "low", 7.0)
            index_folder(home, music)
            added.append(1)
        return bool(change_over(*args))

    monkeypatch.setattr(switching, "_change_over", later)
    assert use_encoder(home, "bright").changed
    assert len(library.tracks()) == 5
    check(library, "bright", {"middle": "Middle One"})


def test_it_waits_for_another_process_that_writes(
    library: Library, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    with writing(home):
        entered = threading.Event()
        monkeypatch.setattr(switching.time, "sleep", lambda s: (waited.append(s), entered.set(), entered.wait(0.05)))
        thread = threading.Thread(target=use_encoder, args=(home, "bright"))
        thread.start()
        assert entered.wait(60)
        check(library, "keyword")
    thread.join(60)
    assert waited
    check(library, "bright")


def test_a_run_that_is_ended_is_continued(library: Library, home: Path) -> None:
    gate, seen = Gate(), []

    def stop(done: int, total: int, name: str) -> None:
        seen.append(name)
        if done == 2:
            gate.end()

    change = use_encoder(home, "bright", progress=stop, gate=gate)
    assert (change.changed, change.heard) == (False, 2)
    check(library, "keyword")
    assert estimate(home, "bright").tracks == 2
    rest: list[str] = []
    assert use_encoder(home, "bright", progress=lambda _d, _t, name: rest.append(name)).heard == 2
    assert not set(seen) & set(rest)
    check(library, "bright")


def test_two_encoders_that_have_heard_half_do_not_disturb_each_other(library: Library, home: Path) -> None:
    for name in ("bright", "tired"):
        gate = Gate()
        assert not use_encoder(home, name, progress=lambda *_, gate=gate: gate.end(), gate=gate).changed
    check(library, "keyword")
    assert use_encoder(home, "bright").heard == 3
    check(library, "bright")
    assert forget(home, "tired") > 0
    assert forget(home, "tired") == 0
    check(library, "bright")


def test_tracks_that_cannot_be_heard_keep_the_library_as_it_is(library: Library, home: Path, music: Path) -> None:
    with pytest.raises(UserError, match=r"1 track could not be heard with tired \(high_one.ogg: it needs more memory"):
        use_encoder(home, "tired")
    check(library, "keyword")
    change = use_encoder(home, "tired", leave_out=True)
    assert [Path(track["path"]).name for track in change.left_out] == ["high_one.ogg"]
    assert change.changed
    assert len(library.tracks()) == 3
    check(library, "tired", {"low": "Low One", "shrill": "shrill"})
    use_encoder(home, "keyword")
    assert len(library.tracks()) == 3
    index_folder(home, music)
    check(library, "keyword")


def test_a_drive_that_is_not_connected_is_no_reason_to_lose_its_tracks(
    library: Library, home: Path, music: Path
) -> None:
    music.rename(music.with_name("elsewhere"))
    with pytest.raises(UserError, match="4 tracks could not be heard with bright") as error:
        use_encoder(home, "bright")
    assert "Connect the drive" in error.value.hint
    check(library, "keyword")
    music.with_name("elsewhere").rename(music)
    assert use_encoder(home, "bright").heard == 4


def test_a_full_disk_keeps_the_library_as_it_is(library: Library, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = VectorFile.write

    def full(self: VectorFile, start: int, block: np.ndarray) -> None:
        if "bright" in self.path.name:
            raise UserError("The library cannot be written: No space left on device.", "Free some disk space.")
        write(self, start, block)

    with monkeypatch.context() as patch:
        patch.setattr(VectorFile, "write", full)
        with pytest.raises(UserError, match="No space left"):
            use_encoder(home, "bright")
    check(library, "keyword")
    assert use_encoder(home, "bright").changed


def test_too_little_memory_is_said_before_anything_is_heard(
    library: Library, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "WORKERS", None)
    with pytest.raises(UserError, match=r"hungry needs 1000000.0 GB of memory, and .* GB are free"):
        use_encoder(home, "hungry")
    check(library, "keyword")
    monkeypatch.setattr(folders, "free_memory_mb", lambda: 2200)
    assert folders.worker_count(registry.encoder_class("bright"), 1000) <= 2


def test_a_second_run_is_refused_while_one_listens(library: Library, home: Path) -> None:
    refused: list[str] = []

    def second(*_: object) -> None:
        with pytest.raises(UserError, match="is listening to this library") as error:
            use_encoder(home, "tired")
        refused.append(error.value.message)

    assert use_encoder(home, "bright", progress=second).changed
    assert refused


def test_indexing_with_another_encoder_names_the_command_that_changes_it(
    library: Library, home: Path, music: Path
) -> None:
    with pytest.raises(UserError, match="listens with the encoder keyword") as error:
        index_folder(home, music, encoder_name="bright")
    assert "hark models use bright" in error.value.hint
    check(library, "keyword")


def test_the_estimate_follows_length_cost_and_clips(library: Library, home: Path) -> None:
    whole = estimate(home, "bright")
    assert (whole.tracks, whole.clips) == (4, None)
    minutes = sum(track.duration_s for track in library.tracks()) / 60
    assert whole.seconds == pytest.approx(minutes * (6.0 + 0.15), rel=1e-3)
    assert estimate(home, "bright", seconds=60.0).seconds > 5 * whole.seconds
    few = estimate(home, "bright", clips=1)
    assert few.seconds == pytest.approx(4 / 60 * 6.0 + minutes * 0.15, rel=1e-3)
    assert "for the 4 tracks of this library" in sentence(home, "bright")
    assert "three clips a track" in sentence(home, "bright", seconds=1e6)
    use_encoder(home, "bright")
    assert sentence(home, "bright") == "It has heard this library already."


def test_clips_are_spread_and_kept_for_later_files(
    library: Library, home: Path, music: Path, write_tone: Callable[..., None]
) -> None:
    write_tone(music / "long.wav", "low", 150.0)
    index_folder(home, music)
    use_encoder(home, "bright", clips=3)
    write_tone(music / "longer.wav", "middle", 400.0)  # of which segments are read
    index_folder(home, music)
    for title, seconds in (("long", 150.0), ("longer", 400.0)):
        track = next(t for t in library.tracks() if t.title == title)
        entry = library._entries([library._row(track.track_id)])[library._row(track.track_id)]
        starts = entry.window_starts.tolist()
        assert len(starts) == 3
        np.testing.assert_allclose(starts, [seconds / 6, seconds / 2, 5 * seconds / 6], atol=30)


def test_another_number_of_clips_is_not_ignored_in_silence(library: Library, home: Path) -> None:
    gate = Gate()
    use_encoder(home, "bright", clips=1, progress=lambda *_: gate.end(), gate=gate)
    with pytest.raises(UserError, match="heard this library already, with 1 clip a track") as error:
        use_encoder(home, "bright", clips=2)
    assert "hark models forget bright" in error.value.hint
    assert use_encoder(home, "bright").heard == 3  # with one clip again
    with pytest.raises(UserError, match="with 1 clip a track"):
        use_encoder(home, "bright", clips=2)
    use_encoder(home, "keyword")
    forget(home, "bright")
    assert use_encoder(home, "bright", clips=2).heard == 4


def test_an_encoder_that_is_gone_is_no_reason_to_listen_again(
    library: Library, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(library, "keyword")
    use_encoder(home, "bright")
    monkeypatch.delitem(registry.ENCODERS, "bright")
    with pytest.raises(UserError, match="no encoder called bright"):
        library.search(Query(text="low"))
    assert not library.outdated
    assert use_encoder(home, "keyword").changed
    check(library, "keyword")


def test_without_another_encoder_there_is_no_way_back(library: Library, home: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has had no other encoder"):
        previous(home)
    with pytest.raises(UserError, match="There is no library"):
        encoder_of(tmp_path / "nowhere")
    with pytest.raises(UserError, match="its vectors are needed"):
        forget(home, "keyword")
    assert MATRYOSHKA_DIMS[-1] == 512
