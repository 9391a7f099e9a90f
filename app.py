"""The web page: a chat that answers requests for music with tracks, players and a written answer that cites them.

Streamlit runs this script from top to bottom at every click. The script only draws; `llm.session.desk` does the rest.
A turn runs in a thread of its own, so that it goes on when the script is run again. `markup` escapes all text of
tracks, requests and models before it is drawn as Markdown.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from llm.session.desk import MAX_NAME, PLAYLISTS, Chip, Desk, Dialogue, Hit, Listed, Turn, UserError, markup, so_far

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from llm.session.desk import TurnJob

SUGGESTIONS = (
    "A song which has the banjo instrument in it",
    "A scary song I can play in the background of my YouTube video",
    "Calm piano for a rainy evening",
    "Something fast to dance to, without singing",
    "A string quartet, slow and sad",
    "Flute over a drone, like early morning",
)
STYLE = Path(__file__).parent / ".streamlit" / "page.css"
SCRIPT = Path(__file__).parent / ".streamlit" / "page.js"
# Drawn here, because Streamlit fetches its own icons and emoji for the tab from the network.
ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="none" stroke="#c2501c"
stroke-width="3.6" stroke-linecap="round"><path d="M6 13v6M12.7 7v18M19.3 11v10M26 14v4"/></g></svg>"""
POLL_S = 0.2  # seconds between two updates of a running turn; five a second look like a stream
FIRST_TRACKS_S = 1.5  # longest wait for a turn's tracks before the page is shown without them
IN_FULL = 3  # so many of the last turns have players, so that music plays on; earlier turns show titles alone
DRAWN = 25  # turns of a long conversation that are drawn at first
AT_ONCE = 4  # cards of a turn that are visible without a click
LISTED = 7  # conversations in the sidebar; a menu has the others
CLIP_MB = 64

Shown = tuple[int, list["DeltaGenerator"], tuple[Hit, ...]]  # a turn's number, its cards and their tracks

log = logging.getLogger("hark.page")


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """Return the one `Desk` that all browser tabs share until the server ends."""
    return Desk()


# Callbacks of buttons and inputs. Streamlit runs them before the script draws.


def here() -> dict[str, str]:
    """Return the token of the open conversation and the chosen folder, as keyword arguments for methods of `Desk`."""
    return {"token": st.session_state["token"], "folder": st.session_state.get("scope") or ""}


@contextmanager
def keep_error(key: str = "trouble") -> Iterator[None]:
    """Catch a `UserError` of the block and store its message and hint in the session state, for the page to draw."""
    try:
        yield
    except UserError as error:
        st.session_state[key] = (error.message, error.hint)


def ask(request: str | None = None) -> None:
    """Start a turn with `request`; without it, with the words or the clip that the user has just entered."""
    given: Any = request or st.session_state["request"]
    text = given if isinstance(given, str) else (given.text if given else "") or ""
    clip = None if isinstance(given, str) or not given else given.audio or next(iter(given.files), None)
    with keep_error():
        if clip:
            st.session_state["token"] = desk().ask_with_clip(clip.name, clip.getvalue(), text, **here()).token
        elif text.strip():
            st.session_state["token"] = desk().ask(text, **here()).token


def more_like(track_id: str) -> None:
    """Start a turn that looks for music like this track."""
    with keep_error():
        st.session_state["token"] = desk().ask_more_like(track_id, **here()).token


def drop(chip: Chip) -> None:
    """Answer the last request again, without the condition that a chip shows."""
    with keep_error():
        desk().drop(chip, **here())


def open_chat(token: str = "") -> None:
    """Open the conversation of this token, or the empty page."""
    st.session_state["token"] = token
    st.session_state["drawn"] = DRAWN


def rename() -> None:
    """Give the open conversation the name that was typed."""
    token = st.session_state["token"]
    with keep_error():
        desk().rename(token, st.session_state[f"name-{token}"])


def delete() -> None:
    """Delete the open conversation; `restore` can bring it back until another one is deleted."""
    token = st.session_state["token"]
    with keep_error():
        desk().delete(token)
        st.session_state["deleted"] = token
        open_chat()


def restore() -> None:
    """Bring back the conversation that was deleted last, and open it."""
    token = st.session_state.pop("deleted")
    if desk().restore(token):
        open_chat(token)


def add_folder() -> None:
    """Start to add the folder whose path was typed."""
    st.session_state["folder_trouble"] = None
    with keep_error("folder_trouble"):
        desk().add_folder(st.session_state.get("folder", ""))


def set_watching() -> None:
    """Start or stop watching the folders for changes, as the toggle says."""
    st.session_state["folder_trouble"] = None
    with keep_error("folder_trouble"):
        desk().set_watching(st.session_state["follow"])


# Functions that draw a turn.


def draw_notice(message: str, hint: str = "") -> None:
    """Draw a box with a message of Hark's own and a hint on what to do next."""
    with st.container(key=f"notice-{secrets.token_hex(4)}"):
        st.markdown(f"{markup.sentence(message)} :gray[{markup.sentence(hint)}]" if hint else markup.sentence(message))


def draw_cards(number: int, hits: tuple[Hit, ...]) -> list[DeltaGenerator]:
    """Draw a card for each track of a turn; return the cards, to which `draw_players` adds the players later."""
    boxes = []
    with st.container(key=f"tracks-{number}"):
        first = st.container(key=f"cards-{number}")
        if len(hits) > AT_ONCE:
            more = st.expander(f"{len(hits) - AT_ONCE} more").container(key=f"cards-{number}-more")
        for i, hit in enumerate(hits):
            box = (first if i < AT_ONCE else more).container(border=True, key=f"card-{number}-{hit.rank}")
            title = f":gray[{hit.rank}] {markup.literal(hit.track.title, 80)}"
            box.subheader(title, anchor=f"t{number}-{hit.rank}")
            box.markdown(markup.facts(hit))
            boxes.append(box)
    return boxes


def draw_players(number: int, boxes: list[DeltaGenerator], hits: tuple[Hit, ...]) -> None:
    """Draw cover, player and menu into each card of a turn."""
    for box, hit, piece in zip(boxes, hits, desk().pieces(hits), strict=True):
        if not piece:
            box.caption("No longer in the library.")
            continue
        if jpeg := desk().cover(piece.track):
            box.container(key=f"cover-{number}-{hit.rank}").image(jpeg, width="stretch")
        try:
            box.audio(str(piece.wait_for_file()), format="audio/flac", alt=markup.plain(hit.track.title))
        except UserError as error:
            box.caption(markup.sentence(str(error)))
        card = f"{number}-{hit.rank}"
        with box.popover("About this track", icon=":material/more_horiz:", type="tertiary", key=f"about-{card}"):
            st.button(
                "More like this",
                f"like-{card}",
                on_click=more_like,
                args=(piece.track.track_id,),
                icon=":material/graphic_eq:",
            )
            st.markdown(markup.evidence(hit))
            st.code(markup.plain_path(piece.track.path), language=None, wrap_lines=True)


def draw_answer(number: int, turn: Turn) -> None:
    """Draw the answer of a turn, with citations that link to the cards of their tracks, and then its notices."""
    st.markdown(markup.answer(turn.answer, turn.hits, f"t{number}-"))
    for message, hint in turn.notices:
        draw_notice(message, hint)


def draw_running_turn(number: int, job: TurnJob, drawn: tuple[Hit, ...]) -> None:
    """Draw the answer so far of a running turn. Streamlit calls this every `POLL_S` seconds.

    The whole page is drawn again when the turn has ended or its tracks have changed.

    Args:
        number: of the turn in its conversation.
        job: the running turn.
        drawn: the tracks that the page shows for it.
    """
    draw_answer(number, so_far(job))
    doing = "Writing" if job.answer else "Refining the search" if job.plan else "Searching"
    with st.container(horizontal=True, vertical_alignment="center", key=f"working-{number}"):
        st.markdown(f":small[:gray[{doing}…]]")
        st.button(
            "Stop",
            key=f"stop-{number}",
            on_click=desk().stop,
            args=(st.session_state["token"],),
            type="tertiary",
            icon=":material/stop_circle:",
        )
    if job.done or job.hits != drawn:
        st.rerun()


def draw_turn(place: DeltaGenerator, number: int, turn: Turn, last: int, job: TurnJob | None = None) -> Shown:
    """Draw one turn: request, chips of its conditions, tracks, answer and suggestions.

    Args:
        place: to draw in.
        number: of the turn in its conversation, from 0.
        turn: to draw.
        last: number of the last turn of the conversation.
        job: the turn's job while it runs; None for a finished turn.

    Returns:
        The arguments for `draw_players`, which is called after the rest of the page is drawn.
    """
    with place:
        st.header(markup.literal(turn.request), anchor=f"turn-{number}")
        with st.container(horizontal=True, gap="xsmall", key=f"chips-{number}"):
            for chip in turn.plan.chips() if number == last else ():
                st.button(
                    markup.literal(chip.label, 60),
                    f"drop-{number}-{chip.part}-{chip.value}",
                    on_click=drop,
                    args=(chip,),
                    icon=":material/close:",
                    icon_position="right",
                    help="Search again without this",
                )
        hits = turn.hits if last - number < IN_FULL else ()
        if turn.plan.kind == "about" and turn.plan.about:
            hits = tuple(hit for hit in hits if hit.rank in turn.plan.about)
        boxes = draw_cards(number, hits)
        if turn.hits and not hits:
            st.caption(" · ".join(f"{hit.rank} {markup.literal(hit.track.title, 60)}" for hit in turn.hits))
        with st.container(key=f"answer-{number}"):
            if job:
                st.fragment(draw_running_turn, run_every=POLL_S)(number, job, turn.hits)
            else:
                draw_answer(number, turn)
                st.caption(markup.written_by(turn))
        if number == last and not job:
            with st.container(horizontal=True, gap="xsmall", key=f"next-{number}"):
                for text in turn.follow_ups:
                    st.button(markup.literal(text, 80), key=f"next-{number}-{text}", on_click=ask, args=(text,))
    return number, boxes, hits


# Functions that draw everything around the turns.


def draw_progress(whole: bool = False) -> None:
    """Draw the progress or the outcome of adding music.

    Args:
        whole: whether to draw the whole page again when the run has ended.
    """
    job = desk().indexing
    if job is None:
        return
    if whole and job.finished:
        st.rerun()
    if job.error:
        draw_notice(*job.error)
    elif job.report is not None:
        st.caption(markup.added(job.report))
    else:
        st.progress(job.done / job.total if job.total else 0.0, markup.literal(job.what or "Looking for music"))
        st.caption(f"{markup.pace(job)}  \n{markup.literal(job.file, 60)}" if job.total else "A moment…")
        if job.failed:
            draw_unread_files([(Path(path).name, why) for path, why in job.errors], job.failed)
        with st.container(horizontal=True, gap="xsmall"):
            if job.total and job.paused:
                st.button("Go on", on_click=job.resume, key="resume", type="tertiary", icon=":material/play_arrow:")
            elif job.total:
                st.button("Pause", on_click=job.pause, key="pause", type="tertiary", icon=":material/pause:")
            st.button("Stop", on_click=job.cancel, key="stop-indexing", type="tertiary", icon=":material/stop_circle:")


def draw_unread_files(files: Sequence[tuple[str, str]], count: int) -> None:
    """Draw a list of files that could not be read.

    Args:
        files: (name, reason) of each; the last hundred are listed.
        count: the number of all files that could not be read.
    """
    with st.expander(f"{markup.plural(count, 'file')} could not be read"):
        lines = [f"- {markup.literal(name, 80)}: :gray[{markup.sentence(why)}]" for name, why in files[-100:]]
        st.markdown("\n".join(lines))
        if not desk().busy:
            retry = desk().retry_unread
            st.button("Try these again", on_click=retry, key="retry", type="tertiary", icon=":material/refresh:")


def draw_folder_form() -> None:
    """Draw the input for the path of a folder to add, and the progress of adding the folder typed last."""
    st.text_input("Folder", key="folder", placeholder="/home/you/Music", label_visibility="collapsed")
    st.button("Add this folder", on_click=add_folder, disabled=desk().busy, width="stretch", key="add")
    if trouble := st.session_state.get("folder_trouble"):
        draw_notice(*trouble)
    if desk().busy:
        st.fragment(draw_progress, run_every=0.5)(whole=True)
    else:
        draw_progress()


def draw_watching() -> None:
    """Draw the toggle for watching the folders, and what the watcher is doing."""
    st.session_state["follow"] = desk().watching
    st.toggle("Watch the folders for changes", key="follow", on_change=set_watching)
    if not (watcher := desk().watcher):
        return
    if watcher.error:
        draw_notice(*watcher.error)
    else:
        st.caption(markup.literal(watcher.sentence))


def draw_conversations() -> None:
    """Draw a button for each of the newest conversations, and a menu that finds the others by name."""
    kept = desk().conversations()
    if "deleted" in st.session_state:
        with st.container(horizontal=True, vertical_alignment="center", key="deleted-row"):
            st.caption("Conversation deleted.")
            st.button("Undo", on_click=restore, key="undo-delete", type="tertiary", icon=":material/undo:")
    if not kept:
        return
    st.subheader("Conversations", anchor=False)
    with st.container(gap=None, key="threads"):
        for one in kept[:LISTED]:
            draw_conversation_button(one, "thread")
        if len(kept) > LISTED:
            every = st.popover(f"All {len(kept)}", type="tertiary", key="all-threads", on_change="rerun")
            if every.open:
                with every:
                    wanted = st.text_input(
                        "Find a conversation", key="find-thread", placeholder="Find by name"
                    ).casefold()
                    found = [one for one in kept if wanted in one.name.casefold()]
                    with st.container(gap=None, key="found"):
                        for one in found[:60]:
                            draw_conversation_button(one, "found")
                    if not found or len(found) > 60:
                        st.caption(
                            "None is called so." if not found else f"And {len(found) - 60} more: find them by name."
                        )


def draw_conversation_button(one: Listed, where: str) -> None:
    """Draw the button that opens a conversation.

    Args:
        one: the conversation.
        where: name of the list that the button is in. Streamlit needs a different key for the button in each list.
    """
    is_open = one.token == st.session_state["token"]  # the style marks keys with "-now-"
    st.button(
        markup.literal(one.name, 60),
        f"{where}-now-{one.token}" if is_open else f"{where}-{one.token}",
        on_click=open_chat,
        args=(one.token,),
        type="tertiary",
        icon=":material/warning:" if one.damaged else None,
        width="stretch",
    )


def draw_menu(current: Dialogue, turns: list[Turn]) -> None:
    """Draw the menu in which a conversation is renamed, downloaded and deleted."""
    with st.popover("This conversation", icon=":material/more_horiz:", type="tertiary", key="menu"):
        name = f"name-{current.token}"
        st.session_state[name] = current.name
        st.text_input("Name", key=name, on_change=rename, max_chars=MAX_NAME)
        every = st.session_state.get("every-turn", False)
        shown = turns if every else [turn for turn in turns if turn.hits][-1:]
        st.caption("Its tracks, for another player")
        with st.container(horizontal=True, gap="xsmall", key="formats"):
            for ending, media_type in PLAYLISTS.items():
                draw_download(
                    ending.upper(),
                    ending,
                    current.name,
                    partial(desk().playlist, ending, current.name, shown),
                    media_type,
                )
        st.checkbox("Of every turn", key="every-turn")
        st.caption("The whole of it, to read")
        draw_download("Markdown", "md", current.name, partial(desk().markdown, current), "text/markdown")
        st.button("Delete", on_click=delete, key="delete", type="tertiary", icon=":material/delete:")


def draw_download(label: str, ending: str, name: str, text: Callable[[], str], media_type: str) -> None:
    """Draw a button that downloads a file; `text` is called for its content at the click."""
    file = desk().file_name(name, ending)
    st.download_button(label, text, file, media_type, key=f"save-{ending}", on_click="ignore")


def draw_sidebar() -> DeltaGenerator:
    """Draw the sidebar; return the empty container at its end, for the state of the language model."""
    if st.session_state["token"]:
        st.title("Hark:primary[.]", anchor=False)
        st.button("New chat", on_click=open_chat, icon=":material/edit_square:", key="new")
    st.subheader("Library", anchor=False)
    # No counts in the labels: the browser sends the label back, and it must still be found after the library has grown.
    labels = {"": "Everything", **desk().folders()}
    if st.session_state.get("scope") not in labels:
        st.session_state["scope"] = ""
    st.selectbox("Search in", labels, format_func=labels.__getitem__, key="scope", label_visibility="collapsed")
    if scope := st.session_state["scope"]:
        st.caption(f"{desk().track_count(scope):,} tracks")
    with st.expander(
        "Add a folder",
        icon=":material/add:",
        expanded=desk().busy or bool(desk().indexing and not st.session_state["token"]),
    ):
        draw_folder_form()
        draw_watching()
    if (files := desk().unread()) and not desk().busy:
        draw_unread_files(files, len(files))
    draw_conversations()
    st.subheader("Who answers", anchor=False)
    return st.container(key="who")


def draw_first_run() -> None:
    """Draw the page of an empty library, which offers to make the demo library or to add a folder."""
    with st.container(key="hero"):
        st.title("Hark:primary[.]", anchor=False)
        st.markdown("Ask for music in your own words. First, it needs some music to listen to.")
        with st.container(key="first"):
            st.button(
                "Make the demo library",
                type="primary",
                on_click=desk().make_demo,
                disabled=desk().busy,
                width="stretch",
            )
            st.caption("Pieces in thirty styles, composed and played on this machine, in a minute or two.")
            st.caption("Or let it hear your own:")
            draw_folder_form()


def draw_request_input(placeholder: str) -> None:
    """Draw the input for a request: words, a clip of similar music, or both."""
    st.chat_input(
        placeholder,
        key="request",
        on_submit=ask,
        accept_file=True,
        file_type=desk().clip_endings(),
        accept_audio=True,
        audio_sample_rate=48_000,
        max_upload_size=CLIP_MB,
    )
    if trouble := st.session_state.pop("trouble", None):
        draw_notice(*trouble)


def draw_empty_page(tracks: int, lost: bool) -> None:
    """Draw the page without a conversation: Hark's name, the input and suggestions.

    Args:
        tracks: number of tracks in the library.
        lost: whether the address of the page names a conversation that does not exist.
    """
    # The style hides what an earlier run of the script may have left below this container.
    with st.container(key="hero"):
        st.title("Hark:primary[.]", anchor=False)
        st.markdown("Ask for music in your own words, or drop a clip it should sound like.")
        draw_request_input("A sea shanty, a rainy piano, something scary…")
        with st.container(horizontal=True, horizontal_alignment="center", gap="xsmall", key="suggestions"):
            for text in SUGGESTIONS:
                st.button(text, on_click=ask, args=(text,), key=f"suggest-{text}")
        st.caption(f"{markup.plural(tracks, 'track')}, all on this machine")
        if lost:
            draw_notice(
                "This conversation is not here any more.", "Ask something new, or open another one at the side."
            )


def draw_conversation(current: Dialogue) -> list[Shown]:
    """Draw the turns of a conversation and the input for the next request; return the arguments for `draw_players`."""
    turns, job = current.now()
    last = len(turns) - (job is None)
    earlier = max(len(turns) - st.session_state.setdefault("drawn", DRAWN), 0)
    if earlier:
        more = markup.plural(earlier, "earlier turn")
        st.button(more, on_click=show_earlier, key="earlier", type="tertiary", icon=":material/expand_less:")
    places = {number: st.container(key=f"turn-{number}") for number in range(earlier, last + 1)}
    # The style keeps it at the bottom of the window; Streamlit's own bottom container scrolls the page.
    with st.container(key="ask"):
        draw_request_input("Slower, without drums, more like 2…")
        if current.trouble:
            draw_notice(*current.trouble)
    if turns:  # below the turns: appearing above them, it would move them all and the page would jump
        draw_menu(current, turns)
    shown = []
    if job:  # draw the running turn first, because the user waits for it
        job.wait_for_tracks(FIRST_TRACKS_S)
        shown.append(draw_turn(places[last], last, so_far(job), last, job))
    return shown + [draw_turn(places[n], n, turns[n], last) for n in reversed(range(earlier, len(turns)))]


def show_earlier() -> None:
    """Draw `DRAWN` more of the earlier turns of a long conversation."""
    st.session_state["drawn"] += DRAWN


def draw_page() -> None:
    """Draw the page: for an empty library, without a conversation, or with one."""
    if not desk().has_music():
        draw_first_run()
        return
    desk().renew_if_outdated()
    if desk().renewing:
        draw_notice(
            "This Hark hears better than the one that made your library, so it is listening to your music again.",
            "What it has heard so far can be searched already.",
        )
    current = damaged = None
    try:
        if current := desk().open(st.session_state["token"]):
            current.now()  # saves a turn that has ended, so that the sidebar lists its conversation
    except UserError as error:
        damaged = error
    shown: list[Shown] = []
    if damaged:
        draw_notice(damaged.message, damaged.hint)
        st.button("Delete this conversation", on_click=delete, key="delete-damaged", icon=":material/delete:")
    elif current:
        shown = draw_conversation(current)
    else:
        draw_empty_page(desk().track_count(), lost=bool(st.session_state["token"]))
    with st.sidebar:
        who = draw_sidebar()
    for number, boxes, hits in shown:  # after all else, because cutting the previews takes time
        draw_players(number, boxes, hits)
    desk().start_background_work()
    if not (current and current.job):  # last, because this takes two seconds if Ollama hangs
        status = desk().model_status()
        own = "" if status.ready else "Answers by Hark's own writer. "
        who.caption(f"{own}{markup.sentence(status.message)} {markup.sentence(status.hint)}")


st.set_page_config("Hark", ICON, layout="centered")
st.session_state.setdefault("token", st.query_params.get("c", ""))
st.query_params.from_dict({"c": st.session_state["token"]} if st.session_state["token"] else {})
st.html(STYLE)
st.html(f"<script>{SCRIPT.read_text()}</script>", unsafe_allow_javascript=True)
try:
    draw_page()
except UserError as error:
    draw_notice(error.message, error.hint)
except Exception:
    log.exception("the page could not be drawn")
    draw_notice(
        "Something went wrong while this page was drawn.", "Reload it; the terminal that Hark runs in has the details."
    )
