"""Apply the readers to a request in a fixed order. Each reader sees only the words that no earlier finding uses."""

from __future__ import annotations

from dataclasses import replace

from data.vocabulary.relations import members

from .findings import Reader, Refusal, Request
from .readers import ends, lists, names, refusals, remedies, song_words, styles
from .readers.conditions import count, key, length, tempo, unknowable, years
from .readers.conversation import cleared, comparisons, questions, references, told, turns
from .tagger import Hint

# A reader comes before another if the other would misread its words.
ORDER: tuple[tuple[str, Reader], ...] = (
    ("song words", song_words.read),  # before names: "songs about Paris"
    ("names", names.read),  # before all others, because a name may consist of any words: "1979", "Black Keys"
    ("other artists", names.by_others),
    ("lists", lists.read),  # before unknowable: "a playlist that builds up"; before length: "45 minutes of jazz"
    ("unknown words", song_words.unknown),  # before unknowable, which reports the topics of songs
    ("ends", ends.read),
    ("unknowable", unknowable.read),  # before all readers that would use its words: "5 stars", "no swearing"
    ("key", key.read),  # before the readers of numbers, so that "B flat" is not read as a bound
    ("tempo", tempo.read),  # before years: "the mid 120s"
    ("length", length.read),  # before years: "30s"
    ("years", years.read),
    ("count", count.read),  # after all other numbers, because "5 slow ones" has no unit
    ("remedies", remedies.read),  # before refusals: "against", "stop being" refuse nothing else
    ("told", told.read),  # before refusals: "I've been listening to a lot of metal" asks for nothing
    ("references", references.read),  # before refusals: "without 2"; before comparisons: "slower than 3"
    ("cleared", cleared.read),  # before refusals: "no tempo limit"
    ("not enough", comparisons.not_enough),  # before refusals: "not dark enough" wants it darker
    ("refusals", refusals.read),  # before comparisons: "nothing slower"
    ("preferences", refusals.preferences),
    ("comparisons", comparisons.read),
    ("styles", styles.read),  # after refusals, which need the names of concepts within genres: "no soft rock"
    ("surprises", lists.surprises),
    ("name alone", names.alone),  # after all others that use words, because it needs to see that nothing else is left
    ("library", questions.about_library),
    ("questions", questions.read),
    ("turns", turns.read),
)  # fmt: skip
CONDITION_READERS = frozenset({"key", "tempo", "length", "years", "count", "names", "unknowable", "song words"})


def read(request: Request) -> Request:
    """Return the request with the findings of all readers."""
    for name, reader in ORDER:
        request = request.with_findings(replace(finding, reader=name) for finding in reader(request))
        if name == "song words" and request.found:  # their words are no names
            request = request.without_taken_names()
        if name == "names":  # the words of names are no concepts
            request = replace(request, mentions=tuple(m for m in request.mentions if request.free(m)))
    return request


def hints_of(request: Request) -> list[Hint]:
    """Convert the findings of the readers to input features of the tagger.

    Args:
        request: the request with all findings.
    """
    hints: list[Hint] = [
        (start, end, ("condition",)) for f in request.found if f.reader in CONDITION_READERS for start, end in f.spans
    ]
    refused = {m for f in request.found if isinstance(f, Refusal) for m in members(f.name)}
    for mention in request.mentions:
        role = "wanted" if request.free(mention) else "refused" if mention.concept.name in refused else "taken"
        hints.append((mention.start, mention.end, (role, mention.concept.kind)))
    return hints
