"""Test everything that the page can ask for, without a page, on a real library of tones."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from data import demo
from llm.session.desk import DEMO_ASKED, PLAYLISTS, Desk, Dialogue, UserError
from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from tests.keyword_encoder import KeywordEncoder, tone

ROOT = Path(__file__).parents[3]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def _without_ollama(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")


@pytest.fixture
def desk(keyword: KeywordEncoder, home: Path, music: Path) -> Iterator[Desk]:
    """Yield a desk with a library of four tones."""
    index_folder(home, music)
    opened = Desk(home)
    yield opened
    opened.close()


def finished(dialogue: Dialogue) -> Dialogue:
    """Wait until the turn of a dialogue has ended, and return the dialogue."""
    assert dialogue.job is None or dialogue.job.wait(60)
    dialogue.now()
    return dialogue


def titles(dialogue: Dialogue) -> list[str]:
    return [hit.track.title for hit in dialogue.conversation.turns[-1].hits]


def test_a_conversation_from_the_first_request_to_its_end(desk: Desk) -> None:
    assert desk.conversations() == []
    talk = finished(desk.ask("something low"))
    assert titles(talk)[0] == "Low One"
    assert desk.open(talk.token) is talk
    assert finished(desk.ask("slower", token=talk.token)) is talk
    assert [turn.request for turn in talk.conversation.turns] == ["something low", "slower"]
    desk.rename(talk.token, "Porch")
    assert [one.name for one in desk.conversations()] == ["Porch"]
    desk.delete(talk.token)
    assert desk.open(talk.token) is None
    assert desk.conversations() == []
    assert desk.restore(talk.token)
    again = desk.open(talk.token)
    assert again is not None
    assert [turn.request for turn in again.conversation.turns] == ["something low", "slower"]


def test_a_conversation_is_there_after_a_restart(desk: Desk, home: Path) -> None:
    talk = finished(desk.ask("something low"))
    later = Desk(home)
    again = later.open(talk.token)
    assert again is not None
    assert again.conversation == talk.conversation
    later.close()


def test_a_damaged_conversation_is_said_and_the_next_request_begins_another(desk: Desk, home: Path) -> None:
    talk = finished(desk.ask("something low"))
    file = next(home.glob(f"*/{talk.token}.json"))
    file.write_bytes(file.read_bytes()[:100])
    later = Desk(home)
    with pytest.raises(UserError, match="damaged"):
        later.open(talk.token)
    assert finished(later.ask("high", token=talk.token)).token != talk.token
    later.delete(talk.token)
    assert not file.exists()
    later.close()


def test_a_chip_is_struck_out_and_restored(desk: Desk, home: Path) -> None:
    talk = finished(desk.ask("a slow banjo without drums"))
    whole = talk.conversation.turns[-1].plan
    for chip in whole.chips():
        desk.strike(chip.part, chip.value, token=talk.token)
        finished(talk)
        (turn,) = talk.conversation.turns
        assert chip in turn.struck
        assert chip not in turn.plan.chips()
    assert turn.plan.chips() == ()
    assert turn.hits == (), "never a random list"
    assert "struck out" in turn.text
    later = Desk(home)  # what is struck out can be restored after a restart
    again = later.open(talk.token)
    assert again is not None
    assert len(again.conversation.turns[0].struck) == len(whole.chips())
    later.close()
    for chip in whole.chips():
        desk.strike(chip.part, chip.value, token=talk.token)
        finished(talk)
    (turn,) = talk.conversation.turns
    assert turn.plan == whole
    assert turn.struck == ()
    assert turn.hits
    desk.strike("wanted", "banjo", token="")  # a page without a conversation: nothing happens
    desk.stop("")


def test_the_last_request_is_answered_again(desk: Desk) -> None:
    talk = finished(desk.ask("something low"))
    before = talk.conversation.turns[0]
    for from_request in (True, False):
        desk.again(from_request=from_request, token=talk.token)
        finished(talk)
        (turn,) = talk.conversation.turns
        assert turn is not before
        assert turn.plan == before.plan


def test_a_clip_and_a_track_are_looked_for_by_their_sound(desk: Desk) -> None:
    sound = io.BytesIO()
    soundfile.write(sound, tone("shrill"), 16_000, format="WAV")
    talk = finished(desk.ask_with_clip("hum.wav", sound.getvalue()))
    assert titles(talk)[0] == "shrill"
    assert talk.name == "Music that sounds like hum.wav"
    recorded = finished(desk.ask_with_clip("audio.wav", sound.getvalue()))
    assert recorded.name == "Music that sounds like what you recorded"
    track = talk.conversation.turns[0].hits[0].track
    finished(desk.ask_more_like(track.track_id, token=talk.token))
    assert "shrill" not in titles(talk)
    with pytest.raises(UserError, match="not a sound file"):
        desk.ask_with_clip("a.wav", b"no sound")
    with pytest.raises(UserError, match="no longer in the library"):
        desk.ask_more_like("gone")
    assert ".wav" in desk.clip_endings()


def test_one_folder_can_be_searched_alone(
    desk: Desk, home: Path, music: Path, tmp_path: Path, write_tone: Callable[..., None]
) -> None:
    other = tmp_path / "other"
    write_tone(other / "alone.wav", "high")
    index_folder(home, other)
    assert desk.folders() == {str(music): "music", str(other): "other"}
    assert (desk.track_count(), desk.track_count(str(other))) == (5, 1)
    assert titles(finished(desk.ask("low", folder=str(other)))) == ["alone"]
    assert len(titles(finished(desk.ask("low")))) == 5


def test_tracks_are_shown_as_rows_and_say_when_they_have_gone(desk: Desk, home: Path, music: Path) -> None:
    turn = finished(desk.ask("low")).conversation.turns[-1]
    shown = desk.rows(turn.hits, turn.plan)
    assert [each["title"] for each in shown["rows"]][0] == "Low One"
    assert shown["head"].startswith("4 tracks")
    assert not any(each["gone"] for each in shown["rows"])
    (music / "Ann - Low One.wav").unlink()
    index_folder(home, music)
    assert [each["title"] for each in desk.rows(turn.hits, turn.plan)["rows"] if each["gone"]] == ["Low One"]
    assert desk.cover(turn.hits[0].track.track_id) is None
    assert desk.waveform(turn.hits[0].track.track_id) == b""


def test_the_player_is_told_what_to_play(desk: Desk) -> None:
    assert desk.command("play 1", "") == {"do": "say", "say": "There are no tracks here yet."}
    talk = finished(desk.ask("low"))
    order = desk.command("play the second", talk.token)
    assert order is not None
    assert (order["do"], order["at"], len(order["list"])) == ("play", 1, 4)
    assert desk.command("play the last one", talk.token)["at"] == 3  # type: ignore[index]
    assert desk.command("play all", talk.token)["at"] == 0  # type: ignore[index]
    assert "4 tracks" in desk.command("play 7", talk.token)["say"]  # type: ignore[index]
    assert desk.command("play low one", "")["list"][0]["title"] == "Low One"  # type: ignore[index]
    assert desk.command("next", talk.token) == {"do": "next"}
    assert desk.command("play something slow", talk.token) is None


def test_a_track_or_an_artist_is_left_out_of_the_last_search(desk: Desk) -> None:
    assert desk.ask_without("x", token="") is None
    talk = finished(desk.ask("low"))
    first = talk.conversation.turns[-1].hits[0].track
    finished(desk.ask_without(first.track_id, token=talk.token))  # type: ignore[arg-type]
    assert talk.conversation.turns[-1].request == "Without “Low One”"
    assert len(titles(talk)) == 3
    assert first.title not in titles(talk)
    talk = finished(desk.ask("low"))
    finished(desk.ask_without(first.track_id, "Ann", token=talk.token))  # type: ignore[arg-type]
    assert "Low One" not in titles(talk)


def test_a_clip_that_the_library_has_is_recognised(desk: Desk, home: Path, music: Path) -> None:
    rng = np.random.default_rng(1)
    notes = [np.sin(2 * np.pi * f * np.arange(8000) / 16_000) for f in rng.choice([262, 330, 392, 523, 659, 784], 40)]
    tune = 0.3 * np.concatenate(notes) * np.tile(np.linspace(1, 0.2, 8000), 40)
    soundfile.write(music / "Ann - Havana Stairwell.wav", tune, 16_000)
    index_folder(home, music)
    copy = io.BytesIO()
    soundfile.write(copy, tune, 16_000, format="OGG")
    talk = finished(desk.ask_with_clip("unknown.ogg", copy.getvalue()))
    turn = talk.conversation.turns[0]
    assert turn.request == "This is “Havana Stairwell”, which you have: more like it"
    assert "Havana Stairwell" not in titles(talk)
    assert titles(talk)
    later = finished(desk.ask_with_clip("unknown.ogg", copy.getvalue(), "without drums")).conversation.turns[0]
    assert later.request.endswith("more like it, without drums")
    assert later.plan.unwanted == ("drums",)
    assert later.plan.like == turn.plan.like


def test_a_clip_that_cannot_be_read_is_called_by_its_name(desk: Desk) -> None:
    with pytest.raises(UserError, match=r"my clip_2.wav"):
        desk.ask_with_clip("../my clip:2.wav", b"no sound")


def test_a_folder_is_removed_and_its_files_stay(desk: Desk, music: Path, tmp_path: Path, home: Path) -> None:
    (music / "bad.mp3").write_bytes(b"not music")
    index_folder(home, music)
    assert [name for name, _ in desk.unread(str(music))] == ["bad.mp3"]
    assert desk.unread(str(tmp_path / "other")) == []
    desk.remove_folder(str(music))
    assert not desk.has_music()
    assert (music / "Ann - Low One.wav").exists()
    with pytest.raises(UserError, match="not in this library"):
        desk.remove_folder(str(tmp_path))


def test_conversations_become_files(desk: Desk) -> None:
    talk = finished(desk.ask("something low"))
    assert desk.markdown(talk).startswith("# something low\n")
    for ending in PLAYLISTS:
        assert "Low" in desk.playlist(ending, "x", talk.conversation.turns)
    assert desk.file_name("Slow, sad banjo?", "m3u8") == "Slow, sad banjo.m3u8"


def test_music_is_added_and_what_cannot_be_read_is_listed(
    keyword: KeywordEncoder, home: Path, music: Path, tmp_path: Path
) -> None:
    desk = Desk(home)
    assert not desk.has_music()
    assert (desk.indexing, desk.busy) == (None, False)
    with pytest.raises(UserError, match="No folder is named yet"):
        desk.add_folder("  ")
    with pytest.raises(UserError, match="There is no folder"):
        desk.add_folder(str(tmp_path / "nowhere"))
    (music / "bad.mp3").write_bytes(b"not music")
    index_folder(home, music)
    assert desk.has_music()
    assert [name for name, _ in desk.unread()] == ["bad.mp3"]
    desk.close()


def test_a_run_of_its_own_adds_a_folder(home: Path, music: Path) -> None:
    """With the encoder that ships, in a process of its own."""
    desk = Desk(home)
    desk.add_folder(f" '{music}' ")
    job = desk.indexing
    assert job is not None
    desk.retry_unread()
    assert desk.indexing is job, "one run at a time"
    assert job.wait(240)
    assert job.error is None
    assert not desk.busy
    assert desk.has_music()
    assert desk.track_count() == 4
    desk.renew_if_outdated()
    assert not desk.renewing
    desk.close()


def test_a_damaged_library_is_an_error_and_not_an_empty_one(desk: Desk, home: Path) -> None:
    desk.close()
    for file in home.glob("catalogue.db*"):
        file.unlink()
    (home / "catalogue.db").write_bytes(b"not a database at all, but long enough to be read as one" * 40)
    with pytest.raises(UserError):
        Desk(home).has_music()


def test_folders_are_watched_across_restarts_until_told_otherwise(desk: Desk, home: Path) -> None:
    assert not desk.watching
    desk.set_watching(True)
    assert desk.watching
    assert desk.watcher is not None
    later = Desk(home)
    assert later.watching
    desk.set_watching(False)
    assert not later.watching
    assert desk.watcher is None
    later.close()


def test_folders_of_no_library_cannot_be_watched(home: Path) -> None:
    home.mkdir()
    desk = Desk(home)
    with pytest.raises(UserError, match="cannot be watched"):
        desk.set_watching(True)
    assert not desk.watching
    desk.close()


def test_without_a_model_the_built_in_writer_answers(desk: Desk) -> None:
    status = desk.model_status()
    assert not status.ready
    assert "Ollama" in status.message
    assert finished(desk.ask("low")).conversation.turns[-1].assistant == "built-in"


def test_background_work_starts_once(desk: Desk) -> None:
    desk.start_background_work()
    desk.start_background_work()
    desk.close()  # waits for what was begun


def test_the_desk_is_there_before_anything_heavy(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from llm.session.desk import Desk\n"
        "desk = Desk(Path(sys.argv[1])); desk.conversations(); desk.busy; desk.watching\n"
        "heavy = {'torch', 'chromadb', 'langchain_core', 'transformers', 'ollama', 'pydantic'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_library_can_be_opened_beside_the_desk(desk: Desk, home: Path) -> None:
    other = Library(home)
    assert len(other.tracks()) == desk.track_count() == 4
    other.close()


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ask for the demo library as `hark app --demo` does, and record the commands that the page starts."""
    started: list[str] = []

    class Finished:
        finished = True

        def __init__(self, home: Path, folder: Path | None, command: str = "index", **_: object) -> None:
            started.append(command)

    monkeypatch.setenv(DEMO_ASKED, "1")
    monkeypatch.setattr("retrieval.indexing.job.IndexJob", Finished)
    return started


def test_an_empty_library_gets_the_demo_once_and_only_when_asked(
    home: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(home)
    desk.make_demo_if_asked()
    desk.make_demo_if_asked()  # the page is drawn again: a run that the user has stopped is not started again
    assert commands == ["demo"]
    desk.close()
    monkeypatch.delenv(DEMO_ASKED)
    desk = Desk(home)
    desk.make_demo_if_asked()
    assert commands == ["demo"]
    desk.close()


def test_no_demo_is_made_for_a_library_with_music(desk: Desk, commands: list[str]) -> None:
    desk.make_demo_if_asked()
    assert commands == []


def test_an_interrupted_demo_is_completed(
    home: Path, keyword: KeywordEncoder, commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    two = tuple(demo.catalogue()[:2])
    monkeypatch.setattr(demo, "_catalogue", lambda: two)
    folder = home / "demo"
    folder.mkdir(parents=True)
    for index, started in ((0, ["demo"]), (1, ["demo"])):  # after one track of two, and after both
        demo.make(folder, index)
        index_folder(home, folder)
        desk = Desk(home)
        desk.make_demo_if_asked()
        assert commands == started
        desk.close()
