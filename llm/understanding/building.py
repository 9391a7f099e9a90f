"""Build the plan of a turn.

The plan is made from the accepted findings, which are pieces of information found in the request, and from the last
plan.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from zlib import crc32

from data.text import fold
from data.vocabulary.captions import MAX_CAPTIONS, write_captions
from data.vocabulary.concepts import concept
from data.vocabulary.mentions import cut_concepts, tokens
from data.vocabulary.relations import members, tags_of_refusal
from data.vocabulary.styles import places
from llm.conversation import Conversation, track_ids
from llm.language import word_set, words
from llm.plan import Plan, label_of
from retrieval.query import DEFAULT_K, EITHER, Filters, SongWords
from retrieval.search.evidence import matching

from .findings import REVERSED, Condition, Request, Wishes
from .judge import Judgement
from .list_changes import refined_shape
from .meanings import Meaning, meaning
from .readers.conditions.dates import span_in
from .readers.conditions.kept import filters_of
from .wording import MAX_TEXT, Phrase, is_common, left_over, positive_text, unused_phrases

_OR = word_set("ors") | {"and/or"}
_TOPIC = re.compile(rf"^.*?\b(?:{words('topic_cues')})\s+", re.IGNORECASE)
_MOST_IMPLIED = 3  # concepts that phrases without names of concepts may add


def build(judgement: Judgement, conversation: Conversation) -> Plan:
    """Return the plan of a turn.

    Args:
        judgement: the kind of the request, and its accepted findings.
        conversation: the earlier turns.
    """
    said = judgement.request.text
    match judgement.kind:
        case "chat":
            return Plan(said, "chat")
        case "about":
            return Plan(said, "about", about=judgement.ranks, unknown=tuple(judgement.wishes.unknown))
        case "library":
            return _asking(judgement)
        case "pick":
            return _picking(judgement, conversation)
        case "keep":
            return _keeping(judgement, conversation)
        case "undo":
            return _undoing(judgement, conversation)
        case "refine" if conversation.plan is not None:
            return _refined(judgement, conversation.plan, conversation)
        case _:
            plan = _fresh(judgement, conversation)
            if plan.empty and conversation.plan is not None:
                return _continued(plan, conversation.plan, conversation)
            return plan


def _asking(judgement: Judgement) -> Plan:
    """Return the plan of a question about the whole library, with the conditions that it states."""
    assert judgement.question is not None
    wishes, ask, folded = judgement.wishes, judgement.question.ask, judgement.request.folded
    wanted = _unique(w for w in wishes.wanted if w not in wishes.unwanted) if ask != "rights" else ()
    if ask == "languages" or wishes.filters.get("languages"):  # "sung" says nothing that the language does not say
        wanted = tuple(name for name in wanted if name != "vocals")
    filters = Filters(**wishes.filters)
    if wishes.examples or ask in ("times", "last time"):  # names in a question are no examples
        filters = replace(filters, not_by=(), **_named(judgement.request))
    refused = [tag for name in wishes.unwanted for tag in tags_of_refusal(name, wanted)]
    filters = replace(filters, without=_unique((*filters.without, *refused)))
    span = span_in(folded)
    if ask == "added" and filters.added_from is None and span is not None and _SPAN.search(folded):
        filters = replace(filters, added_from=span[0], added_to=span[1])
    elif ask in ("last played", "most played", "least played", "times") or judgement.question.by == "plays":
        if filters.played_from is None and span is not None and _SPAN.search(folded):
            filters = replace(filters, played_from=span[0], played_to=span[1])
    elif ask == "unplayed" and filters.unplayed_from is None:
        filters = replace(filters, **(filters_of("played", judgement.request.text) or {"unplayed_from": 0.0}))
    if ask in ("last time", "least played"):  # of all plays
        filters = replace(filters, played_from=None, played_to=None, unplayed_from=None)
    k = judgement.question.k or wishes.k or 0
    return Plan(
        judgement.request.text,
        "about",
        library_question=replace(judgement.question, wanted=wanted, filters=filters, k=k),
        unknown=tuple(wishes.unknown),
    )


def _named(request: Request) -> dict[str, Any]:
    """Return the fields of `Filters` for the first name of the library in a request: a title, an artist or an album."""
    for kind in ("title", "artist", "album"):
        for name in request.names:
            if name.field == kind:
                return {"only": name.track_ids} if kind == "title" else {kind: name.written}
    return {}


# Words for a span of time; "new" and "latest" alone name none.
_SPAN = re.compile(
    r"\b(?:today|yesterday|week|month|year|days?|lately|recently|heute|gestern|woche|monat|jahr|hier|ayer|hoy|night|"
    r"aujourd'hui|semaine|mois|annee|semana|mes|ano)s?\b"
)


def _picking(judgement: Judgement, conversation: Conversation) -> Plan:
    """Return the plan of a question such as "which of these have a flute?".

    The plan holds the condition, and the ranks of the shown tracks that meet it.
    """
    wishes = judgement.wishes
    plan = Plan(
        judgement.request.text,
        "about",
        wanted=_unique(w for w in wishes.wanted if w not in wishes.unwanted),
        unwanted=_unique(u for u in wishes.unwanted if concept(u)),
        filters=Filters(**wishes.filters),
    )
    found = matching(conversation.shown, plan.wanted, plan.unwanted, plan.filters)
    return replace(plan, about=tuple(f.rank for f in found.stated or found.heard))


def _keeping(judgement: Judgement, conversation: Conversation) -> Plan:
    """Return the last plan, limited to those shown tracks that the request asks to keep."""
    last_plan = conversation.plan
    assert last_plan is not None
    others = track_ids([hit for hit in conversation.shown if hit.rank not in judgement.ranks])
    return replace(
        last_plan,
        request=judgement.request.text,
        kind="refine",
        hidden=_unique((*last_plan.hidden, *others)),
        filters=replace(
            last_plan.filters, only=track_ids([h for h in conversation.shown if h.rank in judgement.ranks])
        ),
        repeats=False,
        undoes=False,
        notes=("only those that you asked about",),
    )


def _undoing(judgement: Judgement, conversation: Conversation) -> Plan:
    """Return the plan to go back to; if there is none, a plan for small talk.

    This is the plan before the last one. If the request says so, it is the first plan since the last new search.
    """
    said = judgement.request.text
    kept: list[Plan] = []  # the plans that earlier "undo" requests have left
    for plan in (t.plan for t in conversation.turns if t.plan.kind in ("search", "refine")):
        if plan.undoes:
            del kept[-1:]
        else:
            kept.append(plan)
    if len(kept) < 2:
        return Plan(said, "chat")
    if "to the first" in judgement.acts:
        begun = max((i for i, p in enumerate(kept[:-1]) if p.kind == "search"), default=0)
        return replace(kept[begun], request=said, kind="refine", notes=("back to the first wish",))
    return replace(kept[-2], request=said, kind="refine", undoes=True, notes=("back to the wish before the last",))


def _fresh(judgement: Judgement, conversation: Conversation) -> Plan:
    """Return the plan of a new search. Of the earlier turns it uses only the tracks that were shown."""
    request, wishes = judgement.request, judgement.wishes
    unwanted = _unique(wishes.unwanted)
    surprise = "surprise" in judgement.acts
    implied, unused, notes = ([], (), []) if surprise else read_images(request, wishes)
    wanted = _unique(w for w in (*wishes.wanted, *implied) if w not in unwanted)
    filters = Filters(**wishes.filters)
    either = alternatives(request, wanted)
    seen = conversation.seen() if wishes.repeats else ()
    text = ", ".join(filter(None, (*wishes.titles, positive_text(request, _understood(wishes)))))
    if wishes.examples and not wanted and all(map(is_common, text.split())):
        text = ""  # "what else is like that" has no sound
    return Plan(
        request=request.text,
        kind="search",
        text="" if surprise else text,
        captions=_captions(wanted, wishes.styles, unwanted, either),
        wanted=wanted,
        unwanted=unwanted,
        filters=replace(filters, exclude=_unique((*wishes.hidden, *wishes.examples, *seen))),
        like=_unique((*track_ids(wishes.like), *wishes.examples)),
        like_names=_unique(wishes.like_names),
        styles=_unique(wishes.named_styles),
        hidden=_unique(wishes.hidden),
        k=wishes.k or DEFAULT_K,
        counted=wishes.k is not None,
        order="" if wishes.order == REVERSED else wishes.order,
        top=wishes.top,
        minutes=wishes.minutes,
        preferred=preferred(request),
        once=wishes.once,
        most_each=wishes.most_each,
        arc=wishes.arc,
        path=wishes.path,
        stages=wishes.stages,
        artists_apart=wishes.artists_apart,
        albums_apart=wishes.albums_apart,
        surprise=crc32(f"{len(conversation.turns)} {request.text}".encode()) if surprise and not wanted else None,
        either=either,
        unused=unused,
        lyrics=tuple(dict.fromkeys(wishes.song_words)),
        unknown=tuple(wishes.unknown),
        wordless=_wordless(request, wishes),
        notes=(*wishes.notes, *notes),
        guesses=tuple(notes),
    )


def _refined(judgement: Judgement, last_plan: Plan, conversation: Conversation) -> Plan:
    """Return the last plan with the changes that this request asks for."""
    request, wishes = judgement.request, judgement.wishes
    shape = refined_shape(last_plan, wishes, judgement.acts, request)
    refused = _unique(wishes.unwanted)
    only_more = {"twice as many", "half as many"} & judgement.acts
    implied, unused, notes = ([], (), []) if only_more else read_images(request, wishes)
    new_wanted = [w for w in (*wishes.wanted, *implied) if w not in refused]
    gone = _gone(judgement, wishes, last_plan)
    old_wanted, old_text = last_plan.wanted, cut_concepts(last_plan.text, gone) if gone else last_plan.text
    like = _unique((*track_ids(wishes.like), *wishes.examples)) or last_plan.like
    if wishes.like or wishes.examples:  # search by the track alone: the old words would bring back the old list
        old_wanted, old_text = (), ""
    wanted = _unique([*(w for w in old_wanted if w not in gone), *new_wanted])
    again = _again(wishes)
    unwanted = _unique([*(u for u in last_plan.unwanted if u not in again), *refused])
    text = _unique(part for part in (*old_text.split(", "), *_new_text(judgement, wishes).split(", ")) if part)
    hidden = _unique((*last_plan.hidden, *wishes.hidden))
    # The liked tracks too: "like 2" asks for other tracks than 2.
    exclude = (*like, *hidden, *(conversation.seen() if wishes.repeats else ()))
    either = alternatives(request, wanted) or tuple(w for w in last_plan.either if w in wanted)
    leant = (d.axis for d in wishes.degrees if d.direction > 0 and concept(d.axis))
    return Plan(
        request=request.text,
        kind="refine",
        text=", ".join(text)[-MAX_TEXT:],
        captions=_captions(wanted, wishes.styles, unwanted, either),
        wanted=wanted,
        unwanted=unwanted,
        filters=replace(_merged(last_plan, wishes), exclude=_unique(exclude)),
        like=like,
        like_names=_unique(wishes.like_names),
        styles=_unique((*(s for s in last_plan.styles if fold(s) in fold(", ".join(text))), *wishes.named_styles)),
        hidden=hidden,
        k=shape.pop("k"),
        towards=_unique(w for w in (*last_plan.towards, *leant) if w in wanted),
        repeats=wishes.repeats,
        preferred=_unique((*(p for p in last_plan.preferred if p not in _stated(request)), *preferred(request))),
        once=wishes.once or (last_plan.once and wishes.most_each is None),
        most_each=wishes.most_each or (None if wishes.once else last_plan.most_each),
        either=either if len(either) > 1 else (),
        unused=unused,
        lyrics=_song_words(judgement, last_plan),
        unknown=tuple(wishes.unknown),  # those of earlier turns have been owned up to
        wordless=_wordless(request, wishes),
        compared=_unique((*last_plan.compared, *(name for d in wishes.degrees for name, _ in d.values))),
        notes=(*wishes.notes, *notes),
        guesses=tuple(notes),
        **shape,
    )


def read_images(request: Request, wishes: Wishes) -> tuple[list[str], tuple[str, ...], list[str]]:
    """Find what phrases that name no concept mean for music: places, scenes and feelings.

    Args:
        request: the request with its accepted findings.
        wishes: these findings, combined.

    Returns:
        (concepts that the phrases mean, words without a meaning for music, a note for each understood phrase). Refused
        concepts are left out.
    """
    implied: list[str] = []
    unused: list[str] = []
    notes: list[str] = []
    known = {*places(), *(word for said in wishes.unknown for word, _, _ in tokens(fold(said)))}
    alone = not (wishes.wanted or wishes.styles or _understood(wishes))
    for phrase in unused_phrases(request):
        text, found = (phrase.text, None) if phrase.negated else _meaning_of(phrase, alone)
        if found is None or found.condition in wishes.unknown.values():
            unused += [
                word
                for word in (phrase.said if alone else phrase.rare)
                if word not in unused and fold(word) not in known
            ]
            continue
        kept = filters_of(found.condition, text) if found.condition else None
        if kept is not None:
            wishes.filters.update((name, value) for name, value in kept.items() if name not in wishes.filters)
        elif found.condition == "lyrics" and request.lyrics:
            wishes.song_words.append(SongWords(_TOPIC.sub("", text, count=1), said=text))
        elif found.condition:
            wishes.unknown.setdefault(text, found.condition)
        new = [name for name in found.concepts if name not in (*wishes.unwanted, *wishes.wanted, *implied)]
        if new:
            implied += new
            notes.append(f"{text}: {' and '.join(new)}")
    for said in [said for said, condition in wishes.unknown.items() if condition == "lyrics"]:
        topic = _TOPIC.sub("", said, count=1)
        found = meaning(topic, len(topic.split()), alone=True) if topic != said else None
        if found and (new := [name for name in found.concepts if name not in (*wishes.wanted, *implied)]):
            implied += new
            notes.append(f"{topic}: {' and '.join(new)}")
    return implied[:_MOST_IMPLIED], tuple(unused), notes[:_MOST_IMPLIED]


def _meaning_of(phrase: Phrase, alone: bool) -> tuple[str, Meaning | None]:
    """Return the meaning of a phrase for music: of its first part that has one, else of the phrase as a whole.

    Only a long phrase has parts; it is split at words such as "and".

    Returns:
        (the words with the meaning, the meaning or None).
    """
    for piece in phrase.pieces:
        found = meaning(piece, len(piece.split()))
        if found is not None and found.concepts:
            return piece, found
    return phrase.text, meaning(phrase.text, phrase.size, alone=alone)


def _song_words(judgement: Judgement, last_plan: Plan) -> tuple[SongWords, ...]:
    """Return the wishes for words of songs: new ones replace those of the last plan, unless they are to be added."""
    wishes = judgement.wishes
    kept = "besides" in judgement.acts or not (wishes.song_words or wishes.like or wishes.examples)
    return tuple(dict.fromkeys((*(last_plan.lyrics if kept else ()), *wishes.song_words)))


def _wordless(request: Request, wishes: Wishes) -> tuple[str, ...]:
    """Return the conditions about the words of songs, if the library knows none."""
    said = tuple(said for said, condition in wishes.unknown.items() if condition == "lyrics")
    return () if request.lyrics else said


def alternatives(request: Request, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the wanted concepts that the request joins by "or"; () if there are none."""
    for first, second in itertools.pairwise(request.mentions):
        between = request.folded[first.end : second.start].strip(" ,")
        if between in _OR and {first.concept.name, second.concept.name} <= set(wanted):
            return tuple(dict.fromkeys((first.concept.name, second.concept.name)))
    return ()


_PREFERRING = re.compile(rf"\b(?:{words('preferring')})\b")
_NEAR_CONDITION = 24  # characters beside a condition in which such a word is looked for
_PREFERABLE = ("tempo", "year", "duration", "key")
_CLAUSE_END = re.compile(r"[.;!?]|,\s*(?:and|but|no|not|with|without)\b")


def preferred(request: Request) -> tuple[str, ...]:
    """Return the conditions, as in `filter_labels`, that the request states as a preference: "ideally from the 80s".

    The word that says so stands in the same clause.
    """
    found = []
    for condition in (f for f in request.found if isinstance(f, Condition) and f.spans):
        start, end = condition.spans[0][0], condition.spans[-1][1]
        before = _CLAUSE_END.split(request.folded[:start])[-1]
        after = _CLAUSE_END.split(request.folded[end:], maxsplit=1)[0]
        near = f"{before[-_NEAR_CONDITION:]}|{after[:_NEAR_CONDITION]}"
        if _PREFERRING.search(near):
            found += [label for name, _ in condition.values if (label := label_of(name)) in _PREFERABLE]
    return _unique(found)


def _stated(request: Request) -> set[str]:
    """Return the conditions that the request states, as in `filter_labels`."""
    return {label_of(name) for name in request.stated()}


def _captions(
    wanted: Sequence[str], styles: Sequence[str], unwanted: Sequence[str], either: Sequence[str]
) -> tuple[str, ...]:
    """Return the captions of a plan. If the request gives alternatives, each has a caption of its own."""
    if len(either) < 2:
        return write_captions(wanted, styles, unwanted)
    others = [name for name in wanted if name not in either]
    return tuple(caption for name in either for caption in write_captions([*others, name], styles, unwanted)[:1])[
        :MAX_CAPTIONS
    ]


def _continued(plan: Plan, last_plan: Plan, conversation: Conversation) -> Plan:
    """Return the last plan, changed so that it finds other tracks than those shown.

    It is used if this request has no wish that the library can meet.

    Args:
        plan: the plan of this request alone. Its unused words and the names that the library lacks are kept.
        last_plan: the plan of the last search.
        conversation: the earlier turns.
    """
    return replace(
        last_plan,
        request=plan.request,
        kind="refine",
        filters=replace(last_plan.filters, only=(), exclude=_unique((*last_plan.hidden, *conversation.seen()))),
        like_names=plan.like_names,
        unused=plan.unused,
        unknown=plan.unknown,
        wordless=_unique((*last_plan.wordless, *plan.wordless)),
        notes=plan.notes,
        k=plan.k,
        repeats=True,
        undoes=False,
    )


def _gone(judgement: Judgement, wishes: Wishes, last_plan: Plan) -> set[str]:
    """Return the wanted concepts of the last plan that this request replaces, refuses or makes optional."""
    acts, new = judgement.acts, _kinds(wishes.wanted)
    replaced = set(wishes.replaced)
    if "instead" in acts:
        replaced |= {w for w in last_plan.wanted if _kinds([w]) & new}
    if "other instrument" in acts:
        replaced |= {w for w in last_plan.wanted if _kinds([w]) == {"instrument"}}
    if new and new <= {"instrument", "genre"} and "instead of all" in acts:
        replaced |= set(last_plan.wanted)
    refused = {m for name in wishes.unwanted for m in members(name) if name != "orchestra" or m == name}
    return (replaced | refused | wishes.freed) - set(wishes.wanted)


def _new_text(judgement: Judgement, wishes: Wishes) -> str:
    """Return the words that this request adds to the search text; without other words, its wanted concepts."""
    if not left_over(judgement.request):
        return ", ".join(_unique(wishes.wanted))
    if {"twice as many", "half as many"} & judgement.acts:
        return ""
    return positive_text(judgement.request, _understood(wishes))


def _again(wishes: Wishes) -> set[str]:
    """Return the concepts that this request asks for or allows, so that earlier refusals of them no longer hold."""
    return {m for w in (*wishes.wanted, *wishes.freed) for m in members(w)}


_PAIRS = (("tempo_min", "tempo_max"), ("year_min", "year_max"), ("duration_min_s", "duration_max_s"))


def _merged(last_plan: Plan, wishes: Wishes) -> Filters:
    """Return the filters of the last plan, overwritten by those of this request.

    A new bound removes an old one that contradicts it. A comparison also removes the bound that an earlier comparison
    set in the other direction: after "slower", "no, faster" has no upper bound.
    """
    old, new = last_plan.filters, wishes.filters
    kept = {n: v for n, v in old.to_json().items() if n not in ("exclude", "only") and n not in wishes.cleared}
    for low, high in _PAIRS:
        for this, other in ((low, high), (high, low)):
            if other in last_plan.compared and any(this in dict(d.values) for d in wishes.degrees) and other not in new:
                kept.pop(other, None)
    if wishes.examples or wishes.like_names:
        kept = {n: v for n, v in kept.items() if n not in ("artist", "album")}
    refused = {n: _unique((*kept.get(n, ()), *new.get(n, ()))) for n in ("not_by", "not_on")}
    again = {fold(name) for name in str(new.get("artist", "")).split(EITHER)}
    refused["not_by"] = tuple(name for name in refused["not_by"] if fold(name) not in again)
    merged: dict[str, Any] = {**kept, **new, **refused}
    compared = {degree.axis for degree in wishes.degrees}
    for low, high in _PAIRS:
        stated = {low, high} & set(new)
        if stated and low.split("_")[0] not in compared and stated != {low, high}:
            merged.pop(({low, high} - stated).pop(), None)  # "under 100 bpm" replaces "100 to 120"
        if merged.get(low) is not None and merged.get(high) is not None and merged[low] > merged[high]:
            merged.pop(low if high in new else high)
    without = tuple(w for w in merged.pop("without", ()) if w not in _again(wishes))
    return Filters(**merged, without=without)


def _understood(wishes: Wishes) -> bool:
    """Return whether the request contains anything besides requested concepts that was understood."""
    named = wishes.examples or wishes.like_names or wishes.titles or wishes.hidden or wishes.notes
    changed = wishes.degrees or wishes.repeats or wishes.cleared
    return bool(named or changed or wishes.filters or wishes.unwanted or wishes.like)


def _kinds(names: Iterable[str]) -> set[str]:
    return {c.kind for name in names if (c := concept(name))}


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
