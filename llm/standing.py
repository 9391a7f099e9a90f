"""Carry out what a request asks for about standing rules: add them, offer them, lift them or list them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from data.errors import UserError
from data.text import words
from retrieval.library import Library
from retrieval.rules import Rule, add, as_filters, both, lifted, resolve, resolve_any, shared

from .conversation import Conversation
from .plan import Plan, RuleWish


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request about rules.

    Attributes:
        plan: the plan to search with.
        said: what the answer says, an entry of the section "rules" of the phrasebook; "" if nothing.
        rules: the rules that it names.
        errors: why some of the wishes could not be met.
    """

    plan: Plan
    said: str = ""
    rules: tuple[Rule, ...] = ()
    errors: tuple[UserError, ...] = ()


def carry_out(plan: Plan, library: Library) -> Outcome:
    """Change or read the standing rules of a library as a plan asks.

    An offered rule is not stored. Its condition becomes a filter of the plan, so that it holds in this conversation.

    Args:
        plan: a plan with a `rule_change`.
        library: the library that keeps the rules.
    """
    change = plan.rule_change
    assert change is not None
    if change.do == "list":
        rules = library.rules()
        return Outcome(plan, "list" if rules else "none", rules)
    if change.do == "decline":
        return Outcome(plan, "declined")
    if change.do in ("lift", "lift all"):
        wishes = change.wishes if change.do == "lift" else (RuleWish(None, ""),)
        gone = [rule for wish in wishes for rule in lifted(library, wish.kind, wish.value)]
        gone = gone if wishes else list(library.rules()[-1:])  # "lift the rule" means the last one
        gone = [rule for rule in dict.fromkeys(gone) if library.remove_rule(rule.rule_id)]
        said = "lifted" if gone else "none_such" if library.rules() else "none"
        return Outcome(without_rules(plan, gone), said, tuple(gone))
    found: list[Rule] = []
    errors: list[UserError] = []
    for wish in change.wishes:
        try:
            rule = _meant(library, wish)
            found.append(add(library, rule) if change.do == "add" else rule)
        except UserError as error:
            errors.append(error)
    if change.do == "add":
        return Outcome(plan, "added" if found else "", tuple(found), tuple(errors))
    if not found:  # the refusal was read as one of this conversation, if it means anything
        shared_name = [error for error in errors if error.message.split(" ")[0].isdigit()]
        return Outcome(replace(plan, rule_change=None), "", (), tuple(shared_name))
    return Outcome(_narrowed(plan, found), "offer", tuple(found), tuple(errors))


def held_over(plan: Plan, past: Conversation, library: Library) -> Plan:
    """Return the plan of a new search with the conditions that earlier turns set for the whole conversation.

    Args:
        plan: a plan of kind "search".
        past: the earlier turns; those that offered a rule set a condition.
        library: the library that keeps the rules.
    """
    offers = [change for turn in past.turns if (change := turn.plan.rule_change) is not None and change.do == "offer"]
    wishes = dict.fromkeys(wish for change in offers for wish in change.wishes)
    lifted_later = [c for turn in past.turns if (c := turn.plan.rule_change) is not None and c.do.startswith("lift")]
    found: list[Rule] = []
    for wish in wishes if not lifted_later else ():
        with suppress(UserError):
            found.append(_meant(library, wish))
    named = {word for name in (plan.request, *plan.wanted, plan.filters.artist) for word in words(name)}
    return _narrowed(plan, [rule for rule in found if not set(words(rule.value)) & named])


def _narrowed(plan: Plan, found: Sequence[Rule]) -> Plan:
    """Return a plan that meets the conditions of rules, without storing them."""
    if not found:
        return plan
    here = as_filters([rule for rule in found if rule.kind != "genre"])
    refused = {rule.value for rule in found if rule.kind == "genre"}
    named = {word for rule in found for word in words(rule.value)}
    kept = replace(  # the same names as the request words them
        plan.filters,
        not_by=tuple(name for name in plan.filters.not_by if not set(words(name)) <= named),
        not_on=tuple(name for name in plan.filters.not_on if not set(words(name)) <= named),
    )
    return replace(
        plan,
        filters=both(kept, here),
        wanted=tuple(name for name in plan.wanted if name not in refused),
        unwanted=tuple(dict.fromkeys((*plan.unwanted, *refused))),
        captions=() if refused & set(plan.wanted) else plan.captions,
        text="" if refused & set(plan.wanted) else plan.text,
    )


def without_rules(plan: Plan, rules: Sequence[Rule]) -> Plan:
    """Return a plan without the conditions that it repeats from rules."""
    values = {rule.value for rule in rules}
    f = plan.filters
    return replace(
        plan,
        filters=replace(
            f,
            never_by=tuple(name for name in f.never_by if name not in values),
            never_on=tuple(name for name in f.never_on if name not in values),
        ),
        unwanted=tuple(name for name in plan.unwanted if name not in values),
    )


def _meant(library: Library, wish: RuleWish) -> Rule:
    """Return the rule that a wish means in a library.

    Raises:
        UserError: the library has nothing of this name, or several artists or albums have it.
    """
    found = resolve(library, wish.kind, wish.value) if wish.kind else resolve_any(library, wish.value)
    if len(found) > 1:
        raise shared(found[0].kind, wish.value, found)
    return found[0]
