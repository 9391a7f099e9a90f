"""Test in a real browser what a request is made of: typed names, clips that are heard first, and added conditions."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

DESK, PHONE = (1440, 900), (390, 844)
INPUT = "[data-testid=stChatInputTextArea]"
FILE = "[data-testid=stChatInputFileUploadButton] input[type=file]"
OFFERED = ".hark-names:not([hidden])"
DROP = """sound => {
  const bytes = Uint8Array.from(atob(sound), letter => letter.charCodeAt(0)), carried = new DataTransfer();
  carried.items.add(new File([bytes], "hum.flac"));
  for (const name of ["dragenter", "dragover", "drop"])
    document.querySelector("h1").dispatchEvent(
      new DragEvent(name, {bubbles: true, cancelable: true, dataTransfer: carried}));
}"""


@pytest.fixture(scope="session")
def address(serve: Callable[..., str], indexed: Path) -> str:
    return serve(indexed)


def started(page: Any) -> Any:
    page.wait_for_selector(".st-key-suggested")
    page.wait_for_function("() => window.harkPage?.base")
    return page


def answered(page: Any, turn: int = 0) -> None:
    page.wait_for_selector(f".st-key-next-{turn} button")
    page.wait_for_selector(".stApp[data-test-script-state=notRunning]")


def labels(page: Any) -> list[str]:
    return [label for label in page.locator(".hark-chips button span").all_inner_texts() if label]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_name_is_completed_by_keys_and_by_a_click(visit: Any, address: str, size: tuple[int, int]) -> None:
    page = started(visit(address, size))
    page.locator(INPUT).press_sequentially("something like gre", delay=20)
    page.wait_for_selector(OFFERED)
    assert page.inner_text(f"{OFFERED} li") == "Greensleeves\nTrack by Traditional"
    page.keyboard.press("ArrowDown")
    assert page.get_attribute(INPUT, "aria-activedescendant") == "hark-name-0"
    page.keyboard.press("Enter")
    assert page.input_value(INPUT) == "something like “Greensleeves” "
    page.keyboard.type("but slower")
    page.keyboard.press("Enter")
    answered(page)
    assert {"like “Greensleeves”", "slow"} <= set(labels(page))

    page.locator(INPUT).press_sequentially("some joplin", delay=20)
    assert page.locator(OFFERED).count() == 0, "a word within a name is no name where none is expected"
    page.fill(INPUT, "")
    page.locator(INPUT).press_sequentially("by scott", delay=20)
    page.locator(f"{OFFERED} li").first.click()
    assert page.input_value(INPUT) == "by “Scott Joplin” "
    page.keyboard.press("Enter")
    answered(page, turn=1)
    assert "by Scott Joplin" in labels(page)


def test_enter_sends_what_was_typed_unless_a_name_is_marked(visit: Any, address: str) -> None:
    page = started(visit(address))
    page.locator(INPUT).press_sequentially("like gre", delay=20)
    page.wait_for_selector(OFFERED)
    page.keyboard.press("Escape")
    assert page.locator(OFFERED).count() == 0
    page.keyboard.type("e")
    page.wait_for_selector(OFFERED)
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-asked-0 >> text=like gree")
    answered(page)
    page.keyboard.press("ArrowUp")
    assert page.input_value(INPUT) == "like gree", "the last request comes back to be edited"


def test_a_clip_is_heard_before_it_is_sent_and_can_be_taken_out(visit: Any, address: str, pieces: Path) -> None:
    page = started(visit(address))
    page.evaluate(DROP, base64.b64encode((pieces / "0.flac").read_bytes()).decode())
    page.wait_for_selector(".hark-clip .wave")
    assert page.inner_text(".hark-clip").startswith("0:4")
    page.click(".hark-clip .hark-hear")
    page.wait_for_selector(".hark-clip [aria-label='Pause the clip']")
    page.click("[data-testid=stFileChipDeleteBtn] button")
    page.wait_for_selector(".hark-clip", state="detached")
    page.set_input_files(FILE, {"name": "broken.mp3", "mimeType": "audio/mpeg", "buffer": b"no sound"})
    page.wait_for_selector(".hark-clip >> text=it is not a sound file")


def test_what_is_recorded_is_heard_before_it_is_sent(visit: Any, address: str) -> None:
    page = started(visit(address))
    page.click("[data-testid=stChatInputMicButton]")
    page.wait_for_selector(".hark-clip >> text=Hum, sing or play")
    page.wait_for_function("() => document.querySelector('.hark-clip .time').textContent >= '0:02'")
    page.click(".hark-clip .done")
    page.wait_for_selector(".hark-clip .wave")
    page.wait_for_selector("[data-testid=stFileChip] >> text=Record")
    page.locator(INPUT).fill("with a banjo")
    page.keyboard.press("Enter")
    answered(page)
    page.wait_for_selector(".st-key-asked-0 >> text=Music that sounds like what you recorded")
    assert set(labels(page)) == {"banjo", "like your clip"}
    page.wait_for_selector(".hark-clip", state="detached")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_condition_is_added_in_the_turn_that_is_shown(visit: Any, address: str, size: tuple[int, int]) -> None:
    page = started(visit(address, size))
    page.fill(INPUT, "a banjo")
    page.keyboard.press("Enter")
    answered(page)
    page.click(".hark-chips .add")
    assert page.locator("#hark-more option[value=fiddle]").count() == 1
    page.keyboard.type("under 100 bpm")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hark-chips >> text=under 100 bpm")
    answered(page)
    assert labels(page) == ["banjo", "under 100 bpm"]
    assert page.locator("[class*=st-key-turn-]").count() == 1
    page.click(".hark-chips .add")
    page.keyboard.type("asdfghjkl")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=could not make a condition")
    assert labels(page) == ["banjo", "under 100 bpm"]


def test_on_a_phone_the_menu_is_reached_and_the_input_stays_low(visit: Any, address: str) -> None:
    page = started(visit(address, PHONE))
    page.fill(
        INPUT, "a slow banjo with a fiddle and an acoustic guitar, but nothing that is fast or loud at all please"
    )
    page.keyboard.press("Enter")
    answered(page)
    assert page.evaluate("() => document.querySelector('[data-testid=stChatInput]').offsetHeight") < 70
    page.click(".st-key-menu button")
    page.wait_for_selector("[data-testid=stPopoverBody] >> text=Markdown")
    page.keyboard.press("Escape")
    shut = "() => document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().right <= 0"
    page.click("[data-testid=stExpandSidebarButton]")
    page.click(".st-key-new button")
    page.wait_for_selector(".st-key-suggested")
    page.wait_for_function(shut)
