"""The commands about encoders: `hark models`, `hark evaluate`, `hark train`.

Each prints a few lines, or one JSON object with `--json`, and loads only what it needs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.errors import UserError
from data.home import library_home

from .checkpoints import ADAPTER, ORIGINS, adapter, fetch, find, folder
from .registry import DEFAULT_ENCODER, ENCODERS, load_encoder

if TYPE_CHECKING:
    from .encoder import Encoder


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the commands; each sets `func`, which takes the parsed arguments and returns the exit code."""

    def command(name: str, func: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        parser = commands.add_parser(name, help=help, description=help)
        parser.add_argument("--library", default=argparse.SUPPRESS, metavar="DIR", help=argparse.SUPPRESS)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.set_defaults(func=func)
        return parser

    about = command("models", models, "List the encoders; fetch one, check one, or give one Matryoshka heads.")
    about.add_argument(
        "action", nargs="?", default="list", choices=("list", "fetch", "verify", "adapt"), help="default: list"
    )
    about.add_argument("name", nargs="?", help="the encoder")
    about.add_argument("file", nargs="?", type=Path, help="for `adapt`: heads, rotation or towers; without it they go")

    def data(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="sound files with a captions.csv or hark.json, or named by id")
        parser.add_argument("--captions", type=Path, metavar="CSV", help="MusicCaps' table, or columns file, caption")
        parser.add_argument("--encoder", default=None, choices=sorted(ENCODERS), help=f"default: {DEFAULT_ENCODER}")

    evaluating = command("evaluate", evaluate, "Measure how well an encoder finds sound by words, at every width.")
    data(evaluating)
    evaluating.add_argument("--split", default=None, choices=("test", "train", "all"), help="default: test, else all")
    evaluating.add_argument("--adapter", type=Path, metavar="FILE", help="heads or rotation of a `hark train` run")

    training = command("train", train, "Train Matryoshka heads for an encoder, on captioned sound.")
    data(training)
    training.add_argument(
        "--run", type=Path, required=True, metavar="DIR", help="the run's folder; resumed if it exists"
    )
    training.add_argument("--split", default=None, choices=("train", "all"), help="default: train, else all")
    training.add_argument("--end-to-end", action="store_true", help="train the towers too: for a GPU, or for patience")
    training.add_argument("--epochs", type=int, help="at most; 0 fits the rotation alone (default: 60, end to end 10)")
    training.add_argument("--seed", type=int, default=0)
    training.add_argument("--weights", type=_numbers, metavar="W,W,...", help="of the widths, smallest first")


def models(args: argparse.Namespace) -> int:
    """List, fetch, verify, adapt."""
    if args.action == "list":
        return _list(args)
    if args.name is None:
        raise UserError(f"`hark models {args.action}` needs the name of an encoder.", _choose(ENCODERS))
    if args.name not in ENCODERS:
        raise UserError(f"There is no encoder called {args.name}.", _choose(ENCODERS))
    return {"fetch": _fetch, "verify": _verify, "adapt": _adapt}[args.action](args)


def _list(args: argparse.Namespace) -> int:
    rows = []
    for name in ENCODERS:
        row: dict[str, Any] = {"name": name, "default": name == DEFAULT_ENCODER, "ready": True, "hint": ""}
        try:
            row["title"] = ORIGINS[name].title if name in ORIGINS else "ships with Hark"
            row["licence"] = ORIGINS[name].licence if name in ORIGINS else ""
            if name in ORIGINS:
                row["files"] = {file: str(path) for file, path in find(name).items()}
            else:
                load_encoder(name)
            row["adapter"] = str(adapter(name) or "")
        except UserError as error:
            row |= {"ready": False, "hint": error.hint}
        rows.append(row)
    if args.json:
        print(json.dumps({"encoders": rows}))
        return 0
    for row in rows:
        state = "ready" if row["ready"] else "not here"
        adapted = ", with an adapter" if row.get("adapter") else ""
        print(f"{row['name']:8} {state:9} {row['title']}{adapted}{' (default)' if row['default'] else ''}")
        if row["hint"]:
            print(f"{'':18} {row['hint']}")
    return 0


def _fetch(args: argparse.Namespace) -> int:
    if args.name not in ORIGINS:
        raise UserError(f"The encoder {args.name} ships with Hark: there is nothing to fetch.", "")
    if not args.json:
        print(f"Fetching {ORIGINS[args.name].title} ({ORIGINS[args.name].gigabytes} GB). {ORIGINS[args.name].licence}.")
    files = fetch(args.name)
    if args.json:
        print(json.dumps({"files": {file: str(path) for file, path in files.items()}}))
    else:
        print(f"It is here. Check it with `hark models verify {args.name}`.")
    return 0


def _verify(args: argparse.Namespace) -> int:
    """Load both towers, and see that what they give out is of use."""
    import numpy as np

    from models.encoders.laion import MOST_ALIKE, UNLIKE

    from .encoder import normalise

    began = time.monotonic()
    encoder = load_encoder(args.name)
    words = encoder.encode_text(UNLIKE)
    samples = round(encoder.window_s * encoder.sample_rate)
    noise = np.random.default_rng(0).standard_normal(samples).astype(np.float32) / 4
    hum = np.sin(2 * np.pi * 110 * np.arange(samples) / encoder.sample_rate).astype(np.float32) / 2
    sounds = normalise(encoder.embed_windows(np.stack([noise, hum])))
    alike = float((words @ words.T)[np.triu_indices(len(UNLIKE), 1)].max())
    sounds_alike = float(sounds[0] @ sounds[1])
    sums = {}
    if args.name in ORIGINS:
        for file, path in find(args.name).items():
            with path.open("rb") as opened:
                sums[file] = hashlib.file_digest(opened, "sha256").hexdigest()
    # Comparisons are written so that NaN fails them.
    if not (alike < MOST_ALIKE and sounds_alike < 0.9999):
        raise UserError(
            f"The encoder {args.name} does not tell things apart: unlike texts have a cosine of up to {alike:.3f}, "
            f"noise and a hum of {sounds_alike:.3f}.",
            "Its weights are damaged or of another model: remove them, and fetch them again.",
        )
    seconds = time.monotonic() - began
    if args.json:
        print(
            json.dumps(
                {
                    "name": encoder.name,
                    "dim": encoder.dim,
                    "fingerprint": encoder.fingerprint,
                    "texts_most_alike": alike,
                    "sounds_alike": sounds_alike,
                    "sha256": sums,
                    "seconds": round(seconds, 2),
                }
            )
        )
        return 0
    print(f"{encoder.name} is sound: {encoder.dim} dimensions, fingerprint {encoder.fingerprint} ({seconds:.1f} s).")
    print(f"  unlike texts: cosine at most {alike:.3f}; noise and a hum: {sounds_alike:.3f}")
    for file, digest in sums.items():
        print(f"  {digest}  {file}")
    return 0


def _adapt(args: argparse.Namespace) -> int:
    """Put heads, a rotation or towers beside an encoder's weights, or take them away."""
    if args.name == "musicnn":
        raise UserError(
            "The encoder musicnn is a floor to compare with, and stays as it is.", _choose(("compact", *ORIGINS))
        )
    place = folder(args.name) / ADAPTER
    if args.file is None:
        place.unlink(missing_ok=True)
    else:
        from .heads import AdaptedEncoder

        AdaptedEncoder(_base(args.name), args.file)  # says so if it does not fit
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(args.file, place)
        except OSError as err:
            raise UserError(f"{place} cannot be written: {err.strerror or err}.", "Free some space there.") from err
    if args.json:
        print(json.dumps({"adapter": str(adapter(args.name) or "")}))
    else:
        print(f"{args.name} {'has no adapter now' if args.file is None else f'uses {args.file} now'}.")
        print("Libraries that it made must be listened to again: `hark index --rebuild`.")
    return 0


def evaluate(args: argparse.Namespace) -> int:
    """Retrieval metrics at every width."""
    from data.musiccaps import read_captions
    from models.encoders.features import embed

    from .evaluate import PROTOCOL, adapted, evaluate_features, report, table

    captions = _captions(args, read_captions, "test")
    encoder = _base(args.encoder) if args.adapter else load_encoder(args.encoder)
    features = embed(encoder, captions.clips, _cache(args, encoder), _progress(args))
    if args.adapter:
        from .heads import AdaptedEncoder

        through = AdaptedEncoder(encoder, args.adapter)
        features, encoder = adapted(features, through.adapt), through
    results = evaluate_features(features)
    if args.json:
        print(json.dumps(report(captions, encoder, features, results)))
        return 0
    print(f"{captions.describe()}; encoder {encoder.name}, {encoder.dim} dimensions")
    print(table(results))
    _print_damaged((*captions.damaged, *features.damaged))
    print(PROTOCOL)
    return 0


def train(args: argparse.Namespace) -> int:
    """Rotation, heads, and towers if asked."""
    from data.musiccaps import read_captions
    from models.encoders.features import embed

    from .encoder import towers
    from .evaluate import widths_of

    captions = _captions(args, read_captions, "train")
    encoder = _base(args.encoder)
    for option in ("epochs", "seed"):
        if (getattr(args, option) or 0) < 0:
            raise UserError(f"--{option} {getattr(args, option)} makes no sense.", "Give 0 or more.")
    if args.end_to_end and not hasattr(encoder, "towers"):
        towers(encoder)  # says so before an hour of listening
    widths = widths_of(encoder.dim)
    weights = args.weights
    if weights is not None and (len(weights) != len(widths) or min(weights) < 0 or not sum(weights)):
        raise UserError(
            f"--weights has {len(weights)} numbers; the widths are {', '.join(map(str, widths))}.",
            "Give one for each, none below zero, not all zero.",
        )
    features = embed(encoder, captions.clips, _cache(args, encoder), _progress(args))
    from .train import Live, config_for
    from .train import train as fit

    kind: dict[str, Any] = {"epochs": 60}
    if args.end_to_end:
        kind = {"epochs": 10, "batch": 16, "learning_rate": 1e-4, "tower_rate": 1e-5, "patience": 3}
    if args.epochs is not None:
        kind["epochs"] = args.epochs
    config = config_for(encoder, captions.name, features, seed=args.seed, weights=weights, **kind)
    live = Live(encoder, captions.clips) if args.end_to_end else None

    def line(epoch: dict[str, Any]) -> None:
        loss = "rotation alone" if epoch["loss"] is None else f"loss {epoch['loss']:.3f}"
        shares = "  ".join(f"{width}: {100 * value:.1f}" for width, value in epoch["r10"].items())
        star = "  best so far" if epoch["best"] else ""
        print(f"epoch {epoch['epoch']:3}  {loss}  R@10 {shares}{star}", file=sys.stderr, flush=True)

    outcome = fit(args.run, encoder, features, config, line, live)
    if args.json:
        print((args.run / "result.json").read_text(encoding="utf-8").strip())
        return 0
    _print_damaged((*captions.damaged, *features.damaged))
    clips = outcome.untouched[0].text_to_audio.items
    print(f"R@10 on the {clips} validation clips, text to audio, in per cent (chance {100 * min(10 / clips, 1):.1f}):")
    for i, row in enumerate(outcome.untouched):
        cells = (row, outcome.rotation[i], outcome.heads[i])
        untouched, rotation, heads = (100 * cell.text_to_audio.r10 for cell in cells)
        print(f"  {row.width:5}  untouched {untouched:5.1f}  rotation {rotation:5.1f}  heads {heads:5.1f}")
    if not outcome.best_epoch:
        print("Training did not beat the rotation, which is what was kept.")
    print(f"Best epoch {outcome.best_epoch} of {outcome.epochs}. Everything is in {args.run}.")
    made = args.run / ("towers.safetensors" if args.end_to_end else "heads.safetensors")
    print(f"Measure it on clips that it has not seen: `hark evaluate ... --adapter {made}`")
    print(f"Search with it: `hark models adapt {encoder.name} {made}`")
    return 0


def _captions(args: argparse.Namespace, read: Callable[..., Any], first: str) -> Any:
    """The asked split; without one, the first choice where the source has splits, else everything."""
    if args.split is not None:
        return read(args.folder, args.captions, args.split)
    found = read(args.folder, args.captions, "all")
    if any(clip.split for clip in found.clips):
        return read(args.folder, args.captions, first)
    return found


def _base(name: str | None) -> Encoder:
    """The encoder without its adapter: adapters are fitted on, and compared with, the untouched towers."""
    return load_encoder(name, adapted=False)


def _cache(args: argparse.Namespace, encoder: Encoder) -> Path:
    """Where the features of that encoder are kept, whichever command made them."""
    home = library_home(getattr(args, "library", None))
    return home / "features" / f"{encoder.name}-{encoder.fingerprint}.npz"


def _choose(names: Any) -> str:
    return f"Choose one of: {', '.join(names)}."


def _numbers(text: str) -> tuple[float, ...]:
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = (math.nan,)
    if not all(map(math.isfinite, numbers)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of numbers like 2,1,1,1,1")
    return numbers


def _print_damaged(damaged: tuple[tuple[str, str], ...]) -> None:
    for clip, reason in damaged[:10]:
        print(f"  skipped {clip}: {reason}")
    if len(damaged) > 10:
        print(f"  and {len(damaged) - 10} more; `--json` names them all")


def _progress(args: argparse.Namespace) -> Callable[[int, int, str], None] | None:
    """A line every tenth of the way, on standard error."""
    began = time.monotonic()

    def show(done: int, total: int, name: str) -> None:
        if done == total or done % max(total // 10, 1) == 0:
            left = (time.monotonic() - began) / done * (total - done)
            print(f"Listening to clips: {done}/{total}, {left:.0f} s left", file=sys.stderr, flush=True)

    return None if args.json else show


def main(argv: list[str] | None = None) -> int:
    """`python -m models.cli`: these commands alone."""
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
