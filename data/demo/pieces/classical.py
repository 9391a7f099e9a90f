"""Catalogue entries in the classical style: works of European composers, and pieces composed in their manner."""

from __future__ import annotations

from .base import piece

# fmt: off
PIECES = (
    piece(
        "Ode to Joy", "orchestra", "trumpet, strings, french horn, cello, timpani",
        126, "triumphant, joyful",
        "Symphonic hymn: trumpet states the tune over broad strings, horns join in harmony and timpani drive it "
        "home.",
        tune="ode to joy",
    ),
    piece(
        "Joy for Four Bows", "string quartet", "violin, viola, strings, cello",
        116, "warm, joyful",
        "Chamber setting of a great hymn tune: violin melody, viola in thirds, pulsing strings and a walking "
        "cello.",
        tune="ode to joy", key="G major",
    ),
    piece(
        "Minuet in G", "alberti", "harpsichord",
        126, "elegant, cheerful",
        "Solo harpsichord minuet, crisp and courtly, powdered wigs and candelabra.",
        tune="minuet in g", genre="baroque",
    ),
    piece(
        "Palace Garden Minuet", "baroque", "recorder, harpsichord, oboe, cello",
        120, "elegant, light",
        "Recorder and oboe trade a courtly dance over rippling harpsichord and cello continuo.",
        tune="minuet in g", key="C major",
    ),
    piece(
        "Canon at the Altar", "string quartet", "violin, viola, pizzicato strings, cello",
        72, "romantic, serene",
        "Wedding favourite for bowed strings: long violin notes blossom into running figures above a cello ground "
        "and plucked chords.",
        tune="canon",
    ),
    piece(
        "Canon in Crystal", "prelude", "harp, strings",
        76, "serene, bright",
        "Harp alone plays a famous ground with its variations, strings entering halfway like light.",
        tune="canon", genre="classical",
    ),
    piece(
        "Fur Elise", "alberti", "piano",
        72, "wistful, intimate",
        "The best-known of piano album leaves, played alone and a little sadly over broken chords.",
        tune="fur elise", genre="classical piano",
    ),
    piece(
        "Elise's Jewellery Case", "nursery", "music box, harp, clarinet",
        69, "nostalgic, delicate",
        "A music box tinkles a famous album leaf while harp and clarinet hold quiet company.",
        tune="fur elise",
    ),
    piece(
        "Moonlit Triplets", "nocturne", "piano, piano, cello",
        54, "dark, melancholy",
        "Slow triplets on a piano at night, a bare repeated-note melody, and a cello deep underneath. Brooding and "
        "still.",
        tune="moonlight", genre="classical piano",
    ),
    piece(
        "Fate at the Door", "galop", "strings, french horn, trombone, cello, percussion",
        138, "dramatic, urgent",
        "Four hammering notes on strings and horn, again and again, trombones and cellos pushing. Stormy symphonic "
        "drama.",
        tune="beethoven's fifth", genre="orchestral",
    ),
    piece(
        "Turkish Rondo", "alberti", "piano",
        126, "lively, playful",
        "Brilliant classical piano with a marching left hand and twirling right, quick and witty.",
        tune="rondo alla turca", genre="classical piano",
    ),
    piece(
        "Janissary Parade", "march", "piccolo, bassoon, clarinet, tuba, percussion",
        126, "lively, exotic",
        "A mock-Turkish march for piccolo, clarinet, bassoon and tuba with plenty of drum.",
        tune="rondo alla turca",
    ),
    piece(
        "G Minor Unrest", "string quartet", "violin, viola, strings, cello",
        176, "anxious, elegant",
        "Restless minor-key violin theme that sighs in pairs over a nervous string accompaniment.",
        tune="symphony 40", genre="classical",
    ),
    piece(
        "Prelude in C", "prelude", "piano",
        76, "serene, pure",
        "Nothing but broken chords on a piano, one a bar, flowing and luminous.",
        tune="prelude in c", genre="baroque",
    ),
    piece(
        "Prelude at First Light", "prelude", "harpsichord, choir",
        84, "serene, reverent",
        "Harpsichord arpeggios with a choir breathing in beneath them. A chapel before anyone arrives.",
        tune="prelude in c", genre="baroque",
    ),
    piece(
        "Glass Prelude", "prelude", "marimba, glass pad, cello",
        84, "calm, hypnotic",
        "Old broken chords on wooden marimba bars, a glassy pad and low cello swelling behind. Meditative.",
        tune="prelude in c", genre="minimalism",
    ),
    piece(
        "Toccata from the Crypt", "organ toccata", "church organ",
        76, "dark, dramatic, scary",
        "A gothic church organ thunders its famous flourish in bare octaves and piles up a terrible chord. "
        "Vampires, castles, lightning.",
        tune="toccata", genre="horror organ",
    ),
    piece(
        "Here Comes the Procession", "church organ", "church organ",
        108, "ceremonial, joyful",
        "The bridal march on a grand church organ, as the doors open.",
        tune="bridal chorus", genre="organ",
    ),
    piece(
        "Easter Voluntary", "church organ", "church organ, trumpet, choir",
        104, "triumphant, bright",
        "Majestic organ hymn crowned by trumpet and choir, sunlight through stained glass.",
        key="D major", chart="D|A|Bm|G|D|G|A7|D", feel="song", genre="organ",
    ),
    piece(
        "Hall of the Trolls", "crescendo", "bassoon, pizzicato strings, violin, brass section, timpani",
        144, "mischievous, tense",
        "Creeps in on bassoon and plucked strings, then violins, brass and timpani whip it up into a frenzy.",
        tune="mountain king", genre="orchestral",
    ),
    piece(
        "Swans on Black Water", "orchestra", "oboe, strings, french horn, cello, timpani",
        96, "tragic, romantic",
        "A yearning oboe theme over shivering orchestral strings; horns and timpani bring the tragedy.",
        tune="swan lake", genre="ballet",
    ),
    piece(
        "The Swan Princess Sleeps", "harp solo", "harp, clarinet",
        84, "romantic, sad",
        "Clarinet sings a ballet theme in a minor key over harp arpeggios.",
        tune="swan lake", key="G minor", genre="ballet",
    ),
    piece(
        "Largo for a New World", "orchestra", "french horn, strings, clarinet, cello, timpani",
        66, "nostalgic, noble",
        "Broad horn melody over hushed strings, clarinet in harmony, distant timpani. Homeward through open "
        "country.",
        tune="new world largo", genre="orchestral",
    ),
    piece(
        "Danube Blue", "waltz", "violin, flute, strings, double bass",
        160, "elegant, joyful",
        "Viennese ballroom waltz: sweeping violins, a flute answering, oom-pah-pah strings. Chandeliers and "
        "spinning gowns.",
        tune="blue danube",
    ),
    piece(
        "Carousel in Winter", "waltz", "celesta, strings, harp, cello",
        126, "bittersweet, dreamy",
        "A slow carousel of celesta and harp turning over strings, lovely and a bit sad.",
        key="E minor", chart="Em|Am|D7|G|C|Am|B7|Em|Em|Am|D7|G|C|Am B7|Em|Em", metre="3/4",
    ),
    piece(
        "Galop Infernal", "galop", "piccolo, trumpet, strings, tuba, percussion",
        168, "frantic, hilarious",
        "High-kicking cabaret galop with piccolo, trumpet, strings and crashing snare. Everyone runs at once.",
        tune="can-can", genre="operetta",
    ),
    piece(
        "Cavalry Overture", "galop", "trumpet, piccolo, brass section, tuba, percussion",
        152, "heroic, exciting",
        "Galloping trumpet calls, brass off the beat, snare drum like hooves. Riders to the rescue.",
        tune="william tell", genre="orchestral",
    ),
    piece(
        "Gymnopedie", "salon", "piano, piano",
        76, "melancholy, calm",
        "Slow, bare piano: a low note, a hanging chord, and a melody that hardly moves. Empty streets in the rain.",
        tune="gymnopedie", genre="impressionist",
    ),
    piece(
        "Gymnopedie in Grey", "salon", "flute, electric piano",
        72, "dreamy, melancholy",
        "A flute floats over hanging electric piano chords in slow three. Wistful and spacious.",
        tune="gymnopedie", key="C major", genre="impressionist",
    ),
    piece(
        "Wedding Doors", "fanfare", "trumpet, brass section, tuba, timpani",
        112, "ceremonial, proud",
        "Bridal chorus as a brass fanfare: bright trumpets over tuba and pounding timpani.",
        tune="bridal chorus",
    ),
    piece(
        "Battle Hymn on Parade", "march", "trumpet, trombone, french horn, tuba, percussion",
        116, "patriotic, proud",
        "Marching band with trumpet tune, trombone counter-melody, horns, oom-pah tuba and rattling snare.",
        tune="battle hymn",
    ),
    piece(
        "Tin Soldiers, Quick Step", "march", "clarinet, bassoon, xylophone, tuba, percussion",
        132, "playful, marching",
        "Toy-box march for clarinet, bassoon, clacking xylophone and tuba with a toy drum.",
        tune="yankee doodle",
    ),
    piece(
        "Sneaking Past the Duke", "pizzicato", "bassoon, pizzicato strings, clarinet, cello",
        116, "sneaky, comic",
        "A bassoon on tiptoe over plucked strings; clarinet looks round the corner. Cartoon burglary.",
        key="D minor", chart="Dm|Dm|A7|Dm|Gm|Dm|A7|Dm",
    ),
    piece(
        "Sparrow Etiquette", "pizzicato", "flute, pizzicato strings, oboe, bassoon",
        132, "playful, light",
        "Pecking flute and pizzicato strings, oboe and bassoon for conversation. Woodland animals being polite.",
        key="G major", chart="G|C|G|D7|G|C|D7|G",
    ),
    piece(
        "Lark over Barley", "duo", "violin, piano",
        84, "pastoral, hopeful",
        "Violin soars over flowing piano, tender and open-hearted, like an English meadow.",
        key="E dorian", chart="Em|D|G|A|Em|G|D|Em", feel="slow", genre="romantic",
    ),
    piece(
        "Letter Never Sent", "piano solo", "piano",
        72, "sad, intimate",
        "Solo piano, slow and heartbroken, with a plain melody over a broken-chord left hand.",
        key="A minor", chart="Am|F|C|G|Am|F|E7|Am", genre="romantic piano",
    ),
    piece(
        "Concerto for Two Wigs", "baroque", "violin, harpsichord, flute, cello",
        120, "bright, lively",
        "Busy baroque allegro: violin runs, harpsichord ripples, flute imitation and a striding cello.",
        key="D major", chart="D|A|Bm|F#m|G|D|Em A|D",
    ),
    piece(
        "Cathedral in Four Voices", "choral", "choir, church organ",
        66, "reverent, peaceful",
        "Slow sacred choir in close harmony, organ pedal beneath, long stone echo.",
        key="D dorian", chart="Dm|C|F|C|Dm|G|C|Dm", feel="slow",
    ),
    piece(
        "Night of Snow and Voices", "choral", "choir, cello",
        132, "peaceful, tender",
        "Wordless choir sings a Christmas cradle song with a single cello below.",
        tune="silent night", key="Bb major",
    ),
    piece(
        "Green Sleeves at Court", "renaissance", "oboe, harpsichord, recorder, hand drums",
        92, "courtly, wistful",
        "Shawm-like oboe and recorder dance an old minor-key song over harpsichord strums and a small drum.",
        tune="greensleeves", key="D minor",
    ),
    piece(
        "Saltarello for the Jugglers", "renaissance", "recorder, hammered dulcimer, piccolo, hand drums",
        116, "lively, medieval",
        "Leaping medieval dance for recorder with piccolo, struck dulcimer and hand drum. Market-day fair.",
        key="D dorian", chart="Dm|C|Dm|C|Dm|C|Am|Dm", metre="6/8", feel="jig",
    ),
    piece(
        "Bells of the Carpathians", "bells", "tubular bells, choir, cello",
        152, "mysterious, festive",
        "A four-note bell figure goes round and round over a darkening choir and cello. Winter night, sleet, "
        "torches.",
        tune="shchedryk",
    ),
    piece(
        "Ring, Silver", "bells", "glockenspiel, strings, cello",
        160, "magical, urgent",
        "Glockenspiel repeats an urgent little motif while strings sink step by step. A holiday trailer with an "
        "edge.",
        tune="shchedryk", key="A minor",
    ),
    piece(
        "Weightless Bows", "harp solo", "harp",
        76, "calm, heavenly",
        "Solo harp, wide arpeggios and a floating tune. Spa, clouds, waking slowly.",
        key="Eb major", chart="Eb|Cm|Ab|Bb7|Eb|Cm|Ab Bb7|Eb", genre="harp",
    ),
)
