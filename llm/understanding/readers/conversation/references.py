"""Find references to the shown tracks: "2", "the last one", "more like these", "something else"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from data.track import Track
from data.vocabulary.mentions import mentions
from llm.conversation import track_ids
from llm.language import numerals, removing, table, words
from llm.understanding.findings import (
    Aside,
    Cleared,
    Condition,
    Finding,
    Likeness,
    Repetition,
    Request,
    SentAway,
    in_turn,
)
from llm.understanding.numbers import NOT
from retrieval.query import Hit
from retrieval.search.evidence import Facts

ORDINALS = {word: n for word, n in numerals().items() if n <= 8} | table("ordinals")
RANK = (
    r"(?:(?:(?:the|la|le|el|die|der|das|den|dem|du|al|del) )?(?:number|track|song|no\.?|nr\.?|nummer|numero|piece|"
    r"tune|titel|titre|morceau|chanson|cancion|tema|pieza|lied|stuck)?\s*[#\[]?\s*(?P<n>\d{1,2})\]?(?!\s*(?:bpm|min|"
    r"sec|tracks|songs|%|s\b|th\b|\d))"
    rf"|(?:the |that |la |le |el |die |der |das |den |dem |du |al |del )?(?:(?:number|track|song|nummer|numero) )?"
    rf"(?P<word>{'|'.join(ORDINALS)})(?: (?:one|track|song|piece|tune|result))?(?! "
    rf"(?:minutes?|tracks|songs|more|others?|two|three|mas|mehr|weitere))"
    r"|(?P<these>this|that|these|those|them|it)(?: (?:one|ones|track|tracks|song|songs))?)"
)
ANY_RANK = re.sub(r"\?P<\w+>", "?:", RANK)  # the same without named groups, so that a pattern can contain it twice
POINTS_AT = re.compile(rf"\b{RANK}(?=\W|$)")


def ranks_in(text: str, shown: Sequence[Hit]) -> list[int]:
    """Return the ranks of the shown tracks that a folded text names ("2", "the last one"), in order."""
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
    rf"(?<!\w'd )(?<!would )\b"
    rf"(?P<verb>(?:more |something |some |others? |another (?:one )?|anything |tracks? |songs? |one "
    rf"|mehr |etwas |plus |encore |quelque chose |mas |algo )*(?:just |so |tan |aussi )?(?:like|similar to|"
    rf"parecid[oa]s? a|parecid[oa]s?(?= al)|similar(?:es)? a|similar(?:es)?(?= al)|ahnlich (?:wie|zu)|semblable a|"
    rf"same as|such as|in the (?:style|spirit|mood|vein|manner|direction) of|resembling|along the lines of|"
    rf"close to|near to|"
    rf"(?:the )?(?:same|similar) (?:vibe|feel|feeling|mood|style|sound|spirit|energy|atmosphere|kind|"
    rf"sort)(?: of \w+)? (?:as|like|to)|"
    rf"im stil (?:von|wie)|in der art von|dans le (?:style|genre|gout|esprit) (?:de|d)|(?:al|en el) estilo del?|"
    rf"sounds? like|"
    rf"dans le (?:style|genre|gout|esprit)(?= du)|wie|comme|como)"
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
_MOST_LIKED = 3  # how many of the shown tracks "more like these" refers to


_ENDS = {word: n for word, n in table("ordinals").items() if n in (1, -1)}
_FEW = {**{word: n for word, n in numerals().items() if 2 <= n <= 4}, "2": 2, "3": 3, "4": 4}
_FIRST_N = re.compile(
    rf"\b(?:(?:the|les|die|los|las|l) ?)?(?P<end>{'|'.join(_ENDS)})s?"
    rf" (?P<n>{'|'.join(_FEW)})(?: (?:ones|tracks|songs|pieces))?\b"
)
_DESCRIBED = re.compile(
    r"(?<=\w )the (?:(?P<most>slow|fast|quick|old|new|long|short)est(?: (?:one|track|song|piece))?|(?:one|track|"
    r"song) with "
    r"(?:the |an? )?)"
)
_PRAISED = re.compile(
    rf"^\W*(?:(?:i|we) )?(?:really |quite |do |just )*(?:like|love|loved|liked|adore|enjoy|prefer|"
    rf"dig)d?\b(?! to\b) {RANK}"
    rf"|^\W*(?:track |song |number )?{ANY_RANK}(?: (?:is|was|sounds?)|'s) (?:really |so |very |just )*(?:great|"
    r"perfect|nice|good|lovely|beautiful|wonderful|amazing|awesome|the one|best|my favou?rite|what i (?:want|"
    r"mean|need)|right|it|"
    r"cool|brilliant)\b"
    rf"|^\W*{ANY_RANK} (?:hat mir (?:gut |sehr (?:gut )?)?gefallen|gefallt mir|"
    r"(?:ist|war) (?:super|toll|gut|perfekt|schon|"
    r"klasse)|(?:si |no )?me (?:gusta|encanta|ha gustado|gusto)|es (?:perfect[oa]|genial|buen[oa])|m'a plu|me plait|"
    r"(?:est|etait) (?:super|parfaite?|bien|genial|top))\b"
)
_AS_BASE = re.compile(
    rf"^\W*{RANK}\s*,?\s*(?=(?:{words('but', 'with_', 'without')}|only|just|plus|in (?:a )?(?:minor|major)|"
    rf"instrumental|"
    r"slower|faster|darker|happier)\b)"
)
_SAME_FACT = re.compile(
    rf"\b(?:in |with |from |by )?(?:the )?same (?P<fact>key|tempo|speed|pace|decade|era|century|artist|composer|"
    rf"album)(?: (?:as|like) {RANK})?"
)


def read(request: Request) -> list[Finding]:
    """Find which shown tracks the request means, and whether it wants similar ones, a comparison or their removal.

    Requests for other tracks than the shown ones are found, too.
    """
    if not request.shown:
        return _unseen(request)
    return in_turn(request, (_by_them, _same_fact, _hidden, _pointed, _more, _others))


_EXAMPLE = (
    r"(?:songs?|tracks?|tunes?|pieces?|ones?|artists?|bands?|guys?|singers?|albums?|videos?|clips?|beats?|vibes?|sounds?|"
    r"lied|lieder|stuck|musik|chansons?|morceaux?|musiques?|cancion(?:es)?|temas?|musica)"
)
_THIS = r"(?:this|these|dies(?:e[mnrs]?)?|cet|cette|ces|cel(?:ui|le)-(?:ci|la)|ceux-(?:ci|la)|est[aeo]s?)"
_LIKE_THIS = r"(?:like|similar to|close to|same as|wie|ahnlich wie|comme|semblable a|como|parecid[oa]s? a)"
# An example that is not on the page: "similar to this", "the beat of that song", "like the ones below".
_UNSEEN = re.compile(
    rf"\b{_LIKE_THIS} {_THIS}(?: (?:kind(?:a| of)|type of|one|ones|{_EXAMPLE}))?(?=\W*(?:$|[,.;:!?|()]|but\b|aber\b|"
    rf"mais\b|pero\b))|"
    rf"\b(?:{_LIKE_THIS}|of|in|from|with|von|de|dans|en) (?:{_THIS}|that) (?:(?:kind(?:a| of)|type of) )?{_EXAMPLE}\b"
    rf"(?=\W*(?:$|[,.;:!?|()]|and\b|but\b|in\b|und\b|aber\b|et\b|mais\b|y\b|pero\b))|"
    rf"\b(?:the )?(?:ones?|{_EXAMPLE}) (?:linked )?(?:below|attached|linked)\b|\bthe following {_EXAMPLE}\b"
)


def _unseen(request: Request) -> list[Finding]:
    """Find an example that the request points at although no tracks are shown: "a song similar to this"."""
    example = _UNSEEN.search(request.folded)
    if example is None or not request.rest[example.start() : example.end()].strip():
        return []
    return [Aside(spans=(example.span(),), note="I cannot see the example that you point at")]


_BY_THEM = re.compile(
    r"\b(?:(?:any|some)thing|more|others?|what|tracks?|songs?|music|pieces?)(?: else)?(?: (?:do you have|is there))? "
    r"(?:by|from|of) (?:them|him|her|(?:this|that) (?:artist|composer|band|guy|person|woman|man))\b"
)


def _by_them(request: Request) -> list[Finding]:
    """Find the artist that "them" means in "anything else by them?".

    This is the artist of the track that the turn before was about ("who wrote 2?").
    """
    match = _BY_THEM.search(request.rest)
    if match is None or len(request.asked_about) != 1:
        return []
    artist = next((hit.track.artist for hit in request.shown if hit.rank == request.asked_about[0]), "")
    if not artist:
        return []
    return [Condition(values=(("artist", artist),), spans=(match.span(),)), Repetition()]


def _with_ranks(rest: str, shown: Sequence[Hit]) -> str:
    """Replace descriptions of tracks ("the slowest", "the first two") by their ranks, padded to the same length."""
    for match in reversed(list(_FIRST_N.finditer(rest))):
        n = _FEW[match["n"]]
        last = max(hit.rank for hit in shown)
        first = last - n + 1 if _ENDS[match["end"]] == -1 else 1
        ranks = [str(r) for r in range(max(first, 1), min(first + n, last + 1))]
        said = ", ".join(ranks).ljust(match.end() - match.start())
        if len(said) == match.end() - match.start():
            rest = rest[: match.start()] + said + rest[match.end() :]
    for match in reversed(list(_DESCRIBED.finditer(rest))):
        end, rank = match.end(), None
        if match["most"]:
            rank = extreme_of(match["most"], shown)
        elif named := next((m for m in mentions(rest) if m.start == match.end()), None):
            end = named.end
            rank = next((h.rank for h in shown if Facts.of(h).evidence(named.concept.name)), None)
        if rank is not None:
            rest = rest[: match.start()] + str(rank).ljust(end - match.start()) + rest[end:]
    return rest


_FACTS: dict[str, Callable[[Track], float | None]] = {
    "old": lambda track: track.year,
    "new": lambda track: track.year,
    "long": lambda track: track.duration_s,
    "short": lambda track: track.duration_s,
    "slow": lambda track: track.tempo_bpm,  # also for "fast" and "quick"
}


def extreme_of(word: str, shown: Sequence[Hit]) -> int | None:
    """Return the rank of the shown track with the highest or lowest value of a fact.

    Args:
        word: the stem of a superlative, such as "slow" for "the slowest".
        shown: the tracks on the page.

    Returns:
        the rank; None if the fact is not known for any track.
    """
    value = _FACTS.get(word, _FACTS["slow"])
    known = sorted((v, hit.rank) for hit in shown if (v := value(hit.track)) is not None)
    if not known:
        return None
    return known[-1][1] if word in ("fast", "quick", "new", "long") else known[0][1]


def _same_fact(request: Request) -> list[Finding]:
    """Find conditions whose value is that of a shown track: "the same key as 2", "more by the same artist"."""
    match = _SAME_FACT.search(request.rest)
    if match is None:
        return []
    track = (_hits(match, request.shown) if match["n"] or match["word"] else ())[:1] or request.shown[:1]
    values = _fact(match["fact"], track[0])
    note = "" if values else f"the {match['fact']} of that track is not known"
    found: list[Finding] = [Condition(values=tuple(values.items()), spans=(match.span(),), note=note)]
    if match["fact"] == "century" and values:
        found.append(Cleared(("artist",)))
    return found


def _fact(name: str, hit: Hit) -> dict[str, Any]:
    """Return the fields of `Filters` that require the same value of a fact as a track has; {} if it is unknown."""
    track, tempo = hit.track, hit.track.tempo_bpm
    if name == "key":
        return {"key": track.key} if track.key else {}
    if name in ("tempo", "speed", "pace"):
        return {"tempo_min": float(round(tempo * 0.95)), "tempo_max": float(round(tempo * 1.05))} if tempo else {}
    if name in ("decade", "era", "century"):
        years = 100 if name == "century" else 10
        first = track.year // years * years if track.year else 0
        return {"year_min": first, "year_max": first + years - 1} if first else {}
    if name == "album":
        return {"album": track.album} if track.album else {}
    return {"artist": track.artist} if track.artist else {}


_HIDDEN = re.compile(
    rf"\b(?:{words('removing', 'without', 'excepting', 'negations')})\s+(?P<rank>{RANK})"
    r"(?=\s*(?:$|[,.;!?&]|and\b|but\b|please\b|from\b|again\b|und\b|et\b|y\b))"
)
_HIDDEN_AFTER = re.compile(rf"^\W*(?P<rank>{RANK})\s+(?:{words('removed_behind')})(?=\W*$)")
# "The last one is weird, remove it", "number 4 is awful", "I don't like the second one" remove that track too.
_SENT_OFF = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^\W*(?:[a-z']+ ){{0,3}}?(?P<rank>{RANK})(?: (?!and (?:the|number))[^?]{{0,60}})?[\s,;.:!-]+"
        rf"(?:so |and |please )*(?:{removing('it')})(?: (?:{words('please')}))?\W*$",
        rf"\b(?:{words('disliking')}) (?P<rank>{RANK})(?: (?:at all|much|very much|nicht|so much|though))*"
        r"(?=\W*$|[,.;!])",
        rf"^\W*(?:(?:but|and|hmm+|ok|no|nah|eh|i think|well)\W+)*(?P<rank>{RANK})(?: |(?='s))"
        rf"(?:{words('disliked_behind')})(?=\W*$|[,.;!])",
    )
)


def judges(text: str) -> bool:
    """Return whether a folded text praises or rejects a shown track. Then it is no question about the track."""
    return bool(_PRAISED.match(text)) or any(
        match["n"] or match["word"] for pattern in _SENT_OFF if (match := pattern.search(text))
    )


_NAMED_RANK = re.compile(r"(?:the|that|number|track|song|la|le|el|die|der|das|den)\b")


def _hidden(request: Request) -> list[Finding]:
    """Find shown tracks to remove from the results of the same search: "hide number 2", "without the first"."""
    found: list[Finding] = []
    for pattern in (_HIDDEN, _HIDDEN_AFTER, *_SENT_OFF):
        new: list[Finding] = []
        for match in pattern.finditer(request.rest):
            pointed = match["n"] or (match["word"] and _NAMED_RANK.match(match["rank"]))
            if pointed and (hits := _hits(match, request.shown)):
                # The note names no rank, because the new list has other ranks.
                new.append(SentAway(track_ids(hits), spans=(match.span(),), note="without what you sent away"))
        request = request.with_findings(new)
        found += new
    return found


_KIND = re.compile(r"\b(?:kind|sort|type)\b")
_OWN_TASTE = re.compile(
    r"\b(?:i|we) (?:really |also |just |do )*(?:love|like|enjoy|adore|prefer|listen to|am into|are into)"
    r" (?!(?:this|that|these|those|it|them|number|track|the (?:first|second|third|last))\b)\w+ "
)
_AND_RANK = re.compile(r"\s*(?:,|and|&|und|y|et)\s*(?:the )?(?:number |track )?(\d{1,2})\b")
_AND_MORE = re.compile(
    r"[\s,.!?;:-]*(?:(?:i want |give me |play |show me |some )*more(?: (?:please|like (?:that|this|it|those|them)|"
    r"of (?:that|this|those|these|them|it)|in that (?:direction|vein)|along those lines))*)(?=\W|$)"
)
_NUMBERS = re.compile(r"\d+")


def _pointed(request: Request) -> list[Finding]:
    """Find the shown tracks that the results should sound like or are compared with.

    For instance "more like 2", "like the last one but older".
    """
    rest = _with_ranks(request.rest, request.shown)
    if _MORE.match(rest) and _KIND.search(rest):
        return []  # "any more of that kind": other tracks of the same search
    match = LIKE.search(rest)
    if match and match["these"] and _OWN_TASTE.search(request.folded[: match.start()]):
        return []  # "I love songs in Japanese, add some like that": what is named, and not what is shown
    if (match is None or match["these"]) and (praised := _praised(rest, request.shown)):
        return praised
    if match:
        start, end = match.span()
        while rest != request.rest and rest[end : end + 1] == " ":
            end += 1  # the spaces that pad a rank
        if match["these"] and (named := ranks_in(rest[: match.start()], request.shown)):
            # "the first one was nice, more like it"
            return [_likeness(_ranked(named, request.shown), (0, match.end()))]
        if hits := _hits(match, request.shown):
            return [_likeness(hits, (start, end))]
        if said := match["n"] or match["word"]:
            return [Likeness((), spans=(match.span(),), note=f"there is no {said} among the tracks above")]
        return []
    if match := _ALIKE.search(rest) or _DIRECTION.search(rest):
        if named := ranks_in(rest[: match.start()], request.shown):  # "1 is beautiful, more in that direction"
            return [_likeness(_ranked(named, request.shown), (0, match.end()))]
        return [_likeness(request.shown[:_MOST_LIKED], match.span())]
    if match := _THAN.search(rest):
        return [Likeness(_hits(match, request.shown), seed=False, spans=(match.span(),))]
    return []


def _praised(rest: str, shown: Sequence[Hit]) -> list[Finding]:
    """Find shown tracks that the user praises; the next results should sound like them."""
    match = _PRAISED.match(rest) or _AS_BASE.match(rest)
    if match is None or not (ranks := ranks_in(match.group(), shown)):
        return []
    end = match.end()
    while more := _AND_RANK.match(rest[end:]):
        ranks += [int(more[1])] if any(hit.rank == int(more[1]) for hit in shown) else []
        end += more.end()
    if more := _AND_MORE.match(rest[end:]):
        end += more.end()
    return [_likeness(_ranked(dict.fromkeys(ranks), shown), (0, end))]


def _likeness(hits: tuple[Hit, ...], span: tuple[int, int]) -> Likeness:
    return Likeness(hits, spans=(span,))


def _ranked(ranks: Iterable[int], shown: Sequence[Hit]) -> tuple[Hit, ...]:
    by_rank = {hit.rank: hit for hit in shown}
    return tuple(by_rank[rank] for rank in ranks)


def _hits(match: re.Match[str], shown: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the shown tracks that a match of `RANK` refers to."""
    if match["these"]:
        return tuple(shown)[:_MOST_LIKED]
    by_rank = {hit.rank: hit for hit in shown}
    ranks = [int(match["n"])] if match["n"] else [ORDINALS[match["word"]]]
    ranks += [int(n) for n in _NUMBERS.findall(match.groupdict().get("more") or "")]
    last = max(by_rank)
    return tuple(by_rank[r if r > 0 else last] for r in ranks if (r if r > 0 else last) in by_rank)


_MORE = re.compile(
    r"^\W*(?:(?:and|und|et|y|ok|okay|now|yes|any|great) )*(?:(?:show|give|play|find|get)(?: me)? )?"
    rf"(?:some |a few |any |still |yet |even |#+ )*(?:{words('more_tracks')})"
    rf"(?: (?:again|{words('please')}|of (?:that|this|the same) (?:kind|sort|type)|"
    r"of (?:the same|these|those|them|this|that|it)|"
    r"like (?:these|those|them|this|that)|tracks?|songs?|results?|ones?|music|options?))*\W*$"
)
ELSE = re.compile(
    r"\b(?:(?:something|anything|some|any) (?:else|different|other)|(?:different|other) (?:ones?|tracks?|"
    r"songs?|results?)|none of (?:these|those|them)|not (?:these|those|any of (?:these|them))|"
    r"(?:something|anything|ones?|tracks|songs) (?:that )?(?:i|we) (?:haven't|have not|don't|didn't|"
    r"do not)(?: yet)? (?:seen?|heard?|"
    r"know|had)(?: yet| before)?|"
    r"what else(?: (?:is there|have you got|do you have))?|"
    r"(?:(?:i|we)(?:'ve| have)? )?(?:already )?(?:seen|had|used|played|did) (?:them|these|those)(?: all)?(?: already)?|"
    r"etwas anderes|autre chose|otra cosa|(?:i )?(?:already )?(?:know|heard|have) (?:all (?:of )?)?(?:these|those|"
    r"them)(?: already)?|(?:some )?others?(?: ones?)?(?: please)?\W*$|(?:was|etwas) anderes|"
    r"(?<!alles )(?<!alle )andere|d'autres|"
    r"otr[oa]s)(?:\b|$)"
)


def _more(request: Request) -> list[Finding]:
    if any(isinstance(f, Likeness) and f.seed and f.hits for f in request.found):
        return []
    match = _MORE.match(request.rest)
    return [Repetition(spans=(match.span(),))] if match else []


def _others(request: Request) -> list[Finding]:
    if any(isinstance(f, Repetition) and f.spans and not f.otherwise for f in request.found):
        return []
    return [Repetition(otherwise=True, spans=(match.span(),)) for match in ELSE.finditer(request.rest)]


_NOT_THAT = re.compile(rf"(?:{NOT}|\bbut)\s+$")


def ranks_pointed_at(request: Request, spans: Iterable[tuple[int, int]]) -> list[int]:
    """Return the ranks of the shown tracks named in these spans. A span that follows "not" is skipped."""
    ranks: list[int] = []
    for start, end in spans:
        if not _NOT_THAT.search(request.folded[:start]):
            ranks += [r for r in ranks_in(request.folded[start:end], request.shown) if r not in ranks]
    return ranks
