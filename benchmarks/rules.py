"""Hold ten standing rules against 200 requests: python benchmarks/rules.py [LIBRARY].

The requests are first turns of the evaluation's conversations, planned and searched as in the page, twenty tracks each.
Each track found is checked against the rules by code of its own. The library is copied; by default it is the user's,
with the demo library.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this folder, whose retrieval.py would hide the package

from data.home import library_home  # noqa: E402
from data.track import Track  # noqa: E402
from llm.evaluation.conversations import read_requests  # noqa: E402
from llm.searching import search  # noqa: E402
from llm.understanding.planner import make_plan  # noqa: E402
from llm.understanding.tagger import shipped_tagger  # noqa: E402
from retrieval.kinds import Kind  # noqa: E402
from retrieval.library import Library  # noqa: E402
from retrieval.rules import add_named  # noqa: E402

RULES: tuple[tuple[Kind, str], ...] = (
    ("artist", "Johann Sebastian Bach"), ("artist", "Frederic Chopin"), ("artist", "Scott Joplin"), ("genre", "techno"),
    ("genre", "bluegrass"), ("genre", "heavy metal"), ("genre", "polka"), ("album", "Hark Demo: Celtic"),
    ("longest", "0:33"), ("shortest", "0:24"),
)  # fmt: skip
REQUESTS = 200


def broken(track: Track) -> str:
    """Return the rule that a track breaks, judged by its tags; "" if it breaks none."""
    style = track.known.style.casefold()
    if {"Johann Sebastian Bach", "Frederic Chopin", "Scott Joplin"} & {track.artist, *track.known.people}:
        return "artist"
    if any(word in style for word in ("techno", "bluegrass", "metal", "polka")):
        return "genre"
    if track.album == "Hark Demo: Celtic":
        return "album"
    return "" if 24 <= track.duration_s <= 33 else "length"


def main() -> None:
    """Print how many tracks were found and how many of them break a rule."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else library_home()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        shutil.copytree(source, home, ignore=shutil.ignore_patterns("demo", "threads"))
        library = Library(home)
        for kind, value in RULES:
            add_named(library, kind, value)
        artists, albums, tagger = library.artists(), library.albums(), shipped_tagger()
        chains, _ = read_requests("test")
        found: list[Track] = []
        empty = 0
        requests = [chain.turns[0].say for chain in chains][:REQUESTS]
        for request in requests:
            plan = make_plan(request, artists=artists, albums=albums, look_up=library.names, tagger=tagger)
            hits = search(replace(plan, kind="search", k=20), library)[1]
            found += [hit.track for hit in hits]
            empty += not hits
        before = sum(map(bool, map(broken, library.tracks())))
        print(
            json.dumps(
                {
                    "rules": len(RULES), "searches": len(requests), "tracks found": len(found), "without tracks": empty,
                    "violations": sum(map(bool, map(broken, found))), "library": len(library.tracks()),
                    "tracks that break a rule": before,
                }
            )
        )  # fmt: skip
        library.close()


if __name__ == "__main__":
    main()
