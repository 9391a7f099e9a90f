"""Everything that a page may ask for, as one object: `Desk`.

A page draws and nothing else. It imports this module alone, for `Desk`, for the types that it draws and for
`markup`. Nothing heavy is imported before it is needed: the first page is drawn without torch, Chroma, LangChain
and pydantic.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import UserError
from data.home import library_home
from data.track import Track
from llm.conversation import Turn
from llm.plan import Chip, Plan
from retrieval.playlists import FORMATS, MIME
from retrieval.query import Hit

from . import export, markup
from .dialogue import Dialogue, Dialogues, so_far
from .saved import MAX_NAME, Listed, Threads

if TYPE_CHECKING:
    from llm.assistant import Assistant
    from llm.chat_model.ollama import OllamaChat, Status
    from retrieval.indexing.job import IndexJob
    from retrieval.indexing.watching import Watcher
    from retrieval.library import Library

    from .job import TurnJob

__all__ = [
    "MAX_NAME", "PLAYLISTS", "Chip", "Desk", "Dialogue", "Hit", "Listed", "Piece", "Track", "Turn", "TurnJob",
    "UserError", "markup", "so_far",
]  # fmt: skip

log = logging.getLogger(__name__)

PLAYLISTS = MIME  # the formats of `Desk.playlist`, by ending, with their media types
_CATALOGUE, _CONVERSATIONS, _CLIPS, _PREVIEWS, _FOLLOWED = "catalogue.db", "threads", "clips", "previews", "watched"
_WORKERS = 4  # threads that cut previews, and warm up
_COVERS = 500  # small pictures in memory


@dataclass(frozen=True, slots=True)
class Piece:
    """A hit's preview: a short sound file that is being cut.

    Attributes:
        track: the hit's track as the library has it now, where its file may have moved.
        start_s: where in the track the preview begins.
    """

    track: Track
    start_s: float
    _file: Future[Path]

    def file(self) -> Path:
        """Wait until the preview is cut; return its FLAC file.

        Raises:
            UserError: the track cannot be read, or the preview cannot be written.
        """
        return self._file.result()


class Desk:
    """One library with its conversations, its folders and its language model, for any number of pages. Thread-safe.

    Methods take a conversation's `token`; an unknown or empty one stands for a new conversation. `folder` limits a
    search to one of `folders`; an empty one searches everything.
    """

    def __init__(self, home: Path | None = None) -> None:
        """Args: home: the library's folder; None takes the default one. It need not exist yet."""
        self.home = home or library_home()
        self._dialogues = Dialogues(Threads(self.home / _CONVERSATIONS))
        self._workers = ThreadPoolExecutor(_WORKERS, "hark-page")
        self._lock = threading.RLock()
        self._opened: Library | None = None
        self._chat: OllamaChat | None = None
        self._assistants: dict[str, Assistant] = {}
        self._indexing: IndexJob | None = None
        self._watcher: Watcher | None = None
        self._renewing: IndexJob | None = None
        self._warm = False

    # Conversations

    def conversations(self) -> list[Listed]:
        """Return the saved conversations, newest first, damaged ones included."""
        return self._dialogues.list()

    def open(self, token: str) -> Dialogue | None:
        """Return a conversation to draw; None if there is none of that token.

        Raises:
            UserError: its file is damaged.
        """
        return self._dialogues.get(token)

    def rename(self, token: str, name: str) -> None:
        """Give a conversation another name; an empty one restores the first request as its name."""
        if dialogue := self._dialogues.get(token):
            dialogue.rename(name)

    def delete(self, token: str) -> None:
        """Delete a conversation, damaged or not; `restore` brings the one deleted last back.

        Raises:
            UserError: its file cannot be deleted.
        """
        self._dialogues.delete(token)

    def restore(self, token: str) -> bool:
        """Bring back the conversation deleted last; return whether it was this one."""
        return self._dialogues.restore(token)

    # Asking

    def ask(self, request: str, *, token: str = "", folder: str = "") -> Dialogue:
        """Start a turn; return its conversation. A turn that still runs in it is stopped and kept."""
        return self._start(request, None, token, folder)

    def ask_with_clip(self, name: str, sound: bytes, words: str = "", *, token: str = "", folder: str = "") -> Dialogue:
        """Start a turn that looks for music like a clip.

        Args:
            name: the clip's file name, whose ending names the format.
            sound: the bytes of the file.
            words: what was typed with it; may be empty.
            token, folder: as for `ask`.

        Raises:
            UserError: the clip cannot be read or kept, is silent or too short.
        """
        from .clips import keep, plan_for

        library = self._library()
        recorded = not name or name.startswith("audio")  # a browser's name for what its microphone recorded
        clip = keep(self.home / _CLIPS, name, sound, library.encoder)
        called = "what you recorded" if recorded else name
        plan = plan_for(clip, called, words, library.artists(), library.albums())
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

    def drop(self, chip: Chip, *, token: str, folder: str = "") -> None:
        """Answer the last request of a conversation again, without the part of its plan that a chip shows."""
        if dialogue := self._known(token):
            dialogue.drop(self._assistant(folder), chip)

    def stop(self, token: str) -> None:
        """Stop the running turn of a conversation soon; its answer so far is kept."""
        if (dialogue := self._known(token)) and dialogue.job:
            dialogue.job.cancel()

    # The library

    def has_music(self) -> bool:
        """Whether there is a library with a track in it.

        Raises:
            UserError: there is a library, and it cannot be opened.
        """
        try:
            return bool(self._library().tracks())
        except UserError:
            if (self.home / _CATALOGUE).exists() and not self.busy:
                raise
            return False  # there is none, or its first tracks are being added

    def track_count(self, folder: str = "") -> int:
        """Return the number of tracks, in all or in one folder."""
        tracks = self._library().tracks()
        return sum(str(track.folder) == folder for track in tracks) if folder else len(tracks)

    def folders(self) -> dict[str, str]:
        """Return the path of each folder of the library with a short name that is unique among them."""
        return markup.folder_names([str(folder) for folder in self._library().folders()])

    def unread(self) -> list[tuple[str, str]]:
        """Return name and reason of each file that could not be read."""
        return [(path.name, reason) for path, reason in self._library().skipped()]

    # Adding music

    @property
    def indexing(self) -> IndexJob | None:
        """The run that adds music, or the last one; None before the first."""
        return self._indexing

    @property
    def busy(self) -> bool:
        """Whether music is being added."""
        return self._indexing is not None and not self._indexing.finished

    def add_folder(self, typed: str) -> None:
        """Start to add a folder, unless music is being added already.

        Args:
            typed: its path as a user types it, with or without quotation marks and `~`.

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
        """Start to make the demo library, unless music is being added already."""
        self._index(None, command="demo")

    def retry_unread(self) -> None:
        """Start to read the files again that could not be read, unless music is being added already."""
        self._index(None, retry=True)

    def renewing(self) -> bool:
        """Whether the library is being listened to again because an earlier encoder made it; starts that once."""
        with self._lock:
            if self._renewing is None and not self.busy and self._library().outdated:
                self._index(None)
                self._renewing = self._indexing
            return self._renewing is not None and self._renewing is self._indexing and self.busy

    @property
    def following(self) -> bool:
        """Whether changes in the folders are to be followed, now and after a restart."""
        return (self.home / _FOLLOWED).exists()

    @property
    def watcher(self) -> Watcher | None:
        """What follows the folders; None while nothing does."""
        return self._watcher

    def follow(self, on: bool) -> None:
        """Have changes in the folders followed or not, from now on and after a restart.

        Raises:
            UserError: they cannot be followed.
        """
        marker = self.home / _FOLLOWED
        try:
            marker.touch() if on else marker.unlink(missing_ok=True)
            self._watch()
        except (OSError, UserError) as err:
            with suppress(OSError):
                marker.unlink(missing_ok=True)
            hint = err.hint if isinstance(err, UserError) else "Check that the library's folder may be written."
            raise UserError(f"The folders cannot be followed: {err}", hint) from err

    # Cards

    def pieces(self, hits: Sequence[Hit]) -> list[Piece | None]:
        """Start to cut the previews of hits; None for each whose track is no longer in the library."""
        from data.preview import preview

        library, pieces = self._library(), list[Piece | None]()
        for hit in hits:
            if track := library.track(hit.track.track_id):
                cut = self._workers.submit(preview, track.path, self.home / _PREVIEWS, track.track_id, hit.start_s)
                pieces.append(Piece(track, hit.start_s, cut))
            else:
                pieces.append(None)
        return pieces

    def cover(self, track: Track) -> bytes | None:
        """Return a track's cover as a small JPEG; None if it has none."""
        try:
            return _cover(track.path, track.path.stat().st_mtime)
        except OSError:  # the file is gone, which its preview reports
            return None

    # Files to keep

    def playlist(self, ending: str, name: str, turns: Sequence[Turn]) -> str:
        """Return a playlist of the tracks that turns showed and the library still has; `ending` of `PLAYLISTS`."""
        tracks, _ = export.tracks_of(turns, self._library().track)
        return FORMATS[ending](tracks, name, None)

    def markdown(self, dialogue: Dialogue) -> str:
        """Return a conversation as Markdown."""
        return export.markdown(dialogue.name, dialogue.conversation)

    def file_name(self, name: str, ending: str) -> str:
        """Return a file name for a download that every system accepts."""
        return export.file_name(name, ending)

    def clip_endings(self) -> list[str]:
        """Return the file name endings of the clips that can be read."""
        from data.audio import formats

        return sorted(formats())

    # Who answers, and readiness

    def model_status(self) -> Status:
        """Return whether a language model writes the answers, in words; may take two seconds."""
        return self._model().status()

    def warm_up(self) -> None:
        """Load in the background, once, what the first request would otherwise wait for; follow folders if chosen."""
        with self._lock:
            if self._warm:
                return
            self._warm = True
        for task in (self._load, self._watch):
            self._workers.submit(_logged, task)

    def close(self) -> None:
        """Stop following folders, and close the library once running work has ended."""
        self._workers.shutdown(cancel_futures=True)
        with self._lock:
            watcher, library = self._watcher, self._opened
            self._watcher = self._opened = None
            self._assistants.clear()
        if watcher is not None:
            watcher.stop()
        if library is not None:
            library.close()

    # What the above is made of

    def _known(self, token: str) -> Dialogue | None:
        """Return a conversation; None if there is none, or it is damaged."""
        try:
            return self._dialogues.get(token)
        except UserError:
            return None

    def _start(self, request: str, plan: Plan | None, token: str, folder: str) -> Dialogue:
        dialogue = self._known(token) or self._dialogues.begin()
        dialogue.ask(self._assistant(folder), request, plan)
        return dialogue

    def _library(self) -> Library:
        """Return the opened library.

        Raises:
            UserError: there is none, or it is damaged.
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
                clips = WithClips(searched, self.home / _CLIPS, lambda: library.encoder)
                self._assistants[folder] = Assistant(clips, self._model())
            return self._assistants[folder]

    def _index(self, folder: Path | None, *, command: str = "index", retry: bool = False) -> None:
        from retrieval.indexing.job import IndexJob

        with self._lock:
            if not self.busy:
                self._indexing = IndexJob(self.home, folder, command, retry=retry)

    def _watch(self) -> None:
        """Start or stop following the folders, as was last chosen."""
        from retrieval.indexing.watching import Watcher

        with self._lock:
            if self.following and self._watcher is None:
                watcher = Watcher(self.home)
                watcher.start()
                self._watcher = watcher
            elif self._watcher is not None and not self.following:
                self._workers.submit(self._watcher.stop)  # may take seconds
                self._watcher = None

    def _load(self) -> None:
        import data.preview  # noqa: F401
        import llm.session.job  # noqa: F401
        import llm.session.stored  # noqa: F401

        library = self._library()
        library.encoder.encode_text(["music"])
        library.heard(library.tracks()[0])


def _logged(task: Callable[[], None]) -> None:
    """Run a task of which no page waits for the result; what fails goes to the log."""
    try:
        task()
    except Exception:
        log.warning("a task in the background failed", exc_info=True)


@lru_cache(maxsize=_COVERS)
def _cover(path: Path, changed: float) -> bytes | None:
    """Return the cover of a file that was last changed at that time."""
    from data.cover import cover

    return cover(path)
