"""Arrange club music, chiptune and quiet electronic styles."""

from __future__ import annotations

from data.demo.players import arpeggio, counter, lead, pad
from data.demo.rhythm import bass, comp, drums
from data.demo.stage import Stage

from .base import Book

STYLES = Book()


@STYLES.style("synthwave", room="plate", intro=2, ending="fade", feel="hook", looseness=0.1)
def synthwave(stage: Stage) -> None:
    """Arrange in the style synthwave: pulsing bass, gated drums and a lead with vibrato over a warm pad."""
    first, warm, low, kit = stage.cast
    lead(stage, first, "body", send=0.45)
    pad(stage, warm, "all", voices=4, level=-6, center=60)
    bass(stage, low, "RRRRRRRR|RRRR88RR", level=-1, loose=False)
    drums(stage, kit, "k x...x... / s ..X...X. / h xxxxxxxx", level=-2, loose=False)


@STYLES.style("techno", room="plate", intro=2, ending="fade", feel="hook", looseness=0.0)
def techno(stage: Stage) -> None:
    """Arrange in the style techno: four to the floor, a sequence and a stab."""
    first, warm, low, kit = stage.cast
    arpeggio(stage, first, "0120312013021032", "body", center=62, step=0.25, level=0, ring=0.8, velocity=0.7)
    comp(stage, warm, "...x..x.....x...", "second", voices=3, level=-3, pan=0.25, send=0.5)
    bass(stage, low, "..R...R...R..RR.", level=-1, loose=False)
    drums(
        stage,
        kit,
        "k X...X...X...X... / o ..x...x...x...x. / c ....x.......x... / h xxxxxxxxxxxxxxxx",
        level=0,
        loose=False,
    )


@STYLES.style("house", room="plate", intro=2, ending="fade", feel="hook", looseness=0.1)
def house(stage: Stage) -> None:
    """Arrange in the style house: off-beat hats, stabbing keys and a voice-like lead."""
    first, keys, warm, low, kit = stage.cast
    lead(stage, first, "body", send=0.4)
    comp(stage, keys, "x..x..x...x..x..", voices=4, level=-2, pan=-0.15)
    pad(stage, warm, "second", level=-7)
    bass(stage, low, "..R...R...R...5.", level=-1, loose=False)
    drums(
        stage,
        kit,
        "k X...X...X...X... / c ....x.......x... / o ..x...x...x...x. / h x.xxx.xxx.xxx.xx",
        level=-1,
        loose=False,
    )


@STYLES.style("chiptune", room="dry", intro=0, feel="lively", looseness=0.0)
def chiptune(stage: Stage) -> None:
    """Arrange in the style chiptune: square waves, tune, quick arpeggio and bass, with noise drums."""
    first, second, low, kit = stage.cast
    lead(stage, first, "body", legato=0.85, send=0.1)
    arpeggio(stage, second, "0123", "all", center=67, step=0.25, level=-5, ring=0.85, pan=0.3, send=0.1)
    bass(stage, low, "R.8.R.8." if stage.bar == 4 else "R.8.8.", level=-3, loose=False)
    drums(
        stage,
        kit,
        "k x...x... / s ..x...x. / h xxxxxxxx" if stage.bar == 4 else "k x..... / s ..x.x.",
        level=-5,
        loose=False,
    )


@STYLES.style("drum and bass", room="plate", intro=2, ending="fade", feel="sparse", looseness=0.1)
def drum_and_bass(stage: Stage) -> None:
    """Arrange in the style drum and bass: a fast breakbeat under slow chords and a deep bass."""
    first, warm, low, kit = stage.cast
    lead(stage, first, "body", send=0.5)
    pad(stage, warm, "all", voices=4, level=-5, center=62)
    bass(stage, low, "R-----5-..R---a-", level=0, loose=False)
    drums(
        stage,
        kit,
        "k X.........X..... / s ....X..o.o..X..o / h xoxoxoxoxoxoxoxo / R ..x...x...x...x.",
        level=0,
        loose=False,
        fill_every=4,
    )


@STYLES.style("ambient", room="cavern", intro=1, ending="fade", feel="sparse", looseness=1.5)
def ambient(stage: Stage) -> None:
    """Arrange in the style ambient: swelling pads and single distant notes without a beat."""
    first, warm, second = stage.cast
    pad(stage, warm, "all", voices=4, center=58, level=-1, send=0.6)
    lead(stage, first, "body", velocity=0.6, level=-2, send=0.9, legato=1.4)
    counter(stage, second, "second", level=-4, moving=False, send=0.7)


@STYLES.style("lo-fi", room="room", intro=2, swing=0.58, swing_unit=0.5, ending="fade", feel="song", looseness=1.6)
def lo_fi(stage: Stage) -> None:
    """Arrange in the style lo fi: soft keys, a simple tune, soft bass and late drums."""
    first, keys, low, kit = stage.cast
    lead(stage, first, "body", velocity=0.65)
    comp(stage, keys, "x---..x-|x--x----", voices=4, level=-2, pan=-0.1, velocity=0.5)
    bass(stage, low, "R---..5-|R--5..a-", level=-2)
    drums(
        stage,
        kit,
        "k x..x.x.. / s ..x...x. / h xoxoxoxo",
        level=-4,
        crash=False,
    )


@STYLES.style("trip-hop", room="plate", intro=2, swing=0.56, swing_unit=0.5, ending="fade", feel="sparse")
def trip_hop(stage: Stage) -> None:
    """Arrange in the style trip hop: heavy slow drums, fretless bass, strings and a lonely lead."""
    first, keys, warm, low, kit = stage.cast
    lead(stage, first, "body", send=0.5, slide=0.5)
    comp(stage, keys, "x-......|....x-x.", level=-4, voices=3, pan=0.2, send=0.4)
    pad(stage, warm, "second", level=-5, center=64)
    bass(stage, low, "R--R..5-|R---..a.", level=-1, slide=1.0)
    drums(stage, kit, "k x..x..x. / s ....X... / h xxxxxxxx", level=-1)


@STYLES.style("trance", room="hall", intro=2, ending="fade", feel="hook", looseness=0.0)
def trance(stage: Stage) -> None:
    """Arrange in the style trance: rising arpeggios, off-beat bass, a wide pad and a hymn-like lead."""
    first, second, warm, low, kit = stage.cast
    lead(stage, first, "body", send=0.5)
    arpeggio(stage, second, "0121323121013231", "all", center=64, step=0.25, level=-4, ring=0.9, pan=0.2)
    pad(stage, warm, "all", level=-6, voices=4)
    bass(stage, low, "..RR..RR..RR..RR", level=-2, loose=False)
    drums(stage, kit, "k X...X...X...X... / o ..x...x...x...x. / c ....x.......x...", level=-1, loose=False)


@STYLES.style("hip-hop", room="room", intro=1, swing=0.57, swing_unit=0.5, ending="fade", feel="hook")
def hip_hop(stage: Stage) -> None:
    """Arrange in the style hip hop: a loop, a beat and a low bass."""
    first, keys, low, kit = stage.cast
    lead(stage, first, "second", level=-2)
    arpeggio(stage, keys, "2.10..1.", "all", center=64, level=-1, ring=1.2)
    bass(stage, low, "R..R....R.5....a", level=0, loose=False)
    drums(stage, kit, "k x..x......x..... / s ....X.......X... / h x.x.x.xxx.x.x.x.", level=0, loose=False)
