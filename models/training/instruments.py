"""List the General MIDI instruments with the names that listeners use, family, range and roles.

There is one row per usable MIDI program. Programs that are not instruments (applause, gunshot) are left out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Instrument:
    """One General MIDI sound."""

    name: str  # the label of clips with this instrument
    programs: tuple[int, ...]  # GM programs, from 0
    family: str
    low: int  # lowest comfortable MIDI pitch
    high: int  # highest
    roles: str  # M melody, C chords, A arpeggio, B bass, D drone or pad, R rolls and ostinati
    words: tuple[str, ...]  # other names that listeners use


_ROWS = """
piano|0,1,2|keyboard|36|96|MCAB|grand piano,acoustic piano,piano keys,pianist
honky-tonk piano|3|keyboard|40|90|MCA|saloon piano,ragtime piano,out of tune piano
electric piano|4,5|keyboard|40|90|MCA|Rhodes,e-piano,Wurlitzer,FM piano
harpsichord|6|keyboard|41|86|MCA|cembalo,baroque keyboard,clavecin
clavinet|7|keyboard|40|84|MCA|funky clav,clavi
celesta|8|mallet|60|100|MA|celeste,bell-like keyboard
glockenspiel|9|mallet|67|105|MA|bells,orchestra bells
music box|10|mallet|60|100|MA|musical box,wind-up toy,lullaby box
vibraphone|11|mallet|53|90|MCA|vibes,jazz vibraphone
marimba|12|mallet|45|90|MAR|wooden mallets,marimba mallets
xylophone|13|mallet|60|100|MA|wooden bars
tubular bells|14|mallet|55|79|MR|church bells,chimes,tolling bells
dulcimer|15|plucked|50|86|MCA|hammered dulcimer,santur,cimbalom
organ|16,17,18|organ|36|90|MCD|Hammond organ,electric organ,drawbar organ,rock organ
church organ|19|organ|36|90|MCDB|pipe organ,cathedral organ
reed organ|20|organ|40|86|MCD|harmonium,pump organ
accordion|21,23|reed|48|88|MCD|squeezebox,bandoneon,musette,concertina
harmonica|22|reed|55|88|M|mouth organ,blues harp
nylon guitar|24|guitar|40|80|MCA|classical guitar,Spanish guitar,acoustic guitar,guitar
steel guitar|25|guitar|40|82|MCA|steel-string guitar,folk guitar,acoustic guitar,guitar,strummed guitar
jazz guitar|26|guitar|40|82|MCA|hollow-body guitar,mellow electric guitar,guitar
clean guitar|27,28|guitar|40|84|MCA|clean electric guitar,electric guitar,guitar,muted guitar
overdriven guitar|29|guitar|40|84|MC|overdrive guitar,crunchy electric guitar,rock guitar,electric guitar
distortion guitar|30|guitar|40|84|MC|distorted electric guitar,heavy metal guitar,fuzz guitar,electric guitar
acoustic bass|32|bass|28|55|B|double bass,upright bass,double bass pizzicato,walking bass
electric bass|33,34,35|bass|28|55|B|bass guitar,fingered bass,fretless bass
slap bass|36,37|bass|28|55|B|funk bass,popping bass guitar
synth bass|38,39|bass|26|55|B|electronic bass,bassline,acid bass
violin|40|bowed|55|96|M|solo violin,violinist,bowed string
viola|41|bowed|48|84|M|solo viola,bowed string
cello|42|bowed|36|76|MB|violoncello,solo cello,bowed string
contrabass|43|bowed|28|55|BM|bowed double bass,double bass
tremolo strings|44|strings|40|90|CD|trembling strings,shaking strings
pizzicato strings|45|strings|40|88|MAR|plucked strings,pizzicato
harp|46|plucked|40|96|MA|harpist,glissando harp,angelic harp
timpani|47|percussion|38|57|R|kettledrums,orchestral drums
strings|48,49|strings|36|91|MCD|string section,string orchestra,violins,orchestral strings
synth strings|50,51|synth|36|91|CD|string machine,synthesized strings
choir|52,53|voice|43|84|MCD|choir aahs,voices,vocal ensemble,singing voices,chorus
synth voice|54,85|voice|48|84|MC|synth vox,vocoder-like voice
orchestra hit|55|strings|45|75|R|orchestral stab
trumpet|56|brass|55|86|M|trumpeter,bright brass
trombone|57|brass|36|72|MB|slide trombone,low brass
tuba|58|brass|26|60|BM|low brass,oompah tuba
muted trumpet|59|brass|55|86|M|harmon mute,jazz trumpet with a mute
french horn|60|brass|38|77|MD|horn,horns,orchestral horn
brass section|61|brass|42|84|MC|brass ensemble,horn section,brass band
synth brass|62,63|synth|40|84|MC|eighties synth brass,analog brass
soprano sax|64|sax|56|88|M|soprano saxophone,saxophone,sax
alto sax|65|sax|49|82|M|alto saxophone,saxophone,sax
tenor sax|66|sax|44|77|M|tenor saxophone,saxophone,sax
baritone sax|67|sax|36|70|MB|baritone saxophone,saxophone,bari sax
oboe|68|woodwind|58|90|M|double reed,oboist
english horn|69|woodwind|52|82|M|cor anglais,double reed
bassoon|70|woodwind|34|72|MB|fagott,low double reed
clarinet|71|woodwind|50|90|M|clarinetist,klezmer clarinet
piccolo|72|flute|74|105|M|high flute,piccolo flute
flute|73|flute|60|96|M|concert flute,flutist
recorder|74|flute|60|93|M|blockflute,wooden recorder
pan flute|75|flute|55|90|M|panpipes,Andean flute,zampona
bottle|76|flute|55|90|M|blown bottle,bottle blow
shakuhachi|77|flute|55|88|M|Japanese bamboo flute,breathy flute
whistle|78|flute|65|98|M|whistling,tin whistle
ocarina|79|flute|60|93|M|clay flute,vessel flute
synth lead|80,81,82,83,84,86,87|synth|45|93|MA|lead synthesizer,saw lead,square wave,chiptune lead,synthesizer
synth pad|88,89,90,91,92,93,94,95|synth|40|86|CD|ambient pad,warm pad,atmospheric synthesizer,synth drone
synth texture|96,97,98,99,100,101,102,103|synth|40|90|CDA|shimmering synth,sci-fi synth,crystal synth,atmosphere
sitar|104|plucked|45|84|MA|Indian sitar,raga sitar
banjo|105|plucked|48|86|MA|bluegrass banjo,five-string banjo,banjo picking
shamisen|106|plucked|48|86|MA|Japanese lute,samisen
koto|107|plucked|48|90|MA|Japanese zither,guzheng
kalimba|108|mallet|55|91|MA|thumb piano,mbira
bagpipe|109|reed|55|82|MD|bagpipes,Scottish pipes,highland pipes,piper
fiddle|110|bowed|55|93|M|folk fiddle,Irish fiddle,country fiddle,violin
shanai|111|reed|55|86|M|shehnai,zurna,nasal reed pipe
steel drums|114|mallet|55|88|MCA|steelpan,steel pan,Caribbean steel drum
agogo|113|percussion|60|86|R|agogo bells,cowbell
woodblock|115|percussion|60|86|R|wood block,temple block
taiko|116|percussion|36|60|R|taiko drums,huge drums,Japanese drums
toms|117,118|percussion|40|66|R|melodic toms,tom drums
tinkle bell|112|mallet|67|98|MA|small bells,sleigh bells,jingling bell
"""


def _parse(row: str) -> Instrument:
    name, programs, family, low, high, roles, words = row.split("|")
    return Instrument(
        name, tuple(map(int, programs.split(","))), family, int(low), int(high), roles, tuple(words.split(","))
    )


INSTRUMENTS = tuple(_parse(row) for row in _ROWS.strip().splitlines())
BY_NAME = {i.name: i for i in INSTRUMENTS}
LABELS = tuple(i.name for i in INSTRUMENTS) + ("drums",)

# Percussion labels: kits of bank 128, notes (of the General MIDI percussion map), words, the plainest
# first. A clip of any other kit is labelled "drums", and these labels are unknown for it.
KITS: dict[str, tuple[tuple[int, ...], tuple[int, ...], tuple[str, ...]]] = {
    "drum kit": (
        (0, 8, 16, 32, 48),
        (35, 36, 38, 40, 42, 44, 46, 49, 51, 41, 45, 48),
        ("drum kit", "drums", "percussion", "beat", "drummer", "rhythm section", "acoustic drums"),
    ),
    "brushed drums": (
        (40,),
        (36, 38, 39, 40, 42, 44, 51, 38, 40),
        ("brushed drums", "brushes", "jazz drums", "drum kit", "drums", "percussion", "beat", "drummer"),
    ),
    "drum machine": (
        (24, 25),
        (35, 36, 38, 39, 40, 42, 46, 56, 49, 36, 42),
        ("drum machine", "electronic drums", "808 drums", "drums", "percussion", "beat", "rhythm section"),
    ),
    "hand drums": (
        (0,),
        (60, 61, 62, 63, 64, 62, 63, 64),
        ("hand drums", "congas", "bongos", "conga drums", "hand percussion", "percussion", "drums"),
    ),
    "small percussion": (
        (0,),
        (54, 69, 70, 75, 76, 77, 67, 68, 80, 81, 56),
        ("shaker", "tambourine", "small percussion", "hand percussion", "percussion"),
    ),
}

FAMILY_WORDS: dict[str, tuple[str, ...]] = {
    "keyboard": ("keys", "keyboard"),
    "mallet": ("mallet percussion", "tuned percussion", "bell-like sounds"),
    "plucked": ("plucked string instrument", "plucked strings"),
    "organ": ("organ", "organ chords"),
    "reed": ("reed instrument", "free reed"),
    "guitar": ("guitar", "guitars"),
    "bass": ("bass", "low end", "bass line"),
    "bowed": ("bowed strings", "string instrument", "strings"),
    "strings": ("strings", "orchestral strings", "orchestra"),
    "voice": ("voices", "vocals", "singing", "human voice"),
    "brass": ("brass", "brass instrument", "horns"),
    "sax": ("saxophone", "sax", "woodwind"),
    "woodwind": ("woodwind", "woodwinds", "wind instrument"),
    "flute": ("flute", "flutes", "wind instrument"),
    "synth": ("synthesizer", "synth", "electronic sounds"),
    "percussion": ("percussion", "drums"),
}
