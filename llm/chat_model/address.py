"""Parsing of OLLAMA_HOST, the address of an Ollama server, and comparison of model names by Ollama's rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

DEFAULT_PORT = 11434
_LISTENING = {  # addresses to listen on -> addresses to connect to
    "0.0.0.0": "127.0.0.1", "0": "127.0.0.1", "*": "127.0.0.1", "::": "::1",
}  # fmt: skip
_SCHEME = re.compile(r"(?:(\w+)://+|(https?)(?::/?|//)(?!\d+(?:/|$)))", re.IGNORECASE)  # also misspelt: "http:/box"
_ORIGIN = re.compile(  # what other programs write before the name of a model
    r"(?:ollama run )?(?:https?://)?(?:(?:registry\.ollama\.ai|(?:www\.)?ollama\.com)/|ollama(?:_chat)?/)?(?:library/)?"
)
_OWN_PATHS = re.compile(r"(?:/v1|/api)(?:/.*)?$")  # the client appends these itself


@dataclass(frozen=True, slots=True)
class Address:
    """The address of an Ollama server."""

    url: str  # scheme, host, port and path; no name and password
    login: tuple[str, str] | None = None  # (name, password) for basic authentication; never shown

    @property
    def shown(self) -> str:
        """Return the address in a short form for messages: host, port and path."""
        parts = urlsplit(self.url)
        return f"{parts.netloc}{parts.path}"

    @property
    def local(self) -> bool:
        """Return whether the server runs on this computer."""
        name = urlsplit(self.url).hostname or ""
        return name in ("localhost", "::1") or name.startswith("127.")

    def moved_to(self, url: str) -> Address | None:
        """Return the new address of a server that redirected a request for /api/tags to `url`, with the same login.

        The result is None if `url` is on another computer or is not http(s).
        """
        parts = urlsplit(url)
        if parts.hostname != urlsplit(self.url).hostname or parts.scheme not in ("http", "https"):
            return None
        return Address(parse_address(f"{parts.scheme}://{parts.netloc}{parts.path}").url, self.login)


def parse_address(host: str) -> Address:
    """Parse a value of OLLAMA_HOST.

    Examples are "", "0.0.0.0", ":11500", "11500", "::1", "box", "box:1234", "http://box/ollama/" and
    "https://name:word@box/v1".
    """
    text = host.strip().strip("'\"").strip()
    found = _SCHEME.match(text)
    stated = (found[1] or found[2]).lower() if found else ""
    scheme = stated if stated in ("http", "https") else "http"
    rest = text[found.end() if found else 0 :].lstrip("/")
    if rest.isdigit() and len(rest) > 3:  # a port alone
        rest = f":{rest}"
    if re.fullmatch(r"[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*", rest):  # IPv6 without brackets
        rest = f"[{rest}]"
    try:
        parts = urlsplit(f"{scheme}://{rest or '127.0.0.1'}")
        name = parts.hostname or "127.0.0.1"
    except ValueError:
        return Address(f"http://127.0.0.1:{DEFAULT_PORT}")
    name = _LISTENING.get(name, name)
    try:
        port = parts.port
    except ValueError:
        port = None
    usual = {"http": 80, "https": 443}[scheme] if stated else DEFAULT_PORT
    shown = f"[{name}]" if ":" in name else name
    path = _OWN_PATHS.sub("", parts.path.rstrip("/")).rstrip("/")
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Address(f"{scheme}://{shown}:{port or usual}{path}", login)


def find_model(wanted: str, models: Sequence[str]) -> str | None:
    """Find a model on the server by the name that the user gave; return the server's name for it, or None.

    As in Ollama, case and the prefix of Ollama's own registry do not matter, and a name without a tag means the tag
    "latest". If the server lacks that tag, any other tag of the model is used.
    """
    whole = [model for model in models if _full_name(model) == _full_name(wanted)]
    if whole:
        return whole[0]
    if ":" in wanted.rpartition("/")[2]:
        return None
    return next((model for model in models if _full_name(model).rpartition(":")[0] == _name(wanted)), None)


def _name(model: str) -> str:
    return _ORIGIN.sub("", model.strip().lower(), count=1).replace("huggingface.co/", "hf.co/")


def _full_name(model: str) -> str:
    name = _name(model)
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"
