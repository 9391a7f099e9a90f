"""Serve a library to other programs by the Model Context Protocol (MCP), over standard input and output.

The tools only read. `export` writes playlists, into one folder of the library, and exists only if the user allows it.
Tracks are named by ids; the client learns the names of files below the indexed folders, but not where these are.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from data.errors import UserError
from data.text import clean, clock
from data.track import Track
from llm.assistant import MAX_REQUEST, Assistant
from llm.conversation import Conversation, Turn
from llm.plan import MAX_K, Plan
from retrieval.library import Library
from retrieval.playlists import FORMATS
from retrieval.query import Filters, Hit, Query

from .batch import respond
from .export import file_name, save_text
from .rows import facts, plain_path, reason_for

EXPORTS = "exports"  # the folder in the library's folder into which `export` writes
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)
_MOST_LISTED = 500  # tracks of a playlist
_INSTRUCTIONS = (
    "Search the user's own music by how it sounds, by its tags and by the words of its songs. Pass the user's request "
    "on in the user's own words: Hark understands moods, instruments, styles, tempo, years, names, lengths and "
    "refusals. Other tools take the track ids that search returns."
)

P = ParamSpec("P")
R = TypeVar("R")
Request = Annotated[str, Field(description="what to look for, in the user's own words", max_length=MAX_REQUEST)]
Count = Annotated[int, Field(description="number of tracks", ge=1, le=MAX_K)]
TrackId = Annotated[str, Field(description="the id of a track, as search returns it", max_length=200)]


class TrackInfo(BaseModel):
    """A track, and why it was found."""

    id: str
    title: str
    artist: str
    album: str
    year: int | None
    length: str  # minutes:seconds
    file: str  # below its indexed folder
    starts_at: str  # where it fits best, minutes:seconds
    why: str  # with the source of each statement


class Answer(BaseModel):
    """The tracks that answer a request, best first."""

    answer: str  # in sentences; [2] cites the second track
    understood_as: list[str]
    not_done: list[str]  # parts of the request that Hark cannot check or use
    tracks: list[TrackInfo]
    total_length: str  # minutes:seconds


class Explanation(BaseModel):
    """What is known about a track."""

    track: TrackInfo
    facts: list[str]


class LibraryInfo(BaseModel):
    """What a library contains, and the answer to a question about it."""

    tracks: int
    artists: int
    albums: int
    folders: list[str]  # their names
    tracks_with_known_words: int
    answer: str


class Exported(BaseModel):
    """A playlist that was written."""

    file: str  # below the library's folder
    tracks: int


def serve(home: Path, *, allow_export: bool = False) -> None:
    """Answer MCP requests on standard input until it is closed.

    Args:
        home: the library's folder.
        allow_export: offer the tool that writes playlists.
    """
    logging.basicConfig(level=logging.WARNING)  # to standard error
    make_server(home, allow_export=allow_export).run("stdio")


def make_server(home: Path, *, allow_export: bool = False) -> MCPServer[Any]:
    """Return a server for the library in `home`, which is opened at the first call.

    Args:
        home: the library's folder.
        allow_export: offer the tool that writes playlists.
    """
    server: MCPServer[Any] = MCPServer(
        "hark", title="Hark", instructions=_INSTRUCTIONS, log_level="WARNING", subscriptions=False
    )
    tools = _Tools(home)
    for tool in (tools.search, tools.playlist, tools.similar, tools.explain, tools.library):
        server.tool(annotations=_READS)(_answering(tool, tools.lock))
    if allow_export:
        server.tool(annotations=_WRITES)(_answering(tools.export, tools.lock))
    return server


def _answering(tool: Callable[P, R], lock: threading.Lock) -> Callable[P, R]:
    """Return a tool that runs one call at a time and reports a `UserError` as an error of the tool."""

    @wraps(tool)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with lock:  # a client that floods waits, and leaves the computer usable
                return tool(*args, **kwargs)
        except UserError as error:
            raise ToolError(str(error)) from error

    return call


class _Tools:
    """The tools of the server; the docstring of each is the description that clients read."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.lock = threading.Lock()
        self._opened: Assistant | None = None

    def search(self, request: Request, k: Count = 8) -> Answer:
        """Find music in the user's library. Each track comes with the reason and the moment where it fits best."""
        return self._answer(self._asked(request, k))

    def playlist(
        self,
        request: Request,
        k: Annotated[int, Field(description="number of tracks, if the request names no length", ge=1, le=MAX_K)] = 20,
    ) -> Answer:
        """Make a playlist, in playing order, and return it; nothing is written. The request may name its length."""
        return self._answer(self._asked(request, k))

    def similar(self, track_id: TrackId, k: Count = 8) -> list[TrackInfo]:
        """Find tracks of the library that sound like one of its tracks."""
        self._track(track_id)
        plan = Plan("", like=(track_id,), filters=Filters(exclude=(track_id,)), k=k)
        return [self._info(hit, plan) for hit in self._library.search(replace(plan.query(), k=k))[:k]]

    def explain(
        self,
        track_id: TrackId,
        request: Annotated[str, Field(description="a request that the track may fit", max_length=MAX_REQUEST)] = "",
    ) -> Explanation:
        """Return what is known about a track and, if a request is given, why the track fits it or does not."""
        track = self._track(track_id)
        plan, query = Plan(""), Query()
        if request.strip():
            plan = self._asked(request, 1).plan
            query = plan.query()
        query = replace(query, filters=Filters(only=(track_id,)), k=1, seed=None)
        hits = self._library.search(query) or self._library.search(replace(query, lyrics=()))
        hit = hits[0] if hits else Hit(track, 0.0, 1)
        if not hit.heard:
            hit = replace(hit, heard=self._library.heard(track), percentiles=self._library.percentiles(track))
        return Explanation(track=self._info(hit, plan), facts=facts(hit))

    def library(
        self,
        question: Annotated[
            str, Field(description='such as "how many tracks are jazz" or "my longest track"', max_length=MAX_REQUEST)
        ] = "",
    ) -> LibraryInfo:
        """Return what the library contains, or answer a question about it."""
        answer = respond(self._assistant, question or "what is in my library?", Conversation())
        library = self._library
        return LibraryInfo(
            tracks=library.status()["tracks"],
            artists=len(library.artists()),
            albums=len(library.albums()),
            folders=[clean(folder.name) for folder in library.folders()],
            tracks_with_known_words=library.with_words(),
            answer=answer.text,
        )

    def export(
        self,
        name: Annotated[str, Field(description="the playlist's name, without folders", max_length=100)],
        track_ids: Annotated[list[str], Field(description="ids of its tracks, in order", max_length=_MOST_LISTED)],
        form: Annotated[str, Field(description="m3u8, xspf or jspf")] = "m3u8",
    ) -> Exported:
        """Write a playlist file into the library's folder for exports. Use it only if the user asks for a file."""
        if form not in FORMATS:
            raise UserError(f"Hark cannot write {clean(form, 20)!r} files.", f"Use {', '.join(FORMATS)}.")
        if not name.strip() or name != Path(name).name or "\\" in name or name.startswith("."):
            raise UserError("A playlist's name must not name a folder.", "Give a name such as 'Evening'.")
        tracks = [self._track(track_id) for track_id in track_ids]
        if not tracks:
            raise UserError("There are no tracks to put on a playlist.", "Pass the ids of tracks that search returned.")
        folder = self._home / EXPORTS
        path = folder / file_name(name, form)
        try:
            folder.mkdir(exist_ok=True)
        except OSError as err:
            raise UserError(f"{EXPORTS} cannot be made: {err.strerror}.", "Free some disk space.") from err
        if os.path.lexists(path) or folder.is_symlink():
            raise UserError(f"{EXPORTS}/{path.name} is there already.", "Give the playlist another name.")
        save_text(path, FORMATS[form](tracks, name, None))
        return Exported(file=f"{EXPORTS}/{path.name}", tracks=len(tracks))

    @property
    def _assistant(self) -> Assistant:
        if self._opened is None:
            self._opened = Assistant(Library(self._home))
        return self._opened

    @property
    def _library(self) -> Library:
        library = self._assistant.library
        assert isinstance(library, Library)
        return library

    def _asked(self, request: str, k: int) -> Turn:
        turn = respond(self._assistant, request, Conversation(), k)
        if turn.notices and not turn.hits:
            message, hint = turn.notices[0]
            raise UserError(message, hint)
        return turn

    def _track(self, track_id: str) -> Track:
        track = self._library.track(track_id)
        if track is None:
            raise UserError(f"No track has the id {clean(track_id, 60)!r}.", "Use an id that search has returned.")
        return track

    def _answer(self, turn: Turn) -> Answer:
        return Answer(
            answer=turn.text,
            understood_as=[chip.label for chip in turn.plan.chips()],
            not_done=list(dict.fromkeys((*turn.plan.unknown, *turn.plan.unused))),
            tracks=[self._info(hit, turn.plan) for hit in turn.hits],
            total_length=clock(sum(hit.track.duration_s for hit in turn.hits)),
        )

    def _info(self, hit: Hit, plan: Plan) -> TrackInfo:
        track = hit.track
        return TrackInfo(
            id=track.track_id,
            title=clean(track.title),
            artist=clean(track.artist),
            album=clean(track.album),
            year=track.year,
            length=clock(track.duration_s),
            file=clean(plain_path(track.path.relative_to(track.folder)), 1000),
            starts_at=clock(hit.start_s),
            why=reason_for(hit, plan, self._library.track)[0],
        )
