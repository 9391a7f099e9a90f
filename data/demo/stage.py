"""Hold a piece while it is arranged: its instruments, sections, chords and the timing of notes.

The sections are intro, two halves and ending. `players`, `rhythm` and the styles write the notes; swing, ritardando and
small random deviations of timing and loudness are applied here. Times are in quarter notes from the start of the piece;
`tones` converts them to seconds.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from .notation import Chord, Note, Tune
from .soundfont import Tone


@dataclass(frozen=True, slots=True)
class Instrument:
    """The soundfont program of an instrument, and the pitch range in which it sounds best."""

    program: int
    low: int
    high: int
    bank: int = 0
    vibrato: float = 0.0


INSTRUMENTS: dict[str, Instrument] = {
    "piano": Instrument(0, 28, 100),
    "honky-tonk piano": Instrument(3, 28, 96),
    "electric piano": Instrument(4, 36, 96),
    "harpsichord": Instrument(6, 36, 88),
    "clavinet": Instrument(7, 36, 84),
    "celesta": Instrument(8, 60, 100),
    "glockenspiel": Instrument(9, 72, 103),
    "music box": Instrument(10, 60, 98),
    "vibraphone": Instrument(11, 53, 89),
    "marimba": Instrument(12, 40, 91),
    "xylophone": Instrument(13, 60, 100),
    "tubular bells": Instrument(14, 55, 79),
    "hammered dulcimer": Instrument(15, 45, 86),
    "organ": Instrument(16, 36, 90),
    "church organ": Instrument(19, 24, 84),
    "accordion": Instrument(21, 50, 88),
    "harmonica": Instrument(22, 60, 90),
    "bandoneon": Instrument(23, 48, 86),
    "classical guitar": Instrument(24, 33, 83),
    "acoustic guitar": Instrument(25, 40, 83),
    "jazz guitar": Instrument(26, 40, 83),
    "electric guitar": Instrument(27, 31, 86),
    "muted guitar": Instrument(28, 40, 76),
    "distorted guitar": Instrument(30, 31, 86),
    "double bass": Instrument(32, 28, 60),
    "bass guitar": Instrument(33, 28, 60),
    "fretless bass": Instrument(35, 28, 60),
    "slap bass": Instrument(36, 28, 60),
    "synth bass": Instrument(38, 26, 60),
    "violin": Instrument(40, 55, 96),
    "viola": Instrument(41, 48, 84),
    "cello": Instrument(42, 33, 76),
    "tremolo strings": Instrument(44, 36, 92),
    "pizzicato strings": Instrument(45, 36, 90),
    "harp": Instrument(46, 36, 98),
    "timpani": Instrument(47, 35, 59),
    "strings": Instrument(48, 36, 92),
    "choir": Instrument(52, 41, 81),
    "trumpet": Instrument(56, 55, 84),
    "trombone": Instrument(57, 34, 72),
    "tuba": Instrument(58, 24, 57),
    "french horn": Instrument(60, 34, 77),
    "brass section": Instrument(61, 43, 82),
    "alto saxophone": Instrument(65, 52, 80),
    "tenor saxophone": Instrument(66, 47, 76),
    "oboe": Instrument(68, 58, 88),
    "bassoon": Instrument(70, 36, 70),
    "clarinet": Instrument(71, 50, 89),
    "piccolo": Instrument(72, 72, 103),
    "flute": Instrument(73, 60, 96),
    "recorder": Instrument(74, 65, 93),
    "pan flute": Instrument(75, 60, 91),
    "shakuhachi": Instrument(77, 55, 86),
    "synth lead": Instrument(81, 48, 96, vibrato=0.12),
    "chip lead": Instrument(80, 48, 100, vibrato=0.1),
    "synth pad": Instrument(89, 43, 84),
    "glass pad": Instrument(92, 48, 88),
    "sitar": Instrument(104, 43, 79),
    "banjo": Instrument(105, 43, 86),
    "shamisen": Instrument(106, 43, 84),
    "koto": Instrument(107, 40, 88),
    "kalimba": Instrument(108, 55, 91),
    "bagpipes": Instrument(109, 57, 84),
    "fiddle": Instrument(110, 55, 91),
    "steel drums": Instrument(114, 55, 88),
    "taiko": Instrument(116, 36, 60),
    "drums": Instrument(0, 27, 87, bank=128),
    "rock drums": Instrument(16, 27, 87, bank=128),
    "drum machine": Instrument(24, 27, 87, bank=128),
    "808 drum machine": Instrument(25, 27, 87, bank=128),
    "brushed drums": Instrument(40, 27, 87, bank=128),
    "hand drums": Instrument(0, 27, 87, bank=128),
    "percussion": Instrument(0, 27, 87, bank=128),
    "hand claps": Instrument(0, 27, 87, bank=128),
    "sleigh bells": Instrument(0, 27, 87, bank=128),
}


@dataclass(slots=True)
class Played:
    """A note of a part: pitch, start and length in quarter notes, and velocity 0..1."""

    start: float
    length: float
    pitch: float
    velocity: float = 0.75
    bend: float = 0.0
    swell: bool = False
    loose: bool = True  # False: without random timing deviation


@dataclass(slots=True)
class Part:
    """The notes of one instrument in the arrangement."""

    instrument: str
    notes: list[Played] = field(default_factory=list)
    level_db: float = 0.0  # dB, loudness relative to the lead
    pan: float = 0.0  # -1 left .. 1 right
    send: float = 0.25  # share sent to the reverb


class Stage:
    """One piece while it is arranged.

    Sections are the intro, the `first` and `second` half of the body, and the last bar (`end`), in which all
    instruments play the final chord. Styles add instruments in the second half.
    """

    def __init__(
        self,
        title: str,
        cast: tuple[str, ...],
        tune: Tune,
        tempo: float,
        *,
        intro: int = 0,
        swing: float = 0.5,
        swing_unit: float = 1.0,
        ritard: float = 1.0,
        looseness: float = 1.0,
        ending: str = "ring",
        target_s: float,
    ) -> None:
        self.title, self.cast, self.key, self.tempo = title, cast, tune.key, tempo
        self.rng = Random(title)
        self.swing, self.swing_unit, self.ritard, self.looseness = swing, swing_unit, ritard, looseness
        self.ending = ending
        self.bar = tune.bar_beats
        self.parts: list[Part] = []

        bar_s = self.bar * 60.0 / tempo
        shortest = 20.3 if ending == "fade" else 18.0  # the decay of the last sound adds to the length
        fitting = int((target_s - 2.5) / bar_s) - intro
        longest = int((target_s + 5.5) / bar_s) - intro
        times = max(1, fitting // tune.bars)
        if (intro + tune.bars * times) * bar_s < shortest and tune.bars * (times + 1) <= longest:
            times += 1  # a short tune is repeated once more, even if that exceeds the target
        bars = tune.bars * times
        if bars > longest:
            bars = max(longest // 4 * 4 if (intro + longest // 4 * 4) * bar_s > shortest + 3 else longest // 2 * 2, 2)
        elif (intro + bars) * bar_s < shortest:  # otherwise half of it is repeated
            times, bars = times + 1, bars + (tune.bars // 2 + 3) // 4 * 4
        self.intro = intro * self.bar
        self.melody: list[Note] = []
        chords: list[tuple[float, Chord]] = []
        loop = tune.bars * self.bar
        lead_in = [(s - (loop - self.intro), c) for s, c in tune.chords]
        before = [c for s, c in lead_in if s <= 0]
        if intro:
            chords = [(0.0, before[-1] if before else tune.chords[0][1])] + [(s, c) for s, c in lead_in if s > 0]
        for turn in range(times):
            shift = self.intro + turn * loop
            chords += [(s + shift, c) for s, c in tune.chords if s < bars * self.bar]
            self.melody += [
                Note(n.start + shift, n.length, n.pitch, n.accent)
                for n in tune.notes
                if n.start < bars * self.bar and (turn > 0 or n.start + shift >= 0 or not intro)
            ]
        self.end = self.intro + bars * self.bar
        last = self.melody[-1] if self.melody else None
        if last and ending == "ring" and last.start == self.end - self.bar and bars == tune.bars * times:
            self.end -= self.bar  # if the tune ends with one long note, that bar is the ending
            self.melody.pop()
        self.half = self.intro + round(bars / 2) * self.bar
        self._chords = sorted((c for c in chords if c[0] < self.end), key=lambda c: c[0])
        self._starts = [s for s, _ in self._chords]

    @property
    def tonic_chord(self) -> Chord:
        """Return the chord of the tonic."""
        tonic = self.key.tonic
        home = [
            chord for _, chord in self._chords if chord.root == tonic
        ]  # the tonic chord as it occurs in the harmony, if it does
        third = 3 if (home[-1].minor if home else self.key.minorish) else 4
        return Chord(tonic, (tonic, (tonic + third) % 12, (tonic + 7) % 12), tonic, "m" if third == 3 else "")

    def chord(self, beat: float) -> Chord:
        """Return the chord at a beat; from `end` on, the tonic chord."""
        if beat >= self.end - 1e-6:
            return self.tonic_chord
        return self._chords[max(bisect_right(self._starts, beat + 1e-6) - 1, 0)][1]

    def span(self, when: str) -> tuple[float, float]:
        """Return (start, end) in beats of a section: all, body, intro, first, second, late (last quarter)."""
        return {
            "all": (0.0, self.end),
            "body": (self.intro, self.end),
            "intro": (0.0, self.intro),
            "first": (self.intro, self.half),
            "second": (self.half, self.end),
            "late": ((self.half + self.end) / 2 // self.bar * self.bar, self.end),
        }[when]

    def bars(self, when: str) -> Iterator[float]:
        """Yield the first beat of each bar of a section."""
        start, stop = self.span(when)
        while start < stop - 1e-6:
            yield start
            start += self.bar

    def changes(self, when: str, longest: float = 8.0) -> Iterator[tuple[float, float, Chord]]:
        """Yield (start, end, chord) for each chord in a section; chords longer than `longest` beats are split."""
        start, stop = self.span(when)
        now = start
        while now < stop - 1e-6:
            index = max(bisect_right(self._starts, now + 1e-6) - 1, 0)
            following = self._starts[index + 1] if index + 1 < len(self._starts) else stop
            until = min(following, stop, now + longest)
            yield now, until, self._chords[index][1]
            now = until

    def part(self, instrument: str, level_db: float = 0.0, pan: float = 0.0, send: float = 0.25) -> Part:
        """Return the part of an instrument; the first call creates it."""
        for part in self.parts:
            if part.instrument == instrument:
                return part
        part = Part(instrument, [], level_db, pan, send)
        self.parts.append(part)
        return part

    def seconds(self, beat: float) -> float:
        """Return the time of a beat in seconds, slower over the last two bars when there is a ritardando."""
        begin = self.end - 2 * self.bar
        late = max(0.0, beat - begin)
        within = min(late, 2 * self.bar)
        extra = (self.ritard - 1.0) * (within * within / (4 * self.bar) + max(0.0, late - within))
        return (beat + extra) * 60.0 / self.tempo

    def _swung(self, beat: float) -> float:
        """Return the beat at which a note is played: off-beats are delayed by the swing of the piece.

        `swing` is the share of a pair of notes that the first note takes.
        """
        whole = math.floor(beat / self.swing_unit + 1e-6) * self.swing_unit
        part = (beat - whole) / self.swing_unit
        moved = part * 2 * self.swing if part < 0.5 else self.swing + (part - 0.5) * 2 * (1 - self.swing)
        return whole + moved * self.swing_unit

    @property
    def opening_s(self) -> float:
        """Return the time of the first sound in seconds; it is negative if the tune has a pickup before beat 0."""
        return self.seconds(self._swung(min(n.start for p in self.parts for n in p.notes)))

    def tones(self, part: Part) -> list[Tone]:
        """Convert a part to tones in seconds, with small random deviations that are the same in every run."""
        rng = Random(f"{self.title}/{part.instrument}")
        instrument = INSTRUMENTS[part.instrument]
        drums = instrument.bank == 128
        offset = self.opening_s
        tones = []
        for note in sorted(part.notes, key=lambda n: (n.start, n.pitch)):
            start, stop = self.seconds(self._swung(note.start)), self.seconds(self._swung(note.start + note.length))
            jitter = rng.gauss(0, 0.006) * self.looseness if note.loose else 0.0
            arch = 1.0 + 0.06 * math.sin(math.pi * (note.start / self.bar % 4) / 4)
            pulse = 1.05 if note.start % self.bar < 1e-6 else 1.0
            velocity = note.velocity * arch * pulse * (1 + rng.uniform(-0.06, 0.06) * self.looseness)
            pitch = note.pitch
            while not drums and pitch < instrument.low:
                pitch += 12
            while not drums and pitch > instrument.high:
                pitch -= 12
            tones.append(
                Tone(
                    start_s=max(0.0, start - offset + jitter + 0.03),
                    length_s=max(0.04, stop - start),
                    key=pitch,
                    velocity=max(8, min(127, round(velocity * 127))),
                    bend=note.bend,
                    swell=note.swell,
                    vibrato=instrument.vibrato if stop - start > 0.35 else 0.0,
                )
            )
        return tones
