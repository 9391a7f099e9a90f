"""What a request points at: "2", "the last one", "more like these", "something else"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.vocabulary.mentions import mentions
from llm.conversation import track_ids
from llm.understanding.reading import Reading
from retrieval.query import Hit
from retrieval.search.evidence import Facts

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "last": -1,
    "final": -1, "top": 1, "primera": 1, "primero": 1, "segunda": 2, "segundo": 2, "tercera": 3, "tercero": 3,
    "cuarta": 4, "cuarto": 4, "ultima": -1, "ultimo": -1, "premier": 1, "premiere": 1, "deuxieme": 2, "troisieme": 3,
    "quatrieme": 4, "dernier": -1, "derniere": -1, "erste": 1, "ersten": 1, "zweite": 2, "zweiten": 2, "dritte": 3,
    "dritten": 3, "vierte": 4, "vierten": 4, "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "uno": 1, "dos": 2, "tres": 3,
    "cuatro": 4, "deux": 2, "trois": 3, "quatre": 4, "letzter": -1, "letztes": -1, "erster": 1, "erstes": 1,
    "zweiter": 2, "zweites": 2, "drittes": 3, "letzte": -1, "letzten": -1,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
RANK = (
    r"(?:(?:(?:the|la|le|el|die|der|das|den|dem|du|al|del) )?(?:number|track|song|no\.?|nr\.?|nummer|numero|piece|"
    r"tune|titel|titre|morceau|chanson|cancion|tema|pieza|lied|stuck)?\s*[#\[]?\s*(?P<n>\d{1,2})\]?(?!\s*(?:bpm|min|"
    r"sec|tracks|songs|%|s\b|th\b|\d))"
    rf"|(?:the |that |la |le |el |die |der |das |den |dem |du |al |del )?(?:(?:number|track|song|nummer|numero) )?"
    rf"(?P<word>{'|'.join(ORDINALS)})(?: (?:one|track|song|piece|tune|result))?(?! "
    rf"(?:minutes?|tracks|songs|more|others?|two|three|mas|mehr|weitere))"
    r"|(?P<these>this|that|these|those|them|it)(?: (?:one|ones|track|tracks|song|songs))?)"
)
ANY_RANK = re.sub(r"\?P<\w+>", "?:", RANK)  # the same without names, to stand twice in a pattern
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
_MOST_LIKED = 3  # tracks that "more like these" averages


_FIRST_N = re.compile(
    r"\b(?:the |les |die |los |las |l)?(?P<end>first|top|last|ersten|premiers|premieres|primeros|primeras|"
    r"letzten|ultimos|derniers)"
    r" (?P<n>two|three|four|2|3|4|zwei|drei|deux|trois|dos|tres)(?: (?:ones|tracks|songs|pieces))?\b"
)
_MANY = {"two": 2, "zwei": 2, "deux": 2, "dos": 2, "three": 3, "drei": 3, "trois": 3, "tres": 3, "four": 4}
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
    rf"^\W*{RANK}\s*,?\s*(?=(?:but|only|just|with|without|minus|plus|in (?:a )?(?:minor|major)|mais|aber|pero|"
    rf"ohne|sans|sin|mit|"
    r"avec|con|instrumental|slower|faster|darker|happier)\b)"
)
_SAME_FACT = re.compile(
    rf"\b(?:in |with |from |by )?(?:the )?same (?P<fact>key|tempo|speed|pace|decade|era|century|artist|composer|"
    rf"album)(?: (?:as|like) {RANK})?"
)


def _with_ranks(rest: str, shown: Sequence[Hit]) -> str:
    """The text with tracks that are described ("the slowest", "the first two") as numbers, every place kept."""
    for match in reversed(list(_FIRST_N.finditer(rest))):
        n = _MANY.get(match["n"]) or int(match["n"])
        last = max(hit.rank for hit in shown)
        first = last - n + 1 if match["end"] in ("last", "letzten", "ultimos", "derniers") else 1
        ranks = [str(r) for r in range(max(first, 1), min(first + n, last + 1))]
        said = _and(ranks).ljust(match.end() - match.start())
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


def extreme_of(word: str, shown: Sequence[Hit]) -> int | None:
    """The rank of the slowest, oldest, longest of these; None where nothing is known."""
    of = {
        "old": lambda t: t.year,
        "new": lambda t: t.year,
        "long": lambda t: t.duration_s,
        "short": lambda t: t.duration_s,
    }
    value = of.get(word, lambda t: t.tempo_bpm)
    known = sorted((v, hit.rank) for hit in shown if (v := value(hit.track)) is not None)
    if not known:
        return None
    return known[-1][1] if word in ("fast", "quick", "new", "long") else known[0][1]


def _read_same_fact(reading: Reading, by_rank: dict[int, Hit]) -> None:
    """ "the same key as 2", "more by the same artist": a condition taken from a shown track."""
    match = _SAME_FACT.search(reading.rest())
    if match is None:
        return
    pointed = _pointed(match, by_rank) if match["n"] or match["word"] else ()
    track = (pointed or tuple(by_rank.values()))[0].track
    fact, tempo = match["fact"], track.tempo_bpm
    found: dict[str, object] = {}
    if fact == "key" and track.key:
        found["key"] = track.key
    elif fact in ("tempo", "speed", "pace") and tempo:
        found["tempo_min"], found["tempo_max"] = float(round(tempo * 0.95)), float(round(tempo * 1.05))
    elif fact in ("decade", "era") and track.year:
        found["year_min"], found["year_max"] = track.year // 10 * 10, track.year // 10 * 10 + 9
    elif fact == "century" and track.year:
        found["year_min"], found["year_max"] = track.year // 100 * 100, track.year // 100 * 100 + 99
        reading.cleared.add("artist")
    elif fact in ("artist", "composer") and track.artist:
        found["artist"] = track.artist
    elif fact == "album" and track.album:
        found["album"] = track.album
    reading.spans.append(match.span())
    reading.filters.update(found)
    if not found:
        reading.notes.append(f"the {fact} of that track is not known")


_HIDDEN = re.compile(
    rf"\b(?:remove|hide|drop|skip|exclude|delete|lose|ditch|kick out|get rid of|take (?:out|away)|leave out|throw out|"
    rf"without|minus|except|anything but|not|ohne|nicht|entferne|sans|enleve|pas|sin|quita)\s+(?P<rank>{RANK})"
    r"(?=\s*(?:$|[,.;!?&]|and\b|but\b|please\b|from\b|again\b|und\b|et\b|y\b))"
)
_HIDDEN_AFTER = re.compile(rf"^\W*(?P<rank>{RANK})\s+(?:(?:bitte )?nicht|weg|raus|out|no)(?=\W*$)")


# "The last one is weird, remove it", "number 4 is awful", "I don't like the second one": that track goes as well.
_AWAY = (
    r"(?:(?:get rid of|remove|ditch|drop|lose|hide|cut|scrap|skip|exclude|delete|bin|leave out|take out|throw out) "
    r"(?:it|that|that one|this one)(?: out| away| off)?|(?:leave|take|throw|kick) (?:it|that|that one|this one) "
    r"(?:out|away|off)|(?:i )?(?:don't|do not) (?:want|like|need) (?:it|that(?: one)?)|not that(?: one)?|weg damit|"
    r"(?:die|das|den) (?:bitte )?(?:weg|raus|nicht)|quita(?:la|lo)|fuera|enleve-l[ae]|vire-l[ae])"
)
_DISLIKES = (
    r"(?:(?:i |we )?(?:really |just )?(?:don't|do not|didn't|did not|can't|cannot) (?:really |quite )?(?:like|love|"
    r"enjoy|stand|fancy|care for|want|dig)|(?:i |we )?(?:really )?(?:hate|hated|dislike|disliked)|"
    r"(?:i'm |i am )?not (?:a fan of|fond of|keen on|into|crazy about|sure about)|no me gusta|j'aime pas|"
    r"je n'aime pas|ich (?:mag|hasse))"
)
_DISLIKED = (
    r"(?:is|was|sounds?|feels?|'s) (?:(?:really|so|just|pretty|quite|a bit|absolutely|kind of|kinda) )*(?:awful|"
    r"terrible|horrible|rubbish|garbage|crap|annoying|bad|the worst|ugly|unbearable|dreadful|hideous|no good|not good|"
    r"not (?:really )?(?:for me|my (?:thing|taste|cup of tea)|it|right|what i (?:want(?:ed)?|mean|meant|asked for)))|"
    r"(?:doesn't|does not) (?:fit|work|belong|suit)(?: here| at all| for me)?|gefallt mir (?:gar |uberhaupt )?nicht|"
    r"(?:ist|war) (?:schrecklich|furchtbar|schlecht|doof)|(?:es|era) (?:horrible|mal[oa]|fe[oa])|"
    r"(?:est|etait) (?:nulle?|horrible|moche)|no me gusta(?: nada)?|me plait pas|ne me plait pas"
)
_SENT_OFF = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^\W*(?:[a-z']+ ){{0,3}}?(?P<rank>{RANK})(?: (?!and (?:the|number))[^?]{{0,60}})?[\s,;.:!-]+"
        rf"(?:so |and |please )*{_AWAY}(?: please| bitte)?\W*$",
        rf"\b(?:{_DISLIKES}) (?P<rank>{RANK})(?: (?:at all|much|very much|nicht|so much|though))*(?=\W*$|[,.;!])",
        rf"^\W*(?:(?:but|and|hmm+|ok|no|nah|eh|i think|well)\W+)*(?P<rank>{RANK})(?: |(?='s))(?:{_DISLIKED})"
        r"(?=\W*$|[,.;!])",
    )
)


def judges(text: str) -> bool:
    """Whether a folded text praises a shown track, or sends it away: no question then."""
    return bool(_PRAISED.match(text)) or any(
        match["n"] or match["word"] for pattern in _SENT_OFF if (match := pattern.search(text))
    )


def _read_hidden(reading: Reading, by_rank: dict[int, Hit]) -> None:
    """ "hide number 2", "without the first": the wish stays, that track goes."""
    for pattern in (_HIDDEN, _HIDDEN_AFTER, *_SENT_OFF):
        for match in pattern.finditer(reading.rest()):
            pointed = match["n"] or (
                match["word"] and re.match(r"(?:the|that|number|track|song|la|le|el|die|der|das|den)\b", match["rank"])
            )
            if pointed and (hits := _pointed(match, by_rank)):
                reading.hidden += track_ids(hits)
                reading.notes.append("without what you sent away")  # no number: the new list has its own
                reading.spans.append(match.span())


def _read_praise(reading: Reading, rest: str, by_rank: dict[int, Hit]) -> bool:
    """ "I love the last one", "2 is perfect, more of that", "4 but slower": the track is what to go by."""
    match = _PRAISED.match(rest) or _AS_BASE.match(rest)
    if match is None or not (ranks := ranks_in(match.group(), reading.shown)):
        return False
    end = match.end()
    while more := re.match(r"\s*(?:,|and|&|und|y|et)\s*(?:the )?(?:number |track )?(\d{1,2})\b", rest[end:]):
        ranks += [int(more[1])] if int(more[1]) in by_rank else []
        end += more.end()
    if more := re.match(
        r"[\s,.!?;:-]*(?:(?:i want |give me |play |show me |some )*more(?: (?:please|like (?:that|this|it|those|"
        r"them)|of (?:that|this|"
        r"those|these|them|it)|in that (?:direction|vein)|along those lines))*)(?=\W|$)",
        rest[end:],
    ):
        end += more.end()
    hits = tuple(by_rank[rank] for rank in dict.fromkeys(ranks))
    reading.spans.append((0, end))
    reading.like, reading.referred = track_ids(hits), hits
    reading.notes.append("similar in sound to " + _and([f"[{hit.rank}]" for hit in hits]) + " above")
    return True


def read_references(reading: Reading) -> None:
    """ "more like 2", "like the last one but older", "slower than 3"."""
    if not reading.shown:
        return
    by_rank = {hit.rank: hit for hit in reading.shown}
    _read_same_fact(reading, by_rank)
    _read_hidden(reading, by_rank)
    rest = _with_ranks(reading.rest(), reading.shown)
    if _MORE.match(rest) and re.search(r"\b(?:kind|sort|type)\b", rest):
        return  # "any more of that kind": others for the same wish
    match = LIKE.search(rest)
    if (match is None or match["these"]) and _read_praise(reading, rest, by_rank):
        return
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
    r"^\W*(?:(?:and|und|et|y|ok|okay|now|yes|any|great) )*(?:(?:show|give|play|find|get)(?: me)? )?"
    r"(?:some |a few |any |still |yet |even |#+ )*(?:more|the rest|rest|next|next "
    r"ones?|the others?|others|other ones|other songs|other tracks|"
    r"mehr|mehr davon|"
    r"weiter|weitere|noch (?:mehr|welche|ein paar)|encore|mas(?: de lo mismo)?|keep going|keep (?:them|it|"
    r"'em) coming|continue|"
    r"another(?: one)?|new ones|fresh ones|what else(?: (?:have you got|do you have|is there|"
    r"you got))?)(?: (?:again|please|bitte|of (?:that|this|the same) (?:kind|sort|type)|"
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


def read_repetition(reading: Reading) -> None:
    """ "more", "the rest", "something else"."""
    if not reading.shown:
        return
    if not reading.like and (match := _MORE.match(reading.rest())):
        reading.more = "more"
        reading.spans.append(match.span())
        return
    for match in ELSE.finditer(reading.rest()):
        reading.more = "else"
        reading.spans.append(match.span())


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
