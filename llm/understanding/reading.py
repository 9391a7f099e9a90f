"""Apply the readers to a request, in an order that is stated here, each to the words that those before it left."""

from __future__ import annotations

from dataclasses import replace

from data.vocabulary.relations import members

from .findings import Reader, Refusal, Request
from .readers import (
    cleared,
    comparisons,
    count,
    key,
    length,
    names,
    questions,
    references,
    refusals,
    tempo,
    told,
    turns,
    years,
)
from .tagger import Hint

# What cannot be mistaken comes first, because words of it mean something else to those behind.
ORDER: tuple[tuple[str, Reader], ...] = (
    ("refused names", names.refused),  # "no Bach" is no artist's condition
    ("key", key.read),  # before numbers, so that "B flat" is no bound
    ("tempo", tempo.read),  # before years: "the mid 120s"
    ("length", length.read),  # before years: "30s"
    ("years", years.read),
    ("count", count.read),  # what is left of the numbers
    ("names", names.read),
    ("told", told.read),  # what is told refuses and compares nothing
    ("references", references.read),  # before refusals ("without 2"), before comparisons ("slower than 3")
    ("cleared", cleared.read),  # before refusals: "no tempo limit"
    ("not enough", comparisons.not_enough),  # before refusals: "not dark enough" wants it darker
    ("refusals", refusals.read),  # before comparisons: "nothing slower"
    ("preferences", refusals.preferences),
    ("comparisons", comparisons.read),
    ("name alone", names.alone),  # last: only where nothing else is left
    ("questions", questions.read),
    ("turns", turns.read),
)  # fmt: skip
CONDITIONS = frozenset({"key", "tempo", "length", "years", "count", "names"})


def read(request: Request) -> Request:
    """Return the request with all findings in it."""
    for name, reader in ORDER:
        request = request.without(replace(finding, reader=name) for finding in reader(request))
    return request


def hints_of(request: Request) -> list[Hint]:
    """Return what the readers make of the words of a request, for the tagger to weigh.

    Args:
        request: with all findings in it.
    """
    hints: list[Hint] = [
        (start, end, ("condition",)) for f in request.found if f.reader in CONDITIONS for start, end in f.spans
    ]
    refused = {m for f in request.found if isinstance(f, Refusal) for m in members(f.name)}
    for mention in request.mentions:
        said = "wanted" if request.free(mention) else "refused" if mention.concept.name in refused else "taken"
        hints.append((mention.start, mention.end, (said, mention.concept.kind)))
    return hints
