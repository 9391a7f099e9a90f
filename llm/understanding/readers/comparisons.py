"""Wishes relative to what was shown: "slower", "a bit darker", "much longer", "more banjo".

A comparison of something that is known in numbers becomes a filter beyond the middle of what was shown;
any other makes the wish lean towards a concept and away from its opposites.
"""

from __future__ import annotations

import re
from statistics import median

from data.text import clock
from data.vocabulary.concepts import Concept, concept, recognise
from data.vocabulary.relations import opposites
from llm.understanding.reading import Reading

_AXES = {
    "slower": ("tempo", -1), "faster": ("tempo", 1), "quicker": ("tempo", 1), "speedier": ("tempo", 1),
    "slow it down": ("tempo", -1), "slow down": ("tempo", -1), "speed it up": ("tempo", 1), "speed up": ("tempo", 1),
    "pick up the pace": ("tempo", 1), "older": ("year", -1), "newer": ("year", 1), "more recent": ("year", 1),
    "more modern": ("year", 1), "longer": ("duration", 1), "shorter": ("duration", -1), "earlier": ("year", -1),
    "langsamer": ("tempo", -1), "gemachlicher": ("tempo", -1), "schneller": ("tempo", 1), "langer": ("duration", 1),
    "kurzer": ("duration", -1), "plus lent": ("tempo", -1), "plus lente": ("tempo", -1), "plus rapide": ("tempo", 1),
    "plus long": ("duration", 1), "plus court": ("duration", -1), "mas lento": ("tempo", -1),
    "mas lenta": ("tempo", -1),
    "mas rapido": ("tempo", 1), "mas rapida": ("tempo", 1), "mas largo": ("duration", 1), "mas corto": ("duration", -1),
    "more slow": ("tempo", -1), "less fast": ("tempo", -1), "more fast": ("tempo", 1), "less slow": ("tempo", 1),
    "too fast": ("tempo", -1), "too quick": ("tempo", -1), "too slow": ("tempo", 1), "too long": ("duration", -1),
    "too short": ("duration", 1), "too old": ("year", 1), "too new": ("year", -1), "too modern": ("year", -1),
    "zu schnell": ("tempo", -1), "zu langsam": ("tempo", 1), "zu lang": ("duration", -1), "zu kurz": ("duration", 1),
    "trop rapide": ("tempo", -1), "trop lent": ("tempo", 1), "trop lente": ("tempo", 1),
    "trop vite": ("tempo", -1), "demasiado rapido": ("tempo", -1), "demasiado rapida": ("tempo", -1),
    "demasiado lento": ("tempo", 1), "demasiado lenta": ("tempo", 1), "muy lento": ("tempo", 1),
    "alter": ("year", -1), "neuer": ("year", 1), "plus ancien": ("year", -1), "plus ancienne": ("year", -1),
    "plus vieux": ("year", -1), "plus recent": ("year", 1), "mas antiguo": ("year", -1), "mas antigua": ("year", -1),
    "mas viejo": ("year", -1), "mas vieja": ("year", -1), "mas nuevo": ("year", 1), "mas nueva": ("year", 1),
    "mas corta": ("duration", -1), "mas larga": ("duration", 1), "plus longue": ("duration", 1),
    "plus courte": ("duration", -1), "plus vite": ("tempo", 1), "moins vite": ("tempo", -1),
    "moins rapide": ("tempo", -1), "menos rapido": ("tempo", -1), "menos rapida": ("tempo", -1),
    "slowest": ("tempo", -1), "fastest": ("tempo", 1), "quickest": ("tempo", 1),
    "tempo up": ("tempo", 1), "tempo down": ("tempo", -1), "up the tempo": ("tempo", 1),
    "lower the tempo": ("tempo", -1),
    "raise the tempo": ("tempo", 1), "bring the tempo up": ("tempo", 1), "bring the tempo down": ("tempo", -1),
    "pick it up": ("tempo", 1), "speed things up": ("tempo", 1), "slow things down": ("tempo", -1),
    "speed them up": ("tempo", 1), "slow them down": ("tempo", -1), "twice as fast": ("tempo", 1),
    "double the tempo": ("tempo", 1), "half as fast": ("tempo", -1), "half the tempo": ("tempo", -1),
    "half the speed": ("tempo", -1), "at half speed": ("tempo", -1),
    "neuere": ("year", 1), "neuere sachen": ("year", 1), "moderner": ("year", 1), "altere": ("year", -1),
    "mas moderno": ("year", 1), "mas moderna": ("year", 1), "plus moderne": ("year", 1), "mas reciente": ("year", 1),
    "plus recente": ("year", 1), "plus anciens": ("year", -1), "plus recents": ("year", 1),
    "schnellere": ("tempo", 1), "langsamere": ("tempo", -1), "kurzere": ("duration", -1), "langere": ("duration", 1),
    "more upbeat tempo": ("tempo", 1), "higher tempo": ("tempo", 1), "lower tempo": ("tempo", -1),
}  # fmt: skip
_AXIS = re.compile(rf"\b(?:{'|'.join(sorted(_AXES, key=len, reverse=True))})\b")
_A_BIT = re.compile(
    r"\b(?:a (?:little|tiny )?bit|a bit|a little|a touch|a tad|slightly|somewhat|etwas|ein bisschen|ein "
    r"wenig|un peu|un poco|algo)(?: more)?\s*$"
)
_MUCH = re.compile(
    r"\b(?:much|way|a lot|lots|far|considerably|significantly|super|really|viel|beaucoup|mucho|bien)(?: "
    r"more)?\s*$"
)
_GO_BACK = re.compile(
    r"^[\s,;.-]*(?:(?:please |can you )?(?:go|come|turn it) (?:back|down)(?: a (?:little|bit|touch))?)\b"
)
_MORE_OF = re.compile(
    r"\b(?:more|plus|mas|mehr|increase the|turn up the|add(?: some| more| a bit of| in)?|(?:up|raise|boost) the|"
    r"not enough|needs?(?: more| some)?|could use(?: more| some)?|con mas|avec plus de|mit mehr|plus de|plus d')\s*$"
)
_BY_SO_MANY = re.compile(r"\b(?P<n>\d{1,3})\s*bpm\s+(?P<word>slower|faster|quicker|langsamer|schneller)\b")
_LEANING = {
    "calm": r"(?:tone|calm|dial|bring|wind|turn|simmer|chill) (?:it|things|this|that|them) (?:down|out)",
    "energetic": r"(?:crank|pump|amp|turn|spice|liven|ramp|kick|rev) (?:it|things|this|that|them) up",
    "happy": r"(?:cheer|brighten|lighten|perk) (?:it|things|this|the mood|them)(?: up)?|lift the mood",
    "dark": r"darken (?:it|things|the mood)",
}
_LEANINGS = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words})\b(?: a (?:bit|notch|little))?)" for name, words in _LEANING.items())
)
_COMPARATIVE_SEEDS = re.compile(r"\b([a-z]{3,}er)\b")


def read_comparisons(reading: Reading) -> None:
    """Consume every comparison with what was shown."""
    for match in _BY_SO_MANY.finditer(reading.rest()):
        direction = 1 if match["word"] in ("faster", "quicker", "schneller") else -1
        reading.spans.append(match.span())
        reading.degrees.append(("tempo", direction, match.group()))
        _step(reading, direction * int(match["n"]), match.group())
    for match in _LEANINGS.finditer(reading.rest()) if reading.shown else ():
        reading.spans.append(match.span())
        found = concept(match.lastgroup or "")
        if found is not None:
            _lean(reading, found, match.group())
    if reading.shown:
        _read_too(reading)
    rest = reading.rest()
    for match in _AXIS.finditer(rest):
        axis, direction = _AXES[match.group()]
        before = rest[: match.start()]
        amount = _A_BIT.search(before) or _MUCH.search(before)
        strength = 1 if amount is None else (0 if _A_BIT.search(before) else 2)
        if re.match(r"twice|double|(?:at )?half", match.group()):
            strength = 3
        begin, end = amount.start() if amount else match.start(), match.end()
        if match.group().startswith("too ") and (further := _GO_BACK.match(rest[end:])):
            end += further.end()  # "too fast, go back a little"
        reading.spans.append((begin, end))
        reading.degrees.append((axis, direction, match.group()))
        if reading.shown:
            _move(reading, axis, direction, strength, match.group())
        else:
            _without_reference(reading, axis, direction)
    rest = reading.rest()
    for match in _COMPARATIVE_SEEDS.finditer(rest):
        named = _positive(match.group())
        if named is not None:
            before = rest[: match.start()]
            amount = _A_BIT.search(before) or _MUCH.search(before)
            reading.spans.append((amount.start() if amount else match.start(), match.end()))
            _lean(reading, named, match.group())
    for mention in reading.named:
        before = reading.rest()[: mention.start]
        more = _MORE_OF.search(before)
        if more and reading.free(mention):
            amount = _A_BIT.search(before[: more.start()] + " ") or _MUCH.search(before[: more.start()] + " ")
            reading.spans.append((amount.start() if amount else more.start(), mention.end))
            _lean(reading, mention.concept, f"more {mention.concept.name}")


_ENOUGH_BEFORE = re.compile(
    r"(?:\b(?:not|isnt|arent|nicht|pas|no(?: es| son)?)|n't)\s+(?:quite |nearly |really |yet |so |lo )*"
    r"(?P<enough>assez |suficientemente |bastante (?:de )?)?$"
)
_ENOUGH_AFTER = re.compile(r"\s+(?:enough|genug)\b(?: (?:for (?:me|us|this)|yet|though))*")


def read_not_enough(reading: Reading) -> None:
    """ "not dark enough": more of it."""
    for mention in reading.named:
        rest = reading.rest()
        before, after = _ENOUGH_BEFORE.search(rest[: mention.start]), _ENOUGH_AFTER.match(rest[mention.end :])
        if not before or not reading.free(mention) or not (after or before["enough"]):
            continue
        reading.spans.append((before.start(), mention.end + (after.end() if after else 0)))
        if mention.concept.name in ("slow", "fast") and reading.shown:
            direction = -1 if mention.concept.name == "slow" else 1
            reading.degrees.append(("tempo", direction, "slower" if direction < 0 else "faster"))
            _move(reading, "tempo", direction, 1, "slower" if direction < 0 else "faster")
        else:
            _lean(reading, mention.concept, f"not {mention.concept.name} enough")


_TOO = re.compile(r"\b(?:(?:a (?:bit|little|tad) |way |much |far )?too|trop|zu|demasiado)\s+$")


def _read_too(reading: Reading) -> None:
    """ "too happy for me": away from it."""
    for mention in reading.named:
        rest = reading.rest()
        too = _TOO.search(rest[: mention.start])
        if too and reading.free(mention) and mention.concept.name not in ("slow", "fast"):
            after = re.match(r"\s+(?:for (?:me|us|my taste|this)|though|now)\b", rest[mention.end :])
            reading.spans.append((too.start(), mention.end + (after.end() if after else 0)))
            reading.unwanted.append(mention.concept.name)
            reading.dropped.add(mention.concept.name)
            reading.degrees.append((mention.concept.name, -1, f"less {mention.concept.name}"))


def _step(reading: Reading, step: int, word: str) -> None:
    """ "20 bpm slower": about so much beyond the middle of what was shown."""
    tempos = [t for hit in (reading.referred or tuple(reading.shown)[:_FIRST]) if (t := hit.track.tempo_bpm)]
    if not tempos:
        _without_reference(reading, "tempo", step)
        return
    middle = median(tempos) + step
    low, high = (
        (middle - 0.1 * middle, middle + abs(step) / 2) if step < 0 else (middle - step / 2, middle + 0.1 * middle)
    )
    reading.filters["tempo_min"], reading.filters["tempo_max"] = float(round(low)), float(round(high))
    reading.notes.append(f"{word}: {round(low)} to {round(high)} bpm")


def _positive(word: str) -> Concept | None:
    """The concept that a comparative heightens: "darker" -> dark, "sadder" -> sad, "jazzier" -> jazz."""
    if recognise(word) is not None or len(word) < 5:
        return None
    stem = word[:-2]
    doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
    y = stem[:-1] + "y" if stem.endswith("i") else stem
    for candidate in (stem, stem + "e", doubled, y):
        named = recognise(candidate)
        if named is not None and named.kind in ("mood", "texture", "genre"):
            return named
    return concept(_IRREGULAR.get(word, ""))


_IRREGULAR = {
    "lighter": "bright", "deeper": "low", "gentler": "quiet", "livelier": "energetic", "dunkler": "dark",
    "leiser": "quiet", "lauter": "loud", "heller": "bright", "harter": "heavy",
}  # fmt: skip


def _lean(reading: Reading, named: Concept, word: str) -> None:
    reading.wanted.append(named.name)
    reading.degrees.append((named.name, 1, word))
    reading.dropped |= opposites(named.name)


_FIRST = 5  # tracks on whose middle a comparison rests: those that are looked at first
_STEPS = {0: 0.0, 1: 0.0, 2: 0.25, 3: 0.4}  # how far beyond the middle of what was shown: "a bit", plain, "much"


def _move(reading: Reading, axis: str, direction: int, strength: int, word: str) -> None:
    """A filter beyond the middle of what was shown (or of the track that was pointed at)."""
    if any(name.startswith(axis) for name in reading.filters):
        return  # "faster, at least 140": the number says it
    shown = tuple(reading.shown)
    of = {"tempo": lambda t: t.tempo_bpm, "year": lambda t: t.year, "duration": lambda t: t.duration_s or None}[axis]
    values: list[float] = []
    for hits in [reading.referred] if reading.referred else [shown[:_FIRST], shown]:
        values = [v for v in (of(hit.track) for hit in hits) if v is not None]
        if values and len(values) * 2 >= len(hits):
            break
    else:
        reading.notes.append(f"{word}: the {axis} of these tracks is not known, so only by sound")
        _without_reference(reading, axis, direction)
        return
    middle = median(values)
    limit = middle * (1 + direction * _STEPS[strength]) if axis != "year" else middle + direction * 15 * (strength == 2)
    limit = float(int(limit)) if direction < 0 else float(-int(-limit // 1))
    if axis == "year":
        reading.filters["year_max" if direction < 0 else "year_min"] = int(limit) + direction
        reading.notes.append(
            f"{word}: {'up to' if direction < 0 else 'from'} {int(limit) + direction}{'' if direction < 0 else ' on'}"
        )
        return
    step = direction * (1.0 if limit == middle or strength < 2 else 0.0)
    limit += step
    low, high = ("tempo_min", "tempo_max") if axis == "tempo" else ("duration_min_s", "duration_max_s")
    reading.filters[high if direction < 0 else low] = limit
    ends = [limit]
    if strength == 0:  # "a bit": near what was shown
        ends.append(float(int(middle * (1 + direction * 0.3))))
        reading.filters[low if direction < 0 else high] = ends[1]
    said = " to ".join(f"{end:g}" if axis == "tempo" else clock(end) for end in sorted(ends))
    way = "" if len(ends) > 1 else "under " if direction < 0 else "over "
    reading.notes.append(f"{word}: {way}{said}{' bpm' if axis == 'tempo' else ''}")


def _without_reference(reading: Reading, axis: str, direction: int) -> None:
    if axis == "tempo":
        reading.wanted.append("slow" if direction < 0 else "fast")
        reading.dropped.add("fast" if direction < 0 else "slow")
