"""Catalogue entries: rock, pop, soul, reggae and electronic pieces."""

from __future__ import annotations

from .base import piece

_AXIS = "C|G|Am|F|C|G|F|C"
_MINOR_LOOP = "Am|F|C|G|Am|F|G|Am"

# fmt: off
PIECES = (
    piece(
        "Grace in Kingston", "reggae", "alto saxophone, electric guitar, organ, bass guitar, drums",
        80, "uplifting, warm",
        "Alto saxophone over offbeat guitar, rolling organ and melodic bass, easy and hopeful.",
        key="G major", chart="G|C|D|G|Em|C|D|G",
    ),
    piece(
        "Checkerboard Shoes", "ska", "tenor saxophone, trombone, organ, bass guitar, drums",
        172, "happy, frantic",
        "Skanking organ, tenor saxophone riff and trombone harmony at running speed.",
        key="A minor", chart="Am|Dm|E7|Am|Am|Dm|E7|Am",
    ),
    piece(
        "Korobeiniki Goes Ska", "ska", "trumpet, alto saxophone, electric guitar, bass guitar, drums",
        176, "frantic, silly",
        "A Russian market song gets a ska beat: trumpet and alto saxophone, guitar upstrokes and busy bass.",
        tune="korobeiniki",
    ),
    piece(
        "Parliament of Pigeons", "funk", "slap bass, clavinet, brass section, alto saxophone, drums",
        104, "groovy, confident",
        "Slap bass up front, clavinet scratching, horn stabs, alto saxophone solo and a drummer with ghost notes. "
        "Seventies street scene.",
        key="E dorian", chart="Em7|Em7|A7|A7|Em7|Em7|A7|B7",
    ),
    piece(
        "Wah-Wah Laundry", "funk", "slap bass, electric guitar, brass section, tenor saxophone, drums",
        96, "cool, gritty",
        "Mid-tempo funk: thumping slap bass, scratchy electric guitar, horns, greasy tenor saxophone.",
        key="D dorian", chart="Dm7|Dm7|G7|G7|Dm7|Dm7|G7|A7",
    ),
    piece(
        "Undercover Escalator", "funk", "slap bass, electric piano, brass section, flute, drums",
        108, "cool, sneaky",
        "Cop-show funk with slap bass, electric piano chops, brass hits and a fluttering flute.",
        key="C minor", chart="Cm7|Cm7|F7|F7|Cm7|Cm7|Ab7|G7",
    ),
    piece(
        "Glass Ball Fever", "disco", "synth lead, strings, electric guitar, slap bass, drum machine",
        118, "euphoric, danceable",
        "Disco with octave slap bass, soaring strings, scratch guitar and a catchy synth hook. Mirror ball turns.",
        key="A minor", chart=_MINOR_LOOP,
    ),
    piece(
        "Studio 45", "disco", "brass section, strings, muted guitar, slap bass, drums",
        124, "glamorous, danceable",
        "Brass fanfares, swirling strings and slap bass over an insistent kick drum and muted guitar.",
        key="E minor", chart="Em|C|D|Em|Em|C|D|B7",
    ),
    piece(
        "Arena at Dusk", "rock", "distorted guitar, electric guitar, bass guitar, rock drums",
        120, "triumphant, bold",
        "Anthemic guitar rock with a soaring distorted hook and stadium drums.",
        key="D major", chart="D|A|Bm|G|D|A|G|D",
    ),
    piece(
        "Battle Hymn for Amplifiers", "rock", "distorted guitar, electric guitar, bass guitar, rock drums",
        126, "heroic, loud",
        "A marching hymn on distorted guitar with power chords and pounding drums. Sports montage.",
        tune="battle hymn", key="A major",
    ),
    piece(
        "Postcards to Laurel", "folk rock", "harmonica, acoustic guitar, organ, bass guitar, drums",
        116, "nostalgic, hopeful",
        "Strummed acoustic guitar, harmonica tune, warm organ and an easy beat. Driving with the windows down.",
        key="G major", chart="G|D|Em|C|G|D|C|G",
    ),
    piece(
        "Reverb Beach", "surf", "electric guitar, muted guitar, bass guitar, drums",
        168, "energetic, cool",
        "Twangy surf guitar drenched in reverb, racing muted strums and rolling drums. Boards and big waves.",
        key="A minor", chart="Am|Am|G|G|F|F|E7|E7",
    ),
    piece(
        "Board Meeting in Malibu", "surf", "electric guitar, muted guitar, bass guitar, drums",
        160, "fun, sunny",
        "Clean electric guitar melody, dripping wet, over busy drums and pulsing bass.",
        key="E minor", chart="Em|Em|Am|Em|C|B7|Em|B7",
    ),
    piece(
        "Troll Surf", "surf", "electric guitar, muted guitar, bass guitar, drums",
        176, "mischievous, energetic",
        "A famous creeping goblin theme turned into a surf instrumental on echoing electric guitar.",
        tune="mountain king", key="E minor",
    ),
    piece(
        "No Homework", "punk", "distorted guitar, electric guitar, bass guitar, rock drums",
        188, "angry, energetic",
        "Three-chord punk at a sprint: distorted guitars, shouting hook, open hi-hats.",
        key="A major", chart="A|D|E|D|A|D|E|A",
    ),
    piece(
        "Susanna Breaks a String", "punk", "distorted guitar, electric guitar, bass guitar, rock drums",
        184, "rebellious, fun",
        "A campfire song played as fast punk with buzzing guitars and crashing drums.",
        tune="oh susanna", key="E major",
    ),
    piece(
        "Iron Bishop", "metal", "distorted guitar, electric guitar, bass guitar, rock drums",
        144, "aggressive, epic",
        "Chugging riffs and pounding double kick drums under a minor-key distorted melody. Dragons optional.",
        key="D minor", chart="Dm|Bb|C|Dm|Dm|Bb|Gm|A7",
    ),
    piece(
        "Symphony 40 in Black Leather", "metal", "distorted guitar, electric guitar, bass guitar, rock drums",
        176, "intense, dramatic",
        "Neoclassical metal: a famous minor symphony theme on screaming distorted guitar over galloping drums.",
        tune="symphony 40", key="E minor",
    ),
    piece(
        "Lighters Up", "power ballad", "electric guitar, piano, strings, bass guitar, rock drums",
        72, "emotional, epic",
        "Begins with piano and a singing electric guitar; strings and drums crash in for the second half. Eighties "
        "arena tears.",
        key="C major", chart=_AXIS,
    ),
    piece(
        "Every Light in Reno", "power ballad",
        "tenor saxophone, electric piano, synth pad, bass guitar, drum machine",
        76, "romantic, emotional",
        "Slow eighties ballad: tenor saxophone over glossy electric piano, pads and gated drums.",
        key="A major", chart="A|E|F#m|D|A|E|D|A",
    ),
    piece(
        "Sugar Static", "pop", "synth lead, piano, synth pad, synth bass, drum machine",
        116, "happy, catchy",
        "Bright synth hook, bouncing piano chords and a clean electronic beat. Summer commercial.",
        key="G major", chart="G|D|Em|C|G|D|C|G",
    ),
    piece(
        "Whistle Stop Romance", "pop", "recorder, acoustic guitar, strings, bass guitar, drums",
        108, "cute, happy",
        "Whistling recorder hook, acoustic guitar, strings and handy drums; quirky and sweet.",
        key="D major", chart="D|G|A|D|Bm|G|A|D",
    ),
    piece(
        "Velvet Bus", "soul", "alto saxophone, electric piano, brass section, bass guitar, drums",
        84, "sensual, warm",
        "Slow-burning soul: alto saxophone, electric piano, horns that answer, deep-pocket drums.",
        key="F minor", chart="Fm7|Bbm7|Eb7|Abmaj7|Dbmaj7|Bbm7|C7|Fm7",
    ),
    piece(
        "Sunday Shoes", "soul", "harmonica, electric piano, brass section, bass guitar, drums",
        92, "warm, nostalgic",
        "Sweet harmonica over electric piano with punchy horns and a relaxed Motown-ish beat.",
        key="Bb major", chart="Bb|Gm7|Cm7|F7|Bb|Gm7|Cm7 F7|Bb",
    ),
    piece(
        "Soda Fountain Hop", "rock and roll", "tenor saxophone, electric guitar, piano, double bass, drums",
        168, "fun, energetic",
        "Fifties rock and roll: honking tenor saxophone, hammering piano, slapped double bass, twanging guitar.",
        key="C blues", chart="C7|C7|C7|C7|F7|F7|C7|C7|G7|F7|C7|G7",
    ),
    piece(
        "Chrome Tailfins", "rock and roll", "electric guitar, alto saxophone, piano, double bass, drums",
        176, "wild, fun",
        "Duck-walking electric guitar lead, piano eighths and walking bass with a cracking snare.",
        key="A blues", chart="A7|A7|A7|A7|D7|D7|A7|A7|E7|D7|A7|E7",
    ),
    piece(
        "Uncle Bertie Paints a Fence", "comic", "bassoon, pizzicato strings, xylophone, tuba, percussion",
        126, "silly, clumsy",
        "Slapstick cue: bumbling bassoon, plucked strings, xylophone chasing and woodblocks. Someone falls off a "
        "ladder.",
        key="F major", chart="F|F|C7|C7|C7|C7|F|F",
    ),
    piece(
        "Ducks Cross the Avenue", "comic", "clarinet, marimba, xylophone, bassoon, percussion",
        138, "playful, cute",
        "Waddling clarinet tune with marimba, xylophone and bassoon. Nature documentary with a sense of humour.",
        key="C major", chart="C|C|G7|C|F|C|G7|C",
    ),
    piece(
        "Weasel on a Unicycle", "circus", "organ, xylophone, accordion, tuba, drums",
        132, "silly, dizzy",
        "Fairground organ and xylophone spin a nursery tune over accordion and tuba.",
        tune="pop goes the weasel", key="C major",
    ),
    piece(
        "Big Top Catastrophe", "circus", "trumpet, piccolo, accordion, tuba, drums",
        176, "frantic, silly",
        "Circus galop with blaring trumpet, piccolo, accordion oom-pah and cymbals. Clowns pour from a car.",
        key="C major", chart="C|C|G7|G7|G7|G7|C|C|F|F|C|A7|D7|G7|C|C",
    ),
    piece(
        "Sunset Odometer", "synthwave", "synth lead, synth pad, synth bass, drum machine",
        96, "nostalgic, cool",
        "Eighties night drive: pulsing synth bass, warm pads, gated drums and a wistful lead synthesizer.",
        key="A minor", chart=_MINOR_LOOP,
    ),
    piece(
        "Chrome Horizon", "synthwave", "alto saxophone, synth pad, synth bass, drum machine",
        100, "romantic, nostalgic",
        "Alto saxophone wails over neon synth pads, arpeggiated bass and drum machine.",
        key="D minor", chart="Dm|Bb|F|C|Dm|Bb|C|Dm",
    ),
    piece(
        "Warehouse Arithmetic", "techno", "synth lead, synth pad, synth bass, drum machine",
        132, "hypnotic, dark",
        "Relentless techno: a looping synth sequence, rumbling bass and four-to-the-floor kick.",
        key="A minor", chart="Am|Am|Am|Am|F|F|G|Am",
    ),
    piece(
        "Concrete Pulse", "techno", "marimba, synth pad, synth bass, 808 drum machine",
        126, "hypnotic, minimal",
        "Minimal techno with a marimba pattern ticking over deep synth bass and machine drums.",
        key="D minor", chart="Dm|Dm|Dm|Dm|Gm|Gm|Am|Dm",
    ),
    piece(
        "Terrace until Ten", "house", "alto saxophone, piano, synth pad, synth bass, drum machine",
        122, "happy, danceable",
        "House with bright piano stabs, saxophone hook, offbeat hats and a bouncing synth bass. Sunset terrace.",
        key="F minor", chart="Fm7|Ab|Eb|Bbm7|Fm7|Ab|Eb|C7",
    ),
    piece(
        "Deep Window", "house", "vibraphone, electric piano, synth pad, synth bass, drum machine",
        118, "mellow, danceable",
        "Deep house: vibraphone over warm electric piano chords, pad and soft kick.",
        key="D minor", chart="Dm9|Gm7|Bbmaj7|Am7|Dm9|Gm7|Bbmaj7|A7",
    ),
    piece(
        "Falling Blocks", "chiptune", "chip lead, synth lead, synth bass, drum machine",
        144, "urgent, nostalgic",
        "A Russian folk song as handheld-console music, square waves racing and arpeggios bleeping.",
        tune="korobeiniki",
    ),
    piece(
        "Dungeon, Floor Nine", "chiptune", "chip lead, synth lead, synth bass, drum machine",
        160, "tense, adventurous",
        "Dark eight-bit dungeon loop with a creeping square lead that speeds through old goblin caves.",
        tune="mountain king", key="A minor",
    ),
    piece(
        "Pocket Rondo", "chiptune", "chip lead, music box, synth bass, drum machine",
        138, "playful, clever",
        "Classical rondo played by a game console with a music box sparkling beside the square wave.",
        tune="rondo alla turca",
    ),
    piece(
        "Rainfall Protocol", "drum and bass", "flute, synth pad, synth bass, drum machine",
        172, "urgent, dreamy",
        "Fast broken beats under a lonely flute and floating pads, bass wobbling low.",
        key="D minor", chart="Dm|Dm|Bb|Bb|F|F|C|C",
    ),
    piece(
        "Satellite Garden", "ambient", "celesta, glass pad, strings",
        56, "dreamy, weightless",
        "Glass-like pad and drifting celesta drops with soft strings. Floating in space.",
        key="F lydian", chart="Fmaj7|Fmaj7|G|G|Am7|Am7|G|G",
    ),
    piece(
        "Low Tide Breathing", "ambient", "pan flute, synth pad, harp",
        54, "peaceful, meditative",
        "Meditation music: breathy pan flute, slow swelling pads and single harp notes.",
        key="C major pentatonic", chart="C|C|Am|Am|F|F|G|G",
    ),
    piece(
        "Cat on the Router", "lo-fi", "jazz guitar, electric piano, bass guitar, drum machine",
        82, "cosy, mellow",
        "Mellow jazz guitar over electric piano and a swung, crackly beat. Rainy cafe.",
        key="F major", chart="Fmaj7|Em7b5 A7|Dm7|Cm7 F7|Bbmaj7|Am7|Gm7|C7",
    ),
    piece(
        "Velour Corridor", "trip-hop", "clarinet, vibraphone, strings, fretless bass, drum machine",
        76, "mysterious, moody",
        "Low clarinet over vibraphone echoes, strings and a dragging beat with fretless bass.",
        key="A minor", chart="Am|Am|F|F|Dm|Dm|E7|E7",
    ),
    piece(
        "Cassette Detective", "trip-hop", "harpsichord, electric piano, tremolo strings, fretless bass, drum machine",
        84, "suspicious, cool",
        "Spy-film harpsichord loops over slow breakbeat, trembling strings and fretless bass.",
        key="D minor", chart="Dm|Dm|Bb|Bb|Gm|Gm|A7|A7",
    ),
    piece(
        "Aurora Gate", "trance", "synth lead, harp, synth pad, synth bass, drum machine",
        138, "euphoric, uplifting",
        "Uplifting trance: climbing arpeggios, offbeat bass, wide pads and a hymn-like lead synth.",
        key="A minor", chart="Am|F|C|G|Am|F|G|Am",
    ),
    piece(
        "Corner Store Cipher", "hip-hop", "flute, electric piano, synth bass, 808 drum machine",
        88, "confident, cool",
        "Boom-bap beat with electric piano loop, deep synth bass and a flute hook.",
        key="C minor", chart="Cm7|Cm7|Fm7|G7|Cm7|Cm7|Ab7|G7",
    ),
    piece(
        "Kora on the Corner", "hip-hop", "kalimba, harp, synth bass, 808 drum machine",
        92, "cool, bright",
        "Harp loop and kalimba hook over booming 808 drums and bass.",
        key="A minor", chart="Am|F|C|G|Am|F|G|Am",
    ),
)
