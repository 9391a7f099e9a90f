"""Compose random pieces of a few seconds: instruments, style, mood and every note.

Melodies are random walks over a scale, chords follow Markov-like random walks, and drums follow patterns. A `Piece`
lists its style, mood, tempo and texture, from which captions are written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from .instruments import BY_NAME, INSTRUMENTS, KITS, Instrument
from .styles import MOODS, STYLES, Mood, Style

SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "hijaz": (0, 1, 4, 5, 7, 8, 10),
    "insen": (0, 1, 5, 7, 10),
    "whole tone": (0, 2, 4, 6, 8, 10),
    "octatonic": (0, 1, 3, 4, 6, 7, 9, 10),
    "chromatic": tuple(range(12)),
}
WALKS = ((0, 3, 4, 0), (0, 5, 3, 4), (0, 4, 5, 3), (0, 0, 3, 4), (0, 6, 5, 4), (0, 2, 5, 1), (0, 5, 1, 4), (0,))

# (start, length, pitch, velocity): seconds, seconds, MIDI pitch, 1-127.
Notes = list[tuple[float, float, int, int]]

# Drum grids: one character per sixteenth (x hit, o soft, . rest) for kick, snare, hat and extra.
DRUMS: dict[str, tuple[tuple[int, str], ...]] = {
    "rock": ((36, "x.....x.x......."), (38, "....x.......x..."), (42, "x.x.x.x.x.x.x.x.")),
    "four": ((36, "x...x...x...x..."), (39, "....x.......x..."), (46, "..x...x...x...x."), (42, "xoxoxoxoxoxoxoxo")),
    "techno": ((36, "x...x...x...x..."), (46, "..x...x...x...x."), (37, "...x..x....x..x.")),
    "funk": ((36, "x..x..x...x..x.."), (38, "....x..o.o..x..o"), (42, "xoxxxoxxxoxxxoxx")),
    "break": ((36, "x.x.......xx...."), (38, "....x..o.o..x..."), (42, "x.x.x.x.x.x.x.x.")),
    "hip hop": ((36, "x......x..x....."), (38, "....x.......x..."), (42, "x.x.x.x.x.xox.x.")),
    "trap": ((36, "x......x..x....."), (39, "........x......."), (42, "xoxoxxxoxoxoxxxx")),
    "swing": ((51, "x...x..xx...x..x"), (44, "....x.......x..."), (36, "o.......o.......")),
    "bossa": ((36, "x..xx..xx..xx..x"), (37, "x..x..x...x..x.."), (42, "xoxoxoxoxoxoxoxo")),
    "latin": ((62, "x..x..x...x.x..."), (63, "..x..x..x..x..x."), (70, "xoxoxoxoxoxoxoxo"), (56, "x...x...x.x.x...")),
    "march": ((38, "x.xxx.x.x.xxxxxx"), (36, "x.......x......."), (49, "x...............")),
    "metal": ((36, "xxxxxxxxxxxxxxxx"), (38, "....x.......x..."), (49, "x...x...x...x...")),
    "tribal": ((41, "x..x..x.x..x..x."), (45, "..x.x..x..x.x..x"), (64, "x...x.x...x.x.x.")),
    "waltz": ((36, "x..........."), (38, "....x...x..."), (42, "x...x...x...")),
    "reggae": ((36, "........x......."), (37, "........x......."), (42, "x.x.x.x.x.x.x.xo")),
    "brush": ((40, "o...x...o...x..."), (51, "x...x.x.x...x.x.")),
    "shaker": ((70, "xoxoxoxoxoxoxoxo"), (54, "....x.......x...")),
    "congas": ((63, "..x...x...x...xx"), (64, "x..x..x.x..x..x."), (62, "....x.......x.o."), (60, "o.o.......o.....")),
    "frame": ((64, "x.oox.oox.oox.oo"), (63, "....x.......x..."), (61, "..o...o...o...o.")),
    "epic": ((41, "x.....x.x...x..."), (36, "x.......x......."), (49, "x...............")),
}


GROOVES: dict[str, tuple[str, ...]] = {  # which of these grids each of KITS may use
    "drum kit": ("rock", "funk", "break", "swing", "march", "metal", "waltz", "reggae", "epic"),
    "brushed drums": ("swing", "brush", "brush", "bossa", "waltz"),
    "drum machine": ("four", "techno", "hip hop", "trap", "funk"),
    "hand drums": ("congas", "frame"),
    "small percussion": ("shaker",),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One instrument and its notes. If `drums` is set, it uses the drum sounds of the soundfont (bank 128)."""

    label: str
    program: int
    notes: Notes
    role: str
    drums: bool = False


@dataclass(slots=True)
class Piece:
    """A few seconds of music, and the facts that are true of it."""

    parts: list[Part]
    tempo: float
    scale: str
    style: str = ""
    moods: list[str] = field(default_factory=list)
    articulation: str = ""


def compose(rng: Random, seconds: float) -> Piece:
    """Compose a piece of at least `seconds` seconds."""
    style: Style | None = rng.choice(STYLES) if rng.random() < 0.35 else None
    mood: Mood | None = rng.choice(MOODS) if style is None and rng.random() < 0.45 else None
    source = style or mood
    scale = rng.choice(source.scales) if source else rng.choice(list(SCALES)[:11])
    tempo = rng.uniform(*source.tempo) if source else rng.uniform(50, 190)
    players = _players(rng, style, mood)
    loud = rng.uniform(*mood.velocity) if mood else rng.uniform(55, 115)
    short = rng.random() < (mood.staccato if mood else 0.35)
    register = mood.register if mood else rng.choice((-1, 0, 0, 1))
    key = rng.randrange(12)
    walk = rng.choice(WALKS)
    beat = 60 / tempo
    bars = [(b * 4 * beat, walk[b % len(walk)]) for b in range(int(seconds / (4 * beat)) + 1)]
    parts = [
        Part(i.name, rng.choice(i.programs), _play(rng, i, role, key, scale, bars, beat, loud, short, register), role)
        for i, role in players
    ]
    wanted = rng.choice(source.drums) if source and source.drums else ""
    if not source and len(parts) > 1 and rng.random() < 0.3:
        wanted = rng.choice(list(DRUMS))
    if wanted:
        kit = rng.choice(style.kits) if style else rng.choice((0, 0, 8, 16, 25, 32, 48))
        parts.append(Part("drums", kit, _drums(rng, wanted, bars, beat, loud), "drums", drums=True))
    return Piece(
        parts,
        tempo,
        scale,
        style.name if style else "",
        list(mood.words[:1]) if mood else [],
        "staccato" if short else "legato",
    )


def solo(rng: Random, name: str, seconds: float) -> Piece:
    """Compose at least `seconds` seconds of music for one instrument.

    Args:
        rng: makes all random choices.
        name: a label of `instruments`, or the name of a drum kit.
        seconds: the least length.
    """
    tempo, loud = rng.uniform(45, 200), rng.uniform(45, 120)
    beat, scale, walk = 60 / tempo, rng.choice(list(SCALES)), rng.choice(WALKS)
    bars = [(b * 4 * beat, walk[b % len(walk)]) for b in range(int(seconds / (4 * beat)) + 1)]
    short = rng.random() < 0.35
    if name in KITS:
        kits, pitches, _ = KITS[name]
        groove = rng.choice(GROOVES[name]) if rng.random() < 0.6 else ""
        notes = _drums(rng, groove, bars, beat, loud) if groove else _strokes(rng, pitches, bars, beat, loud)
        part = Part("drums", rng.choice(kits), notes, "drums", drums=True)
    else:
        who = BY_NAME[name]
        role, register = rng.choice(who.roles), rng.choice((-1, 0, 0, 0, 1))
        notes = _play(rng, who, role, rng.randrange(12), scale, bars, beat, loud, short, register)
        part = Part(name, rng.choice(who.programs), notes, role)
    return Piece([part], tempo, scale, articulation="staccato" if short else "legato")


def _strokes(rng: Random, pitches: tuple[int, ...], bars: list[tuple[float, int]], beat: float, loud: float) -> Notes:
    """Return drum strokes for all bars: one random pattern on two to five sounds, with strokes left out at random."""
    voices = [(p, rng.choice((2, 4, 4, 8, 16))) for p in dict.fromkeys(rng.sample(pitches, rng.randint(2, 5)))]
    grid = [(p, k) for p, apart in voices for k in range(rng.randrange(min(apart, 4)), 16, apart)]
    grid += [(p, rng.randrange(16)) for p, _ in voices if rng.random() < 0.6]
    notes: Notes = []
    for start, _ in bars:
        for pitch, k in grid:
            if rng.random() > 0.08:
                hit = loud + (6 if k % 4 == 0 else -12)
                notes.append((start + k * beat / 4, 0.1, pitch, max(20, min(127, int(rng.gauss(hit, 8))))))
    return notes


def _players(rng: Random, style: Style | None, mood: Mood | None) -> list[tuple[Instrument, str]]:
    """Choose instruments and their roles.

    With probability 2/3 they are typical of the style or mood, else any instruments.
    """
    if style:
        chosen = [BY_NAME[rng.choice(group)] for group in style.groups]
        chosen = [c for k, c in enumerate(chosen) if k == 0 or rng.random() < 0.8]
    else:
        count = rng.choices((1, 2, 3, 4, 5), (40, 25, 18, 11, 6))[0]
        pool = [BY_NAME[n] for n in mood.instruments] if mood and rng.random() < 0.65 else list(INSTRUMENTS)
        chosen = [rng.choice(pool) for _ in range(count)]
    seen: dict[str, tuple[Instrument, str]] = {}
    lead = True
    for instrument in chosen:
        if instrument.name in seen:
            continue
        role = rng.choice(instrument.roles)
        if lead and "M" in instrument.roles and rng.random() < 0.7:
            role, lead = "M", False
        elif style and not lead and len(instrument.roles) > 1 and role == "M":
            role = rng.choice(instrument.roles.replace("M", "") or "M")
        seen[instrument.name] = (instrument, role)
    return list(seen.values())


def _pitch(degree: int, key: int, scale: tuple[int, ...]) -> int:
    """Return the MIDI pitch of a scale degree."""
    octave, step = divmod(degree, len(scale))
    return key + 12 * octave + scale[step]


def _fit(pitch: int, low: int, high: int) -> int:
    """Move a pitch by octaves until it lies in a range."""
    while pitch < low:
        pitch += 12
    while pitch > high:
        pitch -= 12
    return pitch


def _chord(key: int, scale: tuple[int, ...], root: int, size: int) -> list[int]:
    stack = 2 if len(scale) >= 6 else 1
    return [_pitch(root + stack * k, key, scale) for k in range(size)]


def _play(
    rng: Random,
    who: Instrument,
    role: str,
    key: int,
    scale_name: str,
    bars: list[tuple[float, int]],
    beat: float,
    loud: float,
    short: bool,
    register: int,
) -> Notes:
    """Return the notes of one instrument in one role."""
    scale = SCALES[scale_name]
    span = who.high - who.low
    low = who.low + (max(0, span // 2 - 6) if register > 0 else 0)
    high = who.high - (max(0, span // 2 - 6) if register < 0 else span // 6)
    gate = rng.uniform(0.25, 0.55) if short else rng.uniform(0.85, 1.05)

    def velocity(accent: int = 0) -> int:
        return max(20, min(127, int(rng.gauss(loud, 7)) + accent))

    notes: Notes = []
    if role == "M":
        unit = rng.choice((0.25, 0.5, 0.5, 1.0, 1.0, 2.0))
        centre = (low + high) // 2 + rng.randint(-5, 5)
        degree, double = 0, 12 if rng.random() < 0.08 else 0
        motif = [(rng.choice((-2, -1, -1, 1, 1, 2, 3, -4)), rng.choice((1, 1, 1, 2, 0.5))) for _ in range(5)]
        time, end, k = 0.0, bars[-1][0] + 4 * beat, 0
        while time < end:
            step, length = motif[k % 5] if rng.random() < 0.75 else (rng.choice((-1, 0, 1, 2)), 1)
            k += 1
            degree = max(-5, min(7, degree + step))
            pitch = _fit(centre - centre % 12 + _pitch(degree, key, scale), low, high)
            seconds = unit * length * beat
            if rng.random() > 0.1:
                notes.append((time, seconds * gate, pitch, velocity()))
                if double:
                    notes.append((time, seconds * gate, _fit(pitch - double, who.low, who.high), velocity()))
            time += seconds
    elif role == "C":
        unit = rng.choice((1, 1, 2, 4, 0.5)) if "D" not in who.roles else rng.choice((2, 4, 4, 1))
        tight = who.family == "guitar" and who.name in ("distortion guitar", "overdriven guitar")
        for start, root in bars:
            pitches = _chord(key, scale, root, 3 if rng.random() < 0.7 else 4)
            if tight:
                pitches = [pitches[0], pitches[0] + 7, pitches[0] + 12]
            base = low + rng.randint(0, max(1, (high - low) // 3))
            strum = rng.uniform(0.0, 0.03) if who.family in ("guitar", "plucked") else 0.0
            for hit in range(int(4 / unit)):
                for j, pitch in enumerate(pitches):
                    at = start + hit * unit * beat + j * strum
                    notes.append((at, unit * beat * gate, _fit(pitch, base, max(base + 14, high)), velocity(-8)))
    elif role == "A":
        unit, climb = (
            rng.choice((0.25, 0.25, 0.5, 0.33)),
            rng.choice(((0, 1, 2, 1), (0, 1, 2, 3), (0, 2, 1, 2), (3, 2, 1, 0))),
        )
        base = low + rng.randint(0, max(1, (high - low) // 3))
        for start, root in bars:
            pitches = sorted(_fit(p, base, base + 23) for p in _chord(key, scale, root, 4))
            for k in range(int(4 / unit)):
                notes.append((start + k * unit * beat, unit * beat * gate * 1.5, pitches[climb[k % 4]], velocity(-4)))
    elif role == "B":
        pattern = rng.choice(
            ((0, 2), (0, 1, 2, 3), (0, 0.75, 1.5, 2, 2.75, 3.5), (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5), (0,))
        )
        walking = rng.random() < 0.3
        for start, root in bars:
            for k, at in enumerate(pattern):
                until = pattern[k + 1] if k + 1 < len(pattern) else 4
                degree = root + (rng.choice((0, 2, 4, 1)) if walking else rng.choice((0, 0, 0, 4)))
                pitch = _fit(_pitch(degree, key, scale), who.low, who.low + 14)
                notes.append((start + at * beat, (until - at) * beat * gate, pitch, velocity()))
    elif role == "D":
        for start, root in bars[::2] or bars:
            size = rng.choice((1, 2, 3, 3))
            for pitch in _chord(key, scale, root, size):
                notes.append((start, 8 * beat, _fit(pitch, low, high), velocity(-10)))
    else:  # rolls and ostinati
        unit = rng.choice((0.125, 0.25, 0.5, 1, 2))
        for start, root in bars:
            pitches = [_fit(p, who.low, who.high) for p in _chord(key, scale, root, 2)]
            for k in range(int(4 / unit)):
                if unit < 0.2 or rng.random() < 0.8:
                    notes.append((start + k * unit * beat, max(0.12, unit * beat), rng.choice(pitches), velocity(8)))
    if "D" in who.roles and role == "M" and who.name == "bagpipe":
        tonic = _fit(key, who.low, who.low + 11)
        notes.append((0.0, bars[-1][0] + 4 * beat, tonic, velocity(-10)))
    return [n for n in notes if n[1] > 0.02]


def _drums(rng: Random, name: str, bars: list[tuple[float, int]], beat: float, loud: float) -> Notes:
    notes: Notes = []
    sparse = rng.random() < 0.2
    for start, _ in bars:
        for pitch, grid in DRUMS[name]:
            if sparse and pitch in (42, 51):
                continue
            bar = (grid * 2)[:16]
            for k, mark in enumerate(bar):
                if mark == "." or rng.random() < 0.04:
                    continue
                hit = loud + (6 if mark == "x" else -22)
                notes.append((start + k * beat / 4, 0.1, pitch, max(20, min(127, int(rng.gauss(hit, 5))))))
    return notes
