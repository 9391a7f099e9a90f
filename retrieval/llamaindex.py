"""Offer a library as a LlamaIndex retriever. It needs the extra `llamaindex`."""

from __future__ import annotations

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from .langchain import describe
from .library import Library
from .query import DEFAULT_K, Filters, Query


class HarkRetriever(BaseRetriever):
    """LlamaIndex retriever that returns each hit as a node: the text describes the track; the metadata is JSON."""

    def __init__(self, library: Library, k: int = DEFAULT_K, filters: Filters | None = None) -> None:
        """Retrieve from a library.

        Args:
            library: the library to search.
            k: number of tracks.
            filters: conditions that every track must meet.
        """
        super().__init__()
        self.library, self.k, self.filters = library, k, filters or Filters()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self.library.search(Query.from_text(query_bundle.query_str, k=self.k, filters=self.filters))
        return [
            NodeWithScore(
                node=TextNode(id_=hit.track.track_id, text=describe(hit), metadata=hit.to_json()), score=hit.score
            )
            for hit in hits
        ]
