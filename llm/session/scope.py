"""Define `Scope`, a library whose searches are limited to one of its folders.

The user chooses the folder on the page and not in a request. Therefore it is not stored in plans, chips or turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.track import Track
from retrieval.query import Layer, Query, Searchable


class Scope(Layer):
    """A library of which only the tracks of one indexed folder are searched.

    Artists and albums are still those of the whole library, so that their names are recognised in requests.
    """

    def __init__(self, library: Searchable, folder: str) -> None:
        """Limit a library to a folder.

        Args:
            library: the library to search.
            folder: the path of an indexed folder.
        """
        super().__init__(library)
        self._folder = folder

    def changed(self, query: Query) -> Query:
        """Limit a query to the folder."""
        return replace(query, filters=replace(query.filters, folder=self._folder))

    def tracks(self) -> Sequence[Track]:
        """Return the folder's tracks."""
        return [track for track in self.library.tracks() if str(track.folder) == self._folder]
