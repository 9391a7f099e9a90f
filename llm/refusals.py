"""What must not be heard: "no drums", "without singing", "instrumental", "nothing too fast", "ohne Gesang".

Refusals are kept out of the text that is searched by sound: joint models embed "not rock" as rock (Huang et
al. 2022, MuLan, section 4.2.1). They become names to subtract, filters, or limits.
"""

from __future__ import annotations

import re

from models.concepts import Concept, concept, recognise

from .reading import Reading
from .words import Mention, Span, tokens

_REFUSALS = re.compile(
    r"\b(?:with no|without(?: any)?|w/o|with out|no more|no|not any|nothing|none of (?:the|that)|never|not|"
    r"(?:don't|dont|do not|doesn't|does not|didn't|shouldn't|should not|mustn't|can't|cannot) (?:want|"
    r"like|need|have|include|play|use|contain|be|stand|give me)(?: to (?:hear|have|be))?|"
    r"isn't|isnt|aren't|arent|wasn't|ain't|hate|dislike|avoid(?:ing)?|except(?: for)?|excluding|exclude|"
    r"minus|sans|leave out|leaving out|"
    r"(?:take|turn|get|cut|drop|lose|remove|skip|ditch|kill|mute)(?: out| off| rid of| away)? (?:the|all|"
    r"any)|get rid of|"
    r"instead of|rather than|anything but|everything but|less|fewer|free of|lacking|minus the|"
    r"ohne|kein(?:e[nrms]?)?|nicht|weniger|pas de|pas d'|pas|aucune?|moins de|sin|nada de|ningun[ao]?|"
    r"menos|no quiero)\b"
)
_NOT_REFUSALS = re.compile(
    r"^(?:no|not|without|don't|never|nothing)\s+(?:problem|idea|matter|doubt|worries|worry|only|just|"
    r"necessarily|sure|bad|wonder|thanks|preference|rush|one(?! sing)|way|"
    r"mind|care|stop|forget|hesitate|(?:too )?picky|fussy|question|yet|exactly|beat(?:s)? |pressure|limit)\b"
)
_BETWEEN = frozenset(  # words that may stand between a refusal and what it refuses
    "any the a an too so very much more of kind sort type that is are be being real really overly super "
    "extremely all at "
    "this these those some it music songs song sounds sound sounding stuff tracks track pieces piece like anything "
    "something to hear have with loud quite particularly especially people person someone anybody somebody "
    "le la les un une des el los las der die das den dem ein eine einen de d muy tan trop zu sehr musica "
    "musik musique".split()
)
_JOINS = frozenset("or and nor und oder et ou ni y o".split())
_DEGREE_WORDS = {
    "fast": "tempo",
    "slow": "tempo",
    "long": "duration",
    "short": "duration",
    "old": "year",
    "new": "year",
}
_NOT_TOO_FAST, _NOT_TOO_SLOW = 120.0, 85.0  # bpm: where listeners begin to call music fast, and slow
_WITHOUT_VOICE = re.compile(
    r"\b(?P<not>(?:not|no|non|nicht|pas)(?: an?)?[\s-]+)?(?:instrumental[ea]?s?|ohne worte|non[\s-]vocal)\b"
    r"|\b(?:nobody|no ?one|not a soul) (?:sings?|singing|is singing|raps?)\b"
)
_FREE_OF = re.compile(
    r"\b(?P<what>vocals?|voice|drums?|guitars?|lyrics?|bass|percussion|singing|words?|beat)[\s-]?(?:free|"
    r"less)\b"
)


def read_refusals(reading: Reading) -> None:
    for match in _FREE_OF.finditer(reading.rest()):
        named = recognise(match["what"]) or concept("vocals")
        if named is not None:
            _refuse(reading, named, match.span())
    vocals = concept("vocals")
    for match in _WITHOUT_VOICE.finditer(reading.rest()):
        if vocals is not None and match["not"]:  # "not instrumental"
            reading.wanted.append(vocals.name)
            reading.spans.append(match.span())
        elif vocals is not None:
            _refuse(reading, vocals, match.span())
    at = 0
    while cue := _REFUSALS.search(reading.rest(), at):
        at = cue.end()
        if not _NOT_REFUSALS.match(reading.folded[cue.start() :]):
            _one_refusal(reading, cue)


def _one_refusal(reading: Reading, cue: re.Match[str]) -> None:
    """Consume what one "no", "without", "ohne" refuses: a list of concepts, or a plain word."""
    text = reading.rest()
    too = False
    refused: list[Mention] = []
    plain: Span | None = None
    joined = True
    end = cue.end()
    following = [t for t in tokens(text) if t[1] >= cue.end()]
    i = 0
    while i < len(following):
        word, start, stop = following[i]
        gap = text[end:start]
        if "#" in gap or re.search(r"[.;!?:()]", gap) or ("," in gap and not (refused and _list_goes_on(text[start:]))):
            break
        if "," in gap:
            joined = True
        mention = next((m for m in reading.named if m.start == start and reading.free(m)), None)
        if mention is not None:
            if refused and not joined:
                if refused[-1].concept.kind == mention.concept.kind:
                    break
                refused.pop()  # "no loud drums", "no sad piano": the last word is the thing
            elif refused and mention.concept.kind != refused[-1].concept.kind and "or" not in text[end:start]:
                break  # "no drums and soft piano": a wish begins
            refused.append(mention)
            joined = False
            end = mention.end
            while i < len(following) and following[i][1] < mention.end:
                i += 1
            continue
        if word in ("too", "so", "very", "trop", "zu", "muy", "demasiado", "overly"):
            too = True
        if word in _DEGREE_WORDS and not refused and concept(word) is None:
            _limit(reading, word)
            reading.spans.append((cue.start(), stop))
            return
        if word in _JOINS and refused:
            joined = True
        elif word in _BETWEEN or (refused and word in ("either", "please", "at", "all")):
            pass
        elif not refused and plain is None and _names_a_thing(cue.group(), word):
            plain = (start, stop)
            end = stop
            break
        else:
            break
        end = stop
        i += 1
    if refused:
        last = max(m.end for m in refused)
        for mention in refused:
            if mention.concept.name in ("fast", "slow") and (too or cue.group() in ("not", "nicht", "pas", "nothing")):
                _limit(reading, mention.concept.name)
            elif mention.concept.name != "background":
                reading.unwanted.append(mention.concept.name)
            reading.dropped.add(mention.concept.name)
        reading.spans.append((cue.start(), last))
    elif plain is not None:
        reading.unwanted.append(reading.request[plain[0] : plain[1]].lower())
        reading.spans.append((cue.start(), plain[1]))


def _list_goes_on(text: str) -> bool:
    """Whether a comma list ends in "or X" / "and X" before the clause does: "no drums, bass or vocals"."""
    clause = re.split(r"[.;!?]|\bbut\b", text)[0]
    return bool(
        re.match(
            r"^(?:(?:no |any )?[\w' -]{1,25},\s*)*(?:no |any )?[\w' -]{1,25}?\s(?:or|nor|and|oder|und|ou|et|ni|y|"
            r"o)\s",
            clause,
        )
    ) or clause.startswith("no ")


_STRONG = frozenset({"no", "without", "without any", "with no", "ohne", "sans", "sin", "w/o", "no more", "minus"})
_NEVER_PLAIN = frozenset(
    "i you me my we one need want thing things way where that which who what when then for with in on "
    "and or but please "
    "longer faster slower more less only such other others later earlier it its how why there here is was can do "
    "end start time matter problem idea being having getting sounding going question instrument instruments #".split()
)


def _names_a_thing(cue: str, word: str) -> bool:
    return cue in _STRONG and len(word) > 2 and word not in _NEVER_PLAIN and word.isalpha()


def _refuse(reading: Reading, what: Concept, span: Span) -> None:
    reading.unwanted.append(what.name)
    reading.dropped.add(what.name)
    reading.spans.append(span)


def _limit(reading: Reading, word: str) -> None:
    """ "not too fast" as a limit, and the assumption said."""
    if word == "fast":
        reading.filters.setdefault("tempo_max", _NOT_TOO_FAST)
        reading.notes.append(f"not too fast: under {_NOT_TOO_FAST:g} bpm")
    elif word == "slow":
        reading.filters.setdefault("tempo_min", _NOT_TOO_SLOW)
        reading.notes.append(f"not too slow: over {_NOT_TOO_SLOW:g} bpm")
    elif word == "long":
        reading.filters.setdefault("duration_max_s", 240.0)
        reading.notes.append("not too long: under 4:00")
    elif word == "short":
        reading.filters.setdefault("duration_min_s", 120.0)
        reading.notes.append("not too short: over 2:00")
