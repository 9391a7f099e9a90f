"""Arrange ragtime, jazz and blues."""

from __future__ import annotations

from data.demo.players import counter, harmony, lead, pad
from data.demo.rhythm import bass, comp, drums, walk
from data.demo.stage import Stage

from .base import Book

STYLES = Book()

_SWING = "R x.xxx.xx / p ..x...x. / k o...o..."


@STYLES.style("ragtime", room="room", intro=0)
def ragtime(stage: Stage) -> None:
    """Arrange in the style ragtime: stride piano alone."""
    (piano,) = stage.cast
    lead(stage, piano, "body", velocity=0.85)
    bass(stage, piano, "R.5.R.5." if stage.bar == 4 else "R.5.", center=38, velocity=0.65)
    comp(stage, piano, ".x.x.x.x" if stage.bar == 4 else ".x.x", center=57, velocity=0.5)


@STYLES.style("rag band", room="club", intro=1)
def rag_band(stage: Stage) -> None:
    """Arrange in the style rag band: ragtime for a small band."""
    first, chords, second, low = stage.cast
    lead(stage, first, "body")
    comp(stage, chords, ".x.x.x.x", level=-5, pan=-0.3)
    harmony(stage, second, "second", level=-3, pan=0.3)
    bass(stage, low, "R.5.R.5.", level=-4)


@STYLES.style("dixieland", room="club", intro=2, swing=0.62, feel="swing")
def dixieland(stage: Stage) -> None:
    """Arrange in the style dixieland: trumpet tune, clarinet above, trombone below, banjo chops, tuba and drums."""
    first, above, below, chops, low, kit = stage.cast
    lead(stage, first, "body", slide=0.6)
    harmony(stage, above, "second", above=True, level=-3, pan=0.35)
    counter(stage, below, "body", level=-4, pan=-0.35, center=53)
    comp(stage, chops, "xxxx", level=-4, pan=0.15, center=64)
    bass(stage, low, "R.5.", level=-4)
    drums(stage, kit, "k x.x. / s .x.x / R x.xxx.xx", level=-8)


@STYLES.style("swing", room="club", intro=2, swing=0.64, feel="swing", chromatic=True)
def swing(stage: Stage) -> None:
    """Arrange in the style swing: big-band swing, section tune, brass stabs, piano, walking bass, ride cymbal."""
    first, stabs, keys, low, kit = stage.cast
    lead(stage, first, "body", slide=0.5)
    comp(stage, stabs, "...x..x.|..x.....", "second", voices=4, level=-3, pan=0.25, velocity=0.75)
    comp(stage, keys, "..x..x..|x..x....", voices=4, level=-7, pan=-0.3)
    walk(stage, low)
    drums(stage, kit, _SWING, level=-6)


@STYLES.style("jazz combo", room="club", intro=2, swing=0.62, feel="swing", chromatic=True)
def jazz_combo(stage: Stage) -> None:
    """Arrange in the style jazz combo: a soloist with chords, walking bass and brushes or sticks."""
    first, keys, low, kit = stage.cast
    lead(stage, first, "body", slide=0.4)
    comp(stage, keys, "..x..x-.|.x-...x.|x..x-...", voices=4, level=-6, pan=-0.25, velocity=0.55)
    walk(stage, low)
    drums(stage, kit, _SWING, level=-7)


@STYLES.style("bebop", room="club", intro=1, swing=0.58, feel="bop", chromatic=True)
def bebop(stage: Stage) -> None:
    """Arrange in the style bebop: fast lines over a running bass."""
    first, keys, low, kit = stage.cast
    lead(stage, first, "body", legato=0.85)
    comp(stage, keys, "..x....x|....x.x.|.x......", voices=4, level=-7, pan=-0.25)
    walk(stage, low)
    drums(stage, kit, _SWING + " / s .....o..|...o...o", level=-6)


@STYLES.style("jazz ballad", room="plate", intro=2, swing=0.58, ritard=1.3, feel="slow", chromatic=True)
def jazz_ballad(stage: Stage) -> None:
    """Arrange in the style jazz ballad: a late-night ballad with brushes."""
    first, keys, low, kit = stage.cast
    lead(stage, first, "body", slide=0.8)
    comp(stage, keys, "x---x---|x--x----", voices=4, level=-5, pan=-0.15, velocity=0.5, send=0.3)
    bass(stage, low, "R---5---|R---5-a-", level=-4)
    drums(stage, kit, "s oooooooo / p ..x...x. / R x...x...", level=-10, crash=False)


@STYLES.style("lounge", room="club", intro=2, swing=0.58, feel="swing")
def lounge(stage: Stage) -> None:
    """Arrange in the style lounge: mallets or guitar on top of soft keys."""
    first, keys, low, kit = stage.cast
    lead(stage, first, "body", velocity=0.75)
    harmony(stage, first, "second", level=0, velocity=0.5)
    comp(stage, keys, ".x-..x-.|x-...x-.", voices=4, level=-5, pan=0.2)
    bass(stage, low, "R--5R-5-", level=-4)
    drums(stage, kit, "R x.xxx.xx / r ..x...x. / k x..x....", level=-9, crash=False)


@STYLES.style("blues", room="club", intro=2, swing=0.64, feel="blues")
def blues(stage: Stage) -> None:
    """Arrange in the style blues: a shuffle, bent lead, boogie guitar or piano, bass and backbeat."""
    first, chords, low, kit = stage.cast
    lead(stage, first, "body", slide=1.5)
    comp(stage, chords, "x-x-x-x-" if stage.tempo < 90 else "xxxxxxxx", voices=3, center=55, level=-6, pan=-0.3)
    bass(stage, low, "R-3-5-6-|8-7-5-3-", level=-3)
    drums(stage, kit, "k x...x... / s ..x...x. / R x.xxx.xx", level=-6)


@STYLES.style("slow blues", room="club", intro=1, swing=0.66, feel="blues", ritard=1.2)
def slow_blues(stage: Stage) -> None:
    """Arrange in the style slow blues: lead, held organ, piano fills, bass, drums."""
    first, bed, keys, low, kit = stage.cast
    lead(stage, first, "body", slide=1.8)
    pad(stage, bed, "all", level=-7, center=60)
    comp(stage, keys, "..xx..xx|....x-x-", voices=3, center=67, level=-6, pan=0.3)
    bass(stage, low, "R-5-6-5a", level=-4)
    drums(stage, kit, "k x...x... / s ..x...x. / R xxxxxxxx", level=-8)


@STYLES.style("boogie", room="club", intro=2, swing=0.62, feel="blues")
def boogie(stage: Stage) -> None:
    """Arrange in the style boogie: eight to the bar, rolling left hand, tune in the right."""
    piano, low, kit = stage.cast
    lead(stage, piano, "body", velocity=0.85)
    bass(stage, piano, "RR335566|887755a3", center=40, velocity=0.62)
    bass(stage, low, "R.3.5.6.|8.7.5.3.", level=-5)
    drums(stage, kit, "k x...x... / s ..x...x. / R x.xxx.xx", level=-7)


@STYLES.style("soul jazz", room="club", intro=2, swing=0.55, feel="blues")
def soul_jazz(stage: Stage) -> None:
    """Arrange in the style soul jazz: an organ groove with a horn or guitar."""
    first, organ, low, kit = stage.cast
    lead(stage, first, "body", slide=1.0)
    comp(stage, organ, "x..x..x.|..x-....", voices=4, level=-3, pan=-0.2)
    bass(stage, low, "R..RR.5a|R..R8.5.", level=-3)
    drums(stage, kit, "k x..x.x.. / s ..x...x. / h xxxxxxxx", level=-5)
