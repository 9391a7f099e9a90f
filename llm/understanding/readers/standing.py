"""Read requests about standing rules, such as "never play Bach again" or "lift the rule about Bach".

Only a whole request is read. Words that can only mean a lasting rule ("from now on", "block") make it at once; after
"never play X again" the answer asks whether it shall always hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from data.text import clean, fold
from llm.conversation import Conversation
from llm.language import languages, numerals
from llm.plan import Plan, RuleChange, RuleWish
from llm.understanding.readers.conversation.references import ranks_in
from retrieval.kinds import Kind as RuleKind
from retrieval.query import Hit


def _words(part: str) -> str:
    return "|".join(language.standing[part] for language in languages() if part in language.standing)


_BEGIN = r"^\W*(?:(?:and|ok|okay|so|well|hey|hark|und|et|y)\W+)*"
_END = r"(?:[ ,]+(?:please|thanks|bitte|s'il te plait|por favor))?\W*$"
_PERMANENT = _words("permanent")
_OUT = re.compile(
    rf"{_BEGIN}(?:(?P<before>{_PERMANENT})[ ,:]+)?(?:(?P<lasting>{_words('lasting')})|(?P<never>{_words('never')})|"
    rf"(?P<only>{_words('only')})|(?P<without>{_words('without')}))\s+(?P<what>.+?)"
    rf"(?:\s+(?P<again>{_words('again')}))?(?:[ ,]+(?P<after>{_PERMANENT}|ever))?{_END}"
)
_BEHIND = re.compile(  # "Bach, never again"
    rf"{_BEGIN}(?P<what>[^,.;!?]{{2,60}})[,.:;!?]\s*(?:please )?(?:never again|nie wieder|plus jamais|nunca mas){_END}"
)
_LIFT = tuple(re.compile(rf"{_BEGIN}(?:{one.standing['lift']}){_END}") for one in languages() if one.standing)
_LIST = re.compile(rf"{_BEGIN}(?:{_words('list')}){_END}")
_ALWAYS = re.compile(rf"{_BEGIN}(?:{_words('always')}){_END}")
_NOW = re.compile(rf"{_BEGIN}(?:{_words('now')}){_END}")
_ALL = re.compile(r"\b(?:all|every|alle|toutes|todas)\b")
_THINGS = (
    r"(?:anything|something|everything|music|songs?|tracks?|pieces?|stuff|works?|things?|musik|lieder|etwas|musique|"
    r"musica)"
)
_THAT_LAST = r"(?:that (?:is|are|lasts?) )?"
_OBJECTS: tuple[tuple[RuleKind, str], ...] = (
    (
        "folder",
        r"(?:(?:from|in|out of|aus|dans|de) )?(?:the |my |dem |le |la )?(?:folder|directory|ordner|dossier|carpeta) "
        r"(?:called |named )?(.+)",
    ),
    ("folder", r"(?:(?:from|in|out of) )?(?:the |my )?(.+) (?:folder|directory)"),
    ("album", r"(?:(?:from|on|off|vom|de) )?(?:the |this |that |das |l')?album (?:called |named )?(.+)"),
    ("album", r"(?:(?:from|on|off) )?(?:the |that )?(.+) album"),
    ("longest", _THAT_LAST + r"(?:longer than|over|above|more than|uber|langer als|plus de|mas de) (.+)"),
    ("shortest", _THAT_LAST + r"(?:shorter than|under|below|less than|unter|kurzer als|moins de|menos de) (.+)"),
    ("artist", r"(?:by|from|of|von|par) (?:the (?:artist|band|composer) )?(.+)"),
    ("artist", r"the (?:artist|band|composer|singer) (.+)"),
)
_OBJECT_PATTERNS = tuple((kind, re.compile(rf"(?:{_THINGS} )?{pattern}")) for kind, pattern in _OBJECTS)
_POINTED = re.compile(r"\b(artist|band|composer|singer|album)\b")
_JOINS = re.compile(r"\s*,\s*(?:(?:and|or) )?|\s+(?:and|or|nor|und|oder|et|ou|y|o)\s+")
_NO_OBJECT = re.compile(
    r"(?:mind|the same|that|this|it|them|those|too|so|me|what|heard|played|anything|music)\b.{0,12}"
)


_HALF = re.compile(r"^(?:half an?|eine halbe|une demi|media)[ -]")
_ONE = re.compile(r"^(?:an?|one|eine|une|una)[ -]")


def read(request: str, conversation: Conversation) -> RuleChange | None:
    """Return what a request asks for about standing rules; None if it asks for none.

    Args:
        request: the request as the user wrote it.
        conversation: the earlier turns; "always" answers the question of the last one.
    """
    text, folded = clean(request, 400), fold(clean(request, 400)).replace("\u2019", "'")
    last = conversation.turns[-1].plan.rule_change if conversation.turns else None
    if last is not None and last.do == "offer":
        if _ALWAYS.match(folded):
            return replace(last, do="add")
        if _NOW.match(folded):
            return replace(last, do="decline")
    if _LIST.match(folded):
        return RuleChange("list")
    for pattern in _LIFT:
        if match := pattern.match(folded):
            named = [k for k, v in match.groupdict().items() if v]
            if not named:
                return RuleChange("lift all" if _ALL.search(folded) or "rules" in folded else "lift")
            if named == ["freed"] and (len(folded.split()) > 6 or _refuses(conversation.plan)):
                return None  # "allow drums again" takes back a refusal of this conversation
            return RuleChange("lift", _wishes(text[match.start(named[0]) : match.end(named[0])], (), split=False))
    return _leaving_out(text, folded, conversation.shown)


def _refuses(plan: Plan | None) -> bool:
    return plan is not None and bool(
        plan.unwanted or plan.filters.not_by or plan.filters.not_on or plan.filters.without
    )


def _leaving_out(text: str, folded: str, shown: Sequence[Hit]) -> RuleChange | None:
    match = _OUT.match(folded)
    if match is None:
        behind = _BEHIND.match(folded)
        return RuleChange("add", _wishes(text[behind.start("what") : behind.end("what")], shown)) if behind else None
    permanent = bool(match["before"] or (match["after"] and match["after"] != "ever"))
    ever = bool(match["after"])
    what = text[match.start("what") : match.end("what")]
    if _NO_OBJECT.fullmatch(fold(what)):
        return None
    if match["only"]:
        kind = "folder" if permanent else ""
        found = [wish for wish in _wishes(what, ()) if wish.kind == kind]
        return RuleChange("add", tuple(RuleWish("only folder", wish.value) for wish in found)) if found else None
    wishes = _wishes(what, shown)
    if match["without"]:
        wishes = tuple(wish for wish in wishes if wish.kind is not None)
        return RuleChange("add", wishes) if wishes and (permanent or ever) else None
    return RuleChange("add" if match["lasting"] or permanent else "offer", wishes) if wishes else None


def _wishes(what: str, shown: Sequence[Hit], *, split: bool = True) -> tuple[RuleWish, ...]:
    """Return the rules that the words after "never play" name, one for each name in a list."""
    what = what.strip(" .,;:!?")
    folded = fold(what)
    if (pointed := _POINTED.search(folded)) and (ranks := ranks_in(folded, shown)):
        tracks = [hit.track for hit in shown if hit.rank in ranks]
        if pointed[1] == "album":
            return tuple(RuleWish("album", track.album) for track in tracks if track.album)
        return tuple(RuleWish("artist", track.artist) for track in tracks if track.artist)
    for kind, pattern in _OBJECT_PATTERNS:
        if match := pattern.fullmatch(folded):
            named = what[match.start(1) : match.end(1)]
            if kind in ("longest", "shortest"):
                named = _in_digits(named)
            parts = _JOINS.split(named) if kind == "artist" and split else [named]
            return tuple(RuleWish(kind, part) for part in parts if part)
    parts = _JOINS.split(what) if split else [what]
    return tuple(RuleWish(None, part) for part in parts if part)


def _in_digits(length: str) -> str:
    """Return a length with its number in digits: "half a minute" becomes "0.5 minute"."""
    text = _HALF.sub("0.5 ", fold(length))
    text = _ONE.sub("1 ", text)
    number, space, unit = text.partition(" ")
    return f"{numerals().get(number, number)}{space}{unit}"


def with_rules(plan: Plan, change: RuleChange | None, conversation: Conversation) -> Plan:
    """Return the plan of a request about standing rules.

    A request that only changes rules repeats the last search, if there was one, so that the change can be seen.

    Args:
        plan: the plan of the request as a search.
        change: what the request asks for about rules; None: the plan is returned as it is.
        conversation: the earlier turns.
    """
    if change is None:
        return plan
    last = conversation.plan
    points = last is not None and plan.like not in ((), last.like)  # "never play the artist of 2" likens nothing to 2
    if change.do == "offer" and not points:
        return replace(plan, rule_change=change)
    if change.do in ("list", "decline") or conversation.plan is None:
        return Plan(plan.request, "chat", rule_change=change)
    return replace(
        conversation.plan, request=plan.request, kind="refine", notes=(), guesses=(), unused=(),
        repeats=False, undoes=False,
        rule_change=change,
    )  # fmt: skip
