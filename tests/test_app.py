"""Test the page without a browser, by Streamlit's AppTest with a real library of tones.

The encoder recognises which of four tones a file holds, so it is known which track must come first. The built-in
planner and writer answer. `tests/browser` tests how the page looks and acts in a browser.
"""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
import soundfile
import streamlit as st
from streamlit.testing.v1 import AppTest

from llm.answering.parts import Prose
from llm.conversation import Conversation, Turn
from llm.plan import Plan
from llm.session.playlists.kept import Playlist, Playlists
from llm.session.saved import Threads
from retrieval.indexing.folders import index_folder, remove_folder
from retrieval.library import Library
from retrieval.query import Hit
from tests.keyword_encoder import KeywordEncoder, tone
from tests.ollama_server import OllamaServer
from tests.waiting import until

APP = str(Path(__file__).parents[1] / "app.py")
HOSTILE = "![x](http://evil.test/?q=1) <b>bold</b> [a](http://evil.test) :material/home: $x^2$ :red[hot] `code`"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Clear the caches that another test may have filled, and let no Ollama be found unless the test starts one."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def opened(token: str = "") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    if token:
        app.query_params["c"] = token
    app.run()
    assert not app.exception
    return app


def ask(app: AppTest, request: str) -> AppTest:
    """Type a request, and wait until the turn has ended."""
    app.chat_input[0].set_value(request).run()
    return ask_done(app)


def ask_done(app: AppTest) -> AppTest:
    """Run the script again, as the page does at intervals, until the turn has ended."""
    while [b for b in app.button if re.match(r"stop-\d", b.key)]:  # pytest ends a test that takes minutes
        assert not app.exception
        time.sleep(0.05)
        app.run()
    assert not app.exception
    return app


def text(app: AppTest) -> str:
    """Return all words in the main part of the page."""
    elements = [*app.header, *app.subheader, *app.markdown, *app.caption]
    return "\n".join(element.value for element in elements)


def cited(app: AppTest) -> set[tuple[int, int]]:
    """Return (turn, rank) of every citation chip."""
    return {(int(t), int(r)) for t, r in re.findall(r"\]\(#t(\d+)-(\d+)\)", text(app))}


def parts(app: AppTest, kind: str) -> list[dict[str, Any]]:
    """Return the values that the page's script receives for one kind of part: "rows", "chips" or "page"."""
    values = [json.loads(part.proto.json) for part in app.get("bidi_component")]
    return [value for value in values if value["kind"] == kind]


def shown(app: AppTest) -> set[tuple[int, int]]:
    """Return (turn, rank) of every row."""
    return {(part["turn"], row["rank"]) for part in parts(app, "rows") for row in part["rows"]}


def titles(app: AppTest, turn: int = 0) -> list[str]:
    return [row["title"] for part in parts(app, "rows") if part["turn"] == turn for row in part["rows"]]


def chips(app: AppTest) -> dict[str, bool]:
    """Return the labels of the newest turn's chips, each with whether the user has removed it."""
    return {chip["label"]: chip["struck"] for part in parts(app, "chips") for chip in part["chips"]}


def test_the_page_knows_no_file_of_the_library() -> None:
    source = Path(APP).read_text(encoding="utf-8")
    for name in ("catalogue.db", '"watched"', '"waveforms"', '"clips"', '/ "threads"'):
        assert name not in source


def test_an_empty_page_offers_a_start(library: Library) -> None:
    app = opened()
    assert len(app.chat_input) == 1
    assert "Surprise me" in [b.label for b in app.button]
    assert "4 tracks" in text(app)
    assert not shown(app)


def test_a_request_brings_rows_and_a_cited_answer(library: Library) -> None:
    app = ask(opened(), "something low")
    assert app.header[0].value == "something low"
    assert titles(app)[0] == "Low One"
    assert len(titles(app)) == 4
    assert cited(app)
    assert cited(app) <= shown(app)
    assert not app.get("audio"), "the page has one player of its own"


def test_a_suggestion_asks(library: Library) -> None:
    app = opened()
    next(b for b in app.button if b.label == "Something calm").click().run()
    assert app.header[0].value == "Something calm"


def test_a_follow_up_carries_the_conversation_and_old_turns_keep_their_rows(library: Library) -> None:
    app = ask(opened(), "something low")
    next(b for b in app.button if b.key.startswith("next-0-")).click().run()
    ask_done(app)
    for request in ("middle", "high", "shrill"):
        ask(app, request)
    assert [h.value for h in app.header] == ["shrill"]
    assert {turn for turn, _ in shown(app)} == {4}
    (past,) = parts(app, "past")  # the page's script fetches these when they come into view
    assert (past["conversation"], past["count"]) == (app.session_state["token"], 4)


def test_words_for_the_player_start_no_turn(library: Library) -> None:
    app = ask(opened(), "something low")
    for said, do in (("play 2", "play"), ("next", "next"), ("stop", "pause")):
        app.chat_input[0].set_value(said).run()
        (page,) = parts(app, "page")
        assert page["command"]["do"] == do
    assert len(app.header) == 1
    assert page["base"].startswith("/hark/")
    assert "Low One" in page["say"]["text"], "and a screen reader is told of the last answer"


def test_back_opens_the_conversation_that_the_address_names(library: Library) -> None:
    app = ask(opened(), "something low")
    first = app.session_state["token"]
    button(app, "new").click().run()
    ask(app, "something high")
    second = app.session_state["token"]
    app.query_params["c"] = first  # as a browser's Back does
    app.run()
    assert app.header[0].value == "something low"
    app.query_params["c"] = second
    app.run()
    assert app.header[0].value == "something high"
    del app.query_params["c"]
    app.run()
    assert not app.header


def test_a_reload_finds_the_conversation_and_new_chat_leaves_it(library: Library) -> None:
    app = ask(opened(), "something low")
    (token,) = app.query_params["c"] if isinstance(app.query_params["c"], list) else [app.query_params["c"]]
    again = opened(token)
    assert again.header[0].value == "something low"
    next(b for b in again.button if b.key == "new").click().run()
    assert not again.header
    assert "c" not in again.query_params


def button(app: AppTest, start: str) -> Any:
    """Return the first button whose key begins with `start`."""
    return next(b for b in app.button if b.key.startswith(start))


def test_conversations_are_listed_opened_and_survive_a_restart(library: Library) -> None:
    app = ask(opened(), "something low")
    first = app.session_state["token"]
    button(app, "new").click().run()
    ask(app, "something high")
    st.cache_resource.clear()  # as a restart of the server does
    app = opened()
    assert [b.label for b in app.button if b.key.startswith("thread")] == ["something high", "something low"]
    button(app, f"thread-{first}").click().run()
    assert app.header[0].value == "something low"
    assert len(shown(app)) == 4
    ask(app, "shrill")
    assert [h.value for h in app.header] == ["shrill"]
    assert parts(app, "past")[0]["count"] == 1
    assert next(b.label for b in app.button if b.key.startswith("thread")) == "something low"


def test_a_conversation_is_renamed_deleted_and_brought_back(library: Library) -> None:
    app = ask(opened(), "something low")
    next(t for t in app.text_input if t.key.startswith("name-")).set_value(HOSTILE[:70]).run()
    app.run()
    names = [b.label for b in app.button if b.key.startswith("thread")]
    assert "evil" in names[0]
    assert "![" not in names[0]
    button(app, "delete").click().run()
    assert not app.header
    assert not [b for b in app.button if b.key.startswith("thread")]
    button(app, "undo-delete").click().run()
    assert app.header[0].value == "something low"


def test_many_conversations_are_found_by_name(library: Library, home: Path) -> None:
    threads = Threads(home / "threads")
    for i in range(30):
        threads.write(f"h{i:012}", f"Number {i}", Conversation([Turn(Plan("x"))]))
    app = opened()
    assert len([b for b in app.button if b.key.startswith("thread-")]) == 9
    app.session_state["all-threads"] = True
    app.run()
    app.text_input(key="find-thread").set_value("number 17").run()
    assert [b.label for b in app.button if b.key.startswith("found")] == ["Number 17"]


def test_a_damaged_conversation_is_a_sentence_and_can_be_deleted(library: Library, home: Path) -> None:
    app = ask(opened(), "something low")
    file = home / "threads" / f"{app.session_state['token']}.json"
    file.write_bytes(file.read_bytes()[:100])
    st.cache_resource.clear()
    app = opened()
    button(app, "thread").click().run()
    assert not app.exception
    assert "damaged" in text(app)
    button(app, "delete-damaged").click().run()
    assert len(app.chat_input) == 1
    assert not file.exists()


def test_a_conversation_that_was_damaged_meanwhile_cannot_be_renamed(library: Library, home: Path) -> None:
    app = ask(opened(), "something low")
    file = home / "threads" / f"{app.session_state['token']}.json"
    file.write_bytes(file.read_bytes()[:100])
    st.cache_resource.clear()
    next(t for t in app.text_input if t.key.startswith("name-")).set_value("Porch").run()
    assert not app.exception
    assert "damaged" in text(app)


def test_an_unknown_address_says_so_and_offers_the_empty_page(library: Library) -> None:
    for token in ("hunknown12345", "../../etc/passwd"):
        app = opened(token)
        assert "not here any more" in text(app)
        assert len(app.chat_input) == 1
        ask(app, "low")
        assert app.header[0].value == "low"
        assert app.session_state["token"] != token


def test_tracks_that_left_the_library_are_shown_as_gone(library: Library, home: Path, music: Path) -> None:
    app = ask(opened(), "something low")
    (music / "Ann - Low One.wav").unlink()
    index_folder(home, music)
    app.run()
    assert [row["title"] for row in parts(app, "rows")[0]["rows"] if row["gone"]] == ["Low One"]
    assert (0, 1) in shown(app), "what was said stays"


def recording(word: str, level: float = 1.0) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, level * tone(word), 16_000, format="WAV")
    return out.getvalue()


def test_a_clip_is_answered_with_what_sounds_like_it(library: Library) -> None:
    app = opened()
    app.chat_input[0].upload("hum.wav", recording("shrill")).run()
    ask_done(app)
    assert app.header[0].value == "Music that sounds like hum\\.wav"
    assert titles(app)[0] == "shrill"
    assert "like your clip" in chips(app)
    st.cache_resource.clear()
    again = ask(opened(app.session_state["token"]), "more")
    assert not again.exception


def test_a_clip_that_cannot_be_heard_is_a_sentence(library: Library) -> None:
    app = opened()
    for name, sound, said in (("a.wav", b"no sound", "not a sound file"), ("b.wav", recording("low", 0.0), "silent")):
        app.chat_input[0].upload(name, sound).run()
        assert said in text(app)
        assert not app.header
        assert not app.exception
    app.run()
    assert "silent" not in text(app), "said once"


def test_of_a_long_conversation_only_the_end_is_drawn_here(library: Library, home: Path) -> None:
    Threads(home / "threads").write(
        "hlong12345678", "Long", Conversation([Turn(Plan(f"n{i}"), answer=Prose("x")) for i in range(300)])
    )
    app = opened("hlong12345678")
    assert [h.value for h in app.header] == ["n299"]
    assert parts(app, "past")[0]["count"] == 299


def test_chips_say_what_is_searched_for(library: Library) -> None:
    app = ask(opened(), "a slow banjo without drums")
    assert chips(app).items() >= {"banjo": False, "no drums": False}.items()


def test_one_folder_can_be_searched_alone(
    library: Library, home: Path, tmp_path: Path, write_tone: Callable[..., None]
) -> None:
    write_tone(tmp_path / "other" / "alone.wav", "high")
    index_folder(home, tmp_path / "other")
    app = opened()
    app.selectbox[0].select(str(tmp_path / "other")).run()
    ask(app, "low")
    assert shown(app) == {(0, 1)}


def test_everything_is_searched_after_the_library_has_grown(
    library: Library, home: Path, tmp_path: Path, write_tone: Callable[..., None]
) -> None:
    app = opened()
    assert app.selectbox[0].options == ["Everything", "music"]
    write_tone(tmp_path / "other" / "alone.wav", "high")
    index_folder(home, tmp_path / "other")
    app.run()
    assert app.selectbox[0].options == ["Everything", "music", "other"]
    ask(app, "low")
    assert len(shown(app)) == 5
    app.selectbox[0].select(str(tmp_path / "other")).run()
    ask(app, "high")
    assert {rank for turn, rank in shown(app) if turn == 1} == {1}
    remove_folder(home, tmp_path / "other")
    app.run()
    assert app.selectbox[0].value == ""
    ask(app, "shrill")
    assert len({rank for turn, rank in shown(app) if turn == 2}) == 4


def test_without_a_library_the_page_says_what_to_do(keyword: KeywordEncoder, home: Path, music: Path) -> None:
    app = opened()
    assert not app.chat_input
    assert "Make the demo library" in [b.label for b in app.button]
    next(b for b in app.button if b.key == "add").click().run()
    assert "No folder is named yet" in text(app)
    app.text_input[0].set_value(str(music / "nowhere")).run()
    next(b for b in app.button if b.key == "add").click().run()
    assert "There is no folder" in text(app)
    assert not app.exception
    index_folder(home, music)  # as a terminal beside the page would
    app.run()
    assert len(app.chat_input) == 1


class SlowIndex:
    """An `IndexJob` that makes no progress until the test lets it continue."""

    made: ClassVar[list[SlowIndex]] = []

    def __init__(self, home: Path, folder: Path | None, command: str = "index", *, retry: bool = False) -> None:
        self.asked = (folder, command, retry)
        self.what, self.done, self.total, self.file = "Listening to Music", 11, 41, HOSTILE
        self.tracks_per_s, self.seconds_left, self.paused, self.finished = 2.0, 15.0, False, False
        self.can_pause = True
        self.unit = ""
        self.errors, self.failed = [(f"/music/{HOSTILE}.mp3", "it is empty")], 1
        self.report: dict[str, Any] | None = None
        self.error: tuple[str, str] | None = None
        self.made.append(self)

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    def cancel(self) -> None:
        self.finished, self.error = True, ("Indexing was stopped.", "Start it again to go on.")


def test_indexing_is_shown_held_ended_and_tried_again(
    library: Library, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.indexing.job.IndexJob", SlowIndex)
    SlowIndex.made.clear()
    app = opened()
    app.text_input(key="folder").set_value(str(music)).run()
    button(app, "add").click().run()
    (job,) = SlowIndex.made
    assert job.asked == (music, "index", False)
    assert "11 of 41 · 2.0 a second · 15 s left" in text(app)
    assert "it is empty" in text(app)
    assert "![" not in text(app)
    assert button(app, "add").disabled
    ask(app, "low")
    assert len(shown(app)) == 4, "searching goes on"
    button(app, "pause").click().run()
    assert "paused" in text(app)
    button(app, "resume").click().run()
    assert not job.paused
    job.finished, job.report = True, {"added": 1, "skipped": [{"path": "x", "reason": "y"}] * 2}
    app.run()
    assert "1 track added, 2 files could not be read." in text(app)
    button(app, "add").click().run()
    button(app, "stop-indexing").click().run()
    assert "Indexing was stopped" in text(app)


def test_files_that_could_not_be_read_are_tried_again(
    library: Library, home: Path, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (music / "bad.mp3").write_bytes(b"not music")
    index_folder(home, music)
    monkeypatch.setattr("retrieval.indexing.job.IndexJob", SlowIndex)
    SlowIndex.made.clear()
    app = opened()
    assert "1 file could not be read" in [e.label for e in app.expander]
    button(app, "retry-").click().run()
    assert SlowIndex.made[0].asked == (None, "index", True)


def test_folders_are_watched_until_told_otherwise_and_after_a_restart(
    library: Library, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    followers = []

    class Follower:
        def __init__(self, home: Path) -> None:
            self.sentence, self.error, self.on = "Watching: up to date.", None, False
            followers.append(self)

        def start(self) -> None:
            self.on = True

        def stop(self) -> None:
            self.on = False

    monkeypatch.setattr("retrieval.indexing.watching.Watcher", Follower)
    app = opened()
    app.toggle(key="follow").set_value(True).run()
    assert [f.on for f in followers] == [True]
    assert "Watching" in text(app)
    st.cache_resource.clear()
    app = opened()
    until(lambda: len(followers) == 2 and followers[1].on)
    app.run()
    assert app.toggle(key="follow").value
    app.toggle(key="follow").set_value(False).run()
    until(lambda: not followers[1].on)
    assert not (home / "watched").exists()


def test_a_damaged_library_is_a_sentence(library: Library, home: Path) -> None:
    library.close()
    (home / "catalogue.db").write_bytes(b"not a database at all, but long enough to be read as one" * 40)
    for rest in home.glob("catalogue.db-*"):
        rest.unlink()
    app = opened()
    assert not app.exception
    assert not app.chat_input
    assert len(text(app)) > 20


def test_hostile_titles_never_become_markup(keyword: KeywordEncoder, home: Path, music: Path) -> None:
    facts = {"Ann - Low One.wav": {"title": HOSTILE, "artist": HOSTILE, "style": HOSTILE, "instruments": [HOSTILE]}}
    (music / "hark.json").write_text(json.dumps({"about": "hostile", "tracks": facts}))
    index_folder(home, music)
    app = ask(opened(), "low")
    page = text(app)
    assert titles(app)[0] == HOSTILE, "rows are values, which the script sets as text"
    assert "evil" in page
    for live in ("![", "](http", "<b>", ":material/", ":red[", "`code`", "http://"):
        assert live not in page.replace("\\\\", "")
    assert "$" not in page.replace("\\$", "")


def test_a_folder_is_removed_after_a_question(library: Library, home: Path, tmp_path: Path, write_tone: Any) -> None:
    write_tone(tmp_path / "other" / "alone.wav", "high")
    index_folder(home, tmp_path / "other")
    app = opened()
    button(app, "removed-other").click().run()
    assert app.selectbox[0].options == ["Everything", "music"]
    assert (tmp_path / "other" / "alone.wav").exists()


@pytest.mark.parametrize("request_", ["?", "\x00", "🎸🎸", "x" * 100_000, "[1](http://evil.test)"])
def test_odd_requests_are_answered(library: Library, request_: str) -> None:
    app = ask(opened(), request_)
    assert len(app.header) == 1
    assert len(app.header[0].value) < 1000
    assert "](http" not in text(app)


@pytest.mark.parametrize(("behaviour", "notice"), [("reset", True), ("missing-model", False), ("ok", False)])
def test_ollama_may_fail_and_the_turn_does_not(
    library: Library, monkeypatch: pytest.MonkeyPatch, behaviour: str, notice: bool
) -> None:
    with OllamaServer(behaviour) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        app = ask(opened(), "low")
    assert cited(app)
    assert cited(app) <= shown(app)
    assert any("Ollama" in line for line in text(app).splitlines()) is (notice or behaviour == "missing-model")
    assert ("Written by mistral" in text(app)) is (behaviour == "ok")


def keep_list(library: Library) -> tuple[Playlists, Playlist]:
    """Save the four tracks of the library as a playlist."""
    kept = Playlists(library.home, lambda: library)
    hits = tuple(Hit(track, 1.0, rank) for rank, track in enumerate(library.tracks(), 1))
    plan = Plan("4 tracks in alphabetical order", order="title", k=4, counted=True)
    return kept, kept.save(Turn(plan, hits), f"Porch {HOSTILE}")


def test_a_playlist_is_listed_and_opens_with_its_tracks_and_their_shape(library: Library) -> None:
    _, playlist = keep_list(library)
    app = opened()
    next(b for b in app.button if b.key == f"kept-{playlist.token}").click().run()
    (drawn,) = parts(app, "list")
    assert [row["title"] for row in drawn["rows"]] == [hit.track.title for hit in playlist.hits]
    assert drawn["head"].startswith("4 tracks")
    assert len(drawn["shape"]["steps"]) == 4
    assert app.query_params["c"] == f"list:{playlist.token}"
    assert "http://evil.test/?q=1)" not in text(app)
    ask(app, "something low")
    assert titles(app)[0] == "Low One", "a request on this page begins a conversation"


def test_a_refresh_is_shown_first_and_then_made_or_left(library: Library) -> None:
    kept, playlist = keep_list(library)
    before = [hit.track.title for hit in playlist.hits]
    assert before != sorted(before, key=str.casefold)
    app = opened(f"list:{playlist.token}")
    app.button(key="refresh").click().run()
    assert "another order" in text(app)
    app.button(key="leave-changes").click().run()
    assert [hit.track.title for hit in kept.known(playlist.token).hits] == before
    app.button(key="refresh").click().run()
    app.button(key="apply-changes").click().run()
    assert [hit.track.title for hit in kept.known(playlist.token).hits] == sorted(before, key=str.casefold)
    app.button(key="undo-edit").click().run()
    assert [hit.track.title for hit in kept.known(playlist.token).hits] == before
    assert not app.exception


def test_a_playlist_is_exported_copied_renamed_deleted_and_brought_back(library: Library, tmp_path: Path) -> None:
    kept, playlist = keep_list(library)
    app = opened(f"list:{playlist.token}")
    app.button(key="save-list").click().run()
    assert "No file is named yet" in text(app)
    app.text_input(key="export-to").set_value(str(tmp_path / "porch.m3u8")).run()
    app.button(key="save-list").click().run()
    assert (tmp_path / "porch.m3u8").read_text().count("#EXTINF") == 4
    app.button(key="save-again").click().run()
    (tmp_path / "stick").mkdir()
    app.text_input(key="copy-to").set_value(str(tmp_path / "stick")).run()
    app.button(key="copy-files").click().run()
    assert "4 files" in text(app)
    app.text_input(key=f"list-name-{playlist.token}").set_value("Attic").run()
    assert app.header[0].value == "Attic"
    app.button(key="delete-list").click().run()
    assert kept.every() == []
    app.button(key="undo-delete").click().run()
    assert app.header[0].value == "Attic"
    assert not app.exception


def test_a_damaged_or_missing_playlist_is_a_sentence(library: Library) -> None:
    _, playlist = keep_list(library)
    (library.home / "playlists" / f"{playlist.token}.json").write_text("{")
    app = opened(f"list:{playlist.token}")
    assert "This playlist is damaged" in text(app)
    app.button(key="delete-damaged-list").click().run()
    assert "not here any more" in text(opened("list:abcdefgh"))


@pytest.mark.parametrize(
    "file", sorted((Path(__file__).parents[1] / ".streamlit").glob("*.[jc]s*")), ids=lambda f: f.name
)
def test_streamlit_does_not_drop_a_script_or_a_style(file: Path) -> None:
    """Its sanitiser removes an element whose text looks like markup, without a word."""
    assert not re.search(r"<[/!\w]", file.read_text(encoding="utf-8"))
