"""Define French function words and number words."""

from . import Language

LANGUAGE = Language(
    code="fr",
    negations="pas|aucune?|rien|jamais|ni",
    without="sans",
    excepting="sauf|hormis|tout sauf",
    removing="enleve|supprime",
    refusing=(
        "trop (?:de|d')|(?:remplacer?|remplacez|echanger?|echangez)(?= (?:le |la |les |l')?[\\w' -]+ (?:par|"
        "contre)\\b)|"
        "au lieu (?:de|du|d')|a la place (?:de|du|des)|pas de|pas d'|moins de|moins|rien de|rien d'|deteste|n'aime pas|"
        "n'aimons pas"
    ),
    within_refusal="le la les un une des du au aux d l trop musique brusque",
    too="trop si",
    refused_behind="surtout pas\\b\\W*(?=$|[,.;!?])|non merci\\b",
    doubled="pas ?sans",
    driving_away=(
        "(?:contre|chasser|combattre|oublier|vaincre)(?: (?:la|le|les|l'|ma|mon|mes|cette))*"
    ),
    needed="peux pas (?:vivre|faire) sans",
    neither="ni l'un ni l'autre",
    indifferent="avec ou sans|pas besoin de|pas forcement|peu importe|c'est pas grave s'il y a|oublie (?:la|le|les)",
    either_way="(?:ca va|c'est bon|c'est ok|est ok|passe|sont ok)(?: finalement| aussi)?\\W*$",
    wordless=(
        "instrumentale?s?|(?:sans )?personne(?: ne)?(?: (?:doit|qui))* (?:chante|parle|chanter)|"
        "(?:que|seulement|uniquement|juste)(?: des| les)? instruments"
    ),
    not_enough="pas",
    units=(
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
        "dix-neuf"
    ),
    tens="vingt trente quarante cinquante soixante",
    joined=("{ten}-{one}", "{ten} {one}", "{ten} et {one}"),
    numerals={
        **{
            f"{ten}{join}{one}": first + n
            for ten, first, join in (("soixante", 60, "-"), ("soixante", 60, " "), ("soixante", 60, " et "),
                                     ("quatre-vingt", 80, "-"), ("quatre-vingt", 80, " "))
            for n, one in enumerate(
                "dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf".split(), 10
            )
        },
        **{
            f"quatre-vingt{join}{one}": 80 + n
            for join in "- "
            for n, one in enumerate("un deux trois quatre cinq six sept huit neuf".split(), 1)
        },
        "quatre-vingts": 80, "quatre-vingt": 80, "quatre vingts": 80, "quatre vingt": 80,
    },
    hundreds={"cent": 100},
    beyond_hundred=("cent {rest}",),
    not_alone="un",
    counts={"une douzaine de": 12, "une dizaine de": 10, "un seul": 1, "une seule": 1},
    ordinals={
        "premier": 1, "premiere": 1, "deuxieme": 2, "troisieme": 3, "quatrieme": 4, "dernier": -1, "derniere": -1,
    },
    decades={
        "cinquante": 50, "soixante": 60, "soixante-dix": 70, "quatre-vingt": 80, "quatre-vingts": 80,
        "quatre-vingt-dix": 90,
    },
    centuries={
        "quinzieme": 15, "seizieme": 16, "dix-septieme": 17, "dix-huitieme": 18, "dix-neuvieme": 19, "vingtieme": 20,
        "vingt-et-unieme": 21,
    },
    less_than=(
        "moins (?:de|que)|moins d'|en dessous de|au-dessous de|inferieure?s? a|plus courte?s? que|plus lente?s? que|"
        "plus ancien(?:ne)?s? que|plus vieux que|d'avant|avant"
    ),
    at_most="au plus|au maximum|maximum|jusqu'(?:a|en|aux?)",
    more_than=(
        "plus (?:de|que)|plus d'|au-dessus de|superieure?s? a|plus longue?s? que|plus rapides? que|plus vite que|"
        "plus recente?s? que|apres"
    ),
    at_least="au moins|au minimum|a partir (?:de|du)|depuis",
    about="vers|environ|autour (?:de|du)|aux alentours (?:de|du)",
    hedges="peut-etre|environ|disons",
    preferring="de preference|si possible|idealement|plutot|surtout|ce serait bien",
    between_not_and_bound="que|sea|soit|de",
    or_less="moins|avant",
    or_more="plus|apres",
    most_behind="au plus|au maximum",
    least_behind="au moins|au minimum",
    about_behind="a peu pres|environ",
    each="par (?:morceau|titre)|chacun",
    range_begins="entre|de",
    to="et|a|jusqu'a",
    now="aujourd'hui|maintenant|nos jours",
    determiners="les?|la|annee",
    ands="et",
    ors="ou ni",
    beats="battements|pulsations?",
    per="par|a la",
    minutes="minutes?",
    seconds="secondes?",
    axes={
        "plus lent": ("tempo", -1), "plus lente": ("tempo", -1), "plus rapide": ("tempo", 1), "plus vite": ("tempo", 1),
        "moins vite": ("tempo", -1), "moins rapide": ("tempo", -1), "trop rapide": ("tempo", -1),
        "trop lent": ("tempo", 1), "trop lente": ("tempo", 1), "trop vite": ("tempo", -1),
        "plus long": ("duration", 1), "plus longue": ("duration", 1), "plus court": ("duration", -1),
        "plus courte": ("duration", -1),
        "plus ancien": ("year", -1), "plus ancienne": ("year", -1), "plus anciens": ("year", -1),
        "plus vieux": ("year", -1), "plus recent": ("year", 1), "plus recente": ("year", 1),
        "plus recents": ("year", 1),
        "plus moderne": ("year", 1),
    },
    less="moins",
    a_bit="un peu",
    much="beaucoup|bien",
    removing_it=("enleve-l[ae]", "vire-l[ae]"),
    disliking="j'aime pas|je n'aime pas",
    disliked_behind="(?:est|etait) (?:nulle?|horrible|moche)|(?:ne )?me plait pas",
    more_tracks="encore",
    more_behind="de plus|autres",
    suffices="(?:est|sont) assez|suffisent|suffiront",
    more_of="plus|avec plus de|plus de|plus d'",
    too_much="trop",
    with_="avec",
    but="mais",
    goes_on="et|moins|trop|plutot",
    begins="je (?:veux|cherche|voudrais)|musique |une? ",
    anew="nouvelle recherche|recommence\\w*|oublie tout|repart de zero",
    undo=(
        "retour\\b[\\w\\s']{0,30}|reviens\\b[\\w\\s']{0,25}|annule[rz]?(?: (?:ca|cela|tout|la derniere\\w*))?|"
        "(?:remets?(?: \\w+)? )?comme avant|(?:la liste|ceux|celles?|celui) d'avant|(?:c'etait|"
        "c'est) mieux avant|l[ae]s? precedente?s?"
    ),
    clearing="n'importe quelle?|peu importe",
    unimportant="importe peu|est sans importance",
    limits="limite|filtre",
    condition_names={
        "annee": ("year_min", "year_max"), "duree": ("duration_min_s", "duration_max_s"), "tonalite": ("key",),
        "artiste": ("artist",), "compositeur": ("artist",),
    },
    greets="bonjour|bonsoir|salut|(?:comment )?ca va",
    thanks="merci(?: beaucoup)?",
    parts="au revoir|a bientot|bonne nuit|ciao",
    praises="genial|parfait|mille",
    halts="arrete",
    asks="je (?:veux|cherche|voudrais)",
    opens="bonjour",
    please="s'il (?:te|vous) plait|svp|stp",
    fillers="musique chanson chansons je veux un une des quelque chose avec et morceaux plutot",
    any_kind="tous les genres|n'importe quel genre|tout",
    clause_words="et|pour|qui|que|parce que|pendant|quand|mais|ou",
    quoting_words=(
        "(?:qui (?:fait|dit|chante|commence par)|avec|contient|ou (?:il|elle|on|ca) (?:chante|dit))(?: les?| la)?"
        "(?: (?:paroles|mots?|phrase|refrain))?|(?:paroles|refrain|phrase)(?: (?:est|sont|c'est|qui dit))*"
    ),
    before_topics="(?:chansons?|morceaux?|quelque chose|musiques?)(?: (?!avec|de|par|comme|en|pour)[a-z-]+){1,3}",
    topic_word="sur(?! \\d)",
    mentioning_words=(
        "(?:chansons?|morceaux?|titres?|musiques?|textes?) (?:qui )?(?:mentionn\\w+|evoqu\\w+|contenant|contien\\w+)"
        "(?: les? mots?)?"
    ),
    topic_cues="sur|de|parlant de|a propos de",
    pronouns="il elle lui ils elles eux leur ceux celles",
    unspecific=(
        "musique musiques morceau morceaux chanson chansons titre titres artiste artistes groupe groupes album albums "
        "playlist liste genre style ambiance genre truc chose choses cherche voudrais veux mets montre donne trouve "
        "moi merci similaire semblable suggestions recommandations prefere aime"
    ),
    hours="heures?|h",
    list_nouns="playlists?|listes?(?: de lecture)?|selections?|programmes?",
    lasting="de|d'|pour|durant|pendant|d'environ|qui dure",
    of_music="de|d'",
    half_hours={"une demi-heure": 30, "demi-heure": 30, "demi heure": 30, "une heure et demie": 90, "une heure": 60,
                "un quart d'heure": 15},
    orders={
        "tempo": "du plus lent au plus rapide|(?:de )?lent (?:a|vers) rapide|les plus lents? d'abord|par tempo",
        "-tempo": "du plus rapide au plus lent|(?:de )?rapide (?:a|vers) lent|les plus rapides? d'abord",
        "energy": "du plus calme au plus (?:energique|intense)",
        "-energy": "du plus (?:energique|intense) au plus calme",
        "year": "du plus (?:ancien|vieux) au plus (?:recent|nouveau)|par ordre chronologique|les plus anciens d'abord",
        "-year": "du plus (?:recent|nouveau) au plus (?:ancien|vieux)|les plus recents d'abord",
        "title": "par ordre alphabetique",
        "duration": "du plus court au plus long|les plus courts d'abord",
        "-duration": "du plus long au plus court|les plus longs d'abord",
        "random": "(?:en |au )?(?:aleatoire(?:ment)?|hasard)|dans le desordre|melangee?s?",
        "key": "(?:selon|par|suivant|dans) (?:le |l'ordre du )?cycle des quintes|(?:classee?s? |triee?s? )?par tonalite",
    },
    arcs={
        "rise tempo": "(?:qui )?(?:devient |va |accelere )(?:de plus en plus )?(?:vite|rapide)?|(?:qui )?accelere",
        "fall tempo": "(?:qui )?(?:ralentit|va de plus en plus lentement|devient de plus en plus lente?)",
        "peak energy": "(?:avec )?(?:un |le )?(?:sommet|pic|point culminant|climax) au milieu|(?:qui )?monte (?:et|puis) (?:re)?descend",
        "fall energy": "(?:qui )?(?:se calme|redescend|s'apaise|devient de plus en plus calme)(?: peu a peu| doucement)?",
        "rise energy": "(?:qui )?(?:monte en (?:puissance|intensite)|devient de plus en plus (?:intense|energique))",
    },
    sorting="ordre|d'abord|triee?s?|classee?s?|par tempo",
    superlatives={
        "tempo": "plus lente?s?", "-tempo": "plus rapides?", "year": "plus (?:ancien(?:ne)?s?|vieux|vieilles?)",
        "-year": "plus (?:recente?s?|nouveaux|nouvelles?|modernes?)", "duration": "plus courte?s?|plus breves?",
        "-duration": "plus long(?:ue)?s?", "energy": "plus (?:calmes?|douce?s?|tranquilles?)",
        "-energy": "plus (?:energiques?|intenses?|forte?s?|animee?s?)",
    },
    reversals="dans l'autre sens|a l'envers|ordre inverse|inverse l'ordre",
    most_each=("(?:au plus |maximum |pas plus de )?{n} (?:titres|chansons|morceaux) (?:par|de chaque|du meme) (?:{kind})",),
    artists="artistes?|groupes?|compositeurs?|interpretes?",
    albums="albums?|disques?",
    in_a_row=(
        "(?:jamais|pas|sans|aucun)\\b[^,.;]{{0,40}}?\\b(?:{kind})[^,.;]{{0,24}}?(?:de suite|d'affilee|a la suite|consecuti(?:fs|ves?))",
        "(?:jamais|pas|sans|aucun)\\b[^,.;]{{0,24}}?(?:de suite|d'affilee|consecuti(?:fs|ves?))[^,.;]{{0,24}}?\\b(?:{kind})",
    ),
    apart=("(?:au moins )?{n} (?:autres )?(?:titres|chansons|morceaux) entre[^,.;]{{0,40}}?\\b(?:{kind})",),
    long_units={"jours?": 24 * 60, "semaines?": 7 * 24 * 60, "mois": 30 * 24 * 60, "ans?|annees?": 365 * 24 * 60},
    from_to=("de|du|depuis|en partant de", "a|au|jusqu'a|vers"),
    between_and=("entre", "et"),
    starting="d[eu]|commence[rz]?(?: par)?|d'abord",
    ending="a|au|aux|vers|jusqu'au?|(?:et )?(?:fini(?:s|r|ssant|ssez)|termine[rz]?)(?: par)?|(?:et )?(?:puis|ensuite)",
    extremes={"lent": ("tempo", -1), "rapide": ("tempo", 1), "vieux|vieil|vieille|ancien|ancienne": ("year", -1), "recent|nouveau|nouvelle|moderne": ("year", 1), "court": ("duration", -1), "long|longue": ("duration", 1)},
    once_each="(?:un|une) seule? (?:titre|chanson|morceau) par (?:artiste|groupe)|pas deux fois le meme (?:artiste|groupe)",
    surprises="surprends?[- ]moi|surprenez[- ]moi|n'importe quoi|ce que tu veux",
    unknowable={
        "rating": "(?:\\d|trois|quatre|cinq) etoiles|les mieux notees?",
        "explicit": "(?:sans |pas de )?(?:gros mots|paroles explicites)|explicite",
        "added": "(?:recemment|dernierement) ajoutee?s?|ajoutee?s? (?:recemment|hier|cette semaine|ce mois-ci)",
        "played": "les plus ecoutee?s?|que je n'ai (?:pas|jamais) ecoutee?s?(?: depuis longtemps)?",
        "version": "(?:versions?|enregistrements?) (?:live|studio|en concert|en public|originale?s?|demo)|(?:pas de |sans )?remix",
        "language": "(?:chantee?s? )?en (?:{tongue})|paroles (?:en )?(?:{tongue})e?s?",
        "lyrics": "(?:chansons?|paroles|morceaux?|musiques?|textes?) (?:qui parlent?|sur|a propos|au sujet|parlant)(?: sur)?(?: des?| d'| du)?",
        "metre": "(?:en |a )?\\d{1,2}/\\d{1,2}|mesure a (?:trois|six|cinq|sept) temps",
        "structure": (
            "(?:qui )?(?:commencent?|debutent?|demarrent?)[\\w ,]{3,40}?(?:et|puis|mais)[\\w ,]{0,30}?"
            "(?:finit|finissent|terminent?|deviennent?|devient|explosent?|monte)(?: \\w+){0,2}"
        ),
        "rights": "libres? de droits|domaine public",
        "popularity": "(?:peu )?connue?s?|celebres?|tubes",
        "quality": "sans perte|en flac|haute (?:qualite|resolution)",
    },
    standing={
        "permanent": "desormais|dorenavant|a partir de maintenant|pour toujours|definitivement",
        "lasting": "(?:s'il te plait )?(?:plus jamais|bloque[rz]?|exclus toujours)(?: de)?",
        "never": "(?:ne )?(?:joue|mets|montre|propose)[zs]?(?: plus)? jamais(?: de| du)?",
        "again": "encore|a nouveau", "without": "rien|aucun(?:e)? (?:morceau|chanson)", "only": "(?:seulement|uniquement)(?: (?:de la musique|des morceaux))?(?: d[eu])?",
        "lift": "(?:supprime|enleve|oublie|leve)[rz]?(?: la| ma| cette| les| mes)? regles?(?: (?:sur|contre|pour))?(?P<lifted> .+)?|(?:supprime|enleve|oublie)[rz]? toutes les regles|(?:autorise|debloque)[rz]?(?P<freed> .+)",
        "list": "(?:quelles sont|montre(?:-moi)?)(?: mes| les) regles",
        "always": "(?:oui,? )?(?:toujours|pour toujours|plus jamais|definitivement)", "now": "(?:non,? )?(?:seulement |juste )?(?:maintenant|cette fois|dans cette conversation|aujourd'hui)",
    },
    library_questions={
        "count": "combien (?:de |d')[\\w ]{0,40}?(?:ai-je|j'ai|y a-t-il|il y a)[\\w ]{0,30}|combien (?:de |d')[\\w ]{2,30}",
        "artists": "quels (?:artistes|groupes|compositeurs)(?: (?:ai-je|j'ai|y a-t-il|il y a))?(?: ici)?",
        "albums": "quels albums(?: (?:ai-je|j'ai|y a-t-il|il y a))?(?: ici)?",
        "genres": "quels (?:genres|styles)(?: (?:ai-je|j'ai|y a-t-il|il y a))?(?: ici)?",
        "overview": "qu'est-ce que j'ai|qu'y a-t-il (?:ici|dans (?:ma|la) bibliotheque)|qu'ai-je(?: ici)?",
        "longest": "(?:quel est )?(?:mon|le) morceau le plus long", "shortest": "(?:quel est )?(?:mon|le) morceau le plus court",
        "fastest": "(?:quel est )?(?:mon|le) morceau le plus rapide", "slowest": "(?:quel est )?(?:mon|le) morceau le plus lent",
        "oldest": "(?:quel est )?(?:mon|le) morceau le plus (?:ancien|vieux)", "newest": "(?:quel est )?(?:mon|le) morceau le plus recent",
        "rights": "(?:est-ce|c'est) libre de droits",
    },
)  # fmt: skip
