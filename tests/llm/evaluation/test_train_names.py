"""Test how training requests for the name tagger are made, and how its loss is computed."""

from __future__ import annotations

import itertools
import random

import pytest
import torch
from tokenizers import Tokenizer

from llm.evaluation.train_names import (
    Names,
    Network,
    encoded,
    filled,
    misspelt,
    other_requests,
    parts_of,
    varied,
    written,
)
from llm.understanding.name_tagger import LABELS, best_labels
from models.encoders.minilm import installed_folder

REQUESTS = [
    [("music", "O"), ("like", "O"), ("velvet", "B-Artist"), ("orchards", "I-Artist"), ("tin", "B-WoA"),
     ("rain", "I-WoA")],
    [("sad", "O"), ("songs", "O"), ("for", "O"), ("a", "O"), ("long", "O"), ("night", "O"), ("please", "O")],
]  # fmt: skip


@pytest.fixture
def names() -> Names:
    known = {"Artist": ["mara quill"], "WoA": ["paper lanterns"]}
    return Names([parts_of(request) for request in REQUESTS], known, random.Random(1))


def test_a_labelled_request_becomes_parts() -> None:
    assert parts_of(REQUESTS[0]) == [
        ("music", ""), ("like", ""), ("velvet orchards", "Artist"), ("tin rain", "WoA")
    ]  # fmt: skip


def test_spans_are_the_names_however_a_request_is_written(names: Names) -> None:
    for _ in range(200):
        text, spans = written(parts_of(REQUESTS[0]), names.rng)
        said = [text[start:end].lower() for start, end, _ in spans]
        assert said in (["velvet orchards", "tin rain"], ["velvet orchard", "tin rain"])
        assert [kind for _, _, kind in spans] == ["Artist", "WoA"]


def test_variants_and_patterns_keep_their_kinds(names: Names) -> None:
    for _ in range(200):
        assert {kind for _, kind in varied(parts_of(REQUESTS[0]), names)} == {"", "Artist", "WoA"}
        parts = filled("songs like {W} by {A} with {g} from the {d}", names)
        assert [kind for _, kind in parts if kind] == ["WoA", "Artist"]
        assert all(text for text, _ in parts)
        assert abs(len(misspelt("velvet", names.rng)) - 6) <= 1


def test_the_marked_requests_have_hardly_a_name() -> None:
    labelled = other_requests()
    assert len(labelled) > 3000
    assert 0 < sum(bool(spans) for _, spans in labelled) < 0.1 * len(labelled)


def test_tokens_of_a_name_begin_once() -> None:
    tokenizer = Tokenizer.from_file(str(installed_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    example = encoded(tokenizer, ("Like Velvet Orchard", [(5, 19, "Artist")]))
    assert [LABELS[label] for label in example.labels] == ["O", "O", "B-Artist", "I-Artist", "O"]
    assert example.capitals[1:-1] == [1, 1, 1]
    assert encoded(tokenizer, ("like velvet", [])).capitals[1:-1] == [0, 0]


def test_the_loss_is_the_likelihood_among_all_paths_and_the_best_path_is_found() -> None:
    torch.manual_seed(0)
    network = Network(installed_folder()).eval()
    network.between.data.normal_()
    scores, here = torch.randn(1, 3, len(LABELS)), torch.ones(1, 3)
    transitions = network.transitions

    def score(path: tuple[int, ...]) -> torch.Tensor:
        emitted = sum(scores[0, i, label] for i, label in enumerate(path))
        moved = sum(transitions[a, b] for a, b in itertools.pairwise(path))
        return emitted + moved + network.start[path[0]]

    paths = list(itertools.product(range(len(LABELS)), repeat=3))
    every = torch.logsumexp(torch.stack([score(path) for path in paths]), dim=0)
    labels = (0, 1, 2)
    expected = (every - score(labels)) / 3
    assert network.loss(scores, torch.tensor([labels]), here).item() == pytest.approx(expected.item(), abs=1e-4)
    best = max(paths, key=lambda path: score(path).item())
    found = best_labels(
        scores[0].numpy(), transitions.detach().numpy(), network.start.detach().numpy(), [False, False, False]
    )
    assert tuple(found) == best
