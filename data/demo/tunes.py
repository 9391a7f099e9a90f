"""Store the tunes: melodies in the public domain, with chords, in the notation of `notation`.

The melodies are written down bar by bar from common knowledge. Every named composer died before 1930, and every
traditional tune was in print or on record by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .notation import Chord, Note, Tune, parse_chord, parse_key, parse_tune


@dataclass(frozen=True, slots=True)
class Source:
    """A tune in text notation."""

    composer: str
    year: int | None
    key: str
    metre: str
    unit: str
    text: str


TUNES: dict[str, Source] = {
    "oh susanna": Source("Stephen Foster", 1848, "G major", "4/4", "1/8", """
        GA|"G"B2d2d3e|d2B2G3A|B2B2A2G2|"D7"A6GA|"G"B2d2d3e|d2B2G3A|B2B2"D7"A2A2|"G"G6z2|
        "C"c4c4|e2e4e2|"G"d2d2B2G2|"D7"A6GA|"G"B2d2d3e|d2B2G3A|B2B2"D7"A2A2|"G"G8"""),
    "boil them cabbage": Source("Traditional", 1900, "A major", "4/4", "1/8", """
        "A"c2ccc2c2|"D"d2ddd4|"A"c2ccc2c2|"E7"B2BBB4|"A"c2ccc2c2|"D"d2ddd2d2|"A"c2c2"E7"B2B2|"A"A8"""),
    "saints": Source("Traditional", 1896, "F major", "4/4", "1/4", """
        FAB|"F"c4|zFAB|c4|zFAB|c2A2|F2A2|"C7"G4|zAAG|"F"F3F|"F7"A2cc|"Bb"B4|zzAB|"F"c2A2|"C7"F2G2|"F"F4|z4"""),
    "amazing grace": Source("Traditional", 1829, "G major", "3/4", "1/4", """
        D|"G"G2B/G/|B2A|"C"G2E|"G"D2D|G2B/G/|B2"D7"A|d3-|d2B|"G"d2B/G/|B2A|"C"G2E|"G"D2D|G2B/G/|"D7"B2A|"G"G3-|G2"""),
    "greensleeves": Source("Traditional", 1580, "A minor", "6/8", "1/8", """
        A|"Am"c2de3/2^f/e|"G"d2BG3/2A/B|"Am"c2AA3/2^G/A|"E"B2^GE2A|"Am"c2de3/2^f/e|"G"d2BG3/2A/B|
        "Am"c3/2B/A"E"^G3/2^F/^G|"Am"A3A3|"C"g3g3/2^f/e|"G"d2BG3/2A/B|"Am"c2AA3/2^G/A|"E"B2^GE3|
        "C"g3g3/2^f/e|"G"d2BG3/2A/B|"Am"c3/2B/A"E"^G3/2^F/^G|"Am"A6"""),
    "londonderry air": Source("Traditional", 1855, "C major", "4/4", "1/8", """
        B,CD|"C"E3DEAGE|"Dm7"DCA,2zCEF|"C"G3AGECE|"G7"D5B,CD|"C"E3DEAGE|"Dm7"DCA,2zB,CD|"C"E3F"G7"EDCD|"C"C8"""),
    "auld lang syne": Source("Traditional", 1799, "F major", "4/4", "1/4", """
        C|"F"F3/2F/FA|"C7"G3/2F/GA|"F"F3/2F/Ac|"Bb"d3d|"F"c3/2A/AF|"C7"G3/2F/GA|"Bb"F3/2D/"C7"DC|"F"F3d|
        "F"c3/2A/AF|"C7"G3/2F/Gd|"F"c3/2A/Ac|"Bb"d3d|"F"c3/2A/AF|"C7"G3/2F/GA|"Bb"F3/2D/"C7"DC|"F"F4"""),
    "skye boat song": Source("Traditional", 1884, "G major", "3/4", "1/4", """
        "G"D3/2E/D|"Em"G2G|"Am"A3/2B/A|"D"d3|"Em"B3/2A/B|"C"E2E|"G"D3-|"D7"D3|
        "G"D3/2E/D|"Em"G2G|"Am"A3/2B/A|"D"d3|"Em"B3/2A/B|"C"E2E|"G"D3-|D3"""),
    "drunken sailor": Source("Traditional", 1839, "D dorian", "4/4", "1/8", """
        "Dm"A2AAA2AA|A2D2F2A2|"C"G2GGG2GG|G2C2E2G2|"Dm"A2AAA2AA|A2B2c2d2|"C"c2A2G2E2|"Dm"D4D4|
        "Dm"A4A3A|A2D2F2A2|"C"G4G3G|G2C2E2G2|"Dm"A4A3A|A2B2c2d2|"C"c2A2G2E2|"Dm"D4D4"""),
    "irish washerwoman": Source("Traditional", 1792, "G major", "6/8", "1/8", """
        "G"BGGDGG|BGBdcB|"Am"cAAEAA|cAcedc|"G"BGGDGG|BGBdcB|"C"cBc"D7"Adc|"G"BGGG3|
        "G"gdggdg|gdgbag|"D7"fdffdf|fdfagf|"C"egg"G"dgg|"C"cgg"G"Bgg|"C"cBc"D7"Adc|"G"BGGG3"""),
    "kesh jig": Source("Traditional", 1907, "G major", "6/8", "1/8", """
        "G"GAGGAB|"D"ABAABd|"G"eddgdd|"C"edB"D"dBA|"G"GAGGAB|"D"ABAABd|"G"eddgdB|"D"AGF"G"G3|
        "G"BABdBd|"C"ege"G"dBG|BABdBG|"D"ABAAGA|"G"BABdBd|"C"ege"G"dBd|"C"gfg"D"aga|"G"bgfg3"""),
    "swallowtail jig": Source("Traditional", 1907, "E dorian", "6/8", "1/8", """
        "Em"GEEBEE|GEEBAG|"D"FDDADD|dcdAGF|"Em"GEEBEE|GEGB2c|"D"dcdAGF|"Em"GEEE3|
        "Em"Bcde2f|e2fedB|Bcde2f|"Bm"edBd3|"Em"Bcde2f|e2fedB|"D"dcdAGF|"Em"GEEE3"""),
    "drowsy maggie": Source("Traditional", 1907, "E dorian", "4/4", "1/8", """
        "Em"E2BEdEBE|E2BE"D"AFDF|"Em"E2BEdEBE|"Bm"BABc"D"dAFD|"Em"E2BEdEBE|E2BE"D"AFDF|"Em"E2BEdEBE|"Bm"BABc"D"dAFD|
        "D"d2fd"A"c2ec|"D"defg"A"afge|"D"d2fd"A"c2ec|"Bm"BABc"D"dAFA|d2fd"A"c2ec|"D"defg"A"afge|"D"afge"A"fdec|"Bm"BABc"D"dAFD"""),
    "soldier's joy": Source("Traditional", 1778, "D major", "4/4", "1/8", """
        dB|"D"AFDFAFDF|A2d2d2cB|AFDFAFDF|"A7"G2E2E2dB|"D"AFDFAFDF|A2d2d3e|fafd"A7"egec|"D"d2d2d2z2"""),
    "clementine": Source("Percy Montross", 1884, "F major", "3/4", "1/8", """
        FF|"F"F2C2AA|A2F2FA|c3cBA|"C7"G4GA|B2B2AG|"F"A2F2FA|"C7"G3CEG|"F"F4z2"""),
    "my bonnie": Source("Traditional", 1881, "G major", "3/4", "1/4", """
        D|"G"B3/2A/G|"C"AGE|"G"DB,2-|B,2D|B3/2A/G|"A7"GFG|"D7"A3-|A2D|
        "G"B3/2A/G|"C"AGE|"G"DB,2-|B,2D|"C"EAG|"D7"FEF|"G"G3-|G2"""),
    "simple gifts": Source("Joseph Brackett", 1848, "F major", "4/4", "1/8", """
        CC|"F"F2FGAFAB|c2cBA2GF|"C"G2G2G2GA|G2E2C2C2|"F"F2FGA2AB|c2GGA2GF|"C"G2G2A2G2|"F"F6z2"""),
    "ode to joy": Source("Ludwig van Beethoven", 1824, "D major", "4/4", "1/4", """
        "D"FFGA|AGF"A7"E|"D"DDEF|F3/2"A"E/E2|"D"FFGA|AGF"A7"E|"Bm"DD"Em"E"D"F|"A7"E3/2"D"D/D2|
        "A7"EE"D"FD|"A7"EF/G/"D"FD|"A7"EF/G/"D"F"A7"E|"Bm"D"E7"E"A"A,2|"D"FFGA|AGF"A7"E|"Bm"DD"Em"E"D"F|"A7"E3/2"D"D/D2"""),
    "fur elise": Source("Ludwig van Beethoven", 1810, "A minor", "3/8", "1/16", """
        e^d|"Am"e^deB=dc|A2zCEA|"E"B2zE^GB|"Am"c2zEe^d|e^deB=dc|A2zCEA|"E"B2zEcB|"Am"A2zBcd|
        "C"e3Gfe|"G"d3Fed|"Am"c3Edc|"E"B2zEez|zee'zz^d|ezz^de^d|"Am"e^deB=dc|A2zCEA|"E"B2zE^GB|
        "Am"c2zEe^d|e^deB=dc|A2zCEA|"E"B2zEcB|"Am"A6"""),
    "minuet in g": Source("Christian Petzold", 1725, "G major", "3/4", "1/8", """
        "G"d2GABc|d2G2G2|"C"e2cdef|"G"g2G2G2|"Am"c2dcBA|"G"B2cBAG|"D"F2GABG|"D7"A6|
        "G"d2GABc|d2G2G2|"C"e2cdef|"G"g2G2G2|"Am"c2dcBA|"G"B2cBAG|"D7"A2BAGF|"G"G6"""),
    "canon": Source("Johann Pachelbel", 1694, "D major", "4/4", "1/8", """
        "D"f4"A"e4|"Bm"d4"F#m"c4|"G"B4"D"A4|"G"B4"A"c4|"D"d2f2"A"a2g2|"Bm"f2d2"F#m"f2e2|"G"d2B2"D"d2a2|"G"g2b2"A"a2g2|
        "D"af/g/af/g/"A"a/A/B/c/d/e/f/g/|"Bm"fd/e/fF/G/"F#m"A/B/A/G/A/F/G/A/|
        "G"GB/A/GF/E/"D"F/E/D/E/F/G/A/B/|"G"GB/A/Bc/d/"A"A/B/c/d/e/f/g/a/"""),
    "rondo alla turca": Source("Wolfgang Amadeus Mozart", 1783, "A minor", "2/4", "1/16", """
        BA^GA|"Am"c4dcBc|e4fe^de|ba^gaba^ga|c'4a2c'2|"Em"b2a2g2a2|b2a2g2a2|"B7"b2a2g2^f2|"Em"e4e2f2|
        "C"g2g2agfe|"G"d4e2f2|"C"g2g2agfe|"G"d4c2d2|"Am"e2e2fedc|"E"B4c2d2|"Am"e2e2fedc|"E"B4BA^GA|
        "Am"c4dcBc|e4fe^de|ba^gaba^ga|"F"c'4a2b2|"Am"c'2b2a2^g2|"Dm"a2e2f2d2|"Am"c4"E"B4|"Am"A8"""),
    "symphony 40": Source("Wolfgang Amadeus Mozart", 1788, "G minor", "4/4", "1/8", """
        ed|"Gm"d2edd2ed|d2b2z2ba|g2gfe2ed|"Cm"c2c2z2dc|"D7"c2dcc2dc|c2a2z2ag|^f2fed2dc|"Gm"B2B2z4"""),
    "mountain king": Source("Edvard Grieg", 1875, "B minor", "4/4", "1/8", """
        "Bm"B,CDEFDF2|"C#"^EC^E2"C"=E=C=E2|"Bm"B,CDEFDFB|"D"AFDFA4|"Bm"B,CDEFDF2|"C#"^EC^E2"C"=E=C=E2|"Bm"B,CDEFDFB|"D"AFDFA4|
        "F#"F^G^ABc^Ac2|d^Ad2c^Ac2|F^G^ABc^Ac2|d^Ad2c4|"Bm"B,CDEFDF2|"C#"^EC^E2"C"=E=C=E2|"Bm"B,CDEFDFB|"D"AFDF"Bm"B4"""),
    "swan lake": Source("Pyotr Ilyich Tchaikovsky", 1876, "B minor", "4/4", "1/8", """
        "Bm"f4Bcde|"D"f3df3d|"Bm"f3BdBGd|"Em"B5edc|"Bm"f4Bcde|"D"f3df3d|"Bm"f3B"Em"dBGd|"Bm"B8"""),
    "new world largo": Source("Antonin Dvorak", 1893, "D major", "4/4", "1/8", """
        "D"F3AA4|"D"F3E"Bm"D4|"G"E3F"D"A2F2|"A"E8|"D"F3AA4|"D"F3E"Bm"D4|"G"E2F2"A7"E2D2|"D"D8"""),
    "blue danube": Source("Johann Strauss II", 1866, "D major", "3/4", "1/4", """
        D|"D"DFA|Aza|azf|fzD|DFA|Aza|"A7"azg|gzC|CEB|Bzb|bzg|gzC|CEB|Bzb|"D"bzf|fzD|DFA|dzd'|d'za|azD|DFA|dzd'|"G"d'zb|b2z"""),
    "can-can": Source("Jacques Offenbach", 1858, "D major", "2/4", "1/8", """
        "D"D4|"A7"EGFE|"D"A2A2|ABFG|"A7"E2E2|EGFE|"D"DdcB|"A7"AGFE|"D"D4|"A7"EGFE|"D"A2A2|ABFG|"A7"E2E2|EGFE|"D"DA"A7"EF|"D"D4"""),
    "william tell": Source("Gioachino Rossini", 1829, "G major", "2/4", "1/16", """
        DD|"G"D2DDD2DD|G2A2B2DD|D2DDG2BB|"D7"A2F2D2DD|"G"D2DDD2DD|G2A2B2GB|"D7"d5cBA|"G"G2B2G2z2"""),
    "dies irae": Source("Traditional", 1250, "D dorian", "4/4", "1/4", """
        "Dm"FEFD|"C"EC"Dm"DD|"Dm"FEFD|"C"EC"Dm"DD|"F"FFGF|"C"EDCE|"Dm"FED2|D4"""),
    "shchedryk": Source("Mykola Leontovych", 1916, "G minor", "3/4", "1/8", """
        "Gm"b2abg2|b2abg2|"Gm/F"b2abg2|b2abg2|"Eb"b2abg2|b2abg2|"Gm/D"b2abg2|b2abg2|
        "Gm"b2abg2|"Gm/F"b2abg2|"Eb"b2abg2|"Gm/D"b2abg2|"Gm"b2abg2|"Gm/F"b2abg2|"Eb"b2abg2|"Gm/D"b2abg2"""),
    "god rest ye": Source("Traditional", 1760, "E minor", "4/4", "1/4", """
        E|"Em"EBBA|GFED|"C"EFGA|"B7"B3E|"Em"EBBA|GFED|"C"EFGA|"B7"B3B|"Am"cABc|"G"de"Em"BA|GEFG|"D"A2GA|
        "G"B2cB|"Em"BAGF|"C"E2G/F/E|"D"A2GA|"G"Bcde|"B7"BAGF|"Em"E4"""),
    "jingle bells": Source("James Lord Pierpont", 1857, "G major", "4/4", "1/4", """
        "G"BBB2|BBB2|BdG3/2A/|B4|"C"ccc3/2c/|"G"cBBB/B/|"A7"BAAB|"D7"A2d2|"G"BBB2|BBB2|BdG3/2A/|B4|
        "C"ccc3/2c/|"G"cBBB/B/|"D7"ddcA|"G"G4"""),
    "silent night": Source("Franz Xaver Gruber", 1818, "C major", "3/4", "1/4", """
        "C"G3/2A/G|E3|G3/2A/G|E3|"G7"d2d|B3|"C"c2c|G3|"F"A2A|c3/2B/A|"C"G3/2A/G|E3|
        "G7"d2d|f3/2d/B|"C"c3|e3|cGE|"G7"G3/2F/D|"C"C3-|C3"""),
    "deck the halls": Source("Traditional", 1794, "F major", "4/4", "1/4", """
        "F"c3/2B/AG|FGAF|"C7"G/A/B/G/A3/2G/|"F"F"C7"E"F"F2|c3/2B/AG|FGAF|"C7"G/A/B/G/A3/2G/|"F"F"C7"E"F"F2|
        "C7"G3/2A/BG|"F"A3/2B/"C7"cG|"F"A/=B/c"Dm"d/e/f|"C"e"G7"d"C"c2|"F"c3/2B/AG|FGAF|"Bb"d/d/d/d/"F"c3/2B/|A"C7"G"F"F2"""),
    "we wish you": Source("Traditional", 1850, "G major", "3/4", "1/4", """
        D|"G"GG/A/G/F/|"C"EEE|"A7"AA/B/A/G/|"D"FDD|"B7"BB/c/B/A/|"Em"GED/D/|"C"EA"D7"F|"G"G2D|
        "G"GGG|"D"F2F|"A7"GFE|"D"D2A|"B7"BAG|"D"dDD/D/|"C"EA"D7"F|"G"G2z"""),
    "joy to the world": Source("Lowell Mason", 1839, "D major", "4/4", "1/4", """
        "D"d2c3/2B/|A3G|F2"A7"E2|"D"D3A|"G"B3B|"A"c3c|"D"d4-|d3d|dcBA|A3/2G/Fd|dcBA|A3/2G/FF|
        FFFF/G/|A3G/F/|"A7"EEEE/F/|G3F/E/|"D"Dd2B|A3/2G/FG|"A7"F2E2|"D"D4"""),
    "brahms lullaby": Source("Johannes Brahms", 1868, "F major", "3/4", "1/8", """
        AA|"F"c4AA|c4Ac|f2e3d|d2c2GA|"C7"B2G2GA|B4GB|edc2e2|"F"f4FF|"Bb"f4dB|"F"c4AF|"C7"B2c2d2|"F"c4FF|
        "Bb"f4dB|"F"c4AF|"C7"B2A2G2|"F"F4z2"""),
    "ah vous dirai-je": Source("Traditional", 1761, "C major", "4/4", "1/4", """
        "C"CCGG|"F"AA"C"G2|"F"FF"C"EE|"G7"DD"C"C2|GG"F"FF|"C"EE"G7"D2|"C"GG"F"FF|"C"EE"G7"D2|
        "C"CCGG|"F"AA"C"G2|"F"FF"C"EE|"G7"DD"C"C2"""),
    "frere jacques": Source("Traditional", 1780, "D minor", "4/4", "1/4", """
        "Dm"DEFD|DEFD|FGA2|FGA2|A/B/A/G/FD|A/B/A/G/FD|DA,D2|DA,D2"""),
    "korobeiniki": Source("Traditional", 1861, "A minor", "4/4", "1/8", """
        "E7"e2Bcd2cB|"Am"A2Ace2dc|"E7"B3cd2e2|"Am"c2A2A4|"Dm"zd2fa2gf|"C"e3ce2dc|"E7"B2Bcd2e2|"Am"c2A2A4"""),
    "sakura": Source("Traditional", 1888, "A minor", "4/4", "1/4", """
        "Am"AAB2|AAB2|ABcB|"F"AB/A/F2|"Am"ECEF|"Em"EE/C/B,2|"Am"ABcB|"F"AB/A/F2|"Am"ECEF|"Em"EE/C/B,2|
        "Am"AAB2|AAB2|"Em"EFB/A/F|E4"""),
    "jasmine flower": Source("Traditional", 1804, "C major", "4/4", "1/8", """
        "C"E2EGAccA|G2GAG4|E2EGAccA|G2GAG4|"C"G2G2G2EG|"F"A2A2"C"G4|"C"E2DE"G"G2ED|"C"C2CDC4"""),
    "pop goes the weasel": Source("Traditional", 1853, "G major", "6/8", "1/8", """
        "G"G2G"D7"A2A|"G"BdBG2D|G2G"D7"A2A|"G"B3G2D|G2G"D7"A2A|"G"BdBG3|"C"e3"D7"A2c|"G"B3G3"""),
    "entertainer": Source("Scott Joplin", 1902, "C major", "2/4", "1/16", """
        D^D|"C"Ec2Ec2Ec-|c4zcd^d|"G7"ecde2Bd2|"C"c6D^D|Ec2Ec2Ec-|c6AG|"D7"^FAce2dcA|"G7"d6D^D|
        "C"Ec2Ec2Ec-|c4zcd^d|"G7"ecde2Bd2|"C"c6cd|ecde2cdc|"Am"ecde2cdc|"G7"ecde2Bd2|"C"c8"""),
    "go down moses": Source("Traditional", 1872, "A minor", "4/4", "1/4", """
        E|"Am"cc"E7"BB|"Am"ccA2|zE"E7"E^G|^G"Am"A2E|cc"E7"BB|"Am"ccA2|zE"E7"E^G|"Am"A4"""),
    "battle hymn": Source("William Steffe", 1856, "G major", "4/4", "1/8", """
        D|"G"D3/2D/D3/2C/B,3/2D/G3/2A/|B3/2B/B3/2A/G2G3/2F/|"C"E3/2E/E3/2F/G3/2F/G3/2E/|"G"D3/2E/D3/2B,/D2D3/2D/|
        D3/2D/D3/2C/B,3/2D/G3/2A/|B3/2B/B3/2A/"Em"G2G2|"Am"A2A2"D7"G2F2|"G"G4z4|
        D3CB,3/2D/G3/2A/|B4G4|"C"E3FG3/2F/G3/2E/|"G"D4B,4|D3CB,3/2D/G3/2A/|B4"Em"G4|"Am"A2A2"D7"G2F2|"G"G8"""),
    "yankee doodle": Source("Traditional", 1755, "G major", "4/4", "1/4", """
        "G"GGAB|GB"D7"AD|"G"GGAB|G2"D7"F2|"G"GGAB|"C"cBAG|"D7"FDEF|"G"G2G2|
        "C"E3/2F/ED|EFG2|"G"D3/2E/DC|B,2D2|"C"E3/2F/ED|EFGE|"D7"DGFA|"G"G2G2"""),
    "bridal chorus": Source("Richard Wagner", 1850, "C major", "4/4", "1/8", """
        "C"G4c3c|c8|G4"G7"d3B|"C"c8|G4c3f|"F"f4e3d|"C"c4B3c|"G7"d8|
        "C"G4c3c|c8|G4"G7"d3B|"C"c8|G4c3e|"Am"g4e3c|"Dm"A4"G7"d3e|"C"c8"""),
    "funeral march": Source("Frederic Chopin", 1839, "A minor", "4/4", "1/8", """
        "Am"A4"F"A3A|"Am"A4"F"A4|"Am"c3B"F"B3A|"E"A3^G"Am"A4|"Am"A4"F"A3A|"Am"A4"F"A4|"Am"c3B"F"B3A|"E"A3^G"Am"A4"""),
    "gymnopedie": Source("Erik Satie", 1888, "D major", "3/4", "1/4", """
        "Gmaj7"zfa|"Dmaj7"gfc|"Gmaj7"Bcd|"Dmaj7"A3|"Gmaj7"F3-|"Dmaj7"F3-|"Gmaj7"F3-|"Dmaj7"F3|
        "Gmaj7"zfa|"Dmaj7"gfc|"Gmaj7"Bcd|"Dmaj7"A3"""),
    "moonlight": Source("Ludwig van Beethoven", 1801, "C# minor", "4/4", "1/4", """
        "C#m"z4|"C#m/B"z4|"A"z2"D/F#"z2|"G#7"z4|"C#m"z3G3/4G/4|"G#7"G3G3/4G/4|"C#m"G2"F#m"A2|"E"G2"B7"FB|"E"E4"""),
    "toccata": Source("Johann Sebastian Bach", 1707, "D minor", "4/4", "1/8", """
        "Dm"a/g/a5z2|"A7"g/f/e/d/^c2"Dm"d4|A/G/A5z2|"A7"E2F2^C2"Dm"D2|
        A,/G,/A,5z2|"A7"G,/F,/E,/D,/^C,2"Dm"D,4|"C#dim7"^C8|"Dm"D8"""),
    "beethoven's fifth": Source("Ludwig van Beethoven", 1808, "C minor", "2/4", "1/8", """
        "Cm"zGGG|E4|"G7"zFFF|D4|"Cm"zGGG|EAAA|Geee|c4|"G7"zGGG|DAAA|Gfff|d4"""),
}  # fmt: skip

# Each bar of Bach's C major prelude has five notes, played twice in the order 1 2 3 4 5 3 4 5.
_PRELUDE_BARS = (
    ("C", 60, 64, 67, 72, 76), ("Dm7", 60, 62, 69, 74, 77), ("G7", 59, 62, 67, 74, 77), ("C", 60, 64, 67, 72, 76),
    ("Am", 60, 64, 69, 76, 81), ("D7", 60, 62, 66, 69, 74), ("G", 59, 62, 67, 74, 79), ("Cmaj7", 59, 60, 64, 67, 72),
    ("Am7", 57, 60, 64, 67, 72), ("D7", 50, 57, 62, 66, 72), ("G", 55, 59, 62, 67, 71),
)  # fmt: skip


def prelude() -> Tune:
    """Return the opening of the first prelude of Bach's Well-Tempered Clavier (BWV 846, 1722)."""
    notes: list[Note] = []
    chords: list[tuple[float, Chord]] = []
    for bar, (symbol, *pitches) in enumerate(_PRELUDE_BARS):
        chords.append((bar * 4.0, parse_chord(symbol)))
        for half in (0, 2):
            for index, which in enumerate((0, 1, 2, 3, 4, 2, 3, 4)):
                length = 2 - index * 0.25 if index < 2 else 0.3
                notes.append(
                    Note(bar * 4.0 + half + index * 0.25, length, int(pitches[which]), 1.0 if index == 0 else 0.85)
                )
    return Tune(tuple(notes), tuple(chords), len(_PRELUDE_BARS), 4.0, parse_key("C major"))


@cache
def tune(name: str) -> Tune:
    """Return a tune of the book by its name.

    Raises:
        KeyError: no such tune.
    """
    if name == "prelude in c":
        return prelude()
    source = TUNES[name]
    return parse_tune(source.text, parse_key(source.key), source.metre, source.unit)


def facts(name: str) -> tuple[str, int | None, str]:
    """Return composer, year and key of a tune of the book."""
    if name == "prelude in c":
        return "Johann Sebastian Bach", 1722, "C major"
    source = TUNES[name]
    return source.composer, source.year, source.key
