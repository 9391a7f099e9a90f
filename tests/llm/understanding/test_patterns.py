"""Test that every regular expression that is matched with a user's text is fast, whatever the text."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import data.vocabulary
import llm
import retrieval
from llm import understanding
from llm.understanding.planner import make_plan

LENGTH = 2000  # characters, the most that a request may have
LIMIT = 0.1  # seconds of processor time on a machine that takes CALIBRATED for `_calibration`
CALIBRATED = 0.02
UNITS = (
    "a", "7", ",", "-", "'", '"', "(", "#", ".", "é", "漢", "🎵", "_", ":", "a b ", "a, ", "no ", "no drums, ",
    "no drums and ", "not too ", "and ", "or by the ", "more like 2 ", "1 2 ", "12:30 ", "120 bpm ", "the 80s and ",
    "under 100, ", "two and a half ", "ohne ", "pas de ", "sin nada de ", "in a minor ", "please ", "number 3, ",
    "is it the ", "i've been listening to ", "keep only those ", "the album ", '"a" ', "[1, 2] ", "a.b@c.d-", "\u0301",
    "don't want ", "go back to the ", "so ok ",
)  # fmt: skip


def _modules() -> Iterator[ModuleType]:
    for package in (llm, retrieval, data.vocabulary):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "train" not in found.name and "ray" not in found.name:  # what is not installed for everybody
                yield importlib.import_module(found.name)


def _patterns(value: object) -> Iterator[re.Pattern[str]]:
    """Yield the patterns in a module's value, inside tuples, lists and dictionaries too."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict):
        for part in (*value, *value.values()):
            yield from _patterns(part)
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _patterns(part)


def _at_one_place(module: ModuleType, name: str) -> bool:
    """Return whether a pattern is only matched at one position of a text and never searched for."""
    source = inspect.getsource(module)
    uses = set(re.findall(rf"\b{name}\.(\w+)\(", source))
    return bool(uses) and uses <= {"match", "fullmatch"}


PATTERNS = sorted(
    {
        f"{module.__name__}.{name}: {pattern.pattern[:30]}": (pattern, _at_one_place(module, name))
        for module in _modules()
        for name, value in vars(module).items()
        for pattern in _patterns(value)
    }.items()
)


def _seconds(work: object) -> float:
    began = time.thread_time()
    assert callable(work)
    work()
    return time.thread_time() - began


@pytest.fixture(scope="module")
def limit() -> float:
    """Return the seconds of processor time allowed here: a slow or busy machine is given proportionally more."""
    slow = min(_seconds(lambda: sum(i * i for i in range(300_000))) for _ in range(3))
    return LIMIT * max(1.0, slow / CALIBRATED)


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 150


def test_patterns_of_the_readers_are_made_once() -> None:
    """A pattern within a function would be missed here, and made again for each request."""
    inside = []
    for path in sorted(Path(understanding.__path__[0]).rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef) or function.decorator_list:
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re":
                    inside += [f"{path.name}:{node.lineno}"] if node.attr not in ("Match", "Pattern") else []
    assert inside == []


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_no_pattern_is_slow(unit: str, limit: float) -> None:
    text = (unit * LENGTH)[:LENGTH] + "\x00"  # what is anchored at the end fails late
    read = " ".join(text.split())  # the planner makes every run of white space one blank before it reads
    slow = []
    for name, (pattern, at_one_place) in PATTERNS:

        def work(pattern: re.Pattern[str] = pattern, once: bool = at_one_place, name: str = name) -> None:
            typed = read if "understanding" in name else text
            if once:
                pattern.match(typed), pattern.fullmatch(typed)
            else:
                sum(1 for _ in pattern.finditer(typed))

        if _seconds(work) > limit and min(_seconds(work) for _ in range(2)) > limit:
            slow.append(name)
    assert not slow


def test_white_space_costs_nothing() -> None:
    for space in (" ", "\n", "\t", "\u00a0"):
        assert make_plan(f"calm{space * 1000}piano,{space * 900}no drums").wanted == ("calm", "piano")


@pytest.mark.parametrize("many", [17, 40])
@pytest.mark.parametrize("end", ["", " please", ", or a choir"])
def test_many_refusals_take_time_in_proportion(many: int, end: str) -> None:
    things = ["no drums", "no bass", "no violin", "no flute", "no organ", "no harp", "no banjo", "no cello"]

    def request(count: int) -> str:
        return "calm music, " + ", ".join(things[i % len(things)] for i in range(count)) + end

    make_plan(request(8))  # what is read once is not measured
    short = min(_seconds(lambda: make_plan(request(8) + " ")) for _ in range(3))
    long = min(_seconds(lambda: make_plan(request(many))) for _ in range(3))
    assert long < 4 * (many / 8) ** 2 * max(short, 0.001)
    plan = make_plan(request(many))
    assert set(plan.unwanted) >= {thing.removeprefix("no ") for thing in things}
