"""Find the folder of the library. No other module reads HARK_HOME."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import UserError


def library_home(explicit: str | os.PathLike[str] | None = None) -> Path:
    """Return the library's folder: the given one, else that in HARK_HOME, else the system's folder for user data.

    The folder is not created here: a command that only reads must not leave an empty library behind.

    Raises:
        UserError: the path exists but is not a folder.
    """
    named = explicit or os.environ.get("HARK_HOME")
    if named:
        home = Path(named).expanduser()
    else:
        from platformdirs import user_data_path

        home = user_data_path("hark", appauthor=False)
    home = home.absolute()
    if home.exists() and not home.is_dir():
        raise UserError(f"{home} is a file, not a library folder.", "Name a folder with --library or HARK_HOME.")
    return home
