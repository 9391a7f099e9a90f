"""Catalogue entries in the style of film music: horror, suspense, adventure, romance and corporate pieces."""

from __future__ import annotations

from .base import piece

_STILL = "Cm|Cm|Cm|Cm|Cm|Cm|Cm|Cm"

# fmt: off
PIECES = (
    piece(
        "Something in the Cellar", "horror", "tremolo strings, trombone, choir, tubular bells",
        66, "scary, dark, tense",
        "Horror underscore: tremolo string clusters swell and stop, low trombones growl, choir moans and a bell "
        "tolls. Do not open that door.",
        key="C minor", chart=_STILL,
    ),
    piece(
        "The Well Has No Bottom", "horror", "tremolo strings, tuba, choir, timpani",
        60, "scary, ominous",
        "Shivering strings rub against each other over cavernous tuba notes, timpani thuds and a ghostly choir. "
        "Slow-building dread for a thriller.",
        key="D minor", chart="Dm|Dm|Dm|Dm|Dm|Dm|Dm|Dm",
    ),
    piece(
        "Teeth of Winter", "horror", "tremolo strings, french horn, choir, tubular bells",
        72, "scary, cold, tense",
        "Dissonant tremolo strings and braying horns, voices in clusters, a distant bell. Creature in the snow.",
        key="E minor", chart="Em|Em|Em|Em|Em|Em|Em|Em",
    ),
    piece(
        "Nobody Lives Upstairs", "haunted", "music box, cello, tremolo strings",
        76, "creepy, scary, eerie",
        "A music box plays a nursery round in minor while a low cello groans and strings creep in. Haunted house, "
        "empty cradle.",
        tune="frere jacques",
    ),
    piece(
        "The Doll Remembers", "haunted", "celesta, church organ, tremolo strings",
        60, "creepy, eerie",
        "Slow celesta melody, too sweet, above a sour organ drone and trembling strings. Ghost story trailer.",
        key="A minor", chart="Am|Am|F|E7|Am|Dm|E7|Am",
    ),
    piece(
        "Elise Is Not Here", "haunted", "music box, bassoon, tremolo strings",
        54, "creepy, nostalgic, scary",
        "A well-known old melody on a failing music box, bassoon drone below, strings crawling upwards. "
        "Psychological horror.",
        tune="fur elise", key="G minor",
    ),
    piece(
        "Day of Wrath", "dread march", "french horn, choir, tremolo strings, timpani",
        76, "ominous, scary, epic",
        "The medieval chant for the dead on low horns with choir, tremolo strings and timpani. Doom approaching.",
        tune="dies irae",
    ),
    piece(
        "Black Procession", "dread march", "trombone, choir, tremolo strings, taiko",
        66, "sad, ominous, dark",
        "Funeral march for trombone with mourning choir, shivering strings and a muffled great drum.",
        tune="funeral march",
    ),
    piece(
        "Monks of the Lower Vault", "dread march", "cello, choir, church organ, tubular bells",
        66, "dark, ominous",
        "Cello intones a chant of the dead over organ and choir, bells marking the steps. Torches in a crypt.",
        tune="dies irae", key="A dorian",
    ),
    piece(
        "Three Floors Down", "suspense", "pizzicato strings, piano, tremolo strings, timpani",
        96, "tense, suspenseful",
        "Tense plucked ostinato, isolated piano notes, high trembling strings and soft timpani thumps. Someone is "
        "following.",
        key="C minor", chart="Cm|Cm|Abmaj7|Abmaj7|Fm|Fm|G7|G7",
    ),
    piece(
        "Fingerprints", "suspense", "pizzicato strings, vibraphone, tremolo strings, timpani",
        104, "suspenseful, cool",
        "Investigation cue: pizzicato strings tick, vibraphone glints, high tremolo hangs over low drum. Crime "
        "documentary.",
        key="D minor", chart="Dm|Dm|Bb|Bb|Gm|Gm|A7|A7",
    ),
    piece(
        "The Clock Has Stopped", "suspense", "marimba, clarinet, tremolo strings, taiko",
        88, "tense, uneasy, scary",
        "Marimba pulses like a clock while clarinet murmurs and strings tremble; a great drum beats rarely. Uneasy "
        "thriller bed.",
        key="E minor", chart="Em|Em|C|C|Am|Am|B7|B7",
    ),
    piece(
        "Getaway Tram", "chase", "pizzicato strings, trombone, xylophone, timpani",
        144, "exciting, comic",
        "Caper chase with scurrying plucked strings, trombone blasts, rattling xylophone and timpani.",
        key="A minor", chart="Am|Am|Dm|Am|F|Dm|E7|Am",
    ),
    piece(
        "The Thing on Deck Five", "chase", "strings, trombone, french horn, timpani",
        160, "scary, frantic",
        "Panicked strings saw away, trombones snarl and horns howl over pounding timpani. Running from the "
        "monster.",
        key="C phrygian", chart="Cm|Cm|Db|Cm|Cm|Fm|Db|Cm",
    ),
    piece(
        "Banner over the Pass", "epic", "french horn, strings, choir, cello, taiko",
        92, "epic, heroic",
        "Epic film score: noble horns over driving strings, choir entering, great drums growing to the end.",
        key="D minor", chart="Dm|Bb|F|C|Dm|Bb|Gm|A",
    ),
    piece(
        "Orphan's Photograph", "drama", "oboe, harp, strings",
        63, "sad, nostalgic",
        "Plain oboe song with harp and strings, a faded picture held to the light.",
        key="A minor", chart="Am|F|C|E7|Am|F|Dm E7|Am",
    ),
    piece(
        "Duel behind the Chapel", "western", "trumpet, electric guitar, tremolo strings, tubular bells",
        88, "dramatic, tense",
        "Mexican standoff: proud trumpet, twanging electric guitar, trembling strings and a church bell.",
        key="D minor", chart="Dm|Dm|C|Dm|Bb|F|A7|Dm",
    ),
    piece(
        "Homesteader's Creek", "western", "fiddle, banjo, strings, taiko",
        96, "hopeful, wide",
        "Wide-open frontier music: fiddle tune, strummed banjo, warm strings. Wagons roll west.",
        key="G major", chart="G|C|G|D|Em|C|D|G", feel="song",
    ),
    piece(
        "Attic of Toys", "wonder", "celesta, harp, strings, clarinet",
        104, "magical, innocent",
        "Celesta and harp twinkle over strings with a curious clarinet. Fairy dust, first snow, family film.",
        key="D major", chart="D|Bm|G|A7|D|F#m|G A7|D",
    ),
    piece(
        "Snow Globe Physics", "wonder", "glockenspiel, piano, strings, oboe",
        96, "magical, delicate",
        "Glockenspiel and piano sparkle like frost, oboe and strings bringing warmth.",
        key="A major", chart="A|F#m|D|E|A|C#m|D E|A",
    ),
    piece(
        "Quarterly Sunshine", "corporate", "muted guitar, glockenspiel, piano, bass guitar, drums",
        116, "optimistic, bright",
        "Upbeat corporate background: muted guitar picking, glockenspiel hook, piano chords and claps. People "
        "shaking hands.",
        key="C major", chart="C|G|Am|F|C|G|F|C",
    ),
    piece(
        "Start-up Seedlings", "corporate", "muted guitar, xylophone, piano, bass guitar, drums",
        122, "cheerful, inspiring",
        "Plucky muted guitar, xylophone tune, hopeful piano and hand claps. Explainer video.",
        key="D major", chart="D|A|Bm|G|D|A|G|D",
    ),
    piece(
        "Onward, Team", "corporate", "muted guitar, vibraphone, piano, bass guitar, drums",
        110, "inspiring, calm",
        "Gentle motivational track: muted guitar, vibraphone and piano over light drums.",
        key="G major", chart="G|D|Em|C|G|D|C|G",
    ),
)
