"""Index folders of music: scan them, decode and embed the files, and commit the tracks in batches.

An interrupted run keeps all committed batches, and the next run continues from there. A file that cannot be read is
stored with the reason and does not end the run. A track whose file is gone is removed, but recognised if the file comes
back. Tracks on a disk that cannot be read are kept.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from data.errors import UserError
from data.scan import Beside, Patterns, check_folder, known_as
from data.tags import READER, read_sidecar
from models.encoder import Encoder, cost_of, trained_widths
from retrieval.catalogue.database import Catalogue, Filed
from retrieval.catalogue.files import CATALOGUE, join_widths, writing
from retrieval.catalogue.heard_by import discard
from retrieval.library import Library
from retrieval.search.heard import concept_vectors

from .changes import Changes, apply, compare
from .crew import Gate, Task, hear_all
from .keeping import About, Sidecar, Store, refresh_facts
from .listening import Plan
from .lyrics import forget_lyrics, refresh_lyrics
from .report import Progress, Refused, Report

__all__ = ["Gate", "Report", "index_folder", "remove_folder"]

WORKERS: int | None = None  # default number of worker processes; None: see `worker_count`
_MOST_WORKERS = 4
_SPARE_MB = 500  # memory left to other programs
_BATCH = 16  # tracks in a transaction; a killed run loses at most this much work
_BATCH_S = 10.0  # a smaller batch is committed after this time
_FEW = 6  # for up to this many files one worker is used, because starting a second one takes longer


def index_folder(
    home: Path, folder: Path | None = None, *, encoder_name: str | None = None, workers: int | None = None,
    rebuild: bool = False, retry: bool = False, patterns: Patterns | None = None,
    progress: Progress | None = None, refused: Refused | None = None, gate: Gate | None = None,
    hear: Any = hear_all,
) -> Report:  # fmt: skip
    """Update a library from a folder, or from all of its folders: new, changed, moved and removed files.

    Args:
        home: the library's folder.
        folder: the folder of music, which is added to the library's folders. None means all of these; missing ones
            are reported and keep their tracks.
        encoder_name: None means the library's encoder, or the default in a new library.
        workers: number of worker processes. None: as `worker_count` finds; 0 decodes in this process, which a bad file
            may then crash.
        rebuild: decode every file again.
        retry: try files again that could not be read before.
        patterns: which of the folder's files to index, stored with the folder; None keeps the stored ones.
        progress: called with (done, total, file name).
        refused: called with the path and the reason of each file that cannot be used.
        gate: pauses and ends the run.
        hear: a function like `hear_all`; `retrieval.indexing.ray.hear_on` makes one for other machines.

    Raises:
        UserError: the folder cannot be read, or the library cannot be written.
    """
    from models.registry import load_encoder

    began = time.monotonic()
    home = home.absolute()
    if folder is not None:
        # Before anything is written, because it raises for a folder that cannot be read.
        folder = _reachable(home, known_as(folder, _known_folders(home)))
    elif not (home / CATALOGUE).is_file():
        raise UserError(f"There is no library in {home} yet.", "Name a folder of music: `hark index FOLDER`.")
    gate = gate or Gate()
    report = Report()
    with writing(home) as catalogue:
        encoder = load_encoder(encoder_name or catalogue.meta("encoder") or None)
        everything = _adopt(catalogue, encoder, home)  # if true, all folders must be indexed again
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
        writes = catalogue.writes
        changes = compare(catalogue, home, list(sidecars), rebuild=rebuild, retry=retry)
        apply(catalogue, changes, sidecars)
        _note(changes, report, refused)
        if changes.tasks:
            changes.filed.clear()  # memory for the hours that listening may take
            _listen(catalogue, home, changes.tasks, encoder, sidecars, workers, progress, refused, gate, report, hear)
        for each, sidecar in sidecars.items():
            refresh_facts(catalogue, each, sidecar)
        if not report.stopped:
            tracks = changes.filed if catalogue.writes == writes else catalogue.filed()
            _read_words(tracks, home, list(sidecars), changes.beside, progress, refused, gate, report)
        with catalogue.transaction():
            catalogue.tidy()
        concept_vectors(encoder, home)  # cached here, so that the first search need not compute them
    if report.added + report.updated:
        library = Library(home, encoder=encoder)
        library.build_faiss_index()
        library.prepare_tags()
        library.close()
    report.seconds = time.monotonic() - began
    return report


def _read_words(
    tracks: Sequence[Filed], home: Path, folders: list[Path], beside: Beside, progress: Progress | None,
    refused: Refused | None, gate: Gate, report: Report,
) -> None:  # fmt: skip
    """Read the words of songs that are new or have changed, and add files whose words cannot be used to the report."""
    from models.encoders.minilm import shared_minilm

    def refuse(path: Path, reason: str) -> None:
        report.skip(path, reason)
        if refused:
            refused(path, reason)

    report.with_words = refresh_lyrics(
        tracks, home, folders, beside, embed=shared_minilm().embed, refused=refuse, progress=progress,
        going_on=gate.passed,
    )  # fmt: skip


def remove_folder(home: Path, folder: Path) -> int:
    """Remove a folder and its tracks from the library; return the number of tracks. No file is deleted.

    Raises:
        UserError: the folder is not in the library.
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
        forget_lyrics(catalogue, home)
        return before - catalogue.count()


def _note(changes: Changes, report: Report, refused: Refused | None) -> None:
    """Add the changes that need no decoding to the report."""
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
    """Prepare the library for an encoder; return whether it had another one, whose vectors are now deleted."""
    if catalogue.meta("fingerprint") == encoder.fingerprint:
        return False
    old = catalogue.meta("fingerprint")
    if catalogue.count() and catalogue.meta("encoder") != encoder.name:
        raise UserError(
            f"This library listens with the encoder {catalogue.meta('encoder')}.",
            f"Run `hark models use {encoder.name}`: it changes the encoder when all of your music has been heard.",
        )
    with catalogue.transaction():
        catalogue.clear_tracks()
        for name, value in {**about(encoder), "next_row": "0", "next_window": "0"}.items():
            catalogue.set_meta(name, value)
    if old:
        discard(home, old)
    discard(home, encoder.fingerprint)
    return True


def about(encoder: Encoder) -> dict[str, str]:
    """Return what the catalogue stores about its encoder."""
    clips = cost_of(encoder).windows
    return {
        "encoder": encoder.name,
        "dim": str(encoder.dim),
        "fingerprint": encoder.fingerprint,
        "widths": join_widths(trained_widths(encoder)),
        "clips": str(clips or ""),
    }


def worker_count(encoder: Any, files: int) -> int:
    """Return the number of worker processes for an encoder or its class: one per core, at most four.

    For a few files it is one. It is also limited by the memory that is free and that the encoder needs.

    Raises:
        UserError: there is not enough memory for one process.
    """
    if WORKERS is not None:
        return WORKERS
    needed, free = cost_of(encoder).memory_mb, free_memory_mb()
    if free is not None and free < needed:
        raise UserError(
            f"The encoder {encoder.name} needs {needed / 1000:.1f} GB of memory, and {free / 1000:.1f} GB are free.",
            "Close other programs, or choose a smaller encoder (see `hark models`).",
        )
    fitting = _MOST_WORKERS if free is None else max((free - _SPARE_MB) // needed, 1)
    return min(os.cpu_count() or 1, _MOST_WORKERS, fitting) if files > _FEW else 1


def free_memory_mb() -> int | None:
    """Return the memory that programs can still use, in megabytes; None if the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) // 1000
        return None
    except OSError:  # not Linux
        return None


def _listen(
    catalogue: Catalogue, home: Path, tasks: list[Task[About]], encoder: Encoder, sidecars: dict[Path, Sidecar],
    workers: int | None, progress: Progress | None, refused: Refused | None, gate: Gate, report: Report, hear: Any,
) -> None:  # fmt: skip
    from models.registry import ENCODERS

    store = Store(catalogue, home, encoder.dim, sidecars, report)
    clips = int(catalogue.meta("clips") or 0) or None
    plan = Plan(store.window_width, clips)
    tasks = [replace(task, plan=plan) for task in tasks]
    workers = worker_count(encoder, len(tasks)) if workers is None else workers
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
        store.commit()  # keep the tracks that are done
        raise
    store.commit()
    report.stopped = done < len(tasks)
