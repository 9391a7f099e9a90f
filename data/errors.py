"""Define the error whose text is shown to the user. It is in the lowest layer, so that every layer can raise it."""

from __future__ import annotations


class UserError(Exception):
    """A problem that the user can solve: a sentence that says what is wrong, and a hint that names the next step.

    The page and every command catch this class and show both; any other exception is a bug and is logged.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()
