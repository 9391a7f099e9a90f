"""Watching indexes changes, works without notifications by regular scans, and can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import UserError
from retrieval.catalogue.database import Catalogue
from retrieval.indexing import watching
from retrieval.indexing.folders import index_folder
from retrieval.indexing.watching import Watcher
from tests.waiting import until


class Job:
    """Replaces `hark index`: ends at once, and records the time of each call."""

    asked: list[float]
    error: tuple[str, str] | None = None
    busy = False
    finished = True
    total = 0

    def __init__(self, home: Path, folder: Path | None) -> None:
        Job.asked.append(time.monotonic())
        self.report = {"added": 1, "updated": 0, "removed": 0, "missing": []}

    def wait(self, timeout_s: float) -> bool:
        return True

    def cancel(self) -> None:
        pass


@pytest.fixture
def watch(keyword: object, home: Path, music: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Watcher]:
    index_folder(home, music)
    monkeypatch.setattr(watching, "IndexJob", Job)
    monkeypatch.setattr(watching, "_QUIET_S", 0.3)
    monkeypatch.setattr(Job, "asked", [], raising=False)
    monkeypatch.setattr(Job, "error", None)
    monkeypatch.setattr(Job, "busy", False)
    return lambda **options: Watcher(home, **options)


def test_a_new_file_is_noticed_and_a_text_file_is_not(watch: Callable[..., Watcher], music: Path) -> None:
    watcher = watch()
    watcher.start()
    try:
        until(lambda: len(Job.asked) == 1)  # a look through everything, first
        until(lambda: watcher.notified)
        time.sleep(0.5)
        (music / "notes.md").write_text("x")
        (music / ".hidden.wav").write_text("x")
        time.sleep(2.0)
        assert len(Job.asked) == 1
        (music / "deeper" / "new.wav").write_bytes(b"x")
        until(lambda: len(Job.asked) == 2)
        assert "1 added" in watcher.sentence
        assert watcher.watching
    finally:
        watcher.stop()
    assert not watcher.watching


def test_without_the_systems_word_it_looks_now_and_then(
    watch: Callable[..., Watcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*args: object, **options: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr("watchfiles.watch", none_left)
    watcher = watch(every_s=0.4)
    watcher.start()
    until(lambda: len(Job.asked) >= 3)
    assert not watcher.notified
    assert "Looking every" in watcher.sentence
    watcher.stop()


def test_a_busy_library_is_tried_again(watch: Callable[..., Watcher], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_RETRY_S", 0.3)
    Job.error, Job.busy = ("The library is being written.", "Wait until it has finished."), True
    watcher = watch()
    watcher.start()
    until(lambda: len(Job.asked) >= 2)
    assert "is being written" in watcher.sentence
    watcher.stop()


def test_a_library_that_is_gone_ends_it(watch: Callable[..., Watcher], home: Path) -> None:
    watcher = watch(every_s=0.3)
    watcher.start()
    until(lambda: bool(Job.asked))
    (home / "catalogue.db").rename(home / "elsewhere")
    until(lambda: not watcher.watching)
    assert watcher.error is not None
    assert "There is no library" in watcher.error[0]
    with pytest.raises(UserError):
        Watcher(home)


def test_an_empty_library_has_nothing_to_watch(home: Path) -> None:
    Catalogue(home / "catalogue.db", create=True).close()
    with pytest.raises(UserError, match="no folders"):
        Watcher(home)
