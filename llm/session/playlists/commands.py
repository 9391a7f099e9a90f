"""Define `hark playlists`, which lists, makes, exports, refreshes, copies and deletes saved playlists."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from data.command_line import Command, Settings
from data.errors import UserError
from data.text import clean, clock

if TYPE_CHECKING:
    from data.track import Track
    from llm.session.saved import Listed

    from .kept import Changes, Playlist, Playlists

_PATH = click.Path(path_type=Path)


def _playlists(settings: Settings) -> Playlists:
    from llm.session.clips import WithClips
    from retrieval.library import Library

    from .kept import Playlists

    home = Path(settings.home)
    library = Library(home)
    searched = WithClips(library, home / "clips", lambda: library.encoder)
    return Playlists(home, lambda: searched)


def _named(playlists: Playlists, wanted: str) -> Playlist:
    """Find a playlist by its id or name, or by the beginning of its name."""
    every = playlists.every()
    for fits in (str.__eq__, str.startswith):
        found = [one for one in every if one.token == wanted or fits(one.name.casefold(), wanted.casefold())]
        if len(found) == 1:
            return playlists.known(found[0].token)
        if found:
            names = "; ".join(f"{one.token} ({one.name})" for one in found[:5])
            raise UserError(f"“{clean(wanted, 60)}” fits {len(found)} playlists.", f"Name one by its id: {names}.")
    raise UserError(f"No playlist is called “{clean(wanted, 60)}”.", "Run `hark playlists` to list them.")


def _read(kept: Playlists, one: Listed) -> Playlist | None:
    """Return a playlist of the list; None if its file is damaged."""
    try:
        return kept.read(one.token)
    except UserError:
        return None


@click.command("playlists", cls=Command)
@click.pass_obj
def playlists(settings: Settings) -> int:
    """List saved playlists; save, show, export, refresh, copy or delete one.

    \b
    hark playlists save NAME REQUEST    make a playlist that answers a request
    hark playlists show NAME            its tracks, and which have left the library
    hark playlists export NAME -o FILE  write it as .m3u8, .xspf or .jspf; later without -o, to the same file
    hark playlists refresh NAME         show what would change if it was asked for again; --yes changes it
    hark playlists copy NAME FOLDER     copy its files into a folder, with an .m3u8
    hark playlists delete NAME          delete it; no sound file is deleted
    """
    kept = _playlists(settings)
    rows = [(one, _read(kept, one)) for one in kept.every()]
    if settings.json:
        said = [
            {"id": one.token, "name": one.name, "changed": one.changed, "damaged": it is None,
             "tracks": len(it.hits) if it else 0, "seconds": round(it.seconds, 1) if it else 0.0,
             "file": it.file if it else ""}
            for one, it in rows
        ]  # fmt: skip
        print(json.dumps({"playlists": said}, ensure_ascii=False, indent=2))
        return 0
    for one, it in rows:
        what = f"{len(it.hits):4} tracks  {clock(it.seconds):>8}" if it else "   (damaged)         "
        print(f"{one.token}  {datetime.fromtimestamp(one.changed):%Y-%m-%d}  {what}  {one.name}")
    if not rows:
        print("No playlists are saved yet. Save one on the page, or with `hark playlists save NAME REQUEST`.")
    return 0


@click.command("save", cls=Command)
@click.argument("name")
@click.argument("request", nargs=-1, required=True)
@click.pass_obj
def save(settings: Settings, name: str, request: tuple[str, ...]) -> int:
    """Make a playlist called NAME that answers REQUEST."""
    from llm.assistant import Assistant
    from llm.conversation import Conversation
    from llm.session.batch import respond

    kept = _playlists(settings)
    turn = respond(Assistant(kept.library()), " ".join(request), Conversation())
    if not turn.hits:
        raise UserError(turn.text or "Nothing was found.", "Ask for other music.")
    playlist = kept.save(turn, name)
    print(turn.text, file=sys.stderr)
    return _show(kept, playlist, settings)


@click.command("show", cls=Command)
@click.argument("name")
@click.pass_obj
def show(settings: Settings, name: str) -> int:
    """Show the tracks of the playlist called NAME."""
    kept = _playlists(settings)
    return _show(kept, _named(kept, name), settings)


def _show(kept: Playlists, playlist: Playlist, settings: Settings) -> int:
    from .kept import described

    _, gone = kept.tracks(playlist)
    lost = {track.track_id for track in gone}
    if settings.json:
        tracks = [{**hit.to_json(), "gone": hit.track.track_id in lost} for hit in playlist.hits]
        said = {"id": playlist.token, "name": playlist.name, "file": playlist.file, "tracks": tracks}
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return 0
    print(f"{playlist.name}: {described(playlist, gone)}")
    for hit in playlist.hits:
        left = "  (no longer in the library)" if hit.track.track_id in lost else ""
        print(f"{hit.rank:3}  {_line(hit.track)}{left}")
    return 0


def _line(track: Track) -> str:
    by = f" - {clean(track.artist, 60)}" if track.artist else ""
    return f"{clean(track.title, 80)}{by}  ({clock(track.duration_s)})"


@click.command("export", cls=Command)
@click.argument("name")
@click.option("-o", "--output", type=_PATH, metavar="FILE", help="Write there. Default: the file written last.")
@click.pass_obj
def export(settings: Settings, name: str, output: Path | None) -> int:
    """Write the playlist called NAME as .m3u8, .xspf or .jspf."""
    kept = _playlists(settings)
    path, gone = kept.export(_named(kept, name).token, output)
    _lost(gone)
    print(json.dumps({"file": str(path), "left_out": len(gone)}) if settings.json else f"Saved as {path}.")
    return 0


def _lost(gone: Sequence[Track]) -> None:
    if gone:
        names = "; ".join(clean(track.title, 60) for track in gone[:5]) + ("; ..." if len(gone) > 5 else "")
        print(f"hark: left out, because no longer in the library: {names}.", file=sys.stderr)


@click.command("refresh", cls=Command)
@click.argument("name")
@click.option("--yes", is_flag=True, help="Make the changes, also in the file that was exported.")
@click.pass_obj
def refresh(settings: Settings, name: str, yes: bool) -> int:
    """Ask again for the playlist called NAME, and show what would change."""
    kept = _playlists(settings)
    changes = kept.refresh(_named(kept, name).token)
    if yes and changes:
        kept.apply(changes)
    if settings.json:
        said = {
            "added": [track.title for track in changes.added],
            "dropped": [track.title for track in changes.dropped],
            "gone": [track.title for track in changes.gone],
            "moved": changes.moved,
            "changed": bool(yes and changes),
        }
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return 0
    print("\n".join(_told(changes)))
    if changes:
        print("Changed." if yes else "Nothing was changed. Add --yes to make these changes.")
    return 0


def _told(changes: Changes) -> list[str]:
    said = [f"+ {_line(track)}" for track in changes.added] + [f"- {_line(track)}" for track in changes.dropped]
    said += [f"- {_line(track)}  (no longer in the library)" for track in changes.gone]
    said += ["Tracks that stay come in another order."] if changes.moved else []
    return said or ["Nothing would change."]


@click.command("copy", cls=Command)
@click.argument("name")
@click.argument("folder", type=_PATH)
@click.pass_obj
def copy(settings: Settings, name: str, folder: Path) -> int:
    """Copy the files of the playlist called NAME into a folder of its own in FOLDER, with an .m3u8."""
    kept = _playlists(settings)
    target, copied, missing = kept.copy(_named(kept, name).token, folder)
    _lost(missing)
    said = {"folder": str(target), "copied": copied, "left_out": len(missing)}
    print(json.dumps(said) if settings.json else f"{copied} file{'s' * (copied != 1)} copied to {target}.")
    return 0


@click.command("delete", cls=Command)
@click.argument("name")
@click.pass_obj
def delete(settings: Settings, name: str) -> int:
    """Delete the playlist called NAME; no sound file is deleted."""
    kept = _playlists(settings)
    playlist = _named(kept, name)
    kept.delete(playlist.token)
    print(json.dumps({"deleted": playlist.token}) if settings.json else f"Deleted {playlist.name}.")
    return 0


NESTED: dict[str, click.Command] = {str(each.name): each for each in (save, show, export, refresh, copy, delete)}
