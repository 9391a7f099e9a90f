from __future__ import annotations

import pytest

from llm.chat_model.raw_text import AnswerText, plan_of

ANSWER = "The closest match is [1], in plain words. [2] goes its own way."


def shown(raw: str, size: int) -> str:
    """Return the text that is shown for raw text that arrives in pieces of this size."""
    answer = AnswerText()
    return "".join(answer.feed(raw[i : i + size]) for i in range(0, len(raw), size)) + answer.close()


@pytest.mark.parametrize("size", [1, 4, 7, 5000])
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (ANSWER, ANSWER),
        (f"<think>\nPerhaps [2]?\n</think>\n\n{ANSWER}", ANSWER),
        (f"The user wants calm music. Perhaps the second.\n</think>\n\n{ANSWER}", ANSWER),
        (f"<thinking>Well.</thinking>{ANSWER}", ANSWER),
        (f"<reasoning>\nWell.\n</reasoning>\n{ANSWER}", ANSWER),
        (f"[THINK]Well.[/THINK]{ANSWER}", ANSWER),
        (f"<|channel|>analysis<|message|>Well.<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}", ANSWER),
        (f"<|channel|>analysis Well. <|channel|>final {ANSWER}", ANSWER),
        ("<think>It goes on and on", ""),
        ("The closest is [1]. <think>Hm.</think>It is calm.", "The closest is [1]. It is calm."),
        (f"{ANSWER}<|im_end|>\n<|im_start|>user\nThanks!", ANSWER),
        (f"{ANSWER}<|eot_id|><|start_header_id|>assistant<|end_header_id|>", ANSWER),
        (f"{ANSWER}</s>", ANSWER),
        (f"{ANSWER} [/INST] Sure", f"{ANSWER} "),
        (f"{ANSWER}\nUser: and slower?\nAssistant: no", ANSWER),
        (f"Assistant: {ANSWER}", ANSWER),
        ("It is \u30101\u3011, or \uff3b2\uff3d.", "It is [1], or [2]."),
        ("It is \u30101\u2020source\u3011, [^2] and [[3]].", "It is [1], [2] and [3]."),
        ("1. [1] is calm.\n2. [2] is not.\n3) [3] neither.", "[1] is calm.\n[2] is not.\n[3] neither."),
        (f'<think type="deep">\nWell.\n</think>\n{ANSWER}', ANSWER),
        (f"< think >\nWell.\n< / think >\n{ANSWER}", ANSWER),
        (f"<seed:think>Well.</seed:think>{ANSWER}", ANSWER),
        (f"<scratchpad>Well.</scratchpad>\n{ANSWER}", ANSWER),
        (f'<details type="reasoning"><summary>Thought</summary>\n> Well.\n</details>\n{ANSWER}', ANSWER),
        (f"<|channel>thought\nWell.\n<channel|>{ANSWER}", ANSWER),
        (f"<|channel>thought\n<channel|>{ANSWER}<turn|>", ANSWER),
        (f"<|begin_of_thought|>Well.<|end_of_thought|>{ANSWER}", ANSWER),
        (f"<|START_THINKING|>Well.<|END_THINKING|><|START_RESPONSE|>{ANSWER}<|END_RESPONSE|>", ANSWER),
        (
            "<|start|>assistant<|channel|>analysis<|message|>Well.<|end|>"
            f"<|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>",
            ANSWER,
        ),
        (f"Thinking...\nThe user wants calm.\n...done thinking.\n\n{ANSWER}", ANSWER),
        (f"**Thinking:**\nThe user wants calm.\n\n**Answer:**\n{ANSWER}", ANSWER),
        (f"Here is my thought process: it is calm. Here is my response: {ANSWER}", ANSWER),
        (f"{ANSWER}<|END_OF_TURN_TOKEN|><|USER_TOKEN|>Thanks!", ANSWER),
        (f"{ANSWER}<|im_end|\n", ANSWER),
        (f"{ANSWER}[EOS]", ANSWER),
        (f"{ANSWER}<\uff5cend\u2581of\u2581sentence\uff5c><\uff5cUser\uff5c>Thanks!", ANSWER),
        (f"{ANSWER}\n\n### Instruction:\nThanks!", ANSWER),
        (f"<|im_start|>assistant\n{ANSWER}", ANSWER),
        (f"AI: {ANSWER}", ANSWER),
        (f"```markdown\n{ANSWER}", ANSWER),
        (f'"{ANSWER}"', ANSWER),
        ('"Calm" is what [1] is.', '"Calm" is what [1] is.'),
        ("It is <sup>1</sup>, or <sup>[2]</sup>.", "It is [1], or [2]."),
        ("This one\xb9 or that\xb2.", "This one [1] or that [2]."),
        ("It is \u2460, or 2\ufe0f\u20e3.", "It is [1], or [2]."),
        ("It is {1}, <2> or \u300a3\u300b.", "It is [1], [2] or [3]."),
        ("It is [citation:1], or [Source 2].", "It is [1], or [2]."),
        ("#1 is calm. The other is #2.", "[1] is calm. The other is [2]."),
        ("[1]: calm.\n[2]: not.", "[1] calm.\n[2] not."),
        ("**1.** [1] is calm.\n**2.** [2] is not.", "[1] is calm.\n[2] is not."),
        ("\u2460 [1] is calm.\n\u2461 [2] is not.", "[1] is calm.\n[2] is not."),
        ("1. [1] is calm. 2. [2] is not.", "[1] is calm. [2] is not."),
        ("a) [1] is calm.\nii. [2] is not.", "[1] is calm.\n[2] is not."),
        ("- [1] is from 1962.\n- [2] has 2.5 stars", "[1] is from 1962.\n[2] has 2.5 stars"),
    ],
)
def test_only_the_answer_is_left(raw: str, expected: str, size: int) -> None:
    assert shown(raw, size) == expected


@pytest.mark.parametrize(
    ("raw", "plan"),
    [
        ('{"captions": ["a"]}', {"captions": ["a"]}),
        ('<think>{"captions": []}</think>\n{"captions": ["a"]}', {"captions": ["a"]}),
        ('Hm.</think>```json\n{"captions": ["a"]}\n```', {"captions": ["a"]}),
        ('{"captions": ["a"]}<|im_end|>', {"captions": ["a"]}),
        ('<seed:think>{"a": 1}</seed:think>{"captions": ["a"]}', {"captions": ["a"]}),
        ('<|channel|>final <|constrain|>json<|message|>{"captions": ["a"]}<|return|>', {"captions": ["a"]}),
        ('<|im_start|>assistant\n{"captions": ["a"]}', {"captions": ["a"]}),
        ('{"captions": ["a"', None),
        ('Sure! {"captions": ["a"]} I hope this helps.', {"captions": ["a"]}),
        ("Sure, {here it is.", None),
        ("Sure! Here are some captions.", None),
        ('{"a": ' * 100_000, None),
        ("[1, 2]", None),
    ],
)
def test_a_plan_is_found_behind_thoughts_and_words_and_never_repaired(raw: str, plan: object) -> None:
    assert plan_of(raw) == plan


def test_an_answer_begins_at_once_unless_it_sounds_like_a_thought() -> None:
    plain, thought = AnswerText(), AnswerText()
    assert plain.feed("Start with the quiet one, whose harp carries the whole evening") != ""
    assert thought.feed("Okay, the listener wants a harp, so perhaps [2] or else the first one fits, ") == ""
    assert thought.feed("I think.</think>[1] is calm") == "[1] is calm"


def test_a_model_that_wrote_its_thoughts_before_is_waited_for() -> None:
    answer = AnswerText(thinks=True)
    assert answer.feed("Calm harps are wanted, and number two [2] has one, as far as one can see") == ""
    assert answer.feed("</think>") + answer.feed("[2] has a harp") + answer.close() == "[2] has a harp"


def test_an_answer_without_a_thought_begins_at_its_first_citation() -> None:
    answer = AnswerText()
    assert answer.feed("The closest match is ") == ""
    assert answer.feed("[1], ") == "The closest match is [1],"
    assert answer.feed("in plain words") == " in plain words"


@pytest.mark.parametrize("size", [1, 4, 5000])
def test_an_answer_that_a_model_wraps_in_json_is_unwrapped(size: int) -> None:
    assert shown(f'```json\n{{"mood": "calm", "answer": "{ANSWER}"}}\n```', size) == ANSWER
