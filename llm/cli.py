"""The `hark` command: its own verbs here, those of the library from `retrieval.cli`.

It starts at once: whatever is heavy is imported by the verb that needs it. Errors that a user can mend are
one line and a hint; anything else is a bug, goes to a log file, and is one sentence too.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.errors import UserError
from data.threads import one_thread

if TYPE_CHECKING:
    from .conversation import Turn

DEFAULT_PORT = 8501
_EVALUATE_CONVERSATION = "evaluate-conversation"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    one_thread()
    args = _parser().parse_args(_verbs_of_two_words(sys.argv[1:] if argv is None else argv))
    try:
        return int(args.func(args) or 0)
    except UserError as error:
        print(f"hark: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `hark search ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception:
        print(f"hark: something went wrong that should not have. The details are in {_logged(args)}.", file=sys.stderr)
        print("  Please report it with that file.", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hark", description="Ask your music for music, offline.")
    parser.add_argument(
        "--library", metavar="DIR", help="the library's folder (default: HARK_HOME, else your user data folder)"
    )
    verbs = parser.add_subparsers(metavar="COMMAND", required=True)
    shared = argparse.ArgumentParser(add_help=False)  # --library works before and after the verb
    shared.add_argument("--library", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)

    ask = verbs.add_parser("ask", parents=[shared], help="ask for music in your own words")
    ask.add_argument("request", nargs="+", help="what you would like to hear")
    ask.add_argument("-k", type=_count, default=None, metavar="N", help="how many tracks (default 8)")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument("--no-llm", action="store_true", help="use the built-in planner and writer only")
    ask.add_argument("--model", default=None, help="the Ollama model to use (default: HARK_MODEL, else mistral)")
    ask.set_defaults(func=_ask)

    doctor = verbs.add_parser("doctor", parents=[shared], help="check that everything Hark needs is there")
    doctor.add_argument("--json", action="store_true", help="print one JSON object")
    doctor.set_defaults(func=_doctor)

    app = verbs.add_parser("app", parents=[shared], help="open the page in the browser")
    app.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"the port on 127.0.0.1 (default {DEFAULT_PORT})")
    app.set_defaults(func=_app)

    export = verbs.add_parser("export", parents=[shared], help="conversations and results as Markdown or playlists")
    export.add_argument("conversation", nargs="?", help="its name, the beginning of it, or `last`; without one: a list")
    export.add_argument("--ask", metavar="REQUEST", help="the tracks that answer a request, instead of a conversation")
    export.add_argument("-k", type=_count, default=None, metavar="N", help="how many tracks for --ask (default 8)")
    export.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there instead of printing")
    export.add_argument(
        "--format", choices=["md", "m3u8", "xspf", "jspf"], help="default: FILE's ending, else md, for --ask m3u8"
    )
    export.add_argument("--json", action="store_true", help="print everything as one JSON object")
    export.set_defaults(func=_export)

    from models.cli import add_commands as add_encoder_commands
    from retrieval.cli import add_commands as add_library_commands

    add_library_commands(verbs, assistant_status)
    add_encoder_commands(verbs)
    _add_conversation_evaluation(verbs, shared)
    return parser


def _add_conversation_evaluation(verbs: Any, shared: argparse.ArgumentParser) -> None:
    """`hark evaluate conversation`, which argparse knows as one word beside `hark evaluate FOLDER`."""
    verbs.choices["evaluate"].epilog = "Of conversations rather than encoders: see `hark evaluate conversation --help`."
    judging = verbs.add_parser(
        _EVALUATE_CONVERSATION,
        prog="hark evaluate conversation",
        parents=[shared],
        description="Measure how well requests are understood and answered, on the demo library.",
    )
    judging.add_argument("--split", choices=("development", "test"), default="development", help="default: development")
    judging.add_argument("--model", default=None, help="an Ollama model to plan and write (default: the built-in ones)")
    judging.add_argument("--limit", type=_count, default=None, metavar="N", help="only so many chains, of every kind")
    judging.add_argument("--misses", action="store_true", help="show every turn where something went wrong")
    judging.add_argument("--save", type=Path, metavar="FILE", help="keep the figures there, under the split's name")
    judging.add_argument("--json", action="store_true", help="print one JSON object")
    judging.set_defaults(func=_evaluate_conversation)


def _verbs_of_two_words(argv: Sequence[str]) -> list[str]:
    """`evaluate conversation` as the one word that the parser knows; a folder of that name is `./conversation`."""
    words = list(argv)
    for at in range(len(words) - 1):
        if words[at : at + 2] == ["evaluate", "conversation"]:
            return [*words[:at], _EVALUATE_CONVERSATION, *words[at + 2 :]]
    return words


def assistant_status() -> dict[str, Any]:
    """Who would answer now, for `hark status`."""
    from llm.chat_model.ollama import OllamaChat

    status = OllamaChat().status()
    return {
        "name": status.model if status.ready else "built-in",
        "ready": status.ready,
        "message": status.message,
        "hint": status.hint,
    }


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _logged(args: argparse.Namespace) -> Path:
    """Write the current exception to a log; returns where."""
    import tempfile
    import traceback

    from data.home import library_home

    for folder in (_home_or_none(library_home, args), Path(tempfile.gettempdir())):
        if folder is None:
            continue
        try:
            path = folder / "hark-error.log"
            with path.open("a", encoding="utf-8", errors="replace") as log:
                log.write(traceback.format_exc() + "\n")
            return path
        except OSError:
            continue
    traceback.print_exc()
    return Path("this terminal")


def _home_or_none(library_home: Any, args: argparse.Namespace) -> Path | None:
    try:
        home: Path = library_home(args.library)
        return home if home.is_dir() else None
    except UserError:
        return None


# ask


def _ask(args: argparse.Namespace) -> int:
    from data.home import library_home
    from llm.chat_model.ollama import OllamaChat
    from retrieval.library import Library

    from .assistant import Assistant, Done, Found, Noted, Said

    library = Library(library_home(args.library))
    chat = None if args.no_llm else OllamaChat(args.model)
    if chat is not None and args.model and not chat.status().ready:
        status = chat.status()
        raise UserError(status.message, status.hint)
    request = " ".join(args.request)
    turn: Turn | None = None
    page = _Page(shown=not args.json)
    for event in Assistant(library, chat).respond(request, k=args.k):
        match event:
            case Found(hits=hits):
                page.show(hits)
            case Said(part=part) if not args.json:
                page.settle()
                print(part, end="", flush=True)
            case Noted(message=message, hint=hint):
                print(f"hark: {message}\n  {hint}" if hint else f"hark: {message}", file=sys.stderr)
            case Done():
                turn = event.turn
    assert turn is not None
    page.settle()
    if args.json:
        print(json.dumps(_as_json(turn), ensure_ascii=False, indent=2))
    elif turn.text:
        print()
    return 1 if turn.notices and not turn.text and not turn.hits else 0


def _as_json(turn: Turn) -> dict[str, Any]:
    return {
        "request": turn.request,
        "assistant": turn.assistant,
        "captions": list(turn.plan.captions),
        "filters": turn.plan.query().filters.to_json(),
        "hits": [hit.to_json() for hit in turn.hits],
        "answer": turn.text,
        "citations": list(turn.answer.ranks),
    }


class _Page:
    """One list of tracks on the terminal: at once, and drawn anew where a model's plan changed it.

    Where lines cannot be taken back (a pipe, a file) the list waits until it is final.
    """

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._live = shown and sys.stdout.isatty()
        self._hits: Sequence[Any] = ()
        self._lines = 0  # on the screen
        self._settled = False

    def show(self, hits: Sequence[Any]) -> None:
        """A list, or the list that takes its place."""
        before, self._hits = self._hits, hits
        if not self._live:
            return
        if self._lines:
            print(f"\x1b[{self._lines}A\x1b[J", end="")
        self._lines = _print_lines([*_changed(before, hits), *_lines(hits)])

    def settle(self) -> None:
        """No other list will come."""
        if self._shown and not self._live and not self._settled:
            _print_lines(_lines(self._hits))
        self._settled = True


def _lines(hits: Sequence[Any]) -> list[str]:
    from data.text import clock

    lines = []
    for hit in hits:
        track = hit.track
        artist = f" - {track.artist}" if track.artist else ""
        moment = f", best from {clock(hit.start_s)}" if hit.start_s >= 1 else ""
        lines.append(f"{hit.rank:>3}  {track.title}{artist}  ({clock(track.duration_s)}{moment})")
    return [*lines, ""] if lines else []


def _changed(before: Sequence[Any], after: Sequence[Any]) -> list[str]:
    """What a second look changed, in a line."""
    if not before:
        return []
    known = {hit.track.track_id for hit in before}
    new = sum(hit.track.track_id not in known for hit in after)
    what = "the same tracks in a better order" if not new else "1 new track" if new == 1 else f"{new} new tracks"
    return [f"     after a second look: {what}"]


def _print_lines(lines: Sequence[str]) -> int:
    """Prints lines cut to the terminal's width, so that they can be counted; returns how many."""
    import shutil

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000
    for line in lines:
        print("".join(c if c.isprintable() else " " for c in line)[:width])
    sys.stdout.flush()
    return len(lines)


# evaluate conversation


def _evaluate_conversation(args: argparse.Namespace) -> int:
    from data.home import library_home
    from llm.chat_model.ollama import OllamaChat
    from llm.evaluation import conversations as judge
    from retrieval.library import Library

    from .assistant import Assistant

    chains, sets = judge.read_requests(args.split)
    chat = OllamaChat(args.model) if args.model else None
    if chat is None:
        chains = [chain for chain in chains if chain.kind != judge.LLM_ONLY]
    elif not chat.status().ready:
        raise UserError(chat.status().message, chat.status().hint)
    if args.limit:
        chains = judge.sample(chains, args.limit)
    library = Library(library_home(args.library))

    def progress(done: int, total: int) -> None:
        if not args.json and (done == total or done % max(total // 10, 1) == 0):
            print(f"Asking: {done}/{total}", file=sys.stderr, flush=True)

    demo = judge.demo_part(library)
    rows = judge.evaluate(Assistant(demo, chat), chains, sets, progress)
    of = {"tracks": len(demo.tracks()), "encoder": f"{library.encoder.name} {library.encoder.fingerprint}"}
    report = judge.report(args.split, rows, of, model=args.model or "", misses=args.misses)
    if args.save:
        judge.save(args.save, report)
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        print(judge.table(report) + (f"\n{judge.show_misses(report)}" if args.misses else ""))
    return 0


# export


def _export(args: argparse.Namespace) -> int:
    from llm.session import export

    if args.ask is not None and args.conversation is not None:
        raise UserError("Either a conversation or --ask, not both.", "Run `hark export --help` for what there is.")
    written = export.run(
        args.library, args.conversation, ask=args.ask, k=args.k, output=args.output, form=args.format, as_json=args.json
    )
    if written is not None:
        sys.stdout.flush()
        out = getattr(sys.stdout, "buffer", None)  # bytes: the terminal may not be set to UTF-8
        out.write(written.encode("utf-8")) if out else sys.stdout.write(written)
    return 0


# app


def _app(args: argparse.Namespace) -> int:
    import errno
    import socket
    import subprocess

    page = Path(__file__).resolve().parent.parent / "app.py"
    if not page.is_file():
        raise UserError(
            f"The page is not beside the program ({page}).", "Start it from the source folder with `make run`."
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", args.port))
        except OverflowError:
            raise UserError(f"{args.port} is not a port.", "Choose one from 1024 to 65535.") from None
        except OSError as err:
            why = (
                "is in use by another program" if err.errno == errno.EADDRINUSE else f"cannot be used ({err.strerror})"
            )
            raise UserError(
                f"Port {args.port} {why}.", f"Choose another: `hark app --port {args.port % 65535 + 1}`."
            ) from err
    environment = dict(os.environ)
    if args.library:
        environment["HARK_HOME"] = str(Path(args.library).expanduser().absolute())
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(page),
        "--server.port",
        str(args.port),
        "--server.address",
        "127.0.0.1",
    ]
    return subprocess.call(command, env=environment, cwd=page.parent)


# doctor


def _doctor(args: argparse.Namespace) -> int:
    from .doctor import examine

    checks = list(examine(args.library))
    if args.json:
        print(json.dumps([c.to_json() for c in checks], ensure_ascii=False, indent=2))
    else:
        for check in checks:
            print(check.line())
    return 0 if all(check.ok or check.optional for check in checks) else 1


if __name__ == "__main__":
    sys.exit(main())
