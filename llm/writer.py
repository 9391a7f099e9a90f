"""The built-in writer: an answer of a few sentences about the tracks found, without a model.

Everything that it says is taken from facts: what tags state is said plainly, what was heard is said as
heard. It leads with the best track, compares the others by what tells them apart (an instrument, a mood,
the tempo), owns up when nothing fits, and says what it took a word like "slower" to mean. The shape of
each sentence follows from the content, so the same request on the same library always reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.concepts import concept
from retrieval.query import Hit

from .facts import Facts, facts_of
from .phrases import (
    Voice,
    all_moods,
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
    portrait_of,
    pronoun,
    sounding,
    with_article,
)
from .plan import Plan, filter_labels


def write(plan: Plan, hits: Sequence[Hit]) -> Iterator[str]:
    """The answer, a few words at a time."""
    facts = facts_of(hits)
    voice = Voice(plan, facts)
    sentences = _nothing(plan) if not facts else _answer(plan, facts, voice)
    text = " ".join(sentence for sentence in sentences if sentence)
    yield from re.findall(r"\S+\s*", text)


def _answer(plan: Plan, facts: Sequence[Facts], voice: Voice) -> list[str]:
    lead = facts[0]
    borne_out = {f.rank: {w: e for w in plan.wanted if (e := f.evidence(w))} for f in facts}
    apart = bool(plan.wanted) and bool(borne_out[lead.rank])  # some bear the wish out: say who does not
    strangers = [f for f in facts[1:] if apart and not borne_out[f.rank] and not f.named_by]
    others = [f for f in facts[1:] if f not in strangers]
    sentences = [_noted(plan), _opening(plan, lead, borne_out, voice)]
    told = {lead.rank}
    for compare in (_sharing, _tempos, _other_mood, _other_style):
        rest = others if compare is _tempos else [f for f in others if f.rank not in told]
        sentence, ranks = compare(plan, lead, rest, borne_out, voice)
        sentences.append(sentence)
        told |= ranks
    sentences = [sentence for sentence in sentences if sentence][:5]
    return [*sentences, _strangers(plan, strangers, voice), _kept_out(plan, facts), _few(plan, facts)]


def _noted(plan: Plan) -> str:
    """What was assumed, in one sentence."""
    notes = [re.sub(r" above$", "", note) for note in plan.notes if not note.startswith("the same wish")]
    measured = [n for n in notes if ": " in n]
    said = []
    for note in measured:
        word, _, meaning = note.partition(": ")
        said.append(
            f"I took “{word}” to mean {meaning}" if not meaning.startswith("the ") else f"For “{word}”, {meaning}"
        )
    said += [capital(n) for n in notes if ": " not in n and not n.startswith("similar in sound")]
    return ". ".join(said) + "." if said else ""


def _opening(plan: Plan, lead: Facts, borne_out: dict[int, dict[str, str]], voice: Voice) -> str:
    portrait, heard = portrait_of(lead, voice), heard_portrait_of(lead, voice)
    evidence = borne_out[lead.rank]
    missing = [w for w in plan.wanted if not any(w in borne_out[rank] for rank in borne_out)]
    if lead.named_by and not evidence:
        field = {"title": "its title", "artist": "its artist", "album": "its album"}[lead.named_by[0]]
        return f"[1] is here because {field} is what you named{': ' + portrait if portrait else ''}."
    if plan.wanted and len(missing) == len(plan.wanted):
        wish = either([named(w) for w in missing[:3]])
        nearest = f"; by sound alone the nearest is [1]{', ' + portrait if portrait else ''}"
        if not portrait and heard:
            nearest = f"; the nearest by sound is [1], which {heard}"
        return voice.pick(
            f"I cannot promise {wish} here: nothing that is known or heard of these tracks says so{nearest}.",
            f"Nothing here is plainly {wish}{nearest}."
            if all_moods(missing)
            else f"Nothing here plainly has {wish}{nearest}.",
        )
    if plan.like:
        subject = voice.pick("Closest in sound to the track you pointed at is [1]", "[1] sounds most like it")
    elif not plan.wanted and not plan.text:
        subject = voice.pick("First comes [1]", "Begin with [1]", "At the top is [1]")
    elif not plan.wanted:
        subject = voice.pick("Going by sound alone, [1] comes nearest", "By its sound, [1] is the nearest")
    else:
        subject = ""
    if subject:
        tail = portrait or (f"it {heard}" if heard else pace_of(lead))
        return f"{subject}{', ' + portrait if portrait else ': ' + tail if tail else ''}."
    if not portrait or all(e == "heard" for e in evidence.values()) and heard:
        if heard:
            return voice.pick(
                f"By ear, [1] comes closest: it {heard}.",
                f"[1] {heard}, and is the nearest to what you describe.",
                f"Start with [1], which {heard}.",
            )
        pace = pace_of(lead)
        return f"[1] is the closest by sound{', ' + pace if pace else ''}."
    said = voice.pick(
        f"Start with [1]: {portrait}.",
        f"[1] comes closest, {portrait}.",
        f"{capital(portrait)}, [1] is the nearest to what you describe.",
        f"If you play only one of these, make it [1], {portrait}.",
        f"The best match is [1], {portrait}.",
    )
    adds_something = heard and not set(lead.heard[:3]) <= {*lead.instruments, *lead.moods, lead.style}
    return said + (f" To my ear it {heard}." if adds_something and voice.pick("yes", "no") == "yes" else "")


_Compared = tuple[str, set[int]]


def _sharing(
    plan: Plan, lead: Facts, others: list[Facts], borne_out: dict[int, dict[str, str]], voice: Voice
) -> _Compared:
    """Which others have what was wished for."""
    for wish in reversed(plan.wanted) if plan.kind == "refine" else plan.wanted:
        known = [f for f in others if borne_out[f.rank].get(wish) == "known"]
        heard = [f for f in others if borne_out[f.rank].get(wish) == "heard"]
        if not known and not heard:
            continue
        name = named(wish)
        kind = c.kind if (c := concept(wish)) else ""
        ranks = {f.rank for f in (*known, *heard)}
        if known:
            who = cites(known)
            many = len(known) > 1
            said = {
                "instrument": voice.pick(
                    f"{who} {'have' if many else 'has'} {name} too",
                    f"{capital(name)} can also be found in {who}",
                ),
                "genre": f"{who} {'are' if many else 'is'} of the same kind",
                "texture": f"{who} {'are' if many else 'is'} {wish} as well",
            }.get(
                kind,
                voice.pick(
                    f"{who} {'share' if many else 'shares'} that {wish} mood", f"The same {wish} mood is in {who}"
                ),
            )
            if kind == "use":
                said = f"{who} would serve as well"
            said += _told_apart(known, lead, voice)
            if heard:
                said += f"; in {cites(heard)} I only seem to hear {pronoun(wish)}"
            return said + ".", ranks
        who = cites(heard)
        said = f"{who} {'sound' if len(heard) > 1 else 'sounds'} {sounding(wish)} too"
        if kind == "instrument":
            said = f"I hear {name} in {who} as well"
        return said + _told_apart(heard, lead, voice) + ".", ranks
    return "", set()


def _told_apart(group: list[Facts], lead: Facts, voice: Voice) -> str:
    """What tells the members of a group apart, as the end of a sentence."""
    partners: dict[int, str] = {}
    for f in group[:4]:
        new = [
            i
            for i in f.instruments
            if i not in lead.instruments and all(i not in g.instruments for g in group if g is not f)
        ]
        if new:
            partners[f.rank] = new[0]
    if len(group) == 1:
        f = group[0]
        own = [i for i in f.instruments if i not in lead.instruments][:2]
        if own:
            return voice.pick(f", this time with {joined(own)}", f", next to {joined(own)}")
        return f", {difference(f, lead)}" if difference(f, lead) else ""
    if len(partners) >= 2:
        (a, first), (b, second) = list(partners.items())[:2]
        return f", [{a}] next to {first} and [{b}] next to {second}"
    if len(partners) == 1:
        ((rank, instrument),) = partners.items()
        return f", [{rank}] with {instrument} beside it"
    return ""


def _tempos(
    plan: Plan, lead: Facts, others: list[Facts], borne_out: dict[int, dict[str, str]], voice: Voice
) -> _Compared:
    """The quickest and the slowest, when they lie far enough apart to be worth a word."""
    timed = sorted((f for f in (lead, *others) if f.tempo), key=lambda f: f.tempo or 0)
    if len(timed) < 3 or (timed[-1].tempo or 0) < 1.25 * (timed[0].tempo or 0):
        return "", set()
    slow, fast = timed[0], timed[-1]
    about = "" if slow.tempo_stated and fast.tempo_stated else "about "
    ways = [
        f"The slowest is [{slow.rank}] at {about}{slow.tempo} bpm, the quickest [{fast.rank}] at {about}{fast.tempo}.",
        f"They range from {about}{slow.tempo} bpm in [{slow.rank}] to {about}{fast.tempo} in [{fast.rank}].",
    ]
    if lead not in (slow, fast) and (fast.tempo or 0) >= 115:
        ways.append(
            f"For more drive go to [{fast.rank}] ({about}{fast.tempo} bpm); [{slow.rank}] takes its time at "
            f"{about}{slow.tempo}."
        )
    return voice.pick(*ways), {slow.rank, fast.rank}


def _other_mood(
    plan: Plan, lead: Facts, others: list[Facts], borne_out: dict[int, dict[str, str]], voice: Voice
) -> _Compared:
    """One track that feels different."""
    moods = set(lead.moods) | set(plan.wanted)
    for f in others[:5]:
        new = [m for m in f.moods if m not in moods]
        if new and not (set(f.moods) & moods):
            where = f" in {f.key}" if f.key and f.key != lead.key else ""
            what = f", {with_article(noun_of(f))}{where}" if f.style or f.instruments else where
            feel = comparative(new[0])
            return voice.pick(
                f"[{f.rank}] feels {feel}{what}.",
                f"In {with_article(feel)} vein there is [{f.rank}]{what}.",
                f"If you would rather have it {feel}, try [{f.rank}]{what}.",
            ), {f.rank}
    return "", set()


def _other_style(
    plan: Plan, lead: Facts, others: list[Facts], borne_out: dict[int, dict[str, str]], voice: Voice
) -> _Compared:
    """Where the others come from, when it is somewhere else."""
    styled = {f.style: f for f in reversed(others) if f.style and f.style != lead.style}
    chosen = sorted(styled.values(), key=lambda f: f.rank)[:3]
    if not chosen:
        return "", set()
    if len(chosen) == 1:
        f = chosen[0]
        return voice.pick(f"[{f.rank}] leans to {f.style}.", f"With [{f.rank}] it turns to {f.style}."), {f.rank}
    parts = [f"[{f.rank}] {'leans to' if i == 0 else 'to'} {f.style}" for i, f in enumerate(chosen)]
    return f"{joined(parts)}.", {f.rank for f in chosen}


def _strangers(plan: Plan, strangers: list[Facts], voice: Voice) -> str:
    """An honest word about tracks that bear out nothing that was wished for."""
    if not strangers:
        return ""
    who, many = cites(strangers), len(strangers) > 1
    wishes = [named(w) for w in plan.wanted if (c := concept(w)) and c.kind == "instrument"]
    if wishes:
        return voice.pick(
            f"I find no sign of {either(wishes[:2])} in {who}; {'they are' if many else 'it is'} here for the "
            f"overall sound.",
            f"{who} {'are' if many else 'is'} here for the overall sound only: nothing says {either(wishes[:2])}.",
        )
    return voice.pick(
        f"{who} {'are' if many else 'is'} here for the overall sound only.",
        f"I am less sure of {who}: {'they are' if many else 'it is'} near in sound, no more.",
    )


def _kept_out(plan: Plan, facts: Sequence[Facts]) -> str:
    """Whether what was refused is really absent, as far as anyone knows."""
    instruments = [u for u in plan.unwanted if (c := concept(u)) and c.kind == "instrument"]
    if not instruments:
        return ""
    still = [f for f in facts if any(f.evidence(u) for u in instruments)]
    what = either([u if u != "vocals" else "singing" for u in instruments[:3]])
    if still:
        return f"I may still be hearing {what} in {cites(still)}."
    if any(f.instruments or f.heard for f in facts):
        none = {1: "It has no", 2: "Neither of them has"}.get(len(facts), "None of them has")
        return f"{none} {what}, as far as I can tell."
    return ""


def _few(plan: Plan, facts: Sequence[Facts]) -> str:
    """Why there are fewer tracks than asked for."""
    conditions = list(filter_labels(plan.filters).values())
    if len(facts) >= plan.k or len(facts) > 3 or not (conditions or plan.unwanted or plan.filters.exclude):
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
