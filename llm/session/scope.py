"""`Scope`: a library whose searches are limited to one of its folders.

The user chooses the folder on the page and not in a request, so it is no part of plans, chips and saved turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.track import Track
from retrieval.query import Layer, Query, Searchable


class Scope(Layer):
    """The tracks of one indexed folder.

    Artists and albums are those of the whole library, so that their names are recognised in requests.
    """

    def __init__(self, library: Searchable, folder: str) -> None:
        """Args: library: to search; folder: path of an indexed folder."""
        super().__init__(library)
        self._folder = folder

    def changed(self, query: Query) -> Query:
        """Limit a query to the folder."""
        return replace(query, filters=replace(query.filters, folder=self._folder))

    def tracks(self) -> Sequence[Track]:
        """Return the folder's tracks."""
        return [track for track in self.library.tracks() if str(track.folder) == self._folder]
