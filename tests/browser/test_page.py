"""Test in a real browser, at desktop and phone size, what a listener does on the page."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as xml

import pytest

from tests.browser.conftest import PIECES
from tests.ollama_server import OllamaServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

DESK, PHONE = (1440, 900), (390, 844)
INPUT = "[data-testid=stChatInputTextArea]"
FOCUSED = """() => {
  const kinds = ["about", "next", "menu", "thread"], at = document.activeElement;
  return kinds.find(kind => at.closest(`[class*=st-key-${kind}]`)) ?? at.tagName;
}"""
LONG_ANSWER = "The tune begins with [1] and goes on in [2], at home like two chairs on a porch. " * 12


@pytest.fixture(scope="session")
def address(serve: Callable[..., str], indexed: Path) -> str:
    return serve(indexed)


@pytest.fixture(scope="session")
def mistral() -> Iterator[OllamaServer]:
    with OllamaServer("ok", answer=LONG_ANSWER, delay_s=0.03) as server:
        yield server


@pytest.fixture(scope="session")
def address_with_mistral(serve: Callable[..., str], indexed: Path, mistral: OllamaServer) -> str:
    return serve(indexed, OLLAMA_HOST=mistral.host)


def ask(page: Any, request: str, turn: int = 0) -> None:
    page.wait_for_selector(INPUT)
    page.fill(INPUT, request)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#t{turn}-1", state="attached")


def finished(page: Any, turn: int = 0) -> None:
    page.wait_for_selector(f".st-key-next-{turn} button")
    page.wait_for_selector(".stApp[data-test-script-state=notRunning]")


def answer_text(page: Any, turn: int = 0) -> str:
    return str(page.inner_text(f".st-key-answer-{turn}"))


def cited(page: Any, turn: int = 0) -> list[int]:
    chips = page.locator(f".st-key-answer-{turn} .stMarkdownBadge").all_inner_texts()
    return [int(re.match(r"\d+", chip)[0]) for chip in chips]  # type: ignore[index]


def ranks(page: Any, turn: int = 0) -> list[int]:
    rows = page.locator(f".st-key-rows-{turn} .hark-row").all()
    return [int(row.get_attribute("data-rank")) for row in rows]


def play(page: Any, row: str, *, whole: bool = True) -> str:
    """Play the track of a row for a moment, and return its title. If `whole`, then go back to near its beginning."""
    page.locator(f"#t{row} .hark-go").click()
    page.wait_for_function("() => harkPage.playing() && !harkPage.audio.seeking && harkPage.audio.played.length")
    page.wait_for_function("() => harkPage.audio.currentTime - harkPage.current.start > 0.2")
    if whole:  # so that it outlasts the busiest machine
        page.evaluate("() => harkPage.seek(1)")
    return str(page.evaluate("() => harkPage.current.title"))


def sounds(page: Any) -> Any:
    """Return [title, seconds] of the track that is playing now, or null."""
    return page.evaluate("() => harkPage.playing() ? [harkPage.current.title, harkPage.audio.currentTime] : null")


def titles(page: Any, turn: int = 0) -> list[str]:
    return list(page.locator(f".st-key-rows-{turn} .hark-name").all_inner_texts())


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_banjo_is_asked_for_heard_and_read_about_then_slower(visit: Any, address: str, size: tuple[int, int]) -> None:
    page = visit(address, size)
    page.wait_for_function("() => document.querySelectorAll('.st-key-suggested button').length >= 4")
    ask(page, "a song which has the banjo instrument in it")
    finished(page)
    assert len(ranks(page)) == 8
    assert "Cripple Creek" in titles(page)
    assert cited(page)
    assert set(cited(page)) <= set(ranks(page))
    top, first = page.evaluate(
        "() => ['.st-key-asked-0 h2', '.st-key-answer-0 p']"
        ".map(at => document.querySelector(at).getBoundingClientRect().top)"
    )
    assert first - top <= (160 if size == DESK else 220), "the answer is near the request"

    ask(page, "slower", turn=1)
    finished(page, turn=1)
    page.wait_for_function(  # the banjo is still wanted, and the tempo
        "() => document.querySelectorAll('.st-key-chips-1 .hark-chips button').length >= 2"
    )
    assert set(cited(page, 1)) <= set(ranks(page, 1))
    wide = page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert wide, "nothing hangs over the edge"


def test_a_new_turn_stands_at_the_top_of_the_screen(visit: Any, address: str) -> None:
    page = visit(address, PHONE)
    for turn, request in enumerate(["a banjo", "slower"]):
        ask(page, request, turn)
        finished(page, turn)
        time.sleep(0.3)  # where it comes to rest, not where it passes
        top = f"document.querySelector('.st-key-turn-{turn}').getBoundingClientRect().top"
        page.wait_for_function(f"() => 0 <= {top} && {top} < 120")


def test_a_citation_leads_to_its_row(visit: Any, address: str) -> None:
    page = visit(address, PHONE)
    ask(page, "a banjo")
    finished(page)
    before = page.url
    last = cited(page).index(max(cited(page)))
    page.locator(".st-key-answer-0 .stMarkdownBadge").nth(last).click()
    row = f"document.getElementById('t0-{max(cited(page))}').getBoundingClientRect()"
    page.wait_for_function(f"() => {row}.bottom <= innerHeight && {row}.top >= 0")
    assert page.url == before


def test_what_plays_plays_on_through_answers_chips_new_chats_and_a_reload(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a slow banjo")
    finished(page)
    title = play(page, "0-1")
    ask(page, "slower", turn=1)
    finished(page, turn=1)
    page.locator(".hark-chips button").first.click()
    page.wait_for_selector(".hark-chips .struck")
    finished(page, turn=1)
    page.locator(".st-key-new button").click()
    page.wait_for_selector(".st-key-suggested")
    assert sounds(page)[0] == title
    at = sounds(page)[1]
    page.reload()
    page.wait_for_function("() => window.harkPage?.current")
    page.wait_for_function(f"() => harkPage.audio.currentTime >= {at - 1.5}")
    assert title in page.inner_text(".hark-bar")
    page.locator(".hark-bar .hark-close").click()
    assert page.locator(".hark-bar").is_hidden()
    page.reload()
    page.wait_for_selector(".st-key-suggested")
    assert page.evaluate("() => harkPage.current") is None


def test_the_whole_file_plays_from_its_best_moment_and_anywhere(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a banjo")
    finished(page)
    play(page, "0-2", whole=False)
    start, now, whole = page.evaluate(
        "() => [harkPage.current.start, harkPage.audio.currentTime, harkPage.audio.duration]"
    )
    assert start <= now < start + 10
    assert whole == pytest.approx(45, abs=0.5)
    page.locator(".hark-start").click()
    page.wait_for_function("() => harkPage.audio.currentTime < 2 && !harkPage.audio.seeking")
    box = page.locator(".hark-seek").bounding_box()
    page.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + 10)
    page.wait_for_function("() => harkPage.audio.currentTime > 35 && !harkPage.audio.seeking && harkPage.playing()")
    page.evaluate("() => harkPage.seek(44.3)")
    page.wait_for_function("() => harkPage.current.rank === 3 && harkPage.playing()")  # the next row follows


def test_rows_queue_and_the_word_for_the_player(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a banjo")
    finished(page)
    names = titles(page)
    page.get_by_role("button", name="Play all").click()
    page.wait_for_function("() => harkPage.playing()")
    assert page.locator(".hark-row.now").count() == 1
    page.locator("#t0-5 .hark-more").click()
    page.locator(".hark-menu:popover-open >> text=Play next").click()
    page.locator(".hark-bar .hark-next").click()
    page.wait_for_function("() => harkPage.playing()")
    assert sounds(page)[0] == names[4]
    page.locator(".hark-bar .hark-queue").click()
    assert page.locator(".hark-queue li").count() == 9
    page.keyboard.press("Escape")
    for said, rank in (("play 3", 3), ("next", 4), ("previous", 3)):
        page.fill(INPUT, said)
        page.keyboard.press("Enter")
        page.wait_for_function(f"() => harkPage.current.rank === {rank} && harkPage.playing()")
        assert page.locator("[class*=st-key-turn-]").count() == 1
    page.fill(INPUT, "stop")
    page.keyboard.press("Enter")
    page.wait_for_function("() => !harkPage.playing()")
    assert page.evaluate(FOCUSED) == "TEXTAREA"


def test_keys_play_pause_and_seek_while_the_input_is_empty(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a banjo")
    finished(page)
    play(page, "0-1")
    page.locator(INPUT).focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => !harkPage.playing()")
    at = page.evaluate("() => harkPage.audio.currentTime")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => harkPage.audio.currentTime > {at + 4}")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"() => harkPage.audio.currentTime < {at + 1}")
    page.keyboard.press("Space")
    page.wait_for_function("() => harkPage.playing()")
    page.keyboard.type("a harp")
    assert page.input_value(INPUT) == "a harp", "in words, space is space"
    assert page.evaluate("() => harkPage.playing()")
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "TEXTAREA"
    assert page.evaluate("() => navigator.mediaSession.metadata.title") in titles(page)


def test_a_file_that_is_deleted_says_so_and_the_next_one_plays(
    visit: Any, serve: Callable[..., str], pieces: Path, tmp_path: Path
) -> None:
    from retrieval.indexing.folders import index_folder

    shutil.copytree(pieces, tmp_path / "music")
    index_folder(tmp_path / "home", tmp_path / "music", workers=1)
    page = visit(serve(tmp_path / "home"))
    ask(page, "a banjo")
    finished(page)
    page.locator("#t0-1 .hark-more").click()
    Path(page.inner_text(".hark-menu:popover-open code")).unlink()
    page.keyboard.press("Escape")
    page.locator("#t0-1 .hark-go").click()
    page.wait_for_function("() => document.querySelector('.hark-artist').textContent.includes('not there any more')")
    page.wait_for_function("() => harkPage.current.rank === 2 && harkPage.playing()")


def test_the_browsers_back_opens_the_conversation_before(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a banjo")
    finished(page)
    first = page.url
    page.locator(".st-key-new button").click()
    page.wait_for_selector(".st-key-suggested")
    ask(page, "strings")
    finished(page)
    page.go_back()
    page.wait_for_selector(".st-key-suggested")
    page.go_back()
    page.wait_for_selector(".st-key-turn-0 >> text=a banjo")
    assert page.url == first
    page.wait_for_function("() => document.title.startsWith('a banjo')")
    page.go_forward()
    page.go_forward()
    page.wait_for_selector(".st-key-turn-0 >> text=strings")


def test_one_input_has_the_focus_from_the_empty_page_on(visit: Any, address: str) -> None:
    page = visit(address)
    page.wait_for_selector(".st-key-suggested")
    page.wait_for_function(f"() => document.activeElement === document.querySelector('{INPUT}')")
    page.evaluate(
        """() => {
          window.most = 0; window.both = 0;
          new MutationObserver(() => {
            window.most = Math.max(most, document.querySelectorAll("[data-testid=stChatInput]").length);
            if (document.querySelector(".st-key-suggested") && document.querySelector(".hark-row")) window.both++;
          }).observe(document.body, {childList: true, subtree: true});
        }"""
    )
    page.keyboard.type("a banjo")
    page.keyboard.press("Enter")
    finished(page)
    page.keyboard.type("slower")
    page.keyboard.press("Enter")
    finished(page, turn=1)
    assert page.evaluate("() => [most, both]") == [1, 0]


def test_titles_and_tags_are_letters_not_markup(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a banjo")
    finished(page)
    words = page.inner_text(".st-key-turn-0").replace("\u2060", "")
    for title in (PIECES[6][0], PIECES[7][0]):
        assert title in words
    page.locator(f"#t0-{titles(page).index(PIECES[6][0]) + 1} .hark-more").click()
    assert ":material/home: $x^2$" in page.inner_text(".hark-menu:popover-open")
    found = page.evaluate(
        "() => { const t = document.querySelector('.st-key-turn-0'); return ["
        "t.querySelectorAll('img').length, t.querySelectorAll('.katex').length, t.querySelectorAll('code').length,"
        "[...t.querySelectorAll('a')].filter(a => !a.getAttribute('href').startsWith('#')).length] }"
    )
    assert found == [0, 0, 0, 0]


def test_a_reload_finds_the_conversation_again_and_a_new_chat_leaves_it(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a banjo")
    finished(page)
    said = answer_text(page)
    page.reload()
    finished(page)
    assert answer_text(page) == said
    page.locator(".st-key-new button").click()
    page.wait_for_selector(".st-key-suggested")
    assert "?c=" not in page.url
    assert page.locator("[class*=st-key-turn-]:visible").count() == 0, "not even while the page is being drawn"


def test_a_part_of_the_plan_can_be_taken_away_and_brought_back(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a slow banjo")
    finished(page)
    chips = page.locator(".hark-chips button")
    assert chips.all_inner_texts()[:2] == ["slow", "banjo"] or set(chips.all_inner_texts()) >= {"slow", "banjo"}
    before = titles(page)
    page.locator(".hark-chips button[aria-label='Search without banjo']").click()
    page.wait_for_selector(".hark-chips button[aria-label='Search with banjo again']")
    finished(page)
    page.locator(".hark-chips button[aria-label='Search with banjo again']").click()
    page.wait_for_selector(".hark-chips button[aria-label='Search without banjo']")
    finished(page)
    assert titles(page) == before
    assert page.locator("[class*=st-key-turn-]").count() == 1


def test_an_answer_streams_after_its_tracks_and_survives_clicks(
    visit: Any, address_with_mistral: str, mistral: OllamaServer
) -> None:
    mistral.behaviour = "ok"
    page = visit(address_with_mistral)
    ask(page, "a banjo")
    page.wait_for_selector(".st-key-stop-0 button")
    page.wait_for_selector(".st-key-answer-0 .stMarkdownBadge")
    title = play(page, "0-1")
    finished(page)
    said = answer_text(page)
    assert said.count("two chairs on a porch") == 12
    assert set(cited(page)) == {1, 2}
    assert sounds(page)[0] == title
    assert "mistral" in page.inner_text(".st-key-turn-0")


def test_stop_keeps_what_was_said_and_the_turn_can_be_answered_again(
    visit: Any, address_with_mistral: str, mistral: OllamaServer
) -> None:
    mistral.behaviour = "ok"
    page = visit(address_with_mistral)
    ask(page, "a banjo")
    page.wait_for_function("() => document.querySelector('.st-key-answer-0')?.innerText.includes('porch')")
    page.locator(".st-key-stop-0 button").click()
    page.wait_for_selector(".st-key-again-0 button")
    finished(page)
    assert "Stopped before the end" in page.inner_text(".st-key-turn-0")
    assert 0 < answer_text(page).count("porch") < 12
    page.locator(".st-key-again-0 button").click()
    page.wait_for_function("() => document.querySelector('.st-key-answer-0')?.innerText.split('porch').length === 13")
    finished(page)
    assert "Stopped" not in page.inner_text(".st-key-turn-0")


def test_a_slow_model_shows_steps_and_the_built_in_words_at_once(
    visit: Any, serve: Callable[..., str], indexed: Path, mistral: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistral.behaviour = "slow-first-token"
    monkeypatch.setattr(mistral, "slow_s", 30.0)
    monkeypatch.setattr(mistral, "hurry", threading.Event())
    page = visit(serve(indexed, OLLAMA_HOST=mistral.host))
    ask(page, "a banjo")
    page.wait_for_selector(".st-key-working-0 >> text=heard 8")
    assert "with banjo" in page.inner_text(".st-key-working-0")
    page.wait_for_selector(".st-key-answer-0 .stMarkdownBadge")
    page.locator(".st-key-stop-0 button").click()
    page.wait_for_selector(".st-key-go-on-0 button")
    mistral.hurry.set()
    assert cited(page), "what was shown stays"


def test_when_ollama_dies_the_page_says_so_and_answers_all_the_same(
    visit: Any, address_with_mistral: str, mistral: OllamaServer
) -> None:
    mistral.behaviour = "reset"
    page = visit(address_with_mistral)
    ask(page, "a banjo")
    finished(page)
    notice = page.inner_text(".st-key-turn-0 [class*=st-key-notice-]")
    assert "Ollama" in notice
    assert len(answer_text(page)) > len(notice) + 40
    mistral.behaviour = "ok"
    ask(page, "slower", turn=1)
    finished(page, turn=1)


def test_a_first_run_leads_from_a_folder_to_an_answer(
    visit: Any, serve: Callable[..., str], pieces: Path, tmp_path: Path
) -> None:
    page = visit(serve(tmp_path / "new"), PHONE)
    page.wait_for_selector("text=Make the demo library")
    page.fill("[data-testid=stTextInput] input", str(tmp_path / "nowhere"))
    page.keyboard.press("Enter")
    page.locator(".st-key-add button").click()
    page.wait_for_selector("text=There is no folder")
    page.fill("[data-testid=stTextInput] input", str(pieces))
    page.keyboard.press("Enter")
    page.locator(".st-key-add button").click()
    page.wait_for_selector(".st-key-suggested", timeout=120_000)
    ask(page, "a banjo")
    finished(page)


def test_what_plays_goes_on_when_better_tracks_arrive_and_the_page_stays(
    visit: Any, serve: Callable[..., str], indexed: Path, mistral: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistral.behaviour = "slow-first-token"  # until play was pressed
    monkeypatch.setattr(mistral, "slow_s", 15.0)
    monkeypatch.setattr(mistral, "hurry", threading.Event())
    plan = {"captions": ["A calm harp with a soft flute, slow and peaceful.", "A gentle lullaby on a music box."] * 2}
    monkeypatch.setattr(mistral, "plan", plan)
    page = visit(serve(indexed, OLLAMA_HOST=mistral.host))  # a page that has not yet judged this model's plans
    page.wait_for_selector(INPUT)
    page.fill(INPUT, "calm and peaceful")  # no fact supports it, so the model's plan is taken as it is
    page.keyboard.press("Enter")
    page.wait_for_selector("#t0-2")
    before = titles(page)
    title = play(page, "0-2")
    top = page.evaluate("() => document.querySelector('#t0-1').closest('.hark-rows').getBoundingClientRect().top")
    mistral.hurry.set()
    page.wait_for_function(
        "before => [...document.querySelectorAll('.hark-name')].map(h => h.innerText).join() !== before",
        arg=",".join(before),
    )
    assert titles(page) != before, "the model's plan changed the tracks"
    assert sounds(page)[0] == title
    finished(page)
    after = page.evaluate("() => document.querySelector('#t0-1').closest('.hark-rows').getBoundingClientRect().top")
    assert abs(after - top) < 3, "the page does not jump"


def test_conversations_are_kept_named_and_saved_as_files(visit: Any, address: str, tmp_path: Path) -> None:
    page = visit(address)
    ask(page, "a banjo on a porch")
    finished(page)
    page.locator(".st-key-menu button:visible").click()
    with page.expect_download() as saved:
        page.locator(".st-key-save-xspf button:visible").click()
    saved.value.save_as(tmp_path / "list.xspf")
    assert saved.value.suggested_filename == "a banjo on a porch.xspf"
    listed = xml.parse(tmp_path / "list.xspf").getroot()[-1]
    assert len(listed) == len(ranks(page)) == 8
    page.fill("[data-testid=stPopoverBody] input[type=text]", "Porch <b>music</b>")
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-threads >> text=Porch <b>music</b>")
    page.keyboard.press("Escape")
    page.locator(".st-key-new button").click()
    page.wait_for_selector(".st-key-suggested")
    page.locator(".st-key-threads >> text=Porch").first.click()
    finished(page)
    page.locator(".st-key-menu button:visible").click()
    page.locator(".st-key-delete button:visible").click()
    page.wait_for_selector(".st-key-suggested")
    page.locator(".st-key-undo-delete button").click()
    finished(page)
    assert "a banjo on a porch" in page.inner_text(".st-key-turn-0")


def test_a_turn_can_be_made_by_keyboard_alone(visit: Any, address: str) -> None:
    page = visit(address)
    page.wait_for_selector(INPUT)
    page.keyboard.type("a banjo")
    page.keyboard.press("Enter")
    finished(page)
    page.wait_for_selector("#t0-1")
    page.locator("#t0-1 .hark-go").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => harkPage.playing()")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hark-menu:popover-open >> text=More like this")
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.className") == "hark-more"
    unnamed = page.evaluate(
        "() => [...document.querySelectorAll('.stMain button, .hark-bar button')].filter(b => b.offsetParent"
        " && !b.ariaLabel && !b.title && !b.textContent.trim()).map(b => b.outerHTML.slice(0, 200))"
    )
    assert not unnamed, "every button has a name"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_list_is_saved_and_its_rows_are_moved_taken_out_and_swapped(
    visit: Any, address: str, size: tuple[int, int]
) -> None:
    page = visit(address, size)
    ask(page, "6 tracks that build up")
    finished(page)
    assert page.locator(".st-key-rows-0 .hark-shape path").count() == 2
    page.click(".st-key-rows-0 .hark-head >> text=Save")
    page.wait_for_selector(".hark-list .hark-row")
    names = page.locator(".hark-list .hark-name")

    def changed(before: list[str]) -> list[str]:
        """Wait until the rows are others than before, and return their titles."""
        page.wait_for_function(
            """before => {
              const now = [...document.querySelectorAll(".hark-list .hark-name")].map(each => each.textContent);
              return now.length && now.join() !== before;
            }""",
            arg=",".join(before),
        )
        return list(names.all_text_contents())

    titles = list(names.all_text_contents())
    assert len(titles) == 6
    page.click(".hark-list .hark-row:nth-child(1) .hark-edit.down")
    moved = changed(titles)
    assert moved[:2] == [titles[1], titles[0]]
    page.wait_for_function("title => document.activeElement.ariaLabel === `Move down ${title}`", arg=titles[0])
    page.keyboard.press("Enter")  # the focus has moved with the row
    again = changed(moved)
    assert again[2] == titles[0]
    page.click(".hark-list .hark-row:nth-child(1) .hark-edit.swap")
    swapped = changed(again)
    assert swapped[0] not in titles
    page.click(".hark-list .hark-row:nth-child(1) .hark-edit.close")
    left = changed(swapped)
    assert left == swapped[1:]
    if size == DESK:
        page.drag_and_drop(
            ".hark-list .hark-row:nth-child(3)", ".hark-list .hark-row:nth-child(1)", target_position={"x": 150, "y": 4}
        )
        assert changed(left)[0] == left[2]
    page.reload()
    page.wait_for_selector(".hark-list .hark-row")
    assert names.count() == 5


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_encoder_is_named_and_a_change_without_a_network_says_so(
    visit: Any, serve: Callable[..., str], indexed: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    """The list says what each encoder would cost; one click starts a change; the library stays when it fails."""
    nowhere = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "0"}
    page = visit(serve(indexed, **nowhere), size)
    page.wait_for_selector(INPUT)
    if size == PHONE:
        page.click("[data-testid=stExpandSidebarButton]")
    page.click(".st-key-encoder button")
    page.wait_for_selector(".st-key-use-laion-large button")
    assert "is heard with compact" in page.inner_text("[data-testid=stPopoverBody]")
    large = page.inner_text(".st-key-encoder-laion-large")
    assert "800 MB to fetch (Apache-2.0). Listening takes about" in large
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click(".st-key-use-laion-large button")
    page.wait_for_selector("text=larger and general cannot be fetched")
    assert "compact" in page.inner_text(".st-key-encoder button")
