"""Read sound files with captions: MusicCaps, or any folder with a `hark.json` or a table of captions.

Every row of a table that cannot be used is reported with the reason. Clips are files named by their id. The audio of
MusicCaps is not distributed, so a user may have only some of the clips.

MusicCaps: Agostinelli et al. 2023, MusicLM; 5,521 clips of 10 s from AudioSet, captions under CC BY-SA 4.0. Its rows
from AudioSet's evaluation set (2,858) are the test set here, the others are for training.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .audio import AudioReadError, probe
from .errors import UserError
from .scan import scan
from .tags import SIDECAR, read_sidecar

SPLITS = ("train", "test", "all")
LONGEST_S = 15.0  # seconds; a longer file is the whole video, not the described clip
MOST_CAPTIONS = 1_000_000

_MUSICCAPS_COLUMNS = ("ytid", "start_s", "end_s", "aspect_list", "caption", "is_audioset_eval")
_FILE_COLUMNS = ("file", "path", "filename", "file_name", "clip", "id")


@dataclass(frozen=True, slots=True)
class CaptionedClip:
    """A sound file and its captions."""

    clip_id: str
    path: Path
    captions: tuple[str, ...]  # at least one
    aspects: tuple[str, ...] = ()  # short phrases, in MusicCaps only
    split: str = ""  # "train" or "test" if the source has splits


@dataclass(frozen=True, slots=True)
class CaptionSet:
    """The usable clips of a source, and the reasons why the others cannot be used."""

    name: str  # name for reports: "MusicCaps test", or the folder's name
    clips: tuple[CaptionedClip, ...]
    missing: tuple[str, ...]  # ids that have a caption but no file
    damaged: tuple[tuple[str, str], ...]  # id, reason

    def describe(self) -> str:
        """Return the numbers of clips as one line of text."""
        parts = [f"{self.name}: {len(self.clips)} clips with {sum(len(c.captions) for c in self.clips)} captions"]
        if self.missing:
            parts.append(f"{len(self.missing)} without a file")
        if self.damaged:
            parts.append(f"{len(self.damaged)} that cannot be read")
        return ", ".join(parts)


def read_captions(folder: Path, captions: Path | None = None, split: str = "test") -> CaptionSet:
    """Read clips and their captions from a folder.

    Args:
        folder: the sound files.
        captions: a CSV: MusicCaps' own, or one with a column of file names and a column `caption`. Without it the
            folder's `captions.csv`, else its `hark.json`, whose descriptions are the captions.
        split: "test", "train" or "all"; only for MusicCaps and tables with a column `split`.

    Raises:
        UserError: there are no captions, or no file for any of them.
    """
    if split not in SPLITS:
        raise UserError(f"There is no split called {split}.", f"Choose one of: {', '.join(SPLITS)}.")
    files = {found.path.relative_to(folder.expanduser().absolute()): found.path for found in scan(folder)}
    if captions is None and (folder / "captions.csv").is_file():
        captions = folder / "captions.csv"
    if captions is None:
        return _from_sidecar(folder, files)
    columns, rows = _read_csv(captions)
    if "ytid" in columns:
        return _musiccaps(captions, columns, rows, files, split)
    return _table(captions, columns, rows, folder, files, split)


def _musiccaps(
    table: Path, columns: list[str], rows: list[dict[str, str]], files: dict[Path, Path], split: str
) -> CaptionSet:
    """Match the rows of MusicCaps' own table with the files."""
    if lacking := [name for name in _MUSICCAPS_COLUMNS if name not in columns]:
        raise UserError(
            f"{table} has no column {lacking[0]}.", f"MusicCaps has the columns {', '.join(_MUSICCAPS_COLUMNS)}."
        )
    by_stem = {path.stem: real for path, real in files.items()}
    clips, missing, damaged = [], [], []
    for row in rows:
        name = row["ytid"].strip()
        part = "test" if row["is_audioset_eval"].strip().lower() in ("true", "1") else "train"
        caption = row["caption"].strip()
        if split not in ("all", part) or not name or not caption:
            continue
        start, end = row["start_s"].strip(), row["end_s"].strip()
        stems = (name, f"{name}_{start}", f"{name}_{start}_{end}", f"{name}-{start}-{end}", f"[{name}]-[{start}-{end}]")
        path = next((by_stem[stem] for stem in stems if stem in by_stem), None)
        if path is None:
            missing.append(name)
        elif reason := _unusable(path, LONGEST_S):
            damaged.append((name, reason))
        else:
            clips.append(CaptionedClip(name, path, (caption,), _aspects(row["aspect_list"]), part))
    which = {"all": "MusicCaps", "test": "MusicCaps test", "train": "MusicCaps train"}[split]
    return _checked(CaptionSet(which, tuple(clips), tuple(missing), tuple(damaged)), table)


def _table(
    table: Path, columns: list[str], rows: list[dict[str, str]], folder: Path, files: dict[Path, Path], split: str
) -> CaptionSet:
    """Return the captioned clips of a table that has not the form of MusicCaps: find the sound file of each row."""
    column = next((name for name in _FILE_COLUMNS if name in columns), None)
    if column is None or "caption" not in columns:
        raise UserError(
            f"{table} does not say which caption belongs to which file.",
            f"Give it a column `caption` and one of {', '.join(_FILE_COLUMNS)}, or MusicCaps' columns.",
        )
    by_name = {path.as_posix(): real for path, real in files.items()}
    by_stem = {path.stem: real for path, real in files.items()}
    said: dict[str, list[str]] = {}
    parts: dict[str, str] = {}
    for row in rows:
        name, caption = (row[column] or "").strip(), (row["caption"] or "").strip()
        part = (row.get("split") or "").strip()
        if name and caption and (split == "all" or part in ("", split)):
            said.setdefault(name, []).append(caption)
            parts[name] = part
    clips, missing, damaged = [], [], []
    for name, texts in said.items():
        path = by_name.get(name) or by_stem.get(name)
        if path is None:
            missing.append(name)
        elif reason := _unusable(path):
            damaged.append((name, reason))
        else:
            clips.append(CaptionedClip(name, path, tuple(dict.fromkeys(texts)), split=parts[name]))
    return _checked(CaptionSet(folder.name, tuple(clips), tuple(missing), tuple(damaged)), table)


def _from_sidecar(folder: Path, files: dict[Path, Path]) -> CaptionSet:
    """Read the clips that the folder's `hark.json` describes."""
    described = {file: entry["description"] for file, entry in read_sidecar(folder).items() if entry.get("description")}
    if not described:
        raise UserError(
            f"{folder} has no captions.",
            f"Give it a captions.csv (columns file, caption) or a {SIDECAR} with descriptions, "
            "or name MusicCaps' table with --captions.",
        )
    by_name = {path.as_posix(): real for path, real in files.items()}
    clips, damaged = [], []
    for file, text in described.items():
        if file not in by_name:
            continue
        if reason := _unusable(by_name[file]):
            damaged.append((file, reason))
        else:
            clips.append(CaptionedClip(file, by_name[file], (str(text),)))
    missing = tuple(file for file in described if file not in by_name)
    return _checked(CaptionSet(folder.name, tuple(clips), missing, tuple(damaged)), folder / SIDECAR)


def _checked(found: CaptionSet, table: Path) -> CaptionSet:
    """Return the set of clips; raise UserError if it is empty."""
    if found.clips:
        return found
    if found.damaged:
        name, reason = found.damaged[0]
        raise UserError(f"None of the clips can be read; of {name}: {reason}.", "Export or cut them again.")
    if found.missing:
        raise UserError(
            f"None of the {len(found.missing)} clips of {table.name} is in the folder.",
            f"Name the files by their id, for example {found.missing[0]}.wav.",
        )
    raise UserError(f"{table} has no captions of that split.", "Try `--split all`.")


def _unusable(path: Path, longest_s: float | None = None) -> str | None:
    """Return why a file cannot be used according to its header, or None. Decoding finds later damage."""
    try:
        info = probe(path)
    except AudioReadError as err:
        return err.reason
    if info.duration_s <= 0:
        return "it holds no sound"
    if longest_s is not None and info.duration_s > longest_s:
        return f"it lasts {info.duration_s:.0f} s, and MusicCaps describes 10 s: cut it first"
    return None


def _aspects(cell: str) -> tuple[str, ...]:
    """Parse the aspects, which MusicCaps writes as a Python list; return () for any other text."""
    try:
        aspects = ast.literal_eval(cell)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return ()
    if not isinstance(aspects, Iterable) or isinstance(aspects, str):
        return ()
    return tuple(text for aspect in aspects if (text := str(aspect).strip()))


def _read_csv(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Read the column names and rows of a CSV file.

    Raises:
        UserError: the file cannot be read as a table of text.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            rows = [row for row, _ in zip(reader, range(MOST_CAPTIONS), strict=False)]
            columns = list(reader.fieldnames or [])
    except FileNotFoundError as err:
        raise UserError(f"There is no file {path}.", "Check the spelling.") from err
    except (OSError, UnicodeDecodeError, csv.Error) as err:
        raise UserError(f"{path} cannot be read as a table: {err}.", "Save it as CSV in UTF-8.") from err
    return columns, rows
