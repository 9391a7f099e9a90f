"""Catalogue entries in styles of Asia, Africa, the Pacific and the Middle East."""

from __future__ import annotations

from .base import piece

# fmt: off
PIECES = (
    piece(
        "Raga for the Hour of Lamps", "raga", "sitar, synth pad, hand drums",
        76, "meditative, mystical",
        "Sitar slides through an evening raga above a humming drone; tabla-like hand drums join later. Incense and "
        "dusk.",
        key="C phrygian", chart="C|C|C|C|C|C|C|C",
    ),
    piece(
        "Monsoon Doorway", "raga", "sitar, choir, hand drums",
        96, "hypnotic, joyful",
        "Bright sitar melody with ornaments over a plucked drone, voices far behind and quick hand drums.",
        key="C mixolydian", chart="C|C|C|C|C|C|C|C",
    ),
    piece(
        "Courtyard of Peacocks", "raga", "sitar, strings, hand drums",
        108, "exotic, lively",
        "Lively sitar tune, drone strings buzzing, hand drums galloping. Bollywood prelude.",
        key="D freygish", chart="D|D|D|D|D|D|D|D", feel="lively",
    ),
    piece(
        "Ganges before Dawn", "raga", "sitar, pan flute, hand drums",
        66, "peaceful, spiritual",
        "Slow sitar alap with long bends over the drone, pan flute breathing behind it. Yoga at sunrise.",
        key="C lydian", chart="C|C|C|C|C|C|C|C",
    ),
    piece(
        "Spice Market Ledger", "levantine", "sitar, koto, double bass, hand drums",
        112, "exotic, busy",
        "Twanging sitar tune over plucked patterns and hand drums in an Eastern scale.",
        key="D freygish", chart="D|D|Eb|D|Cm|D|Eb|D",
    ),
    piece(
        "Karma Taxi", "hip-hop", "sitar, electric piano, synth bass, 808 drum machine",
        90, "cool, exotic",
        "Sitar hook over a slow hip-hop beat with electric piano and heavy 808 drums.",
        key="D phrygian", chart="Dm|Dm|Eb|Dm|Dm|Dm|Cm|Dm", genre="fusion",
    ),
    piece(
        "Sakura", "koto", "koto, shakuhachi",
        76, "serene, melancholy",
        "Koto plucks the cherry-blossom song with long pauses, answered by a breathy bamboo flute. Petals on "
        "water.",
        tune="sakura",
    ),
    piece(
        "Stone Lantern, First Snow", "koto", "koto, shakuhachi",
        60, "serene, lonely",
        "Sparse Japanese zither and shakuhachi in a pentatonic hush. Zen garden in winter.",
        key="D insen", chart="Dm|Dm|Gm|Dm|Dm|Gm|Dm|Dm",
    ),
    piece(
        "Tea House Rain", "duo", "shakuhachi, koto",
        69, "calm, intimate",
        "Breathy shakuhachi sings over steady koto figures in a minor pentatonic mode. Tea being poured.",
        key="E minor pentatonic", chart="Em|Em|Am|Em|Em|G|Am|Em", feel="raga", genre="japanese",
    ),
    piece(
        "Blossom Machine", "lo-fi", "koto, electric piano, bass guitar, drum machine",
        80, "calm, nostalgic",
        "Lo-fi beat with koto playing an old spring song over electric piano chords.",
        tune="sakura", key="D minor",
    ),
    piece(
        "Drums of the Harbour Shrine", "shamisen", "shamisen, shakuhachi, taiko",
        126, "energetic, festive",
        "Snapping shamisen and bamboo flute race along with great taiko drums. Lantern festival.",
        key="D hirajoshi", chart="Dm|Dm|Dm|Dm|Gm|Gm|Dm|Dm",
    ),
    piece(
        "Fox Wedding Procession", "shamisen", "shamisen, piccolo, taiko",
        104, "mischievous, mysterious",
        "Percussive shamisen with piccolo above and taiko thumps, sly and ceremonial.",
        key="E insen", chart="Em|Em|Am|Em|Em|Am|Em|Em",
    ),
    piece(
        "Kabuki Stairs", "shamisen", "shamisen, flute, taiko",
        144, "dramatic, tense",
        "Plucked shamisen in quick repeated notes, flute doubling, drums driving the curtain open.",
        key="A insen", chart="Am|Am|Dm|Am|Am|Dm|Am|Am", feel="reel",
    ),
    piece(
        "Ronin's Breakfast", "shamisen", "shamisen, shakuhachi, taiko",
        92, "lonely, stoic",
        "Dry shamisen phrases with flute and slow drum; a swordsman alone on the road.",
        key="D minor pentatonic", chart="Dm|Dm|C|Dm|F|C|Am|Dm", feel="song",
    ),
    piece(
        "Edo Arcade", "chiptune", "shamisen, chip lead, synth bass, drum machine",
        150, "playful, energetic",
        "Shamisen trades with eight-bit bleeps over console drums. Ninja platform game.",
        key="A hirajoshi", chart="Am|Am|F|Am|Am|F|Em|Am", genre="fusion",
    ),
    piece(
        "Three Strings of Thunder", "taiko", "taiko, shamisen, percussion",
        112, "powerful, fierce",
        "Massive taiko ensemble with a snarling shamisen line and clacking sticks.",
        key="D insen", chart="Dm|Dm|Dm|Dm|Gm|Gm|Dm|Dm",
    ),
    piece(
        "Jasmine Flower", "chinese", "flute, koto, strings",
        76, "gentle, elegant",
        "A graceful Chinese folk song on flute with zither-like plucked runs and soft strings.",
        tune="jasmine flower",
    ),
    piece(
        "Jade Cup, Jasmine", "chinese", "recorder, hammered dulcimer, cello",
        84, "serene, delicate",
        "Recorder plays a famous flower song over hammered dulcimer waves.",
        tune="jasmine flower", key="F major",
    ),
    piece(
        "Temple Monkeys", "gamelan", "xylophone, vibraphone, tubular bells",
        108, "playful, ceremonial",
        "Interlocking xylophone and vibraphone patterns in a Balinese mode; deep bells mark the cycle.",
        key="E pelog", chart="Em|Em|Am|Em|Em|Am|Em|Em",
    ),
    piece(
        "Rice Terrace Mirror", "gamelan", "celesta, marimba, tubular bells",
        72, "dreamy, hypnotic",
        "Celesta and marimba shimmer in slow cycles punctuated by gongs of tubular bells.",
        key="C pelog", chart="Cm|Cm|Fm|Cm|Cm|Fm|Cm|Cm", feel="song",
    ),
    piece(
        "Thumb Piano Sunrise", "kalimba", "kalimba, pan flute, double bass, percussion",
        92, "peaceful, warm",
        "Plinking thumb piano, breathy pan flute, soft bass and hand percussion. Savannah waking.",
        key="C major", chart="C|F|C|G|Am|F|G|C",
    ),
    piece(
        "Zebra Crossing", "kalimba", "kalimba, clarinet, double bass, percussion",
        116, "playful, curious",
        "Quick kalimba ostinato, clarinet tune and bouncing bass, curious and sunny.",
        key="G major", chart="G|C|G|D|Em|C|D|G", feel="lively",
    ),
    piece(
        "Lagos Traffic Angels", "afrobeat", "tenor saxophone, marimba, electric guitar, bass guitar, drums",
        116, "groovy, hot",
        "Afrobeat: tenor saxophone riff, marimba and guitars interlocking, rolling drums with cowbell.",
        key="D dorian", chart="Dm7|Dm7|G7|G7|Dm7|Dm7|G7|G7",
    ),
    piece(
        "Highlife Harmattan", "afrobeat", "trumpet, kalimba, electric guitar, bass guitar, drums",
        124, "joyful, danceable",
        "Sunny highlife with trumpet, kalimba loops, chiming guitar and dancing bass.",
        key="C major", chart="C|F|G|C|C|F|G|C",
    ),
    piece(
        "Water Carriers", "kalimba", "kalimba, choir, marimba, percussion",
        84, "calm, communal",
        "Choir hums a slow tune over kalimba and marimba patterns with shaker. Village evening.",
        key="A minor pentatonic", chart="Am|C|F|G|Am|C|G|Am", feel="slow",
    ),
    piece(
        "Storm Drums of Kyushu", "taiko", "taiko, shakuhachi, percussion",
        120, "powerful, dramatic",
        "Thundering taiko drums with a wild bamboo flute crying over them.",
        key="D hirajoshi", chart="Dm|Dm|Dm|Dm|Gm|Gm|Dm|Dm",
    ),
    piece(
        "Cloud Forest", "new age", "pan flute, harp, glass pad",
        66, "peaceful, healing",
        "Pan flute over flowing harp and crystalline pad. Massage room, waterfalls.",
        key="G major pentatonic", chart="G|Em|C|D|G|Em|C D|G",
    ),
    piece(
        "Kalimba under Stars", "new age", "kalimba, harp, synth pad",
        76, "dreamy, soothing",
        "Delicate kalimba tune, harp ripples and synth pad night sky. Bedtime meditation.",
        key="F major", chart="F|C|Dm|Bb|F|C|Bb|F",
    ),
    piece(
        "Caravan of Copper Pots", "levantine", "violin, hammered dulcimer, cello, hand drums",
        96, "mysterious, exotic",
        "Violin slides in a Middle Eastern mode, hammered dulcimer glitters like a qanun, drums sway like camels.",
        key="E freygish", chart="E|E|F|E|Am|E|F|E", feel="raga",
    ),
    piece(
        "Hula for the Night Ferry", "hawaiian", "electric guitar, acoustic guitar, vibraphone, double bass",
        92, "relaxed, romantic",
        "Sliding steel-like guitar over gentle strums, vibraphone and upright bass. Palm trees, moon on the bay.",
        key="G major", chart="G|G7|C|Cm|G|D7|G|G",
    ),
    piece(
        "Coconut Telegraph Waltz", "hawaiian", "steel drums, acoustic guitar, marimba, double bass",
        104, "sunny, sweet",
        "Steel drums carry an island song with acoustic guitar and marimba thirds.",
        key="C major", chart="C|C7|F|Fm|C|G7|C|C",
    ),
    piece(
        "Reef Break Radio", "reggae", "steel drums, electric guitar, organ, bass guitar, drums",
        84, "sunny, relaxed",
        "Steel drums over reggae guitar chops, bubbling organ and round bass. Holiday advert.",
        key="C major", chart="C|F|G|C|Am|F|G|C",
    ),
    piece(
        "Steel Pan Saints", "calypso", "steel drums, acoustic guitar, bass guitar, percussion",
        160, "joyful, festive",
        "A parade hymn rings out on steel drums with guitar, bass and island percussion.",
        tune="saints", key="C major",
    ),
)
