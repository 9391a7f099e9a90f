"""Show on the page which encoder a library has and what others would cost, and change to another one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retrieval.indexing.job import IndexJob

_COMPARISONS = ("musicnn",)  # encoders that are only there for comparisons, and worse than the default


@dataclass(frozen=True, slots=True)
class Choice:
    """An encoder that a library could have."""

    name: str
    title: str
    measured: str  # what others have measured, in a sentence
    cost: str  # what it takes in sentences: the download, its licence, and the time to listen to the library
    before: bool  # whether the library had this encoder before its present one


class Encoders:
    """The encoders of one library. Thread-safe."""

    def __init__(self, home: Path, on_change: Callable[[], None]) -> None:
        """Describe and change the encoder of a library.

        Args:
            home: the library's folder.
            on_change: called after the library has changed to another encoder.
        """
        self._home, self._on_change = home, on_change
        self._lock = threading.Lock()
        self._job: IndexJob | None = None
        self.asked = ""  # the name of the encoder that the last change was for
        self._noted = False  # whether `on_change` was called for the job
        self._choices: tuple[tuple[Any, ...], tuple[Choice, ...]] | None = None

    def current(self) -> str:
        """Return the name of the library's encoder."""
        from retrieval.indexing.switching import encoder_of

        return encoder_of(self._home)

    def choices(self, tracks: int) -> tuple[Choice, ...]:
        """Return the other encoders, the one before the present one first.

        Args:
            tracks: the number of tracks in the library; the result is computed again when it has changed.
        """
        state = (tracks, self.current(), self._job is not None and self._job.finished)
        if self._choices is None or self._choices[0] != state:
            self._choices = state, tuple(sorted(self._describe(), key=lambda choice: not choice.before))
        return self._choices[1]

    def _describe(self) -> list[Choice]:
        from data.errors import UserError
        from models.cli import describe_encoders
        from retrieval.indexing.switching import previous, sentence

        current, found = self.current(), []
        try:
            before = previous(self._home)
        except UserError:  # it has had no other
            before = ""
        for row in describe_encoders():
            name, size = row["name"], row["gigabytes"]
            if name == current or name in _COMPARISONS:
                continue
            licence = row["licence"].partition(";")[0]  # without that of the tokeniser
            fetch = "" if row["ready"] or not size else f"{1000 * size:,.0f} MB to fetch ({licence}). "
            try:
                cost = fetch + sentence(self._home, name)
            except UserError as error:  # too little memory
                cost = error.message
            title = row["title"] if size else "the encoder that ships with Hark"
            found.append(Choice(name, title, row["measured"], cost, name == before))
        return found

    @property
    def job(self) -> IndexJob | None:
        """Return the running or, if none is running, the last change of the encoder; None if there was none."""
        with self._lock:
            job, noted = self._job, self._noted
            if job is not None and job.finished:
                self._noted = True
        if job is not None and job.finished and not noted and (job.report or {}).get("changed"):
            self._on_change()
        return job

    @property
    def busy(self) -> bool:
        """Return whether the encoder is being changed."""
        return self._job is not None and not self._job.finished

    def change(self, name: str) -> None:
        """Start to change to another encoder, unless a change is running already."""
        from retrieval.indexing.job import IndexJob

        with self._lock:
            if not self.busy:
                self.asked = name
                self._job, self._noted = IndexJob(self._home, None, "use", encoder=name), False
