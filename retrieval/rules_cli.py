"""The commands `hark rules` and `hark plays`: what the listener has told a library, and what was played in the page."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import click

from data.command_line import Command, Group, Settings
from data.errors import UserError
from data.text import clean

from .kinds import KINDS

if TYPE_CHECKING:
    from .library import Library
    from .rules import Rule

_LISTED = 50  # plays that `hark plays` prints


@click.group("rules", cls=Group, invoke_without_command=True)
@click.pass_context
def rules(context: click.Context) -> int:
    """Standing rules: what is never played, whatever you ask for.

    Without a command, they are listed.
    """
    return context.invoke(list_rules) if context.invoked_subcommand is None else 0


@rules.command("list")
@click.pass_obj
def list_rules(settings: Settings) -> int:
    """List the rules with their numbers."""
    library = _library(settings)
    found = library.rules()
    if settings.json:
        print(json.dumps([_as_json(rule) for rule in found], ensure_ascii=False))
    else:
        for rule in found:
            print(f"{rule.rule_id:3}  {rule.label}")
        if not found:
            print("There are no rules. Add one, for example: hark rules add artist NAME")
    return 0


@rules.command("add")
@click.argument("kind", type=click.Choice([kind.replace(" ", "-") for kind in KINDS]))
@click.argument("value")
@click.pass_obj
def add_rule(settings: Settings, kind: str, value: str) -> int:
    """Add a rule.

    KIND is artist, album, folder or genre, of which nothing is played; longest or shortest, with VALUE in minutes or as
    m:ss; or only-folder. VALUE is the name, the path or the length.
    """
    from .rules import add_named

    named = next(each for each in KINDS if each.replace(" ", "-") == kind)
    rule = add_named(_library(settings), named, value)
    print(json.dumps(_as_json(rule), ensure_ascii=False) if settings.json else f"{rule.rule_id:3}  {rule.label}")
    return 0


@rules.command("remove")
@click.argument("number", type=int)
@click.pass_obj
def remove_rule(settings: Settings, number: int) -> int:
    """Lift the rule with this NUMBER."""
    rule = _library(settings).remove_rule(number)
    if rule is None:
        raise UserError(f"There is no rule {number}.", "`hark rules` lists them with their numbers.")
    print(json.dumps(_as_json(rule), ensure_ascii=False) if settings.json else f"Lifted: {rule.label}.")
    return 0


@click.command("plays", cls=Command)
@click.option("--clear", is_flag=True, help="Delete the whole log.")
@click.pass_obj
def plays(settings: Settings, clear: bool) -> int:
    """List what was played in the page, newest first. The log stays on this computer."""
    library = _library(settings)
    if clear:
        count = library.clear_plays()
        print(json.dumps({"deleted": count}) if settings.json else f"{count} plays deleted.")
        return 0
    found = library.plays()
    if settings.json:
        print(json.dumps([{"track_id": i, "played_at": at} for i, at in found]))
        return 0
    for track_id, at in found[:_LISTED]:
        track = library.track(track_id)
        name = " - ".join(filter(None, (track.title, track.artist))) if track else "a track that has left the library"
        print(f"{datetime.fromtimestamp(at):%Y-%m-%d %H:%M}  {clean(name, 120)}")
    if len(found) > _LISTED:
        print(f"and {len(found) - _LISTED} earlier ones (--json prints them all)")
    if not found:
        print("Nothing was played in the page yet.")
    return 0


def _library(settings: Settings) -> Library:
    from .library import Library

    return Library(settings.home)


def _as_json(rule: Rule) -> dict[str, object]:
    return {"number": rule.rule_id, "kind": rule.kind, "value": rule.value, "label": rule.label}
