"""Arrange music of Latin America, the Caribbean and Spain."""

from __future__ import annotations

from data.demo.players import arpeggio, counter, harmony, lead, pad
from data.demo.rhythm import bass, comp, drums, strum
from data.demo.stage import Stage

from .base import Book

STYLES = Book()


@STYLES.style("bossa nova", room="plate", intro=2, feel="latin", chromatic=True)
def bossa_nova(stage: Stage) -> None:
    """Arrange in the style bossa nova: a soft lead, guitar on the bossa clave, bass on one and three."""
    first, guitar, low, kit = stage.cast
    lead(stage, first, "body", velocity=0.72)
    comp(stage, guitar, "x..x..x.|..x..x..", voices=4, center=60, level=-4, pan=0.2)
    bass(stage, low, "R--5R--5|R--5R--a", level=-4)
    drums(stage, kit, "r x..x..x.|..x..x.. / h xxxxxxxx / k x..xx..x", level=-9, crash=False, fill_every=0)


@STYLES.style("samba", room="club", intro=2, feel="latin")
def samba(stage: Stage) -> None:
    """Arrange in the style samba: a carnival samba, lead, guitar, surdo and tamborim."""
    first, second, guitar, low, kit = stage.cast
    lead(stage, first, "body")
    harmony(stage, second, "second", level=-3, pan=0.3)
    comp(stage, guitar, "x.x..x.xx.x.x.x.", level=-6, pan=-0.3)
    bass(stage, low, "R..5R..5", level=-4)
    drums(stage, kit, "l x...X...x...X... / M xoxxxoxxxoxxxoxx / a x.x..x.x / s .o.xo.x..o.xo.x.", level=-5)


@STYLES.style("salsa", room="club", intro=2, feel="latin")
def salsa(stage: Stage) -> None:
    """Arrange in the style salsa: montuno piano, tumbao bass, brass, congas and clave."""
    first, piano, brass, low, kit = stage.cast
    lead(stage, first, "body")
    comp(stage, piano, "x.xx.x.x|.x.xx.x.", voices=4, center=67, level=-3, pan=-0.2, push=True)
    comp(stage, brass, "....x.xx|X.......", "second", voices=4, center=66, level=-3, pan=0.25, velocity=0.8)
    bass(stage, low, "R..5..8-", level=-3)
    drums(
        stage, kit, "v x..x..x...x.x... / Q ..x...xx..x...xx / q x...x...x...x... / y x.x.x.x. / M xxxxxxxx", level=-6
    )


@STYLES.style("tango", room="club", intro=2, feel="song", ritard=1.15)
def tango(stage: Stage) -> None:
    """Arrange in the style tango: bandoneon or accordion, violin, marcato piano and bass."""
    first, second, piano, low = stage.cast
    lead(stage, first, "body", legato=0.85)
    counter(stage, second, "second", level=-2, pan=0.3, center=72)
    comp(stage, piano, "X.x.x.x.|X..x..x.", voices=4, level=-4, pan=-0.25)
    bass(stage, low, "R.R.5.a.|R..R5.a.", level=-4)


@STYLES.style("calypso", room="club", intro=2, feel="latin")
def calypso(stage: Stage) -> None:
    """Arrange in the style calypso: steel drums in thirds, strummed guitar, bass and congas."""
    first, guitar, low, kit = stage.cast
    lead(stage, first, "body", velocity=0.85)
    harmony(stage, first, "second", velocity=0.6)
    strum(stage, guitar, "..DU..DU", level=-7, pan=0.3)
    bass(stage, low, "R..5.R5.", level=-4)
    drums(stage, kit, "k x...x... / r ..x..x.x / M xoxoxoxo / Q ..x...xx / y x..x..x.", level=-7)


@STYLES.style("mariachi", room="club", intro=2, feel="waltz")
def mariachi(stage: Stage) -> None:
    """Arrange in the style mariachi: trumpets in thirds, violins, guitars and a strong bass."""
    first, second, guitar, low = stage.cast
    lead(stage, first, "body", velocity=0.85)
    harmony(stage, first, "second", velocity=0.65)
    counter(stage, second, "second", level=-3, center=74, pan=-0.3)
    strum(stage, guitar, "B.D.D." if stage.bar == 3 else "B.DUB.DU", level=-4, pan=0.25)
    bass(stage, low, "R.." if stage.bar == 3 else "R.5.", level=-3)


@STYLES.style("flamenco", room="plate", intro=2, feel="lively")
def flamenco(stage: Stage) -> None:
    """Arrange in the style flamenco: a guitar melody (falseta) over strummed guitar (rasgueado), with handclaps."""
    guitar, second, clap = stage.cast
    lead(stage, guitar, "body", velocity=0.9, grace=True)
    strum(stage, second, "DUDUD-DU|D-DUDUDU" if stage.bar == 4 else "D-DUDU", level=-2, pan=-0.25, velocity=0.65)
    drums(
        stage,
        clap,
        "c x..x..x.|x..x.xx. / W ..x...x." if stage.bar == 4 else "c x.xx.x",
        level=-9,
        crash=False,
        fill_every=0,
        final=False,
    )


@STYLES.style("spanish guitar", room="hall", intro=1, feel="slow", ritard=1.3)
def spanish_guitar(stage: Stage) -> None:
    """Arrange in the style spanish guitar: guitar tremolo and bass with a distant second voice."""
    guitar, second = stage.cast
    arpeggio(
        stage,
        guitar,
        "03333132" if stage.bar == 4 else "033313",
        "all",
        center=53,
        bass_first=True,
        velocity=0.55,
        ring=2.0,
    )
    lead(stage, guitar, "body", velocity=0.9, legato=1.2)
    pad(stage, second, "second", level=-6, center=62)


@STYLES.style("cumbia", room="club", intro=2, feel="latin")
def cumbia(stage: Stage) -> None:
    """Arrange in the style cumbia: accordion or flute, scraper, bass and off-beat guitar."""
    first, guitar, low, kit = stage.cast
    lead(stage, first, "body")
    comp(stage, guitar, "..x...x.", level=-5, pan=0.3)
    bass(stage, low, "R..5R.5.", level=-3)
    drums(stage, kit, "g x.xxx.xx / k x...x... / Q ...x..xx / y x.x.x.x.", level=-6)


@STYLES.style("andean", room="hall", intro=2, feel="lively")
def andean(stage: Stage) -> None:
    """Arrange in the style andean: pan flute over strummed strings and a deep drum."""
    first, guitar, second, drum = stage.cast
    lead(stage, first, "body", grace=True)
    strum(stage, guitar, "D-DUD-DU", level=-4, pan=0.3)
    harmony(stage, second, "second", level=-4, pan=-0.3)
    bass(stage, drum, "R..RR...", center=43, level=-5, send=0.3)
