"""Finding the words of music in a request: concepts with their places, and typing errors forgiven.

It answers only "which concepts are named, and where"; what the naming means (a wish, a refusal, "slower
than this") is the planner's business.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from models.concepts import Concept, concept, fold, phrases

Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
_LONGEST = 4  # words in the longest phrase worth trying

# Words after which a name is not one: "I love jazz" asks for nothing romantic, "my house" for no house music.
_NOT_AFTER: dict[str, frozenset[str]] = {
    "love": frozenset("i we you they would d really id also still ll".split()),
    "loving": frozenset("i we am m been".split()),
    "house": frozenset("my our your the her his".split()),
    "world": frozenset("the whole".split()),
    "country": frozenset("my our your the another".split()),
    "work": frozenset("doesn t didn not does will might would could".split()),
    "hard": frozenset("working work".split()),
    "run": frozenset("i we long".split()),
    "film": frozenset("silent".split()),
    "march": frozenset("in since last this".split()),
    "metal": frozenset("plucked".split()),
    "low": frozenset("a on".split()),
    "hook": frozenset("the off".split()),
    "fancy": frozenset("i we would d really you".split()),
    "beats": frozenset("nothing that it what".split()),
    "chanson": frozenset("une la seule belle petite cette bonne jolie vieille autre ta ma".split()),
    "chansons": frozenset("des les ces quelques belles petites trois deux cinq dix quatre vieilles autres de".split()),
    "shredding": frozenset("banjo fiddle violin piano accordion ukulele mandolin organ cello sax".split()),
    "running": frozenset("keep up".split()),
    "score": frozenset("high the".split()),
}
_NOT_BEFORE: dict[str, frozenset[str]] = {
    "love": frozenset("it this that them these to how the".split()),
    "low": frozenset("bpm".split()),
    "heavy": frozenset("on".split()),
    "fancy": frozenset("some a an something hearing".split()),
    "running": frozenset("at for time".split()),
    "work": frozenset("out by of".split()),
    "rock": frozenset("me the my".split()),
}

# Common words that lie a typing error away from a name, found by trying all words of MiniLM's vocabulary.
# They are spelt right and stay what they are.
_SPELT_RIGHT = frozenset(
    """
    battery carolina caroline elizabeth moderator programme programmes
    according advent aggression align alignment allen along alternate alternating ambulance amend angel angelica
    apprehension arabia arabs argentina backseat bacteria bacterial badger ballard balls banco banged bangor
    bangs banker bankers banking banner banners banning barack barbarian baseline bases basil basque battled
    beads beak beams beans bearing bears beast beasts becker beech beide bella belle belts bench bills binds
    bingo blaming blazing boats booking bosch bottle bounce bounty branch breach bribe bridge brilliance
    brilliant brock bulge bulls bunch calling calmed calves canton cantor carlo carlos carole carroll cartoonist
    catch cathy caves cease celebrated celebrity celia cells ceremonies chair chairs champaign championed chang
    chart chased cheek cheeks cheese cherry child childless chile chili chimed choking chores chose christian
    christians cinder clade clare class climatic clive clothes codes coloration columbian comic coming
    commemorating commemorative commenting committing competing complexes computing concentrated concerning
    concert concerts congo conical contemplating converting cooling cooperate coping copy coral cords cores
    corey corner corporation cortes county courier crashing creep crimes cuisine cumbria danced dancer danger
    dante decreased decreasing dedicated defected defective defending denise dependent detected detecting
    detection directive discs distress disturbed diver divide diving documented documents drafting drove
    drowning drugs duplicate echoed echoes elector electrode electron electrons elegance enhancing ernest erotic
    estranged exchanged exchanging executing exercised exited exiting experiment experimented experiments
    expertise fanny fears felix feuer fever fewer flight fluid forget forrest forte fright fruit gangs gaping
    gazing gente gentry gland glistening grace grade graduating grande grange grant grape grateful gravel greed
    green greer greet grind groom grove harmonic harmonies harper heartbeat heroin hindi horne horrified horse
    housed hovering hunted hunting india indiana indonesia industries indy infections inflation insulation
    inversion iris isolate jalan kant kerry killed killing kimball kitchener lakes large laude lauren lease
    leute leyte libby livery living looked looking loomed looming looted looting losing maintains marc marched
    marcia marco marin mark marriage marriages marry marsh marshes martha martin mastery match matches mating
    medal mediation medication medications mellon mental mercy message moaning monuments morgan motel mountain
    mountainous munster mysteries naples nerves niche nobel norse officer operating operation operative packing
    pains paint palma palms panties panting paranoia parenting parry particles parting parts patty paying
    permission persecution persia persuasion pickering pinto place plague plaintiff plane plantation plata plate
    platforms playing plays plaza plume pointing poppy powerplant prayed precision preservation preston printing
    processing processor production profession professions progression projective protective publicity
    publicized puppy quilt quite raging raiding railing raising raped rating reclamation recorded redding
    reflecting reflection regaining regan regarding regent reggie rejecting related relating relay releasing
    relegation religions relocation remaining reminiscent renal repetition replacing reporting resemblance
    resonance respecting respective restraints retaining retreating revealing reverend rhode rider ripping
    rivera rocking romanesque rouge rouse routed rover royale ruining saber sabre sacked sales samoa sample
    satire saturn saves scarf scars scattering scent scope scored scorer scratched scratches screening scroll
    sears seduction selective sentiment sentiments serena sergio seria serie sewing sexes shadow shadows shake
    shaken shakes share shave sheep shielding shine shivering shooting shore short signaling signing silky
    simplement simpler sinking skating slave sleek sling smoothing snake snarl snort something somme sonny
    spaced spade spanned spare sparkle spectra speed speeds spice spicy sprawling spreading spring springs
    stacey stacy stairs stare stares staring stark starr starring start startling starts stats stature stays
    steamship steep sting stinging stirling store storey storing story stranger strangers strangled stretched
    stretches strong strung sturdy sumner sunni super suspended suspension sweep sweeping switching swore swung
    synthesis table tables tease teens tended tends tener tens tensed tensor testified thrilled tinkling topical
    trace tradition traditions trailing transitional trash traveller trial triangular trieste tubes understand
    undertaker unearthed unease universal universite unmarried unwilling valentin valle valuation value valve
    vantage variation vibration victor victories villa villas violet voiced votes vowels walker waller walter
    warship welding whimpered wholesale woodlands woodstock woody would wrestling
    """.split()
)


# Adverbs that say something else than the word that they are made of: "hopefully" asks for nothing hopeful.
_ADVERBS = frozenset("hopefully hardly lovely seriously oddly dearly ideally".split())

# Words that requests are made of: a misspelt one is none of music's.
_EVERYDAY = tuple(
    "something anything nothing everything someone somewhere please listen listening would could should really "
    "without music sounds sounding similar another different looking thanks maybe little please instrument "
    "instruments singing melody because recommend suggest favourite favorite".split()
)

# What the concepts' own synonyms leave out, folded: what listeners say in Spanish, German and French.
_FOREIGN = {
    # instruments
    "geige": "violin", "geigen": "violin", "geiger": "violin", "bratsche": "viola", "klavier": "piano",
    "klaviere": "piano", "flugel": "piano", "saxofon": "saxophone", "saxofono": "saxophone", "saxo": "saxophone",
    "trompete": "trumpet", "trompeten": "trumpet", "trompette": "trumpet", "trompettes": "trumpet",
    "trompeta": "trumpet", "posaune": "trombone", "trombon": "trombone", "streicher": "strings",
    "streichinstrumente": "strings", "cordes": "strings", "cuerdas": "strings", "violon": "violin",
    "violons": "violin", "violin": "violin", "violines": "violin", "piano a queue": "piano",
    "gesang": "vocals", "gesungen": "vocals", "singen": "vocals", "stimme": "vocals", "stimmen": "vocals",
    "voix": "vocals", "chant": "vocals", "chante": "vocals", "paroles": "vocals", "voz": "vocals", "voces": "vocals",
    "canto": "vocals", "cantante": "vocals", "letra": "vocals", "cantada": "vocals", "tambor": "drums",
    "trommeln": "drums", "bateria": "drums", "percusion": "percussion", "perkussion": "percussion",
    "percussions": "percussion", "cajon": "percussion", "bajo electrico": "bass guitar", "gitarren": "guitar",
    "guitares": "guitar", "guitarras": "guitar", "floten": "flute", "flutes": "flute", "flautas": "flute",
    "orgue": "organ", "drehorgel": "organ", "gaitas": "bagpipes", "dudelsacke": "bagpipes",
    "cornemuses": "bagpipes", "chore": "choir", "choeurs": "choir", "coros": "choir", "glocke": "bells",
    "synthetiseur": "synthesizer", "sintetizador": "synthesizer", "synthesizern": "synthesizer",
    "maultrommel": "harmonica", "vents": "woodwinds", "holzblaser": "woodwinds", "vientos": "woodwinds",
    # moods and textures
    "ruhige": "calm", "ruhiges": "calm", "gemutliche": "warm", "entspannte": "calm", "traurige": "sad",
    "traurigen": "sad", "frohlich": "happy", "frohliche": "happy", "lebhaft": "energetic", "lebhafte": "energetic",
    "wild": "energetic", "wilde": "energetic", "dustere": "dark", "dunkle": "dark", "unheimliche": "scary",
    "gruselige": "scary", "vertraumte": "dreamy", "feierliche": "serious", "festliche": "celebration",
    "langsam": "slow", "langsame": "slow", "langsames": "slow", "langsamen": "slow", "schnell": "fast",
    "schnelle": "fast", "schnelles": "fast", "schnellen": "fast", "laut": "loud", "laute": "loud", "leise": "quiet",
    "leises": "quiet", "sanft": "quiet", "sanfte": "quiet", "lent": "slow", "lente": "slow", "lents": "slow",
    "lentes": "slow", "rapide": "fast", "rapides": "fast", "douce": "quiet", "doux": "quiet", "bruyant": "loud",
    "forte": "loud", "joyeuse": "happy", "joyeuses": "happy", "gaie": "happy", "entrainant": "energetic",
    "entrainante": "energetic", "calmes": "calm", "tristes": "sad", "effrayante": "scary", "inquietant": "scary",
    "inquietante": "scary", "sombres": "dark", "mysterieuse": "mysterious", "reveuse": "dreamy",
    "apaisante": "calm", "relaxante": "calm", "lento": "slow", "lenta": "slow", "lentos": "slow", "lentas": "slow",
    "rapido": "fast", "rapida": "fast", "rapidos": "fast", "rapidas": "fast", "suave": "quiet", "suaves": "quiet",
    "fuerte": "loud", "ruidoso": "loud", "ruidosa": "loud", "alegres": "happy", "felices": "happy",
    "triste": "sad", "animada": "energetic", "tranquilas": "calm", "tranquilos": "calm", "oscuras": "dark",
    "oscuros": "dark", "misteriosa": "mysterious", "romanticas": "romantic", "terrorifica": "scary",
    "movida": "energetic", "movido": "energetic", "marchosa": "energetic",
    # what for, and styles
    "zum schlafen": "sleep", "einschlafen": "sleep", "schlafen": "sleep", "pour dormir": "sleep", "dormir": "sleep",
    "para dormir": "sleep", "zum lernen": "study", "lernen": "study", "pour etudier": "study", "etudier": "study",
    "para estudiar": "study", "estudiar": "study", "zum tanzen": "dancing", "tanzen": "dancing",
    "pour danser": "dancing", "danser": "dancing", "para bailar": "dancing", "bailar": "dancing",
    "hochzeit": "wedding", "mariage": "wedding", "boda": "wedding", "weihnachten": "christmas",
    "weihnachtslieder": "christmas", "weihnachtsmusik": "christmas", "noel": "christmas", "navidad": "christmas",
    "navidena": "christmas", "navidenas": "christmas", "villancicos": "christmas", "kinder": "children",
    "kinderlieder": "children", "enfants": "children", "ninos": "children", "schlaflied": "lullaby",
    "schlaflieder": "lullaby", "wiegenlied": "lullaby", "berceuse": "lullaby", "berceuses": "lullaby",
    "nana": "lullaby", "cancion de cuna": "lullaby", "abendessen": "dinner", "diner": "dinner", "cena": "dinner",
    "joggen": "workout", "laufen": "workout", "courir": "workout", "correr": "workout", "kochen": "cooking",
    "cuisiner": "cooking", "cocinar": "cooking", "nacht": "night", "nuit": "night", "noche": "night",
    "morgens": "morning", "matin": "morning", "manana": "morning", "regen": "rain", "pluie": "rain",
    "lluvia": "rain", "blasmusik": "brass", "volksmusik": "folk", "folklore": "folk", "klassik": "classical",
    "klassisch": "classical", "klassische": "classical", "classique": "classical", "clasica": "classical",
    "clasico": "classical", "elektronisch": "electronic", "elektronische": "electronic",
    "electronique": "electronic", "electronica": "electronic", "electronico": "electronic", "marsch": "march",
    "marcha": "march", "marche": "march", "barock": "baroque", "barroco": "baroque", "barroca": "baroque",
    "mittelalter": "medieval", "mittelalterlich": "medieval", "medievale": "medieval", "keltisch": "celtic",
    "keltische": "celtic", "celta": "celtic", "celtique": "celtic", "japanisch": "japanese",
    "japanische": "japanese", "japonais": "japanese", "japonaise": "japanese", "japonesa": "japanese",
    "indisch": "indian classical", "indische": "indian classical", "indienne": "indian classical",
    "afrikanisch": "african", "africaine": "african", "africana": "african",
    "mexikanische": "mariachi", "kubanische": "salsa", "irische": "celtic", "irischer": "celtic",
    # who plays it
    "pianist": "piano", "pianiste": "piano", "pianista": "piano", "ivories": "piano", "violinist": "violin",
    "violoniste": "violin", "violinista": "violin", "cellist": "cello", "violoncelliste": "cello",
    "violonchelista": "cello", "flautist": "flute", "flutist": "flute", "flutiste": "flute", "flautista": "flute",
    "flotist": "flute", "harpist": "harp", "harpiste": "harp", "arpista": "harp", "organist": "organ",
    "organiste": "organ", "organista": "organ", "guitarist": "guitar", "guitariste": "guitar", "gitarrist": "guitar",
    "guitarrista": "guitar", "drummer": "drums", "batteur": "drums", "schlagzeuger": "drums", "baterista": "drums",
    "percussionist": "percussion", "saxophonist": "saxophone", "saxophoniste": "saxophone",
    "saxofonista": "saxophone", "trumpeter": "trumpet", "trompeter": "trumpet", "trompettiste": "trumpet",
    "trompetista": "trumpet", "trombonist": "trombone", "accordionist": "accordion", "accordeoniste": "accordion",
    "acordeonista": "accordion", "bassist": "bass guitar", "bassiste": "bass guitar", "bajista": "bass guitar",
    "clarinetist": "clarinet", "clarinettist": "clarinet", "clarinettiste": "clarinet", "oboist": "oboe",
    "violist": "viola", "fiddler": "fiddle", "banjoist": "banjo", "bagpiper": "bagpipes", "piper": "bagpipes",
    "vox": "vocals", "with words": "vocals", "chanting": "vocals", "sangerin": "female vocals",
    "chanteuse": "female vocals",
    "chantee": "vocals", "chantees": "vocals", "cantado": "vocals", "cantadas": "vocals", "cantan": "vocals",
    # scenes, and where music is from
    "villain": "dark", "villains": "dark", "breakup": "sad", "break up": "sad", "broke up": "sad", "dumped": "sad",
    "heartache": "sad", "homesick": "nostalgic", "vampire": "scary", "vampires": "scary", "witch": "scary",
    "witches": "scary", "dragon": "epic", "dragons": "epic", "samurai": "japanese", "ninja": "japanese",
    "knights": "medieval", "knight": "medieval", "saloon": "western", "ireland": "celtic", "scotland": "celtic",
    "mexico": "mariachi", "brasilien": "samba", "jamaica": "reggae", "jamaican": "reggae", "argentina": "tango",
    "cuba": "salsa", "spain": "flamenco", "hawaii": "ukulele", "peur": "scary", "cirque": "celebration",
    "circo": "celebration", "zirkus": "celebration", "warp speed": "fast", "breakneck": "fast",
    "breakneck speed": "fast", "full tilt": "fast", "full speed": "fast", "marching": "march", "cocino": "cooking",
    "peliculas": "soundtrack", "pelicula": "soundtrack", "chants de noel": "christmas", "chant de noel": "christmas",
    "midevil": "medieval", "mideval": "medieval", "danse": "dance", "electronc": "electronic",
    "jazzig": "jazz", "energie": "energetic", "energia": "energetic",
    "intense": "energetic",
    "intensity": "energetic", "intensiv": "energetic", "intenso": "energetic", "intensa": "energetic",
    "mit laute": "lute", "und laute": "lute", "der laute": "lute", "eine laute": "lute",
}  # fmt: skip

# More of the same, a line (or more, indented) for each concept: first short English words, which lie too near
# to other words for typing errors to be forgiven, then what German, French and Spanish speakers say.
_SAID = """
weird | absurd, freaky, wonky
space | aliens, cosmos, nebula
nature | alps, flowers, hike, hiking, lake, stroll
pan flute | andean, quena
middle eastern | arab, bazaar, duduk, egypt
sleep | asleep, drowsy, siesta, snooze
cooking | baking
world music | balkan, gypsy
low | bassy, rumbly
battle | battles, siege, swords
sad | bawling, dirge, divorce, elegy, glum, misery, wallow, woeful
celebration | bday
summer | beaches, picnic, summery
heavy | beefy, chunky, meaty, sludgy
driving music | biker, commute, trucker
workout | biking, lifting, runner, sporty, sprint, warmup
latin | bolero, rhumba, rumba
groovy | boppy, grooves, strut
strings | bowed
quiet | breathy, dainty, hush, muted, whisper
happy | breezy, elated, mirth, perky
celtic | breton, gaelic
wedding | bridal
fast | brisk, hurried, snappy, swift, vivace
energetic | bubbly, chores, dynamic, feisty, hyped, manic, punchy, zesty
meditation | buddha, chakra, facial, mantra, pilates, qigong, reiki, sauna
serious | burial, eulogy
nostalgic | bygone
keyboards | casio
medieval | castle, tudor
shaker | caxixi
cello | celli
spiritual | chapel, easter, monks, temple
elegant | chic, luxury, swanky
erhu | china
hand claps | claps
staccato | clipped, jerky
cheeky | clown, clowns, comic, droll, giggle, giggly, jokey, kooky, madcap, nutty, sneaky, tiptoe, witty
dance | clubby, raves, raving
cafe | coffee
male vocals | crooner
distorted | crunchy, dirty, grating, grimy
repetitive | cyclic, loops
dancing | dancey, dancy
tense | danger, dread, menace, peril
scary | demon, demons, fear, psycho, slasher, undead
background | dentist
tabla | dhol
dinner | dining, feast, lunch
dark | dismal, doomy, dreary, gothic, murky, somber
female vocals | diva
slide guitar | dobro
documentary | docu
rhythm and blues | doowop
study | drawing, maths, sewing, writing
drone | drones, droney
dub | dubby
night | dusk, nights, sunset
reverberant | echoes, echoy
mysterious | elven, elvish, enigma, fairy, sleuth, wizard
rap vocals | emcee, rapped
aggressive | enraged, fierce, fury, savage, wrath
gaming | esports, gamer, gamers, xbox
piccolo | fife
soundtrack | filmic
romantic | flirty, lovers, smooch, smoochy, sultry
dreamy | floaty, gauzy, dream, dreams
flute | flutey, fluty
folk | folkie, folky, nordic, rootsy, trad
baroque | fugue, fugues, minuet
techno | gabber
japanese | geisha, kyoto, sakura, shogun
electronic | glitch, robotic
bouzouki | greece
grunge | grungy
percussion | guiro
salsa | havana, timba
new age | healing
angelic | heaven
epic | heroes, mighty, mythic, quest, saga, soaring, viking
indian classical | hindi, punjabi, tamil
psychedelic | hippie, hippy, stoner
warm | homely, snug, warmth
children | infant, tots
bright | jangly, sparkle, tinkly, twinkly
swing | jive
pop | jpop, poppy
sentimental | kitsch, mushy, soppy, syrupy, tacky, twee
harp | kora
melancholic | lament
solo | lone, soloist
lo-fi | lowfi
ukulele | luau
african | malian, safari, zulu
mandolin | mandola
rain | misty
video | montage
synthesizer | moog, synthy
busy | ornate
musette | paris
emotional | passion
calm | peace, unwind, serena
polka | polkas
proud | pomp, pride
progressive rock | proggy
party | prom
choral | psalms
punk | punky
reggae | ragga, rasta
loud | roaring
rock | rocker, rockin
country | rodeo, yeehaw
classical | rondo
balalaika | russia
sea shanty | sailor
christmas | santa
sitar | sarod
lush | silky, velvety
vocals | sings, yodel
slow | slowed
harpsichord | spinet
surf rock | surfer, surfers, surfy
mariachi | tejano
hypnotic | trancey
calypso | tropics, zouk
waltz | waltzy
accordion | quetschkommode, quetsche, schifferklavier, knopfakkordeon, akkordeonist, piano a bretelles, acordeones,
    akkordeons, bandonion
acoustic guitar | wandergitarre, westerngitarre, lagerfeuergitarre, guitare folk
alto saxophone | altsaxophon, altsaxofon, saxophone alto, saxo alto, saxofon alto
bagpipes | sackpfeife, schottenpfeife, gaitero
bass | tiefer bass, ligne de basse, linea de bajo, basslauf
bass guitar | bassistin, basse electrique
bassoon | fagotte, fagottist
bells | glockchen, gelaut, clochettes, campanillas, campana, cloche, carillons, kirchenglocken
brass | blechblasinstrumente, viento metal, vientos metal, instrumentos de viento metal, blaser
brass section | blaskapelle, blasorchester, blechblaserensemble, fanfaren, banda de metales, section de cuivres,
    spielmannszug
castanets | kastagnette, castanuela, castagnette
cello | violoncelles, violonchelos, cellistin, chelo
choir | knabenchor, mannerchor, frauenchor, kinderchor, chorgesang, chorale d enfants, chant choral, coro de ninos
church organ | pfeifenorgel, orgue d eglise, grand orgue, organo de tubos, orgue a tuyaux
clarinet | klarinetten, klarinettist, clarinettes, clarinetes, clarinetista
claves | klangholzer
congas | tumbadoras
cowbell | kuhglocken, cencerros, cloche de vache
cymbals | zimbel, zimbeln, schellenbecken, cymbale, platillo
distorted guitar | verzerrte gitarren, guitares saturees, guitarras distorsionadas
double bass | bassgeige, contrebasses, contrabajos, kontrabasse, kontrabassist, contrebassiste
drum machine | elektronische beats, batterie electronique, bateria electronica
drums | trommler, tambours, baterias, batteries, getrommel, grosse caisse
dulcimer | hackbretter, tympanon
electric guitar | stromgitarre, e gitarren, guitares electriques, guitarras electricas, elektrogitarre
electric piano | elektrisches klavier
fiddle | fiedel, violoneux
flute | querfloten, traversflote, flute traversiere, flauta travesera, flauta traversa
french horn | waldhorner, jagdhorn, jagdhorner, alphorner, cor de chasse, corno frances
gong | gongschlag
guitar | klampfe, gitarrenklange, gratte, guitarrita, gitarrenspiel
hand claps | handeklatschen, klatsche, claquements de mains, applaudissements, mains frappees, palmadas,
    mitklatschen
harmonica | fotzhobel, ruine babines, armonicas, maultrommeln, guimbarde
harp | harfen, harfenistin, harfenist, harpes, arpas, leier
harpsichord | cembali, clavecins, claves barrocos, clavicembalo, clavecinista, spinett
keyboards | tasteninstrument, tasteninstrumente, tecladista, clavieriste
lute | lautenmusik, luths, laudes, lautenspieler
mandolin | mandolinen, mandolines, mandolinas
maracas | rumbakugeln, rumbarassel
music box | spieldose, spieluhren, cajita de musica
nylon guitar | klassische gitarre, spanische gitarre, guitare espagnole
oboe | oboen, hautboiste
organ | leierkasten, orgue de barbarie, orgues, organillo, organillero, organos, orgeln, orgelspieler
orchestra | sinfonieorchester, symphonieorchester, orchestres, orquestas, orquesta sinfonica, orchestre symphonique,
    orquestal
pan flute | panfloten, flutes de pan, zamponas
percussion | schlaginstrument, schlaginstrumente, percusiones, rassel, rasseln, perkussiv, percusionista
piano | klavierspieler, pianistin, fluegel, konzertflugel, klavierstuck, piano droit, piano de cola, pianito,
    klimpern, geklimper
piccolo | pikkoloflote, piccoloflote
recorder | blockfloten, blockfloete, flutes a bec, flautas dulces, flauta de pico
saxophone | saxophonspieler, saxophonistin, saxofonspieler, saxofones
shaker | schuttelrohr
sleigh bells | schlittenglocken, schellenkranz, grelot, cascabel, clochettes de traineau
snare drum | marschtrommel, redoblante, roulement de tambour, trommelwirbel
string quartet | streichquartette, cuarteto de cuerda
string section | streichorchester, orchestre a cordes, orquesta de cuerda, orquesta de cuerdas, seccion de cuerdas
strings | saiteninstrument, saiteninstrumente, instruments a cordes, instrumentos de cuerda, streichern, cuerda
    frotada
synthesizer | synthie, synthies, synthetiseurs, synthe, synthes, sintetizadores, sinte, sintes
tambourine | schellenring, schellentrommel, tambourins, pandero, panderetas
tenor saxophone | tenorsaxophon, tenorsaxofon, saxophone tenor, saxo tenor, saxofon tenor
baritone saxophone | baritonsaxophon, saxophone baryton, saxo baritono
soprano saxophone | sopransaxophon, sopransaxofon, saxophone soprano, saxo soprano
timpani | kesselpauke, kesselpauken, paukenwirbel, paukenschlag, timbale
triangle | triangeln, triangulos
trombone | posaunen, posaunist, tromboniste, trombonista
trumpet | trompetenspieler, trompetas, kornett, clairon, corneta
tuba | tuben, sousaphon
viola | bratschen, bratschist, altiste
violin | geigenspieler, geigerin, fiedeln, violonisten, stehgeiger, violinen, crincrin, teufelsgeiger
vocals | gequatsche, geplapper, gesinge, jemand singt, singt, gesungene, gesungenes, singende, sangers, songtexte,
    songtext, mit text, chanteurs, chanter, chantant, quelqu un chante, qui chante, cantar, cantando, cantantes,
    alguien canta, alguien cantando, que canta, letras, cantos, voz humana, menschliche stimme, voix humaine,
    sprechgesang, parlee, gejodel, jodeln, jodler, fredonner, tarareo
female vocals | frauenstimmen, frauengesang, weibliche stimme, weibliche stimmen, weiblicher gesang, weiblichem
    gesang, sangerinnen, frau singt, frau die singt, voix de femme, voix de femmes, voix feminines, chanteuses,
    femme qui chante, voz de mujer, voces femeninas, mujer cantando, mujer que canta
male vocals | mannerstimmen, mannergesang, mannliche stimme, mannliche stimmen, mannlicher gesang, mann singt, voix
    d homme, voix d hommes, voix masculines, homme qui chante, voz de hombre, voces masculinas, hombre cantando,
    hombre que canta
rap vocals | rappen, rappt, rapeur, rappeur, rappeuse, rapero, raperos, rapear
whistling | gepfiffen, pfeift, pfeifend, sifflet, siffler, silbidos, silbando, sifflements, sifflote
woodwinds | holzblasinstrumente, holzblas, instruments a vent, instrumentos de viento, viento madera,
    blasinstrumente
xylophone | xylofone, xilofonos
african | afrikanische, afrikanischer, africaines, africains, africanos, africanas, afrika, afrique
ambient | klangteppich, klangteppiche, klangflache, klanglandschaft, klanglandschaften, atmospharisch,
    atmospherique, atmosferico, atmosferica, paysage sonore, paisaje sonoro
baroque | barockmusik, barocke, barockes, musique baroque, musica barroca, barrocas
big band | tanzorchester, bigbands
calypso | karibische, karibisches, caribena, caribeno, caraibes, antillais, antillaise, antilles
celtic | irland, schottisch, schottische, schottland, irlandais, irlandaise, ecossais, ecossaise, irlandes,
    irlandesa, escocesa, escoces, irlanda, escocia, bretonne, bretagne, bretonisch
chiptune | jeux retro, musica de videojuegos antiguos, spielhalle, recreativas
choral | kirchenlied, kirchenlieder, chormusik, chorwerk, hymne religieux, musique sacree, musica sacra, himnos, a
    capela
christmas | weihnachtlich, weihnachtliche, heiligabend, adventszeit, adventsmusik, nikolaus, de noel, chansons de
    noel, nochebuena, navideno, navidenos, reyes magos, pere noel, papa noel, weihnachtsfeier
classical | klassischen, klassisches, klassischer, classiques, sinfonie, sinfonien, symphonie, sinfonica, sonate,
    sonates, konzertmusik, kammermusik, musique de chambre, musica de camara, orchestermusik, kunstmusik
country | countrymusik, musique country, musica country
dance | musique de club, boite de nuit, electro dance, musica de discoteca, clubmusik
disco | diskothek, discoteca, boule a facettes, disko
electronic | elektromusik, elektronisches, elektronischer, elektronischen, musique electronique, musica electronica,
    electronicas, electroniques, elektroklange
flamenco | flamenca, flamencos, andalusisch, andaluz, andalouse, sevillana
folk | volkstumlich, volkstumliche, volkslieder, folkloristisch, folkloriques, folclore, folclorica, folclorico,
    musique traditionnelle, traditionnel, traditionnelle, tradicional, tradicionales, lagerfeuer, feu de camp,
    fogata, liedermacher, musica popular, chant populaire
hip hop | rapmusik, musique rap, musica rap
indian classical | indiennes, indischer, indisches
japanese | japanischer, japanisches, japonaises, japoneses
jazz | jazzmusik, jazzige, jazziges, jazzclub, jazzkeller, musique jazz, jazzistico
klezmer | judisch, judische, juive, judia, judio, jiddisch
latin | lateinamerikanische, sudamerikanisch, sudamerikanische, latinas, latinos, latino americaine,
    latinoamericana, latinoamericano, sudamericana, amerique latine, musica latina
lullaby | gutenachtlied, gutenachtlieder, einschlaflied, einschlaflieder, pour endormir bebe, nanas, canciones de
    cuna, arrullo, comptine du soir
march | militarmusik, militarmarsch, marschmusik, marschieren, blasmarsch, marche militaire, musique militaire,
    marcha militar, marchas militares, marchas, desfile militar, defile militaire
mariachi | mexicaine, mexicana, mexicanas, mexikanischer, mexique, mexiko, rancheras
medieval | mittelalterliche, mittelalterliches, mittelaltermarkt, mittelaltermusik, ritter, chevaliers, chevalier,
    moyen age, medievaux, caballeros medievales, edad media, spielmann, renaissancemusik, menestrel, trovador,
    troubadoure
middle eastern | arabische, arabisches, orientalisch, orientalische, turkisch, turkische, persisch, persische,
    orientale, turque, persane, arabes, arabo andalou, turca, persa, bauchtanz, danse du ventre, danza del vientre,
    moyen orient, medio oriente, agyptisch
musette | franzosisches akkordeon, guinguette, valse musette, pariser cafe, cafe parisien, cafe parisino
opera | opern, arie, arien, operngesang, operas, opernsanger, opernsangerin, chant lyrique, canto lirico, cantante
    de opera, zarzuela, operette
polka | schutzenfest, bierzelt, festzelt, volksfest, bayerisch, bayerische, fete de la biere, wiesn
pop | popmusik, poplied, poppig, poppige, musique pop, variete francaise, varietes, musica pop, cancion pop
power ballad | balladen, baladas, ballades
rock | rocklied, rockige, rockiges, rockband, musique rock, musica rock, rockera, rockero
romantic era | nocturnos, romantische klaviermusik
salsa | kubanischer, cubaine, cubain, cubana, cubano, kuba
samba | brasilianische, brasilianischer, bresilien, bresilienne, brasilena, brasileno, bresil, sambas
sea shanty | seemannslieder, seemann, matrosen, matrosenlied, piraten, pirat, corsaires, chants de marins, chansons
    de marins, marineros, cancion marinera, canciones de marineros, piratas
soundtrack | filmmusiken, kinofilm, kino, musique de films, bande originale, bandes originales, bande son, musica de
    cine, musica de pelicula, bandas sonoras, cinematographique, cinematografico, cinematografica
swing | swingmusik, swingend, jazz manouche, zigeunerjazz
tango | tangomusik, argentinisch, argentinische, argentin, argentino, milongas
waltz | walzermusik, wiener walzer, dreivierteltakt, drei viertel takt, 3 4 takt, im dreiertakt, dreiertakt, a trois
    temps, trois temps, mesure a trois temps, valses, valsecito, tres por cuatro, compas ternario, valsear
western | wildwest, wilder westen, western spaghetti, vaqueros, vaquero, cow boys, far west, viejo oeste, lejano
    oeste, italowestern
world music | musiques du monde, musica del mundo, zigeuner, tzigane, gitana, balkanmusik, balkans, chamanique,
    schamanisch
aggressive | wutende, zornig, zorn, wut, brutale, agressives, en colere, colere, rageur, furieux, furieuse,
    agresiva, rabia, furioso, furiosa, enojada, violenta
angelic | engelhaft, engelsgleich, himmlische, engel, angelique, anges, angelical, divino, divina
anxious | angstlich, unruhig, unruhige, beunruhigend, angoissant, angoissante, angoisse, nerveux, nerveuse, anxieux,
    inquiet, nervioso, nerviosa, angustia, angustioso, ansioso, inquieto, hektisch
calm | ruhiger, ruhigen, beruhigend, beruhigende, entspannende, entspannen, entspannung, zum entspannen, zum
    chillen, chillen, gelassen, friedlich, friedliche, friedvoll, gemachlich, relaxen, apaisants, apaiser, se
    detendre, me detendre, detente, tranquille, tranquilles, paisible, serein, sereine, reposant, reposante,
    relajar, relajarme, relajarse, relajada, relajantes, relajacion, tranquilizante, calmado, calmada, calma,
    pacifico, apacible, runterkommen, abschalten, seelenruhig, runterzukommen, zur ruhe kommen
cheeky | lustige, lustiges, witzig, witzige, komisch, komische, frech, freche, albern, alberne, verspielte,
    humorvoll, spassig, rigolo, rigolote, marrant, marrante, comique, humoristique, droles, amusant, amusante,
    graciosa, divertida, divertidos, chistoso, chistosa, juguetona, juguetonas, jugueton, comico, comica, burlon,
    ulkig, drollig, kasperle, schelmische, clownesque, payaso, payasos, dessin anime, dibujos animados, zeichentrick
dark | dusterer, dusteres, dunkles, dunklen, finstere, finsteres, dunkelheit, tenebreux, tenebreuse, lugubre,
    obscur, obscure, tenebroso, tenebrosa, siniestro, siniestra, sombrio, sombria, oscuridad, boswicht
dramatic | dramatische, dramatisches, dramatiques, dramatica, dramaticos, theatralisch, theatral, teatral
dreamy | traumerisch, traumerische, vertraumtes, vertraumten, traumhafte, spharisch, spharische, schwebend,
    schwebende, zum traumen, traumen, reverie, pour rever, onirique, oniriques, planant, planante, vaporeux,
    vaporeuse, flottant, flottante, sonadora, onirica, etereo, eterea, ethere, etheree, aerien, aerienne, flotante,
    para sonar despierto
elegant | elegantes, vornehm, vornehme, edle, stilvoll, stilvolle, raffine, raffinee, distingue, elegancia,
    refinado, refinada, sofisticado, sofisticada, mondan
emotional | emotionale, gefuhlvolle, gefuhle, beruhrend, beruhrende, bewegend, bewegende, ergreifend, ergreifende,
    emotionnel, emotionnelle, emouvante, touchant, touchante, emotiva, emocionante, emocional, conmovedor,
    conmovedora, leidenschaftlich, passionne, apasionado, apasionada, emocion, emociones
energetic | energiegeladen, energiegeladene, energievoll, energische, mitreissend, mitreissende, schwungvolle,
    temperamentvoll, feurig, peppig, fetzig, fetzige, flott, flotte, flottes, treibend, treibende, kraftvoll,
    energiques, dynamiques, rythmee, rythmees, tonique, toniques, qui bouge, qui donne la peche, pleine d energie,
    energica, energicas, energicos, animadas, animados, marchoso, dinamico, dinamica, vivaz, con energia, con
    marcha, canera, canero, aufputschend, putzen, aufraumen, hausputz, faire le menage, limpiar la casa, limpieza
epic | epische, episches, heldenhafte, heroisch, heroische, gewaltig, monumentale, majestatisch, majestatische,
    bombastisch, epiques, heroique, grandios, majestueux, majestueuse, epica, epicas, epicos, heroica, majestuoso,
    majestuosa, grandioso, abenteuer, abenteuerlich, aventure, aventures, aventura, aventuras, helden, wikinger,
    superhelden
exotic | exotische, exotiques, exoticas
groovy | groovige, tanzbar, tanzbare, dansante, dansants, dansantes, bailables, zum mitwippen, entrainants, ritmica,
    ritmico
happy | frohes, froher, frohliches, frohlichen, heitere, heiteres, gluckliche, vergnugt, beschwingt, beschwingte,
    unbeschwert, unbeschwerte, sonnig, sonnige, aufheitern, aufmunternd, spass, freude, freudig, joie, joie de
    vivre, gais, heureux, heureuse, enjoue, enjouee, guilleret, ensoleille, bonne ambiance, de bonne humeur,
    alegria, gute stimmung, gut gelaunt, stimmungslieder, remonter le moral, levantar el animo
haunting | geisterhaft, gespenstisch, gespenstische, fantomatique, fantasmal, spettrale, hante
hopeful | hoffnung, hoffnungsvolle, optimistisch, optimistische, zuversichtlich, ermutigend, inspirierend,
    inspirierende, motivierend, motivierende, espoir, plein d espoir, optimiste, encourageant, inspirant,
    inspirante, motivant, motivante, esperanza, esperanzadora, optimista, inspirador, inspiradora, motivador,
    motivadora, mutmachend
hypnotic | hypnotische, hypnotique, hypnotiques, envoutant, envoutante, hipnotico, hipnotica, trancig
lonely | einsame, einsamkeit, soledad, solitaria, allein zuhause
melancholic | melancholische, melancholie, schwermutig, schwermutige, wehmut, wehmutige, nachdenklich,
    nachdenkliche, sehnsucht, sehnsuchtsvoll, melancoliques, melancolie, pensif, melancolica, melancolicas,
    melancolicos, melancolia, anoranza, cafard, vague a l ame, spleen
mysterious | geheimnisvolle, ratselhaft, ratselhafte, mysteriose, magisch, magische, zauberhaft, zauberhafte,
    marchenhaft, marchenhafte, marchen, zauberer, krimi, detektiv, mystisch, mystische, feerique, feeriques,
    magique, magiques, enigmatique, conte de fees, sorcier, magicien, enquete policiere, misteriosas, misteriosos,
    magica, magico, enigmatico, cuento de hadas, cuentos de hadas, detectives, hadas, misterio, intrigante
nostalgic | nostalgie, nostalgische, altmodisch, altmodische, erinnerungen, kindheit, souvenirs d enfance, vieillot,
    nostalgiques, a l ancienne, nostalgica, nostalgicas, recuerdos, infancia, anticuado, de antano
proud | stolz, stolze, patriotisch, patriotische, nationalhymne, hymne national, hymnes nationaux, patriotique,
    triomphal, triomphale, himno nacional, orgulloso, orgullosa, patriotico, patriotica, triumphierend, siegreich,
    siegesmusik, konigliche
romantic | romantische, romantisches, liebeslied, liebeslieder, verliebt, verliebte, zartlich, zartliche,
    valentinstag, chanson d amour, chansons d amour, amour, amoureux, amoureuse, romantiques, tendresse, tendre,
    tendres, sensuel, sensuelle, saint valentin, cancion de amor, canciones de amor, amor, enamorada, enamorados,
    romanticos, sensuales, ternura, tierno, tierna, san valentin, heiratsantrage, kuschelmusik, kuschelig,
    jahrestag, mi novia, mi novio, meine freundin, ma copine, erotisch
sad | trauer, trauerlied, traurigkeit, trubsinnig, betrubt, liebeskummer, beerdigung, trauerfeier, herzzerreissend,
    deprimiert, deprimierend, deprimierende, niedergeschlagen, zum heulen, heulen, tristesse, deprimant, deprimante,
    deprime, malheureux, chagrin, chagrin d amour, enterrement, funerailles, larmes, pour pleurer, dechirant,
    dechirante, llanto, para llorar, desamor, deprimente, deprimido, deprimida, entierro, desgarrador, desgarradora,
    despecho, tragisch, tragique, tragico, tragica
scary | gruseliges, gruseliger, gruseln, grusel, gruselmusik, schaurige, angst, angsteinflossend, furchterregend,
    horrorfilm, geister, gespenster, spukhaus, spuk, effrayants, flippant, flippante, qui fait peur, faire peur,
    epouvante, film d horreur, horreur, fantomes, fantome, monstres, monstre, sorciere, sorcieres, maison hantee, da
    miedo, de miedo, que da miedo, pelicula de terror, peliculas de terror, fantasmas, brujas, bruja, monstruos,
    aterradora, espeluznantes, vampir, hexen, hexe, escalofriante
serious | ernste, ernstes, ernsthaft, ernsthafte, wurdevoll, wurdevolle, andachtig, serieuse, solennelle, solemne,
    solemnes, gedenkfeier, ceremonie solennelle
sentimental | sentimentale, kitschige, ruhrselig, schnulze, schnulzig, schnulzen, gnangnan, mievre, cursi, cursis,
    sensiblero, empalagoso
spiritual | geistliche, spirituelle, gebet, beten, kirche, kirchlich, kirchliche, gottesdienst, religios, religiose,
    andacht, heilig, kloster, eglise, priere, prier, religieux, religieuse, spirituelles, sacree, monastere,
    iglesia, oracion, rezar, religioso, religiosa, misa, monasterio, espiritual, semana santa, ostern, taufe,
    bapteme, bautizo
tense | spannende, spannung, spannungsgeladen, angespannte, bedrohlich, bedrohliche, nervenaufreibend, tendue,
    menacant, menacante, suspens, haletant, oppressant, oppressante, tensa, tensas, amenazante, amenazador,
    amenazadora, de suspense, unheilvoll, unheilvolle, inquietud
warm | gemutliches, gemutlichen, herzlich, herzliche, wohlig, warmherzig, kaminfeuer, am kamin, chaleureuse,
    reconfortant, reconfortante, au coin du feu, cheminee, calida, acogedor, acogedora, reconfortantes, chimenea
weird | seltsame, seltsames, merkwurdig, merkwurdige, schrag, schrage, eigenartig, eigenartige, sonderbar,
    experimentell, experimentelle, verruckte, skurril, bizarres, etranges, insolite, experimentale, experimentaux,
    dissonante, dissonanter, extrana, raras, rarito, experimentales, bizarro, dissonanzen, disonante, atonale,
    loufoque
background | im hintergrund, zum hintergrund, fahrstuhlmusik, warteschleife, kaufhausmusik, unaufdringlich,
    unaufdringliche, fond sonore, ambiance de fond, en fond, musique d ambiance, salle d attente, de fondo, musica
    ambiental, hilo musical, musique d ascenseur
battle | kampfszene, krieg, kriegsfilm, schlachtfeld, kampfen, endgegner, krieger, combats, guerre, guerrier,
    guerriers, guerra, guerrero, guerreros, pelea, combate, batailles, batallas
cafe | kaffee, zum kaffee, kaffeetrinken, kaffeeklatsch, kneipe, salon de the, bistrot, restaurante
celebration | geburtstag, geburtstagsfeier, jahrmarkt, kirmes, rummelplatz, karussell, silvester, festzug, jubilaum,
    anniversaire, fete foraine, manege, nouvel an, carrousel, kermesse, festif, festives, cumpleanos, verbena,
    tiovivo, carrusel, nochevieja, ano nuevo, festiva, festivo, celebracion, celebrar, desfile
chase | verfolgung, verfolgungsjagden, poursuites, course poursuite, persecuciones, huida, agentenfilm, film d
    action, pelicula de accion, film d espionnage
children | kindern, kindermusik, kleinkinder, babys, kita, kindergeburtstag, kindlich, kindliche, enfant, enfantin,
    enfantine, bebe, bebes, comptine, comptines, maternelle, creche, mon fils, ma fille, tout petits, nino, ninas,
    infantil, infantiles, guarderia, mi hijo, mi hija, para ninos, crios, fur kinder, pour enfants, meine tochter,
    mein sohn, peques
cooking | zum kochen, beim kochen, backen, kuche, pour cuisiner, en cuisinant, para cocinar, cocinando, cocina,
    faire la cuisine
dancing | beim tanzen, tanzflache, tanz, tanzt, tanze, tanzparty, pour faire danser, faire danser, piste de danse,
    danseurs, baile, bailes, bailando, bailo, pista de baile, danzar, salle de danse
dinner | zum essen, beim essen, zum abendessen, candle light dinner, essen mit freunden, mittagessen, festessen,
    repas, pour le repas, pour diner, souper aux chandelles, aux chandelles, apero, aperitif, para cenar, para la
    cena, cenar, comida familiar, almuerzo, almorzar, banquete, dejeuner
documentary | doku, dokus, naturdoku, tierdoku, dokumentation, documentaires, documentaire animalier, documentales
driving music | zum autofahren, beim autofahren, im auto, lange fahrt, autobahnfahrt, motorradfahren, en voiture,
    pour la route, pour conduire, conduire, voyage en voiture, long trajet, para conducir, conducir, en el coche,
    viaje en coche, viaje por carretera, manejar, en la carretera
gaming | zum zocken, zocken, zocke, gezocke, computerspiel, computerspiele, videospiele, rollenspiel, spieleabend,
    brettspiel, jeux video, jeux videos, jeu de role, jeux de societe, soiree jeux, pour jouer en ligne,
    videojuegos, juegos de mesa, juego de rol, pour gamer
meditation | zum meditieren, meditativ, achtsamkeit, beim yoga, zum yoga, atemubung, atemubungen, pour mediter,
    mediter, meditatif, relaxation guidee, seance de yoga, para meditar, meditar, meditativa, hacer yoga,
    klangschale, klangschalen, bols tibetains, bol tibetain, cuencos tibetanos, wellnessmusik, masaje, masajes
morning | am morgen, zum aufwachen, zum aufstehen, aufstehen, fruhstuck, sonntagmorgen, sonnenaufgang, au reveil,
    reveil, se reveiller, me reveiller, petit dejeuner, dimanche matin, lever du soleil, para despertar,
    despertarme, desayuno, amanecer, por la manana, unter der dusche, sous la douche, en la ducha
nature | landschaft, berge, wiese, vogelgezwitscher, spaziergang, wandern, zum wandern, garten, ozean, montagne,
    montagnes, paysage, oiseaux, riviere, randonnee, promenade, jardin, naturaleza, montana, montanas, pajaros,
    paisaje, senderismo, oceano, jardinage, gartenarbeit, pastorale
night | nachts, abends, mitternacht, in der nacht, spat am abend, sonnenuntergang, mondschein, soiree calme, minuit,
    coucher de soleil, tarde por la noche, medianoche, nocturna, nocturno, atardecer, anochecer
party | zum feiern, party machen, fetes, hausparty, faire la fete, pour faire la fete, soiree entre amis, soiree
    dansante, boum, fiestas, para la fiesta, parranda, juerga, guateque, junggesellenabschied,
    junggesellinnenabschied, enterrement de vie, despedida de soltera, despedida de soltero, geburtstagsparty
rain | regnerisch, regnerische, regentag, gewitter, sturm, herbst, jour de pluie, pluvieux, pluvieuse, orage,
    automne, dia lluvioso, lluvioso, tormenta, otono, dias de lluvia
sleep | schlaf, eingeschlafen, schlafmusik, mude machen, s endormir, endormir, sieste, faire la sieste, dodo, dormir
    mejor, conciliar el sueno, dormirse, dormido, siestas, insomnie, insomnio, schlaflos, vor dem schlafen
space | weltall, raumschiff, sternenhimmel, galaxie, kosmisch, kosmische, astronauten, vaisseau spatial, cosmique,
    galaxia, etoiles, nave espacial, cosmico, cosmica, estrellas, espacial, espaciales, spatiale, ciencia ficcion
study | zum arbeiten, beim arbeiten, beim lernen, zum lesen, beim lesen, lesen, konzentrieren, zum konzentrieren,
    schreiben, zum schreiben, zum malen, malen, zum zeichnen, zeichnen, basteln, stricken, programmieren, buro,
    homeoffice, studieren, pour travailler, pour lire, pour ecrire, ecrire, pour dessiner, dessiner, peindre, pour
    coder, se concentrer, me concentrer, bosser, pour reviser, reviser, para trabajar, para leer, para escribir,
    escribir, para dibujar, dibujar, para pintar, pintar, programar, concentrarse, concentracion, oficina, los
    estudios, para concentrarme, teletravail, teletrabajo
summer | sommerlich, sommerliche, am strand, strandmusik, grillen, grillabend, grillparty, sommertag, estival,
    estivale, a la plage, barbacoa, parrillada, veraniego, veraniega, en la playa, vacances, vacaciones, urlaub,
    piscine, piscina
video | werbespot, werbevideo, werbefilm, kurzfilm, urlaubsvideo, diaporama, court metrage, bande annonce, spot
    publicitaire, montage video, cortometraje, anuncios, presentacion, prasentation
wedding | hochzeiten, trauung, brautpaar, braut, hochzeitstanz, hochzeitsfeier, eroffnungstanz, mariages, mariee,
    maries, ouverture de bal, bodas, casamiento, heiraten
workout | zum joggen, beim joggen, zum laufen, beim laufen, beim sport, zum sport, sport machen, trainieren,
    fitnesstraining, krafttraining, radfahren, zum trainieren, pour courir, footing, faire du sport, pour le sport,
    entrainement, seance de sport, para correr, para entrenar, hacer deporte, deporte, hacer ejercicio, ejercicio,
    entrenamiento, bicicleta, dauerlauf, aufwarmen, echauffement, calentamiento
acoustic | akustische, akustisches, akustischer, acoustiques, acusticas, acusticos
arpeggio | arpeggien, arpeges, arpegios
bright | glitzernd, glitzernde, funkelnd, funkelnde, glanzend, scintillant, scintillante, brillantes, lumineux,
    lumineuse, luminoso, luminosa, cristallin, cristalline, cristalino
busy | komplex, komplexe, komplexes, vielschichtig, virtuos, virtuose, virtuoses, complexe, complexes, complejo,
    compleja
catchy | eingangige, ohrwurm, ohrwurmer, entetant, entetante, pegadiza, pegadizas, pegadizos, pegajosa, pegajoso,
    mitsingen, zum mitsingen
distorted | verzerrte, verzerrter, verzerrung, krachig, distordu, distorsion, saturee, bruitiste, distorsionado,
    distorsionada
drone | bourdon, bordun, dauerton
fast | schneller rhythmus, rasant, rasante, zugig, flink, rasend, tempo rapide, rythme rapide, a toute vitesse,
    tempo rapido, ritmo rapido, veloz, veloces, hohes tempo, schnelles tempo, rapidement
heavy | wuchtige, wuchtiges, brachial, brachiale, pesada, pesadas, lourde, lourdes
loud | lautes, lautstark, ohrenbetaubend, bruyante, bruyants, assourdissant, puissant, puissante, ruidosos, potente,
    potentes, ensordecedor, estruendoso, volumen alto
low | tiefe tone, tiefen tone, notes graves, sons graves, notas graves, sonidos graves, tiefes register
lush | uppig, uppige, opulente, exuberante
minimal | minimalistisch, minimalistische, reduziert, sparsam, epure, epuree, depouille, depouillee, minimaliste,
    minimalista, minimalistas, sencillo, sencilla, austero
plucked | gezupfte, gezupfter, zupfinstrument, zupfinstrumente, cordes pincees, pincee, cuerda pulsada, cuerdas
    pulsadas, punteado
quiet | leiser musik, leisen, sanftes, sanften, sanfter, zarte, zartes, zarter, behutsam, gedampft, doucement,
    delicat, delicats, feutre, feutree, silencieux, silencieuse, silenciosa, delicado, delicada, suavecita,
    suavecito, bajito, tout doux
repetitive | repetitif, repetitifs, wiederholend, sich wiederholend, repetitivo, repetitiva, en boucle, en bucle,
    monoton, monotone, schleife
reverberant | hallig, hallige, hallend, viel hall, reverbere, resonnant, reverberacion, con eco, mit echo
slow | gemachliches tempo, schleppend, getragen, getragene, langsamere, tempo lent, lentement, ritmo lento, tempo
    lento, pausado, pausada, despacio
solo | unbegleitet, soloinstrument, instrument seul, instrument solo, solista, solistas
syncopated | synkopiert, synkopen, synkopisch, syncope, syncopee, sincopado, sincopada
steady | gleichmassig, gleichmassige, mittleres tempo, tempo moyen, tempo modere, tempo medio, ritmo constante,
    mittelschnell
"""
for _line in re.sub(r"\n +", " ", _SAID).strip().splitlines():
    _name, _names = _line.split(" | ")
    _FOREIGN.update(dict.fromkeys(_names.split(", "), _name))

# Small words of other languages that lie near a name: "nicht" is no misspelt "night".
_FUNCTION = frozenset(
    "nicht nichts keine keinen etwas schon noch immer heute bitte danke ohne oder aber auch wenn dann mehr sehr viel "
    "wenig lieber gerne horen lieder mucho mucha poco pero cosa quiero para como bien tengo musica cancion canciones "
    "beaucoup quelque chose avec sans pour dans mais plus moins tres encore veux voudrais ecouter morceau musique "
    "plutot comme celui celle mieux autre autres leur nous vous meine deine seine diese dieser dieses andere anderes "
    "algun alguna alguno otra otro otras mismo misma mejor peor menos tambien solo sola une cette pas rien".split()
)

_EMOJI = {
    "🎻": "violin", "🎹": "piano", "🎸": "guitar", "🎺": "trumpet", "🎷": "saxophone", "🥁": "drums",
    "🪘": "drums", "🪗": "accordion", "🪕": "banjo", "🪈": "flute", "🎤": "vocals", "🔔": "bells",
    "🎄": "christmas", "🎅": "christmas", "🎃": "halloween", "👻": "spooky", "💀": "scary", "🧟": "scary",
    "😱": "scary", "😢": "sad", "😭": "sad", "💔": "sad", "😞": "sad", "🥺": "sad", "😔": "melancholic",
    "😊": "happy", "😀": "happy", "😃": "happy", "😄": "happy", "😁": "happy", "🙂": "happy", "🌞": "sunny",
    "☀": "sunny", "😂": "funny", "🤣": "funny", "🤪": "silly", "🤡": "circus", "🎪": "circus", "😴": "sleep",
    "💤": "sleep", "🛌": "sleep", "😌": "calm", "🧘": "meditation", "🕯": "calm", "🔥": "energetic",
    "⚡": "energetic", "💪": "workout", "🏋": "workout", "🏃": "workout", "🎉": "party", "🥳": "party",
    "🎊": "party", "🪩": "disco", "💃": "dancing", "🕺": "dancing", "❤": "romantic", "😍": "romantic",
    "💕": "romantic", "🥰": "romantic", "🌹": "romantic", "💘": "romantic", "💍": "wedding", "👰": "wedding",
    "😡": "angry", "🤬": "angry", "🤘": "heavy metal", "🌧": "rain", "☔": "rain", "🌙": "night", "🌃": "night",
    "🌅": "morning", "🏄": "surf rock", "🏝": "tropical", "🌴": "tropical", "🤠": "country", "🏴‍☠️": "pirate",
    "🚀": "space", "👽": "space", "🎮": "gaming", "👾": "chiptune", "🕹": "chiptune", "📚": "study",
    "☕": "cafe", "🍷": "dinner", "🍝": "dinner", "👶": "lullaby", "🧒": "children", "🏰": "medieval",
    "⚔": "battle", "⛪": "spiritual", "🙏": "spiritual", "🐢": "slow", "🐌": "slow", "🐇": "fast",
    "💨": "fast",
}  # fmt: skip
# Words of four letters that would be taken for a name that lost a vowel.
_FOUR = frozenset("move star lord vice save nose carl quit viii bach bats xiii ieee hose vila bets".split())
_NOT_EMOJI = "🚫❌⛔"


def spell(text: str) -> str:
    """A text with the emoji that mean something in words; a crossed-out one is refused ("🚫🥁": "no drums")."""
    if text.isascii():
        return text
    for emoji in _NOT_EMOJI:
        text = text.replace(emoji, " no ")
    for emoji, word in _EMOJI.items():
        if emoji in text:
            text = re.sub(rf"(?:{emoji}[\ufe0f\u200d]?)+", f" {word} ", text)
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named in a text, at [start, end)."""

    concept: Concept
    start: int
    end: int


def tokens(folded: str) -> list[tuple[str, int, int]]:
    """The words of a folded text, each with its place."""
    return [(m.group(), m.start(), m.end()) for m in _WORD.finditer(folded)]


def mentions(text: str) -> list[Mention]:
    """The concepts that a text names, in order, the longest names first, never overlapping."""
    folded = fold(text)
    words = tokens(folded)
    spelt = [_respell(word) for word, _, _ in words]
    table = phrases()
    found = []
    i = 0
    while i < len(words):
        for length in range(min(_LONGEST, len(words) - i), 0, -1):
            if length > 1 and re.search(r"[,.;:!?()]", folded[words[i][1] : words[i + length - 1][2]]):
                continue  # "jazz, drums" are two things
            named = _lookup(table, spelt[i : i + length]) or _as_written(words, folded, i, length)
            if named is not None and not (length == 1 and _means_something_else(words, i)):
                found.append(Mention(named, words[i][1], words[i + length - 1][2]))
                i += length
                break
        else:
            i += 1
    return found


def _lookup(table: dict[str, Concept], words: list[str]) -> Concept | None:
    phrase = " ".join(words)
    if phrase in table:
        return table[phrase]
    if name := _FOREIGN.get(phrase):
        return concept(name)
    return table.get(phrase[:-1]) if phrase.endswith("s") and len(phrase) > 3 else None


def _as_written(words: list[tuple[str, int, int]], folded: str, i: int, length: int) -> Concept | None:
    """The concept whose name has signs between its words: "3/4 time", "drum & bass"."""
    written = folded[words[i][1] : words[i + length - 1][2]]
    return phrases().get(written) if length > 1 and re.search(r"[&/]", written) and written != "3/4" else None


def _means_something_else(words: list[tuple[str, int, int]], i: int) -> bool:
    word = words[i][0]
    before = words[i - 1][0] if i else ""
    after = words[i + 1][0] if i + 1 < len(words) else ""
    return before in _NOT_AFTER.get(word, ()) or after in _NOT_BEFORE.get(word, ())


@cache
def _single_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Every word that occurs in a name, and the names of one word that are long enough to misspell."""
    table = phrases()
    every = frozenset(word for phrase in table for word in phrase.split())
    return every, tuple(p for p in table if " " not in p and len(p) >= 5 and p.isascii())


@cache
def _respell(word: str) -> str:
    """The name that a word misspells: one error in five letters, two in nine, the first letter right."""
    every, singles = _single_words()
    if re.search(r"(.)\1\1", word):  # "sloooow"
        for drawn_out in (re.sub(r"(.)\1{2,}", r"\1\1", word), re.sub(r"(.)\1{2,}", r"\1", word)):
            if drawn_out in every or len(drawn_out) < 5:
                return drawn_out
    if word in _FOREIGN or word in _FUNCTION or word in _ADVERBS:
        return word
    if (german := re.fullmatch(r"(.{2,}(?:ig|isch|lich|haft|voll|end|sam|elnd))e[nsrm]?", word)) and (
        german[1] in every or german[1] in _FOREIGN
    ):
        return german[1]
    if (
        (romance := re.fullmatch(r"(.{4,})(?:as|os|a)", word))
        and word not in every
        and romance[1] + "o" in every
        and word not in _SPELT_RIGHT
    ):
        return romance[1] + "o"
    if word.endswith("est") and (base := _positive(word[:-3])):
        return base
    if len(word) == 4 and word not in every and word not in _SPELT_RIGHT:
        return next((s for s in singles if _without_a_vowel(s, word)), "") or _by_sound(word) or word
    if len(word) < 5 or len(word) > 20 or not word.isalpha() or word in every or word in _SPELT_RIGHT:
        return word
    for ending in ("s", "ly", "nmusik", "musik", "nklange", "klange", "stucke", "stuck"):  # "Klaviermusik"
        if word.endswith(ending) and (word.removesuffix(ending) in every or word.removesuffix(ending) in _FOREIGN):
            return word.removesuffix(ending)
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    limit = 2 if len(word) >= 9 else 1
    if process.extractOne(word, _EVERYDAY, scorer=OSA.distance, score_cutoff=limit):
        return word
    near = process.extractOne(word, [s for s in singles if s[0] == word[0]], scorer=OSA.distance, score_cutoff=limit)
    return str(near[0]) if near else _by_sound(word) or word


# Letters that sound alike, in the order in which they are made the same.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"), ("que?", "k"), ("gu(?=[ei])", "g"), ("ck|c|q", "k"), ("x", "ks"), ("y", "i"), ("z", "s"),
        ("(?<=.)h", ""), (r"(.)\1+", r"\1"), ("(?<=.)e$", ""),
    )
)  # fmt: skip


def _sound(word: str) -> str:
    """A word as it sounds, roughly: "baroke" and "baroque" sound the same."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


@cache
def _sounds() -> dict[str, str]:
    """How the names of one word sound, but for the sounds that two concepts share."""
    found: dict[str, set[str]] = {}
    _, singles = _single_words()
    for name in singles:
        found.setdefault(_sound(name), set()).add(name)
    table = phrases()
    return {key: min(names) for key, names in found.items() if len({table[n].name for n in names}) == 1}


def _by_sound(word: str) -> str:
    """The one name that a word sounds like, "" where there is none; everyday words are never asked about."""
    key = _sound(word)
    return _sounds().get(key, "") if len(key) >= 4 and word.isalpha() else ""


_MEASURED = frozenset("low high slow fast quick old new long short early for big fore".split())  # said in numbers


def _positive(stem: str) -> str:
    """What a superlative heightens: "scari" -> scary, "sadd" -> sad; "" where it is no word of music."""
    every, _ = _single_words()
    candidates = (stem[:-1] + "y" if stem.endswith("i") else stem, stem[:-1] if stem[-1:] == stem[-2:-1] else "")
    return next((c for c in candidates if c in every and len(c) > 2 and c not in _MEASURED), "")


def _without_a_vowel(name: str, word: str) -> bool:
    """Whether a word of four letters is a name that lost a vowel from its middle: "metl"."""
    if word in _FOUR:
        return False
    return len(name) == 5 and any(name[i] in "aeiou" and name[:i] + name[i + 1 :] == word for i in (1, 2, 3))


def cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text without these spans, tidied of the joints that they leave."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at : max(start, at)])
        at = max(at, end)
    rest = " ".join("".join([*_spaced(kept), text[at:]]).split())
    rest = re.sub(r"\s+([,.;!?])", r"\1", rest)
    rest = re.sub(r"([,;.])(?:\s*[,;.])+", r"\1", rest)
    edges = (
        r"(?:and|or|but|with|that|which|who|is|are|has|have|the|a|an|of|in|by|for|please|"
        r"und|oder|aber|mit|et|ou|mais|avec|y|o|pero|con|,|;|\.|-|–)"
    )
    rest = re.sub(rf"(?:[\s,;-]+|\b)(?:{edges}(?:\s+|$))+$", "", rest + " ", flags=re.IGNORECASE)
    rest = re.sub(r"^(?:(?:and|or|but|that|which|of|by|please)\b|[,;.\s-])+", "", rest, flags=re.IGNORECASE)
    return rest.strip(" ,;-")


def _spaced(parts: list[str]) -> list[str]:
    return [part + " " for part in parts]


def cut_concepts(text: str, names: Collection[str]) -> str:
    """The text without the words that name these concepts."""
    return cut(text, [(m.start, m.end) for m in mentions(text) if m.concept.name in names])
