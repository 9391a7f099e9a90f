"""Test that the built-in answers are short, supported by facts, and written in four languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import pytest

from llm.answering.claims import unsupported
from llm.answering.parts import Citation, Prose, Text
from llm.answering.writer import MOST_WORDS, write
from llm.conversation import Conversation, Turn
from llm.plan import Plan
from llm.searching import search
from llm.understanding.planner import make_plan
from retrieval.query import Filters
from retrieval.search.evidence import facts_of
from retrieval.search.shape import Unmet

REQUESTS = {
    "en": [
        "a song which has the banjo instrument in it", "a scary song which I can play in the background of my video",
        "calm piano", "happy folk without drums", "something by Bach", "something with a kazoo", "dark organ music",
        "sitar for meditation", "no vocals", "three happy tracks", "jazz for a rainy night", "sad but danceable",
        "strings, not too sad", "something to dance to at a party", "aggressive metal with drums", "surprise me",
        "banjo or piano", "melancholic harmonica", "music for studying", "something romantic for dinner",
    ],
    "de": ["ruhige Klaviermusik zum Lernen", "gruselige Musik mit Chor", "etwas Fröhliches mit Banjo",
           "Jazz ohne Geige"],
    "fr": ["musique calme pour dormir", "du jazz avec contrebasse", "une musique joyeuse avec banjo", "sans batterie"],
    "es": ["música alegre con banjo", "algo tranquilo de piano para estudiar", "música de miedo con coro",
           "sin batería"],
}  # fmt: skip
ALL = [request for requests in REQUESTS.values() for request in requests]
_KEY_OR_TEMPO = re.compile(r"\bbpm\b|\b[A-G][#b]? (?:minor|major)\b|-(?:Dur|Moll)\b|(?:majeur|mineur|mayor|menor)\b")


def written(request: str, library: Any) -> tuple[Plan, tuple[Any, ...], str]:
    plan, hits = search(make_plan(request, artists=["Johann Sebastian Bach"], look_up=library.names), library)
    return plan, hits, str(write(plan, hits, library))


@pytest.mark.parametrize("which", ["library", "heard_library", "timed_library"])
def test_answers_are_short_and_name_few_tracks_in_order_and_no_key_or_tempo(
    request: pytest.FixtureRequest, which: str
) -> None:
    library, lengths = request.getfixturevalue(which), []
    for asked in ALL:
        _, hits, text = written(asked, library)
        ranks = list(dict.fromkeys(int(n) for n in re.findall(r"\[(\d+)\]", text)))
        assert len(text.split()) <= MOST_WORDS == 60, text
        assert len(ranks) <= 3, text
        assert ranks == sorted(ranks), text
        assert bool(ranks) == bool(hits), text
        assert not _KEY_OR_TEMPO.search(text), text
        assert "  " not in text
        assert text[0].isupper() or text[0] in "[“„«¿", text
        lengths.append(len(text.split()))
    assert median(lengths) <= 50


@pytest.mark.parametrize("which", ["library", "heard_library", "timed_library"])
@pytest.mark.parametrize("asked", ALL)
def test_facts_support_every_sentence(request: pytest.FixtureRequest, which: str, asked: str) -> None:
    plan, hits, text = written(asked, request.getfixturevalue(which))
    wish = " ".join((plan.request, *plan.wanted, *plan.notes))
    names = {h.rank: f"{h.track.title} {h.track.artist}" for h in hits}
    assert unsupported(text, facts_of(hits), wish, names) == [], text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("ruhige Klaviermusik zum Lernen", "Zum Lernen"), ("musique calme pour dormir", "Pour s'endormir"),
        ("algo tranquilo de piano para estudiar", "Para estudiar"), ("music for studying", "for studying"),
        ("a song with a banjo", "the banjo"), ("etwas Fröhliches mit Banjo", "das Banjo"),
        ("música de miedo con coro", "el coro"),
    ],
)  # fmt: skip
def test_the_words_of_the_request_come_back_in_its_language(library: Any, asked: str, words: str) -> None:
    assert words in written(asked, library)[2]


def test_the_reason_has_a_moment(timed_library: Any) -> None:
    plan, hits, _ = written("a song with a banjo", timed_library)
    by_title = {hit.track.title: replace(hit, rank=1) for hit in hits}
    through, later = (str(write(plan, [by_title[t]], timed_library)) for t in ("Old Joe Clark", "Cripple Creek"))
    assert re.search("all the way through|from beginning to end", through)
    assert "0:10" in later
    assert not re.search(r"\d:\d\d", str(write(plan, [by_title["Lonesome Porch"]], timed_library)))


def test_the_first_track_is_the_pick_unless_only_a_later_one_has_evidence(library: Any) -> None:
    plan, hits, text = written("banjo", library)
    assert "[1]" in text.split(":")[0]
    moved = [replace(hit, rank=n) for n, hit in enumerate((hits[-1], *hits[:-1]), 1)]
    assert "banjo" not in moved[0].track.known.instruments
    said = str(write(plan, moved, library))
    assert re.match(r"\[1\] is nearest in sound, but my pick is \[2\]", said)


def test_what_no_track_has_is_said_of_the_tracks_shown(library: Any) -> None:
    assert re.search("[Nn]o didgeridoo", written("didgeridoo", library)[2])
    assert "no banjo in the last" in written("banjo", library)[2] or "last" in written("banjo", library)[2]


def test_heard_and_stated_facts_are_worded_differently(library: Any, heard_library: Any) -> None:
    assert not re.search("I seem to hear|by ear", written("banjo", library)[2])
    assert re.search("I seem to hear", written("banjo", heard_library)[2])


def test_what_is_not_used_or_known_is_owned_up_to(library: Any) -> None:
    plan, hits, _ = written("banjo", library)
    plan = replace(plan, unused=("grandmother",), unknown=("5 star",), like_names=("Radiohead",), minutes=45.0)
    plan = replace(plan, unmet=(Unmet("minutes", "few", 4.4),))
    text = str(write(plan, hits, library))
    for words in ("“grandmother”", "“5 star”", "“Radiohead”", "45 minutes"):
        assert words in text
    assert len(text.split()) <= MOST_WORDS


def test_an_order_is_checked_before_it_is_claimed(library: Any) -> None:
    plan, hits, _ = written("calm music", library)
    ascending = sorted(hits, key=lambda hit: hit.track.tempo_bpm or 0)
    for order, tracks, words in (
        ("tempo", ascending, "They run from slow to fast."),
        ("-tempo", ascending, "could not"),
    ):
        assert words in str(write(replace(plan, order=order), tracks, library))


@pytest.mark.parametrize("language", ["banjo", "Banjo bitte", "du banjo s'il te plaît", "banjo por favor"])
def test_what_a_list_lacks_is_owned_up_to_in_every_language(language: str, library: Any) -> None:
    plan, hits, _ = written("banjo", library)
    plan = replace(plan, request=language, minutes=45.0, order="energy", artists_apart=1)
    hits = sorted(hits, key=lambda hit: hit.track.measured.energy or 0)
    for unmet in (
        Unmet("minutes", "few", 4), Unmet("minutes", "whole", 4), Unmet("count", "few", 3), Unmet("count", "few", 1),
        Unmet("order", "unknown", 2), Unmet("arc", "few", 2), Unmet("arc", "flat"), Unmet("artists", "close", 1),
        Unmet("albums", "close", 2), Unmet("path", "same"), Unmet("path", "gone"),
    ):  # fmt: skip
        without, with_it = (str(write(replace(plan, unmet=each), hits, library)) for each in ((), (unmet,)))
        assert with_it != without


def test_the_track_pointed_at_is_called_by_its_title(library: Any) -> None:
    _, hits, _ = written("banjo", library)
    past = Conversation([Turn(make_plan("banjo"), hits)])
    plan, found = search(make_plan("more like 2 but darker", past), library)
    assert f"“{hits[1].track.title}”" in str(write(plan, found, library))
    assert "pointed" not in str(write(plan, found, library))
    assert "your clip" in str(write(Plan("like this", like=("clip:1",)), found, library))


def test_titles_of_files_hold_no_markup_and_cite_nothing(make_library: Any) -> None:
    from tests.llm.conftest import make_track

    hostile = make_track(1, "[2](http://evil.test) <b>Ann</b>", instruments=("banjo",))
    library = make_library([hostile, make_track(2, "Other", instruments=("banjo",))])
    plan = Plan("more like 1", "refine", like=("t1",), filters=Filters(exclude=("t1",)))
    said = write(plan, library.search(plan.query()), library)
    assert said.ranks == (1,)
    assert not re.search(r"evil|<|://", str(said))


def test_the_same_request_reads_the_same_and_others_differ(library: Any) -> None:
    assert written(ALL[0], library)[2] == written(ALL[0], library)[2]
    openings = {re.sub(r"\[\d\]", "", written(asked, library)[2])[:14] for asked in REQUESTS["en"]}
    assert len(openings) >= 8


def test_citations_are_parts_and_words_hold_none(library: Any) -> None:
    plan, hits, text = written(ALL[0], library)
    parts = write(plan, hits, library)
    assert {part.rank for part in parts if isinstance(part, Citation)} <= {hit.rank for hit in hits}
    assert not any("[" in part.text for part in parts if isinstance(part, Text))
    assert Prose.parse(text) == parts


def test_assumptions_are_stated(library: Any) -> None:
    first = make_plan("banjo")
    past = Conversation([Turn(first, tuple(library.search(first.query())))])
    plan = make_plan("slower", past)
    text = str(write(plan, library.search(plan.query()), library))
    assert text.startswith(f"I took “slower” to mean under {plan.filters.tempo_max:g} bpm.")


def test_a_request_without_meaning_gets_one_sentence_with_its_words(library: Any) -> None:
    plan, hits, text = written("asdfghjkl", library)
    assert hits == ()
    assert "“asdfghjkl”" in text
    assert text.startswith("I could not make anything of")


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan("x", text="x", wanted=("jazz",), filters=Filters(year_max=1500)), "from 1500 or earlier"),
        (Plan("x", text="x", filters=Filters(year_max=1500, artist="Bach")), "all of this at once"),
        (Plan("more", repeats=True, filters=Filters(artist="Bach", exclude=("t1",))), "seen everything here"),
        (Plan("more", text="more", filters=Filters(exclude=("t1",))), "seen everything that fits"),
        (Plan("ohne Banjo", unwanted=("banjo",)), "ohne Banjo"),
    ],
)
def test_without_tracks_the_conditions_are_named(library: Any, plan: Plan, words: str) -> None:
    assert words in str(write(plan, (), library))


def _answer(library: Any, plan: Plan) -> str:
    return str(write(plan, library.search(plan.query()), library))


@pytest.fixture
def few(make_library: Any) -> Any:
    """Return a library of three tracks: fast metal, calm Japanese music and happy blues."""
    from tests.llm.conftest import make_track

    return make_library(
        [
            make_track(1, "Iron", style="metal", instruments=("distorted guitar",), mood=("aggressive",), tempo=170),
            make_track(2, "Tea", style="japanese", instruments=("koto",), mood=("calm",), tempo=60),
            make_track(3, "Rail", style="blues", instruments=("harmonica", "piano"), mood=("happy",), tempo=100),
        ]
    )


def _shown(library: Any, plan: Plan, titles: Sequence[str]) -> str:
    """Return the answer to a plan whose search has found the tracks with these titles."""
    by_title = {hit.track.title: hit for hit in library.search(Plan("x", text="x", k=50).query())}
    return str(write(plan, [replace(by_title[title], rank=n) for n, title in enumerate(titles, 1)], library))


@pytest.mark.parametrize(
    ("code", "wanted", "said"),
    [
        ("en", ("calm", "japanese", "opera"), ["[Nn]o opera among these three"]),
        ("en", ("calm", "opera", "waltz"), ["[Nn]o opera or waltz among these three"]),
        ("en", ("calm", "opera", "catchy"), ["[Nn]o opera among these three, and nothing tagged catchy"]),
        ("en", ("koto", "romantic"), ["othing tagged romantic among these three"]),
        ("en", ("opera", "waltz"), ["[Nn]o opera or waltz among these three", r"\[1\]"]),
        ("de", ("calm", "opera"), ["Von Oper finde ich in diesen drei nichts"]),
        ("fr", ("calm", "romantic", "scary"), ["Aucune étiquette ne dit « romantique » ni « effrayante »"]),
        ("es", ("calm", "opera", "waltz"), ["En estas tres no encuentro ópera ni vals"]),
    ],
)
def test_a_wish_that_no_track_meets_is_named_for_every_kind(
    few: Any, code: str, wanted: tuple[str, ...], said: list[str]
) -> None:
    request = {"en": "something for me", "de": "ich möchte etwas Musik für mich", "fr": "je voudrais de la musique",
               "es": "quiero una música para mí"}[code]  # fmt: skip
    text = _shown(few, Plan(request, text="x", wanted=wanted), ["Tea", "Rail", "Iron"])
    for words in said:
        assert re.search(words, text), text
    assert not re.search("nothing (?:opera|waltz)", text)


@pytest.mark.parametrize(("style", "tagged"), [("Russian", False), ("japanese", True), ("shoegaze", False)])
def test_a_style_that_is_no_concept_is_missing_unless_a_tag_names_it(few: Any, style: str, tagged: bool) -> None:
    text = _shown(few, Plan("x", text="x", styles=(style,)), ["Tea", "Rail", "Iron"])
    assert (f"othing tagged “{style}” among these three" in text) is not tagged


def test_a_language_that_is_not_read_is_named(few: Any) -> None:
    plan = Plan("x", text="x", unused=("per", "cucinare"), language="Italian")
    said = "This looks like Italian, and I read only English, French, German and Spanish."
    assert said in _shown(few, replace(plan, wanted=("calm",)), ["Tea", "Rail", "Iron"])
    assert said in str(write(plan, (), few))


def test_a_missing_wish_is_said_even_if_much_else_has_to_be(few: Any) -> None:
    plan = Plan(
        "x", text="x", wanted=("koto", "opera", "catchy"), unused=("grandmother", "attic", "window", "lamp"),
        unknown=("rated five stars by my friends",), like_names=("Some Band", "Another Band", "A Third Band"),
    )  # fmt: skip
    text = _shown(few, plan, ["Tea", "Rail", "Iron"])
    assert "o opera among these three, and nothing tagged catchy" in text
    assert len(text.split()) <= MOST_WORDS


def test_nothing_is_called_missing_if_the_recommended_track_meets_every_wish(few: Any) -> None:
    text = _shown(few, Plan("x", text="x", wanted=("calm", "koto")), ["Tea", "Rail"])
    assert not re.search("find no|[Nn]othing|lacks", text)
    text = _shown(few, Plan("x", text="x", wanted=("koto", "opera"), either=("koto", "opera")), ["Tea", "Rail"])
    assert "opera" not in text


def test_a_later_track_is_said_to_have_what_the_first_lacks_and_what_it_lacks_itself(few: Any) -> None:
    text = _shown(few, Plan("x", text="x", wanted=("calm", "blues", "piano")), ["Tea", "Rail", "Iron"])
    assert "[2] is tagged blues and has the piano, but is not calm." in text


@pytest.mark.parametrize(
    ("use", "titles", "said", "unsaid"),
    [
        ("wedding", ["Rail", "Tea"], "guess", "For a wedding, (?:start|I would take)"),
        ("sleep", ["Tea", "Iron"], "[Ff]or falling asleep", "guess"),
    ],
)
def test_a_use_without_evidence_is_a_guess(few: Any, use: str, titles: list[str], said: str, unsaid: str) -> None:
    wish = {"Rail": "blues", "Tea": "calm"}[titles[0]]
    text = _shown(few, Plan("x", text="x", wanted=(wish, use)), titles)
    assert re.search(said, text), text
    assert not re.search(unsaid, text), text


def test_music_with_too_much_going_on_is_not_recommended_for_sleep(few: Any) -> None:
    plan = Plan("x", text="x", wanted=("heavy metal", "sleep"))
    hits = [h for h in few.search(Plan("x", text="x").query()) if h.track.title == "Iron"]
    text = str(write(plan, [replace(hits[0], rank=1, percentiles=(("energy", 0.9),))], few))
    assert not re.search("falling asleep, (?:start|try|I would)|guess", text), text
    assert "a lot for falling asleep" in text


def test_reasons_of_one_kind_share_a_clause(make_library: Any) -> None:
    from tests.llm.conftest import make_track

    library = make_library(
        [make_track(1, "A", style="funk", mood=("nostalgic", "scary"), instruments=("oboe", "flute"))]
    )
    text = _answer(library, Plan("x", text="x", wanted=("nostalgic", "scary")))
    assert re.search("(?:tagged|call it) nostalgic and scary", text), text
    text = _answer(library, Plan("x", text="x", wanted=("funk", "scary")))
    assert "it is tagged funk and scary" in text
    text = _answer(library, Plan("x", text="x", wanted=("oboe", "flute")))
    assert "its tags name the oboe and the flute" in text
    text = _answer(library, Plan("je voudrais de la musique", text="x", wanted=("funk", "scary")))
    assert "ses étiquettes disent « funk » et « effrayante »" in text


def test_two_further_tracks_are_not_told_apart_by_the_same_mood(make_library: Any) -> None:
    from tests.llm.conftest import make_track

    library = make_library(
        [
            make_track(1, "A", instruments=("banjo",), mood=("calm",), tempo=140),
            make_track(2, "B", instruments=("banjo",), mood=("nostalgic",), tempo=60),
            make_track(3, "C", instruments=("banjo",), mood=("nostalgic",), tempo=139),
        ]
    )
    assert _shown(library, Plan("x", text="x", wanted=("banjo",)), "ABC").count("nostalgic") == 1


def test_words_that_were_not_understood_are_not_quoted_as_a_wish(few: Any) -> None:
    long = Plan("x", text="any genre really, but breakup songs")
    for plan in (long, replace(long, text="breakup songs", unused=("breakup",))):
        text = _shown(few, plan, ["Tea", "Rail"])
        assert "“any genre" not in text
        assert "“breakup songs”" not in text
        assert re.search(r"\[1\] comes first", text)
    assert "“breakup songs”" in _shown(few, replace(long, text="breakup songs"), ["Tea", "Rail"])


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (Plan("x", text="x", wanted=("calm",), like_names=("a", "b")), "This library has no “a” or “b”, so I went by"),
        (Plan("x", text="x", wanted=("calm",), like_names=("a",)), "“a” is not in this library, so I went by"),
        (Plan("x", text="x", wanted=("calm",), notes=("bruno mars is not in this library",)),
         "“bruno mars” is not in this library."),
        (Plan("x", text="x", wanted=("calm",), notes=("a, b and c are not in this library",)),
         "This library has no “a”, “b” or “c”."),
        (Plan("x", text="x", wanted=("calm",), like_names=("a",), repeats=True),
         "“a” is not in this library, so these are others of the same search."),
        (Plan("ich möchte etwas Musik", text="x", wanted=("calm",), like_names=("a", "b"), repeats=True),
         "„a“ oder „b“ gibt es in dieser Sammlung nicht, also sind das weitere aus derselben Suche."),
        (Plan("je voudrais de la musique", text="x", wanted=("calm",), like_names=("a", "b", "c")),
         "Cette collection n'a ni « a » ni « b » ni « c », j'ai donc suivi le reste."),
        (Plan("quiero una música para mí", text="x", wanted=("calm",), unused=("abuela", "desván")),
         "No he podido usar «abuela» ni «desván»."),
        (Plan("jazz, Jazz", text="x", wanted=("calm",), unwanted=("jazz",)), "None of them is tagged “jazz”."),
    ],
)  # fmt: skip
def test_absent_names_are_quoted_as_typed_with_the_conjunction_of_a_negation(few: Any, plan: Plan, said: str) -> None:
    assert said in _shown(few, plan, ["Tea", "Iron"])


def test_a_long_list_ends_with_the_rest(make_library: Any) -> None:
    from tests.llm.conftest import make_track

    library = make_library(
        [make_track(n, f"T{n}", style="blues" if n < 3 else "polka", instruments=("banjo",)) for n in range(1, 21)]
    )
    text = _shown(library, Plan("x", text="x", wanted=("blues",), k=20), [f"T{n}" for n in range(1, 21)])
    assert re.search("[Tt]he rest", text), text
    assert "18" not in text
