"""Arrange folk, country, sacred and nursery music of Europe and North America."""

from __future__ import annotations

from data.demo.players import arpeggio, counter, drone, harmony, lead, pad, roll
from data.demo.rhythm import bass, comp, drums, strum
from data.demo.stage import Stage

from .base import Book

STYLES = Book()


@STYLES.style("bluegrass", intro=2)
def bluegrass(stage: Stage) -> None:
    """Arrange in the style bluegrass: banjo, a second lead that joins or alternates, guitar and double bass."""
    first, second, guitar, low = stage.cast
    roll(stage, first, "all")
    lead(stage, second, "second", slide=1.0, level=-2, pan=-0.3)
    strum(stage, guitar, "B.DUB.DU", level=-8, pan=0.35)
    bass(stage, low, "R-4-", level=-5)


@STYLES.style("banjo song", intro=1)
def banjo_song(stage: Stage) -> None:
    """Arrange in the style banjo song: the tune on banjo over guitar; a soft second voice enters halfway."""
    first, guitar, second, low = stage.cast
    roll(stage, first, "body")
    strum(stage, guitar, "B-D-B-DU", "all", level=-8, pan=0.3)
    harmony(stage, second, "second", level=-6, pan=-0.3)
    bass(stage, low, "R-4-", level=-5)


@STYLES.style("banjo ballad", intro=2, ritard=1.25)
def banjo_ballad(stage: Stage) -> None:
    """Arrange in the style banjo ballad: slow fingerpicked banjo under a singing lead."""
    voice, banjo, low = stage.cast
    lead(stage, voice, "body", slide=0.6, level=-1, pan=-0.15)
    arpeggio(stage, banjo, "02123212", "all", center=64, level=-1, pan=0.2, velocity=0.75, ring=2.0)
    bass(stage, low, "R---", level=-5)


@STYLES.style("country", intro=2, swing=0.55)
def country(stage: Stage) -> None:
    """Arrange in the style country: a lead over boom-chick guitar, bass and light drums."""
    first, guitar, second, low, kit = stage.cast
    lead(stage, first, "body", slide=1.0)
    strum(stage, guitar, "B.DUB.DU", level=-7, pan=0.3)
    counter(stage, second, "second", level=-6, pan=-0.35)
    bass(stage, low, "R-5-", level=-4)
    drums(stage, kit, "k x...x... / r ..x...x. / h oxoxoxox", level=-8)


@STYLES.style("reel", intro=1)
def reel(stage: Stage) -> None:
    """Arrange in the style reel: a fast tune with grace notes, doubled in unison later, guitar and frame drum."""
    first, second, guitar, low, drum = stage.cast
    lead(stage, first, "body", grace=True)
    lead(stage, second, "second", level=-3, pan=0.3, grace=True)
    strum(stage, guitar, "D-DUD-DU" if stage.bar == 4 else "D-UD-U", level=-8, pan=-0.3)
    pattern = "L x..x.xx. / Q ...x...." if stage.bar == 4 else "L x..x.x / Q ..x..x"
    drums(stage, drum, pattern, level=-8, crash=False, fill_every=0, final=False)
    bass(stage, low, "R---" if stage.bar == 4 else "R--", level=-7)


@STYLES.style("bagpipe march", room="hall", intro=2)
def bagpipe_march(stage: Stage) -> None:
    """Arrange in the style bagpipe march: pipes over their drone, with marching snare and a bass drum."""
    pipes, kit = stage.cast
    drone(stage, pipes, (0, 7), "all", base=58, velocity=0.32)
    lead(stage, pipes, "body", legato=1.0, grace=True, velocity=0.9)
    if stage.bar == 4:
        drums(stage, kit, "s xoooxoxoxoooxoxx / k x.......x.......", level=-11, crash=False, fill_every=4)
    else:
        drums(stage, kit, "s xooxoo / k x.....", level=-11, crash=False, fill_every=0)


@STYLES.style("shanty", room="club", intro=1)
def shanty(stage: Stage) -> None:
    """Arrange in the style shanty: accordion, joined by fiddle or whistle, with stamping on the beat."""
    first, second, guitar, low, drum = stage.cast
    lead(stage, first, "body", velocity=0.85)
    harmony(stage, second, "second", above=True, level=-3, pan=0.3)
    strum(stage, guitar, "B-D-B-DU" if stage.bar == 4 else "B-D-D-", level=-7, pan=-0.3)
    bass(stage, low, "R-5-" if stage.bar == 4 else "R--", level=-4)
    pattern = "k x...x... / w ..x...x." if stage.bar == 4 else "k x..... / w ..x.x."
    drums(stage, drum, pattern, level=-8, crash=False, fill_every=0, final=False)


@STYLES.style("polka", room="club", intro=2)
def polka(stage: Stage) -> None:
    """Arrange in the style polka: tuba, off-beat chords and two leads."""
    first, second, chords, low, kit = stage.cast
    lead(stage, first, "body")
    harmony(stage, second, "second", level=-3, pan=0.3)
    comp(stage, chords, ".x.x" if stage.bar in (2, 4) else ".xx", level=-8, pan=-0.3)
    bass(stage, low, "R.5." if stage.bar == 4 else "R..", level=-3)
    drums(stage, kit, "k x.x. / s .x.x" if stage.bar == 4 else "k x.. / s .xx", level=-9, fill_every=8)


@STYLES.style("klezmer", room="club", intro=2, feel="lively")
def klezmer(stage: Stage) -> None:
    """Arrange in the style klezmer: clarinet or violin with slides over accordion off-beats."""
    first, second, chords, low, kit = stage.cast
    lead(stage, first, "body", slide=1.5, grace=True)
    harmony(stage, second, "second", level=-4, pan=0.35)
    comp(stage, chords, ".x.x.x.x", level=-7, pan=-0.3)
    bass(stage, low, "R-5-", level=-4)
    drums(stage, kit, "k x..x..x. / s ...o..x. / w ..x...x.", level=-9)


@STYLES.style("folk ballad", room="plate", intro=2, ritard=1.3, feel="slow")
def folk_ballad(stage: Stage) -> None:
    """Arrange in the style folk ballad: a lead over fingerpicked strings; a counter-melody enters halfway."""
    first, picked, second = stage.cast
    lead(stage, first, "body", slide=0.4)
    arpeggio(
        stage, picked, "01231232" if stage.bar == 4 else "012321", "all", center=57, bass_first=True, level=-5, ring=2.5
    )
    counter(stage, second, "second", level=-7, center=60)


@STYLES.style("picked solo", room="plate", intro=0, ritard=1.3, feel="song")
def picked_solo(stage: Stage) -> None:
    """Arrange in the style picked solo: tune and accompaniment on one plucked instrument."""
    (only,) = stage.cast
    arpeggio(
        stage,
        only,
        "0.12.12." if stage.bar == 4 else "0.1.2.",
        "all",
        center=52,
        bass_first=True,
        level=0,
        velocity=0.5,
        ring=3.0,
    )
    lead(stage, only, "body", velocity=0.9, legato=1.3)


@STYLES.style("duo", room="plate", intro=1, ritard=1.25, feel="song")
def duo(stage: Stage) -> None:
    """Arrange in the style duo: one instrument with the tune and one with the harmony."""
    first, second = stage.cast
    lead(stage, first, "body")
    arpeggio(
        stage, second, "0.12.123" if stage.bar == 4 else "012121", "all", center=57, bass_first=True, level=-4, ring=2.2
    )


@STYLES.style("lullaby", room="hall", intro=1, ritard=1.4, feel="slow")
def lullaby(stage: Stage) -> None:
    """Arrange in the style lullaby: a bell-like lead, a rocking harp or guitar and warm held chords."""
    first, picked, warm = stage.cast
    lead(stage, first, "body", velocity=0.7, send=0.4)
    arpeggio(
        stage,
        picked,
        "0121" * 2 if stage.bar == 4 else "012",
        "all",
        center=55,
        step=0.5 if stage.bar == 4 else 1.0,
        level=-5,
        ring=2.5,
    )
    pad(stage, warm, "second", level=-10, center=58)


@STYLES.style("nursery", room="room", intro=1, ritard=1.2)
def nursery(stage: Stage) -> None:
    """Arrange in the style nursery: bells on top, plucked chords and a low wind."""
    first, plucked, low = stage.cast
    lead(stage, first, "body", velocity=0.75)
    comp(stage, plucked, ".x.x" if stage.bar == 4 else ".xx", level=-6)
    bass(stage, low, "R-5-" if stage.bar == 4 else "R--", level=-5, center=45)


@STYLES.style("carol", room="church", intro=1, ritard=1.35)
def carol(stage: Stage) -> None:
    """Arrange in the style carol: the tune sung by a choir, strings or organ below, bells above, brass at the end."""
    first, warm, bells, second = stage.cast
    lead(stage, first, "body", legato=1.0)
    pad(stage, warm, "all", voices=4, level=-6, center=57, longest=2.0 if stage.bar == 4 else 3.0)
    counter(stage, second, "second", level=-5, moving=False)
    arpeggio(stage, bells, "2.1." if stage.bar == 4 else "210", "second", center=79, step=1.0, level=-7, pan=0.3)


@STYLES.style("sleigh ride", room="plate", intro=2)
def sleigh_ride(stage: Stage) -> None:
    """Arrange in the style sleigh ride: bells and tune, pizzicato, brass and sleigh bells."""
    first, bells, plucked, low, kit = stage.cast
    lead(stage, first, "body")
    lead(stage, bells, "second", level=-4, pan=0.35)
    comp(stage, plucked, ".x.x" if stage.bar == 4 else ".xx", level=-6, pan=-0.3)
    bass(stage, low, "R-5-" if stage.bar == 4 else "R--", level=-4)
    drums(stage, kit, "w xoxo / k x.x." if stage.bar == 4 else "w xoo / k x..", level=-8, crash=False, fill_every=0)


@STYLES.style("gospel", room="club", intro=2, swing=0.62)
def gospel(stage: Stage) -> None:
    """Arrange in the style gospel: organ and piano with an answering choir, bass and backbeat."""
    first, organ, choir, low, kit = stage.cast
    lead(stage, first, "body", slide=0.5)
    pad(stage, organ, "all", voices=4, level=-5, center=62, longest=2.0)
    pad(stage, choir, "second", level=-6, pan=0.2, center=64, longest=4.0)
    bass(stage, low, "R--54-5a" if stage.bar == 4 else "R-5", level=-4)
    drums(
        stage,
        kit,
        "k x..x..x. / s ..x...x. / h xxxxxxxx / w ..x...x." if stage.bar == 4 else "k x..... / s ..x.x. / h xxxxxx",
        level=-7,
    )


@STYLES.style("spiritual", room="church", intro=1, ritard=1.3, feel="slow")
def spiritual(stage: Stage) -> None:
    """Arrange in the style spiritual: one voice, at first alone, then with held chords and a slow bass."""
    first, warm, low = stage.cast
    lead(stage, first, "body", slide=0.7)
    pad(stage, warm, "body", voices=4, level=-6, center=58)
    bass(stage, low, "R---" if stage.bar == 4 else "R--", "second", level=-5)
