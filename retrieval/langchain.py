"""Offer a library as a LangChain retriever."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from .library import Library
from .query import Filters, Hit, Query


class HarkRetriever(BaseRetriever):
    """LangChain retriever that returns each hit as a document: the text describes the track; the metadata is JSON."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    k: int = 8
    filters: Filters = Filters()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        hits = self.library.search(Query.from_text(query, k=self.k, filters=self.filters))
        return [Document(id=hit.track.track_id, page_content=describe(hit), metadata=hit.to_json()) for hit in hits]


def describe(hit: Hit) -> str:
    """Return title, artist, description and heard concepts of a hit as sentences."""
    track = hit.track
    heard = ", ".join(name for name, _ in hit.heard)
    parts = [f"{track.title} by {track.artist or 'an unknown artist'}.", track.known.description]
    parts.append(f"Sounds like {heard}." if heard else "")
    return " ".join(p for p in parts if p)
