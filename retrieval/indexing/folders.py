"""Making folders of music searchable: scan, listen, embed, commit, batch by batch.

An index run that is interrupted keeps every batch that was committed, and the next run goes on from there. A file that
cannot be read is noted with its reason and is never fatal. A track whose file is gone is retired and not forgotten,
and nothing is concluded from a disk that does not answer.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from data.errors import UserError
from data.scan import Patterns, check_folder, known_as
from data.tags import READER, read_sidecar
from models.encoder import Encoder
from retrieval.catalogue.database import Catalogue
from retrieval.catalogue.files import CATALOGUE, vector_files, writing
from retrieval.library import Library
from retrieval.search.heard import concept_vectors

from .changes import Changes, apply, compare
from .crew import Gate, Task, hear_all
from .keeping import About, Sidecar, Store, refresh_facts
from .report import Progress, Refused, Report

__all__ = ["Gate", "Report", "index_folder", "remove_folder"]

WORKERS: int | None = None  # processes that listen when nobody says how many; None: one a core, at most four
_BATCH = 16  # tracks in a transaction, or those of _BATCH_S seconds: a kill loses at most this much work
_BATCH_S = 10.0
_FEW = 6  # files that one worker listens to sooner than a second one has started


def index_folder(
    home: Path, folder: Path | None = None, *, encoder_name: str | None = None, workers: int | None = None,
    rebuild: bool = False, retry: bool = False, patterns: Patterns | None = None,
    progress: Progress | None = None, refused: Refused | None = None, gate: Gate | None = None,
    hear: Any = hear_all,
) -> Report:  # fmt: skip
    """Bring a library into step with a folder, or with all of its folders: new, changed, moved, removed files.

    Args:
        home: the library's folder.
        folder: the music; remembered, so that `folders()` names it. None: every folder of the library; those
            that are not there now are reported and keep their tracks.
        encoder_name: None keeps the library's, or the default for a new one.
        workers: processes that listen; None means one a core, at most four; 0 listens in this process, where a
            file that crashes the decoder is fatal.
        rebuild: listen to everything again.
        retry: try the files again that could not be read before.
        patterns: which of the folder's files count, remembered for it; None keeps what it has.
        progress: called with (done, total, file name).
        refused: called with the path and the reason of each file that cannot be used.
        gate: pauses and ends the run.
        hear: listens, as `hear_all` does; `retrieval.indexing.ray.hear_on` makes one for other machines.

    Raises:
        UserError: the folder cannot be read, or the library cannot be written.
    """
    from models.registry import load_encoder

    began = time.monotonic()
    home = home.absolute()
    if folder is not None:
        folder = _reachable(
            home, known_as(folder, _known_folders(home))
        )  # a folder that cannot be read is said before anything changes
    elif not (home / CATALOGUE).is_file():
        raise UserError(f"There is no library in {home} yet.", "Name a folder of music: `hark index FOLDER`.")
    gate = gate or Gate()
    report = Report()
    with writing(home) as catalogue:
        encoder = load_encoder(encoder_name or catalogue.meta("encoder") or None)
        everything = _adopt(catalogue, encoder, home)  # then every folder has to be heard again, not just this one
        with catalogue.transaction():
            if folder is not None:
                catalogue.add_folder(folder)
                if patterns is not None:
                    catalogue.set_patterns(folder, patterns)
        folders = [folder] if folder is not None and not everything else catalogue.folders()
        if not folders:
            raise UserError("The library has no folders yet.", "Name one: `hark index FOLDER`.")
        sidecars: dict[Path, Sidecar] = {}
        for each in folders:
            try:
                check_folder(each)
                sidecars[each] = read_sidecar(each)
            except UserError as err:
                if each == folder:
                    raise
                report.miss(each, err.message)
        changes = compare(catalogue, home, list(sidecars), rebuild=rebuild, retry=retry)
        apply(catalogue, changes, sidecars)
        _note(changes, report, refused)
        if changes.tasks:
            _listen(catalogue, home, changes.tasks, encoder, sidecars, workers, progress, refused, gate, report, hear)
        for each, sidecar in sidecars.items():
            refresh_facts(catalogue, each, sidecar)
        with catalogue.transaction():
            catalogue.tidy()
        concept_vectors(encoder, home)  # here, where seconds do not matter, rather than in the first search
    if report.added + report.updated:
        library = Library(home, encoder=encoder)
        library.build_faiss_index()
        library.close()
    report.seconds = time.monotonic() - began
    return report


def remove_folder(home: Path, folder: Path) -> int:
    """Forget a folder and its tracks, and return how many tracks these were; the files stay.

    Raises:
        UserError: the library does not know the folder.
    """
    with writing(home) as catalogue:
        folder = known_as(folder, catalogue.folders())
        if folder not in catalogue.folders():
            known = ", ".join(map(str, catalogue.folders())) or "none yet"
            raise UserError(f"{folder} is not in this library.", f"Its folders: {known}.")
        before = catalogue.count()
        with catalogue.transaction():
            catalogue.remove_folder(folder)
            catalogue.tidy()
        return before - catalogue.count()


def _note(changes: Changes, report: Report, refused: Refused | None) -> None:
    """Report the changes that need no listening."""
    for folder in changes.emptied:
        report.miss(folder, f"{folder} is empty now: is its drive connected? Its tracks are kept.")
    for bad in changes.still_bad:
        report.skip(bad.path, bad.reason)
    for _, problem in changes.problems:
        report.skip(problem.path, problem.reason)
        if refused:
            refused(problem.path, problem.reason)
    report.removed += len(changes.gone)
    report.updated += len(changes.moved) + sum(known.reader == READER for known, _ in changes.retagged)


def _reachable(home: Path, folder: Path) -> Path:
    try:
        return check_folder(folder)
    except UserError as err:
        if folder in _known_folders(home):
            raise UserError(
                f"{err.message} Its tracks are kept.",
                "Connect the drive that it is on and index again, or forget it with `hark remove`.",
            ) from err
        raise


def _known_folders(home: Path) -> list[Path]:
    if not (home / CATALOGUE).is_file():
        return []
    opened = Catalogue(home / CATALOGUE)
    try:
        return opened.folders()
    finally:
        opened.close()


def _adopt(catalogue: Catalogue, encoder: Encoder, home: Path) -> bool:
    """Prepare the library for an encoder's vectors; return whether those of another one were deleted."""
    if catalogue.meta("fingerprint") == encoder.fingerprint:
        return False
    old = vector_files(home, catalogue, encoder.dim)
    with catalogue.transaction():
        catalogue.clear_tracks()
        for name, value in (
            ("encoder", encoder.name), ("dim", str(encoder.dim)), ("fingerprint", encoder.fingerprint),
            ("next_row", "0"), ("next_window", "0"),
        ):  # fmt: skip
            catalogue.set_meta(name, value)
    for file in old:
        file.path.unlink(missing_ok=True)
    return True


def _listen(
    catalogue: Catalogue, home: Path, tasks: list[Task[About]], encoder: Encoder, sidecars: dict[Path, Sidecar],
    workers: int | None, progress: Progress | None, refused: Refused | None, gate: Gate, report: Report, hear: Any,
) -> None:  # fmt: skip
    from models.registry import ENCODERS

    store = Store(catalogue, home, encoder.dim, sidecars, report)
    workers = WORKERS if workers is None else workers
    if workers is None:
        workers = min(os.cpu_count() or 1, 4) if len(tasks) > _FEW else 1
    done = 0
    committed = time.monotonic()
    try:
        for result in hear(tasks, encoder, ENCODERS[encoder.name], workers, gate):
            if result is not None:
                task, outcome = result
                store.take(task, outcome)
                if isinstance(outcome, str) and refused:
                    refused(task.found.path, outcome)
                done += 1
                if progress:
                    progress(done, len(tasks), task.found.path.name)
            if store.waiting >= _BATCH or (store.waiting and time.monotonic() - committed > _BATCH_S):
                store.commit()
                committed = time.monotonic()
    except KeyboardInterrupt:
        store.commit()  # whoever stops it has waited for these
        raise
    store.commit()
    report.stopped = done < len(tasks)
