"""Check a language model's sentences against the facts of the tracks that they cite.

`unsupported` lists the statements of a text that the facts do not support: instruments, styles, moods, tempo, key,
year, length, names and comparisons. `ClaimFilter` removes sentences with such statements while the text streams. A
stated mood is not supported by a tag for a similar mood, and a statement about two tracks must be true of both.
Opinions ("lovely", "perfect for the kitchen") are not checked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.text import fold
from data.vocabulary.concepts import concept, recognise
from data.vocabulary.language import language_of
from data.vocabulary.mentions import mentions
from data.vocabulary.pace import fits_pace, names_pace
from data.vocabulary.relations import members
from llm.language import negation, words
from retrieval.search.evidence import Facts

from .citations import NOT_SHOWN
from .parts import Prose

_SENTENCE = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"”’)]))\s+(?=[\"“‘(\[]*[A-ZÀ-Þ\[“\ue002])|\n+")
_LONGEST_SENTENCE = 600  # characters; a sentence that has not ended by then is checked as it is
_CITED = re.compile(r"\[\d+\](?:\s*(?:,\s*(?:and\s+)?|and|or|&|und|et|y|–|-|to)?\s*\[\d+\])*")
_BREAK = re.compile(r";\s|[–—]\s|,?\s(?:while|whereas|but|although|though)\s")
_NOTES = re.compile(
    r"(?:I took|For [“\"]|I read|I assumed|By [“\"]|No track here is known|Nothing (?:here|in this library) is|"
    r"Only \w+ meet|(?:De|Von) (?:ninguna|keinem) |Aucun morceau connu|(?:Nada aquí|Nichts hier|Rien ici) |"
    r"\w+ (?:tracks|Stücke|morceaux|pistas), )"
)
_NOT = re.compile(
    rf"(?:{negation()}|\b(?:(?!(?:{words('less')})\b)(?:{words('refusing')})|rather than|plutot que|"
    r"lacks?|ask for|try asking))\b[^,;.:]*$",
    re.IGNORECASE,
)
_TEMPO = re.compile(r"\b(\d{2,3})(?:\s*(?:-|–|to)\s*(\d{2,3}))?\s*(?:bpm|beats per minute|beats a minute)\b", re.I)
_BARE = re.compile(r"(?:\bat|\bto|\bfrom|quickest|fastest|slowest)\s+(?:\[\d+\]\s+)?(?:at\s+)?(?:about\s+)?(\d{2,3})\b")
_KEY = re.compile(
    r"\b([A-G])(?:\s?(#|♯|b|♭)|[ -](sharp|flat))?[ -](major|minor|dorian|phrygian|lydian|mixolydian|locrian)\b"
)
_MODE = re.compile(r"\b(major|minor)[ -](?:key|mode)\b", re.I)
_YEAR = re.compile(r"(?<![\d:])(1[0-9]\d\d|20\d\d)(s)?\b(?!\s*bpm)")
_CENTURY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)[ -]century\b", re.I)
# Before a time: it is a moment of the track and not its length.
_MOMENT = re.compile(r"\b(?:from(?: about)?|begins at|at about|ab|bei(?: etwa)?|partir de|vers|desde|hacia)\s+$", re.I)
_CLOCK = re.compile(r"\b(\d{1,2}):([0-5]\d)\b|\b(\d{1,3}) seconds\b")
_MOST = re.compile(r"\b(slow|quick|fast|old|new|long|short)est\b", re.I)
_MORE = re.compile(r"\b(slow|quick|fast|old|new|long|short)er than \[(\d+)\]", re.I)
_QUOTED = re.compile(r"[“\"]([^”\"]{2,80})[”\"]")
_CAPITAL = re.compile(r"(?<=[a-z,;:] )([A-ZÀ-Þ][\w'’]+)")
_BY = re.compile(r"\b(?:by|composed by|written by|performed by) ((?:[A-ZÀ-Þ][\w'’.]+ ?)+)")
_THAN = re.compile(r"\s(?:than|als|que)\b")
_HEIGHTENING = re.compile(rf"\b(?:{words('more_of')})\s+$")  # "va más despacio" compares tracks
_PACE = frozenset({"slow", "fast"})
_TASTE = frozenset({"catchy", "lush", "solo", "busy", "repetitive", "low", "heavy", "steady", "minimal"})
_MEASURES = {
    "slow": ("tempo", min), "quick": ("tempo", max), "fast": ("tempo", max), "old": ("year", min),
    "new": ("year", max), "long": ("duration_s", max), "short": ("duration_s", min),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unsupported:
    """One statement that the facts do not support."""

    sentence: str
    claim: str  # "banjo", "92 bpm", "D minor"
    kind: str  # instrument, genre, mood, texture, tag, pace, tempo, key, year, duration, name, comparison, citation
    ranks: tuple[int, ...]  # of the tracks that the statement is about; empty: of no certain track


@dataclass(frozen=True, slots=True)
class _Statement:
    claim: str
    kind: str
    at: int
    denied: bool = False


def sentences(text: str) -> list[str]:
    """Split an answer into sentences."""
    return [part.strip() for part in _SENTENCE.split(text) if part and part.strip()]


def unsupported(
    text: str, facts: Sequence[Facts], wish: str = "", names: Mapping[int, str] | None = None
) -> list[Unsupported]:
    """Find the statements of a text that the facts do not support.

    Args:
        text: one sentence or a whole answer.
        facts: the facts of the tracks shown.
        wish: the request, and notes on how it was understood. A statement without a citation may repeat their words.
        names: title, artist and album of each track as one text, by rank; None: names are not checked.
    """
    capitals = language_of(text) != "de"
    return [u for sentence in sentences(text) for u in _of_sentence(sentence, facts, wish, names, capitals)]


def _of_sentence(
    sentence: str, facts: Sequence[Facts], wish: str, names: Mapping[int, str] | None, capitals: bool
) -> Iterator[Unsupported]:
    by_rank = {f.rank: f for f in facts}
    for wrong in sorted({int(n) for n in re.findall(r"\[(\d+)\]", sentence)} - set(by_rank)):
        yield Unsupported(sentence, f"[{wrong}]", "citation", (wrong,))
    if not facts or _NOTES.match(sentence):
        return
    tags = [t for f in facts for t in (f.style, *f.instruments, *f.moods) if t and not mentions(t)]
    for start, end in _clauses(sentence):
        clause = sentence[start:end]
        groups = list(_groups(clause, by_rank))
        # A clause without a citation is about the tracks that the sentence cited last.
        before = _CITED.findall(sentence[:start])
        inherited = tuple(int(n) for n in re.findall(r"\d+", before[-1]) if int(n) in by_rank) if before else ()
        timed = _TEMPO.search(sentence) is not None
        for statement in _statements(clause, tags, timed, names is not None, capitals):
            about = _about(statement, clause, groups) or ((inherited,) if inherited else ())
            if not about:
                if not _repeats_wish_or_holds(statement, facts, wish, names):
                    yield Unsupported(sentence, statement.claim, statement.kind, ())
            elif not any(all(_supports(statement, by_rank[r], facts, names) for r in ranks) for ranks in about):
                yield Unsupported(sentence, statement.claim, statement.kind, about[0])


def _clauses(sentence: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _BREAK.finditer(sentence):
        yield start, found.start()
        start = found.end()
    yield start, len(sentence)


def _groups(clause: str, known: Collection[int]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Yield each group of adjacent citations in a clause as (start, end, ranks).

    A rank that was cited before in the group begins a new group.

    Args:
        clause: part of a sentence.
        known: ranks of the tracks shown.
    """
    for found in _CITED.finditer(clause):
        start, end = found.start(), found.start()
        ranks: list[int] = []
        for one in re.finditer(r"\[(\d+)\]", found.group()):
            rank, at = int(one[1]), found.start() + one.start()
            if rank in ranks or (len(ranks) == 1 and clause[:start].endswith("than ")):
                yield start, end, tuple(ranks)
                start, ranks = at, []
            end = found.start() + one.end()
            if rank in known:
                ranks.append(rank)
        yield start, end, tuple(ranks)


def _about(
    statement: _Statement, clause: str, groups: Sequence[tuple[int, int, tuple[int, ...]]]
) -> tuple[tuple[int, ...], ...]:
    """Return the citations that a statement may refer to: the nearest before it, the nearest after it, or both.

    Adjacent citations count as one group. A statement after "[1] and [2]" refers to both tracks.

    Returns:
        the ranks of each group.
    """
    before = [ranks for _, end, ranks in groups if end <= statement.at and ranks]
    after = [ranks for start, _, ranks in groups if start > statement.at and ranks]
    near = [before[-1]] if before else []
    if statement.kind == "superlative" and after and re.match(r"\w+(?: is| are|:)? \[", clause[statement.at :]):
        return (after[0],)
    # The next citation counts only after a preposition or verb: "[1] is calm and [2] slow" calls [1] calm alone.
    tail = clause[statement.at : next((s for s, _, r in groups if s > statement.at and r), len(clause))]
    if after and (not before or re.search(r"\b(?:in|of|on|from|by|with|is|at|are)\s*$|[(:]\s*$", tail)):
        near.append(after[0])
    return tuple(near)


def _statements(clause: str, tags: Sequence[str], timed: bool, named: bool, capitals: bool) -> Iterator[_Statement]:
    """Yield what a clause states about tracks: instruments, styles, moods, tempo, key, year, length and names.

    Args:
        clause: part of a sentence.
        tags: words that the tracks' tags contain and the vocabulary lacks, such as "ballet".
        timed: whether the sentence has a number with "bpm", so that "at 66" means a tempo as well.
        named: whether to yield names of persons and works.
        capitals: whether capitalised words count as names, which they do not in German.
    """
    folded = fold(clause)
    same = clause if len(folded) == len(clause) else folded  # the positions of mentions refer to the folded text
    for mention in mentions(clause):
        c, word = mention.concept, same[mention.start : mention.end]
        if c.kind == "use" or c.name in _TASTE or word[:1].isdigit():
            continue
        comparative = _HEIGHTENING.search(folded[: mention.start])
        if _THAN.match(folded, mention.end) or _MOST.fullmatch(word) or (comparative and c.name in _PACE):
            continue  # "slower than [2]" and "the slowest" are comparisons
        denied = bool(_NOT.search(folded[: mention.start]))
        yield (
            _Statement(word, "pace", mention.start)
            if names_pace(word)
            else _Statement(c.name, c.kind, mention.start, denied)
        )
    spans = list(_TEMPO.finditer(clause))
    for m in spans:
        for number in filter(None, m.groups()):
            yield _Statement(number, "tempo", m.start())
    for tag in dict.fromkeys(tags):
        if said := re.search(rf"\b{re.escape(fold(tag))}\b", folded):
            yield _Statement(tag, "tag", said.start(), bool(_NOT.search(folded[: said.start()])))
    if timed:  # "from 60 bpm in [2] to 120 in [3]"
        taken = {m.start() for m in spans} | {m.start(1) for m in spans}
        for m in _BARE.finditer(clause):
            if m.start(1) not in taken:
                yield _Statement(m[1], "tempo", m.start(1))
    for m in _KEY.finditer(clause):
        accidental = {"♯": "#", "sharp": "#", "♭": "b", "flat": "b"}.get(m[2] or m[3] or "", m[2] or "")
        yield _Statement(f"{m[1]}{accidental} {m[4]}", "key", m.start(), bool(_NOT.search(clause[: m.start()])))
    for m in _MODE.finditer(clause):
        yield _Statement(m[1].lower(), "key", m.start(), bool(_NOT.search(clause[: m.start()])))
    for m in _YEAR.finditer(clause):
        yield _Statement(m[1] + (m[2] or ""), "year", m.start())
    for m in _CENTURY.finditer(clause):
        yield _Statement(f"{m[1]}th century", "year", m.start())
    for m in _CLOCK.finditer(clause):
        kind = "moment" if _MOMENT.search(clause[: m.start()]) else "duration"
        yield _Statement(str(int(m[1]) * 60 + int(m[2]) if m[1] else int(m[3])), kind, m.start())
    for m in _MOST.finditer(clause):
        yield _Statement(m[1].lower(), "superlative", m.start())
    for m in _MORE.finditer(clause):
        yield _Statement(f"{m[1].lower()}>{m[2]}", "comparison", m.start())
    if named:
        for m in _BY.finditer(clause):
            yield _Statement(m[1].strip(" ."), "name", m.start())
        for m in _QUOTED.finditer(clause):
            yield _Statement(m[1], "name", m.start(), bool(_NOT.search(folded[: m.start()])))
        for m in _CAPITAL.finditer(clause) if capitals else ():
            if not re.match(r"I\b|By$|BPM$", m[1]) and not mentions(m[1]) and not _KEY.match(clause, m.start()):
                yield _Statement(m[1], "name", m.start())


def _supports(s: _Statement, f: Facts, facts: Sequence[Facts], names: Mapping[int, str] | None) -> bool:
    """Return whether the facts of a track support a statement.

    A denial ("no drums") is supported unless the facts contradict it.
    """
    match s.kind:
        case "tempo":
            return f.tempo is not None and abs(f.tempo - int(s.claim)) <= 1
        case "pace":
            return _evidence(_meaning(s.claim), f) or fits_pace(s.claim, f.tempo)
        case "key":
            held = f.key == s.claim if " " in s.claim else f.key.endswith(f" {s.claim}")
            return not held if s.denied else held
        case "year":
            return f.year is not None and _same_time(s.claim, f.year)
        case "duration":
            return min(abs(f.duration_s - int(s.claim)), abs(f.best_s - int(s.claim))) <= 1
        case "superlative":
            return _is_most(s.claim, f, facts)
        case "comparison":
            word, _, other = s.claim.partition(">")
            field, best = _MEASURES[word]
            there = {g.rank: getattr(g, field) for g in facts}
            mine, its = there.get(f.rank), there.get(int(other))
            return bool(mine and its and mine != its and best(mine, its) == mine)
        case "moment":
            return any(abs(at - int(s.claim)) <= 1 for at in (f.best_s, *(at for _, at in f.moments)))
        case "tag":
            has = s.claim in (f.style, *f.instruments, *f.moods)
            return not has if s.denied else has
        case "name":
            return s.denied or _words(s.claim) <= _words((names or {}).get(f.rank, "")) | _words(f.line())
    evidence = _evidence(s.claim, f)
    return not evidence if s.denied else evidence


def _evidence(name: str, f: Facts) -> bool:
    found = concept(name)
    if found is not None and found.kind == "instrument" and set(members(name)) & set(f.heard):
        return True
    if f.evidence(name) in ("known", "heard"):
        return True
    # The words of a tag count for every kind of statement: the style "horror" supports the mood "horror".
    said = {m.concept.name for text in (f.style, *f.instruments, *f.moods) for m in mentions(text)}
    return bool(set(members(name)) & said)


def _meaning(word: str) -> str:
    found = recognise(word)
    return found.name if found else ""


def _repeats_wish_or_holds(s: _Statement, facts: Sequence[Facts], wish: str, names: Mapping[int, str] | None) -> bool:
    """Return whether a statement without a citation repeats the request or is true of at least one track shown."""
    if s.kind in ("instrument", "genre", "mood", "texture", "pace"):
        wished = {m.concept.name for m in mentions(wish)}
        name = _meaning(s.claim) or s.claim
        family = set(members(name)) | {name}
        if s.denied or family & wished or any(name in members(w) for w in wished):
            return True
    elif (s.kind == "name" and s.denied) or _words(s.claim) <= _words(wish):
        return True
    return any(_supports(s, f, facts, names) for f in facts)


def _same_time(claim: str, year: int) -> bool:
    if claim.endswith("century"):
        return (year - 1) // 100 + 1 == int(re.findall(r"\d+", claim)[0])
    if claim.endswith("s"):
        decade = int(claim[:-1])
        return decade <= year < decade + (100 if decade % 100 == 0 else 10)
    return int(claim) == year


def _is_most(word: str, f: Facts, facts: Sequence[Facts]) -> bool:
    field, best = _MEASURES[word]
    values = [v for g in facts if (v := getattr(g, field))]
    return bool(values) and getattr(f, field) == best(values)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", fold(text)))


class ClaimFilter:
    """Filter that removes unsupported sentences from the text of one answer. Not thread-safe.

    Text is held back until its sentence is complete, so that the output does not depend on how the text is cut.

    Attributes:
        left_out: the number of sentences removed so far.
    """

    def __init__(self, facts: Sequence[Facts], wish: str, names: Mapping[int, str]) -> None:
        """Set the facts, the request and the names to check sentences against; see `unsupported`."""
        self._facts, self._wish, self._names = facts, wish, names
        self._held = ""
        self._started = False
        self._gap = " "  # before the next sentence
        self.left_out = 0

    def feed(self, text: str) -> Prose:
        """Take the next piece of text; return the supported sentences that are complete now."""
        self._held += text
        kept = []
        while True:
            end = _SENTENCE.search(self._held)
            if end is None and len(self._held) <= _LONGEST_SENTENCE:
                break
            at = end.end() if end else _LONGEST_SENTENCE
            sentence, self._held = self._held[:at], self._held[at:]
            kept.append(self._checked(sentence))
        return Prose.parse("".join(kept))

    def close(self) -> Prose:
        """Check the text that is still held back, and return it. Call this when the model's text has ended."""
        sentence, self._held = self._held, ""
        return Prose.parse(self._checked(sentence))

    def _checked(self, sentence: str) -> str:
        """Return a sentence with the white space before it, or "" if it is unsupported."""
        if not (plain := sentence.strip()):
            return ""
        if NOT_SHOWN in plain or unsupported(plain, self._facts, self._wish, self._names):
            self.left_out += 1
            return ""
        checked = (self._gap if self._started else "") + plain
        self._gap = "\n\n" if "\n" in sentence[len(sentence.rstrip()) :] else " "
        self._started = True
        return checked
