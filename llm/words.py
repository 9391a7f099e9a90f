"""Finding the words of music in a request: concepts with their places, and typing errors forgiven.

It answers only "which concepts are named, and where"; what the naming means (a wish, a refusal, "slower
than this") is the planner's business.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from models.concepts import Concept, fold, phrases

Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
_LONGEST = 4  # words in the longest phrase worth trying

# Words after which a name is not one: "I love jazz" asks for nothing romantic, "my house" for no house music.
_NOT_AFTER: dict[str, frozenset[str]] = {
    "love": frozenset("i we you they would d really id also still ll".split()),
    "loving": frozenset("i we am m been".split()),
    "house": frozenset("my our your the her his".split()),
    "world": frozenset("the whole".split()),
    "country": frozenset("my our your the another".split()),
    "work": frozenset("doesn t didn not does will might would could".split()),
    "hard": frozenset("working work".split()),
    "run": frozenset("i we long".split()),
    "film": frozenset("silent".split()),
    "march": frozenset("in since last this".split()),
    "metal": frozenset("plucked".split()),
    "low": frozenset("a on".split()),
    "hook": frozenset("the off".split()),
    "score": frozenset("high the".split()),
}
_NOT_BEFORE: dict[str, frozenset[str]] = {
    "love": frozenset("it this that them these to how the".split()),
    "low": frozenset("bpm".split()),
}

# Common words that lie a typing error away from a name, found by trying all words of MiniLM's vocabulary.
# They are spelt right and stay what they are.
_SPELT_RIGHT = frozenset(
    """
    according advent aggression align allen along alternate alternating amend angel angelica arabia arabs
    argentina bacteria bacterial badger ballard balls banco banged bangor bangs banker bankers banking
    banner banners banning barack baseline bases basil basque battled beads beams beans bearing bears beast
    beasts becker beech bella belle belts bench bills binds bingo blaming blazing boats booking bottle
    bounce bounty branch breach bribe bridge brilliance brilliant brock bulge bulls bunch calling calmed
    calves canton cantor carlo carlos carole cartoonist catch cathy caves cease celebrated celebrity celia
    cells ceremonies chair chairs chang chart chased cheek cheeks cheese cherry child childless chile chili
    chimed choking chores chose christian christians clade clare class climatic clive clothes codes comic
    coming complexes concentrated concerning concert concerts congo conical converting cooling cooperate
    coping coral cords cores corey corner cortes county courier crashing creep crimes cuisine cumbria danced
    dancer danger dante decreased decreasing dedicated denise discs disturbed diver divide diving documented
    documents drove drowning drugs duplicate echoed echoes elector electrode electron electrons elegance
    ernest erotic estranged exchanged executing exercised exited exiting experiment experimented experiments
    expertise fanny felix fever fewer flight fluid forget forrest forte fright fruit gangs gaping gazing
    gentry gland glistening grace grade grande grange grant grape grateful gravel grind groom grove harmonic
    harmonies harper heartbeat heroin hindi horne horse housed hunted hunting india indiana indonesia
    industries isolate jalan kitchener large laude lauren lease leyte libby livery living looked looking
    loomed looming looted looting losing maintains marched marcia marco marin marriage marriages marry marsh
    marshes martha martin mastery match matches mating medal mediation medication medications mellon mental
    mercy message moaning monuments morgan motel mountain mountainous munster mysteries naples nerves niche
    nobel norse officer operating operation operative packing pains paint palma palms panties paranoia parry
    particles parting parts patty paying permission persecution persia persuasion pickering pinto place
    plague plane plata plate platforms playing plays plaza plume poppy prayed precision preservation preston
    publicity publicized puppy quilt quite raging raiding railing raising raped rating recorded redding
    regaining regan regarding regent reggie rejecting related relating relay releasing religions remaining
    reminiscent renal repetition replacing reporting respecting retaining retreating revealing reverend
    rhode rider ripping rivera rocking romanesque rouge rouse routed rover royale ruining saber sabre sacked
    sales samoa sample satire saturn saves scarf scars scent scope scored scorer sears sentiment sentiments
    serena sergio serie sewing sexes shadow shadows shake shaken shakes share shave sheep shielding shine
    shore short signing silky simpler sinking slave sleek sling smoothing snake snarl snort something somme
    sonny spaced spade spanned spare sparkle spectra speed speeds spice spicy sprawling spreading spring
    springs stacey stacy stairs stare stares staring stark starr start startling starts stats stature stays
    steep sting stinging store storey storing story stranger strangers strangled stretched stretches strong
    strung sturdy sumner sunni suspended suspension sweep sweeping swore swung synthesis table tables tease
    tended tends tensed tensor thrilled topical trace tradition traditions trailing transitional trash
    traveller trial triangular trieste tubes unearthed unease unmarried valentin valle valuation value valve
    vantage variation vibration victor victories villa villas violet voiced votes vowels walker waller
    walter warship welding woodlands woodstock woody would wrestling
    """.split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named in a text, at [start, end)."""

    concept: Concept
    start: int
    end: int


def tokens(folded: str) -> list[tuple[str, int, int]]:
    """The words of a folded text, each with its place."""
    return [(m.group(), m.start(), m.end()) for m in _WORD.finditer(folded)]


def mentions(text: str) -> list[Mention]:
    """The concepts that a text names, in order, the longest names first, never overlapping."""
    folded = fold(text)
    words = tokens(folded)
    spelt = [_respell(word) for word, _, _ in words]
    table = phrases()
    found = []
    i = 0
    while i < len(words):
        for length in range(min(_LONGEST, len(words) - i), 0, -1):
            concept = _lookup(table, spelt[i : i + length])
            if concept is not None and not (length == 1 and _means_something_else(words, i)):
                found.append(Mention(concept, words[i][1], words[i + length - 1][2]))
                i += length
                break
        else:
            i += 1
    return found


def _lookup(table: dict[str, Concept], words: list[str]) -> Concept | None:
    phrase = " ".join(words)
    if phrase in table:
        return table[phrase]
    return table.get(phrase[:-1]) if phrase.endswith("s") and len(phrase) > 3 else None


def _means_something_else(words: list[tuple[str, int, int]], i: int) -> bool:
    word = words[i][0]
    before = words[i - 1][0] if i else ""
    after = words[i + 1][0] if i + 1 < len(words) else ""
    return before in _NOT_AFTER.get(word, ()) or after in _NOT_BEFORE.get(word, ())


@cache
def _single_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Every word that occurs in a name, and the names of one word that are long enough to misspell."""
    table = phrases()
    every = frozenset(word for phrase in table for word in phrase.split())
    return every, tuple(p for p in table if " " not in p and len(p) >= 5 and p.isascii())


@cache
def _respell(word: str) -> str:
    """The name that a word misspells: one error in five letters, two in nine, the first letter right."""
    every, singles = _single_words()
    if len(word) < 5 or len(word) > 20 or not word.isalpha() or word in every or word in _SPELT_RIGHT:
        return word
    for ending in ("s", "ly", "musik"):  # "Klaviermusik"
        if word.removesuffix(ending) in every:
            return word.removesuffix(ending)
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    limit = 2 if len(word) >= 9 else 1
    near = process.extractOne(word, [s for s in singles if s[0] == word[0]], scorer=OSA.distance, score_cutoff=limit)
    return str(near[0]) if near else word


def cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text without these spans, tidied of the joints that they leave."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at : max(start, at)])
        at = max(at, end)
    rest = " ".join("".join([*_spaced(kept), text[at:]]).split())
    rest = re.sub(r"\s+([,.;!?])", r"\1", rest)
    rest = re.sub(r"([,;.])(?:\s*[,;.])+", r"\1", rest)
    edges = (
        r"(?:and|or|but|with|that|which|who|is|are|has|have|the|a|an|of|in|by|for|please|"
        r"und|oder|aber|mit|et|ou|mais|avec|y|o|pero|con|,|;|\.|-|–)"
    )
    rest = re.sub(rf"(?:[\s,;-]+|\b)(?:{edges}(?:\s+|$))+$", "", rest + " ", flags=re.IGNORECASE)
    rest = re.sub(r"^(?:(?:and|or|but|that|which|of|by|please)\b|[,;.\s-])+", "", rest, flags=re.IGNORECASE)
    return rest.strip(" ,;-")


def _spaced(parts: list[str]) -> list[str]:
    return [part + " " for part in parts]


def cut_concepts(text: str, names: Collection[str]) -> str:
    """The text without the words that name these concepts."""
    return cut(text, [(m.start, m.end) for m in mentions(text) if m.concept.name in names])
