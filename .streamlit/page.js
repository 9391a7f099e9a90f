// One player sounds at a time; what plays goes on when its card changes or leaves the page; a citation leads to its
// card; a new turn stands at the top of the screen until the reader takes the page over. A constant: nothing from a track, a request or a model ever comes here.
if (!window.harkListens) {
  window.harkListens = true;
  // What sounds now: its player, address, title, place, and the sound itself, because the server forgets a piece that
  // is on no page any more.
  let now = null, still = null;
  const copy = async piece => {
    try {
      const answer = await fetch(piece.src);
      if (answer.ok) piece.copy = URL.createObjectURL(await answer.blob());
    } catch { /* it ends with its card */ }
  };
  const forget = piece => piece?.copied.then(() => { if (piece.copy) URL.revokeObjectURL(piece.copy); });
  const playFrom = (player, at) => { player.currentTime = at; player.play().catch(() => {}); };
  document.addEventListener("play", event => {
    const player = event.target;
    for (const other of document.querySelectorAll("audio")) if (other !== player) other.pause();
    if (still && still.player !== player) hush();
    if (now?.player === player && now.src === player.currentSrc) { now.on = true; return; }
    if (still?.player === player) return;
    forget(now);
    const card = player.closest('[class*="st-key-card-"]');
    now = {player, src: player.currentSrc, at: player.currentTime, on: true, title: card?.querySelector("h3")?.innerText ?? ""};
    now.copied = copy(now);
  }, true);
  document.addEventListener("timeupdate", event => {
    if (now && event.target === now.player && event.target.currentSrc === now.src) now.at = event.target.currentTime;
  }, true);
  for (const name of ["pause", "ended"]) document.addEventListener(name, event => {  // by the listener, not by a change of the page
    if (now && event.target === now.player && event.target.isConnected && event.target.currentSrc === now.src) now.on = false;
  }, true);

  // Streamlit forgets a page's pieces while a run that was cut short gives way to the next one, which names them again.
  document.addEventListener("error", event => {
    const player = event.target;
    if (!(player instanceof HTMLAudioElement) || (player.tries ??= 0) >= 4) return;
    const on = now?.player === player && now.on;  // known now: loading anew will look like a pause
    setTimeout(() => {
      if (!player.isConnected || !player.error) return;
      player.load();
      if (on && now?.player === player) playFrom(player, now.at);
    }, 300 * 2 ** player.tries++);
  }, true);

  const hush = () => { still.player.pause(); still.box.remove(); forget(still); still = null; };
  const goOn = () => {
    const lost = now && (!now.player.isConnected || (now.player.getAttribute("src") && now.player.src !== now.src));
    if (!lost) return;
    const piece = now;
    now = null;
    if (!piece.on) { forget(piece); return; }
    for (const player of document.querySelectorAll("audio")) if (player.src === piece.src) {  // on another card now
      piece.player = player;
      now = piece;  // known before it plays: that card may go as well
      playFrom(player, piece.at);
      return;
    }
    piece.copied.then(() => { if (piece.copy && !now && !still) alone(piece); else forget(piece); });
  };
  const alone = piece => {  // on no card: a small player of its own
    const box = document.createElement("div"), player = new Audio(piece.copy), title = document.createElement("span"), stop = document.createElement("button");
    box.className = "hark-still";
    title.textContent = piece.title.replace(/^\d+\s+/, "");
    stop.textContent = "Stop";
    stop.setAttribute("aria-label", "Stop what plays");
    stop.addEventListener("click", hush);
    player.addEventListener("ended", hush);
    box.append(title, player, stop);
    document.body.append(box);
    still = {...piece, box, player};
    playFrom(player, piece.at);
  };

  document.addEventListener("click", event => {
    const link = event.target.closest('a[href^="#t"]');
    const card = link && document.getElementById(link.hash.slice(1))?.closest('[class*="st-key-card-"]');
    if (!card) return;
    event.preventDefault();
    const fold = card.closest("details");
    if (fold && !fold.open) fold.querySelector("summary").click();
    setTimeout(() => {
      card.scrollIntoView({block: "center", behavior: "smooth"});
      card.animate([{outline: "2px solid"}, {outline: "2px solid transparent"}], {duration: 1600});
    }, fold ? 300 : 0);
  }, true);

  let seen = 0, held = null;
  new MutationObserver(() => {
    goOn();
    for (const player of document.querySelectorAll("audio:not([controlslist])")) player.setAttribute("controlslist", "nodownload noplaybackrate");
    const turns = document.querySelectorAll('[class*="st-key-turn-"]');
    if (turns.length > seen) held = turns[turns.length - 1];
    seen = turns.length;
    if (held) held.scrollIntoView();
  }).observe(document.body, {childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["src"]});
  for (const name of ["wheel", "touchstart", "pointerdown", "keydown"])
    document.addEventListener(name, () => { held = null; }, {capture: true, passive: true});
}
