"""Pause, resume and cancel an index run in a real subprocess."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.catalogue.database import Catalogue
from retrieval.catalogue.files import writing
from retrieval.indexing.job import IndexJob
from retrieval.library import Library
from tests.waiting import settled, until


@pytest.fixture
def many(tmp_path: Path, write_tone: Callable[..., None]) -> Path:
    """Return a folder with thirty tones and 400 files that are no sound.

    The messages about these files are longer than a pipe can hold.
    """
    for i in range(30):
        write_tone(tmp_path / "many" / f"tone {i:02}.wav", "low", 1.0 + i / 20)
    for i in range(400):
        (tmp_path / "many" / f"{'no sound ' * 20}{i}.mp3").write_bytes(b"")
    return tmp_path / "many"


def test_pause_resume_and_a_long_report(home: Path, many: Path) -> None:
    job = IndexJob(home, many)
    until(lambda: job.done > 0 or job.finished)
    job.pause()
    assert job.paused
    assert settled(lambda: job.done) < job.total == 430  # the files in hand are finished
    assert not job.finished
    job.resume()
    assert not job.paused
    assert job.wait(120)
    assert job.error is None
    assert job.report is not None
    assert (job.report["added"], len(job.report["skipped"]), job.failed) == (30, 400, 400)
    assert job.done == job.total  # of the last step, which reads the words of songs
    assert job.tracks_per_s is not None
    assert job.errors[-1][1] == "it is empty"


def test_a_cancelled_run_keeps_what_it_has_heard(home: Path, many: Path) -> None:
    job = IndexJob(home, many)
    until(lambda: job.done > 410 or job.finished)
    job.cancel()
    assert job.wait(60)
    assert job.error is not None
    assert "stopped" in job.error[0]
    catalogue = Catalogue(home / "catalogue.db")
    assert 1 <= catalogue.count() <= 30
    catalogue.close()


def test_a_run_ends_with_the_page_that_started_it(home: Path, many: Path) -> None:
    job = IndexJob(home, many)
    until(lambda: job.total > 0)
    assert job._process.stdin is not None
    job.pause()
    job._process.stdin.close()  # as when the page is killed
    assert job.wait(60)
    assert job.report is not None
    assert job.report["stopped"]


def test_a_run_beside_another_is_known_to_be_too_early(library: Library, home: Path, music: Path) -> None:
    with writing(home):
        job = IndexJob(home, music)
        assert job.wait(60)
    assert job.busy
    assert job.error is not None
    again = IndexJob(home, music / "nowhere")
    assert again.wait(60)
    assert again.error is not None
    assert not again.busy
