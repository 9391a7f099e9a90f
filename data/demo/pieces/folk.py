"""Catalogue entries: folk, country, sacred and nursery pieces."""

from __future__ import annotations

from .base import piece

# fmt: off
PIECES = (
    piece(
        "Oh! Susanna", "bluegrass", "banjo, fiddle, acoustic guitar, double bass",
        168, "happy, energetic",
        "A bright five-string banjo rolls without a pause over boom-chick acoustic guitar and plucked double bass; "
        "a fiddle joins for the second half. Feel-good front-porch bluegrass.",
        tune="oh susanna",
    ),
    piece(
        "Hoecakes at Sunrise", "bluegrass", "banjo, harmonica, acoustic guitar, double bass",
        150, "cheerful, rustic",
        "Fast fingerpicked banjo carries an old campfire tune while a harmonica bends its notes above a strumming "
        "guitar and upright bass. Good for a barn dance or a road trip.",
        tune="boil them cabbage",
    ),
    piece(
        "Saints on the Front Porch", "bluegrass", "banjo, fiddle, acoustic guitar, double bass",
        176, "joyful, lively",
        "The banjo picks at a gallop and the fiddle slides in on top. Country string band with a walking double "
        "bass and steady guitar strums, festive and sunny.",
        tune="saints",
    ),
    piece(
        "Lost Mine, Lost Miner", "banjo ballad", "harmonica, banjo, double bass",
        84, "nostalgic, wistful",
        "Slow and lonesome: a harmonica sings over gentle fingerpicked banjo and a single bass note to the bar, "
        "like dusk falling on a mountain town.",
        tune="clementine", genre="appalachian",
    ),
    piece(
        "Over the Ocean", "banjo song", "banjo, acoustic guitar, clarinet, double bass",
        132, "playful, warm",
        "A waltzing banjo tune with soft guitar chords; a clarinet joins a third below halfway through. Homely, "
        "sing-along music.",
        tune="my bonnie", genre="appalachian",
    ),
    piece(
        "Cedar Creek Breakdown", "bluegrass", "banjo, fiddle, acoustic guitar, double bass",
        184, "energetic, exciting",
        "Breakneck banjo picking, three-finger rolls from the first bar to the last, chased by a fiddle over "
        "chopping guitar. Made for a car chase in the hills.",
        key="G major", chart="G|G|C|G|G|G|D7|D7|G|G|C|G|C|G D7|G|G", feel="reel",
    ),
    piece(
        "Smoke over Harlan", "banjo ballad", "violin, banjo, double bass",
        92, "sad, haunting",
        "A modal mountain lament: plaintive violin above a rippling minor-key banjo. Sparse, dark and rural.",
        key="D dorian", chart="Dm|Dm|C|Dm|Dm|F|C|Dm", feel="slow", genre="appalachian",
    ),
    piece(
        "Simple Gifts", "banjo song", "banjo, acoustic guitar, flute, double bass",
        112, "peaceful, hopeful",
        "An old Shaker dance song on banjo with light guitar strokes, and a flute that harmonises it from the "
        "middle on. Plain, clean and content.",
        tune="simple gifts", genre="appalachian",
    ),
    piece(
        "Buckdancer's Holiday", "banjo song", "banjo, acoustic guitar, harmonica, double bass",
        144, "cheerful, carefree",
        "Rolling banjo and bouncing acoustic guitar, with a harmonica for company. Could open a cooking show set "
        "on a farm.",
        key="C major", chart="C|F|C|G7|C|F|C G7|C", feel="lively",
    ),
    piece(
        "Long Ride to Abilene", "country", "electric guitar, acoustic guitar, harmonica, bass guitar, drums",
        112, "relaxed, nostalgic",
        "Laid-back country with a twangy electric guitar lead, boom-chick acoustic, and a harmonica answering from "
        "afar over brushed-easy drums.",
        key="A major", chart="A|A|D|A|A|F#m|B7|E7|A|A7|D|D|A|E7|A|A",
    ),
    piece(
        "Neon Boot Shuffle", "country", "fiddle, acoustic guitar, electric guitar, bass guitar, drums",
        132, "upbeat, fun",
        "Honky-tonk two-step for fiddle, acoustic guitar and a clean electric guitar; the drums tick along and the "
        "bass alternates. Saturday night at the dance hall.",
        key="D major", chart="D|D|G|D|D|D|A7|A7|D|D7|G|G|D|A7|D|D", feel="lively",
    ),
    piece(
        "Drowsy Maggie", "reel", "fiddle, piccolo, acoustic guitar, double bass, hand drums",
        184, "lively, exciting",
        "A whirling Irish reel: ornamented fiddle, later doubled by a piccolo, driven by open guitar chords and a "
        "frame drum. Feet will move.",
        tune="drowsy maggie", genre="celtic",
    ),
    piece(
        "The Swallowtail", "reel", "piccolo, fiddle, acoustic guitar, cello, hand drums",
        116, "lively, mysterious",
        "Minor-key jig with a piccolo dancing on top and fiddle joining the second time, acoustic guitar and hand "
        "drum underneath. Celtic pub session.",
        tune="swallowtail jig", genre="celtic",
    ),
    piece(
        "The Kesh", "reel", "accordion, fiddle, acoustic guitar, cello, hand drums",
        118, "happy, lively",
        "A lilting jig led by accordion, with the fiddle falling in for the second half and guitar keeping time. "
        "Bright green fields and pints on the table.",
        tune="kesh jig", genre="celtic",
    ),
    piece(
        "Washing Day in Cork", "reel", "fiddle, accordion, acoustic guitar, double bass, hand drums",
        120, "playful, happy",
        "Skipping fiddle jig with accordion and strummed guitar. Comic, quick and full of grace notes.",
        tune="irish washerwoman", genre="celtic",
    ),
    piece(
        "Soldier's Joy", "reel", "hammered dulcimer, fiddle, acoustic guitar, double bass, hand drums",
        168, "joyful, energetic",
        "Glittering hammered dulcimer plays a quick old-time dance, shadowed by fiddle over driving guitar.",
        tune="soldier's joy", genre="old-time",
    ),
    piece(
        "Speed, Bonnie Boat", "folk ballad", "pan flute, harp, cello",
        104, "peaceful, longing",
        "A breathy pan flute sings a Scottish boat song over flowing harp, and a cello adds a slow second line. "
        "Misty lochs.",
        tune="skye boat song", genre="celtic",
    ),
    piece(
        "Londonderry Air", "folk ballad", "oboe, harp, strings",
        66, "sad, tender",
        "Tender Irish air for oboe over plucked harp, strings rising gently behind it. A farewell scene.",
        tune="londonderry air", genre="celtic",
    ),
    piece(
        "Highland Muster", "bagpipe march", "bagpipes, percussion",
        96, "proud, solemn",
        "Highland bagpipes with their drone play a slow march, marching snare and bass drum behind. Parade ground, "
        "kilts, cold air.",
        key="D mixolydian", chart="D|C|D|C|D|G|C|D", feel="song", genre="bagpipe",
    ),
    piece(
        "Grace from the Glen", "bagpipe march", "bagpipes, percussion",
        84, "solemn, uplifting",
        "A well-known hymn on bagpipes above a constant drone, with slow drum taps. Memorial service or funeral.",
        tune="amazing grace", genre="bagpipe",
    ),
    piece(
        "Pipes at Hogmanay", "bagpipe march", "bagpipes, percussion",
        108, "nostalgic, festive",
        "New Year's farewell on the bagpipes, the drone humming and the drums rattling in step.",
        tune="auld lang syne", genre="bagpipe",
    ),
    piece(
        "Boys of the Brae", "bagpipe march", "bagpipes, percussion",
        126, "energetic, proud",
        "Brisk bagpipes over their drone with crisp rattling snare. Scottish games in full swing.",
        key="A mixolydian", chart="A|A|G|A|A|D|G|A", feel="lively", genre="bagpipe",
    ),
    piece(
        "Reel of the Red Tartan", "bagpipe march", "bagpipes, percussion",
        138, "lively, wild",
        "Skirling bagpipes race through a dance tune; the drone never stops, and neither does the snare drum.",
        tune="soldier's joy", key="A major", genre="bagpipe",
    ),
    piece(
        "Tam Lin's Gate", "bagpipe march", "bagpipes, percussion",
        104, "dark, mysterious",
        "Minor jig on the bagpipes, drone below, drums marking the lilt. Something uncanny at the crossroads.",
        tune="swallowtail jig", key="A dorian", genre="bagpipe",
    ),
    piece(
        "Early in the Morning", "shanty", "accordion, fiddle, acoustic guitar, double bass, percussion",
        138, "rowdy, fun",
        "Stomping sea shanty on accordion with a fiddle harmony, strummed guitar and tambourine. Sailors, rum and "
        "a rolling deck.",
        tune="drunken sailor", genre="sea shanty",
    ),
    piece(
        "Bring Back, Bring Back", "shanty", "accordion, harmonica, acoustic guitar, tuba, percussion",
        138, "nostalgic, warm",
        "Harbour-tavern waltz: accordion sings, harmonica harmonises, tuba and guitar sway along.",
        tune="my bonnie", key="F major", genre="sea shanty",
    ),
    piece(
        "Village Green Polka", "polka", "clarinet, trumpet, accordion, tuba, drums",
        138, "cheerful, bouncy",
        "A small band in the square; clarinet tune, trumpet harmony, accordion off the beat and tuba on it.",
        key="Bb major", chart="Bb|Bb|F7|F7|F7|F7|Bb|Bb|Eb|Eb|Bb|Bb|F7|F7|Bb|Bb", feel="lively",
    ),
    piece(
        "The Pedlar", "klezmer", "clarinet, trombone, accordion, tuba, percussion",
        124, "playful, exotic",
        "A Russian peddler's tune at dance tempo: clarinet lead, trombone harmony, oom-pah tuba and accordion.",
        tune="korobeiniki",
    ),
    piece(
        "Greensleeves by the Hearth", "folk ballad", "recorder, classical guitar, cello",
        84, "nostalgic, calm",
        "A recorder plays an Elizabethan melody in six-eight over softly plucked nylon-string guitar, with a warm "
        "cello below.",
        tune="greensleeves", genre="renaissance",
    ),
    piece(
        "Willow by the Weir", "picked solo", "acoustic guitar",
        92, "calm, intimate",
        "Solo fingerstyle acoustic guitar, steel strings ringing, a simple melody on top of steady thumb bass. "
        "Rainy window, cup of tea.",
        key="G major", chart="G|Em|C|D|G|Em|C D|G", genre="fingerstyle",
    ),
    piece(
        "Courtyard in June", "picked solo", "classical guitar",
        80, "romantic, calm",
        "One nylon-string classical guitar, unhurried, with gentle arpeggios and a singing upper voice.",
        key="E minor", chart="Em|Am|D7|G|C|Am|B7|Em", feel="slow", genre="classical guitar",
    ),
    piece(
        "Cradle by the Window", "lullaby", "music box, harp, strings",
        92, "soothing, sleepy",
        "A music box plays the most famous of cradle songs over soft harp, strings like a blanket. For putting a "
        "baby to sleep.",
        tune="brahms lullaby",
    ),
    piece(
        "Twinkling", "lullaby", "celesta, harp, strings",
        84, "innocent, dreamy",
        "Celesta chimes a nursery star song, harp rocks underneath and quiet strings fill the room.",
        tune="ah vous dirai-je",
    ),
    piece(
        "Weasel in the Toy Shop", "nursery", "xylophone, pizzicato strings, bassoon",
        112, "playful, silly",
        "Clacking xylophone, tiptoeing pizzicato strings and a grumpy bassoon play a children's round-the-bush "
        "game.",
        tune="pop goes the weasel",
    ),
    piece(
        "Clockwork Mice", "nursery", "glockenspiel, pizzicato strings, bassoon",
        126, "cute, playful",
        "Tiny glockenspiel tune over plucked strings while a bassoon waddles. Toys coming alive at midnight.",
        key="C major", chart="C|C|F|C|G7|C|D7|G7|C|C|F|C|G7|C|G7|C", feel="lively",
    ),
    piece(
        "Yankee Doodle", "nursery", "piccolo, marimba, tuba",
        132, "cheerful, comic",
        "Piccolo whistles a patriotic ditty, marimba chops the chords, tuba oom-pahs. Parade of tin soldiers.",
        tune="yankee doodle",
    ),
    piece(
        "Silent Night", "carol", "choir, church organ, tubular bells, french horn",
        126, "peaceful, reverent",
        "A choir hums a Christmas lullaby over quiet church organ; french horn and bells enter softly in the "
        "second half. Candlelight.",
        tune="silent night",
    ),
    piece(
        "Tidings in the Minster", "carol", "choir, strings, tubular bells, trombone",
        138, "solemn, festive",
        "Minor-key old English carol for choir and strings, with tolling bells and a trombone line. Frost on stone "
        "walls.",
        tune="god rest ye",
    ),
    piece(
        "Heaven and Nature", "carol", "trumpet, church organ, tubular bells, choir",
        152, "joyful, triumphant",
        "Trumpet proclaims a Christmas hymn over full church organ, choir and bells joining for the big finish.",
        tune="joy to the world",
    ),
    piece(
        "One-Horse Open", "sleigh ride", "clarinet, glockenspiel, pizzicato strings, double bass, sleigh bells",
        176, "merry, festive",
        "Clarinet and glockenspiel trot through the snow with pizzicato strings and jingling sleigh bells. "
        "Christmas shop window.",
        tune="jingle bells",
    ),
    piece(
        "Boughs of Holly", "sleigh ride", "flute, celesta, pizzicato strings, bassoon, sleigh bells",
        168, "merry, playful",
        "Quick, sparkling holiday music: flute tune, celesta doubling, plucked strings and a round bassoon bass.",
        tune="deck the halls",
    ),
    piece(
        "Figgy Pudding", "sleigh ride", "xylophone, glockenspiel, pizzicato strings, tuba, sleigh bells",
        152, "happy, festive",
        "A carol-singers' waltz on xylophone and glockenspiel, tuba bouncing below, sleigh bells ringing every "
        "beat.",
        tune="we wish you",
    ),
    piece(
        "Saved Wretch Blues", "gospel", "harmonica, organ, choir, bass guitar, drums",
        92, "uplifting, warm",
        "A beloved hymn swung in three: soulful harmonica, organ chords, choir lifting the last verse.",
        tune="amazing grace", key="F major",
    ),
    piece(
        "Glory, Glory", "gospel", "trumpet, organ, choir, slap bass, drums",
        120, "triumphant, joyful",
        "Trumpet leads a marching hymn turned into hand-clapping gospel with organ, choir and tambourine.",
        tune="battle hymn",
    ),
    piece(
        "Let My People Go", "spiritual", "cello, choir, double bass",
        72, "sad, solemn",
        "A dark spiritual sung by solo cello over humming choir and slow double bass. Grief and dignity.",
        tune="go down moses",
    ),
    piece(
        "Goin' Home at Dusk", "spiritual", "oboe, strings, cello",
        60, "nostalgic, tender",
        "A longing oboe melody over very soft strings, cello at the bottom. Homesickness in a wide landscape.",
        tune="new world largo", genre="orchestral",
    ),
)
