"""Test the evaluation of conversations: its terms, figures and request files, and that it reports errors."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.errors import UserError
from data.track import Known, Track
from llm.answering import writer
from llm.assistant import Assistant, Done, Event, TracksFound
from llm.cli import main
from llm.conversation import Conversation, Turn
from llm.evaluation import conversations as judge
from llm.evaluation.conversations import Chain, Request, figures, mean, read_requests, share
from llm.evaluation.expectations import Seen, constrains, constraints, field_of, invented, met
from llm.evaluation.relevance import holds, negated, relevant
from llm.plan import Plan
from retrieval.indexing.folders import index_folder
from retrieval.query import Filters, Hit
from tests.concept_library import RecordingLibrary
from tests.keyword_encoder import KeywordEncoder

SETS = {"plucked": ["banjo", "harpsichord"], "sad": ["melancholic", "lonely"]}


@pytest.fixture
def shelf(make_library: Any) -> RecordingLibrary:
    tracks: list[Track] = []
    for number, (style, instruments, mood, tempo, key, year) in enumerate(
        [
            ("bluegrass", ("banjo", "fiddle"), ("happy",), 132, "A major", 1900),
            ("folk", ("banjo", "drums"), ("lonely",), 76, "E minor", 1850),
            ("baroque", ("harpsichord",), ("calm",), 88, "C major", 1722),
            ("jazz", ("piano", "drums"), ("calm",), 92, "F major", None),
            ("rock", ("electric guitar", "drums"), ("angry",), 176, "E minor", None),
        ],
        1,
    ):
        known = {"style": style, "instruments": instruments, "mood": mood, "tempo_bpm": tempo, "key": key}
        folder = Path("/music")
        tracks.append(
            Track(f"t{number}", folder / f"{number}.ogg", folder, f"No. {number}", year=year, duration_s=20 + number,
                  known=Known(**known))  # type: ignore[arg-type]
        )  # fmt: skip
    return make_library([replace(track, album="Hark Demo: Shelf") for track in tracks])


def _seen(
    plan: Plan, shelf: RecordingLibrary, *, order: Sequence[int] = (), text: str = "", shown: Sequence[int] = ()
) -> Seen:
    def hits(numbers: Sequence[int]) -> tuple[Hit, ...]:
        return tuple(Hit(shelf.tracks()[n - 1], 0.5, rank) for rank, n in enumerate(numbers, 1))

    past = Conversation([Turn(Plan("before"), hits(shown))] if shown else [])
    return Seen(Turn(plan, hits(order), text), past, SETS)


# The language of expectations


@pytest.mark.parametrize(
    ("term", "plan", "expected"),
    [
        ("banjo", Plan("", wanted=("banjo",)), True),
        ("geige", Plan("", wanted=("violin",)), True),  # a synonym names the same thing
        ("banjo", Plan("", wanted=("fiddle",)), False),
        ("banjo|fiddle", Plan("", wanted=("fiddle",)), True),
        ("banjo", Plan("", unwanted=("banjo",)), False),
        ("-banjo", Plan("", unwanted=("banjo",)), True),
        ("-electric guitar", Plan("", unwanted=("guitar",)), True),  # the family covers it
        ("-guitar", Plan("", unwanted=("electric guitar",)), False),  # a member does not
        ("-drums", Plan("", filters=Filters(without=("drums",))), True),
        ("tempo_max=85..100", Plan("", filters=Filters(tempo_max=90)), True),
        ("tempo_max=85..100", Plan("", filters=Filters(tempo_max=120)), False),
        ("tempo_max=85..100", Plan(""), False),
        ("tempo_min=120", Plan("", filters=Filters(tempo_min=120)), True),
        ("key=minor", Plan("", filters=Filters(key="minor")), True),
        ("key=A minor", Plan("", filters=Filters(key="minor")), False),
        ("artist=Bach", Plan("", filters=Filters(artist="Johann Sebastian Bach")), True),
        ("artist=Bach", Plan(""), False),
        ("k=3", Plan("", k=3), True),
        ("kind=search", Plan("", kind="refine"), True),
        ("kind=search", Plan("", kind="chat"), False),
        ("kind=about|chat", Plan("", kind="chat"), True),
        ("kind=about|chat", Plan(""), False),
        ("nowanted=banjo", Plan("", wanted=("banjo",)), False),
        ("no-=drums", Plan("", unwanted=("drums",)), False),
        ("notempo", Plan("", filters=Filters(tempo_max=90)), False),
    ],
)
def test_terms_about_a_plan(term: str, plan: Plan, expected: bool, shelf: RecordingLibrary) -> None:
    assert met(term, _seen(plan, shelf)) is expected


@pytest.mark.parametrize(
    ("term", "order", "expected"),
    [
        ("slower", (2, 3), True),
        ("slower", (5,), False),
        ("slower=2", (2,), False),  # no slower than itself
        ("faster", (5,), True),
        ("older", (3,), True),
        ("older", (4,), False),  # no year is known
        ("longer", (5,), True),
        ("shorter", (5,), False),
        ("fresh", (3, 4), True),
        ("fresh", (1, 3), False),
        ("fresh", (), False),
        ("same=1", (1, 2), True),
        ("same=1", (2, 1), False),
        ("more=@sad", (2,), True),
        ("more=@sad", (4,), False),
    ],
)
def test_terms_about_what_came_of_it(term: str, order: Sequence[int], expected: bool, shelf: RecordingLibrary) -> None:
    assert met(term, _seen(Plan(""), shelf, order=order, shown=(1, 2))) is expected


def test_terms_about_answers_and_references(shelf: RecordingLibrary) -> None:
    about = Plan("", kind="about", about=(2,))
    said = _seen(about, shelf, text="[2] runs at 76 bpm, in E minor.", shown=(1, 2, 3))
    assert met("cites=2", said)
    assert not met("cites=1", said)
    assert met("cites=slowest", said)
    assert not met("cites=fastest", said)
    assert met("says=tempo", said)
    assert met("says=key", said)
    assert not met("says=year", said)
    liked = _seen(Plan("", like=("t2",)), shelf, shown=(1, 2, 3))
    assert met("like=2", liked)
    assert not met("like=3", liked)
    assert not met("like=last", liked)


def test_a_term_outside_the_language_is_an_error(shelf: RecordingLibrary) -> None:
    with pytest.raises(ValueError, match="tempo_avg"):
        met("tempo_avg=90", _seen(Plan(""), shelf))
    with pytest.raises(ValueError, match="number"):
        met("tempo_max=slow", _seen(Plan(""), shelf))


def test_what_nobody_asked_for_is_an_invention() -> None:
    plan = Plan("", wanted=("banjo", "calm", "jazz"), unwanted=("drums",), filters=Filters(year_max=1900), k=3)
    assert set(constraints(plan)) == {"banjo", "calm", "jazz", "-drums", "year_max=1900", "k=3"}
    assert set(invented(plan, ["banjo"])) == {"calm", "jazz", "-drums", "year_max=1900", "k=3"}
    assert set(invented(plan, ["banjo"], free=True)) == {"-drums", "year_max=1900", "k=3"}
    assert invented(plan, ["banjo", "older", "k=3", "-drums", "calm|jazz"]) == []
    assert invented(Plan("", filters=Filters(exclude=("t1",))), []) == []


def test_near_names_and_implied_limits_are_no_inventions() -> None:
    assert invented(Plan("", wanted=("melancholic",)), ["sad"]) == []
    assert invented(Plan("", wanted=("acoustic guitar",)), ["guitar"]) == []
    assert invented(Plan("", filters=Filters(tempo_max=90)), ["slow"]) == []
    assert invented(Plan("", filters=Filters(tempo_max=90)), ["tempo_*"]) == []
    assert invented(Plan("", wanted=("drums",)), ["-drums"]) == ["drums"]  # asked for the opposite


def test_fields() -> None:
    assert [field_of(t) for t in ("banjo|calm", "-banjo", "-vocals", "tempo_max=90", "like=2", "slower")] == [
        "wanted", "unwanted", "vocals", "tempo", "like", "direction"
    ]  # fmt: skip
    assert constrains("key=minor")
    assert not constrains("slower")
    assert not constrains("kind=chat")


# Relevance from facts


@pytest.mark.parametrize(
    ("rule", "numbers"),
    [
        (["banjo"], [1, 2]),
        (["banjo", "-drums"], [1]),
        (["calm|lonely", "tempo<90"], [2, 3]),
        (["@plucked", "year>=1800"], [1, 2]),
        (["-@plucked"], [4, 5]),
        (["-banjo|-piano"], [3, 5]),
        (["key=minor"], [2, 5]),
        (["key=E minor"], [2, 5]),
        (["style:jazz"], [4]),
        (["mood:jazz"], []),
        (["year<1800"], [3]),
        (["title=No. 4"], [4]),
        (["duration>=24"], [4, 5]),
    ],
)
def test_rules(rule: list[str], numbers: list[int], shelf: RecordingLibrary) -> None:
    assert relevant(rule, shelf.tracks(), SETS) == [f"t{n}" for n in numbers]


def test_negated_things_of_a_rule() -> None:
    assert negated(["calm", "-banjo", "-organ|-church organ", "a|b"]) == ["banjo", "organ", "church organ"]


# The run


def test_a_run_notices_what_goes_wrong(shelf: RecordingLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "write", lambda plan, hits, library: iter(["[1] is ", "played on the harp."]))
    banjo = Request("banjo music", must=("banjo", "harp"), rule=("banjo", "-fiddle"))
    chain = Chain("x", "multi", (banjo, Request("slower", must=("slower",))))
    rows = judge.evaluate(Assistant(shelf), [chain], SETS)
    first, second = rows
    assert [ok for term, ok in first.terms if term in ("banjo", "harp")] == [True, False]
    assert first.absent == [("fiddle", False)]
    assert first.ndcg == pytest.approx(1 / 1.585, abs=1e-3)  # the one right track comes second
    assert [u.claim for u in first.unsupported] == ["harp"]
    assert second.follow_up
    assert second.ndcg is None
    found = figures(rows)
    assert found["constraints present"]["value"] == 0.5
    assert found["negated absent"]["value"] == 0.0
    assert found["unsupported per answer"]["value"] == 1.0
    assert found["follow-ups that did it"]["n"] == 1
    missed = judge.report("development", rows, misses=True)["misses"]
    assert missed[0]["unmet"] == ["harp"]
    assert "misses" not in judge.report("development", rows)
    assert "harp" in judge.show_misses(judge.report("development", rows, misses=True))


def test_a_run_without_faults(shelf: RecordingLibrary) -> None:
    rows = judge.evaluate(Assistant(shelf), [Chain("x", "terse", (Request("banjo", must=("banjo",)),))], SETS)
    found = figures(rows)
    assert rows[0].misses() is None
    assert found["constraints present"]["value"] == found["citations valid"]["value"] == 1.0
    assert found["constraints invented"]["value"] == found["unsupported per answer"]["value"] == 0.0
    assert found["first track ms"]["median"] > 0
    assert "constraints present" in judge.table(judge.report("development", rows))


def test_a_model_that_changes_the_tracks_is_measured_against_the_first_ones(shelf: RecordingLibrary) -> None:
    class Replans(Assistant):
        def respond(self, request: str, *args: object, **kwargs: object) -> Iterator[Event]:
            good = Plan(request, unwanted=("drums",))
            yield TracksFound(good, tuple(shelf.search(good.query())))
            bad = Plan(request, unwanted=("banjo",))
            yield TracksFound(bad, tuple(shelf.search(bad.query())))
            yield Done(Turn(bad, tuple(shelf.search(bad.query())), assistant="some model"))

    chain = Chain("x", "vague", (Request("something", rule=("fiddle",)),))
    found = figures(judge.evaluate(Replans(shelf), [chain], SETS))
    assert found["tracks changed by a model"]["value"] == 1.0
    assert found["ndcg change by a model"]["value"] == -1.0


def test_intervals() -> None:
    wilson = share(8, 10)
    assert wilson is not None
    assert (wilson["low"], wilson["high"]) == pytest.approx((0.490, 0.943), abs=1e-3)
    assert share(0, 0) is None
    assert mean([]) is None
    certain = mean([0.5] * 20)
    assert certain is not None
    assert certain["low"] == certain["high"] == 0.5


# The requests themselves


def test_the_halves_are_apart_alike_and_in_the_language(shelf: RecordingLibrary) -> None:
    halves = {split: read_requests(split) for split in judge.SPLITS}
    said: list[set[str]] = []
    kinds: list[Counter[str]] = []
    for chains, sets in halves.values():
        said.append({" / ".join(turn.say for turn in chain.turns) for chain in chains})
        kinds.append(Counter(chain.kind for chain in chains))
        assert len({chain.name for chain in chains}) == len(chains)
        for chain in chains:
            for turn in chain.turns:
                for term in turn.must:
                    met(term, Seen(Turn(Plan("")), Conversation([Turn(Plan(""))] * 9), sets))
                for term in turn.rule:
                    holds(term, shelf.tracks()[0], sets)
    assert not said[0] & said[1]
    assert sum(sum(len(c.turns) for c in chains) for chains, _ in halves.values()) >= 260
    assert sum(len(chains) for chains, _ in halves.values()) >= 170
    assert kinds[0].keys() >= kinds[1].keys()


def test_a_sample_takes_every_kind_in_turn() -> None:
    chains, _ = read_requests("development")
    assert len({chain.kind for chain in judge.sample(chains, 12)}) == 12


def test_missing_requests_are_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_requests("development", tmp_path)
    (tmp_path / "development.json").write_text('{"chains": [{"id": "x"}]}')
    with pytest.raises(UserError, match="cannot be read"):
        read_requests("development", tmp_path)


# The command


def test_the_command(
    keyword: KeywordEncoder, music: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    requests = tmp_path / "requests"
    requests.mkdir()
    turn = {"say": "banjo, no drums", "must": ["banjo", "-drums"], "relevant": ["banjo"]}
    chains = {
        "chains": [{"id": "a", "kind": "terse", "turns": [turn]}, {"id": "b", "kind": "llm-only", "turns": [turn]}]
    }
    (requests / "development.json").write_text(json.dumps(chains))
    (requests / "sets.json").write_text("{}")
    monkeypatch.setattr(judge, "REQUESTS", requests)
    index_folder(home, music)
    assert main(["evaluate", "conversation"]) == 1
    assert "hark demo" in capsys.readouterr().err
    facts = {"deeper/high_one.ogg": {"album": "Hark Demo: Tones", "instruments": ["banjo"]}}
    (music / "hark.json").write_text(json.dumps({"tracks": facts}))
    index_folder(home, music)
    figures_file = tmp_path / "results.json"
    assert (
        main(["--library", str(home), "evaluate", "conversation", "--json", "--misses", "--save", str(figures_file)])
        == 0
    )
    printed = json.loads(capsys.readouterr().out)
    assert printed["constraints present"] == {"value": 1.0, "n": 2, "low": 0.3424, "high": 1.0}
    assert printed["turns"] == 1
    assert printed["assistant"] == "built-in"
    kept = json.loads(figures_file.read_text())
    assert kept["development"]["turns"] == 1
    assert "misses" not in kept["development"]
    assert main(["evaluate", "conversation"]) == 0
    assert "constraints present" in capsys.readouterr().out


def test_figures_are_not_written_over_something_else(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text("my diary")
    with pytest.raises(UserError, match="cannot be kept"):
        judge.save(path, {"split": "test"})
    assert path.read_text() == "my diary"
