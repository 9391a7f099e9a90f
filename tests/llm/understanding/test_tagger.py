"""Test the tagger in NumPy and in torch, its training data, and how the planner uses its output."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.errors import UserError
from llm.conversation import Conversation, Turn
from llm.understanding.findings import Request
from llm.understanding.name_tagger import MarkedName
from llm.understanding.planner import make_plan
from llm.understanding.reading import hints_of, read
from llm.understanding.tagger import HINTS, INTENTS, TAGS, Tagged, Tagger, forward, hinted, shipped_tagger
from retrieval.query import Query


def test_numpy_and_torch_agree() -> None:
    torch = pytest.importorskip("torch")
    from llm.evaluation.train_tagger import STATES, Network

    torch.manual_seed(3)
    network = Network().eval()
    states = np.random.default_rng(3).standard_normal((9, STATES)).astype(np.float32)
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    for follows in (False, True):
        with torch.inference_mode():
            here = torch.ones(1, 9, dtype=torch.bool)
            tags, intent = network(torch.from_numpy(states)[None], here, torch.tensor([float(follows)]))
        ours, intents = forward(weights, states, follows)
        assert np.abs(ours - tags[0].softmax(dim=1).numpy()).max() < 1e-5
        assert np.abs(intents - intent[0].softmax(dim=0).numpy()).max() < 1e-5


def test_padding_changes_nothing() -> None:
    torch = pytest.importorskip("torch")
    from llm.evaluation.train_tagger import STATES, Network

    torch.manual_seed(4)
    network, states = Network().eval(), torch.randn(1, 6, STATES)
    padded = torch.cat([states, torch.randn(1, 5, STATES)], dim=1)
    here = torch.arange(11)[None] < 6
    with torch.inference_mode():
        short = network(states, here[:, :6], torch.zeros(1))
        long = network(padded, here, torch.zeros(1))
    assert torch.allclose(short[0], long[0][:, :6], atol=1e-5)
    assert torch.allclose(short[1], long[1], atol=1e-5)


def test_marks_are_read() -> None:
    pytest.importorskip("torch")
    from llm.evaluation.train_tagger import parse, varied

    line = ">search\ta song with [+banjo] but no [-drums], [=under 100 bpm]"
    marked = parse(line)
    assert marked.text == "a song with banjo but no drums, under 100 bpm"
    assert [(marked.text[a:b], TAGS[tag]) for a, b, tag in marked.spans] == [
        ("banjo", "wanted"),
        ("drums", "refused"),
        ("under 100 bpm", "condition"),
    ]
    assert marked.follows is True
    assert INTENTS[marked.intent] == "search"
    assert parse("refine\tslower").follows is True
    assert parse("chat\thello").follows is None
    for seed in range(40):  # whatever is exchanged, what it is for stays
        assert [tag for *_, tag in parse(varied(line, random.Random(seed))).spans] == [1, 2, 4]


def test_hints_say_what_the_readers_make_of_words() -> None:
    request = "calm piano without drums, under 100 bpm"
    said = {request[a:b]: names for a, b, names in hints_of(read(Request.of(request)))}
    assert said["piano"] == ("wanted", "instrument")
    assert said["drums"] == ("refused", "instrument")
    assert ("condition",) in said.values()
    places = [(0, 0), (0, 4), (5, 10), (0, 0)]
    found = hinted(places, [(5, 10, ("wanted", "instrument"))])
    assert found[2, HINTS.index("wanted")] == found[2, HINTS.index("instrument")] == 1
    assert found.sum() == 2


def test_share_and_spans() -> None:
    tags = np.full((4, len(TAGS)), 0.04, dtype=np.float32)
    tags[:, 0] = 0.8
    tags[1:3, 0], tags[1:3, 2] = 0.04, 0.8
    tagged = Tagged("no big drums", ((0, 2), (3, 6), (7, 12), (0, 0)), tags, dict.fromkeys(INTENTS, 0.2))
    assert tagged.spans("refused") == [(3, 12)]
    assert tagged.share(7, 12)["refused"] == pytest.approx(0.8)
    assert tagged.share(40, 42)["other"] == 1


def test_weights_that_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "tagger.safetensors"
    broken.write_bytes(b"not weights")
    with pytest.raises(UserError, match="tagger"):
        Tagger(weights=broken).read("banjo")


class Says(Tagger):
    """A tagger with a fixed output."""

    def __init__(self, intent: str = "search", **uses: str) -> None:
        self.intent, self.uses = intent, uses

    def names(self, text: str) -> tuple[MarkedName, ...]:
        return ()

    def read(self, text: str, hints: object = (), follows: bool = False) -> Tagged:
        places, at = [], 0
        for word in text.split(" "):
            places.append((at, at + len(word)))
            at += len(word) + 1
        tags = np.full((len(places), len(TAGS)), 0.02, dtype=np.float32)
        for k, (start, end) in enumerate(places):
            tags[k, TAGS.index(self.uses.get(text[start:end].strip(",.!?"), "other"))] = 0.9
        return Tagged(text, tuple(places), tags, {i: 0.96 if i == self.intent else 0.01 for i in INTENTS})


def test_the_planner_goes_by_it() -> None:
    plan = make_plan("give the bagpipes a miss, celtic", tagger=Says(bagpipes="refused", celtic="wanted"))
    assert (plan.wanted, plan.unwanted) == (("celtic",), ("bagpipes",))
    plan = make_plan("heard techno all day, harp", tagger=Says(techno="mentioned", harp="wanted"))
    assert (plan.wanted, plan.unwanted) == (("harp",), ())
    plan = make_plan("shamisen for the fight of two samurais", tagger=Says(shamisen="wanted"))
    assert plan.k == 8
    assert make_plan("shamisen for the fight of two samurais").k == 2
    assert make_plan("you are nicer than the last one", tagger=Says("chat")).kind == "chat"


def test_without_weights_the_rules_remain(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    plan = make_plan("celtic without bagpipes", tagger=Tagger(weights=tmp_path / "none.safetensors"))
    assert (plan.wanted, plan.unwanted) == (("celtic",), ("bagpipes",))
    assert "understood by rules alone" in caplog.text


def test_it_never_invents() -> None:
    for request in ("", "hello", "a song", "7", "🎵", "x" * 3000):
        plan = make_plan(request, tagger=shipped_tagger())
        assert not plan.wanted
        assert not plan.unwanted
        assert not any(v for v in plan.filters.to_json().values())


@pytest.mark.parametrize(
    ("request_", "wanted", "unwanted"),
    [
        ("no-nonsense rock, but give the saxophone a miss", {"rock"}, {"saxophone"}),
        ("my neighbour plays the drums all day, so something with a harp", {"harp"}, set()),
        ("anything with a flute as long as nobody plays the organ", {"flute"}, {"organ"}),
        ("not only jazz but blues", {"jazz", "blues"}, set()),
    ],
)
def test_shipped_weights(request_: str, wanted: set[str], unwanted: set[str]) -> None:
    plan = make_plan(request_, tagger=shipped_tagger())
    assert set(plan.wanted) == wanted
    assert set(plan.unwanted) == unwanted


@pytest.mark.parametrize("said", ["slower than the first one", "never mind the key", "we had those before, new ones"])
def test_a_wish_that_looks_like_a_question_or_a_step_back(library: Any, said: str) -> None:
    past = Conversation()
    past.add(Turn(make_plan("trumpet in a minor key"), tuple(library.search(Query(k=5)))))
    plan = make_plan(said, past, tagger=shipped_tagger())
    assert plan.kind == "refine"
    assert plan.wanted == ("trumpet",)
