"""Write rhythm parts from short text patterns: chords, strumming, bass lines and drums.

A pattern describes one bar, or several alternating bars separated by "|". Each character is one step; all steps of a
bar are equally long. In chord patterns `x` is a chord, `X` a loud one, `-` holds, `.` rests. In bass patterns `R` is
the root, `3`, `5`, `8` (octave), `6`, `7` are chord steps, `a` approaches the next chord from a semitone, `s` from a
scale step. Drum patterns have one line per drum.
"""

from __future__ import annotations

from .notation import Chord
from .players import _land, near, voicing
from .stage import Part, Played, Stage

DRUMS = {
    "k": 36, "s": 38, "r": 37, "c": 39, "h": 42, "p": 44, "o": 46, "C": 49, "R": 51, "b": 53, "l": 41, "m": 45, "t": 48,
    "w": 54, "y": 56, "B": 60, "b2": 61, "q": 62, "Q": 63, "L": 64, "T": 65, "a": 67, "A": 68, "x": 69, "M": 70,
    "g": 73, "G": 74, "v": 75, "W": 76, "j": 81, "J": 80, "X": 57,
}  # fmt: skip
_FILLS = ("ssssttmm", "s.sst.ml", "tttmmmll", "s.s.ttml", "ssttmmll", "s..ss.tm")


def _steps(pattern: str, bar_number: int) -> str:
    """Return the steps of a pattern for one bar."""
    bars = pattern.replace(" ", "").split("|")
    return bars[bar_number % len(bars)]


def comp(
    stage: Stage,
    instrument: str,
    pattern: str,
    when: str = "all",
    *,
    voices: int = 3,
    center: float = 62,
    velocity: float = 0.6,
    level: float = -7.0,
    pan: float = 0.2,
    send: float = 0.2,
    push: bool = False,
    final: bool = True,
) -> Part:
    """Add chords in rhythm; with `push`, a stroke in the last eighth of a bar plays the next bar's chord."""
    part = stage.part(instrument, level, pan, send)
    previous: list[int] | None = None
    for number, bar in enumerate(stage.bars(when)):
        signs = _steps(pattern, number)
        step = stage.bar / len(signs)
        for index, sign in enumerate(signs):
            if sign not in "xX":
                continue
            held = 1
            while index + held < len(signs) and signs[index + held] == "-":
                held += 1
            beat = bar + index * step
            ahead = push and index + held == len(signs) and index * step >= stage.bar - 0.5
            chord = stage.chord(min(beat + step, stage.end - 0.01) if ahead else beat)
            if previous is None or chord != stage.chord(beat - step) or index == 0:
                previous = voicing(chord, voices, center, previous)
            loud = velocity * (1.25 if sign == "X" else 1.0)
            for pitch in previous:
                part.notes.append(Played(beat, held * step * (0.92 if held > 1 else 0.8), pitch, loud))
    if final:
        _land(stage, part, when, voicing(stage.tonic_chord, voices, center, previous), velocity * 1.15)
    return part


def strum(
    stage: Stage,
    instrument: str,
    pattern: str,
    when: str = "all",
    *,
    center: float = 57,
    velocity: float = 0.6,
    level: float = -7.0,
    pan: float = -0.3,
    send: float = 0.15,
    strings: int = 5,
    power: bool = False,
) -> Part:
    """Add guitar strokes: `D` down, `U` up, `M` a muted click, `B` a bass note.

    The strings of a stroke sound shortly after one another. With `power`, chords have root and fifth only.
    """
    part = stage.part(instrument, level, pan, send)
    previous: list[int] | None = None
    for number, bar in enumerate(stage.bars(when)):
        signs = _steps(pattern, number)
        step = stage.bar / len(signs)
        for index, sign in enumerate(signs):
            if sign not in "DUMB":
                continue
            held = 1
            while index + held < len(signs) and signs[index + held] == "-":
                held += 1
            beat = bar + index * step
            chord = stage.chord(beat)
            previous = _grip(chord, strings, center, power, previous)
            lag = 0.012 * stage.tempo / 60  # seconds to beats
            if sign == "B":
                bass = chord.bass if index < len(signs) // 2 else (chord.root + 7) % 12
                part.notes.append(Played(beat, step * max(held, 2), near(bass, 45), velocity * 1.1))
                continue
            order = previous if sign != "U" else previous[::-1][: max(3, strings - 2)]
            loud = velocity * (0.85 if sign == "U" else 1.0) * (1.1 if index == 0 else 1.0)
            length = 0.07 * stage.tempo / 60 if sign == "M" else max(held * step * 1.05, 0.3)
            for place, pitch in enumerate(order):
                part.notes.append(Played(beat + place * lag, length, pitch, loud * (1 - 0.03 * place)))
    _land(stage, part, when, _grip(stage.tonic_chord, strings, center, power, previous), velocity * 1.1, spread=0.05)
    return part


def _grip(chord: Chord, strings: int, center: float, power: bool, previous: list[int] | None) -> list[int]:
    """Return the notes of a chord on a guitar, close to the previous chord."""
    root = near(chord.root, center - 10)
    if power:
        return [root, root + 7, root + 12]
    upper = voicing(chord, 3, center + 2, previous[-3:] if previous else None)
    return sorted({root, *([near((chord.root + 7) % 12, root + 6)] if strings > 4 else []), *upper})


def bass(
    stage: Stage,
    instrument: str,
    pattern: str,
    when: str = "all",
    *,
    center: float = 40,
    velocity: float = 0.78,
    level: float = -3.0,
    send: float = 0.05,
    slide: float = 0.0,
    loose: bool = True,
    final: bool = True,
) -> Part:
    """Add a bass line from a pattern, which is written in the notation that the module describes.

    Args:
        stage: the piece.
        instrument: the bass.
        pattern: the notes of one or more bars.
        when: the parts of the piece in which the bass plays.
        center: MIDI pitch near which the roots of the chords lie.
        velocity: loudness of the notes, 0..1.
        level: level of the instrument in the mix, in dB.
        send: share of its sound that goes to the reverb, 0..1.
        slide: how far some notes begin below their pitch, in semitones.
        loose: whether the notes deviate slightly from the beat.
        final: whether the bass plays the last note of the piece.
    """
    part = stage.part(instrument, level, 0.0, send)
    for number, bar in enumerate(stage.bars(when)):
        signs = _steps(pattern, number)
        step = stage.bar / len(signs)
        for index, sign in enumerate(signs):
            if sign in ".-":
                continue
            held = 1
            while index + held < len(signs) and signs[index + held] == "-":
                held += 1
            beat = bar + index * step
            chord = stage.chord(beat)
            root = near(chord.bass, center)
            tones = [(t - chord.bass) % 12 for t in chord.tones]
            if sign in "as":
                following = near(stage.chord(min(beat + held * step, stage.end)).bass, root)
                scale = [
                    p for p in (following - 2, following - 1, following + 1, following + 2) if p % 12 in stage.key.scale
                ]
                pitch = following - 1 if sign == "a" or not scale else min(scale, key=lambda p: abs(p - root))
            else:
                third = next((i for i in tones if i in (3, 4)), 7)
                fifth = next((i for i in tones if i in (6, 7, 8)), 7)
                seventh = next((i for i in tones if i in (10, 11, 9)), 10)
                pitch = root + {"R": 0, "3": third, "5": fifth, "4": fifth - 12, "8": 12, "6": 9, "7": seventh}[sign]
            loud = velocity * (1.08 if index == 0 else 0.95)
            bend = -slide if slide and stage.rng.random() < 0.15 else 0.0
            part.notes.append(Played(beat, held * step * 0.93, pitch, loud, bend=bend, loose=loose))
    if final:
        _land(stage, part, when, [near(stage.key.tonic, center)], velocity)
    return part


def walk(
    stage: Stage,
    instrument: str = "double bass",
    when: str = "all",
    *,
    center: float = 42,
    level: float = -3.0,
    velocity: float = 0.75,
) -> Part:
    """Add a walking bass.

    The bass plays the root when the chord changes, then chord and scale tones, and leads into the next root by a
    semitone or a scale step.
    """
    part = stage.part(instrument, level, 0.0, 0.08)
    low, high = stage.span(when)
    beat, pitch = low, float(near(stage.chord(low).bass, center))
    while beat < high - 1e-6:
        chord, ahead = stage.chord(beat), stage.chord(min(beat + 1, stage.end))
        new = beat == low or stage.chord(beat - 1) != chord
        if new:
            pitch = near(chord.bass, center if abs(pitch - center) > 8 else pitch)
            chosen = int(pitch)
        elif ahead != chord:
            goal = near(ahead.bass, pitch)
            chosen = goal + (-1 if pitch < goal else 1) * (1 if stage.rng.random() < 0.6 else 2)
        else:
            up = pitch < center + stage.rng.uniform(-4, 6)
            tones = {*chord.tones, *(stage.key.scale if beat % 2 else ())}
            options = [
                p for p in range(int(pitch) - 5, int(pitch) + 6) if p % 12 in tones and p != pitch and (p > pitch) == up
            ]
            chosen = min(options, key=lambda p: abs(p - pitch) + stage.rng.random() * 3) if options else int(pitch)
        part.notes.append(Played(beat, 0.94, chosen, velocity * (1.06 if beat % 2 else 0.98)))
        if stage.rng.random() < 0.12:  # an additional short note before the beat
            part.notes.append(Played(beat + 0.5, 0.3, chosen, velocity * 0.7))
        pitch, beat = chosen, beat + 1
    _land(stage, part, when, [near(stage.key.tonic, center)], velocity)
    return part


def drums(
    stage: Stage,
    kit: str,
    patterns: str,
    when: str = "all",
    *,
    level: float = -4.0,
    velocity: float = 0.72,
    fill_every: int = 8,
    crash: bool = True,
    send: float = 0.12,
    loose: bool = True,
    final: bool = True,
    pan: float = 0.0,
) -> Part:
    """Add drums from patterns such as "k x...x... / s ....x...": x normal, X loud, o soft, one drum per clause.

    Before each section, and every `fill_every` bars, the second half of the bar is replaced by a fill. Sections start
    with a crash cymbal.
    """
    part = stage.part(kit, level, pan, send)
    lines = [clause.strip().split(" ", 1) for clause in patterns.split("/")]
    low, high = stage.span(when)
    bars = list(stage.bars(when))
    for number, bar in enumerate(bars):
        following = bar + stage.bar
        fills = (
            fill_every
            and (following in (stage.half, stage.intro, high) or (number + 1) % fill_every == 0)
            and number > 0
        )
        for drum, text in lines:
            signs = _steps(text, number)
            step = stage.bar / len(signs)
            for index, sign in enumerate(signs):
                if sign == "." or (fills and index * step >= stage.bar / 2 and drum not in ("k", "M", "j")):
                    continue
                loud = velocity * {"x": 0.9, "X": 1.15, "o": 0.5}[sign]
                part.notes.append(Played(bar + index * step, 0.2, DRUMS[drum], loud, loose=loose))
        if fills:
            figure = stage.rng.choice(_FILLS)
            step = stage.bar / 2 / len(figure)
            for index, sign in enumerate(figure):
                if sign != ".":
                    loud = velocity * (0.75 + 0.35 * index / len(figure))
                    part.notes.append(Played(bar + stage.bar / 2 + index * step, 0.2, DRUMS[sign], loud, loose=loose))
        if crash and bar in (stage.intro, stage.half) and number > 0:
            part.notes.append(Played(bar, 1.0, DRUMS["C"], velocity * 0.85))
    if final and high == stage.end and stage.ending != "fade":
        part.notes.append(Played(stage.end, 0.5, DRUMS["k"], velocity * 1.1))
        part.notes.append(Played(stage.end, 2.0, DRUMS["C"], velocity))
    return part


def hits(
    stage: Stage,
    instrument: str,
    beats: list[tuple[float, float, float, float]],
    *,
    level: float = -6.0,
    pan: float = 0.0,
    send: float = 0.4,
    swell: bool = False,
) -> Part:
    """Add a part with the given notes: `beats` has (start, length, pitch, velocity) of each."""
    part = stage.part(instrument, level, pan, send)
    for start, length, pitch, velocity in beats:
        part.notes.append(Played(start, length, pitch, velocity, swell=swell))
    return part
