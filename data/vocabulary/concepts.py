"""The vocabulary of listening: instruments, genres, moods, uses and textures, and how people call them.

Pure data and two look-ups, shared by everything that speaks about music: the planner recognises wishes by
it, retrieval names what it hears by it, the writer describes with it. Each concept carries one caption,
worded as a person captioning a recording would (the register of MusicCaps), because that is the language
that the encoders understand. It refuses cleverness: no matching of sentences, no typos beyond those listed.
"""

# ruff: noqa: E501  the tables have one line a concept

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from data.text import fold

Kind = Literal["instrument", "genre", "mood", "use", "texture"]


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a listener can ask for or hear."""

    name: str  # plain English, lower case, unique
    kind: Kind
    caption: str  # as a caption writer would say it
    synonyms: tuple[str, ...] = ()  # other names: English, German, French, Spanish, common misspellings


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


CONCEPTS: tuple[Concept, ...] = (
    *_read(
        "instrument",
        """
accordion | accordion melody, reedy and folksy | accordian, acordion, acordian, squeezebox, squeeze box, concertina, bandoneon, akkordeon, ziehharmonika, accordéon, acordeón, button accordion, piano accordion, melodeon
acoustic guitar | acoustic guitar strumming and fingerpicking | accoustic guitar, acustic guitar, steel guitar strings, steel string guitar, steel-string guitar, fingerpicked guitar, fingerstyle guitar, fingerpicking, western guitar, akustikgitarre, akustische gitarre, guitare acoustique, guitare sèche, guitarra acústica, folk guitar, finger picked guitar, finger picking, finger style guitar, strummed guitar, campfire guitar, travis picking
agogo | agogo bells playing a samba rhythm | agogo bell
alto saxophone | alto saxophone melody, smooth and expressive | alto sax
bagpipes | bagpipes melody over a drone | bagpipe, bag pipe, bag pipes, pipes and drums, highland pipes, uilleann pipes, dudelsack, cornemuse, gaita, biniou, pipe band, scottish pipes, irish pipes, smallpipes
balalaika | balalaika tremolo, russian folk | balalaïka, russian
banjo | banjo picking, twangy and bright | bango, banyo, bajo banjo, banjos, five string banjo, 5-string banjo, clawhammer
bansuri | bansuri bamboo flute, indian melody | bamboo flute, indian flute, bambusflöte
baritone saxophone | baritone saxophone, deep and gritty | baritone sax, bari sax
bass | deep bass line | basse, bajo, bassline, bass line, bass lines
bass guitar | groovy electric bass guitar line | electric bass, e-bass, bassgitarre, guitare basse, bajo eléctrico, electric bass guitar, bass player, bass guitarist
bassoon | bassoon melody, low and woody | fagott, basson, fagot, contrabassoon, bassoonist
bells | bells ringing | bell, glocken, cloches, campanas, church bells, chimes, handbells, hand bells, wind chimes, windchimes
bongos | bongo drums playing a latin rhythm | bongo, bongo drums
bouzouki | bouzouki plucking, greek folk | buzuki, greek
brass | loud brass section, trumpets and trombones | brass instruments, blechbläser, cuivres, metales
brass section | brass section playing stabs and fanfares | horns, horn section, bläsersatz, brass band, horn stabs, trumpet section, brass ensemble, brass quintet, silver band, colliery band, fanfare, fanfares
castanets | castanets, spanish flamenco rhythm | castanet, kastagnetten, castagnettes, castañuelas
celesta | celesta, delicate bell-like keyboard | celeste, tschelesta
cello | cello melody, deep and emotional bowed strings | chello, cellos, violoncello, violoncelle, violonchelo, violoncelo, cello player
choir | choir singing, vocal harmonies | chior, choirs, chorus, choral, gregorian, gregorian chant, chor, chœur, choeur, coro, choral singing, choirboys, boys choir, male voice choir, vocal harmonies, vocal harmony, vocal ensemble, choristers, chanting monks
church organ | church organ, majestic pipe organ | pipe organ, kirchenorgel, grandes orgues, órgano de iglesia, cathedral organ
clarinet | clarinet melody, warm and woody | clarinett, clarinette, klarinette, clarinete, clarinets, bass clarinet, licorice stick, liquorice stick
clavinet | funky clavinet riff | clav
claves | claves clicking a latin rhythm | clave
congas | congas and latin percussion | conga, conga drums, tumbadora
cowbell | cowbell rhythm | cow bell, kuhglocke, cencerro
cymbals | crash cymbals | cymbal, becken, cymbales, platillos, hi-hat, hi hat, hihat, high hat, high hats, crash cymbal, ride cymbal
didgeridoo | didgeridoo drone | didjeridu, didgeridu, digeridoo, didjeridoo, aboriginal
distorted guitar | heavily distorted electric guitar riffs | distortion guitar, overdriven guitar, fuzz guitar, guitar riffs, power chords, shredding, verzerrte gitarre, guitare saturée, guitarra distorsionada, overdriven, crunchy guitar, crunchy guitars, heavy guitars, heavy riffs, fuzzy guitar, fuzzy guitars, chugging guitars, power chord, guitar riff, wall of guitars, screaming guitars
djembe | djembe hand drum, west african percussion | djembé, african drums, african drum, african drumming
double bass | plucked acoustic double bass line | upright bass, contrabass, string bass, standup bass, stand-up bass, kontrabass, contrebasse, contrabajo, walking bass, bass fiddle, bull fiddle, acoustic bass, bowed bass
drum kit | acoustic drum kit groove | drumkit, drum set, drumset, trap kit, rock drums, jazz drums, brushed drums, acoustic drums, live drums, real drums, drums with brushes, drum brushes
drum machine | electronic drum machine beat | 808, 808 drum machine, 909, drum computer, electronic drums, programmed drums, drumcomputer, boîte à rythmes, caja de ritmos, electronic beats, programmed beats, electronic percussion, drum loop, drum loops, linn drum
drums | drums playing a steady beat | drum, beat, drumms, drumming, drum beat, drumbeat, beats, schlagzeug, trommel, trommeln, batterie, tambour, batería, tambores, bass drum, kick drum, drum fills, backbeat, back beat
dulcimer | hammered dulcimer, shimmering metallic strings | hammered dulcimer, hackbrett, santoor, santur, cimbalom, zymbal
electric guitar | electric guitar melody and riffs | e-guitar, elecric guitar, lead guitar, e-gitarre, elektrische gitarre, guitare électrique, guitarra eléctrica, clean guitar, twangy guitar, telecaster, stratocaster, jangly guitar, jangly guitars, wah guitar, wah wah guitar, wailing guitar
electric piano | mellow electric piano chords | e-piano, epiano, rhodes, fender rhodes, wurlitzer, wurli, piano électrique, piano eléctrico
english horn | english horn melody, plaintive | cor anglais, englischhorn, corno inglés
erhu | erhu, chinese bowed fiddle | chinese fiddle, chinese violin, chinese
fiddle | fiddle playing a lively folk tune | fiddles, fidel, violon folk, country fiddle, irish fiddle, fiddle playing, fiddle tune, fiddle tunes, hardanger
flute | airy flute melody | flutes, fluit, querflöte, flöte, flûte, flauta, wooden flute, alto flute, bass flute
french horn | french horn, noble and warm | horn, waldhorn, cor d'harmonie, trompa, french horns, hunting horn, hunting horns, alphorn, alpine horn
fretless bass | singing fretless bass | fretless
glockenspiel | glockenspiel, bright little bells | glockenspeil, carillon
gong | deep gong | gongs, tam tam, tamtam, gong bath
guitar | guitar playing | guitars, guitare, gitarre, guitarra, gutar, guitr, giutar, guittar, six string guitar, guitar music, guitar playing
hammond organ | hammond organ, gritty and soulful | hammond, b3, jazz organ, rock organ, gospel organ, drawbar organ, leslie speaker, combo organ, farfisa, electric organ
hand claps | hand claps | clapping, handclaps, klatschen, palmas, hand clapping, finger snaps, finger snapping, finger clicks
handpan | hang drum, mellow resonant handpan | hang drum, hangdrum, steel tongue drum, hand pan, tongue drum
harmonica | harmonica melody, bluesy and plaintive | harmonika, mouth organ, blues harp, mundharmonika, armonica, armónica, harmonicas, mouth harp, jaw harp, jews harp, jew s harp, gob iron, blues harmonica
harp | harp arpeggios, gentle and angelic | harfe, harpe, arpa, lyre, harps, celtic harp, concert harp
harpsichord | harpsichord, baroque plucked keyboard | harpsicord, harpsichords, cembalo, clavecin, clavecín, clave barroco, clavichord
kalimba | kalimba, plucked thumb piano | thumb piano, mbira, sansula, daumenklavier, finger piano
keyboards | keyboards playing chords | keyboard, keys, claviers, teclado, teclados, keyboard player, keyboardist, mellotron
koto | koto, plucked japanese zither | guzheng, zither, zither harp, kotos
lute | lute plucking, renaissance | laute, luth, laúd, theorbo, pipa, lutenist, vihuela, archlute
mallets | mallet percussion, wooden and bell-like | mallet percussion, tuned percussion, mallet instruments
mandolin | mandolin tremolo, bright plucked strings | mandoline, mandolina, mandolins, octave mandolin
maracas | maracas shaking a latin rhythm | maraca
marimba | marimba, warm wooden mallets | marimbas, balafon
music box | music box melody, delicate and childlike | musicbox, musical box, spieluhr, boîte à musique, caja de música
muted trumpet | muted trumpet, jazzy and intimate | harmon mute, gestopfte trompete, trumpet with mute, trumpet with a mute, mute trumpet, plunger mute
nylon guitar | nylon string classical guitar, fingerpicked | classical guitar, spanish guitar, nylon string guitar, nylon-string guitar, flamenco guitar, konzertgitarre, guitare classique, guitarra española, guitarra clásica, nylon strings, gut string guitar
oboe | oboe melody, nasal and lyrical | hautbois, oboes
ocarina | ocarina melody, soft and round | okarina
organ | organ chords | orgel, órgano, organs, harmonium, reed organ, pump organ, barrel organ, street organ, fairground organ, theatre organ, theater organ, calliope
orchestra | full orchestra playing, strings, brass and woodwinds | orchestral, symphony orchestra, orkestra, orchester, orchestre, orquesta, philharmonic, orchestration, orchestrations, sinfonietta, chamber orchestra
oud | oud plucking, middle eastern | ud lute, saz, baglama
pan flute | pan flute melody, breathy and ethereal | panflute, pan pipes, panpipes, pan pipe, zampoña, siku, panflöte, flûte de pan, flauta de pan, andean flute, peruvian
pedal steel guitar | pedal steel guitar, crying country slides | pedal steel, lap steel, steel guitar, lapsteel, hawaiian guitar
percussion | percussion rhythm | percusion, schlagwerk, percussions, percusión, perkussion, percussive, percussion instruments, hand percussion, frame drum, bodhran, darbuka, washboard, drum circle
piano | piano melody, expressive and clear | paino, pinao, pianno, piana, grand piano, upright piano, klavier, pianoforte, solo piano, pianos, flügel, baby grand, concert grand, steinway, old joanna, tickling the ivories, pianistic, player piano, pianola, honky tonk piano, felt piano, digital piano
piccolo | piccolo, shrill high flute | pikkolo, piccolo flute, flautín
recorder | recorder melody, medieval and simple | blockflöte, flûte à bec, flauta dulce, tin whistle, penny whistle, irish whistle, tinwhistle, low whistle, descant recorder, treble recorder
saxophone | saxophone melody, smooth and soulful | sax, saxaphone, saxophon, saxofon, saxofón, saxes, saxo, sax player, saxophone player
shaker | shaker keeping time | shakers, egg shaker, cabasa, rainstick, rain stick
shakuhachi | shakuhachi, breathy japanese flute | japanese flute
shamisen | shamisen, percussive japanese plucked lute | samisen, sanshin, shamisens
shehnai | shehnai, nasal indian reed | shanai, shenai, surnai, zurna, indian oboe
sitar | sitar, indian plucked strings with buzzing drone | sithar, sitars, zitar, indian guitar
slap bass | funky slap bass | slapped bass, slap bass guitar
sleigh bells | sleigh bells jingling | jingle bells sound, schellen, grelots, cascabeles
slide guitar | slide guitar, bluesy bottleneck | bottleneck guitar, bottleneck, resonator guitar
snare drum | marching snare drum rolls | snare, kleine trommel, caisse claire, caja militar, side drum, drum roll, drum rolls, drumroll, drumline, marching drums
soprano saxophone | soprano saxophone melody | soprano sax
steel drums | steel drums, caribbean calypso | steel drum, steelpan, steel pan, steelpans, steel band, steeldrum
string quartet | string quartet playing chamber music | streichquartett, quatuor à cordes, cuarteto de cuerdas, string trio, string quintet
string section | lush string section | orchestral strings, string orchestra, string ensemble, string pad, violins section, string arrangement, string arrangements
strings | strings playing sustained chords | string, string instruments, cordes, cuerdas, streichinstrumente, bowed strings, stringed instruments, stringed instrument, bowed instruments
synth bass | deep synth bass | synthbass, bass synth, 303, reese bass, sub bass, wobble bass, sub basses, analog bass, electronic bass
synth lead | bright synth lead melody | lead synth, saw lead, square lead, synth melody, chip lead
synth pad | warm sustained synth pad | pad, pads, synth pads, synthesizer pad, warm pad, atmospheric pads, synth wash, synth washes, string pads, ambient pads
synthesizer | synthesizer sounds, electronic | synth, synths, synthesiser, syntheziser, sinthesizer, synthesizers, synthétiseur, sintetizador, keytar, minimoog, analog synth, analogue synth, modular synth, theremin, synthesised, synthesized, electronic sounds
tabla | tabla, indian hand drums | tablas, mridangam, indian drums
taiko | thundering taiko drums | taiko drums, japanese drums, war drums
tambourine | tambourine shaking | tamburin, tambourin, pandereta, pandeiro, tamborine
tanpura | tanpura drone, indian | tambura, tampura
tenor saxophone | tenor saxophone solo, warm and breathy | tenor sax
timpani | timpani rolls, dramatic orchestral drums | tympani, kettledrum, kettle drum, kettledrums, pauken, timbales d'orchestre, timbales, orchestral drums
tom-toms | tom-tom drums | toms, tom tom, floor tom
triangle | triangle ringing | triangel, triángulo
trombone | trombone, brassy slides | posaune, trombón, trombones, trompone, sackbut
trumpet | bright trumpet melody | trumpets, trumpit, trompet, trompete, trompette, trompeta, cornet, flugelhorn, bugle, trumpet player, flugel horn
tuba | tuba playing a low oom-pah bass | sousaphone, tubas, tuba player
tubular bells | tubular bells tolling | tubular bell, church bell, röhrenglocken, cloches tubulaires, campanas tubulares
twelve-string guitar | twelve-string acoustic guitar, jangling | 12-string guitar, 12 string, twelve string
ukulele | cheerful ukulele strumming | ukelele, uke, ukuleles, ukulélé, yukulele, hawaiian
vibraphone | vibraphone, mellow shimmering mallets | vibes player, vibraphon, vibrafon, vibráfono, vibraphones, vibraphonist, vibraharp, vibes solo, playing the vibes, piano and vibes, vibes and piano
viola | viola, dark bowed strings | bratsche, violas, alto à cordes, viola player, viola da gamba
violin | violin melody, expressive bowed strings | violins, violine, violon, violín, violen, voilin, geige, geigen, violín solo, violin player, stradivarius
vocals | singing voice, vocals | vocal, voice, voices, singing, singer, singers, sung, lyrics, lyric, words in it, vocalist, gesang, stimme, stimmen, singen, sänger, chant, voix, chanteur, voz, voces, canto, cantante, singin, vocels, crooning, sing along vocals, human voice, lead vocals, lead singer, vocalists, vocalisation, vocalization, humming, scat singing, scatting, yodeling, yodelling, people talking, someone talking
female vocals | female singer, woman singing | sung by a woman, sung by women, female vocal, female voice, female singer, female vocalist, woman singing, woman's voice, women singing, girl singing, frauenstimme, sängerin, chanteuse, voix féminine, voz femenina, cantante femenina, female vox, female singing, lady singing, lady singer, woman sings, woman singer, girl singer, women s voices, female voices, female fronted, songstress, mezzo soprano, woman s voice, she sings, sung by a girl, sung by a lady
male vocals | male singer, man singing | sung by a man, sung by men, male vocal, male voice, male singer, male vocalist, man singing, man's voice, männerstimme, voix masculine, voz masculina, male singing, man sings, man singer, guy singing, guy sings, bloke singing, dude singing, men singing, male voices, men s voices, man s voice, male fronted, crooners, he sings, countertenor, deep male voice, sung by a guy
rap vocals | male voice rapping | rapping, rapper, rappers, rhymes, spoken word, mc, rap verse, rap verses, freestyle rap, beatboxing, beatbox
whistling | cheerful human whistling | whistle, whistled, pfeifen, sifflement, silbido, whistler
woodblock | woodblock clicking | wood block, temple block, holzblock
woodwinds | woodwind section | woodwind, wind instruments, holzbläser, bois, vientos madera, wood winds, wind section, wind ensemble, wind quintet, reed section
xylophone | xylophone, bright wooden mallets | xylaphone, zylophone, xylofon, xylophon, xilófono, xylophones
jazz guitar | mellow jazz guitar | archtop guitar, hollow body guitar
""",
    ),
    *_read(
        "genre",
        """
afrobeat | afrobeat groove with horns and percussion | afro beat, afrobeats, highlife, afropop, afro funk, afro pop
african | african music with percussion and chanting | africa, african music, west african, afrikanisch, africain, africano, nigerian, ghanaian, senegalese, ethiopian, congolese, savannah
ambient | ambient soundscape with slowly evolving pads | ambiant, ambience, atmospheric music, drone music, soundscape, space music, nappes, soundscapes, ambient music, ambiance, atmospheric, sound bath
baroque | baroque music with harpsichord and strings | barock, barroco, baroques, baroque music, harpsichordy, counterpoint, concerto grosso, toccata, sarabande
big band | big band jazz with swinging brass | bigband, swing band, swing orchestra, jazz orchestra, swing era
bluegrass | bluegrass with banjo, fiddle and acoustic guitar | blue grass, bluegras, appalachian, hillbilly, old-time music, bluegrassy, hoedown, hoe down, square dance, barn dance, jug band, mountain music
blues | slow blues with guitar and harmonica | bluesy, twelve-bar, 12-bar, delta blues, blus, bluesman, chicago blues, juke joint, twelve bar blues, 12 bar blues, blues music
boogie-woogie | boogie-woogie piano, rolling left hand | boogie, boogie woogie, barrelhouse
bossa nova | bossa nova with nylon guitar and soft percussion | bossanova, bosa nova, bossa
breakbeat | breakbeat with chopped drums | break beat, breaks, big beat, breakbeats, breakcore, amen break
calypso | calypso with steel drums, caribbean | caribbean, soca, karibisch, karibik, caribe, island music, tropical, trinidad, west indian, island vibes
celtic | celtic folk tune with fiddle and whistle | irish, scottish, keltisch, celtique, celta, jig, reel, irish folk, irisch, irish music, irish pub, irish jig, ceilidh, jigs and reels, hornpipe, leprechaun, st patrick s day, scottish highlands
chiptune | chiptune, 8-bit video game music | 8-bit, 8 bit, eight-bit, chip tune, bitpop, nintendo, gameboy, retro game, video game music, arcade, 8bit, 16 bit, 16bit, game boy, retro games, retro gaming, old video games, arcade games, pixel art, commodore 64, bleeps and bloops
choral | sacred choral music, choir | chorale, hymn, hymns, sacred music, a cappella, acapella, a capella, kirchenmusik, motet, choral music, barbershop quartet, plainsong, plainchant, liturgical, requiem, madrigal, madrigals, oratorio, accapella, church choir, church music
christmas | christmas carol with choir and bells | xmas, carol, carols, weihnachten, weihnachtslied, noël, navidad, villancico, holiday music, christmassy, christmasy, chrimbo, yuletide, santa claus, father christmas, nativity, christmas eve, festive season, holiday season, caroling, carolling, mistletoe, christmastime
classical | classical music, orchestral or piano | clasical, classic music, classical music, klassik, klassisch, musique classique, clásica, música clásica, symphony, symphonic, sonata, concerto, ballet, ballett, symphonies, sonatas, concertos, chamber music, sinfonia, prelude, preludes, scherzo, rhapsody, concert hall
country | country music with acoustic guitar and pedal steel | country and western, honky tonk, honky-tonk, nashville, country music, americana, line dancing, line dance, western swing, outlaw country, countrified, redneck, tennessee
dance | energetic electronic dance music | edm, dance music, club, club music, eurodance, clubbing, rave, tanzmusik, electronic dance music, electronic dance, nightclub, night club, club banger, dj set, hardstyle, warehouse party, dance tunes
disco | disco with four-on-the-floor drums, strings and funky bass | diskomusik, discomusik, nu-disco, disco ball, discotheque, italo disco, mirror ball, mirrorball, disco music
downtempo | downtempo electronic beats, mellow | down tempo, chillout, chill-out, chill out, chill electronic, chill electronica, chilled electronica
drum and bass | fast drum and bass breakbeats with deep bass | drum n bass, drum'n'bass, drum & bass, dnb, d&b, jungle, drum n base, drum and base, drum 'n' bass, jungle music, neurofunk, liquid drum and bass
dub | dub with heavy bass and echo | dub music, dub reggae
dubstep | dubstep with wobble bass | dub step, brostep, bass drop, bass drops, wub wub
electronic | electronic music with synthesizers and programmed drums | electro, electronica, electonic, elektronisch, elektro, électronique, electrónica, idm, techy, electronic music, electro music, glitchy, computer music, electropop, synth music, electroacoustic
flamenco | flamenco guitar with hand claps | flamenko, spanish music, andalusian, sevillanas, paso doble, bullfight, flamingo guitar
folk | folk song with acoustic instruments | folksy, folk song, folkmusic, traditional, traditional music, volksmusik, volkslied, folklorique, folklore, acoustic folk, folkish, folk music, folk songs, folk tune, folk tunes, singer songwriter, roots music, protest song, protest songs, folkloric
funk | funky groove with slap bass and horns | funky, funk music, fonk, funky music, p funk, funked up
fusion | jazz fusion with electric piano and virtuosic solos | jazz fusion, jazz-rock, acid jazz, nu jazz
gamelan | gamelan, metallic interlocking percussion | balinese, javanese, indonesian
gospel | gospel choir with organ and clapping | gospel choir, spiritual, spirituals, gospel music, black church
grunge | grunge rock with distorted guitars | grungey
hard rock | hard rock with distorted guitars and powerful drums | classic rock, hardrock, stadium rock, arena rock, glam rock, hair metal, stoner rock, heavy rock
heavy metal | heavy metal with distorted guitars and pounding drums | metal, metall, thrash, death metal, black metal, metalcore, headbanging, djent, metalhead, metalheads, nu metal, metal music, mosh pit, moshing, speed metal, power metal, doom metal, grindcore, deathcore
hip hop | hip hop beat with deep bass | hiphop, hip-hop, hip hop beat, rap, rap beat, boom bap, trap, trap beat, rap music, boombap, turntablism, turntables, record scratching, dj scratching, gangsta rap, grime music, uk drill, rap song, rap songs, trap music, hip hop beats
house | house music with four-on-the-floor kick | house music, deep house, tech house, acid house, house beat, house beats, progressive house, french house, funky house, chicago house, uk garage, tropical house, afro house, amapiano, four on the floor
indian classical | indian classical raga with sitar and tabla | raga, ragas, india, indian, hindustani, carnatic, bollywood, indisch, indien, hindú, indian music, bhangra, qawwali, south asian
indie | indie rock with jangly guitars | indie rock, indie pop, alternative, alternative rock, alt rock, indie music, shoegaze, dream pop, britpop, post rock, math rock, emo, jangle pop
industrial | industrial, harsh mechanical sounds | ebm, machine noise, factory noise, mechanical
japanese | traditional japanese music with koto and shakuhachi | japan, japanisch, japonais, japonés, japonesa, zen garden
jazz | jazz with piano, double bass and brushed drums | jazzy, jaz, bebop, be-bop, cool jazz, smooth jazz, dixieland, jazzig, jazz music, hard bop, jazz club, jazz bar, trad jazz, free jazz, hot jazz, modal jazz, speakeasy, film noir, new orleans, cocktail jazz, cool jazzy
klezmer | klezmer with clarinet and accordion | jewish, yiddish, hebrew, klesmer, hanukkah, hanukah, bar mitzvah, hasidic
latin | latin music with congas and brass | latino, latina, latin american, lateinamerikanisch, cumbia, merengue, reggaeton, latin music, bachata, colombian, puerto rican, latin dance
lo-fi | lo-fi hip hop beat, mellow and dusty | lofi, low-fi, low fi, lo-fi hip hop, lo-fi hip hop beats, lofi hip hop, lofi hip hop beats, lofi beats, lo-fi beats, chillhop, study beats, lo fi hiphop, chill hop, jazzhop, chilled hip hop, vinyl crackle, tape hiss, chill beats
lullaby | gentle lullaby, soft and slow | lullabies, lullabye, cradle song, wiegenlied, schlaflied, berceuse, nana, canción de cuna, rockabye, hush a bye, bedtime song, bedtime songs, baby to sleep, kids to sleep, child to sleep, daughter to sleep, son to sleep
march | military march with brass and snare drums | marching band, marching music, military march, marsch, marche, marcha, marches, military music, military band, military, marching song, parade ground, regimental, martial music
mariachi | mariachi with trumpets and violins | mexican, ranchera, mexikanisch, mexicain, mexicano, mexican music, tex mex, day of the dead, cinco de mayo
medieval | medieval music with lute and recorder | medievil, mediaeval, renaissance, mittelalter, médiéval, minstrel, bard, tavern music, middle ages, troubadour, troubadours, minstrels, renaissance fair, king arthur, elizabethan, early music, jousting, medieval castle
middle eastern | middle eastern music with oud and percussion | arabic, arabian, turkish, persian, oriental, egyptian, arabisch, arabe, árabe, middle east, iranian, lebanese, moroccan, belly dance, belly dancing, arabian nights, snake charmer, north african
minimalist | minimalist piano with repeating patterns | minimalism, minimal music, philip glass style, minimalistic, minimalists, neoclassical, neo classical, modern classical, contemporary classical
musette | french musette waltz with accordion | paris cafe, parisian, french cafe, bal musette, french accordion, paris street, montmartre, eiffel tower
new age | new age music, ethereal pads and flutes | newage, spa music, healing music, sound healing
opera | operatic singing with orchestra | operatic, aria, oper, opéra, soprano, opera singer, opera singers, opera house, operetta, bel canto, prima donna, coloratura
polka | polka with accordion and tuba | polka music, oom-pah, oompah, oktoberfest, biergarten, beer hall, beer tent, beer garden, oktoberfest music, bavarian, lederhosen
pop | catchy pop song | pop music, popsong, pop song, synth pop, synthpop, k-pop, kpop, schlager, chanson, pop songs, pop tune, pop tunes, pop hits, chart music, top 40, radio friendly, j pop, bubblegum, power pop
power ballad | power ballad with electric guitar and piano | ballad, ballade, balada, ballads, rock ballad, lighters in the air
progressive rock | progressive rock with organ and long solos | prog, prog rock, progrock, krautrock, art rock, space rock
psychedelic | psychedelic rock with swirling organ and guitars | psychedelia, trippy, psych rock, acid rock, psychadelic, acid trip, mind bending, kaleidoscopic, flower power, tripped out
punk | fast punk rock with loud guitars | punk rock, pop punk, pop-punk, hardcore punk, post punk, skate punk, garage punk
ragtime | ragtime piano, syncopated and jaunty | rag time, rags, rag, saloon piano, silent film piano, stride piano, vaudeville, music hall, cakewalk
reggae | reggae with offbeat guitar and deep bass | regae, reggea, raggae, dancehall, rocksteady, roots reggae, lovers rock, reggae music
rhythm and blues | rhythm and blues, smooth and soulful | r&b, rnb, r'n'b, r and b, r n b, slow jam, slow jams, doo wop, rhythm & blues, rhythm n blues
rock | rock with electric guitars and drums | rock music, rock and roll, rock'n'roll, rock n roll, rockig, rockmusik, rock song, rock songs, rock band, garage rock, southern rock, rock & roll, air guitar
rockabilly | rockabilly with slap double bass and twangy guitar | psychobilly, rock a billy, hillbilly rock
romantic era | romantic classical piano, expressive | romantic piano, romantic period, nocturne, nocturnes
salsa | salsa with piano montuno, congas and brass | son cubano, montuno, cuban, mambo, kubanisch, cha-cha, cha cha, chachacha, salsa music
samba | samba with brazilian percussion | brazilian, brazil, brasil, brasilianisch, carnival, batucada, rio de janeiro, rio carnival, brazilian carnival
sea shanty | sea shanty, rowdy sailors' song | shanty, sea shanties, shanties, pirate, pirates, sailor song, seemannslied, chant de marins, sailors, sea song, sea songs, seafaring, nautical, pirate ship, buccaneer
ska | ska with offbeat guitar and brass | two-tone, ska punk, skanking, two tone ska
soul | soul music with warm organ and horns | soulful, motown, neo soul, neo-soul, soul music, northern soul, deep soul, southern soul
soundtrack | cinematic film soundtrack | film score, movie score, score, film music, movie music, soundtracks, filmmusik, musique de film, banda sonora, ost, trailer music, cinematic, sound track, film scores, movie scores, movie soundtrack, film soundtrack, theme tune, theme song, tv theme, opening credits, end credits, hollywood, movie trailer, film trailer
surf rock | surf rock with twangy reverberant guitar | surf, surf music, surf guitar, surfing
swing | swing jazz, dance band | swinging, gypsy jazz, lindy hop, electro swing, manouche, swing music, swing dance, swing dancing, jitterbug, charleston, hot club, jump blues
synthwave | synthwave, retro eighties synthesizers | synth wave, retrowave, outrun, vaporwave, vapor wave, 80s synth, chillwave, retro synth, retro synths, 80s synths, eighties synth, neon lights, darksynth
tango | tango with accordion and violin | tangos, argentine, argentinian, milonga, buenos aires, tango music
techno | techno with pounding kick and hypnotic synths | tekno, tecno, minimal techno, acid techno, hard techno, techno music, berlin techno, detroit techno
trance | trance with arpeggiated synths and uplifting build | psytrance, goa, uplifting trance, psy trance, trance music, goa trance
trip hop | trip hop, dark downtempo beats | trip-hop, triphop
waltz | waltz in three-four time | waltzes, walzer, valse, vals, three-four, 3/4, viennese, waltzing, waltz time, ballroom, ballroom dancing, three four time, three quarter time, 3 4 time, 3/4 time, triple time, triple meter, triple metre, oom pah pah
western | western film music with harmonica and twangy guitar | wild west, cowboy, cowboys, spaghetti western, ennio morricone style, westernmusik, westerns, cowgirl, gunslinger, gunfight, outlaws, old west, tumbleweed, prairie, on horseback, sheriff
world music | traditional world music | world, ethnic, weltmusik, musique du monde, tribal, ethnic music, native american, shamanic, throat singing, indigenous, mongolian
""",
    ),
    *_read(
        "mood",
        """
aggressive | aggressive, intense and loud | agressive, angry, anger, furious, rage, violent, brutal, wütend, aggressiv, agressif, agresivo, enojado, aggression, ferocious, vicious, hostile, hateful, pissed off, in your face, let off steam, blow off steam
angelic | angelic, heavenly and pure | angel, angels, heavenly, divine, holy, celestial, himmlisch, seraphic
anxious | anxious and restless | nervous, restless, uneasy, paranoid, stressful, frantic, nervös, anxiety inducing, jittery, panicky, agitated, nerve racking, nerve wracking, unsettling, unsettled, disquieting, apprehensive
calm | calm, peaceful and relaxing | relaxing, relaxed, relax, peaceful, peacefull, chill, chilled, chilling, mellow, soothing, tranquil, serene, calming, laid-back, laid back, zen, ruhig, entspannt, entspannend, calme, apaisant, relaxant, tranquilo, tranquila, relajante, cozy, cosy, easygoing, low arousal, restful, peace and quiet, ausgeglichen, sereno, relajado, détendu, chillig, calm me down, calm down, calms me, unwinding, relaxation, chilled out, tranquility, tranquillity, serenity, stress free, stress relief, destress, de stress, decompress, low key, easy going, lazy sunday, bubble bath, long day at work, cool down, wind down music, blissful, leisurely
cheeky | playful, quirky and humorous | playful, quirky, funny, silly, comical, goofy, humorous, comedy, mischievous, cartoon, cartoonish, cartoony, lustig, verspielt, drôle, divertido, gracioso, mischief, cheekiness, naughty, prank, pranks, impish, whimsical, whimsy, tongue in cheek, wacky, zany, espiègle, malicieux, travieso, pícaro, schelmisch, comedic, hilarious, laughter, make me laugh, makes me laugh, ridiculous, bonkers, slapstick, amusing, tiptoeing, cartoons, light hearted fun, farcical, playfulness
dark | dark, brooding and low | darker sounding, gloomy, brooding, sinister, evil, grim, bleak, düster, dunkel, finster, sombre, oscuro, oscura, shadowy, darkness, dystopian, villainous, demonic, satanic, devilish, doom and gloom, malevolent, apocalyptic, post apocalyptic
dramatic | dramatic, building intensity | drama, theatrical, climactic, dramatisch, dramatique, dramático, melodramatic, crescendo, crescendos, build up, builds up, grand finale, tempestuous, theatrics
dreamy | dreamy, hazy and floating | dreamlike, ethereal, floating, hazy, spacey, spacy, verträumt, traumhaft, rêveur, soñador, onírico, otherworldly, daydream, daydreaming, dreamscape, dream like, spaced out, zone out, zoning out, zoned out, weightless, surreal, drifting, in the clouds, etherial, underwater, dreaminess, like a dream, stargazing
elegant | elegant and refined | graceful, sophisticated, classy, posh, refined, stylish, fancy, elegante, elegance, tasteful, sophistication, upscale, upmarket, high society, high class, aristocratic, dignified, luxurious, opulent, glamorous, glamour, black tie, afternoon tea, champagne
emotional | emotional, moving and expressive | moving, touching, heartfelt, tearjerker, emotive, deep feelings, emotionell, gefühlvoll, émouvant, emotivo, poignant, emotion, emotions, full of feeling, full of emotion, passionate, impassioned, stirring, goosebumps, goose bumps, gives me chills, heartstrings, cathartic, evocative, soul stirring
energetic | energetic, lively and driving | energy, lively, upbeat, up-beat, high-energy, pumping, pumped, hyper, driving, exciting, excited, vigorous, energisch, schwungvoll, énergique, dynamique, enérgico, animado, animated, powerful energy, peppy, banging, banger, bangers, lit, hype, high arousal, adrenaline, rousing, fired up, amped, power up, zippy, spirited, vibrant, vivacious, pump me up, pumps me up, pumped up, psyched up, invigorating, full throttle, full on energy, frenetic, frenzied, boisterous, raucous, rollicking, high spirited, high octane, foot stomping, pick me up, electrifying, exhilarating, rambunctious, rip roaring, liveliness, housework, cleaning the house, doing the dishes, hoovering, vacuuming
epic | epic, heroic and grand orchestral | epics, heroic, majestic, grand, grandiose, bombastic, monumental, larger than life, episch, heldenhaft, épique, épico, heroico, superhero, superheroes, grandeur, colossal, anthemic, awe inspiring, adventure, adventures, adventurous, odyssey, vikings, mythical, majesty, imperial
exotic | exotic and colourful | exotisch, exotique, exótico, exotica, far flung, faraway lands, distant lands, foreign lands
groovy | groovy, rhythmic and danceable | groove, danceable, dancable, bouncy, bouncing, groovig, bailable, dansant, toe tapping, foot tapping, head nodding, head bobbing, hip shaking, swagger, strutting
happy | happy, cheerful and bright major key | fun, cheerful, joyful, joyous, joy, merry, cheery, jolly, feel-good, feel good, sunny, sunshine, hapy, happpy, glad, cheer me up, good mood, fröhlich, froehlich, glücklich, heiter, joyeux, gai, alegre, feliz, jaunty, bright and happy, positive valence, high valence, friendly, jovial, chirpy, smiling, smile, gute laune, bonne humeur, buen humor, happiness, happily, gleeful, ecstatic, euphoric, euphoria, jubilant, exuberant, light hearted, lighthearted, carefree, sprightly, cheer up, cheers me up, cheerfulness, good vibes, positive vibes, positive mood, positive energy, happy go lucky, make me smile, makes me smile, lift my mood, lifts my mood, lift my spirits, mood booster, brighten my day, wholesome
haunting | haunting, ghostly and mournful | ghostly, haunted, spectral, unearthly, phantom, banshee, ghostlike
hopeful | hopeful, warm and uplifting | hope, optimistic, uplifting, inspiring, inspirational, encouraging, hoffnungsvoll, esperanzador, plein d'espoir, motivational, motivating, optimism, inspiration, motivation, motivate, motivate me, empowering, encouragement, reassuring, life affirming, new beginnings, fresh start, aspirational
hypnotic | hypnotic, repetitive and trance-like | hypnotizing, mesmerizing, mesmerising, trance-like, trancelike, hypnotisch, meditative drone, hypnosis, entrancing, spellbinding, bewitching, in a trance
lonely | lonely, sparse and melancholic | lonesome, loneliness, solitary, isolated, desolate, einsam, solitaire, solitario, isolation, solitude, forlorn, all alone, feel alone, feeling alone
melancholic | melancholic, wistful minor key | melancholy, melancolic, wistful, bittersweet, pensive, introspective, melancholisch, wehmütig, mélancolique, melancólico, rainy day, blue mood, moody, melancholia, melancholly, melencholy, plaintive, yearning, contemplative, reflective, thoughtful, autumnal, bitter sweet, heavy hearted, subdued
mysterious | mysterious, enigmatic and suspenseful | mystery, mystic, mystical, enigmatic, magical, magic, enchanted, fairy tale, fairytale, whimsical, geheimnisvoll, mysteriös, mystérieux, misterioso, fantasy, arcane, mystique, cryptic, intrigue, detective, murder mystery, whodunit, wizards, sorcery, fairies, enchanting, unicorn, unicorns, once upon a time, sorcerer
nostalgic | nostalgic, vintage and wistful | nostalgia, retro, vintage, old-fashioned, old fashioned, oldschool, old-school, old school, reminiscing, nostalgisch, nostalgique, nostálgico, oldies, memories, memory lane, childhood memories, throwback, good old days, golden oldies, yesteryear, olden days, gramophone, old records, back in the day, days gone by, homesickness
proud | proud, ceremonial and patriotic | patriotic, triumphant, triumphal, victorious, victory, ceremonial, noble, regal, royal, festlich, solennel, triunfal, glorious, patriotism, national anthem, triumph, coronation, procession, stately, pageantry, graduation, graduation ceremony, award ceremony, awards ceremony, royalty, champions
romantic | romantic, tender and warm | love song, love songs, love, loving, tender, sensual, sexy, intimate, romantisch, romantique, romántico, romántica, valentine, romance, propose, proposal, proposing, marriage proposal, anniversary, girlfriend, boyfriend, honeymoon, heiratsantrag, kuscheln, cuddling, making out, demande en mariage, pedida de mano, enamorado, love ballad, love ballads, love story, seductive, flirting, amorous, affectionate, intimacy, tenderness, kissing, sweetheart, serenade, valentines, valentine s day, valentines day, falling in love, slow dance, slow dancing, making love, lovemaking, lovey dovey, lovesick, soulmate, sensuous, my crush
sad | sad, slow and mournful minor key | sadness, sorrowful, sorrow, mournful, mourning, depressing, depressed, depressive, heartbroken, heartbreaking, heartbreak, crying, cry, tearful, gloom, tragic, grief, sorrowfull, traurig, triste, tristeza, saddest, down in the dumps, feeling down, feeling blue, teary, tears, tearjerker, tear jerker, weepy, weeping, sobbing, negative valence, low valence, funeral, makes me cry, weinen, pleurer, llorar, unhappy, miserable, despair, desperation, despondent, dejected, downcast, downbeat, gut wrenching, heart wrenching, heart breaking, heartrending, broken heart, broken hearted, brokenhearted, depression, good cry, grieving, bereavement, elegiac, tragedy, lovelorn, anguish, saying goodbye, sorry for myself, feel sad, feeling low
scary | dark, ominous and suspenseful, dissonant strings, horror soundtrack | spooky, sppoky, creepy, creepie, horror, terrifying, frightening, eerie, erie sounding, sinister horror, nightmare, nightmarish, haunted house, halloween, scarry, scarey, skary, ghost, ghosts, zombie, zombies, gruselig, unheimlich, schaurig, effrayant, terrifiant, miedo, terror, terrorífico, aterrador, espeluznante, chilling horror, bone-chilling, monster, macabre, bloodcurdling, frightful, fearful, horrific, horrifying, terrified, hair raising, spine chilling, spine tingling, blood curdling, creepiness, creeping dread, horror film, horror movie, jump scare, werewolf, werewolves, dracula, poltergeist, ghoulish, skeleton, skeletons, graveyard, cemetery, trick or treat, serial killer, psychopath, nightmares, unnerving, supernatural, paranormal, gives me the creeps, eeriness
serious | serious and solemn | solemn, grave, sober, ernst, feierlich, sérieux, serio, reverent, funeral, funereal, solemnity, earnest, memorial, memorial service, remembrance, commemoration, austere
sentimental | sentimental and tender | sappy, schmaltzy, cheesy, kitschy, corny, saccharine, mawkish, schmaltz, sentimentality
spiritual | spiritual, sacred and reverent | sacred, religious, prayer, praying, worship, church, geistlich, spirituell, sacré, sagrado, monastery, spirituality, devotional, church service, christian music, christian songs, praise music, praise and worship, prayers, monastic, cathedral, buddhist, pilgrimage, transcendent
tense | tense, suspenseful underscore with pulsing rhythm | suspense, suspenseful, tension, thriller, ominous, foreboding, menacing, threatening, nail-biting, edgy, spannend, angespannt, tendu, tenso, suspenso, intriga, thrilling, nail biter, nailbiter, edge of my seat, edge of your seat, gripping, high stakes, ticking clock, countdown, cliffhanger, impending doom, dangerous, stealth, stakeout, spy thriller, hitchcock
warm | warm, mellow and comforting | comforting, heart-warming, heartwarming, gemütlich, chaleureux, cálido, comfort, fireside, fireplace, by the fire, log fire, hot chocolate, warm hug, warm and fuzzy
weird | strange, experimental and dissonant | strange, bizarre, experimental, avant-garde, avantgarde, dissonant, atonal, odd, unusual, seltsam, étrange, extraño, raro, weirdness, strangeness, oddball, off kilter, peculiar, unconventional, eccentric, abstract, outlandish, left field, leftfield, dissonance, cacophony, discordant, twelve tone, uncanny, noise music
""",
    ),
    *_read(
        "use",
        """
background | unobtrusive instrumental background music | background music, in the background, bgm, underscore, wallpaper music, hintergrundmusik, hintergrund, musique de fond, música de fondo, elevator music, lounge, lobby, waiting room, lift music, waiting area, elevator, hold music, on hold, reception area, waiting area music, muzak, easy listening, shop music, wartezimmer, aufzugmusik, salle d'attente, sala de espera, musique d'ascenseur, música de ascensor, backdrop, unobtrusive, inoffensive, supermarket, department store, hotel lobby, hotel bar, doctor s waiting room, mood music, art gallery, gallery opening, hair salon, library music, stock music
battle | intense battle music with pounding drums and brass | fight, fighting, combat, boss fight, boss battle, war, warfare, kampf, schlacht, bataille, batalla, warrior, warriors, gladiator, battlefield, sword fight, war movie, war film, war scene, final boss, boss music, soldiers, martial arts, kung fu, invasion
cafe | light acoustic jazz for a coffee shop | coffee shop, coffeehouse, coffee house, café, kaffeehaus, cafetería, bistro, brunch, restaurant, coffee break, espresso, barista, tea room, tearoom, wine bar, trattoria, brasserie
celebration | festive celebration music | celebrate, celebrating, festive, birthday, new year's eve, feier, fest, fête, fiesta popular, fair, fairground, circus, parade, celebrations, birthdays, birthday party, new year s, new years eve, new years, festivities, fireworks, carousel, merry go round, funfair, baby shower, housewarming, retirement party, homecoming, mardi gras, big top
chase | fast chase scene music, urgent and driving | car chase, chase scene, pursuit, action scene, action movie, escape scene, verfolgungsjagd, persecución, poursuite, heist, spy, chasing, getaway, getaway car, being chased, on the run, action packed, action film, action sequence, bank heist, bank robbery, secret agent, spy movie, james bond, race against time, manhunt
children | simple cheerful children's music | kids, childrens, children's, for my kid, toddler, toddlers, baby, babies, nursery, nursery rhyme, kinder, kinderlied, enfants, niños, childlike, kidz, kiddos, kiddies, kiddie, little ones, preschool, kindergarten, playgroup, toddler group, school kids, kids song, kid friendly, child friendly, family friendly, childish, infants, youngsters, primary school, elementary school, playground, playtime, daycare, nursery rhymes, grandchildren, grandkids
cooking | light cheerful groovy music for cooking | while cooking, cook, kitchen, kochen, cuisiner, cocinar, in the kitchen, cooking dinner, making dinner, meal prep
dancing | danceable rhythmic music | dance to, dancing music, dance floor, dancefloor, tanzen, danser, bailar, to dance, dancefloors, makes me dance, make me dance, dance class, dance night, shake my booty, bust a move, dance along
dinner | soft elegant dinner jazz | dinner party, candlelight, candle light, candlelit, wine, abendessen, dîner, cena, date night, dinner guests, supper, candlelit dinner, abendbrot, souper, fine dining, lunchtime, banquet, cocktail, cocktails, cocktail hour, cocktail party, wine tasting, evening meal, romantic meal, dinner table, first date, thanksgiving
documentary | atmospheric documentary underscore | nature documentary, documentaries, nature film, dokumentarfilm, documentaire, documental, science film, docuseries, wildlife documentary, wildlife film, true crime, time lapse, timelapse, national geographic, educational film
driving music | driving rock with a steady beat for the road | road trip, roadtrip, driving song, in the car, highway, autofahrt, autofahren, route, carretera, night drive, road trips, long drive, long drives, the drive home, driving home, driving at night, while driving, car ride, motorway, freeway, open road, cruising, on the road, commuting, motorbike, motorcycle, truckers, autobahn, windows down
gaming | video game background music | video game, videogame, game soundtrack, rpg, dungeon, platformer, jeu vidéo, videojuego, videospiel, minecraft, d&d, dnd session, tabletop, video games, videogames, computer game, computer games, board game, board games, game night, role playing, roleplaying, roleplay, dungeons and dragons, playstation, mobile game, indie game, puzzle game, game menu, for my game
meditation | slow meditative ambient drones | meditate, meditating, meditative, mindfulness, yoga, spa, massage, breathing, meditieren, méditation, meditación, mindful, yoga class, yoga session, tai chi, chakras, breathwork, breathing exercises, wellness, inner peace, singing bowl, singing bowls, tibetan bowls, binaural, mantras, stretching, self care
morning | fresh light acoustic morning music | wake up, waking up, sunrise, dawn, breakfast, coffee in the morning, morgen, aufwachen, matin, mañana, early morning, mornings, wake up call, wake me up, alarm clock, daybreak, start the day, start my day, sunday morning, in the shower, morning routine
nature | peaceful pastoral music, nature and open landscape | forest, woods, ocean, sea side, seaside, mountains, meadow, countryside, pastoral, wald, natur, forêt, bosque, river, birds, garden, landscape, rainforest, rain forest, woodland, waterfall, birdsong, rolling hills, wilderness, wildlife, outdoors, outdoorsy, mountainside, gardening, nature walk, farmland, bucolic, idyllic, springtime, nature sounds, camping, ocean waves
night | quiet nocturnal music | nighttime, night time, late night, late-night, midnight, nocturnal, nacht, nuit, noche, evening, abend, nightfall, twilight, moonlight, moonlit, starry night, sundown, small hours, wee hours, after dark, night owl, late evening, full moon
party | energetic party music to dance to | parties, partying, house party, fête party, partymusik, fiesta, feiern, pre-game, bash, party music, party songs, party time, after party, afterparty, hen night, hen do, stag do, stag night, bachelor party, bachelorette, night out, knees up, get together, frat party
rain | soft melancholic music for a rainy day | rainy, raining, storm, stormy, regen, pluie, lluvia, autumn, foggy, rainfall, raindrops, drizzle, drizzly, downpour, thunder, thunderstorm, grey day, gray day, overcast
sleep | very soft, slow, soothing music to fall asleep | fall asleep, falling asleep, sleeping, sleepy, bedtime, insomnia, go to sleep, nap, napping, drift off, einschlafen, schlafen, zum einschlafen, dormir, m'endormir, sommeil, dormirme, sueño, wind down, get to sleep, deep sleep, put me to sleep, help me sleep, bed time, before bed, naptime, doze off, dozing off, nod off, nodding off, slumber, drifting off, can t sleep, couldn t sleep, soporific, wind down before bed
space | spacious cosmic synthesizer ambient | outer space, cosmic, sci-fi, scifi, science fiction, galaxy, stars, interstellar, weltraum, espace, espacio, futuristic, cyberpunk, alien, spaceship, space age, astronaut, astronauts, universe, planetarium, milky way, galactic, intergalactic, starship, extraterrestrial, ufo, zero gravity
study | mellow instrumental music for studying | studying, homework, focus, focusing, concentrate, concentration, concentrating, working, work music, for work, office, coding, programming, reading, lernen, arbeiten, konzentration, étudier, travailler, estudiar, trabajar, concentrarme, studing, revision, revising, exam, exams, essay, thesis, dissertation, cramming, swotting, deep work, spreadsheets, prüfung, examen, examens, révisions, deberes, hausaufgaben, devoirs, student, students, stay focused, productive, productivity, home office, working from home, work from home, at my desk, programmer, debugging, deep focus, flow state, pomodoro, coursework, assignment, schoolwork, exam prep, all nighter, deadline, paperwork, sketching, painting, knitting, library study
summer | sunny breezy summer music | beach, vacation, holiday mood, poolside, pool party, sommer, strand, été, plage, verano, playa, summertime, bbq, barbecue, barbeque, cookout, garden party, by the pool, sunbathing, ice cream, heatwave, summer holiday
video | instrumental background music for a video | youtube, youtube video, vlog, vlogs, tiktok, reel video, instagram, instagram reel, insta reel, facebook reel, cooking reel, travel reel, food reel, wedding reel, highlight reel, showreel, show reel, demo reel, podcast, intro music, for my video, under my video, videos, presentation, slideshow, commercial, advert, advertisement, ad, corporate, werbung, publicité, anuncio, film, movie, scene, explainer, explainer video, explainer clip, promo, promotional, product demo, trailer cue, tutorial video, showreel, voiceover, voice over, erklärvideo, imagefilm, livestream, live stream, podcast intro, vlogging, vlogger, b roll, powerpoint, tv ad, tv advert, tv commercial, commercials, adverts, ads, drone footage, drone shots, short film, unboxing, tutorial, webinar, screencast, keynote
wedding | romantic elegant wedding music | weddings, first dance, bride, ceremony, hochzeit, mariage, boda, wedding day, wedding reception, wedding ceremony, down the aisle, bridesmaids, newlyweds, get married, getting married, nuptials, marriage ceremony
workout | energetic driving workout music with a strong beat | work out, working out, gym, running, jogging, run, exercise, exercising, fitness, training, lifting weights, weightlifting, cardio, hiit, laufen, courir, correr, entrenar, sport, cycling, spin class, spinning class, indoor cycling, crossfit, treadmill, bootcamp, burpees, squats, deadlift, leg day, weights session, zumba, aerobics, boxing session, spin bike, personal best, muskeltraining, musculation, gimnasio, salle de sport, fitnessstudio, workouts, jog, runners, marathon, half marathon, sprints, weight training, push ups, pushups, bodybuilding, pumping iron, bike ride, rowing machine, kickboxing, circuit training, interval training, athletic, warm up, personal trainer, trampoline
""",
    ),
    *_read(
        "texture",
        """
acoustic | acoustic instruments, unplugged | unplugged, accoustic, acustic, akustisch, acoustique, acústico, acustica, unamplified, acoustically
arpeggio | arpeggiated chords | arpeggios, arpeggiated, arpeggiator, arpège, arpegio, broken chords, rolling chords
bright | bright, clear and high | shiny, sparkling, sparkly, glittering, hell klingend, brillant, brillante, crisp, shimmering, shimmery, twinkling, radiant, luminous, crystalline, crystal clear, jangling
busy | dense, busy arrangement with many notes | dense, complex, many notes, intricate, virtuosic, virtuoso, complicated, elaborate, technical playing, lots of notes, lots going on, virtuosity, maximalist, polyphonic, polyrhythmic, polyrhythms
catchy | catchy memorable melody | catchy melody, earworm, hook, hooky, eingängig, pegadizo, singable, memorable, tuneful, infectious, ear worm, hummable, stuck in my head, sticks in my head, singalong, sing along
distorted | distorted, noisy and harsh | distortion, noisy, noise, fuzzy, harsh, gritty, raw, verzerrt, saturé, abrasive, fuzzed out, scratchy, screeching, guitar feedback, rough sounding
drone | long sustained drone | droning, sustained, held notes, long notes, long tones, pedal point
fast | fast tempo, quick and lively | quick, speedy, rapid, uptempo, up-tempo, up tempo, high tempo, fast-paced, fast paced, fast tempo, schnell, rapide, rápido, rápida, allegro, presto, racing, lightning fast, blistering, high speed, breakneck pace, rapid fire, double time, galloping, quick paced, quick tempo, prestissimo, whirlwind
heavy | heavy, powerful low end | hard, hard-hitting, crushing, massive, bass-heavy, bass heavy, lourd, pesado, wuchtig, thunderous, low end, pummeling, heaviness
loud | loud and powerful | powerful, blaring, laut, fort, fuerte, ruidoso, booming, deafening, ear splitting, thundering, full blast, full volume, high volume, fortissimo, cranked up
low | low-pitched, deep register | deep, low-pitched, tief, grave register, low pitch, low register, low notes, rumbling, deep notes, low frequencies, low sounding
lush | lush, full arrangement with rich harmonies | rich, full sounding, layered, orchestrated, full bodied, sumptuous, luxuriant, wall of sound, multi layered
minimal | sparse and minimal arrangement | sparse, simple, bare, stripped-down, stripped down, stripped back, uncluttered, schlicht, sobrio, few notes, pared down, pared back, bare bones, skeletal, unadorned, understated, simplicity, uncomplicated, restrained, few instruments
pizzicato | plucked pizzicato strings | pizzicatto, plucked strings, pizz
plucked | plucked string instruments | plucking, plucky, gezupft, pincées, picking
quiet | quiet and soft | soft, gentle, gently, softly, delicate, subtle, leise, sanft, zart, doux, douce, suave, silencioso, tranquil and soft, hushed, whispery, whispering, whispered, muffled, low volume, pianissimo, feather light, softness
repetitive | repetitive looping pattern | loop, looping, looped, repeating, ostinato, repetitious, monotonous, cyclical, loopable, repeating pattern
reverberant | reverberant, spacious sound | reverb, echo, echoing, echoey, spacious, hall, reverby, reverberating, reverberation, cavernous, resonant, big room sound
slow | slow tempo | slowly, slow-paced, slow paced, slow tempo, low tempo, langsam, lent, lente, lento, lenta, adagio, largo, sluggish, unhurried, slowed down, slow moving, slow motion, snail s pace, snail pace, crawling, plodding, languid, larghetto, slow burning, lethargic, glacial
solo | a solo instrument playing alone | unaccompanied, solo instrument, no other instruments, nothing else, by itself, on its own, alleine, seul instrument, single instrument, one instrument, just one instrument
staccato | short staccato notes | staccatto, choppy, stacatto, stacato, detached notes, short notes
steady | steady medium tempo | mid-tempo, midtempo, mid tempo, medium tempo, moderate tempo, andante, steadily, moderate speed, moderato, medium paced, medium speed, mid paced, walking pace, steady beat, regular beat, moderately fast
syncopated | syncopated rhythm | syncopation, offbeat, off-beat, off the beat, cross rhythms, shuffling rhythm
tremolo | tremolo strings, tense | tremolos, trembling, tremelo, quivering
""",
    ),
)
