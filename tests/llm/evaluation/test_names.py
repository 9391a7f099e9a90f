"""Test the figures of the name tagger on a few labelled requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import UserError
from llm.evaluation.names import read_bio, span_f1, spans_of

BIO = """music\tO
like\tO
velvet\tB-Artist
orchard\tI-Artist

sad\tO
piano\tO

songs\tO
like\tO
rivers\tB-WoA
of\tI-WoA
tin\tI-WoA
"""


def test_spans_of_labels() -> None:
    assert spans_of(["O", "B-Artist", "I-Artist", "B-Artist", "I-WoA"]) == [
        (1, 3, "Artist"), (3, 4, "Artist"), (4, 5, "WoA")
    ]  # fmt: skip


def test_figures_of_the_shipped_tagger(tmp_path: Path) -> None:
    file = tmp_path / "requests.bio"
    file.write_text(BIO)
    assert [len(request) for request in read_bio(file)] == [4, 2, 5]
    figures = span_f1(file)
    assert figures["requests"] == 3
    assert figures["invented"] == 0
    assert 0.5 <= figures["strict"] <= figures["overlapping"] <= 1
    assert span_f1(file, first=1)["requests"] == 2


def test_a_line_without_a_label_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "requests.bio"
    file.write_text("music\tO\nlike\n")
    with pytest.raises(UserError, match="Line 2"):
        span_f1(file)
