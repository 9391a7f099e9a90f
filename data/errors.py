"""The one error that a user is meant to read. It lives at the bottom so that every layer can raise it."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can mend: a sentence that says what is wrong, and the next step.

    The page and every command catch exactly this and show both; anything else is a bug and is logged.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()
