// Where the page stands and where its focus is: the input has the focus, a new turn stands at the top until the reader
// takes the page over, a citation leads to its row, and a screen reader hears what has arrived.
if (!window.harkPage.arrived) {
  const hark = window.harkPage;
  const INPUT = "[data-testid=stChatInputTextArea]";
  const ON = "Ask on, or refine this…";  // in a conversation; short enough for one line of a phone
  const free = () => !document.activeElement || document.activeElement === document.body || document.activeElement.closest("[data-stale=true]");
  const touch = matchMedia("(pointer: coarse)");
  hark.focus = () => { if (!touch.matches) document.querySelector(INPUT)?.focus({preventScroll: true}); };

  let told = "";
  hark.arrived = ({say}) => {
    if (say && say.id !== told) { told = say.id; hark.say(say.text); }
    if (free()) hark.focus();
  };

  document.addEventListener("keydown", event => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    document.querySelector(INPUT)?.focus();
  }, true);

  // On a phone the sidebar lies above the page. Streamlit closes it at a tap beside it, but not when a conversation is opened.
  const OPENS = ".st-key-new, .st-key-threads, .st-key-kept";
  document.addEventListener("click", event => {
    if (innerWidth > 640 || !event.target.closest?.("button") || !event.target.closest(OPENS)) return;
    if (event.target.closest("[data-testid=stPopover]")) return;  // the menu of all conversations
    setTimeout(() => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click(), 0);
  });

  document.addEventListener("click", event => {
    const link = event.target.closest?.('a[href^="#t"]');
    const row = link && document.getElementById(link.hash.slice(1));
    if (!row) return;
    event.preventDefault();
    hark.flash(row);
  }, true);

  let seen = -1, held = null, waiting = false;
  const look = () => {
    waiting = false;
    const turns = document.querySelectorAll('[class*="st-key-turn-"]');
    const last = turns[turns.length - 1], number = last ? Number(last.className.match(/st-key-turn-(\d+)/)[1]) : -1;
    if (number > seen) held = last;
    seen = number;
    const main = held?.isConnected && held.closest(".stMain");  // not scrollIntoView: it would move what is around, too
    if (main) main.scrollTop += held.getBoundingClientRect().top - parseFloat(getComputedStyle(held).scrollMarginTop);
    const app = document.querySelector(".stApp");  // the theme that the player and the menus follow
    if (app) document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
    const input = document.querySelector(INPUT);
    if (input) input.placeholder = last ? ON : input.ariaLabel;
    if (input && free() && getSelection().isCollapsed) hark.focus();
    const mic = document.querySelector("[data-testid=stChatInputMicButton]:not([title])");
    if (mic) { mic.title = "Hum or play a clip"; mic.ariaLabel = "Hum or play a clip: find what sounds like it"; }
    const clip = document.querySelector("[data-testid=stChatInputFileUploadButton] button:not([title])");
    if (clip) { clip.title = "Add a sound file"; clip.ariaLabel = "Add a sound file: find what sounds like it"; }
  };
  new MutationObserver(() => { if (!waiting) { waiting = true; requestAnimationFrame(look); } })
    .observe(document.getElementById("root") ?? document.body, {childList: true, subtree: true});
  for (const name of ["wheel", "touchstart", "pointerdown", "keydown"])
    document.addEventListener(name, () => { held = null; }, {capture: true, passive: true});
  look();
}
