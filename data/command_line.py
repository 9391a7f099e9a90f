"""Common parts of all `hark` commands: shared options, error messages and exit codes.

This module is in the lowest package, so that every package can define and run commands.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from .errors import UserError
from .home import library_home
from .threads import one_thread

_STYLE = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@dataclass(slots=True)
class Settings:
    """Values of the options that all commands share.

    Attributes:
        library: the folder given by `--library`; None: HARK_HOME or the user's data folder.
        json: whether to print one JSON object instead of lines.
    """

    library: str | None = None
    json: bool = False

    @property
    def home(self) -> Path:
        """Return the library's folder.

        Raises:
            UserError: the path exists and is not a folder.
        """
        return library_home(self.library)


def _store(context: click.Context, option: click.Parameter, value: Any) -> None:
    """Store the value of an option in the settings, if the option was given."""
    if value and option.name is not None:
        setattr(context.ensure_object(Settings), option.name, value)


def _shared_options(*, with_json: bool) -> list[click.Parameter]:
    library = click.Option(
        ["--library"], metavar="DIR", expose_value=False, callback=_store,
        help="Folder of the library. Default: HARK_HOME, else your user data folder.",
    )  # fmt: skip
    as_json = click.Option(
        ["--json"], is_flag=True, expose_value=False, callback=_store, help="Print one JSON object."
    )  # fmt: skip
    return [library, as_json] if with_json else [library]


class Command(click.Command):
    """Command with the option `--library`, and with `--json` unless `with_json` is False."""

    def __init__(self, *args: Any, with_json: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += _shared_options(with_json=with_json)


class Group(click.Group):
    """Group of commands with the options `--library` and `--json` before the name of the command.

    The help lists the commands in the order in which they were added.
    """

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += _shared_options(with_json=True)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order in which they were added."""
        return list(self.commands)


def run(commands: Iterable[click.Command], argv: Sequence[str] | None = None) -> int:
    """Run one of the commands and return its exit code.

    Errors are printed on standard error as a message and a hint. The traceback of an unexpected error is appended to
    `hark-error.log` in the library's folder, or in the system's temporary folder.

    Args:
        commands: the commands of `hark`, in the order of its help.
        argv: the arguments; None: those of this process.

    Returns:
        0 after success, 1 after an error, 2 for invalid arguments, 130 after Ctrl-C.
    """
    one_thread()
    settings = Settings()
    hark = Group(
        "hark", commands=list(commands), help="Ask your music for music, offline.", context_settings=_STYLE
    )  # fmt: skip
    try:
        with hark.make_context("hark", list(sys.argv[1:] if argv is None else argv), obj=settings) as context:
            return int(hark.invoke(context) or 0)
    except click.exceptions.Exit as left:  # `--help` was printed
        return left.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.UsageError as error:
        path = error.ctx.command_path.strip() if error.ctx else "hark"
        _print_error(error.format_message(), f"See `{path} --help`.")
        return error.exit_code
    except UserError as error:
        _print_error(error.message, error.hint)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reading program has ended, as in `hark search ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception:
        _print_error(
            f"something went wrong that should not have. The details are in {_log_exception(settings)}.",
            "Please report it with that file.",
        )
        return 1


def _print_error(message: str, hint: str) -> None:
    print(f"hark: {message}", file=sys.stderr)
    if hint:
        print(f"  {hint}", file=sys.stderr)


def _log_exception(settings: Settings) -> str:
    """Append the traceback of the current exception to a log file; return the path of that file."""
    import tempfile
    import traceback

    folders = [Path(tempfile.gettempdir())]
    try:
        if settings.home.is_dir():
            folders.insert(0, settings.home)
    except UserError:
        pass
    for folder in folders:
        path = folder / "hark-error.log"
        try:
            with path.open("a", encoding="utf-8", errors="replace") as log:
                log.write(traceback.format_exc() + "\n")
            return str(path)
        except OSError:
            continue
    traceback.print_exc()
    return "this terminal"
