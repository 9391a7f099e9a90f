"""Test that training aligns unrelated networks, and that a killed run can be resumed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

from data.errors import UserError
from models.encoder import FloatArray, normalise
from models.encoders.features import Features
from models.evaluate import adapted, evaluate_features
from models.heads import AdaptedEncoder
from models.train import TrainConfig, _part, _split, config_for, train

DIM, CLIPS = 64, 300


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    """Two threads wait for each other by spinning, which on a busy machine takes ten times as long."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


class Towers:
    """An encoder of which only the name, size and fingerprint are used; the tests make up its features."""

    name, dim, fingerprint = "towers", DIM, "towers-1"
    sample_rate, window_s, hop_s = 16_000, 1.0, 1.0

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        raise NotImplementedError

    encode_audio = encode_text = embed_windows  # type: ignore[assignment]


@pytest.fixture(scope="module")
def features() -> Features:
    """Return features of 300 clips, each with two windows and a caption. Sound and text share 12 facts."""
    rng = np.random.default_rng(3)
    facts = rng.standard_normal((CLIPS, 12))
    heard, read = rng.standard_normal((12, DIM)), rng.standard_normal((12, DIM))
    windows = [
        (20 * (fact @ heard + 0.3 * rng.standard_normal((2, DIM)))).astype(np.float32) for fact in facts
    ]  # fmt: skip
    text = (facts @ read + 0.3 * rng.standard_normal((CLIPS, DIM))).astype(np.float32)
    ids = tuple(f"clip{i}" for i in range(CLIPS))
    return Features(ids, tuple(windows), normalise(text), tuple(range(CLIPS)), ())


def config(features: Features, **settings: Any) -> TrainConfig:
    settings = {"epochs": 8, "batch": 64, "hidden": 64, "learning_rate": 3e-3, **settings}
    return config_for(Towers(), "made up", features, **settings)


@pytest.fixture(scope="module")
def run(features: Features, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "first"
    train(folder, Towers(), features, config(features))
    return folder


def test_heads_learn_what_a_rotation_cannot(run: Path) -> None:
    result = json.loads((run / "result.json").read_text())
    at = {
        name: {w["width"]: w["text_to_audio"]["r10"] for w in widths} for name, widths in result["validation"].items()
    }
    assert result["clips"] == {"fitted": 225, "validation": 75}
    assert result["best_epoch"] > 0
    assert at["rotation"][DIM] == at["untouched"][DIM]  # exact at full width
    assert at["heads"][DIM] > 0.9
    assert at["heads"][32] > 0.9
    assert at["rotation"][DIM] < 0.6  # chance is 10 of 75


def test_the_heads_of_the_run_work_on_clips_it_never_saw(run: Path, features: Features) -> None:
    through = AdaptedEncoder(Towers(), run / "heads.safetensors")
    _, held_out = _split(features, config(features))
    results = evaluate_features(adapted(held_out, through.adapt))
    stored = json.loads((run / "result.json").read_text())["validation"]["heads"]
    assert [row.text_to_audio.r10 for row in results] == [row["text_to_audio"]["r10"] for row in stored]


def test_the_run_folder_says_everything(run: Path, features: Features) -> None:
    assert {path.name for path in run.iterdir()} == {
        "config.json", "checkpoint.pt", "curves.svg", "heads.safetensors", "log.jsonl", "result.json",
        "rotation.safetensors", "widths.svg",
    }  # fmt: skip
    log = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in log] == list(range(len(log)))
    assert log[0]["loss"] is None
    assert log[-1]["loss"] < log[1]["loss"] / 2
    stored = json.loads((run / "config.json").read_text())
    assert (stored["encoder"], stored["fingerprint"], stored["seed"]) == ("towers", "towers-1", 0)
    for name in ("curves.svg", "widths.svg"):
        drawn = ElementTree.parse(run / name).getroot()
        assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == 3


def test_a_killed_run_ends_as_if_it_had_not_been(run: Path, features: Features, tmp_path: Path) -> None:
    def killed(line: dict[str, Any]) -> None:
        if line["epoch"] == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "r", Towers(), features, config(features), killed)
    seen: list[int] = []
    train(tmp_path / "r", Towers(), features, config(features), lambda line: seen.append(line["epoch"]))
    assert seen[0] == 6
    assert (tmp_path / "r" / "log.jsonl").read_text() == (run / "log.jsonl").read_text()
    resumed, whole = (AdaptedEncoder(Towers(), folder / "heads.safetensors") for folder in (tmp_path / "r", run))
    assert resumed.fingerprint == whole.fingerprint


def test_the_same_seed_is_the_same_run_and_another_is_not(run: Path, features: Features, tmp_path: Path) -> None:
    train(tmp_path / "same", Towers(), features, config(features))
    assert (tmp_path / "same" / "log.jsonl").read_text() == (run / "log.jsonl").read_text()
    train(tmp_path / "other", Towers(), features, config(features, seed=1))
    assert (tmp_path / "other" / "log.jsonl").read_text() != (run / "log.jsonl").read_text()


def test_a_finished_run_does_nothing_more(run: Path, features: Features) -> None:
    seen: list[dict[str, Any]] = []
    outcome = train(run, Towers(), features, config(features), seen.append)
    assert not seen
    assert outcome.best_epoch > 0


def test_it_stops_when_validation_does_not_get_better(features: Features, tmp_path: Path) -> None:
    outcome = train(tmp_path / "r", Towers(), features, config(features, learning_rate=0.0, patience=3))
    assert outcome.stopped_early
    assert outcome.best_epoch == 0
    assert outcome.epochs == 3
    assert outcome.heads == pytest.approx(outcome.rotation) or [w.text_to_audio.r10 for w in outcome.heads] == [
        w.text_to_audio.r10 for w in outcome.rotation
    ]


def test_no_epochs_is_the_rotation_alone(features: Features, tmp_path: Path) -> None:
    outcome = train(tmp_path / "r", Towers(), features, config(features, epochs=0))
    assert (outcome.epochs, outcome.best_epoch) == (0, 0)
    assert AdaptedEncoder(Towers(), tmp_path / "r" / "rotation.safetensors").dim == DIM


def test_another_configuration_is_refused(run: Path, features: Features, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="another configuration: seed was 0, now 4") as error:
        train(run, Towers(), features, config(features, seed=4))
    assert "--run" in error.value.hint
    with pytest.raises(UserError, match="another configuration: clips"):
        train(run, Towers(), features, config(_part(features, set(range(200)))))
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "me.jpg").write_bytes(b"x")
    with pytest.raises(UserError, match="not a run folder"):
        train(tmp_path / "photos", Towers(), features, config(features))


def test_a_damaged_run_is_a_sentence(features: Features, tmp_path: Path) -> None:
    train(tmp_path / "r", Towers(), features, config(features, epochs=1))
    checkpoint = tmp_path / "r" / "checkpoint.pt"
    checkpoint.write_bytes(checkpoint.read_bytes()[:1000])
    with pytest.raises(UserError, match="is damaged"):
        train(tmp_path / "r", Towers(), features, config(features, epochs=1))
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="cannot be used"):
        train(tmp_path / "file", Towers(), features, config(features, epochs=1))


def test_a_full_disk_is_a_sentence(features: Features, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise RuntimeError("PytorchStreamWriter failed writing file data/0: file write failed")

    with monkeypatch.context() as patch:
        patch.setattr(torch, "save", full)
        with pytest.raises(UserError, match="cannot be written any more"):
            train(tmp_path / "r", Towers(), features, config(features, epochs=1))
    assert train(tmp_path / "r", Towers(), features, config(features, epochs=1)).epochs == 1


def test_too_few_clips_are_said(features: Features, tmp_path: Path) -> None:
    few = _part(features, set(range(19)))
    with pytest.raises(UserError, match="19 clips are too few"):
        train(tmp_path / "r", Towers(), few, config(few))


def test_training_and_validation_share_no_clip(features: Features) -> None:
    fitting, held_out = _split(features, config(features))
    assert not set(fitting.clip_ids) & set(held_out.clip_ids)
    assert len(fitting.clip_ids) + len(held_out.clip_ids) == CLIPS
    position = features.clip_ids.index(held_out.clip_ids[0])
    np.testing.assert_array_equal(held_out.text[0], features.text[position])
