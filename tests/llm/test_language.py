"""Test each language with example sentences, and that a new language needs only a file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from llm.language import languages, table, word_set, words
from llm.plan import Plan
from llm.understanding.planner import make_plan

SENTENCES = Path(__file__).parent / "language"
CASES = [
    (path.stem, *(part.strip() for part in line.split("|")))
    for path in sorted(SENTENCES.glob("*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def holds(plan: Plan, term: str) -> bool:
    """Return whether a plan holds a term: a concept, one that is refused, a filter or the number of tracks."""
    name, _, value = term.partition("=")
    if term.startswith("-"):
        return term[1:] in plan.unwanted
    if not value:
        return term in plan.wanted
    return float(value) == float(plan.k if name == "k" else getattr(plan.filters, name) or 0)


def test_every_language_has_sentences() -> None:
    assert {language.code for language in languages()} == {code for code, *_ in CASES}


@pytest.mark.parametrize(("code", "say", "terms"), CASES)
def test_sentences(code: str, say: str, terms: str) -> None:
    plan = make_plan(say)
    assert [term for term in terms.split("; ") if not holds(plan, term)] == []


def test_words_of_all_languages_are_joined() -> None:
    assert {"ohne", "sans", "sin"} <= set(words("without").split("|"))
    assert {"and", "und", "et", "y"} <= word_set("ands")
    assert table("ordinals")["deuxieme"] == 2


TOY = """
from llm.language import Language

LANGUAGE = Language(
    code="toy", negations="nix", without="bezonder", at_most="topmaks", units="zek dvu trib", counts={"tuzin": 12},
)
"""
SPOKEN = """
import sys
import llm.language as language
language.__path__.append(sys.argv[1])
from llm.understanding.planner import make_plan
plan = make_plan("polka bezonder flute, topmaks 90 bpm")
assert (plan.wanted, plan.unwanted, plan.filters.tempo_max) == (("polka",), ("flute",), 90), plan
assert make_plan("dvu polkas").k == 2
assert make_plan("tuzin polkas").k == 12
"""


def test_a_fifth_language_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "toy.py").write_text(TOY)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SPOKEN, str(tmp_path)],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
