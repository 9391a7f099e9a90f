"""A language model served by Ollama, asked for plans and answers.

The only module that uses langchain_ollama and ollama. Every call runs in a thread of its own and can be cut short at
any moment: its socket is shut down, so the server stops working too. Every known failure of Ollama becomes one of
three `UserError`s. After three failures in a row it is not asked for half a minute.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from data.errors import UserError
from data.text import clean

from .address import find_model, parse_address
from .raw_text import AnswerText, plan_of

log = logging.getLogger(__name__)

DEFAULT_MODEL = "mistral"
NUM_CTX = 4096  # the same on every call: another value makes Ollama load the model again
PLAN_TOKENS = 220
ANSWER_TOKENS = 340
THOUGHT_TOKENS = 1000  # more, for a model that cannot be kept from thinking
# A token is at least one byte of UTF-8, so a prompt of so many bytes fits the context in any language. Of a longer one
# Ollama drops the beginning without saying so.
MAX_PROMPT_BYTES = NUM_CTX - ANSWER_TOKENS - 256
MAX_ANSWER_CHARS = 6000  # a server that ignores num_predict is stopped here
_FAILURES = 3
_REST_S = 30.0


class OllamaUnavailable(UserError):
    """No server answers at Ollama's address."""


class ModelNotPulled(UserError):
    """Ollama runs, and does not have the model."""


class OllamaFailed(UserError):
    """Ollama sent an unusable or incomplete reply."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to wait. A 7B model that is not loaded needs most of a minute for its first token."""

    health_s: float = 1.5
    connect_s: float = 2.0
    first_token_s: float = 120.0
    between_tokens_s: float = 45.0
    whole_answer_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Status:
    """Whether the model can be asked; if not, why, and what to do."""

    ready: bool
    model: str  # as the server names it, when ready
    host: str
    message: str
    hint: str = ""
    error: type[UserError] | None = None  # what asking now raises; None when ready


Message = tuple[str, str]  # (role, content), role one of "system", "human", "ai"


class Reply:
    """An answer as it streams in."""

    def __init__(self, pieces: Iterator[str], state: dict[str, Any]) -> None:
        self._pieces, self._state = pieces, state

    def __iter__(self) -> Iterator[str]:
        return self._pieces

    @property
    def truncated(self) -> bool:
        """Whether the answer stopped at the length limit; known after the last piece."""
        return self._state.get("reason") == "length"


class OllamaChat:
    """A chat model served by Ollama. Thread-safe; imports and connects at the first question."""

    def __init__(self, model: str | None = None, host: str | None = None, *, limits: Limits | None = None) -> None:
        """Args: model: default HARK_MODEL, else "mistral"; host: default OLLAMA_HOST, else this computer."""
        self.wanted = model or os.environ.get("HARK_MODEL", "").strip() or DEFAULT_MODEL
        self.address = parse_address(host or os.environ.get("OLLAMA_HOST", ""))
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._status: Status | None = None
        self._checked = 0.0
        self._failures = 0
        self._rest_until = 0.0
        self._thinks = "gpt-oss" in self.wanted.lower()  # even when it is told not to
        self._sends_think = True  # until a server says that it does not understand that

    @property
    def host(self) -> str:
        """The address, as a user would write it."""
        return self.address.shown

    @property
    def local(self) -> bool:
        """Whether requests stay on this computer."""
        return self.address.local

    # Health

    def status(self, *, max_age_s: float = 10.0) -> Status:
        """Return whether the model can be asked now; takes at most two seconds.

        Args:
            max_age_s: seconds for which the last result is returned again.
        """
        with self._lock:
            resting = self._rest_until - time.monotonic()
            if resting > 0:
                return self._resting(resting)
            if self._status is not None and time.monotonic() - self._checked < max_age_s:
                return self._status
        status = self._look()
        with self._lock:
            self._status, self._checked = status, time.monotonic()
        return status

    def _resting(self, seconds: float) -> Status:
        return Status(
            False,
            "",
            self.host,
            f"Ollama failed {_FAILURES} times in a row; Hark answers by itself for {seconds:.0f} s.",
            "Look at Ollama's own log, or restart it with `ollama serve`.",
            OllamaUnavailable,
        )

    def _look(self) -> Status:
        import httpx

        timeout = httpx.Timeout(self.limits.health_s)
        found: list[str] | Exception = TimeoutError()

        def ask() -> None:
            nonlocal found
            try:
                found = self._models(timeout)
            except Exception as err:
                found = err

        # A server that sends a byte a second never reaches a read timeout: the thread is left to itself then.
        thread = threading.Thread(target=ask, name="hark-ollama-health", daemon=True)
        thread.start()
        thread.join(self.limits.health_s + 0.4)
        if isinstance(found, (ValueError, AttributeError)):
            message = f"What answers at {self.host} is not Ollama."
            return Status(False, "", self.host, message, "Check OLLAMA_HOST.", OllamaUnavailable)
        if isinstance(found, Exception):
            error = self._named(found)
            return Status(False, "", self.host, error.message, error.hint, OllamaUnavailable)
        model = find_model(self.wanted, found)
        if model is None:
            missing = self._missing(found)
            return Status(False, "", self.host, missing.message, missing.hint, ModelNotPulled)
        where = "" if self.local else f", on another computer ({self.host})"
        return Status(True, model, self.host, f"Answers are written by {model}{where}.")

    def _models(self, timeout: Any) -> list[str]:
        """Ask for the server's models; a redirect on the same computer is remembered."""
        import httpx
        import ollama

        for _ in range(3):
            options: dict[str, Any] = {"timeout": timeout, "trust_env": False, "follow_redirects": False}
            client = ollama.Client(host=self.address.url, auth=self.address.login, **options)
            try:
                return [m.model for m in client.list().models if m.model]
            except ollama.ResponseError as err:
                if err.status_code == 404:
                    raise OllamaUnavailable(f"There is no Ollama at {self.host}.", "Look at OLLAMA_HOST.") from err
                if not 300 <= err.status_code < 400:
                    raise
                with httpx.Client(**options, auth=self.address.login) as plain:
                    answer = plain.get(f"{self.address.url}/api/tags")
                    target = str(answer.next_request.url) if answer.next_request else ""
                moved = self.address.moved_to(target) if target else None
                if moved is None or moved == self.address:
                    where = urlsplit(target).netloc or "nowhere"
                    raise OllamaUnavailable(
                        f"{self.host} sends requests on to {where}.", f"Set OLLAMA_HOST to {where} if that is Ollama."
                    ) from err
                self.address = moved
        raise OllamaUnavailable(f"{self.host} sends requests round in a circle.", "Look at OLLAMA_HOST.")

    def _missing(self, others: Sequence[str] = ()) -> ModelNotPulled:
        has = f" (it has {', '.join(clean(m, 40) for m in others[:4])})" if others else ""
        other = f", or choose another with HARK_MODEL={clean(others[0], 40)}" if others else ""
        return ModelNotPulled(
            f"Ollama has no model called {clean(self.wanted, 60)}{has}.",
            f"Run `ollama pull {clean(self.wanted, 60)}`{other}.",
        )

    # Asking

    def plan(
        self, messages: Sequence[Message], schema: dict[str, Any], cancelled: threading.Event
    ) -> dict[str, Any] | None:
        """Ask for one JSON object in the schema's shape; return None when cancelled or when the reply is unusable.

        A reply that was cut off is unusable, even if its JSON could be repaired.

        Raises:
            UserError: Ollama failed.
        """

        def ask(chat: Any) -> Iterator[Any]:
            yield chat.bind(format=schema).invoke(list(messages))

        reply = next(self._call(ask, PLAN_TOKENS, 0.0, cancelled), None)
        if reply is None:
            return None
        reason = _done_reason(reply)
        if reason is None:
            self._failed()
            raise OllamaFailed(
                "Ollama stopped in the middle of its plan.", "Ask again; if it persists, restart Ollama."
            )
        plan = plan_of(reply.content) if isinstance(reply.content, str) else None
        if reason != "stop" or plan is None:
            log.info("unusable plan: done_reason=%s", reason)
            return None
        return plan

    def stream(self, messages: Sequence[Message], cancelled: threading.Event) -> Reply:
        """Ask for an answer, which streams in pieces and ends early, without an error, when cancelled.

        Iterating over the pieces raises `UserError` if Ollama fails, sends nothing, or stops before the end.
        """
        state: dict[str, Any] = {}
        return Reply(self._pieces(messages, cancelled, state), state)

    def _pieces(self, messages: Sequence[Message], cancelled: threading.Event, state: dict[str, Any]) -> Iterator[str]:
        said = raw = 0
        answer = AnswerText()
        failure: UserError | None = None
        try:
            for chunk in self._call(lambda chat: chat.stream(list(messages)), ANSWER_TOKENS, 0.4, cancelled):
                state["reason"] = _done_reason(chunk) or state.get("reason")
                piece = chunk.content if isinstance(chunk.content, str) else ""
                raw += len(piece)
                if text := answer.feed(piece):
                    said += len(text)
                    yield text
                if said > MAX_ANSWER_CHARS or raw > 4 * MAX_ANSWER_CHARS:
                    state["reason"] = "length"
                    break
        except UserError as err:
            failure = err
        if text := answer.close():
            said += len(text)
            yield text
        if failure is not None:
            raise failure
        self._thinks = self._thinks or answer.thought  # then it needs more room the next time
        if cancelled.is_set():
            return
        if state.get("reason") is None:
            self._failed()
            raise OllamaFailed("Ollama stopped in mid-sentence.", "Ask again; if it persists, restart Ollama.")
        if not said:
            self._failed()
            raise OllamaFailed(
                f"{self.wanted} gave an empty answer.", "Ask again, or try another model with HARK_MODEL."
            )
        self._worked()

    def _call(
        self, ask: Callable[[Any], Iterator[Any]], num_predict: int, temperature: float, cancelled: threading.Event
    ) -> Iterator[Any]:
        """Yield the results of a call, which runs in a thread so that waiting for it can end at any moment."""
        status = self.status()
        if status.error:
            raise status.error(status.message, status.hint)
        line = _Line(self.limits.connect_s, self.limits.first_token_s)
        results: queue.Queue[tuple[str, Any]] = queue.Queue()

        def work() -> None:
            try:
                chat = self._chat(status.model, num_predict, temperature, line)
                results.put(("began", None))  # the time limits exclude the import of the libraries
                for result in self._asked(ask, chat):
                    results.put(("result", result))
                    if line.hung_up:
                        return
                results.put(("end", None))
            except Exception as err:  # handed over, and raised by the reader
                results.put(("error", err))

        threading.Thread(target=work, name="hark-ollama", daemon=True).start()
        started = last = time.monotonic()
        patience = self.limits.first_token_s
        try:
            while not cancelled.is_set():
                try:
                    kind, value = results.get(timeout=0.05)
                except queue.Empty:
                    now = time.monotonic()
                    if now - last > patience or now - started > self.limits.whole_answer_s:
                        raise TimeoutError(f"no word for {now - last:.0f} s") from None
                    continue
                if kind == "error":
                    raise value
                if kind == "end":
                    return
                if kind == "began":
                    started = last = time.monotonic()
                    continue
                last, patience = time.monotonic(), self.limits.between_tokens_s
                yield value
        except GeneratorExit:
            raise
        except Exception as err:
            self._failed()
            raise self._named(err) from err
        finally:
            line.hang_up()

    def _asked(self, ask: Callable[[Any], Iterator[Any]], chat: Any) -> Iterator[Any]:
        """Ask, and once more without `think` where the server does not take that."""
        import ollama

        begun = False
        try:
            for result in ask(chat):
                begun = True
                yield result
        except ollama.ResponseError as err:
            if begun or err.status_code != 400 or "think" not in str(err.error).lower() or chat.reasoning is None:
                raise
            self._sends_think = False
            chat.reasoning = None
            yield from ask(chat)

    def _chat(self, model: str, num_predict: int, temperature: float, line: _Line) -> Any:
        os.environ.setdefault("LANGSMITH_TRACING", "false")  # LangChain's telemetry
        from langchain_ollama import ChatOllama

        return ChatOllama(
            model=model,
            base_url=self.address.url,
            num_ctx=NUM_CTX,
            num_predict=num_predict + (THOUGHT_TOKENS if self._thinks else 0),
            temperature=temperature,
            reasoning=self._reasoning(),
            sync_client_kwargs=line.client_options() | {"auth": self.address.login},
        )

    def _reasoning(self) -> bool | str | None:
        """Return the value of `think`: Ollama turns thinking on where none is sent, and gpt-oss cannot turn it off."""
        if not self._sends_think:
            return None
        return "low" if "gpt-oss" in self.wanted.lower() else False

    # Failures

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._status = None
            if self._failures >= _FAILURES:
                self._failures = _FAILURES - 1  # after the rest, one more failure begins another
                self._rest_until = time.monotonic() + _REST_S

    def _worked(self) -> None:
        """Forget earlier failures, after a whole answer. A plan does not count: a model may plan and then die."""
        with self._lock:
            self._failures = 0

    def _named(self, err: Exception) -> UserError:
        """Return an error of the libraries as a `UserError` with the next step."""
        import httpx
        import ollama

        if isinstance(err, UserError):
            return err
        start = (
            "Start it with `ollama serve` (https://ollama.com has the installer)"
            if self.local
            else "Start it there, or unset OLLAMA_HOST"
        )
        if isinstance(err, (httpx.ConnectError, httpx.ConnectTimeout)) or type(err) is ConnectionError:
            return OllamaUnavailable(
                f"Ollama is not running at {self.host}.", f"{start}; until then Hark answers by itself."
            )
        if isinstance(err, (httpx.TimeoutException, TimeoutError)):
            return OllamaFailed(
                f"Ollama at {self.host} took too long.",
                "Ask again in a moment: a large model loads slowly, or is busy.",
            )
        if isinstance(err, ollama.ResponseError):
            if err.status_code == 404:
                return self._missing()
            if err.status_code in (401, 403, 407):
                return OllamaFailed(
                    f"{self.host} wants a name and a password ({err.status_code}).",
                    "Set OLLAMA_HOST=http://NAME:PASSWORD@HOST:PORT.",
                )
            if err.status_code == 503:
                return OllamaFailed("Ollama is busy with other requests.", "Ask again in a moment.")
            reason = clean(err.error, 120) if "<" not in str(err.error) else ""
            code = f" ({err.status_code})" if err.status_code > 0 else ""
            return OllamaFailed(
                f"Ollama failed{code}{': ' + reason if reason else ''}.",
                "Ask again; if it persists, restart Ollama or look at its log.",
            )
        if isinstance(err, (httpx.HTTPError, ConnectionError)):
            return OllamaFailed("The connection to Ollama broke off.", "Ask again; if it persists, restart Ollama.")
        if isinstance(err, (json.JSONDecodeError, ValueError)):
            return OllamaFailed(
                "Ollama sent a reply that cannot be read.", "Ask again; if it persists, update or restart Ollama."
            )
        log.exception("unexpected error from Ollama", exc_info=err)
        return OllamaFailed("Ollama's reply could not be used.", "Ask again; if it persists, update or restart Ollama.")


@dataclass(slots=True)
class _Line:
    """The sockets of one call, which another thread can shut down.

    Closing the HTTP client does not wake a thread that waits in `recv`; shutting its socket down does.
    """

    connect_s: float
    read_s: float
    hung_up: bool = False
    _sockets: list[Any] = field(default_factory=list)

    def client_options(self) -> dict[str, Any]:
        """Return options for httpx: timeouts, no proxies, no redirects, a new connection whose socket is kept here."""
        import httpx

        return {
            "timeout": httpx.Timeout(self.read_s + 5, connect=self.connect_s),
            "trust_env": False,
            "follow_redirects": False,
            "limits": httpx.Limits(max_keepalive_connections=0),
            "event_hooks": {"request": [self._watch]},
        }

    def _watch(self, request: Any) -> None:
        request.extensions = {**request.extensions, "trace": self._trace}

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            self._sockets.append(info["return_value"].get_extra_info("socket"))
            if self.hung_up:
                self.hang_up()

    def hang_up(self) -> None:
        """End the call at once."""
        self.hung_up = True
        for connection in self._sockets:
            with suppress(OSError):  # already closed
                connection.shutdown(socket.SHUT_RDWR)


def _done_reason(message: Any) -> str | None:
    """Return why a reply ended: "stop" where the server says only that it did, None where it does not say that."""
    said = message.response_metadata
    return said.get("done_reason") or ("stop" if said.get("done") else None)
