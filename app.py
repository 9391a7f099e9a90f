"""The page: ask for music in your own words, hear it at once, read why.

A script, top to bottom, that owns nothing but what is on the screen. Understanding, searching and writing
happen in `llm`, in a thread of the turn's own (`TurnJob`), because Streamlit runs this script again at every
click. All text from tracks, requests and models passes `llm.markup` on its way to Markdown.
"""

from __future__ import annotations

import logging
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.errors import UserError
from data.home import library_home
from data.text import clean
from llm.conversation import Turn
from llm.dialogue import Dialogue, Dialogues, so_far
from llm.markup import answer, facts, literal, sentence
from retrieval.index_job import IndexJob
from retrieval.query import Hit

if TYPE_CHECKING:
    from llm.assistant import Assistant
    from llm.job import TurnJob
    from llm.ollama import OllamaChat
    from retrieval.library import Library

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
AT_ONCE = 4  # cards that show without asking

log = logging.getLogger("hark.page")


# What outlives a rerun, shared by all tabs.


@st.cache_resource(show_spinner=False)
def shelf() -> dict[str, Any]:
    """Conversations by the token in the address (a reload finds its own again), and what runs beside the page."""
    return {"dialogues": Dialogues(), "indexing": None, "workers": ThreadPoolExecutor(4, "hark-page")}


@st.cache_resource(show_spinner=False)
def library(home: Path) -> Library:
    """The library. Raises UserError where there is none."""
    from retrieval.library import Library

    return Library(home, chroma=True)


@st.cache_resource(show_spinner=False)
def model() -> OllamaChat:
    """The language model, which may or may not be there."""
    from llm.ollama import OllamaChat

    return OllamaChat()


@st.cache_resource(show_spinner=False)
def assistant(home: Path, folder: str) -> Assistant:
    """Who answers, from the whole library or from one folder of it."""
    from llm.assistant import Assistant
    from llm.scope import Scope

    return Assistant(Scope(library(home), folder) if folder else library(home), model())


@st.cache_resource(show_spinner=False)
def warm(home: Path) -> None:
    """Load in the background, once the page is there, what the first request would otherwise wait for."""

    def load(opened: Library) -> None:
        import data.preview  # noqa: F401
        import llm.job  # noqa: F401

        opened.encoder.encode_text(["music"])
        opened.heard(opened.tracks()[0])

    shelf()["workers"].submit(load, library(home))


# What clicks do. Callbacks run before the script draws.


def dialogue() -> Dialogue | None:
    """This tab's conversation; None on an empty page."""
    return shelf()["dialogues"].get(st.session_state["token"])


def ask(request: str | None = None) -> None:
    """Start a turn with `request`, or with what was typed."""
    request = request or st.session_state["request"]
    if request and request.strip():
        current = dialogue()
        if current is None:
            st.session_state["token"], current = shelf()["dialogues"].begin()
        current.ask(assistant(library_home(), st.session_state.get("scope") or ""), request)


def drop(chip: str) -> None:
    """Answer again without one part of the plan."""
    if current := dialogue():
        current.drop(assistant(library_home(), st.session_state.get("scope") or ""), chip)


def new_chat() -> None:
    """Back to the empty page; the old conversation stays at its address."""
    st.session_state["token"] = ""


def add_music(command: str = "index") -> None:
    """Start indexing the typed folder, or making the demo library, in a process of its own."""
    typed = st.session_state.get("folder", "").strip().strip("'\"")
    folder = Path(typed).expanduser()
    st.session_state["folder_error"] = ""
    if command == "index" and not (typed and folder.is_dir()):
        st.session_state["folder_error"] = f"There is no folder {typed}." if typed else "No folder is named yet."
    elif not busy():
        shelf()["indexing"] = IndexJob(library_home(), folder.absolute(), command)


def busy() -> bool:
    """Whether music is being added."""
    return bool(shelf()["indexing"]) and not shelf()["indexing"].finished


# Parts of a turn.


def tell(message: str, hint: str = "") -> None:
    """A message of Hark's own in a calm box: what is the matter, and the next step."""
    with st.container(key=f"notice-{secrets.token_hex(4)}"):
        st.markdown(f"{sentence(message)} :gray[{sentence(hint)}]" if hint else sentence(message))


def cards(number: int, hits: tuple[Hit, ...]) -> list[Any]:
    """The tracks of a turn, without their players: the words come first."""
    boxes = []
    with st.container(key=f"tracks-{number}"):
        first = st.container(key=f"cards-{number}")
        if len(hits) > AT_ONCE:
            more = st.expander(f"{len(hits) - AT_ONCE} more").container(key=f"cards-{number}-more")
        for i, hit in enumerate(hits):
            box = (first if i < AT_ONCE else more).container(border=True, key=f"card-{number}-{hit.rank}")
            box.subheader(f":gray[{hit.rank}] {literal(hit.track.title, 80)}", anchor=f"t{number}-{hit.rank}")
            box.markdown(facts(hit))
            boxes.append(box)
    return boxes


def players(boxes: list[Any], hits: tuple[Hit, ...]) -> None:
    """Their players, as fast as they can be cut."""
    from data.preview import PREVIEW_S, preview

    cut, cache = shelf()["workers"].submit, library_home() / "previews"
    # From the best moment, but never a shorter piece than the track allows.
    starts = [max(min(hit.start_s, hit.track.duration_s - PREVIEW_S), 0.0) for hit in hits]
    pieces = [cut(preview, h.track.path, cache, h.track.track_id, s) for h, s in zip(hits, starts, strict=True)]
    for box, piece, hit in zip(boxes, pieces, hits, strict=True):
        try:
            box.audio(str(piece.result()), format="audio/flac", alt=clean(hit.track.title))
        except UserError as error:
            box.caption(sentence(str(error)))


def says(number: int, turn: Turn) -> None:
    """The answer, its citations as chips that lead to their cards."""
    st.markdown(answer(turn.text, turn.hits, f"t{number}-"))
    for message, hint in turn.notices:
        tell(message, hint)


def stream(number: int, job: TurnJob, drawn: tuple[Hit, ...]) -> None:
    """A fragment: looks at a running turn, and has the whole page drawn again when more than words changed."""
    says(number, so_far(job))
    doing = "Writing" if job.text else "Listening closely" if job.plan else "Searching"
    with st.container(horizontal=True, vertical_alignment="center", key=f"working-{number}"):
        st.markdown(f":small[:gray[{doing}…]]")
        st.button("Stop", key=f"stop-{number}", on_click=job.cancel, type="tertiary", icon=":material/stop_circle:")
    if job.done or job.hits != drawn:
        st.rerun()


def show(number: int, turn: Turn, last: int, job: TurnJob | None = None) -> None:
    """One turn: the request, the tracks, the answer, where to go from there."""
    with st.container(key=f"turn-{number}"):
        st.header(literal(turn.request), anchor=f"turn-{number}")
        with st.container(horizontal=True, gap="xsmall", key=f"chips-{number}"):
            for chip in turn.plan.chips() if number == last else ():
                look = {"icon": ":material/close:", "icon_position": "right", "help": "Search again without this"}
                st.button(
                    literal(chip.label, 60), f"drop-{number}-{chip.name}", on_click=drop, args=(chip.name,), **look
                )
        hits = turn.hits if last - number < IN_FULL else ()
        if turn.plan.kind == "about" and turn.plan.about:
            hits = tuple(hit for hit in hits if hit.rank in turn.plan.about)
        boxes = cards(number, hits)
        if turn.hits and not hits:
            st.caption(" · ".join(f"{hit.rank} {literal(hit.track.title, 60)}" for hit in turn.hits))
        with st.container(key=f"answer-{number}"):
            if job:
                st.fragment(stream, run_every=POLL_S)(number, job, turn.hits)
            else:
                says(number, turn)
                by = literal(turn.assistant, 60).replace("built\\-in", "Hark's own writer")
                st.caption(f"{'' if turn.complete else 'Stopped before the end. '}Written by {by}.")
        if number == last and not job:
            with st.container(horizontal=True, gap="xsmall", key=f"next-{number}"):
                for text in turn.follow_ups:
                    st.button(literal(text, 80), key=f"next-{number}-{text}", on_click=ask, args=(text,))
        players(boxes, hits)


# Parts of the frame.


def indexing(whole: bool = False) -> None:
    """How far the indexing is, and what came of it. As a fragment, it has the `whole` page drawn again in the end."""
    job: IndexJob = shelf()["indexing"]
    if whole and job.finished:
        st.rerun()
    if job.error:
        tell(*job.error)
    elif job.report is not None:
        report = job.report.get("index", job.report)  # the demo's report holds the index's
        bad = len(report["skipped"])
        st.caption(f"{report['added']} tracks added{f', {bad} files could not be read' if bad else ''}.")
    else:
        left = f", {job.seconds_left:.0f} s left" if job.seconds_left is not None else ""
        st.progress(job.done / job.total if job.total else 0.0, literal(job.what or "Looking for music"))
        st.caption(f"{job.done} of {job.total}{left}  \n{literal(job.file, 60)}" if job.total else "A moment…")
        st.button("Stop", on_click=job.cancel, key="stop-indexing", type="tertiary", icon=":material/stop_circle:")


def add_folder() -> None:
    """A folder by its path, and the progress of the last one."""
    st.text_input("Folder", key="folder", placeholder="/home/you/Music", label_visibility="collapsed")
    st.button("Add this folder", on_click=add_music, disabled=busy(), width="stretch", key="add")
    if st.session_state.get("folder_error"):
        tell(st.session_state["folder_error"], "Write its whole path, as a file manager shows it.")
    if busy():
        st.fragment(indexing, run_every=0.5)(whole=True)
    elif shelf()["indexing"]:
        indexing()


def side(searched: Library) -> Any:
    """New chat, what is searched; returns the place for who answers."""
    if dialogue():
        st.title("Hark:primary[.]", anchor=False)
        st.button("New chat", on_click=new_chat, icon=":material/edit_square:", key="new")
    tracks, folders = searched.tracks(), [str(folder) for folder in searched.folders()]
    labels = {"": f"Everything, {len(tracks)} tracks"}
    labels |= {f: f"{Path(f).name}, {sum(str(t.folder) == f for t in tracks)} tracks" for f in folders}
    st.subheader("Library", anchor=False)
    st.selectbox("Search in", labels, format_func=labels.__getitem__, key="scope", label_visibility="collapsed")
    with st.expander("Add a folder", icon=":material/add:", expanded=bool(shelf()["indexing"])):
        add_folder()
    if skipped := searched.skipped():
        with st.expander(f"{len(skipped)} files could not be read"):
            st.markdown("\n".join(f"- {literal(path.name, 80)}: :gray[{sentence(why)}]" for path, why in skipped[:100]))
    st.subheader("Who answers", anchor=False)
    return st.container(key="who")


def first_run() -> None:
    """No library yet: make one, or name a folder."""
    with st.container(key="hero"):
        st.title("Hark:primary[.]", anchor=False)
        st.markdown("Ask for music in your own words. First, it needs some music to listen to.")
        with st.container(key="first"):
            st.button(
                "Make the demo library",
                type="primary",
                on_click=add_music,
                args=("demo",),
                disabled=busy(),
                width="stretch",
            )
            st.caption("Pieces in thirty styles, composed and played on this machine, in a minute or two.")
            st.caption("Or let it hear your own:")
            add_folder()


def empty_page(tracks: int) -> None:
    """The name, one input, somewhere to start."""
    with st.container(key="hero"):
        st.title("Hark:primary[.]", anchor=False)
        st.markdown("Ask for music in your own words.")
        st.chat_input("A sea shanty, a rainy piano, something scary…", key="request", on_submit=ask)
        with st.container(horizontal=True, horizontal_alignment="center", gap="xsmall", key="suggestions"):
            for text in SUGGESTIONS:
                st.button(text, on_click=ask, args=(text,), key=f"suggest-{text}")
        st.caption(f"{tracks} tracks, all on this machine")


def conversation(current: Dialogue) -> None:
    """The turns so far, the one that runs, and the input for the next."""
    current.settle()
    turns, job = list(current.conversation.turns), current.job
    last = len(turns) - (job is None)
    for number, turn in enumerate(turns):
        show(number, turn, last)
    if job:
        asked = time.monotonic()
        while not (job.plan or job.done) and time.monotonic() - asked < FIRST_TRACKS_S:
            job.wait(0.01)
        show(last, so_far(job), last, job)
    with st.container(key="ask"):  # inline, and held at the foot by the style: Streamlit's own foot scrolls by itself
        st.chat_input("Slower, without drums, more like 2…", key="request", on_submit=ask)


def page() -> None:
    """One of three: no library, the empty page, a conversation."""
    try:
        searched = library(library_home())
    except UserError as error:
        if (library_home() / "catalogue.db").exists() and not busy():  # there, but not as it should be
            tell(error.message, error.hint)
        else:
            first_run()
        return
    if not searched.tracks():
        first_run()
        return
    with st.sidebar:
        who = side(searched)
    current = dialogue()
    if current:
        conversation(current)
    else:
        empty_page(len(searched.tracks()))
    warm(library_home())
    if not (current and current.job):  # last, because a server that hangs takes two seconds
        status = model().status()
        own = "" if status.ready else "Answers by Hark's own writer. "
        who.caption(f"{own}{sentence(status.message)} {sentence(status.hint)}")


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
