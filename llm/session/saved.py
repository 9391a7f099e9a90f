"""Save conversations on disk, one JSON file each, in the library's `threads` folder.

`Documents` holds what files of conversations and of playlists have in common.

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
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from data.errors import UserError
from data.text import clean
from llm.conversation import Conversation, Turn

T = TypeVar("T")

MAX_NAME = 80  # characters
_RESTORABLE = 10  # deleted files that are held
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


class Documents(Generic[T]):
    """JSON files of one kind in one folder, named by tokens. The last ten deleted can be restored. Thread-safe."""

    def __init__(self, folder: Path, kind: str, most_bytes: int, entry: Callable[[Path], Listed]) -> None:
        """Set what the files hold.

        Args:
            folder: the folder for the files; it is created when the first one is written.
            kind: what a file holds, for messages: "conversation".
            most_bytes: size from which a file is taken for damaged.
            entry: reads the entry of a file for the list; it may raise OSError if the file is gone.
        """
        self.folder = folder
        self._kind, self._most_bytes, self._entry = kind, most_bytes, entry
        self._entries: dict[str, tuple[tuple[int, int], Listed]] = {}  # token -> ((time, size) of the file, entry)
        self._lock = threading.Lock()

    def every(self) -> list[Listed]:
        """Return the entries of all files in any order, including damaged ones.

        A file is read again only after it has changed, because every run of the page asks for the list.
        """
        found = {}
        with self._lock:
            try:
                files = list(os.scandir(self.folder))
            except OSError:  # nothing was saved yet
                files = []
            for file in files:
                token = file.name.removesuffix(".json")
                if token == file.name or not _TOKEN.fullmatch(token):
                    continue
                with suppress(OSError):  # deleted meanwhile
                    status = file.stat()
                    stamp = (status.st_mtime_ns, status.st_size)
                    known = self._entries.get(token)
                    found[token] = known if known and known[0] == stamp else (stamp, self._entry(Path(file.path)))
            self._entries = found
            return [entry for _, entry in found.values()]

    def read(self, token: str, parse: Callable[[Any], T]) -> T | None:
        """Return what `parse` makes of the values in a file; None if there is no file with this token.

        Raises:
            UserError: the file is damaged, or its permissions do not allow reading.
        """
        path = self.path(token)
        if path is None or not path.is_file():
            return None
        try:
            if path.stat().st_size > self._most_bytes:
                raise ValueError("too large")
            return parse(json.loads(path.read_bytes()))
        except OSError as err:
            raise UserError(f"This {self._kind} cannot be read: {err.strerror}.", f"Its file is {path}.") from err
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as err:
            raise UserError(
                f"This {self._kind} is damaged and cannot be shown.",
                f"Delete it, or put a copy from a backup in its place: {path}.",
            ) from err

    def write(self, token: str, content: bytes, hint: str) -> None:
        """Write a file.

        Raises:
            UserError: it cannot be written. `hint` is the next step.
        """
        path = self.path(token)
        if path is None:
            raise ValueError(f"not a token: {token!r}")
        try:
            _write_whole(path, content)
        except OSError as err:
            raise UserError(f"This {self._kind} could not be saved: {err.strerror or err}.", hint) from err

    def delete(self, token: str) -> None:
        """Delete a file; `restore` can bring back the last ten.

        Raises:
            UserError: it cannot be deleted.
        """
        if (path := self.path(token)) and path.exists():
            bin_ = self.folder / "deleted"
            try:
                bin_.mkdir(exist_ok=True)
                os.replace(path, bin_ / path.name)
                newest = sorted(bin_.glob("*.json"), key=lambda old: old.stat().st_ctime_ns, reverse=True)
                for old in newest[_RESTORABLE:]:
                    old.unlink(missing_ok=True)
            except OSError as err:
                raise UserError(
                    f"The {self._kind} cannot be deleted: {err.strerror or err}.", f"Its file is {path}."
                ) from err

    def restore(self, token: str) -> bool:
        """Restore the file with this token if it was one of the last ten deleted; return whether it was."""
        path = self.path(token)
        if path is None or path.exists():
            return False
        try:
            os.replace(self.folder / "deleted" / path.name, path)
        except OSError:
            return False
        return True

    def path(self, token: str) -> Path | None:
        """Return the path of a file; None if the text is no token, because it may come from an address."""
        return self.folder / f"{token}.json" if _TOKEN.fullmatch(token) else None


class Threads:
    """The saved conversations of a library. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Set the folder.

        Args:
            folder: the folder for the files; it is created when the first conversation is saved.
        """
        self._files = Documents[tuple[str, Conversation]](folder, "conversation", _MAX_BYTES, _head)
        self.folder = folder
        self.delete, self.restore = self._files.delete, self._files.restore
        self._lines: tuple[str, list[tuple[Turn, str]]] = ("", [])  # of the last one written: (token, turns as JSON)

    def list(self) -> list[Listed]:
        """Return the list of all conversations, newest first. It includes those whose files are damaged."""
        return sorted(self._files.every(), key=lambda head: (-head.changed, head.token))

    def read(self, token: str) -> tuple[str, Conversation] | None:
        """Return (name, conversation); None if no conversation has this token.

        Raises:
            UserError: the file is damaged, or its permissions do not allow reading.
        """
        from .stored import conversation_from_json

        return self._files.read(token, lambda values: (clean(values["name"], MAX_NAME), conversation_from_json(values)))

    def write(self, token: str, name: str, conversation: Conversation) -> None:
        """Save a conversation.

        Raises:
            UserError: its file cannot be written.
        """
        head = json.dumps({"hark": 1, "name": name, "changed": round(time.time(), 3)})
        turns = ",\n".join(self._written(token, conversation.turns))
        whole = f'{head[:-1]}, "turns": [\n{turns}\n'.encode("ascii") + _END  # ASCII: lone surrogates survive
        hint = "It stays on the page until Hark ends. Free some disk space, or check that the folder may be written."
        self._files.write(token, whole, hint)

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


def _write_whole(path: Path, content: bytes) -> None:
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


def _head(path: Path) -> Listed:
    """Read the entry of a conversation from the first and the last line of its file."""
    token, changed = path.stem, path.stat().st_mtime
    try:
        with path.open("rb") as file:
            line = file.readline(_HEAD_BYTES)
            file.seek(-len(_END), os.SEEK_END)
            whole = file.read() == _END
        head = json.loads(line.decode("ascii").rstrip() + "]}")
        return Listed(token, clean(head["name"], MAX_NAME) or "Untitled", float(head["changed"]), damaged=not whole)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Listed(token, "Damaged conversation", changed, damaged=True)
