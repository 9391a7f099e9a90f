"""Arrange rock, pop, soul and related styles."""

from __future__ import annotations

from data.demo.players import arpeggio, counter, harmony, lead, pad
from data.demo.rhythm import bass, comp, drums, strum
from data.demo.stage import Stage

from .base import Book

STYLES = Book()

_ROCK = "k x...x.x. / s ..X...X. / h xxxxxxxx"


@STYLES.style("reggae", room="plate", intro=2, swing=0.55, ending="fade", feel="song")
def reggae(stage: Stage) -> None:
    """Arrange in the style reggae: one-drop drums, off-beat chords, organ and deep bass."""
    first, chops, organ, low, kit = stage.cast
    lead(stage, first, "body", send=0.5)
    comp(stage, chops, "..x...x.", level=-4, pan=0.3, center=64)
    comp(stage, organ, ".x.x.x.x.x.x.x.x", level=-7, pan=-0.3, center=60)
    bass(stage, low, "R..35.R.|..R.5.3.", level=-1)
    drums(stage, kit, "k ....X... / r ....X..x / h xoxoxoxo", level=-6)


@STYLES.style("ska", room="club", intro=2, feel="lively")
def ska(stage: Stage) -> None:
    """Arrange in the style ska: quick off-beats, horns and walking bass."""
    first, second, chops, low, kit = stage.cast
    lead(stage, first, "body")
    harmony(stage, second, "second", level=-2, pan=0.3)
    comp(stage, chops, ".x.x.x.x", level=-4, pan=-0.3, center=66)
    bass(stage, low, "R-3-5-6-", level=-3)
    drums(stage, kit, "k ..x...x. / s ..X...X. / h .x.x.x.x", level=-6)


@STYLES.style("funk", room="room", intro=2, swing=0.54, swing_unit=0.5, feel="hook")
def funk(stage: Stage) -> None:
    """Arrange in the style funk: slap or finger bass in front, scratch guitar or clavinet, horns and tight drums."""
    low, chops, horns, lead_, kit = stage.cast
    bass(stage, low, "R..8.R.R..7.8.5.|R..8.R.R.3.5.7a.", level=0, velocity=0.85)
    comp(stage, chops, "..xx.x..x.xx.x..", level=-3, pan=0.3, center=64, voices=3)
    comp(stage, horns, "X.....x.........|..........x.X...", level=-3, pan=-0.25, voices=4, center=65)
    lead(stage, lead_, "second", level=-1, slide=0.8)
    drums(stage, kit, "k x..x..x...x..... / s ....X..o.o..X..o / h xoxoxoxoxoxoxoxo", level=-2)


@STYLES.style("disco", room="plate", intro=2, feel="hook", looseness=0.4)
def disco(stage: Stage) -> None:
    """Arrange in the style disco: four on the floor, octave bass, strings and scratch guitar."""
    first, warm, guitar, low, kit = stage.cast
    lead(stage, first, "body")
    counter(stage, warm, "all", level=-4, center=76, moving=True)
    comp(stage, guitar, "x.xxx.xxx.xxx.xx", level=-6, pan=0.3, center=64)
    bass(stage, low, "R.8.R.8.R.8.R.8.", level=-2)
    drums(stage, kit, "k X...X...X...X... / s ....X.......X... / o ..x...x...x...x. / h x...x...x...x...", level=-3)


@STYLES.style("rock", room="club", intro=2, feel="hook")
def rock(stage: Stage) -> None:
    """Arrange in the style rock: power chords, riffing bass, big drums and lead guitar."""
    first, rhythm, low, kit = stage.cast
    lead(stage, first, "body", slide=1.0, level=-1)
    strum(stage, rhythm, "D-DDD-DD", power=True, center=52, level=-2, pan=-0.35)
    bass(stage, low, "RRRRRR5a", level=-3)
    drums(stage, kit, _ROCK, level=-1, velocity=0.8)


@STYLES.style("folk rock", room="club", intro=2, feel="song")
def folk_rock(stage: Stage) -> None:
    """Arrange in the style folk rock: acoustic strumming, a clear lead, and organ or strings behind."""
    first, strummed, bed, low, kit = stage.cast
    lead(stage, first, "body", slide=0.6)
    strum(stage, strummed, "D-DU-UDU", level=-3, pan=-0.3)
    pad(stage, bed, "second", level=-6, pan=0.2)
    bass(stage, low, "R-R5--Ra", level=-3)
    drums(stage, kit, _ROCK, level=-4)


@STYLES.style("surf", room="cavern", intro=2, feel="lively")
def surf(stage: Stage) -> None:
    """Arrange in the style surf: reverberant clean guitar and driving drums."""
    first, second, low, kit = stage.cast
    lead(stage, first, "body", slide=1.0, send=0.4)
    strum(stage, second, "DUDUDUDU", level=-6, pan=0.35, center=60)
    bass(stage, low, "R.RR5.5a", level=-3)
    drums(stage, kit, "k x...x.x. / s ..x..xX. / R xxxxxxxx", level=-3)


@STYLES.style("punk", room="room", intro=1, feel="lively")
def punk(stage: Stage) -> None:
    """Arrange in the style punk: fast downstrokes, all instruments at once."""
    first, rhythm, low, kit = stage.cast
    lead(stage, first, "body", level=-1)
    strum(stage, rhythm, "DDDDDDDD", power=True, center=50, level=-1, pan=-0.3)
    bass(stage, low, "RRRRRRRR", level=-3)
    drums(stage, kit, "k x..xx..x / s ..X...X. / o xxxxxxxx", level=-1, fill_every=4)


@STYLES.style("metal", room="room", intro=2, feel="reel", looseness=0.5)
def metal(stage: Stage) -> None:
    """Arrange in the style metal: a low palm-muted gallop, double kick and a fast or screaming lead."""
    first, rhythm, low, kit = stage.cast
    lead(stage, first, "body", slide=1.0, level=-1)
    strum(stage, rhythm, "D-DDD-DDD-DDD-DD", power=True, center=46, level=-1, pan=-0.35)
    strum(stage, first, "D-------", "intro", power=True, center=46, pan=0.35)
    bass(stage, low, "R.RRR.RRR.RRR.RR", level=-4)
    drums(stage, kit, "k xxxxxxxxxxxxxxxx / s ....X.......X... / R x...x...x...x...", level=-1, fill_every=4)


@STYLES.style("power ballad", room="hall", intro=2, ritard=1.2, feel="slow")
def power_ballad(stage: Stage) -> None:
    """Arrange in the style power ballad: quiet keys at first; guitar, strings and drums enter in the second half."""
    first, keys, warm, low, kit = stage.cast
    lead(stage, first, "body", slide=0.8)
    arpeggio(stage, keys, "01232123", "all", center=60, bass_first=True, level=-3, ring=1.8)
    pad(stage, warm, "second", voices=4, level=-4, center=64)
    bass(stage, low, "R-----5a", "second", level=-3)
    drums(stage, kit, "k x....x.. / s ....X... / h xxxxxxxx", "second", level=-2, fill_every=4)


@STYLES.style("pop", room="plate", intro=2, feel="hook")
def pop(stage: Stage) -> None:
    """Arrange in the style pop: bright chords, a hook and a steady beat."""
    first, keys, warm, low, kit = stage.cast
    lead(stage, first, "body")
    comp(stage, keys, "x-xx-x.x|x-x-xx-.", voices=4, level=-4, pan=-0.2)
    pad(stage, warm, "second", level=-7, pan=0.2)
    bass(stage, low, "R--RR-5-", level=-3)
    drums(stage, kit, _ROCK, level=-3)


@STYLES.style("soul", room="plate", intro=2, swing=0.56, swing_unit=0.5, feel="song")
def soul(stage: Stage) -> None:
    """Arrange in the style soul: electric piano, horn answers and laid-back drums."""
    first, keys, horns, low, kit = stage.cast
    lead(stage, first, "body", slide=1.0)
    comp(stage, keys, "x--x--x-|x--xx---", voices=4, level=-3, pan=-0.2)
    comp(stage, horns, "......x-|x-......", "second", voices=3, center=67, level=-4, pan=0.25)
    bass(stage, low, "R--R.35.|R--R.5a.", level=-2)
    drums(stage, kit, "k x.....x. / s ....x..o / h xxxxxxxx", level=-4)


@STYLES.style("rock and roll", room="club", intro=2, swing=0.58, feel="blues")
def rock_and_roll(stage: Stage) -> None:
    """Arrange in the style rock and roll of the fifties: saxophone or guitar, hammered piano, slapped bass."""
    first, second, piano, low, kit = stage.cast
    lead(stage, first, "body", slide=1.0)
    counter(stage, second, "second", level=-4, pan=0.3)
    comp(stage, piano, "xxxxxxxx", center=67, level=-4, pan=-0.25)
    bass(stage, low, "R-3-5-6-|8-6-5-3-", level=-3)
    drums(stage, kit, "k x...x... / s ..X.x.X. / R xxxxxxxx", level=-4)


@STYLES.style("comic", room="room", intro=2, feel="lively")
def comic(stage: Stage) -> None:
    """Arrange in the style comic: low wind, plucked chords and quick mallets."""
    first, plucked, second, low, kit = stage.cast
    lead(stage, first, "body", legato=0.6)
    comp(stage, plucked, ".x.x.x.x" if stage.bar == 4 else "..x..x", level=-5, pan=0.25)
    lead(stage, second, "second", level=-3, pan=-0.3, legato=0.6)
    bass(stage, low, "R.5.R.5." if stage.bar == 4 else "R..5..", level=-4)
    drums(
        stage,
        kit,
        "W x.x..xx. / j ......x." if stage.bar == 4 else "W x.xx.x",
        level=-10,
        crash=False,
        fill_every=0,
        final=False,
    )


@STYLES.style("circus", room="club", intro=2, feel="lively", chromatic=True)
def circus(stage: Stage) -> None:
    """Arrange in the style circus: the tune on organ or brass with oom-pah and cymbals."""
    first, second, chords, low, kit = stage.cast
    lead(stage, first, "body", legato=0.75)
    lead(stage, second, "second", level=-3, pan=0.3, legato=0.75)
    comp(stage, chords, ".x.x.x.x" if stage.bar == 4 else ".xx", level=-6, pan=-0.3)
    bass(stage, low, "R.5.R.5." if stage.bar == 4 else "R..", level=-3)
    drums(stage, kit, "k x...x... / s ..x...x. / p ..x...x." if stage.bar == 4 else "k x.. / s .xx", level=-7)
