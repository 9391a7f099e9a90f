"""What the tagger makes of a request, where the planner's own readers are not sure.

The readers know what cannot be mistaken: numbers, names, "no drums". People also refuse in a hundred ways that no list
holds ("give the bagpipes a miss"), mention what they do not ask for, and talk of other things; there the tagger
decides, a small network that was trained on such requests (`llm.understanding.tagger`). It never adds a condition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.vocabulary.mentions import Mention, tokens
from llm.conversation import Conversation, track_ids
from llm.plan import Plan
from llm.understanding.readers.constraints import Found
from llm.understanding.readers.references import LIKE, ranks_in

from .reading import Reading

SURE = 0.55  # of a tag, to go by it where the readers say nothing
CERTAIN = 0.8  # to overrule a reader
GOES = 0.8  # of refining against searching, to go by it against the words
UNSAID = 0.7  # to refuse an instrument that no refusing word refuses
STRONG = 0.75  # to refuse one attribute more than the refusing words do
UNMEANT = 0.08  # a number whose words are a condition with less than this is none


_IS_THERE = re.compile(r"^\W*(?:does|do|can|could|is|are|gibt|geht|hay|y a|il y a)\b.*\?\W*$")  # asks for what it names


# What is said to Hark rather than of a listener's life: questions, orders, "you", thanks, a greeting.
_ADDRESSED = re.compile(
    r"\?|^\W*(?:please |can |so |and |but |ok )*(?:tell|write|remind|book|help|translate|explain|open|order|call|set|"
    r"send|read|calculate|convert|solve|do|does|did|can|could|will|would|should|is|are|am|was|were|has|have|what|who|"
    r"whose|why|when|where|how|which|was|wer|wie|wo|wann|warum|kann|ist|sind|que|qui|quoi|c'est|qu'est|comment|pourquoi|est-ce|"
    r"quand|como|cuando|quien|donde|puedo)\b|"
    r"\b(?:you|your|you're|u|ur|du|dich|dir|dein\w*|ihnen|tu|te|toi|vous|usted|contigo|eres|puedes|"
    r"th(?:an)?(?:k|x)s?|ta|cheers|danke|merci|gracias|hi|hello|hey|hallo|bonjour|hola|bye|goodbye|lol|haha\w*)\b"
)


def _of_ones_life(reading: Reading) -> bool:
    """ "I'm reversing a caravan and my wife is giving directions": what the music is for."""
    return len(tokens(reading.folded)) >= 6 and not _ADDRESSED.search(reading.folded)


_THAN = re.compile(
    r"^\W*(?:(?:a (?:bit|little|lot)|much|far|way|something|ones?|slightly|etwas|viel|un peu|beaucoup|un poco|mucho) )*"
    r"(?:\w{3,}er|(?:more|less|plus|moins|mas|menos) \w+) (?:than|as|als|que)\b"
)


def talks(reading: Reading) -> bool:
    """Whether the request asks for no music."""
    if reading.tagged is None or (not reading.shown and _of_ones_life(reading)):
        return False
    shares = [reading.tagged.share(m.start, m.end)["wanted"] for m in reading.named]
    wished = max(shares, default=0.0) > 0.5 or bool(reading.tagged.spans("condition"))
    return reading.tagged.intents["chat"] > (0.9 if wished else CERTAIN)


def asks(reading: Reading, past: Conversation) -> Plan | None:
    """A question about the tracks shown."""
    if reading.tagged is None or not past.shown or reading.tagged.intents["about"] < SURE:
        return None
    if (LIKE.search(reading.folded) or _THAN.match(reading.folded)) and not reading.folded.rstrip().endswith("?"):
        return None  # "wie Nummer 2" asks for more of it, "slower than the first one" for other tracks
    ranks = _pointed(reading, past) or ranks_in(reading.folded, past.shown)
    return Plan(reading.request, "about", about=tuple(ranks))


def goes_back(reading: Reading) -> bool:
    """Whether the request takes the last one back."""
    return reading.tagged is not None and reading.tagged.intents["undo"] > SURE


def goes_on(reading: Reading, by_words: bool) -> bool:
    """Whether the request refines the last one: what its words say, unless the tagger is sure of the contrary."""
    if reading.tagged is None:
        return by_words
    refine, search = reading.tagged.intents["refine"], reading.tagged.intents["search"]
    return refine > (1 - GOES if by_words else GOES) * (refine + search)


def really_refused(reading: Reading, mentions: Sequence[Mention]) -> list[Mention]:
    """Those of the attributes behind a refusing word that the tagger does not certainly take for something else."""
    return [m for m in mentions if not _otherwise(reading, m) and not _beside(reading, m)]


def _otherwise(reading: Reading, mention: Mention) -> bool:
    use = _use(reading, mention)
    if reading.tagged is None or use not in ("wanted", "mentioned"):
        return False
    return reading.tagged.share(mention.start, mention.end)[use] > CERTAIN


def _beside(reading: Reading, mention: Mention) -> bool:
    if reading.tagged is None or mention.concept.name in ("fast", "slow"):  # marked as conditions
        return False
    return reading.tagged.share(mention.start, mention.end)["other"] > CERTAIN


def refuses(reading: Reading, start: int, end: int) -> bool:
    """Whether an unknown word behind a refusing one may be what is refused."""
    return reading.tagged is None or reading.tagged.share(start, end)["refused"] > 0.4


def read_unmeant(reading: Reading, found: Found) -> None:
    """Drop numbers that are no conditions: "two samurais", "the last five minutes before the exam"."""
    if reading.tagged is None:
        return
    for name, place in list(found.doubtful.items()):
        if reading.tagged.share(*place)["condition"] < UNMEANT:
            found.drop(name)


def read_tags(reading: Reading) -> None:
    """Settle the attributes that no reader has taken: refused, or merely mentioned.

    A request asks for something: where nothing else would be left, what is mentioned is what is asked for.
    """
    free = [(mention, _use(reading, mention)) for mention in reading.named if reading.free(mention)]
    left = any(use in ("wanted", "") for _, use in free) or bool(reading.like or reading.more or reading.shown)
    asked = left and not _IS_THERE.match(reading.folded)
    by_readers = bool(reading.unwanted)
    for mention, use in free:
        unsaid = mention.concept.kind == "instrument" and not _NEGATIVE.search(reading.folded)
        if use == "refused" and unsaid and _refused(reading, mention) < UNSAID:
            use = ""  # nothing but the tagger says so
        if use == "refused" and by_readers and _refused(reading, mention) < STRONG:
            use = ""  # "lofi no drums": the refusing word has its object
        if use == "refused":
            reading.unwanted.append(mention.concept.name)
            reading.dropped.add(mention.concept.name)
        if use == "refused" or (use == "mentioned" and asked):
            reading.spans.append((mention.start, mention.end))


_NEGATIVE = re.compile(
    r"\b(?:no|not|none|neither|never|nothing|without|out|off|away|hat(?:e|es|ed|ing)|can't|cannot|don't|won't|sick|tired|"
    r"bored|leave|skip|avoid\w*|stop|enough|less|ban(?:ned)?|kein\w*|nicht\w*|ohne|weg|raus|genug|pas|sans|ni|rien|"
    r"jamais|assez|sin|nada|nunca|tampoco|odio|fuera|harto|harta)\b|n't\b"
)


def _refused(reading: Reading, mention: Mention) -> float:
    return reading.tagged.share(mention.start, mention.end)["refused"] if reading.tagged else 0.0


_RATHER = re.compile(
    r"\b(?:swap|replace|exchange|trade|switch|substitute)\b[^.;!?]* (?:for|with|by|to)\s+(?:an?\s+|some\s+|the\s+)?$|"
    r"\b(?:lieber|plutot|mejor|prefiero|rather|preferably|gegen|durch|contre)\W+(?:an?|eine?n?|une?|una?)?\s*$"
)


def _use(reading: Reading, mention: Mention) -> str:
    """What an attribute is for; "" where the tagger is in doubt."""
    if reading.tagged is None:
        return ""
    if _RATHER.search(reading.folded[: mention.start]):
        return "wanted"
    share = reading.tagged.share(mention.start, mention.end)
    uses = {use: share[use] for use in ("wanted", "refused", "mentioned")}
    use = max(uses, key=lambda u: uses[u])
    return use if uses[use] > SURE * max(sum(uses.values()), 0.3) else ""


def read_pointing(reading: Reading, past: Conversation) -> None:
    """ "the first one has the right spirit, but with accordion": what is pointed at is what to go by."""
    if reading.like or reading.hidden or reading.referred or reading.more or reading.tagged is None:
        return
    ranks = _pointed(reading, past)
    if not ranks or reading.tagged.intents["refine"] < 0.5:
        return
    hits = tuple(hit for rank in ranks for hit in past.shown if hit.rank == rank)
    reading.like, reading.referred = track_ids(hits), hits
    reading.notes.append("similar in sound to " + " and ".join(f"[{hit.rank}]" for hit in hits) + " above")
    reading.spans += [span for span in reading.tagged.spans("pointed") if ranks_in(reading.folded[slice(*span)], hits)]


def _pointed(reading: Reading, past: Conversation) -> list[int]:
    ranks: list[int] = []
    assert reading.tagged is not None
    for start, end in reading.tagged.spans("pointed"):
        if any(a < end and start < b for a, b in reading.spans):
            continue  # "just the best two" counts
        if not re.search(r"\b(?:not|no|without|except|but|nicht|pas|no)\s+$", reading.folded[:start]):
            ranks += [r for r in ranks_in(reading.folded[start:end], past.shown) if r not in ranks]
    return ranks
