"""Arrange music of Asia, Africa, the Pacific and the Middle East."""

from __future__ import annotations

from data.demo.players import arpeggio, counter, drone, harmony, lead, near, pad
from data.demo.rhythm import bass, comp, drums, hits, strum
from data.demo.stage import Stage

from .base import Book

STYLES = Book()


@STYLES.style("raga", room="hall", intro=2, feel="raga", ending="ring", ritard=1.2)
def raga(stage: Stage) -> None:
    """Arrange in the style raga: sitar with slides over a drone; drums like tabla join in the second half."""
    first, second, drum = stage.cast
    drone(stage, first, (7, 12, 12, 0), "all", base=48, every=1.0, velocity=0.4)
    lead(stage, first, "body", slide=2.0, grace=True, velocity=0.85)
    pad(stage, second, "all", voices=2, level=-12, center=55)
    drums(
        stage,
        drum,
        "Q x..xx.x. / L ..x....x / B x...x.xx",
        "second",
        level=-9,
        crash=False,
        fill_every=0,
        final=False,
        velocity=0.8,
    )


@STYLES.style("koto", room="hall", intro=1, feel="sparse", ritard=1.4)
def koto(stage: Stage) -> None:
    """Arrange in the style koto: plucked strings with pauses and a breathy flute that answers."""
    first, second = stage.cast
    lead(stage, first, "body", grace=True, velocity=0.85, slide=0.7)
    arpeggio(stage, first, "0...2...", "all", center=52, velocity=0.45, ring=4.0)
    counter(stage, second, "second", level=-1, moving=True, center=74, send=0.5)


@STYLES.style("shamisen", room="club", intro=1, feel="lively")
def shamisen(stage: Stage) -> None:
    """Arrange in the style shamisen: a percussive plucked lead, flute in unison and festival drums."""
    first, second, drum = stage.cast
    lead(stage, first, "body", velocity=0.9, grace=True)
    arpeggio(stage, first, "0.0.0.0.", "all", center=50, velocity=0.45)
    lead(stage, second, "second", level=-3, pan=0.3, slide=0.6)
    bass(stage, drum, "R..RR.R.", center=43, level=-4, send=0.3)


@STYLES.style("chinese", room="hall", intro=1, ritard=1.25)
def chinese(stage: Stage) -> None:
    """Arrange in the style chinese: a singing line over zither-like runs."""
    first, plucked, second = stage.cast
    lead(stage, first, "body", slide=0.8, grace=True)
    arpeggio(stage, plucked, "01234321", "all", center=60, level=-2, ring=2.0, velocity=0.5)
    counter(stage, second, "second", level=-5, moving=False)


@STYLES.style("gamelan", room="hall", intro=1, feel="lively", ritard=1.4)
def gamelan(stage: Stage) -> None:
    """Arrange in the style gamelan: a melody on metallophones, also at double speed, and gongs that mark the cycle."""
    first, figure, gong = stage.cast
    lead(stage, first, "body", legato=1.5)
    scale = stage.key.scale
    part = []
    for bar in stage.bars("body"):
        for index in range(8):
            degree = (
                scale[(index * 2 + int(bar)) % len(scale)] if index % 2 else scale[(index + int(bar / 2)) % len(scale)]
            )
            part.append((bar + index * 0.5, 0.6, float(near(degree, 77)), 0.55))
    hits(stage, figure, part, level=-3, pan=0.3)
    drone(stage, gong, (0, 12, 7, 12), "all", base=55, every=2.0, velocity=0.7, level=-2)


@STYLES.style("kalimba", room="plate", intro=2, feel="song")
def kalimba(stage: Stage) -> None:
    """Arrange in the style kalimba: thumb piano patterns, a soft tune and shaker."""
    first, second, low, shaker = stage.cast
    arpeggio(stage, first, "02132031", "all", center=69, level=0, velocity=0.7, ring=1.5)
    lead(stage, second, "body", level=-2, pan=0.25)
    bass(stage, low, "R..5..R.", level=-5, center=43)
    drums(stage, shaker, "M xoxoxoxo / B ..x..x.. / L x...x..x", level=-9, crash=False, fill_every=0, final=False)


@STYLES.style("afrobeat", room="club", intro=2, feel="hook")
def afrobeat(stage: Stage) -> None:
    """Arrange in the style afrobeat: interlocking guitars or mallets, horns and rolling drums."""
    first, mallets, guitar, low, kit = stage.cast
    lead(stage, first, "body", slide=0.6)
    arpeggio(stage, mallets, "0212.021", "all", center=66, level=-2, pan=0.3, ring=1.1)
    comp(stage, guitar, ".x.xx.x.", level=-5, pan=-0.3, center=62)
    bass(stage, low, "R.R5..3.|R.R5.a..", level=-2)
    drums(stage, kit, "k x..x..x. / s ...x..x. / h xxxxxxxx / y x..x..x...x.x... / Q ..x..xx.", level=-4)


@STYLES.style("taiko", room="cavern", intro=1, feel="hook")
def taiko(stage: Stage) -> None:
    """Arrange in the style taiko: great drums first, then a flute or plucked lead above them."""
    drum, first, metal = stage.cast
    bass(stage, drum, "R..RR.R.|R.RRR.RR", center=43, level=0, velocity=0.9, send=0.35)
    bass(stage, drum, "........5.5.5555", "second", center=48, velocity=0.7)
    lead(stage, first, "body", level=-1, slide=1.5, send=0.5)
    drums(stage, metal, "W x.x.x.xx / j x.......", level=-9, crash=False, fill_every=0, final=False)


@STYLES.style("new age", room="cavern", intro=2, ritard=1.3, feel="slow")
def new_age(stage: Stage) -> None:
    """Arrange in the style new age: wind over harp and a glassy pad."""
    first, picked, warm = stage.cast
    lead(stage, first, "body", send=0.5, slide=0.5)
    arpeggio(
        stage, picked, "01232321" if stage.bar == 4 else "012321", "all", center=57, level=-3, ring=3.0, velocity=0.5
    )
    pad(stage, warm, "all", level=-6, send=0.6)


@STYLES.style("levantine", room="club", intro=2, feel="lively")
def levantine(stage: Stage) -> None:
    """Arrange in the style levantine: a reed or strings in a Middle Eastern scale over hand drums."""
    first, plucked, low, drum = stage.cast
    lead(stage, first, "body", slide=1.0, grace=True)
    arpeggio(stage, plucked, "0.01.2.1", "all", center=55, level=-4, pan=0.3)
    bass(stage, low, "R..R5.R.", level=-5)
    drums(stage, drum, "L x...x... / Q .x.x..x. / w ..x..xx.", level=-5, crash=False, fill_every=0, final=False)


@STYLES.style("hawaiian", room="plate", intro=2, feel="song", swing=0.56, ritard=1.2)
def hawaiian(stage: Stage) -> None:
    """Arrange in the style hawaiian: a sliding lead over gentle strumming."""
    first, strummed, second, low = stage.cast
    lead(stage, first, "body", slide=2.0)
    strum(stage, strummed, "D-DU-UDU", level=-4, pan=0.3, center=64)
    harmony(stage, second, "second", level=-4, pan=-0.3)
    bass(stage, low, "R-5-", level=-4)
