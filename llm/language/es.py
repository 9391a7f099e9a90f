"""Define Spanish function words and number words."""

from . import Language

LANGUAGE = Language(
    code="es",
    negations="no|nada|ningun[ao]?|nunca|tampoco|ni",
    without="sin",
    excepting="excepto|salvo|todo menos",
    removing="quita|elimina",
    refusing=(
        "demasiad[oa]s?(?: de)?|(?:cambiar?|sustituye|reemplaza)(?= (?:el |la |los |las )?[\\w -]+ por\\b)|"
        "en lugar de|en vez de|odio|detesto|nada de|menos"
    ),
    refusing_a_word="nada de",
    within_refusal=(
        "muy tan demasiado el la los las un una de me gusta gustan nada instrumentos musica brusco quiero quieras"
    ),
    too="muy demasiado tan",
    refused_behind="(?:mejor no|para nada)\\b\\W*(?=$|[,.;!?])|fuera\\b\\W*(?=$|[,.;!?])|no gracias\\b",
    driving_away=(
        "(?:contra|combatir|quitarme|olvidar|superar|espantar)(?: (?:la|el|los|las|mi|mis|esta))*"
    ),
    needed="no puedo (?:vivir|estar) sin",
    neither="ninguno de los dos",
    indifferent=(
        "con o sin|no importa si(?: hay| tiene)?|olvida (?:la|el)|no hace falta|no hacen falta|da igual(?: si)?"
    ),
    either_way="(?:tambien )?(?:vale|esta bien|esta ok|no molesta)(?: tambien)?\\W*$",
    wordless=(
        "instrumental(?:es)?|nadie(?: que)* (?:cante|canta|hable)|sin que nadie (?:cante|hable)|solo instrumentos|"
        "solo instrumental"
    ),
    not_enough="no(?: es| son)?",
    units=(
        "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
        "dieciocho diecinueve"
    ),
    tens="veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    joined=("{ten} y {one}",),
    numerals={
        f"veinti{one}": 20 + n for n, one in enumerate("uno dos tres cuatro cinco seis siete ocho nueve".split(), 1)
    },
    hundreds={"cien": 100},
    beyond_hundred=("ciento {rest}",),
    not_alone="uno once",
    counts={"media docena de": 6, "una docena de": 12, "un par de": 2, "un solo": 1, "una sola": 1},
    ordinals={
        "primera": 1, "primero": 1, "segunda": 2, "segundo": 2, "tercera": 3, "tercero": 3, "cuarta": 4, "cuarto": 4,
        "ultima": -1, "ultimo": -1,
    },
    decades={
        "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cincuentero": 50,
        "sesentero": 60, "setentero": 70, "ochentero": 80, "noventero": 90, "cincuentera": 50, "sesentera": 60,
        "setentera": 70, "ochentera": 80, "noventera": 90,
    },
    less_than=(
        "menos (?:de|que)|por debajo de|inferior(?:es)? a|mas cort[oa]s? (?:que|de)|mas lent[oa]s? (?:que|de)|"
        "mas antigu[oa]s? que|mas viej[oa]s? que|antes del?|anterior(?:es)? a(?:l)?|debajo de|abajo de"
    ),
    at_most="hasta(?: el| los)?|como mucho|como maximo|maximo(?: de)?|a lo sumo",
    more_than=(
        "mas (?:de|que)|por encima de|superior(?:es)? a|mas larg[oa]s? (?:que|de)|mas rapid[oa]s? (?:que|de)|"
        "mas nuev[oa]s? que|mas recientes? que|despues del?|posterior(?:es)? a(?:l)?|arriba de|encima de"
    ),
    at_least="al menos|como minimo|minimo(?: de)?|por lo menos|desde(?: el| los)?",
    about="unos|unas|alrededor del?|cerca del?|hacia|sobre|mas o menos",
    hedges="unos|unas|quizas?|digamos|alrededor de",
    preferring="preferiblemente|preferentemente|de preferencia|a ser posible|si es posible|si puede ser|idealmente|mejor si|estaria bien",
    between_not_and_bound="que|sea|de",
    or_less="menos|antes",
    or_more="mas|despues",
    most_behind="maximo|como mucho|como maximo",
    least_behind="minimo|al menos|como minimo",
    onwards="en adelante",
    about_behind="mas o menos",
    each="por (?:cancion|pieza)|cada un[oa]",
    range_begins="entre|de",
    to="y|a|hasta",
    now="hoy|ahora|la actualidad",
    determiners="la|los|las|el|ano",
    ands="y",
    ors="o ni",
    beats="pulsaciones|pulsos|golpes",
    per="por|al",
    minutes="minutos?",
    seconds="segundos?",
    axes={
        "mas lento": ("tempo", -1), "mas lenta": ("tempo", -1), "mas rapido": ("tempo", 1), "mas rapida": ("tempo", 1),
        "menos rapido": ("tempo", -1), "menos rapida": ("tempo", -1), "demasiado rapido": ("tempo", -1),
        "demasiado rapida": ("tempo", -1), "demasiado lento": ("tempo", 1), "demasiado lenta": ("tempo", 1),
        "muy lento": ("tempo", 1),
        "mas largo": ("duration", 1), "mas larga": ("duration", 1), "mas corto": ("duration", -1),
        "mas corta": ("duration", -1),
        "mas antiguo": ("year", -1), "mas antigua": ("year", -1), "mas viejo": ("year", -1), "mas vieja": ("year", -1),
        "mas nuevo": ("year", 1), "mas nueva": ("year", 1), "mas moderno": ("year", 1), "mas moderna": ("year", 1),
        "mas reciente": ("year", 1),
    },
    less="menos",
    a_bit="un poco|algo",
    much="mucho",
    removing_it=("quita(?:la|lo)", "fuera"),
    disliking="no me gusta",
    disliked_behind="(?:es|era) (?:horrible|mal[oa]|fe[oa])|no me gusta(?: nada)?",
    more_tracks="mas(?: de lo mismo)?",
    more_behind="mas|otr[oa]s",
    suffices="(?:es|son) suficientes?|bastan",
    more_of="mas|con mas",
    too_much="demasiado",
    with_="con",
    but="pero",
    goes_on="mas|y|menos|mejor",
    begins="quiero|busco|musica |una? ",
    anew="nueva busqueda|olvida todo|de nuevo desde cero",
    undo=(
        "atras|deshaz(?:lo)?(?: (?:eso|lo ultimo))?|deshacer|vuelve(?: a)?(?: (?:atras|la anterior|"
        "lo anterior|lo de antes|la lista anterior))?|volver|cancela(?: eso)?|como antes|(?:lo|la|los|las|"
        "el)(?: lista)? (?:anterior(?:es)?|de antes)(?: (?:era|eran) mejor(?:es)?)?|era mejor antes"
    ),
    clearing="no|cualquier|(?:me )?da igual|no (?:me )?importa",
    unimportant="(?:me )?da igual|no importa",
    limits="limite|filtro",
    condition_names={
        **dict.fromkeys(("ano", "fecha"), ("year_min", "year_max")),
        "duracion": ("duration_min_s", "duration_max_s"), "tonalidad": ("key",), "artista": ("artist",),
        "compositor": ("artist",),
    },
    greets="hola|buen[oa]s (?:dias|tardes|noches)|que tal",
    thanks="(?:muchas )?gracias",
    parts="adios|hasta (?:luego|manana|pronto)",
    praises="perfecto|muchas",
    halts="para",
    asks="quiero|busco",
    opens="hola",
    please="por favor",
    fillers="musica cancion canciones quiero una algo por favor con y no piezas mejor",
    any_kind="cualquier genero|todo",
    clause_words="y|para|que|quien|porque|mientras|cuando|pero|donde",
    quoting_words=(
        "(?:que (?:dice|dicen|hace|canta|empieza con)|con|contiene|donde (?:canta|dice))(?: las?| el)?(?: (?:letra|palabras?|"
        "frase|estribillo))?|(?:letra|estribillo|frase)(?: (?:es|dice|que dice))*"
    ),
    before_topics="(?:cancion(?:es)?|temas?|algo|musica)(?: (?!con|de|por|como|en|para)[a-z-]+){1,3}",
    topic_word="sobre(?! \\d)",
    mentioning_words=(
        "(?:cancion(?:es)?|temas?|letras|musica) (?:que )?(?:mencion\\w+|nombr\\w+|contien\\w+)(?: las? palabras?)?"
    ),
    topic_cues="sobre|de|acerca de",
    pronouns="el ella ellos ellas le les este esta estos estas",
    unspecific=(
        "musica cancion canciones tema temas pieza piezas artista artistas grupo grupos banda bandas album disco discos "
        "playlist lista genero estilo ambiente algo cosa cosas busco quiero quisiera pon ponme dame muestra parecido "
        "parecida similar similares gracias sugerencias recomendaciones favor prefiero gusta gustan"
    ),
    hours="horas?|h",
    list_nouns="playlists?|listas?(?: de reproduccion)?|seleccion|sesion|programa",
    lasting="de|para|durante|que dure|de unos|de unas",
    of_music="de",
    half_hours={"media hora": 30, "una hora y media": 90, "una hora": 60, "un cuarto de hora": 15},
    orders={
        "tempo": "de (?:la |lo )?(?:mas )?lent[oa]s? a (?:la |lo )?(?:mas )?rapid[oa]s?|l[oa]s mas lent[oa]s primero|por tempo",
        "-tempo": "de (?:la |lo )?(?:mas )?rapid[oa]s? a (?:la |lo )?(?:mas )?lent[oa]s?|l[oa]s mas rapid[oa]s primero",
        "energy": "de (?:mas )?tranquil[oa]s? a (?:mas )?(?:energic[oa]s?|intens[oa]s?)",
        "-energy": "de (?:mas )?(?:energic[oa]s?|intens[oa]s?) a (?:mas )?tranquil[oa]s?",
        "year": "l[oa]s mas antigu[oa]s primero|(?:en |por )?orden cronologico|de (?:mas )?antigu[oa]s? a (?:mas )?(?:nuev|recient)\\w+",
        "-year": "l[oa]s mas (?:nuev[oa]s|recientes) primero",
        "title": "(?:en |por )?orden alfabetico",
        "duration": "l[oa]s mas cort[oa]s primero",
        "-duration": "l[oa]s mas larg[oa]s primero",
        "random": "aleatori[oa](?:mente)?|al azar|mezclad[oa]s?",
        "key": '(?:por|segun|en) (?:el )?circulo de quintas|(?:ordenad[oa]s? )?por tonalidad(?:es)?',
    },
    arcs={
        "rise tempo": "(?:que )?(?:vaya|va|vayan) (?:cada vez )?mas rapid[oa]s?|(?:que )?se aceler[ea]",
        "fall tempo": "(?:que )?(?:vaya|va|vayan) (?:cada vez )?mas lent[oa]s?|(?:que )?(?:se )?ralentice",
        "peak energy": "(?:con )?(?:un |el )?(?:climax|punto algido|pico) (?:en|a) (?:el |la )?(?:medio|mitad)|(?:que )?(?:suba|sube) y (?:luego )?(?:baje|baja)",
        "fall energy": "(?:que )?(?:vaya|va|vayan) (?:calmando(?:se)?|bajando|cada vez mas tranquil[oa]s?)|(?:que )?se (?:vaya )?(?:calm|relaj)(?:e|ando)|(?:que )?(?:se )?vaya (?:calm|relaj)ando(?:se)?",
        "rise energy": "(?:que )?(?:vaya|va|vayan) (?:creciendo|subiendo|en aumento|cada vez mas (?:intens[oa]s?|animad[oa]s?))",
    },
    sorting="orden|primero|por tempo",
    superlatives={
        "tempo": "mas lent[oa]s?", "-tempo": "mas rapid[oa]s?", "year": "mas (?:antigu[oa]s?|viej[oa]s?)",
        "-year": "mas (?:nuev[oa]s?|recientes?|modern[oa]s?)", "duration": "mas (?:cort[oa]s?|breves?)",
        "-duration": "mas larg[oa]s?", "energy": "mas (?:tranquil[oa]s?|suaves?|calmad[oa]s?)",
        "-energy": "mas (?:energic[oa]s?|intens[oa]s?|animad[oa]s?|ruidos[oa]s?)",
    },
    reversals="al reves|en orden inverso|orden inverso",
    most_each=("(?:como mucho |maximo |no mas de )?{n} (?:canciones|temas|piezas) (?:por|de cada|del mismo) (?:{kind})",),
    artists="artistas?|grupos?|bandas?|compositor(?:es)?",
    albums="(?:albume?s?|discos?)",
    in_a_row=(
        "(?:no|nunca|sin|ningun[oa]?)\\b[^,.;]{{0,40}}?\\b(?:{kind})[^,.;]{{0,24}}?(?:seguid[oa]s?|consecutiv[oa]s?)",
        "(?:no|nunca|sin|ningun[oa]?)\\b[^,.;]{{0,24}}?(?:seguid[oa]s?|consecutiv[oa]s?)[^,.;]{{0,24}}?\\b(?:{kind})",
    ),
    apart=("(?:al menos )?{n} (?:otras? )?(?:canciones|temas|piezas) entre[^,.;]{{0,40}}?\\b(?:{kind})",),
    long_units={"dias?": 24 * 60, "semanas?": 7 * 24 * 60, "mes(?:es)?": 30 * 24 * 60, "anos?": 365 * 24 * 60},
    from_to=("desde|de|empezando (?:por|con)", "hasta|a|hacia"),
    between_and=("entre", "y|e"),
    starting="del?|desde|empez(?:ar|ando)(?: con| por)?|empiez[ae](?: con| por)?|primero",
    ending="al?|hasta|hacia|(?:y )?(?:acab|termin)(?:ar|ando|a|e)(?: con| en)?|(?:y )?(?:luego|despues)",
    extremes={"lent": ("tempo", -1), "rapid": ("tempo", 1), "antigu|viej": ("year", -1), "nuev|reciente|modern": ("year", 1), "cort": ("duration", -1), "larg": ("duration", 1)},
    once_each="(?:solo )?una (?:cancion|pieza) por (?:artista|grupo)|sin repetir (?:artistas?|grupos?)",
    surprises="sorprendeme|lo que (?:quieras|sea)|cualquier cosa",
    unknowable={
        "rating": "(?:\\d|tres|cuatro|cinco) estrellas|mejor (?:valorad|puntuad)[oa]s",
        "explicit": "(?:sin |nada de )?(?:palabrotas|lenguaje explicito|letras explicitas)|explicit[oa]s?",
        "added": "(?:recien |recientemente )(?:anadid|agregad)[oa]s?|anadid[oa]s? (?:ayer|hoy|esta semana|este mes)",
        "played": "l[oa]s mas (?:escuchad|reproducid)[oa]s|que no he (?:escuchado|oido)(?: (?:en|hace|desde hace|desde) \\w+(?: \\w+)?)?",
        "version": "(?:versiones?|grabaciones?) (?:en vivo|en directo|de estudio|originale?s?|demo)|en (?:vivo|directo)|(?:sin )?remix(?:es)?",
        "language": (
            "(?:cantad[oa]s? )?en (?:{tongue})|letras? en (?:{tongue})|(?:que )?no este(?:n)? en (?:{tongue})|"
            "letras (?:{tongue})s?"
        ),
        "lyrics": "(?:canciones|letras|temas|musica) (?:que (?:hablen|hablan|traten|tratan) )?(?:sobre|acerca de)|que (?:hablen|hablan|traten|tratan) (?:de|sobre)",
        "metre": "(?:en |compas de )+\\d{1,2}/\\d{1,2}|compas de (?:tres|seis|cinco|siete) por (?:cuatro|ocho)",
        "structure": (
            "(?:que )?(?:empiecen?|empiezan?|comiencen?|comienzan?)[\\w ,]{3,40}?(?:y|luego|pero)[\\w ,]{0,30}?"
            "(?:acab\\w+|termin\\w+|se vuelv\\w+|crezca\\w*|explot\\w+)(?: \\w+){0,2}"
        ),
        "rights": "(?:sin|libres? de) (?:derechos|copyright)(?: de autor)?|dominio publico",
        "popularity": "(?:poco |muy )?conocid[oa]s?|famos[oa]s?|exitos",
        "quality": "sin perdida|en flac|alta (?:calidad|resolucion)",
    },
    standing={
        "permanent": "a partir de ahora|de ahora en adelante|para siempre|en adelante|definitivamente",
        "lasting": "(?:por favor )?(?:nunca mas|bloquea[r]?|excluye siempre)(?: a| de)?",
        "never": "(?:no )?(?:pongas|toques|muestres|sugieras)(?:me)? (?:nunca(?: mas)?|jamas)(?: nada)?(?: a| de)?|nunca (?:mas )?(?:pongas|toques|muestres)(?: a| de)?",
        "again": "otra vez|de nuevo|mas", "without": "nada|ninguna (?:cancion|pista)", "only": "solo(?: (?:musica|canciones|pistas))?(?: de)?",
        "lift": "(?:quita|elimina|borra|olvida)(?: la| mi| esta| las| mis)? reglas?(?: (?:sobre|contra|de|para))?(?P<lifted> .+)?|(?:quita|elimina|borra|olvida) todas las reglas|(?:permite|desbloquea)(?P<freed> .+)",
        "list": "(?:cuales son|que|muestra(?:me)?)(?: mis| las)? reglas(?: tengo| hay)?",
        "always": "(?:si,? )?(?:siempre|para siempre|nunca mas)", "now": "(?:no,? )?(?:solo )?(?:ahora|esta vez|hoy|en esta conversacion)",
    },
    library_questions={
        "count": "cuant[oa]s? [\\w ]{0,40}?(?:tengo|hay)[\\w ]{0,30}",
        "artists": "(?:que|cuales) (?:artistas|grupos|compositores) (?:tengo|hay)(?: aqui)?",
        "albums": "(?:que|cuales) (?:albumes|discos) (?:tengo|hay)(?: aqui)?",
        "genres": "(?:que|cuales) (?:generos|estilos) (?:tengo|hay)(?: aqui)?",
        "overview": "que (?:tengo|hay)(?: (?:aqui|en (?:mi|la) biblioteca|en (?:mi|la) coleccion))?",
        "longest": "(?:cual es )?(?:mi|la) cancion mas larga", "shortest": "(?:cual es )?(?:mi|la) cancion mas corta",
        "fastest": "(?:cual es )?(?:mi|la) cancion mas rapida", "slowest": "(?:cual es )?(?:mi|la) cancion mas lenta",
        "oldest": "(?:cual es )?(?:mi|la) cancion mas antigua", "newest": "(?:cual es )?(?:mi|la) cancion mas (?:nueva|reciente)",
        "rights": "(?:esta|es) libre de derechos",
    },
)  # fmt: skip
