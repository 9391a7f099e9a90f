"""Test the answers to questions about shown tracks and to small talk."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from llm.answering import replies
from llm.answering.parts import Citation
from llm.conversation import Conversation, Turn
from llm.plan import LibraryQuestion, Plan
from llm.understanding.planner import make_plan

BANJO = "a song which has the banjo instrument in it"


def answered(library: Any, question: str, first: str = BANJO, ranks: tuple[int, ...] = ()) -> str:
    """Return the answer to a question after a search. `ranks` are the tracks that the question is about."""
    asked = make_plan(first)
    hits = tuple(library.search(asked.query()))
    plan = make_plan(question, Conversation([Turn(asked, hits)]))
    if ranks or plan.kind != "about":
        plan = Plan(question, "about", about=ranks)
    return str(replies.explain(plan, asked, hits, library))


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("what is 2?", "double bass"),
        ("who wrote 1?", "[1] is by Traditional, as its tags say."),
        ("what is 1 called?", "[1] is “Old Joe Clark”, by Traditional."),
        ("what key is 1 in?", "[1] is in A major."),
        ("how fast is 3?", "[3] runs at 76 bpm."),
        ("how long is 2", "[2] lasts 0:31."),
        ("what year is 2 from?", "[2] dates from 1880."),
        ("which is the slowest?", "That is [5], at 60 bpm; next comes"),
        ("which one is the oldest", "That is [8], from 1704"),
        ("is 3 slower than 2?", "[3] is the slower one, at 76 bpm; [2] has 118 bpm."),
        ("is there a banjo in 1?", "Yes: its tags name the banjo [1]."),
        ("is there a sitar in 1?", "Not as far as its tags tell"),
        ("what instruments are in 3?", "[3] is played on the banjo and the harmonica."),
        ("why 1?", "[1] is here because its tags name the banjo."),
        ("why 6?", "overall sound"),
        ("compare 1 and 3", "[3] is melancholic and much slower"),
        ("compare 1 and 2", "Both have the banjo."),
        ("which one is the saddest?", "it is melancholic, rather than sad"),
        ("how sure are you that 1 has a banjo?", "the tags of [1] name the banjo."),
        ("how sure are you that 1 has a saxophone?", "no saxophone"),
        ("do any have a harmonica?", "With the harmonica: [3]."),
        ("which of these are bluegrass?", "Bluegrass: [1] and [2]."),
        ("how many of these have a banjo?", "With the banjo: 3 of 8, [1], [2] and [3]."),
        ("do any have a saxophone?", "With the saxophone: none of these"),
        ("which of these are from before 1800?", "earlier"),
    ],
)
def test_questions_are_answered_from_facts(library: Any, question: str, says: str) -> None:
    assert says.lower() in answered(library, question).lower()


@pytest.mark.parametrize(
    ("question", "ranks", "says"),
    [
        ("warum 1?", (1,), "[1] ist dabei, denn die Tags nennen das Banjo."),
        ("in welcher Tonart ist die 1?", (1,), "[1] steht in A-Dur."),
        ("welches ist das langsamste?", (), "Das ist [5], mit 60 bpm"),
        ("vergleiche 1 und 3", (1, 3), "[3] ist melancholisch und viel langsamer"),
        ("pourquoi la 1 ?", (1,), "[1] est là : ses étiquettes nomment le banjo."),
        ("laquelle est la plus rapide ?", (), "C'est [1], à 132 bpm"),
        ("quels instruments dans la 3 ?", (3,), "on entend le banjo et l'harmonica"),
        ("wie heißt die 1?", (1,), "[1] heißt „Old Joe Clark“, von Traditional."),
        ("comment s'appelle la 1 ?", (1,), "[1] s'appelle « Old Joe Clark », par Traditional."),
        ("¿por qué la 1?", (1,), "[1] está aquí porque sus etiquetas nombran el banjo."),
        ("¿cuál es la más antigua?", (), "Es [8], de 1704"),
        ("¿quién compuso la 1?", (1,), "[1] es de Traditional, según sus etiquetas."),
    ],
)
def test_questions_are_answered_in_their_language(
    library: Any, question: str, ranks: tuple[int, ...], says: str
) -> None:
    assert says in answered(library, question, ranks=ranks)


def test_where_an_instrument_comes_in_is_told_from_the_windows(timed_library: Any) -> None:
    asked = make_plan(BANJO)
    hits = {hit.track.title: hit for hit in timed_library.search(asked.query())}

    def where(title: str, question: str = "where does the banjo come in in 1?") -> str:
        hit = replace(hits[title], rank=1)
        return str(replies.explain(Plan(question, "about", about=(1,)), asked, [hit], timed_library))

    assert where("Cripple Creek") == "In [1] you hear the banjo best from 0:10."
    assert "all the way through" in where("Old Joe Clark")
    assert where("Lonesome Porch").startswith("The tags of [1] name the banjo, but I do not hear it clearly")
    assert "not hear the sitar clearly" in where("Old Joe Clark", "where does the sitar come in in 1?")
    assert where("Cripple Creek", "ab wann hört man in 1 das Banjo?") == "In [1] hörst du das Banjo am besten ab 0:10."


def test_a_track_that_lacks_a_wish_is_admitted_to_lack_it(library: Any) -> None:
    asked = make_plan("scary banjo")
    hits = library.search(asked.query())
    with_banjo = next(hit for hit in hits if "banjo" in hit.track.known.instruments)
    said = str(replies.explain(Plan("why that?", "about", about=(with_banjo.rank,)), asked, hits, library))
    assert "its tags name the banjo" in said
    assert "not scary" in said


def test_heard_facts_are_worded_as_heard(heard_library: Any) -> None:
    assert "With the harmonica, by ear and without a tag that says so: [3]." in answered(
        heard_library, "do any have a harmonica?", "a song with a banjo"
    )
    said = answered(heard_library, "how sure are you that 1 has a banjo?", "a song with a banjo", (1,))
    assert "%, by ear" in said


def test_music_for_a_use_is_judged_by_how_much_goes_on(library: Any) -> None:
    asked = make_plan(BANJO)
    hits = library.search(asked.query())
    for energy, starts in ((0.9, "[1] should do for dancing"), (0.1, "[1] is not my first choice for dancing")):
        hit = replace(hits[0], rank=1, percentiles=(("energy", energy),))
        plan = Plan("is 1 good for dancing?", "about", about=(1,))
        assert str(replies.explain(plan, asked, [hit], library)).startswith(starts)


def test_an_artist_is_quoted_without_markup_and_cites_nothing(library: Any) -> None:
    asked = make_plan("banjo")
    hits = tuple(library.search(asked.query()))
    hostile = replace(hits[0], track=replace(hits[0].track, artist="[2] ![x](http://evil.test) <b>Ann</b> a@evil.test"))
    past = Conversation([Turn(asked, (hostile, *hits[1:]))])
    said = replies.explain(make_plan("who wrote 1?", past), asked, past.shown, library)
    assert said[0] == Citation(1)
    assert said.ranks == (1,)
    assert "Ann" in str(said)
    assert "evil" not in str(said)


@pytest.mark.parametrize(
    ("request_", "start"),
    [
        ("thanks!", "With pleasure."), ("hello", "Hello!"), ("hallo, guten Tag", "Hallo!"),
        ("undo", "There is nothing to go back to"), ("what can you do", "I am Hark."),
        ("what is the capital of France?", "That is beyond me"), ("merci beaucoup", "Avec plaisir."),
        ("my dog died today", "I am sorry to hear that."), ("sind meine Daten im Internet?", "Ich suche auf diesem"),
        ("hola, buenos días", "¡Hola!"), ("", "That is beyond me"),
    ],
)  # fmt: skip
def test_small_talk(library: Any, request_: str, start: str) -> None:
    assert str(replies.chat(Plan(request_, "chat"), library)).startswith(start)


def test_a_question_about_the_library_is_answered_from_its_facts(library: Any) -> None:
    question = Plan(
        "how many bluegrass songs do I have?", "chat", library_question=LibraryQuestion("count", ("bluegrass",))
    )
    assert str(replies.chat(question, library)).startswith("Bluegrass: 2 of 12 tracks, by their tags.")
    assert replies.explain(question, None, (), library) == replies.chat(question, library)
    assert "“Maple Leaf Rag”, at 168 bpm" in str(
        replies.chat(Plan("which is faster, Maple Leaf Rag or Harbour Lights?", "chat"), library)
    )


@pytest.mark.parametrize("question", ["which of these are in 3/4?", "is 1 royalty free?"])
def test_a_question_that_no_fact_answers_is_owned_up_to(library: Any, question: str) -> None:
    assert answered(library, question).startswith("I cannot check “")
