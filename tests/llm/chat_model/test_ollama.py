"""Test the client with a server that fails in the ways in which Ollama can fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest

from data.errors import UserError
from llm.chat_model.address import parse_address
from llm.chat_model.ollama import (
    MAX_ANSWER_CHARS,
    MAX_PROMPT_BYTES,
    NUM_CTX,
    Limits,
    ModelNotPulled,
    OllamaChat,
    OllamaFailed,
    OllamaUnavailable,
)
from llm.chat_model.prompts import PLAN_SCHEMA
from tests.ollama_server import ANSWER, PLAN, OllamaServer
from tests.waiting import until

MESSAGES = [("system", "Be brief."), ("human", "a banjo")]


@pytest.fixture(scope="module", autouse=True)
def _imported() -> None:
    import langchain_ollama  # noqa: F401  so that no test's clock includes the import


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer(slow_s=20) as running:
        yield running


def ask(server: OllamaServer, cancelled: threading.Event | None = None) -> tuple[str, UserError | None]:
    """Return (text that was streamed, error or None)."""
    said = []
    try:
        for piece in OllamaChat(host=server.host, limits=server.limits).stream(
            MESSAGES, cancelled or threading.Event()
        ):
            said.append(piece)
    except UserError as error:
        return "".join(said), error
    return "".join(said), None


def test_a_plan_and_an_answer(server: OllamaServer) -> None:
    chat = OllamaChat(host=server.host, limits=server.limits)
    assert chat.status().ready
    assert chat.plan(MESSAGES, PLAN_SCHEMA, threading.Event()) == PLAN
    reply = chat.stream(MESSAGES, threading.Event())
    assert "".join(reply) == ANSWER
    assert not reply.truncated


def test_every_call_uses_one_context_size_and_bounds_the_answer(server: OllamaServer) -> None:
    chat = OllamaChat(host=server.host, limits=server.limits)
    chat.plan(MESSAGES, PLAN_SCHEMA, threading.Event())
    list(chat.stream(MESSAGES, threading.Event()))
    plan, answer = server.chats()
    assert plan["options"]["num_ctx"] == answer["options"]["num_ctx"] == NUM_CTX
    for body in (plan, answer):
        assert body["options"]["num_predict"] + MAX_PROMPT_BYTES < NUM_CTX
        assert "keep_alive" not in body  # how long a model stays loaded is the server's own setting
        assert body["think"] is False
        assert body["model"] == "mistral:latest"
    assert plan["format"]["required"] == ["captions", "wanted"]


@pytest.mark.parametrize(
    ("behaviour", "kind", "says", "partial"),
    [
        ("reset", OllamaFailed, "broke off", True),
        ("clean-eof", OllamaFailed, "mid-sentence", True),
        ("error-line", OllamaFailed, "runner process has terminated", True),
        ("half-json", OllamaFailed, "cannot be read", True),
        ("empty", OllamaFailed, "empty answer", False),
        ("missing-model", ModelNotPulled, "no model called mistral", False),
        ("busy", OllamaFailed, "busy", False),
        ("html-500", OllamaFailed, "failed (500)", False),
        ("runner-crash", OllamaFailed, "unexpectedly stopped", False),
        ("no-memory", OllamaFailed, "needs more memory than is free", False),
        ("hang", OllamaFailed, "took too long", False),
        ("slow-first-token", OllamaFailed, "took too long", False),
        ("slow-tokens", OllamaFailed, "took too long", True),
    ],
)
def test_each_failure_is_named_with_a_next_step(
    server: OllamaServer, behaviour: str, kind: type, says: str, partial: bool
) -> None:
    server.behaviour = behaviour
    said, error = ask(server)
    assert type(error) is kind
    assert says in error.message
    assert error.hint
    assert "<" not in str(error)
    assert bool(said) == partial
    assert ANSWER.startswith(said)


@pytest.mark.parametrize("behaviour", ["truncated-plan", "chatty-plan", "empty", "length"])
def test_an_unusable_plan_is_refused_even_where_it_could_be_repaired(server: OllamaServer, behaviour: str) -> None:
    server.behaviour = behaviour
    assert OllamaChat(host=server.host, limits=server.limits).plan(MESSAGES, PLAN_SCHEMA, threading.Event()) is None


def test_a_plan_cut_by_a_lost_connection_is_a_failure(server: OllamaServer) -> None:
    server.behaviour = "clean-eof"
    with pytest.raises(OllamaFailed, match="middle of its plan"):
        OllamaChat(host=server.host, limits=server.limits).plan(MESSAGES, PLAN_SCHEMA, threading.Event())


def test_the_length_limit_is_marked_and_is_no_error(server: OllamaServer) -> None:
    server.behaviour = "length"
    reply = OllamaChat(host=server.host, limits=server.limits).stream(MESSAGES, threading.Event())
    assert "".join(reply) == ANSWER
    assert reply.truncated


def test_a_flood_is_stopped(server: OllamaServer) -> None:
    server.behaviour = "flood"
    said, error = ask(server)
    assert error is None
    assert len(said) < MAX_ANSWER_CHARS + 100


def test_nobody_there() -> None:
    chat = OllamaChat(host="127.0.0.1:9")
    status = chat.status()
    assert not status.ready
    assert "not running at 127.0.0.1:9" in status.message
    assert "ollama serve" in status.hint
    with pytest.raises(OllamaUnavailable):
        list(chat.stream(MESSAGES, threading.Event()))


@pytest.mark.parametrize("behaviour", ["hang-tags", "not-ollama"])
def test_the_health_check_never_blocks(server: OllamaServer, behaviour: str) -> None:
    server.behaviour, server.slow_s = behaviour, 600.0  # longer than a test may take
    status = OllamaChat(host=server.host, limits=server.limits).status()
    assert not status.ready
    assert status.hint


def test_the_health_check_is_remembered(server: OllamaServer) -> None:
    chat = OllamaChat(host=server.host, limits=server.limits)
    for _ in range(5):
        chat.status()
    assert [path for path, _ in server.requests] == ["/api/tags", "/api/show"]


def test_a_server_that_knows_no_schemas_is_asked_for_json(server: OllamaServer) -> None:
    server.behaviour = "no-schemas"
    chat = OllamaChat(host=server.host, limits=server.limits)
    assert chat.plan(MESSAGES, PLAN_SCHEMA, threading.Event()) == PLAN
    assert [type(body["format"]) for body in server.chats()] == [dict, str]


def test_a_model_that_runs_on_other_computers_is_named_as_such() -> None:
    with OllamaServer(models=("gpt-oss:120b-cloud",)) as server:
        status = OllamaChat("gpt-oss:120b-cloud", server.host, limits=server.limits).status()
    assert status.ready
    assert "ollama.com" in status.message


def test_a_model_that_cannot_write_is_named() -> None:
    with OllamaServer(models=("nomic-embed-text:latest",), capabilities=("embedding",)) as server:
        status = OllamaChat("nomic-embed-text", server.host, limits=server.limits).status()
    assert not status.ready
    assert "nomic-embed-text:latest cannot write text" in status.message
    assert "HARK_MODEL" in status.hint


def test_a_server_that_names_no_capabilities_is_used() -> None:
    with OllamaServer(capabilities=None) as server:
        assert OllamaChat(host=server.host, limits=server.limits).status().ready


def test_a_model_that_cannot_stop_thinking_is_told_to_think_little_and_has_room() -> None:
    with OllamaServer(models=("my-own:latest",), family="gptoss", capabilities=("completion", "thinking")) as server:
        chat = OllamaChat("my-own", server.host, limits=server.limits)
        assert "".join(chat.stream(MESSAGES, threading.Event())) == ANSWER
        (body,) = server.chats()
    assert body["think"] == "low"
    assert body["options"]["num_predict"] > 1000


@pytest.mark.parametrize(
    ("models", "wanted", "chosen"),
    [
        (("mistral:latest",), None, "mistral:latest"),
        (("mistral:7b-instruct", "llama3:8b"), None, "mistral:7b-instruct"),
        (("mistral:7b-instruct", "mistral:latest"), None, "mistral:latest"),
        (("Mistral:latest",), "mistral", "Mistral:latest"),
        (("mistral:latest",), "registry.ollama.ai/library/MISTRAL:latest", "mistral:latest"),
        (("hf.co/Ann/Model-GGUF:Q4",), "hf.co/ann/model-gguf", "hf.co/Ann/Model-GGUF:Q4"),
        (("mistral:7b",), "mistral:13b", None),
        (("mistral:latest",), "ollama run mistral", "mistral:latest"),
        (("mistral:latest",), "https://ollama.com/library/mistral", "mistral:latest"),
        (("hf.co/Ann/Model-GGUF:Q4",), "huggingface.co/Ann/Model-GGUF:Q4", "hf.co/Ann/Model-GGUF:Q4"),
        (("llama3:8b",), "llama3", "llama3:8b"),
        (("llama3:8b", "llama3:70b"), "llama3:70b", "llama3:70b"),
        (("llama3:8b",), None, None),
        ((), None, None),
    ],
)
def test_the_model_is_found_by_asking(models: tuple[str, ...], wanted: str | None, chosen: str | None) -> None:
    with OllamaServer(models=models) as server:
        status = OllamaChat(wanted, server.host, limits=server.limits).status()
    assert status.ready == (chosen is not None)
    if chosen:
        assert status.model == chosen
    else:
        assert "ollama pull mistral" in status.hint
        assert all(model in status.message for model in models)


def test_the_environment_names_model_and_host(server: OllamaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", server.host)
    monkeypatch.setenv("HARK_MODEL", "mistral:latest")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # a proxy must not come between
    chat = OllamaChat(limits=server.limits)
    assert chat.status().ready
    assert "".join(chat.stream(MESSAGES, threading.Event())) == ANSWER


@pytest.mark.parametrize("behaviour", ["hang", "slow-tokens"])
def test_cancelling_is_immediate_and_the_server_notices(server: OllamaServer, behaviour: str) -> None:
    server.behaviour, server.slow_s = behaviour, 600.0  # the limits would give up after two minutes, with an error
    cancelled = threading.Event()
    waiting = threading.Thread(target=lambda: until(server.chats) and cancelled.set())
    waiting.start()
    said = "".join(OllamaChat(host=server.host, limits=Limits()).stream(MESSAGES, cancelled))
    waiting.join()
    assert ANSWER.startswith(said)
    assert len(said) < len(ANSWER)
    until(lambda: server.closed == 1)


def test_three_failures_rest_the_model_and_one_success_would_have_forgiven_two(server: OllamaServer) -> None:
    chat = OllamaChat(host=server.host, limits=server.limits)

    def fail() -> None:
        server.behaviour = "runner-crash"
        with pytest.raises(OllamaFailed):
            list(chat.stream(MESSAGES, threading.Event()))

    fail()
    fail()
    server.behaviour = "ok"
    list(chat.stream(MESSAGES, threading.Event()))
    fail()
    fail()
    assert chat.status().ready
    fail()
    status = chat.status()
    assert not status.ready
    assert "3 times in a row" in status.message
    asked = len(server.requests)
    with pytest.raises(UserError):
        list(chat.stream(MESSAGES, threading.Event()))
    assert len(server.requests) == asked  # left alone
    chat._rest_until = 0.0  # half a minute later: one failure more is enough
    fail()
    assert not chat.status().ready
    chat._rest_until = 0.0
    server.behaviour = "ok"
    assert "".join(chat.stream(MESSAGES, threading.Event())) == ANSWER


def test_a_model_that_plans_and_then_dies_gets_its_rest_too(server: OllamaServer) -> None:
    server.behaviour = "dies-after-plan"
    chat = OllamaChat(host=server.host, limits=server.limits)
    for _ in range(3):
        assert chat.status().ready
        chat.plan(MESSAGES, PLAN_SCHEMA, threading.Event())
        with pytest.raises(OllamaFailed):
            list(chat.stream(MESSAGES, threading.Event()))
    assert not chat.status().ready


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        (":11500", "http://127.0.0.1:11500"),
        ("localhost", "http://localhost:11434"),
        ("http://box:1234/", "http://box:1234"),
        ("https://x.example", "https://x.example:443"),
        ("[::1]:99", "http://[::1]:99"),
        ("127.0.0.1:nonsense", "http://127.0.0.1:11434"),
        ("::1", "http://[::1]:11434"),
        (" 'HTTP://Box:1234' ", "http://box:1234"),
        ("http://box:1234/v1", "http://box:1234"),
        ("http://box:1234/api/chat", "http://box:1234"),
        ("https://box/ollama/", "https://box:443/ollama"),
        ("https://box/ollama/v1/", "https://box:443/ollama"),
        ("http://me:secret@box:1234", "http://box:1234"),
        ("11500", "http://127.0.0.1:11500"),
        ("*:11434", "http://127.0.0.1:11434"),
        ("http:/127.0.0.1:11434", "http://127.0.0.1:11434"),
        ("http//box:11434", "http://box:11434"),
        ("//box:1234", "http://box:1234"),
        ("tcp://0.0.0.0:11434", "http://127.0.0.1:11434"),
    ],
)
def test_every_form_of_ollama_host(host: str, url: str) -> None:
    assert parse_address(host).url == url


def test_another_computer_is_allowed_and_said() -> None:
    assert OllamaChat(host="127.0.0.1").local
    assert not OllamaChat(host="192.168.1.20:11434").local


def test_the_test_server_speaks_the_protocol(server: OllamaServer) -> None:
    import ollama

    client = ollama.Client(host=server.host, trust_env=False)
    assert [m.model for m in client.list().models] == ["mistral:latest"]
    whole = client.chat("mistral", [{"role": "user", "content": "hi"}])
    assert whole.done
    assert whole.message.content == ANSWER
    assert (
        json.loads(client.chat("mistral", [{"role": "user", "content": "hi"}], format="json").message.content) == PLAN
    )
    assert [c.done for c in client.chat("mistral", [{"role": "user", "content": "hi"}], stream=True)][-1]
