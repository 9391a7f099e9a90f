"""Save conversations on disk, one JSON file each, in the library's `threads` folder.

A new version is written to a temporary file, synced and renamed, so that a crash leaves either the old or the new
version intact. The first line of a file holds the name and time, and the last line is always the same. So a list of a
thousand conversations needs only these two lines of each file.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from data.errors import UserError
from data.text import clean
from llm.conversation import Conversation, Turn

MAX_NAME = 80  # characters
_TITLE = 56  # characters of a first request that name its conversation
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,32}")  # it becomes a file name, and may come from an address
_END = b"]}\n"
_HEAD_BYTES = 4096
_MAX_BYTES = 64 * 2**20  # some ten thousand turns


@dataclass(frozen=True, slots=True)
class Listed:
    """The entry for one conversation in a list of conversations."""

    token: str
    name: str
    changed: float  # seconds since 1970
    damaged: bool = False


class Threads:
    """The saved conversations of a library. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Set the folder.

        Args:
            folder: the folder for the files; it is created when the first conversation is saved.
        """
        self.folder = folder
        self._heads: dict[str, tuple[tuple[int, int], Listed]] = {}  # token -> ((time, size) of the file, entry)
        self._lines: tuple[str, list[tuple[Turn, str]]] = (
            "",
            [],
        )  # of the last one written: (token, turns as JSON)
        self._lock = threading.Lock()

    def list(self) -> list[Listed]:
        """Return the list of all conversations, newest first. It includes those whose files are damaged."""
        heads = {}
        with self._lock:
            try:
                entries = list(os.scandir(self.folder))
            except OSError:  # no conversation was saved yet
                entries = []
            for entry in entries:
                token = entry.name.removesuffix(".json")
                if token == entry.name or not _TOKEN.fullmatch(token):
                    continue
                with suppress(OSError):  # deleted meanwhile
                    status = entry.stat()
                    stamp = (status.st_mtime_ns, status.st_size)
                    known = self._heads.get(token)
                    heads[token] = known if known and known[0] == stamp else (stamp, _head(Path(entry.path), token))
            self._heads = heads
            listed = [head for _, head in heads.values()]
        return sorted(listed, key=lambda head: (-head.changed, head.token))

    def read(self, token: str) -> tuple[str, Conversation] | None:
        """Return (name, conversation); None if no conversation has this token.

        Raises:
            UserError: the file is damaged, or its permissions do not allow reading.
        """
        from .stored import conversation_from_json

        path = self._path(token)
        if path is None or not path.is_file():
            return None
        try:
            if path.stat().st_size > _MAX_BYTES:
                raise ValueError("too large")
            values = json.loads(path.read_bytes())
            return clean(values["name"], MAX_NAME), conversation_from_json(values)
        except OSError as err:
            raise UserError(f"This conversation cannot be read: {err.strerror}.", f"Its file is {path}.") from err
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as err:
            raise UserError(
                "This conversation is damaged and cannot be shown.",
                f"Delete it here, or put a copy from a backup in its place: {path}.",
            ) from err

    def write(self, token: str, name: str, conversation: Conversation) -> None:
        """Save a conversation.

        Raises:
            UserError: its file cannot be written.
        """
        path = self._path(token)
        if path is None:
            raise ValueError(f"not a token: {token!r}")
        head = json.dumps({"hark": 1, "name": name, "changed": round(time.time(), 3)})
        turns = ",\n".join(self._written(token, conversation.turns))
        whole = f'{head[:-1]}, "turns": [\n{turns}\n'.encode("ascii") + _END  # ASCII: lone surrogates survive
        try:
            write_whole(path, whole)
        except OSError as err:
            raise UserError(
                f"This conversation could not be saved: {err.strerror or err}.",
                "It stays on the page until Hark ends. Free some disk space, or check that the folder may be written.",
            ) from err

    def delete(self, token: str) -> None:
        """Delete a conversation; `restore` can bring back the one that was deleted last.

        Raises:
            UserError: its file cannot be deleted.
        """
        if (path := self._path(token)) and path.exists():
            bin_ = self.folder / "deleted"
            try:
                bin_.mkdir(exist_ok=True)
                for old in bin_.glob("*.json"):
                    old.unlink(missing_ok=True)
                os.replace(path, bin_ / path.name)
            except OSError as err:
                raise UserError(
                    f"The conversation cannot be deleted: {err.strerror or err}.", f"Its file is {path}."
                ) from err

    def restore(self, token: str) -> bool:
        """Restore the conversation with this token if it was the last one deleted; return whether it was."""
        path = self._path(token)
        if path is None or path.exists():
            return False
        try:
            os.replace(self.folder / "deleted" / path.name, path)
        except OSError:
            return False
        return True

    def _written(self, token: str, turns: Sequence[Turn]) -> Sequence[str]:
        """Return each turn as a line of JSON.

        The lines of the previous call are used again for turns that have not changed since (the same objects).
        """
        from .stored import turn_to_json

        known = self._lines[1] if self._lines[0] == token else []
        lines = [
            known[i][1] if i < len(known) and known[i][0] is turn else json.dumps(turn_to_json(turn))
            for i, turn in enumerate(turns)
        ]
        self._lines = (token, list(zip(turns, lines, strict=True)))
        return lines

    def _path(self, token: str) -> Path | None:
        return self.folder / f"{token}.json" if _TOKEN.fullmatch(token) else None


def is_token(text: str) -> bool:
    """Return whether a text may be the id of a conversation or playlist, and so a part of a file name."""
    return _TOKEN.fullmatch(text) is not None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in the place of an earlier one, so that a crash leaves either of them intact.

    The folder is created if it does not exist.

    Raises:
        OSError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(partial)
        raise


def title(request: str) -> str:
    """Return a name for a conversation, made from its first request."""
    line = clean(request, _TITLE + 1)
    if len(line) > _TITLE:
        line = line[:_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return line or "Untitled"


def _head(path: Path, token: str) -> Listed:
    """Read the entry of a conversation from the first and the last line of its file."""
    changed = path.stat().st_mtime
    try:
        with path.open("rb") as file:
            line = file.readline(_HEAD_BYTES)
            file.seek(-len(_END), os.SEEK_END)
            whole = file.read() == _END
        head = json.loads(line.decode("ascii").rstrip() + "]}")
        return Listed(token, clean(head["name"], MAX_NAME) or "Untitled", float(head["changed"]), damaged=not whole)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Listed(token, "Damaged conversation", changed, damaged=True)
