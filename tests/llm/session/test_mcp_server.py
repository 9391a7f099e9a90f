"""Test the MCP server with the SDK's own client, in memory and over standard input and output."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client

from llm.session.mcp_server import EXPORTS, make_server
from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from tests.keyword_encoder import KeywordEncoder

COMMAND = [sys.executable, "-m", "llm.cli"]
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}  # fmt: skip


@pytest.fixture
def indexed(keyword: KeywordEncoder, music: Path, home: Path) -> Path:
    """Return the folder of a library with the four tones of `music`."""
    index_folder(home, music)
    return home


def calls(home: Path, *requests: tuple[str, dict[str, Any]], allow_export: bool = False) -> list[Any]:
    """Return the results of some calls of tools, one after another."""

    async def run() -> list[Any]:
        async with Client(make_server(home, allow_export=allow_export)) as client:
            return [await client.call_tool(name, arguments) for name, arguments in requests]

    return anyio.run(run)


def text(result: Any) -> str:
    return "".join(part.text for part in result.content)


def test_search_returns_tracks_with_reasons_and_their_files_below_the_folder(indexed: Path, music: Path) -> None:
    (found,) = calls(indexed, ("search", {"request": "low", "k": 2}))
    assert not found.is_error
    first = found.structured_content["tracks"][0]
    assert (first["title"], first["file"]) == ("Low One", "Ann - Low One.wav")
    assert first["why"]
    assert str(music) not in text(found)


def test_similar_explain_and_library_follow_from_the_ids_that_search_returns(indexed: Path) -> None:
    (found,) = calls(indexed, ("search", {"request": "low"}))
    track_id = found.structured_content["tracks"][0]["id"]
    similar, explained, facts = calls(
        indexed, ("similar", {"track_id": track_id, "k": 2}),
        ("explain", {"track_id": track_id, "request": "low"}), ("library", {}),
    )  # fmt: skip
    near = [track["id"] for track in similar.structured_content["result"]]
    assert len(near) == 2
    assert track_id not in near
    assert explained.structured_content["track"]["title"] == "Low One"
    assert facts.structured_content["tracks"] == 4
    assert facts.structured_content["folders"] == ["music"]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("similar", {"track_id": "../../etc/passwd"}, "Use an id that search has returned."),
        ("explain", {"track_id": "nobody"}, "Use an id that search has returned."),
        ("search", {"request": "low", "k": 10_000}, "k"),
        ("search", {"request": 7}, "request"),
        ("search", {"request": "x" * 5000}, "2000 characters"),
        ("delete everything", {}, "Unknown tool"),
        ("export", {"name": "Mine", "track_ids": []}, "Unknown tool"),
    ],
)
def test_a_call_that_makes_no_sense_is_an_error_with_a_sentence(
    indexed: Path, name: str, arguments: dict[str, Any], said: str
) -> None:
    (result,) = calls(indexed, (name, arguments))
    assert result.is_error
    assert said in text(result)
    assert "Traceback" not in text(result)


def test_a_missing_library_is_an_error_that_says_how_to_make_one(tmp_path: Path) -> None:
    (result,) = calls(tmp_path / "nothing", ("search", {"request": "jazz"}))
    assert result.is_error
    assert "hark index" in text(result)


def test_without_permission_no_tool_writes(indexed: Path) -> None:
    async def names(allow: bool) -> dict[str, bool | None]:
        async with Client(make_server(indexed, allow_export=allow)) as client:
            tools = (await client.list_tools()).tools
        return {tool.name: tool.annotations.read_only_hint if tool.annotations else None for tool in tools}

    assert set(anyio.run(names, False).values()) == {True}
    assert [name for name, reads in anyio.run(names, True).items() if not reads] == ["export"]


def test_export_writes_into_its_folder_and_nowhere_else(indexed: Path, tmp_path: Path) -> None:
    track_id = Library(indexed).tracks()[0].track_id
    names = ("Evening", "Evening", "../evil", "/etc/evil", "a/b", "..\\evil", ".hidden", "")
    results = calls(
        indexed, *(("export", {"name": name, "track_ids": [track_id]}) for name in names), allow_export=True
    )
    assert [result.is_error for result in results] == [False, *[True] * 7]  # the second would replace the first
    assert [path.name for path in (indexed / EXPORTS).iterdir()] == ["Evening.m3u8"]
    assert not list(tmp_path.rglob("*evil*"))


def test_a_flood_of_calls_is_answered_one_by_one(indexed: Path) -> None:
    async def flood() -> list[bool | None]:
        answered: list[bool | None] = []
        async with Client(make_server(indexed)) as client:

            async def ask(n: int) -> None:
                answered.append((await client.call_tool("search", {"request": f"low {n}", "k": 1})).is_error)

            async with anyio.create_task_group() as tasks:
                for n in range(60):
                    tasks.start_soon(ask, n)
        return answered

    assert anyio.run(flood) == [False] * 60


@pytest.fixture
def listed(tmp_path: Path, write_tone: Callable[..., None]) -> Path:
    """Return the folder of a library with the encoder that ships, which another process can open."""
    write_tone(tmp_path / "few" / "Low.wav")
    index_folder(tmp_path / "shipped", tmp_path / "few", workers=0)
    return tmp_path / "shipped"


@pytest.mark.slow
def test_another_process_lists_and_calls_the_tools(listed: Path) -> None:
    async def run() -> tuple[list[str], Any]:
        server = StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], "--library", str(listed), "mcp"])
        async with Client(stdio_client(server)) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            return tools, await client.call_tool("library", {"question": "how many tracks do I have?"})

    tools, answer = anyio.run(run)
    assert tools == ["search", "playlist", "similar", "explain", "library"]
    assert "1 track" in answer.structured_content["answer"] or answer.structured_content["tracks"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["2024-11-05", "2025-06-18", "1999-01-01"])
def test_a_protocol_version_is_agreed_on(listed: Path, asked: str) -> None:
    hello = {**HELLO, "params": {**HELLO["params"], "protocolVersion": asked}}  # type: ignore[dict-item]
    done = subprocess.run(
        [*COMMAND, "--library", str(listed), "mcp"], input=json.dumps(hello) + "\n", capture_output=True, text=True,
        timeout=60, check=True,
    )  # fmt: skip
    version = json.loads(done.stdout)["result"]["protocolVersion"]
    assert (version == asked) is (asked != "1999-01-01"), "an unknown version is answered by one that the server has"


@pytest.mark.slow
def test_garbage_is_survived_and_nothing_but_the_protocol_is_on_standard_output(listed: Path) -> None:
    asked = [
        json.dumps(HELLO),
        "this is not JSON",
        '{"jsonrpc": "2.0", "id": 5',
        "\x00\x01\x02",
        '{"jsonrpc": "2.0", "id": 6, "method": "no/such/method"}',
        '{"jsonrpc": "2.0", "id": 8, "method": "ping"}',
        json.dumps({"jsonrpc": "2.0", "id": 9, "method": "tools/call", "params": {"name": "no such tool"}}),
        json.dumps({"jsonrpc": "2.0", "id": 10, "method": "tools/call",
                    "params": {"name": "search", "arguments": {"request": "x" * 2_000_000}}}),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 9999}}),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        json.dumps({"jsonrpc": "2.0", "id": 7, "method": "tools/call",
                    "params": {"name": "search", "arguments": {"request": "low"}}}),
    ]  # fmt: skip
    process = subprocess.Popen(
        [*COMMAND, "--library", str(listed), "mcp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n".join(asked) + "\n")
    process.stdin.flush()
    messages = []
    while not {6, 7, 8, 9, 10} <= {message.get("id") for message in messages}:
        messages.append(json.loads(process.stdout.readline()))
    process.stdin.close()
    messages += map(json.loads, process.stdout.read().splitlines())
    process.wait(timeout=60)
    by_id = {message.get("id"): message for message in messages}
    assert by_id[6]["error"]["code"] == -32601  # JSON-RPC's "method not found"
    assert by_id[8]["result"] == {}
    assert by_id[9]["result"]["isError"]
    assert by_id[10]["result"]["isError"]
    assert "2000 characters" in json.dumps(by_id[10])
    assert not by_id[7]["result"].get("isError")
    assert all(message["jsonrpc"] == "2.0" for message in messages)
