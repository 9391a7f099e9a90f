"""The page: a chat that answers requests for music with tracks, players and a cited answer.

A script that Streamlit runs from top to bottom at every click; it draws, and `llm.session.desk` does the rest. Turns
run in threads of their own, so a new run of the script finds them where they are. All text of tracks, requests and
models is escaped by `markup` on its way to Markdown.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
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
POLL_S = 0.2  # between two looks at a running turn: five updates a second read as a stream
FIRST_TRACKS_S = 1.5  # the script waits so long for tracks before it shows the page without them
IN_FULL = 3  # the last turns keep their players, so that what plays goes on playing; older ones fold
DRAWN = 25  # turns of a long conversation that are on the page without asking
AT_ONCE = 4  # cards that show without asking
LISTED = 7  # conversations in the sidebar; the others are a click away
CLIP_MB = 64

Shown = tuple[int, list["DeltaGenerator"], tuple[Hit, ...]]  # a turn's number, its cards and their tracks

log = logging.getLogger("hark.page")


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """Return what all tabs share, for as long as the server runs."""
    return Desk()


# What clicks do. Callbacks run before the script draws.


def here() -> dict[str, str]:
    """Return this tab's conversation and the folder that it searches, as arguments of `Desk`."""
    return {"token": st.session_state["token"], "folder": st.session_state.get("scope") or ""}


def ask(request: str | None = None) -> None:
    """Start a turn with `request`, or with what was typed, dropped or recorded."""
    given: Any = request or st.session_state["request"]
    text = given if isinstance(given, str) else (given.text if given else "") or ""
    clip = None if isinstance(given, str) or not given else given.audio or next(iter(given.files), None)
    try:
        if clip:
            started = desk().ask_with_clip(clip.name, clip.getvalue(), text, **here())
        elif text.strip():
            started = desk().ask(text, **here())
        else:
            return
        st.session_state["token"] = started.token
    except UserError as error:
        st.session_state["trouble"] = (error.message, error.hint)


def more_like(track_id: str) -> None:
    """Start a turn that looks for music like a track on a card."""
    try:
        st.session_state["token"] = desk().ask_more_like(track_id, **here()).token
    except UserError as error:
        st.session_state["trouble"] = (error.message, error.hint)


def drop(chip: Chip) -> None:
    """Answer again without one part of the plan."""
    desk().drop(chip, **here())


def open_chat(token: str = "") -> None:
    """Open another conversation, or the empty page; the one before is kept."""
    st.session_state["token"] = token
    st.session_state["drawn"] = DRAWN


def rename() -> None:
    """Give the conversation the typed name."""
    token = st.session_state["token"]
    desk().rename(token, st.session_state[f"name-{token}"])


def delete() -> None:
    """Delete this tab's conversation; it can be brought back until the next is deleted."""
    token = st.session_state["token"]
    try:
        desk().delete(token)
        st.session_state["deleted"] = token
        open_chat()
    except UserError as error:
        st.session_state["trouble"] = (error.message, error.hint)


def restore() -> None:
    """Bring back the conversation deleted last."""
    token = st.session_state.pop("deleted")
    if desk().restore(token):
        open_chat(token)


def add_folder() -> None:
    """Start to add the typed folder."""
    st.session_state["folder_trouble"] = None
    try:
        desk().add_folder(st.session_state.get("folder", ""))
    except UserError as error:
        st.session_state["folder_trouble"] = (error.message, error.hint)


def follow() -> None:
    """Have changes in the folders followed, or not."""
    st.session_state["folder_trouble"] = None
    try:
        desk().follow(st.session_state["follow"])
    except UserError as error:
        st.session_state["folder_trouble"] = (error.message, error.hint)


# Parts of a turn.


def tell(message: str, hint: str = "") -> None:
    """Draw a message of Hark's own in a box: what happened, and the next step."""
    with st.container(key=f"notice-{secrets.token_hex(4)}"):
        st.markdown(f"{markup.sentence(message)} :gray[{markup.sentence(hint)}]" if hint else markup.sentence(message))


def cards(number: int, hits: tuple[Hit, ...]) -> list[DeltaGenerator]:
    """Draw the tracks of a turn without their players, which take time to cut; return the cards."""
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


def players(number: int, boxes: list[DeltaGenerator], hits: tuple[Hit, ...]) -> None:
    """Draw covers, players and menus into the cards of a turn."""
    for box, hit, piece in zip(boxes, hits, desk().pieces(hits), strict=True):
        if not piece:
            box.caption("No longer in the library.")
            continue
        if jpeg := desk().cover(piece.track):
            box.container(key=f"cover-{number}-{hit.rank}").image(jpeg, width="stretch")
        try:
            box.audio(str(piece.file()), format="audio/flac", alt=markup.plain(hit.track.title))
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


def answer(number: int, turn: Turn) -> None:
    """Draw the answer, in which citations are chips that lead to their cards, and the notices."""
    st.markdown(markup.answer(turn.answer, turn.hits, f"t{number}-"))
    for message, hint in turn.notices:
        tell(message, hint)


def stream(number: int, job: TurnJob, drawn: tuple[Hit, ...]) -> None:
    """Draw a running turn, as a fragment; have the whole page drawn again when more than the words has changed."""
    answer(number, so_far(job))
    doing = "Writing" if job.answer else "Listening closely" if job.plan else "Searching"
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


def show(place: DeltaGenerator, number: int, turn: Turn, last: int, job: TurnJob | None = None) -> Shown:
    """Draw one turn: request, chips, tracks, answer, suggestions; return what its `players` need."""
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
        boxes = cards(number, hits)
        if turn.hits and not hits:
            st.caption(" · ".join(f"{hit.rank} {markup.literal(hit.track.title, 60)}" for hit in turn.hits))
        with st.container(key=f"answer-{number}"):
            if job:
                st.fragment(stream, run_every=POLL_S)(number, job, turn.hits)
            else:
                answer(number, turn)
                st.caption(markup.written_by(turn))
        if number == last and not job:
            with st.container(horizontal=True, gap="xsmall", key=f"next-{number}"):
                for text in turn.follow_ups:
                    st.button(markup.literal(text, 80), key=f"next-{number}-{text}", on_click=ask, args=(text,))
    return number, boxes, hits


# Parts of the frame.


def progress(whole: bool = False) -> None:
    """Draw the progress or the outcome of adding music.

    Args:
        whole: this is a fragment, which has the whole page drawn again at the end.
    """
    job = desk().indexing
    if job is None:
        return
    if whole and job.finished:
        st.rerun()
    if job.error:
        tell(*job.error)
    elif job.report is not None:
        st.caption(markup.added(job.report))
    else:
        st.progress(job.done / job.total if job.total else 0.0, markup.literal(job.what or "Looking for music"))
        st.caption(f"{markup.pace(job)}  \n{markup.literal(job.file, 60)}" if job.total else "A moment…")
        if job.failed:
            unread([(Path(path).name, why) for path, why in job.errors], job.failed)
        with st.container(horizontal=True, gap="xsmall"):
            if job.total and job.paused:
                st.button("Go on", on_click=job.resume, key="resume", type="tertiary", icon=":material/play_arrow:")
            elif job.total:
                st.button("Pause", on_click=job.pause, key="pause", type="tertiary", icon=":material/pause:")
            st.button("Stop", on_click=job.cancel, key="stop-indexing", type="tertiary", icon=":material/stop_circle:")


def unread(files: Sequence[tuple[str, str]], count: int) -> None:
    """Draw a list of files that could not be read, each with its reason."""
    with st.expander(f"{markup.plural(count, 'file')} could not be read"):
        lines = [f"- {markup.literal(name, 80)}: :gray[{markup.sentence(why)}]" for name, why in files[-100:]]
        st.markdown("\n".join(lines))
        if not desk().busy:
            retry = desk().retry_unread
            st.button("Try these again", on_click=retry, key="retry", type="tertiary", icon=":material/refresh:")


def folder_form() -> None:
    """Draw the input for a folder's path, and the progress of the last one."""
    st.text_input("Folder", key="folder", placeholder="/home/you/Music", label_visibility="collapsed")
    st.button("Add this folder", on_click=add_folder, disabled=desk().busy, width="stretch", key="add")
    if trouble := st.session_state.get("folder_trouble"):
        tell(*trouble)
    if desk().busy:
        st.fragment(progress, run_every=0.5)(whole=True)
    else:
        progress()


def following() -> None:
    """Draw whether changes in the folders are followed, and the last outcome."""
    st.session_state["follow"] = desk().following
    st.toggle("Follow changes in the folders", key="follow", on_change=follow)
    if watcher := desk().watcher:
        tell(*watcher.error) if watcher.error else st.caption(markup.literal(watcher.sentence))


def conversations() -> None:
    """Draw the saved conversations, newest first; beyond the first few, in a menu that finds them by name."""
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
            thread(one, "thread")
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
                            thread(one, "found")
                    if not found or len(found) > 60:
                        st.caption(
                            "None is called so." if not found else f"And {len(found) - 60} more: find them by name."
                        )


def thread(one: Listed, where: str) -> None:
    """Draw the button that opens a conversation; `where` tells lists apart."""
    st.button(
        markup.literal(one.name, 60),
        f"{where}{'-now' * (one.token == st.session_state['token'])}-{one.token}",
        on_click=open_chat,
        args=(one.token,),
        type="tertiary",
        icon=":material/warning:" if one.damaged else None,
        width="stretch",
    )


def menu(current: Dialogue, turns: list[Turn]) -> None:
    """Draw the menu of a conversation: its name, files to download, deleting it."""
    with st.popover("This conversation", icon=":material/more_horiz:", type="tertiary", key="menu"):
        name = f"name-{current.token}"
        st.session_state[name] = current.name
        st.text_input("Name", key=name, on_change=rename, max_chars=MAX_NAME)
        every = st.session_state.get("every-turn", False)
        shown = turns if every else [turn for turn in turns if turn.hits][-1:]
        st.caption("Its tracks, for another player")
        with st.container(horizontal=True, gap="xsmall", key="formats"):
            for ending, media_type in PLAYLISTS.items():
                save(
                    ending.upper(),
                    ending,
                    current.name,
                    lambda e=ending: desk().playlist(e, current.name, shown),  # type: ignore[misc]
                    media_type,
                )
        st.checkbox("Of every turn", key="every-turn")
        st.caption("The whole of it, to read")
        save("Markdown", "md", current.name, lambda: desk().markdown(current), "text/markdown")
        st.button("Delete", on_click=delete, key="delete", type="tertiary", icon=":material/delete:")


def save(label: str, ending: str, name: str, text: Callable[[], str], media_type: str) -> None:
    """Draw a button that saves what `text` returns when it is clicked."""
    file = desk().file_name(name, ending)
    st.download_button(label, text, file, media_type, key=f"save-{ending}", on_click="ignore")


def side() -> DeltaGenerator:
    """Draw the sidebar; return the place for who answers."""
    if st.session_state["token"]:
        st.title("Hark:primary[.]", anchor=False)
        st.button("New chat", on_click=open_chat, icon=":material/edit_square:", key="new")
    st.subheader("Library", anchor=False)
    # Labels without counts: the browser hands back the label, which must mean the same after the library has grown.
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
        folder_form()
        following()
    if (files := desk().unread()) and not desk().busy:
        unread(files, len(files))
    conversations()
    st.subheader("Who answers", anchor=False)
    return st.container(key="who")


def first_run() -> None:
    """Draw the page of an empty library: make the demo library, or name a folder."""
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
            folder_form()


def request_input(placeholder: str) -> None:
    """Draw the input: words, a clip to sound like, or both."""
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
        tell(*trouble)


def empty_page(tracks: int, lost: bool) -> None:
    """Draw name, input and suggestions.

    Args:
        tracks: in the library.
        lost: the address names a conversation that is not there.
    """
    with st.container(key="hero"):  # alone on the page: the style hides what an earlier run may have left below it
        st.title("Hark:primary[.]", anchor=False)
        st.markdown("Ask for music in your own words, or drop a clip it should sound like.")
        request_input("A sea shanty, a rainy piano, something scary…")
        with st.container(horizontal=True, horizontal_alignment="center", gap="xsmall", key="suggestions"):
            for text in SUGGESTIONS:
                st.button(text, on_click=ask, args=(text,), key=f"suggest-{text}")
        st.caption(f"{markup.plural(tracks, 'track')}, all on this machine")
        if lost:
            tell("This conversation is not here any more.", "Ask something new, or open another one at the side.")


def conversation(current: Dialogue) -> list[Shown]:
    """Draw the turns, the one that runs, and the input for the next; return what their players need."""
    turns, job = current.now()
    last = len(turns) - (job is None)
    earlier = max(len(turns) - st.session_state.setdefault("drawn", DRAWN), 0)
    if earlier:
        more = markup.plural(earlier, "earlier turn")
        st.button(more, on_click=draw_more, key="earlier", type="tertiary", icon=":material/expand_less:")
    places = {number: st.container(key=f"turn-{number}") for number in range(earlier, last + 1)}
    with st.container(key="ask"):  # inline, and held at the foot by the style: Streamlit's own foot scrolls by itself
        request_input("Slower, without drums, more like 2…")
        if current.trouble:
            tell(*current.trouble)
    if turns:  # below: above the turns its coming would move them all to other places, and the page would jump
        menu(current, turns)
    shown = []
    if job:  # the newest first: it is what the listener waits for
        job.wait_for_tracks(FIRST_TRACKS_S)
        shown.append(show(places[last], last, so_far(job), last, job))
    return shown + [show(places[n], n, turns[n], last) for n in reversed(range(earlier, len(turns)))]


def draw_more() -> None:
    """Draw more of a long conversation's earlier turns."""
    st.session_state["drawn"] += DRAWN


def page() -> None:
    """Draw one of three pages: of an empty library, without a conversation, or with one."""
    if not desk().has_music():
        first_run()
        return
    if desk().renewing():
        tell(
            "This Hark hears better than the one that made your library, so it is listening to your music again.",
            "What it has heard so far can be searched already.",
        )
    current = damaged = None
    try:
        if current := desk().open(st.session_state["token"]):
            current.now()  # a turn that has ended is kept before the conversations are listed
    except UserError as error:
        damaged = error
    shown: list[Shown] = []
    if damaged:
        tell(damaged.message, damaged.hint)
        st.button("Delete this conversation", on_click=delete, key="delete-damaged", icon=":material/delete:")
    elif current:
        shown = conversation(current)
    else:
        empty_page(desk().track_count(), lost=bool(st.session_state["token"]))
    with st.sidebar:
        who = side()
    for number, boxes, hits in shown:  # late, because they take time to cut
        players(number, boxes, hits)
    desk().warm_up()
    if not (current and current.job):  # last, because a server that hangs takes two seconds
        status = desk().model_status()
        own = "" if status.ready else "Answers by Hark's own writer. "
        who.caption(f"{own}{markup.sentence(status.message)} {markup.sentence(status.hint)}")


st.set_page_config("Hark", ICON, layout="centered")
st.session_state.setdefault("token", st.query_params.get("c", ""))
st.query_params.from_dict({"c": st.session_state["token"]} if st.session_state["token"] else {})
st.html(STYLE)
st.html(f"<script>{SCRIPT.read_text()}</script>", unsafe_allow_javascript=True)
try:
    page()
except UserError as error:
    tell(error.message, error.hint)
except Exception:
    log.exception("the page could not be drawn")
    tell(
        "Something went wrong while this page was drawn.", "Reload it; the terminal that Hark runs in has the details."
    )
