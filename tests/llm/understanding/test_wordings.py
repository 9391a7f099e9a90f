"""Test many wordings of every field of a plan: the expected terms are met, and nothing is invented."""

from __future__ import annotations

from typing import Any

import pytest

from llm.assistant import Assistant, Done
from llm.conversation import Conversation, Turn
from llm.evaluation.expectations import Seen, invented, met
from llm.understanding.planner import make_plan
from llm.understanding.tagger import shipped_tagger
from retrieval.query import Query

ARTISTS = [
    "Antonin Dvorak",
    "Antonio Vivaldi",
    "Christian Petzold",
    "Claude Debussy",
    "Edvard Grieg",
    "Erik Satie",
    "Franz Xaver Gruber",
    "Frederic Chopin",
    "Gioachino Rossini",
    "Jacques Offenbach",
    "James Lord Pierpont",
    "Johann Pachelbel",
    "Johann Sebastian Bach",
    "Johann Strauss II",
    "Johannes Brahms",
    "Joseph Brackett",
    "Lowell Mason",
    "Ludwig van Beethoven",
    "Mykola Leontovych",
    "Percy Montross",
    "Pyotr Ilyich Tchaikovsky",
    "Richard Wagner",
    "Scott Joplin",
    "Stephen Foster",
    "Traditional",
    "William Steffe",
    "Wolfgang Amadeus Mozart",
] + ["Hark"]
ALBUMS = [
    f"Hark Demo: {name}"
    for name in ("Celtic", "Funk", "Koto", "Disco", "Polka", "Tango", "Western", "Circus", "Samba", "Horror")
]

# field: wording | terms; none: nothing but words
WORDINGS = {
    "refused by way of what it does": """
        strings but not in a sad way | strings; -sad
        not in the mood for jazz | -jazz
        algo alegre para una boda, nada de reguetón | happy; wedding; -reguetón
        chase scene, strings only - percussion makes it too busy | chase; strings; -percussion
        soft piano please, the singing ruins it | piano; quiet; -vocals
        my dog is scared of trumpets, so something without those, but still festive | -trumpet; celebration
        drums everywhere. something without them, but fast | -drums; fast
        I love the violin, can't live without it | violin; no-=violin
        I can't do without my banjo | banjo; no-=banjo
        no puedo vivir sin guitarra | guitar; no-=guitar
        I could do without the banjo | -banjo
        exclude anything in a minor key | key=major
        avoid minor keys | key=major
        give me 12 bar blues songs | blues; k=8
        an 8 bit tune that isn't annoying | chiptune
    """,
    "refused lists and names": """
        everything but classical, jazz, or anything with an accordion | -classical; -jazz; -accordion
        no jazz, blues, and country | -jazz; -blues; -country
        no drums, and soft piano | -drums; piano; quiet
        strings, nothing with sudden loud bits | strings; -loud
        wedding music but please not that Wagner march | wedding; -wagner
        piano but not Chopin | piano; -chopin; noartist
        harp, no Mozart or Beethoven | harp; -mozart; -beethoven; noartist
        Klaviermusik, aber nicht von Bach | piano; -bach; noartist
        piano, pas de Mozart | piano; -mozart; noartist
    """,
    "tempo": """
        dark techno 125-135, nothing vocal | dark; techno; -vocals; tempo_min=125; tempo_max=135
        acoustic guitar, somewhere between 80 and 110 | acoustic guitar; tempo_min=80; tempo_max=110
        a slow piano (max 75) | slow; piano; tempo_max=75
        strings over 85 bpm but below 100 | strings; tempo_min=85; tempo_max=100
        house, 118 to 124, no vocals | house; -vocals; tempo_min=118; tempo_max=124
        slow music for people over 60 | slow; notempo
        rock 80-90 | rock; notempo
        anything around 95 beats per minute | tempo_min=85..95; tempo_max=95..105
        piano with a tempo of 140 | piano; tempo_min=126..140; tempo_max=140..154
        bpm 128 house | house; tempo_min=115..128; tempo_max=128..141
        bpm: 100-110 | tempo_min=100; tempo_max=110
        between 70 and 80 beats a minute | tempo_min=70; tempo_max=80
        strings, nothing above 100bpm | strings; tempo_max=100
        nothing under 150 bpm | tempo_min=150
        no slower than 120 bpm | tempo_min=120
        no faster than 85 bpm please | tempo_max=85
        must be over 160 bpm | tempo_min=160
        90 bpm tops | tempo_max=90
        at least 100 bpm please | tempo_min=100
        120 BPM or thereabouts | tempo_min=108..120; tempo_max=120..132
        in the 80 bpm range | tempo_min=72..80; tempo_max=80..90
        a track clocking in at 132 bpm | tempo_min=119..132; tempo_max=132..145
        sub 70 bpm ambient | ambient; tempo_max=70
        170+ bpm | tempo_min=170
        funk from 110 to 120 bpm | funk; tempo_min=110; tempo_max=120
        house at one hundred and twenty bpm | house; tempo_min=108..120; tempo_max=120..132
        flute slower than 60bpm | flute; tempo_max=60
        tempo: 96 | tempo_min=86..96; tempo_max=96..106
        below 90 beats per minute | tempo_max=90
        not more than 100 beats per minute | tempo_max=100
        100 bpm max | tempo_max=100
        100 bpm minimum | tempo_min=100
        techno, 150 bpm and up | techno; tempo_min=150
        100bpm and below | tempo_max=100
        tempo under 90 | tempo_max=90
        jazz with a tempo above 120 | jazz; tempo_min=120
        with a tempo between 80 and 100 | tempo_min=80; tempo_max=100
        tempo 80-100 | tempo_min=80; tempo_max=100
        bpm under 100 | tempo_max=100
        bpm over 120 | tempo_min=120
        bpm between 90 and 100 | tempo_min=90; tempo_max=100
        anything slower than 75 beats per minute | tempo_max=75
        nothing faster than 110 | tempo_max=110
        keep it under 100 bpm | tempo_max=100
        running at 160 | tempo_min=144..160; tempo_max=160..176
        mindestens 120 bpm | tempo_min=120
        unter 100 BPM | tempo_max=100
        um die 110 bpm | tempo_min=99..110; tempo_max=110..121
        höchstens 90 Schläge pro Minute | tempo_max=90
        zwischen 90 und 110 bpm | tempo_min=90; tempo_max=110
        nicht schneller als 100 bpm | tempo_max=100
        más de 140 bpm | tempo_min=140
        por debajo de 90 bpm | tempo_max=90
        como mucho 100 bpm | tempo_max=100
        como máximo 100 bpm | tempo_max=100
        entre 80 y 100 bpm | tempo_min=80; tempo_max=100
        por encima de 120 bpm | tempo_min=120
        al menos 120 bpm | tempo_min=120
        unos 100 bpm | tempo_min=90..100; tempo_max=100..110
        moins de 80 bpm | tempo_max=80
        en dessous de 100 bpm | tempo_max=100
        au moins 120 bpm | tempo_min=120
        à 90 bpm | tempo_min=81..90; tempo_max=90..99
        autour de 100 bpm | tempo_min=90..100; tempo_max=100..110
        plus de 130 battements par minute | tempo_min=130
        au-dessus de 130 bpm | tempo_min=130
        pas plus de 100 bpm | tempo_max=100
    """,
    "key": """
        something in F sharp minor | key=F# minor
        piano in f# minor | piano; key=F# minor
        a waltz in C# major | waltz; key=C# major
        B flat major brass | brass; key=Bb major
        in Bb | key=Bb major
        in the key of G | key=G major
        key of A | key=A major
        song in the key of E flat | key=Eb major
        E flat major please | key=Eb major
        minor key | key=minor
        songs in a minor key | key=minor
        in minor | key=minor
        minor only | key=minor
        only major keys | key=major
        happy songs in a major key | happy; key=major
        strings in Am | strings; key=A minor
        key: Am | key=A minor
        guitar in Em | guitar; key=E minor
        key Dm | key=D minor
        F#m | key=F# minor
        something in Gm | key=G minor
        c-minor organ | organ; key=C minor
        D-flat major | key=Db major
        something minor | key=minor
        in a sad minor key | sad; key=minor
        not in a minor key | key=major
        nothing in a minor key | key=major
        no minor keys please | key=major
        anything in D minor or so | key=D minor
        Klavier in C-Dur | piano; key=C major
        etwas in a-Moll | key=A minor
        in h-Moll | key=B minor
        in B-Dur | key=Bb major
        Fis-Dur | key=F# major
        in Es-Dur | key=Eb major
        fis-moll | key=F# minor
        in Moll | key=minor
        in Dur bitte | key=major
        Geige in d-moll | violin; key=D minor
        en la menor | key=A minor
        en do mayor | key=C major
        algo en modo menor | key=minor
        en tono menor | key=minor
        en si bemol mayor | key=Bb major
        en fa sostenido menor | key=F# minor
        en sol mineur | key=G minor
        en ré majeur | key=D major
        en mi bémol majeur | key=Eb major
        en mineur | key=minor
        en mode majeur | key=major
        en majeur | key=major
        a tonality of G minor | key=G minor
        its key should be E major | key=E major
        written in A major | key=A major
        tuned to D minor | key=D minor
        something in the key of C please | key=C major
        a tune in G | key=G major
    """,
    "year": """
        anything from the year 1975 | year_min=1975; year_max=1975
        circa 1920 | year_min=1910..1920; year_max=1920..1930
        around 1900 | year_min=1890..1900; year_max=1900..1910
        early 20th century | year_min=1900; year_max=1920..1940
        late 18th century piano | piano; year_min=1750..1770; year_max=1799
        19th-century stuff | year_min=1800; year_max=1899
        music of the nineteenth century | year_min=1800; year_max=1899
        eighteenth century | year_min=1700; year_max=1799
        from the 1800s | year_min=1800; year_max=1899
        the late sixties | year_min=1965; year_max=1969
        mid-nineties | year_min=1993..1994; year_max=1996..1997
        twenties jazz | jazz; year_min=1920; year_max=1929
        from the roaring twenties | year_min=1920; year_max=1929
        the swinging sixties | year_min=1960; year_max=1969
        pre 1900 | year_max=1899..1900
        pre-1900 | year_max=1899..1900
        post-2000 | year_min=2000..2001
        older than 1950 | year_max=1949..1950
        no later than 1960 | year_max=1960
        not after 1970 | year_max=1970
        not before 1980 | year_min=1980
        nothing after 2000 | year_max=2000
        nothing older than 1990 | year_min=1989..1991
        nothing newer than 1970 | year_max=1969..1971
        the last century | year_min=1900..1901; year_max=1999..2000
        90s music | year_min=1990; year_max=1999
        written in 1888 | year_min=1888; year_max=1888
        composed between 1800 and 1850 | year_min=1800; year_max=1850
        1800-1850 | year_min=1800; year_max=1850
        1960 to 1969 | year_min=1960; year_max=1969
        since the 80s | year_min=1980
        up until 1950 | year_max=1949..1950
        up to 1950 | year_max=1950
        2015 or later | year_min=2015
        2015 or newer | year_min=2015
        1950 or earlier | year_max=1950
        1950 and before | year_max=1949..1950
        from 2010 onwards | year_min=2010
        from 1980 till 1989 | year_min=1980; year_max=1989
        before the 1950s | year_max=1949
        older than 100 years | year_max=1920..1930
        dating from before 1850 | year_max=1849..1850
        dated 1723 | year_min=1723; year_max=1723
        from '85 | year_min=1985; year_max=1985
        nothing from before 1900 | year_min=1900
        nothing recent, before 1960 please | year_max=1959..1960
        either 60s or 70s | year_min=1960; year_max=1979
        aus den 80ern | year_min=1980; year_max=1989
        aus den Siebzigern | year_min=1970; year_max=1979
        aus dem 19. Jahrhundert | year_min=1800; year_max=1899
        vor 1900 | year_max=1899..1900
        nach 1950 | year_min=1950..1951
        zwischen 1960 und 1970 | year_min=1960; year_max=1970
        bis 1950 | year_max=1950
        ab 2000 | year_min=2000
        seit 1990 | year_min=1990
        aus dem Jahr 1975 | year_min=1975; year_max=1975
        aus den 1920er Jahren | year_min=1920; year_max=1929
        neunzehntes Jahrhundert | year_min=1800; year_max=1899
        de los 80 | year_min=1980; year_max=1989
        de los años 60 | year_min=1960; year_max=1969
        música del siglo XIX | year_min=1800; year_max=1899
        del siglo XVIII | year_min=1700; year_max=1799
        anterior a 1900 | year_max=1899..1900
        anteriores a 1900 | year_max=1899..1900
        posterior a 2000 | year_min=2000..2001
        desde 1980 | year_min=1980
        hasta 1950 | year_max=1950
        entre 1960 y 1970 | year_min=1960; year_max=1970
        de antes de 1900 | year_max=1899..1900
        del año 1975 | year_min=1975; year_max=1975
        de los ochenta | year_min=1980; year_max=1989
        des années 70 | year_min=1970; year_max=1979
        musique du XIXe siècle | year_min=1800; year_max=1899
        du 19e siècle | year_min=1800; year_max=1899
        du 18ème siècle | year_min=1700; year_max=1799
        d'avant 1900 | year_max=1899..1900
        après 1950 | year_min=1950..1951
        avant 1800 | year_max=1799..1800
        depuis 2000 | year_min=2000
        jusqu'en 1950 | year_max=1950
        à partir de 1980 | year_min=1980
        des années soixante | year_min=1960; year_max=1969
        de l'année 1975 | year_min=1975; year_max=1975
        entre 1900 et 1920 | year_min=1900; year_max=1920
    """,
    "duration": """
        under two minutes | duration_max_s=120
        less than 90 seconds | duration_max_s=90
        shorter than 1:30 | duration_max_s=90
        around 2:30 | duration_min_s=110..150; duration_max_s=150..190
        2-3 minutes | duration_min_s=120; duration_max_s=180
        2 to 3 min long | duration_min_s=120; duration_max_s=180
        at least a minute | duration_min_s=60
        longer than 30 s | duration_min_s=30
        30 second clips | duration_min_s=20..30; duration_max_s=30..40
        a one minute piece | duration_min_s=45..60; duration_max_s=60..75
        exactly 60 seconds | duration_min_s=45..60; duration_max_s=60..75
        about half a minute long | duration_min_s=20..30; duration_max_s=30..40
        max 45 sec | duration_max_s=45
        no longer than 40 seconds | duration_max_s=40
        not longer than a minute | duration_max_s=60
        short ones, under 30 seconds | duration_max_s=30
        a 20-second jingle | duration_min_s=15..20; duration_max_s=20..26
        something to fill 40 seconds | duration_min_s=30..40; duration_max_s=40..50
        over a minute long | duration_min_s=60
        1.5 minutes | duration_min_s=70..90; duration_max_s=90..110
        a minute and a half | duration_min_s=70..90; duration_max_s=90..110
        a couple of minutes long | duration_min_s=90..120; duration_max_s=120..150
        5+ minutes | duration_min_s=300
        5 minutes or more | duration_min_s=300
        under a minute | duration_max_s=60
        below one minute | duration_max_s=60
        at most 1 min | duration_max_s=60
        it should last 30 seconds | duration_min_s=20..30; duration_max_s=30..40
        needs to be 45 seconds | duration_min_s=33..45; duration_max_s=45..57
        no more than 25 secs | duration_max_s=25
        half-minute pieces | duration_min_s=20..30; duration_max_s=30..40
        between 20 and 30 seconds | duration_min_s=20; duration_max_s=30
        a piano piece that runs for 30 seconds | piano; duration_min_s=20..30; duration_max_s=30..40
        45 secs tops | duration_max_s=45
        30s max | duration_max_s=30
        nothing over 30 seconds | duration_max_s=30
        nothing longer than a minute | duration_max_s=60
        unter einer Minute | duration_max_s=60
        kürzer als 30 Sekunden | duration_max_s=30
        länger als eine Minute | duration_min_s=60
        höchstens 2 Minuten | duration_max_s=120
        etwa 30 Sekunden lang | duration_min_s=20..30; duration_max_s=30..40
        menos de un minuto | duration_max_s=60
        más de 30 segundos | duration_min_s=30
        que dure 30 segundos | duration_min_s=20..30; duration_max_s=30..40
        entre 20 y 30 segundos | duration_min_s=20; duration_max_s=30
        de menos de 2 minutos | duration_max_s=120
        moins d'une minute | duration_max_s=60
        plus de 30 secondes | duration_min_s=30
        qui dure une minute | duration_min_s=45..60; duration_max_s=60..75
        environ 2 minutes | duration_min_s=90..120; duration_max_s=120..150
        d'au moins une minute | duration_min_s=60
    """,
    "count": """
        forty tracks, anything goes | k=40
        a pair of jazz songs | jazz; k=2
        jazz, four is enough | jazz; k=4
        harp, 3 will do | harp; k=3
        I need 3 cues: tense marimba | tense; marimba; k=3
        vingt titres de jazz | jazz; k=20
        give me ten | k=10
        3 songs with piano | k=3; piano
        just one track | k=1
        one song only | k=1
        a single piece of harp music | k=1; harp
        top five | k=5
        a couple of tunes | k=2
        half a dozen waltzes | k=6; waltz
        a dozen waltzes | k=12; waltz
        two or three calm pieces | k=2..3; calm
        5 results | k=5
        only 4 please | k=4
        twenty tracks of ambient | k=20; ambient
        I need 6 pieces | k=6
        show 12 | k=12
        list 7 tunes | k=7
        pick one | k=1
        pick 3 for me | k=3
        the best three | k=3
        the three best | k=3
        the 4 happiest | k=4; happy
        one good jazz track | k=1; jazz
        fünf Lieder | k=5
        drei ruhige Stücke | k=3; calm
        zehn Stücke mit Klavier | k=10; piano
        nur ein Stück | k=1
        cinco canciones | k=5
        tres piezas de piano | k=3; piano
        una sola canción | k=1
        dix morceaux | k=10
        trois chansons tristes | k=3; sad
        une seule chanson | k=1
        up to 6 songs | k=6
        no more than 5 tracks | k=5
        can I get like four or five lullabies | k=4..5; lullaby
        I want eight different marches | k=8; march
        your three favourite polkas | k=3; polka
        banjo, 5 of them | k=5; banjo
        a playlist of 15 calm songs | k=15; calm
        playlist with 20 tracks | k=20
        make me a 10 track playlist | k=10
        a 12-song mix of surf rock | k=12; surf rock
    """,
    "nocount": """
        two guitars playing together | guitar
        three violins | violin
        8-bit music | chiptune
        12-string guitar | twelve-string guitar
        duet for two flutes | flute
        party of 20 people | party
        at 5 am |
        piano four hands | piano
        a song for two people in love | romantic
        24 hour diner jazz | jazz
        one man and his guitar | guitar
        music from level 3 of a video game | gaming|chiptune
        one last dance | dancing|dance
        first thing in the morning | morning
        zweistimmige Flöten | flute
        the number one reason I cry | sad
        second hand bookshop music | cafe
    """,
    "artist": """
        by Bach | artist=Bach
        Bach please | artist=Bach
        anything by J.S. Bach | artist=Bach
        some Chopin | artist=Chopin
        Mozart's stuff | artist=Mozart
        play Vivaldi | artist=Vivaldi
        play me some Brahms | artist=Brahms
        pieces composed by Beethoven | artist=Beethoven
        got any Wagner? | artist=Wagner
        the composer Grieg | artist=Grieg
        artist: Satie | artist=Satie
        works of Brahms | artist=Brahms
        more from Strauss | artist=Strauss
        something from Offenbach | artist=Offenbach
        tchaikovskys music | artist=Tchaikovsky
        by Stephen Foster | artist=Stephen Foster|artist=Foster
        von Bach | artist=Bach
        etwas von Mozart | artist=Mozart
        de Chopin | artist=Chopin
        algo de Mozart | artist=Mozart
        música de Bach | artist=Bach
        quelque chose de Satie | artist=Satie
        du Satie | artist=Satie
        un morceau de Grieg | artist=Grieg
        compuesto por Beethoven | artist=Beethoven
        composé par Satie | artist=Satie
        komponiert von Wagner | artist=Wagner
        Werke von Brahms | artist=Brahms
        only Bach | artist=Bach
        I want to hear Mozart | artist=Mozart
        do you have any Chopin | artist=Chopin
        is there any Beethoven in here | artist=Beethoven
        Scott Joplin rags | artist=Joplin; ragtime
        joplin | artist=Joplin
        Pachelbel canon | artist=Pachelbel
        beethovan | artist=Beethoven
        mozzart | artist=Mozart
        chopan piano | artist=Chopin; piano
        the Bach ones with organ | artist=Bach; organ
        slow Chopin | artist=Chopin; slow
        Mozart but in minor | artist=Mozart; key=minor
        Tchaikovsky, the dramatic stuff | artist=Tchaikovsky; dramatic
        some Strauss waltzes | artist=Strauss; waltz
        Johann Strauss | artist=Strauss
        Satie or something like it | artist=Satie
        Dvořák | artist=Dvorak
        everything you have by Stephen Foster | artist=Foster
        what have you got from Wagner | artist=Wagner
        any Rossini overtures | artist=Rossini
        ich will Bach hören | artist=Bach
        je voudrais du Chopin | artist=Chopin
        quiero escuchar a Beethoven | artist=Beethoven
    """,
    "noartist": """
        by the sea |
        something to stand by me |
        songs from the trenches |
        in the style of Bach |
        Satie-like piano | piano
        train songs |
        hark back to the old days | nostalgic
        music for a foster child |
    """,
    "album": """
        from the album Hark Demo: Celtic | album=Celtic
        on the album "Hark Demo: Funk" | album=Funk
        album: Hark Demo: Koto | album=Koto
        anything off the Hark Demo: Disco album | album=Disco
        the album Hark Demo: Polka | album=Polka
        the tango album | album=Tango
        tracks from the Hark Demo: Western record | album=Western
        aus dem Album Hark Demo: Circus | album=Circus
        del álbum Hark Demo: Samba | album=Samba
        de l'album Hark Demo: Horror | album=Horror
    """,
    "wanted": """
        something with lots of cello | cello
        featuring an oboe | oboe
        led by a clarinet | clarinet
        where the bassoon carries the tune | bassoon
        something where you can hear a harp | harp
        duet for flute and harp | flute; harp
        guitar and violin together | guitar; violin
        heavy on the brass | brass
        plenty of percussion | percussion
        a squeezebox tune | accordion
        a fiddler | fiddle
        a violinist playing sadly | violin; sad
        pianist | piano
        some flautist | flute
        cellist | cello
        a harpist | harp
        organist at work | organ
        trumpeter | trumpet
        saxophonist | saxophone
        accordionist in a cafe | accordion; cafe
        a bassist showing off | bass guitar|bass
        clarinettist | clarinet
        some sax | saxophone
        tinkling ivories | piano
        horns please | brass section|brass
        uke | ukulele
        bells tinkling | bells
        a string quartet | string quartet
        a brass band marching | brass section|brass; march
        kids' music with glockenspiel | children; glockenspiel
        I fancy a bit of mandolin | mandolin
        mandolin would be nice | mandolin
        bring on the bagpipes | bagpipes
        can't get enough of the sitar | sitar
        can't go wrong with a banjo | banjo
        nothing beats a good cello | cello
        not without a banjo | banjo
        no party without a tuba | tuba
        nothing but piano | piano
        only strings | strings
        no shortage of drums | drums
        hit me with some ska | ska
        feeling jazzy | jazz
        in a bluesy mood | blues
    """,
    "unwanted": """
        jazz minus the drums | jazz; -drums
        hold the brass | -brass
        rock but skip the guitars | rock; -guitar
        drum-free | -drums
        drumless | -drums
        no percussion whatsoever | -percussion
        folk with zero guitar | folk; -guitar
        0 drums | -drums
        lose the violin | -violin
        not a piano in sight | -piano
        without a single drum | -drums
        with no hint of sax | -saxophone
        free from synths | -synthesizer
        please no accordion | -accordion
        folk but not the banjo | folk; -banjo
        banjo? no thanks | -banjo
        I can't stand bagpipes | -bagpipes
        I'm sick of piano | -piano
        I'm tired of guitars | -guitar
        enough piano already | -piano
        allergic to accordions | -accordion
        leave the drums out | -drums
        drums are a no-go | -drums
        non-electronic | -electronic
        nothing electronic | -electronic
        get rid of the flute | -flute
        any instrument except piano | -piano
        everything but guitars | -guitar
        avoid synths | -synthesizer
        spare me the saxophone | -saxophone
        keep the drums out of it | -drums
        steer clear of horns | -brass section|-brass
        no piano or guitar or drums | -piano; -guitar; -drums
        neither piano nor guitar | -piano; -guitar
        don't include any flutes | -flute
        a waltz that doesn't feature a violin | waltz; -violin
        songs that don't have drums | -drums
        it shouldn't contain brass | -brass
        must not have synths | -synthesizer
        devoid of drums | -drums
        lacking drums | -drums
        calm music but no piano, please, and no guitar either | calm; -piano; -guitar
        no more banjo | -banjo
        other than jazz | -jazz
        I don't like opera | -opera
        I hate techno | -techno
        not really into metal | -heavy metal
        I'm not a fan of country | -country
        not in the mood for jazz | -jazz
        preferably without drums | -drums
        ideally no strings | -strings
        w/o drums | -drums
        drums not wanted | -drums
        absolutely no bagpipes | -bagpipes
        never any synth | -synthesizer
        strings yes, brass no | strings; -brass
        piano but not jazz piano | piano; -jazz
        classical, not opera | classical; -opera
        not scary | -scary
        nothing sad | -sad
        not too sad | -sad
        not depressing at all | -sad
        anything that isn't sad | -sad
        without being cheesy | -sentimental
        ohne Schlagzeug | -drums
        bitte kein Klavier | -piano
        keine Gitarren | -guitar
        nichts mit Trompete | -trumpet
        auf keinen Fall Akkordeon | -accordion
        weder Klavier noch Gitarre | -piano; -guitar
        ich will keine Trompete hören | -trumpet
        ich mag kein Saxophon | -saxophone
        ich hasse Dudelsack | -bagpipes
        Jazz, aber nicht mit Schlagzeug | jazz; -drums
        alles außer Jazz | -jazz
        sans batterie | -drums
        pas de guitare | -guitar
        surtout pas d'accordéon | -accordion
        aucun violon | -violin
        sans piano ni guitare | -piano; -guitar
        il ne faut pas de piano | -piano
        je n'aime pas l'accordéon | -accordion
        je déteste la flûte | -flute
        tout sauf du jazz | -jazz
        qui n'ait pas de batterie | -drums
        sin batería | -drums
        nada de guitarras | -guitar
        que no tenga piano | -piano
        ni piano ni guitarra | -piano; -guitar
        no me gusta el acordeón | -accordion
        odio el saxofón | -saxophone
        todo menos jazz | -jazz
        que no sea triste | -sad
        nada triste | -sad
        rien de triste | -sad
        nichts Trauriges | -sad
    """,
    "vocals": """
        instrumental | -vocals
        instrumentals only | -vocals
        no singing | -vocals
        piano without words | piano; -vocals
        no lyrics | -vocals
        with no one singing | -vocals
        nobody singing | -vocals
        nobody talking over it | -vocals
        voice-free | -vocals
        no vocals at all | -vocals
        purely instrumental jazz | jazz; -vocals
        I don't want anyone singing | -vocals
        I don't want any singing | -vocals
        no singer | -vocals
        no voices | -vocals
        zero vocals | -vocals
        without a singer | -vocals
        just the instruments | -vocals
        only instruments | -vocals
        instruments only | -vocals
        just music, no talking | -vocals
        wordless | -vocals
        free of vocals | -vocals
        without vox | -vocals
        no human voice | -vocals
        nobody should sing | -vocals
        where no one sings | -vocals
        leave out the singer | -vocals
        please no chanting | -vocals
        with vocals | vocals
        with a singer | vocals
        someone singing | vocals
        songs with words | vocals
        something sung | vocals
        with singing | vocals
        a woman singing | female vocals
        female voice | female vocals
        with a female singer | female vocals
        a guy singing | male vocals|vocals
        with lyrics | vocals
        not instrumental | vocals
        it has to have vocals | vocals
        a choir | choir
        rein instrumental | -vocals
        ohne Gesang | -vocals
        ohne Stimme | -vocals
        mit Gesang | vocals
        es soll niemand singen | -vocals
        niemand soll singen | -vocals
        nur Instrumente | -vocals
        kein Gesang bitte | -vocals
        mit einer Sängerin | female vocals|vocals
        Frauenstimme | female vocals
        solo instrumental | -vocals
        sin voz | -vocals
        sin letra | -vocals
        sin que nadie cante | -vocals
        sin cantante | -vocals
        que nadie cante | -vocals
        con voz | vocals
        cantada por una mujer | female vocals|vocals
        con una cantante | vocals|female vocals
        instrumentale | -vocals
        sans paroles | -vocals
        sans chant | -vocals
        sans voix | -vocals
        sans chanteur | -vocals
        personne ne chante | -vocals
        avec une chanteuse | female vocals|vocals
        chantée par une femme | female vocals|vocals
        que des instruments | -vocals
    """,
    "indifferent": """
        I don't mind vocals, but I want a harp | harp
        jazz, drums or no drums | jazz
        piano, with or without strings | piano
        doesn't have to be jazz, just calm | calm
        not necessarily piano, anything calm | calm
        vocals are fine |
        I don't care whether it has drums |
        with or without vocals |
        not just piano but strings too | piano; strings
        not only happy but also fast | happy; fast|tempo_min=90..200
        no problem if there is singing |
        no need for vocals, a banjo is enough | banjo
        no worries, just something calm | calm
        I have no idea, something dark | dark
        no rush, slow jazz | slow|tempo_max=50..110; jazz
        non-stop party music | party
        not bad if it is funky | funk
    """,
    "es": """
        música tranquila para estudiar | calm; study
        algo alegre con guitarra | happy; guitar
        una canción triste de piano | sad; piano
        quiero bailar salsa | salsa
        algo para dormir al bebé | sleep|lullaby|children
        ponme algo de jazz | jazz
        algo movido para correr | energetic; workout
        música clásica con violines | classical; violin
        búscame una nana | lullaby
        guitarra española | nylon guitar|flamenco|guitar
        algo rápido y enérgico | fast; energetic
        música relajante sin voz | calm; -vocals
        una marcha militar | march
        algo misterioso con arpa | mysterious; harp
        flauta y tambores | flute; drums
        música para una boda | wedding
        banda sonora épica | soundtrack; epic
        algo suave de fondo mientras cocino | quiet|calm; background|cooking
        un vals lento | waltz; slow
        música navideña con campanas | christmas; bells
        algo que dé miedo | scary
        quiero algo más bien oscuro | dark
        música de los ochenta con sintetizadores | synthesizer; year_min=1980; year_max=1989
        canciones tristes con violonchelo | sad; cello
    """,
    "de": """
        ruhige Klaviermusik | calm; piano
        etwas Fröhliches mit Gitarre | happy; guitar
        traurige Musik mit Geige | sad; violin
        Musik zum Einschlafen | sleep
        schnelle Musik zum Joggen | fast; workout
        spannende Filmmusik | tense; soundtrack
        ein Walzer | waltz
        Weihnachtslieder mit Chor | christmas; choir
        gruselige Orgelmusik | scary; organ
        irische Volksmusik | celtic|folk
        Blasmusik aus Bayern | brass
        entspannte Hintergrundmusik fürs Büro | calm; background
        was Lustiges für Kinder | cheeky; children
        ein Marsch mit Trommeln | march; drums
        Tanzmusik | dance|dancing
        romantische Musik fürs Abendessen | romantic; dinner
        düstere Streicher | dark; strings|string section
        etwas Langsames mit Cello | slow; cello
        mittelalterliche Musik mit Laute | medieval; lute
        fröhliche Musik zum Kochen | happy; cooking
        Akkordeonmusik | accordion
        Flöte und Harfe | flute; harp
        japanische Musik mit Koto | japanese; koto
        leise Gitarrenmusik | quiet; guitar
        Jazz mit Saxophon und Klavier | jazz; saxophone; piano
    """,
    "fr": """
        musique calme au piano | calm; piano
        quelque chose de gai avec de l'accordéon | happy; accordion
        une chanson triste au violon | sad; violin
        musique pour dormir | sleep
        de la musique pour courir | workout
        musique de film épique | soundtrack; epic
        une valse | waltz
        du jazz avec saxophone | jazz; saxophone
        un truc qui fait peur | scary
        musique douce pour le dîner | quiet; dinner
        chants de Noël | christmas
        de la guitare classique | nylon guitar
        musique médiévale avec luth | medieval; lute
        quelque chose de lent et sombre | slow; dark
        une berceuse | lullaby
        musique entraînante pour danser | energetic; dancing
        harpe et flûte | harp; flute
        musique celtique avec cornemuse | celtic; bagpipes
        musique électronique rapide | electronic; fast
        de la musique joyeuse pour enfants | happy; children
        un air de clarinette | clarinet
        musique de cirque | celebration
        des tambours | drums
        musique mystérieuse | mysterious
    """,
}

CASES = [
    pytest.param(say.strip(), [t.strip() for t in terms.split(";") if t.strip()], id=f"{field}: {say.strip()}")
    for field, lines in WORDINGS.items()
    for line in lines.strip().splitlines()
    for say, _, terms in [line.partition("|")]
]


@pytest.mark.parametrize(("say", "terms"), CASES)
def test_wording(say: str, terms: list[str]) -> None:
    plan = make_plan(say, artists=ARTISTS, albums=ALBUMS)
    seen = Seen(Turn(plan), Conversation(), {})
    assert plan.kind == "search"
    assert [term for term in terms if not met(term, seen)] == []
    owned_up = " ".join(note.partition(": ")[2] for note in plan.notes)
    assert [part for part in invented(plan, terms) if part not in owned_up] == []


# field: turns, the last of which is judged | terms
FOLLOW_UPS = {
    "degree": """
        rock || tone it down | calm|quiet; rock
        rock || crank it up | loud|energetic; rock
        jazz || with more energy | energetic; jazz
        jazz || up the energy | energetic; jazz
        jazz || something more laid back | calm; jazz
        jazz || mellower | calm; jazz
        sad piano || less sad | -sad|nowanted=sad; piano
        sad piano || not as sad | -sad|nowanted=sad; piano
        sad piano || not quite so sad please | -sad|nowanted=sad; piano
        sad piano || happier | happy; piano; nowanted=sad
        sad piano || cheer it up | happy; piano
        happy folk || too happy for me | -happy|nowanted=happy; folk
        happy folk || a little too cheerful | -happy|nowanted=happy; folk
        happy folk || moodier | melancholic; folk
        jazz || too much saxophone | -saxophone; jazz
        jazz || too many drums | -drums; jazz
        jazz || not enough piano | piano; jazz
        jazz || needs more bass | bass; jazz
        jazz || more piano, less saxophone | piano; -saxophone; jazz
        jazz || dial back the drums | -drums; jazz
        jazz || fewer drums | -drums; jazz
        waltz || twice as fast | tempo_min=100..400; waltz
        rock || heavier | heavy; rock
        rock || softer | quiet; rock
        rock || lighter | bright|quiet|calm; rock
        rock || less intense | -energetic|-aggressive|calm|quiet; rock
        piano || more dramatic | dramatic; piano
        piano || sunnier | happy; piano
        piano || spookier | scary; piano
        piano || make it scary | scary; piano
        piano || a darker mood | dark; piano
        rock || ruhiger | calm; rock
        piano || fröhlicher | happy; piano
        piano || trauriger | sad; piano
        piano || dunkler | dark; piano
        rock || nicht so schnell | slower|tempo_max=60..130; rock
        sad piano || weniger traurig | -sad|nowanted=sad; piano
        jazz || mehr Energie | energetic; jazz
        piano || más alegre | happy; piano
        piano || más triste | sad; piano
        sad piano || menos triste | -sad|nowanted=sad; piano
        rock || no tan rápido | slower|tempo_max=60..130; rock
        rock || más tranquilo | calm; rock
        jazz || con más energía | energetic; jazz
        piano || plus triste | sad; piano
        piano || plus joyeux | happy; piano
        sad piano || moins triste | -sad|nowanted=sad; piano
        rock || pas si rapide | slower|tempo_max=60..130; rock
        rock || plus calme | calm; rock
        jazz || plus énergique | energetic; jazz
    """,
    "refine": """
        jazz || now without drums | -drums; jazz
        jazz || but no sax | -saxophone; jazz
        jazz || add a trumpet | trumpet; jazz
        jazz || throw in some trumpet | trumpet; jazz
        jazz || can it have a trumpet | trumpet; jazz; kind=search
        jazz || does it also come with a trumpet? | trumpet; jazz; kind=search
        jazz || is there one with a trumpet? | trumpet; jazz; kind=search
        jazz || trumpet up front | trumpet; jazz
        jazz || with a trumpet in the lead | trumpet; jazz
        jazz || same but with trumpet | trumpet; jazz
        jazz || the same thing with a trumpet | trumpet; jazz
        jazz || swap the piano for a trumpet | trumpet; jazz
        piano || swap the piano for a guitar | guitar; nowanted=piano
        piano || replace the piano with a harp | harp; nowanted=piano
        piano || harp instead | harp; nowanted=piano
        piano || harp instead of piano | harp; nowanted=piano
        piano || rather on a harp | harp
        calm piano || keep the mood but on guitar | guitar; calm
        folk || just the instrumental ones | -vocals; folk
        folk || only the ones in minor | key=minor; folk
        folk || only ones under 100 bpm | tempo_max=100; folk
        folk || keep it under 30 seconds | duration_max_s=30; folk
        folk || from before 1900 | year_max=1899..1900; folk
        folk || only three | k=3; folk
        folk || just 3 of those | k=3; folk
        folk || make it five | k=5; folk
        folk || give me ten of them | k=10; folk
        folk || in D major | key=D major; folk
        folk || and sad | sad; folk
        folk || make them sad | sad; folk
        folk || sad ones | sad; folk
        folk || ohne Gesang | -vocals; folk
        folk || sin guitarra | -guitar; folk
        folk || sans guitare | -guitar; folk
        folk || aber mit Geige | violin; folk
        folk || pero con violín | violin; folk
        folk || mais avec du violon | violin; folk
        folk || what about with accordion | accordion; folk
        folk || how about a fiddle | fiddle; folk
    """,
    "reference": """
    """,
    "undo": """
        jazz || without drums || undo | same=1
        jazz || without drums || undo that last change please | same=1
        jazz || without drums || never mind | same=1
        jazz || without drums || scrap that | same=1
        jazz || without drums || forget that last bit | same=1
        jazz || without drums || back to what we had | same=1
        jazz || without drums || back to the previous results | same=1
        jazz || without drums || I liked the previous list better | same=1
        jazz || without drums || the list before was better | same=1
        jazz || without drums || that was better before | same=1
        jazz || without drums || it was better before | same=1
        jazz || without drums || the old ones were better | same=1
        jazz || without drums || no, go back | same=1
        jazz || without drums || undo that | same=1
        jazz || without drums || take that back | same=1
        jazz || without drums || ctrl z | same=1
        jazz || without drums || cancel that | same=1
        jazz || without drums || ignore that | same=1
        jazz || without drums || ignore what I just said | same=1
        jazz || without drums || as before | same=1
        jazz || without drums || put it back | same=1
        jazz || without drums || put it back how it was | same=1
        jazz || without drums || bring back the old ones | same=1
        jazz || without drums || restore the previous ones | same=1
        jazz || without drums || one step back | same=1
        jazz || without drums || return to the first list | same=1
        jazz || without drums || show me the earlier list again | same=1
        jazz || without drums || what you had before | same=1
        jazz || without drums || the ones from before | same=1
        jazz || without drums || wait, go back | same=1
        jazz || without drums || on second thought, the previous ones | same=1
        jazz || without drums || actually no, back | same=1
        jazz || without drums || nah, previous ones please | same=1
        jazz || without drums || rückgängig | same=1
        jazz || without drums || zurück zur vorigen Liste | same=1
        jazz || without drums || eins zurück | same=1
        jazz || without drums || das davor war besser | same=1
        jazz || without drums || vuelve atrás | same=1
        jazz || without drums || deshaz eso | same=1
        jazz || without drums || como antes | same=1
        jazz || without drums || los anteriores | same=1
        jazz || without drums || annule ça | same=1
        jazz || without drums || reviens en arrière | same=1
        jazz || without drums || comme avant | same=1
        jazz || without drums || la liste d'avant | same=1
        jazz || without drums || drums are fine after all | no-=drums; jazz
        jazz || without drums || with drums after all | no-=drums; jazz
        jazz || without drums || bring the drums back | no-=drums; jazz
        jazz || without drums || allow drums again | no-=drums; jazz
        jazz || without drums || drums are ok again | no-=drums; jazz
        piano || with a flute || forget the flute | nowanted=flute; piano
        piano || with a flute || never mind the flute | nowanted=flute; piano
        piano || with a flute || drop the flute | nowanted=flute; piano
        piano || with a flute || without the flute again | nowanted=flute; piano
        piano || with a flute || lose the flute | nowanted=flute; piano
        slow piano || in minor || any key | nokey; piano
        slow piano || in minor || key doesn't matter | nokey; piano
        slow piano || in minor || forget about the key | nokey; piano
        slow piano || in minor || the key is not important | nokey; piano
        piano || under 90 bpm || tempo doesn't matter | notempo; piano
        piano || under 90 bpm || whatever tempo | notempo; piano
        piano || under 90 bpm || I don't care about the tempo | notempo; piano
        piano || under 90 bpm || remove the tempo filter | notempo; piano
        slow piano || with harp || it doesn't have to be slow | nowanted=slow; piano
    """,
    "not enough": """
        jazz || not sad enough | sad; jazz
        jazz || it isn't calm enough for me | calm; jazz
        jazz || nicht dunkel genug | dark; jazz
        jazz || pas assez gai | happy; jazz
    """,
    "swapped and corrected": """
        electronic but calm || can you swap the synths for piano | piano; -synthesizer
        calm piano || no, I meant guitar | guitar; calm; nowanted=piano
        calm piano || guitar I mean | guitar; nowanted=piano
        calm piano || I need it faster, at least 140 | tempo_min=140; piano
        calm piano || show me 1 more | fresh; k=1
    """,
    "by them": """
        jazz || who wrote 1? || anything else by them? | artist=Hark; fresh
        classical || no flutes || nor Bach | -bach; -flute
        jazz || la première est parfaite | like=1
    """,
    "picked": """
        jazz || which of these has piano? | kind=about; nowanted=drums
        jazz || are any of them in a minor key? | kind=about
        jazz || how many are over 100 bpm? | kind=about
        jazz || do you have any with harp? | jazz; harp
    """,
    "more": """
        calm piano || and others? | fresh; piano
        calm piano || others again | fresh; piano
        calm piano || any more of that kind | fresh; piano
        calm piano || yet more of the same sort | fresh; piano
    """,
    "scratched": """
        jazz || with a flute || scratch that | nowanted=flute; jazz
        jazz || lovely, thank you || and with a flute? | flute; jazz
    """,
    "about": """
        jazz || longest one? | kind=about; cites=longest
        jazz || and the oldest? | kind=about
        jazz || which one has the lowest tempo | kind=about; cites=slowest
        jazz || which of the four is the slowest? | kind=about; cites=slowest
        jazz || what key is 2 in? | kind=about; says=key
        jazz || which one is the fastest? | kind=about; cites=fastest
        jazz || which is slowest | kind=about; cites=slowest
        jazz || who wrote 3? | kind=about
        jazz || how long is the first one? | kind=about
        jazz || what instruments are in 2 | kind=about
        jazz || why did you pick 1? | kind=about
        jazz || tell me about 4 | kind=about
        jazz || does 2 have drums? | kind=about
        jazz || compare 1 and 3 | kind=about
        jazz || what's the difference between 1 and 2 | kind=about
        jazz || how fast is 3 | kind=about
        jazz || is the second one sad? | kind=about
        jazz || describe the last one | kind=about
        jazz || and the tempo of 2? | kind=about
        jazz || what's 1 like? | kind=about
        jazz || welche ist die schnellste? | kind=about; cites=fastest
        jazz || in welcher Tonart ist 2? | kind=about; says=key
        jazz || cuál es la más lenta? | kind=about; cites=slowest
        jazz || laquelle est la plus rapide? | kind=about; cites=fastest
    """,
    "new": """
        jazz || banjo | banjo; nowanted=jazz
        jazz || now something for a wedding | wedding; nowanted=jazz
        jazz || I'd like some reggae | reggae; nowanted=jazz
        jazz || what about some reggae | reggae; nowanted=jazz
        jazz without drums || let's try some reggae | reggae; nowanted=jazz; no-=drums
        jazz || ok, next: scary organ | scary; organ; nowanted=jazz
        jazz || change of plan, calm harp music | calm; harp; nowanted=jazz
        jazz || new search: koto | koto; nowanted=jazz
        jazz || how about rock instead | rock; nowanted=jazz
        jazz || thanks! now some sea shanties | sea shanty; nowanted=jazz
    """,
}

CHAINS = [
    pytest.param([turn.strip() for turn in head.split("||")], terms.strip().split("; "), id=f"{field}: {head}")
    for field, lines in FOLLOW_UPS.items()
    for line in lines.strip().splitlines()
    for head, _, terms in [line.strip().replace("||", "\0").partition(" | ")]
    for head in [head.replace("\0", "||")]
]


@pytest.mark.parametrize(("turns", "terms"), CHAINS)
def test_follow_up(library: Any, turns: list[str], terms: list[str]) -> None:
    assistant, past, last = Assistant(library), Conversation(), None
    for say in turns:
        if last is not None:
            past.add(last)
        last = next(event.turn for event in assistant.respond(say, past) if isinstance(event, Done))
    assert last is not None
    seen = Seen(last, past, {})
    if not any(term.startswith("kind=") for term in terms):
        assert last.plan.kind in ("search", "refine")
    assert [term for term in terms if not met(term, seen)] == []


SENT_OFF = """
the last one is weird, remove it|number 2 is annoying, take it out|I don't like the second one
that last one is odd, leave it out|2 is awful
the second one doesn't fit|the second one is terrible, something happier|die zweite gefällt mir nicht
no me gusta la 2|I'm not a fan of number 2|the second one isn't great, skip it
"""
KEPT = """
the second one is great|I love number 2|the second one is too fast|the second one is not dark enough|more like 2
"""


@pytest.mark.parametrize("say", [say for line in SENT_OFF.strip().splitlines() for say in line.split("|")])
def test_a_track_that_displeases_is_sent_off(library: Any, say: str) -> None:
    shown = tuple(library.search(Query(text="jazz", k=2)))
    plan = make_plan(say, Conversation([Turn(make_plan("jazz"), shown)]))
    assert plan.hidden == (shown[1].track.track_id,)
    assert "jazz" in plan.wanted
    assert not plan.like


@pytest.mark.parametrize("say", [say for line in KEPT.strip().splitlines() for say in line.split("|")])
def test_a_track_that_pleases_stays(library: Any, say: str) -> None:
    shown = tuple(library.search(Query(text="jazz", k=2)))
    assert not make_plan(say, Conversation([Turn(make_plan("jazz"), shown)])).hidden


ASIDES = """
goodbye!|see you later|what's the capital of France?|who made you?|are you chatgpt|do you speak German?|how old are you
how do I add my own folder of songs?|can I export my playlists?|where are my files stored?|is my data private?
book me a table for two tonight|remind me to call mum at 5|set a timer for 10 minutes|order me a pizza|tell me a joke
translate this into Spanish|what's 17 times 23?|will it rain tomorrow?|how do I cook rice|can you recommend a good book?
wer hat dich gemacht?|wie wird das Wetter morgen?|erzähl mir einen Witz|tschüss|¿quién te ha creado?|cuéntame un chiste
¿puedes traducir esto?|tu peux traduire ce texte en anglais ?|raconte-moi une blague|quel temps fait-il ?|au revoir
"""
SEARCHES = """
goodbye song|book club background|testing my speakers, deep bass|what's good for a dinner party|send me something chill
do you have anything for a road trip
what to listen to while cooking|how do you feel about jazz|call me maybe kind of pop
translate my sadness into piano|draw me in with strings|where do I find banjo music|my name is Anna and I want jazz
good night lullaby|is there any reggae|open the evening with strings|sorry, I meant piano|do you know any sea shanties
"""


@pytest.mark.parametrize("say", [say for line in ASIDES.strip().splitlines() for say in line.split("|")])
def test_asides_ask_for_no_music(say: str) -> None:
    assert make_plan(say, tagger=shipped_tagger()).kind == "chat"


@pytest.mark.parametrize("say", [say for line in SEARCHES.strip().splitlines() for say in line.split("|")])
def test_searches_that_begin_like_asides(say: str) -> None:
    assert make_plan(say, tagger=shipped_tagger()).kind == "search"
