"""Define the `hark` command, and its subcommands that need a conversation.

The other subcommands are in `retrieval.cli` and `models.cli`. Large libraries are imported by the subcommands that need
them, so that `hark` starts quickly.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from data.command_line import Command, Settings, run
from data.errors import UserError
from retrieval.cli import library_commands
from retrieval.encoder_cli import encoder_commands

from .session.playlists.commands import NESTED, playlists
from .terminal import TrackList

if TYPE_CHECKING:
    from .conversation import Turn

DEFAULT_PORT = 8501
_PATH = click.Path(path_type=Path)
_COUNT = click.IntRange(min=1)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one `hark` command and return its exit code.

    Args:
        argv: the arguments; None: those of this process.
    """
    commands = [ask, doctor, app, export, playlists, mcp, *library_commands(_assistant_status), *encoder_commands()]
    nested: dict[str | None, dict[str, click.Command]] = {
        "evaluate": {
            "conversation": evaluate_conversation,
            "requests": evaluate_requests,
            "playlists": evaluate_playlists,
        },
        "playlists": NESTED,
    }
    return run([_WithNested(c, nested[c.name]) if c.name in nested else c for c in commands], argv)


class _WithNested(click.Command):
    """A command with nested commands, one of which runs if the first argument is its name.

    `hark evaluate FOLDER` measures an encoder and `hark evaluate conversation` measures answers; a folder with that
    name is written `./conversation`.
    """

    def __init__(self, command: click.Command, nested: dict[str, click.Command]) -> None:
        super().__init__(command.name, help=command.help)
        self._command = command
        self._nested = nested

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Return the click context of the nested command that the first argument names, else of this command."""
        if args and args[0] in self._nested:
            return self._nested[args[0]].make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return self._command.make_context(info_name, args, parent, **extra)


def _assistant_status() -> dict[str, Any]:
    """Return, for `hark status`, whether a language model can answer requests now, and its name."""
    from llm.chat_model.ollama import OllamaChat

    status = OllamaChat().status()
    return {
        "name": status.model if status.ready else "built-in",
        "ready": status.ready,
        "message": status.message,
        "hint": status.hint,
    }


@click.command(cls=Command)
@click.argument("request", nargs=-1)
@click.option("-k", type=_COUNT, metavar="N", help="How many tracks. Default: 8.")
@click.option(
    "--batch",
    type=click.File(encoding="utf-8"),
    metavar="FILE",
    help='Answer conversations, one {"turns": [...]} a line (- reads standard input); print one JSON a line.',
)
@click.option("--no-llm", is_flag=True, help="Use the built-in planner and writer only.")
@click.option("--model", metavar="NAME", help="Ollama model to use. Default: HARK_MODEL, else mistral.")
@click.pass_obj
def ask(
    settings: Settings,
    request: tuple[str, ...],
    k: int | None,
    batch: TextIO | None,
    no_llm: bool,
    model: str | None,
) -> int:
    """Ask for music in your own words.

    REQUEST says what you would like to hear.
    """
    from llm.chat_model.ollama import OllamaChat
    from retrieval.library import Library

    from .assistant import Assistant, Done, Noted, Said, TracksFound
    from .session.batch import answers, turn_as_json

    if bool(request) == (batch is not None):
        raise click.UsageError("Give either a request or --batch FILE.")
    library = Library(settings.home)
    chat = None if no_llm else OllamaChat(model)
    if chat is not None and chat.configured and not (status := chat.status()).ready:
        if model:
            raise UserError(status.message, status.hint)
        click.echo(f"{status.message} {status.hint}", err=True)
    if batch is not None:
        for line in answers(batch, Assistant(library, chat), library, k):
            print(line, flush=True)
        return 0
    turn: Turn | None = None
    tracks = TrackList(shown=not settings.json)
    for event in Assistant(library, chat).respond(" ".join(request), k=k):
        match event:
            case TracksFound(hits=hits):
                tracks.show(hits)
            case Said(part=part) if not settings.json:
                tracks.finish()
                print(part, end="", flush=True)
            case Noted(message=message, hint=hint):
                print(f"hark: {message}\n  {hint}" if hint else f"hark: {message}", file=sys.stderr)
            case Done():
                turn = event.turn
    assert turn is not None
    tracks.finish()
    if settings.json:
        print(json.dumps(turn_as_json(turn, library), ensure_ascii=False, indent=2))
    elif turn.text:
        print()
    return 1 if turn.notices and not turn.text and not turn.hits else 0


@click.command("requests", cls=Command)
@click.argument("file", type=_PATH)
@click.option("--misses", is_flag=True, help="Show what each request wants that its plan does not have.")
@click.pass_obj
def evaluate_requests(settings: Settings, file: Path, misses: bool) -> int:
    """Measure how well the requests in a file are understood.

    FILE is a .json file of requests with what each wants and avoids, a .bio file of requests with marked names, or a
    .csv file of requests with marked descriptors.
    """
    from llm.evaluation.requests_report import report

    figures, missed = report(file, settings.home)
    if settings.json:
        print(json.dumps({**figures, "misses": missed} if misses else figures, ensure_ascii=False))
    else:
        print(json.dumps(figures, ensure_ascii=False, indent=2))
        print("\n".join(missed) if misses else "", end="\n" if misses else "")
    return 0


@click.command("playlists", cls=Command)
@click.pass_obj
def evaluate_playlists(settings: Settings) -> int:
    """Measure whether 60 written wishes for playlists are met, on the demo library."""
    from llm.evaluation.conversations import demo_part
    from llm.evaluation.playlists import check, figures, read_wishes
    from retrieval.library import Library

    from .assistant import Assistant

    wishes, sets = read_wishes()
    demo = demo_part(Library(settings.home))
    assistant = Assistant(demo)
    found = figures([check(assistant, wish, sets) for wish in wishes], demo)
    print(json.dumps(found, ensure_ascii=False, indent=None if settings.json else 2))
    return 0


@click.command("conversation", cls=Command)
@click.option(
    "--split", type=click.Choice(["development", "test"]), default="development", help="Default: development."
)
@click.option("--model", metavar="NAME", help="Ollama model to plan and write. Default: the built-in ones.")
@click.option("--limit", type=_COUNT, metavar="N", help="Judge only so many conversations, of every kind.")
@click.option("--misses", is_flag=True, help="Show every turn where something went wrong.")
@click.option("--save", type=_PATH, metavar="FILE", help="Keep the figures there, under the name of the split.")
@click.pass_obj
def evaluate_conversation(
    settings: Settings, split: str, model: str | None, limit: int | None, misses: bool, save: Path | None
) -> int:
    """Measure how well requests are understood and answered, on the demo library."""
    from llm.chat_model.ollama import OllamaChat
    from llm.evaluation import conversations as judge
    from retrieval.library import Library

    from .assistant import Assistant

    conversations, sets = judge.read_requests(split)
    chat = OllamaChat(model) if model else None
    if chat is None:
        conversations = [one for one in conversations if one.kind != judge.LLM_ONLY]
    elif not chat.status().ready:
        raise UserError(chat.status().message, chat.status().hint)
    if limit:
        conversations = judge.sample(conversations, limit)
    library = Library(settings.home)

    def progress(done: int, total: int) -> None:
        if not settings.json and (done == total or done % max(total // 10, 1) == 0):
            print(f"Asking: {done}/{total}", file=sys.stderr, flush=True)

    demo = judge.demo_part(library)
    rows = judge.evaluate(Assistant(demo, chat), conversations, sets, progress)
    of = {"tracks": len(demo.tracks()), "encoder": f"{library.encoder.name} {library.encoder.fingerprint}"}
    report = judge.report(split, rows, of, model=model or "", misses=misses)
    if save:
        judge.save(save, report)
    if settings.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        print(judge.table(report) + (f"\n{judge.show_misses(report)}" if misses else ""))
    return 0


@click.command(cls=Command)
@click.argument("conversation", required=False)
@click.option("--ask", metavar="REQUEST", help="Export the tracks that answer a request, instead of a conversation.")
@click.option("-k", type=_COUNT, metavar="N", help="How many tracks for --ask. Default: 8.")
@click.option("-o", "--output", type=_PATH, metavar="FILE", help="Write there instead of printing.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "m3u8", "xspf", "jspf"]),
    help="Default: the ending of FILE, else md, for --ask m3u8.",
)
@click.pass_obj
def export(
    settings: Settings,
    conversation: str | None,
    ask: str | None,
    k: int | None,
    output: Path | None,
    form: str | None,
) -> int:
    """Write conversations and results as Markdown or playlists.

    CONVERSATION is the name of a conversation, the beginning of one, or `last`; without it they are listed.
    """
    from llm.session.export import run as write

    if ask is not None and conversation is not None:
        raise UserError("Either a conversation or --ask, not both.", "Run `hark export --help` for what there is.")
    written = write(
        settings.library, conversation, ask=ask, k=k, output=output, form=form, as_json=settings.json
    )  # fmt: skip
    if written is not None:
        sys.stdout.flush()
        out = getattr(sys.stdout, "buffer", None)  # bytes, because the encoding of the terminal may not be UTF-8
        out.write(written.encode("utf-8")) if out else sys.stdout.write(written)
    return 0


@click.command(cls=Command, with_json=False)
@click.option(
    "--port", type=int, default=DEFAULT_PORT, metavar="N", help=f"Port on 127.0.0.1. Default: {DEFAULT_PORT}."
)
@click.option("--demo", is_flag=True, help="Make the demo library meanwhile, if there is no music yet.")
@click.pass_obj
def app(settings: Settings, port: int, demo: bool) -> int:
    """Open the page in the browser."""
    import errno
    import socket

    page = Path(__file__).resolve().parent.parent / "app.py"
    if not page.is_file():
        raise UserError(
            f"The page is not beside the program ({page}).", "Start it from the source folder with `make run`."
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OverflowError:
            raise UserError(f"{port} is not a port.", "Choose one from 1024 to 65535.") from None
        except OSError as err:
            why = (
                "is in use by another program" if err.errno == errno.EADDRINUSE else f"cannot be used ({err.strerror})"
            )
            raise UserError(f"Port {port} {why}.", f"Choose another: `hark app --port {port % 65535 + 1}`.") from err
    if settings.library:
        os.environ["HARK_HOME"] = str(Path(settings.library).expanduser().absolute())
    os.chdir(page.parent)  # Streamlit reads its settings from there
    from .session.desk import DEMO_ASKED
    from .session.server import serve

    if demo:
        os.environ[DEMO_ASKED] = "1"
    serve(page, port)  # in this process, so that ending it frees the port
    return 0


@click.command(cls=Command, with_json=False)
@click.option("--allow-export", is_flag=True, help="Let the other program write playlists into the library's folder.")
@click.pass_obj
def mcp(settings: Settings, allow_export: bool) -> int:
    """Serve the library to another program by MCP (Model Context Protocol), on standard input and output."""
    from data.home import library_home

    from .session.mcp_server import serve

    serve(library_home(settings.library), allow_export=allow_export)
    return 0


@click.command(cls=Command)
@click.option("--file", type=click.Path(path_type=Path), metavar="PATH", help="say what Hark reads in one sound file")
@click.pass_obj
def doctor(settings: Settings, file: Path | None) -> int:
    """Check that everything that Hark needs is there, or say what it reads in one file."""
    from .doctor import examine, examine_file

    if file is not None:
        return examine_file(file, as_json=settings.json)
    checks = list(examine(settings.library))
    if settings.json:
        print(json.dumps([c.to_json() for c in checks], ensure_ascii=False, indent=2))
    else:
        for check in checks:
            print(check.line())
    return 0 if all(check.ok or check.optional for check in checks) else 1


if __name__ == "__main__":
    sys.exit(main())
