"""Write parts for melody and harmony instruments; each function adds one part to a `Stage`.

Chords follow voice leading. Rhythm sections are in `rhythm`; the styles choose which functions are called.
"""

from __future__ import annotations

from itertools import combinations, product

from .notation import Chord, Note
from .stage import INSTRUMENTS, Part, Played, Stage


def near(pitch_class: int, target: float) -> int:
    """Return the pitch of a pitch class that is nearest to a target."""
    base = int(target) - (int(target) - pitch_class) % 12
    return min((base, base + 12), key=lambda p: abs(p - target))


def voicing(chord: Chord, voices: int, center: float, previous: list[int] | None = None) -> list[int]:
    """Return a chord in close position near a centre, moved as little as possible from the previous chord."""
    tones = list(chord.tones)
    if len(tones) > voices:  # omit the fifth first, then the root, which the bass plays
        fifth = (chord.root + 7) % 12
        tones = [t for t in tones if t != fifth] if fifth in tones else tones
        tones = tones[-voices:] if len(tones) > voices else tones
    spread = 4 + 3 * voices
    options = [
        sorted(p)
        for p in product(
            *[[q for q in range(int(center - spread), int(center + spread)) if q % 12 == t] for t in tones]
        )
    ]
    options = [o for o in options if o[-1] - o[0] <= max(12, 5 * len(o)) and len(set(o)) == len(o)]

    def cost(notes: list[int]) -> float:
        value = abs(sum(notes) / len(notes) - center) * (0.5 if previous else 2.0) + (notes[-1] - notes[0]) * 0.15
        value += sum(2.0 for a, b in combinations(notes, 2) if abs(a - b) == 1)
        if previous:
            value += sum(min(abs(n - p) for p in previous) for n in notes)
        return value

    best = min(options, key=cost)
    while len(best) < voices:  # double notes an octave higher, the lowest first
        best = sorted([*best, best[len(best) - len(tones)] + 12])
    return best


def lead(
    stage: Stage,
    instrument: str,
    when: str = "body",
    *,
    octave: int | None = None,
    velocity: float = 0.82,
    legato: float = 0.96,
    slide: float = 0.0,
    grace: bool = False,
    level: float = 0.0,
    pan: float = 0.0,
    send: float = 0.3,
    finish: bool = True,
) -> Part:
    """Add a part that plays the tune.

    If `octave` is None, the octave in which the instrument sounds best is used. `slide` is the number of semitones by
    which long notes start lower; `grace` adds short upper notes before some long notes.
    """
    part = stage.part(instrument, level, pan, send)
    low, high = stage.span(when)
    notes = [n for n in stage.melody if low - (stage.bar if when in ("body", "first") else 0) <= n.start < high]
    if not notes:
        return part
    shift = 12 * octave if octave is not None else _octave(instrument, notes)
    scale = stage.key.scale
    for index, note in enumerate(notes):
        strong = note.start % 1 < 1e-6
        loud = velocity * (1.0 if strong else 0.92) * note.accent
        long = note.length >= 1
        scoop = -slide if slide and long and stage.rng.random() < 0.6 else 0.0
        pitch = note.pitch + shift
        if grace and note.length >= 0.5 and strong and stage.rng.random() < 0.35:
            upper = next(p for p in range(pitch + 1, pitch + 4) if p % 12 in scale or p == pitch + 3)
            part.notes.append(Played(note.start - 0.12, 0.1, upper, loud * 0.8))
        gap = legato if index + 1 < len(notes) else 1.0
        part.notes.append(Played(note.start, note.length * gap, pitch, loud, bend=scoop))
    if finish and high == stage.end and stage.ending != "fade":
        tonic = near(stage.key.tonic, part.notes[-1].pitch)
        part.notes.append(Played(stage.end, stage.bar, tonic, velocity * 0.95))
    return part


def _octave(instrument: str, notes: list[Note]) -> int:
    """Return the octave shift that moves notes into the best range of an instrument."""
    voice = INSTRUMENTS[instrument]
    best = voice.low + (voice.high - voice.low) * 0.52
    mean = sum(n.pitch for n in notes) / len(notes)
    top, bottom = max(n.pitch for n in notes), min(n.pitch for n in notes)
    shifts = range(-36, 37, 12)
    return min(
        shifts,
        key=lambda s: abs(mean + s - best) + 3 * max(0, top + s - voice.high) + 3 * max(0, voice.low - bottom - s),
    )


def harmony(
    stage: Stage,
    instrument: str,
    when: str = "second",
    *,
    above: bool = False,
    octave: int = 0,
    velocity: float = 0.62,
    level: float = -5.0,
    pan: float = 0.25,
    send: float = 0.3,
) -> Part:
    """Add a second voice a third or a sixth from the tune, on chord tones if one is near."""
    part = stage.part(instrument, level, pan, send)
    low, high = stage.span(when)
    notes = [n for n in stage.melody if low <= n.start < high]
    if not notes:
        return part
    shift = _octave(instrument, notes) if octave == 0 else 12 * octave
    scale = set(stage.key.scale)
    for note in notes:
        pitch = note.pitch + shift
        reach = range(pitch + 3, pitch + 10) if above else range(pitch - 3, pitch - 10, -1)
        chord = stage.chord(note.start)
        choice = [p for p in reach if p % 12 in chord.tones] or [p for p in reach if p % 12 in scale]
        part.notes.append(Played(note.start, note.length * 0.96, choice[0], velocity))
    if high == stage.end and stage.ending != "fade":
        tonic = near(stage.key.tonic, part.notes[-1].pitch)
        chordal = near(stage.tonic_chord.tones[1], tonic)
        part.notes.append(Played(stage.end, stage.bar, chordal, velocity))
    return part


def counter(
    stage: Stage,
    instrument: str,
    when: str = "second",
    *,
    center: float | None = None,
    velocity: float = 0.6,
    level: float = -6.0,
    pan: float = -0.3,
    send: float = 0.35,
    moving: bool = True,
) -> Part:
    """Add a slow counter-melody of thirds and sevenths of the chords, with passing notes to the next chord."""
    part = stage.part(instrument, level, pan, send)
    voice = INSTRUMENTS[instrument]
    pitch = center if center is not None else (voice.low + voice.high) / 2
    middle = pitch
    scale = stage.key.scale
    spans = list(stage.changes(when, stage.bar))
    for index, (start, stop, chord) in enumerate(spans):
        guides = chord.tones[1:] or chord.tones
        chosen = min((near(t, pitch) for t in guides), key=lambda p: abs(p - pitch) + 0.25 * abs(p - middle))
        length = stop - start
        if moving and index + 1 < len(spans) and length >= 2:
            ahead = spans[index + 1][2]
            goal = min((near(t, chosen) for t in (ahead.tones[1:] or ahead.tones)), key=lambda p: abs(p - chosen))
            step = 1 if goal > chosen else -1
            passing = next((p for p in range(chosen + step, chosen + 3 * step, step) if p % 12 in scale), chosen)
            part.notes.append(Played(start, length * 0.75, chosen, velocity))
            part.notes.append(Played(start + length * 0.75, length * 0.25, passing, velocity * 0.9))
        else:
            part.notes.append(Played(start, length * 0.98, chosen, velocity))
        pitch = chosen
    _land(stage, part, when, [near(stage.key.tonic, pitch)], velocity)
    return part


def pad(
    stage: Stage,
    instrument: str,
    when: str = "all",
    *,
    voices: int = 3,
    center: float = 60,
    velocity: float = 0.5,
    level: float = -9.0,
    pan: float = 0.0,
    send: float = 0.45,
    longest: float = 8.0,
) -> Part:
    """Add held chords; notes that two chords have in common are not repeated."""
    part = stage.part(instrument, level, pan, send)
    previous: list[int] | None = None
    for start, stop, chord in stage.changes(when, longest):
        previous = voicing(chord, voices, center, previous)
        for pitch in previous:
            part.notes.append(Played(start, stop - start, pitch, velocity))
    _land(stage, part, when, voicing(stage.tonic_chord, voices, center, previous), velocity)
    return part


def arpeggio(
    stage: Stage,
    instrument: str,
    pattern: str,
    when: str = "all",
    *,
    center: float = 55,
    step: float = 0.5,
    velocity: float = 0.62,
    level: float = -6.0,
    pan: float = -0.2,
    send: float = 0.3,
    ring: float = 1.5,
    bass_first: bool = False,
) -> Part:
    """Add broken chords.

    The pattern gives the chord tones by number, from 0 for the lowest ("0121"); "." is a rest. The pattern restarts in
    each bar. With `bass_first`, "0" is the chord's bass note an octave lower.
    """
    part = stage.part(instrument, level, pan, send)
    previous: list[int] | None = None
    for bar in stage.bars(when):
        for index in range(round(stage.bar / step)):
            sign = pattern[index % len(pattern)]
            if sign == ".":
                continue
            beat = bar + index * step
            chord = stage.chord(beat)
            if previous is None or {p % 12 for p in previous} - set(chord.tones) or index == 0:
                previous = voicing(chord, 3, center, previous)
            if bass_first and sign == "0":
                pitch = near(chord.bass, center - 14)
            else:
                number = int(sign) - (1 if bass_first else 0)
                pitch = previous[number % 3] + 12 * (number // 3)
            accent = 1.0 if index == 0 else 0.9
            part.notes.append(Played(beat, step * ring, pitch, velocity * accent))
    if previous:
        final = voicing(stage.tonic_chord, 3, center, previous)
        _land(stage, part, when, [final[0] - 12 if bass_first else final[0], *final], velocity, spread=0.06)
    return part


def _land(stage: Stage, part: Part, when: str, pitches: list[int], velocity: float, spread: float = 0.0) -> None:
    """Add the chord with which the piece ends to a part, unless the piece fades out."""
    if stage.span(when)[1] == stage.end and stage.ending != "fade":
        for index, pitch in enumerate(sorted(set(pitches))):
            part.notes.append(Played(stage.end + index * spread, stage.bar, pitch, velocity * 1.05))


def roll(
    stage: Stage,
    instrument: str = "banjo",
    when: str = "body",
    *,
    level: float = 0.0,
    pan: float = 0.1,
    velocity: float = 0.72,
) -> Part:
    """Add a part for three-finger banjo in the manner of Scruggs.

    The part consists of continuous eighths: notes of the tune, the high drone of the fifth string, and forward and
    alternating rolls over the chord.
    """
    part = stage.part(instrument, level, pan, 0.15)
    low, high = stage.span(when)
    tune = {round(n.start * 2) / 2: n for n in stage.melody}
    shift = _octave("banjo", stage.melody) if stage.melody else 0
    drone = near(stage.chord(0).root, 79)
    previous: list[int] | None = None
    figures = ("01203120", "20130120", "01302013")
    beat, index = low, 0
    figure = figures[0]
    while beat < high - 1e-6:
        if index % 8 == 0:
            figure = stage.rng.choice(figures)
        chord = stage.chord(beat)
        previous = voicing(chord, 3, 64, previous)
        note = tune.get(beat)
        if note is not None:
            part.notes.append(
                Played(beat, 0.55, note.pitch + shift, velocity * 1.25, bend=-1.0 if stage.rng.random() < 0.12 else 0.0)
            )
        else:
            sign = int(figure[index % 8])
            in_chord = drone % 12 in chord.tones
            pitch = (
                (drone if in_chord else previous[2] + 12 if previous[2] < 67 else previous[2])
                if sign == 3
                else previous[sign]
            )
            part.notes.append(Played(beat, 0.55, pitch, velocity * (0.85 if sign == 3 else 0.8)))
        beat += 0.5
        index += 1
    _land(stage, part, when, voicing(stage.tonic_chord, 4, 66, None), velocity * 1.1, spread=0.03)
    return part


def drone(
    stage: Stage,
    instrument: str,
    intervals: tuple[int, ...],
    when: str = "all",
    *,
    velocity: float = 0.5,
    level: float = -9.0,
    base: int = 48,
    every: float | None = None,
    pan: float = 0.0,
) -> Part:
    """Add the tonic and other notes, held or, if `every` is set, struck in turn every `every` beats."""
    part = stage.part(instrument, level, pan, 0.4)
    low, high = stage.span(when)
    root = near(stage.key.tonic, base)
    if every is None:
        for interval in intervals:
            part.notes.append(Played(low, high - low + stage.bar, root + interval, velocity))
        return part
    beat, index = low, 0
    while beat < high - 1e-6:
        part.notes.append(Played(beat, every * len(intervals), root + intervals[index % len(intervals)], velocity))
        beat, index = beat + every, index + 1
    _land(stage, part, when, [root], velocity)
    return part
