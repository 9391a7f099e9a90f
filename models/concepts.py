"""The vocabulary of listening: instruments, genres, moods, uses and textures, and how people call them.

Pure data and two look-ups, shared by everything that speaks about music: the planner recognises wishes by
it, retrieval names what it hears by it, the writer describes with it. Each concept carries one caption,
worded as a person captioning a recording would (the register of MusicCaps), because that is the language
that the encoders understand. It refuses cleverness: no matching of sentences, no typos beyond those listed.
"""

# ruff: noqa: E501  the tables have one line a concept

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["instrument", "genre", "mood", "use", "texture"]


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a listener can ask for or hear."""

    name: str  # plain English, lower case, unique
    kind: Kind
    caption: str  # as a caption writer would say it
    synonyms: tuple[str, ...] = ()  # other names: English, German, French, Spanish, common misspellings


def fold(text: str) -> str:
    """Lower case without accents, of exactly the same length, so that positions still hold."""
    if text.isascii():
        return text.lower()
    folded = []
    for char in text:
        base = unicodedata.normalize("NFD", char)[0].lower()
        folded.append(base if len(base) == 1 else char)
    return "".join(folded)


def concept(name: str) -> Concept | None:
    """The concept of exactly this name."""
    return _by_name().get(name)


def recognise(phrase: str) -> Concept | None:
    """The concept that a phrase names, by any of its names, in singular or plural, whatever its case."""
    words = fold(phrase).replace("-", " ").split()
    found = _by_phrase().get(" ".join(words))
    if found is None and words and words[-1].endswith("s"):
        found = _by_phrase().get(" ".join([*words[:-1], words[-1][:-1]]))
    return found


def phrases() -> dict[str, Concept]:
    """Every folded name and synonym (hyphens as spaces) to its concept. Treat it as read-only."""
    return _by_phrase()


def members(name: str) -> tuple[str, ...]:
    """A concept and, for a family ("strings", "jazz"), all instruments or styles that belong to it."""
    found = [name]
    for member in (*FAMILIES.get(name, ()), *SUBGENRES.get(name, ())):
        found += [m for m in members(member) if m not in found]
    return tuple(found)


@cache
def _by_name() -> dict[str, Concept]:
    return {c.name: c for c in CONCEPTS}


@cache
def _by_phrase() -> dict[str, Concept]:
    table: dict[str, Concept] = {}
    for c in CONCEPTS:  # a name always wins over a synonym of another concept
        table[fold(c.name).replace("-", " ")] = c
    for c in CONCEPTS:
        for synonym in c.synonyms:
            table.setdefault(fold(synonym).replace("-", " "), c)
    return table


def _read(kind: Kind, table: str) -> tuple[Concept, ...]:
    concepts = []
    for line in table.strip().splitlines():
        name, caption, synonyms = (part.strip() for part in line.split("|"))
        concepts.append(Concept(name, kind, caption, tuple(s.strip() for s in synonyms.split(",") if s.strip())))
    return tuple(concepts)


FAMILIES: dict[str, tuple[str, ...]] = {
    "guitar": (
        "acoustic guitar", "electric guitar", "distorted guitar", "nylon guitar", "slide guitar",
        "jazz guitar", "twelve-string guitar", "pedal steel guitar",
    ),
    "keyboards": ("piano", "electric piano", "organ", "harpsichord", "clavinet", "celesta", "synthesizer"),
    "organ": ("church organ", "hammond organ"),
    "strings": ("violin", "viola", "cello", "double bass", "fiddle", "string quartet", "string section"),
    "string section": ("violin", "viola", "cello", "string quartet"),
    "string quartet": ("violin", "viola", "cello"),
    "brass": ("trumpet", "trombone", "french horn", "tuba", "muted trumpet", "brass section"),
    "trumpet": ("muted trumpet",),
    "woodwinds": ("flute", "piccolo", "oboe", "clarinet", "bassoon", "english horn", "saxophone", "recorder"),
    "saxophone": ("soprano saxophone", "alto saxophone", "tenor saxophone", "baritone saxophone"),
    "flute": ("piccolo", "pan flute", "bansuri", "shakuhachi"),
    "bass": ("bass guitar", "double bass", "slap bass", "synth bass", "fretless bass"),
    "bass guitar": ("slap bass", "fretless bass"),
    "drums": ("drum kit", "drum machine", "taiko", "snare drum", "tom-toms"),
    "percussion": (
        "drums", "congas", "bongos", "djembe", "tabla", "timpani", "cymbals", "shaker", "tambourine",
        "claves", "cowbell", "castanets", "triangle", "woodblock", "hand claps", "agogo",
    ),
    "mallets": ("xylophone", "marimba", "vibraphone", "glockenspiel", "tubular bells"),
    "bells": ("tubular bells", "glockenspiel", "sleigh bells"),
    "synthesizer": ("synth lead", "synth pad", "synth bass"),
    "vocals": ("male vocals", "female vocals", "choir", "rap vocals", "whistling"),
    "orchestra": ("strings", "brass", "woodwinds", "timpani"),
}  # fmt: skip

SUBGENRES: dict[str, tuple[str, ...]] = {
    "blues": ("boogie-woogie",),
    "classical": ("baroque", "romantic era", "opera", "choral", "minimalist", "waltz"),
    "dance": ("disco", "house", "techno", "trance", "drum and bass", "dubstep"),
    "electronic": ("ambient", "breakbeat", "chiptune", "downtempo", "dubstep", "house", "industrial", "synthwave",
                   "techno", "trance", "trip hop", "drum and bass"),
    "folk": ("bluegrass", "celtic", "klezmer", "polka", "sea shanty", "flamenco", "musette"),
    "hip hop": ("lo-fi", "trip hop"),
    "jazz": ("big band", "bossa nova", "fusion", "swing", "ragtime"),
    "latin": ("bossa nova", "salsa", "samba", "tango", "mariachi"),
    "rock": ("grunge", "hard rock", "heavy metal", "indie", "progressive rock", "psychedelic", "punk", "rockabilly",
             "surf rock"),
    "world music": ("african", "gamelan", "indian classical", "japanese", "middle eastern", "celtic", "flamenco"),
}  # fmt: skip

# Moods and uses that lie so near that one is worth offering for the other, though never to be called by its name.
KIN: dict[str, tuple[str, ...]] = {
    "scary": ("tense", "haunting", "dark", "anxious"),
    "dark": ("scary", "tense", "haunting", "serious", "melancholic"),
    "tense": ("scary", "anxious", "dark"),
    "haunting": ("scary", "lonely"),
    "sad": ("melancholic", "lonely", "emotional", "serious"),
    "melancholic": ("sad", "lonely", "nostalgic", "emotional"),
    "calm": ("quiet", "sleep", "meditation", "dreamy", "warm", "lullaby"),
    "quiet": ("calm", "sleep", "dreamy"),
    "happy": ("cheeky", "celebration", "hopeful", "energetic"),
    "cheeky": ("happy", "weird", "children"),
    "energetic": ("fast", "groovy", "aggressive", "party", "happy"),
    "epic": ("proud", "dramatic", "battle"),
    "romantic": ("sentimental", "warm", "emotional"),
    "hopeful": ("happy", "proud", "warm"),
    "spiritual": ("angelic", "serious", "choral"),
    "sleep": ("calm", "quiet", "lullaby", "dreamy"),
    "meditation": ("calm", "ambient", "new age", "hypnotic", "spiritual"),
    "study": ("calm", "lo-fi", "minimal", "quiet"),
    "party": ("energetic", "dance", "disco", "groovy", "celebration"),
    "dancing": ("groovy", "dance", "disco", "salsa", "samba", "house"),
    "workout": ("energetic", "fast", "aggressive"),
    "battle": ("epic", "aggressive", "dramatic", "tense"),
    "chase": ("tense", "fast", "anxious", "energetic"),
    "dinner": ("jazz", "elegant", "romantic", "bossa nova"),
    "cafe": ("jazz", "bossa nova", "acoustic", "calm"),
    "wedding": ("romantic", "elegant", "proud"),
    "children": ("cheeky", "lullaby", "happy"),
    "night": ("calm", "dreamy", "quiet"),
    "rain": ("melancholic", "quiet", "calm"),
    "morning": ("happy", "calm", "acoustic", "hopeful"),
    "space": ("ambient", "electronic", "dreamy"),
    "gaming": ("chiptune", "epic", "battle"),
}

CONCEPTS: tuple[Concept, ...] = (
    *_read(
        "instrument",
        """
accordion | accordion melody, reedy and folksy | accordian, acordion, acordian, squeezebox, squeeze box, concertina, bandoneon, akkordeon, ziehharmonika, accordéon, acordeón
acoustic guitar | acoustic guitar strumming and fingerpicking | accoustic guitar, acustic guitar, steel guitar strings, steel string guitar, steel-string guitar, fingerpicked guitar, fingerstyle guitar, fingerpicking, western guitar, akustikgitarre, akustische gitarre, guitare acoustique, guitare sèche, guitarra acústica
agogo | agogo bells playing a samba rhythm | agogo bell
alto saxophone | alto saxophone melody, smooth and expressive | alto sax
bagpipes | bagpipes melody over a drone | bagpipe, bag pipe, bag pipes, pipes and drums, highland pipes, uilleann pipes, dudelsack, cornemuse, gaita, biniou
balalaika | balalaika tremolo, russian folk | balalaïka
banjo | banjo picking, twangy and bright | bango, banyo, bajo banjo, banjos, five string banjo, 5-string banjo, clawhammer
bansuri | bansuri bamboo flute, indian melody | bamboo flute, indian flute, bambusflöte
baritone saxophone | baritone saxophone, deep and gritty | baritone sax, bari sax
bass | deep bass line | basse, bajo, bassline, bass line, bass lines
bass guitar | groovy electric bass guitar line | electric bass, e-bass, bassgitarre, guitare basse, bajo eléctrico
bassoon | bassoon melody, low and woody | fagott, basson, fagot
bells | bells ringing | bell, glocken, cloches, campanas, church bells, chimes
bongos | bongo drums playing a latin rhythm | bongo, bongo drums
bouzouki | bouzouki plucking, greek folk | buzuki
brass | loud brass section, trumpets and trombones | brass instruments, blechbläser, cuivres, metales
brass section | brass section playing stabs and fanfares | horns, horn section, bläsersatz, brass band
castanets | castanets, spanish flamenco rhythm | castanet, kastagnetten, castagnettes, castañuelas
celesta | celesta, delicate bell-like keyboard | celeste, tschelesta
cello | cello melody, deep and emotional bowed strings | chello, cellos, violoncello, violoncelle, violonchelo, violoncelo
choir | choir singing, vocal harmonies | chior, choirs, chorus, choral, gregorian, gregorian chant, chor, chœur, choeur, coro
church organ | church organ, majestic pipe organ | pipe organ, kirchenorgel, grandes orgues, orgue, órgano de iglesia
clarinet | clarinet melody, warm and woody | clarinett, clarinette, klarinette, clarinete, clarinets
clavinet | funky clavinet riff | clav
claves | claves clicking a latin rhythm | clave
congas | congas and latin percussion | conga, conga drums, tumbadora
cowbell | cowbell rhythm | cow bell, kuhglocke, cencerro
cymbals | crash cymbals | cymbal, becken, cymbales, platillos, hi-hat, hi hat, hihat
didgeridoo | didgeridoo drone | didjeridu, didgeridu
distorted guitar | heavily distorted electric guitar riffs | distortion guitar, overdriven guitar, fuzz guitar, guitar riffs, power chords, shredding, verzerrte gitarre, guitare saturée, guitarra distorsionada
djembe | djembe hand drum, west african percussion | djembé, african drums
double bass | plucked acoustic double bass line | upright bass, contrabass, string bass, standup bass, stand-up bass, kontrabass, contrebasse, contrabajo, walking bass
drum kit | acoustic drum kit groove | drumkit, drum set, drumset, trap kit, rock drums, jazz drums, brushed drums
drum machine | electronic drum machine beat | 808, 909, drum computer, electronic drums, programmed drums, drumcomputer, boîte à rythmes, caja de ritmos
drums | drums playing a steady beat | drum, beat, drumms, drumming, drum beat, drumbeat, beats, schlagzeug, trommel, trommeln, batterie, tambour, batería, tambores
dulcimer | hammered dulcimer, shimmering metallic strings | hammered dulcimer, hackbrett, santoor, santur, cimbalom, zymbal
electric guitar | electric guitar melody and riffs | e-guitar, elecric guitar, lead guitar, e-gitarre, elektrische gitarre, guitare électrique, guitarra eléctrica, clean guitar, twangy guitar
electric piano | mellow electric piano chords | e-piano, epiano, rhodes, fender rhodes, wurlitzer, wurli, piano électrique, piano eléctrico
english horn | english horn melody, plaintive | cor anglais, englischhorn, corno inglés
erhu | erhu, chinese bowed fiddle | chinese fiddle, chinese violin
fiddle | fiddle playing a lively folk tune | fiddles, fidel, violon folk, country fiddle, irish fiddle
flute | airy flute melody | flutes, fluit, querflöte, flöte, flûte, flauta
french horn | french horn, noble and warm | horn, waldhorn, cor d'harmonie, trompa, french horns
fretless bass | singing fretless bass | fretless
glockenspiel | glockenspiel, bright little bells | glockenspeil, carillon
gong | deep gong | gongs, tam tam, tamtam
guitar | guitar playing | guitars, guitare, gitarre, guitarra, gutar, guitr, giutar, guittar
hammond organ | hammond organ, gritty and soulful | hammond, b3, jazz organ, rock organ, gospel organ, drawbar organ
hand claps | hand claps | clapping, handclaps, klatschen, palmas
handpan | hang drum, mellow resonant handpan | hang drum, hangdrum, steel tongue drum
harmonica | harmonica melody, bluesy and plaintive | harmonika, mouth organ, blues harp, mundharmonika, armonica, armónica, harmonicas
harp | harp arpeggios, gentle and angelic | harfe, harpe, arpa, lyre, harps
harpsichord | harpsichord, baroque plucked keyboard | harpsicord, harpsichords, cembalo, clavecin, clavecín, clave barroco
kalimba | kalimba, plucked thumb piano | thumb piano, mbira, sansula, daumenklavier
keyboards | keyboards playing chords | keyboard, keys, claviers, teclado, teclados
koto | koto, plucked japanese zither | guzheng, zither, zither harp, kotos
lute | lute plucking, renaissance | laute, luth, laúd, theorbo, pipa
mallets | mallet percussion, wooden and bell-like | mallet percussion
mandolin | mandolin tremolo, bright plucked strings | mandoline, mandolina, mandolins
maracas | maracas shaking a latin rhythm | maraca
marimba | marimba, warm wooden mallets | marimbas, balafon
music box | music box melody, delicate and childlike | musicbox, musical box, spieluhr, boîte à musique, caja de música
muted trumpet | muted trumpet, jazzy and intimate | harmon mute, gestopfte trompete
nylon guitar | nylon string classical guitar, fingerpicked | classical guitar, spanish guitar, nylon string guitar, nylon-string guitar, flamenco guitar, konzertgitarre, guitare classique, guitarra española, guitarra clásica
oboe | oboe melody, nasal and lyrical | hautbois, oboes
ocarina | ocarina melody, soft and round | okarina
organ | organ chords | orgel, órgano, organs
orchestra | full orchestra playing, strings, brass and woodwinds | orchestral, symphony orchestra, orkestra, orchester, orchestre, orquesta, philharmonic
oud | oud plucking, middle eastern | ud lute
pan flute | pan flute melody, breathy and ethereal | panflute, pan pipes, panpipes, pan pipe, zampoña, siku, panflöte, flûte de pan, flauta de pan
pedal steel guitar | pedal steel guitar, crying country slides | pedal steel, lap steel, steel guitar
percussion | percussion rhythm | percusion, schlagwerk, percussions, percusión, perkussion
piano | piano melody, expressive and clear | paino, pinao, pianno, piana, grand piano, upright piano, klavier, pianoforte, solo piano, pianos, flügel
piccolo | piccolo, shrill high flute | pikkolo, piccolo flute, flautín
recorder | recorder melody, medieval and simple | blockflöte, flûte à bec, flauta dulce, tin whistle, penny whistle
saxophone | saxophone melody, smooth and soulful | sax, saxaphone, saxophon, saxofon, saxofón, saxes, saxo
shaker | shaker keeping time | shakers, egg shaker, cabasa
shakuhachi | shakuhachi, breathy japanese flute | japanese flute
shamisen | shamisen, percussive japanese plucked lute | samisen, sanshin, shamisens
shehnai | shehnai, nasal indian reed | shanai, shenai, surnai, zurna, indian oboe
sitar | sitar, indian plucked strings with buzzing drone | sithar, sitars, zitar
slap bass | funky slap bass | slapped bass, slap bass guitar
sleigh bells | sleigh bells jingling | jingle bells sound, schellen, grelots, cascabeles
slide guitar | slide guitar, bluesy bottleneck | bottleneck guitar, bottleneck
snare drum | marching snare drum rolls | snare, kleine trommel, caisse claire, caja militar
soprano saxophone | soprano saxophone melody | soprano sax
steel drums | steel drums, caribbean calypso | steel drum, steelpan, steel pan, steelpans, steel band, steeldrum
string quartet | string quartet playing chamber music | streichquartett, quatuor à cordes, cuarteto de cuerdas
string section | lush string section | orchestral strings, string orchestra, string ensemble, string pad, violins section, streicher
strings | strings playing sustained chords | string, string instruments, cordes, cuerdas, streichinstrumente, bowed strings
synth bass | deep synth bass | synthbass, bass synth, 303, reese bass, sub bass, wobble bass
synth lead | bright synth lead melody | lead synth, saw lead, square lead, synth melody, chip lead
synth pad | warm sustained synth pad | pad, pads, synth pads, synthesizer pad, warm pad, atmospheric pads
synthesizer | synthesizer sounds, electronic | synth, synths, synthesiser, syntheziser, sinthesizer, synthesizers, synthétiseur, sintetizador, keytar
tabla | tabla, indian hand drums | tablas
taiko | thundering taiko drums | taiko drums, japanese drums, war drums
tambourine | tambourine shaking | tamburin, tambourin, pandereta, pandeiro
tanpura | tanpura drone, indian | tambura, tampura
tenor saxophone | tenor saxophone solo, warm and breathy | tenor sax
timpani | timpani rolls, dramatic orchestral drums | tympani, kettledrum, kettle drum, kettledrums, pauken, timbales d'orchestre, timbales
tom-toms | tom-tom drums | toms, tom tom
triangle | triangle ringing | triangel, triángulo
trombone | trombone, brassy slides | posaune, trombón, trombones, trompone
trumpet | bright trumpet melody | trumpets, trumpit, trompet, trompete, trompette, trompeta, cornet, flugelhorn, bugle
tuba | tuba playing a low oom-pah bass | sousaphone, tubas
tubular bells | tubular bells tolling | tubular bell, church bell, röhrenglocken, cloches tubulaires, campanas tubulares
twelve-string guitar | twelve-string acoustic guitar, jangling | 12-string guitar, 12 string, twelve string
ukulele | cheerful ukulele strumming | ukelele, uke, ukuleles, ukulélé, yukulele
vibraphone | vibraphone, mellow shimmering mallets | vibes player, vibraphon, vibrafon, vibráfono, vibraphones
viola | viola, dark bowed strings | bratsche, violas, alto à cordes
violin | violin melody, expressive bowed strings | violins, violine, violon, violín, violen, voilin, geige, geigen, violín solo
vocals | singing voice, vocals | vocal, voice, voices, singing, singer, singers, sung, lyrics, lyric, words in it, vocalist, gesang, stimme, stimmen, singen, sänger, chant, voix, chanteur, voz, voces, canto, cantante, singin, vocels
female vocals | female singer, woman singing | sung by a woman, sung by women, female vocal, female voice, female singer, female vocalist, woman singing, woman's voice, women singing, girl singing, frauenstimme, sängerin, chanteuse, voix féminine, voz femenina, cantante femenina, female vox
male vocals | male singer, man singing | sung by a man, sung by men, male vocal, male voice, male singer, male vocalist, man singing, man's voice, männerstimme, voix masculine, voz masculina
rap vocals | male voice rapping | rapping, rapper, rappers, rhymes, spoken word, mc
whistling | cheerful human whistling | whistle, whistled, pfeifen, sifflement, silbido
woodblock | woodblock clicking | wood block, temple block, holzblock
woodwinds | woodwind section | woodwind, wind instruments, holzbläser, bois, vientos madera
xylophone | xylophone, bright wooden mallets | xylaphone, zylophone, xylofon, xylophon, xilófono, xylophones
jazz guitar | mellow jazz guitar | archtop guitar, hollow body guitar
""",
    ),
    *_read(
        "genre",
        """
afrobeat | afrobeat groove with horns and percussion | afro beat, afrobeats, highlife, afropop
african | african music with percussion and chanting | africa, african music, west african, afrikanisch, africain, africano
ambient | ambient soundscape with slowly evolving pads | ambiant, ambience, atmospheric music, drone music, soundscape, space music, nappes
baroque | baroque music with harpsichord and strings | barock, barroco, baroques
big band | big band jazz with swinging brass | bigband, swing band, swing orchestra
bluegrass | bluegrass with banjo, fiddle and acoustic guitar | blue grass, bluegras, appalachian, hillbilly, old-time music
blues | slow blues with guitar and harmonica | bluesy, twelve-bar, 12-bar, delta blues, blus
boogie-woogie | boogie-woogie piano, rolling left hand | boogie, boogie woogie
bossa nova | bossa nova with nylon guitar and soft percussion | bossanova, bosa nova, bossa
breakbeat | breakbeat with chopped drums | break beat, breaks, big beat
calypso | calypso with steel drums, caribbean | caribbean, soca, karibisch, karibik, caribe, island music, tropical
celtic | celtic folk tune with fiddle and whistle | irish, scottish, keltisch, celtique, celta, jig, reel, irish folk, irisch
chiptune | chiptune, 8-bit video game music | 8-bit, 8 bit, eight-bit, chip tune, bitpop, nintendo, gameboy, retro game, video game music, arcade
choral | sacred choral music, choir | chorale, hymn, hymns, sacred music, a cappella, acapella, a capella, kirchenmusik, motet
christmas | christmas carol with choir and bells | xmas, carol, carols, weihnachten, weihnachtslied, noël, navidad, villancico, holiday music
classical | classical music, orchestral or piano | clasical, classic music, classical music, klassik, klassisch, musique classique, clásica, música clásica, symphony, symphonic, sonata, concerto, ballet, ballett, symphonies, sonatas, concertos, chamber music
country | country music with acoustic guitar and pedal steel | country and western, honky tonk, honky-tonk, nashville, country music, americana
dance | energetic electronic dance music | edm, dance music, club, club music, eurodance, clubbing, rave, tanzmusik
disco | disco with four-on-the-floor drums, strings and funky bass | diskomusik, discomusik, nu-disco
downtempo | downtempo electronic beats, mellow | down tempo, chillout, chill-out, chill out
drum and bass | fast drum and bass breakbeats with deep bass | drum n bass, drum'n'bass, drum & bass, dnb, d&b, jungle
dub | dub with heavy bass and echo | dub music
dubstep | dubstep with wobble bass | dub step, brostep
electronic | electronic music with synthesizers and programmed drums | electro, electronica, electonic, elektronisch, elektro, électronique, electrónica, idm, techy
flamenco | flamenco guitar with hand claps | flamenko, spanish music
folk | folk song with acoustic instruments | folksy, folk song, folkmusic, traditional, traditional music, volksmusik, volkslied, folklorique, folklore, acoustic folk
funk | funky groove with slap bass and horns | funky, funk music, fonk
fusion | jazz fusion with electric piano and virtuosic solos | jazz fusion, jazz-rock
gamelan | gamelan, metallic interlocking percussion | balinese, javanese, indonesian
gospel | gospel choir with organ and clapping | gospel choir, spiritual, spirituals
grunge | grunge rock with distorted guitars |
hard rock | hard rock with distorted guitars and powerful drums | classic rock, hardrock
heavy metal | heavy metal with distorted guitars and pounding drums | metal, metall, thrash, death metal, black metal, metalcore, headbanging, djent
hip hop | hip hop beat with deep bass | hiphop, hip-hop, hip hop beat, rap, rap beat, boom bap, trap, trap beat, rap music
house | house music with four-on-the-floor kick | house music, deep house, tech house, acid house
indian classical | indian classical raga with sitar and tabla | raga, ragas, india, indian, hindustani, carnatic, bollywood, indisch, indien, hindú
indie | indie rock with jangly guitars | indie rock, indie pop, alternative, alternative rock, alt rock
industrial | industrial, harsh mechanical sounds | ebm
japanese | traditional japanese music with koto and shakuhachi | japan, japanisch, japonais, japonés, japonesa
jazz | jazz with piano, double bass and brushed drums | jazzy, jaz, bebop, be-bop, cool jazz, smooth jazz, dixieland, jazzig, jazz music, hard bop
klezmer | klezmer with clarinet and accordion | jewish, yiddish, hebrew
latin | latin music with congas and brass | latino, latina, latin american, lateinamerikanisch, cumbia, merengue, reggaeton
lo-fi | lo-fi hip hop beat, mellow and dusty | lofi, low-fi, low fi, lo-fi hip hop, lo-fi hip hop beats, lofi hip hop, lofi hip hop beats, lofi beats, lo-fi beats, chillhop, study beats
lullaby | gentle lullaby, soft and slow | lullabies, lullabye, cradle song, wiegenlied, schlaflied, berceuse, nana, canción de cuna
march | military march with brass and snare drums | marching band, marching music, military march, marsch, marche, marcha, marches
mariachi | mariachi with trumpets and violins | mexican, ranchera, mexikanisch, mexicain, mexicano
medieval | medieval music with lute and recorder | medievil, mediaeval, renaissance, mittelalter, médiéval, minstrel, bard, tavern music
middle eastern | middle eastern music with oud and percussion | arabic, arabian, turkish, persian, oriental, egyptian, arabisch, arabe, árabe
minimalist | minimalist piano with repeating patterns | minimalism, minimal music, philip glass style
musette | french musette waltz with accordion | paris cafe, parisian, french cafe, bal musette
new age | new age music, ethereal pads and flutes | newage, spa music
opera | operatic singing with orchestra | operatic, aria, oper, opéra, soprano
polka | polka with accordion and tuba | polka music, oom-pah, oompah, oktoberfest, biergarten
pop | catchy pop song | pop music, popsong, pop song, synth pop, synthpop, k-pop, kpop, schlager, chanson
power ballad | power ballad with electric guitar and piano | ballad, ballade, balada, ballads, rock ballad
progressive rock | progressive rock with organ and long solos | prog, prog rock, progrock
psychedelic | psychedelic rock with swirling organ and guitars | psychedelia, trippy, psych rock, acid rock
punk | fast punk rock with loud guitars | punk rock, pop punk, pop-punk, hardcore punk
ragtime | ragtime piano, syncopated and jaunty | rag time, rags, rag, saloon piano, silent film piano
reggae | reggae with offbeat guitar and deep bass | regae, reggea, raggae, dancehall, rocksteady, roots reggae
rhythm and blues | rhythm and blues, smooth and soulful | r&b, rnb, r'n'b, r and b
rock | rock with electric guitars and drums | rock music, rock and roll, rock'n'roll, rock n roll, rockig, rockmusik
rockabilly | rockabilly with slap double bass and twangy guitar |
romantic era | romantic classical piano, expressive | romantic piano, romantic period, nocturne, nocturnes
salsa | salsa with piano montuno, congas and brass | son cubano, montuno, cuban, mambo, kubanisch, cha-cha, cha cha
samba | samba with brazilian percussion | brazilian, brazil, brasil, brasilianisch, carnival, batucada
sea shanty | sea shanty, rowdy sailors' song | shanty, sea shanties, shanties, pirate, pirates, sailor song, seemannslied, chant de marins
ska | ska with offbeat guitar and brass | two-tone, ska punk
soul | soul music with warm organ and horns | soulful, motown, neo soul, neo-soul
soundtrack | cinematic film soundtrack | film score, movie score, score, film music, movie music, soundtracks, filmmusik, musique de film, banda sonora, ost, trailer music
surf rock | surf rock with twangy reverberant guitar | surf, surf music, surf guitar
swing | swing jazz, dance band | swinging, gypsy jazz, lindy hop, electro swing, manouche
synthwave | synthwave, retro eighties synthesizers | synth wave, retrowave, outrun, vaporwave, vapor wave, 80s synth
tango | tango with accordion and violin | tangos, argentine, argentinian
techno | techno with pounding kick and hypnotic synths | tekno, tecno, minimal techno, acid techno, hard techno
trance | trance with arpeggiated synths and uplifting build | psytrance, goa, uplifting trance
trip hop | trip hop, dark downtempo beats | trip-hop, triphop
waltz | waltz in three-four time | waltzes, walzer, valse, vals, three-four, 3/4, viennese
western | western film music with harmonica and twangy guitar | wild west, cowboy, cowboys, spaghetti western, ennio morricone style, westernmusik
world music | traditional world music | world, ethnic, weltmusik, musique du monde, tribal
""",
    ),
    *_read(
        "mood",
        """
aggressive | aggressive, intense and loud | agressive, angry, anger, furious, rage, violent, brutal, wütend, aggressiv, agressif, agresivo, enojado
angelic | angelic, heavenly and pure | angel, angels, heavenly, divine, holy, celestial, himmlisch
anxious | anxious and restless | nervous, restless, uneasy, paranoid, stressful, frantic, nervös
calm | calm, peaceful and relaxing | relaxing, relaxed, relax, peaceful, peacefull, chill, chilled, chilling, mellow, soothing, tranquil, serene, calming, laid-back, laid back, zen, ruhig, entspannt, entspannend, calme, apaisant, relaxant, tranquilo, tranquila, relajante, cozy, cosy, easygoing, low arousal, restful, peace and quiet, ausgeglichen, sereno, relajado, détendu, chillig
cheeky | playful, quirky and humorous | playful, quirky, funny, silly, comical, goofy, humorous, comedy, mischievous, cartoon, cartoonish, cartoony, lustig, verspielt, drôle, divertido, gracioso, mischief, cheekiness, naughty, prank, pranks, impish, whimsical, whimsy, tongue in cheek, wacky, zany, espiègle, malicieux, travieso, pícaro, schelmisch
dark | dark, brooding and low | darker sounding, gloomy, brooding, sinister, evil, grim, bleak, düster, dunkel, finster, sombre, oscuro, oscura, shadowy
dramatic | dramatic, building intensity | drama, theatrical, climactic, dramatisch, dramatique, dramático
dreamy | dreamy, hazy and floating | dreamlike, ethereal, floating, hazy, spacey, spacy, verträumt, traumhaft, rêveur, soñador, onírico, otherworldly
elegant | elegant and refined | graceful, sophisticated, classy, posh, refined, stylish, fancy, elegante
emotional | emotional, moving and expressive | moving, touching, heartfelt, tearjerker, emotive, deep feelings, emotionell, gefühlvoll, émouvant, emotivo, poignant
energetic | energetic, lively and driving | energy, lively, upbeat, up-beat, high-energy, pumping, pumped, hyper, driving, exciting, excited, vigorous, energisch, schwungvoll, énergique, dynamique, enérgico, animado, animated, powerful energy, peppy, banging, banger, bangers, lit, hype, high arousal, adrenaline, rousing, fired up, amped, power up, zippy
epic | epic, heroic and grand orchestral | epics, heroic, majestic, grand, grandiose, bombastic, monumental, larger than life, episch, heldenhaft, épique, épico, heroico
exotic | exotic and colourful | exotisch, exotique, exótico
groovy | groovy, rhythmic and danceable | groove, danceable, dancable, bouncy, bouncing, groovig, bailable, dansant
happy | happy, cheerful and bright major key | fun, cheerful, joyful, joyous, joy, merry, cheery, jolly, feel-good, feel good, sunny, sunshine, hapy, happpy, glad, cheer me up, good mood, fröhlich, froehlich, glücklich, heiter, joyeux, gai, alegre, feliz, jaunty, bright and happy, positive valence, high valence, friendly, jovial, chirpy, smiling, smile, gute laune, bonne humeur, buen humor
haunting | haunting, ghostly and mournful | ghostly, haunted, spectral, unearthly
hopeful | hopeful, warm and uplifting | hope, optimistic, uplifting, inspiring, inspirational, encouraging, hoffnungsvoll, esperanzador, plein d'espoir, motivational, motivating
hypnotic | hypnotic, repetitive and trance-like | hypnotizing, mesmerizing, mesmerising, trance-like, trancelike, hypnotisch, meditative drone
lonely | lonely, sparse and melancholic | lonesome, loneliness, solitary, isolated, desolate, einsam, solitaire, solitario
melancholic | melancholic, wistful minor key | melancholy, melancolic, wistful, bittersweet, pensive, introspective, melancholisch, wehmütig, mélancolique, melancólico, rainy day, blue mood, moody
mysterious | mysterious, enigmatic and suspenseful | mystery, mystic, mystical, enigmatic, magical, magic, enchanted, fairy tale, fairytale, whimsical, geheimnisvoll, mysteriös, mystérieux, misterioso, fantasy, arcane
nostalgic | nostalgic, vintage and wistful | nostalgia, retro, vintage, old-fashioned, old fashioned, oldschool, old-school, old school, reminiscing, nostalgisch, nostalgique, nostálgico, oldies
proud | proud, ceremonial and patriotic | patriotic, triumphant, triumphal, victorious, victory, ceremonial, noble, regal, royal, festlich, solennel, triunfal, glorious
romantic | romantic, tender and warm | love song, love songs, love, loving, tender, sensual, sexy, intimate, romantisch, romantique, romántico, romántica, valentine, romance, propose, proposal, proposing, marriage proposal, anniversary, girlfriend, boyfriend, honeymoon, heiratsantrag, kuscheln, cuddling, making out, demande en mariage, pedida de mano, enamorado
sad | sad, slow and mournful minor key | sadness, sorrowful, sorrow, mournful, mourning, depressing, depressed, depressive, heartbroken, heartbreaking, heartbreak, crying, cry, tearful, gloom, tragic, grief, sorrowfull, traurig, triste, tristeza, saddest, down in the dumps, feeling down, feeling blue, teary, tears, tearjerker, tear jerker, weepy, weeping, sobbing, negative valence, low valence, funeral, makes me cry, weinen, pleurer, llorar
scary | dark, ominous and suspenseful, dissonant strings, horror soundtrack | spooky, sppoky, creepy, creepie, horror, terrifying, frightening, eerie, erie sounding, sinister horror, nightmare, nightmarish, haunted house, halloween, scarry, scarey, skary, ghost, ghosts, zombie, zombies, gruselig, unheimlich, schaurig, effrayant, terrifiant, miedo, terror, terrorífico, aterrador, espeluznante, chilling horror, bone-chilling, monster, macabre, bloodcurdling
serious | serious and solemn | solemn, grave, sober, ernst, feierlich, sérieux, serio, reverent, funeral, funereal
sentimental | sentimental and tender | sappy, schmaltzy, cheesy, kitschy, corny
spiritual | spiritual, sacred and reverent | sacred, religious, prayer, praying, worship, church, geistlich, spirituell, sacré, sagrado, monastery
tense | tense, suspenseful underscore with pulsing rhythm | suspense, suspenseful, tension, thriller, ominous, foreboding, menacing, threatening, nail-biting, edgy, spannend, angespannt, tendu, tenso, suspenso, intriga, thrilling
warm | warm, mellow and comforting | comforting, heart-warming, heartwarming, gemütlich, chaleureux, cálido
weird | strange, experimental and dissonant | strange, bizarre, experimental, avant-garde, avantgarde, dissonant, atonal, odd, unusual, seltsam, étrange, extraño, raro
""",
    ),
    *_read(
        "use",
        """
background | unobtrusive instrumental background music | background music, in the background, bgm, underscore, wallpaper music, hintergrundmusik, hintergrund, musique de fond, música de fondo, elevator music, lounge, lobby, waiting room, lift music, waiting area, elevator, hold music, on hold, reception area, waiting area music, muzak, easy listening, shop music, wartezimmer, aufzugmusik, salle d'attente, sala de espera, musique d'ascenseur, música de ascensor
battle | intense battle music with pounding drums and brass | fight, fighting, combat, boss fight, boss battle, war, warfare, kampf, schlacht, bataille, batalla, warrior, warriors, gladiator
cafe | light acoustic jazz for a coffee shop | coffee shop, coffeehouse, coffee house, café, kaffeehaus, cafetería, bistro, brunch, restaurant
celebration | festive celebration music | celebrate, celebrating, festive, birthday, new year's eve, feier, fest, fête, fiesta popular, fair, fairground, circus, parade
chase | fast chase scene music, urgent and driving | car chase, chase scene, pursuit, action scene, action movie, escape scene, verfolgungsjagd, persecución, poursuite, heist, spy
children | simple cheerful children's music | kids, childrens, children's, for my kid, toddler, toddlers, baby, babies, nursery, nursery rhyme, kinder, kinderlied, enfants, niños, childlike, kidz, kiddos, kiddies, kiddie, little ones, preschool, kindergarten, playgroup, toddler group, school kids
cooking | light cheerful groovy music for cooking | while cooking, cook, kitchen, kochen, cuisiner, cocinar
dancing | danceable rhythmic music | dance to, dancing music, dance floor, dancefloor, tanzen, danser, bailar, to dance
dinner | soft elegant dinner jazz | dinner party, candlelight, candle light, candlelit, wine, abendessen, dîner, cena, date night, dinner guests, supper, candlelit dinner, abendbrot, souper
documentary | atmospheric documentary underscore | nature documentary, documentaries, nature film, dokumentarfilm, documentaire, documental, science film
driving music | driving rock with a steady beat for the road | road trip, roadtrip, driving song, in the car, highway, autofahrt, autofahren, route, carretera, night drive
gaming | video game background music | video game, videogame, game soundtrack, rpg, dungeon, platformer, jeu vidéo, videojuego, videospiel, minecraft, d&d, dnd session, tabletop
meditation | slow meditative ambient drones | meditate, meditating, meditative, mindfulness, yoga, spa, massage, breathing, meditieren, méditation, meditación
morning | fresh light acoustic morning music | wake up, waking up, sunrise, dawn, breakfast, coffee in the morning, morgen, aufwachen, matin, mañana, early morning
nature | peaceful pastoral music, nature and open landscape | forest, woods, ocean, sea side, seaside, mountains, meadow, countryside, pastoral, wald, natur, forêt, bosque, river, birds, garden, landscape
night | quiet nocturnal music | nighttime, night time, late night, late-night, midnight, nocturnal, nacht, nuit, noche, evening, abend
party | energetic party music to dance to | parties, partying, house party, fête party, partymusik, fiesta, feiern, pre-game, bash
rain | soft melancholic music for a rainy day | rainy, raining, storm, stormy, regen, pluie, lluvia, autumn, foggy
sleep | very soft, slow, soothing music to fall asleep | fall asleep, falling asleep, sleeping, sleepy, bedtime, insomnia, go to sleep, nap, napping, drift off, einschlafen, schlafen, zum einschlafen, dormir, m'endormir, sommeil, dormirme, sueño, wind down
space | spacious cosmic synthesizer ambient | outer space, cosmic, sci-fi, scifi, science fiction, galaxy, stars, interstellar, weltraum, espace, espacio, futuristic, cyberpunk, alien
study | mellow instrumental music for studying | studying, homework, focus, focusing, concentrate, concentration, concentrating, working, work music, for work, office, coding, programming, reading, lernen, arbeiten, konzentration, étudier, travailler, estudiar, trabajar, concentrarme, studing, revision, revising, exam, exams, essay, thesis, dissertation, cramming, swotting, deep work, spreadsheets, prüfung, examen, examens, révisions, deberes, hausaufgaben, devoirs
summer | sunny breezy summer music | beach, vacation, holiday mood, poolside, pool party, sommer, strand, été, plage, verano, playa
video | instrumental background music for a video | youtube, youtube video, vlog, vlogs, tiktok, reel video, instagram, podcast, intro music, for my video, under my video, videos, presentation, slideshow, commercial, advert, advertisement, ad, corporate, werbung, publicité, anuncio, film, movie, scene, explainer, explainer video, explainer clip, promo, promotional, product demo, trailer cue, tutorial video, showreel, voiceover, voice over, erklärvideo, imagefilm
wedding | romantic elegant wedding music | weddings, first dance, bride, ceremony, hochzeit, mariage, boda
workout | energetic driving workout music with a strong beat | work out, working out, gym, running, jogging, run, exercise, exercising, fitness, training, lifting weights, weightlifting, cardio, hiit, laufen, courir, correr, entrenar, sport, cycling, spin class, spinning class, indoor cycling, crossfit, treadmill, bootcamp, burpees, squats, deadlift, leg day, weights session, zumba, aerobics, boxing session, spin bike, personal best, muskeltraining, musculation, gimnasio, salle de sport, fitnessstudio
""",
    ),
    *_read(
        "texture",
        """
acoustic | acoustic instruments, unplugged | unplugged, accoustic, acustic, akustisch, acoustique, acústico, acustica
arpeggio | arpeggiated chords | arpeggios, arpeggiated, arpeggiator, arpège, arpegio
bright | bright, clear and high | shiny, sparkling, sparkly, glittering, hell klingend, brillant, brillante, crisp
busy | dense, busy arrangement with many notes | dense, complex, many notes, intricate, virtuosic, virtuoso
catchy | catchy memorable melody | catchy melody, earworm, hook, hooky, eingängig, pegadizo, singable, memorable
distorted | distorted, noisy and harsh | distortion, noisy, noise, fuzzy, harsh, gritty, raw, verzerrt, saturé
drone | long sustained drone | droning, sustained
fast | fast tempo, quick and lively | quick, speedy, rapid, uptempo, up-tempo, up tempo, high tempo, fast-paced, fast paced, fast tempo, schnell, rapide, rápido, rápida, allegro, presto, racing
heavy | heavy, powerful low end | hard, hard-hitting, crushing, massive, bass-heavy, bass heavy, lourd, pesado, wuchtig
loud | loud and powerful | powerful, blaring, laut, fort, fuerte, ruidoso, booming
low | low-pitched, deep register | deep, low-pitched, tief, grave register
lush | lush, full arrangement with rich harmonies | rich, full sounding, layered, orchestrated
minimal | sparse and minimal arrangement | sparse, simple, bare, stripped-down, stripped down, stripped back, uncluttered, schlicht, sobrio, few notes
pizzicato | plucked pizzicato strings | pizzicatto, plucked strings, pizz
plucked | plucked string instruments | plucking, plucky, gezupft, pincées, picking
quiet | quiet and soft | soft, gentle, gently, softly, delicate, subtle, leise, sanft, zart, doux, douce, suave, silencioso, tranquil and soft, hushed
repetitive | repetitive looping pattern | loop, looping, looped, repeating, ostinato
reverberant | reverberant, spacious sound | reverb, echo, echoing, echoey, spacious, hall
slow | slow tempo | slowly, slow-paced, slow paced, slow tempo, low tempo, langsam, lent, lente, lento, lenta, adagio, largo, sluggish, unhurried
solo | a solo instrument playing alone | unaccompanied, solo instrument, no other instruments, nothing else, by itself, on its own, alleine, seul instrument
staccato | short staccato notes | staccatto, choppy
steady | steady medium tempo | mid-tempo, midtempo, mid tempo, medium tempo, moderate tempo, andante
syncopated | syncopated rhythm | syncopation, offbeat, off-beat
tremolo | tremolo strings, tense | tremolos, trembling
""",
    ),
)
