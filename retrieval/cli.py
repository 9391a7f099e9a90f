"""The commands that need no conversation: `hark demo`, `index`, `remove`, `search`, `status`.

Each does one thing, prints a few lines (or one JSON object with `--json`), and loads only what it needs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.errors import UserError
from data.home import library_home
from data.threads import one_thread

_LISTED = 50  # files that a summary names


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    assistant: Callable[[], dict[str, Any]] | None = None,
) -> None:
    """Register the commands; each sets `func`, which takes the parsed arguments and returns the exit code.

    Args:
        commands: the subparsers of `hark`.
        assistant: tells who would answer, for `status`; it is known only above this layer.
    """

    def command(name: str, func: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        parser = commands.add_parser(name, help=help, description=help)
        add_shared(parser)
        parser.set_defaults(func=func, assistant=assistant)
        return parser

    making = command("demo", demo, "Make the demo library: music composed and rendered on this machine.")
    making.add_argument("--progress", action="store_true", help="print progress as JSON lines on standard error")

    indexing = command("index", index, "Make a folder of music searchable, or bring it up to date.")
    indexing.add_argument("folder", nargs="?", type=Path, help="the folder; without it, every folder of the library")
    indexing.add_argument(
        "--encoder", default=None, metavar="NAME", help="listen with another encoder (see `hark models`)"
    )
    indexing.add_argument("--rebuild", action="store_true", help="listen to every file again")
    indexing.add_argument(
        "--workers", type=int, default=None, help="processes that listen (default: one a core, at most 4)"
    )
    indexing.add_argument(
        "--ray", nargs="?", const="local", metavar="ADDRESS", help="listen on the machines of a Ray cluster"
    )
    indexing.add_argument("--retry", action="store_true", help="try the files again that could not be read")
    indexing.add_argument("--include", action="append", metavar="PATTERN", help="only files like this, e.g. '*.flac'")
    indexing.add_argument("--exclude", action="append", metavar="PATTERN", help="leave out files or folders like this")
    indexing.add_argument("--everything", action="store_true", help="forget the folder's patterns")
    indexing.add_argument("--progress", action="store_true", help="print progress as JSON lines on standard error")
    # For a parent: "pause" and "resume" on standard input, and an orderly end when that is closed.
    indexing.add_argument("--control", action="store_true", help=argparse.SUPPRESS)

    removing = command("remove", remove, "Forget a folder (its files are not touched).")
    removing.add_argument("folder", type=Path)

    searching = command("search", search, "Find tracks by how they sound.")
    searching.add_argument("query", help='what to hear, for example "a song with a banjo"')
    searching.add_argument("-k", type=int, default=8, metavar="N", help="how many tracks (default: 8)")

    showing = command("status", status, "Say what the library holds.")
    showing.add_argument("--skipped", action="store_true", help="the files that could not be read, and the damaged")
    showing.add_argument("--duplicates", action="store_true", help="copies of one recording, and other versions")

    racing = command("bench", bench, "Measure adaptive retrieval here, beside an exact scan and FAISS.")
    racing.add_argument("--vectors", type=int, default=1_000_000, metavar="N", help="how many (default: a million)")

    watching = command("watch", watch, "Keep the library in step with its folders until you press Ctrl-C.")
    watching.add_argument(
        "--every", type=float, default=10.0, metavar="MINUTES", help="look through everything this often (default: 10)"
    )


def add_shared(parser: argparse.ArgumentParser) -> None:
    """`--library` and `--json`, which every command has (before the command's name, `--library` works too)."""
    parser.add_argument(
        "--library",
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="the library's folder (default: HARK_HOME, else yours)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def demo(args: argparse.Namespace) -> int:
    """Build the demo library where it is not there yet, and index it."""
    from data.demo import build
    from retrieval.indexing.folders import index_folder

    home = library_home(args.library)
    folder = home / "demo"
    began = time.monotonic()
    progress = _progress(args, "Composing and rendering the demo library")
    tracks = build(folder, progress=progress)
    report = index_folder(home, folder, progress=_progress(args, "Listening to it"))
    seconds = time.monotonic() - began
    if args.json:
        print(
            json.dumps(
                {"folder": str(folder), "tracks": len(tracks), "seconds": round(seconds, 2), "index": report.to_json()}
            )
        )
    elif report.added or report.updated:
        print(f"The demo library is ready: {len(tracks)} tracks in {folder} ({seconds:.0f} s).")
    else:
        print(f"The demo library is there: {len(tracks)} tracks in {folder}.")
    return 0


def index(args: argparse.Namespace) -> int:
    """Index one folder, or every folder of the library."""
    from data.scan import Patterns
    from retrieval.indexing.folders import Gate, index_folder

    gate = Gate()
    if args.control:
        threading.Thread(target=_obey, args=(gate,), daemon=True).start()
    patterns = None
    if args.include or args.exclude or args.everything:
        if args.folder is None:
            raise UserError("Patterns belong to one folder.", "Name it: `hark index FOLDER --exclude PATTERN`.")
        patterns = Patterns(tuple(args.include or ()), tuple(args.exclude or ()))
    what = f"Listening to {args.folder.absolute().name}" if args.folder else "Listening to your music"
    who: dict[str, Any] = {}
    if args.ray:
        from retrieval.indexing.ray import hear_on

        who = {"hear": hear_on(args.ray, args.workers)}
    report = index_folder(
        library_home(args.library),
        args.folder,
        **who,
        encoder_name=args.encoder,
        workers=args.workers,
        rebuild=args.rebuild,
        retry=args.retry,
        patterns=patterns,
        progress=_progress(args, what),
        refused=_refused(args),
        gate=gate,
    )
    if args.json:
        print(json.dumps(report.to_json()))
        return 0
    speed = f", {report.audio_seconds / report.seconds:.0f} times real time" if report.audio_seconds else ""
    print(f"{report.added} added, {report.updated} updated, {report.removed} removed in {report.seconds:.1f} s{speed}.")
    for gone in report.missing:
        print(_line(f"  left as it was: {gone['reason']}"))
    for bad in report.skipped[:_LISTED]:
        print(_line(f"  skipped {bad['path']}: {bad['reason']}"))
    if len(report.skipped) > _LISTED:
        print(f"  and {len(report.skipped) - _LISTED} more; `hark status --skipped` names them all.")
    for bad in report.damaged[:_LISTED]:
        print(_line(f"  damaged, but searchable: {bad['path']}: {bad['reason']}"))
    return 0


def remove(args: argparse.Namespace) -> int:
    """Forget a folder."""
    from retrieval.indexing.folders import remove_folder

    removed = remove_folder(library_home(args.library), args.folder)
    print(json.dumps({"removed": removed}) if args.json else f"{removed} tracks forgotten; the files are untouched.")
    return 0


def search(args: argparse.Namespace) -> int:
    """Search by sound, and by names where the query has some."""
    from .library import Library
    from .query import Query

    if args.k < 1:
        raise UserError(f"-k {args.k} asks for no tracks.", "Ask for at least one.")
    library = Library(library_home(args.library))
    hits = library.search(Query(text=args.query, k=args.k))
    if args.json:
        print(json.dumps({"query": args.query, "hits": [hit.to_json() for hit in hits]}))
        return 0
    for hit in hits:
        print(f"{hit.rank:3}. {hit_line(hit)}")
    if not hits:
        print("Nothing found.")
    return 0


def bench(args: argparse.Namespace) -> int:
    """`hark bench`."""
    from models.encoders.compact import CompactEncoder
    from retrieval.vectors.bench import bench as measure

    if not 1000 <= args.vectors <= 20_000_000:
        raise UserError(f"--vectors is {args.vectors}.", "Give a number from 1000 to 20000000.")
    result = measure(CompactEncoder(), args.vectors, lambda line: None if args.json else print(line, file=sys.stderr))
    if args.json:
        print(json.dumps(result))
    else:
        print(f"{result['vectors']} vectors of {result['dim']} numbers, milliseconds a query:")
        print(f"  Hark                 {result['p50_ms']:8.2f}  recall@10 {result['recall_at_10']}")
        print(f"  exact                {result['exact_ms']:8.2f}  {result['speedup_vs_exact']} times as long")
        print(
            f"  FAISS at full width  {result['faiss_ms']:8.2f}  {result['speedup_vs_faiss']} times as long, "
            f"recall@10 {result['faiss_recall_at_10']}"
        )
    return 0


def status(args: argparse.Namespace) -> int:
    """Tracks, encoder, index."""
    from .library import Library

    library = Library(library_home(args.library))
    known = library.status()
    more: dict[str, Any] = {}
    if args.skipped:
        more |= _skipped(library)
    if args.duplicates:
        more |= _duplicates(library)
    if args.json:
        print(json.dumps({**known, "assistant": args.assistant() if args.assistant else None, **more}))
        return 0
    encoder = known["encoder"]
    print(f"{known['tracks']} tracks in {library.home}")
    for folder in library.folders():
        print(_line(f"  {folder}"))
    print(f"encoder   {encoder['name']}, {encoder['dim']} dimensions, {encoder['fingerprint']}")
    print(f"index     {known['index']['backend']}, {'sound' if known['index']['ok'] else 'unavailable'}")
    if args.skipped:
        for bad in more["skipped"]:
            print(_line(f"  skipped {bad['path']}: {bad['reason']}"))
        for bad in more["damaged"]:
            print(_line(f"  damaged, but searchable: {bad['path']}: {bad['reason']}"))
        if more["skipped"]:
            print("`hark index --retry` tries the skipped ones again.")
    elif skipped := library.skipped():
        print(f"{len(skipped)} files could not be read; `hark status --skipped` names them with their reasons.")
    for kind in ("duplicates", "versions"):
        for i, paths in enumerate(more.get(kind, ()), 1):
            print(f"{kind.removesuffix('s')} {i}")
            for path in paths:
                print(_line(f"  {path}"))
    if args.duplicates and not more["duplicates"] and not more["versions"]:
        print("No track is there twice.")
    return 0


def _skipped(library: Any) -> dict[str, Any]:
    from retrieval.catalogue.database import Catalogue

    catalogue = Catalogue(library.home / "catalogue.db")
    try:
        return {
            "skipped": [{"path": str(s.path), "reason": s.reason} for s in catalogue.skipped()],
            "damaged": [{"path": str(path), "reason": reason} for path, reason in catalogue.damaged()],
        }
    finally:
        catalogue.close()


def _duplicates(library: Any) -> dict[str, Any]:
    """Copies, best first, and versions, each as lists of paths."""
    from retrieval.catalogue.database import Catalogue
    from retrieval.indexing.duplicates import best_first, groups, versions

    catalogue = Catalogue(library.home / "catalogue.db")
    try:
        same = groups(catalogue)
        entries = {e.track.track_id: e for e in catalogue.entries()}
    finally:
        catalogue.close()
    copies = [[str(e.track.path) for e in group] for group in best_first(entries.values(), same)]
    related = versions([e.track for e in entries.values()], same)
    pieces: dict[frozenset[str], None] = {}
    for track_id, others in related.items():
        pieces[frozenset([track_id, *(i for i, _ in others)])] = None
    largest = [p for p in pieces if not any(p < other for other in pieces)]
    return {
        "duplicates": copies,
        "versions": [sorted(str(entries[i].track.path) for i in piece) for piece in largest],
    }


def watch(args: argparse.Namespace) -> int:
    """Follow the folders."""
    from retrieval.indexing.watching import Watcher

    if args.every <= 0:
        raise UserError(f"--every {args.every:g} is no time.", "Give a number of minutes, for example 10.")
    watcher = Watcher(library_home(args.library), every_s=60 * args.every)
    watcher.start()
    said = ""
    try:
        while True:
            sentence = watcher.sentence
            if sentence != said:
                said = sentence
                print(json.dumps(watcher.to_json()) if args.json else _line(sentence), flush=True)
            if watcher.wait(0.5):
                break
    except KeyboardInterrupt:
        print()
    finally:
        watcher.stop()
    if watcher.error:
        raise UserError(*watcher.error)
    return 0


def _line(text: str) -> str:
    """One line that any terminal can print: a file name may hold line ends, colours and bytes that are no text."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def hit_line(hit: Any) -> str:
    """A hit in one line of a terminal."""
    track = hit.track
    minutes, seconds = divmod(round(track.duration_s), 60)
    by = f" - {track.artist}" if track.artist else ""
    facts = [f"{minutes}:{seconds:02}"]
    facts += [f"{track.tempo_bpm:.0f} bpm"] if track.tempo_bpm else []
    facts += [track.key] if track.key else []
    facts += [name for name, _ in hit.heard[:3]]
    facts += [f"named: {' and '.join(hit.words)}"] if hit.words else []
    return f"{track.title}{by}  ({', '.join(facts)})  {hit.score:.2f}\n       {track.path}"


def _obey(gate: Any) -> None:
    """Do as the parent says. The file itself is read: a thread in Python's own reader would hinder leaving."""
    said = b""
    while more := os.read(0, 1024):
        *lines, said = (said + more).split(b"\n")
        for line in lines:
            if line.strip() == b"pause":
                gate.pause()
            elif line.strip() == b"resume":
                gate.resume()
    gate.end()


def _refused(args: argparse.Namespace) -> Callable[[Path, str], None] | None:
    def line(path: Path, reason: str) -> None:
        print(json.dumps({"skipped": str(path), "reason": reason}), file=sys.stderr, flush=True)

    return line if args.progress else None


def _progress(args: argparse.Namespace, what: str) -> Callable[[int, int, str], None]:
    """A bar on a terminal, JSON lines for `--progress`, silence otherwise."""
    began = time.monotonic()
    recent: deque[tuple[float, int]] = deque([(began, 0)], maxlen=64)

    def pace(done: int) -> float:
        """Files a second, over the last 64 of them or the last minute, whichever is shorter."""
        now = time.monotonic()
        while len(recent) > 1 and now - recent[0][0] > 60:
            recent.popleft()
        since, before = recent[0]
        recent.append((now, done))
        return max(done - before, 0) / max(now - since, 1e-3)

    def json_line(done: int, total: int, name: str) -> None:
        rate = pace(done)
        left = (total - done) / rate if rate else None
        line = {
            "what": what, "done": done, "total": total, "file": name,
            "tracks_per_s": round(rate, 2), "seconds_left": left and round(left, 1),
        }  # fmt: skip
        print(json.dumps(line), file=sys.stderr, flush=True)

    def bar(done: int, total: int, name: str) -> None:
        filled = round(30 * done / max(total, 1))
        left = (total - done) / max(pace(done), 1e-3)
        line = f"{what} [{'█' * filled}{'·' * (30 - filled)}] {done}/{total}, {left:.0f} s left  {name}"
        print(f"\r{line[:118]:<118}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    def plain(done: int, total: int, name: str) -> None:
        if done == total or done % max(total // 10, 1) == 0:
            print(f"{what}: {done}/{total}", file=sys.stderr, flush=True)

    if getattr(args, "progress", False):
        return json_line
    return bar if sys.stderr.isatty() else plain


def main(argv: list[str] | None = None) -> int:
    """`python -m retrieval.cli`: these commands alone, for the processes that the page starts."""
    one_thread()
    parser = argparse.ArgumentParser(prog="hark")
    parser.set_defaults(library=None)
    add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args(argv)
    try:
        return int(args.func(args))
    except UserError as error:
        print(f"hark: {error.message}\n  {error.hint}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
