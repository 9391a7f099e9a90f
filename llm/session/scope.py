"""A library seen through one of its folders.

The folder to search in is chosen on the page, not in a request, so plans, chips and saved turns do not hold it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.track import Track
from retrieval.query import Layer, Query, Searchable


class Scope(Layer):
    """The tracks of one indexed folder. Artists and albums stay the library's: a name elsewhere is still a name."""

    def __init__(self, library: Searchable, folder: str) -> None:
        """Args: folder: an indexed folder's path."""
        super().__init__(library)
        self._folder = folder

    def changed(self, query: Query) -> Query:
        """Return the query, limited to the folder."""
        return replace(query, filters=replace(query.filters, folder=self._folder))

    def tracks(self) -> Sequence[Track]:
        """Return the folder's tracks."""
        return [track for track in self.library.tracks() if str(track.folder) == self._folder]
