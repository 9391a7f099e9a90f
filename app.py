"""The page: ask for music in your own words, hear it at once, read why.

A script, top to bottom, that owns nothing but what is on the screen. Understanding, searching and writing
happen in `llm`, in a thread of the turn's own (`TurnJob`), because Streamlit runs this script again at every
click. All text from tracks, requests and models passes `llm.session.markup` on its way to Markdown.
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
from llm.session import export
from llm.session.dialogue import Dialogue, Dialogues, so_far
from llm.session.markup import answer, evidence, facts, folder_names, literal, pace, plain_path, plural, sentence
from llm.session.saved import MAX_NAME, Listed, Threads
from retrieval.indexing.job import IndexJob
from retrieval.playlists import FORMATS, MIME
from retrieval.query import Hit

if TYPE_CHECKING:
    from data.track import Track
    from llm.assistant import Assistant
    from llm.chat_model.ollama import OllamaChat
    from llm.plan import Plan
    from llm.session.job import TurnJob
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
DRAWN = 25  # turns of a long conversation that are on the page without asking
AT_ONCE = 4  # cards that show without asking
LISTED = 7  # conversations in the sidebar; the others are a click away
CLIP_MB = 64

Shown = tuple[int, list[Any], tuple[Hit, ...]]  # a turn's number, its cards and their tracks

log = logging.getLogger("hark.page")


# What outlives a rerun, shared by all tabs.


@st.cache_resource(show_spinner=False)
def shelf() -> dict[str, Any]:
    """Conversations by the token in the address (a reload finds its own again), and what runs beside the page."""
    kept = Dialogues(Threads(library_home() / "threads"))
    return {"dialogues": kept, "indexing": None, "watcher": None, "workers": ThreadPoolExecutor(4, "hark-page")}


@st.cache_resource(show_spinner=False)
def library(home: Path) -> Library:
    """The library. Raises UserError where there is none."""
    from retrieval.library import Library

    return Library(home, chroma=True)


@st.cache_resource(show_spinner=False)
def model() -> OllamaChat:
    """The language model, which may or may not be there."""
    from llm.chat_model.ollama import OllamaChat

    return OllamaChat()


@st.cache_resource(show_spinner=False)
def assistant(home: Path, folder: str) -> Assistant:
    """Who answers, from the whole library or from one folder of it."""
    from llm.assistant import Assistant
    from llm.session.clips import WithClips
    from llm.session.scope import Scope

    searched = Scope(library(home), folder) if folder else library(home)
    return Assistant(WithClips(searched, home / "clips", lambda: library(home).encoder), model())


@st.cache_resource(show_spinner=False, max_entries=500)
def picture(path: Path, changed: float) -> bytes | None:
    """A track's cover as a small JPEG made here, while its file is the same; None where there is none."""
    from data.cover import cover

    return cover(path)


@st.cache_resource(show_spinner=False)
def warm(home: Path) -> None:
    """Load in the background, once the page is there, what the first request would otherwise wait for."""

    def load(opened: Library) -> None:
        import data.preview  # noqa: F401
        import llm.session.job  # noqa: F401

        opened.encoder.encode_text(["music"])
        opened.heard(opened.tracks()[0])

    shelf()["workers"].submit(load, library(home))
    shelf()["workers"].submit(watch)


# What clicks do. Callbacks run before the script draws.


def dialogue() -> Dialogue | None:
    """This tab's conversation; None on an empty page, and where it is damaged (`page` says so)."""
    try:
        return shelf()["dialogues"].get(st.session_state["token"])
    except UserError:
        return None


def answers() -> Assistant:
    """Who answers in this tab, from what is searched in it."""
    return assistant(library_home(), st.session_state.get("scope") or "")


def ask(request: str | None = None) -> None:
    """Start a turn with `request`, or with what was typed, dropped or recorded."""
    given: Any = request or st.session_state["request"]
    text = given if isinstance(given, str) else (given.text if given else "") or ""
    clip = None if isinstance(given, str) or not given else given.audio or next(iter(given.files), None)
    if clip:
        sounds_like(clip, text)
    elif text.strip():
        start(text)


def start(request: str, plan: Plan | None = None) -> None:
    """Start a turn, in a new conversation where there is none."""
    current = dialogue() or shelf()["dialogues"].begin()
    st.session_state["token"] = current.token
    current.ask(answers(), request, plan)


def sounds_like(clip: Any, text: str) -> None:
    """Start a turn that looks for music like an uploaded or recorded clip."""
    from llm.session.clips import keep, plan_for

    searched, home = library(library_home()), library_home()
    name = clip.name if clip.name and not clip.name.startswith("audio") else "what you recorded"
    try:
        kept = keep(home / "clips", clip.name, clip.getvalue(), searched.encoder)
        plan = plan_for(kept, name, text, searched.artists(), searched.albums())
    except UserError as error:
        st.session_state["trouble"] = (error.message, error.hint)
    else:
        start(plan.request, plan)


def more_like(track: Track) -> None:
    """Start a turn that looks for music like a track on a card."""
    from llm.session.clips import like_track

    plan = like_track(track)
    start(plan.request, plan)


def drop(chip: str) -> None:
    """Answer again without one part of the plan."""
    if current := dialogue():
        current.drop(answers(), chip)


def open_chat(token: str = "") -> None:
    """Another conversation, or the empty page; the one before is kept."""
    st.session_state["token"] = token
    st.session_state["drawn"] = DRAWN


def rename() -> None:
    """Give the conversation the typed name."""
    if current := dialogue():
        current.rename(st.session_state[f"name-{current.token}"])


def delete() -> None:
    """Delete this tab's conversation, which may be damaged; it can be brought back until the next is deleted."""
    token = st.session_state["token"]
    try:
        shelf()["dialogues"].delete(token)
        st.session_state["deleted"] = token
        open_chat()
    except UserError as error:
        st.session_state["trouble"] = (error.message, error.hint)


def restore() -> None:
    """Bring back what was just deleted."""
    token = st.session_state.pop("deleted")
    if shelf()["dialogues"].restore(token):
        open_chat(token)


def add_music(command: str = "index") -> None:
    """Start indexing the typed folder, or making the demo library, in a process of its own."""
    typed = st.session_state.get("folder", "").strip().strip("'\"")
    folder = Path(typed).expanduser()
    st.session_state["folder_error"] = ""
    if command == "index" and not (typed and folder.is_dir()):
        st.session_state["folder_error"] = f"There is no folder {typed}." if typed else "No folder is named yet."
    elif not busy():
        shelf()["indexing"] = IndexJob(library_home(), folder.absolute(), command)


def try_again() -> None:
    """Listen again to the files that could not be read."""
    if not busy():
        shelf()["indexing"] = IndexJob(library_home(), None, retry=True)


def renew(searched: Library) -> None:
    """Have music heard again that an earlier encoder heard, once, in the background; and say so meanwhile."""
    if searched.outdated and not busy() and not shelf().get("renewed"):
        shelf()["renewed"] = True
        shelf()["indexing"] = IndexJob(library_home(), None)
    if busy() and shelf().get("renewed") and shelf()["indexing"].folder is None:
        tell(
            "This Hark hears better than the one that made your library, so it is listening to your music again.",
            "What it has heard so far can be searched already.",
        )


def busy() -> bool:
    """Whether music is being added."""
    return bool(shelf()["indexing"]) and not shelf()["indexing"].finished


def follow() -> None:
    """Have the folders watched, or not, from now on and after a restart."""
    marker = library_home() / "watched"
    try:
        marker.touch() if st.session_state["follow"] else marker.unlink(missing_ok=True)
        watch()
    except (OSError, UserError) as error:
        marker.unlink(missing_ok=True)
        st.session_state["folder_error"] = f"The folders cannot be followed: {error}"


def watch() -> None:
    """Start or stop following the folders, as was last chosen."""
    from retrieval.indexing.watching import Watcher

    wanted, watcher = (library_home() / "watched").exists(), shelf()["watcher"]
    if wanted and not watcher:
        shelf()["watcher"] = Watcher(library_home())
        shelf()["watcher"].start()
    elif watcher and not wanted:
        shelf()["watcher"] = None
        shelf()["workers"].submit(watcher.stop)  # may take seconds


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


def players(number: int, boxes: list[Any], hits: tuple[Hit, ...]) -> None:
    """Their players, as fast as they can be cut, and a menu for what is rarely asked of a track."""
    from data.preview import preview

    cut, cache = shelf()["workers"].submit, library_home() / "previews"
    now = [library(library_home()).track(hit.track.track_id) for hit in hits]  # a track may have moved, or gone
    pieces = [t and cut(preview, t.path, cache, t.track_id, hit.start_s) for t, hit in zip(now, hits, strict=True)]
    for box, piece, hit, track in zip(boxes, pieces, hits, now, strict=True):
        if not piece or not track:
            box.caption("No longer in the library.")
            continue
        try:
            if jpeg := picture(track.path, track.path.stat().st_mtime):
                box.container(key=f"cover-{number}-{hit.rank}").image(jpeg, width="stretch")
        except OSError:
            pass  # the file has gone; its player says so
        try:
            box.audio(str(piece.result()), format="audio/flac", alt=clean(hit.track.title))
        except UserError as error:
            box.caption(sentence(str(error)))
        about = f"{number}-{hit.rank}"
        with box.popover("About this track", icon=":material/more_horiz:", type="tertiary", key=f"about-{about}"):
            st.button(
                "More like this", f"like-{about}", on_click=more_like, args=(track,), icon=":material/graphic_eq:"
            )
            st.markdown(evidence(hit))
            st.code(plain_path(track.path), language=None, wrap_lines=True)


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


def show(place: Any, number: int, turn: Turn, last: int, job: TurnJob | None = None) -> Shown:
    """One turn: the request, the tracks, the answer, where to go from there; returns what its `players` need."""
    with place:
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
                ended = "" if turn.complete else "Stopped before the end. "
                st.caption(f"{ended}Written by {by}." if by else ended)
        if number == last and not job:
            with st.container(horizontal=True, gap="xsmall", key=f"next-{number}"):
                for text in turn.follow_ups:
                    st.button(literal(text, 80), key=f"next-{number}-{text}", on_click=ask, args=(text,))
    return number, boxes, hits


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
        unheard = f", {plural(bad, 'file')} could not be read" if bad else ""
        st.caption(f"{plural(report['added'], 'track')} added{unheard}.")
    else:
        st.progress(job.done / job.total if job.total else 0.0, literal(job.what or "Looking for music"))
        st.caption(f"{pace(job)}  \n{literal(job.file, 60)}" if job.total else "A moment…")
        if job.failed:
            unread([(Path(path).name, why) for path, why in job.errors], job.failed)
        with st.container(horizontal=True, gap="xsmall"):
            if job.total and job.paused:
                st.button("Go on", on_click=job.resume, key="resume", type="tertiary", icon=":material/play_arrow:")
            elif job.total:
                st.button("Pause", on_click=job.pause, key="pause", type="tertiary", icon=":material/pause:")
            st.button("Stop", on_click=job.cancel, key="stop-indexing", type="tertiary", icon=":material/stop_circle:")


def unread(files: list[tuple[str, str]], count: int) -> None:
    """Files that could not be read, each with its reason."""
    with st.expander(f"{plural(count, 'file')} could not be read"):
        st.markdown("\n".join(f"- {literal(name, 80)}: :gray[{sentence(why)}]" for name, why in files[-100:]))
        if not busy():
            st.button("Try these again", on_click=try_again, key="retry", type="tertiary", icon=":material/refresh:")


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


def following() -> None:
    """Whether changes in the folders are followed, and what came of it."""
    st.session_state["follow"] = (library_home() / "watched").exists()
    st.toggle("Follow changes in the folders", key="follow", on_change=follow)
    if watcher := shelf()["watcher"]:
        tell(*watcher.error) if watcher.error else st.caption(literal(watcher.sentence))


def conversations() -> None:
    """Those before, newest first; the others in a menu that finds them by name."""
    kept: list[Listed] = shelf()["dialogues"].list()
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
    """A conversation's name, to be opened."""
    st.button(
        literal(one.name, 60),
        f"{where}{'-now' * (one.token == st.session_state['token'])}-{one.token}",
        on_click=open_chat,
        args=(one.token,),
        type="tertiary",
        icon=":material/warning:" if one.damaged else None,
        width="stretch",
    )


def menu(current: Dialogue, turns: list[Turn]) -> None:
    """What is rarely asked of a conversation: another name, a file to keep, an end."""
    with st.popover("This conversation", icon=":material/more_horiz:", type="tertiary", key="menu"):
        name = f"name-{current.token}"
        st.session_state[name] = current.name
        st.text_input("Name", key=name, on_change=rename, max_chars=MAX_NAME)
        every = st.session_state.get("every-turn", False)
        shown = turns if every else [turn for turn in turns if turn.hits][-1:]
        st.caption("Its tracks, for another player")
        with st.container(horizontal=True, gap="xsmall", key="formats"):
            for ending in FORMATS:
                save(
                    ending.upper(),
                    ending,
                    current.name,
                    lambda e=ending: playlist(e, current.name, shown),
                    MIME[ending],
                )
        st.checkbox("Of every turn", key="every-turn")
        st.caption("The whole of it, to read")
        save(
            "Markdown", "md", current.name, lambda: export.markdown(current.name, current.conversation), "text/markdown"
        )
        st.button("Delete", on_click=delete, key="delete", type="tertiary", icon=":material/delete:")


def playlist(ending: str, name: str, turns: list[Turn]) -> str:
    """A playlist of the tracks that turns showed and the library still has."""
    tracks, _ = export.tracks_of(turns, library(library_home()).track)
    return FORMATS[ending](tracks, name, None)


def save(label: str, ending: str, name: str, text: Any, mime: str) -> None:
    """A button that saves what `text` makes when it is clicked."""
    file = export.file_name(name, ending)
    st.download_button(label, text, file, mime, key=f"save-{ending}", on_click="ignore")


def side(searched: Library) -> Any:
    """New chat, what is searched, conversations before; returns the place for who answers."""
    if st.session_state["token"]:
        st.title("Hark:primary[.]", anchor=False)
        st.button("New chat", on_click=open_chat, icon=":material/edit_square:", key="new")
    st.subheader("Library", anchor=False)
    # Labels without counts: the browser hands back the label, which must mean the same after the library has grown.
    labels = {"": "Everything", **folder_names([str(folder) for folder in searched.folders()])}
    if st.session_state.get("scope") not in labels:
        st.session_state["scope"] = ""
    st.selectbox("Search in", labels, format_func=labels.__getitem__, key="scope", label_visibility="collapsed")
    if scope := st.session_state["scope"]:
        st.caption(f"{sum(str(track.folder) == scope for track in searched.tracks()):,} tracks")
    with st.expander(
        "Add a folder",
        icon=":material/add:",
        expanded=busy() or bool(shelf()["indexing"] and not st.session_state["token"]),
    ):
        add_folder()
        following()
    if (skipped := searched.skipped()) and not busy():
        unread([(path.name, why) for path, why in skipped], len(skipped))
    conversations()
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


def wish(placeholder: str) -> None:
    """The input: words, a clip to sound like, or both."""
    from data.audio import formats

    clips = {"accept_file": True, "file_type": sorted(formats()), "accept_audio": True, "max_upload_size": CLIP_MB}
    st.chat_input(placeholder, key="request", on_submit=ask, **clips)
    if trouble := st.session_state.pop("trouble", None):
        tell(*trouble)


def empty_page(tracks: int, lost: bool) -> None:
    """The name, one input, somewhere to start; what is `lost` is a conversation that the address names."""
    with st.container(key="hero"):  # alone on the page: the style hides what an earlier run may have left below it
        st.title("Hark:primary[.]", anchor=False)
        st.markdown("Ask for music in your own words, or drop a clip it should sound like.")
        wish("A sea shanty, a rainy piano, something scary…")
        with st.container(horizontal=True, horizontal_alignment="center", gap="xsmall", key="suggestions"):
            for text in SUGGESTIONS:
                st.button(text, on_click=ask, args=(text,), key=f"suggest-{text}")
        st.caption(f"{plural(tracks, 'track')}, all on this machine")
        if lost:
            tell("This conversation is not here any more.", "Ask something new, or open another one at the side.")


def conversation(current: Dialogue) -> list[Shown]:
    """The turns so far, the one that runs, and the input for the next; returns what their players need."""
    turns, job = current.now()
    last = len(turns) - (job is None)
    earlier = max(len(turns) - st.session_state.setdefault("drawn", DRAWN), 0)
    if earlier:
        more = f"{plural(earlier, 'earlier turn')}"
        st.button(more, on_click=draw_more, key="earlier", type="tertiary", icon=":material/expand_less:")
    places = {number: st.container(key=f"turn-{number}") for number in range(earlier, last + 1)}
    with st.container(key="ask"):  # inline, and held at the foot by the style: Streamlit's own foot scrolls by itself
        wish("Slower, without drums, more like 2…")
        if current.trouble:
            tell(*current.trouble)
    if turns:  # below: above the turns its coming would move them all to other places, and the page would jump
        menu(current, turns)
    shown = []
    if job:  # the newest first: it is what the listener waits for
        asked = time.monotonic()
        while not (job.plan or job.done) and time.monotonic() - asked < FIRST_TRACKS_S:
            job.wait(0.01)
        shown.append(show(places[last], last, so_far(job), last, job))
    return shown + [show(places[n], n, turns[n], last) for n in reversed(range(earlier, len(turns)))]


def draw_more() -> None:
    """More of a long conversation's earlier turns."""
    st.session_state["drawn"] += DRAWN


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
    renew(searched)
    if not searched.tracks():
        first_run()
        return
    current = damaged = None
    try:
        if current := shelf()["dialogues"].get(st.session_state["token"]):
            current.now()  # a turn that is done is kept before the conversations are listed
    except UserError as error:
        damaged = error
    shown: list[Shown] = []
    if damaged:
        tell(damaged.message, damaged.hint)
        st.button("Delete this conversation", on_click=delete, key="delete-damaged", icon=":material/delete:")
    elif current:
        shown = conversation(current)
    else:
        empty_page(len(searched.tracks()), lost=bool(st.session_state["token"]))
    with st.sidebar:
        who = side(searched)
    for number, boxes, hits in shown:  # late, because they take time to cut
        players(number, boxes, hits)
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
