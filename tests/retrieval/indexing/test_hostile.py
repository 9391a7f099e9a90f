"""Index one file of each kind of damage that benchmarks/hostile.py uses."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.hostile import hostile_files, verdicts
from retrieval.catalogue.database import Catalogue
from retrieval.indexing.folders import index_folder, remove_folder
from retrieval.library import Library
from retrieval.query import Query


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="pipes, holes and names that are no text")
def test_every_hostile_file_has_a_reason_and_none_is_fatal(keyword: object, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "music"
    made = hostile_files(folder, 62, seed=7)
    assert len(made) > 55
    report = index_folder(home, folder)
    catalogue = Catalogue(home / "catalogue.db")
    indexed = {str(f.path) for f in catalogue.filed()}
    reasons = [s.reason for s in catalogue.skipped()]
    catalogue.close()
    fate = verdicts(report.to_json(), made, indexed)
    assert fate["without_a_word"] == []
    assert fate["hopeless_but_heard"] == []
    assert fate["refused"] == len(reasons)
    assert all(reason and reason[0].islower() or reason[0] == "N" for reason in reasons)

    again = index_folder(home, folder)
    assert (again.added, again.removed, len(again.skipped)) == (0, 0, len(reasons))
    library = Library(home)
    for hit in library.search(Query(text="a low tone", k=50)):
        hit.track.title.encode()
        assert hit.track.title.isprintable()
    library.close()
    assert remove_folder(home, folder) == len(indexed)
