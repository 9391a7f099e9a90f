"""Define German function words and number words."""

from . import Language

LANGUAGE = Language(
    code="de",
    negations="nichts?|niemals|nie|kein(?:e[nrms]?)?|weder",
    without="ohne",
    excepting="au(?:ss|ß)er|alles ausser",
    removing="entferne|losche",
    refusing=(
        "zu viele?|(?:tausche?n?|ersetzen?|wechsle)(?= (?:mal |bitte )?(?:die |das |den )?[\\w -]+ (?:gegen|durch)\\b)|"
        "anstatt|statt|anstelle(?: von)?|weniger|bloss nicht|auf keinen fall|hasse|nicht mit"
    ),
    within_refusal=(
        "mit mag instrumente plotzliche plotzlich der die das den dem des ein eine einen zu sehr musik lieder l"
    ),
    too="zu sehr",
    refused_behind="lieber nicht\\b\\W*(?=$|[,.;!?])|(?:weg|raus)\\b\\W*(?=$|[,.;!?]|please)|nein\\b|bitte nicht\\b",
    doubled="nicht ?ohne",
    driving_away=(
        "(?:gegen|vertreib(?:en|t)|bekampf(?:en|t)|um nicht mehr)(?: (?:die|den|das|diese|meine|unsere|so))*"
    ),
    needed="(?:kann|konnte) nicht ohne",
    neither="keins von beiden",
    indifferent="muss nicht|mit oder ohne|egal ob(?: mit)?|vergiss (?:die|das|den)",
    either_way=(
        "(?:(?:sind|ist) )?egal\\b|(?:ist|sind|geht|gehen|darf|durfen|kann|konnen)\\s+"
        "(?:doch |jetzt |auch |schon |wieder |nun )*(?:ok|okay|gut|egal|erlaubt|dabei sein|rein|sein)?\\W*$"
    ),
    wordless=(
        "instrumental|ohne worte|(?:niemand|keiner)(?: (?:soll|sollte|darf))* (?:singt|singen|spricht)|"
        "(?:nur|bloss) instrumente"
    ),
    not_enough="nicht",
    enough="genug\\b",
    units=(
        "ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn "
        "achtzehn neunzehn"
    ),
    tens="zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig",
    joined=("{one}und{ten}",),
    hundreds={"hundert": 100, "einhundert": 100},
    beyond_hundred=("hundert{rest}",),
    not_alone="ein elf",
    counts={
        "nur ein": 1, "nur eine": 1, "nur einen": 1, "ein dutzend": 12, "ein halbes dutzend": 6, "ein einziges": 1,
        "eine einzige": 1,
    },
    ordinals={
        "erste": 1, "ersten": 1, "erster": 1, "erstes": 1, "zweite": 2, "zweiten": 2, "zweiter": 2, "zweites": 2,
        "dritte": 3, "dritten": 3, "drittes": 3, "vierte": 4, "vierten": 4, "letzte": -1, "letzten": -1, "letzter": -1,
        "letztes": -1, "eins": 1,
    },
    decades={
        "zwanziger": 20, "dreissiger": 30, "vierziger": 40, "funfziger": 50, "sechziger": 60, "siebziger": 70,
        "achtziger": 80, "neunziger": 90,
    },
    centuries={
        "funfzehnt": 15, "sechzehnt": 16, "siebzehnt": 17, "achtzehnt": 18, "neunzehnt": 19, "zwanzigst": 20,
    },
    less_than="unter|weniger als|kurzer als|langsamer als|alter als|fruher als|vor",
    at_most="bis(?: zum?)?|hochstens|maximal",
    more_than="uber|mehr als|langer als|schneller als|neuer als|junger als|spater als|nach",
    at_least="mindestens|wenigstens|ab|seit",
    about="etwa|ungefahr|um die|um|gegen|rund|circa",
    hedges="vielleicht|etwa|ungefahr|circa|ca\\.?|so|sagen wir",
    preferring="am liebsten|vorzugsweise|idealerweise|wenn moglich|falls moglich|moglichst|meistens|gerne?|ware schon",
    between_not_and_bound="das|die|ist",
    or_less="weniger|darunter|kurzer|langsamer|fruher|davor|alter",
    or_more="mehr|daruber|langer|schneller|spater|neuer|danach",
    most_behind="maximal|hochstens",
    least_behind="minimal|mindestens",
    onwards="aufwarts",
    about_behind="oder so",
    each="pro (?:titel|stuck)|jeweils",
    range_begins="zwischen|von",
    to="bis|und",
    now="heute|jetzt|zur gegenwart",
    determiners="den|dem|der|die|das|jahr",
    ands="und",
    ors="oder noch",
    beats="schlagen?",
    per="pro|in der|die",
    minutes="minuten?",
    seconds="sekunden?",
    axes={
        "langsamer": ("tempo", -1), "langsamere": ("tempo", -1), "gemachlicher": ("tempo", -1),
        "schneller": ("tempo", 1),
        "schnellere": ("tempo", 1), "zu schnell": ("tempo", -1), "zu langsam": ("tempo", 1),
        "langer": ("duration", 1), "langere": ("duration", 1), "kurzer": ("duration", -1), "kurzere": ("duration", -1),
        "zu lang": ("duration", -1), "zu kurz": ("duration", 1),
        "alter": ("year", -1), "altere": ("year", -1), "neuer": ("year", 1), "neuere": ("year", 1),
        "neuere sachen": ("year", 1), "moderner": ("year", 1),
    },
    heightened={"dunkler": "dark", "leiser": "quiet", "lauter": "loud", "heller": "bright", "harter": "heavy"},
    less="weniger",
    a_bit="etwas|ein bisschen|ein wenig",
    much="viel",
    removing_it=("weg damit", "(?:die|das|den) (?:bitte )?(?:weg|raus|nicht)"),
    removed_behind="(?:bitte )?nicht|weg|raus",
    disliking="ich (?:mag|hasse)",
    disliked_behind="gefallt mir (?:gar |uberhaupt )?nicht|(?:ist|war) (?:schrecklich|furchtbar|schlecht|doof)",
    more_tracks="mehr|mehr davon|weiter|weitere|noch (?:mehr|welche|ein paar)",
    more_behind="mehr|weitere|andere",
    suffices="(?:ist|sind) genug|reichen|genugen",
    more_of="mehr|mit mehr",
    too_much="zu",
    with_="mit",
    but="aber",
    goes_on="mehr|und|zu|lieber|weniger",
    begins="ich (?:will|mochte|suche)|musik |eine? ",
    anew="neue suche|vergiss alles|von vorne?",
    undo=(
        "(?:geh |mach |nimm )?(?:das |es |die )?(?:(?:eins|einen schritt|noch eins) )?(?:zuruck|"
        "ruckgangig)(?: (?:machen|bitte))?(?: zu[rm]? \\w+ ?\\w*)?|mach das ruckgangig|wie (?:vorher|zuvor|"
        "eben)|(?:das|die)(?: liste)?(?: von)? (?:davor|vorher|vorigen?|vorherigen?|letzten?|"
        "alten?)(?: (?:liste|titel|stucke))?(?: (?:war|waren) besser)?"
    ),
    clearing="egal welche[sr]?",
    unimportant="ist (?:mir |uns )?(?:egal|nicht wichtig)|spielt keine rolle",
    limits="limit",
    condition_names={
        **dict.fromkeys(("jahr", "jahre", "datum"), ("year_min", "year_max")),
        **dict.fromkeys(("lange", "dauer"), ("duration_min_s", "duration_max_s")),
        "tonart": ("key",), "kunstler": ("artist",),
    },
    greets="hallo|guten (?:morgen|tag|abend)|wie geht(?:'s| es dir)",
    thanks="(?:vielen )?danke(?: schon)?",
    parts="tschuss|bis bald|auf wiedersehen|gute nacht",
    praises="schon|vielen",
    halts="stopp?",
    asks="ich (?:will|mochte|suche)(?: bitte)?",
    opens="hallo",
    please="bitte",
    fillers=(
        "musik lied lieder ein eine einen etwas ich mochte bitte mit und stucke lieber"
    ),
    any_kind="(?:jedes|beliebiges) genre|alles|egal was",
    clause_words="und|um|der|die|das|weil|wahrend|wenn|aber|wo",
    quoting_words=(
        "(?:(?:das|die|der|wo (?:er|sie|es)) )?(?:so )?(?:geht|singt|singen|sagt|heisst|mit|hat|enthalt)(?: so| etwa)?(?: (?:dem|den|der|die))?(?: (?:text|worten?|zeile|"
        "refrain|satz))?|(?:text|refrain|zeile)(?: (?:ist|geht|lautet|mit))*"
    ),
    before_topics="(?:lied(?:er)?|songs?|stucke?|etwas|musik)(?: (?!mit|von|wie|aus|in|fur)[a-z-]+){1,3}",
    topic_word="uber(?! \\d)",
    mentioning_words=(
        "(?:lied(?:er)?|songs?|stucke?|texte?|etwas|musik),? (?:(?:das|die|der|den) )?(?:erwahnt|erwahnen|mit (?:dem|den) "
        "(?:worten|wort))"
    ),
    topic_cues="uber|von",
    pronouns="er ihn ihm sie ihr ihnen es diese dieser dieses jene",
    unspecific=(
        "musik stuck stucke lied lieder titel kunstler band bands gruppe album alben playlist liste genre stil art gefuhl "
        "stimmung ahnlich ahnliche suche such gib spiel zeig mir mich bitte danke gern gerne lieblings irgendwas "
        "irgendetwas sachen sache empfehlung empfehlungen vorschlag vorschlage"
    ),
    hours="stunden?|std",
    list_nouns="playlists?|listen?|mix|set|auswahl|programm",
    lasting="von|mit|fur|uber|ungefahr|etwa|die (?:etwa )?",
    half_hours={"eine halbe stunde": 30, "halbe stunde": 30, "anderthalb stunden": 90, "eineinhalb stunden": 90,
                "eine stunde": 60, "einer stunde": 60, "eine viertelstunde": 15},
    of_music="lang|voll",
    orders={
        "tempo": "(?:von )?langsam (?:bis|zu|nach) schnell|(?:die )?langsamsten? zuerst|nach tempo(?: sortiert| geordnet)?",
        "-tempo": "(?:von )?schnell (?:bis|zu|nach) langsam|(?:die )?schnellsten? zuerst",
        "energy": "(?:von )?(?:ruhig|leise) (?:bis|zu|nach) (?:laut|wild|energisch)",
        "-energy": "(?:von )?(?:laut|wild) (?:bis|zu|nach) (?:ruhig|leise)",
        "year": "(?:die )?altesten? zuerst|chronologisch|nach jahr(?: sortiert| geordnet)?",
        "-year": "(?:die )?neuesten? zuerst",
        "title": "alphabetisch",
        "duration": "(?:die )?kurzesten? zuerst",
        "-duration": "(?:die )?langsten? zuerst",
        "random": "gemischt|zufallig(?:e reihenfolge)?|in zufalliger reihenfolge",
        "key": '(?:nach|im|entlang|durch) (?:dem |den )?quintenzirkel|(?:nach )?tonart(?:en)?(?: sortiert| geordnet)|nach tonarten',
    },
    arcs={
        "rise tempo": "(?:die |der |und )?(?:immer |langsam )?schneller wer?den?|(?:die |der )?(?:immer |langsam )?schneller wird",
        "fall tempo": "(?:die |der |und )?(?:immer |allmahlich )?langsamer wer?den?|(?:die |der )?(?:immer |allmahlich )?langsamer wird",
        "peak energy": (
            "(?:mit |einem |dem )*hohepunkt (?:in der|zur) mitte|(?:die |der )?(?:sich )?(?:langsam )?(?:steigert|aufbaut|ansteigt)"
            "[\\w ,]{0,20}?(?:und|dann) (?:dann |wieder |langsam )*(?:abklingt|abflaut|ausklingt|beruhigt|abfallt)|"
            "erst (?:ansteigend|steigend)[\\w ,]{0,10}?dann (?:abfallend|fallend)"
        ),
        "fall energy": (
            "(?:die |der |und )?(?:immer |langsam |allmahlich )*ruhiger (?:wird|werdend)|(?:die |der )?(?:langsam |allmahlich )?"
            "(?:ausklingt|abklingt|runterkommt)|zum (?:runterkommen|ausklingen|herunterkommen)"
        ),
        "rise energy": (
            "(?:die |der |und )?(?:immer |langsam |allmahlich )*(?:lebhafter|wilder|energischer|lauter) (?:wird|werdend)|"
            "(?:die |der )?(?:sich )?(?:langsam )?(?:steigert|aufbaut)(?: sich)?"
        ),
    },
    sorting="sortiert|geordnet|zuerst|nach tempo|nach jahr",
    superlatives={
        "tempo": "langsamsten?", "-tempo": "schnellsten?", "year": "altesten?|fruhesten?",
        "-year": "neu(?:e?sten?)|jungsten?|modernsten?", "duration": "kurzesten?", "-duration": "langsten?",
        "energy": "ruhigsten?|leisesten?|sanftesten?", "-energy": "wildesten?|lautesten?|energischsten?",
    },
    reversals="anders ?herum|umgekehrt(?:e reihenfolge)?|ruckwarts|(?:in )?umgekehrter reihenfolge",
    most_each=("(?:hochstens |maximal |nicht mehr als )?{n} (?:titel|lieder|stucke|songs)? ?(?:pro|je|von jedem|vom selben|"
               "von einem) (?:{kind})",),
    artists="kunstler(?:in|s)?|bands?|interpreten?|komponisten?",
    albums="alb(?:um|en|ums)|platten?",
    in_a_row=(
        "(?:nie|nicht|kein(?:e|en|er)?)\\b[^,.;]{{0,40}}?\\b(?:{kind})[^,.;]{{0,24}}?(?:hintereinander|nacheinander|direkt aufeinander)",
        "(?:nie|nicht|kein(?:e|en|er)?)\\b[^,.;]{{0,24}}?(?:hintereinander|nacheinander)[^,.;]{{0,24}}?\\b(?:{kind})",
    ),
    apart=(
        "(?:mindestens )?{n} (?:andere )?(?:titel|lieder|stucke|songs)(?: abstand)? zwischen[^,.;]{{0,40}}?\\b(?:{kind})",
    ),
    long_units={"tage?n?": 24 * 60, "wochen?": 7 * 24 * 60, "monate?n?": 30 * 24 * 60, "jahre?n?": 365 * 24 * 60},
    from_to=("von|ab|angefangen (?:bei|mit)", "bis(?: zu)?|zu|nach|hin zu"),
    between_and=("zwischen", "und"),
    starting="vo[nm]|beginn(?:e|t|en|end)?(?: mit)?|fang(?:e|t)?(?: mit)?|erst|zuerst|anfangs",
    ending="bis(?: zu[mr]?)?|zu[mr]?|nach|hin zu[mr]?|(?:und )?(?:end(?:e|et|en|end)|hor(?:e|t) auf)(?: mit)?|(?:und )?dann",
    extremes={"langsam": ("tempo", -1), "schnell": ("tempo", 1), "alt|alte|alter": ("year", -1), "neu|neue": ("year", 1), "kurz|kurze": ("duration", -1), "lang|lange|lang": ("duration", 1)},
    once_each="(?:nur )?ein(?:en|e|s)? (?:titel|lied|stuck|song)?\\s?(?:pro|je) (?:kunstler|band|interpret)",
    surprises="uberrasche? mich|egal was|irgendwas|such (?:du )?(?:dir )?(?:was|etwas) aus",
    unknowable={
        "rating": "(?:mindestens |nur )?(?:\\d|drei|vier|funf) sternen?(?: oder (?:mehr|besser))?|bestbewertete?n?",
        "explicit": "(?:ohne |keine )?(?:schimpfworter|kraftausdrucke)|jugendfrei",
        "added": "(?:neu|zuletzt|kurzlich|gerade|heute|gestern|(?:in )?(?:diese[rsmn]?|letzte[rsmn]?) (?:woche|monat|jahr)) (?:hinzugefugte?n?|hinzugekommene?n?|dazugekommene?n?)",
        "played": "(?:das |die )?ich (?:heute|gestern|(?:diese|letzte)[nrs]? (?:woche|monat|jahr)) gehort habe|(?:das |die |was )?ich (?:schon |seit )?(?:lange|langem|noch|\\d+ \\w+) (?:nicht|nie)(?: mehr)? gehort habe|(?:meist|zuletzt|nie|lange nicht) ?gehorte?n?|(?:die )?ich (?:lange|noch) (?:nicht|nie) gehort habe",
        "version": "(?:nur |keine )?(?:live|studio|demo|original)(?:aufnahmen?|versionen?|fassungen?|-versionen?)|(?:keine |nur )?remixe?s?",
        "language": "auf (?:{tongue})(?: gesungen)?|(?:{tongue})(?:er|e|es|en)? (?:texte?|gesang|sprache)",
        "lyrics": "(?:lieder|songs?|texte?|stucke?|musik|etwas) uber(?! \\d)",
        "metre": "(?:im )?(?:\\d{1,2}/\\d{1,2}|dreiviertel|sechsachtel)-?takt",
        "structure": (
            "(?:das |die |der )?(?:fangt|beginnt|fangen|beginnen|anfangt|beginnend)[\\w ,]{3,40}?(?:und|dann|aber)[\\w ,]{0,30}?"
            "(?:endet|enden|wird|werden|aufhort)(?: \\w+){0,2}"
        ),
        "rights": "lizenzfrei\\w*|gemafrei\\w*|urheberrechtsfrei\\w*",
        "popularity": "(?:un)?bekannte?[nrs]?|beruhmte?[nrs]?|charts?|hits",
        "quality": "verlustfrei\\w*|nur flacs?|in hoher qualitat",
    },
    standing={
        "permanent": "ab (?:jetzt|sofort)|von (?:jetzt|nun) an|dauerhaft|fur immer|kunftig|in zukunft|grundsatzlich",
        "lasting": "(?:bitte )?(?:nie(?:mals)? (?:wieder|mehr)|blockiere?|sperre?)(?: (?:spielen|zeigen))?",
        "never": "(?:bitte )?(?:spiele?|zeig|bring)(?: mir| uns)? (?:bitte )?(?:nie(?:mals)?|nie (?:wieder|mehr))(?: (?:wieder|mehr))?(?: etwas| was)?(?: von)?",
        "again": "wieder|mehr", "without": "nichts|keine (?:stucke|lieder|musik)", "only": "nur(?: (?:musik|stucke|lieder))?(?: aus)?(?: spielen)?",
        "lift": "(?:bitte )?(?:losche?|entferne?|vergiss|hebe?)(?: die| diese| meine)? regeln?(?: (?:zu|uber|gegen|fur))?(?P<lifted> .+?)?(?: auf)?|(?:bitte )?(?:losche?|entferne?|vergiss) alle regeln|(?:bitte )?(?:erlaube?)(?P<freed> .+?)(?: wieder)?",
        "list": "(?:welche|zeig(?: mir)?|was sind)(?: meine| die)? (?:dauerhaften )?regeln(?: (?:habe ich|gibt es|gelten))?",
        "always": "(?:ja,? )?(?:immer|fur immer|dauerhaft|nie wieder)", "now": "(?:nein,? )?(?:nur )?(?:jetzt|diesmal|heute|(?:in )?diese[rs]? (?:gesprach|unterhaltung))",
    },
    library_questions={
        "count": "wie viele? [\\w ]{0,40}?(?:habe ich|gibt es|sind (?:in|hier))[\\w ]{0,30}|wie gross ist (?:meine|die) (?:sammlung|bibliothek)",
        "artists": "welche (?:kunstler|bands?|komponisten|interpreten)(?: habe ich| gibt es)?(?: hier)?",
        "albums": "welche alben(?: habe ich| gibt es)?(?: hier)?",
        "genres": "welche (?:genres?|stile?|musikrichtungen|stilrichtungen)(?: habe ich| gibt es)?(?: hier)?",
        "overview": "was (?:habe ich|gibt es|ist)(?: alles)?(?: (?:hier|in (?:meiner|der) (?:sammlung|bibliothek)))?",
        "longest": "(?:(?:was|welche[rs]?) ist )?(?:mein|das) langstes? (?:stuck|lied|titel)|(?:(?:was|welcher) ist )?der langste titel",
        "shortest": "(?:(?:was|welche[rs]?) ist )?(?:mein|das) kurzestes? (?:stuck|lied|titel)|(?:(?:was|welcher) ist )?der kurzeste titel",
        "fastest": "(?:(?:was|welche[rs]?) ist )?(?:mein|das) schnellstes? (?:stuck|lied)", "slowest": "(?:(?:was|welche[rs]?) ist )?(?:mein|das) langsamstes? (?:stuck|lied)",
        "oldest": "(?:(?:was|welche[rs]?) ist )?(?:mein|das) altestes? (?:stuck|lied)", "newest": "(?:(?:was|welche[rs]?) ist )?(?:mein|das) neuestes? (?:stuck|lied)",
        "rights": "ist (?:das|es|die musik) (?:gema|lizenz)frei",
    },
)  # fmt: skip
