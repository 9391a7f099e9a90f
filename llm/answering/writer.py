"""The built-in writer: writes a few sentences about the tracks found, without a language model.

Every statement comes from the facts of the tracks. The answer names the best track, compares the others with it by
instrument, mood, style and tempo, and names the parts of the request that no track meets. The same request on the
same library always gets the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.vocabulary.concepts import concept
from data.vocabulary.relations import members
from llm.plan import Plan, filter_labels
from retrieval.query import Hit
from retrieval.search.evidence import Facts, facts_of

from .parts import Citation, Prose, quoted, say
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
    like_what,
    listed,
    named,
    noun_of,
    pace_of,
    plural,
    portrait_of,
    pronoun,
    sounding,
    with_article,
)

_NONE = Prose()
_MOST_SENTENCES = 5  # about the tracks; sentences on what is missing are not counted


def write(plan: Plan, hits: Sequence[Hit]) -> Prose:
    """Write the answer to a search.

    Args:
        plan: what was searched for.
        hits: the tracks found, best first; may be empty.
    """
    facts = facts_of(hits)
    return paragraph(_about_tracks(_Case(plan, facts)) if facts else _about_nothing(plan))


def paragraph(sentences: Iterable[Prose]) -> Prose:
    """Join sentences with spaces; leave out empty ones."""
    whole = _NONE
    for sentence in sentences:
        if sentence:
            whole = Prose(whole, " ", sentence) if whole else sentence
    return whole


class _Case:
    """The material of one answer: the plan, the facts of the tracks, and how they meet the request.

    A requested concept is "known" of a track if its tags state it, "heard" if the encoder hears it, and "near" if the
    tags state something similar.

    Attributes:
        wishes: the requested concepts that the answer is about.
        evidence: rank -> {requested concept: "known", "heard" or "near"}.
        lead: the track that the answer begins with.
        others: the other tracks that meet a requested concept; all other tracks if `lead` meets none.
        unmatched: the other tracks that meet no requested concept, if `lead` meets one.
    """

    def __init__(self, plan: Plan, facts: Sequence[Facts]) -> None:
        self.plan, self.facts = plan, facts
        self.voice = Voice(plan, facts)
        # Purposes such as "sleep" count only if nothing else is requested, because the evidence for them is weak.
        audible = [w for w in plan.wanted if (c := concept(w)) and c.kind != "use"]
        self.wishes = audible or list(plan.wanted)
        self.evidence = {f.rank: {w: e for w in self.wishes if (e := f.evidence(w))} for f in facts}
        # The answer begins with the first hit, unless only another hit has evidence.
        keep_first = self._weight(facts[0]) or not audible
        self.lead = facts[0] if keep_first else max(facts, key=lambda f: (self._weight(f), -f.rank))
        rest = [f for f in facts if f is not self.lead]
        lead_matches = bool(self.evidence[self.lead.rank])
        self.unmatched = [f for f in rest if lead_matches and not self.evidence[f.rank] and not f.named_by]
        self.others = [f for f in rest if f not in self.unmatched]
        self._mentioned = {self.lead.rank}

    def _weight(self, f: Facts) -> int:
        evidence = sum({"known": 4, "heard": 3, "near": 2}[how] for how in self.evidence[f.rank].values())
        return evidence + 5 * bool(f.named_by)

    def unmentioned(self) -> list[Facts]:
        """Return the tracks of `others` that no sentence has mentioned so far."""
        return [f for f in self.others if f.rank not in self._mentioned]

    def with_evidence(self, wish: str, how: str) -> list[Facts]:
        """Return the unmentioned tracks whose evidence for a requested concept is "known", "heard" or "near"."""
        return [f for f in self.unmentioned() if self.evidence[f.rank].get(wish) == how]

    def wanted_instruments(self) -> list[str]:
        """Return the requested instruments."""
        return [w for w in self.plan.wanted if (c := concept(w)) and c.kind == "instrument"]

    def is_met(self, wish: str) -> bool:
        """Return whether any track has evidence for a requested concept."""
        return any(wish in found for found in self.evidence.values())

    def mention(self, facts: Sequence[Facts]) -> None:
        """Record that a sentence has mentioned these tracks."""
        self._mentioned |= {f.rank for f in facts}


def _about_tracks(case: _Case) -> list[Prose]:
    opening = [_noted(case.plan), _opening(case)]
    wish, tempo, mood, style = (part(case) for part in (_sharing, _tempos, _other_mood, _other_style))
    f = case.plan.filters
    of_pace = f.tempo_min or f.tempo_max or {"slow", "fast", "dancing", "workout"} & set(case.plan.wanted)
    if wish and tempo and (mood or style) and not of_pace and case.voice.pick("pace", "other") == "other":
        tempo = _NONE  # some answers say nothing about tempo, so that not all answers are alike
    found = [sentence for sentence in (*opening, wish, tempo, mood, style) if sentence][:_MOST_SENTENCES]
    return [*found, _unmatched(case), _missing(case), _refused(case), _few(case)]


def _noted(plan: Plan) -> Prose:
    """Return sentences on how unclear words of the request were understood."""
    said = []
    for note in plan.notes:
        word, _, meaning = note.partition(": ")
        if not meaning:
            said.append(capital(note))
        elif meaning.startswith("the "):
            said.append(f"For “{word}”, {meaning}")
        else:
            said.append(f"I took “{word}” to mean {meaning}")
    return Prose(". ".join(quoted(one, 400) for one in said) + ".") if said else _NONE


def _opening(case: _Case) -> Prose:
    """Return the opening sentence, about the first track of the answer."""
    plan, lead, voice = case.plan, case.lead, case.voice
    portrait, heard = portrait_of(lead, voice), heard_portrait_of(lead)
    evidence, me = case.evidence[lead.rank], Citation(lead.rank)
    described = f", {portrait}" if portrait else f": it {heard}" if heard else ""
    if lead.named_by and not evidence:
        field = {"title": "its title", "artist": "its artist", "album": "its album"}[lead.named_by[0]]
        return say("{} is here because {} is what you named{}.", me, field, f": {portrait}" if portrait else "")
    if plan.wanted and not evidence:
        return _no_evidence(case, described)
    if plan.like:
        return say("Closest in sound to {} is {}{}.", like_what(plan), me, described)
    if not plan.wanted and not plan.text:
        return say("{} {}{}.", voice.pick("First comes", "Begin with", "At the top is"), me, described)
    if not plan.wanted:
        return voice.pick(
            say("Going by sound alone, {} comes nearest{}.", me, described),
            say("By its sound, {} is the nearest{}.", me, described),
        )
    if not portrait or set(evidence.values()) == {"heard"}:
        return _by_ear(case, portrait, heard)
    said = voice.pick(
        say("Start with {}: {}.", me, portrait),
        say("{} comes closest, {}.", me, portrait),
        say("Nearest to what you describe is {}, {}.", me, portrait),
        say("If you play only one of these, make it {}, {}.", me, portrait),
        say("The best match is {}, {}.", me, portrait),
    )
    if heard and voice.pick("yes", "no") == "yes":
        return say("{} To my ear {} {}.", said, me, heard)
    return said


def _no_evidence(case: _Case, described: str) -> Prose:
    """Return the opening sentence for an answer whose first track has no fact that meets a requested concept."""
    wanted, me = case.wishes[:3], Citation(case.lead.rank)
    if all((c := concept(w)) and c.kind == "use" for w in wanted):  # tags do not state what music is used for
        wish = either(list(dict.fromkeys(named(w) for w in wanted)))
        return case.voice.pick(
            say("Going by sound, I would take {} as {}{}.", me, wish, described),
            say("As {} I would begin with {}{}.", wish, me, described),
        )
    moods = all_moods(wanted)
    wish = either([w if moods else f"anything {w}" if all_moods([w]) else named(w) for w in wanted])
    nearest = say("by sound alone the nearest is {}{}", me, described)
    return case.voice.pick(
        say(
            "I cannot promise {} here: nothing that is known or heard of these tracks says so; {}.",
            f"anything {wish}" if moods else wish,
            nearest,
        ),
        say(
            "Nothing here {} {}; {}.",
            "is plainly" if moods or not case.wanted_instruments() else "plainly has",
            wish,
            nearest,
        ),
    )


def _by_ear(case: _Case, portrait: str, heard: str) -> Prose:
    """Return the opening sentence if the encoder hears a requested concept in the first track, but no tag states it."""
    me, voice = Citation(case.lead.rank), case.voice
    if not portrait and not heard:
        pace = pace_of(case.lead)
        return say("{} is the nearest{}.", me, f", {pace}" if pace else "")
    if not portrait:
        return voice.pick(
            say("By ear, {} comes closest: it {}.", me, heard),
            say("{} {}, and is the nearest to what you describe.", me, heard),
            say("Start with {}, which {}.", me, heard),
        )
    wish = next(iter(case.evidence[case.lead.rank]))
    hears = f"it sounds {sounding(wish)} to me" if all_moods([wish]) else f"I seem to hear {named(wish)} in it"
    return say("By ear, {} comes closest: {}, {}.", me, hears, portrait)


def _sharing(case: _Case) -> Prose:
    """Name the other tracks that meet the first requested concept (in a turn that refines: the last requested one)."""
    plan, lead, voice = case.plan, case.lead, case.voice
    for wish in reversed(case.wishes) if plan.kind == "refine" else case.wishes:
        known, heard = case.with_evidence(wish, "known"), case.with_evidence(wish, "heard")
        if not known and not heard:
            if near := _near(case, wish):
                return near
            continue
        case.mention([*known, *heard])
        too = " too" if wish in case.evidence[lead.rank] else ""
        if not known:
            return Prose(_also_heard(wish, heard, too), _apart(wish, heard, lead, voice), ".")
        said = Prose(_also_known(wish, known, too, voice), _apart(wish, known, lead, voice))
        if heard:
            return say("{}; in {} I only seem to hear {}.", said, cites(heard), pronoun(wish))
        return Prose(said, ".")
    return _NONE


def _near(case: _Case, wish: str) -> Prose:
    """Describe up to three tracks whose stated mood is similar to a requested one."""
    near = [f for f in case.with_evidence(wish, "near") if f.moods][:3]
    case.mention(near)
    parts = [say("{} is {}", Citation(f.rank), joined(f.moods[:2])) for f in near]
    if not parts:
        return _NONE
    rather = f" rather than {wish}" if (c := concept(wish)) and c.kind == "mood" and len(parts) == 1 else ""
    return say("{}{}.", listed(parts), rather)


def _also_known(wish: str, facts: list[Facts], too: str, voice: Voice) -> Prose:
    who, many = cites(facts), len(facts) > 1
    are, have = ("are", "have") if many else ("is", "has")
    kind = c.kind if (c := concept(wish)) else ""
    if kind == "instrument":
        return voice.pick(
            say("{} {} {}{}", who, have, named(wish), too),
            say("{} can {}be found in {}", capital(named(wish)), "also " if too else "", who),
        )
    if kind == "genre":
        return say("{} {} {}{}", who, are, plural(wish) if many else named(wish), too)
    if kind == "use":
        return say("{} would serve{}", who, too)
    if kind == "texture":
        return say("{} {} {}{}", who, are, wish, too)
    return voice.pick(
        say("{} {} that {} mood", who, "share" if many else "shares", wish),
        say("The {}{} mood is in {}", "same " if too else "", wish, who),
    )


def _also_heard(wish: str, facts: list[Facts], too: str) -> Prose:
    who = cites(facts)
    if (c := concept(wish)) and c.kind in ("instrument", "genre"):
        return say("I hear {} in {}{}", named(wish), who, too)
    return say("{} {} {}{}", who, "sound" if len(facts) > 1 else "sounds", sounding(wish), too)


def _apart(wish: str, group: list[Facts], lead: Facts, voice: Voice) -> Prose:
    """Return the end of a sentence about a group of tracks: instruments that only one of the tracks has."""
    known = {*lead.instruments, *members(wish)}
    own = {f.rank: [i for i in f.instruments if i not in known and not _shared(i, f, group)] for f in group[:4]}
    beside = "next to" if (c := concept(wish)) and c.kind == "instrument" else "with"
    partners = [(Citation(rank), instruments[0]) for rank, instruments in own.items() if instruments]
    if len(group) == 1:
        only = group[0]
        if own[only.rank]:
            instruments = joined(own[only.rank][:2])
            return Prose(voice.pick(f", this time with {instruments}", f", {beside} {instruments}"))
        return Prose(f", {apart}") if (apart := difference(only, lead)) else _NONE
    if len(partners) >= 2:
        (a, first), (b, second) = partners[:2]
        return say(", {} {} {} and {} {} {}", a, beside, first, b, beside, second)
    return say(", {} with {} beside it", *partners[0]) if partners else _NONE


def _shared(instrument: str, of: Facts, group: list[Facts]) -> bool:
    return any(instrument in f.instruments for f in group if f is not of)


def _tempos(case: _Case) -> Prose:
    """Name the slowest and the fastest track, if all tempos are known and these two differ by at least a quarter."""
    timed = sorted(((f.tempo, f) for f in case.facts if f.tempo), key=lambda pair: pair[0])
    if len(timed) < max(3, len(case.facts)) or timed[-1][0] < 1.25 * timed[0][0]:
        return _NONE  # a superlative must be true among all tracks shown
    (low, slow), (high, fast) = timed[0], timed[-1]
    case.mention([slow, fast])
    about = "" if slow.tempo_stated and fast.tempo_stated else "about "
    slowest, quickest = Citation(slow.rank), Citation(fast.rank)
    least, most = f"{about}{low}", f"{about}{high}"
    ways = [
        say("The slowest is {} at {} bpm, the quickest {} at {}.", slowest, least, quickest, most),
        say("They range from {} bpm in {} to {} in {}.", least, slowest, most, quickest),
    ]
    if case.lead not in (slow, fast) and high >= 115:
        ways.append(say("For more drive go to {} ({} bpm); {} takes its time at {}.", quickest, most, slowest, least))
    return case.voice.pick(*ways)


def _other_mood(case: _Case) -> Prose:
    """Name one track whose stated moods differ from those of the first track and from the requested ones."""
    lead = case.lead
    moods = {*lead.moods, *case.plan.wanted}
    for f in case.unmentioned()[:5]:
        if not f.moods or set(f.moods) & moods:
            continue
        case.mention([f])
        where = f" in {f.key}" if f.key and f.key != lead.key else ""
        what = f", {with_article(noun_of(f))}{where}" if f.style or f.instruments else where
        feel, me = comparative(f.moods[0]), Citation(f.rank)
        return case.voice.pick(
            say("{} feels {}{}.", me, feel, what),
            say("In {} vein there is {}{}.", with_article(feel), me, what),
            say("If you would rather have it {}, try {}{}.", feel, me, what),
        )
    return _NONE


def _other_style(case: _Case) -> Prose:
    """Name up to three tracks whose stated style differs from that of the first track."""
    styled = {f.style: f for f in reversed(case.unmentioned()) if f.style and f.style != case.lead.style}
    chosen = sorted(styled.values(), key=lambda f: f.rank)[:3]
    if not chosen:
        return _NONE
    case.mention(chosen)
    if case.voice.pick("leans", "is") == "is" or any(noun_of(f) == f.style for f in chosen):
        return Prose(listed([say("{} is {}", Citation(f.rank), with_article(noun_of(f))) for f in chosen]), ".")
    leaning = [
        say("{} {} {}", Citation(f.rank), "leans to" if i == 0 else "to", as_music(f.style))
        for i, f in enumerate(chosen)
    ]
    return Prose(listed(leaning), ".")


def _unmatched(case: _Case) -> Prose:
    """Name the tracks that meet no requested concept and were found by their overall sound alone."""
    if not case.unmatched:
        return _NONE
    who, many = cites(case.unmatched), len(case.unmatched) > 1
    are, they_are = ("are", "they are") if many else ("is", "it is")
    wishes = [named(w) for w in case.wanted_instruments() if case.is_met(w)]
    if wishes and case.plan.filters.artist:
        return say("{} {} by the same hand, but I find no sign of {} there.", who, are, either(wishes[:2]))
    if wishes:
        wish, bare = either(wishes[:2]), either([w.removeprefix("the ") for w in wishes[:2]])
        return case.voice.pick(
            say("I find no sign of {} in {}; {} here for the overall sound.", wish, who, they_are),
            say("{} {} here for the overall sound only: I find no {} there.", who, are, bare),
        )
    return case.voice.pick(
        say("{} {} here for the overall sound only.", who, are),
        say("I am less sure of {}: {} near in sound, no more.", who, they_are),
    )


def _missing(case: _Case) -> Prose:
    """Name the requested instruments for which no track has evidence."""
    missing = [named(w) for w in case.wanted_instruments() if not case.is_met(w)]
    if not missing or not case.evidence[case.lead.rank]:
        return _NONE  # without any evidence at all, the opening says so
    return say("Of {} I find no sign in any of them.", either(missing[:2]))


def _refused(case: _Case) -> Prose:
    """Return a sentence on whether unwanted instruments can still be heard in some track."""
    instruments = [u for u in case.plan.unwanted if (c := concept(u)) and c.kind == "instrument"]
    if not instruments:
        return _NONE
    what = either([u if u != "vocals" else "singing" for u in instruments[:3]])
    if still := [f for f in case.facts if any(f.evidence(u) for u in instruments)]:
        return say("I may still be hearing {} in {}.", what, cites(still))
    if any(f.instruments or f.heard for f in case.facts):
        none = {1: "It has no", 2: "Neither of them has"}.get(len(case.facts), "None of them has")
        return say("{} {}, as far as I can tell.", none, what)
    return _NONE


def _few(case: _Case) -> Prose:
    """Return a sentence on why there are fewer tracks than requested, if there are at most three."""
    plan, facts = case.plan, case.facts
    if plan.filters.only or len(facts) >= plan.k or len(facts) > 3:
        return _NONE
    conditions = _conditions(plan)
    if not conditions and not plan.filters.exclude:
        return _NONE
    one = len(facts) == 1
    count = {1: "Only this one track", 2: "Only these two", 3: "Only these three"}[len(facts)]
    if not conditions:
        return say("{} {} left that you have not seen.", count, "is" if one else "are")
    return say("{} {} every condition ({}).", count, "meets" if one else "meet", joined(conditions))


def _about_nothing(plan: Plan) -> list[Prose]:
    """Return sentences for a search without hits: how the request was understood, and why nothing was found."""
    return [_noted(plan), Prose(_why_nothing(plan))]


def _why_nothing(plan: Plan) -> str:
    conditions = _conditions(plan)
    if conditions and plan.repeats:
        return f"Nothing is left that you have not seen and that keeps to this: {joined(conditions)}."
    if plan.filters.exclude and not conditions:
        return "There is nothing left that you have not seen. Ask for something new, and I start afresh."
    if not conditions:
        return "I found nothing. Add a folder of music to the library, or ask in other words."
    if len(conditions) == 1 and conditions[0].startswith("no "):
        return f"No track in the library is left with {conditions[0]}."
    if len(conditions) == 1:
        alone = f"No track in the library is known to be {conditions[0]}."
        return f"{alone} Leave that condition away, and I will look by sound."
    return f"No track meets all of this at once: {joined(conditions)}. Take one condition away and ask again."


def _conditions(plan: Plan) -> list[str]:
    """Return the filters and unwanted concepts of a plan in words."""
    labels = filter_labels(plan.filters).values()
    return [quoted(label) for label in (*labels, *(f"no {u}" for u in plan.unwanted))]
