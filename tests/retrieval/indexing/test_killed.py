"""After an index run is killed, committed tracks are kept, no process is left, and the next run continues."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.catalogue.database import Catalogue
from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from retrieval.query import Query
from tests.waiting import until

TRACKS = 40
BATCH = 16  # tracks that are committed together, if they come within ten seconds


def children(pid: int) -> list[int]:
    """Return the ids of the processes that `pid` has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) == pid:
            found.append(int(status.parent.name))
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")
def test_kill_9_while_indexing(home: Path, tmp_path: Path, write_tone: Callable[..., None]) -> None:
    for i in range(TRACKS):
        write_tone(tmp_path / "many" / f"tone {i}.wav", ("low", "middle", "high")[i % 3], 3 + i / 20)
    command = [sys.executable, "-m", "retrieval.cli", "index", str(tmp_path / "many"), "--library", str(home)]
    process = subprocess.Popen(
        [*command, "--workers", "2", "--progress"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if json.loads(line)["done"] >= 24:
            break
    workers = children(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert len(workers) >= 2
    until(lambda: not any(Path(f"/proc/{pid}").exists() and pid in children(1) for pid in workers))

    catalogue = Catalogue(home / "catalogue.db")
    acknowledged = {e.track.path: e.track.track_id for e in catalogue.entries()}
    catalogue.close()
    assert 24 - BATCH < len(acknowledged) <= TRACKS
    report = index_folder(home, tmp_path / "many", workers=0)
    assert report.added == TRACKS - len(acknowledged)
    library = Library(home)
    after = {t.path: t.track_id for t in library.tracks()}
    assert len(after) == len(set(after.values())) == TRACKS
    assert acknowledged.items() <= after.items()
    assert len(library.search(Query(text="a low tone"))) == 8
