"""What a request points at: "2", "the last one", "more like these", "something else"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.query import Hit

from .conversation import track_ids
from .reading import Reading

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "last": -1,
    "final": -1, "top": 1, "primera": 1, "primero": 1, "segunda": 2, "segundo": 2, "tercera": 3, "tercero": 3,
    "cuarta": 4, "cuarto": 4, "ultima": -1, "ultimo": -1, "premier": 1, "premiere": 1, "deuxieme": 2, "troisieme": 3,
    "quatrieme": 4, "dernier": -1, "derniere": -1, "erste": 1, "ersten": 1, "zweite": 2, "zweiten": 2, "dritte": 3,
    "dritten": 3, "vierte": 4, "vierten": 4, "letzte": -1, "letzten": -1,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
RANK = (
    r"(?:(?:(?:the|la|le|el|die|der|das|den|dem) )?(?:number|track|song|no\.?|nr\.?|nummer|numero|piece|"
    r"tune|titel|titre|morceau|chanson|cancion|tema|pieza|lied|stuck)?\s*[#\[]?\s*(?P<n>\d{1,2})\]?(?!\s*(?:bpm|min|"
    r"sec|tracks|songs|%|s\b|th\b|\d))"
    rf"|(?:the |that |la |le |el |die |der |das |den |dem )?(?P<word>{'|'.join(ORDINALS)})(?: (?:one|track|song|"
    rf"piece|tune|result))?(?! "
    rf"(?:minutes?|tracks|songs))"
    r"|(?P<these>this|that|these|those|them|it)(?: (?:one|ones|track|tracks|song|songs))?)"
)
POINTS_AT = re.compile(rf"\b{RANK}(?=\W|$)")


def ranks_in(text: str, shown: Sequence[Hit]) -> list[int]:
    """The ranks of shown tracks that a folded text names, in order."""
    ranks: list[int] = []
    for match in POINTS_AT.finditer(text):
        if match["n"]:
            rank = int(match["n"])
        elif match["word"]:
            rank = ORDINALS[match["word"]]
            rank = len(shown) if rank == -1 else rank
        else:
            continue
        if rank not in ranks and any(hit.rank == rank for hit in shown):
            ranks.append(rank)
    return ranks


LIKE = re.compile(
    rf"\b(?P<verb>(?:more |something |some |others? |another (?:one )?|anything |tracks? |songs? |one "
    rf"|mehr |etwas |plus |encore |quelque chose |mas |algo )*(?:just |so |tan |aussi )?(?:like|similar to|"
    rf"parecid[oa]s? a|similar a|ahnlich wie|semblable a|"
    rf"same as|such as|in the (?:style|spirit|mood) of|resembling|wie|comme|"
    rf"como)"
    rf"|more of|closer to|based on) {RANK}(?P<more>(?:(?:,| and| or|,? &) (?:the )?(?:number |track |song "
    rf")?\d{{1,2}})*)(?=\W|$)"
)
_DIRECTION = re.compile(
    r"\b(?:(?:some |something |anything )?more )?(?:of (?:that|this|the same) (?:kind|sort)|in (?:that|this|the same|a "
    r"similar) (?:direction|vein|spirit|style|mood)|along (?:those|these|the same) lines)\b"
)
_THAN = re.compile(rf"\b(?:than|als|que) {RANK}(?=\W|$)")
_ALIKE = re.compile(
    r"^\W*(?:(?:something|anything|more|some) )?(?:similar|alike|in the same vein|along (?:those|these|the same) lines)"
    r"(?: (?:ones?|tracks?|songs?|music|stuff|things?))?(?=\W|$)(?! to\b)"
)
_MOST_LIKED = 3  # tracks that "more like these" averages


def read_references(reading: Reading) -> None:
    """ "more like 2", "like the last one but older", "slower than 3"."""
    if not reading.shown:
        return
    by_rank = {hit.rank: hit for hit in reading.shown}
    rest = reading.rest()
    match = LIKE.search(rest)
    if match:
        hits = _pointed(match, by_rank)
        if match["these"] and (named := ranks_in(rest[: match.start()], reading.shown)):
            hits = tuple(by_rank[rank] for rank in named)  # "the first one was nice, more like that"
            reading.spans.append((0, match.start()))
        if hits or match["n"] or match["word"]:
            reading.spans.append(match.span())
        if hits:
            reading.like, reading.referred = track_ids(hits), hits
            reading.notes.append("similar in sound to " + _and([f"[{hit.rank}]" for hit in hits]) + " above")
        elif match["n"] or match["word"]:
            reading.notes.append(f"there is no {match['n'] or match['word']} among the tracks above")
            reading.like = ()
        return
    match = _ALIKE.search(rest) or _DIRECTION.search(rest)
    if match:
        hits = tuple(by_rank.values())[:_MOST_LIKED]
        reading.spans.append(match.span())
        if named := ranks_in(rest[: match.start()], reading.shown):  # "1 is beautiful, more in that direction"
            hits = tuple(by_rank[rank] for rank in named)
            reading.spans.append((0, match.start()))
            reading.like, reading.referred = track_ids(hits), hits
            reading.notes.append("similar in sound to " + _and([f"[{hit.rank}]" for hit in hits]) + " above")
            return
        reading.like, reading.referred = track_ids(hits), hits
        reading.notes.append("similar in sound to the first of those above")
        return
    match = _THAN.search(rest)
    if match:
        reading.spans.append(match.span())
        reading.referred = _pointed(match, by_rank)


def _pointed(match: re.Match[str], by_rank: dict[int, Hit]) -> tuple[Hit, ...]:
    if match["these"]:
        return tuple(by_rank.values())[:_MOST_LIKED]
    ranks = [int(match["n"])] if match["n"] else [ORDINALS[match["word"]]]
    ranks += [int(n) for n in re.findall(r"\d+", match.groupdict().get("more") or "")]
    last = max(by_rank)
    return tuple(by_rank[r if r > 0 else last] for r in ranks if (r if r > 0 else last) in by_rank)


_MORE = re.compile(
    r"^\W*(?:(?:show|give|play|find|get)(?: me)? )?(?:some |a few |any )?(?:more|the rest|rest|next|next "
    r"ones?|the others?|others|other ones|other songs|other tracks|"
    r"mehr|weiter|encore|mas|keep going|continue)(?: (?:please|of (?:the same|these|those|them|this|that|"
    r"it)|like (?:these|those|them|this|that)|tracks?|songs?|results?|ones?|music|options?))*\W*$"
)
_ELSE = re.compile(
    r"\b(?:(?:something|anything|some|any) (?:else|different|other)|(?:different|other) (?:ones?|tracks?|"
    r"songs?|results?)|none of (?:these|those|them)|not (?:these|those|any of (?:these|them))|"
    r"etwas anderes|autre chose|otra cosa|(?:i )?(?:already )?(?:know|heard|have) (?:all (?:of )?)?(?:these|those|"
    r"them)(?: already)?|(?:some )?others?(?: ones?)?(?: please)?\W*$|(?:was|etwas) anderes|andere|d'autres|"
    r"otr[oa]s)(?:\b|$)"
)


def read_repetition(reading: Reading) -> None:
    """ "more", "the rest", "something else"."""
    if not reading.shown:
        return
    if not reading.like and (match := _MORE.match(reading.rest())):
        reading.more = "more"
        reading.spans.append(match.span())
        return
    for match in _ELSE.finditer(reading.rest()):
        reading.more = "else"
        reading.spans.append(match.span())


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
