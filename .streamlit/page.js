// One player sounds at a time; a citation leads to its card; a new turn stands at the top of the screen until the
// reader takes the page over. A constant: nothing from a track, a request or a model ever comes here.
if (!window.harkListens) {
  window.harkListens = true;
  document.addEventListener("play", event => {
    for (const player of document.querySelectorAll("audio")) if (player !== event.target) player.pause();
  }, true);

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
    const turns = document.querySelectorAll('[class*="st-key-turn-"]');
    if (turns.length > seen) held = turns[turns.length - 1];
    seen = turns.length;
    if (held) held.scrollIntoView();
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
  for (const name of ["wheel", "touchstart", "pointerdown", "keydown"])
    document.addEventListener(name, () => { held = null; }, {capture: true, passive: true});
}
