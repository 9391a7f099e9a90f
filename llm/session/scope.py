"""A library seen through one of its folders.

The folder to search in is chosen on the page, not in a request, so plans, chips and saved turns do not hold it.
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
        """Search within the folder, otherwise as the library does."""
        return self._library.search(replace(query, filters=replace(query.filters, folder=self._folder)))

    def artists(self) -> frozenset[str]:
        """Return the artists of all folders: a request may name any of them."""
        return names_of(self._library)[0]

    def albums(self) -> frozenset[str]:
        """Return the albums of all folders: a request may name any of them."""
        return names_of(self._library)[1]

    def tracks(self) -> Sequence[Track]:
        """Return the folder's tracks."""
        return [track for track in self._library.tracks() if str(track.folder) == self._folder]
