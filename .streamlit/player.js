// The player of the page: one audio element, the bar at the foot, the queue, keys and the lock screen.
// It stands outside of what Streamlit draws, so that a rerun, a new chat or an answer never touches it.
if (!window.harkPage) {
  const hark = window.harkPage = {base: "", current: null};

  // Elements

  hark.el = (tag, attributes = {}, ...children) => {
    const node = tag === "svg" || tag === "path"
      ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter(child => child !== null && child !== undefined && child !== false));
    return node;
  };
  const ICONS = {
    play: "M7 4.5v15l12.5-7.5z", pause: "M7 5h3.6v14H7zM13.4 5H17v14h-3.6z",
    previous: "M6 5h2.4v14H6zM19 5v14L9.2 12z", next: "M15.6 5H18v14h-2.4zM5 5v14l9.8-7z",
    start: "M4 5h2.2v14H4zM20 12l-8.5 6.5v-5H8v-3h3.5v-5z",
    queue: "M4 6h12v2H4zM4 11h12v2H4zM4 16h8v2H4zM15.5 14.5v6l5-3z",
    loud: "M4 9v6h4l5 4.5v-15L8 9zM15.5 8.6v6.8a3.8 3.8 0 0 0 0-6.8zM15.5 4.6v2.2a5.7 5.7 0 0 1 0 10.4v2.2a7.8 7.8 0 0 0 0-14.8z",
    add: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
    close: "M6.4 5L5 6.4 10.6 12 5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6L19 6.4 17.6 5 12 10.6z",
    up: "M12 6l7 7-1.4 1.4L13 9.800V19h-2V9.800L6.400 14.400 5 13z", down: "M12 18l-7-7 1.4-1.4 4.600 4.600V5h2v9.200l4.600-4.600L19 11z",
    swap: "M7 11l-4 4 4 4v-3h7v-2H7zM21 9l-4-4v3h-7v2h7v3z", keep: "M6 4h12v16.500l-6-4-6 4zM8 6v10.800l4-2.700 4 2.700V6z",
    more: "M5 10.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zm7 0a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zm7 0a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z",
    restore: "M12 5a7 7 0 1 1-6.6 9.4l1.9-.7A5 5 0 1 0 8 8.9L10.3 11H4V4.800l2.600 2.600A7 7 0 0 1 12 5z",
  };
  hark.icon = name => hark.el("svg", {viewBox: "0 0 24 24", "aria-hidden": "true"}, hark.el("path", {d: ICONS[name]}));
  hark.clock = seconds => {
    const whole = Math.max(0, Math.floor(seconds || 0)), minutes = Math.floor(whole / 60), rest = String(whole % 60).padStart(2, "0");
    return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
  };

  // What a screen reader is told

  const live = hark.el("div", {class: "hark-live", role: "status", "aria-live": "polite"});
  document.body.append(live);
  hark.say = text => { live.textContent = ""; setTimeout(() => { live.textContent = text; }, 50); };

  // Waveforms: fetched one after the other, so that sound never waits for them

  const outlines = new Map(), wanted = [];
  let fetching = false;
  hark.outline = track => {
    if (!outlines.has(track.id)) outlines.set(track.id, new Promise(done => { wanted.unshift([track.id, done]); fetchNext(); }));
    return outlines.get(track.id);
  };
  const fetchNext = async () => {
    if (fetching || !hark.base || !wanted.length) return;
    fetching = true;
    const [id, done] = wanted.shift();
    try {
      const reply = await fetch(`${hark.base}waveform/${id}`);
      done(reply.ok ? new Uint8Array(await reply.arrayBuffer()) : new Uint8Array());
    } catch { done(new Uint8Array()); outlines.delete(id); }
    fetching = false;
    fetchNext();
  };
  // An outline as bars, `count` of them in a box of 2 x count by 32; `from` and `to` (0..1) choose a part of it.
  hark.bars = (values, count, from = 0, to = 1) => {
    let path = "";
    for (let i = 0; i < count; i++) {
      if ((i + 1) / count <= from || i / count >= to) continue;
      const begin = Math.floor(i * values.length / count), end = Math.max(begin + 1, Math.floor((i + 1) * values.length / count));
      let top = 0;
      for (let j = begin; j < end; j++) top = Math.max(top, values[j] ?? 0);
      const height = Math.max(2, 32 * (top / 255) ** 1.4);
      path += `M${2 * i + 1} ${(16 - height / 2).toFixed(1)}v${height.toFixed(1)}`;
    }
    return path;
  };
  hark.wave = (track, count) => {
    const svg = hark.el("svg", {viewBox: `0 0 ${2 * count} 32`, preserveAspectRatio: "none", "aria-hidden": "true"});
    const all = hark.el("path", {class: "all"}), some = hark.el("path", {class: "some"}), lit = hark.el("path", {class: "lit"});
    svg.append(all, some, lit);
    const draw = values => {
      all.setAttribute("d", hark.bars(values, count));
    const part = ([from, to]) => hark.bars(values, count, from / track.seconds, to / track.seconds);
      some.setAttribute("d", track.lit.map(part).join(""));
      lit.setAttribute("d", part([track.start, track.start + 8]));
    };
    draw(new Uint8Array(count));
    return {svg, show: () => hark.outline(track).then(values => { if (values.length) draw(values); })};
  };
  // A tile for a track without a cover: two colours of its own, and its loudness over time as rays of a ring.
  const RAYS = 36;
  const ring = values => {
    const parts = [];
    for (let i = 0; i < RAYS; i++) {
      const begin = Math.floor(i * values.length / RAYS), end = Math.max(begin + 1, Math.floor((i + 1) * values.length / RAYS));
      let sum = 0;
      for (let j = begin; j < end; j++) sum += values[j] ?? 0;
      parts.push(sum / (end - begin));
    }
    const low = Math.min(...parts), span = Math.max(Math.max(...parts) - low, 30);  // so that also an even track has a shape
    return parts.map((part, i) => {
      const angle = 2 * Math.PI * i / RAYS - Math.PI / 2, far = 9 + 10 * (part - low) / span, [x, y] = [Math.cos(angle), Math.sin(angle)];
      return `M${(24 + 8 * x).toFixed(1)} ${(24 + 8 * y).toFixed(1)}L${(24 + far * x).toFixed(1)} ${(24 + far * y).toFixed(1)}`;
    }).join("");
  };
  hark.tile = track => {
    let number = 7;
    for (const letter of track.album + track.artist + track.title) number = (number * 31 + letter.codePointAt(0)) % 9973;
    const hue = number % 360, other = (hue + 40 + number % 90) % 360;
    const tile = hark.el("span", {class: "hark-tile", "aria-hidden": "true", style: `background:linear-gradient(135deg,hsl(${hue} 38% 44%),hsl(${other} 42% 28%))`});
    const path = hark.el("path", {d: ring(new Uint8Array(RAYS))});
    tile.append(hark.el("svg", {viewBox: "0 0 48 48"}, path));
    const show = () => {
      hark.outline(track).then(values => { if (values.length) path.setAttribute("d", ring(values)); });
      if (!hark.base || tile.querySelector("img")) return;
      const cover = hark.el("img", {alt: "", src: `${hark.base}cover/${track.id}`, decoding: "async"});
      cover.addEventListener("error", () => cover.remove());
      tile.append(cover);
    };
    return {tile, show};
  };

  // The bar

  const audio = hark.el("audio", {preload: "auto"});
  let heard = 0, before = 0, counted = false;  // seconds of this track that were played, and the position before
  let list = [], at = -1, decoded = false, tries = 0, from = 0, wants = false, volume = 1, saved = 0;
  try { volume = Number(localStorage.getItem("hark-volume") ?? 1); } catch { /* a browser that stores nothing */ }
  const button = (name, label, action) => {
    const made = hark.el("button", {type: "button", class: `hark-${name}`, "aria-label": label, title: label, onclick: action}, hark.icon(name));
    return made;
  };
  const art = hark.el("span", {class: "hark-art"});
  const title = hark.el("button", {type: "button", class: "hark-title", dir: "auto", onclick: () => hark.reveal(hark.current)});
  const artist = hark.el("span", {class: "hark-artist", dir: "auto"});
  const now = hark.el("span", {class: "hark-time"}), end = hark.el("span", {class: "hark-time"});
  const seek = hark.el("div", {class: "hark-seek", role: "slider", tabindex: "0", "aria-label": "Position", "aria-valuemin": "0"});
  const toggle = button("play", "Play", () => hark.toggle());
  const again = hark.el("button", {type: "button", class: "hark-start", title: "Play it from its beginning", onclick: () => hark.seek(0, true)}, hark.icon("start"), hark.el("span", {}, "from the start"));
  const loud = hark.el("input", {type: "range", min: "0", max: "1", step: "0.02", value: String(volume), "aria-label": "Volume", class: "hark-volume"});
  const queueButton = button("queue", "Queue", () => showQueue());
  const previous = button("previous", "Previous track", () => hark.step(-1)), next = button("next", "Next track", () => hark.step(1));
  const bar = hark.el("section", {class: "hark-bar", "aria-label": "Player", hidden: true},
    art, hark.el("div", {class: "hark-what"}, title, artist),
    hark.el("div", {class: "hark-buttons"}, previous, toggle, next),
    now, seek, end, again, queueButton,
    hark.el("label", {class: "hark-loud"}, hark.icon("loud"), loud),
    button("close", "Close the player", () => hark.close()), audio);
  document.body.append(bar);
  const queue = hark.el("div", {class: "hark-menu hark-queue", popover: "auto", role: "dialog", "aria-label": "Queue"});
  document.body.append(queue);

  const length = () => Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : hark.current?.seconds ?? 0;
  const address = () => `${hark.base}sound/${encodeURIComponent(hark.current.id)}${decoded ? "?decoded" : ""}`;
  const source = () => {
    audio.src = address() + (from > 0.05 ? `#t=${from.toFixed(2)}` : "");
    audio.volume = Math.min(1, volume * (hark.current.gain ?? 1));
    if (wants) audio.play().catch(error => { if (error.name === "NotAllowedError") wants = false; show(); });
  };
  // Play the track `index` of `tracks` from `seconds`, by default from its best moment. The others are the queue.
  hark.play = (tracks, index, seconds) => {
    list = tracks.map(track => ({...track}));
    go(index, seconds);
  };
  const go = (index, seconds, silent = false) => {
    at = index;
    hark.current = list[at];
    [heard, before, counted] = [0, 0, false];
    [decoded, tries, from, wants] = [false, 0, seconds ?? hark.current.start ?? 0, !silent];
    bar.classList.remove("wrong");
    source();
    dress();
    show();
  };
  hark.toggle = () => {
    if (!hark.current) return false;
    wants = audio.paused;
    if (wants && (audio.error || !audio.src)) { bar.classList.remove("wrong"); source(); }
    else if (wants) audio.play().catch(() => {});
    else audio.pause();
    return true;
  };
  hark.pause = () => { const played = !!hark.current && !audio.paused; wants = false; audio.pause(); return played; };
  hark.seek = (seconds, play = false) => {
    if (!hark.current) return;
    const to = Math.min(Math.max(seconds, 0), Math.max(length() - 0.1, 0));
    if (play) wants = true;
    if (audio.readyState === 0) { from = to; source(); } else { audio.currentTime = to; if (play) audio.play().catch(() => {}); }
    show();
  };
  hark.step = by => {
    if (by < 0 && audio.currentTime > (hark.current?.start ?? 0) + 4) { hark.seek(hark.current.start); return true; }
    if (!list[at + by]) return false;
    go(at + by);
    return true;
  };
  hark.playNext = track => {
    if (!hark.current) return hark.play([track], 0);
    list.splice(at + 1, 0, {...track});
    hark.say(`${track.title} plays next.`);
    show();
  };
  hark.close = () => {
    wants = false;
    audio.pause();
    audio.removeAttribute("src");
    audio.load();
    [list, at, hark.current] = [[], -1, null];
    keep(true);
    show();
  };
  hark.playing = () => !!hark.current && !audio.paused;
  hark.audio = audio;

  audio.addEventListener("ended", () => { if (!hark.step(1)) { wants = false; show(); } });
  for (const name of ["play", "pause", "durationchange", "seeked"]) audio.addEventListener(name, () => show());
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("hark-player") : null;  // one tab sounds at a time
  audio.addEventListener("play", () => tabs?.postMessage("play"));
  tabs?.addEventListener("message", () => hark.pause());
  audio.addEventListener("timeupdate", () => { place(); keep(); count(); });
  // A track counts as played after half a minute of it, or half of it if it is shorter; what was skipped is not played.
  const PLAYED_S = 30;
  const count = () => {
    const step = audio.currentTime - before;
    before = audio.currentTime;
    if (step > 0 && step < 2) heard += step;
    if (counted || !hark.current || heard < Math.min(PLAYED_S, length() / 2)) return;
    counted = true;
    fetch(`${hark.base}played/${encodeURIComponent(hark.current.id)}`, {method: "POST"}).catch(() => { counted = false; });
  };
  audio.addEventListener("loadedmetadata", () => {  // a browser that does not read "#t="
    if (from > 0.05 && Math.abs(audio.currentTime - from) > 1) audio.currentTime = Math.min(from, length() - 0.1);
  });
  audio.addEventListener("playing", () => { tries = 0; from = 0; });
  audio.addEventListener("error", async () => {
    if (!hark.current || !audio.getAttribute("src")) return;
    const where = audio.currentTime || from;
    if (!decoded && audio.error?.code >= 3) {  // this browser cannot play the format: the server decodes it
      [decoded, from] = [true, where];
      return source();
    }
    const track = hark.current;
    let status = 0;
    try { status = (await fetch(address(), {method: "HEAD"})).status; } catch { /* the server has ended */ }
    if (track !== hark.current) return;
    if (status === 200 && tries++ < 2) { from = where; return source(); }
    const why = {0: "Hark has ended; start it again.", 403: "Hark was started anew; reload the page.", 404: "This file is not there any more.", 415: "This file cannot be read."};
    bar.classList.add("wrong");
    artist.textContent = why[status] ?? "This file cannot be played.";
    hark.say(`${track.title}: ${artist.textContent}`);
    const queued = wants && list[at + 1];
    [wants] = [false];
    show();
    if (queued) setTimeout(() => { if (hark.current === track) hark.step(1); }, 2500);
  });

  const dress = () => {
    const track = hark.current, {tile, show} = hark.tile(track);
    art.replaceChildren(tile);
    show();
    title.textContent = title.title = track.title;
    artist.textContent = artist.title = track.artist;
    const back = hark.wave(track, 240), front = hark.wave(track, 240);
    seek.replaceChildren(hark.el("div", {class: "back"}, back.svg), hark.el("div", {class: "front"}, front.svg));
    back.show();
    front.show();
    if ("mediaSession" in navigator) {
      const artwork = [{src: new URL(`${hark.base}cover/${track.id}`, location.href).href, type: "image/jpeg"}];
      navigator.mediaSession.metadata = new MediaMetadata({title: track.title, artist: track.artist, album: track.album, artwork});
    }
  };
  const place = () => {
    if (!hark.current) return;
    const time = audio.readyState ? audio.currentTime : from, whole = length();
    now.textContent = hark.clock(time);
    end.textContent = hark.clock(whole);
    seek.style.setProperty("--at", whole ? Math.min(time / whole, 1) : 0);
    seek.setAttribute("aria-valuemax", Math.round(whole));
    seek.setAttribute("aria-valuenow", Math.round(time));
    seek.setAttribute("aria-valuetext", `${hark.clock(time)} of ${hark.clock(whole)}`);
    document.documentElement.style.setProperty("--hark-at", whole ? Math.min(time / whole, 1) : 0);
  };
  const show = () => {
    bar.hidden = !hark.current;
    document.body.classList.toggle("hark-on", !!hark.current);
    const sounds = hark.playing();
    toggle.replaceChildren(hark.icon(sounds ? "pause" : "play"));
    toggle.ariaLabel = toggle.title = sounds ? "Pause" : "Play";
    previous.disabled = at <= 0 && audio.currentTime <= (hark.current?.start ?? 0) + 4;
    next.disabled = !list[at + 1];
    queueButton.title = list.length > 1 ? `Queue: ${at + 1} of ${list.length}` : "Queue";
    place();
    hark.mark?.();
    if ("mediaSession" in navigator) navigator.mediaSession.playbackState = hark.current ? (sounds ? "playing" : "paused") : "none";
    if (queue.matches(":popover-open")) fillQueue();
  };

  // Seeking on the waveform

  const pointed = event => { const box = seek.getBoundingClientRect(); return (event.clientX - box.left) / box.width * length(); };
  seek.addEventListener("pointerdown", event => { seek.setPointerCapture(event.pointerId); hark.seek(pointed(event)); });
  seek.addEventListener("pointermove", event => {
    seek.title = hark.clock(pointed(event));
    if (seek.hasPointerCapture(event.pointerId)) hark.seek(pointed(event));
  });
  seek.addEventListener("keydown", event => {
    const steps = {ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30};
    if (event.key in steps) hark.seek(audio.currentTime + steps[event.key]);
    else if (event.key === "Home") hark.seek(0);
    else if (event.key === "End") hark.seek(length());
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  loud.addEventListener("input", () => {
    volume = Number(loud.value);
    audio.volume = Math.min(1, volume * (hark.current?.gain ?? 1));
    try { localStorage.setItem("hark-volume", volume); } catch { /* not stored */ }
  });

  // The queue

  const fillQueue = () => {
    const items = list.map((track, i) => hark.el("li", {class: i === at ? "now" : ""},
      hark.el("button", {type: "button", class: "hark-item", dir: "auto", "aria-current": i === at ? "true" : null, onclick: () => go(i)}, track.title),
      i === at ? hark.el("span", {}, "now") : hark.el("button", {type: "button", class: "hark-close", "aria-label": `Remove ${track.title}`, onclick: () => { list.splice(i, 1); if (i < at) at--; show(); }}, hark.icon("close"))));
    queue.replaceChildren(hark.el("h2", {}, "Queue"), hark.el("ol", {}, ...items));
  };
  const showQueue = () => { fillQueue(); hark.open(queue, queueButton); };
  // Open a menu above or below its button.
  hark.open = (menu, by) => {
    if (menu.matches(":popover-open")) { menu.hidePopover(); return; }
    menu.showPopover();
    const box = by.getBoundingClientRect(), size = menu.getBoundingClientRect();
    const below = box.bottom + 6 + size.height < innerHeight;
    menu.style.top = `${Math.max(8, below ? box.bottom + 6 : box.top - size.height - 6)}px`;
    menu.style.left = `${Math.min(Math.max(8, box.right - size.width), innerWidth - size.width - 8)}px`;
    menu.addEventListener("toggle", event => { if (event.newState === "closed" && !menu.contains(by)) by.focus(); }, {once: true});
    menu.querySelector("button")?.focus();
  };

  // A reload goes on where it was

  const keep = (always = false) => {
    if (!always && Date.now() - saved < 1000) return;
    saved = Date.now();
    try {
      if (hark.current) sessionStorage.setItem("hark-player", JSON.stringify({list, at, time: audio.currentTime || from, on: !audio.paused}));
      else sessionStorage.removeItem("hark-player");
    } catch { /* not stored */ }
  };
  addEventListener("pagehide", () => keep(true));
  const recall = () => {
    try {
      const kept = JSON.parse(sessionStorage.getItem("hark-player") ?? "null");
      if (!kept?.list?.[kept.at] || hark.current) return;
      list = kept.list;
      go(kept.at, kept.time, !kept.on);
    } catch { /* nothing that can be read */ }
  };
  hark.begin = base => {
    if (hark.base === base) return;
    hark.base = base;
    recall();
    fetchNext();
  };

  // Keys and the lock screen

  const typing = node => node?.matches?.("input:not([type=range]), select, [contenteditable]") || (node?.matches?.("textarea") && node.value !== "");
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !hark.current || typing(event.target)) return;
    if (event.target.closest?.("[role=slider], [role=dialog], [role=listbox], [role=tab], [role=combobox]")) return;
    if (event.key === " " && !event.target.closest?.("button, summary, a, [role=button]")) hark.toggle();
    else if (event.key === "ArrowLeft") hark.seek(audio.currentTime - 5);
    else if (event.key === "ArrowRight") hark.seek(audio.currentTime + 5);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  if ("mediaSession" in navigator) {
    const actions = {
      play: () => { wants = true; audio.play().catch(() => {}); }, pause: () => hark.pause(), stop: () => hark.pause(),
      previoustrack: () => hark.step(-1), nexttrack: () => hark.step(1), seekto: event => hark.seek(event.seekTime),
      seekbackward: event => hark.seek(audio.currentTime - (event.seekOffset ?? 10)), seekforward: event => hark.seek(audio.currentTime + (event.seekOffset ?? 10)),
    };
    for (const [name, action] of Object.entries(actions)) try { navigator.mediaSession.setActionHandler(name, action); } catch { /* unknown here */ }
  }

  // What was typed for the player ("play 3", "next")

  const done = new Set();
  hark.command = order => {
    if (!order || done.has(order.id)) return;
    done.add(order.id);
    const none = () => hark.say("Nothing is playing.");
    if (order.do === "play") { hark.play(order.list, order.at); hark.say(`Playing ${order.list[order.at].title}.`); }
    else if (order.do === "say") hark.note(order.say);
    else if (order.do === "next") hark.step(1) || hark.note(hark.current ? "That was the last track." : "Nothing is playing.");
    else if (order.do === "previous") hark.step(-1) || hark.note(hark.current ? "That is the first track." : "Nothing is playing.");
    else if (order.do === "pause") hark.pause() || hark.note("Nothing is playing.");
    else if (order.do === "resume") hark.current ? hark.playing() || hark.toggle() : hark.note("Nothing is playing.");
    else if (order.do === "start") hark.current ? hark.seek(0, true) : none();
  };
  const note = hark.el("div", {class: "hark-note", hidden: true});
  document.body.append(note);
  let noted = 0;
  hark.note = text => {  // a short message above the input
    note.textContent = text;
    note.hidden = false;
    hark.say(text);
    clearTimeout(noted);
    noted = setTimeout(() => { note.hidden = true; }, 4000);
    return true;
  };
}
