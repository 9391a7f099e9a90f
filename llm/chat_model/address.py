"""Where Ollama is: OLLAMA_HOST in every form that people write, and model names as Ollama compares them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

DEFAULT_PORT = 11434
_LISTENING = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # where a server listens, not where it is
_OWN_PATHS = re.compile(r"(?:/v1|/api)(?:/.*)?$")  # addresses of Ollama's services, as other programs want them


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address."""

    url: str  # scheme, host, port and path, without name and password
    login: tuple[str, str] | None = None  # name and password for basic authentication; never shown

    @property
    def shown(self) -> str:
        """The address as a user would write it."""
        parts = urlsplit(self.url)
        return f"{parts.netloc}{parts.path}"

    @property
    def local(self) -> bool:
        """Whether requests stay on this computer."""
        name = urlsplit(self.url).hostname or ""
        return name in ("localhost", "::1") or name.startswith("127.")

    def moved_to(self, url: str) -> Address | None:
        """Return the address that a redirect of /api/tags leads to, or None where that is another computer."""
        parts = urlsplit(url)
        if parts.hostname != urlsplit(self.url).hostname or parts.scheme not in ("http", "https"):
            return None
        return Address(parse_address(f"{parts.scheme}://{parts.netloc}{parts.path}").url, self.login)


def parse_address(host: str) -> Address:
    """Return the address that OLLAMA_HOST means.

    Understood are "", "0.0.0.0", ":11500", "::1", "box", "box:1234", "http://box/ollama/", "https://name:word@box/v1".
    """
    text = host.strip().strip("'\"").strip()
    scheme, _, rest = text.rpartition("://")
    scheme = scheme.lower() if scheme.lower() in ("http", "https") else "http"
    rest = rest.lstrip("/") if scheme and "://" in text else rest
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
    usual = {"http": 80, "https": 443}[scheme] if "://" in text else DEFAULT_PORT
    shown = f"[{name}]" if ":" in name else name
    path = _OWN_PATHS.sub("", parts.path.rstrip("/")).rstrip("/")
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Address(f"{scheme}://{shown}:{port or usual}{path}", login)


def find_model(wanted: str, models: Sequence[str]) -> str | None:
    """Return the name of a wanted model as the server has it.

    Ollama compares names without regard to case, takes its own registry for granted, and means "latest" where no tag
    is given. Another tag stands in only where that one is missing.
    """
    whole = [model for model in models if _full_name(model) == _full_name(wanted)]
    if whole:
        return whole[0]
    if ":" in wanted.rpartition("/")[2]:
        return None
    return next((model for model in models if _full_name(model).rpartition(":")[0] == _name(wanted)), None)


def _name(model: str) -> str:
    plain = model.strip().lower().removeprefix("https://").removeprefix("http://")
    return plain.removeprefix("registry.ollama.ai/").removeprefix("ollama.com/").removeprefix("library/")


def _full_name(model: str) -> str:
    name = _name(model)
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"
