"""Write down the words of songs that have none in their files, as a speech model hears them.

Words in tags and in files beside the tracks are never replaced; if they are added later, they replace what was heard.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from data.audio import AudioReadError, read_mono
from data.lyrics import HEARD, lyrics_at
from models.encoder import FloatArray, resample
from models.encoders.minilm import shared_minilm
from retrieval.catalogue.files import writing
from retrieval.lyrics.store import LyricsStore

from .lyrics import embedded

_LONGEST_S = 900.0  # seconds of a track that are transcribed


class Listener(Protocol):
    """Writes down what is sung; `models.transcriber.Transcriber` does."""

    def lines(self, samples: FloatArray) -> list[tuple[float, str]]:
        """Return (start in seconds, words) of each line that is heard in (n,) mono samples at 16 kHz."""
        ...


def transcribe(
    home: Path, listener: Listener, rate: int, *, most: int | None = None,
    progress: Callable[[int, int, str], None] | None = None, refused: Callable[[Path, str], None] | None = None,
) -> tuple[int, int]:  # fmt: skip
    """Transcribe the tracks of a library whose words are not known. Each is committed, so that a stopped run can go on.

    Args:
        home: the library's folder.
        listener: the speech model.
        rate: its sample rate in Hz.
        most: number of tracks to transcribe; None: all.
        progress: called with (done, total, file name).
        refused: called with each file that cannot be read, and the reason.

    Returns:
        (tracks transcribed, tracks in which words were heard).

    Raises:
        UserError: the library cannot be written.
    """
    with writing(home) as catalogue:
        files = {filed.track_id: filed for filed in catalogue.filed()}
        store = LyricsStore(home, create=True)
        try:
            todo = [track_id for track_id in store.without_words() if track_id in files][:most]
            having = 0
            for done, track_id in enumerate(todo, 1):
                path, title = files[track_id].path, files[track_id].title
                try:
                    samples, own_rate = read_mono(path, 0.0, _LONGEST_S)
                except AudioReadError as error:
                    if refused:
                        refused(path, str(error))
                    continue
                heard = listener.lines(resample(samples, own_rate, rate))
                lyrics = lyrics_at([(start, words) for start, words in heard if start < len(samples) / own_rate], HEARD)
                vectors = embedded(lyrics, title, shared_minilm().embed) if lyrics else (None, None)
                having += lyrics is not None
                with store.transaction():
                    store.put(track_id, store.states()[track_id], lyrics, *vectors, heard=True)
                if progress:
                    progress(done, len(todo), path.name)
            return len(todo), having
        finally:
            store.close()
