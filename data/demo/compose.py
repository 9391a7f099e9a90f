"""Compose melodies over chord charts.

A tune has recurring two-bar rhythms, a contour that is repeated over changing chords, chord tones on strong beats with
scale steps between them, and phrases that end on long notes, the last one on the tonic. The same title always gives the
same tune.
"""

from __future__ import annotations

from random import Random

from .notation import Chord, Key, Note, Tune, parse_chart

# Two-bar rhythms, lengths in eighths; negative numbers are rests. Several per feel, so that sections A and B differ.
FEELS: dict[str, tuple[str, ...]] = {
    "song": ("2 2 2 2 4 -4", "3 1 2 2 6 -2", "-2 2 2 2 3 1 4", "2 1 1 2 2 6 -2"),
    "slow": ("4 4 6 2", "6 2 8", "4 2 2 8", "8 4 4"),
    "lively": ("1 1 1 1 2 2 2 1 1 4", "2 1 1 2 1 1 1 1 2 2 2", "1 1 2 1 1 2 2 2 4"),
    "reel": ("2 1 1 1 1 1 1 1 1 1 1 1 1 2", "1 1 1 1 2 1 1 1 1 1 1 2 2", "2 1 1 2 1 1 1 1 1 1 2 2"),
    "swing": ("-1 1 1 1 2 1 3 -2 1 1 2", "3 1 -2 1 1 1 1 2 -4", "1 1 1 2 1 2 -2 1 1 1 1 2", "-2 1 1 3 1 1 1 1 1 4"),
    "bop": ("1 1 1 1 1 1 1 1 1 1 2 -4", "-1 1 1 1 1 1 1 1 2 1 1 -4", "1 1 1 1 2 1 1 1 1 1 1 3 -1"),
    "latin": ("3 3 2 2 2 -4", "-1 2 1 2 2 3 1 -4", "3 1 2 2 3 3 -2", "1 2 1 2 2 2 2 -4"),
    "blues": ("-2 1 1 2 1 1 4 -4", "2 1 3 -2 1 1 2 4", "3 1 4 -4 2 2"),
    "waltz": ("4 2 2 2 2", "6 4 -2", "2 2 2 6", "4 2 6"),
    "jig": ("1 1 1 1 1 1 2 1 2 1", "2 1 1 1 1 2 1 3", "1 1 1 2 1 1 1 1 3"),
    "hook": ("2 2 1 1 2 2 2 4", "3 3 2 3 3 2", "2 1 1 2 2 4 -4", "-2 2 1 1 2 3 3 -2"),
    "raga": ("6 2 4 4", "4 1 1 2 8", "2 2 3 1 8", "8 2 2 4"),
    "sparse": ("6 10", "-4 4 8", "8 -2 6", "4 4 8"),
}


def compose(
    title: str,
    key: Key,
    chart: str,
    bar_beats: float,
    feel: str,
    *,
    low: int = 60,
    high: int = 81,
    chromatic: bool = False,
) -> Tune:
    """Compose a tune over a chart.

    Args:
        title: the seed of all random choices.
        key: scale of the melody. Chords may have other notes; on strong beats the melody then follows the chord.
        chart: see `notation.parse_chart`.
        bar_beats: quarter notes in a bar, 4.0 or 3.0.
        feel: a name of `FEELS`.
        low: lowest pitch.
        high: highest pitch.
        chromatic: whether short notes may approach the following note by a semitone.
    """
    rng = Random(f"{title}/{feel}")
    chords = parse_chart(chart, bar_beats)
    bars = chart.strip().strip("|").count("|") + 1
    rhythms = rng.sample(FEELS[feel], 2)
    contours = [_contour(rng, rhythm) for rhythm in rhythms]
    form = {2: "A", 4: "AB", 6: "AAB", 8: "AABA", 10: "AABAB", 12: "AAABAB", 16: "AABAAABA"}.get(bars, "AABA" * bars)
    notes: list[Note] = []
    pitch = float((low + high) // 2)
    for unit in range((bars + 1) // 2):
        which = "AB".index(form[unit])
        start = unit * 2 * bar_beats
        closing = unit == (bars + 1) // 2 - 1
        notes += _phrase(
            rng, rhythms[which], contours[which], start, pitch, chords, key, (low, high), bar_beats, closing
        )
        pitch = notes[-1].pitch if notes else pitch
        middle = (low + high) / 2
        pitch += (middle - pitch) * 0.5
    if chromatic:
        notes = _approach(rng, notes, key)
    return Tune(tuple(notes), tuple(chords), bars, bar_beats, key)


def _contour(rng: Random, rhythm: str) -> list[int]:
    """Return a melody's moves in scale steps: mostly by one step, turning back after leaps."""
    moves, heading = [0], rng.choice((1, 1, -1))
    for _ in rhythm.split()[1:]:
        roll = rng.random()
        if abs(moves[-1]) > 1:
            move = -1 if moves[-1] > 0 else 1
        elif roll < 0.62:
            move = heading
        elif roll < 0.75:
            move = 0
        elif roll < 0.9:
            move = heading * rng.choice((2, 2, 3))
        else:
            heading = -heading
            move = heading
        if abs(sum(moves) + move) > 5:
            heading = -heading
            move = heading
        moves.append(move)
    return moves


def _phrase(
    rng: Random,
    rhythm: str,
    contour: list[int],
    start: float,
    pitch: float,
    chords: list[tuple[float, Chord]],
    key: Key,
    compass: tuple[int, int],
    bar_beats: float,
    closing: bool,
) -> list[Note]:
    """Compose one phrase: a pitch for each note of a rhythm, by the moves of a contour, within the range `compass`."""
    notes: list[Note] = []
    beat, current = start, pitch
    values = [int(v) for v in rhythm.split()]
    for index, (value, move) in enumerate(zip(values, contour, strict=True)):
        length = abs(value) / 2
        if beat >= start + 2 * bar_beats - 1e-6:
            break
        if value < 0:
            beat += length
            continue
        length = min(length, start + 2 * bar_beats - beat)
        chord = [c for s, c in chords if s <= beat + 1e-6][-1]
        strong = (beat - start) % 2 == 0 or length >= 1.5
        final = index == len(values) - 1 or all(v < 0 for v in values[index + 1 :])
        ladder = _ladder(key, chord, strong or final, compass)
        goal = _steps_away(_ladder(key, chord, False, compass), current, move)
        chosen = min(ladder, key=lambda p: (abs(p - goal), p))
        if closing and final:
            chosen = min((p for p in range(*compass) if p % 12 == key.tonic), key=lambda p: abs(p - current))
            length = start + 2 * bar_beats - beat
        if len(notes) > 1 and chosen == notes[-1].pitch == notes[-2].pitch:
            chosen = _steps_away(ladder, chosen, rng.choice((-1, 1)))
        accent = 1.0 if strong else 0.9
        notes.append(Note(beat, length, int(chosen), accent))
        current = chosen
        beat += length
    return notes


def _ladder(key: Key, chord: Chord, strong: bool, compass: tuple[int, int]) -> list[int]:
    """Return the pitches that a note may have, ascending: those of the chord on a strong beat, else of the scale."""
    scale = set(key.scale)
    classes = (
        set(chord.tones[:4]) & scale
        if strong
        else scale - {(t + 1) % 12 for t in chord.tones if (t + 1) % 12 not in chord.tones and t not in scale}
    )
    classes = classes or set(chord.tones) or scale
    return [p for p in range(compass[0], compass[1] + 1) if p % 12 in classes]


def _steps_away(ladder: list[int], pitch: float, move: int) -> int:
    index = min(range(len(ladder)), key=lambda i: abs(ladder[i] - pitch))
    return ladder[max(0, min(len(ladder) - 1, index + move))]


def _approach(rng: Random, notes: list[Note], key: Key) -> list[Note]:
    """Move some short weak notes to a semitone below or above the note that follows."""
    result = list(notes)
    for index, (note, following) in enumerate(zip(notes, notes[1:], strict=False)):
        weak = note.length <= 0.5 and note.start % 1 != 0
        if weak and abs(note.pitch - following.pitch) == 2 and rng.random() < 0.6:
            between = (note.pitch + following.pitch) // 2
            if following.pitch % 12 in key.scale:
                result[index] = Note(note.start, note.length, between, note.accent)
    return result
