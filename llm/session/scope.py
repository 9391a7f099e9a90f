"""One folder of a library, in the library's place: what the listener chose to search in.

A choice of the page, not a wish of a request, so it stays out of plans, chips and stored turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.track import Track
from llm.searching import SearchesTracks, names_of
from retrieval.query import Hit, Query


class Scope:
    """`SearchesTracks` over the tracks of one indexed folder."""

    def __init__(self, library: SearchesTracks, folder: str) -> None:
        """Args: folder: an indexed folder's path."""
        self._library = library
        self._folder = folder

    def search(self, query: Query) -> list[Hit]:
        """As the library's, within the folder."""
        return self._library.search(replace(query, filters=replace(query.filters, folder=self._folder)))

    def artists(self) -> frozenset[str]:
        """The library's: a name of another folder is still a name."""
        return names_of(self._library)[0]

    def albums(self) -> frozenset[str]:
        """The library's: a name of another folder is still a name."""
        return names_of(self._library)[1]

    def tracks(self) -> Sequence[Track]:
        """The folder's tracks."""
        return [track for track in self._library.tracks() if str(track.folder) == self._folder]
