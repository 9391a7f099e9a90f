// Draws a saved playlist, whose rows can be moved, taken out and swapped, and the shape of a list: energy over time.
if (!window.harkPage.list) {
  const hark = window.harkPage;
  const {el, icon} = hark;
  const WIDTH = 320, HEIGHT = 44;

  // The shape: one step for each track, as wide as the track is long and as high as its energy.
  hark.shape = ({steps, label}) => {
    const whole = steps.reduce((sum, [seconds]) => sum + seconds, 0) || 1;
    let x = 0, area = `M0 ${HEIGHT}`, line = "";
    for (const [seconds, energy] of steps) {
      const width = seconds / whole * WIDTH, y = HEIGHT - 4 - (energy ?? 0) * (HEIGHT - 8);
      area += `L${x.toFixed(1)} ${y.toFixed(1)}H${(x + width).toFixed(1)}`;
      line += `M${x.toFixed(1)} ${y.toFixed(1)}h${Math.max(width - 1, 0.5).toFixed(1)}`;
      x += width;
    }
    const svg = el("svg", {class: "hark-shape", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label},
      el("path", {class: "area", d: `${area}V${HEIGHT}Z`}), el("path", {class: "line", d: line}));
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = label;
    svg.prepend(title);
    return svg;
  };

  // What had the focus before rows were drawn anew: a track, and which of its buttons.
  let held = null, dragged = null;
  const edit = (token, act, id, values = {}) => hark.send({do: "list", token, act, id, ...values});

  hark.list = ({token, head, shape, rows: tracks}) => {
    const playable = tracks.filter(track => !track.gone);
    const list = el("ol", {class: "hark-edited"});
    const move = (track, to, by) => {
      if (to < 0 || to >= tracks.length) return;
      held = {id: track.id, by};
      hark.say(`${track.title}: place ${to + 1} of ${tracks.length}.`);
      edit(token, "move", track.id, {to});
    };
    tracks.forEach((track, at) => {
      const row = hark.row(track, "list", playable);
      const button = (by, name, label, action, disabled = false) => el("button", {type: "button", class: `hark-edit ${by}`, title: name, "aria-label": `${label} ${track.title}`, disabled,
        onclick: event => { event.stopPropagation(); action(); }}, icon(by));
      row.append(el("span", {class: "hark-edits"},
        button("up", "Up", "Move up", () => move(track, at - 1, "up"), at === 0),
        button("down", "Down", "Move down", () => move(track, at + 1, "down"), at === tracks.length - 1),
        button("swap", "Another one like it", "Swap for another like", () => { held = {at, by: "swap"}; edit(token, "swap", track.id); }),
        button("close", "Take it out", "Take out", () => { held = {at: Math.max(at - 1, 0), by: "close"}; hark.say(`${track.title} is taken out.`); edit(token, "remove", track.id); })));
      row.draggable = true;
      row.addEventListener("dragstart", event => { dragged = {track, at}; event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", track.title); row.classList.add("dragged"); });
      row.addEventListener("dragend", () => { dragged = null; row.classList.remove("dragged"); unmark(); });
      row.addEventListener("dragover", event => {
        if (!dragged) return;
        event.preventDefault();
        unmark();
        row.classList.add(below(event, row) ? "after" : "before");
      });
      row.addEventListener("drop", event => {
        if (!dragged) return;
        event.preventDefault();
        const place = at + below(event, row) - (dragged.at < at + below(event, row));
        if (place !== dragged.at) move(dragged.track, place, null);
      });
      list.append(row);
    });
    const unmark = () => list.querySelectorAll(".before, .after").forEach(each => each.classList.remove("before", "after"));
    const below = (event, row) => { const box = row.getBoundingClientRect(); return event.clientY > box.top + box.height / 2; };
    const whole = el("section", {class: "hark-rows hark-list", "aria-label": "Playlist"},
      el("div", {class: "hark-head"}, el("span", {}, head),
        playable.length > 0 && el("button", {type: "button", class: "hark-all", onclick: () => hark.play(playable, 0, 0)}, icon("play"), "Play all")),
      shape && hark.shape(shape), list);
    if (held) requestAnimationFrame(() => {
      const row = held && (held.id ? [...list.children].find(each => each.dataset.id === held.id) : list.children[held.at]);
      const again = held?.by && row?.querySelector(`.hark-edit.${held.by}`);
      (again?.disabled ? row.querySelector(".hark-edit:not(:disabled)") : again)?.focus();
      held = null;
    });
    return whole;
  };
}
