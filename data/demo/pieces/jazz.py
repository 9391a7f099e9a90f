"""Catalogue entries: ragtime, jazz, blues, and dances of Latin America and Spain."""

from __future__ import annotations

from .base import piece

_BLUES_C = "C7|F7|C7|C7|F7|F7|C7|C7|G7|F7|C7|G7"
_BLUES_F = "F7|Bb7|F7|F7|Bb7|Bb7|F7|D7|Gm7|C7|F7|C7"
_BLUES_AM = "Am7|Am7|Am7|Am7|Dm7|Dm7|Am7|Am7|F7|E7|Am7|E7"
_RHYTHM = "Bb6 Gm7|Cm7 F7|Bb6 Gm7|Cm7 F7|Fm7 Bb7|Eb6 Ebm6|Dm7 G7|Cm7 F7"
_TURN = "Cmaj7|Am7|Dm7|G7|Em7|A7|Dm7|G7"

# fmt: off
PIECES = (
    piece(
        "The Entertainer", "ragtime", "piano",
        84, "playful, nostalgic",
        "Solo ragtime piano: a syncopated right hand strolls over a striding left. Silent films and straw hats.",
        tune="entertainer",
    ),
    piece(
        "Parlor Entertainer", "rag band", "clarinet, banjo, trombone, tuba",
        92, "cheerful, nostalgic",
        "A rag for little street band: clarinet tune, banjo chops, trombone harmony and tuba on the beat.",
        tune="entertainer", key="F major", genre="ragtime",
    ),
    piece(
        "Sawdust Rag", "ragtime", "honky-tonk piano",
        104, "happy, rowdy",
        "Out-of-tune honky-tonk piano hammers a rag in a saloon, left hand jumping, right hand winking.",
        key="F major", chart="F|F|C7|F|F|D7|G7|C7|F|F7|Bb|Bbm|F|D7|G7 C7|F", feel="lively",
    ),
    piece(
        "Riverboat Saturday", "dixieland", "trumpet, clarinet, trombone, banjo, tuba, drums",
        160, "joyful, festive",
        "New Orleans parade: trumpet takes the saints' song, clarinet above, trombone smearing, banjo and tuba "
        "keeping the strut.",
        tune="saints",
    ),
    piece(
        "Muskrat Garden Party", "dixieland", "clarinet, trumpet, trombone, banjo, double bass, drums",
        176, "lively, silly",
        "Hot twenties jazz: clarinet in front, trumpet and trombone around it, banjo chopping four to the bar.",
        key="F major", chart="F|D7|G7|C7|F|D7|G7 C7|F",
    ),
    piece(
        "Tuxedo Cat", "swing", "alto saxophone, brass section, piano, double bass, drums",
        144, "suave, playful",
        "Alto saxophone leads a sly swing tune, brass stabs poke from the side, piano comps and the bass walks.",
        key="C major", chart=_TURN,
    ),
    piece(
        "Twelve Bar Elevator", "swing", "trombone, brass section, jazz guitar, double bass, drums",
        132, "cool, swinging",
        "Trombone riffs on a twelve-bar blues for big band, guitar chunking time.",
        key="F major", chart=_BLUES_F,
    ),
    piece(
        "Chasing Taxis", "bebop", "alto saxophone, piano, double bass, drums",
        190, "frantic, exciting",
        "Bebop at full tilt: alto saxophone spins long chromatic lines over running double bass and crackling "
        "drums.",
        key="Bb major", chart=_RHYTHM,
    ),
    piece(
        "Fifty-Second and Broke", "bebop", "tenor saxophone, piano, double bass, drums",
        184, "energetic, restless",
        "Tenor saxophone at top speed in a smoky club, piano jabbing, bass and drums racing along.",
        key="F major", chart=_BLUES_F,
    ),
    piece(
        "Last Call at Lucky's", "jazz ballad", "tenor saxophone, piano, double bass, brushed drums",
        63, "romantic, lonely",
        "Smoky late-night ballad: breathy tenor saxophone, soft piano chords, double bass and brushes. Rain on "
        "neon.",
        key="Eb major", chart="Ebmaj7|Cm7|Fm7|Bb7|Gm7|C7|Fm7|Bb7",
    ),
    piece(
        "Blue Hour, Third Floor", "jazz ballad", "trumpet, piano, double bass, brushed drums",
        60, "melancholy, intimate",
        "Solitary trumpet over slow piano and brushed drums, film noir detective alone at his desk.",
        key="C minor", chart="Cm7|Fm7|Dm7b5|G7|Cm7|Ab7|Dm7b5 G7|Cm6",
    ),
    piece(
        "Perfume Counter", "jazz ballad", "flute, vibraphone, double bass, brushed drums",
        69, "dreamy, soft",
        "Flute drifts above shimmering vibraphone chords, brushes whispering. Department store in 1962.",
        key="F major", chart="Fmaj7|Dm7|Gm7|C7|Am7|D7|Gm7|C7",
    ),
    piece(
        "Manouche Boulevard", "jazz combo", "violin, jazz guitar, double bass, brushed drums",
        176, "joyful, nimble",
        "Hot-club swing with fiery violin, chugging jazz guitar and slapping double bass. Paris cafes between the "
        "wars.",
        key="G minor", chart="Gm6|Gm6|D7|D7|Cm6|Gm6|D7|Gm6",
    ),
    piece(
        "Vibes for a Rooftop", "jazz combo", "vibraphone, piano, double bass, brushed drums",
        126, "cool, relaxed",
        "Cool vibraphone tune with sparse piano, walking double bass and light drums. Skyline cocktails.",
        key="F major", chart="Fmaj7|Gm7 C7|Am7|D7|Gm7|C7|Fmaj7|Gm7 C7",
    ),
    piece(
        "Tiki Lounge Forecast", "lounge", "vibraphone, electric piano, double bass, percussion",
        104, "mellow, kitsch",
        "Exotica lounge: mellow vibraphone over electric piano, upright bass and soft percussion, umbrella in the "
        "glass.",
        key="D major", chart="Dmaj7|Bm7|Em7|A7|F#m7|B7|Em7|A7",
    ),
    piece(
        "Marimba by the Pool", "lounge", "marimba, jazz guitar, double bass, percussion",
        112, "sunny, relaxed",
        "Wooden marimba melody, jazz guitar chords and easy bass. Elevator to a hotel pool.",
        key="F major", chart="Fmaj7|Dm7|Gm7|C7|Fmaj7|D7|Gm7|C7",
    ),
    piece(
        "Crossroads Mailbox", "blues", "harmonica, electric guitar, bass guitar, drums",
        112, "gritty, cool",
        "Chicago shuffle: wailing bent-note harmonica, electric guitar riff, thumping bass and backbeat.",
        key="C blues", chart=_BLUES_C,
    ),
    piece(
        "Payday Thursday", "blues", "tenor saxophone, jazz guitar, double bass, drums",
        120, "swaggering, fun",
        "Jump blues with honking tenor saxophone, guitar shuffle and bouncing double bass.",
        key="C blues", chart=_BLUES_C,
    ),
    piece(
        "Empty Glass Sermon", "slow blues", "electric guitar, organ, piano, bass guitar, drums",
        66, "sad, soulful",
        "Slow minor blues: crying electric guitar, organ held behind, piano trickles, lazy drums.",
        key="A minor pentatonic", chart=_BLUES_AM,
    ),
    piece(
        "Rain in Memphis", "slow blues", "harmonica, organ, piano, double bass, brushed drums",
        60, "melancholy, soulful",
        "Lonesome harmonica cries over drawbar organ and late-night piano in a slow twelve-eight.",
        key="C blues", chart=_BLUES_C,
    ),
    piece(
        "Jitney Stomp", "boogie", "honky-tonk piano, double bass, drums",
        168, "rowdy, happy",
        "Honky-tonk boogie with hammering right hand and rolling bass. Juke joint at midnight.",
        key="F blues", chart=_BLUES_F,
    ),
    piece(
        "Hammond Street Strut", "soul jazz", "tenor saxophone, organ, bass guitar, drums",
        112, "cool, groovy",
        "Greasy drawbar organ groove with tenor saxophone on top and a backbeat. Sixties soul jazz.",
        key="F blues", chart=_BLUES_F,
    ),
    piece(
        "Greens and Gravy", "soul jazz", "jazz guitar, organ, bass guitar, drums",
        104, "groovy, warm",
        "Clean jazz guitar and churning organ over a boogaloo beat and round bass.",
        key="C dorian", chart="Cm7|F7|Cm7|F7|Cm7|F7|Ab7|G7",
    ),
    piece(
        "Ipanema Umbrella", "bossa nova", "flute, classical guitar, double bass, brushed drums",
        132, "relaxed, breezy",
        "Bossa nova for flute with softly syncopated nylon guitar and rim clicks. Beach bar at four in the "
        "afternoon.",
        key="F major", chart="Fmaj7|G7|Gm7|C7|Fmaj7|D7|Gm7|C7",
    ),
    piece(
        "Rio without You", "bossa nova", "piano, classical guitar, fretless bass, percussion",
        120, "melancholy, warm",
        "Piano sings a gentle saudade with classical guitar and fretless bass, shaker ticking.",
        key="A minor", chart="Am9|Dm7|G7|Cmaj7|Fmaj7|Bm7b5|E7|Am9",
    ),
    piece(
        "Whistles on the Avenida", "samba", "piccolo, marimba, acoustic guitar, bass guitar, percussion",
        120, "festive, wild",
        "Shrill piccolo and marimba dance over surdo drums and strummed guitar.",
        key="G major", chart="G|E7|Am7|D7|G|E7|Am7 D7|G",
    ),
    piece(
        "Havana Stairwell", "salsa", "trumpet, piano, brass section, bass guitar, percussion",
        184, "festive, hot",
        "Salsa with a syncopated piano montuno, blazing trumpet and brass, congas, clave and cowbell.",
        key="A minor", chart="Am|Dm|E7|Am|Am|Dm|E7|E7",
    ),
    piece(
        "Mambo for the Mail Carrier", "salsa", "alto saxophone, piano, brass section, double bass, percussion",
        176, "energetic, fun",
        "Mambo: saxophone riffs, piano guajeo, shouting brass, double bass tumbao and hand percussion.",
        key="C major", chart="C|F|G7|F|C|F|G7|G7",
    ),
    piece(
        "Milonga of the Locksmith", "tango", "bandoneon, violin, piano, double bass",
        120, "passionate, dramatic",
        "Tango: sharp bandoneon phrases, sighing violin, piano in hard marcato. Two dancers, one lamp.",
        key="D minor", chart="Dm|Dm|A7|A7|A7|A7|Dm|Dm|Gm|Gm|Dm|Dm|E7|A7|Dm|Dm",
    ),
    piece(
        "Knife and Carnation", "tango", "violin, accordion, piano, double bass",
        126, "dramatic, sensual",
        "Violin leads a fierce tango; accordion replies, piano stamps, double bass digs in.",
        key="G minor", chart="Gm|Gm|D7|D7|Cm|Gm|D7|Gm",
    ),
    piece(
        "Trinidad Lime", "calypso", "steel drums, acoustic guitar, bass guitar, percussion",
        112, "sunny, happy",
        "Steel drums in sweet thirds over strummed guitar and bouncing bass. Caribbean beach, cold drink.",
        key="C major", chart="C|F|G7|C|C|F|G7|C",
    ),
    piece(
        "Susanna in Port of Spain", "calypso", "steel drums, acoustic guitar, bass guitar, percussion",
        120, "sunny, playful",
        "An old American song goes on holiday: steel pans, offbeat guitar, congas and maracas.",
        tune="oh susanna", key="F major",
    ),
    piece(
        "Goat Races at Buccoo", "calypso", "steel drums, marimba, bass guitar, percussion",
        132, "festive, silly",
        "Quick soca-tinged calypso for steel drums with marimba strums, bass and lots of percussion.",
        key="G major", chart="G|C|D7|G|G|C|D7|G", feel="lively",
    ),
    piece(
        "Serenata for Two Doors", "mariachi", "trumpet, accordion, acoustic guitar, double bass",
        112, "romantic, warm",
        "A serenade with sweet paired trumpets, accordion and guitar under a balcony.",
        key="C major", chart="C|C|G7|G7|G7|G7|C|C", feel="song",
    ),
    piece(
        "Caves of Sacromonte", "flamenco", "classical guitar, acoustic guitar, hand claps",
        132, "passionate, fiery",
        "Flamenco nylon guitar with furious strums and handclaps, descending in the Andalusian way.",
        key="E phrygian", chart="Am|G|F|E|Am|G|F|E",
    ),
    piece(
        "Heels on Oak", "flamenco", "classical guitar, acoustic guitar, hand claps",
        152, "intense, fiery",
        "Rapid Spanish guitar runs over rasgueado chords and palmas, sparks flying.",
        key="A phrygian", chart="Dm|C|Bb|A|Dm|C|Bb|A", feel="reel",
    ),
    piece(
        "Memory of a Fountain", "spanish guitar", "classical guitar, strings",
        80, "romantic, nostalgic",
        "Spanish guitar tremolo, thumb bass below, strings like evening air in the Alhambra.",
        key="A minor", chart="Am|Dm|G|C|F|Dm|E7|Am",
    ),
    piece(
        "Barranquilla Bus", "cumbia", "accordion, electric guitar, bass guitar, percussion",
        96, "festive, earthy",
        "Cumbia with accordion tune, offbeat guitar, scraped guiro and bouncing bass.",
        key="A minor", chart="Am|Am|E7|Am|Dm|Am|E7|Am",
    ),
    piece(
        "Llamas above the Clouds", "andean", "pan flute, acoustic guitar, recorder, taiko",
        116, "bright, airy",
        "Andean dance: pan flute tune, small strummed guitar, recorder in thirds, a deep bass drum.",
        key="A minor pentatonic", chart="Am|C|G|Am|F|C|E|Am",
    ),
    piece(
        "Salt Lake Caravan", "andean", "pan flute, acoustic guitar, flute, taiko",
        92, "longing, wide",
        "Plaintive pan flute above mountain strumming and slow drum, flute in harmony. High plains wind.",
        key="E minor pentatonic", chart="Em|G|D|Em|C|G|B7|Em", feel="song",
    ),
)
