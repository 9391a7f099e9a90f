"""Turn a piece of the catalogue into sound: choose or compose the tune, arrange it, play and mix the parts."""

from __future__ import annotations

from dataclasses import replace

from data.demo.pieces.base import Piece
from data.demo.styles import STYLES

from . import mixing
from .compose import compose
from .notation import Chord, Key, Tune, parse_chart, parse_key
from .soundfont import Stereo, timgm
from .stage import INSTRUMENTS, Stage
from .tunes import TUNES, tune

TARGET_S = 25.0  # seconds; the number of bars is chosen to fit
_LAST_CHORD_S = 2.0  # at most
_TAIL_S = 2.0  # ringing after it
_FADE_S = 4.0


def is_compound(piece: Piece) -> bool:
    """Return whether a beat of the piece is a dotted quarter note, as in 6/8."""
    metre = TUNES[piece.tune].metre if piece.tune in TUNES else piece.metre
    return metre == "6/8"


def music(piece: Piece) -> Tune:
    """Return the tune of a piece: one of the tune book, transposed, or one composed over the chords of the piece."""
    style = STYLES[piece.style]
    if piece.tune:
        found = tune(piece.tune)
        if piece.key:
            found = _transposed(found, parse_key(piece.key))
        return _longer_bars(found)
    beats, kind = (int(part) for part in piece.metre.split("/"))
    bar_beats = beats * 4 / kind
    key = parse_key(piece.key)
    if len(parse_chart(piece.chart, bar_beats)) == 0:
        raise ValueError(f"{piece.title} has neither tune nor chart")
    return compose(piece.title, key, piece.chart, bar_beats, piece.feel or style.feel, chromatic=style.chromatic)


def _transposed(found: Tune, key: Key) -> Tune:
    """Return a tune in another key. It is moved up or down, whichever interval is smaller; the mode stays the same."""
    shift = (key.tonic - found.key.tonic + 6) % 12 - 6
    notes = tuple(replace(n, pitch=n.pitch + shift) for n in found.notes)
    chords = tuple(
        (s, Chord((c.root + shift) % 12, tuple((t + shift) % 12 for t in c.tones), (c.bass + shift) % 12, c.quality))
        for s, c in found.chords
    )
    return replace(found, notes=notes, chords=chords, key=Key(key.tonic, found.key.mode))


def _longer_bars(found: Tune) -> Tune:
    """Join short bars (two beats, or one and a half) in pairs, because the accompaniment patterns need longer bars."""
    if found.bar_beats >= 3:
        return found
    return replace(found, bars=(found.bars + 1) // 2, bar_beats=found.bar_beats * 2)


def stage_for(piece: Piece) -> Stage:
    """Arrange a piece: write the notes of all parts, without rendering them."""
    style = STYLES[piece.style]
    stage = Stage(
        piece.title,
        piece.cast,
        music(piece),
        piece.tempo * 1.5 if is_compound(piece) else piece.tempo,
        intro=style.intro,
        swing=style.swing,
        swing_unit=style.swing_unit,
        ritard=style.ritard,
        looseness=style.looseness,
        ending=style.ending,
        target_s=TARGET_S,
    )
    style.play(stage)
    stage.parts = [part for part in stage.parts if part.notes]
    return stage


def length_s(stage: Stage) -> float:
    """Return the length of the finished track in seconds, to the end of the last sound or of the fade."""
    if stage.ending == "fade":
        return stage.seconds(stage.end) - stage.opening_s + 0.3
    held = min(stage.seconds(stage.end + stage.bar) - stage.seconds(stage.end), _LAST_CHORD_S)
    return stage.seconds(stage.end) - stage.opening_s + held + _TAIL_S


def stems(stage: Stage) -> list[tuple[str, Stereo]]:
    """Render each part and scale it to its level in the mix."""
    seconds = length_s(stage)
    found = []
    for part in stage.parts:
        instrument = INSTRUMENTS[part.instrument]
        raw = timgm().play(stage.tones(part), instrument.program, instrument.bank, seconds)
        found.append((part.instrument, mixing.balance(raw, part.level_db, part.pan)))
    return found


def render(piece: Piece) -> Stereo:
    """Render a piece as a finished track, (2, samples) at 44.1 kHz; the same piece always gives the same samples."""
    stage = stage_for(piece)
    sends = [part.send for part in stage.parts]
    mixed = mixing.mix(
        [(stem, send) for (_, stem), send in zip(stems(stage), sends, strict=True)], STYLES[piece.style].room
    )
    fading = stage.ending == "fade"
    return mixing.master(mixed, fade_s=_FADE_S if fading else 0.0, tail_s=0.0 if fading else 1.5)
