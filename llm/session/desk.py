"""Define `Desk`, one object with everything that the web page needs from Hark.

The page only draws. It imports this module and no other module of Hark. Torch, Chroma, LangChain and pydantic are
imported when they are first needed, so that the first page appears quickly.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from data.errors import UserError
from data.home import library_home
from data.text import clean, fold
from data.track import Track
from llm.answering.parts import Citation
from llm.conversation import Turn
from llm.plan import Chip, Plan, is_clip
from retrieval.playlists import FORMATS, MIME
from retrieval.query import Hit
from retrieval.search.evidence import audible

from . import export, markup, rows
from .commands import Command, command
from .dialogue import Dialogue, Dialogues, so_far
from .encoders import Encoders
from .input.names import ChosenNames, Completion
from .input.preview import RECORDED, Preview, Previews
from .playlists.edits import Edits
from .playlists.kept import Changes, Playlist, Playlists, described
from .rows import Spans
from .saved import MAX_NAME, Listed, Threads

if TYPE_CHECKING:
    from llm.assistant import Assistant
    from llm.chat_model.ollama import OllamaChat, Status
    from retrieval.indexing.job import IndexJob
    from retrieval.indexing.watching import Watcher
    from retrieval.library import Library

    from .job import TurnJob

__all__ = [
    "MAX_NAME", "PLAYLISTS", "Changes", "Chip", "Command", "Desk", "Dialogue", "Hit", "Listed", "Track", "Turn",
    "TurnJob", "UserError", "command", "markup", "so_far",
]  # fmt: skip

log = logging.getLogger(__name__)

DEMO_ASKED = "HARK_MAKE_DEMO"  # environment variable by which `hark app --demo` asks the page for the demo library
PLAYLISTS = MIME  # the formats of `Desk.playlist`, by ending, with their media types
_CATALOGUE, _CONVERSATIONS, _CLIPS, _WAVEFORMS, _WATCHED = "catalogue.db", "threads", "clips", "waveforms", "watched"
_WORKERS = 2  # threads for work in the background, such as loading the encoder
_COVERS = 500  # covers kept in memory
_SPANS = 5000  # tracks of which the matching parts are kept in memory


class Desk:
    """One library with its conversations, folders and language model, shared by any number of pages. Thread-safe.

    `token` is the id of a conversation; an unknown or empty token means a new conversation. `folder` is the path of an
    indexed folder to which a search is limited; an empty one means all folders.
    """

    _served: WeakValueDictionary[str, Desk] = WeakValueDictionary()

    def __init__(self, home: Path | None = None) -> None:
        """Prepare a desk without opening the library.

        Args:
            home: the library's folder, which need not exist yet; None means the default folder.
        """
        self.home = home or library_home()
        self._dialogues = Dialogues(Threads(self.home / _CONVERSATIONS))
        self.lists = Playlists(self.home, lambda: self._assistant("").library)  # the saved playlists
        self.edits = Edits(self.lists)
        self._workers = ThreadPoolExecutor(_WORKERS, "hark-page")
        self._lock = threading.RLock()
        self._opened: Library | None = None
        self._chat: OllamaChat | None = None
        self._assistants: dict[str, Assistant] = {}
        self._indexing: IndexJob | None = None
        self._watcher: Watcher | None = None
        self._renewing: IndexJob | None = None
        self._background_started = self._demo_considered = False
        self._drawing = threading.Lock()
        self._heard_in: dict[tuple[str, tuple[str, ...]], Spans] = {}
        self._suggested: tuple[int, tuple[str, ...]] | None = None
        self._conditions: tuple[int, tuple[str, ...]] | None = None
        self.encoders = Encoders(self.home, self._encoder_changed)
        self.completion = Completion(self._library)
        self._previews = Previews()
        self._secret = secrets.token_urlsafe(24)
        Desk._served[self._secret] = self

    # Conversations

    def conversations(self) -> list[Listed]:
        """Return the list of saved conversations, newest first. It includes those whose files are damaged."""
        return self._dialogues.list()

    def open(self, token: str) -> Dialogue | None:
        """Return a conversation; None if there is none with this token.

        Raises:
            UserError: the file of the conversation is damaged.
        """
        return self._dialogues.get(token)

    def rename(self, token: str, name: str) -> None:
        """Rename a conversation; an empty name is replaced by one made from its first request.

        Raises:
            UserError: the file of the conversation is damaged.
        """
        if dialogue := self._dialogues.get(token):
            dialogue.rename(name)

    def delete(self, token: str) -> None:
        """Delete a conversation, even if its file is damaged; `restore` can bring back the last ten.

        Raises:
            UserError: its file cannot be deleted.
        """
        self._dialogues.delete(token)

    def restore(self, token: str) -> bool:
        """Restore the conversation with this token if it was one of the last ten deleted; return whether it was."""
        return self._dialogues.restore(token)

    # Asking

    def ask(self, request: str, *, token: str = "", folder: str = "") -> Dialogue:
        """Start a turn in a conversation, and return the conversation.

        If another turn is running in it, that turn is stopped and its answer so far is saved.

        Args:
            request: the user's words.
            token, folder: see `Desk`.
        """
        return self._start(request, None, token, folder)

    def ask_with_clip(self, name: str, sound: bytes, words: str = "", *, token: str = "", folder: str = "") -> Dialogue:
        """Start a turn that looks for music like a sound clip.

        Args:
            name: the clip's file name; its ending gives the format.
            sound: the bytes of the file.
            words: a request that refines the search; may be empty.
            token, folder: as for `ask`.

        Raises:
            UserError: the clip cannot be read, is silent or too short, or its vector cannot be saved.
        """
        from .clips import keep, plan_for, plan_for_track, recognised

        library = self._library()
        recorded = not name or name.startswith(("audio", RECORDED))  # "audio" is Streamlit's name for a recording
        clip = keep(self.home / _CLIPS, name, sound, library.encoder)
        names = library.artists(), library.albums()
        if not recorded and (track := recognised(name, sound, library)):
            plan = plan_for_track(track, words, *names)
        else:
            plan = plan_for(clip, "what you recorded" if recorded else name, words, *names)
        return self._start(plan.request, plan, token, folder)

    def ask_more_like(self, track_id: str, *, token: str = "", folder: str = "") -> Dialogue:
        """Start a turn that looks for music like a track.

        Raises:
            UserError: the track is no longer in the library.
        """
        from .clips import like_track

        track = self._library().track(track_id)
        if track is None:
            raise UserError("This track is no longer in the library.", "Ask for something like it in words.")
        plan = like_track(track)
        return self._start(plan.request, plan, token, folder)

    def ask_without(self, track_id: str, artist: str = "", *, token: str, folder: str = "") -> Dialogue | None:
        """Repeat the last search of a conversation without a track, or without everything by an artist.

        Args:
            track_id: the track to leave out.
            artist: if given, all tracks by this artist are left out instead.
            token, folder: as for `ask`.

        Returns:
            the conversation; None if it has no search yet.
        """
        dialogue = self._known(token)
        plan = dialogue.conversation.plan if dialogue else None
        if dialogue is None or plan is None:
            return None
        track = self._library().track(track_id)
        filters = plan.filters
        if artist:
            request, filters = f"Nothing by {artist}", replace(filters, not_by=(*filters.not_by, artist))
        else:
            request = f"Without “{track.title if track else 'this track'}”"
            filters = replace(filters, exclude=(*filters.exclude, track_id))
        return self._start(request, replace(plan, request=request, kind="refine", filters=filters), token, folder)

    def strike(self, part: str, value: str, *, token: str, folder: str = "") -> None:
        """Remove a part from the plan of the last request, or restore it, and search again; see `Chip`.

        Raises:
            UserError: there is no library, or it is damaged.
        """
        if dialogue := self._known(token):
            dialogue.strike(self._assistant(folder), part, value)

    def add_condition(self, condition: str, *, token: str, folder: str = "") -> None:
        """Add a condition in words to the last search of a conversation, and search again.

        Raises:
            UserError: the words contain no condition, or there is no library.
        """
        if dialogue := self._known(token):
            dialogue.add_condition(self._assistant(folder), condition)

    def again(self, *, from_request: bool, token: str, folder: str = "") -> None:
        """Answer the last request again; see `Dialogue.again`."""
        if dialogue := self._known(token):
            dialogue.again(self._assistant(folder), from_request=from_request)

    def command(self, request: str, token: str) -> dict[str, Any] | None:
        """Return what the player shall do if a request is a command for it; None if the request asks for music.

        Returns:
            a dictionary with "do" (see `commands.Command`). For "play" and "all" it also has "list", the tracks to play
            (`rows.row`), and "at", the index of the first track to play. If there is no such track, it has "say", a
            sentence that tells the user so.
        """
        if (found := command(request)) is None:
            return None
        dialogue = self._known(token)
        turns = dialogue.now()[0] if dialogue else []
        shown = next((turn for turn in reversed(turns) if turn.hits), None)
        tracks = self.rows(shown.hits, shown.plan)["rows"] if shown else []
        if found.do not in ("play", "all"):
            return {"do": found.do}
        if found.do == "all" or found.rank:
            at = 0 if found.do == "all" else len(tracks) - 1 if found.rank < 0 else found.rank - 1
            if not 0 <= at < len(tracks):
                many = f"There are {len(tracks)} tracks here." if tracks else "There are no tracks here yet."
                return {"do": "say", "say": many}
            return {"do": "play", "list": tracks, "at": at}
        library, wanted = self._library(), found.title
        chosen = [n.track_ids[0] for n in self.completion.chosen_in(f"“{wanted}”") if n.field == "title"]
        for at, each in enumerate(tracks):
            if each["id"] in chosen or (not chosen and fold(wanted) == fold(each["title"])):
                return {"do": "play", "list": tracks, "at": at}
        ids = chosen or [
            n.track_ids[0] for n in library.names(wanted) if (n.field, n.start, n.end) == ("title", 0, len(wanted))
        ]
        track = library.track(ids[0]) if ids else None
        return {"do": "play", "list": self.rows([Hit(track, 1.0, 1)], Plan(""))["rows"], "at": 0} if track else None

    def stop(self, token: str) -> None:
        """Stop the running turn of a conversation; its answer so far is saved."""
        if (dialogue := self._known(token)) and dialogue.job:
            dialogue.job.cancel()

    # The library

    def has_music(self) -> bool:
        """Return whether there is a library with at least one track.

        Raises:
            UserError: the library exists and cannot be opened.
        """
        try:
            return bool(self._library().tracks())
        except UserError:
            if (self.home / _CATALOGUE).exists() and not self.busy:
                raise
            return False  # no library yet, or the first tracks are being added

    def track_count(self, folder: str = "") -> int:
        """Return the number of tracks in one indexed folder; without a folder, in the whole library."""
        library = self._library()
        return library.count(folder) if folder else len(library.tracks())

    def folders(self) -> dict[str, str]:
        """Return a short name for each indexed folder, keyed by the folder's path. No two names are equal."""
        return markup.folder_names([str(folder) for folder in self._library().folders()])

    def remove_folder(self, folder: str) -> None:
        """Remove an indexed folder and its tracks from the library; no file is deleted.

        Raises:
            UserError: another process is changing the library, or the folder is not in it.
        """
        from retrieval.indexing.folders import remove_folder

        remove_folder(self.home, Path(folder))

    def unread(self, folder: str = "") -> list[tuple[str, str]]:
        """Return (file name, reason) of each file that could not be read, in one folder or else in all folders."""
        return [
            (path.name, reason)
            for path, reason in self._library().skipped()
            if not folder or path.is_relative_to(folder)
        ]

    def suggestions(self) -> tuple[str, ...]:
        """Return suggested requests for the empty page, made from the tags of the library."""
        from .suggestions import suggestions

        tracks = self._library().tracks()
        if self._suggested is None or self._suggested[0] != len(tracks):
            self._suggested = len(tracks), suggestions(tracks)
        return self._suggested[1]

    def conditions(self) -> tuple[str, ...]:
        """Return conditions that can be added to a search, made from the tags of the library."""
        from .input.conditions import suggested_conditions

        tracks = self._library().tracks()
        if self._conditions is None or self._conditions[0] != len(tracks):
            self._conditions = len(tracks), suggested_conditions(tracks)
        return self._conditions[1]

    def counted(self, plan: Plan, folder: str = "") -> list[str]:
        """Return counts for a plan: the tracks searched, and the tracks tagged with its concepts.

        For instance "heard 242", "31 with banjo".
        """
        said = [f"heard {self.track_count(folder):,}"]
        for name in plan.wanted[:2]:
            if count := self._library().tagged(name):
                said.append(f"{count:,} with {name}")
        return said

    # Standing rules and plays

    def rules(self) -> list[dict[str, Any]]:
        """Return the standing rules, oldest first: "id" and "label" of each."""
        return [{"id": rule.rule_id, "label": rule.label} for rule in self._library().rules()]

    def add_rule(self, kind: str, value: str) -> None:
        """Add a standing rule; see `retrieval.rules.add_named`.

        Raises:
            UserError: the library lacks what the rule names, or no track would be left.
        """
        from retrieval.kinds import KINDS
        from retrieval.rules import add_named

        add_named(self._library(), next(each for each in KINDS if each == kind), value)

    def lift_rule(self, rule_id: int, *, token: str = "", folder: str = "") -> tuple[str, str] | None:
        """Lift a standing rule, and search again in the open conversation, if its last turn was a search.

        Returns:
            (kind, value) of the rule, for `restore_rule`; None if there is no such rule.

        Raises:
            UserError: the library is busy or cannot be written.
        """
        rule = self._library().remove_rule(rule_id)
        if rule:
            self._search_again(token, folder)
        return (rule.kind, rule.value) if rule else None

    def restore_rule(self, kind: str, value: str, *, token: str = "", folder: str = "") -> None:
        """Bring back a rule that `lift_rule` has lifted, and search again in the open conversation.

        Raises:
            UserError: with this rule no track would be left now.
        """
        from retrieval.kinds import KINDS
        from retrieval.rules import Rule, add

        add(self._library(), Rule(next(each for each in KINDS if each == kind), value))
        self._search_again(token, folder)

    def _search_again(self, token: str, folder: str) -> None:
        """Search again in an open conversation whose last turn was a search, because a rule has changed."""
        dialogue = self._known(token)
        last = dialogue.conversation.turns[-1].plan if dialogue and dialogue.conversation.turns else None
        if dialogue and last and last.kind in ("search", "refine"):
            dialogue.again(self._assistant(folder), from_request=False)

    def add_play(self, track_id: str) -> bool:
        """Add a track to the log of plays, now; return False if it is not in the library or cannot be logged."""
        try:
            return self._library().add_play(track_id, time.time())
        except UserError as error:
            log.warning("%s", error)
            return False

    def play_count(self) -> int:
        """Return the number of plays in the log."""
        return len(self._library().plays())

    def clear_plays(self) -> None:
        """Delete the log of plays.

        Raises:
            UserError: the library is busy or cannot be written.
        """
        self._library().clear_plays()

    # Adding music

    @property
    def indexing(self) -> IndexJob | None:
        """Return the running or, if none is running, the last run that added music; None if there was none."""
        return self._indexing

    @property
    def busy(self) -> bool:
        """Return whether music is being added."""
        return self._indexing is not None and not self._indexing.finished

    def add_folder(self, typed: str) -> None:
        """Start to add a folder, unless music is being added already.

        Args:
            typed: the path as the user typed it, perhaps in quotation marks or with `~`.

        Raises:
            UserError: there is no such folder.
        """
        name = typed.strip().strip("'\"")
        hint = "Write its whole path, as a file manager shows it."
        if not name:
            raise UserError("No folder is named yet.", hint)
        folder = Path(name).expanduser()
        if not folder.is_dir():
            raise UserError(f"There is no folder {name}.", hint)
        self._index(folder.absolute())

    def make_demo(self) -> None:
        """Start making the demo library, unless music is being added already."""
        self._index(None, command="demo")

    def make_demo_if_asked(self) -> None:
        """Start making the demo library if `hark app --demo` asked for it and it is missing or incomplete.

        It is missing in an empty library, and incomplete after a run was interrupted. This is done at most once in the
        life of the desk, so that the user can stop it.
        """
        from data.demo import catalogue

        with self._lock:
            if self._demo_considered or not os.environ.get(DEMO_ASKED):
                return
            self._demo_considered = True
        folder = str(self.home / "demo")
        if self.has_music() and (folder not in self.folders() or self.track_count(folder) >= len(catalogue())):
            return
        self.make_demo()

    def retry_unread(self) -> None:
        """Start to read the files again that could not be read before, unless music is being added already."""
        self._index(None, retry=True)

    def renew_if_outdated(self) -> None:
        """Start to index the library again if an earlier version of the encoder made its vectors.

        This is done at most once in the life of the desk.
        """
        with self._lock:
            if self._renewing is None and not self.busy and self._library().outdated:
                self._index(None)
                self._renewing = self._indexing

    @property
    def renewing(self) -> bool:
        """Return whether the run that `renew_if_outdated` started is still going on."""
        return self._renewing is not None and self._renewing is self._indexing and self.busy

    @property
    def watching(self) -> bool:
        """Return whether the user wants the folders to be watched. The choice is saved across restarts of Hark."""
        return (self.home / _WATCHED).exists()

    @property
    def watcher(self) -> Watcher | None:
        """Return the watcher of the folders; None if they are not being watched."""
        return self._watcher

    def set_watching(self, on: bool) -> None:
        """Start or stop watching the folders for changes, and save the choice for later starts of Hark.

        Raises:
            UserError: the folders cannot be watched.
        """
        marker = self.home / _WATCHED
        try:
            if on:
                marker.touch()
            else:
                marker.unlink(missing_ok=True)
            self._update_watcher()
        except (OSError, UserError) as err:
            with suppress(OSError):
                marker.unlink(missing_ok=True)
            hint = err.hint if isinstance(err, UserError) else "Check that the library's folder may be written."
            raise UserError(f"The folders cannot be watched: {err}", hint) from err

    # Tracks on the page

    @classmethod
    def served(cls, secret: str) -> Desk | None:
        """Return the desk whose page uses this secret in the addresses of its sounds; None if there is none."""
        return cls._served.get(secret)

    @property
    def sound_address(self) -> str:
        """Return the beginning of the addresses at which `llm.session.server` sends sounds, waveforms and covers.

        It contains a secret that changes at every start of Hark, so that no other page can guess it.
        """
        return f"/hark/{self._secret}/"

    def rows(self, hits: Sequence[Hit], plan: Plan) -> dict[str, Any]:
        """Return the hits of a plan as JSON values for the page's script.

        Returns:
            "head", a line to show above the tracks, and "rows", a value for each track (`rows.row`).
        """
        find = self._library().track
        drawn = [rows.row(hit, plan, find, self._spans) for hit in hits]
        if not audible(plan.wanted) and not any(row["sure"] for row in drawn):
            drawn = [{**row, "sure": True} for row in drawn]  # no tag states any use of music, so that none is unlikely
        return {"head": rows.total(hits), "rows": drawn}

    def chips(self, plan: Plan, struck: Sequence[Chip] = ()) -> list[dict[str, Any]]:
        """Return the conditions of a plan as JSON values for the page's script.

        Args:
            plan: the plan of a turn.
            struck: conditions that the user has removed from it.

        Returns:
            "part" and "value" (see `Chip`), "label" and "struck" of each condition.
        """
        chips = [(chip, False) for chip in plan.chips()] + [(chip, True) for chip in struck]
        return [
            {"part": chip.part, "value": chip.value, "label": self._label(chip, plan), "struck": gone}
            for chip, gone in chips
        ]

    def _label(self, chip: Chip, plan: Plan) -> str:
        """Return the label of a chip; the chip of the tracks that results should sound like names them."""
        if (chip.part, chip.value) != ("like", "") or not plan.like:
            return chip.label
        if len(plan.like) > 1:
            return f"like {len(plan.like)} sounds"
        if is_clip(plan.like[0]):
            return "like your clip"
        track = self._library().track(plan.like[0])
        return f"like “{clean(track.title, 40)}”" if track else chip.label

    def rows_of(self, turns: Sequence[Turn], number: int) -> dict[str, Any] | None:
        """Return the tracks of one turn of a conversation as JSON values (`rows`); None if the turn shows no tracks."""
        turn = turns[number]
        if not (hits := markup.shown(turn)):
            return None
        if turns[number].plan.library_question is not None:
            return self.rows(hits, turns[number].plan)
        searched = next((t.plan for t in reversed(turns[: number + 1]) if t.plan.kind != "about"), turn.plan)
        ordered = turn.plan.is_list  # then tracks that are less sure keep their places
        return {**self.rows(hits, searched), "ordered": ordered, "shape": rows.shape(hits) if ordered else None}

    # Playlists

    def keep(self, token: str, number: int, folder: str = "") -> Playlist:
        """Save the tracks of one turn of a conversation as a playlist.

        Args:
            token: the conversation.
            number: the index of the turn.
            folder: see `Desk`; a refresh searches only this folder.

        Raises:
            UserError: there is no such turn, or the playlist cannot be saved.
        """
        dialogue = self._known(token)
        turns = dialogue.now()[0] if dialogue else []
        if not 0 <= number < len(turns) or not turns[number].hits:
            raise UserError("These tracks are not here any more.", "Ask for them again.")
        turn = turns[number]
        plan = replace(turn.plan, filters=replace(turn.plan.filters, folder=folder or turn.plan.filters.folder))
        return self.lists.save(replace(turn, plan=plan))

    def edit_list(self, token: str, action: str, track_id: str, place: int = 0) -> None:
        """Change a track of a playlist; `edits` can undo it.

        Args:
            token: of the playlist.
            action: "move", "remove" or "swap" (for another track like it).
            track_id: the track.
            place: where to move it, counted from 0.

        Raises:
            UserError: there is no such playlist, no other track like it, or the playlist cannot be written.
        """
        changes: dict[str, Callable[[], object]] = {
            "move": lambda: self.lists.move(token, track_id, place),
            "remove": lambda: self.lists.remove(token, track_id),
            "swap": lambda: self.lists.swap(token, track_id),
        }
        if action in changes:
            self.edits.make(token, changes[action])

    def list_values(self, playlist: Playlist) -> dict[str, Any]:
        """Return a playlist as JSON values for the page's script: "token", "head", "shape" and "rows" (`rows`)."""
        _, gone = self.lists.tracks(playlist)
        drawn = self.rows(playlist.hits, playlist.plan)
        head = described(playlist, gone)
        return {"token": playlist.token, "head": head, "shape": rows.shape(playlist.hits), "rows": drawn["rows"]}

    def list_text(self, ending: str, playlist: Playlist) -> str:
        """Return a playlist as a file for other players; `ending` is its format, a key of `PLAYLISTS`."""
        return FORMATS[ending](self.lists.tracks(playlist)[0], playlist.name, None)

    def past(self, token: str, number: int) -> dict[str, Any] | None:
        """Return an earlier turn of a conversation as JSON values for the page's script; None if it does not exist.

        Returns:
            turn: the index of the turn in its conversation.
            request: the user's words.
            searched: a line on what was searched for.
            answer: the pieces of the answer, each a text or the rank of a cited track.
            titles: the titles of the tracks, by rank.
            notices: messages about the turn.
            by: a line on who wrote the answer.
            rows: the tracks (`rows_of`), or None.
        """
        dialogue = self._known(token)
        turns = dialogue.now()[0] if dialogue else []
        if not 0 <= number < len(turns):
            return None
        turn = turns[number]
        return {
            "turn": number,
            "request": clean(turn.request, 600),
            "searched": markup.searched(turn.plan, clean, lambda chip: self._label(chip, turn.plan)),
            "answer": [part.rank if isinstance(part, Citation) else part.text for part in turn.answer],
            "titles": {hit.rank: clean(hit.track.title) for hit in turn.hits},
            "notices": [f"{message} {hint}".replace("`", "") for message, hint in turn.notices],
            "by": markup.written_by(turn, clean),
            "rows": self.rows_of(turns, number),
        }

    def track(self, track_id: str) -> Track | None:
        """Return the track with this id; None if it is not in the library."""
        try:
            return self._library().track(track_id)
        except UserError:
            return None

    def cover(self, track_id: str) -> bytes | None:
        """Return the cover of a track as a small JPEG; None if the track has no cover."""
        track = self.track(track_id)
        try:
            return _cover(track.path, track.path.stat().st_mtime) if track else None
        except OSError:  # the file is gone
            return None

    def waveform(self, track_id: str) -> bytes:
        """Return the loudness of a track in equal parts, one byte each (`data.playing.waveform`); b"" without sound.

        To compute it at the first call takes about a hundredth of the track's length.
        """
        from data.playing.waveform import waveform

        if (track := self.track(track_id)) is None:
            return b""
        with self._drawing:  # one at a time: decoding several files at once would slow down what plays
            return waveform(track.path, self.home / _WAVEFORMS, track.track_id)

    def make_preview(self, name: str, sound: bytes) -> Preview:
        """Decode a clip that is about to be searched for, and return the part of it that the encoder will get.

        Args:
            name: the clip's file name; its ending gives the format.
            sound: the bytes of the file.

        Raises:
            UserError: the clip cannot be read, is silent or too short.
        """
        from .clips import decoded

        return self._previews.make(*decoded(name, sound))

    def preview(self, preview_id: str) -> Preview | None:
        """Return a preview of a clip; None if it is forgotten."""
        return self._previews.get(preview_id)

    # Exports

    def playlist(self, ending: str, name: str, turns: Sequence[Turn]) -> str:
        """Return a playlist of the tracks of some turns. Tracks that have left the library are skipped.

        Args:
            ending: the format of the playlist, a key of `PLAYLISTS`.
            name: the title of the playlist.
            turns: turns of a conversation.
        """
        tracks, _ = export.tracks_of(turns, self._library().track)
        return FORMATS[ending](tracks, name, None)

    def markdown(self, dialogue: Dialogue) -> str:
        """Return a conversation as Markdown."""
        return export.markdown(dialogue.name, dialogue.conversation)

    def file_name(self, name: str, ending: str) -> str:
        """Return a file name for a download, without characters that some operating system rejects."""
        return export.file_name(name, ending)

    def clip_endings(self) -> list[str]:
        """Return the file name endings, such as ".mp3", of sound files that can be used as clips."""
        from data.audio import formats

        return sorted(formats())

    # Language model and background work

    def model_status(self) -> Status:
        """Return whether the language model can be used, with a message for the user. This may take two seconds."""
        return self._model().status()

    def start_background_work(self) -> None:
        """Load the encoder in the background, and watch the folders if the user chose that. Later calls do nothing."""
        with self._lock:
            if self._background_started:
                return
            self._background_started = True
        for task in (self._load, self._update_watcher):
            self._workers.submit(_logged, task)

    def close(self) -> None:
        """Stop watching the folders, wait for running tasks, and close the library."""
        self._workers.shutdown(cancel_futures=True)
        with self._lock:
            watcher, library = self._watcher, self._opened
            self._watcher = self._opened = None
            self._assistants.clear()
        if watcher is not None:
            watcher.stop()
        if library is not None:
            library.close()

    # Private parts

    def _known(self, token: str) -> Dialogue | None:
        """Return a conversation; None if no conversation has this token or its file is damaged."""
        try:
            return self._dialogues.get(token)
        except UserError:
            return None

    def _spans(self, track: Track, concepts: tuple[str, ...]) -> Spans:
        """Return the parts of a track in which some concepts are heard.

        The result is cached, because every run of the page asks for it again.
        """
        key = (track.track_id, concepts)
        if (found := self._heard_in.get(key)) is None:
            if len(self._heard_in) >= _SPANS:
                self._heard_in.clear()
            found = rows.heard_spans(self._library().presence(track, concepts)) if concepts else ()
            self._heard_in[key] = found
        return found

    def _start(self, request: str, plan: Plan | None, token: str, folder: str) -> Dialogue:
        dialogue = self._known(token) or self._dialogues.begin()
        dialogue.ask(self._assistant(folder), request, plan)
        return dialogue

    def _library(self) -> Library:
        """Return the library. It is opened at the first call.

        Raises:
            UserError: there is no library, or it is damaged.
        """
        from retrieval.library import Library

        with self._lock:
            if self._opened is None:
                self._opened = Library(self.home, keep_indexes=True)
            return self._opened

    def _model(self) -> OllamaChat:
        from llm.chat_model.ollama import OllamaChat

        with self._lock:
            if self._chat is None:
                self._chat = OllamaChat()
            return self._chat

    def _assistant(self, folder: str) -> Assistant:
        from llm.assistant import Assistant

        from .clips import WithClips
        from .scope import Scope

        with self._lock:
            if folder not in self._assistants:
                library = self._library()
                searched = Scope(library, folder) if folder else library
                named = ChosenNames(searched, self.completion.chosen_in)
                clips = WithClips(named, self.home / _CLIPS, lambda: library.encoder)
                self._assistants[folder] = Assistant(clips, self._model())
            return self._assistants[folder]

    def _index(self, folder: Path | None, *, command: str = "index", retry: bool = False) -> None:
        from retrieval.indexing.job import IndexJob

        with self._lock:
            if not self.busy:
                self._indexing = IndexJob(self.home, folder, command, retry=retry)

    def _update_watcher(self) -> None:
        """Start the watcher if `watching` is true and it is not running; stop it if `watching` is false."""
        from retrieval.indexing.watching import Watcher

        with self._lock:
            if self.watching and self._watcher is None:
                watcher = Watcher(self.home)
                watcher.start()
                self._watcher = watcher
            elif self._watcher is not None and not self.watching:
                self._workers.submit(self._watcher.stop)  # may take seconds
                self._watcher = None

    def _encoder_changed(self) -> None:
        """Load the library's new encoder in the background, and forget what the one before has heard."""
        self._heard_in.clear()
        self._workers.submit(_logged, self._load)

    def _load(self) -> None:
        import llm.session.job  # noqa: F401
        import llm.session.stored  # noqa: F401

        library = self._library()
        library.encoder.encode_text(["music"])
        library.heard(library.tracks()[0])
        self.completion.names()


def _logged(task: Callable[[], None]) -> None:
    """Run a background task, and write any exception to the log, because no caller waits for the result."""
    try:
        task()
    except Exception:
        log.warning("a task in the background failed", exc_info=True)


@lru_cache(maxsize=_COVERS)
def _cover(path: Path, changed: float) -> bytes | None:
    """Return the cover of a sound file.

    `changed`, the time at which the file last changed, is part of the cache key, so that a changed file is read again.
    """
    from data.playing.cover import cover

    return cover(path)
