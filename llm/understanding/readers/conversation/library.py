"""Read questions about the library as a whole: how many, which, the longest, what is new, what was played.

A question is a frame ("how many ... do I have") around what is counted ("artists") and conditions ("from the 80s"),
which the other readers find. The frames of English are compositional; other languages have whole requests as
alternatives.
"""

from __future__ import annotations

import re

from llm.language import languages, numerals
from llm.plan import Ask, LibraryQuestion

_TRACKS = r"tracks?|songs?|pieces?|tunes?|recordings?|files?|titles?|music|stuff|things?|ones?"
_GROUPS: dict[Ask, str] = {
    "artists": r"artists?|bands?|singers?|musicians?|performers?",
    "composers": r"composers?",
    "albums": r"albums?|records?|lps?|cds?",
    "genres": r"genres?|styles?|(?:kinds?|types?|sorts?) of music",
    "instruments": r"instruments?",
    "moods": r"moods?",
    "decades": r"decades?|eras?",
    "years": r"(?<!this )(?<!last )(?<!past )(?<!of the )(?<!one )years?",
    "languages": r"languages?",
    "formats": r"(?:file )?(?:formats?|types?)",
    "keys": r"keys?",
}
_GROUP = "|".join(f"(?P<{name}>{words})" for name, words in _GROUPS.items())
_LIBRARY = r"(?:library|collection)"
_HAVE = (
    r"(?:do|did|have|has) (?:i|we|you)\b(?: actually| currently)? (?:have|own|got|keep|possess)\b|have (?:i|we) got|"
    r"(?:are|is) (?:there|in here)\b|\b(?:i|we)(?:'ve| have| own)\b(?: got)?|"
    rf"\b(?:in|of|from|on|is|are) (?:my|this|the|our|your) (?:\w+ )?(?:{_LIBRARY}|music|songs|tracks|albums)\b|"
    r"on (?:this|my) (?:computer|disk|machine|laptop)|\bin (?:here|total|all)\b|\b(?:songs?|tracks?|pieces?) of mine\b"
)
_MINE = re.compile(
    r"^(?:(?:what|which|who|where)(?:'s| is| are| of)?|show(?: me)?|list|give(?: me)?|name|play|tell me)? ?"
    r"(?:all )?(?:of )?(?:my|our)\b"
)
_CAN = re.compile(r"\b(?:can|could|would|should|does|will|speak|handle|hold)\b")
_MOST_WORDS = 14  # of a question about the library; a longer request tells a story
_HAVES = re.compile(_HAVE)
_BEGIN = re.compile(
    r"^\W*(?:(?:and|so|ok|okay|hey|hark|please|well|now|hi|hello|can you|could you|would you|tell me|do you know|"
    r"i(?:'d| would) like to know|i want to know|i wonder|just)\b[\s,]*)*"
)
_END = re.compile(r"[\s,]*(?:\b(?:please|thanks|exactly|actually|again|then|now|altogether|overall)\b[\s,]*)*\W*$")
_OF_SHOWN = re.compile(r"\b(?:of (?:these|those|them)|these|those|this one|that one|number \d|#\d)\b")

# Superlatives: ask, words. The first that matches is used.
_SUPERLATIVES: tuple[tuple[Ask, str], ...] = (
    ("most played", r"most[ -](?:often[ -])?(?:played|listened(?: to)?|heard)"),
    ("least played", r"least[ -](?:often[ -])?(?:played|listened(?: to)?|heard)"),
    ("last played", r"(?:most recently|last|recently)[ -](?:played|listened(?: to)?|heard)"),
    ("added", r"(?:most )?(?:recently|newly|last|latest|just)[ -](?:added|imported|bought|downloaded|ripped)|"
              r"(?:newest|latest|recent|last|new) (?:additions?|arrivals?|imports?|downloads?|acquisitions?)"),
    ("first added", r"(?:first|earliest)[ -](?:added|imported)|(?:first|earliest|oldest) (?:additions?|imports?)"),
    ("rated", r"(?:highest|best|top)[ -]rated"),
    ("lowest rated", r"(?:lowest|worst)[ -]rated"),
    ("longest", r"longest|most (?:lengthy|drawn[ -]out)"), ("shortest", r"shortest|briefest"),
    ("fastest", r"fastest|quickest|highest (?:tempo|bpm)"), ("slowest", r"slowest|lowest (?:tempo|bpm)"),
    ("oldest", r"oldest|earliest"), ("newest", r"newest|latest|most (?:recent|modern)|youngest"),
    ("loudest", r"loudest|noisiest"), ("quietest", r"quietest|softest"),
    ("energetic", r"most (?:energetic|intense|lively)|wildest|liveliest|highest[ -]energy"),
    ("calmest", r"least energetic|calmest|lowest[ -]energy"),
    ("largest", r"(?:largest|biggest|heaviest)(?: in size)?(?= (?:file|track|song|recording))"),
    ("smallest", r"smallest(?= (?:file|track|song|recording))"),
)  # fmt: skip
_SUPERLATIVE = [(ask, re.compile(rf"\b(?:{words})\b")) for ask, words in _SUPERLATIVES]
_MOST = re.compile(r"\b(?:the )?(?:most|biggest|largest|largest number|top|main|best represented|dominant|commonest)\b")
_LEAST = re.compile(r"\b(?:the )?(?:least|fewest|rarest|smallest number)\b")
_ASKING = re.compile(
    r"^(?:what|which|who|whose|what's|whats|who's|list|show|name|give|tell|find|play|display|see|the|my|our|count)\b"
)

_COUNT = re.compile(
    r"^(?:how many|(?:what(?:'s| is) )?(?:the )?(?:total )?number of|count(?: up)?(?: all)?)\s+(?!of (?:these|those|"
    r"them)\b|times\b|"
    r"beats\b|bpm\b)(?P<what>.+)$"
)
_MUCH = re.compile(
    r"^(?:how much (?!of (?:these|those|them))(?P<what>.+)|how (?:long|big|large) (?:is|are) (?:all )?(?:of )?(?:my|"
    r"our|this|the) (?:\w+ )?"
    r"(?:library|collection|music)(?P<all>.*)|what(?:'s| is) the (?:total )?(?:length|duration|size|playing time) of "
    r"(?:my|the|all)(?P<whole>.+)|"
    r"(?:the )?total (?:length|duration|playing time)(?: of (?P<some>.+))?)$"
)
_SHARE = re.compile(
    r"^(?:what|which|how (?:big|large) a) (?:percentage|percent|share|proportion|fraction|part) of (?P<what>.+)$|"
    r"^how much of my (?:library|collection|music) (?:is|are|has|was)\b.+$"
)
_HOURS = re.compile(r"^(?:hours?|minutes?|days?|time)\b")
_NEW_WORDS = r"(?:new(?:est|ly)?|latest|recent(?:ly)?|just)\b(?: added)?"
_NEW_NOUNS = (
    r"(?: (?:in|to|here|additions?|arrivals?|my|the|music|tracks?|songs?|albums?|stuff|library|collection))*"
    r"(?: (?:today|yesterday|this|last|past|since|in|the|week|month|year|lately|recently|days?|\d+|few))*"
)
_ADDED = r"(?:came in|come in|arrived|add(?:ed)?|import(?:ed)?|download(?:ed)?|bought|buy|ripp?(?:ed)?)\b"
_NEW = re.compile(
    rf"^(?:what(?:'s| is| are)|what|anything|any|show(?: me)?|list|see|which (?:\w+ )?(?:is|are))(?: the| my)? "
    rf"(?:\w+ )?{_NEW_WORDS}{_NEW_NOUNS}$|^what(?: is|'s| has)(?: been)? (?:new|changed){_NEW_NOUNS}$|"
    r"^(?:what|which(?: \w+){1,3}?|show(?: me)? what|(?:list|show)(?: me)? the \w+) "
    rf"(?:(?:did|have|has|was|were|got) )?(?:(?:i|we|been) )+(?:recently |just |newly |last )?{_ADDED}|"
    rf"^(?:what|which(?: \w+){{1,3}}?) (?:(?:was|were|has(?: been)?|have(?: been)?|got) )?"
    rf"(?:recently |just |newly |last )?{_ADDED}|"
    r"^(?:my |the )?(?:recent|new|latest|newest) (?:additions?|arrivals?)\b"
)
_WHAT_PLAYED = re.compile(
    r"^(?:what|which (?:\w+ ){1,2}|(?:show|list)(?: me)? (?:what|the (?:\w+ )?(?:tracks|songs|music)(?: that)?))\s*"
    r"(?:did|have|has|was|was i|were|(?=i\b|we\b))(?: ?(?:i|we)(?:'ve| have)?)?(?: been)?(?: recently| last)? "
    r"(?:play(?:ed|ing)?|listen(?:ed|ing)?(?: to)?|hear(?:d|ing)?)\b(?P<when>.*)$|"
    r"^(?:show |list |what(?:'s| is) )?(?:me )?(?:my )?(?:listening|play(?:ing|back)?|recent) (?:history|log)$|"
    r"^(?:what|which (?:\w+ ){1,2})(?:was|were|has been|got) (?:playing|played|on)\b(?P<on>.*)$"
)
_UNPLAYED = re.compile(
    r"\b(?:have(?:n't| not)|had(?:n't| not)|did(?:n't| not)|never|have (?:i|we) (?:not|never))\b.{0,14}"
    r"\b(?:heard|played?|listened(?: to)?|listen(?: to)?|hear)\b|\b(?:unplayed|unheard)\b|\bnever been played\b"
)
_TIMES = re.compile(
    r"^how (?:often|many times) (?:did|have|has) (?:i|we|you)?\s?(?:been )?(?:play|listen|hear|heard).*$"
)
_LAST_TIME = re.compile(
    r"^when (?:did|have|was) (?:i|we)? ?(?:last|the last time (?:i|we)) (?:play|listen|hear|heard).*$|^when was .+ "
    r"last played$"
)
_MOST_PLAYED = re.compile(
    r"^(?:what|which|who)\b.*\b(?:do|did|have|has|am|was) (?:i|we)\b.*(?:\b(?:listen(?:ed|ing)?(?: to)?|play(?:ed|"
    r"ing)?|hear(?:d)?)\b).*"
    r"\b(?P<how>most|least)\b.*$"
)
_WHOLE = re.compile(
    r"^(?:what(?:'s| is| do (?:i|we) have| have (?:i|we) got)?|describe|summari[sz]e|tell me about|give me an? "
    r"(?:overview|summary) of|overview of|"
    r"statistics (?:of|for|about))(?: (?:in|on|about))? ?(?:my|this|the|our) (?:\w+ )?(?:library|collection)$|"
    r"^(?:library )?(?:overview|statistics|stats)$"
)

_NEXT_QUESTION = re.compile(r"\?\s+(?=\w)")
_STOPS = re.compile(r"[;:.!]")
_ANY_TRACKS = re.compile(rf"\b(?:{_TRACKS})\b")
_HEARD_YET = re.compile(r"\bhear|play(?:ed)? yet")
_WHO_MOST = re.compile(r"^who\b.*\b(?:most|least|fewest)\b")
_ANY_OF = {g: re.compile(rf"^(?:in |from |of )?(?:what|which)\b(?: \w+){{0,3}} (?:{w})\b") for g, w in _GROUPS.items()}
_ALL_OF = {
    g: re.compile(rf"^(?:list|show(?: me)?|name)\b(?: (?:me|all|of|my|the|every)\b)* (?:{w})\b")
    for g, w in _GROUPS.items()
}
_BARE = {g: re.compile(rf"^(?:what|which|who are)(?: (?:are|all|of|my|the))* (?:{w})$") for g, w in _GROUPS.items()}
_PLAY = re.compile(r"^(?:play|find|give|show)\b")
_WHICH = re.compile(r"^(?:what|which|the)\b")
_OF_TRACKS = re.compile(rf"\b(?:{_TRACKS})\b|^(?:what|which|my|our)\b")
_PLURAL = re.compile(r"\b(?:tracks|songs|pieces|tunes|recordings|files|ones|additions|arrivals)\b")
_ANY_GROUP = re.compile(rf"\b(?:{_GROUP})\b")
_PLURAL_TRACKS = re.compile(r"\b(?:tracks|songs|pieces|tunes|recordings|files)\b")
_NUMBERED = re.compile(r"\b(\d{1,3}|[a-z]+)\b(?= (?:\w+ ){0,2}?\w+s\b)")
_WORD = re.compile(r"\b\w+\b")
_ASKS_WHAT = re.compile(r"^(?:what|which|how many|show|list|count|is there|are there|have i)\b")


_HOW_MANY_BEHIND = re.compile(r",? how many (?:are there|do i have|is that)\W*$")


def question_in(folded: str, *, shown: bool) -> LibraryQuestion | None:
    """Return the question about the library that a whole request asks, without its conditions; None if it asks none.

    Args:
        folded: the request in lower case without accents.
        shown: whether tracks are shown, so that "the longest" means the longest of them.
    """
    last = _NEXT_QUESTION.split(folded)[-1]  # of several questions, the last
    if behind := _HOW_MANY_BEHIND.search(last):  # "songs I never heard, how many are there?"
        last = f"how many {last[: behind.start()]} are there"
    text = _END.sub("", last[_BEGIN.match(last).end() :])  # type: ignore[union-attr]  # it matches ""
    if not text or _OF_SHOWN.search(text) or len(text.split()) > _MOST_WORDS or _STOPS.search(text):
        return None
    return _about_plays(text) or _counted(text, shown) or _new(text) or _grouped(text, shown) or _extreme(text, shown)


def _about_plays(text: str) -> LibraryQuestion | None:
    if _TIMES.match(text):
        return LibraryQuestion("times")
    if _LAST_TIME.match(text):
        return LibraryQuestion("last time")
    if _UNPLAYED.search(text) and _ASKS_WHAT.match(text):
        return LibraryQuestion("count" if text.startswith(("how many", "count")) else "unplayed")
    if found := _MOST_PLAYED.match(text):
        least = found["how"] == "least"
        if group := _group_in(text):
            return LibraryQuestion(group, by="plays", least=least)
        return LibraryQuestion("least played" if least else "most played")
    if (found := _WHAT_PLAYED.match(text)) and "most" not in text:
        group = _group_in(text)
        return LibraryQuestion(group, by="plays") if group else LibraryQuestion("last played")
    return None


def _counted(text: str, shown: bool) -> LibraryQuestion | None:
    if _WHOLE.match(text):
        return LibraryQuestion("overview")
    if _CAN.search(text):
        return None  # "how many tracks can you handle"
    if _SHARE.match(text):
        return LibraryQuestion("count", by="share")
    if found := _MUCH.match(text):
        return LibraryQuestion("length") if _HAVES.search(text) or not shown else None
    found = _COUNT.match(text)
    if found is None or not (_HAVES.search(text) or not shown):
        return None
    what = found["what"]
    if not (_HAVES.search(text) or _ANY_TRACKS.search(what) or (_group_in(what) or "keys") != "keys"):
        return None  # "how many grams in an ounce"
    if _HOURS.match(what):
        return LibraryQuestion("length")
    return LibraryQuestion(_group_in(what) or "count", by="number" if _group_in(what) else "")


def _new(text: str) -> LibraryQuestion | None:
    if not _NEW.match(text) or _HEARD_YET.search(text) or _CAN.search(text):
        return None
    return LibraryQuestion("added")


def _grouped(text: str, shown: bool) -> LibraryQuestion | None:
    """Read "which artists do I have", "my top genres", "the longest album"."""
    mine = bool(_HAVES.search(text) or _MINE.match(text))
    if _WHO_MOST.match(text) and mine:
        return LibraryQuestion("artists", least=bool(_LEAST.search(text)))
    group = _group_in(text)
    if group is None or _CAN.search(text):
        return None
    superlative = next((ask for ask, pattern in _SUPERLATIVE if pattern.search(text) and ask in _GROUP_BY), "")
    most = bool(_MOST.search(text) or _LEAST.search(text))
    of_any = _ANY_OF[group].match(text)
    of_all = _ALL_OF[group].match(text)
    bare = _BARE[group].match(text)
    if not (bare or (of_all and (mine or not shown)) or (mine and (of_any or superlative or most))):
        return None
    if superlative:
        by, least = _GROUP_BY[superlative]
        return LibraryQuestion(group, by=by, least=least)
    return LibraryQuestion(group, least=bool(_LEAST.search(text)), k=_number(text))


_GROUP_BY = {
    "longest": ("length", False), "shortest": ("length", True), "oldest": ("year", True), "newest": ("year", False),
    "most played": ("plays", False), "least played": ("plays", True), "added": ("added", False),
    "rated": ("rating", False),
}  # fmt: skip


def _extreme(text: str, shown: bool) -> LibraryQuestion | None:
    mine = bool(_HAVES.search(text) or _MINE.match(text))
    if not (mine or (_ASKING.match(text) and not shown)) or _CAN.search(text):
        return None
    if _PLAY.match(text) and not mine:
        return None  # "play the slowest piano piece" is a search
    if _group_in(text) or (not mine and not _WHICH.match(text)):
        return None
    for ask, pattern in _SUPERLATIVE:
        if found := pattern.search(text):
            if not _OF_TRACKS.search(text):
                return None
            k = _number(text[: found.end() + 12])
            plural = _PLURAL.search(text)
            return LibraryQuestion(ask, k=k or (0 if plural else 1))
    return None


def _group_in(text: str) -> Ask | None:
    """Return the first kind of group that a text names, such as "albums"."""
    found = _ANY_GROUP.search(text)
    first = _PLURAL_TRACKS.search(text)
    if found is None or (first is not None and first.start() < found.start()):
        return None
    return next(name for name in _GROUPS if found[name])


def _number(text: str) -> int:
    found = _NUMBERED.search(text)
    for word in _WORD.findall(text) if found else ():
        if word.isdigit() and 0 < int(word) <= 50:
            return int(word)
        if 1 < numerals().get(word, 0) <= 50:
            return numerals()[word]
    return 0


_OTHERS = tuple(
    (
        ask,
        re.compile(
            rf"^\W*(?:(?:and|so|ok|hey|hark|please|und|bitte|et|y)\W+)*(?:{alternatives})(?:\W+(?:please|bitte))?\W*$"
        ),
    )
    for language in languages()
    for ask, alternatives in language.library_questions.items()
)


def question_of(folded: str, *, shown: bool) -> LibraryQuestion | None:
    """Return the question about the library that a request asks in any language; None if it asks none."""
    if found := question_in(folded, shown=shown):
        return found
    for ask, pattern in _OTHERS:
        if pattern.match(folded):
            return LibraryQuestion(ask)  # type: ignore[arg-type]  # the language files name the same questions
    return None


def superlatives(folded: str) -> tuple[tuple[int, int], ...]:
    """Return the places of the superlatives in a folded text, whose words are no wishes for music."""
    return tuple(found.span() for _, pattern in _SUPERLATIVE for found in pattern.finditer(folded))
