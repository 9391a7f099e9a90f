"""The built-in planner: a request in free words, and the conversation so far, become a `Plan`.

Deterministic, without a model, a millisecond a request. It works by taking the request apart: hard
conditions first (`constraints`), then what is refused, then comparisons with what was shown; the words that
are left are the wish that is searched by sound. Refusals never reach the text tower: joint models embed
"not rock" as rock (Huang et al. 2022, MuLan, section 4.2.1). A stated condition is never lost and none is
made up; what a word like "slower" was taken to mean is noted in the plan.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from models.concepts import Concept, concept, fold, members, recognise
from retrieval.query import Filters, Hit

from . import constraints
from .captions import write_captions
from .conversation import Conversation, track_ids
from .plan import DEFAULT_K, Plan, clock
from .words import Mention, Span, cut, cut_concepts, mentions, tokens

MAX_TEXT = 400  # characters of accumulated wish; beyond that the oldest words go first

_OPPOSITES = (
    ({"dark", "scary", "sad", "melancholic", "lonely", "haunting", "serious"}, {"happy", "cheeky", "hopeful", "bright"}),
    ({"calm", "quiet", "sleep", "minimal"}, {"energetic", "aggressive", "loud", "heavy", "busy", "tense", "workout", "party"}),
    ({"slow"}, {"fast"}),
    ({"low"}, {"bright"}),
)  # fmt: skip


def make_plan(
    request: str,
    conversation: Conversation | None = None,
    *,
    artists: Collection[str] = (),
    albums: Collection[str] = (),
) -> Plan:
    """Understand one request.

    Args:
        request: as the user wrote it.
        conversation: the turns before; None or empty for a first request.
        artists: artist names of the library, which make "by bach" certain.
        albums: album titles of the library.
    """
    past = conversation or Conversation()
    reading = _Reading(request, past.shown)
    if small_talk := _small_talk(reading, past):
        return small_talk
    if undone := _undo(reading, past):
        return undone
    found = constraints.read(request, artists=artists, albums=albums)
    if question := _question(reading, past, found):
        return question
    reading.spans += found.spans
    reading.filters.update(found.values)
    reading.styles += found.captions
    _references(reading)
    _repetition(reading)
    _refusals(reading)
    _comparisons(reading)
    _wishes(reading)
    before = past.plan
    if before is not None and _refines(reading, found):
        return _refined(reading, found, before, past)
    return _fresh(reading, found, past)


@dataclass(slots=True)
class _Reading:
    """A request being taken apart. Each reader consumes words by noting their spans."""

    request: str
    shown: Sequence[Hit]
    folded: str = ""
    named: list[Mention] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    filters: dict[str, Any] = field(default_factory=dict)
    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)  # concepts that a refusal or comparison replaces
    styles: list[str] = field(default_factory=list)
    like: tuple[str, ...] = ()
    referred: tuple[Hit, ...] = ()  # shown tracks that the request points at
    degrees: list[tuple[str, int, str]] = field(default_factory=list)  # (axis or concept, direction, word)
    more: str = ""  # "more" or "else": other tracks for the same wish
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folded = fold(self.request).replace("’", "'")
        self.named = mentions(self.request)

    def rest(self) -> str:
        """The folded request with the consumed words blanked, places kept."""
        text = self.folded
        for start, end in self.spans:
            text = text[:start] + "#" * (end - start) + text[end:]
        return text

    def free(self, mention: Mention) -> bool:
        """Whether nobody has consumed a mention yet."""
        return not any(start < mention.end and mention.start < end for start, end in self.spans)


# Small talk and questions

_GREETING = re.compile(r"^\W*(?:hi|hello|hey|hallo|hola|bonjour|salut|good (?:morning|evening|afternoon)|yo|hiya)(?: there| hark| you)?\W*$")
_THANKS = re.compile(r"^\W*(?:(?:ok|okay|great|cool|nice|perfect|super|wow|awesome|many)\W*)*(?:thanks?(?: you)?(?: so much| a lot| very much)?|thx|merci|danke|gracias|cheers|ok|okay|great|cool|nice|perfect|awesome|lovely)\W*$")
_WHO = re.compile(r"\b(?:who|what) are you\b|\bwhat can you do\b|\bhow do(?:es)? (?:you|this|it) work\b|\bare you (?:a |an )?(?:ai|bot|robot|human|real)\b|^\W*help\W*$")
_OFF_TOPIC = re.compile(
    r"^\W*(?:what(?:'s| is| are| was)|who(?:'s| is| was)|where(?:'s| is)|when(?:'s| is| was| did)|why|how (?:do|can|to|much|many|old|far|tall)|"
    r"(?:can|could) you (?:write|explain|translate|help|code|solve)|write|translate|calculate|solve|explain|tell me (?:a joke|about))\b"
)
_ABOUT_MUSIC = re.compile(r"\b(?:music|songs?|tracks?|tunes?|pieces?|melod\w+|play|playlist|listen\w*|hear|sounds?|audio|instrument\w*|album|artist|band|key|tempo|bpm)\b")


def _small_talk(reading: _Reading, past: Conversation) -> Plan | None:
    text = reading.folded.strip()
    chat = bool(_GREETING.match(text) or _THANKS.match(text) or _WHO.search(text))
    if not chat and _OFF_TOPIC.match(text) and not reading.named and not _ABOUT_MUSIC.search(text):
        chat = not past.shown or not _POINTS_AT.search(text)
    return Plan(reading.request, "chat") if chat else None


_UNDO = re.compile(r"^\W*(?:undo|go back|back|take (?:it|that) back|previous|(?:show me )?the previous (?:ones?|results?|tracks?)|revert|zuruck|retour|atras)\W*$")


def _undo(reading: _Reading, past: Conversation) -> Plan | None:
    if not _UNDO.match(reading.folded):
        return None
    plans = [t.plan for t in past.turns if t.plan.kind in ("search", "refine")]
    if len(plans) < 2:
        return None
    return replace(plans[-2], request=reading.request, kind="refine", notes=("back to the wish before the last",))


_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "last": -1,
    "final": -1, "top": 1, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
_RANK = (
    r"(?:(?:the )?(?:number|track|song|no\.?|nr\.?|piece|tune|titel|stuck)?\s*[#\[]?\s*(?P<n>\d{1,2})\]?(?!\s*(?:bpm|min|sec|tracks|songs|%|s\b|th\b|\d))"
    rf"|(?:the |that )?(?P<word>{'|'.join(_ORDINALS)})(?: (?:one|track|song|piece|tune|result))?(?! (?:minutes?|tracks|songs))"
    r"|(?P<these>this|that|these|those|them|it)(?: (?:one|ones|track|tracks|song|songs))?)"
)
_POINTS_AT = re.compile(rf"\b{_RANK}(?=\W|$)")
_QUESTION = re.compile(
    r"^\W*(?:so |and |but |ok |okay |hmm+ )*(?:why|what|what's|whats|who|who's|which|how|where|when|is|are|does|do|did|was|tell me (?:more )?about|"
    r"describe|explain|compare|more about|info(?:rmation)? (?:on|about)|warum|was ist|pourquoi|por que)\b"
)
_ASKS = re.compile(
    r"^\W*(?:so |and |but |ok |okay |hmm+ )*(?:why\b|warum\b|pourquoi\b|por que\b|tell me (?:more )?about|describe|explain|compare|more about|info|"
    r"(?:what|which|how|who|when|where|is|are|does|do|did|was|was ist)\b.{0,60}(?:\b(?:\d{1,2}|first|second|third|fourth|fifth|last|this|that|it|these|those|them|one|ones)\b))"
)
_WHICH = re.compile(r"^\W*(?:so |and |but |ok )*(?:which|what)(?: (?:one|ones|track|song|of (?:these|them|those)))?(?: is| are| has| have)? (?:the )?(?:slow|fast|old|new|long|short|dark|bright|loud|quiet|calm|happ|sad|best)\w*\b")
_FOR_MORE = re.compile(r"^\W*(?:(?:is|are|do|does) there\b|do you have\b|(?:what|which) (?:songs|music|tracks) (?:do|can|have)\b)")


def _question(reading: _Reading, past: Conversation, found: constraints.Found) -> Plan | None:
    """A question about shown tracks, answered from facts without a new search."""
    if not past.shown:
        return None
    text = reading.folded
    about = bool(_ASKS.match(text)) or bool(_WHICH.match(text))
    if not about or re.search(r"\b(?:what about|how about)\b", text) or found.k:
        return None
    after = _QUESTION.match(text)
    ranks = _ranks(text[after.end() if after else 0 :], past.shown)
    if _LIKE.search(text) or (_FOR_MORE.match(text) and not ranks):
        return None
    return Plan(reading.request, "about", about=tuple(ranks))


def _ranks(text: str, shown: Sequence[Hit]) -> list[int]:
    ranks: list[int] = []
    for match in _POINTS_AT.finditer(text):
        if match["n"]:
            rank = int(match["n"])
        elif match["word"]:
            rank = _ORDINALS[match["word"]]
            rank = len(shown) if rank == -1 else rank
        else:
            continue
        if rank not in ranks and any(hit.rank == rank for hit in shown):
            ranks.append(rank)
    return ranks


# References to what was shown

_LIKE = re.compile(
    rf"\b(?P<verb>(?:more |something |some |others? |another (?:one )?|anything |tracks? |songs? |one )*(?:just )?(?:like|similar to|same as|such as|in the (?:style|spirit|mood) of|resembling|wie|comme|como)"
    rf"|more of|closer to|based on) {_RANK}(?P<more>(?:(?:,| and| or|,? &) (?:the )?(?:number |track |song )?\d{{1,2}})*)(?=\W|$)"
)
_THAN = re.compile(rf"\b(?:than|als|que) {_RANK}(?=\W|$)")
_MOST_LIKED = 3  # tracks that "more like these" averages


def _references(reading: _Reading) -> None:
    """ "more like 2", "like the last one but older", "slower than 3"."""
    if not reading.shown:
        return
    by_rank = {hit.rank: hit for hit in reading.shown}
    match = _LIKE.search(reading.rest())
    if match:
        hits = _pointed(match, by_rank)
        if hits or match["n"] or match["word"]:
            reading.spans.append(match.span())
        if hits:
            reading.like, reading.referred = track_ids(hits), hits
            reading.notes.append("similar in sound to " + _and([f"[{hit.rank}]" for hit in hits]) + " above")
        elif match["n"] or match["word"]:
            reading.notes.append(f"there was no track {match['n'] or match['word']} above")
            reading.like = ()
        return
    match = _THAN.search(reading.rest())
    if match:
        reading.spans.append(match.span())
        reading.referred = _pointed(match, by_rank)


def _pointed(match: re.Match[str], by_rank: dict[int, Hit]) -> tuple[Hit, ...]:
    if match["these"]:
        return tuple(by_rank.values())[:_MOST_LIKED]
    ranks = [int(match["n"])] if match["n"] else [_ORDINALS[match["word"]]]
    ranks += [int(n) for n in re.findall(r"\d+", match.groupdict().get("more") or "")]
    last = max(by_rank)
    return tuple(by_rank[r if r > 0 else last] for r in ranks if (r if r > 0 else last) in by_rank)


_MORE = re.compile(
    r"^\W*(?:(?:show|give|play|find|get)(?: me)? )?(?:some |a few |any )?(?:more|the rest|rest|next|next ones?|the others?|others|other ones|other songs|other tracks|"
    r"mehr|weiter|encore|mas|keep going|continue)(?: (?:please|of (?:the same|these|those|them|this|that|it)|like (?:these|those|them|this|that)|tracks?|songs?|results?|ones?|music|options?))*\W*$"
)
_ELSE = re.compile(
    r"\b(?:(?:something|anything|some|any) (?:else|different|other)|(?:different|other) (?:ones?|tracks?|songs?|results?)|none of (?:these|those|them)|not (?:these|those|any of (?:these|them))|"
    r"etwas anderes|autre chose|otra cosa|(?:i )?(?:already )?know (?:these|those|them)(?: already)?)\b"
)


def _repetition(reading: _Reading) -> None:
    if not reading.shown:
        return
    if not reading.like and (match := _MORE.match(reading.rest())):
        reading.more = "more"
        reading.spans.append(match.span())
    elif match := _ELSE.search(reading.rest()):
        reading.more = "else"
        reading.spans.append(match.span())


# Refusals

_REFUSALS = re.compile(
    r"\b(?:with no|without(?: any)?|w/o|with out|no more|no|not any|nothing|none of (?:the|that)|never|not|"
    r"(?:don't|dont|do not|doesn't|does not|didn't|shouldn't|should not|mustn't|can't|cannot) (?:want|like|need|have|include|play|use|contain|be|stand|give me)(?: to (?:hear|have|be))?|"
    r"isn't|isnt|aren't|arent|wasn't|ain't|hate|dislike|avoid(?:ing)?|except(?: for)?|excluding|exclude|minus|sans|leave out|leaving out|"
    r"(?:take|turn|get|cut|drop|lose|remove|skip|ditch|kill|mute)(?: out| off| rid of| away)? (?:the|all|any)|get rid of|"
    r"instead of|rather than|anything but|everything but|less|fewer|free of|lacking|minus the|"
    r"ohne|kein(?:e[nrms]?)?|nicht|weniger|pas de|pas d'|pas|aucune?|moins de|sin|nada de|ningun[ao]?|menos|no quiero)\b"
)
_NOT_REFUSALS = re.compile(
    r"^(?:no|not|without|don't|never|nothing)\s+(?:problem|idea|matter|doubt|worries|worry|only|just|necessarily|sure|bad|wonder|thanks|preference|rush|one(?! sing)|way|"
    r"mind|care|stop|forget|hesitate|(?:too )?picky|fussy|question|yet|exactly|beat(?:s)? |pressure|limit)\b"
)
_BETWEEN = frozenset(  # words that may stand between a refusal and what it refuses
    "any the a an too so very much more of kind sort type that is are be being real really overly super extremely all at "
    "this these those some it music songs song sounds sound sounding stuff tracks track pieces piece like anything "
    "something to hear have with loud quite particularly especially people person someone anybody somebody "
    "le la les un une des el los las der die das den dem ein eine einen de d muy tan trop zu sehr musica musik musique".split()
)
_JOINS = frozenset("or and nor und oder et ou ni y o".split())
_DEGREE_WORDS = {"fast": "tempo", "slow": "tempo", "long": "duration", "short": "duration", "old": "year", "new": "year"}
_NOT_TOO_FAST, _NOT_TOO_SLOW = 120.0, 85.0  # bpm: where listeners begin to call music fast, and slow
_WITHOUT_VOICE = re.compile(
    r"\b(?P<not>(?:not|no|non|nicht|pas)(?: an?)?[\s-]+)?(?:instrumental[ea]?s?|ohne worte|non[\s-]vocal)\b"
    r"|\b(?:nobody|no ?one|not a soul) (?:sings?|singing|is singing|raps?)\b"
)
_FREE_OF = re.compile(r"\b(?P<what>vocals?|voice|drums?|guitars?|lyrics?|bass|percussion|singing|words?|beat)[\s-]?(?:free|less)\b")


def _refusals(reading: _Reading) -> None:
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
    while match := _REFUSALS.search(reading.rest(), at):
        at = match.end()
        if _NOT_REFUSALS.match(reading.folded[match.start() :]):
            continue
        _one_refusal(reading, match)


def _one_refusal(reading: _Reading, cue: re.Match[str]) -> None:
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
            elif not mention.concept.name == "background":
                reading.unwanted.append(mention.concept.name)
            reading.dropped.add(mention.concept.name)
        reading.spans.append((cue.start(), last))
    elif plain is not None:
        reading.unwanted.append(reading.request[plain[0] : plain[1]].lower())
        reading.spans.append((cue.start(), plain[1]))


def _list_goes_on(text: str) -> bool:
    """Whether a comma list ends in "or X" / "and X" before the clause does: "no drums, bass or vocals"."""
    clause = re.split(r"[.;!?]|\bbut\b", text)[0]
    return bool(re.match(r"^(?:(?:no |any )?[\w' -]{1,25},\s*)*(?:no |any )?[\w' -]{1,25}?\s(?:or|nor|and|oder|und|ou|et|ni|y|o)\s", clause)) or clause.startswith("no ")


_STRONG = frozenset({"no", "without", "without any", "with no", "ohne", "sans", "sin", "w/o", "no more", "minus"})
_NEVER_PLAIN = frozenset(
    "i you me my we one need want thing things way where that which who what when then for with in on and or but please "
    "longer faster slower more less only such other others later earlier it its how why there here is was can do "
    "end start time matter problem idea being having getting sounding going question instrument instruments #".split()
)


def _names_a_thing(cue: str, word: str) -> bool:
    return cue in _STRONG and len(word) > 2 and word not in _NEVER_PLAIN and word.isalpha()


def _refuse(reading: _Reading, what: Concept, span: Span) -> None:
    reading.unwanted.append(what.name)
    reading.dropped.add(what.name)
    reading.spans.append(span)


def _limit(reading: _Reading, word: str) -> None:
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


# Comparisons with what was shown

_AXES = {
    "slower": ("tempo", -1), "faster": ("tempo", 1), "quicker": ("tempo", 1), "speedier": ("tempo", 1),
    "slow it down": ("tempo", -1), "slow down": ("tempo", -1), "speed it up": ("tempo", 1), "speed up": ("tempo", 1),
    "pick up the pace": ("tempo", 1), "older": ("year", -1), "newer": ("year", 1), "more recent": ("year", 1),
    "more modern": ("year", 1), "longer": ("duration", 1), "shorter": ("duration", -1), "earlier": ("year", -1),
    "langsamer": ("tempo", -1), "schneller": ("tempo", 1), "alter": ("year", -1), "langer": ("duration", 1),
    "kurzer": ("duration", -1), "plus lent": ("tempo", -1), "plus lente": ("tempo", -1), "plus rapide": ("tempo", 1),
    "plus long": ("duration", 1), "plus court": ("duration", -1), "mas lento": ("tempo", -1), "mas lenta": ("tempo", -1),
    "mas rapido": ("tempo", 1), "mas rapida": ("tempo", 1), "mas largo": ("duration", 1), "mas corto": ("duration", -1),
    "more slow": ("tempo", -1), "less fast": ("tempo", -1), "more fast": ("tempo", 1), "less slow": ("tempo", 1),
    "more upbeat tempo": ("tempo", 1), "higher tempo": ("tempo", 1), "lower tempo": ("tempo", -1),
}  # fmt: skip
_AXIS = re.compile(rf"\b(?:{'|'.join(sorted(_AXES, key=len, reverse=True))})\b")
_A_BIT = re.compile(r"\b(?:a (?:little|tiny )?bit|a bit|a little|a touch|a tad|slightly|somewhat|etwas|ein bisschen|ein wenig|un peu|un poco|algo)(?: more)?\s*$")
_MUCH = re.compile(r"\b(?:much|way|a lot|lots|far|considerably|significantly|super|really|viel|beaucoup|mucho|bien)(?: more)?\s*$")
_MORE_OF = re.compile(r"\b(?:more|plus|mas|mehr|increase the|turn up the|add(?: some| more| a bit of| in)?)\s+$")
_COMPARATIVE_SEEDS = re.compile(r"\b([a-z]{3,}er)\b")


def _comparisons(reading: _Reading) -> None:
    rest = reading.rest()
    for match in _AXIS.finditer(rest):
        axis, direction = _AXES[match.group()]
        before = rest[: match.start()]
        amount = _A_BIT.search(before) or _MUCH.search(before)
        strength = 1 if amount is None else (0 if _A_BIT.search(before) else 2)
        span = (amount.start() if amount else match.start(), match.end())
        reading.spans.append(span)
        reading.degrees.append((axis, direction, match.group()))
        if reading.shown:
            _move(reading, axis, direction, strength, match.group())
        else:
            _without_reference(reading, axis, direction)
    rest = reading.rest()
    for match in _COMPARATIVE_SEEDS.finditer(rest):
        named = _positive(match.group())
        if named is not None:
            before = rest[: match.start()]
            amount = _A_BIT.search(before) or _MUCH.search(before)
            reading.spans.append((amount.start() if amount else match.start(), match.end()))
            _lean(reading, named, match.group())
    for mention in reading.named:
        before = reading.rest()[: mention.start]
        more = _MORE_OF.search(before)
        if more and reading.free(mention):
            amount = _A_BIT.search(before[: more.start()] + " ") or _MUCH.search(before[: more.start()] + " ")
            reading.spans.append((amount.start() if amount else more.start(), mention.end))
            _lean(reading, mention.concept, f"more {mention.concept.name}")


def _positive(word: str) -> Concept | None:
    """The concept that a comparative heightens: "darker" -> dark, "sadder" -> sad, "jazzier" -> jazz."""
    if recognise(word) is not None or len(word) < 5:
        return None
    stem = word[:-2]
    doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
    y = stem[:-1] + "y" if stem.endswith("i") else stem
    for candidate in (stem, stem + "e", doubled, y):
        named = recognise(candidate)
        if named is not None and named.kind in ("mood", "texture", "genre"):
            return named
    return concept({"lighter": "bright", "deeper": "low", "gentler": "quiet", "livelier": "energetic"}.get(word, ""))


def _lean(reading: _Reading, named: Concept, word: str) -> None:
    reading.wanted.append(named.name)
    reading.degrees.append((named.name, 1, word))
    for side, other in _OPPOSITES:
        if named.name in side:
            reading.dropped |= other
        elif named.name in other:
            reading.dropped |= side


_STEPS = {0: 0.0, 1: 0.0, 2: 0.25}  # how far beyond the middle of what was shown: "a bit", plain, "much"


def _move(reading: _Reading, axis: str, direction: int, strength: int, word: str) -> None:
    """A filter beyond the middle of what was shown (or of the track that was pointed at)."""
    hits = reading.referred or tuple(reading.shown)
    of = {"tempo": lambda t: t.tempo_bpm, "year": lambda t: t.year, "duration": lambda t: t.duration_s or None}[axis]
    values = [v for v in (of(hit.track) for hit in hits) if v is not None]
    if len(values) * 2 < len(hits) or not values:
        reading.notes.append(f"{word}: the {axis} of these tracks is not known, so only by sound")
        _without_reference(reading, axis, direction)
        return
    middle = median(values)
    limit = middle * (1 + direction * _STEPS[strength]) if axis != "year" else middle + direction * 15 * (strength == 2)
    limit = float(int(limit)) if direction < 0 else float(-int(-limit // 1))
    if axis == "year":
        reading.filters["year_max" if direction < 0 else "year_min"] = int(limit) + direction
        reading.notes.append(f"{word}: {'up to' if direction < 0 else 'from'} {int(limit) + direction}{'' if direction < 0 else ' on'}")
        return
    step = direction * (1.0 if limit == middle or strength < 2 else 0.0)
    limit += step
    low, high = ("tempo_min", "tempo_max") if axis == "tempo" else ("duration_min_s", "duration_max_s")
    reading.filters[high if direction < 0 else low] = limit
    if strength == 0:  # "a bit": near what was shown
        reading.filters[low if direction < 0 else high] = float(int(middle * (1 + direction * 0.3)))
    said = f"{limit:g} bpm" if axis == "tempo" else clock(limit)
    reading.notes.append(f"{word}: {'under' if direction < 0 else 'over'} {said}")


def _without_reference(reading: _Reading, axis: str, direction: int) -> None:
    if axis == "tempo":
        reading.wanted.append("slow" if direction < 0 else "fast")
        reading.dropped.add("fast" if direction < 0 else "slow")


# What is left: wishes

def _wishes(reading: _Reading) -> None:
    for mention in reading.named:
        if reading.free(mention):
            reading.wanted.append(mention.concept.name)


_NEW_TOPIC = re.compile(
    r"^\W*(?:(?:now|ok|okay|next|new topic|new search|start over|actually)\W+)*(?:can you |could you |please |would you )?"
    r"(?:(?:i(?:'m| am) (?:looking for|searching|after|in the mood)|i(?:'d| would) (?:like|love)|i (?:want|need|wanna)|find|search|look for|play|give|show|suggest|recommend)\b(?: me)?"
    r"(?! (?:it|them|those|these|that|this|more|less|other|the rest)\b)|(?:a|an|some|any) (?!bit|little|lot|touch|tad)|music (?:for|to|with|from|that)|songs? |something (?!else|more|less|like|similar|(?:a |much |way )?\w+er\b)|tracks? |what (?:songs|music|tracks)|do you have|is there|are there|"
    r"ich (?:will|mochte|suche)|je (?:veux|cherche|voudrais)|quiero|busco|musik |musique |musica |una |un |eine? |une )"
)
_GOES_ON = re.compile(
    r"^\W*(?:(?:ok|okay|hmm+|nice|cool|great|good|yes|no|now|please|can you|could you)\W+)*(?:but|and|also|plus|with|without|no|not|nothing|none|more|less|fewer|only|just|same|"
    r"make (?:it|them|that|this)|turn|keep|remove|drop|lose|add|too|what about|how about|in|from|by|before|after|since|under|over|between|at|around|"
    r"even|still|a bit|a little|slightly|much|way|instead|except|ohne|mit|mehr|aber|und|avec|sans|mais|con|sin|pero|mas|y|et|instrumentals?)\b"
)
_POINTS_BACK = re.compile(r"\b(?:them|those|these|it|that one|this one|the same|of the same|ones|instead|as before|again)\b")


def _refines(reading: _Reading, found: constraints.Found) -> bool:
    """Whether the request goes on from the last one rather than starting anew."""
    text = reading.folded.strip()
    if re.search(r"\b(?:completely different|new topic|start over|change of (?:topic|subject)|forget (?:that|it|about))\b", text):
        return False
    if reading.like or reading.more or any(word for _, _, word in reading.degrees):
        return True
    if re.search(r"\b(?:it|them|these|those|the same)\b", text) and _GOES_ON.match(text):
        return True
    if _NEW_TOPIC.match(text):
        only_conditions = not [w for w in reading.wanted] and not _content(reading)
        if "artist" in reading.filters or "album" in reading.filters:
            return False
        return only_conditions and bool(reading.filters or reading.unwanted or found.k) and not re.match(r"^\W*(?:i |find|search|music)", text)
    if re.match(r"^\W*(?:what|how) about\b", text) and {c.kind for w in reading.wanted if (c := concept(w))} & {"genre", "use"}:
        return False
    if _GOES_ON.match(text):
        return True
    if re.search(r"\binstead\b|\bas well\b|\btoo\W*$", text):
        return True
    if not reading.wanted and not _content(reading):
        return bool(reading.filters or reading.unwanted or found.k or reading.styles)
    kinds = {c.kind for w in reading.wanted if (c := concept(w))}
    words = [word for word, _, _ in tokens(text)]
    noun = bool(_ABOUT_MUSIC.search(text))
    return kinds <= {"mood", "texture"} and bool(kinds) and len(words) <= 2 and not noun


_EMPTY_WORDS = frozenset(
    "a an the some any i we you me my want need would like love wanna hear listen to play give show find search get suggest "
    "recommend please can could music song songs track tracks tune tunes piece pieces something anything one ones more less "
    "of for that which with in is are it its this these those them and or but now ok okay just only so from by at on do have "
    "there good nice great best really very bit little lot d m s t ll re ve let lets maybe also too again instead but same "
    "make made keep kind sort type stuff thing things be has was what about how all tempo key bpm musik musique musica lied lieder "
    "chanson chansons cancion canciones ein eine einen etwas ich mochte bitte je veux un une des quelque chose quiero una algo "
    "por favor mit con avec und et y no not sound sounds sounding result results show me stucke morceaux piezas still even go".split()
)


def _content(reading: _Reading) -> list[str]:
    """The words that still say something once everything understood is taken out."""
    taken = [*reading.spans, *((m.start, m.end) for m in reading.named)]
    text = reading.folded
    for start, end in taken:
        text = text[:start] + " " * (end - start) + text[end:]
    return [word for word, _, _ in tokens(text) if word not in _EMPTY_WORDS]


_POLITE = re.compile(
    r"^\W*(?:(?:hi|hey|hello|ok|okay|so|um+|well|now|please|then|hallo|hola|bonjour|something completely different|(?:what|how) about|new topic)\b:?[\s,!.]*)*"
    r"(?:(?:can|could|would|will) you (?:please )?)?(?:please )?"
    r"(?:i(?:'m| am) (?:looking|searching) for|i(?:'d| would) (?:like|love)(?: to (?:hear|listen to))?|i (?:want|need|wanna)(?: to (?:hear|listen to))?|"
    r"(?:find|give|show|play|get|search|suggest|recommend)(?: for)?(?: me)?(?: up)?|let(?:'s| us) (?:hear|play|have)|do you have|got any|"
    r"ich (?:will|mochte|suche)(?: bitte)?|je (?:veux|cherche|voudrais)|quiero|busco)\b\s*",
    re.IGNORECASE,
)
_POLITE_END = re.compile(r"[\s,]*\b(?:please|thanks|thank you|thx|pls|plz|bitte|por favor|s'il (?:te|vous) plait)\W*$", re.IGNORECASE)


def _text(reading: _Reading) -> str:
    """The positive words of the request; "" when nothing of substance is left."""
    spans = list(reading.spans)
    if polite := _POLITE.match(reading.folded):
        spans.append(polite.span())
    if polite := _POLITE_END.search(reading.folded):
        spans.append(polite.span())
    kept = cut(reading.request, spans)
    understood = bool(spans) and (reading.filters or reading.unwanted or reading.like or reading.degrees or reading.more)
    remaining = [w for w, _, _ in tokens(fold(kept)) if w not in _EMPTY_WORDS]
    return kept[:MAX_TEXT] if remaining or not understood else ""


# Putting plans together

def _fresh(reading: _Reading, found: constraints.Found, past: Conversation) -> Plan:
    text = _text(reading)
    unwanted = _unique(reading.unwanted)
    wanted = _unique(w for w in reading.wanted if w not in unwanted)
    filters = Filters(**reading.filters)
    if reading.more:
        filters = replace(filters, exclude=past.seen())
    return Plan(
        request=reading.request,
        kind="search",
        text=text,
        captions=write_captions(wanted, reading.styles, unwanted),
        wanted=wanted,
        unwanted=unwanted,
        filters=filters,
        like=reading.like,
        k=found.k or DEFAULT_K,
        notes=tuple(reading.notes),
    )


def _refined(reading: _Reading, found: constraints.Found, before: Plan, past: Conversation) -> Plan:
    """The last wish, changed by what this request says."""
    new_text = _text(reading)
    if not _content(reading):  # only named concepts and glue are new: captions carry them
        new_text = ", ".join(_unique(reading.wanted))
    replaced = set(reading.dropped)
    if re.search(r"\binstead\b", reading.folded):
        new_kinds = {c.kind for w in reading.wanted if (c := concept(w))}
        replaced |= {w for w in before.wanted if (c := concept(w)) and c.kind in new_kinds}
    refused = _unique(reading.unwanted)
    hidden = replaced | {m for name in refused for m in members(name)}
    hidden -= set(reading.wanted)
    kept_wanted = [w for w in before.wanted if w not in hidden]
    wanted = _unique([*kept_wanted, *(w for w in reading.wanted if w not in refused)])
    again_wanted = {m for w in reading.wanted for m in members(w)}
    unwanted = _unique([*(u for u in before.unwanted if u not in again_wanted), *refused])
    old_text = cut_concepts(before.text, hidden) if hidden else before.text
    like = reading.like or before.like
    if reading.like:  # the track says it all: the old words would pull back to the old list
        old_text, wanted = "", _unique(w for w in reading.wanted if w not in refused)
    text = ", ".join(part for part in (old_text, new_text) if part)[-MAX_TEXT:]
    filters = _merged_filters(before.filters, reading)
    exclude = dict.fromkeys(like)  # "like 2" asks for others
    if reading.more:
        exclude.update(dict.fromkeys(past.seen()))
    notes = list(reading.notes)
    if reading.more:
        notes.append("the same wish, without the tracks already shown")
    return Plan(
        request=reading.request,
        kind="refine",
        text=text,
        captions=write_captions(wanted, reading.styles, unwanted),
        wanted=wanted,
        unwanted=unwanted,
        filters=replace(filters, exclude=tuple(exclude)),
        like=like,
        k=found.k or before.k,
        notes=tuple(notes),
    )


_PAIRS = (("tempo_min", "tempo_max"), ("year_min", "year_max"), ("duration_min_s", "duration_max_s"))


def _merged_filters(old: Filters, reading: _Reading) -> Filters:
    """The last conditions with the new ones over them; a new bound ends an old one that it contradicts."""
    new = reading.filters
    merged: dict[str, Any] = {**{n: v for n, v in old.to_json().items() if n != "exclude"}, **new}
    compared = {axis for axis, _, _ in reading.degrees}
    for low, high in _PAIRS:
        stated = {low, high} & set(new)
        if stated and low.split("_")[0] not in compared and stated != {low, high}:
            merged.pop(({low, high} - stated).pop(), None)  # "under 100 bpm" replaces "100 to 120"
        if merged.get(low) is not None and merged.get(high) is not None and merged[low] > merged[high]:
            merged.pop(low if high in new else high)
    again = {m for w in reading.wanted for m in members(w)}
    without = tuple(w for w in merged.pop("without", ()) if w not in again)
    return Filters(**merged, without=without)


def _unique(names: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
