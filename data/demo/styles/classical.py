"""Arrange European art music, from the Baroque to the salon."""

from __future__ import annotations

from data.demo.players import arpeggio, counter, harmony, lead, near, pad, voicing
from data.demo.rhythm import bass, comp, drums, hits, strum
from data.demo.stage import Stage

from .base import Book

STYLES = Book()


@STYLES.style("string quartet", room="hall", intro=0, ritard=1.3)
def string_quartet(stage: Stage) -> None:
    """Arrange in the style string quartet: first violin, a second voice in thirds, a rhythmic viola, and cello."""
    first, inner, pulse, low = stage.cast
    lead(stage, first, "body", pan=-0.35, legato=0.94)
    harmony(stage, inner, "second", level=-4, pan=-0.1)
    comp(stage, pulse, ".x.x.x.x" if stage.bar == 4 else ".x.x.x", voices=2, center=62, level=-7, pan=0.2, send=0.35)
    bass(stage, low, "R-5-" if stage.bar == 4 else "R--", center=45, level=-4, send=0.35)


@STYLES.style("baroque", room="hall", intro=0, ritard=1.35, feel="lively")
def baroque(stage: Stage) -> None:
    """Arrange in the style baroque: a solo over harpsichord and walking cello; an imitating voice enters later."""
    first, keys, second, low = stage.cast
    lead(stage, first, "body", legato=0.88, grace=True)
    arpeggio(stage, keys, "01232123" if stage.bar == 4 else "012321", "all", center=60, level=-3, pan=0.25, ring=1.2)
    counter(stage, second, "second", level=-5, pan=-0.35)
    bass(stage, low, "R-3-5-a-" if stage.bar == 4 else "R-5-a-", center=45, level=-4, send=0.3)


@STYLES.style("church organ", room="church", intro=0, ritard=1.45, feel="slow")
def church_organ(stage: Stage) -> None:
    """Arrange in the style church organ: tune, chords and pedal on a full organ."""
    organ, *singers = stage.cast
    lead(stage, organ, "body", legato=1.0, velocity=0.9)
    pad(stage, organ, "body", voices=3, center=57, velocity=0.45, longest=stage.bar)
    bass(stage, organ, "R---" if stage.bar == 4 else "R--", center=40, velocity=0.6)
    for singer in singers:
        pad(stage, singer, "second", voices=3, center=62, level=-5, longest=stage.bar)


@STYLES.style("organ toccata", room="cavern", intro=0, ritard=1.2)
def organ_toccata(stage: Stage) -> None:
    """Arrange in the style organ toccata: the tune alone, in octaves, on a dark organ."""
    (organ,) = stage.cast
    lead(stage, organ, "body", octave=0, velocity=0.9, legato=1.05)
    lead(stage, organ, "body", octave=-1, velocity=0.8, legato=1.05)
    pad(stage, organ, "late", voices=4, center=55, velocity=0.7, longest=4.0)


@STYLES.style("piano solo", room="plate", intro=0, ritard=1.4, feel="slow")
def piano_solo(stage: Stage) -> None:
    """Arrange in the style piano solo: the tune with the right hand over broken chords of the left."""
    (piano,) = stage.cast
    lead(stage, piano, "body", velocity=0.82, legato=1.15)
    figure = "0121" if stage.bar == 4 else "012"
    arpeggio(
        stage,
        piano,
        figure,
        "all",
        center=50,
        step=0.5 if stage.bar == 4 else 1.0,
        bass_first=True,
        velocity=0.45,
        ring=2.0,
    )


@STYLES.style("alberti", room="room", intro=0, ritard=1.2)
def alberti(stage: Stage) -> None:
    """Arrange in the style alberti: the tune over an Alberti bass on a keyboard."""
    (keys,) = stage.cast
    lead(stage, keys, "body", velocity=0.82, legato=0.85, grace=stage.tempo < 130)
    arpeggio(stage, keys, "0212", "all", center=53, velocity=0.5, ring=0.95)


@STYLES.style("prelude", room="hall", intro=0, ritard=1.6)
def prelude(stage: Stage) -> None:
    """Arrange in the style prelude: broken chords; other instruments hold notes."""
    first, *warm = stage.cast
    lead(stage, first, "body", octave=0, velocity=0.7, legato=1.8)
    final = [near(stage.key.tonic, pitch) for pitch in (36, 48)]
    chord = [*final, *voicing(stage.tonic_chord, 3, 60)]
    hits(stage, first, [(stage.end + 0.12 * n, stage.bar, p, 0.6) for n, p in enumerate(chord)])
    for index, holder in enumerate(warm):
        pad(stage, holder, "second", level=-8, center=60 - 10 * index)


@STYLES.style("nocturne", room="hall", intro=2, ritard=1.5, feel="slow")
def nocturne(stage: Stage) -> None:
    """Arrange in the style nocturne: triplets under a long melody, with a cello or another warm voice below."""
    first, keys, low = stage.cast
    arpeggio(stage, keys, "012", "all", center=57, step=1 / 3, level=-2, ring=1.6, velocity=0.5, pan=0.0)
    lead(stage, first, "body", level=0, legato=1.05)
    bass(stage, low, "R-" if stage.bar != 3 else "R--", center=40, level=-5, send=0.4)


@STYLES.style("salon", room="plate", intro=2, ritard=1.5, feel="slow")
def salon(stage: Stage) -> None:
    """Arrange in the style salon: slow three-four time with a bass note, a held chord and a quiet melody."""
    first, keys = stage.cast
    lead(stage, first, "body", level=0, legato=1.05, velocity=0.75)
    comp(stage, keys, ".x-" if stage.bar == 3 else ".x--", voices=4, center=62, level=-4, send=0.35, velocity=0.5)
    bass(stage, keys, "R--" if stage.bar == 3 else "R---", center=45, velocity=0.55)


@STYLES.style("waltz", room="hall", intro=2, ritard=1.2, feel="waltz")
def waltz(stage: Stage) -> None:
    """Arrange in the style waltz: strings lead, a wind instrument answers, low strings play oom-pah-pah."""
    first, second, chords, low = stage.cast
    lead(stage, first, "body")
    harmony(stage, second, "second", level=-3, pan=0.3)
    comp(stage, chords, ".xx", level=-6, pan=-0.25, send=0.3)
    bass(stage, low, "R-.", level=-4, send=0.25)


@STYLES.style("orchestra", room="hall", intro=0, ritard=1.3)
def orchestra(stage: Stage) -> None:
    """Arrange in the style orchestra: woodwinds begin; brass and drums join the tune, strings, bass and timpani."""
    first, warm, second, low, drum = stage.cast
    lead(stage, first, "body", legato=1.0)
    pad(stage, warm, "all", voices=4, level=-6, center=58, longest=stage.bar)
    harmony(stage, second, "second", level=-3, pan=0.3)
    bass(stage, low, "R---" if stage.bar == 4 else "R--", center=42, level=-4, send=0.3)
    bass(stage, drum, "R...4..." if stage.bar == 4 else "R..4..", "second", center=45, level=-5, send=0.35)


@STYLES.style("galop", room="hall", intro=0)
def galop(stage: Stage) -> None:
    """Arrange in the style galop: fast orchestral music with tune, off-beat chords, bass, snare and cymbals."""
    first, second, chords, low, kit = stage.cast
    lead(stage, first, "body", legato=0.8)
    lead(stage, second, "second", level=-2, pan=0.3, legato=0.8)
    comp(stage, chords, ".x.x.x.x", level=-6, pan=-0.2)
    bass(stage, low, "R.5.R.5.", level=-4)
    drums(stage, kit, "s .x.x.x.x / k x...x...", level=-8, fill_every=0)


@STYLES.style("march", room="hall", intro=2)
def march(stage: Stage) -> None:
    """Arrange in the style march: brass band, trumpet tune, trombone counter-melody, off-beat horns, tuba and drums."""
    first, second, chords, low, kit = stage.cast
    lead(stage, first, "body", legato=0.85)
    counter(stage, second, "second", level=-3, pan=0.3, center=55)
    comp(stage, chords, ".x.x.x.x" if stage.bar == 4 else "..x..x", level=-7, pan=-0.3)
    bass(stage, low, "R-5-" if stage.bar == 4 else "R-----", level=-4)
    drums(
        stage,
        kit,
        "s x.x.xxx.x.x.xxxx / k x...x...x...x... / p ..x...x...x...x." if stage.bar == 4 else "s x.xx.x / k x..x..",
        level=-8,
    )


@STYLES.style("fanfare", room="hall", intro=0, ritard=1.3, feel="hook")
def fanfare(stage: Stage) -> None:
    """Arrange in the style fanfare: trumpets over brass chords with timpani."""
    first, warm, low, drum = stage.cast
    lead(stage, first, "body", legato=0.9, velocity=0.9)
    comp(stage, warm, "x--xx-x-" if stage.bar == 4 else "x--x--", voices=4, level=-4, send=0.35)
    bass(stage, low, "R---5---" if stage.bar == 4 else "R-----", level=-4, send=0.3)
    bass(stage, drum, "R..RR.4." if stage.bar == 4 else "R..R..", center=45, level=-5, send=0.35)


@STYLES.style("pizzicato", room="hall", intro=2, feel="lively")
def pizzicato(stage: Stage) -> None:
    """Arrange in the style pizzicato: plucked strings with a wind on top and small percussion."""
    first, plucked, second, low = stage.cast
    lead(stage, first, "body", legato=0.7)
    comp(stage, plucked, ".x.x" if stage.bar == 4 else ".xx", level=-3, send=0.3)
    counter(stage, second, "second", level=-5, moving=False)
    bass(stage, low, "R.5." if stage.bar == 4 else "R..", level=-4, center=42)


@STYLES.style("crescendo", room="hall", intro=0, feel="lively")
def crescendo(stage: Stage) -> None:
    """Arrange in the style crescendo: a soft beginning in the bass, and all instruments at the end."""
    first, plucked, second, brass, drum = stage.cast
    lead(stage, first, "first", legato=0.6, velocity=0.6)
    comp(stage, plucked, ".x.x.x.x", level=-3, send=0.3, velocity=0.5)
    lead(stage, second, "second", legato=0.8, velocity=0.9)
    comp(stage, brass, ".x.x.x.x", "second", level=-3, velocity=0.8, pan=-0.2)
    bass(stage, drum, "R...R...", "second", center=45, level=-3)


@STYLES.style("harp solo", room="hall", intro=0, ritard=1.4, feel="slow")
def harp_solo(stage: Stage) -> None:
    """Arrange in the style harp solo: harp alone or with one other instrument; arpeggios and a rolled final chord."""
    first, *others = stage.cast
    lead(stage, others[0] if others else first, "body", velocity=0.8, legato=1.1)
    arpeggio(
        stage,
        first,
        "01234321" if stage.bar == 4 else "012321",
        "all",
        center=52,
        velocity=0.5,
        ring=3.0,
        level=-2 if others else 0,
    )


@STYLES.style("choral", room="church", intro=0, ritard=1.4, feel="slow")
def choral(stage: Stage) -> None:
    """Arrange in the style choral: a choir in close harmony; another instrument doubles the bass."""
    choir, low = stage.cast
    lead(stage, choir, "body", velocity=0.8, legato=1.0)
    pad(stage, choir, "body", voices=3, center=57, velocity=0.5, longest=2.0 if stage.bar == 4 else 3.0)
    bass(stage, low, "R---" if stage.bar == 4 else "R--", center=43, level=-5, send=0.4)


@STYLES.style("renaissance", room="hall", intro=1, ritard=1.2)
def renaissance(stage: Stage) -> None:
    """Arrange in the style renaissance: a court dance for a wind, plucked strings, a drum and a second instrument."""
    first, plucked, second, drum = stage.cast
    lead(stage, first, "body", grace=True)
    strum(stage, plucked, "D-DU" if stage.bar == 4 else "D-D-DU", level=-5, pan=0.3)
    harmony(stage, second, "second", level=-4, pan=-0.3)
    drums(
        stage,
        drum,
        "L x.xx / w ..x." if stage.bar == 4 else "L x.xx.. / w ....x.",
        level=-9,
        crash=False,
        fill_every=0,
        final=False,
    )


@STYLES.style("bells", room="church", intro=0, ritard=1.3)
def bells(stage: Stage) -> None:
    """Arrange in the style bells: a repeated figure on bells over held notes that become deeper."""
    first, warm, low = stage.cast
    lead(stage, first, "body", legato=1.4)
    pad(stage, warm, "all", voices=3, center=60, level=-3, longest=stage.bar)
    bass(stage, low, "R--" if stage.bar == 3 else "R---", "body", center=45, level=-4, send=0.4)
    hits(stage, first, [(bar, stage.bar, stage.key.tonic + 60, 0.7) for bar in list(stage.bars("second"))[::4]])
