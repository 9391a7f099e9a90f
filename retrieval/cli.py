"""The commands on libraries: `hark demo`, `index`, `remove`, `search`, `status`, `bench`, `watch`.

Each command prints a few lines, or one JSON object with `--json`, and imports only the libraries that it needs.
`python -m retrieval.cli` runs these commands and those of `retrieval.encoder_cli` alone; the page uses it to index and
to change encoders in a separate process.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from data.command_line import Command, Settings, run
from data.errors import UserError
from data.text import clock

Assistant = Callable[[], dict[str, Any]]
_LISTED = 50  # greatest number of files that a summary names
_FOLDER = click.Path(path_type=Path)


def library_commands(assistant: Assistant | None = None) -> list[click.Command]:
    """Return the commands on libraries, in the order of the help.

    Args:
        assistant: returns for `hark status` whether a language model would answer. The caller passes it in, because
            this package must not import `llm`.
    """
    from .rules_cli import plays, rules

    return [demo, index, transcribe, remove, search, rules, plays, _status_command(assistant), bench, watch]


@click.command(cls=Command)
@click.option("--model", metavar="NAME", help="Folder of a Whisper model, or its name in the hub's cache.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Transcribe at most so many tracks.")
@click.pass_obj
def transcribe(settings: Settings, model: str | None, limit: int | None) -> int:
    """Write down the words of songs that have none, with a Whisper model of yours.

    What is heard is marked as heard, and never replaces words in tags or files.
    """
    from models.transcriber import DEFAULT_MODEL, SAMPLE_RATE, Transcriber
    from retrieval.indexing.transcribing import transcribe as write_down

    bad: list[dict[str, str]] = []
    done, having = write_down(
        settings.home, Transcriber(model or DEFAULT_MODEL), SAMPLE_RATE, most=limit,
        progress=None if settings.json else progress_printer("Transcribing", as_json=False),
        refused=lambda path, reason: bad.append({"path": str(path), "reason": reason}),
    )  # fmt: skip
    if settings.json:
        print(json.dumps({"transcribed": done, "with_words": having, "skipped": bad}))
        return 0
    heard = f"Tracks transcribed: {done:,}; with words: {having:,}."
    print(heard if done else "No track is left to transcribe.")
    for each in bad[:_LISTED]:
        print(_line(f"  skipped: {each['path']}: {each['reason']}"))
    return 0


@click.command(cls=Command)
@click.option("--progress", is_flag=True, help="Print progress as JSON lines on standard error.")
@click.pass_obj
def demo(settings: Settings, progress: bool) -> int:
    """Make the demo library.

    Its music is composed and rendered on this machine. The first tracks can be searched after some seconds.
    """
    from data.demo import build
    from retrieval.indexing.folders import index_folder
    from retrieval.indexing.report import Report

    folder = settings.home / "demo"
    began = time.monotonic()
    report = Report()

    def listen() -> None:
        # In this process, because the files are Hark's own and the processes that render keep the other cores busy.
        part = index_folder(settings.home, folder, workers=0)
        report.added += part.added
        report.updated += part.updated
        report.removed += part.removed
        report.skipped += part.skipped
        report.audio_seconds += part.audio_seconds

    def listen_if_possible() -> None:
        with suppress(UserError):  # another process is writing the library; at the end this is an error
            listen()

    shown = progress_printer("Composing and rendering the demo library", as_json=progress)
    tracks = build(folder, progress=shown, ready=listen_if_possible)
    listen()
    report.seconds = seconds = time.monotonic() - began
    if settings.json:
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


@click.command(cls=Command)
@click.argument("folder", type=_FOLDER, required=False)
@click.option("--encoder", metavar="NAME", help="Listen with another encoder (see `hark models`).")
@click.option("--rebuild", is_flag=True, help="Listen to every file again.")
@click.option("--workers", type=int, metavar="N", help="Processes that listen. Default: one a core, at most 4.")
@click.option(
    "--ray", is_flag=False, flag_value="local", metavar="[ADDRESS]", help="Listen on the machines of a Ray cluster."
)
@click.option("--retry", is_flag=True, help="Try the files again that could not be read.")
@click.option("--include", multiple=True, metavar="PATTERN", help="Index only files like this, e.g. '*.flac'.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out files or folders like this.")
@click.option("--everything", is_flag=True, help="Forget the folder's patterns.")
@click.option("--progress", is_flag=True, help="Print progress as JSON lines on standard error.")
# A parent process writes "pause" and "resume" to standard input, and closes it to end the run properly.
@click.option("--control", is_flag=True, hidden=True)
@click.pass_obj
def index(
    settings: Settings,
    folder: Path | None,
    encoder: str | None,
    rebuild: bool,
    workers: int | None,
    ray: str | None,
    retry: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    everything: bool,
    progress: bool,
    control: bool,
) -> int:
    """Make a folder of music searchable, or bring it up to date.

    Without FOLDER, every folder of the library is brought up to date.
    """
    from data.scan import Patterns
    from retrieval.indexing.folders import Gate, index_folder

    gate = Gate()
    if control:
        threading.Thread(target=obey, args=(gate,), daemon=True).start()
    patterns = None
    if include or exclude or everything:
        if folder is None:
            raise UserError("Patterns belong to one folder.", "Name it: `hark index FOLDER --exclude PATTERN`.")
        patterns = Patterns(include, exclude)
    what = f"Listening to {folder.absolute().name}" if folder else "Listening to your music"
    who: dict[str, Any] = {}
    if ray:
        from retrieval.indexing.ray import hear_on

        who = {"hear": hear_on(ray, workers)}
    report = index_folder(
        settings.home,
        folder,
        **who,
        encoder_name=encoder,
        workers=workers,
        rebuild=rebuild,
        retry=retry,
        patterns=patterns,
        progress=progress_printer(what, as_json=progress),
        refused=_print_skipped if progress else None,
        gate=gate,
    )
    if settings.json:
        print(json.dumps(report.to_json()))
        return 0
    speed = f", {report.audio_seconds / report.seconds:.0f} times real time" if report.audio_seconds else ""
    print(f"{report.added} added, {report.updated} updated, {report.removed} removed in {report.seconds:.1f} s{speed}.")
    if report.with_words:
        print(f"The words of {report.with_words:,} tracks are known.")
    for gone in report.missing:
        print(_line(f"  left as it was: {gone['reason']}"))
    for bad in report.skipped[:_LISTED]:
        print(_line(f"  skipped {bad['path']}: {bad['reason']}"))
    if len(report.skipped) > _LISTED:
        print(f"  and {len(report.skipped) - _LISTED} more; `hark status --skipped` names them all.")
    for bad in report.damaged[:_LISTED]:
        print(_line(f"  damaged, but searchable: {bad['path']}: {bad['reason']}"))
    return 0


@click.command(cls=Command)
@click.argument("folder", type=_FOLDER)
@click.pass_obj
def remove(settings: Settings, folder: Path) -> int:
    """Forget a folder; its files are not touched."""
    from retrieval.indexing.folders import remove_folder

    removed = remove_folder(settings.home, folder)
    print(
        json.dumps({"removed": removed}) if settings.json else f"{removed} tracks forgotten; the files are untouched."
    )
    return 0


@click.command(cls=Command)
@click.argument("query")
@click.option("-k", type=int, default=8, metavar="N", help="How many tracks. Default: 8.")
@click.pass_obj
def search(settings: Settings, query: str, k: int) -> int:
    """Find tracks by how they sound, and by names in the query.

    QUERY says what to hear, for example "a song with a banjo". `hark ask` also reads negations and conditions.
    """
    from .library import Library
    from .query import Query

    if k < 1:
        raise UserError(f"-k {k} asks for no tracks.", "Ask for at least one.")
    library = Library(settings.home)
    hits = library.search(Query.from_text(query, k=k))
    if settings.json:
        print(json.dumps({"query": query, "hits": [hit.to_json() for hit in hits]}))
        return 0
    for hit in hits:
        print(f"{hit.rank:3}. {hit_line(hit)}")
    if not hits:
        print("Nothing found.")
    return 0


@click.command(cls=Command)
@click.option("--vectors", type=int, default=1_000_000, metavar="N", help="How many vectors. Default: 1000000.")
@click.pass_obj
def bench(settings: Settings, vectors: int) -> int:
    """Measure adaptive retrieval against exact search, here."""
    from models.encoders.compact import CompactEncoder
    from retrieval.vectors.bench import bench as measure

    if not 1000 <= vectors <= 20_000_000:
        raise UserError(f"--vectors is {vectors}.", "Give a number from 1000 to 20000000.")
    result = measure(CompactEncoder(), vectors, lambda line: None if settings.json else print(line, file=sys.stderr))
    if settings.json:
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


def _status_command(assistant: Assistant | None) -> click.Command:
    @click.command(cls=Command)
    @click.option("--skipped", is_flag=True, help="Name the files that could not be read, and the damaged ones.")
    @click.option("--duplicates", is_flag=True, help="Name copies of one recording, and other versions.")
    @click.pass_obj
    def status(settings: Settings, skipped: bool, duplicates: bool) -> int:
        """Say what the library holds."""
        return _print_status(settings, skipped, duplicates, assistant)

    return status


def _print_status(settings: Settings, skipped: bool, duplicates: bool, assistant: Assistant | None) -> int:
    from .library import Library

    library = Library(settings.home)
    known = library.status()
    more: dict[str, Any] = {}
    if skipped:
        more |= _skipped(library)
    if duplicates:
        more |= _duplicates(library)
    if settings.json:
        print(json.dumps({**known, "assistant": assistant() if assistant else None, **more}))
        return 0
    encoder = known["encoder"]
    print(f"{known['tracks']} tracks in {library.home}")
    for folder in library.folders():
        print(_line(f"  {folder}"))
    print(f"encoder   {encoder['name']}, {encoder['dim']} dimensions, {encoder['fingerprint']}")
    print(f"index     {known['index']['backend']}, {'sound' if known['index']['ok'] else 'unavailable'}")
    if known["with_words"]:
        print(f"words     of {known['with_words']} tracks")
    if skipped:
        for bad in more["skipped"]:
            print(_line(f"  skipped {bad['path']}: {bad['reason']}"))
        for bad in more["damaged"]:
            print(_line(f"  damaged, but searchable: {bad['path']}: {bad['reason']}"))
        if more["skipped"]:
            print("`hark index --retry` tries the skipped ones again.")
    elif unread := library.skipped():
        print(f"{len(unread)} files could not be read; `hark status --skipped` names them with their reasons.")
    for kind in ("duplicates", "versions"):
        for i, paths in enumerate(more.get(kind, ()), 1):
            print(f"{kind.removesuffix('s')} {i}")
            for path in paths:
                print(_line(f"  {path}"))
    if duplicates and not more["duplicates"] and not more["versions"]:
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
    """Return groups of paths: copies of one recording, best first, and other versions of one piece."""
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


@click.command(cls=Command)
@click.option(
    "--every", type=float, default=10.0, metavar="MINUTES", help="Compare all files this often. Default: 10 minutes."
)
@click.pass_obj
def watch(settings: Settings, every: float) -> int:
    """Keep the library in step with its folders.

    It runs until you press Ctrl-C.
    """
    from retrieval.indexing.watching import Watcher

    if every <= 0:
        raise UserError(f"--every {every:g} is no time.", "Give a number of minutes, for example 10.")
    watcher = Watcher(settings.home, every_s=60 * every)
    watcher.start()
    said = ""
    try:
        while True:
            sentence = watcher.sentence
            if sentence != said:
                said = sentence
                print(json.dumps(watcher.to_json()) if settings.json else _line(sentence), flush=True)
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
    """Replace unprintable characters of a text: a file name may contain line breaks and control codes."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def hit_line(hit: Any) -> str:
    """Return the two lines of a hit on a terminal: title, artist and facts; then the path."""
    track = hit.track
    by = f" - {track.artist}" if track.artist else ""
    facts = [clock(track.duration_s)]
    facts += [f"{track.tempo_bpm:.0f} bpm"] if track.tempo_bpm else []
    facts += [track.key] if track.key else []
    facts += [name for name, _ in hit.heard[:3]]
    facts += [f"named: {' and '.join(hit.words)}"] if hit.words else []
    return f"{track.title}{by}  ({', '.join(facts)})  {hit.score:.2f}\n       {track.path}"


def obey(gate: Any) -> None:
    """Pause, resume and end an index run, as lines on standard input say.

    The file descriptor is read directly, because a thread that waits in `sys.stdin` keeps the process from ending.
    """
    said = b""
    while more := os.read(0, 1024):
        *lines, said = (said + more).split(b"\n")
        for line in lines:
            if line.strip() == b"pause":
                gate.pause()
            elif line.strip() == b"resume":
                gate.resume()
    gate.end()


def _print_skipped(path: Path, reason: str) -> None:
    """Print the path of an unreadable file and the reason, as a JSON line on standard error."""
    print(json.dumps({"skipped": str(path), "reason": reason}), file=sys.stderr, flush=True)


def progress_printer(what: str, *, as_json: bool) -> Callable[[int, int, str], None]:
    """Return a function that prints progress on standard error.

    It prints JSON lines if `as_json` is set, else a bar on a terminal or a few lines to a file.
    """
    began = time.monotonic()
    recent: deque[tuple[float, int]] = deque([(began, 0)], maxlen=64)

    def pace(done: int) -> float:
        """Return files per second, measured over the last minute but no more than the last 64 files."""
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

    if as_json:
        return json_line
    return bar if sys.stderr.isatty() else plain


if __name__ == "__main__":
    from retrieval.encoder_cli import encoder_commands

    sys.exit(run([*library_commands(), *encoder_commands()]))
