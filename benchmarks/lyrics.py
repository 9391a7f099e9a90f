"""Measure whether songs are found by what their words are about, through the whole of Hark.

    python benchmarks/lyrics.py [--keep FOLDER] [--output benchmarks/lyrics.json]

Two hundred short tracks are made with the words of benchmarks/songs/songs.txt: a quarter each as an .lrc file, a .txt
file, tags of an MP3 and Vorbis comments. They are indexed, and each request of benchmarks/songs/questions.txt is
planned and searched for like one on the page. Recall@5 is the mean share of the songs that a request is about among
its first five tracks. topics.txt has 60 more requests that name only a topic ("songs about marriage") of a hundred,
each of which two of the songs are about; others may touch it as well.

A third of both files, marked "held", was kept aside while weights and limits were chosen.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SONGS = Path(__file__).parent / "songs"
RATE, LENGTH_S = 22_050, 40
K = 5


@dataclass(frozen=True)
class Song:
    """A song of songs.txt."""

    topic: str
    title: str
    stanzas: tuple[tuple[str, ...], ...]


def songs() -> list[Song]:
    """Read songs.txt: a line "topic | title", then a line for each stanza with " / " between its lines."""
    found: list[tuple[str, str, list[tuple[str, ...]]]] = []
    for row in (SONGS / "songs.txt").read_text().splitlines():
        if "|" in row:
            topic, title = map(str.strip, row.split("|"))
            found.append((topic, title, []))
        elif row.strip():
            found[-1][2].append(tuple(row.split(" / ")))
    return [Song(topic, title, tuple(stanzas)) for topic, title, stanzas in found]


def requests(name: str) -> Iterator[tuple[str, str, str, bool]]:
    """Yield (request, what it asks for, "same" or "other" words, whether it was kept aside) of each line of a file."""
    for row in (SONGS / name).read_text().splitlines():
        if row.strip() and not row.startswith("#"):
            request, wanted, kind, aside = map(str.strip, row.split("|"))
            yield request, wanted, kind, aside == "held"


def make(folder: Path) -> None:
    """Write the tracks: a few notes each, with their words in one of four places."""
    import soundfile
    from mutagen.flac import FLAC
    from mutagen.id3 import ID3, TIT2, USLT

    folder.mkdir(parents=True, exist_ok=True)
    at = np.arange(LENGTH_S * RATE) / RATE
    for n, song in enumerate(songs()):
        pitch = 220 * 2 ** ((np.floor(at * (2 + n % 5)) * (n % 7 + 2) % 12) / 12 + n % 3)
        sound = (0.3 * np.sin(2 * np.pi * pitch * at) * np.exp(-2 * (at * (2 + n % 5) % 1))).astype(np.float32)
        path = folder / f"{song.title}.{'mp3' if n % 4 == 2 else 'flac'}"
        soundfile.write(path, sound, RATE)
        words = "\n\n".join("\n".join(stanza) for stanza in song.stanzas)
        match n % 4:
            case 0:
                lines = [line for stanza in song.stanzas for line in stanza]
                timed = [f"[00:{5 + 4 * k:02}.50]{line}" for k, line in enumerate(lines)]
                path.with_suffix(".lrc").write_text("\n".join(timed))
            case 1:
                path.with_suffix(".txt").write_text(words)
            case 2:
                tags = ID3()
                tags.add(TIT2(encoding=3, text=song.title))
                tags.add(USLT(encoding=3, lang="eng", desc="", text=words))
                tags.save(path)
            case _:
                flac = FLAC(path)
                flac["LYRICS"] = words
                flac.save()


def measure(home: Path) -> dict[str, Any]:
    """Ask all requests of a library of these songs, and return recall@5 of each kind of request."""
    from llm.assistant import Assistant, TracksFound
    from retrieval.library import Library

    library = Library(home)
    assistant = Assistant(library)
    of_topic: dict[str, list[str]] = defaultdict(list)
    for song in songs():
        of_topic[song.topic].append(song.title)
    figures: dict[str, Any] = {"tracks with words": library.with_words()}
    for name in ("questions.txt", "topics.txt"):
        recalls: dict[str, list[float]] = defaultdict(list)
        read = 0
        missed = []
        for request, wanted, kind, held in requests(name):
            right = wanted.split("; ") if name == "questions.txt" else of_topic[wanted]
            event = next(event for event in assistant.respond(request, k=K) if isinstance(event, TracksFound))
            read += bool(event.plan.lyrics)
            titles = [hit.track.title for hit in event.hits[:K]]
            recall = len(set(titles) & set(right)) / len(right)
            for group in ("all", f"in {kind} words", "kept aside" if held else "not kept aside"):
                recalls[group].append(recall)
            if recall < 1:
                missed.append(f"{request} [{'; '.join(right)}]: {'; '.join(titles)}")
        figures[name] = {
            "requests": len(recalls["all"]),
            "read as wishes for words": read,
            "recall@5": {group: round(float(np.mean(each)), 3) for group, each in recalls.items()},
            "missed": missed,
        }
    library.close()
    return figures


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from benchmarks.reporting import report
    from retrieval.indexing.folders import index_folder

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="keep the tracks and the library in this folder, and use them again")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        if not (folder / "home").exists():
            make(folder / "music")
        index_folder(folder / "home", folder / "music")
        report(measure(folder / "home"), options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
