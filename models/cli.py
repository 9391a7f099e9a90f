"""Define the commands about encoders: `hark models`, `hark evaluate` and `hark train`.

Each command prints a few lines, or one JSON object with `--json`, and imports only the libraries that it needs.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.command_line import Command, Group, Settings
from data.errors import UserError

from .checkpoints import ADAPTER, ORIGINS, adapter, fetch, find, folder
from .registry import DEFAULT_ENCODER, ENCODERS, load_encoder

if TYPE_CHECKING:
    from .encoder import Encoder

_PATH = click.Path(path_type=Path)


OfLibrary = Callable[[Path], tuple[str, dict[str, str]]]


def encoder_commands(more: Iterable[click.Command] = (), of_library: OfLibrary | None = None) -> list[click.Command]:
    """Return the commands about encoders, in the order in which the help lists them.

    Args:
        more: further commands of `hark models`, which need a library. The caller passes them in, because this package
            must not import `retrieval`.
        of_library: returns for a library's folder the name of its encoder, and for each encoder a sentence on how long
            it would take to listen to the library; ("", {}) if there is no library.
    """
    for command in more:
        models.add_command(command)
    models.of_library = of_library
    return [models, evaluate, train]


class _EncoderName(click.ParamType[str]):
    """Click parameter type for the name of an encoder."""

    name = "encoder"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{'|'.join(sorted(ENCODERS))}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in ENCODERS:
            self.fail(f"There is no encoder called {value}. {_choose(sorted(ENCODERS))}", param, ctx)
        return value


class _Numbers(click.ParamType[tuple[float, ...]]):
    """Click parameter type for finite numbers that are separated by commas."""

    name = "numbers"

    def convert(
        self, value: str | tuple[float, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(float(part) for part in value.split(","))
        except ValueError:
            numbers = (math.nan,)
        if not all(map(math.isfinite, numbers)):
            self.fail(f"{value!r} is not a list of numbers like 2,1,1,1,1.", param, ctx)
        return numbers


def _captioned_sound(command: Callable[..., int]) -> Callable[..., int]:
    """Add to a command the three parameters that `evaluate` and `train` have in common.

    These are the option `--encoder`, the option `--captions` (the table with a caption for each sound file) and the
    argument FOLDER (the folder of the sound files).
    """
    for add in (
        click.option("--encoder", type=_EncoderName(), help=f"Default: {DEFAULT_ENCODER}."),
        click.option(
            "--captions", type=_PATH, metavar="CSV", help="MusicCaps' table, or a table with the columns file, caption."
        ),
        click.argument("folder", type=_PATH, required=False, metavar="FOLDER"),
    ):
        command = add(command)
    return command


class _Models(Group):
    """The group `hark models`, with a function that describes a library's use of the encoders."""

    of_library: OfLibrary | None = None


@click.group(cls=_Models, invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> int:
    """List, fetch, check and adapt encoders, and change the encoder of a library.

    Without a command, the encoders are listed.
    """
    return _print_encoders(context.obj) if context.invoked_subcommand is None else 0


@models.command("list")
@click.pass_obj
def _list(settings: Settings) -> int:
    """List the encoders and say which are on this machine."""
    return _print_encoders(settings)


def describe_encoders() -> list[dict[str, Any]]:
    """Return what is known about each encoder, as `hark models --json` prints it.

    The keys are: name, title, default (of new libraries), ready (whether its weights are on this machine), hint (what
    to do if not), gigabytes (to download, 0 if it ships with Hark), licence, measured (what others have measured),
    files, adapter.
    """
    rows = []
    for name in ENCODERS:
        origin = ORIGINS.get(name)
        row: dict[str, Any] = {
            "name": name,
            "title": origin.title if origin else "ships with Hark",
            "default": name == DEFAULT_ENCODER,
            "ready": True,
            "hint": "",
            "gigabytes": origin.gigabytes if origin else 0.0,
            "licence": origin.licence if origin else "",
            "measured": origin.measured if origin else "",
        }
        try:
            if origin:
                row["files"] = {file: str(path) for file, path in find(name).items()}
            else:
                load_encoder(name)
            row["adapter"] = str(adapter(name) or "")
        except UserError as error:
            row |= {"ready": False, "hint": error.hint}
        rows.append(row)
    return rows


def _print_encoders(settings: Settings) -> int:
    rows = describe_encoders()
    used, notes = models.of_library(settings.home) if models.of_library else ("", {})
    for row in rows:
        row |= {"used": row["name"] == used, "listening": notes.get(row["name"], "")}
    if settings.json:
        print(json.dumps({"encoders": rows}))
        return 0
    for row in rows:
        state = "in use" if row["used"] else "ready" if row["ready"] else "not here"
        adapted = ", with an adapter" if row.get("adapter") else ""
        print(f"{row['name']:12} {state:9} {row['title']}{adapted}{' (default)' if row['default'] else ''}")
        fetch = f"{row['gigabytes']} GB to fetch, {row['licence']}. " if row["gigabytes"] and not row["ready"] else ""
        cost = fetch + ("" if row["used"] else row["listening"])
        lost = "" if row["gigabytes"] or row["ready"] else row["hint"]  # an encoder that ships with Hark is damaged
        for line in (row["measured"], cost.strip(), lost):
            if line:
                print(f"{'':22} {line}")
    if notes:
        print("`hark models use NAME` changes the encoder of this library; `hark models back` changes back.")
    else:
        print(f"`hark models fetch NAME` fetches an encoder; or put its files into {folder('NAME')}.")
    return 0


def _known(name: str | None, verb: str) -> str:
    """Return the name of an encoder after checking it.

    Args:
        name: as given on the command line.
        verb: the command of `hark models`, for the message.

    Raises:
        UserError: no name was given, or there is no such encoder.
    """
    if name is None:
        raise UserError(f"`hark models {verb}` needs the name of an encoder.", _choose(ENCODERS))
    if name not in ENCODERS:
        raise UserError(f"There is no encoder called {name}.", _choose(ENCODERS))
    return name


@models.command("fetch")
@click.argument("name", required=False)
@click.pass_obj
def _fetch(settings: Settings, name: str | None) -> int:
    """Download an encoder's weights; no other command but `use` goes online."""
    name = _known(name, "fetch")
    if name not in ORIGINS:
        raise UserError(f"The encoder {name} ships with Hark: there is nothing to fetch.")
    origin = ORIGINS[name]
    if not settings.json:
        print(f"Fetching {origin.title} ({origin.gigabytes} GB). {origin.licence}.")
    files = fetch(name)
    if settings.json:
        print(json.dumps({"files": {file: str(path) for file, path in files.items()}}))
    else:
        print(f"It is here. `hark models use {name}` lets it listen to your library.")
    return 0


@models.command("verify")
@click.argument("name", required=False)
@click.pass_obj
def _verify(settings: Settings, name: str | None) -> int:
    """Check that both towers of an encoder give different inputs different vectors."""
    name = _known(name, "verify")
    from .verify import verify

    began = time.monotonic()
    found = verify(load_encoder(name))
    encoder = found.encoder
    sums = {}
    if name in ORIGINS:
        for file, path in find(name).items():
            with path.open("rb") as opened:
                sums[file] = hashlib.file_digest(opened, "sha256").hexdigest()
    seconds = time.monotonic() - began
    if settings.json:
        print(
            json.dumps(
                {
                    "name": encoder.name,
                    "dim": encoder.dim,
                    "fingerprint": encoder.fingerprint,
                    "texts_most_alike": found.texts_alike,
                    "sounds_alike": found.sounds_alike,
                    "processor_seconds_per_minute": round(found.seconds, 3),
                    "sha256": sums,
                    "seconds": round(seconds, 2),
                }
            )
        )
        return 0
    print(f"{encoder.name} is sound: {encoder.dim} dimensions, fingerprint {encoder.fingerprint} ({seconds:.1f} s).")
    print(f"  unlike texts: cosine at most {found.texts_alike:.3f}; noise and a hum: {found.sounds_alike:.3f}")
    print(f"  a minute of sound takes {found.seconds:.2f} s of processor time here")
    for file, digest in sums.items():
        print(f"  {digest}  {file}")
    return 0


@models.command("adapt")
@click.argument("name", required=False)
@click.argument("file", type=_PATH, required=False)
@click.pass_obj
def _adapt(settings: Settings, name: str | None, file: Path | None) -> int:
    """Use heads, a rotation or towers with an encoder.

    FILE was written by `hark train`. Without it, what the encoder uses now is removed.
    """
    name = _known(name, "adapt")
    if name == "musicnn":
        raise UserError(
            "The encoder musicnn is a floor to compare with, and stays as it is.", _choose(("compact", *ORIGINS))
        )
    place = folder(name) / ADAPTER
    if file is None:
        place.unlink(missing_ok=True)
    else:
        from .heads import AdaptedEncoder

        AdaptedEncoder(_base(name), file)  # raises UserError if the file does not fit the encoder
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)
        except OSError as err:
            raise UserError(f"{place} cannot be written: {err.strerror or err}.", "Free some space there.") from err
    if settings.json:
        print(json.dumps({"adapter": str(adapter(name) or "")}))
    else:
        print(f"{name} {'has no adapter now' if file is None else f'uses {file} now'}.")
        print("Libraries that it made must be listened to again: `hark index --rebuild`.")
    return 0


@click.command(cls=Command, epilog="`hark evaluate conversation` measures how well requests are answered.")
@_captioned_sound
@click.option("--split", type=click.Choice(["test", "train", "all"]), help="Default: test if there is one, else all.")
@click.option("--adapter", type=_PATH, metavar="FILE", help="Heads or rotation of a `hark train` run.")
@click.option("--mteb", metavar="TASK", help="Measure on a task of MTEB, which downloads its data, instead of FOLDER.")
@click.pass_obj
def evaluate(
    settings: Settings,
    folder: Path | None,
    captions: Path | None,
    encoder: str | None,
    split: str | None,
    adapter: Path | None,
    mteb: str | None,
) -> int:
    """Measure how well an encoder finds sound by words.

    The measures are given for every width of its vectors.

    FOLDER holds sound files with a captions.csv or hark.json, or files named by MusicCaps' ids.
    """
    if mteb is not None:
        if folder is not None or captions is not None or split is not None:
            raise click.UsageError("--mteb takes no FOLDER, --captions or --split: a task of MTEB has its own data.")
        return _evaluate_with_mteb(settings, mteb, encoder, adapter)
    folder = _given(folder)
    from data.musiccaps import read_captions
    from models.encoders.features import embed

    from .evaluate import PROTOCOL, adapted, evaluate_features, report, table

    clips = _read_clips(read_captions, folder, captions, split, "test")
    judged = _base(encoder) if adapter else load_encoder(encoder)
    features = embed(judged, clips.clips, _cache(settings, judged), _progress(settings))
    if adapter:
        from .heads import AdaptedEncoder

        through = AdaptedEncoder(judged, adapter)
        features, judged = adapted(features, through.adapt), through
    results = evaluate_features(features)
    if settings.json:
        print(json.dumps(report(clips, judged, features, results)))
        return 0
    print(f"{clips.describe()}; encoder {judged.name}, {judged.dim} dimensions")
    print(table(results))
    _print_damaged((*clips.damaged, *features.damaged))
    print(PROTOCOL)
    return 0


def _given(folder: Path | None) -> Path:
    """Return the folder of clips.

    Raises:
        UsageError: none was named.
    """
    if folder is None:
        raise click.UsageError("Missing argument 'FOLDER'.")
    return folder


def _evaluate_with_mteb(settings: Settings, name: str, encoder: str | None, adapter: Path | None) -> int:
    """Measure an encoder on a task of MTEB, and print its scores at every width."""
    try:
        from . import mteb_model
    except ImportError as err:
        raise UserError("MTEB is not installed.", "Install it with `pip install 'hark-music[mteb]'`.") from err
    task = mteb_model.task_named(name)
    judged = _base(encoder) if adapter else load_encoder(encoder)
    if adapter:
        from .heads import AdaptedEncoder

        judged = AdaptedEncoder(judged, adapter)
    scores = mteb_model.measure(judged, task)
    about = {"task": name, "encoder": judged.name, "fingerprint": judged.fingerprint}
    if settings.json:
        print(json.dumps({**about, "scores": {str(width): of for width, of in scores}}))
    else:
        print(f"{name}; encoder {judged.name}, {judged.dim} dimensions; per cent")
        print(mteb_model.table(scores))
    return 0


@click.command(cls=Command)
@_captioned_sound
@click.option("--run", type=_PATH, required=True, metavar="DIR", help="Folder of the run; resumed if it exists.")
@click.option("--split", type=click.Choice(["train", "all"]), help="Default: train if there is one, else all.")
@click.option("--end-to-end", is_flag=True, help="Train the towers too, which takes a GPU or patience.")
@click.option("--epochs", type=int, metavar="N", help="At most; 0 fits the rotation alone. Default: 60, end to end 10.")
@click.option("--seed", type=int, default=0, metavar="N", help="Seed of the random numbers. Default: 0.")
@click.option("--weights", type=_Numbers(), metavar="W,W,...", help="Weights of the widths, smallest width first.")
@click.pass_obj
def train(
    settings: Settings,
    folder: Path | None,
    captions: Path | None,
    encoder: str | None,
    run: Path,
    split: str | None,
    end_to_end: bool,
    epochs: int | None,
    seed: int,
    weights: tuple[float, ...] | None,
) -> int:
    """Train Matryoshka heads for an encoder, on captioned sound.

    FOLDER holds sound files with a captions.csv or hark.json, or files named by MusicCaps' ids.
    """
    folder = _given(folder)
    from data.musiccaps import read_captions
    from models.encoders.features import embed

    from .encoder import towers
    from .evaluate import widths_of

    clips = _read_clips(read_captions, folder, captions, split, "train")
    base = _base(encoder)
    for option, value in (("epochs", epochs), ("seed", seed)):
        if (value or 0) < 0:
            raise UserError(f"--{option} {value} makes no sense.", "Give 0 or more.")
    if end_to_end and not hasattr(base, "towers"):
        towers(base)  # raises UserError now, before clips are embedded for an hour
    widths = widths_of(base.dim)
    if weights is not None and (len(weights) != len(widths) or min(weights) < 0 or not sum(weights)):
        raise UserError(
            f"--weights has {len(weights)} numbers; the widths are {', '.join(map(str, widths))}.",
            "Give one for each, none below zero, not all zero.",
        )
    features = embed(base, clips.clips, _cache(settings, base), _progress(settings))
    from .train import Live, config_for
    from .train import train as fit

    kind: dict[str, Any] = {"epochs": 60}
    if end_to_end:
        kind = {"epochs": 10, "batch": 16, "learning_rate": 1e-4, "tower_rate": 1e-5, "patience": 3}
    if epochs is not None:
        kind["epochs"] = epochs
    config = config_for(base, clips.name, features, seed=seed, weights=weights, **kind)
    live = Live(base, clips.clips) if end_to_end else None

    def line(epoch: dict[str, Any]) -> None:
        loss = "rotation alone" if epoch["loss"] is None else f"loss {epoch['loss']:.3f}"
        shares = "  ".join(f"{width}: {100 * value:.1f}" for width, value in epoch["r10"].items())
        star = "  best so far" if epoch["best"] else ""
        print(f"epoch {epoch['epoch']:3}  {loss}  R@10 {shares}{star}", file=sys.stderr, flush=True)

    outcome = fit(run, base, features, config, line, live)
    if settings.json:
        print((run / "result.json").read_text(encoding="utf-8").strip())
        return 0
    _print_damaged((*clips.damaged, *features.damaged))
    held_out = outcome.untouched[0].text_to_audio.items
    chance = 100 * min(10 / held_out, 1)
    print(f"R@10 on the {held_out} validation clips, text to audio, in per cent (chance {chance:.1f}):")
    for i, row in enumerate(outcome.untouched):
        cells = (row, outcome.rotation[i], outcome.heads[i])
        untouched, rotation, heads = (100 * cell.text_to_audio.r10 for cell in cells)
        print(f"  {row.width:5}  untouched {untouched:5.1f}  rotation {rotation:5.1f}  heads {heads:5.1f}")
    if not outcome.best_epoch:
        print("Training did not beat the rotation, which is what was kept.")
    print(f"Best epoch {outcome.best_epoch} of {outcome.epochs}. Everything is in {run}.")
    made = run / ("towers.safetensors" if end_to_end else "heads.safetensors")
    print(f"Measure it on clips that it has not seen: `hark evaluate ... --adapter {made}`")
    print(f"Search with it: `hark models adapt {base.name} {made}`")
    return 0


def _read_clips(
    read: Callable[..., Any], folder: Path, captions: Path | None, split: str | None, preferred: str
) -> Any:
    """Read the captioned clips of a split. If none is given, read the preferred one, or all clips without splits.

    Args:
        read: `data.musiccaps.read_captions`.
        folder: the folder of the sound files.
        captions: the table of captions; None: the table in the folder.
        split: "test", "train" or "all"; None: `preferred`.
        preferred: the split to read if none is given and the clips have splits.
    """
    if split is not None:
        return read(folder, captions, split)
    found = read(folder, captions, "all")
    if any(clip.split for clip in found.clips):
        return read(folder, captions, preferred)
    return found


def _base(name: str | None) -> Encoder:
    """Load an encoder without its adapter, because adapters are trained for the bare encoder and compared with it."""
    return load_encoder(name, adapted=False)


def _cache(settings: Settings, encoder: Encoder) -> Path:
    """Return the file in which the features of an encoder are cached for all commands."""
    return settings.home / "features" / f"{encoder.name}-{encoder.fingerprint}.npz"


def _choose(names: Iterable[str]) -> str:
    return f"Choose one of: {', '.join(names)}."


def _print_damaged(damaged: tuple[tuple[str, str], ...]) -> None:
    for clip, reason in damaged[:10]:
        print(f"  skipped {clip}: {reason}")
    if len(damaged) > 10:
        print(f"  and {len(damaged) - 10} more; `--json` names them all")


def _progress(settings: Settings) -> Callable[[int, int, str], None] | None:
    """Return a function that prints progress on standard error ten times in all; None with `--json`."""
    began = time.monotonic()

    def show(done: int, total: int, name: str) -> None:
        if done == total or done % max(total // 10, 1) == 0:
            left = (time.monotonic() - began) / done * (total - done)
            print(f"Listening to clips: {done}/{total}, {left:.0f} s left", file=sys.stderr, flush=True)

    return None if settings.json else show
