"""Measure whether a track that a request names is found as its example, and whether the results are like it.

    python benchmarks/likeness.py --demo LIBRARY --recordings LIBRARY [--out benchmarks/likeness.json]

--demo         a library with the demo tracks
--recordings   a library of real recordings, named by their tags or files

From each library fifty titles are taken, evenly spread, each of one track. Each is asked for as people type: in lower
case, every other one in quotation marks, every fifth with one letter changed, left out or swapped with the next. Found
means that the plan has this track as an example. nDCG@10 is by shared tags (style, instruments and moods; where there
are none, album, artist, genre and folder), beside that of "more like 2" after a turn whose second track is the seed.
Further requests name artists, albums and folders, two tracks at once, a track and a concept, and two ends of a list.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import report  # noqa: E402
from data.text import fold  # noqa: E402
from data.threads import one_thread  # noqa: E402
from data.track import Track  # noqa: E402
from llm.assistant import Assistant  # noqa: E402
from llm.conversation import Conversation, Turn  # noqa: E402
from llm.plan import Plan  # noqa: E402
from llm.session.batch import respond  # noqa: E402
from models.metrics import interval  # noqa: E402
from retrieval.library import Library  # noqa: E402
from retrieval.query import Hit  # noqa: E402

NAMES = 50
DEPTH = 10
_REQUESTS = (
    "something like {}", "songs like {}", "more like {} please", "music similar to {}", "tracks that sound like {}",
    "find me something in the style of {}", "i love {}, what else is like that", "anything close to {}?",
    "play stuff that sounds like {}", "can you find pieces similar to {}",
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main() -> None:
    """Measure, print the results and write them."""
    one_thread()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--demo", type=Path, required=True)
    parser.add_argument("--recordings", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "likeness.json")
    args = parser.parse_args()
    results: dict[str, Any] = {}
    for name, home in (("demo", args.demo), ("recordings", args.recordings)):
        library = Library(home)
        results[name] = {"titles": by_title(library), "others": others(library)}
        library.close()
    report(results, args.out)


def by_title(library: Library) -> dict[str, Any]:
    """Ask for tracks like each of fifty titles; return how many seeds are found and how relevant the tracks are."""
    assistant, tracks = Assistant(library), list(library.tracks())
    lost, named, pointed = [], [], []
    for n, track in enumerate(seeds(tracks)):
        request = typed(track.title, n)
        turn = respond(assistant, request, Conversation())
        if track.track_id not in turn.plan.like:
            lost.append(request)
        named.append(ndcg_by_tags(turn.hits, track, tracks))
        pointed.append(ndcg_by_tags(_more_like(assistant, track, tracks).hits, track, tracks))
    difference = np.array(named) - np.array(pointed)
    return {
        "found": len(named) - len(lost),
        "of": len(named),
        "lost": lost,
        "nDCG@10 by name": round(mean(named), 3),
        "nDCG@10 of more like 2": round(mean(pointed), 3),
        "difference, 95 %": [round(bound, 3) for bound in interval(difference)],
    }


def seeds(tracks: Sequence[Track]) -> list[Track]:
    """Return fifty tracks, evenly spread over the library, whose titles no other track has."""
    shared = Counter(fold(track.title) for track in tracks)
    alone = sorted((track for track in tracks if shared[fold(track.title)] == 1), key=lambda t: fold(t.title))
    return [alone[round(i * (len(alone) - 1) / (NAMES - 1))] for i in range(NAMES)]


def typed(title: str, n: int) -> str:
    """Return request `n` for tracks like a title, as people type it: lower case, perhaps quoted or misspelt."""
    name = title.lower()
    if n % 5 == 4:
        name = _misspelt(name, Random(n))
    quoted = f'"{name}"' if n % 2 else name
    return _REQUESTS[n % len(_REQUESTS)].format(quoted)


def _misspelt(name: str, random: Random) -> str:
    """Return a name with one letter after the first changed, left out or swapped with the next one."""
    places = [i for i in range(1, len(name) - 1) if name[i].isalpha() and name[i + 1].isalpha()]
    if not places:
        return name
    at = random.choice(places)
    kind = random.randrange(3)
    if kind == 0:
        return name[:at] + random.choice(_LETTERS) + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _more_like(assistant: Assistant, track: Track, tracks: Sequence[Track]) -> Turn:
    """Return the turn of "more like 2" in a conversation whose last answer showed the track as its second."""
    first = next(other for other in tracks if other.track_id != track.track_id)
    past = Conversation()
    past.add(Turn(Plan("music", text="music"), (Hit(first, 0.5, 1), Hit(track, 0.4, 2)), ""))
    return respond(assistant, "more like 2", past)


def ndcg_by_tags(hits: Sequence[Hit], seed: Track, tracks: Sequence[Track]) -> float:
    """Return nDCG@10 of hits; the gain of a track is the number of tags that it shares with the seed."""
    wanted = _tags(seed)
    gains = sorted((len(wanted & _tags(t)) for t in tracks if t.track_id != seed.track_id), reverse=True)[:DEPTH]
    discounts = 1 / np.log2(np.arange(2, DEPTH + 2))
    best = float(gains @ discounts[: len(gains)])
    found = [len(wanted & _tags(h.track)) if h.track.track_id != seed.track_id else 0 for h in hits[:DEPTH]]
    return float(found @ discounts[: len(found)]) / best if best else 1.0


def _tags(track: Track) -> frozenset[str]:
    known = track.known
    tags = (known.style, *known.instruments, *known.mood) if known.instruments else ()
    return frozenset(filter(None, tags or (known.style, track.album, track.artist, track.path.parent.name)))


def others(library: Library) -> dict[str, Any]:
    """Ask with artists, albums, folders and two tracks at once; return how many seeds are found, and what is lost."""
    assistant, tracks = Assistant(library), list(library.tracks())
    cases: dict[str, list[tuple[str, set[str]]]] = {}
    for kind, names in (
        ("artists", Counter(t.artist for t in tracks)),
        ("albums", Counter(t.album for t in tracks)),
        ("folders", Counter(t.path.parent.name for t in tracks)),
    ):
        every = sorted(name for name in names if name and fold(name) not in ("traditional", "hark"))
        chosen = [every[round(i * (len(every) - 1) / 9)] for i in range(10)] if len(every) > 9 else every
        said = {"artists": "something like {}", "albums": "music like the album {}", "folders": "like the folder {}"}
        cases[kind] = [(said[kind].format(name.lower()), _ids(tracks, kind, name)) for name in chosen]
    alone = seeds(tracks)
    pairs = list(zip(alone[:20:2], alone[1:20:2], strict=True))
    both = [(a.title.lower(), b.title.lower(), a.track_id, b.track_id) for a, b in pairs]
    cases["two at once"] = [(f"a mix of {a} and {b}", {i, j}) for a, b, i, j in both]
    cases["with a concept"] = [(f"like {a} but with guitar", {i}) for a, _, i, _ in both]
    cases["between"] = [(f"a list between {a} and {b}", {i, j}) for a, b, i, j in both]
    found: dict[str, Any] = {}
    for kind, asked in cases.items():
        lost = []
        for request, ids in asked:
            plan = respond(assistant, request, Conversation()).plan
            like = {*plan.like, *(i for end in plan.path for i in end)}
            several = kind in ("two at once", "between")
            right = ids <= like if several else bool(like) and like <= ids
            if not right or (kind == "with a concept" and "guitar" not in plan.wanted):
                lost.append(request)
        found[kind] = {"found": len(asked) - len(lost), "of": len(asked), "lost": lost}
    return found


def _ids(tracks: Sequence[Track], kind: str, name: str) -> set[str]:
    of = {"artists": lambda t: t.artist, "albums": lambda t: t.album, "folders": lambda t: t.path.parent.name}[kind]
    return {track.track_id for track in tracks if fold(of(track)) == fold(name)}


if __name__ == "__main__":
    main()
