"""Indexing with Ray Data and two workers gives the same library as indexing without it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.command_line import run
from data.errors import UserError
from retrieval.cli import library_commands
from retrieval.indexing import ray as ray_index
from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from retrieval.query import Query
from tests.keyword_encoder import KeywordEncoder

ROOT = Path(__file__).parents[3]


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray.data", reason="the extra `ray` is not installed")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))


def vectors(home: Path) -> dict[str, np.ndarray]:
    opened = Library(home)
    snapshot = opened.snapshot
    found = {t.title: snapshot.vectors[snapshot.rows[[i]]][0] for i, t in enumerate(snapshot.tracks)}
    opened.close()
    return found


@pytest.mark.slow
def test_two_workers_hear_what_one_process_hears(
    ray: None, keyword: KeywordEncoder, music: Path, home: Path, tmp_path: Path, write_tone: Callable[..., None]
) -> None:
    for i in range(12):
        write_tone(music / f"more {i}.wav", ("low", "high")[i % 2], 1 + i / 10)
    (music / "broken.mp3").write_bytes(b"ID3" + bytes(2000))
    seen: list[tuple[int, int]] = []
    report = index_folder(
        home, music, hear=ray_index.hear_on(cores=2), progress=lambda done, total, name: seen.append((done, total))
    )
    assert (report.added, len(report.skipped), report.stopped) == (16, 1, False)
    assert seen[-1] == (17, 17)
    index_folder(tmp_path / "plain", music)
    here, there = vectors(tmp_path / "plain"), vectors(home)
    assert here.keys() == there.keys()
    for title, vector in here.items():
        assert np.allclose(vector, there[title], atol=1e-6), title
    opened = Library(home)
    assert opened.search(Query("shrill"))[0].track.title == "shrill"
    opened.close()
    again = index_folder(home, music, hear=ray_index.hear_on(cores=2))  # nothing to hear: Ray is not even started
    assert (again.added, again.updated, again.removed) == (0, 0, 0)


@pytest.mark.slow
def test_a_machine_that_must_not_listen_says_why(
    ray: None, keyword: KeywordEncoder, music: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeywordEncoder, "fingerprint", "keyword-2")  # here; the worker's is still keyword-1
    with pytest.raises(UserError, match="has another version of the encoder"):
        index_folder(home, music, hear=ray_index.hear_on(cores=1))
    opened = Library(home)
    assert len(opened.tracks()) == 0
    assert opened.skipped() == []
    opened.close()


@pytest.mark.slow
def test_a_killed_run_goes_on(ray: None, keyword: KeywordEncoder, home: Path, write_tone: Callable[..., None]) -> None:
    music = home.parent / "many"
    for i in range(120):
        write_tone(music / f"{i:03}.wav", "low", 20 + i / 10)
    code = (
        "import sys; from pathlib import Path; from models import registry\n"
        "from retrieval.indexing import folders, ray\n"
        "registry.ENCODERS['keyword'] = ('tests.keyword_encoder', 'KeywordEncoder')\n"
        "registry.DEFAULT_ENCODER = 'keyword'\n"
        "folders.index_folder(Path(sys.argv[1]), Path(sys.argv[2]), hear=ray.hear_on(cores=2),\n"
        "    progress=lambda done, total, name: print(done, flush=True))"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code, str(home), str(music)], cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True
    )
    assert run.stdout is not None
    while int(run.stdout.readline() or 120) < 40:
        pass
    assert run.poll() is None
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    kept = len(vectors(home))
    assert 16 <= kept < 120
    end = time.monotonic() + 120
    while True:  # the lock of the killed run is free at once; its actors' may take a moment
        try:
            report = index_folder(home, music)
            break
        except UserError:
            assert time.monotonic() < end
            time.sleep(0.2)
    assert report.added == 120 - kept
    assert len(vectors(home)) == 120


@pytest.mark.parametrize("address", ["127.0.0.1:1", "ray://127.0.0.1:1", "127.0.0.1:99999999"])
def test_there_is_no_cluster(address: str, ray: None, keyword: KeywordEncoder, music: Path, home: Path) -> None:
    with pytest.raises(UserError, match=f"There is no Ray cluster at {address}"):
        index_folder(home, music, hear=ray_index.hear_on(address))


def test_without_ray_a_sentence_says_how_to_get_it(
    keyword: KeywordEncoder, music: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert run(library_commands(), ["index", str(music), "--ray"]) == 1
    assert "pip install 'hark-music[ray]'" in capsys.readouterr().err
