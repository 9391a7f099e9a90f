"""Finding the words of music in a request: concepts with their places, and typing errors forgiven.

It answers only "which concepts are named, and where"; what the naming means (a wish, a refusal, "slower
than this") is the planner's business.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .concepts import Concept, concept, fold, phrases

Span = tuple[int, int]
SAID = Path(__file__).parent / "said.txt"
SPELT_RIGHT = Path(__file__).parent / "spelt.txt"

_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
_LONGEST = 4  # words in the longest phrase worth trying

# Words after which a name is not one: "I love jazz" asks for nothing romantic, "my house" for no house music.
_NOT_AFTER: dict[str, frozenset[str]] = {
    "scratch": frozenset({"from"}),
    "love": frozenset("i we you they would d really id also still ll".split()),
    "loving": frozenset("i we am m been".split()),
    "house": frozenset("my our your the her his".split()),
    "world": frozenset("the whole".split()),
    "country": frozenset("my our your the another".split()),
    "work": frozenset("doesn t didn not does will might would could".split()),
    "hard": frozenset("working work".split()),
    "run": frozenset("i we".split()),
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
    "moving": frozenset("feet legs body bodies keep get me us".split()),
    "largo": frozenset("muy mas tan demasiado bastante".split()),
    "score": frozenset("high the".split()),
    "ete": frozenset("a ai as ont avait avais jamais deja pas toujours bien".split()),  # "été", been
    "marche": frozenset("ca je qui tout bien on il elle".split()),
    "reel": frozenset("temps monde".split()),
    "grave": frozenset("pas".split()),
    "jungle": frozenset("the through deep amazon".split()),
    "night": frozenset("all last every other".split()),
    "clave": frozenset("en palabra punto".split()),
    "disco": frozenset("un el su del este ese mi tu primer ultimo".split()),  # a record
}
_NOT_BEFORE: dict[str, frozenset[str]] = {
    "love": frozenset("it this that them these to how the".split()),
    "low": frozenset("bpm".split()),
    "heavy": frozenset("on".split()),
    "fancy": frozenset("some a an something hearing".split()),
    "running": frozenset("at for time".split()),
    "work": frozenset("out by of".split()),
    "swing": frozenset("it".split()),
    "annoying": frozenset("anyone anybody me us people everyone the my".split()),
    "driving": frozenset("me us him her them".split()),
    "rock": frozenset("me the my".split()),
    "solo": frozenset(
        "quiero quieres me con para que por se lo tengo necesito busco dame dime pon ponme es hay un una".split()
    ),
    "bajo": frozenset("la el los las un una mi tu su".split()),
    "jungle": frozenset(
        "expedition adventure adventures book scene trek safari animals river temple quest level".split()
    ),
}
# Everyday words of a language that mean music in another: "das war schön", "fast immer", "largo" where it means long.
_NOT_IN = {
    "de": frozenset("war fast ost fair alleine".split()),
    "fr": frozenset("grand grande grands grandes lit propose parties bois office chanson chansons".split()),
    "es": frozenset("largo santa".split()),
}

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

# More of the same, kept as text.
for _line in re.sub(r"\n +", " ", SAID.read_text(encoding="utf-8")).splitlines():
    if not _line.startswith("#"):
        _name, _names = _line.split(" | ")
        _FOREIGN.update(dict.fromkeys(_names.split(", "), _name))

# Small words of other languages that lie near a name: "nicht" is no misspelt "night".
_FUNCTION = frozenset(
    "hora horas dias veces "
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
    text = re.sub(r"(?i)\bw/o\b", "without", text)
    text = re.sub(r"(?i)\bw/(?= ?[a-z])\s?", "with ", text)
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


# Small words that give a language away. English is no matter: its words are always known.
_SMALL = {
    "de": "und der das ein eine einen einem einer eines ich ist mit fur nicht auch auf zu von dem wie aber oder ohne "
    "mich mir wir etwas zum zur noch bitte kein keine keinen gegen wenn nur",
    "fr": "le la les un une des du de je pour avec et est pas que qui dans sur mais ou en au aux ce cette moi "
    "quelque trop",
    "es": "el la los las un una unos unas de para con sin que es por pero como mas algo quiero del al en muy nada",
}
_GIVES_AWAY = {language: frozenset(small.split()) for language, small in _SMALL.items()}


def languages_of(words: Iterable[str]) -> frozenset[str]:
    """Which of German, French and Spanish folded words may be in; none for English ones."""
    said = frozenset(words)
    return frozenset(language for language, small in _GIVES_AWAY.items() if said & small)


def mentions(text: str) -> list[Mention]:
    """The concepts that a text names, in order, the longest names first, never overlapping."""
    folded = fold(text)
    words = tokens(folded)
    spoken = languages_of(word for word, _, _ in words)
    spelt = [_respell(word, spoken) for word, _, _ in words]
    table = phrases()
    found = []
    i = 0
    while i < len(words):
        for length in range(min(_LONGEST, len(words) - i), 0, -1):
            if length > 1 and re.search(r"[,.;:!?()]", folded[words[i][1] : words[i + length - 1][2]]):
                continue  # "jazz, drums" are two things
            named = _lookup(table, spelt[i : i + length]) or _as_written(words, folded, i, length)
            if named is not None and not (length == 1 and _means_something_else(words, i, spoken)):
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


def _means_something_else(words: list[tuple[str, int, int]], i: int, spoken: frozenset[str]) -> bool:
    word = words[i][0]
    if word == "loves" or any(word in _NOT_IN[language] for language in spoken):
        return True
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
def _spelt_right() -> dict[str, frozenset[str]]:
    """Common words that lie a typing error away from a name, and stay what they are, by language."""
    parts = re.split(r"\[(\w\w)\]", re.sub(r"(?m)^#.*$", "", SPELT_RIGHT.read_text(encoding="utf-8")))
    return {language: frozenset(text.split()) for language, text in zip(parts[1::2], parts[2::2], strict=True)}


@cache
def _respell(word: str, languages: frozenset[str] = frozenset()) -> str:
    """The name that a word misspells: one error in five letters, two in nine, the first letter right.

    Common words misspell nothing: English ones, and those of the `languages` that are spoken.
    """
    every, singles = _single_words()
    if re.search(r"(.)\1\1", word):  # "sloooow"
        for drawn_out in (re.sub(r"(.)\1{2,}", r"\1\1", word), re.sub(r"(.)\1{2,}", r"\1", word)):
            if drawn_out in every or len(drawn_out) < 5:
                return drawn_out
    if word in _FOREIGN or word in _FUNCTION or word in _ADVERBS:
        return word
    if any(word in _spelt_right()[language] for language in ("en", *languages)):
        return word
    if (german := re.fullmatch(r"(.{2,}(?:ig|isch|lich|haft|voll|end|sam|elnd))e[nsrm]?", word)) and (
        german[1] in every or german[1] in _FOREIGN
    ):
        return german[1]
    if (romance := re.fullmatch(r"(.{4,})(?:as|os|a)", word)) and word not in every and romance[1] + "o" in every:
        return romance[1] + "o"
    if word.endswith("est") and (base := _positive(word[:-3])):
        return base
    if len(word) >= 5 and word[-1] == word[-2] and word not in every and word[:-1] in every:  # "surff"
        return word[:-1]
    if len(word) == 4 and word not in every:
        return next((s for s in singles if _without_a_vowel(s, word)), "") or _by_sound(word) or word
    if len(word) < 5 or len(word) > 20 or not word.isalpha() or word in every:
        return word
    for ending in ("s", "ly", "nmusik", "musik", "nklange", "klange", "stucke", "stuck"):  # "Klaviermusik"
        if word.endswith(ending) and (word.removesuffix(ending) in every or word.removesuffix(ending) in _FOREIGN):
            return word.removesuffix(ending)
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    limit = 2 if len(word) >= 9 else 1
    if process.extractOne(word, _EVERYDAY, scorer=OSA.distance, score_cutoff=limit):
        return word
    names = [s for s in (*singles, "instrumental") if s[0] == word[0]]
    if near := process.extractOne(word, names, scorer=OSA.distance, score_cutoff=limit):
        return str(near[0])
    one = word.removesuffix("s")
    if one != word and len(one) >= 6 and not process.extractOne(one, _EVERYDAY, scorer=OSA.distance, score_cutoff=1):
        several = _respell(one, languages)  # "recoders"
        if several != one:
            return several
    return _by_sound(word) or word


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
