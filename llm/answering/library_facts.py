"""Answer questions about the whole library, such as how many tracks it has or which of them is the longest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from data.text import clock, fold
from data.track import Track
from data.vocabulary.captions import write_captions
from llm.plan import LibraryQuestion
from retrieval.query import Hit, Query, Searchable
from retrieval.search.evidence import Evidence, Facts
from retrieval.search.filters import passes

from .parts import Prose, quoted
from .phrasebook import Phrasebook, paragraph

_NAMED = 5  # artists, albums or styles that one answer names
_BY_EAR = 50  # tracks without a tag that are considered

# Superlatives: the fact of a track, whether the highest value is meant, and how the value is written.
EXTREMES: dict[str, tuple[Callable[[Track], float | None], bool, Callable[[float], str]]] = {
    "slowest": (lambda t: t.tempo_bpm, False, lambda v: f"{v:.0f} bpm"),
    "fastest": (lambda t: t.tempo_bpm, True, lambda v: f"{v:.0f} bpm"),
    "oldest": (lambda t: t.year, False, lambda v: f"{v:.0f}"),
    "newest": (lambda t: t.year, True, lambda v: f"{v:.0f}"),
    "longest": (lambda t: t.duration_s or None, True, clock),
    "shortest": (lambda t: t.duration_s or None, False, clock),
    "loudest": (lambda t: t.measured.loudness_db, True, lambda v: f"{v:.1f} dB"),
    "quietest": (lambda t: t.measured.loudness_db, False, lambda v: f"{v:.1f} dB"),
}


def answer(question: LibraryQuestion, library: Searchable, request: str = "") -> Prose:
    """Answer a question about the library from the facts of its tracks.

    Args:
        question: what the user asks, and which tracks are meant.
        library: the library whose tracks are counted.
        request: the user's words; the answer is in their language.
    """
    book = Phrasebook.of(request)
    if question.ask == "rights":
        return book.write("library.rights")
    whole = library.tracks()
    meeting = [track for track in whole if passes(track, question.filters)]
    tracks = [track for track in meeting if all(_evidence(track, name) == "known" for name in question.wanted)]
    condition = book.condition(question.wanted, (), question.filters)
    if question.ask == "count":
        return _count(question, library, book, condition, len(tracks), len(whole))
    if not tracks:
        return book.write("library.none", condition=condition) if condition else book.write("library.empty")
    if question.ask in EXTREMES:
        return _extreme(question.ask, tracks, book)
    if question.ask == "overview":
        return _overview(tracks, book)
    return _most_frequent(question.ask, tracks, book, condition)


def compare_titles(request: str, library: Searchable) -> Prose:
    """Answer which of two tracks, named by title, is faster, longer or older; empty for any other request."""
    book = Phrasebook.of(request)
    kind = next((kind for kind in EXTREMES if book.asks(f"question.{kind}", fold(request))), "")
    named = [name.track_ids[0] for name in (library.names(request) if kind else ()) if name.field == "title"]
    tracks = [track for track_id in dict.fromkeys(named) if (track := library.track(track_id))]
    return _extreme(kind, tracks, book) if len(tracks) == 2 else Prose()


def _evidence(track: Track, name: str) -> Evidence:
    return Facts.of(Hit(track, 0.0, 0)).evidence(name)


def _count(
    question: LibraryQuestion, library: Searchable, book: Phrasebook, condition: Prose, n: int, total: int
) -> Prose:
    """Return a text with the number of tracks that meet a condition.

    Args:
        question: the condition.
        library: the library to search for tracks whose sound alone suggests that they meet it.
        book: the sentences in the language of the answer.
        condition: the condition in words; empty if the question is about all tracks.
        n: number of tracks whose tags meet the condition.
        total: number of all tracks.
    """
    if not condition:
        return _length(library.tracks(), book)
    if not question.wanted:
        return book.write("library.count", condition=condition, n=str(n), total=str(total))
    said = book.write("library.tagged", condition=condition, n=str(n), total=str(total))
    query = Query(
        book.names(question.wanted, bare=True),
        write_captions(question.wanted),
        question.wanted,
        filters=question.filters,
        k=_BY_EAR,
    )
    evidence = [[Facts.of(hit).evidence(name) for name in question.wanted] for hit in library.search(query)]
    heard = sum("heard" in each and set(each) <= {"heard", "known"} for each in evidence)
    return paragraph([said, book.write("library.heard", n=str(heard)) if heard else Prose()])


def _length(tracks: Sequence[Track], book: Phrasebook) -> Prose:
    minutes = round(sum(track.duration_s for track in tracks) / 60)
    return book.write("library.length", n=str(len(tracks)), length=f"{minutes // 60} h {minutes % 60:02} min")


def _overview(tracks: Sequence[Track], book: Phrasebook) -> Prose:
    """Return a text with the size of the library and its most frequent styles and instruments."""
    styles, instruments = _ranked(map(_styles, tracks)), _ranked(track.known.instruments for track in tracks)
    untagged = sum(not (track.known.style or track.known.instruments or track.known.mood) for track in tracks)
    return paragraph(
        [
            _length(tracks, book),
            book.write("library.styles", names=_names(styles, book)) if styles else Prose(),
            book.write("library.instruments", names=_names(instruments, book)) if instruments else Prose(),
            book.write("library.untagged", n=str(untagged)) if untagged else Prose(),
        ]
    )


def _most_frequent(ask: str, tracks: Sequence[Track], book: Phrasebook, condition: Prose) -> Prose:
    """Return a text with the number of artists, albums or genres, and the most frequent of them.

    Args:
        ask: "artists", "albums" or "genres".
        tracks: the tracks to count.
        book: the sentences in the language of the answer.
        condition: the condition in words that these tracks meet; empty for all tracks.
    """
    of: dict[str, Callable[[Track], Iterable[str]]] = {
        "artists": lambda t: (t.artist,),
        "albums": lambda t: (t.album,),
        "genres": _styles,
    }
    ranked = _ranked(of[ask](track) for track in tracks)
    if not ranked:
        return book.write("library.unknown")
    said = book.write(f"library.{ask}", n=str(len(ranked)), names=_names(ranked, book))
    return Prose(condition.capitalized(), ": ", said) if condition else said


def _styles(track: Track) -> list[str]:
    return [style.strip() for style in track.known.style.split(",")]


def _ranked(groups: Iterable[Iterable[str]]) -> list[tuple[str, int]]:
    """Count names and return (name, number of tracks), the most frequent first.

    Args:
        groups: the names of each track.
    """
    counts = Counter(name for group in groups for name in set(group) if name)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _names(ranked: Sequence[tuple[str, int]], book: Phrasebook) -> Prose:
    named = [f"{quoted(name, 60)} ({n})" for name, n in ranked[:_NAMED]]
    return book.listed(
        [*named, *([book.text("words.others", n=str(more))] if (more := len(ranked) - _NAMED) > 0 else [])]
    )


def _extreme(kind: str, tracks: Sequence[Track], book: Phrasebook) -> Prose:
    """Return a sentence with the title of the longest, fastest, ... of some tracks, and the title of the second.

    Args:
        kind: key of `EXTREMES`.
        tracks: the tracks to compare.
        book: the sentences in the language of the answer.
    """
    of, highest, shown = EXTREMES[kind]
    valued = sorted(((v, i) for i, t in enumerate(tracks) if (v := of(t)) is not None), reverse=highest)
    if not valued:
        return book.write("library.unknown")
    titles = [book.text("words.quote", text=quoted(tracks[i].title, 60)) for _, i in valued[:2]]
    values = [shown(v) for v, _ in valued[:2]]
    if len(valued) == 1:
        return book.write("library.extreme", title=titles[0], value=values[0])
    return book.write("library.extreme_next", title=titles[0], value=values[0], other=titles[1], next=values[1])
