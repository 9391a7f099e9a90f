"""Write the sentences of the built-in answers in several languages.

There is one TOML file per language in `languages/`; to add a language, add a file there and one in
`data/vocabulary/languages`. Each entry holds a sentence, a clause or a word, or a list of alternative wordings. A name
in braces stands for a value: `{a}`, `{b}` and `{c}` for citations, all others for words. To avoid grammatical
agreement, instruments are always objects of a verb, and adjectives always describe the word "music".
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path, PurePath
from string import Formatter

from data.text import clock, fold
from data.vocabulary.concepts import concept
from data.vocabulary.language import language_of, languages
from llm.plan import day
from retrieval.query import Filters
from retrieval.rules import Rule

from .parts import Citation, Piece, Prose, quoted

_ROUND = 0.02  # how far the ratio of the limits of "about 9 minutes", 0.8 and 1.2 of it, may be from 2 : 3
_FOLDER = Path(__file__).parent / "languages"
_MOST_QUOTED = 4  # words of a request that one sentence repeats


@cache
def _entries(code: str) -> Mapping[str, tuple[str, ...]]:
    """Return the entries of a language: "section.entry" -> its alternative wordings."""
    sections = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{name}": (said,) if isinstance(said, str) else tuple(said)
        for section, entries in sections.items()
        for name, said in entries.items()
    }


@cache
def spoken() -> tuple[str, ...]:
    """Return the codes of the languages that answers can be written in."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


class Phrasebook:
    """The sentences of one language. A seed alone decides which of the alternative wordings is used."""

    def __init__(self, code: str, seed: str = "") -> None:
        """Read the sentences of a language.

        Args:
            code: the code of the language; if there is no file for it, English is used.
            seed: any text; it decides which alternative wordings are used.
        """
        self.code = code if code in spoken() else "en"
        self._entries = _entries(self.code)
        self._seed = seed

    @classmethod
    def of(cls, request: str) -> Phrasebook:
        """Return the sentences in the language of a request. The request is also the seed."""
        return cls(language_of(request), request)

    def asks(self, entry: str, folded: str) -> re.Match[str] | None:
        """Match a request with a pattern of this language; return the first match, or None.

        Args:
            entry: name of the pattern, such as "question.why".
            folded: the request in lower case without accents.
        """
        return re.search(rf"\b(?:{self._entries[entry][0]})", folded)

    def write(self, entry: str, /, **values: Piece) -> Prose:
        """Return an entry with its names in braces replaced by values. A sentence begins with a capital letter."""
        wordings = self._entries[entry]
        digest = hashlib.blake2b(f"{self._seed}|{entry}".encode("utf-8", "replace"), digest_size=2).digest()
        wording = wordings[int.from_bytes(digest, "big") % len(wordings)]
        pieces: list[Piece] = []
        for before, name, _, _ in Formatter().parse(wording):
            ended = pieces and before.startswith(".") and str(pieces[-1]).endswith(".")  # "by R.E.M."
            pieces += [before[1:] if ended else before, *([values[name]] if name else [])]
        prose = Prose(*pieces)
        return prose.capitalized() if wording.endswith((".", "?", "!")) else prose

    def text(self, entry: str, /, **values: Piece) -> str:
        """Return an entry as `write` does, but as a string."""
        return str(self.write(entry, **values))

    def name(self, name: str) -> str:
        """Return the name of a concept for use in a sentence: "the banjo", "calm", "for studying"."""
        found = concept(name)
        if said := languages()[self.code].said.get(name):
            return said
        if found is None:
            return quoted(name)
        return f"the {name}" if self.code == "en" and found.kind == "instrument" else name

    def bare(self, name: str) -> str:
        """Return the name of a concept without its article."""
        return self.without_article(self.name(name))

    def without_article(self, name: str) -> str:
        """Return a name of an instrument or a style without the article at its beginning."""
        return re.sub(rf"^(?:(?:{self._entries['words.article'][0]}) |l')", "", name)

    def tag(self, tag: str) -> dict[str, str]:
        """Return the name of a style in two forms for `write`: "tag", unchanged, and "bare", without an article."""
        return {"tag": tag, "bare": self.without_article(tag)}

    def forms(self, *names: str) -> dict[str, str]:
        """Return two forms of a list of concepts for `write`: "what", with articles, and "bare", without them."""
        return {"what": self.names(names), "bare": self.names(names, bare=True)}

    def names(self, names: Sequence[str], conjunction: str = "and", bare: bool = False) -> str:
        """Return concepts as a list in a sentence: "the banjo and the flute"; if `bare`, without articles."""
        return str(self.listed([(self.bare if bare else self.name)(name) for name in names], conjunction))

    def listed(self, items: Sequence[Piece], conjunction: str = "and") -> Prose:
        """Join items as a list in a sentence: "a, b and c"."""
        pieces: list[Piece] = []
        for i, item in enumerate(items):
            last = i == len(items) - 1
            pieces += [f" {self._conjunction(conjunction, str(item))} " if last else ", ", item] if i else [item]
        return Prose(*pieces)

    def _conjunction(self, name: str, before: str) -> str:
        """Return a conjunction, in the form that it has before a word: in Spanish "e" before "i"."""
        letter = fold(before).removeprefix("h")[:1]
        return (self._entries.get(f"words.{name}_{letter}") or self._entries[f"words.{name}"])[0]

    def neither(self, items: Sequence[Piece]) -> Prose:
        """Join items as a list after a negation: "a, b or c", in French "a ni b ni c"."""
        if "words.nor" not in self._entries:
            return self.listed(items, "or")
        nor = f" {self._entries['words.nor'][0]} "
        return Prose(*(piece for i, item in enumerate(items) for piece in ((nor if i else ""), item)))

    def clauses(self, clauses: Sequence[Prose]) -> Prose:
        """Join clauses by "and", or by semicolons if one of them has a comma."""
        if not any("," in str(clause) for clause in clauses):
            return self.listed(clauses)
        between = self._entries["words.semicolon"][0]
        return Prose(*(piece for i, clause in enumerate(clauses) for piece in ((between if i else ""), clause)))

    def condition(self, wanted: Sequence[str], unwanted: Sequence[str], filters: Filters) -> Prose:
        """Return wishes, refusals and filters as one phrase: "with the flute, calm and under 90 bpm"."""
        played = [name for name in wanted if (c := concept(name)) and c.kind == "instrument"]
        parts = [self.text("label.with", **self.forms(*played))] if played else []
        parts += [self.name(name) for name in wanted if name not in played]
        parts += self.labels(filters).values()
        parts += [self.text("label.without", what=self.names(unwanted, "or", bare=True))] if unwanted else []
        return self.listed(parts)

    def cites(self, ranks: Sequence[int]) -> Prose:
        """Return citations of these ranks as a list."""
        return self.listed([Citation(rank) for rank in ranks])

    def note(self, note: str, filters: Filters) -> Prose:
        """Return an assumption of a plan as a sentence, translated if the section "note" has a pattern for it.

        Args:
            note: the assumption in English, as in `Plan.notes`.
            filters: the filters of the plan; the note may contain their labels.
        """
        english = Phrasebook("en").labels(filters)
        labels = {english[name]: label for name, label in self.labels(filters).items()}
        for entry, wordings in self._entries.items():
            section, _, pattern = entry.partition(".")
            if section != "note" or not (found := re.fullmatch(_wildcards(pattern), note)):
                continue
            values = {name: quoted(value, 120) for name, value in found.groupdict().items() if value}
            if "label" in values:
                values["label"] = labels.get(values["label"]) or self._meaning(values["label"])
            if "concepts" in values and self.code != "en":
                values["concepts"] = self.names(values["concepts"].split(" and "))
            return Prose(wordings[0].format(**values)).capitalized()
        return Prose(quoted(note, 200) + ".").capitalized()

    def _meaning(self, text: str) -> str:
        """Translate a list of concepts in a note, such as "calm and piano"."""
        names = text.split(" and ")
        return self.names(names) if self.code != "en" and all(map(concept, names)) else text

    def number(self, n: int) -> str:
        """Return a small number as a word and a larger one in digits."""
        words = self._entries["words.numbers"][0].split()
        return words[n] if 0 <= n < len(words) else str(n)

    def quotes(self, words: Sequence[str], negated: bool = False) -> str:
        """Return words of a request as a list in quotation marks. Of many words, only the first few are returned.

        Args:
            words: the words as the user wrote them; a repeated word is listed once.
            negated: whether the list follows a negation: "no “a” or “b”".
        """
        by_spelling: dict[str, str] = {}
        for word in words:
            by_spelling.setdefault(fold(word), word)
        once = list(by_spelling.values())
        shown = once if len(once) <= _MOST_QUOTED else once[: _MOST_QUOTED - 1]
        said: list[Piece] = [self.text("words.quote", text=quoted(word, 60)) for word in shown]
        if more := len(once) - len(shown):
            said.append(self.text("words.others", n=str(more)))
        return str(self.neither(said) if negated else self.listed(said))

    def labels(self, filters: Filters) -> dict[str, str]:
        """Return each filter in words; the keys are those of `llm.plan.filter_labels`."""
        f = filters
        said = {
            "tempo": self._span("bpm", f.tempo_min, f.tempo_max),
            "year": self._years(f.year_min, f.year_max),
            "duration": self._length(f.duration_min_s, f.duration_max_s),
            "key": self.text("label.mode" if f.key in ("minor", "major") else "label.key", key=self.key(f.key)),
            "artist": self.text("label.artist", name=quoted(f.artist)),
            "not_by": self.text("label.not_by", name=quoted(", ".join(f.not_by))),
            "not_on": self.text("label.not_on", name=quoted(", ".join(f.not_on))),
            "album": self.text("label.album", name=quoted(f.album)),
            "folder": self.text("label.folder"),
            "without": self.text("label.without", what=self.names(f.without, "or", bare=True)),
            "never_by": self.text("label.not_by", name=quoted(", ".join(f.never_by))),
            "never_on": self.text("label.not_on", name=quoted(", ".join(a.replace("\n", " - ") for a in f.never_on))),
            "under": self.text("label.folder_named", name=quoted(", ".join(PurePath(p).name for p in f.under))),
            "outside": self.text("label.not_folder", name=quoted(", ".join(PurePath(p).name for p in f.outside))),
            "added": self._dates("added", f.added_from, f.added_to),
            "rating": self._span("stars", f.rating_min, f.rating_max),
            "bit_rate": self._span("rate", f.bit_rate_min, f.bit_rate_max),
            "formats": self.text("label.format", name=str(self.listed([f"{x.upper()}" for x in f.formats], "or"))),
            "languages": self.text("label.sung", name=self._tongues(f.languages)),
            "not_languages": self.text("label.not_sung", name=self._tongues(f.not_languages)),
            "versions": str(self.listed([self.version(kind) for kind in f.versions])),
            "not_versions": self.text(
                "label.not_version", what=str(self.listed([self.version(kind) for kind in f.not_versions], "or"))
            ),
            "played": self._dates("played", f.played_from, f.played_to),
            "unplayed_from": self.text("label.unplayed", at=day(f.unplayed_from))
            if f.unplayed_from
            else self.text("label.never_played"),
        }
        has = {name: said[name] for name in ("tempo", "year", "duration", "added", "rating", "bit_rate", "played")}
        has["unplayed_from"] = said["unplayed_from"] if f.unplayed_from is not None else ""
        return {name: label for name, label in said.items() if has.get(name, getattr(f, name, ""))}

    def version(self, kind: str) -> str:
        """Translate a kind of version, such as "live"."""
        return self._entries.get(f"version.{kind}", (kind,))[0]

    def _tongues(self, names: Sequence[str]) -> str:
        said = dict(pair.split("=") for pair in self._entries["version.tongues"][0].split())
        return str(self.listed([said.get(name, name.title()) for name in names], "or"))

    def _dates(self, what: str, low: float | None, high: float | None) -> str:
        """Describe a span of time, given in seconds since 1970, by its dates; `what` is "added" or "played"."""
        if low is None and high is None:
            return ""
        if low is not None and high is not None and day(low) == day(high):
            return self.text(f"label.{what}_on", at=day(low))
        if low is not None and high is not None:
            return self.text(f"label.{what}_between", low=day(low), high=day(high))
        return (
            self.text(f"label.{what}_since", at=day(low))
            if low is not None
            else self.text(f"label.{what}_until", at=day(high or 0))
        )

    def key(self, key: str) -> str:
        """Translate the name of a key, such as "A minor"."""
        tonic, _, mode = key.rpartition(" ")
        tonics = dict(pair.split("=") for pair in self._entries["key.tonics"][0].split())
        mode = self._entries.get(f"key.{mode}", (mode,))[0]
        if not tonic:
            return mode
        return self.text("key.form", tonic=tonics.get(tonic, tonic).replace("_", " "), mode=mode)

    def _span(self, unit: str, low: float | None, high: float | None) -> str:
        if low is None and high is None:
            return ""
        how = "between" if low is not None and high is not None else "over" if high is None else "under"
        said = {
            name: clock(value) if unit == "time" else f"{value:g}"
            for name, value in (("low", low), ("high", high))
            if value is not None
        }
        return self.text(f"label.{how}_{unit}", **said)

    def _length(self, low: float | None, high: float | None) -> str:
        """Describe a range of lengths, given in seconds, in words.

        If both limits are equally far from a round length, return "about 9 minutes".
        """
        if low is not None and high is not None and abs(low / high - 2 / 3) < _ROUND:
            middle = round((low + high) / 2)
            if middle % 60 == 0:
                return self.text(f"label.about_{'minute' if middle == 60 else 'minutes'}", n=str(middle // 60))
            return self.text("label.about_time", at=clock(middle))
        return self._span("time", low, high)

    def _years(self, low: int | None, high: int | None) -> str:
        if low is not None and high is not None:
            if low == high:
                return self.text("label.one_year", low=str(low))
            if low % 10 == 0 and high == low + 9:
                return self.text("label.decade", low=str(low))
            return self.text("label.between_year", low=str(low), high=str(high))
        return self._span("year", low, high)


def rule_label(rule: Rule, book: Phrasebook) -> str:
    """Return a standing rule in a few words of a language: "never by Ann Example"."""
    title, _, artist = rule.value.partition("\n")
    key = rule.kind.replace(" ", "_")
    if rule.kind in ("longest", "shortest"):
        return book.text(f"rules.{key}", at=clock(float(rule.value)))
    if rule.kind == "genre":
        return book.text("rules.genre", what=book.bare(rule.value))
    if rule.kind in ("folder", "only_folder", "only folder"):
        return book.text(f"rules.{key}", name=quoted(PurePath(rule.value).name or rule.value))
    if artist:
        return book.text("rules.album_by", name=quoted(title), artist=quoted(artist))
    return book.text(f"rules.{key}", name=quoted(rule.value))


@cache
def _wildcards(pattern: str) -> re.Pattern[str]:
    """Return a regular expression in which each `{name}` of a pattern matches any words."""
    parts = re.split(r"\{(\w+)\}", pattern)
    names = (f"(?P<{name}>.+?)" if name != "_" else ".+?" for name in parts[1::2])
    return re.compile("".join(re.escape(text) + next(names, "") for text in parts[::2]))


def paragraph(sentences: Sequence[Prose]) -> Prose:
    """Join sentences, separated by spaces, and omit the empty ones."""
    whole = Prose()
    for sentence in sentences:
        if sentence:
            whole = Prose(whole, " ", sentence) if whole else sentence
    return whole
