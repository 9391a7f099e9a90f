"""Find how many tracks a request asks for: "5 songs", "just one", "the two best", "lullabies x5"."""

from __future__ import annotations

import re

from data.vocabulary.mentions import mentions
from llm.language import numerals, table, words
from llm.plan import MAX_K
from llm.understanding.findings import Count, Finding, Request

_FEW = "|".join(word for word, n in numerals().items() if n <= 6)
_NUMERALS = {word: n for word, n in numerals().items() if n <= MAX_K} | table("counts")
TRACKS = (
    r"(?:tracks?|songs?|pieces?|tunes?|things|excerpts?|stimuli|results?|recordings?|numbers|suggestions?|recommendations?|options?|examples?|"
    r"cues|loops|clips|picks|hits|versions|compositions|choices|ideas|titles|bangers|jams|candidates|matches|items|steps|titel|nummern|"
    r"vorschlage|titres|propositions|opciones|sugerencias|ones|lieder|lied|stucke?|morceaux?|chansons?|canciones|cancion|piezas?|temas?)"
)
_COUNT = re.compile(
    rf"(?:\b(?:top|best|first|only|just|exactly|the|up to|at most|max|no more than) )?"
    rf"(?:(?<![\w.#])(?:\d{{1,2}}|{_FEW})\s*(?:or|to|-|oder|ou|o|"
    rf"bis)\s*)?(?<![\w.#])(?P<n>\d{{1,3}}|"
    rf"{'|'.join(sorted(_NUMERALS, key=len, reverse=True))})"
    rf"(?![\s-]*(?:bits?|bars?|strings?|hands|part|voices?|inch)\b)"  # "8 bit tunes"
    rf"\)?(?: or so| ish|-ish|ish| odd)?[\s-]+(?P<between>(?:[a-z'-]+\s+){{0,4}}?){TRACKS}\b"
)
_ANY_N = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_NUMERALS, key=len, reverse=True))})"
_TOP = re.compile(
    rf"\b(?:top|best|finest) {_ANY_N}\b(?! hits?\b)|\b(?:the|your|just) {_ANY_N.replace('<n>', '<m>')} "
    r"(?=(?:best|most \w+|least \w+|[a-z]{3,}est)\b)"
)
_GIVE = re.compile(
    rf"(?<!did you )(?<!do you )\b(?:give|show|find|play|get|pick|choose|list|name|suggest|recommend)(?: me|"
    rf" us)? (?:just |only |another )?{_ANY_N}"
    r"(?=\s*(?:$|[,.;!?]|please|of |with |for ))"
)
_MORE = re.compile(
    rf"\b(?:another )?{_ANY_N} (?=(?:{words('more_behind')})\b)|"
    rf"\banother {_ANY_N.replace('<n>', '<m>')}(?=\s*(?:$|[,.;!?]|please|of |with ))"
)
_ONLY = re.compile(
    rf"^\W*(?:(?:just|only|nur|bloss|seulement|juste|solo|solamente|make it|make that|show me|give me|let's say|say|"
    rf"no,?) )?"
    rf"(?P<n>\d{{1,2}}|{'|'.join(_NUMERALS)})(?: of (?:them|those|these))?(?: please)?\W*$"
)
_OF_THEM = re.compile(
    rf"\b(?:at (?:the )?most|at least|up to|max(?:imum)?|no more than|not more than|only|just|maybe|"
    rf"like|make it)\s+{_ANY_N}"
    r"(?: of (?:them|these|those|the)\b)"
)
_ENOUGH = re.compile(
    rf"(?<![\w.#])(?<!last )(?<!first )(?<!this )(?<!that )(?<!the ){_ANY_N}(?: of (?:them|those))? "
    rf"(?:{words('suffices')})\b"
)
_SAID_LAST = re.compile(
    rf"(?:\b(?:let's say|lets say|say|maybe|perhaps|up to|at most|make it|hochstens|maximal|au plus|como mucho|"
    rf"maximo|(?:limit|keep|cut|trim|narrow|reduce|whittle)(?: (?:it|them|that|this|down))* to)|,)"
    rf"\s+(?P<n>\d{{1,2}}|{'|'.join(_NUMERALS)})"
    rf"(?: of (?:them|those))?(?: please)?\W*$"
)
_KIND = re.compile(
    rf"(?<![\w.#/-])(?:(?:\d{{1,2}}|{_FEW}) (?:or|to) )?{_ANY_N}\s+"
    r"(?:(?:different|favou?rite|really|very|good|great|nice|other|random|short|long|typical|classic) )*"
    r"(?P<thing>[a-z]+(?: [a-z]+){0,2})\b"
)
_A_LIST = re.compile(
    rf"\b(?:playlist|set|list|mix|batch|selection) of {_ANY_N}(?=\s*(?:$|[,.;!?]|please\b|for\b|with\b))"
)
_JUST_ONE = re.compile(
    r"\b(?:(?:only|just) one(?=\s*(?:$|[,.;!?]|please\b))|single (?:best )?(?:match|hit|result)\b)|"
    r"^\W*(?:nur|bloss|solo|solamente|seulement|juste|rien qu') ?(?:eine?[ns]?|un[oae]?)\b(?:\s+(?:solo?a?|seule?))?"
    r"(?=\W*$|,)"
)
_TIMES = re.compile(r"\bx ?(?P<n>\d{1,2})\W*$|^\W*(?P<m>\d{1,2}) ?x (?!\d)")  # "lullabies x5"
_NOT_COUNTED = re.compile(r"\b(?:minutes?|seconds?|bpm|or|and|by|with|for|from|in|like|track|song|number)\b")
_PATTERNS = (_A_LIST, _COUNT, _TOP, _GIVE, _MORE, _ONLY, _OF_THEM, _ENOUGH, _SAID_LAST, _TIMES, _KIND)


def read(request: Request) -> list[Finding]:
    """Find the number of tracks that are asked for, at most `MAX_K`."""
    text = request.rest
    if one := _JUST_ONE.search(text):
        return [Count(1, spans=(one.span(),))]
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match is None:
            continue
        groups = match.groupdict()
        between, said = groups.get("between") or "", match["n"] or groups.get("m") or ""
        counted = pattern is not _KIND or (_counts_tracks(match["thing"].split()) and _NUMERALS.get(said) != 1)
        number = min(_NUMERALS.get(said) or (int(said) if said.isdigit() else 0), MAX_K)
        if not counted or _NOT_COUNTED.search(between) or number < 1:
            continue  # "5 waltzes" counts tracks, "two guitars" counts instruments
        doubtful = match.span("n") if pattern is _KIND and " " not in said else None  # "the fight of two samurai"
        if pattern is _MORE:
            return [Count(number, spans=(match.span("n" if match["n"] else "m"),))]
        noun = match.end() - len(match.group().split()[-1]) if between else match.end()
        kept = between or pattern is _KIND or any(m.start < match.end() < m.end for m in mentions(text))
        end = match.end("n") if kept and match["n"] else noun  # "tres canciones de cuna"
        return [Count(number, spans=((match.start(), end),), doubtful=doubtful)]
    return []


def _counts_tracks(words: list[str]) -> bool:
    """Return whether some words begin with a genre or use, perhaps after adjectives: "slow waltzes"."""
    for size in range(len(words), 0, -1):
        thing = " ".join(words[:size])
        named = mentions(thing)
        if named and sum(m.end - m.start for m in named) == len(thing) - len(named) + 1:
            return named[-1].concept.kind in ("genre", "use") and all(m.concept.kind != "instrument" for m in named)
    return False
