"""The commands of `hark models` that change the encoder of a library: `use`, `back` and `forget`."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import click

from data.command_line import Command, Settings
from data.errors import UserError
from models.checkpoints import ORIGINS, fetch, find
from models.cli import encoder_commands as commands_without_library
from models.registry import ENCODERS, encoder_class, load_encoder

_REPORT_S = 0.5  # between two lines of progress of a download
_LEAST_SHARE = 0.01  # of a download that must be done before the time left can be estimated


def encoder_commands() -> list[click.Command]:
    """Return the commands about encoders, `hark models` with its commands on libraries included."""
    return commands_without_library((use, back, forget), _of_library)


@click.command(cls=Command)
@click.argument("name")
@click.option("--clips", type=click.IntRange(1), metavar="N", help="Embed N clips a track instead of all of it.")
@click.option("--leave-out", is_flag=True, help="Change although some tracks cannot be heard; they are left out.")
@click.option("--workers", type=int, metavar="N", help="Processes that listen. Default: as cores and memory allow.")
@click.option("--progress", is_flag=True, help="Print progress as JSON lines on standard error.")
@click.option("--control", is_flag=True, hidden=True)  # as for `hark index`
@click.pass_obj
def use(
    settings: Settings,
    name: str,
    clips: int | None,
    leave_out: bool,
    workers: int | None,
    progress: bool,
    control: bool,
) -> int:
    """Listen to the library with the encoder NAME, and change to it when all is heard.

    Weights that are not here are fetched from the Hugging Face hub and checked first. Until the change, and if anything
    fails, the library stays as it is and can be searched. An interrupted run is continued by the same command.
    """
    encoder_class(name)  # raises UserError for an unknown name
    return _use(settings, name, clips, leave_out, workers, progress, control)


@click.command(cls=Command)
@click.option("--leave-out", is_flag=True, help="Change although some tracks cannot be heard; they are left out.")
@click.option("--progress", is_flag=True, help="Print progress as JSON lines on standard error.")
@click.option("--control", is_flag=True, hidden=True)
@click.pass_obj
def back(settings: Settings, leave_out: bool, progress: bool, control: bool) -> int:
    """Change the library back to the encoder that it had before.

    Only tracks that were added since then must be heard.
    """
    from retrieval.indexing.switching import previous

    return _use(settings, previous(settings.home), None, leave_out, None, progress, control)


@click.command(cls=Command)
@click.argument("name")
@click.pass_obj
def forget(settings: Settings, name: str) -> int:
    """Delete what the encoder NAME has heard in the library, to free the space.

    The library's own encoder cannot be forgotten. Fetched weights stay.
    """
    from retrieval.indexing.switching import forget as delete

    encoder_class(name)
    freed = delete(settings.home, name)
    print(json.dumps({"bytes": freed}) if settings.json else f"{freed / 1e6:.1f} MB freed.")
    return 0


def _use(
    settings: Settings,
    name: str,
    clips: int | None,
    leave_out: bool,
    workers: int | None,
    progress: bool,
    control: bool,
) -> int:
    from models.verify import verify
    from retrieval.catalogue.files import CATALOGUE
    from retrieval.cli import obey, progress_printer
    from retrieval.indexing.crew import Gate
    from retrieval.indexing.folders import worker_count

    worker_count(encoder_class(name), files=1)  # raises UserError for too little memory before anything is fetched
    gate = Gate()
    if control:
        threading.Thread(target=obey, args=(gate,), daemon=True).start()
    say = (lambda text: None) if settings.json else print
    _fetch(name, say, progress)
    if progress:
        empty = {"done": 0, "total": 0, "file": "", "tracks_per_s": None, "seconds_left": None}
        print(json.dumps({"what": f"Checking {name}", **empty}), file=sys.stderr, flush=True)
    verified = verify(load_encoder(name))
    if not (settings.home / CATALOGUE).is_file():
        say(f"{name} is here and sound. There is no library yet: `hark index FOLDER --encoder {name}` makes one.")
        if settings.json:
            print(json.dumps({"encoder": name, "changed": False}))
        return 0
    from retrieval.indexing.switching import duration, sentence, use_encoder

    say(sentence(settings.home, name, clips, verified.seconds, verified.encoder.fingerprint))
    change = use_encoder(
        settings.home,
        name,
        clips=clips,
        leave_out=leave_out,
        workers=workers,
        progress=progress_printer(f"Listening with {name}", as_json=progress),
        gate=gate,
    )
    if settings.json:
        print(json.dumps(change.to_json()))
    elif not change.changed:
        print(f"Stopped after {change.heard} tracks. `hark models use {name}` continues; the library is unchanged.")
    elif change.before == name:
        print(f"The library listens with {name} already.")
    else:
        heard = f" {change.heard} tracks were heard in {duration(change.seconds)}." if change.heard else ""
        print(f"The library listens with {name} now.{heard} `hark models back` changes back to {change.before}.")
        for track in change.left_out:
            print(f"  left out {track['path']}: {track['reason']}")
    return 0


def _fetch(name: str, say: Any, as_json: bool) -> None:
    """Fetch the weights of an encoder if they are not on this machine, and report progress."""
    origin = ORIGINS.get(name)
    if origin is None:
        return
    try:
        find(name)
        return
    except UserError:
        say(f"Fetching {origin.title} ({origin.gigabytes} GB). {origin.licence}.")
    shown = began = time.monotonic()

    def show(done: int, total: int, file: str) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown < _REPORT_S:
            return
        shown = now
        rate = done / (now - began)
        if as_json:
            line = {
                "what": f"Fetching {origin.title}", "done": done // 10**6, "total": total // 10**6, "file": file,
                "unit": "MB", "tracks_per_s": None,
                "seconds_left": round((total - done) / rate, 1) if done > _LEAST_SHARE * total else None,
            }  # fmt: skip
            print(json.dumps(line), file=sys.stderr, flush=True)
        elif sys.stderr.isatty():
            line_text = f"{done / 1e6:.0f} of {total / 1e6:.0f} MB, {rate / 1e6:.1f} MB/s  {file}"
            print(f"\r{line_text:<78}", end="", file=sys.stderr, flush=True)

    fetch(name, show)
    if sys.stderr.isatty() and not as_json:
        print(file=sys.stderr)


def _of_library(home: Path) -> tuple[str, dict[str, str]]:
    """Return the name of a library's encoder, and for each other encoder how long listening would take.

    The result is ("", {}) if there is no library.
    """
    from retrieval.catalogue.files import CATALOGUE
    from retrieval.indexing.switching import encoder_of, sentence

    if not (home / CATALOGUE).is_file():
        return "", {}
    used, notes = encoder_of(home), {}
    for name in ENCODERS:
        try:
            notes[name] = sentence(home, name)
        except UserError as error:  # too little memory
            notes[name] = error.message
    return used, notes
