"""Evaluate an encoder whose results can be computed by hand with MTEB, on a task made of four tones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.errors import UserError
from tests.keyword_encoder import TONES_HZ, WORDS, KeywordEncoder, tone

mteb = pytest.importorskip("mteb", reason="the extra `mteb` is not installed")


def made_task(words: tuple[str, ...] = WORDS) -> object:
    """Return a task of MTEB: find the tone that each of these words describes, among four."""
    from datasets import Dataset
    from mteb.abstasks.retrieval import AbsTaskRetrieval
    from mteb.abstasks.task_metadata import TaskMetadata

    class Tones(AbsTaskRetrieval):
        metadata = TaskMetadata(
            name="Tones", description="Tones by their names.", type="Any2AnyRetrieval", category="t2a",
            dataset={"path": "none/none", "revision": "1"}, modalities=["audio", "text"], eval_splits=["test"],
            eval_langs=["eng-Latn"], main_score="ndcg_at_10", reference=None, date=("2026-01-01", "2026-01-02"),
            domains=["Music"], task_subtypes=[], license="cc0-1.0", annotations_creators="derived", dialect=[],
            sample_creation="created", bibtex_citation="",
        )  # fmt: skip

        def load_data(self, *_: object, **__: object) -> None:
            sounds = [{"array": tone(word, 1.5, 22_050).tolist(), "sampling_rate": 22_050} for word in WORDS]
            corpus = Dataset.from_list([{"id": f"d{i}", "audio": sound} for i, sound in enumerate(sounds)])
            queries = Dataset.from_list([{"id": f"q{i}", "text": word} for i, word in enumerate(words)])
            relevant = {f"q{i}": {f"d{i}": 1} for i in range(len(words))}
            split = {"corpus": corpus, "queries": queries, "relevant_docs": relevant, "top_ranked": None}
            self.dataset = {"default": {"test": split}}
            self.data_loaded = True

    return Tones()


def test_every_width_is_measured_by_mteb() -> None:
    from models.mteb_model import measure, table

    shown: list[int] = []
    found = measure(KeywordEncoder(), made_task(), shown.append)
    assert [width for width, _ in found] == shown == [32, 64, 128, 256, 512]
    assert all(scores["main_score"] == scores["recall_at_1"] == 1.0 for _, scores in found)
    first = table(found).splitlines()
    assert first[0].split()[:2] == ["width", "main_score"]
    assert first[1].split()[:2] == ["32", "100.0"]
    half = measure(KeywordEncoder(), made_task(("low", "high", "middle", "shrill")))  # two of four are wrong
    assert half[-1][1]["recall_at_1"] == 0.5
    assert len(TONES_HZ) == 4


def test_the_command_prints_the_figures(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from llm.cli import main
    from models import mteb_model, registry

    monkeypatch.setitem(registry.ENCODERS, "keyword", ("tests.keyword_encoder", "KeywordEncoder"))
    monkeypatch.setattr(mteb_model, "task_named", lambda name: made_task())
    arguments = ["evaluate", "--mteb", "Tones", "--encoder", "keyword"]
    assert main(arguments) == 0
    assert "512" in capsys.readouterr().out
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scores"]["512"]["ndcg_at_10"] == 1.0


def test_what_cannot_be_measured_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from llm.cli import main
    from models.mteb_model import task_named

    with pytest.raises(UserError, match="MTEB has no task Nothing"):
        task_named("Nothing")
    assert main(["evaluate", "--mteb", "Nothing", str(tmp_path)]) == 2
    assert main(["evaluate"]) == 2
    assert "FOLDER" in capsys.readouterr().err
