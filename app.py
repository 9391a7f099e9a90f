"""The web page: a chat that answers requests for music with tracks, a player and a written answer that cites them.

Streamlit runs this script from top to bottom at every click. The script only draws; `llm.session.desk` does the rest.
The files `.streamlit/*.js` draw rows of tracks and the player from plain values (`draw_part`), so that music continues
while this script runs again. A turn runs in a thread of its own, so that its answer continues as well. `markup` escapes
all text of tracks, requests and models before it is drawn as Markdown.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from llm.session.desk import MAX_NAME, PLAYLISTS, Changes, Desk, Dialogue, Hit, Listed, Turn, UserError, markup, so_far

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from llm.session.desk import TurnJob

FILES = Path(__file__).parent / ".streamlit"
STYLE = FILES / "page.css"
SCRIPTS = ("player.js", "lists.js", "rows.js", "typing.js", "clips.js", "manners.js")
# Drawn here, because Streamlit fetches its own icons and emoji for the tab from the network.
ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="none" stroke="#c2501c"
stroke-width="3.6" stroke-linecap="round"><path d="M6 13v6M12.7 7v18M19.3 11v10M26 14v4"/></g></svg>"""
POLL_S = 0.2  # seconds between two updates of a running turn; five a second look like a stream
FIRST_TRACKS_S = 1.5  # longest wait for a turn's tracks before the page is shown without them
FEW_TRACKS = 100  # while there are fewer, the page without a conversation is drawn again when tracks were added
LIST = "list:"  # begins the token of the page of a playlist
LISTED = 9  # conversations in the sidebar; a menu has the others
CLIP_MB = 64
RULES = 6  # standing rules shown as chips; the sidebar has them all
RULE_KINDS = {
    "Never this artist": "artist",
    "Never this album": "album",
    "Never this genre": "genre",
    "Never this folder": "folder",
    "Only this folder": "only folder",
    "Nothing longer than (minutes)": "longest",
    "Nothing shorter than (minutes)": "shortest",
}
READERS = {"m3u8": "most players", "xspf": "VLC and others", "jspf": "ListenBrainz"}  # of the playlist formats

log = logging.getLogger("hark.page")


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """Return the one `Desk` that all browser tabs share until the server ends."""
    return Desk()


# What the page's script draws, from values. It waits if the script is not there yet.
part = st.components.v2.component(
    "hark",
    js="""
    export default part => {
      if (window.harkPage && window.harkPage.draw) window.harkPage.draw(part);
      else (window.harkWaiting ??= []).push(part);
    }
    """,
    isolate_styles=False,
)


def draw_part(kind: str, key: str, values: dict[str, Any], **callbacks: Any) -> None:
    """Send values to the page's script, which draws them.

    Args:
        kind: what the script draws: "rows" (tracks), "chips" (conditions of a search) or "past" (earlier turns). The
            kind "page" draws nothing: it gives the script what the whole page shares, such as the address of sounds.
        key: identifies this part of the page to Streamlit.
        values: JSON values.
        **callbacks: functions that Streamlit calls when the script sends something back.
    """
    part(key=key, data={"kind": kind, **values}, **callbacks)


# Callbacks of buttons, inputs and the page's script. Streamlit runs them before the script draws.


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
    """Start a turn with `request`; without it, with the request that the user has just typed, or with the user's clip.

    Commands for the player ("play 3", "next") start no turn.
    """
    given: Any = request or st.session_state["request"]
    text = given if isinstance(given, str) else (given.text if given else "") or ""
    clip = None if isinstance(given, str) or not given else given.audio or next(iter(given.files), None)
    with keep_error():
        if clip:
            open_chat(desk().ask_with_clip(clip.name, clip.getvalue(), text, **here()).token)
        elif order := desk().command(text, st.session_state["token"]):
            st.session_state["command"] = {"id": secrets.token_hex(4), **order}
            if order["do"] == "pause":
                desk().stop(st.session_state["token"])
        elif text.strip():
            open_chat(desk().ask(text, **here()).token)


def act() -> None:
    """Do what the user clicked in a row of a track or in a chip of a condition."""
    asked = st.session_state["page"].get("do") or {}
    with keep_error():
        match asked.get("do"):
            case "like":
                open_chat(desk().ask_more_like(str(asked["id"]), **here()).token)
            case "without":
                desk().ask_without(str(asked["id"]), str(asked.get("artist", "")), **here())
            case "keep":
                open_chat(LIST + desk().keep(number=int(asked["turn"]), **here()).token)
            case "list":
                edit_playlist(str(asked["token"]), str(asked["act"]), str(asked["id"]), int(asked.get("to", 0)))
            case "rule":
                lift_rule(int(asked["id"]))
            case "chip":
                desk().strike(asked["part"], asked["value"], **here())
            case "add":
                desk().add_condition(str(asked["text"]), **here())


def edit_playlist(token: str, action: str, track_id: str, place: int) -> None:
    """Move, remove or swap a track of a playlist; `desk().edits` can undo it."""
    desk().edit_list(token, action, track_id, place)
    st.session_state.pop("changes", None)


def step_back(token: str, step: Callable[[str], None]) -> None:
    """Undo or redo the last change of a playlist; `step` is the method of `desk().edits` that does it."""
    with keep_error():
        step(token)
        st.session_state.pop("changes", None)


def refresh_playlist(token: str) -> None:
    """Ask for a playlist again, and store what would change, for the page to draw."""
    with keep_error():
        st.session_state["changes"] = desk().lists.refresh(token)


def apply_changes(token: str) -> None:
    """Make the changes that were drawn."""
    with keep_error():
        changes = st.session_state.pop("changes")
        desk().edits.make(token, lambda: desk().lists.apply(changes))


def export_playlist(token: str, typed_in: str = "") -> None:
    """Write the file of a playlist.

    Args:
        token: names the playlist.
        typed_in: the input with the path of the file; "" for the file that was written last.
    """
    with keep_error():
        # Read here and not when the button is drawn: one click leaves the input and presses the button.
        typed = st.session_state[typed_in] if typed_in else None
        if typed is not None and not typed.strip():
            raise UserError("No file is named yet.", "Write its whole path, such as /home/you/Music/dinner.m3u8.")
        path, gone = desk().lists.export(token, Path(typed.strip().strip("'\"")) if typed else None)
        left = f" {markup.plural(len(gone), 'track')} that left the library left out." if gone else ""
        st.session_state["said"] = f"Saved as {path}.{left}"


def copy_playlist(token: str) -> None:
    """Copy the files of a playlist into the folder that was typed."""
    with keep_error():
        if not (name := st.session_state["copy-to"].strip().strip("'\"")):
            raise UserError("No folder is named yet.", "Write its whole path, such as /media/you/STICK.")
        target, copied, missing = desk().lists.copy(token, Path(name))
        left = f" {markup.plural(len(missing), 'file')} missing." if missing else ""
        st.session_state["said"] = f"{markup.plural(copied, 'file')} copied to {target}.{left}"


def rename_playlist(token: str) -> None:
    """Give a playlist the name that the user typed."""
    with keep_error():
        desk().lists.rename(token, st.session_state[f"list-name-{token}"])


def delete_playlist(token: str) -> None:
    """Delete the open playlist; `restore` can bring it back."""
    with keep_error():
        desk().lists.delete(token)
        st.session_state.setdefault("deleted", []).append(LIST + token)
        open_chat()


def lift_rule(rule_id: int) -> None:
    """Lift a standing rule; the sidebar offers to bring it back."""
    with keep_error():
        if rule := desk().lift_rule(rule_id, **here()):
            st.session_state.setdefault("lifted", []).append(rule)


def restore_rule() -> None:
    """Bring back the rule that was lifted last; the next call brings back the one before."""
    if lifted := st.session_state.get("lifted"):
        with keep_error():
            desk().restore_rule(*lifted.pop(), **here())


def add_rule() -> None:
    """Add the standing rule that was typed in the sidebar."""
    st.session_state["rule_trouble"] = None
    with keep_error("rule_trouble"):
        desk().add_rule(RULE_KINDS[st.session_state["rule-kind"]], st.session_state["rule-value"])
        st.session_state["rule-value"] = ""


def clear_plays() -> None:
    """Delete the log of what was played."""
    with keep_error():
        desk().clear_plays()


def again(from_request: bool) -> None:
    """Answer the last request once more; with `from_request`, make a new plan for it first."""
    with keep_error():
        desk().again(from_request=from_request, **here())


def open_chat(token: str = "") -> None:
    """Open the conversation with this token; without a token, open the empty page."""
    st.session_state["token"] = token
    st.session_state["opened"] = True


def follow_address() -> None:
    """Open the conversation that the address names if the browser's Back or Forward has changed the address.

    This script writes the address in all other cases. A click that opens a conversation has precedence.
    """
    state, asked = st.session_state, st.query_params.get("c", "")
    if "token" not in state or (asked != state["address"] and not state.pop("opened", False)):
        state["token"] = asked
    state["opened"] = False
    if asked != state["token"]:
        st.query_params.from_dict({"c": state["token"]} if state["token"] else {})
    state["address"] = state["token"]


def rename(token: str) -> None:
    """Give a conversation the name that the user typed.

    `token` is passed because a click at the same moment may already have opened another conversation.
    """
    with keep_error():
        desk().rename(token, st.session_state[f"name-{token}"])


def delete() -> None:
    """Delete the open conversation; `restore` can bring it back."""
    token = st.session_state["token"]
    with keep_error():
        desk().delete(token)
        st.session_state.setdefault("deleted", []).append(token)
        open_chat()


def restore() -> None:
    """Bring back and open what was deleted last; the next call brings back what was deleted before it."""
    token = st.session_state["deleted"].pop()
    if desk().lists.restore(token.removeprefix(LIST)) if token.startswith(LIST) else desk().restore(token):
        open_chat(token)


def add_folder() -> None:
    """Start to add the folder whose path was typed."""
    st.session_state["folder_trouble"] = None
    with keep_error("folder_trouble"):
        desk().add_folder(st.session_state.get("folder", ""))


def remove_folder(folder: str) -> None:
    """Remove a folder from the library."""
    st.session_state["folder_trouble"] = None
    with keep_error("folder_trouble"):
        desk().remove_folder(folder)


def set_watching() -> None:
    """Start or stop watching the folders for changes, depending on the toggle in the sidebar."""
    st.session_state["folder_trouble"] = None
    with keep_error("folder_trouble"):
        desk().set_watching(st.session_state["follow"])


# Functions that draw a turn.


def draw_notice(message: str, hint: str = "") -> None:
    """Draw a box with a message of Hark's own and a hint on what to do next."""
    with st.container(key=f"notice-{secrets.token_hex(4)}"):
        st.markdown(f"{markup.sentence(message)} :gray[{markup.sentence(hint)}]" if hint else markup.sentence(message))


def draw_chips(number: int, turn: Turn) -> None:
    """Draw the conditions that a turn searched for, as chips that the user can remove and restore, and add to.

    Standing rules are chips, too: a click lifts one for every search. Words that the search does not use, and
    conditions that cannot be checked, are shown beside the chips.
    """
    plan, struck = turn.plan, turn.struck
    searched = plan.kind in ("search", "refine")
    rules = desk().rules()[:RULES] if searched or plan.rule_change else []
    if plan.chips() or struck or plan.unused or plan.unknown or rules or (searched and turn.hits):
        values = {
            "chips": desk().chips(plan, struck),
            "unused": list(plan.unused),
            "unknown": list(plan.unknown),
            "rules": rules,
            "more": [name for name in desk().conditions() if name not in plan.wanted] if searched else [],
        }
        draw_part("chips", f"part-chips-{number}", values)


def draw_answer(number: int, turn: Turn) -> None:
    """Draw the answer of a turn, with citations that link to the rows of the tracks; then draw its notices."""
    st.markdown(markup.answer(turn.answer, turn.hits, f"t{number}-"))
    for message, hint in turn.notices:
        draw_notice(message, hint)


def draw_running_turn(number: int, job: TurnJob, drawn: tuple[Hit, ...]) -> None:
    """Draw the answer so far of a running turn, and the steps done. Streamlit calls this every `POLL_S` seconds.

    The whole page is drawn again when the turn has ended or its tracks have changed.

    Args:
        number: index of the turn in its conversation, from 0.
        job: the running turn.
        drawn: the tracks that the page shows for the turn at present.
    """
    draw_answer(number, so_far(job))
    steps = desk().counted(job.plan, here()["folder"]) if job.plan else []
    steps.append("writing" if job.answer or job.draft else "looking" if job.plan else "reading the request")
    with st.container(horizontal=True, vertical_alignment="center", key=f"working-{number}"):
        st.markdown(f":small[:gray[{markup.literal(', '.join(steps))}…]]")
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


def draw_turn(number: int, turns: list[Turn], job: TurnJob | None) -> None:
    """Draw the newest turn: request, chips of its conditions, answer, suggestions and tracks.

    Args:
        number: index of the turn in its conversation, from 0.
        turns: all turns of the conversation, including the running one.
        job: the turn's job while it runs; None for a finished turn.
    """
    turn = turns[number]
    with st.container(key=f"asked-{number}"):
        st.header(markup.literal(turn.request, 600), anchor=f"turn-{number}")
    keys = [f"{part}-{number}" for part in ("chips", "answer", "next", "rows")]
    if job and not job.plan:  # clear what is left here of the turn before, and wait with the request alone on the page
        places = [st.empty() for _ in keys]
        job.wait_for_tracks(FIRST_TRACKS_S)
        turn = turns[number] = so_far(job)
        chips, answer, following, rows = (place.container(key=key) for place, key in zip(places, keys, strict=True))
    else:
        chips, answer, following, rows = (st.container(key=key) for key in keys)
    if found := desk().rows_of(turns, number):
        with rows:
            draw_part("rows", f"part-rows-{number}", {"turn": number, **found})
    with chips:
        draw_chips(number, turn)
    with answer:
        if job:
            st.fragment(draw_running_turn, run_every=POLL_S)(number, job, turn.hits)
        else:
            draw_answer(number, turn)
            if said := markup.written_by(turn):
                st.caption(said)
    with following:
        if job:
            return
        if not turn.complete:
            with st.container(horizontal=True, gap="xsmall", key=f"redo-{number}"):
                st.button("Go on", f"go-on-{number}", on_click=again, args=(False,), type="tertiary")
                st.button("Again", f"again-{number}", on_click=again, args=(True,), type="tertiary")
        for text in turn.follow_ups:
            st.button(markup.literal(text, 80), key=f"next-{number}-{text}", on_click=ask, args=(text,))


# Functions that draw everything around the turns.


def draw_progress(whole: bool = False, shown: int = 0) -> None:
    """Draw the progress or the outcome of adding music.

    Args:
        whole: whether to draw the whole page again when the run has ended, and outside of conversations also when the
            first tracks have been added.
        shown: the number of tracks in the library when the page was drawn.
    """
    job = desk().indexing
    if job is None:
        return
    first = shown < FEW_TRACKS and not st.session_state.get("token")
    if whole and (job.finished or (first and desk().has_music() and desk().track_count() > shown)):
        st.rerun()
    if job.error:
        draw_notice(*job.error)
    elif job.report is not None:
        st.caption(markup.added(job.report))
    else:
        st.progress(job.done / job.total if job.total else 0.0, markup.literal(job.what or "Looking for music"))
        st.caption(f"{markup.pace(job)}  \n{markup.literal(job.file, 60)}" if job.total else "A moment…")
        if job.failed:
            draw_unread_files([(Path(path).name, why) for path, why in job.errors], "now")
        with st.container(horizontal=True, gap="xsmall"):
            if job.total and job.paused:
                st.button("Go on", on_click=job.resume, key="resume", type="tertiary", icon=":material/play_arrow:")
            elif job.total and job.can_pause:
                st.button("Pause", on_click=job.pause, key="pause", type="tertiary", icon=":material/pause:")
            st.button("Stop", on_click=job.cancel, key="stop-indexing", type="tertiary", icon=":material/stop_circle:")


def draw_unread_files(files: Sequence[tuple[str, str]], folder: str) -> None:
    """Draw a list of the files of a folder that could not be read.

    Args:
        files: (name, reason) of each file; only the last hundred are drawn.
        folder: path of the folder.
    """
    with st.expander(f"{markup.plural(len(files), 'file')} could not be read"):
        lines = [f"- {markup.literal(name, 80)}: :gray[{markup.sentence(why)}]" for name, why in files[-100:]]
        st.markdown("\n".join(lines))
        if not desk().busy:
            retry = desk().retry_unread
            st.button(
                "Try these again", on_click=retry, key=f"retry-{folder}", type="tertiary", icon=":material/refresh:"
            )


def draw_folders(folders: dict[str, str]) -> None:
    """Draw each folder with its number of tracks, its unread files and a button that removes it from the library."""
    for folder, name in folders.items():
        count = desk().track_count(folder)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"folder-{name}"):
            st.markdown(f"{markup.literal(name, 40)} :gray[{count:,}]")
            with st.popover("Remove", type="tertiary", key=f"remove-{name}"):
                st.markdown(
                    f"Remove {markup.literal(name, 60)} and its {markup.plural(count, 'track')} from the library?"
                )
                st.caption(
                    f"{markup.literal(folder, 400)}  \nNo file is deleted. Add the folder again to have it back."
                )
                st.button("Remove", f"removed-{name}", on_click=remove_folder, args=(folder,), disabled=desk().busy)
        if not desk().busy and (files := desk().unread(folder)):
            draw_unread_files(files, name)


def draw_folder_form() -> None:
    """Draw the input for the path of a folder to add, and the progress of the folder that is being added."""
    st.text_input("Folder", key="folder", placeholder="/home/you/Music", label_visibility="collapsed")
    st.button("Add this folder", on_click=add_folder, disabled=desk().busy, width="stretch", key="add")
    if trouble := st.session_state.get("folder_trouble"):
        draw_notice(*trouble)
    if desk().busy:
        shown = desk().track_count() if desk().has_music() else 0
        st.fragment(draw_progress, run_every=0.5)(whole=True, shown=shown)
    else:
        draw_progress()


def draw_watching() -> None:
    """Draw the toggle that starts and stops watching the folders, and the state of the watcher."""
    st.session_state["follow"] = desk().watching
    st.toggle("Watch the folders for changes", key="follow", on_change=set_watching)
    if not (watcher := desk().watcher):
        return
    if watcher.error:
        draw_notice(*watcher.error)
    else:
        st.caption(markup.literal(watcher.sentence))


def draw_rules() -> None:
    """Draw the standing rules, each with a button that lifts it, a form to add one, and the log of plays."""
    rules = desk().rules()
    if not rules:
        st.caption("Rules hold in every search. Say “never play … again”, or add one here.")
    with st.container(gap=None, key="rules"):
        for rule in rules:
            st.button(
                markup.literal(rule["label"], 60),
                f"rule-{rule['id']}",
                on_click=lift_rule,
                args=(rule["id"],),
                type="tertiary",
                icon=":material/close:",
                help="Lift this rule",
            )
    if st.session_state.get("lifted"):
        st.button("Bring back the rule lifted last", "restore-rule", on_click=restore_rule, icon=":material/undo:")
    st.selectbox("Kind of rule", RULE_KINDS, key="rule-kind", label_visibility="collapsed")
    st.text_input("Rule", key="rule-value", placeholder="A name, or minutes", label_visibility="collapsed")
    st.button("Add this rule", on_click=add_rule, width="stretch", key="add-rule")
    if trouble := st.session_state.get("rule_trouble"):
        draw_notice(*trouble)
    count = desk().play_count()
    st.caption(f"{markup.plural(count, 'play')} logged, on this machine only")
    if count:
        st.button("Delete the log of plays", on_click=clear_plays, key="clear-plays", type="tertiary")


def draw_conversations() -> None:
    """Draw a button for each recent conversation, grouped by day, and a menu that finds older ones by name."""
    kept = desk().conversations()
    if deleted := st.session_state.get("deleted"):
        with st.container(horizontal=True, vertical_alignment="center", key="deleted-row"):
            what = "Playlist" if deleted[-1].startswith(LIST) else "Conversation"
            st.caption(f"{what} deleted." if len(deleted) == 1 else f"{len(deleted)} deleted.")
            st.button("Undo", on_click=restore, key="undo-delete", type="tertiary", icon=":material/undo:")
    with st.container(gap=None, key="threads"):
        day = ""
        for one in kept[:LISTED]:
            if (now := day_of(one.changed)) != day:
                day = now
                st.caption(day)
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


def draw_playlists() -> None:
    """Draw a button for each saved playlist."""
    kept = desk().lists.every()
    if not kept:
        return
    st.caption("Playlists")
    with st.container(gap=None, key="kept"):
        for one in kept[:LISTED]:
            draw_playlist_button(one, "kept")
        if len(kept) > LISTED:
            every = st.popover(f"All {len(kept)}", type="tertiary", key="all-kept", on_change="rerun")
            if every.open:
                with every:
                    for one in kept[LISTED:]:
                        draw_playlist_button(one, "kept-also")


def draw_playlist_button(one: Listed, where: str) -> None:
    """Draw the button that opens a playlist. The arguments are those of `draw_conversation_button`."""
    is_open = LIST + one.token == st.session_state["token"]
    st.button(
        markup.literal(one.name, 60),
        f"{where}-now-{one.token}" if is_open else f"{where}-{one.token}",
        on_click=open_chat,
        args=(LIST + one.token,),
        type="tertiary",
        icon=":material/warning:" if one.damaged else None,
        width="stretch",
    )


def day_of(when: float) -> str:
    """Return the name of the day of a time in seconds since 1970: "Today", "Yesterday" or "Earlier"."""
    try:
        then = datetime.fromtimestamp(when).date()
    except (ValueError, OverflowError, OSError):  # the file was edited by hand
        return "Earlier"
    today = date.today()
    return "Today" if then >= today else "Yesterday" if then == today - timedelta(days=1) else "Earlier"


def draw_conversation_button(one: Listed, where: str) -> None:
    """Draw the button that opens a conversation.

    Args:
        one: the conversation.
        where: name of the list that contains the button. Streamlit needs a different key for the button in each list.
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
    """Draw the menu that renames, downloads and deletes a conversation."""
    with st.popover("This conversation", icon=":material/more_horiz:", type="tertiary", key="menu"):
        name = f"name-{current.token}"
        st.session_state[name] = current.name
        st.text_input("Name", key=name, on_change=rename, args=(current.token,), max_chars=MAX_NAME)
        every = st.session_state.get("every-turn", False)
        shown = turns if every else [turn for turn in turns if turn.hits][-1:]
        st.caption("Its tracks, for another player")
        with st.container(gap="xsmall", key="formats"):
            for ending, media_type in PLAYLISTS.items():
                draw_download(
                    f"{ending.upper()}, for {READERS.get(ending, 'other players')}",
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
    """Draw a button that downloads a file. The function `text` returns its content and is called at the click."""
    file = desk().file_name(name, ending)
    st.download_button(label, text, file, media_type, key=f"save-{ending}", on_click="ignore")


def draw_sidebar() -> DeltaGenerator:
    """Draw the sidebar; return the empty container at its end, which is for the state of the language model."""
    st.title("Hark:primary[.]", anchor=False)
    st.button("New chat", on_click=open_chat, icon=":material/edit_square:", key="new", type="tertiary")
    draw_conversations()
    draw_playlists()
    st.caption("Library")
    # No counts in the labels: the browser sends the label back, and it must still be found after the library has grown.
    labels = {"": "Everything", **desk().folders()}
    if st.session_state.get("scope") not in labels:
        st.session_state["scope"] = ""
    st.selectbox("Search in", labels, format_func=labels.__getitem__, key="scope", label_visibility="collapsed")
    with st.expander("Folders", icon=":material/folder:", expanded=desk().busy):
        draw_folders({folder: name for folder, name in labels.items() if folder})
        draw_folder_form()
        draw_watching()
    with st.expander("Rules and plays", icon=":material/rule:"):
        draw_rules()
    return st.container(key="who")


def draw_model_status(place: DeltaGenerator, running: bool) -> None:
    """Draw a coloured dot for the state of the language model, with an explanation that opens at a click.

    To find the state may take two seconds. Therefore the state found last is drawn while a turn is running.
    """
    if not running:
        st.session_state["status"] = desk().model_status()
    if not (status := st.session_state.get("status")):
        return
    dot, name = (":green[●]", markup.literal(status.model, 40)) if status.ready else (":gray[●]", "Built-in answers")
    with place.popover(f"{dot} {name}", type="tertiary", key="model"):
        own = "" if status.ready else "Hark's own writer answers. "
        st.markdown(f"{own}{markup.sentence(status.message)} :gray[{markup.sentence(status.hint)}]")


def draw_encoders(place: DeltaGenerator) -> None:
    """Draw which encoder listens, what each other one would cost, a button that changes to it, and its progress.

    What the others cost is looked up only while the list is open.
    """
    encoders = desk().encoders
    job, current = encoders.job, encoders.current()
    menu = place.popover(f":material/hearing: Encoder: {current}", type="tertiary", key="encoder", on_change="rerun")
    if encoders.busy:
        with place:
            st.fragment(draw_encoder_change, run_every=0.5)()
    failed = job.error if job is not None else None
    if not menu.open:
        if failed:
            place.caption("The encoder was not changed: open the list to see why.")
        return
    with menu:
        st.markdown(f"This library is heard with **{markup.literal(current, 40)}**.")
        for choice in encoders.choices(desk().track_count("")):
            with st.container(horizontal=True, vertical_alignment="center", key=f"encoder-{choice.name}"):
                said = f"{choice.measured} {choice.cost}"
                st.markdown(f"**{markup.literal(choice.title, 80)}**  \n:small[:gray[{markup.literal(said, 400)}]]")
                label, change = "Change back" if choice.before else "Change", encoders.change
                st.button(label, f"use-{choice.name}", on_click=change, args=(choice.name,), disabled=encoders.busy)
            if failed and choice.name == encoders.asked:
                draw_notice(*failed)
        st.caption("Until all is heard, the library stays as it is and can be searched.")


def draw_encoder_change() -> None:
    """Draw the progress of the change to another encoder; draw the whole page again when it has ended."""
    job = desk().encoders.job
    if job is None or job.finished:
        st.rerun()
    st.progress(job.done / job.total if job.total else 0.0, markup.literal(job.what or "Checking the encoder", 60))
    if job.total:
        st.caption(markup.pace(job))
    st.button("Stop", on_click=job.cancel, key="stop-encoder", type="tertiary", icon=":material/stop_circle:")


def draw_first_run() -> None:
    """Draw the page of an empty library, which offers to make the demo library or to add a folder."""
    with st.container(key="first-run"):
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
            st.caption(
                "Pieces in thirty styles, composed and played on this machine. The first can be searched after some "
                "seconds, all of them after a minute or two."
            )
            st.caption("Or let it hear your own:")
            draw_folder_form()


def draw_request_input() -> None:
    """Draw the input for a request: words, a sound clip, or both. Every page has this input."""
    if scope := st.session_state.get("scope"):
        st.caption(f"Only in {markup.literal(desk().folders().get(scope, ''), 60)}")
    st.chat_input(
        "A sea shanty, a rainy piano…",  # on a phone a longer one wraps, and the input grows to two lines
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


def draw_suggestions(lost: bool) -> None:
    """Draw the suggestions below the input of the empty page: requests that find something in this library.

    Args:
        lost: whether the address of the page names a conversation that does not exist.
    """
    with st.container(key="suggestions"):
        with st.container(horizontal=True, horizontal_alignment="center", gap="xsmall", key="suggested"):
            for text in desk().suggestions():
                st.button(markup.literal(text, 80), on_click=ask, args=(text,), key=f"suggest-{text}")
        scope = st.session_state.get("scope") or ""
        st.caption(f"{markup.plural(desk().track_count(scope), 'track')}, all on this machine")
        if lost:
            draw_notice(
                "This conversation is not here any more.", "Ask something new, or open another one at the side."
            )


def draw_conversation(current: Dialogue) -> None:
    """Draw the newest turn of a conversation; the page's script fetches earlier ones when they come into view."""
    turns, job = current.now()
    whole = [*turns, so_far(job)] if job else turns
    newest = len(whole) - 1
    draw_part("past", "past", {"conversation": current.token, "count": newest})
    with st.container(key=f"turn-{newest}"):
        draw_turn(newest, whole, job)
    if current.trouble:
        draw_notice(*current.trouble)
    if turns:
        draw_menu(current, turns)


def draw_playlist(token: str) -> None:
    """Draw the page of a playlist: its tracks, which the script lets the user edit, and what can be done with it."""
    try:
        playlist = desk().lists.known(token)
    except UserError as error:
        draw_notice(error.message, error.hint)
        if any(one.token == token for one in desk().lists.every()):
            st.button("Delete this playlist", on_click=delete_playlist, args=(token,), key="delete-damaged-list")
        return
    st.header(markup.literal(playlist.name, 120), anchor=False)
    st.caption(f"Asked for: {markup.literal(playlist.plan.request, 300)}")
    changes = st.session_state.get("changes")
    if changes and changes.playlist.token != token:
        st.session_state.pop("changes")
        changes = None
    undone, redone = desk().edits.steps(token)
    with st.container(horizontal=True, gap="xsmall", key="list-actions"):
        refresh = {"icon": ":material/refresh:", "type": "tertiary"}
        st.button("Refresh", "refresh", on_click=refresh_playlist, args=(token,), **refresh)  # type: ignore[arg-type]
        with st.popover("Save as a file", icon=":material/save:", type="tertiary", key="list-export"):
            draw_playlist_export(token, playlist.name, playlist.file)
        with st.popover("Copy files", icon=":material/folder_copy:", type="tertiary", key="list-copy"):
            st.caption("Copies its sound files into a folder of its own, with an M3U8. What is there stays.")
            st.text_input("Folder", key="copy-to", placeholder="/media/you/STICK")
            st.button("Copy", "copy-files", on_click=copy_playlist, args=(token,), width="stretch")
        with st.popover("Rename or delete", icon=":material/more_horiz:", type="tertiary", key="list-menu"):
            st.session_state[name := f"list-name-{token}"] = playlist.name
            st.text_input("Name", key=name, on_change=rename_playlist, args=(token,), max_chars=MAX_NAME)
            st.button("Delete", "delete-list", on_click=delete_playlist, args=(token,), type="tertiary")
            st.caption("No sound file is deleted.")
        edits = desk().edits
        if undone or redone:
            st.button("Undo", "undo-edit", on_click=step_back, args=(token, edits.undo), icon=":material/undo:",
                      type="tertiary", disabled=not undone)  # fmt: skip
        if redone:
            st.button("Redo", "redo-edit", on_click=step_back, args=(token, edits.redo), icon=":material/redo:",
                      type="tertiary")  # fmt: skip
    if said := st.session_state.pop("said", None):
        draw_notice(said)
    if changes is not None:
        draw_changes(token, changes)
    draw_part("list", f"part-list-{token}", desk().list_values(playlist))


def draw_playlist_export(token: str, name: str, file: str) -> None:
    """Draw what saves a playlist for other players: to the file written last, to another one, or as a download."""
    if file:
        st.caption(f"Saved before as {markup.literal(file, 200)}")
        st.button("Save there again", "save-again", on_click=export_playlist, args=(token,), width="stretch")
    st.text_input("File on this computer", key="export-to", placeholder="/home/you/Music/dinner.m3u8")
    st.button("Save", "save-list", on_click=export_playlist, args=(token, "export-to"), width="stretch")
    st.caption("Or download it")
    for ending, media_type in PLAYLISTS.items():
        text = partial(desk().list_text, ending, desk().lists.known(token))
        draw_download(f"{ending.upper()}, for {READERS.get(ending, 'other players')}", ending, name, text, media_type)


def draw_changes(token: str, changes: Changes) -> None:
    """Draw what a refresh would change, with buttons that make the changes or leave the playlist as it is."""
    with st.container(key="list-changes"):
        if not changes:
            draw_notice("Nothing would change: the same request finds the same tracks.")
            st.session_state.pop("changes")
            return
        lines = [f"- New: {markup.literal(track.title, 80)}" for track in changes.added]
        lines += [f"- Gone: {markup.literal(track.title, 80)}" for track in changes.dropped]
        lines += [f"- No longer in the library: {markup.literal(track.title, 80)}" for track in changes.gone]
        lines += ["- Tracks that stay come in another order."] if changes.moved else []
        st.markdown("Asked again, the list would change:\n" + "\n".join(lines))
        with st.container(horizontal=True, gap="xsmall"):
            st.button("Change it", "apply-changes", on_click=apply_changes, args=(token,), type="primary")
            st.button("Leave it", "leave-changes", on_click=st.session_state.pop, args=("changes", None))


def draw_page() -> None:
    """Draw the page: for an empty library, without a conversation, with one, or with a playlist.

    Each part of the page is drawn in a fixed container. So the input remains the same element and keeps its focus and
    text, and the parts of the empty page disappear as soon as a conversation begins.
    """
    notice, hero, talk = st.empty(), st.empty(), st.empty()
    desk().make_demo_if_asked()
    if not desk().has_music():
        with talk.container():
            draw_first_run()
        return
    desk().renew_if_outdated()
    if desk().renewing:
        with notice.container():
            draw_notice(
                "This Hark hears better than the one that made your library, so it is listening to your music again.",
                "What it has heard so far can be searched already.",
            )
    current = damaged = None
    token = st.session_state["token"]
    playlist = token.removeprefix(LIST) if token.startswith(LIST) else ""
    try:
        if current := desk().open(st.session_state["token"]):
            current.now()  # saves a turn that has ended, so that the sidebar lists its conversation
    except UserError as error:
        damaged = error
    if current or damaged or playlist:
        hero.empty()
    else:
        with hero.container(key="hero"):
            st.title("Hark:primary[.]", anchor=False)
            st.markdown("Ask for music in your own words, or drop a clip it should sound like.")
        talk.empty()
    with st.container(key="ask"):
        if not damaged:
            draw_request_input()
    below = st.empty()
    if current:
        with talk.container(key="talk"):
            draw_conversation(current)
    elif playlist:
        with talk.container(key="list"):
            draw_playlist(playlist)
    elif damaged:
        with talk.container(key="damaged"):
            draw_notice(damaged.message, damaged.hint)
            st.button("Delete this conversation", on_click=delete, key="delete-damaged", icon=":material/delete:")
    else:
        with below.container():
            draw_suggestions(lost=bool(st.session_state["token"]))
    with st.sidebar:
        who = draw_sidebar()
    draw_part(
        "page",
        "page",
        {
            "base": desk().sound_address,
            "command": st.session_state.get("command"),
            "say": markup.announcement(current.token, current.now()[0]) if current else None,
        },
        on_do_change=act,
    )
    desk().start_background_work()
    draw_model_status(who, running=bool(current and current.job))
    draw_encoders(who)


def page_title() -> str:
    """Return the title of the browser's tab: the name of the open conversation."""
    token = st.session_state.get("token", "")
    try:
        if token.startswith(LIST):
            return f"{desk().lists.known(token.removeprefix(LIST)).name} · Hark"
        current = desk().open(token)
    except UserError:
        return "Hark"
    return f"{current.name} · Hark" if current and current.name else "Hark"


follow_address()
st.set_page_config(page_title(), ICON, layout="wide")
st.html(STYLE)
st.html(
    "<script>" + "".join((FILES / name).read_text() for name in SCRIPTS) + "</script>", unsafe_allow_javascript=True
)
try:
    draw_page()
except UserError as error:
    draw_notice(error.message, error.hint)
except Exception:
    log.exception("the page could not be drawn")
    draw_notice(
        "Something went wrong while this page was drawn.", "Reload it; the terminal that Hark runs in has the details."
    )
