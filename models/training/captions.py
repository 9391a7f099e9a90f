"""Write true captions of rendered clips, as tags, requests and descriptions in listeners' words.

Each caption lists the facts that it states. In a batch, a clip is a positive of a caption if all these facts hold for
it. A clip for which one of the facts is unknown (for instance because its mood was not fixed) is neither positive nor
negative.
"""

# ruff: noqa: E501  (a row of a table reads best as one line)

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from .instruments import FAMILY_WORDS, INSTRUMENTS, KITS
from .styles import BY_MOOD, BY_STYLE, MOODS, STYLES

STYLE_MOODS: dict[str, tuple[str, ...]] = {
    "heavy metal": ("aggressive", "energetic"), "punk": ("aggressive", "energetic"), "rock": ("energetic",),
    "smooth jazz": ("calm", "romantic"), "bossa nova": ("calm",), "latin": ("energetic", "happy"),
    "mariachi": ("happy",), "caribbean": ("happy",), "bluegrass": ("happy", "energetic"), "polka": ("happy", "playful"),
    "church music": ("meditative",), "circus": ("playful", "happy"), "ragtime": ("playful", "happy"),
    "march": ("triumphant",), "orchestral": ("epic",), "techno": ("energetic",), "house": ("energetic",),
    "trance": ("energetic",), "drum and bass": ("energetic",), "ambient": ("calm", "dreamy", "meditative"),
    "new age": ("calm", "meditative", "dreamy"), "trap": ("suspenseful",), "lo-fi": ("calm", "nostalgic"),
    "disco": ("happy", "energetic"), "funk": ("energetic",), "pop": ("happy",), "folk": ("nostalgic", "calm"),
    "children's music": ("happy", "playful"), "lullaby": ("calm", "dreamy", "nostalgic"), "christmas": ("happy",),
    "japanese": ("meditative",), "tribal": ("energetic",), "waltz": ("romantic",), "tango": ("dramatic", "romantic"),
}  # fmt: skip
CLOSE_MOODS: dict[str, tuple[str, ...]] = {
    "scary": ("suspenseful", "mysterious", "dramatic"), "suspenseful": ("scary", "mysterious", "dramatic"),
    "sad": ("nostalgic", "dramatic", "romantic", "meditative"), "happy": ("playful", "energetic", "triumphant"),
    "calm": ("dreamy", "meditative", "romantic", "nostalgic"), "epic": ("triumphant", "dramatic", "aggressive"),
    "aggressive": ("energetic", "epic"), "romantic": ("calm", "nostalgic", "sad", "dreamy"),
    "mysterious": ("dreamy", "scary", "suspenseful"), "energetic": ("happy", "aggressive"),
    "triumphant": ("epic", "happy"), "playful": ("happy",), "dreamy": ("calm", "meditative", "mysterious", "romantic"),
    "meditative": ("calm", "dreamy", "sad"), "dramatic": ("epic", "sad", "suspenseful", "scary"),
    "nostalgic": ("sad", "romantic", "calm"),
}  # fmt: skip

WORDS: dict[str, tuple[str, ...]] = {  # label -> all words that are true of it, the plainest first
    i.name: (i.name, *i.words, *(w for w in FAMILY_WORDS[i.family] if w not in (i.name, *i.words))) for i in INSTRUMENTS
} | {"drums": ("drums", "drum kit", "percussion", "beat", "drummer", "rhythm section")}
PACES = ("very slow", "slow", "medium tempo", "fast", "very fast")
FACTS: tuple[str, ...] = (
    *sorted({f"hear {w}" for words in (*WORDS.values(), *(k[2] for k in KITS.values())) for w in words}),
    *(f"style {s.name}" for s in STYLES),
    *(f"mood {m.words[0]}" for m in MOODS),
    *(f"pace {p}" for p in PACES),
    "solo", "no drums", "staccato", "legato",
)  # fmt: skip
INDEX = {fact: k for k, fact in enumerate(FACTS)}


@dataclass(frozen=True, slots=True)
class Caption:
    """A text and the facts that it states (indices into FACTS)."""

    text: str
    claims: tuple[int, ...]


def pace(tempo: float) -> str:
    """Return a word for a tempo in beats per minute."""
    return PACES[sum(tempo >= t for t in (62, 85, 115, 150))]


def truths(facts: dict[str, Any]) -> tuple[set[int], set[int]]:
    """Return (facts that are true of a clip, facts that are unknown), as indices into FACTS."""
    hold = {f"hear {w}" for label in facts["instruments"] for w in WORDS[label]}
    unknown: set[str] = set()
    if "drums" in facts["instruments"]:
        kit = facts.get("kit", "")
        if kit:
            hold = {f"hear {w}" for label in facts["instruments"] if label != "drums" for w in WORDS[label]}
            hold |= {f"hear {w}" for w in KITS[kit][2]}
        else:
            unknown |= {f"hear {w}" for _, _, words in KITS.values() for w in words} - hold
    style, moods = facts["style"], list(facts["moods"])
    hold.add(f"pace {pace(facts['tempo'])}")
    hold.add(facts["articulation"])
    if len(facts["instruments"]) == 1:
        hold.add("solo")
    if "drums" not in facts["instruments"]:
        hold.add("no drums")
    if style:
        hold.add(f"style {style}")
        moods += STYLE_MOODS.get(style, ())
    elif not moods:
        unknown |= {f"style {s.name}" for s in STYLES}
    hold |= {f"mood {m}" for m in moods}
    if not moods:
        unknown |= {f"mood {m.words[0]}" for m in MOODS}
    unknown |= {f"mood {close}" for m in moods for close in CLOSE_MOODS[m]} - hold
    return {INDEX[f] for f in hold}, {INDEX[f] for f in unknown}


ONE_FORMS = (
    "{x}", "{x}", "{x}", "a song with the {x} in it", "a song which has the {x} instrument in it", "music with {x}",
    "something with a {x}", "play me some {x}", "I want to hear the {x}", "a track that features the {x}",
    "{x} music", "{x} sound", "can you find songs with {x}?", "a piece played on the {x}", "I love the {x}",
    "the sound of a {x}", "with {x} please", "{x} playing", "songs featuring {x}", "any tunes with {x} in them?",
)  # fmt: skip
TWO_FORMS = (
    "{x} and {y}", "a song with {x} and {y}", "{x} over {y}", "{x} with {y} in the background",
    "a duet of {x} and {y}", "music with both {x} and {y}", "{x} melody accompanied by {y}", "{y}, {x}",
)  # fmt: skip
STYLE_FORMS = (
    "{s}", "{s}", "{s} music", "some {s}", "a {s} tune", "play {s}", "I'm in the mood for {s}", "a {s} song",
    "something that sounds like {s}", "{s} instrumental", "this is a {s} piece", "give me {s} please",
)  # fmt: skip
MOOD_FORMS = (
    "{m}", "{m}", "{m} music", "a {m} song", "something {m}", "a {m} song to play in the background of a video",
    "something {m} to play in the background of a YouTube video", "{m} background music", "a {m} tune for my film",
    "the mood is {m}", "music that feels {m}", "it sounds {m}", "a {m} piece", "I feel {m}", "{m} soundtrack",
    "an instrumental with a {m} atmosphere", "music for a {m} scene",
)  # fmt: skip
_USES: dict[str, tuple[str, ...]] = {
    "scary": ("for a horror movie", "for Halloween", "for a haunted house", "a ghost appears", "monster lurking in the dark", "for a creepy story"),
    "suspenseful": ("for a thriller", "a detective following someone", "waiting for the attack", "crime scene music"),
    "sad": ("for a funeral", "for a rainy day", "after a break-up", "somebody has died", "to cry to"),
    "happy": ("for a birthday party", "for a summer day", "to cheer me up", "children playing in the sun", "a good start to the day"),
    "calm": ("to fall asleep to", "for studying", "for reading a book", "after a long day", "for a bath", "to unwind"),
    "epic": ("for a battle scene", "for a movie trailer", "a hero rides into battle", "for a fantasy game", "an army marches"),
    "aggressive": ("for the gym", "for a boxing match", "a boss fight", "to let off steam", "for lifting weights"),
    "romantic": ("for a candlelit dinner", "for a wedding", "a love scene", "for my girlfriend", "a slow dance"),
    "mysterious": ("for a magic forest", "a wizard's tower", "exploring a cave", "for a fairy tale", "solving a riddle"),
    "energetic": ("for running", "for a car chase", "to wake up", "for a racing game", "for dancing"),
    "triumphant": ("for a victory ceremony", "the king arrives", "for the medal ceremony", "we won", "royal entrance"),
    "playful": ("for a cartoon", "a clumsy cat", "for a comedy sketch", "for a children's programme", "sneaking around"),
    "dreamy": ("floating in space", "for day-dreaming", "under water", "looking at the stars", "flying above clouds"),
    "meditative": ("for meditation", "for yoga", "in a temple", "for prayer", "for a massage"),
    "dramatic": ("for a tragic opera", "the turning point of a film", "a storm at sea", "for a drama"),
    "nostalgic": ("old photographs", "remembering childhood", "an old Paris café", "looking back"),
}  # fmt: skip
_OPEN = (
    "This is",
    "The recording features",
    "The song is",
    "An instrumental piece with",
    "It is",
    "This clip contains",
)
_PLAYS = {
    "M": ("{x} plays the melody", "a {x} melody", "a {x} solo", "the lead is a {x}", "{x} playing a tune on top"),
    "C": ("{x} chords", "{x} accompaniment", "{x} playing chords", "rhythm {x}"),
    "A": ("arpeggiated {x}", "a {x} arpeggio", "rippling {x}", "{x} picking"),
    "B": ("{x} bass line", "{x} holding the low end", "a groovy {x}", "{x} in the bass"),
    "D": ("sustained {x}", "a {x} drone", "long {x} notes", "{x} in the background"),
    "R": ("{x} hits", "rolling {x}", "repeated {x}", "rhythmic {x}"),
    "drums": ("a steady drum beat", "drums", "acoustic drums", "percussion keeps the time", "a drum kit"),
}


def _word(rng: Random, label: str) -> str:
    words = WORDS[label]
    return words[0] if rng.random() < 0.6 else rng.choice(words)


def captions(rng: Random, facts: dict[str, Any], count: int) -> list[Caption]:
    """Write `count` randomly chosen true captions of one clip."""
    return [_caption(rng, facts) for _ in range(count)]


def _caption(rng: Random, facts: dict[str, Any]) -> Caption:
    """Write one randomly chosen true caption of a clip."""
    labels, style = list(facts["instruments"]), facts["style"]
    moods = list(facts["moods"]) + list(STYLE_MOODS.get(style, ()))
    kinds = ["one"] * 4 + ["two"] * (len(labels) > 1) + ["described"] * 3
    kinds += ["style"] * 4 * bool(style) + ["mood"] * 4 * bool(moods) + ["mixed"] * 2 * bool(style or moods)
    kind = rng.choice(kinds)
    chosen = rng.sample(labels, min(2, len(labels)))
    if rng.random() < 0.6 and chosen[0] == "drums":
        chosen = rng.sample(labels, min(2, len(labels)))
    words = [_word(rng, label) for label in chosen]
    if kind == "one":
        return _made(rng.choice(ONE_FORMS).format(x=words[0]), [f"hear {words[0]}"])
    if kind == "two":
        return _made(rng.choice(TWO_FORMS).format(x=words[0], y=words[1]), [f"hear {w}" for w in words])
    if kind == "style":
        named = rng.choice(BY_STYLE[style].words) if rng.random() < 0.6 else style
        return _made(rng.choice(STYLE_FORMS).format(s=named), [f"style {style}"])
    if kind == "mood":
        mood = rng.choice(moods)
        if rng.random() < 0.3:
            lead = rng.choice(("", "music ", "a song ", "something ", "I need music "))
            return _made(lead + rng.choice(_USES[mood]), [f"mood {mood}"])
        said = rng.choice(BY_MOOD[mood].words) if rng.random() < 0.7 else mood
        return _made(rng.choice(MOOD_FORMS).format(m=said), [f"mood {mood}"])
    if kind == "mixed":
        claims = [f"hear {words[0]}"]
        if style and (not moods or rng.random() < 0.6):
            claims.append(f"style {style}")
            said = rng.choice(BY_STYLE[style].words)
        else:
            mood = rng.choice(moods)
            claims.append(f"mood {mood}")
            said = rng.choice(BY_MOOD[mood].words)
        form = rng.choice(("{s} {x}", "{s} music with {x}", "{x}, {s}", "a {s} song with a {x}", "{s} {x} tune"))
        return _made(form.format(s=said, x=words[0]), claims)
    return _described(rng, facts, moods)


def _described(rng: Random, facts: dict[str, Any], moods: list[str]) -> Caption:
    """Write one to three sentences that describe a clip to someone who has not heard it."""
    claims, said = [], []
    order = list(zip(facts["instruments"], facts["roles"], strict=True))
    rng.shuffle(order)
    for label, role in order[: rng.choice((1, 2, 3, 4))]:
        word = _word(rng, label)
        if role == "drums":
            word = "drums"
        claims.append(f"hear {word}")
        said.append(rng.choice(_PLAYS[role]).format(x=word))
    text = rng.choice(_OPEN) + " " + (", ".join(said[:-1]) + " and " + said[-1] if len(said) > 1 else said[0])
    if facts["style"] and rng.random() < 0.5:
        claims.append(f"style {facts['style']}")
        text = f"{rng.choice(BY_STYLE[facts['style']].words)}. {text}"
    if rng.random() < 0.5:
        speed = pace(facts["tempo"])
        claims.append(f"pace {speed}")
        text += rng.choice((f". The tempo is {speed}", f", {speed}", f", at a {speed} pace"))
    if moods and rng.random() < 0.7:
        mood = rng.choice(moods)
        claims.append(f"mood {mood}")
        word = rng.choice(BY_MOOD[mood].words)
        text += rng.choice(
            (
                f". The mood is {word}",
                f". It sounds {word}",
                f". The atmosphere is {word} and could be heard {rng.choice(_USES[mood])}",
            )
        )
    if len(facts["instruments"]) == 1 and rng.random() < 0.5:
        claims.append("solo")
        text += rng.choice((". Nothing else plays", ", solo", ", unaccompanied"))
    elif "drums" not in facts["instruments"] and rng.random() < 0.15:
        claims.append("no drums")
        text += ", without drums"
    if rng.random() < 0.12 and facts["articulation"]:
        claims.append(facts["articulation"])
        text += f", {facts['articulation']}"
    return _made(text + ".", claims)


def _made(text: str, claims: list[str]) -> Caption:
    """Return a caption from its text and the names of the facts that it states."""
    return Caption(text, tuple(INDEX[c] for c in claims))
