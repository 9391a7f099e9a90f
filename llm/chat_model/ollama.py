"""Connect to a language model that Ollama serves.

No other module uses langchain_ollama and ollama. Every call runs in a thread of its own and can be cancelled at any
time: its socket is shut down, so that the server stops as well. Failures of Ollama are raised as one of three kinds of
`UserError`. After three failures in a row, Ollama is not called for half a minute.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import re
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
NUM_CTX = 4096  # context in tokens; the same for every call, because Ollama reloads the model when it changes
PLAN_TOKENS = 220
ANSWER_TOKENS = 200  # an answer has at most 60 words
THOUGHT_TOKENS = 1000  # in addition, for a model whose thinking cannot be turned off
# A token is at least one byte of UTF-8, so a prompt of this length fits the context in any language. Ollama silently
# drops the beginning of a longer prompt.
MAX_PROMPT_BYTES = NUM_CTX - ANSWER_TOKENS - 256
MAX_ANSWER_CHARS = 6000  # a longer answer is cut, because some servers ignore num_predict
_CLOUD = re.compile(r"[:-]cloud$")  # names of models that a local Ollama passes on to ollama.com
_FAILURES = 3
_REST_S = 30.0


class OllamaUnavailable(UserError):
    """No Ollama server can be reached."""


class ModelNotPulled(UserError):
    """Ollama does not have the model."""


class OllamaFailed(UserError):
    """Ollama sent an unusable or incomplete reply."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Timeouts of a call, in seconds. A 7B model that is not loaded yet needs most of a minute for its first token."""

    health_s: float = 1.5
    connect_s: float = 2.0
    first_token_s: float = 120.0
    between_tokens_s: float = 45.0
    whole_answer_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the language model: whether it can be called and, if not, why and what to do."""

    ready: bool
    model: str  # the server's name for it; "" if not ready
    host: str
    message: str
    hint: str = ""
    error: type[UserError] | None = None  # what a call would raise now; None if ready


@dataclass(frozen=True, slots=True)
class _Abilities:
    """The abilities of a model, as its server reports them."""

    writes: bool = True  # it can continue a text; models for embeddings cannot
    always_thinks: bool = False  # thinking can be reduced but not turned off (the family gpt-oss)


Message = tuple[str, str]  # (role, content), role one of "system", "human", "ai"


class Reply:
    """An iterator over the pieces of an answer, as they arrive."""

    def __init__(self, pieces: Iterator[str], state: dict[str, Any]) -> None:
        self._pieces, self._state = pieces, state

    def __iter__(self) -> Iterator[str]:
        return self._pieces

    @property
    def truncated(self) -> bool:
        """Return whether the answer was cut at the length limit; only valid after the last piece."""
        return self._state.get("reason") == "length"


class OllamaChat:
    """A chat model served by Ollama. Thread-safe. Libraries are imported at the first call.

    Attributes:
        configured: whether the user has named a model or a server, here or in the environment.
        wanted: the name of the model.
        address: the address of the server.
    """

    def __init__(self, model: str | None = None, host: str | None = None, *, limits: Limits | None = None) -> None:
        """Set the model and the address of its server.

        Args:
            model: name of the model; None: the value of HARK_MODEL, or "mistral".
            host: address of the server; None: the value of OLLAMA_HOST, or this computer.
            limits: the timeouts.
        """
        self.configured = bool(model or host or os.environ.get("HARK_MODEL") or os.environ.get("OLLAMA_HOST"))
        self.wanted = model or os.environ.get("HARK_MODEL", "").strip() or DEFAULT_MODEL
        self.address = parse_address(host or os.environ.get("OLLAMA_HOST", ""))
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._status: Status | None = None
        self._checked = 0.0
        self._failures = 0
        self._rest_until = 0.0
        self._always_thinks = "gpt-oss" in self.wanted.lower()  # even if told not to
        self._shows_thoughts = False  # whether it has written thoughts into an answer
        self._shown: dict[str, _Abilities] = {}  # by the name of the model
        self._sends_think = True  # set to False if the server rejects the `think` option

    @property
    def host(self) -> str:
        """Return the address of the server, as host and port, for messages to the user."""
        return self.address.shown

    @property
    def local(self) -> bool:
        """Return whether the server runs on this computer."""
        return self.address.local

    # Health

    def status(self, *, max_age_s: float = 10.0) -> Status:
        """Return whether the model can be called now; takes at most two seconds.

        Args:
            max_age_s: if an earlier result is at most this many seconds old, it is returned again.
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
        import ollama  # noqa: F401, so that the time limit does not include importing it

        timeout = httpx.Timeout(self.limits.health_s)
        found: list[str] | Exception = TimeoutError()
        abilities = _Abilities()

        def ask() -> None:
            nonlocal found, abilities
            try:
                models = self._models(timeout)
                if model := find_model(self.wanted, models):
                    abilities = self._abilities(model, timeout)
                found = models
            except Exception as err:
                found = err

        # Not waited for any longer: a server that sends a byte a second would never cause a read timeout.
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
        if not abilities.writes:
            message = f"{clean(model, 60)} cannot write text."
            hint = "Choose another model with HARK_MODEL, such as mistral."
            return Status(False, "", self.host, message, hint, OllamaFailed)
        self._always_thinks = self._always_thinks or abilities.always_thinks
        where = "" if self.local else f", on another computer ({self.host})"
        if _CLOUD.search(model):
            where = ", on the servers of ollama.com, which receive your requests"
        return Status(True, model, self.host, f"Answers are written by {model}{where}.")

    def _models(self, timeout: Any) -> list[str]:
        """Return the names of the server's models.

        If the server redirects to another address on the same computer, that address is used from then on.
        """
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

    def _abilities(self, model: str, timeout: Any) -> _Abilities:
        """Return the abilities of a model, which the server is asked for once.

        Servers before 0.6.4 and proxies report none.
        """
        import httpx
        import ollama

        if model not in self._shown:
            client = ollama.Client(host=self.address.url, auth=self.address.login, timeout=timeout, trust_env=False)
            try:
                shown = client.show(model)
            except (ollama.ResponseError, httpx.HTTPError, ValueError):
                return _Abilities()
            able, family = shown.capabilities, (shown.details.family if shown.details else "") or ""
            self._shown[model] = _Abilities(able is None or "completion" in able, family.lower() == "gptoss")
        return self._shown[model]

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
        """Let the model write one JSON object that follows a schema.

        Returns:
            The object; None if cancelled, or if the reply is incomplete or not JSON.

        Raises:
            UserError: Ollama failed.
        """
        import ollama

        def ask(chat: Any) -> Iterator[Any]:
            try:
                yield chat.bind(format=schema).invoke(list(messages))
            except ollama.ResponseError as err:
                if err.status_code != 400 or "format" not in str(err.error):
                    raise
                yield chat.bind(format="json").invoke(list(messages))  # servers before 0.5 know no schemas

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
        """Let the model write an answer, and return it as a stream of pieces.

        The stream ends early, without an error, when cancelled. Iterating over it raises `UserError` if Ollama fails,
        sends nothing, or stops before the end.
        """
        state: dict[str, Any] = {}
        return Reply(self._pieces(messages, cancelled, state), state)

    def _pieces(self, messages: Sequence[Message], cancelled: threading.Event, state: dict[str, Any]) -> Iterator[str]:
        said = raw = 0
        answer = AnswerText(thinks=self._shows_thoughts)
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
        self._shows_thoughts = self._shows_thoughts or answer.thought  # the next call allows more tokens for them
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
        """Call the model in a thread and yield its results, until `cancelled` is set or a time limit has passed."""
        status = self.status()
        if status.error:
            raise status.error(status.message, status.hint)
        line = _Line(self.limits.connect_s, self.limits.first_token_s)
        results: queue.Queue[tuple[str, Any]] = queue.Queue()

        def work() -> None:
            try:
                chat = self._chat(status.model, num_predict, temperature, line)
                results.put(("began", None))  # so that importing the libraries does not count towards the time limits
                for result in self._asked(ask, chat):
                    results.put(("result", result))
                    if line.hung_up:
                        return
                results.put(("end", None))
            except Exception as err:  # raised by the thread that reads the queue
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
        """Yield the results of a call. If the server rejects the option `think`, call it again without this option."""
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
            num_predict=num_predict + (THOUGHT_TOKENS if self._always_thinks or self._shows_thoughts else 0),
            temperature=temperature,
            reasoning=self._reasoning(),
            sync_client_kwargs=line.client_options() | {"auth": self.address.login},
        )

    def _reasoning(self) -> bool | str | None:
        """Return the value of the `think` option: False, or "low" for gpt-oss models, which always think."""
        if not self._sends_think:
            return None
        return "low" if self._always_thinks else False

    # Failures

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._status = None
            if self._failures >= _FAILURES:
                self._failures = _FAILURES - 1  # so that after the pause a single failure starts the next one
                self._rest_until = time.monotonic() + _REST_S

    def _worked(self) -> None:
        """Reset the count of successive failures, because an answer was completed.

        A plan does not reset it, because Ollama may fail in every turn between the plan and the answer.
        """
        with self._lock:
            self._failures = 0

    def _named(self, err: Exception) -> UserError:
        """Convert an exception of httpx, ollama or json to a `UserError` with a hint for the user."""
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
            if "memory" in str(err.error).lower():
                return OllamaFailed(
                    f"{clean(self.wanted, 60)} needs more memory than is free: {clean(err.error, 120)}.",
                    "Close other programs, or choose a smaller model with HARK_MODEL.",
                )
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
    """The sockets of one call to Ollama, which another thread can shut down to end the call.

    Closing the HTTP client is not enough, because a thread that waits in `recv` would go on waiting.
    """

    connect_s: float
    read_s: float
    hung_up: bool = False
    _sockets: list[Any] = field(default_factory=list)

    def client_options(self) -> dict[str, Any]:
        """Return options for httpx: timeouts, no proxies, no redirects, and hooks that record the sockets."""
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
        """End the call at once by shutting down its sockets."""
        self.hung_up = True
        for connection in self._sockets:
            with suppress(OSError):  # already closed
                connection.shutdown(socket.SHUT_RDWR)


def _done_reason(message: Any) -> str | None:
    """Return why a reply ended: a reason of the server, "stop" if it gives none, None if the reply is incomplete."""
    said = message.response_metadata
    return said.get("done_reason") or ("stop" if said.get("done") else None)
