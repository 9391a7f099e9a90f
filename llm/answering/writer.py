"""The built-in writer: an answer of a few sentences about the tracks found, without a model.

Everything that it says is taken from facts: what tags state is said plainly, what was heard is said as
heard. It leads with the best track, compares the others by what tells them apart (an instrument, a mood,
the tempo), owns up when nothing fits, and says what it took a word like "slower" to mean. The shape of
each sentence follows from the content, so the same request on the same library always reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from data.vocabulary.concepts import concept
from data.vocabulary.relations import members
from llm.plan import Plan, filter_labels
from retrieval.query import Hit
from retrieval.search.evidence import Facts, facts_of

from .phrases import (
    Voice,
    all_moods,
    as_music,
    capital,
    cites,
    comparative,
    difference,
    either,
    heard_portrait_of,
    joined,
    named,
    noun_of,
    pace_of,
    plural,
    pointed_at,
    portrait_of,
    pronoun,
    sounding,
    with_article,
)


def write(plan: Plan, hits: Sequence[Hit]) -> Iterator[str]:
    """The answer, a few words at a time."""
    facts = facts_of(hits)
    sentences = _answer(_Case(plan, facts)) if facts else _nothing(plan)
    yield from re.findall(r"\S+\s*", " ".join(sentence for sentence in sentences if sentence))


class _Case:
    """What an answer is made from, and who plays which part in it."""

    def __init__(self, plan: Plan, facts: Sequence[Facts]) -> None:
        self.plan, self.facts = plan, facts
        self.voice = Voice(plan, facts)
        # What a piece is for is weak evidence: it counts only where nothing else was wished for.
        sounds = [w for w in plan.wanted if (c := concept(w)) and c.kind != "use"]
        self.wishes = sounds or list(plan.wanted)
        self.borne_out = {f.rank: {w: e for w in self.wishes if (e := f.evidence(w))} for f in facts}
        # The first of the list leads, unless nothing speaks for it and something for another.
        speaks = self._weight(facts[0]) or not sounds
        self.lead = facts[0] if speaks else max(facts, key=lambda f: (self._weight(f), -f.rank))
        apart = bool(self.borne_out[self.lead.rank])  # some bear the wish out: the others are strangers
        rest = [f for f in facts if f is not self.lead]
        self.strangers = [f for f in rest if apart and not self.borne_out[f.rank] and not f.named_by]
        self.others = [f for f in rest if f not in self.strangers]
        self.told = {self.lead.rank}

    def _weight(self, f: Facts) -> int:
        evidence = sum({"known": 4, "heard": 3, "near": 2}[how] for how in self.borne_out[f.rank].values())
        return evidence + 5 * bool(f.named_by)

    def untold(self) -> list[Facts]:
        """Tracks that bear out the wish and have not been spoken of."""
        return [f for f in self.others if f.rank not in self.told]

    def with_evidence(self, wish: str, how: str) -> list[Facts]:
        """Untold tracks that bear out one wish in one way."""
        return [f for f in self.untold() if self.borne_out[f.rank].get(wish) == how]

    def instruments(self) -> list[str]:
        """The instruments that were wished for."""
        return [w for w in self.plan.wanted if (c := concept(w)) and c.kind == "instrument"]

    def anywhere(self, wish: str) -> bool:
        """Whether any track bears out a wish."""
        return any(wish in found for found in self.borne_out.values())

    def tell(self, facts: Sequence[Facts]) -> None:
        """Remember that these have been spoken of."""
        self.told |= {f.rank for f in facts}


def _answer(case: _Case) -> list[str]:
    sentences = [_noted(case.plan), _opening(case)]
    parts = [part(case) for part in (_sharing, _tempos, _other_mood, _other_style)]
    f = case.plan.filters
    of_pace = f.tempo_min or f.tempo_max or {"slow", "fast", "dancing", "workout"} & set(case.plan.wanted)
    if all((parts[0], parts[1], parts[2] or parts[3])) and not of_pace and case.voice.pick("pace", "other") == "other":
        parts[1] = ""  # not in every answer: what the others feel like is said already
    sentences = [sentence for sentence in (*sentences, *parts) if sentence][:5]
    return [*sentences, _strangers(case), _missing(case), _kept_out(case), _few(case)]


def _noted(plan: Plan) -> str:
    """What was assumed, in one sentence."""
    said = []
    for note in plan.notes:
        word, _, meaning = note.partition(": ")
        if note.startswith(("the same wish", "similar in sound")):
            continue
        if not meaning:
            said.append(capital(note))
        elif meaning.startswith("the "):
            said.append(f"For “{word}”, {meaning}")
        else:
            said.append(f"I took “{word}” to mean {meaning}")
    return ". ".join(said) + "." if said else ""


def _opening(case: _Case) -> str:
    plan, lead, voice = case.plan, case.lead, case.voice
    portrait, heard = portrait_of(lead, voice), heard_portrait_of(lead, voice)
    evidence, me = case.borne_out[lead.rank], f"[{lead.rank}]"
    described = f", {portrait}" if portrait else f": it {heard}" if heard else ""
    if lead.named_by and not evidence:
        field = {"title": "its title", "artist": "its artist", "album": "its album"}[lead.named_by[0]]
        return f"{me} is here because {field} is what you named{': ' + portrait if portrait else ''}."
    if plan.wanted and not evidence:
        return _nothing_fits(case, described)
    if plan.like:
        return f"Closest in sound to {pointed_at(plan)} is {me}{described}."
    if not plan.wanted and not plan.text:
        return voice.pick("First comes", "Begin with", "At the top is") + f" {me}{described}."
    if not plan.wanted:
        return (
            voice.pick(f"Going by sound alone, {me} comes nearest", f"By its sound, {me} is the nearest")
            + f"{described}."
        )
    if not portrait or set(evidence.values()) == {"heard"}:
        return _by_ear(case, portrait, heard)
    said = voice.pick(
        f"Start with {me}: {portrait}.",
        f"{me} comes closest, {portrait}.",
        f"Nearest to what you describe is {me}, {portrait}.",
        f"If you play only one of these, make it {me}, {portrait}.",
        f"The best match is {me}, {portrait}.",
    )
    return said + (f" To my ear {me} {heard}." if heard and voice.pick("yes", "no") == "yes" else "")


def _nothing_fits(case: _Case, described: str) -> str:
    wanted = case.wishes[:3]
    if all((c := concept(w)) and c.kind == "use" for w in wanted):  # what music is for stands in no tag
        wish = either(list(dict.fromkeys(named(w) for w in wanted)))
        return case.voice.pick(
            f"Going by sound, I would take [{case.lead.rank}] as {wish}{described}.",
            f"As {wish} I would begin with [{case.lead.rank}]{described}.",
        )
    moods = all_moods(wanted)
    wish = either([w if moods else f"anything {w}" if all_moods([w]) else named(w) for w in wanted])
    nearest = f"by sound alone the nearest is [{case.lead.rank}]{described}"
    promised = f"anything {wish}" if moods else wish
    return case.voice.pick(
        f"I cannot promise {promised} here: nothing that is known or heard of these tracks says so; {nearest}.",
        f"Nothing here {'is plainly' if moods or not case.instruments() else 'plainly has'} {wish}; {nearest}.",
    )


def _by_ear(case: _Case, portrait: str, heard: str) -> str:
    """An opening where the wish is heard rather than stated."""
    me, voice = f"[{case.lead.rank}]", case.voice
    if not portrait and not heard:
        pace = pace_of(case.lead)
        return f"{me} is the nearest{', ' + pace if pace else ''}."
    if not portrait:
        return voice.pick(
            f"By ear, {me} comes closest: it {heard}.",
            f"{me} {heard}, and is the nearest to what you describe.",
            f"Start with {me}, which {heard}.",
        )
    wish = next(iter(case.borne_out[case.lead.rank]))
    hears = f"it sounds {sounding(wish)} to me" if all_moods([wish]) else f"I seem to hear {named(wish)} in it"
    return f"By ear, {me} comes closest: {hears}, {portrait}."


def _sharing(case: _Case) -> str:
    """Which others have what was wished for: the newest wish first when a turn refines."""
    plan, lead, voice = case.plan, case.lead, case.voice
    for wish in reversed(case.wishes) if plan.kind == "refine" else case.wishes:
        known, heard = case.with_evidence(wish, "known"), case.with_evidence(wish, "heard")
        if not known and not heard:
            if akin := _akin(case, wish):
                return akin
            continue
        case.tell([*known, *heard])
        too = " too" if wish in case.borne_out[lead.rank] else ""
        if not known:
            return _also_heard(wish, heard, too) + _told_apart(wish, heard, lead, voice) + "."
        said = _also_known(wish, known, too, voice) + _told_apart(wish, known, lead, voice)
        return said + (f"; in {cites(heard)} I only seem to hear {pronoun(wish)}" if heard else "") + "."
    return ""


def _akin(case: _Case, wish: str) -> str:
    """Tracks of a near mood, called by what they are."""
    akin = [f for f in case.with_evidence(wish, "near") if f.moods][:3]
    case.tell(akin)
    parts = [f"[{f.rank}] is {joined(f.moods[:2])}" for f in akin]
    if not parts:
        return ""
    rather = f" rather than {wish}" if (c := concept(wish)) and c.kind == "mood" and len(parts) == 1 else ""
    return f"{joined(parts)}{rather}."


def _also_known(wish: str, facts: list[Facts], too: str, voice: Voice) -> str:
    who, many = cites(facts), len(facts) > 1
    are, have = ("are", "have") if many else ("is", "has")
    kind = c.kind if (c := concept(wish)) else ""
    if kind == "instrument":
        found = f"can {'also ' if too else ''}be found in {who}"
        return voice.pick(f"{who} {have} {named(wish)}{too}", f"{capital(named(wish))} {found}")
    if kind == "genre":
        return f"{who} {f'are {plural(wish)}' if many else f'is {named(wish)}'}{too}"
    if kind == "use":
        return f"{who} would serve{too}"
    if kind == "texture":
        return f"{who} {are} {wish}{too}"
    return voice.pick(
        f"{who} {'share' if many else 'shares'} that {wish} mood",
        f"The {'same ' if too else ''}{wish} mood is in {who}",
    )


def _also_heard(wish: str, facts: list[Facts], too: str) -> str:
    who = cites(facts)
    if (c := concept(wish)) and c.kind in ("instrument", "genre"):
        return f"I hear {named(wish)} in {who}{too}"
    return f"{who} {'sound' if len(facts) > 1 else 'sounds'} {sounding(wish)}{too}"


def _told_apart(wish: str, group: list[Facts], lead: Facts, voice: Voice) -> str:
    """What tells the members of a group apart, as the end of a sentence."""
    known = {*lead.instruments, *members(wish)}
    own = {f.rank: [i for i in f.instruments if i not in known and not _shared(i, f, group)] for f in group[:4]}
    beside = "next to" if (c := concept(wish)) and c.kind == "instrument" else "with"
    partners = [(rank, instruments[0]) for rank, instruments in own.items() if instruments]
    if len(group) == 1:
        only = group[0]
        if own[only.rank]:
            players = joined(own[only.rank][:2])
            return voice.pick(f", this time with {players}", f", {beside} {players}")
        return f", {apart}" if (apart := difference(only, lead)) else ""
    if len(partners) >= 2:
        (a, first), (b, second) = partners[:2]
        return f", [{a}] {beside} {first} and [{b}] {beside} {second}"
    return f", [{partners[0][0]}] with {partners[0][1]} beside it" if partners else ""


def _shared(instrument: str, of: Facts, group: list[Facts]) -> bool:
    return any(instrument in f.instruments for f in group if f is not of)


def _tempos(case: _Case) -> str:
    """The quickest and the slowest, when they lie far enough apart to be worth a word."""
    lead = case.lead
    timed = sorted(((f.tempo, f) for f in case.facts if f.tempo), key=lambda pair: pair[0])
    if len(timed) < max(3, len(case.facts)) or timed[-1][0] < 1.25 * timed[0][0]:
        return ""  # "the slowest" must be so of all that are on the page
    (low, slow), (high, fast) = timed[0], timed[-1]
    case.tell([slow, fast])
    about = "" if slow.tempo_stated and fast.tempo_stated else "about "
    ways = [
        f"The slowest is [{slow.rank}] at {about}{low} bpm, the quickest [{fast.rank}] at {about}{high}.",
        f"They range from {about}{low} bpm in [{slow.rank}] to {about}{high} in [{fast.rank}].",
    ]
    if lead not in (slow, fast) and high >= 115:
        ways.append(
            f"For more drive go to [{fast.rank}] ({about}{high} bpm); [{slow.rank}] takes its time at {about}{low}."
        )
    return case.voice.pick(*ways)


def _other_mood(case: _Case) -> str:
    """One track that feels different."""
    lead = case.lead
    moods = {*lead.moods, *case.plan.wanted}
    for f in case.untold()[:5]:
        if not f.moods or set(f.moods) & moods:
            continue
        case.tell([f])
        where = f" in {f.key}" if f.key and f.key != lead.key else ""
        what = f", {with_article(noun_of(f))}{where}" if f.style or f.instruments else where
        feel = comparative(f.moods[0])
        return case.voice.pick(
            f"[{f.rank}] feels {feel}{what}.",
            f"In {with_article(feel)} vein there is [{f.rank}]{what}.",
            f"If you would rather have it {feel}, try [{f.rank}]{what}.",
        )
    return ""


def _other_style(case: _Case) -> str:
    """Where the others come from, when it is somewhere else."""
    styled = {f.style: f for f in reversed(case.untold()) if f.style and f.style != case.lead.style}
    chosen = sorted(styled.values(), key=lambda f: f.rank)[:3]
    if not chosen:
        return ""
    case.tell(chosen)
    if case.voice.pick("leans", "is") == "is" or any(noun_of(f) == f.style for f in chosen):
        return joined([f"[{f.rank}] is {with_article(noun_of(f))}" for f in chosen]) + "."
    turns = [f"[{f.rank}] {'leans to' if i == 0 else 'to'} {as_music(f.style)}" for i, f in enumerate(chosen)]
    return joined(turns) + "."


def _strangers(case: _Case) -> str:
    """An honest word about tracks that bear out nothing that was wished for."""
    if not case.strangers:
        return ""
    who, they_are = cites(case.strangers), "they are" if len(case.strangers) > 1 else "it is"
    are = they_are.split()[1]
    wishes = [named(w) for w in case.instruments() if case.anywhere(w)]
    if wishes and case.plan.filters.artist:
        too = "are by the same hand" if len(case.strangers) > 1 else "is by the same hand"
        return f"{who} {too}, but I find no sign of {either(wishes[:2])} there."
    if wishes:
        wish, bare = either(wishes[:2]), either([w.removeprefix("the ") for w in wishes[:2]])
        return case.voice.pick(
            f"I find no sign of {wish} in {who}; {they_are} here for the overall sound.",
            f"{who} {are} here for the overall sound only: I find no {bare} there.",
        )
    return case.voice.pick(
        f"{who} {are} here for the overall sound only.",
        f"I am less sure of {who}: {they_are} near in sound, no more.",
    )


def _missing(case: _Case) -> str:
    """Instruments that were wished for and that nothing shown is known to have."""
    missing = [named(w) for w in case.instruments() if not case.anywhere(w)]
    if not missing or not case.borne_out[case.lead.rank]:
        return ""  # with nothing borne out at all, the opening has said so
    return f"Of {either(missing[:2])} I find no sign in any of them."


def _kept_out(case: _Case) -> str:
    """Whether what was refused is really absent, as far as anyone knows."""
    instruments = [u for u in case.plan.unwanted if (c := concept(u)) and c.kind == "instrument"]
    if not instruments:
        return ""
    what = either([u if u != "vocals" else "singing" for u in instruments[:3]])
    if still := [f for f in case.facts if any(f.evidence(u) for u in instruments)]:
        return f"I may still be hearing {what} in {cites(still)}."
    if any(f.instruments or f.heard for f in case.facts):
        none = {1: "It has no", 2: "Neither of them has"}.get(len(case.facts), "None of them has")
        return f"{none} {what}, as far as I can tell."
    return ""


def _few(case: _Case) -> str:
    """Why there are fewer tracks than asked for."""
    plan, facts = case.plan, case.facts
    conditions = list(filter_labels(plan.filters).values())
    if (
        plan.filters.only
        or len(facts) >= plan.k
        or len(facts) > 3
        or not (conditions or plan.unwanted or plan.filters.exclude)
    ):
        return ""
    count = {1: "Only this one track", 2: "Only these two", 3: "Only these three"}[len(facts)]
    conditions += [f"no {u}" for u in plan.unwanted]
    verb = "meets" if len(facts) == 1 else "meet"
    if not conditions:
        return f"{count} {'is' if len(facts) == 1 else 'are'} left that you have not seen."
    return f"{count} {verb} every condition ({joined(conditions)})."


def _nothing(plan: Plan) -> list[str]:
    conditions = [*filter_labels(plan.filters).values(), *(f"no {u}" for u in plan.unwanted)]
    noted = _noted(plan)
    if conditions and any("already shown" in note for note in plan.notes):
        return [noted, f"Nothing is left that you have not seen and that keeps to this: {joined(conditions)}."]
    if plan.filters.exclude and not conditions:
        return [noted, "There is nothing left that you have not seen. Ask for something new, and I start afresh."]
    if not conditions:
        return [noted, "I found nothing. Add a folder of music to the library, or ask in other words."]
    if len(conditions) == 1 and conditions[0].startswith("no "):
        return [noted, f"No track in the library is left with {conditions[0]}."]
    if len(conditions) == 1:
        alone = f"No track in the library is known to be {conditions[0]}."
        return [noted, alone, "Leave that condition away, and I will look by sound."]
    return [noted, f"No track meets all of this at once: {joined(conditions)}. Take one condition away and ask again."]
