"""Test that no test, and no process that a test starts, can reach another machine."""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ELSEWHERE = "192.0.2.1"  # an address that belongs to nobody (RFC 5737)
CONNECT = "import socket; socket.create_connection(({!r}, {}), timeout=5)"


def test_the_tests_themselves_stay_here() -> None:
    with pytest.raises(RuntimeError, match=ELSEWHERE):
        socket.create_connection((ELSEWHERE, 9), timeout=5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=60).close()


@pytest.mark.parametrize("code", [CONNECT.format(ELSEWHERE, 9), "import socket; socket.getaddrinfo('a.example', 80)"])
def test_processes_that_tests_start_stay_here(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "a test's process tried to reach" in done.stderr


def test_processes_that_tests_start_may_talk_to_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = CONNECT.format("localhost", server.getsockname()[1])
        subprocess.run([sys.executable, "-c", code], check=True)


def test_spawned_workers_stay_here() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool, pytest.raises(RuntimeError, match="tried to reach"):
        pool.apply(socket.create_connection, ((ELSEWHERE, 9),))


def test_unix_sockets_work(tmp_path: Path) -> None:
    async def echo() -> bytes:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.readline())
            writer.close()

        async with await asyncio.start_unix_server(answer, tmp_path / "s"):
            reader, writer = await asyncio.open_unix_connection(tmp_path / "s")
            writer.write(b"hello\n")
            line = await reader.readline()
            writer.close()
            return line

    with ThreadPoolExecutor(1) as thread:  # Playwright may have an event loop of its own in this one
        assert thread.submit(asyncio.run, echo()).result() == b"hello\n"
