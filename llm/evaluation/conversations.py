"""Measure how well conversations are understood and answered: `hark evaluate conversation`.

Every test request goes through the real assistant on the demo library. The request files state what is expected
(`.expectations`); stated facts decide which tracks are relevant (`.relevance`); `llm.answering.claims` finds statements
that the facts do not support. Each figure comes with the number of cases and a 95 % interval.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from data.errors import UserError
from data.track import Track
from llm.answering.claims import Unsupported, sentences, unsupported
from llm.assistant import MAX_REQUEST, Assistant, Done, Said, TracksFound
from llm.conversation import BUILT_IN, Conversation, Turn
from llm.plan import Plan, filter_labels
from llm.session.scope import Scope
from models.metrics import DEPTH, interval, ndcg
from retrieval.query import Searchable
from retrieval.search.evidence import facts_of

from .expectations import FIRST, Seen, constrains, constraints, field_of, invented, met
from .relevance import Sets, holds, negated, relevant

REQUESTS = Path(__file__).parent / "requests"
SPLITS = ("development", "test")
LLM_ONLY = "llm-only"
_DEMO_ALBUM = "Hark Demo"
PROTOCOL = (
    "Every request goes through the assistant, on the demo library alone; the turns of a conversation in order. "
    "Constraints present: terms that a plan must contain. Constraints invented: parts of plans that no term covers. "
    f"Negated absent: none of the first {FIRST} tracks has the negated thing, and there are tracks. nDCG@{DEPTH}: "
    "first turns whose relevant tracks follow from stated facts and are at most half of the library; the search of the "
    "plan compared with a search for the request as it was written. A follow-up succeeds when all of its terms are "
    "met. Unsupported: statements that the facts given to the writer do not support. 95 % intervals: Wilson for "
    "shares, bootstrap over requests for means."
)


@dataclass(frozen=True, slots=True)
class Request:
    """One turn of a test conversation, with the expectations of it."""

    say: str  # what the user writes
    must: tuple[str, ...] = ()  # terms that the turn must meet
    may: tuple[str, ...] = ()  # terms for further constraints that its plan may contain
    rule: tuple[str, ...] = ()  # facts that a relevant track has; empty: ranking is not measured
    free: bool = False  # whether the plan may contain moods and styles that the request does not name


@dataclass(frozen=True, slots=True)
class Chain:
    """A test conversation: a first request and its follow-ups."""

    name: str
    kind: str
    turns: tuple[Request, ...]


@dataclass(slots=True)
class Row:
    """The measured results of one evaluated turn."""

    name: str
    kind: str
    say: str
    follow_up: bool
    plan: Plan
    answer: str
    tracks: list[str]  # titles of the tracks found
    terms: list[tuple[str, bool]] = field(default_factory=list)  # (term, whether it was met)
    constraints: int = 0  # number of constraints in the plan
    invented: list[str] = field(default_factory=list)  # constraints that no term covers
    absent: list[tuple[str, bool]] = field(default_factory=list)  # (negated thing, whether it is absent)
    ndcg: float | None = None  # nDCG of the final plan
    ndcg_raw: float | None = None  # nDCG of a search for the request as it was written
    ndcg_first: float | None = None  # nDCG of the built-in plan, before a language model could change it
    replanned: bool = False  # whether a language model changed the tracks
    citations: int = 0
    invalid: int = 0  # citations of ranks that were not shown
    sentences: int = 0
    unsupported: list[Unsupported] = field(default_factory=list)
    first_track_ms: float | None = None
    first_word_ms: float | None = None
    assistant: str = ""
    notices: tuple[tuple[str, str], ...] = ()

    def misses(self) -> dict[str, Any] | None:
        """Return everything that went wrong in this turn, by name; None if nothing did."""
        wrong = {
            "unmet": [term for term, ok in self.terms if not ok],
            "invented": self.invented,
            "present in the first tracks": [term for term, ok in self.absent if not ok],
            "unsupported": [{"claim": u.claim, "kind": u.kind, "sentence": u.sentence} for u in self.unsupported],
            "invalid citations": [self.answer] if self.invalid else [],
        }
        worse = self.ndcg is not None and self.ndcg_raw is not None and self.ndcg < self.ndcg_raw
        if not any(wrong.values()) and not worse:
            return None
        return {
            "turn": self.name,
            "say": self.say,
            **{name: value for name, value in wrong.items() if value},
            **({"ndcg": round(self.ndcg or 0, 3), "ndcg_raw": round(self.ndcg_raw or 0, 3)} if worse else {}),
            "plan": _set_parts(self.plan),
            "tracks": self.tracks[:FIRST],
        }


def read_requests(split: str, folder: Path | None = None) -> tuple[list[Chain], Sets]:
    """Read the test conversations of a split.

    Args:
        split: "development" or "test".
        folder: the folder of the files; None: the one that ships.

    Returns:
        (the conversations, the named sets of facts to which their rules for relevant tracks refer).

    Raises:
        UserError: the files are missing or damaged.
    """
    folder = folder or REQUESTS
    path = folder / f"{split}.json"
    try:
        chains = [
            Chain(
                chain["id"],
                chain["kind"],
                tuple(
                    Request(
                        turn["say"],
                        tuple(turn.get("must", ())),
                        tuple(turn.get("may", ())),
                        tuple(turn.get("relevant", ())),
                        bool(turn.get("open")),
                    )
                    for turn in chain["turns"]
                ),
            )
            for chain in json.loads(path.read_text(encoding="utf-8"))["chains"]
        ]
        sets = json.loads((folder / "sets.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise UserError(
            f"The requests cannot be read from {path}.", "They come with Hark's source folder; run it from there."
        ) from err
    return chains, sets


def demo_part(library: Searchable) -> Searchable:
    """Return the part of a library that is the demo library, for which the test requests were written.

    Raises:
        UserError: the library does not contain the demo library.
    """
    folders = {str(t.folder) for t in library.tracks() if t.album.startswith(_DEMO_ALBUM)}
    if not folders:
        raise UserError("The requests are about the demo library, and it is not here.", "Run `hark demo` first.")
    return Scope(library, sorted(folders)[0])


def evaluate(
    assistant: Assistant,
    chains: Sequence[Chain],
    sets: Sets,
    progress: Callable[[int, int], None] | None = None,
) -> list[Row]:
    """Run all test conversations, and return one row per turn.

    Args:
        assistant: the assistant to test, with its library, and with or without a language model.
        chains: the test conversations.
        sets: the named sets of facts, as `read_requests` returns them.
        progress: called with (number of conversations done, number of all conversations).
    """
    for _ in assistant.respond("piano"):  # load all models first, so that loading does not count as response time
        pass
    rows: list[Row] = []
    tracks = assistant.library.tracks()
    for done, chain in enumerate(chains, 1):
        rows += _chain(assistant, chain, sets, tracks)
        if progress:
            progress(done, len(chains))
    return rows


def _chain(assistant: Assistant, chain: Chain, sets: Sets, tracks: Sequence[Track]) -> Iterator[Row]:
    past = Conversation()
    allowed: list[str] = []
    for number, request in enumerate(chain.turns, 1):
        began = time.perf_counter()
        first_track = first_word = None
        turn: Turn | None = None
        found: list[Plan] = []
        for event in assistant.respond(request.say, past):
            now = 1000 * (time.perf_counter() - began)
            match event:
                case TracksFound(plan=plan, hits=hits):
                    found.append(plan)
                    first_track = now if first_track is None and hits else first_track
                case Said() if first_word is None:
                    first_word = now
                case Done():
                    turn = event.turn
        assert turn is not None
        if chain.kind == "chain: reset":  # this turn starts a new search, so that no earlier constraint may remain
            allowed = []
        allowed += [*request.must, *request.may]
        row = Row(
            name=f"{chain.name}/{number}" if len(chain.turns) > 1 else chain.name,
            kind=chain.kind,
            say=request.say,
            follow_up=number > 1,
            plan=turn.plan,
            answer=turn.text,
            tracks=[hit.track.title for hit in turn.hits],
            first_track_ms=first_track,
            first_word_ms=first_word,
            assistant=turn.assistant,
            notices=turn.notices,
            replanned=len(found) > 1,
        )
        _judge(row, request, Seen(turn, past, sets), allowed)
        if request.rule:
            row.absent = _absent(request, turn, sets)
            if number == 1:
                plans = [turn.plan, found[0] if found else turn.plan, Plan(request.say, text=request.say[:MAX_REQUEST])]
                row.ndcg, row.ndcg_first, row.ndcg_raw = _rankings(assistant.library, request.rule, plans, sets, tracks)
        past.add(turn)
        yield row


def _judge(row: Row, request: Request, seen: Seen, allowed: Sequence[str]) -> None:
    terms = list(request.must)
    if not any("kind=" in term for term in terms):
        terms.append("kind=search")
    row.terms = [(term, met(term, seen)) for term in terms]
    if seen.plan.kind in ("search", "refine"):
        row.constraints = sum(1 for _ in constraints(seen.plan))
        row.invented = invented(seen.plan, allowed, free=request.free)
    ranks = {hit.rank for hit in seen.turn.hits}
    cited = [int(n) for n in re.findall(r"\[(\d+)\]", seen.turn.text)]
    row.citations, row.invalid = len(cited), sum(n not in ranks for n in cited)
    if seen.turn.hits:
        names = {h.rank: f"{h.track.title} {h.track.artist} {h.track.album}" for h in seen.turn.hits}
        plans = [t.plan for t in (*seen.past.turns, seen.turn)]
        shown = [hit.track.title for t in seen.past.turns for hit in t.hits]  # "more like 2" is answered by the title
        wish = " ".join(" ".join((p.request, *p.notes, *p.wanted, *filter_labels(p.filters).values())) for p in plans)
        row.sentences = len(sentences(seen.turn.text))
        row.unsupported = unsupported(seen.turn.text, facts_of(seen.turn.hits), " ".join((wish, *shown)), names)


def _set_parts(plan: Plan) -> dict[str, Any]:
    """Return the parts of a plan that are not empty, without the request and the captions."""
    parts = {**asdict(plan), "filters": plan.filters.to_json()}
    return {name: value for name, value in parts.items() if value and name not in ("request", "captions")}


def _absent(request: Request, turn: Turn, sets: Sets) -> list[tuple[str, bool]]:
    first = [hit.track for hit in turn.hits[:FIRST]]
    return [(thing, bool(first) and not any(holds(thing, t, sets) for t in first)) for thing in negated(request.rule)]


def _rankings(
    library: Searchable, rule: Sequence[str], plans: Sequence[Plan], sets: Sets, tracks: Sequence[Track]
) -> list[float | None]:
    """Return the nDCG of the search of each plan.

    It is None if no track, or more than half of all tracks, are relevant by the rule.
    """
    right = set(relevant(rule, tracks, sets))
    if not 0 < len(right) <= len(tracks) / 2:
        return [None] * len(plans)
    ranked = [library.search(replace(p, k=DEPTH).query()) if p.kind in ("search", "refine") else [] for p in plans]
    return [_ndcg([hit.track.track_id for hit in hits], right) for hits in ranked]


def _ndcg(ranked: Sequence[str], right: set[str]) -> float:
    import numpy as np

    ranks = np.array([rank for rank, found in enumerate(ranked, 1) if found in right], dtype=np.int64)
    return ndcg(ranks, len(right))


# Figures


def share(good: int, n: int) -> dict[str, Any] | None:
    """Return `good / n` with its 95 % interval (Wilson 1927); None if n is 0."""
    if not n:
        return None
    z, p = 1.96, good / n
    middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)
    return {"value": p, "n": n, "low": max(low, 0.0), "high": min(high, 1.0)}


def mean(values: Sequence[float]) -> dict[str, Any] | None:
    """Return the mean of values with its 95 % bootstrap interval; None without values."""
    import numpy as np

    if not values:
        return None
    low, high = interval(np.asarray(values, dtype=np.float64))
    return {"value": sum(values) / len(values), "n": len(values), "low": low, "high": high}


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Return all figures of a run, by name."""
    terms = [pair for row in rows for pair in row.terms]
    stated = [ok for term, ok in terms if constrains(term)]
    absent = [ok for row in rows for _, ok in row.absent]
    ranked = [(r.ndcg, r.ndcg_raw) for r in rows if r.ndcg is not None and r.ndcg_raw is not None]
    follow_ups = [all(ok for _, ok in r.terms) for r in rows if r.follow_up]
    answered = [r for r in rows if r.tracks]
    citations, said = sum(r.citations for r in rows), sum(r.sentences for r in answered)
    parts = sum(r.constraints for r in rows)
    by_field: dict[str, list[bool]] = {}
    for term, ok in terms:
        by_field.setdefault(field_of(term), []).append(ok)
    by_kind: dict[str, list[bool]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(all(ok for _, ok in row.terms) and not row.invented)
    by_model = [r for r in rows if r.assistant != BUILT_IN]
    changed = [r.ndcg - r.ndcg_first for r in by_model if r.ndcg is not None and r.ndcg_first is not None]
    return {
        "turns": len(rows),
        "constraints present": share(sum(stated), len(stated)),
        "constraints invented": share(sum(len(r.invented) for r in rows), parts),
        "turns with an invention": share(sum(bool(r.invented) for r in rows), len(rows)),
        "negated absent": share(sum(absent), len(absent)),
        "ndcg of the plan": mean([plan for plan, _ in ranked]),
        "ndcg of the raw request": mean([raw for _, raw in ranked]),
        "ndcg difference": mean([plan - raw for plan, raw in ranked]),
        "tracks changed by a model": share(sum(r.replanned for r in by_model), len(by_model)),
        "ndcg change by a model": mean(changed),
        "follow-ups that did it": share(sum(follow_ups), len(follow_ups)),
        "citations valid": share(citations - sum(r.invalid for r in rows), citations),
        "answers with a citation": share(sum(r.citations > 0 for r in answered), len(answered)),
        "unsupported per answer": mean([float(len(r.unsupported)) for r in answered]),
        "sentences unsupported": share(sum(len({u.sentence for u in r.unsupported}) for r in answered), said),
        "first track ms": _times([r.first_track_ms for r in rows]),
        "first word ms": _times([r.first_word_ms for r in rows]),
        "fields": {name: share(sum(oks), len(oks)) for name, oks in sorted(by_field.items())},
        "plans without a fault": {name: share(sum(oks), len(oks)) for name, oks in by_kind.items()},
    }


def _times(values: Sequence[float | None]) -> dict[str, Any] | None:
    known = sorted(v for v in values if v is not None)
    if not known:
        return None
    return {"median": median(known), "p95": known[math.ceil(0.95 * len(known)) - 1], "n": len(known)}


def report(
    split: str,
    rows: Sequence[Row],
    library: Mapping[str, Any] | None = None,
    *,
    model: str = "",
    misses: bool = False,
) -> dict[str, Any]:
    """Return the content of the `--json` output: all figures and, if `misses`, each turn with an error.

    Args:
        split: "development" or "test".
        rows: the results of all turns.
        library: a description of the library.
        model: the name of the language model; "" for the built-in writer.
        misses: whether to include the turns in which something went wrong.
    """
    found = _rounded(figures(rows))
    about = {"split": split, "assistant": model or BUILT_IN, **({"library": dict(library)} if library else {})}
    whole: dict[str, Any] = {**about, **found, "protocol": PROTOCOL}
    if misses:
        whole["misses"] = [miss for row in rows if (miss := row.misses())]
    return whole


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _rounded(v) for name, v in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def table(whole: Mapping[str, Any]) -> str:
    """Return the figures as a table for the terminal."""
    lines = [f"{whole['turns']} turns of the {whole['split']} half, answered by {whole['assistant']}", ""]
    for name, value in whole.items():
        if isinstance(value, Mapping) and "value" in value:
            lines.append(_line(name, value))
        elif isinstance(value, Mapping) and "median" in value:
            lines.append(f"  {name:26} {value['median']:6.0f}  p95 {value['p95']:.0f}  n {value['n']}")
    for group in ("fields", "plans without a fault"):
        lines += ["", f"{group}:"]
        lines += [_line(name, value) for name, value in whole[group].items() if value]
    return "\n".join(lines)


def _line(name: str, value: Mapping[str, Any]) -> str:
    return f"  {name:26} {value['value']:6.3f}  [{value['low']:.3f}, {value['high']:.3f}]  n {value['n']}"


def show_misses(whole: Mapping[str, Any]) -> str:
    """Return the turns in which something went wrong, as text for the terminal."""
    lines = []
    for miss in whole.get("misses", ()):
        lines.append(f"\n{miss['turn']}: {miss['say']}")
        lines += [f"  {name}: {value}" for name, value in miss.items() if name not in ("turn", "say")]
    return "\n".join(lines)


def sample(chains: Sequence[Chain], count: int) -> list[Chain]:
    """Return the first `count` test conversations, taking one of each kind in turn."""
    kinds: dict[str, list[Chain]] = {}
    for chain in chains:
        kinds.setdefault(chain.kind, []).append(chain)
    depth = max(map(len, kinds.values()), default=0)
    return [group[i] for i in range(depth) for group in kinds.values() if i < len(group)][:count]


def save(path: Path, whole: Mapping[str, Any]) -> None:
    """Write the figures of a split to a JSON file, in which the figures of the other split are kept.

    Raises:
        UserError: the file cannot be written, or exists and has other contents.
    """
    try:
        held = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        held[whole["split"]] = {name: value for name, value in whole.items() if name not in ("split", "misses")}
        path.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except (OSError, ValueError, TypeError) as err:
        raise UserError(f"The figures cannot be kept in {path}.", "Name a file that can be written.") from err
