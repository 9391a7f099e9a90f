"""Find what the user does not want to hear: "no drums", "instrumental", "nothing too fast", "ohne Gesang".

Refused words are removed from the text to search with, because joint models of text and audio embed "not rock" as rock
(Huang et al. 2022, MuLan, section 4.2.1). They become unwanted concepts or filters instead.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import partial

from data.vocabulary.concepts import recognise
from data.vocabulary.mentions import Mention, Span
from data.vocabulary.relations import members
from llm.language import negation, removing, word_set, words
from llm.understanding.findings import (
    TAKEN,
    Aside,
    Condition,
    Finding,
    Freed,
    Preferred,
    Refusal,
    Request,
    Wish,
    in_turn,
)

REFUSING = re.compile(rf"\b(?:{words('refusing', 'without', 'excepting', 'negations')})\b")
NOT_REFUSING = re.compile(rf"^(?:don't|{words('negations', 'without')})[\s-]+(?:{words('no_refusal')})\b")
BETWEEN = word_set("within_refusal", "too")  # words that may come between a negation and the word that it negates
_JOINS = word_set("ands", "ors") | {"&"}
_EITHER = word_set("ors")
_TOO = word_set("too")
VOICES = frozenset("words vox talking talk speech chanting text texte texto palabras mots worte humming talky".split())
_ALONE = {"electric": "electric guitar", "electrics": "electric guitar", "elektrisches": "electric guitar"}
_DEGREES = frozenset("long short".split())  # adjectives of a limit that are no concepts, unlike fast and slow
_WITHOUT_VOICE = re.compile(
    rf"\b(?P<not>(?:{words('negations', 'negating_beginnings')})(?: an?)?[\s-]+(?=instr))?(?:{words('wordless')})\b"
)
_INDIFFERENT = re.compile(rf"\b(?:{words('indifferent')})\b")
_EITHER_WAY = re.compile(rf"^\s*(?:{words('either_way')})")
_THEN_REFUSED = re.compile(rf"^\s*[,?:-]?\s*(?:{words('refused_behind')})")
_KEEP_OUT = re.compile(
    r"\b(?:keep|leave|take|strip|cut|edit|throw|mag|mogen|lass|lasst|nimm|mach)\s+(?:the |any |all |das |die |den )?$"
)
_DOUBLED = re.compile(rf"\b(?:{words('doubled')})\b")
_FEARED = re.compile(rf"\b(?:{words('feared')})\b")
_NEEDED = re.compile(
    rf"\b(?:{words('needed')})\b(?P<it> (?:it|them|that|those)\b)?(?: (?:my|the|an?|some|any|eine?n?|une?|una?))?\s*"
)
_TAIL = re.compile(r"(?: (?:stuff|things?|at all|whatsoever|of any kind|in it|in them))+\b")
_FREE_OF = re.compile(
    r"\b(?P<what>vocals?|voice|drums?|guitars?|lyrics?|bass|percussion|singing|words?|beat)[\s-]?(?:free|less)\b"
    rf"|\b(?:{words('negating_beginnings')})-(?P<non>[a-z]+)\b"
)


def read(request: Request) -> list[Finding]:
    """Find concepts that the request refuses, makes optional, or asks for by a double negation.

    A concept of which there shall be less is refused, with a note, because no order has little of a concept first.
    """
    found = in_turn(
        request,
        (
            _free_of,
            _without_voice,
            _indifferent,
            _either_way,
            partial(_asides, _DOUBLED),  # "not without a banjo" asks for a banjo
            partial(_asides, _FEARED),  # "my dog is scared of trumpets" asks for nothing scary
            _needed,
            _refused_kind,
            _refused_before,
            _without_what,
            _sent_away,
            partial(_second_choice, _NEITHER, 2),
            partial(_second_choice, _OPPOSITE, 9),
            _second_best,
            _listed_refusals,
        ),
    )
    return [_with_note(request, finding) for finding in found]


_LESS = re.compile(rf"\b(?:{words('less')}) (?=\w)")
_BEFORE_LESS = 20  # characters before a refused concept in which "less" is looked for


def _with_note(request: Request, finding: Finding) -> Finding:
    """Return the finding, with a note if it refuses what the request asks for less of: "less piano"."""
    if not isinstance(finding, Refusal) or not finding.spans or finding.note:
        return finding
    start, end = finding.spans[0]
    less = _LESS.search(request.folded, max(start - _BEFORE_LESS, 0), end)
    if less is None or request.folded[less.end() : end].count(" ") > 1:
        return finding
    return replace(finding, note=f"“{request.text[less.start() : end]}” leaves it out")


def _free_of(request: Request) -> list[Finding]:
    found: list[Finding] = []
    for match in _FREE_OF.finditer(request.rest):
        if match["what"]:
            named = recognise(match["what"])
            found.append(Refusal(named.name if named else "vocals", spans=(match.span(),)))
        elif match["non"] not in ("vocal", "stop") and (named := recognise(match["non"])):
            found.append(Refusal(named.name, spans=(match.span(),)))
    return found


_REFUSED_KIND = re.compile(
    rf"{negation()} (?:the |that |those |your |any |another |my )(?:[\w'-]+ ){{1,5}}?"
    r"(?:kind|type|sort|stuff|style|variety)s?\b"
)


def _refused_kind(request: Request) -> list[Finding]:
    """Find the concepts of a kind of music that is refused as a whole: "not the overly cheesy new age kind"."""
    found: list[Finding] = []
    for match in _REFUSED_KIND.finditer(request.rest):
        start, end = match.span()
        named = [m for m in request.mentions if start <= m.start and m.end <= end and request.free(m)]
        if len(named) > 1:  # one alone is found by the other readers
            found += [Refusal(m.concept.name, spans=((start, end),)) for m in named]
    return found


def _without_voice(request: Request) -> list[Finding]:
    return [
        Wish("vocals", spans=(match.span(),)) if match["not"] else Refusal("vocals", spans=(match.span(),))
        for match in _WITHOUT_VOICE.finditer(request.rest)  # "not instrumental" asks for vocals
    ]


def _asides(pattern: re.Pattern[str], request: Request) -> list[Finding]:
    return [Aside(spans=(match.span(),)) for match in pattern.finditer(request.rest)]


def _needed(request: Request) -> list[Finding]:
    """Find concepts that a double negation asks for: "can't live without my banjo"."""
    found: list[Finding] = []
    for match in _NEEDED.finditer(request.rest):
        near = [m for m in request.mentions if m.start == match.end() or (match["it"] and m.end <= match.start())]
        found.append(Aside(spans=(match.span(),)))
        found += [Wish(m.concept.name, spans=((m.start, m.end),)) for m in near[-1:]]
    return found


_WITHOUT_WHAT = re.compile(
    rf"\b(?:{words('without')})(?:(?: (?:it|them|any|that|those))?(?: please)?[^\w#]*$|"
    r" (?:it|them|that|those)(?= please|[,.;!?]))"
)


def _without_what(request: Request) -> list[Finding]:
    """Find the concept that a final "without" refuses, which is the last one before it.

    For instance "everything has drums lately, give me stuff without".
    """
    cue = _WITHOUT_WHAT.search(request.rest)
    if cue and (named := [m for m in request.mentions if m.end <= cue.start() and request.free(m)]):
        return [_refusal(named[-1], cue.span())]
    return []


_SENT_AWAY = re.compile(
    rf"(?<!don't )(?<!not )(?<!never )(?<!n't )\b(?:{removing('them')}|"
    r"no more of (?:it|that|them|those)|no,? thanks?(?: you)?|enough of (?:it|that|them))"
    r"(?:[\s,]+(?:please|thanks|any ?more|again|for once|this time|ok))*\W*$"
)
_EVERYWHERE = re.compile(
    r"\b(?:every(?:thing|where| one| single| track| song)?|all (?:of )?(?:them|these|those|over)|each|again|"
    r"keep (?:hearing|getting)|"
    r"always|so (?:much|many)|too (?:much|many)|(?:bugs?|annoy(?:s|ing)?|irritat\w+|hurts?|bother(?:s|ing)?) (?:me|us)|"
    r"hear (?:an?|the|some)|(?:scared|afraid|terrified|sick) of|frightened by)\b"
)

_DIGIT = re.compile(r"\d")
_CLOSE = re.compile(r"\W*(?:again|then)?\W*")
_THOSE = re.compile(r"\b(?:those|them)\b")


def sends_away(text: str) -> bool:
    """Return whether a folded request ends in words like "take it out". Then it is no question."""
    return bool(_SENT_AWAY.search(text))


def _sent_away(request: Request) -> list[Finding]:
    """Find the concept that "get rid of it" or "not those" at the end of a request refuses.

    It is the last concept that the request names before these words.
    """
    cue = _SENT_AWAY.search(request.rest)
    named = [m for m in request.mentions if cue and m.end <= cue.start() and request.free(m)]
    if cue is None or not named:
        return []
    last = named[-1]
    between = request.folded[last.end : cue.start()]
    if _DIGIT.search(between):
        return []  # "it" is a track: "piano please, but number 3, remove it"
    close = _CLOSE.fullmatch(between)
    if close and _THOSE.search(cue.group()) and request.folded[last.end - 1] != "s":
        return []  # "those" are tracks: "calm piano, not those"
    return [_refusal(last, cue.span())] if close or _EVERYWHERE.search(request.folded[: cue.start()]) else []


_NEITHER = re.compile(rf"\b(?:{words('neither')})\W*$")
_OPPOSITE = re.compile(
    r"\b(?:the |a )?(?:exact |complete |total |polar |very )?opposite\b(?!\s+(?:of|to)\b)|"
    r"\bdas (?:genaue )?gegenteil\b(?! von)|"
    r"\b(?:tout )?le contraire\b(?! d)|\blo (?:opuesto|contrario)\b(?! de| a)"
)
_SECOND_BEST = re.compile(  # "a clarinet rather than", "I'd rather have a clarinet than a saxophone"
    r"\b(?:rather|sooner|prefer(?:ably)?|lieber|eher|plutot|prefiero|prefere|mejor)\b(?P<best>[^.;!?]*?)\s"
    r"(?:than|over|to|als|que|a)\s+(?:an?\s|the\s|eine?n?\s|une?\s|una?\s|la\s|le\s|el\s)?$"
)


def _second_choice(cue: re.Pattern[str], most: int, request: Request) -> list[Finding]:
    """Find up to `most` concepts that the words after them refuse: "my dad loves the banjo, I want neither"."""
    match = cue.search(request.rest)
    named = [m for m in request.mentions if match and m.end <= match.start() and request.free(m)]
    if match is None or not named:
        return []
    return [*(_refusal(m) for m in named[-most:]), Aside(spans=(match.span(),))]


def _second_best(request: Request) -> list[Finding]:
    """Find the less preferred of two concepts: the saxophone in "I'd rather have a clarinet than a saxophone"."""
    found: list[Finding] = []
    for mention in request.mentions:
        match = _SECOND_BEST.search(request.rest[: mention.start])
        if match and request.free(mention):
            start, end = match.span("best")
            if any(start <= m.start and m.end <= end and request.free(m) for m in request.mentions):
                found.append(Refusal(mention.concept.name, spans=((end, mention.end),)))
                request = request.with_findings(found[-1:])
    return found


_CLAUSE_MARK = re.compile(r"[,.;!?]")
_OR_ELSE = re.compile(r"\s*or ")
_OR_NOT = re.compile(r"\s*or not\b")


def _indifferent(request: Request) -> list[Finding]:
    """Find concepts that the words before them make optional: "I don't mind vocals", "with or without strings"."""
    found: list[Finding] = []
    for match in _INDIFFERENT.finditer(request.rest):
        now = request.with_findings(found)
        mention = next((m for m in now.mentions if m.start >= match.end() and now.free(m)), None)
        if mention is not None and not _CLAUSE_MARK.search(request.folded[match.end() : mention.start]):
            found.append(Freed(mention.concept.name, spans=((match.start(), mention.end),)))
        else:
            found.append(Aside(spans=(match.span(),)))
    return found


def _either_way(request: Request) -> list[Finding]:
    """Find concepts that the words after them make optional: "drums are fine", "vocals or not"."""
    found: list[Finding] = []
    for i, mention in enumerate(request.mentions):
        after = _EITHER_WAY.match(request.rest[mention.end :])
        if after is None or not request.free(mention):
            continue
        end = mention.end + after.end()
        again = next((m for m in request.mentions[i + 1 :] if mention.end <= m.start <= end), None)
        if _OR_ELSE.match(after.group()):  # "drums or no drums", "vocals or not"
            if again is None and not _OR_NOT.match(after.group()):
                continue
            if again is not None and not _alike(again.concept.name, mention.concept.name):
                continue
            end = max(end, again.end if again else end)
        found.append(Freed(mention.concept.name, spans=((mention.start, end),)))
        request = request.with_findings(found[-1:])
    return found


def _alike(a: str, b: str) -> bool:
    return a == b or a in members(b) or b in members(a)


_MAG = re.compile(r"mag\s*$")
_NICHT = re.compile(r"\s+nicht\b")
_BEGINS_CLAUSE = re.compile(r"(?:^|[,;.&]|\b(?:and|ok|okay))\W*(?:the |that |die |das |den |el |la |los |las )?$")
_NO = re.compile(r"\s*no\b")
_YES = re.compile(r"\b(?:yes|ok|okay|ja|oui|si)\b")


def _refused_before(request: Request) -> list[Finding]:
    """Find concepts that the words after them refuse: "banjo? no thanks", "drums are a no-go", "keep the drums out"."""
    found: list[Finding] = []
    for mention in request.mentions:
        if not request.free(mention):
            continue
        before, behind = request.rest[: mention.start], request.rest[mention.end :]
        after = _THEN_REFUSED.match(behind)
        if after is None:
            nicht = _NICHT.match(behind)
            if not (nicht and _MAG.search(before)):
                continue
            start, end = mention.start, mention.end + nicht.end()
        else:
            keep_out = _KEEP_OUT.search(before)
            alone = request.shown and _BEGINS_CLAUSE.search(before)
            out = after.group().strip().startswith(("out", "away", "weg", "raus", "fuera"))
            if out and keep_out is None and not alone:
                continue  # but "piano out, guitar in"
            if _NO.match(after.group()) and not _YES.search(before):
                continue  # "piano no drums" refuses what follows
            start, end = keep_out.start() if keep_out else mention.start, mention.end + after.end()
        found.append(Refusal(mention.concept.name, spans=((start, end),)))
        request = request.with_findings(found[-1:])
    return found


_OF_OTHERS = re.compile(r"\b(?:people|someone|somebody|anyone|anybody|those|folks|listeners) (?:who|that)\s*$")


def _listed_refusals(request: Request) -> list[Finding]:
    """Find what each "no", "without" or "ohne" refuses: concepts, an excess ("too long"), or another word."""
    found: list[Finding] = []
    at = 0
    while cue := REFUSING.search(request.rest, at):
        at = cue.end()
        if not NOT_REFUSING.match(request.folded[cue.start() :]):
            new = _refused_by(request, cue)
            request = request.with_findings(new)
            found += new
    return found


def _refused_by(request: Request, cue: re.Match[str]) -> list[Finding]:
    """Return the findings for the words that one negation refuses.

    A finding that the tagger may overrule is marked as doubtful.
    """
    listed = _listed(request, cue)
    found: list[Finding] = []
    start = cue.start()
    for place, mention in enumerate(listed.refused):
        span = (start, mention.end if place + 1 < len(listed.refused) else _with_tail(request, listed.end))
        start = mention.end
        found.append(_what_is_refused(request, cue, mention, listed.too, span))
    if listed.degree:
        found.append(_limit(request, listed.degree, ((cue.start(), _with_tail(request, listed.end)))))
    if listed.plain:
        word = request.text[slice(*listed.plain)].lower()
        name = "vocals" if word in VOICES else _ALONE.get(word, word)
        span = (cue.start(), _with_tail(request, listed.end))
        found.append(Refusal(name, plain=True, replaces=False, spans=(span,), doubtful=listed.plain))
    return found


def _with_tail(request: Request, end: int) -> int:
    after = _TAIL.match(request.folded, end)
    return after.end() if after else end


def _what_is_refused(request: Request, cue: re.Match[str], mention: Mention, too: bool, span: Span) -> Finding:
    """Return the finding for a concept after a negation.

    It is a refusal, a limit ("not too fast") or an aside, which the search ignores.
    """
    name, doubtful = mention.concept.name, (mention.start, mention.end)
    others = [m for m in request.mentions if m.concept.name == name and m is not mention and request.free(m)]
    if others and _OF_OTHERS.search(request.folded[: cue.start()]):
        return Aside(spans=(span,), doubtful=doubtful)  # "a rock song for people who don't like rock"
    said = request.folded[mention.start : mention.end]
    before = [request.folded[m.start : m.end] for m in others if m.end <= cue.start()]
    if before and not too and all(other.rstrip("s") != said.rstrip("s") for other in before):
        # "marches, but not military ones" refuses the word, not the concept that both words name
        return Refusal(said, replaces=False, spans=(span,), doubtful=doubtful)
    if name in ("fast", "slow") and (too or cue.group() in ("not", "nicht", "pas", "nothing", "no")):
        return _limit(request, name, span, doubtful)
    if too and others:
        return Aside(spans=(span,), doubtful=doubtful)  # "spooky, but not too scary" still wants it spooky
    return Refusal(name, spans=(span,), doubtful=doubtful)


@dataclass(slots=True)
class _Listed:
    """The words of a list that one negation refuses."""

    end: int  # the end of the last such word
    refused: list[Mention] = field(default_factory=list)
    too: bool = False  # whether it says "not too ..."
    degree: str = ""  # "not too long"
    plain: Span | None = None  # the span of a word that is no concept: "without autotune"


_GAP_ENDS = re.compile(r"[.;!?:()]")
_QUE = re.compile(r"\bque\s+$")


def _listed(request: Request, cue: re.Match[str]) -> _Listed:
    text = request.rest
    found = _Listed(cue.end())
    at = cue.end()
    join = "first"  # the word or comma before the next concept; "" if there is none
    first = bisect_left(request.words, cue.end(), key=lambda word: word[1])
    for place, (word, start, stop) in enumerate(request.words[first:], first + 1):
        if start < at:
            continue  # within a mention
        gap = text[at:start]
        if TAKEN in text[at : start + 1] or _GAP_ENDS.search(gap):
            break
        if "," in gap:
            if not (found.refused and _list_goes_on(text[start:], len(found.refused))):
                break
            join = ","
        at = stop
        mention = next((m for m in request.mentions if m.start == start and request.free(m)), None)
        if mention is not None:
            if not join and found.refused and _wanted_elsewhere(request, mention):
                found.end = mention.end  # "piano, but not jazz piano" refuses the jazz
                break
            if not (found.refused and not join and _OF_A_KIND.match(text, mention.end)) and not _belongs(
                mention, found, join
            ):
                break
            found.refused.append(mention)
            found.end = at = mention.end
            join = ""
        elif word in _DEGREES and not found.refused:
            found.degree, found.end = word, stop
            break
        elif word in _JOINS and found.refused:
            join = word
        elif word in BETWEEN or (word == "in" and not found.refused):  # "not in a sad way"
            found.too = found.too or word in _TOO
        elif _QUE.search(text[: cue.start()]) and not found.refused:
            continue  # "que no moleste", "que no tenga piano": the verb
        elif not found.refused and _names_a_thing(cue.group(), word):
            behind = request.words[place][1] if place < len(request.words) else stop
            if text[stop:behind].isspace() and _starts_a_name(request, behind):
                continue  # "without hand drums" refuses drums
            found.plain, found.end = (start, stop), stop
            break
        else:
            break
    return found


_OF_A_KIND = re.compile(r"\s(?:kinds?|sorts?|types?|stuff)\b")  # "not the overly cheesy new age kind" refuses both


def _wanted_elsewhere(request: Request, mention: Mention) -> bool:
    name = mention.concept.name
    return any(m.concept.name == name and m.start < mention.start and request.free(m) for m in request.mentions)


def _starts_a_name(request: Request, at: int) -> bool:
    return any(m.start == at and request.free(m) for m in request.mentions)


def _belongs(mention: Mention, found: _Listed, join: str) -> bool:
    """Return whether a concept that follows a refused one is refused as well.

    If the refused one is an adjective and the next one its noun ("loud drums"), the adjective is removed from the list.
    """
    if not found.refused:
        return True
    same_kind = found.refused[-1].concept.kind == mention.concept.kind
    if not join:
        if same_kind or found.too:
            return False  # "not so slow jazz" asks for jazz
        found.refused.pop()  # "no loud drums" refuses drums
        return True
    return same_kind or join in _EITHER  # "no drums and soft piano" asks for the piano


_CLAUSE_END = re.compile(r"[.;!?]|\bbut\b")
_OR = re.compile(rf"(?:{'|'.join(_EITHER)})\b")
_OR_AND = re.compile(rf"(?:{'|'.join(_JOINS)})\b")
_ITEM = re.compile(r"\s*(?:(?:no|any) )?[\w' -]{1,25}")
_LAST_ITEM = re.compile(rf"\s*(?:(?:no|any) )?(?:[\w' -]{{1,25}}?\s)?(?:{'|'.join(_JOINS)})\s")


def _list_goes_on(text: str, refused: int) -> bool:
    """Return whether a list with commas ends in "or X" or "and X" in the same clause: "no drums, bass or vocals".

    Each item is matched once, so that the time grows only linearly with the length of the clause.
    """
    clause = _CLAUSE_END.split(text, maxsplit=1)[0]
    if clause.startswith("no ") or (_OR if refused < 2 else _OR_AND).match(clause):  # "jazz, blues, and country"
        return True
    for item in clause.split(","):
        if _LAST_ITEM.match(item):
            return True
        if not _ITEM.fullmatch(item):
            return False
    return False


_STRONG = re.compile(words("refusing_a_word", "without"))
_NEVER_PLAIN = frozenset(
    "i you me my we one need want thing things way where that which who what when then for with in on "
    "and or but please "
    "than longer faster slower more less only such other others later earlier it its how why there here is was can do "
    "end start time matter problem idea being having getting sounding going question instrument instruments #".split()
)


def _names_a_thing(cue: str, word: str) -> bool:
    return word in _ALONE or (
        _STRONG.fullmatch(cue) is not None and len(word) > 2 and word not in _NEVER_PLAIN and word.isalpha()
    )


def _refusal(mention: Mention, *more: Span) -> Refusal:
    return Refusal(mention.concept.name, spans=((mention.start, mention.end), *more))


# Limits for "not too ...": from where listeners call music fast or slow (beats per minute), long or short (seconds).
_LIMITS = {
    "fast": ("tempo_max", 120.0, "under 120 bpm"),
    "slow": ("tempo_min", 85.0, "over 85 bpm"),
    "long": ("duration_max_s", 240.0, "under 4:00"),
    "short": ("duration_min_s", 120.0, "over 2:00"),
}


def _limit(request: Request, word: str, span: Span, doubtful: Span | None = None) -> Finding:
    """Return a finding that sets the limit meant by "not too fast" (or slow, long, short).

    If the request also states the limit as a number, only the number is used, and these words are ignored (`Aside`).
    """
    name, value, said = _LIMITS[word]
    if name in request.stated():
        return Aside(spans=(span,), doubtful=doubtful)
    return Condition(values=((name, value),), spans=(span,), doubtful=doubtful, note=f"not too {word}: {said}")


_RATHER = re.compile(
    r"\b(?:swap|replace|exchange|trade|switch|substitute)\b[^.;!?]* (?:for|with|by|to)\s+(?:an?\s+|some\s+|the\s+)?$|"
    r"\b(?:lieber|plutot|mejor|prefiero|rather|preferably|gegen|durch|contre)\W+(?:an?|eine?n?|une?|una?)?\s*$"
)


def preferences(request: Request) -> list[Finding]:
    """Find concepts that should replace something else: "swap the drums for a cello", "lieber Jazz"."""
    return [Preferred(m.start) for m in request.mentions if _RATHER.search(request.folded[: m.start])]
