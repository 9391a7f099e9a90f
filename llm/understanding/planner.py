"""The built-in planner: a request in free words, and the conversation so far, become a `Plan`.

Deterministic and without a language model: a millisecond of rules a request, and some 15 ms of the tagger that settles
what they leave open. It takes the request apart: hard conditions first, then what it points at, what it refuses, what
it compares; the words that are left are the wish that is searched by sound. A stated condition is never lost and none
is made up; what a word like "slower" was taken to mean is noted in the plan.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from data.errors import UserError
from data.text import fold
from data.vocabulary.captions import write_captions
from data.vocabulary.concepts import concept
from data.vocabulary.lexicon import spell_out
from data.vocabulary.mentions import cut_concepts, tokens
from data.vocabulary.relations import members
from llm.conversation import Conversation
from llm.plan import DEFAULT_K, MAX_K, Plan
from llm.understanding.readers import constraints
from llm.understanding.readers.comparisons import read_comparisons, read_not_enough
from llm.understanding.readers.names import artist_of, only_compared
from llm.understanding.readers.picking import keeps, pick, picks
from llm.understanding.readers.questions import EXISTS_WITH, UNDO, question, small_talk, spoken_of, undo
from llm.understanding.readers.references import ELSE, judges, ranks_in, read_references, read_repetition
from llm.understanding.readers.refusals import read_refusals, read_refused_artists, sends_away
from retrieval.query import Filters

from .judge import asks, goes_on, read_pointing, read_tags, read_unmeant
from .reading import ABOUT_MUSIC, MAX_TEXT, Reading, left_over, positive_text

if TYPE_CHECKING:
    from .tagger import Hint, Tagged, Tagger

log = logging.getLogger(__name__)


def make_plan(
    request: str,
    conversation: Conversation | None = None,
    *,
    artists: Collection[str] = (),
    albums: Collection[str] = (),
    tagger: Tagger | None = None,
) -> Plan:
    """Understand one request.

    Args:
        request: as the user wrote it.
        conversation: the turns before; None or empty for a first request.
        artists: artist names of the library, which make "by bach" certain.
        albums: album titles of the library.
        tagger: to settle what the words leave open.
    """
    spelt = spell_out(request)
    past = conversation or Conversation()
    plan = _understood(spelt, past, artists, albums, _tagged(tagger, spelt, past))
    return replace(plan, request=request)


def _tagged(tagger: Tagger | None, spelt: str, past: Conversation) -> Tagged | None:
    if tagger is None:
        return None
    try:
        return tagger.read(spelt, hints_of(spelt), follows=bool(past.shown))
    except UserError as error:  # a plainer understanding is better than none
        log.warning("%s This request is understood by rules alone.", error)
        return None


def _understood(
    request: str, past: Conversation, artists: Collection[str], albums: Collection[str], tagged: Tagged | None
) -> Plan:
    reading = Reading(request, past.shown, tagged=tagged)
    clears = past.plan is not None and bool(_CLEARED.search(reading.folded))  # "never mind the key" takes nothing back
    back = UNDO.match(reading.folded) or re.search(r"\b(?:back|previous)\b", reading.folded)
    others = past.plan is not None and not back and bool(ELSE.search(reading.folded))  # "we had those, new ones"
    if not (clears or others):
        if talk := small_talk(reading, past):
            return talk
        if undone := undo(reading, past):
            return undone
    found = constraints.read(read_refused_artists(reading, artists), artists=artists, albums=albums)
    if kept := keeps(reading, past):
        return kept
    if picks(reading.folded) and past.shown and not ranks_in(reading.folded, past.shown):
        if picking := pick(_read_condition(reading, found), past):
            return picking
        reading = Reading(request, past.shown, tagged=tagged)
    asked = question(reading, past, found)
    if asked is None and not clears:  # "el año da igual" asks nothing
        asked = asks(reading, past)
    if asked and not (reading.named and sends_away(reading)) and not judges(reading.folded):
        return asked if asked.about else replace(asked, about=spoken_of(reading.folded, past))
    read_unmeant(reading, found)
    reading.spans += found.spans
    reading.filters.update(found.values)
    reading.styles += found.captions
    reading.unwanted += found.refused
    _read_told(reading)
    _read_by_them(reading, past)
    read_references(reading)
    read_repetition(reading)
    _read_cleared(reading)
    read_not_enough(reading)
    read_refusals(reading)
    read_comparisons(reading)
    read_tags(reading)
    read_pointing(reading, past)
    _wishes(reading)
    if "tempo_min" in reading.cleared:  # "drop the slow, any speed is fine"
        reading.unwanted = [name for name in reading.unwanted if name not in _PACE]
        reading.freed |= _PACE - set(reading.wanted)
    _read_bare_name(reading, artists)
    if any(fold(str(reading.filters.get("artist", ""))) == fold(name) for name in reading.unwanted):
        del reading.filters["artist"]  # "not Pachelbel, we had Pachelbel last year"
    before = past.plan
    if before is not None and (goes_on(reading, _refines(reading, found, before)) or _adds(reading, before)):
        return _refined(reading, found, before, past)
    return _fresh(reading, found, past)


_BY_THEM = re.compile(
    r"\b(?:(?:any|some)thing|more|others?|what|tracks?|songs?|music|pieces?)(?: else)?(?: (?:do you have|is there))? "
    r"(?:by|from|of) (?:them|him|her|(?:this|that) (?:artist|composer|band|guy|person|woman|man))\b"
)


def _read_by_them(reading: Reading, past: Conversation) -> None:
    """ "who wrote 2?", "anything else by them?": the artist of the track that was asked about."""
    before = past.turns[-1].plan if past.turns else None
    match = _BY_THEM.search(reading.rest())
    if match is None or before is None or before.kind != "about" or len(before.about) != 1:
        return
    artist = next((hit.track.artist for hit in past.shown if hit.rank == before.about[0]), "")
    if artist:
        reading.filters["artist"] = artist
        reading.more = "more"
        reading.spans.append(match.span())


def _read_condition(reading: Reading, found: constraints.Found) -> Reading:
    """What a question asks of tracks, read as a search is."""
    reading.spans += found.spans
    reading.filters.update(found.values)
    reading.unwanted += found.refused
    read_refusals(reading)
    _wishes(reading)
    return reading


def hints_of(request: str) -> list[Hint]:
    """What the readers make of the words of a request by itself, for the tagger to weigh."""
    reading = Reading(request, ())
    found = constraints.read(read_refused_artists(reading, ()))
    hints: list[Hint] = [(start, end, ("condition",)) for start, end in found.spans]
    reading.spans += found.spans
    read_not_enough(reading)
    read_refusals(reading)
    refused = {m for name in reading.unwanted for m in members(name)}
    read_comparisons(reading)
    for mention in reading.named:
        free, name = reading.free(mention), mention.concept.name
        said = "wanted" if free else "refused" if name in refused else "taken"
        hints.append((mention.start, mention.end, (said, mention.concept.kind)))
    return hints


def _read_bare_name(reading: Reading, artists: Collection[str]) -> None:
    """ "tchaikovski", "Wagner organ": an artist of the library, where nothing else is left to be said."""
    if "artist" in reading.filters or reading.like or reading.more:
        return
    left = left_over(reading)
    named = artist_of(left, artists)
    places = [(start, end) for word, start, end in tokens(reading.folded) if word in left]
    if named is None or any(only_compared(reading.folded, *place) for place in places):
        return
    reading.spans += places
    reading.filters["artist"] = named


_WHAT = (
    r"tempo|speed|bpm|years?|dates?|decade|era|period|key|length|duration|artist|composer|album|filters?|conditions?|"
    r"limits?|jahre?|datum|tonart|lange|dauer|kunstler|annee|duree|tonalite|artiste|compositeur|ano|fecha|"
    r"duracion|tonalidad|artista|compositor"
)
_CLEARED = re.compile(
    rf"\b(?:remove|drop|forget|ignore|scrap|ditch|dump|relax|waive|loosen|"
    rf"without|no|any|whatever|clear|lift|lose|never ?mind|(?:i |we )?(?:don't|"
    rf"do not) care "
    rf"(?:about|what|which)|egal welche[sr]?|n'importe quelle?|cualquier|"
    rf"peu importe|(?:me )?da igual|no (?:me )?importa)\s+(?:about\s+)?(?:(?:the|das|die|der|le|la|el)\s+|l'|"
    rf"all\s+(?:the\s+)?|a\s+|that\s+)?"
    rf"(?P<what>{_WHAT})(?:\s+(?:limit|filter|condition|restriction|rule|thing|bit|part|"
    rf"requirement)s?)?\b(?:\s+(?:it is|is fine|will do|is ok))?"
    rf"(?!\s+(?:\d|change|in\b))"
    rf"|\b(?:(?:the|das|die|der|le|la|el) |l')?(?P<that>{_WHAT})(?:'s not important| (?:doesn't matter|does not matter|"
    rf"isn't important|is not important|"
    rf"is irrelevant|is not "
    rf"relevant|no longer matters|can be anything|ist (?:mir |uns )?(?:egal|nicht wichtig)|"
    rf"spielt keine rolle|(?:me )?da igual|no importa|importe peu|est sans importance))\b"
    rf"|\b(?:remove|drop|lift|clear|quita|elimina|enleve|supprime|ohne|sin|sans|no)\s+(?:the |any |la |le |el )?"
    rf"(?:limit[ea]?|limite|restriction|filtre|filtro)\s+(?:on|of|de|du|des|del)\s+(?:the |la |le |el )?"
    rf"(?P<of>{_WHAT})\b"
    r"|\b(?:doesn't|does not|needn't|need not|don't|do not|no longer) ?(?:have|need)?s? to be (?:so |that |too |very )?"
    r"(?P<be>old|new|recent|modern|short|long)\b"
)
_CLEARED_KEY = re.compile(  # "drop D minor"
    r"\b(?:remove|drop|forget|ignore|clear|lift|lose|never ?mind)\s+(?:about\s+)?(?:the\s+)?[a-h]"
    r"(?:[\s-]?(?:flat|sharp|is|es|#|b))?"
    r"[\s-](?:minor|major|moll|dur)\b"
)
_CLEARS = {
    word: names
    for words, names in (
        ("tempo speed bpm", ("tempo_min", "tempo_max")),
        ("year decade date era period jahr jahre datum annee ano fecha", ("year_min", "year_max")),
        ("length duration lange dauer duree duracion", ("duration_min_s", "duration_max_s")),
        ("key tonart tonalite tonalidad", ("key",)),
        ("artist composer kunstler artiste artista compositeur compositor", ("artist",)),
        ("album", ("album",)),
    )
    for word in words.split()
}


_PACE = frozenset({"slow", "fast"})


def _read_cleared(reading: Reading) -> None:
    """ "any tempo", "remove the filters": conditions of earlier turns that end."""
    if "key" in reading.filters and (match := _CLEARED_KEY.search(reading.folded)):
        del reading.filters["key"]
        reading.cleared.add("key")
        reading.spans.append(match.span())
    for match in _CLEARED.finditer(reading.rest()):
        everything = [name for names in _CLEARS.values() for name in names]
        of_its_length = match["be"] in ("short", "long")
        what = match["what"] or match["that"] or match["of"] or ("length" if of_its_length else "year")
        reading.cleared.update(_CLEARS.get(what.rstrip("s"), everything))
        reading.spans.append(match.span())


_TOLD = re.compile(
    r"\b(?:i've|i have|i'm|i am|i was|we've|we were|been) (?:[a-z]+ ){0,3}?(?:listening to|hearing|playing)\b"
    r"(?:(?!, (?:but|so|and now)\b|[.;!?]|\b(?:but|so|tonight|today|now)\b).)*"
)


def _read_told(reading: Reading) -> None:
    """ "I've been listening to a lot of metal lately, so ...": told, not asked for."""
    for match in _TOLD.finditer(reading.rest()):
        if re.search(r"[a-z]", reading.rest()[match.end() :]):
            reading.spans.append(match.span())


def _wishes(reading: Reading) -> None:
    for mention in reading.named:
        if reading.free(mention):
            reading.wanted.append(mention.concept.name)


_NEW_TOPIC = re.compile(
    r"^\W*(?:(?:now|ok|okay|next|new topic|new search|start over|actually)\W+)*(?:can you |could you |"
    r"please |would you )?"
    r"(?:(?:i(?:'m| am) (?:looking for|searching|after|in the mood)|i(?:'d| would) (?:like|love)|i "
    r"(?:want|need|wanna)|find|search|look for|play|give|show|suggest|recommend)\b(?: me)?"
    r"(?! (?:it|them|those|these|that|this|more|less|other|the rest)\b)|(?:a|an|some|any) (?!bit|little|"
    r"lot|touch|tad)|music (?:for|to|with|from|that|by|of|like|in)|songs? |something (?!else|more|less|like|similar|"
    r"(?:a |much |way )?\w+er\b)|tracks? |what (?:songs|music|tracks)|do you have|is there|are there|"
    r"ich (?:will|mochte|suche)|je (?:veux|cherche|voudrais)|quiero|busco|musik |musique |musica |una |un |eine? |une )"
)
_GOES_ON = re.compile(
    r"^\W*(?:(?:ok|okay|hmm+|eh|ah|oh|nice|cool|great|good|yes|no|now|please|can you|could you)\W+)*(?:but|and|"
    r"also|plus|with|without|no|not|nothing|none|more|less|fewer|only|just|same|"
    r"make (?:it|them|that|this)|turn|keep|remove|drop|lose|add|too|what about|how about|in|from|by|"
    r"before|after|since|under|over|between|at|around|"
    r"even|still|a bit|a little|slightly|much|way|instead|except|ohne|mit|mehr|aber|und|avec|sans|mais|"
    r"con|sin|pero|mas|y|et|instrumentals?|pas|nicht|moins|menos|weniger|too|trop|zu|throw in|can it|could it|"
    r"does it|do they|"
    r"the same|swap|replace|bring|put|allow|tone|crank|dial|up|needs?|could use|never ?mind (?:about )?the|"
    r"forget (?:about )?the|is there (?:one|"
    r"a version)|"
    r"rather|lieber|plutot|mejor)\b"
)


_ANEW = re.compile(
    r"\b(?:completely different|(?:new|different|another) (?:topic|search)|start (?:over|again)|from scratch|"
    r"change of (?:topic|subject)|reset|clear everything|forget (?:that|it|about|everything)|"
    r"neue suche|vergiss alles|von vorne?|nouvelle recherche|recommence\w*|oublie tout|repart de zero|"
    r"nueva busqueda|olvida todo|de nuevo desde cero)\b"
)


def _adds(reading: Reading, before: Plan) -> bool:
    """Whether the first sound is named after conditions alone: "from the 19th century", "choral"."""
    bare = not (before.wanted or before.text or before.like) and before.filters != Filters()
    short = len(tokens(reading.folded)) <= 3
    text = reading.folded.strip()
    return bare and short and not (_NEW_TOPIC.match(text) or _ANEW.search(text))


def _refines(reading: Reading, found: constraints.Found, before: Plan) -> bool:
    """Whether the request goes on from the last one rather than starting anew."""
    text = reading.folded.strip()
    if EXISTS_WITH.match(text) or (reading.freed and not reading.wanted):
        return True
    if reading.cleared or reading.dropped & {m for w in before.wanted for m in (w, *members(w))}:
        return True  # what was asked for is asked for no longer
    if reading.wanted and re.match(r"^\W*(?:never ?mind|forget (?:it|that|this)|scrap that|skip that)\b\W", text):
        return False
    if _ANEW.search(text):
        return False
    if reading.like or reading.hidden or reading.more or reading.degrees:
        return True
    if re.search(r"\b(?:it|them|these|those|the same)\b", text) and _GOES_ON.match(text):
        return True
    if _NEW_TOPIC.match(text):
        only_conditions = not reading.wanted and not left_over(reading)
        if "artist" in reading.filters or "album" in reading.filters:
            return False
        return (
            only_conditions
            and bool(reading.filters or reading.unwanted or found.k)
            and not re.match(r"^\W*(?:i |find|search|music)", text)
        )
    if re.match(r"^\W*(?:what|how) about\b", text) and {c.kind for w in reading.wanted if (c := concept(w))} & {
        "genre",
        "use",
    }:
        return False
    if _GOES_ON.match(text):
        return True
    if re.search(
        r"\binstead\b|\bas well\b|\btoo\W*$|\b(?:in|up|at the) front\b|\bin the (?:lead|foreground)\b|\bon top\W*$",
        text,
    ):
        return True
    if not reading.wanted and not left_over(reading):
        return bool(reading.filters or reading.unwanted or found.k or reading.styles)
    kinds = {c.kind for w in reading.wanted if (c := concept(w))}
    words = [word for word, _, _ in tokens(text)]
    noun = bool(ABOUT_MUSIC.search(text))
    return kinds <= {"mood", "texture"} and bool(kinds) and len(words) <= 2 and not noun


def _fresh(reading: Reading, found: constraints.Found, past: Conversation) -> Plan:
    text = positive_text(reading)
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


# "just harp": nothing else is wished for any more; "just the slow ones" keeps the rest.
_INSTEAD_OF_ALL = re.compile(
    r"^\W*(?:just|only|nur|bloss|seulement|juste|solo) (?!the\b|those\b|with\b|mit\b|avec\b|con\b)[a-z ]+\W*$"
)
_SO_MANY = re.compile(
    r"^\W*(?:(?P<more>double (?:that|it|the number)|twice as many)|half (?:as|that|of that) ?(?:many)?|"
    r"(?:fewer|not so many|weniger)(?: (?:tracks|songs|results|of them|ones|titel|stucke))?(?: please)?\W*$)"
)


_INSTEAD = re.compile(
    r"\binstead\b|\b(?:i (?:actually |really )?(?:meant?|intended)|ich (?:meinte|meine)|je voulais dire|quise decir|"
    r"queria decir)\b"
)
_OTHER_INSTRUMENT = re.compile(
    r"\b(?:change|switch|swap) (?:the )?(?:instruments?|instrumentation|lead(?: instrument)?) (?:to|for|with|into)\b|"
    r"\b(?:different|other|another) instruments?\b"
)


def _refined(reading: Reading, found: constraints.Found, before: Plan, past: Conversation) -> Plan:
    """The last wish, changed by what this request says."""
    many = _SO_MANY.match(reading.folded)
    new_text = "" if many else positive_text(reading)
    if not left_over(reading):  # only named concepts and glue are new: captions carry them
        new_text = ", ".join(_unique(reading.wanted))
    replaced = set(reading.dropped)
    if _INSTEAD.search(reading.folded):
        new_kinds = {c.kind for w in reading.wanted if (c := concept(w))}
        replaced |= {w for w in before.wanted if (c := concept(w)) and c.kind in new_kinds}
    refused = _unique(reading.unwanted)
    new = {c.kind for w in reading.wanted if (c := concept(w))}
    if _OTHER_INSTRUMENT.search(reading.folded):
        replaced |= {w for w in before.wanted if (c := concept(w)) and c.kind == "instrument"}
    if new and new <= {"instrument", "genre"} and _INSTEAD_OF_ALL.match(reading.folded):
        replaced |= set(before.wanted)
    hidden = replaced | {m for name in refused for m in members(name) if name != "orchestra" or m == name}
    hidden = (hidden | reading.freed) - set(reading.wanted)
    kept_wanted = [w for w in before.wanted if w not in hidden]
    wanted = _unique([*kept_wanted, *(w for w in reading.wanted if w not in refused)])
    again_wanted = {m for w in (*reading.wanted, *reading.freed) for m in members(w)}
    unwanted = _unique([*(u for u in before.unwanted if u not in again_wanted), *refused])
    old_text = cut_concepts(before.text, hidden) if hidden else before.text
    like = reading.like or before.like
    if reading.like:  # the track says it all: the old words would pull back to the old list
        old_text, wanted = "", _unique(w for w in reading.wanted if w not in refused)
    parts = [part for part in (*old_text.split(", "), *new_text.split(", ")) if part]
    text = ", ".join(_unique(parts))[-MAX_TEXT:]
    filters = _merged_filters(before.filters, reading)
    hidden_tracks = _unique((*before.hidden, *reading.hidden))
    exclude = dict.fromkeys((*like, *hidden_tracks))  # "like 2" asks for others
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
        hidden=hidden_tracks,
        k=found.k or (min(max(before.k * 2 if many["more"] else before.k // 2, 1), MAX_K) if many else before.k),
        towards=_unique(w for w in (*before.towards, *_leant(reading)) if w in wanted),
        notes=tuple(notes),
    )


def _leant(reading: Reading) -> list[str]:
    return [axis for axis, direction, _ in reading.degrees if direction > 0 and concept(axis)]


_PAIRS = (("tempo_min", "tempo_max"), ("year_min", "year_max"), ("duration_min_s", "duration_max_s"))


def _merged_filters(old: Filters, reading: Reading) -> Filters:
    """The last conditions with the new ones over them; a new bound ends an old one that it contradicts."""
    new = reading.filters
    kept = {n: v for n, v in old.to_json().items() if n not in ("exclude", "only") and n not in reading.cleared}
    merged: dict[str, Any] = {**kept, **new}
    compared = {axis for axis, _, _ in reading.degrees}
    for low, high in _PAIRS:
        stated = {low, high} & set(new)
        if stated and low.split("_")[0] not in compared and stated != {low, high}:
            merged.pop(({low, high} - stated).pop(), None)  # "under 100 bpm" replaces "100 to 120"
        if merged.get(low) is not None and merged.get(high) is not None and merged[low] > merged[high]:
            merged.pop(low if high in new else high)
    again = {m for w in (*reading.wanted, *reading.freed) for m in members(w)}
    without = tuple(w for w in merged.pop("without", ()) if w not in again)
    return Filters(**merged, without=without)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
