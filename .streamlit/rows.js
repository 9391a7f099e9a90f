// Draws what Python sends as values: the rows of a turn, the chips of its search, and orders for the player.
// Every text is set as text, so that a title is never markup.
if (!window.harkPage.draw) {
  const hark = window.harkPage;
  const {el, icon} = hark;
  let send = () => {};
  hark.send = value => send(value);

  const seen = new IntersectionObserver(entries => {
    for (const {target, isIntersecting} of entries) if (isIntersecting) { seen.unobserve(target); target.harkShow?.(); }
  }, {rootMargin: "300px"});

  hark.draw = ({data, parentElement, setTriggerValue}) => {
    if (data.kind === "page") {
      send = value => setTriggerValue("do", {...value, at: Date.now()});
      hark.begin(data.base);
      hark.command(data.command);
      hark.arrived?.(data);
      return;
    }
    if (data.kind === "past") return past(parentElement, data);
    const drawn = JSON.stringify(data);
    if (parentElement.harkDrawn === drawn && parentElement.firstElementChild) return;
    parentElement.harkDrawn = drawn;
    parentElement.replaceChildren(data.kind === "rows" ? rows(data) : data.kind === "list" ? hark.list(data) : chips(data));
    hark.mark();
  };

  const rows = ({turn, head, ordered, shape, rows: tracks}) => {
    const playable = tracks.filter(track => !track.gone);
    const sure = ordered ? tracks : tracks.filter(track => track.sure), rest = ordered ? [] : tracks.filter(track => !track.sure);
    const row = track => draw(track, turn, playable);
    const whole = el("section", {class: "hark-rows", "aria-label": "Tracks"},
      el("div", {class: "hark-head"}, el("span", {class: "hark-total"}, head),
        playable.length > 1 && el("button", {type: "button", class: "hark-all", title: "Save these tracks as a playlist", onclick: event => { event.currentTarget.disabled = true; hark.send({do: "keep", turn}); }}, icon("keep"), "Save"),
        playable.length > 1 && el("button", {type: "button", class: "hark-all", onclick: () => hark.play(playable, 0)}, icon("play"), "Play all")),
      shape && hark.shape(shape),
      el("ol", {}, ...sure.map(row)));
    if (rest.length) whole.append(el("h3", {class: "hark-less"}, "Less sure"));
    if (rest.length) whole.append(el("ol", {}, ...rest.map(row)));
    return whole;
  };

  const draw = hark.row = (track, turn, list) => {
    const {tile, show: showTile} = hark.tile(track), wave = hark.wave(track, 48);
    const who = track.artist ? `${track.title}, ${track.artist}` : track.title;
    const start = seconds => {
      if (track.gone) return;
      if (hark.current?.id === track.id && seconds === undefined) hark.toggle();
      else hark.play(list, list.indexOf(track), seconds);
    };
    const play = el("button", {type: "button", class: "hark-go", "aria-label": `Play ${track.rank}, ${who}`, disabled: track.gone, onclick: event => { event.stopPropagation(); start(); }},
      el("span", {class: "n"}, String(track.rank)), icon("play"));
    const more = el("button", {type: "button", class: "hark-more", "aria-label": `More about ${track.title}`, "aria-haspopup": "dialog", onclick: event => { event.stopPropagation(); menu(track, more, turn); }}, icon("more"));
    wave.svg.addEventListener("click", event => {
      event.stopPropagation();
      const box = wave.svg.getBoundingClientRect();
      start((event.clientX - box.left) / box.width * track.seconds);
    });
    wave.svg.classList.add("hark-wave");
    const item = el("li", {class: `hark-row${track.gone ? " gone" : ""}`, id: `t${turn}-${track.rank}`, "data-id": track.id, "data-rank": track.rank, onclick: () => start()},
      play, tile,
      el("span", {class: "hark-name", dir: "auto", title: track.title}, track.title),
      el("span", {class: "hark-by", dir: "auto", title: track.artist}, track.artist || "\u00a0"),
      el("span", {class: "hark-why", title: track.reason}, track.gone ? "No longer in the library." : track.reason),
      wave.svg,
      el("span", {class: "hark-length"}, hark.clock(track.seconds)), more);
    item.harkShow = () => { if (!track.gone) { showTile(); wave.show(); } };
    seen.observe(item);
    return item;
  };

  // Earlier turns: fetched when they come into view, and forgotten when they are far away

  const near = new IntersectionObserver(entries => {
    for (const {target, isIntersecting} of entries) {
      if (isIntersecting && !target.firstChild) fill(target);
      else if (!isIntersecting && target.firstChild) { target.style.height = `${target.offsetHeight}px`; target.replaceChildren(); }
    }
  }, {rootMargin: "2000px 0px"});
  const past = (parent, {conversation, count}) => {
    let list = parent.querySelector(".hark-past");
    if (list?.dataset.conversation !== conversation) {
      list = el("div", {class: "hark-past", "data-conversation": conversation});
      parent.replaceChildren(list);
    }
    while (list.children.length > count) list.lastChild.remove();
    while (list.children.length < count) {
      const place = el("div", {class: "hark-turn", "data-number": String(list.children.length)});
      list.append(place);
      near.observe(place);
    }
  };
  const fill = async place => {
    const {number} = place.dataset, {conversation} = place.parentElement.dataset;
    try {
      const reply = await fetch(`${hark.base}turn/${encodeURIComponent(conversation)}/${number}`);
      if (!reply.ok || !place.isConnected) return;
      const turn = await reply.json();
      place.replaceChildren(
        el("div", {class: "hark-words"}, el("h2", {dir: "auto"}, turn.request),
          turn.searched && el("p", {class: "hark-searched", dir: "auto"}, turn.searched), prose(turn),
          ...turn.notices.map(text => el("p", {class: "hark-notice"}, text)),
          turn.by && el("p", {class: "hark-searched"}, turn.by)),
        turn.rows ? rows({turn: turn.turn, ...turn.rows}) : "");
      place.style.height = "";
      hark.mark();
    } catch { /* it stays empty until it comes into view again */ }
  };
  const prose = ({turn, answer, titles}) => {
    const named = new Set(), whole = el("div", {class: "hark-prose", dir: "auto"});
    let line = null;
    const open = kind => { line = el(kind); whole.append(line); };
    for (const part of answer) {
      if (typeof part === "number") {
        if (!titles[part]) continue;
        const title = named.has(part) ? "" : ` ${titles[part].length > 34 ? `${titles[part].slice(0, 33)}…` : titles[part]}`;
        named.add(part);
        if (!line) open("p");
        line.append(el("a", {class: "hark-cite", href: `#t${turn}-${part}`}, `${part}${title}`));
        continue;
      }
      part.split("\n").forEach((text, i) => {
        if (i) line = null;
        if (!line && /^[-*] /.test(text)) { open("li"); text = text.slice(2); }
        if (!line && text.trim()) open("p");
        text.split(/\*\*(\S.{0,200}?)\*\*/).forEach((piece, j) => { if (piece) line?.append(j % 2 ? el("strong", {}, piece) : piece); });
      });
    }
    return whole;
  };

  // The menu of a row

  const sheet = el("div", {class: "hark-menu", popover: "auto", role: "dialog"});
  document.body.append(sheet);
  const menu = (track, by, turn) => {
    const act = (name, action) => el("button", {type: "button", class: "hark-item", onclick: () => { sheet.hidePopover(); action(); }}, name);
    sheet.ariaLabel = `About ${track.title}`;
    sheet.replaceChildren(el("h2", {dir: "auto"}, track.title), track.artist ? el("p", {dir: "auto"}, track.artist) : "");
    if (!track.gone) sheet.append(
      act("More like this", () => hark.send({do: "like", id: track.id})),
      act("Play next", () => hark.playNext(track)));
    if (!track.gone && turn !== "list") sheet.append(act("Not this one", () => hark.send({do: "without", id: track.id})));
    if (track.artist && !track.gone && turn !== "list") sheet.append(act(`Nothing by ${track.artist}`, () => hark.send({do: "without", id: track.id, artist: track.artist})));
    sheet.append(el("ul", {class: "hark-facts"}, ...track.facts.map(fact => el("li", {dir: "auto"}, fact))));
    sheet.append(el("code", {tabindex: "0", title: "Its file"}, track.path));
    hark.open(sheet, by);
  };

  // Chips of the last search

  // The chip that adds a condition: a button that becomes an input with suggestions.
  const adder = more => {
    const field = el("input", {class: "hark-add", list: "hark-more", "aria-label": "A condition to add", placeholder: "piano, slower, no drums…", maxlength: "200", enterkeyhint: "go"});
    const button = el("button", {type: "button", class: "add", title: "Add a condition", "aria-label": "Add a condition to the search", onclick: () => { button.replaceWith(field); field.focus(); }}, icon("add"));
    const back = () => { if (field.isConnected) field.replaceWith(button); field.value = ""; };
    const add = () => {
      const text = field.value.trim();
      if (!text || field.disabled) return;
      field.disabled = true;
      hark.say(`Searching with ${text} as well.`);
      hark.send({do: "add", text});
      setTimeout(() => { field.disabled = false; back(); }, 1500);  // if the condition was refused, these chips stay
    };
    field.addEventListener("keydown", event => {
      event.stopPropagation();
      if (event.key === "Enter") add();
      else if (event.key === "Escape") { back(); button.focus(); }
    });
    field.addEventListener("input", event => { if (event.inputType === "insertReplacementText" || !event.inputType) add(); });  // chosen from the list
    field.addEventListener("blur", () => { if (!field.value.trim()) back(); });
    return [button, el("datalist", {id: "hark-more"}, ...more.map(name => el("option", {value: name})))];
  };
  const chips = ({chips: all, unused, unknown, rules, more = []}) => el("div", {class: "hark-chips", role: "group", "aria-label": "Searched for"},
    all.length ? el("span", {class: "lead"}, "Searched for") : null,
    ...all.map(chip => el("button", {type: "button", class: chip.struck ? "struck" : "", "aria-label": chip.struck ? `Search with ${chip.label} again` : `Search without ${chip.label}`,
      title: chip.struck ? "Search with this again" : "Search without this", onclick: event => { event.currentTarget.disabled = true; hark.send({do: "chip", part: chip.part, value: chip.value}); }},
      el("span", {dir: "auto"}, chip.label), icon(chip.struck ? "restore" : "close"))),
    ...(more.length ? adder(more) : []),
    rules.length ? el("span", {class: "lead"}, "Your rules") : null,
    ...rules.map(rule => el("button", {type: "button", class: "rule", "aria-label": `Lift the rule ${rule.label}`, title: "Lift this rule, for every search",
      onclick: event => { event.currentTarget.disabled = true; hark.send({do: "rule", id: rule.id}); }}, el("span", {dir: "auto"}, rule.label), icon("close"))),
    unused.length ? el("span", {class: "note", dir: "auto"}, `not used: ${unused.join(", ")}`) : null,
    unknown.length ? el("span", {class: "note", dir: "auto"}, `cannot check: ${unknown.join(", ")}`) : null);

  // What plays is marked in its rows

  hark.mark = () => {
    const id = hark.current?.id, sounds = hark.playing();
    for (const row of document.querySelectorAll(".hark-row")) {
      const now = row.dataset.id === id;
      if (now === row.classList.contains("now") && (!now || sounds === row.classList.contains("sounds"))) continue;
      row.classList.toggle("now", now);
      row.classList.toggle("sounds", now && sounds);
      const go = row.querySelector(".hark-go");
      go.replaceChild(icon(now && sounds ? "pause" : "play"), go.querySelector("svg"));
      go.ariaLabel = go.ariaLabel.replace(/^(Play|Pause)/, now && sounds ? "Pause" : "Play");
      if (now) go.setAttribute("aria-current", "true"); else go.removeAttribute("aria-current");
    }
  };
  hark.reveal = track => {
    const row = track && [...document.querySelectorAll(".hark-row")].reverse().find(each => each.dataset.id === track.id);
    if (row) hark.flash(row);
  };
  hark.flash = row => {
    row.scrollIntoView({block: "nearest", behavior: "smooth"});
    row.animate([{outline: "2px solid"}, {outline: "2px solid transparent"}], {duration: 1600});
  };
  for (const waiting of window.harkWaiting ?? []) hark.draw(waiting);
}
