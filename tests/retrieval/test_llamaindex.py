"""Test the LlamaIndex retriever by itself and in a query engine of LlamaIndex."""

from __future__ import annotations

from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine

from retrieval.library import Library
from retrieval.llamaindex import HarkRetriever
from retrieval.query import Filters


def test_each_hit_is_a_node_with_its_score(library: Library) -> None:
    nodes = HarkRetriever(library, k=2).retrieve("low")
    assert len(nodes) == 2
    assert nodes[0].node.get_content().startswith("Low One by Ann")
    assert nodes[0].node.metadata["title"] == "Low One"
    assert nodes[0].score is not None


def test_filters_hold(library: Library) -> None:
    nodes = HarkRetriever(library, filters=Filters(artist="Ann")).retrieve("high")
    assert [node.node.metadata["title"] for node in nodes] == ["Low One"]


def test_a_query_engine_answers_from_the_tracks(library: Library) -> None:
    engine = RetrieverQueryEngine.from_args(HarkRetriever(library, k=1), llm=MockLLM())
    answer = engine.query("low")
    assert [node.node.metadata["title"] for node in answer.source_nodes] == ["Low One"]
    assert "Low One by Ann" in str(answer)  # the mock repeats its prompt
