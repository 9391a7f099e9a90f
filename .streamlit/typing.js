// Offers names of the library while a request is typed: a list at the input, in which keys or a click choose a name.
// Nothing is chosen unless the user moves into the list, so that Enter still sends what was typed.
if (!window.harkPage.typing) {
  const hark = window.harkPage;
  const {el} = hark;
  const INPUT = "[data-testid=stChatInputTextArea]", WAIT_MS = 80;
  const NAMES = {artist: "Artist", album: "Album", track: "Track", folder: "Folder"};
  const list = el("ul", {class: "hark-names", id: "hark-names", role: "listbox", "aria-label": "Names in your library", hidden: true});
  document.body.append(el("section", {"aria-label": "Names that complete the request"}, list));
  let offers = [], at = -1, timer = 0, asked = null, shownFor = "";

  const input = () => document.querySelector(INPUT);
  const typed = () => { const field = input(); return field ? field.value.slice(0, field.selectionStart) : ""; };
  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    [offers, at] = [[], -1];
    const field = input();
    for (const name of ["aria-activedescendant", "aria-controls"]) field?.removeAttribute(name);
  };

  // Set the value of Streamlit's input so that React notices.
  hark.setInput = (value, caret = value.length) => {
    const field = input();
    if (!field) return;
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, value);
    field.dispatchEvent(new Event("input", {bubbles: true}));
    field.focus();
    field.setSelectionRange(caret, caret);
  };

  const choose = offer => {
    const value = input().value, behind = value.slice(typed().length).trimStart();
    const text = value.slice(0, offer.start) + offer.insert;
    const query = new URLSearchParams({kind: offer.kind, name: offer.name, key: offer.key});
    fetch(`${hark.base}chosen?${query}`, {method: "POST"}).catch(() => {});
    close();
    shownFor = text;  // the new text asks for nothing
    hark.setInput(text + behind, text.length);
    hark.say(`${offer.name}, ${offer.note}.`);
  };

  const mark = () => {
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) { input().setAttribute("aria-activedescendant", `hark-name-${at}`); list.children[at].scrollIntoView({block: "nearest"}); }
    else input().removeAttribute("aria-activedescendant");
  };
  const place = () => {
    const box = input().closest("[data-testid=stChatInput]").getBoundingClientRect(), below = innerHeight - box.bottom > box.top;
    Object.assign(list.style, {left: `${box.left}px`, width: `${box.width}px`, maxHeight: `${Math.max(120, (below ? innerHeight - box.bottom : box.top) - 16)}px`,
      top: below ? `${box.bottom + 6}px` : "auto", bottom: below ? "auto" : `${innerHeight - box.top + 6}px`});
  };
  // A name, with the part that was typed in bold. Letters are compared without accents, as the server does.
  const plain = text => [...text].map(letter => letter.normalize("NFD")[0]).join("").toLowerCase();
  const label = (name, said) => {
    const letters = plain(name), wanted = plain(said);  // no lookbehind: Streamlit drops a script that has "<" before "!"
    const from = letters.startsWith(wanted) ? 0 : letters.indexOf(` ${wanted}`) + 1;
    if (!wanted || (from === 0 && !letters.startsWith(wanted))) return [name];
    return [name.slice(0, from), el("b", {}, name.slice(from, from + said.length)), name.slice(from + said.length)];
  };
  const draw = text => {
    const said = text.slice(offers[0].start).replace(/^["\u201c]/, "");
    list.replaceChildren(...offers.map((offer, i) => el("li", {id: `hark-name-${i}`, role: "option", "aria-selected": "false",
      onpointerdown: event => { event.preventDefault(); choose(offer); }},
      el("span", {class: "name", dir: "auto"}, ...label(offer.name, said)), el("span", {class: "note", dir: "auto"}, offer.note || NAMES[offer.kind]))));
    at = -1;
    list.hidden = false;
    input().setAttribute("aria-controls", "hark-names");
    place();
    hark.say(`${offers.length} name${offers.length === 1 ? "" : "s"} in your library.`);
  };

  const look = async () => {
    const text = typed();
    if (text === shownFor || !hark.base) return;
    shownFor = text;
    asked?.abort();
    asked = new AbortController();
    try {
      const reply = await fetch(`${hark.base}names?${new URLSearchParams({typed: text})}`, {signal: asked.signal});
      if (!reply.ok || typed() !== text || document.activeElement !== input()) return;
      const found = await reply.json();
      if (!found.length) return close();
      offers = found;
      draw(text);
    } catch { /* a later letter has asked again, or the server has ended */ }
  };

  hark.typing = true;
  document.addEventListener("input", event => {
    if (!event.target.matches?.(INPUT)) return;
    event.target.setAttribute("aria-autocomplete", "list");
    clearTimeout(timer);
    if (typed().trim().length < 2 || event.isComposing) { shownFor = ""; return close(); }
    timer = setTimeout(look, WAIT_MS);
  }, true);
  document.addEventListener("keydown", event => {
    if (!event.target.matches?.(INPUT) || event.isComposing) return;
    if (event.key === "Enter" && at < 0) { close(); shownFor = ""; return; }
    if (event.key === "ArrowUp" && list.hidden && !event.target.value) {  // the last request again, to edit it
      const said = [...document.querySelectorAll('[class*="st-key-asked-"] h2')].pop()?.textContent.replaceAll("\u2060", "");
      if (said) { event.preventDefault(); shownFor = said; hark.setInput(said); }
      return;
    }
    if (list.hidden) return;
    if (event.key === "ArrowDown") at = at + 1 < offers.length ? at + 1 : -1;
    else if (event.key === "ArrowUp") at = at < 0 ? offers.length - 1 : at - 1;
    else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) choose(offers[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!list.hidden) mark();
  }, true);
  document.addEventListener("focusout", event => { if (event.target.matches?.(INPUT)) close(); });
  addEventListener("resize", close);
}
