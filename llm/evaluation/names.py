"""Measure how well the name tagger marks names of artists and works, on labelled requests.

The files have the format of MusicRecoNER (Epure and Hennequin, EACL 2023): each line holds a word, a tab and a label of
`LABELS`; an empty line ends a request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from data.errors import UserError
from llm.understanding.name_tagger import LABELS, NameTagger

Word = tuple[str, str]  # word, label
Span = tuple[int, int, str]  # first word, word after the last one, "Artist" or "WoA"


def read_bio(path: Path) -> list[list[Word]]:
    """Read the labelled requests of a file.

    Raises:
        UserError: the file cannot be read, or a line is no word with a label.
    """
    requests: list[list[Word]] = [[]]
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}.", "Give a text file in UTF-8.") from error
    for number, line in enumerate(lines, 1):
        word, tab, label = line.rpartition("\t")
        if not line.strip():
            requests.append([])
        elif tab and label in LABELS:
            requests[-1].append((word, label))
        else:
            raise UserError(f"Line {number} of {path} is no word with a label.", f"Labels are {', '.join(LABELS)}.")
    return [request for request in requests if request]


def spans_of(labels: Sequence[str]) -> list[Span]:
    """Convert labels of words to the spans of names."""
    found: list[Span] = []
    for i, label in enumerate(labels):
        begins, _, kind = label.partition("-")
        if kind and begins == "I" and found and found[-1][1] == i and found[-1][2] == kind:
            found[-1] = (found[-1][0], i + 1, kind)
        elif kind:
            found.append((i, i + 1, kind))
    return found


def marked_spans(words: Sequence[str], tagger: NameTagger) -> list[Span]:
    """Return the spans of words that the tagger marks as names."""
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    found = []
    for name in tagger.read(" ".join(words)):
        covered = [i for i, start in enumerate(starts) if start < name.end and name.start < start + len(words[i])]
        found.append((covered[0], covered[-1] + 1, "Artist" if name.kind == "artist" else "WoA"))
    return found


def span_f1(path: Path, tagger: NameTagger | None = None, first: int = 0) -> dict[str, float]:
    """Measure the name tagger on the labelled requests of a file.

    Args:
        path: the file.
        tagger: the tagger to measure; None: the one that ships.
        first: the number of requests to skip at the beginning of the file.

    Returns:
        requests: the number of requests.
        strict: F1 of spans; a span is right if it equals a labelled span in words and kind.
        overlapping: F1 of spans; a span is right if it shares a word with a labelled span of the same kind.
        invented: the share of requests without names in which a name is marked.

    Raises:
        UserError: see `read_bio`.
    """
    tagger = tagger or NameTagger()
    requests = read_bio(path)[first:]
    pairs = [(spans_of([label for _, label in r]), marked_spans([word for word, _ in r], tagger)) for r in requests]
    right, marked = sum(len({*a} & {*b}) for a, b in pairs), sum(len(b) for _, b in pairs)
    labelled = sum(len(a) for a, _ in pairs)
    near = [(sum(1 for _ in _overlapping(b, a)), sum(1 for _ in _overlapping(a, b))) for a, b in pairs]
    nameless = [b for a, b in pairs if not a]
    return {
        "requests": len(requests),
        "strict": round(_f1(right / max(marked, 1), right / max(labelled, 1)), 3),
        "overlapping": round(
            _f1(sum(p for p, _ in near) / max(marked, 1), sum(r for _, r in near) / max(labelled, 1)), 3
        ),
        "invented": round(sum(map(bool, nameless)) / max(len(nameless), 1), 3),
    }


def _overlapping(spans: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    """Yield each of `spans` that shares a word with one of `others` of the same kind."""
    return (s for s in spans if any(s[0] < o[1] and o[0] < s[1] and s[2] == o[2] for o in others))


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(precision + recall, 1e-9)
