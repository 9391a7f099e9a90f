"""Measure how many tracks a request finds by the word of one of their tags.

    python benchmarks/tagged.py [--library HOME] [--out benchmarks/tagged.json]

For each style, instrument and mood that a tag of the demo library states, the built-in planner is asked for "some X
music", and the first eight tracks are counted that have exactly this tag: of all that have it, or of eight where more
have it. The wording of a tag is the tagger's, so this measures search by tags rather than by sound.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import report  # noqa: E402
from data.home import library_home  # noqa: E402
from data.threads import one_thread  # noqa: E402
from llm.assistant import Assistant, Found  # noqa: E402
from llm.evaluation.conversations import demo_part  # noqa: E402
from retrieval.library import Library  # noqa: E402
from retrieval.query import DEFAULT_K  # noqa: E402


def main() -> None:
    """Measure, print the results and write them."""
    one_thread()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, default=library_home())
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "tagged.json")
    args = parser.parse_args()
    library = Library(args.library)
    demo = demo_part(library)
    tagged: dict[str, dict[str, set[str]]] = {kind: defaultdict(set) for kind in ("style", "instrument", "mood")}
    for track in demo.tracks():
        for kind, tags in (
            ("style", (track.known.style,)),
            ("instrument", track.known.instruments),
            ("mood", track.known.mood),
        ):
            for tag in filter(None, tags):
                tagged[kind][tag].add(track.track_id)
    assistant = Assistant(demo)
    results: dict[str, Any] = {}
    for kind, by_tag in tagged.items():
        found, findable, lost = 0, 0, {}
        for tag, right in sorted(by_tag.items()):
            event = next((e for e in assistant.respond(f"some {tag} music") if isinstance(e, Found)), None)
            first = {hit.track.track_id for hit in event.hits[:DEFAULT_K]} if event else set()
            found += len(first & right)
            findable += min(len(right), DEFAULT_K)
            if len(first & right) < min(len(right), DEFAULT_K):
                lost[tag] = f"{len(first & right)} of {min(len(right), DEFAULT_K)}"
        results[kind] = {"tags": len(by_tag), "found": found, "of": findable, "lost": lost}
    library.close()
    report(results, args.out)


if __name__ == "__main__":
    main()
