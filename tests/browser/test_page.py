"""What a listener does on the page, in a real browser, at desk and phone size."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as xml

import pytest
import soundfile

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
    page.wait_for_selector(f".st-key-card-{turn}-1 audio")


def finished(page: Any, turn: int = 0) -> None:
    page.wait_for_selector(f".st-key-next-{turn} button")
    page.wait_for_selector(".stApp[data-test-script-state=notRunning]")


def answer_text(page: Any, turn: int = 0) -> str:
    return str(page.inner_text(f".st-key-answer-{turn}"))


def cited(page: Any, turn: int = 0) -> list[int]:
    chips = page.locator(f".st-key-answer-{turn} .stMarkdownBadge").all_inner_texts()
    return [int(re.match(r"\d+", chip)[0]) for chip in chips]  # type: ignore[index]


def ranks(page: Any, turn: int = 0) -> list[int]:
    names = page.evaluate("() => [...document.querySelectorAll('[class*=\"st-key-card-\"]')].map(e => e.className)")
    return [int(m[1]) for name in names if (m := re.search(rf"st-key-card-{turn}-(\d+)", name))]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_banjo_is_asked_for_heard_and_read_about_then_slower(visit: Any, address: str, size: tuple[int, int]) -> None:
    page = visit(address, size)
    page.wait_for_function("() => document.querySelectorAll('.st-key-suggestions button').length === 6")
    ask(page, "a song which has the banjo instrument in it")
    finished(page)

    sources = page.eval_on_selector_all(".st-key-turn-0 [data-testid=stAudio]", "players => players.map(p => p.src)")
    assert len(sources) == len(ranks(page)) == 8
    for source in sources:
        served = page.request.get(source)
        assert served.status == 200
        assert served.headers["content-type"] == "audio/flac"
        assert len(served.body()) > 10_000
        assert soundfile.info(io.BytesIO(served.body())).duration > 15

    assert cited(page)
    assert set(cited(page)) <= set(ranks(page))
    assert "Cripple Creek" in page.inner_text(".st-key-turn-0")

    ask(page, "slower", turn=1)
    finished(page, turn=1)
    page.wait_for_function(  # the banjo is still wanted, and the tempo
        "() => document.querySelectorAll('.st-key-chips-1 [class*=st-key-drop-]').length >= 2"
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


def test_a_citation_leads_to_its_card_even_when_that_is_folded_away(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a banjo")
    finished(page)
    chips = page.locator(".st-key-answer-0 .stMarkdownBadge")
    folded = next(i for i, rank in enumerate(cited(page)) if rank > 4)
    card = page.locator(f".st-key-card-0-{cited(page)[folded]}")
    assert not card.is_visible()
    chips.nth(folded).click()
    card.wait_for(state="visible")


def test_what_plays_plays_on_through_the_next_turn_and_alone(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a banjo")
    finished(page)
    player = page.locator(".st-key-card-0-1 audio")
    player.evaluate("p => p.play()")
    ask(page, "slower", turn=1)
    finished(page, turn=1)
    assert player.evaluate("p => !p.paused && p.currentTime > 0.2")
    page.locator(".st-key-card-1-1 audio").evaluate("p => p.play()")
    page.wait_for_function("() => [...document.querySelectorAll('audio')].filter(p => !p.paused).length === 1")
    assert player.evaluate("p => p.paused")


def test_a_piece_that_is_missing_for_a_moment_is_heard_all_the_same(visit: Any, address: str) -> None:
    page = visit(address)
    missed: list[str] = []

    def once(route: Any) -> None:
        if route.request.url in missed:
            route.continue_()
        else:
            missed.append(route.request.url)
            route.fulfill(status=404)

    page.route(re.compile(r":\d+/media/\w+\.flac"), once)
    ask(page, "a banjo")
    page.wait_for_selector(".st-key-card-0-1 audio")
    page.wait_for_function("() => document.querySelector('.st-key-card-0-1 audio').readyState > 0")
    assert missed
    play(page, "0-1")


def test_titles_and_tags_are_letters_not_markup(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a banjo")
    finished(page)
    page.locator("[data-testid=stExpander] summary").last.click()
    words = page.inner_text(".st-key-turn-0").replace("\u2060", "")
    assert "![x](http://evil.test/a.png) <img src=http://evil.test/b.png onerror" in words
    assert "**bold** `code` [link](http://evil.test) :red[hot] # head" in words
    assert ":material/home: $x^2$" in words
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
    page.wait_for_selector(".st-key-suggestions")
    assert "?c=" not in page.url
    assert page.locator("[class*=st-key-turn-]:visible").count() == 0, "not even while the page is being drawn"


def test_a_part_of_the_plan_can_be_taken_away(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a slow banjo")
    finished(page)
    chips = page.locator(".st-key-chips-0 [class*=st-key-drop-]")
    before = chips.count()
    page.locator(".st-key-chips-0 button:visible").first.click()
    page.wait_for_function(
        f"() => document.querySelectorAll('.st-key-chips-0 [class*=st-key-drop-]').length === {before - 1}"
    )
    finished(page)
    assert page.locator("[class*=st-key-turn-]").count() == 1


def test_an_answer_streams_after_its_tracks_and_survives_clicks(
    visit: Any, address_with_mistral: str, mistral: OllamaServer
) -> None:
    mistral.behaviour = "ok"
    page = visit(address_with_mistral)
    ask(page, "a banjo")
    page.wait_for_selector(".st-key-stop-0 button")
    page.wait_for_selector(".st-key-answer-0 .stMarkdownBadge")
    early = len(answer_text(page))
    page.locator("[data-testid=stExpander] summary").last.click()
    page.locator(".st-key-card-0-1 audio").evaluate("p => p.play()")
    finished(page)
    said = answer_text(page)
    assert len(said) > early
    assert said.count("two chairs on a porch") == 12
    assert set(cited(page)) == {1, 2}
    assert len(playing(page)) == 1, "it plays on, be it on another card"
    assert "mistral" in page.inner_text(".st-key-turn-0")


def test_stop_keeps_what_was_said(visit: Any, address_with_mistral: str, mistral: OllamaServer) -> None:
    mistral.behaviour = "ok"
    page = visit(address_with_mistral)
    ask(page, "a banjo")
    page.wait_for_selector(".st-key-answer-0 .stMarkdownBadge")
    page.locator(".st-key-stop-0 button").click()
    finished(page)
    assert "Stopped before the end" in page.inner_text(".st-key-turn-0")
    assert 0 < answer_text(page).count("porch") < 12
    ask(page, "slower", turn=1)
    finished(page, turn=1)


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
    page.wait_for_selector(".st-key-suggestions", timeout=120_000)
    ask(page, "a banjo")
    finished(page)


def playing(page: Any) -> list[str]:
    """The players that sound."""
    return list(page.eval_on_selector_all("audio", "all => all.filter(p => !p.paused && !p.ended).map(p => p.src)"))


def play(page: Any, card: str) -> str:
    """Play a card's track for a moment; returns its address."""
    player = page.locator(f".st-key-card-{card} audio")
    player.evaluate("p => p.play()")
    page.wait_for_function("card => document.querySelector(`.st-key-card-${card} audio`).currentTime > 0.3", arg=card)
    return str(player.evaluate("p => p.src"))


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
    page.fill(INPUT, "a tune with windmills")  # no fact bears it out, so the model's plan is taken as it is
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-card-0-2 audio")
    before = titles(page)
    page.mouse.wheel(0, 1)
    source = play(page, "0-2")
    page.locator(".st-key-card-0-2 audio").evaluate("p => { p.playbackRate = 0.1; }")  # outlasts the busiest machine
    top = page.evaluate("() => document.querySelector('.st-key-card-0-1').getBoundingClientRect().top")
    mistral.hurry.set()
    page.wait_for_function(
        "before => [...document.querySelectorAll('.st-key-turn-0 h3')].map(h => h.innerText).join() !== before",
        arg=",".join(before),
    )
    assert titles(page) != before, "the model's plan changed the tracks"
    page.wait_for_function(
        "() => [...document.querySelectorAll('audio')].filter(p => !p.paused && !p.ended).length === 1", timeout=5_000
    )
    assert playing(page)[0] == source or playing(page)[0].startswith("blob:")
    page.wait_for_function("() => [...document.querySelectorAll('audio')].find(p => !p.paused)?.currentTime > 0.3")
    finished(page)
    after = page.evaluate("() => document.querySelector('.st-key-card-0-1').getBoundingClientRect().top")
    assert abs(after - top) < 3, "the page does not jump"


def titles(page: Any, turn: int = 0) -> list[str]:
    return list(page.locator(f".st-key-turn-{turn} h3").all_inner_texts())


def test_what_plays_goes_on_in_a_new_chat_until_it_is_stopped(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a banjo")
    finished(page)
    play(page, "0-1")
    title = titles(page)[0].partition(" ")[2]
    page.locator(".st-key-new button").click()
    page.wait_for_selector(".st-key-suggestions")
    page.wait_for_selector(".hark-still")
    assert title in page.inner_text(".hark-still").replace("\n", " ")
    assert len(playing(page)) == 1
    ask(page, "strings")
    finished(page)
    assert len(playing(page)) == 1
    page.locator(".st-key-card-0-1 audio").evaluate("p => p.play()")
    page.wait_for_function("() => !document.querySelector('.hark-still')")
    assert len(playing(page)) == 1, "one at a time"


def test_what_plays_goes_on_although_its_copy_comes_late(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a banjo")
    finished(page)
    late: list[tuple[Any, Any]] = []

    def hold(route: Any) -> None:
        if route.request.resource_type == "fetch":
            late.append((route, route.fetch()))
        else:
            route.continue_()

    page.route(re.compile(r":\d+/media/\w+\.flac"), hold)
    play(page, "0-1")
    page.locator(".st-key-new button").click()
    page.wait_for_selector(".st-key-suggestions")
    page.wait_for_function("() => !document.querySelector('.st-key-card-0-1')")
    assert late
    assert not playing(page)
    for route, answer in late:
        route.fulfill(response=answer)
    page.wait_for_selector(".hark-still")
    assert len(playing(page)) == 1


def test_what_plays_goes_on_although_its_next_player_failed_at_first(visit: Any, address: str) -> None:
    page = visit(address)
    ask(page, "a banjo")
    finished(page)
    source = play(page, "0-1")
    missed: list[str] = []

    def once(route: Any) -> None:
        if missed or route.request.resource_type == "fetch" or route.request.url != source:
            route.continue_()
        else:
            missed.append(route.request.url)
            route.fulfill(status=404)

    page.route(re.compile(r":\d+/media/\w+\.flac"), once)
    page.evaluate(  # what a new order of the cards does: the piece is on another one now, which asks for it again
        """source => {
          const [first, second] = [1, 2].map(n => document.querySelector(`.st-key-card-0-${n} audio`));
          [first.src, second.src] = [second.src, source + "?again"];
          second.src = source;
        }""",
        source,
    )
    page.wait_for_function("() => document.querySelector('.st-key-card-0-2 audio').currentTime > 0.6")
    assert missed
    assert playing(page) == [source]


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
    page.wait_for_selector(".st-key-suggestions")
    page.locator(".st-key-threads >> text=Porch").first.click()
    finished(page)
    page.locator(".st-key-menu button:visible").click()
    page.locator(".st-key-delete button:visible").click()
    page.wait_for_selector(".st-key-suggestions")
    page.locator(".st-key-undo-delete button").click()
    finished(page)
    assert "a banjo on a porch" in page.inner_text(".st-key-turn-0")


def test_a_turn_can_be_made_by_keyboard_alone(visit: Any, address: str) -> None:
    page = visit(address)
    page.wait_for_selector(INPUT)
    page.locator(INPUT).focus()
    page.keyboard.type("a banjo")
    page.keyboard.press("Enter")
    finished(page)
    page.wait_for_selector("audio")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
    assert {"about", "next", "AUDIO", "SUMMARY"} <= reached
    page.locator(".st-key-about-0-1 button:visible").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-testid=stPopoverBody] >> text=More like this")
    page.keyboard.press("Escape")
    unnamed = page.evaluate(
        "() => [...document.querySelectorAll('.stMain button')].filter(b => b.offsetParent && !b.ariaLabel && !b.title"
        " && ![...b.querySelectorAll('p')].some(p => p.textContent.trim())).map(b => b.outerHTML.slice(0, 200))"
    )
    assert not unnamed, "every button has a name"
