"""Test the form of the source tree: small folders, tests beside their modules, imports in one direction."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("data", "models", "retrieval", "llm")
FOLDERS = sorted(path.parent for package in PACKAGES for path in (ROOT / package).rglob("__init__.py"))
MOST_MODULES = 16
MOST_ROOMS, MOST_ARROWS = 14, 40  # of llm, as one sees it who opens the folder
STORIES = {  # what several modules do together; each lies in the folder that it is about
    "tests/data/files/test_codecs.py", "tests/data/test_more_tags.py", "tests/llm/answering/test_library_questions.py",
    "tests/browser/test_input.py", "tests/browser/test_loopback.py", "tests/browser/test_page.py",
    "tests/llm/evaluation/test_smollm2_server.py",
    "tests/llm/test_injection.py", "tests/llm/test_words_of_songs.py", "tests/llm/understanding/test_patterns.py",
    "tests/llm/understanding/test_picking.py",
    "tests/llm/understanding/test_wordings.py", "tests/models/test_end_to_end.py",
    "tests/retrieval/indexing/test_hostile.py", "tests/retrieval/indexing/test_killed.py",
    "tests/retrieval/vectors/test_chroma_server.py", "tests/test_earlier.py", "tests/test_house.py",
    "tests/test_change_encoder.py", "tests/test_loopback.py",
}  # fmt: skip


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_no_folder_has_more_modules_than_one_can_keep_in_mind(folder: Path) -> None:
    modules = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert len(modules) <= MOST_MODULES, f"{folder.relative_to(ROOT)} needs a folder within it"


def test_tests_lie_where_their_modules_lie() -> None:
    astray = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        within = path.relative_to(ROOT / "tests")
        tested = ROOT / within.parent / within.name.removeprefix("test_")
        if not tested.is_file() and not tested.with_suffix("").is_dir() and f"tests/{within}" not in STORIES:
            astray.append(str(within))
    assert astray == []


def test_llm_is_seen_at_a_glance_and_its_imports_run_one_way() -> None:
    graph = grimp.build_graph("llm", exclude_type_checking_imports=True, cache_dir=None)
    rooms = graph.find_children("llm")
    for room in rooms:
        graph.squash_module(room)
    arrows = {room: (rooms & graph.find_modules_directly_imported_by(room)) - {room} for room in rooms}
    assert len(rooms) <= MOST_ROOMS, sorted(rooms)
    assert sum(map(len, arrows.values())) <= MOST_ARROWS, arrows
    assert list(graphlib.TopologicalSorter(arrows).static_order())  # CycleError names a cycle


def test_the_page_talks_to_one_module() -> None:
    imported = set()
    for node in ast.walk(ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            inner = {f"{module}.{alias.name}" for alias in node.names}
            imported |= {name for name in inner if name == "llm.session.desk"} or {module}
    assert {name for name in imported if name.split(".")[0] in PACKAGES} == {"llm.session.desk"}
