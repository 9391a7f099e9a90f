"""The built-in writer: an answer of a few sentences about the tracks found, without a model.

Everything that it says is taken from facts: what tags state is said plainly, what was heard is said as
heard. It leads with the best track, compares the others by what tells them apart (an instrument, a mood,
the tempo), owns up when nothing fits, and says what it took a word like "slower" to mean. The shape of
each sentence follows from the content, so the same request on the same library always reads the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from statistics import median

from models.concepts import concept, members
from retrieval.query import Hit

from .facts import Facts, facts_of
from .plan import Plan, clock, filter_labels


def write(plan: Plan, hits: Sequence[Hit]) -> Iterator[str]:
    """The answer, a few words at a time."""
    facts = facts_of(hits)
    voice = _Voice(plan, facts)
    sentences = _nothing(plan) if not facts else _answer(plan, facts, voice)
    text = " ".join(sentence for sentence in sentences if sentence)
    yield from re.findall(r"\S+\s*", text)


class _Voice:
    """Chooses among ways of saying the same, always the same way for the same content."""

    def __init__(self, plan: Plan, facts: Sequence[Facts]) -> None:
        seed = repr((plan.request, plan.wanted, [(f.rank, f.style, f.tempo, f.instruments) for f in facts]))
        self._digest = hashlib.blake2b(seed.encode("utf-8", "replace"), digest_size=32).digest()
        self._at = 0

    def pick(self, *options: str) -> str:
        """One of the options."""
        self._at += 1
        return options[self._digest[self._at % 32] % len(options)]


# The answer to a search


def _answer(plan: Plan, facts: Sequence[Facts], voice: _Voice) -> list[str]:
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
        said.append(f"I took “{word}” to mean {meaning}" if not meaning.startswith("the ") else f"For “{word}”, {meaning}")
    said += [_capital(n) for n in notes if ": " not in n and not n.startswith("similar in sound")]
    return ". ".join(said) + "." if said else ""


def _opening(plan: Plan, lead: Facts, borne_out: dict[int, dict[str, str]], voice: _Voice) -> str:
    portrait, heard = _portrait(lead, voice), _heard_portrait(lead, voice)
    evidence = borne_out[lead.rank]
    missing = [w for w in plan.wanted if not any(w in borne_out[rank] for rank in borne_out)]
    if lead.named_by and not evidence:
        field = {"title": "its title", "artist": "its artist", "album": "its album"}[lead.named_by[0]]
        return f"[1] is here because {field} is what you named{': ' + portrait if portrait else ''}."
    if plan.wanted and len(missing) == len(plan.wanted):
        wish = _either([_named(w) for w in missing[:3]])
        nearest = f"; by sound alone the nearest is [1]{', ' + portrait if portrait else ''}"
        if not portrait and heard:
            nearest = f"; the nearest by sound is [1], which {heard}"
        return voice.pick(
            f"I cannot promise {wish} here: nothing that is known or heard of these tracks says so{nearest}.",
            f"Nothing here is plainly {wish}{nearest}." if _is_mood(missing) else f"Nothing here plainly has {wish}{nearest}.",
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
        tail = portrait or (f"it {heard}" if heard else _pace(lead))
        return f"{subject}{', ' + portrait if portrait else ': ' + tail if tail else ''}."
    if not portrait or all(e == "heard" for e in evidence.values()) and heard:
        if heard:
            return voice.pick(
                f"By ear, [1] comes closest: it {heard}.",
                f"[1] {heard}, and is the nearest to what you describe.",
                f"Start with [1], which {heard}.",
            )
        pace = _pace(lead)
        return f"[1] is the closest by sound{', ' + pace if pace else ''}."
    said = voice.pick(
        f"Start with [1]: {portrait}.",
        f"[1] comes closest, {portrait}.",
        f"{_capital(portrait)}, [1] is the nearest to what you describe.",
        f"If you play only one of these, make it [1], {portrait}.",
        f"The best match is [1], {portrait}.",
    )
    adds_something = heard and not set(lead.heard[:3]) <= {*lead.instruments, *lead.moods, lead.style}
    return said + (f" To my ear it {heard}." if adds_something and voice.pick("yes", "no") == "yes" else "")


_Compared = tuple[str, set[int]]


def _sharing(
    plan: Plan, lead: Facts, others: list[Facts], borne_out: dict[int, dict[str, str]], voice: _Voice
) -> _Compared:
    """Which others have what was wished for."""
    for wish in reversed(plan.wanted) if plan.kind == "refine" else plan.wanted:
        known = [f for f in others if borne_out[f.rank].get(wish) == "known"]
        heard = [f for f in others if borne_out[f.rank].get(wish) == "heard"]
        if not known and not heard:
            continue
        named = _named(wish)
        kind = c.kind if (c := concept(wish)) else ""
        ranks = {f.rank for f in (*known, *heard)}
        if known:
            who = _cites(known)
            many = len(known) > 1
            said = {
                "instrument": voice.pick(
                    f"{who} {'have' if many else 'has'} {named} too",
                    f"{_capital(named)} can also be found in {who}",
                ),
                "genre": f"{who} {'are' if many else 'is'} of the same kind",
                "texture": f"{who} {'are' if many else 'is'} {wish} as well",
            }.get(kind, voice.pick(f"{who} {'share' if many else 'shares'} that {wish} mood", f"The same {wish} mood is in {who}"))
            if kind == "use":
                said = f"{who} would serve as well"
            said += _told_apart(known, lead, voice)
            if heard:
                said += f"; in {_cites(heard)} I only seem to hear {_it(wish)}"
            return said + ".", ranks
        who = _cites(heard)
        return (
            voice.pick(
                f"I hear {named} in {who} as well{_told_apart(heard, lead, voice)}."
                if kind == "instrument"
                else f"{who} {'sound' if len(heard) > 1 else 'sounds'} {_like(wish)} too{_told_apart(heard, lead, voice)}.",
            ),
            ranks,
        )
    return "", set()


def _told_apart(group: list[Facts], lead: Facts, voice: _Voice) -> str:
    """What tells the members of a group apart, as the end of a sentence."""
    partners: dict[int, str] = {}
    for f in group[:4]:
        new = [i for i in f.instruments if i not in lead.instruments and all(i not in g.instruments for g in group if g is not f)]
        if new:
            partners[f.rank] = new[0]
    if len(group) == 1:
        f = group[0]
        own = [i for i in f.instruments if i not in lead.instruments][:2]
        if own:
            return voice.pick(f", this time with {_and(own)}", f", next to {_and(own)}")
        return f", {_against(f, lead)}" if _against(f, lead) else ""
    if len(partners) >= 2:
        (a, first), (b, second) = list(partners.items())[:2]
        return f", [{a}] next to {first} and [{b}] next to {second}"
    if len(partners) == 1:
        ((rank, instrument),) = partners.items()
        return f", [{rank}] with {instrument} beside it"
    return ""


def _tempos(
    plan: Plan, lead: Facts, others: list[Facts], borne_out: dict[int, dict[str, str]], voice: _Voice
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
        ways.append(f"For more drive go to [{fast.rank}] ({about}{fast.tempo} bpm); [{slow.rank}] takes its time at {about}{slow.tempo}.")
    return voice.pick(*ways), {slow.rank, fast.rank}


def _other_mood(
    plan: Plan, lead: Facts, others: list[Facts], borne_out: dict[int, dict[str, str]], voice: _Voice
) -> _Compared:
    """One track that feels different."""
    moods = set(lead.moods) | set(plan.wanted)
    for f in others[:5]:
        new = [m for m in f.moods if m not in moods]
        if new and not (set(f.moods) & moods):
            where = f" in {f.key}" if f.key and f.key != lead.key else ""
            what = f", {_a(_noun(f))}{where}" if f.style or f.instruments else where
            feel = _more(new[0])
            return voice.pick(
                f"[{f.rank}] feels {feel}{what}.",
                f"In {_a(feel)} vein there is [{f.rank}]{what}.",
                f"If you would rather have it {feel}, try [{f.rank}]{what}.",
            ), {f.rank}
    return "", set()


def _other_style(
    plan: Plan, lead: Facts, others: list[Facts], borne_out: dict[int, dict[str, str]], voice: _Voice
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
    return f"{_and(parts)}.", {f.rank for f in chosen}


def _strangers(plan: Plan, strangers: list[Facts], voice: _Voice) -> str:
    """An honest word about tracks that bear out nothing that was wished for."""
    if not strangers:
        return ""
    who, many = _cites(strangers), len(strangers) > 1
    wishes = [_named(w) for w in plan.wanted if (c := concept(w)) and c.kind == "instrument"]
    if wishes:
        return voice.pick(
            f"I find no sign of {_either(wishes[:2])} in {who}; {'they are' if many else 'it is'} here for the overall sound.",
            f"{who} {'are' if many else 'is'} here for the overall sound only: nothing says {_either(wishes[:2])}.",
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
    what = _either([u if u != "vocals" else "singing" for u in instruments[:3]])
    if still:
        return f"I may still be hearing {what} in {_cites(still)}."
    if any(f.instruments or f.heard for f in facts):
        return f"{'Neither of them has' if len(facts) == 2 else 'It has no' if len(facts) == 1 else 'None of them has'} {what}, as far as I can tell."
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
    return f"{count} {verb} every condition ({_and(conditions)})."


def _nothing(plan: Plan) -> list[str]:
    conditions = [*filter_labels(plan.filters).values(), *(f"no {u}" for u in plan.unwanted)]
    noted = _noted(plan)
    if plan.filters.exclude and not conditions:
        return [noted, "There is nothing left that you have not seen. Ask for something new, and I start afresh."]
    if not conditions:
        return [noted, "I found nothing. Add a folder of music to the library, or ask in other words."]
    if len(conditions) == 1:
        return [noted, f"No track in the library is known to be {conditions[0]}. Leave that condition away, and I will look by sound."
                if not conditions[0].startswith("no ") else f"No track in the library is left with {conditions[0]}."]  # fmt: skip
    return [noted, f"No track meets all of this at once: {_and(conditions)}. Take one condition away and ask again."]


# A track in words


def _portrait(f: Facts, voice: _Voice) -> str:
    """A stated track as a noun phrase: "a brisk, happy bluegrass piece with banjo and fiddle in G major"."""
    if not (f.style or f.instruments or f.moods):
        return ""
    adjectives = [word for word in (_tempo_word(f.tempo), *f.moods) if word][:2]
    phrase = _a(" ".join([", ".join(dict.fromkeys(adjectives)), _noun(f)]).strip())
    if f.instruments and "with" not in phrase.split():
        more = len(f.instruments) - 4
        shown = list(f.instruments[:4]) + ([f"{more} more"] if more > 1 else [])
        phrase += voice.pick(" with ", " for ", " played on ") + _and(shown)
    details = [_tempo_number(f), f"in {f.key}" if f.key else ""]
    tail = voice.pick(", ".join(d for d in details if d), details[1] or details[0])
    return f"{phrase}{', ' + tail if tail else ''}"


_PIECES = re.compile(r"\b(?:waltz|march|tune|song|lullaby|shanty|ballad|carol|hymn|reel|jig|polka|tango|rag|nocturne|sonata)$")


def _noun(f: Facts) -> str:
    """ "bluegrass piece", "sea shanty", "piece"."""
    if not f.style:
        return f"piece with {_and(f.instruments[:2])}" if f.instruments and not f.moods else "piece"
    return f.style if _PIECES.search(f.style) else f"{f.style} piece"


def _more(mood: str) -> str:
    """The comparative: "happier", "calmer", "more melancholic"."""
    if mood.endswith("y") and len(mood) <= 7:
        return mood[:-1] + "ier"
    if mood in ("sad", "calm", "dark", "warm", "bright", "loud", "quiet", "slow", "fast", "soft", "light", "tense"):
        return {"sad": "sadder", "tense": "tenser"}.get(mood, mood + "er")
    return f"more {mood}"


def _heard_portrait(f: Facts, voice: _Voice) -> str:
    """A heard track as a verb phrase: "sounds like calm ambient with synth pads, at about 72 bpm"."""
    moods, genres = f.heard_as("mood", "texture"), f.heard_as("genre")
    instruments, uses = f.heard_as("instrument"), f.heard_as("use")
    if not (moods or genres or instruments or uses):
        return ""
    if genres or instruments:
        body = " ".join([*moods[:1], _as_music(genres[0])]) if genres else (f"{moods[0]} music" if moods else "")
        body += (" with " if body else "") + _and(instruments[:2]) if instruments else ""
        said = f"sounds like {body}"
    elif moods:
        said = f"sounds {_and(moods[:2])}"
    else:
        said = f"sounds like music for {uses[0]}"
    pace = _tempo_number(f)
    return f"{said}{', ' + pace if pace else ''}"


_ADJECTIVES = frozenset(
    "african ambient baroque celtic choral christmas classical dance electronic indie industrial japanese latin medieval "
    "minimalist psychedelic soundtrack western".split()
)


def _as_music(genre: str) -> str:
    if genre in _ADJECTIVES or genre.endswith(("classical", "eastern", "era")):
        return f"{'film' if genre == 'soundtrack' else genre} music"
    return genre


def _pace(f: Facts) -> str:
    return ", ".join(p for p in (_tempo_number(f), f"in {f.key}" if f.key else "") if p)


def _tempo_word(tempo: int | None) -> str:
    if tempo is None:
        return ""
    steps = ((66, "very slow"), (86, "slow"), (104, "unhurried"), (126, ""), (150, "lively"), (176, "fast"))
    return next((word for limit, word in steps if tempo < limit), "very fast")


def _tempo_number(f: Facts) -> str:
    return f"at {'' if f.tempo_stated else 'about '}{f.tempo} bpm" if f.tempo else ""


def _against(f: Facts, lead: Facts) -> str:
    """One difference from the lead."""
    if f.tempo and lead.tempo and abs(f.tempo - lead.tempo) > 0.12 * lead.tempo:
        return f"{'quicker' if f.tempo > lead.tempo else 'slower'} at {f.tempo} bpm"
    if f.key and lead.key and f.key.split()[-1] != lead.key.split()[-1]:
        return f"in {f.key} rather than {lead.key}"
    return ""


def _named(name: str) -> str:
    """A concept as the object of a sentence."""
    found = concept(name)
    if found is None:
        return name
    return {
        "instrument": name if name.endswith("s") and name != "brass" or name in ("percussion", "orchestra", "bass") else f"the {name}",
        "use": f"music for {name}" if name not in ("background", "video") else "background music",
        "mood": name,
        "texture": f"{_a(name)} piece" if name in ("solo", "drone") else name,
        "genre": name,
    }[found.kind]


def _is_mood(names: Sequence[str]) -> bool:
    return all((c := concept(n)) is not None and c.kind in ("mood", "texture") for n in names)


def _like(name: str) -> str:
    found = concept(name)
    return name if found and found.kind in ("mood", "texture") else f"like {_named(name)}"


def _it(name: str) -> str:
    return "them" if name.endswith("s") and name != "brass" else "it"


def _a(phrase: str) -> str:
    return f"{'an' if phrase[:1] in 'aeiou' else 'a'} {phrase}"


def _cites(facts: Sequence[Facts]) -> str:
    return _and([f"[{f.rank}]" for f in facts])


def _and(parts: Sequence[str]) -> str:
    parts = list(parts)
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _either(parts: Sequence[str]) -> str:
    parts = list(parts)
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " or " + parts[-1]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# Questions about shown tracks

_EXTREMES: tuple[tuple[str, Callable[[Facts], float | None], bool, str], ...] = (
    ("slow", lambda f: f.tempo, False, "tempo"),
    ("fast", lambda f: f.tempo, True, "tempo"),
    ("quick", lambda f: f.tempo, True, "tempo"),
    ("old", lambda f: f.year, False, "year"),
    ("new", lambda f: f.year, True, "year"),
    ("recent", lambda f: f.year, True, "year"),
    ("long", lambda f: f.duration_s or None, True, "length"),
    ("short", lambda f: f.duration_s or None, False, "length"),
)


def explain(plan: Plan, asked: Plan | None, hits: Sequence[Hit]) -> Iterator[str]:
    """The answer to a question about shown tracks.

    Args:
        plan: of the question.
        asked: the wish that brought the tracks up, if known.
        hits: the tracks shown.
    """
    facts = {f.rank: f for f in facts_of(hits)}
    question = plan.request.lower()
    superlative = re.search(r"\b(slow|fast|quick|old|new|recent|long|short)(?:e?st)\b|\bmost (recent)\b", question)
    chosen = [facts[r] for r in plan.about if r in facts] or list(facts.values())[: 1 if len(facts) == 1 else 3]
    if superlative and facts:
        said = [_extreme(superlative[1] or superlative[2], list(facts.values()))]
    else:
        artists = {hit.rank: hit.track.artist for hit in hits}
        said = [_about_one(f, question, asked, artists.get(f.rank, "")) for f in chosen]
        if len(chosen) > 1 and len(plan.about) > 1:
            said.append(_compared(chosen))
    yield from re.findall(r"\S+\s*", " ".join(s for s in said if s))


def _extreme(word: str, facts: list[Facts]) -> str:
    _, of, highest, what = next(e for e in _EXTREMES if e[0] == word)
    valued = sorted(((v, f.rank) for f in facts if (v := of(f)) is not None), reverse=highest)
    if not valued:
        return f"The {what} of these tracks is not known, so I cannot tell."
    value, rank = valued[0]
    shown = {"tempo": f"{value:g} bpm", "year": f"{value:g}", "length": clock(value)}[what]
    unknown = len(facts) - len(valued)
    rest = f", of those whose {what} is known" if unknown else ""
    then = f"; next comes [{valued[1][1]}]" if len(valued) > 1 else ""
    return f"That is [{rank}], {'from' if what == 'year' else 'at'} {shown}{rest}{then}."


def _about_one(f: Facts, question: str, asked: Plan | None, artist: str) -> str:
    me = f"[{f.rank}]"
    if re.search(r"\bwho\b|\bcomposer\b|\bartist\b|\bby whom\b", question):
        return f"{me} is by {artist}, as its tags say." if artist else f"The tags of {me} name no artist."
    if re.search(r"\b(?:key|scale|tonality|major|minor)\b", question):
        return f"{me} is in {f.key}." if f.key else f"I could not tell the key of {me}."
    if re.search(r"\b(?:tempo|bpm|fast|slow|speed)\b", question):
        return f"{me} runs {_tempo_number(f)}." if f.tempo else f"I could not tell the tempo of {me}."
    if re.search(r"\b(?:year|when|old)\b", question):
        return f"{me} dates from {f.year}." if f.year else f"The year of {me} is not known."
    if re.search(r"\bhow long\b|\bduration\b|\blength\b", question):
        return f"{me} lasts {clock(f.duration_s)}."
    if re.search(r"\binstruments?\b|\bwhat(?:'s| is) playing\b|\bplays? in\b", question):
        if f.instruments:
            return f"{me} is played on {_and(f.instruments)}."
        heard = f.heard_as("instrument")
        return f"No tag says, but I hear {_and(heard)} in {me}." if heard else f"I cannot tell the instruments of {me}."
    if yes := _yes_or_no(f, question):
        return yes
    voice = _Voice(Plan(question), [f])
    portrait, heard_as = _portrait(f, voice), _heard_portrait(f, voice)
    said = f"{me} is {portrait}." if portrait else ""
    if heard_as:
        said += (" To my ear it " if said else f"{me} ") + heard_as + "."
    said = said or f"Little is known about {me}{': it is ' + _pace(f) if _pace(f) else ''}."
    return said + _because(f, question, asked)


def _yes_or_no(f: Facts, question: str) -> str:
    from .words import mentions

    if not re.match(r"^\W*(?:is|are|does|do|has|have)\b", question):
        return ""
    named = [m.concept for m in mentions(question)]
    if not named:
        return ""
    said = []
    for found in named[:2]:
        how = f.evidence(found.name)
        what = _named(found.name)
        if how == "known":
            said.append(f"yes, {what} is stated for [{f.rank}]")
        elif how == "heard":
            said.append(f"I seem to hear {what} in [{f.rank}], though no tag says so")
        elif found.kind == "instrument" and f.instruments:
            said.append(f"not as far as its tags tell: [{f.rank}] is played on {_and(f.instruments)}")
        else:
            said.append(f"nothing known or heard of [{f.rank}] says {found.name}")
    return _capital("; ".join(said)) + "."


def _because(f: Facts, question: str, asked: Plan | None) -> str:
    if asked is None or not re.search(r"\b(?:why|warum|pourquoi|por que|how come|explain)\b", question):
        return ""
    stated = [w for w in asked.wanted if f.evidence(w) == "known"]
    heard = [w for w in asked.wanted if f.evidence(w) == "heard"]
    reasons = []
    if stated:
        reasons.append(f"its facts bear out {_and([_named(w) for w in stated])}")
    if heard:
        reasons.append(f"I hear {_and([_named(w) for w in heard])} in it")
    if f.named_by:
        reasons.append(f"your words match its {_and(f.named_by)}")
    if asked.like:
        reasons.append("it sounds close to the track you pointed at")
    if not reasons:
        return " It came up for its overall sound alone: nothing that is known of it answers your words."
    return f" It came up because {_and(reasons)}."


def _compared(facts: Sequence[Facts]) -> str:
    a, b = facts[0], facts[1]
    shared = [i for i in a.instruments if i in b.instruments]
    differ = _against(b, a)
    said = []
    if shared:
        said.append(f"they share {_and(shared[:3])}")
    if differ:
        said.append(f"[{b.rank}] is {differ}")
    return _capital(", and ".join(said)) + "." if said else ""


# Small talk

_EXAMPLES = ("A song with a banjo", "Something scary for under my video", "Calm piano for studying")


def chat(plan: Plan) -> Iterator[str]:
    """A few words when the request was not about music."""
    text = plan.request.lower()
    if re.search(r"\b(?:thanks?|thank|thx|merci|danke|gracias|cheers)\b", text):
        said = "With pleasure. Say “slower”, “without drums” or “more like 2” to go on from here, or ask for something new."
    elif re.search(r"\b(?:hi|hello|hey|hallo|hola|bonjour|salut|good (?:morning|evening|afternoon))\b", text):
        said = "Hello! Tell me what you would like to hear: an instrument, a mood, a moment it should fit, in your own words."
    elif re.search(r"\b(?:who|what) (?:are|can) you\b|\bhelp\b|\bhow do", text):
        said = (
            "I am Hark. I search your own music by how it sounds: describe it in your words, with conditions if you like "
            "(“under 2 minutes”, “no drums”), then refine with “slower”, “darker” or “more like 2”. Nothing leaves this computer."
        )
    else:
        said = "I only know about the music in this library. Describe something that you would like to hear."
    yield from re.findall(r"\S+\s*", said)


# What to ask next


def follow_ups(plan: Plan, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Three short next requests that lead somewhere from these tracks."""
    if plan.kind == "chat":
        return _EXAMPLES
    facts = facts_of(hits)
    if not facts:
        return _without_results(plan)
    if plan.filters and len(facts) < min(plan.k, 4):
        return _beyond(facts)
    tempos = [f.tempo for f in facts if f.tempo]
    said = plan.request.lower()
    pace, without, other = "", "", ""
    if len(tempos) * 2 >= len(facts):
        pace = "Faster" if median(tempos) < 84 or "slow" in said else "Slower"
    refused = {m for u in plan.unwanted for m in members(u)}
    wanted = {m for w in plan.wanted for m in members(w)}
    for name in ("drums", "vocals", "strings", "piano", "guitar"):
        family = set(members(name))
        having = [f for f in facts if family & {*f.instruments, *f.heard}]
        if 0 < len(having) < len(facts) and not family & wanted and name not in refused:
            without = f"Without {name}"
            break
    if len(facts) > 1:
        other = f"More like {next((f for f in facts[1:] if f.style and f.style != facts[0].style), facts[1]).rank}"
    moods = {*plan.wanted, *facts[0].moods, *facts[0].heard[:2]}
    if moods & {"happy", "energetic", "cheeky", "hopeful", "bright"}:
        mood = "Darker"
    elif moods & {"dark", "scary", "sad", "tense", "melancholic"}:
        mood = "Happier"
    else:
        mood = "More energetic" if moods & {"calm", "quiet", "sleep"} else "Calmer"
    first, second = (mood, without) if pace and _Voice(plan, facts).pick("mood", "pace") == "mood" else (pace, without)
    ideas = [first, second, other, mood, pace, "Something else"]
    ideas = [idea for idea in ideas if idea]
    return tuple(idea for idea in dict.fromkeys(ideas) if idea.lower() not in said)[:3]


def _beyond(facts: Sequence[Facts]) -> tuple[str, ...]:
    """Ways on when conditions left only a few tracks: what they have, without the conditions."""
    styles = [f"Some {_as_music(f.style)}" for f in facts if f.style]
    instruments = [f"Something with {name}" for f in facts for name in (*f.instruments[:1], *f.heard_as("instrument")[:1])]
    return tuple(dict.fromkeys([*styles[:1], *instruments[:1], *instruments[1:2], *_EXAMPLES]))[:3]


def _without_results(plan: Plan) -> tuple[str, ...]:
    """Ways out when no track passed."""
    without = [w for w in plan.wanted if (c := concept(w)) and c.kind in ("instrument", "genre", "mood")]
    ideas = [_capital(f"{w} music" if (c := concept(w)) and c.kind == "mood" else f"something with {w}" if c and c.kind == "instrument" else w) for w in without[:2]]
    return tuple(dict.fromkeys([*ideas, *_EXAMPLES]))[:3]
