"""Arrange film-music styles, from horror to epic."""

from __future__ import annotations

from data.demo.players import arpeggio, counter, drone, lead, near, pad
from data.demo.rhythm import bass, comp, drums, hits, strum
from data.demo.stage import Stage

from .base import Book

STYLES = Book()


def _cluster(
    stage: Stage,
    instrument: str,
    when: str,
    *,
    base: int,
    spread: tuple[int, ...],
    every: float,
    level: float,
    swell: bool = True,
) -> None:
    """Add dissonant notes that swell and stop; they rise during the piece."""
    start, stop = stage.span(when)
    root, beat, turn = near(stage.key.tonic, base), start, 0
    notes = []
    while beat < stop - 0.1:
        length = min(every, stop - beat)
        notes += [(beat, length * 0.97, float(root + turn // 2 % 4 + step), 0.75) for step in spread]
        beat, turn = beat + every, turn + 1
    hits(stage, instrument, notes, level=level, swell=swell, send=0.5)


@STYLES.style("horror", room="cavern", intro=1, feel="sparse", ritard=1.0)
def horror(stage: Stage) -> None:
    """Arrange in the style horror: tremolo clusters, low brass, choir and a tolling bell."""
    strings, brass, choir, bell = stage.cast
    _cluster(stage, strings, "all", base=62, spread=(0, 1, 6), every=6.0, level=0)
    start, stop = stage.span("body")
    low = near(stage.key.tonic, 41)
    hits(
        stage,
        brass,
        [(b, 3.5, low + (1 if n % 3 == 2 else 0), 0.85) for n, b in enumerate(_every(start, stop, 4.0))],
        level=-2,
    )
    _cluster(stage, choir, "second", base=57, spread=(0, 3, 6), every=8.0, level=-2)
    toll = near(stage.key.tonic, 61)
    hits(
        stage,
        bell,
        [(b, 6.0, toll + (6 if n % 2 else 0), 0.7) for n, b in enumerate(_every(0.0, stop, 8.0))],
        level=-3,
        pan=0.2,
    )
    hits(stage, strings, [(stage.end, stage.bar, near(stage.key.tonic, 50) + i, 0.9) for i in (0, 1, 6, 7)])


def _every(start: float, stop: float, step: float) -> list[float]:
    """Return times from start to stop in equal steps."""
    return [start + step * n for n in range(int((stop - start) / step + 0.999))]


@STYLES.style("haunted", room="cavern", intro=1, feel="sparse", ritard=1.5)
def haunted(stage: Stage) -> None:
    """Arrange in the style haunted: a childlike tune over low notes, with strings that enter slowly."""
    first, low, strings = stage.cast
    lead(stage, first, "body", velocity=0.65, send=0.6, legato=1.3)
    drone(stage, low, (0, 6), "all", base=38, level=-5, velocity=0.6)
    _cluster(stage, strings, "second", base=67, spread=(0, 1, 2), every=8.0, level=-3)


@STYLES.style("dread march", room="cavern", intro=1, feel="slow", ritard=1.3)
def dread_march(stage: Stage) -> None:
    """Arrange in the style dread march: a slow procession, low tune, choir, timpani or great drums, tremolo strings."""
    first, choir, strings, drum = stage.cast
    lead(stage, first, "body", legato=1.0, velocity=0.9)
    pad(stage, choir, "second", voices=3, center=57, level=-2)
    pad(stage, strings, "all", voices=3, center=65, level=-4)
    bass(stage, drum, "R...R...|R...R.RR" if stage.bar == 4 else "R..R.R", center=43, level=-3, send=0.45)


@STYLES.style("suspense", room="hall", intro=2, feel="sparse", ritard=1.0)
def suspense(stage: Stage) -> None:
    """Arrange in the style suspense: a plucked pulse that never resolves, single notes and a held tremolo."""
    plucked, first, strings, drum = stage.cast
    arpeggio(stage, plucked, "0.0.1.0.", "all", center=48, level=-1, velocity=0.6, ring=0.8)
    lead(stage, first, "body", level=-2, send=0.6, finish=False)
    _cluster(stage, strings, "all", base=74, spread=(0, 1), every=8.0, level=-5)
    bass(stage, drum, "R.......|R.....R.", center=43, level=-4, send=0.4)


@STYLES.style("chase", room="hall", intro=1, feel="hook")
def chase(stage: Stage) -> None:
    """Arrange in the style chase: a string ostinato, low brass accents, drums and a short theme."""
    strings, brass, first, drum = stage.cast
    arpeggio(stage, strings, "0010201000102020", "all", center=52, step=0.25, level=0, velocity=0.75, ring=0.9)
    comp(stage, brass, "X..x..x.|X......x", voices=3, center=50, level=-2, velocity=0.85, send=0.35)
    lead(stage, first, "second", level=-1, legato=0.9)
    bass(stage, drum, "R..R..R.|R.RRR.RR", center=45, level=-2, send=0.35)


@STYLES.style("epic", room="hall", intro=2, feel="slow", ritard=1.35)
def epic(stage: Stage) -> None:
    """Arrange in the style epic: strings, horns with the theme, then choir and drums."""
    first, warm, choir, low, drum = stage.cast
    lead(stage, first, "body", legato=1.0, velocity=0.9)
    comp(stage, warm, "x.xxx.xx", voices=4, center=60, level=-3, send=0.35)
    pad(stage, choir, "second", voices=4, center=64, level=-2)
    bass(stage, low, "R---5---", center=38, level=-4, send=0.3)
    bass(stage, drum, "R...R.RR|R...RRRR", center=43, level=-2, send=0.4)
    bass(stage, drum, "R.R.R.R.RRRRRRRR", "late", center=48, velocity=0.7)


@STYLES.style("drama", room="hall", intro=2, feel="slow", ritard=1.5)
def drama(stage: Stage) -> None:
    """Arrange in the style drama: a sorrowful solo over piano and strings."""
    first, keys, warm = stage.cast
    lead(stage, first, "body", legato=1.0)
    arpeggio(
        stage,
        keys,
        "01232123" if stage.bar == 4 else "012321",
        "all",
        center=57,
        bass_first=True,
        level=-3,
        ring=1.8,
        velocity=0.5,
    )
    pad(stage, warm, "second", voices=4, level=-5, center=62)


@STYLES.style("western", room="cavern", intro=2, feel="slow", ritard=1.2)
def western(stage: Stage) -> None:
    """Arrange in the style western: harmonica or trumpet, twanging guitar and distant strings."""
    first, guitar, warm, drum = stage.cast
    lead(stage, first, "body", slide=1.2, send=0.5)
    strum(stage, guitar, "B.DDB.DD" if stage.bar == 4 else "B.D.D.", level=-2, pan=-0.2)
    pad(stage, warm, "second", voices=3, center=67, level=-6)
    bass(stage, drum, "R..RR..R" if stage.bar == 4 else "R....R", center=43, level=-7, send=0.4)


@STYLES.style("wonder", room="hall", intro=2, feel="song", ritard=1.4)
def wonder(stage: Stage) -> None:
    """Arrange in the style wonder: bells and harp, rising strings and a horn."""
    first, picked, warm, second = stage.cast
    lead(stage, first, "body")
    arpeggio(
        stage, picked, "01234543" if stage.bar == 4 else "012345", "all", center=57, level=-3, ring=2.0, velocity=0.5
    )
    pad(stage, warm, "all", voices=4, level=-6, center=64)
    counter(stage, second, "second", level=-4, center=57)


@STYLES.style("corporate", room="plate", intro=2, feel="hook")
def corporate(stage: Stage) -> None:
    """Arrange in the style corporate: muted guitar, bells, claps and hopeful chords."""
    muted, bells, keys, low, kit = stage.cast
    arpeggio(stage, muted, "01210121", "all", center=60, level=-1, ring=0.8, velocity=0.75)
    lead(stage, bells, "body", level=-1)
    comp(stage, keys, "x---x---|x---xx--", voices=4, level=-3, pan=0.2)
    bass(stage, low, "R-R-R-R-", "body", level=-3)
    drums(stage, kit, "k x...x... / c ..x...x. / h xxxxxxxx", "second", level=-4)
