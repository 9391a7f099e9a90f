"""Test the plans of requests as people write them, alone and in a conversation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from llm.conversation import Conversation, Turn
from llm.plan import Plan
from llm.session.stored import turn_from_json, turn_to_json
from llm.understanding.planner import make_plan
from llm.understanding.tagger import shipped_tagger
from retrieval.query import Query


@pytest.mark.parametrize(("say", "other"), [("my house is on fire", "house"), ("a chair in the corner", "choir")])
def test_words_that_only_resemble_a_concept_are_no_wish_for_it(say: str, other: str) -> None:
    assert other not in make_plan(say).wanted


@pytest.mark.parametrize(
    ("request_", "wanted", "unwanted"),
    [
        ("a song which has the banjo instrument in it", {"banjo"}, set()),
        (
            "a scary song which I can play in the background of my YouTube video",
            {"scary", "background", "video"},
            set(),
        ),
        ("sad piano without drums", {"sad", "piano"}, {"drums"}),
        ("no drums, bass or vocals please", set(), {"drums", "bass", "vocals"}),
        ("no drums, slow piano", {"slow", "piano"}, {"drums"}),
        ("not rock but jazz", {"jazz"}, {"rock"}),
        ("upbeat but not electronic", {"energetic"}, {"electronic"}),
        ("I don't want any singing", set(), {"vocals"}),
        ("instrumental hip hop beats to study to", {"hip hop", "study"}, {"vocals"}),
        ("not instrumental jazz", {"vocals", "jazz"}, set()),
        ("Klaviermusik ohne Gesang", {"piano"}, {"vocals"}),
        ("musique calme sans batterie", {"calm"}, {"drums"}),
        ("música triste con guitarra sin voz", {"sad", "guitar"}, {"vocals"}),
        ("happy music that isn't cheesy", {"happy"}, {"sentimental"}),
        ("anything but country", set(), {"country"}),
        ("drumless jam tracks", set(), {"drums"}),
        ("rock without the loud drums", {"rock"}, {"drums"}),
        ("sppoky saxaphone with no drumms", {"scary", "saxophone"}, {"drums"}),
        ("metal without autotune", {"heavy metal"}, {"autotune"}),
        ("piano, no problem", {"piano"}, set()),
        ("not only piano", {"piano"}, set()),
        ("i love jazz", {"jazz"}, set()),
        ("music to fall asleep", {"sleep"}, set()),
        ("Etwas Trauriges mit Cello, aber ohne Klavier", {"sad", "cello"}, {"piano"}),
        ("something kinda spooky but not too scary", {"scary"}, set()),
        ("neither piano nor guitar", set(), {"piano", "guitar"}),
        ("nothing too loud or aggressive", set(), {"loud", "aggressive"}),
        ("not so slow jazz", {"jazz"}, set()),
        ("jazz, I don't mind vocals, no drums", {"jazz"}, {"drums"}),
        ("no drums and soft piano", {"quiet", "piano"}, {"drums"}),
        ("no drums, no bass, no guitar", set(), {"drums", "bass", "guitar"}),
        ("piano only, no other instruments", {"piano", "solo"}, set()),
        ("please don't give me anything with accordion", set(), {"accordion"}),
    ],
)
def test_wishes_and_refusals(request_: str, wanted: set[str], unwanted: set[str]) -> None:
    plan = make_plan(request_)
    assert set(plan.wanted) == wanted
    assert set(plan.unwanted) == unwanted


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("sad piano without drums", ("drums", "without")),
        ("jazz, no drums", ("drums", "no")),
        ("no singing please, calm harp", ("singing", "vocals", "no")),
        ("musique calme sans batterie", ("batterie", "drums", "sans")),
        ("not rock but jazz", ("rock", "not")),
    ],
)
def test_what_is_refused_never_reaches_the_text_tower(request_: str, words: tuple[str, ...]) -> None:
    query = make_plan(request_).query()
    said = " ".join([query.text, *query.captions]).lower()
    for word in words:
        assert not re.search(rf"\b{word}\b", said), said
    assert query.unwanted


def test_a_refused_instrument_also_excludes_what_is_known_to_have_it_or_its_kin() -> None:
    query = make_plan("folk without strings").query()
    assert {"strings", "violin", "cello"} <= set(query.filters.without)


def test_no_other_strings_spares_the_one_that_is_wanted() -> None:
    query = make_plan("violin but no other strings").query()
    assert "cello" in query.filters.without
    assert "violin" not in query.filters.without


def test_not_too_fast_is_a_limit_and_is_said() -> None:
    plan = make_plan("jazz, not too fast")
    assert plan.filters.tempo_max == 120
    assert plan.notes == ("not too fast: under 120 bpm",)


def test_captions_are_few_short_and_say_only_what_was_asked() -> None:
    for request in (
        "a song which has the banjo instrument in it",
        "scary music for my video",
        "calm piano and cello for studying",
    ):
        plan = make_plan(request)
        assert 2 <= len(plan.captions) <= 4
        assert all(len(c.split()) <= 32 for c in plan.captions)
    assert "dissonant strings" in " ".join(make_plan("something scary").captions)


# In conversation. The tracks shown have 100, 110, 120, 90 and 130 bpm: the middle is 110.


@pytest.fixture
def talk(library: Any) -> Any:
    """Return a function that sends requests in turn and returns the plan of the last: `talk("banjo", "slower")`."""
    tempos, years, lengths = (100, 110, 120, 90, 130), (1900, 1890, 1910, 1880, 1899), (25, 30, 35, 28, 33)
    hits = library.search(Query(k=5))
    hits = [
        replace(h, track=replace(h.track, known=replace(h.track.known, tempo_bpm=t), year=y, duration_s=d))
        for h, t, y, d in zip(hits, tempos, years, lengths, strict=True)
    ]

    def go(*requests: str) -> Plan:
        past = Conversation()
        for request in requests:
            plan = make_plan(request, past, artists=["Johann Sebastian Bach"])
            past.add(Turn(plan, tuple(hits)))
        return plan

    return go


def test_slower_keeps_the_wish_and_moves_below_the_middle(talk: Any) -> None:
    plan = talk("a song with a banjo", "slower")
    assert plan.kind == "refine"
    assert plan.wanted == ("banjo",)
    assert plan.filters.tempo_max == 109
    assert plan.notes == ("slower: under 109 bpm",)


@pytest.mark.parametrize(
    ("request_", "filters"),
    [
        ("faster", {"tempo_min": 111}),
        ("much slower", {"tempo_max": 82}),
        ("a bit faster", {"tempo_min": 111, "tempo_max": 143}),
        ("slower than 1", {"tempo_max": 99}),
        ("older", {"year_max": 1898}),
        ("longer", {"duration_min_s": 31}),
        ("shorter please", {"duration_max_s": 29}),
        ("langsamer", {"tempo_max": 109}),
        ("plus rapide", {"tempo_min": 111}),
        ("under 2 minutes", {"duration_max_s": 120}),
        ("from the 80s", {"year_min": 1980, "year_max": 1989}),
        ("in a minor key", {"key": "minor"}),
        ("nothing from before 1900", {"year_min": 1900}),
        ("can we have a faster version", {"tempo_min": 111}),
        ("not this fast", {"tempo_max": 120}),
    ],
)
def test_refining_by_a_condition(talk: Any, request_: str, filters: dict[str, Any]) -> None:
    plan = talk("a song with a banjo", request_)
    assert plan.kind == "refine"
    assert plan.wanted == ("banjo",)
    assert plan.filters.to_json() == filters


def test_conditions_add_up_and_a_new_bound_ends_an_old_one(talk: Any) -> None:
    plan = talk("happy folk without vocals", "slower", "in a minor key", "faster than 120 bpm")
    assert plan.filters.to_json() == {"key": "minor", "tempo_min": 120}
    assert plan.unwanted == ("vocals",)
    assert plan.wanted == ("happy", "folk")


@pytest.mark.parametrize(
    ("request_", "like"),
    [
        ("more like 2", ("t2",)),
        ("like the last one", ("t5",)),
        ("something similar to number 3", ("t3",)),
        ("more like this", ("t1", "t2", "t3")),
        ("more like 1 and 4", ("t1", "t4")),
        ("the first one was nice, more like that", ("t1",)),
        ("I like number 2", ("t2",)),
        ("similar but calmer", ("t1", "t2", "t3")),
    ],
)
def test_like_a_shown_track(talk: Any, request_: str, like: tuple[str, ...]) -> None:
    plan = talk("a song with a banjo", request_)
    assert plan.like == like
    assert "banjo" not in plan.text
    assert set(like) <= set(plan.filters.exclude)


def test_any_tempo_ends_a_limit(talk: Any) -> None:
    for words in ("any tempo", "remove the tempo limit", "forget the filters"):
        plan = talk("a song with a banjo", "slower", words)
        assert plan.wanted == ("banjo",)
        assert plan.filters.to_json() == {}


def test_any_tempo_ends_a_wish_for_slow(talk: Any) -> None:
    for words in ("any speed is fine", "drop the slow, any speed is fine"):
        plan = talk("a slow song with a banjo", words)
        assert plan.wanted == ("banjo",)
        assert plan.unwanted == ()


@pytest.mark.parametrize(
    "said",
    [
        "there's piano in all of these, get rid of it",
        "ugh, everything has piano in it. not that",
        "piano again! no thanks",
        "why is there piano everywhere? take it out",
        "the piano bugs me, ditch it",
        "I keep hearing piano and I don't want it",
    ],
)
def test_what_was_named_is_sent_away(talk: Any, said: str) -> None:
    plan = talk("sad strings", said)
    assert plan.kind in ("search", "refine")
    assert plan.unwanted == ("piano",)
    assert "piano" not in plan.wanted


@pytest.mark.parametrize(
    "said",
    [
        "I love the piano here, don't lose it",
        "piano please, but number 3, remove it",
        "piano in all of them, leave it",
    ],
)
def test_what_is_kept_is_not_sent_away(talk: Any, said: str) -> None:
    assert "piano" not in talk("sad strings", said).unwanted


def test_electric_alone_is_the_guitar() -> None:
    assert make_plan("campfire songs, not electric").unwanted == ("electric guitar",)


def test_the_last_one_is_no_number(talk: Any) -> None:
    plan = talk("a song with a banjo", "the last one is perfect, similar please")
    assert len(plan.like) == 1
    assert plan.k == 8


@pytest.mark.parametrize(
    "said", ["start over. samba", "neue Suche: samba", "olvida todo, samba", "from scratch: samba"]
)
def test_conditions_alone_end_as_well(talk: Any, said: str) -> None:
    plan = talk("under 70 bpm in a minor key", said)
    assert plan.kind == "search"
    assert plan.wanted == ("samba",)
    assert plan.filters.to_json() == {}


def test_how_many_carries_on(talk: Any) -> None:
    assert talk("a song with a banjo", "only 3").k == 3
    assert talk("a song with a banjo", "only 3", "slower").k == 3


def test_like_two_but_older(talk: Any) -> None:
    plan = talk("banjo", "more like 2 but older")
    assert plan.like == ("t2",)
    assert plan.filters.year_max == 1889


@pytest.mark.parametrize(
    ("request_", "wanted", "unwanted"),
    [
        ("my mum loves the accordion, my dad loves the banjo, and I want neither", set(), {"accordion", "banjo"}),
        ("I usually listen to metal but tonight I want the opposite", set(), {"heavy metal"}),
        ("I'd rather have a clarinet than a saxophone", {"clarinet"}, {"saxophone"}),
        ("a rock song for people who don't like rock", {"rock"}, set()),
        ("anything celtic? bagpipes definitely not", {"celtic"}, {"bagpipes"}),
        ("marches, but not military ones", {"march"}, {"military"}),
        ("algo tranquilo que no distraiga", {"calm"}, set()),
    ],
)
def test_refusals_in_a_roundabout_way(request_: str, wanted: set[str], unwanted: set[str]) -> None:
    plan = make_plan(request_)
    assert (set(plan.wanted), set(plan.unwanted)) == (wanted, unwanted)


@pytest.mark.parametrize(
    ("said", "wanted", "unwanted"),
    [
        ("strings out", {"piano"}, {"strings"}),
        ("piano out, guitar in", {"strings", "guitar"}, {"piano"}),
        ("keep the mood, change the instrument to cello", {"cello"}, set()),
        ("statt Klavier lieber Gitarre", {"strings", "guitar"}, {"piano"}),
        ("tausch das Klavier gegen eine Gitarre", {"strings", "guitar"}, {"piano"}),
        ("remplace le piano par une guitare", {"strings", "guitar"}, {"piano"}),
        ("cambia el piano por una guitarra", {"strings", "guitar"}, {"piano"}),
        ("die Streicher weg", {"piano"}, {"strings"}),
    ],
)
def test_instruments_are_exchanged(talk: Any, said: str, wanted: set[str], unwanted: set[str]) -> None:
    plan = talk("sad piano with strings", said)
    assert set(plan.wanted) == {"sad", *wanted}
    assert set(plan.unwanted) == unwanted


@pytest.mark.parametrize("said", ["hide number 2", "without the second", "not 2", "das zweite nicht", "remove track 2"])
def test_one_track_goes_and_the_wish_stays(talk: Any, library: Any, said: str) -> None:
    plan = talk("a song with a banjo", said)
    assert plan.wanted == ("banjo",)
    assert len(plan.filters.exclude) == 1
    assert plan.notes == ("without what you sent away",)
    assert set(plan.filters.exclude) <= set(talk("a song with a banjo", said, "slower").filters.exclude)


@pytest.mark.parametrize(
    "said", ["das Jahr ist egal", "peu importe l'année", "el año da igual", "forget the date thing"]
)
def test_a_condition_ends_in_any_language(talk: Any, said: str) -> None:
    plan = talk("banjo before 1950", said)
    assert plan.kind == "refine"
    assert plan.filters.year_max is None


@pytest.mark.parametrize("said", ["wie Nummer 2", "parecido al segundo", "comme le 2"])
def test_more_of_a_track_is_asked_for_in_any_language(talk: Any, said: str) -> None:
    assert len(talk("banjo", said).like) == 1


def test_a_track_that_was_not_shown_is_said_to_be_missing(talk: Any) -> None:
    plan = talk("banjo", "more like 77")
    assert plan.like == ()
    assert plan.notes == ("there is no 77 among the tracks above",)


@pytest.mark.parametrize(
    "request_", ["something else", "play the rest", "more", "show me others", "different ones please"]
)
def test_more_of_the_same_without_what_was_shown(talk: Any, request_: str) -> None:
    plan = talk("a song with a banjo", request_)
    assert plan.kind == "refine"
    assert plan.wanted == ("banjo",)
    assert plan.filters.exclude == ("t1", "t2", "t3", "t4", "t5")


def test_without_takes_away_and_with_brings_back(talk: Any) -> None:
    assert talk("happy folk", "without drums").unwanted == ("drums",)
    assert talk("happy folk", "without drums", "with drums").unwanted == ()
    banjoless = talk("banjo and fiddle tunes", "no banjo")
    assert banjoless.wanted == ("fiddle",)
    assert "banjo" not in banjoless.query().text


def test_darker_takes_the_place_of_happy(talk: Any) -> None:
    plan = talk("happy piano", "darker")
    assert plan.wanted == ("piano", "dark")
    assert "happy" not in plan.query().text


@pytest.mark.parametrize(
    "request_",
    [
        "a scary song",
        "some calm harp music",
        "what about techno?",
        "techno",
        "find me something by Bach",
        "music by Bach",
        "I want loud rock for a party",
    ],
)
def test_a_new_topic_starts_anew(talk: Any, request_: str) -> None:
    plan = talk("a song with a banjo", "without drums", "slower", request_)
    assert plan.kind == "search"
    assert "banjo" not in plan.wanted
    assert plan.unwanted == ()
    assert plan.filters.tempo_max is None


@pytest.mark.parametrize(
    ("request_", "ranks"),
    [
        ("why this one?", ()),
        ("what is 2?", (2,)),
        ("tell me about the second one", (2,)),
        ("who wrote number 3", (3,)),
        ("compare 1 and 4", (1, 4)),
        ("which is the slowest?", ()),
        ("how fast is the last one?", (5,)),
        ("is there a banjo in 1?", (1,)),
        ("tell me more", ()),
        ("play number 2", (2,)),
    ],
)
def test_questions_about_shown_tracks_search_nothing(talk: Any, request_: str, ranks: tuple[int, ...]) -> None:
    plan = talk("a song with a banjo", request_)
    assert plan.kind == "about"
    assert plan.about == ranks


@pytest.mark.parametrize(
    "request_", ["hi", "thanks!", "who are you", "what's the capital of France?", "write me a python script"]
)
def test_small_talk_is_no_search(request_: str) -> None:
    assert make_plan(request_, tagger=shipped_tagger()).kind == "chat"


@pytest.mark.parametrize("request_", ["what is a banjo?", "what songs do you have with organ", "how about some jazz"])
def test_a_question_about_music_is_a_search(request_: str) -> None:
    assert make_plan(request_).kind == "search"


def test_undo_goes_back_one_wish(talk: Any) -> None:
    plan = talk("a song with a banjo", "without drums", "slower", "undo")
    assert plan.unwanted == ("drums",)
    assert plan.filters.tempo_max is None


def test_the_wish_survives_a_question_in_between(talk: Any) -> None:
    plan = talk("a song with a banjo", "why this one?", "thanks", "slower")
    assert plan.kind == "refine"
    assert plan.wanted == ("banjo",)


def test_the_plan_of_a_hundred_turns_stays_small(talk: Any) -> None:
    words = ("slower", "with violin", "without drums", "darker", "more like 2", "and some harp", "faster")
    plan = talk("a song with a banjo", *(words[i % len(words)] for i in range(100)))
    assert len(plan.text) <= 400
    assert len(plan.captions) <= 4


@pytest.mark.parametrize(
    "request_",
    [
        "",
        " ",
        "!",
        "x",
        "🎵" * 50,
        "\x00\x01",
        "\ud800",
        "no",
        "not",
        "without",
        "[[[",
        "a" * 100_000,
        "no " * 3000,
        "under " * 500,
        "1" * 5000,
    ],
)
def test_odd_requests_make_a_plan(request_: str) -> None:
    plan = make_plan(request_[:2000])
    assert plan.query().k == 8


def test_chips_name_every_part_and_each_can_be_dropped() -> None:
    plan = make_plan("calm piano without drums under 100 bpm from the 80s by Bach", artists=["Bach"])
    labels = [chip.label for chip in plan.chips()]
    assert labels == ["calm", "piano", "no drums", "under 100 bpm", "from the 1980s", "by Bach"]
    for chip in plan.chips():
        plan = plan.drop(chip)
    assert plan.chips() == ()
    assert not plan.filters


def test_a_plan_survives_json() -> None:
    plan = make_plan("calm piano without drums under 100 bpm, three tracks")
    assert turn_from_json(turn_to_json(Turn(plan))).plan == plan


# As people say it: three languages, emoji, drawn-out and crossed-out words


@pytest.mark.parametrize(
    ("request_", "wanted", "unwanted"),
    [
        ("🎻😢", {"violin", "sad"}, set()),
        ("😴😴😴", {"sleep"}, set()),
        ("🚫🥁 🎹", {"piano"}, {"drums"}),
        ("sloooow bluse", {"slow", "blues"}, set()),
        ("haevy metl with fast gitar", {"heavy metal", "fast", "guitar"}, set()),
        ("somthing with harpsicord", {"harpsichord"}, set()),
        ("top 3 scariest tracks", {"scary"}, set()),
        ("a flute that isn't accompanied by a harp", {"flute"}, {"harp"}),
        ("sitar without hand drums or tabla", {"sitar"}, {"drums", "tabla"}),
        ("latin but none of that salsa stuff", {"latin"}, {"salsa"}),
        ("rien d'électronique, plutôt folk", {"folk"}, {"electronic"}),
        ("du jazz mais jamais de saxophone", {"jazz"}, {"saxophone"}),
        ("une musique lente et triste au violon, sans voix", {"slow", "sad", "violin"}, {"vocals"}),
        ("langsame traurige Geigenmusik ohne Gesang", {"slow", "sad", "violin"}, {"vocals"}),
        ("weder Klavier noch Gitarre, aber Flöte", {"flute"}, {"piano", "guitar"}),
        ("schnelle keltische Musik", {"fast", "celtic"}, set()),
        ("música clásica lenta sin piano", {"slow", "classical"}, {"piano"}),
        ("algo alegre para bailar, nada triste", {"happy", "dancing"}, {"sad"}),
    ],
)
def test_wishes_as_people_say_them(request_: str, wanted: set[str], unwanted: set[str]) -> None:
    plan = make_plan(request_)
    assert wanted <= set(plan.wanted)
    assert set(plan.unwanted) == unwanted
    assert not unwanted & set(plan.wanted)
    assert plan.request == request_


@pytest.mark.parametrize(
    ("request_", "k"),
    [
        ("4 fast ones with electric guitar", 4),
        ("one (1) song for a toast, something proud", 1),
        ("give me 5 waltzes", 5),
        ("find me tracks with a kalimba, let's say six", 6),
        ("a duet for two guitars", 8),
        ("fünf traurige Lieder", 5),
        ("trois chansons tristes", 3),
    ],
)
def test_how_many(request_: str, k: int) -> None:
    assert make_plan(request_).k == k


def test_pulses_without_a_unit_and_old_modes() -> None:
    assert make_plan("koto and flute, slower than 80").filters.tempo_max == 80
    assert make_plan("something faster than 140, please").filters.tempo_min == 140
    assert make_plan("anything in D dorian?").filters.key == "D dorian"


ARTISTS = ("Pyotr Ilyich Tchaikovsky", "Richard Wagner", "Johann Sebastian Bach", "Night Train", "Train", "Traditional")


@pytest.mark.parametrize(
    ("request_", "artist"),
    [
        ("tchaikovski", "Tchaikovsky"),
        ("Wagner organ", "Wagner"),
        ("what do you have from bach", "Bach"),
        ("train music", ""),
        ("beach music", ""),
        ("traditional tunes", ""),
    ],
)
def test_a_bare_name_is_an_artist_only_where_it_can_mean_nothing_else(request_: str, artist: str) -> None:
    assert make_plan(request_, artists=ARTISTS).filters.artist == artist


def test_a_part_of_what_is_wanted_can_be_refused() -> None:
    without = make_plan("rock that isn't metal or punk").query().filters.without
    assert {"heavy metal", "metal", "punk"} <= set(without)
    assert "rock" not in without
    assert {"trumpet", "french horn"} <= set(make_plan("orchestral without brass").query().filters.without)
    kept = make_plan("violin, no other strings").query().filters.without
    assert "violin" not in kept
    assert {"fiddle", "violin"} <= set(make_plan("banjo without fiddle").query().filters.without)


def _went(library: Any, *requests: str) -> Conversation:
    past = Conversation()
    for request in requests:
        plan = make_plan(request, past)
        past.add(Turn(plan, past.shown if plan.kind == "about" else tuple(library.search(plan.query()))))
    return past


def test_going_back_again_goes_further_back(library: Any) -> None:
    past = _went(library, "banjo", "slower", "without drums", "undo")
    assert past.plan is not None
    assert not past.plan.unwanted
    assert past.plan.filters.tempo_max
    again = make_plan("no, go back to what you had before", past)
    assert not again.unwanted
    assert again.filters.tempo_max is None
    assert again.wanted == ("banjo",)
    assert make_plan("go back to the first one", _went(library, "banjo", "slower", "darker")).wanted == ("banjo",)
    assert make_plan("undo", _went(library, "banjo")).kind == "chat"  # there is nothing to go back to


@pytest.mark.parametrize(
    "request_", ["como la 2", "wie die zweite", "comme la deuxième", "2 is lovely. more in that vein"]
)
def test_pointing_in_other_words(library: Any, request_: str) -> None:
    past = _went(library, "banjo")
    assert make_plan(request_, past).like == (past.shown[1].track.track_id,)


def test_too_much_of_something_asks_for_less(library: Any) -> None:
    past = _went(library, "banjo")
    plan = make_plan("too fast, go back a little", past)
    assert plan.filters.tempo_max is not None
    assert plan.filters.tempo_min is None
    assert make_plan("zu langsam", past).filters.tempo_min is not None


@pytest.mark.parametrize(
    "request_", ["thanks, that was great", "hello there, how are you?", "who won the world cup in 2014?"]
)
def test_what_is_not_about_music_is_not_searched(request_: str) -> None:
    assert make_plan(request_, tagger=shipped_tagger()).kind == "chat"


def test_everyone_shown_is_known(library: Any) -> None:
    past = _went(library, "banjo")
    plan = make_plan("I know all of those, others please", past)
    assert plan.wanted == ("banjo",)
    assert set(plan.filters.exclude) == set(past.seen())


@pytest.mark.parametrize(
    ("request_", "years"),
    [
        ("une chanson gaie des années 80", (1980, 1989)),
        ("jazz aus den 60ern", (1960, 1969)),
        ("música de los años setenta", (1970, 1979)),
        ("achtziger Jahre, bitte", (1980, 1989)),
        ("music from the 1800s", (1800, 1899)),
        ("songs from the 60s or 70s", (1960, 1979)),
        ("songs from the 80s and 70s", (1970, 1989)),
        ("from the 90s and 2000s", (1990, 2009)),
        ("from the 90s and 00s", (1990, 2009)),
    ],
)
def test_decades_in_other_words(request_: str, years: tuple[int, int]) -> None:
    filters = make_plan(request_).filters
    assert (filters.year_min, filters.year_max) == years


def test_no_more_than_counts_and_the_opposite_refuses() -> None:
    plan = make_plan("no more than 3 songs, all with harp")
    assert (plan.k, plan.unwanted) == (3, ())
    assert make_plan("drei langsame Walzer").k == 3
    assert make_plan("the opposite of jazz").unwanted == ("jazz",)
    assert make_plan("jazz but hold the sax").unwanted == ("saxophone",)


@pytest.mark.parametrize(
    ("request_", "out", "left"),
    [
        ("epic music, no horns", {"trumpet", "french horn"}, {"violin"}),
        ("something warm, nothing classical", {"orchestral", "string quartet", "baroque"}, {"violin", "flute"}),
        ("something slow, nothing electronic", {"synth pad", "drum machine", "lo-fi"}, {"electric guitar"}),
        ("scary music, nothing dark", {"ominous", "tense"}, {"scary"}),
        ("something slow, no drum kit", {"drums"}, {"tambourine"}),
    ],
)
def test_what_is_refused_is_refused_whole(request_: str, out: set[str], left: set[str]) -> None:
    without = set(make_plan(request_).query().filters.without)
    assert out <= without
    assert not left & without
