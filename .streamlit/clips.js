// A clip before it is searched for: what the microphone records and what a file holds can be heard first.
// A recording becomes a file of Streamlit's input, so that it can be heard, taken out, and sent together with words.
if (!window.harkPage.clips) {
  const hark = window.harkPage;
  const {el, icon} = hark;
  hark.clips = true;
  const FILE = "[data-testid=stChatInputFileUploadButton] input[type=file]", MIC = "[data-testid=stChatInputMicButton]";
  const LONGEST_S = 60, BARS = 96;
  const card = el("div", {class: "hark-clip", role: "group", "aria-label": "Clip to search for"});
  const sound = new Audio();
  let shown = 0, seen = false, recording = null;
  // The card goes when the file was sent or taken out. An observer, because a file may be sent at once.
  const watching = new MutationObserver(() => {
    const chip = document.querySelector("[data-testid=stChatInput] [data-testid=stFileChip]");
    if (chip) seen = true;
    else if (seen) hide();
  });

  const stop = () => { sound.pause(); sound.removeAttribute("src"); };
  const hide = () => { stop(); watching.disconnect(); shown++; card.remove(); };
  const put = (...parts) => {
    card.replaceChildren(...parts);
    const ask = document.querySelector(".st-key-ask");
    if (ask && card.parentElement !== ask) ask.append(card);
  };
  // A file: read by the server, as it will be when it is searched for.
  const show = async file => {
    const mine = ++shown;
    stop();
    put(el("span", {class: "what"}, "Reading the clip…"));
    seen = false;
    watching.observe(document.getElementById("root") ?? document.body, {childList: true, subtree: true});
    for (let waited = 0; !hark.base && waited < 100; waited++) await new Promise(done => setTimeout(done, 100));  // the page is being drawn
    let made = {error: "The clip cannot be read."};
    try {
      const reply = await fetch(`${hark.base}clip?${new URLSearchParams({name: file.name})}`, {method: "POST", body: file});
      if (reply.ok) made = await reply.json();
      else if (reply.status === 413) made = {error: "This clip is too large. Cut out a minute of it."};
    } catch { /* the server has ended */ }
    if (mine !== shown) return;
    if (made.error) {
      put(el("span", {class: "what wrong"}, made.error));
      hark.say(made.error);
      return;
    }
    sound.src = `${hark.base}clip/${made.id}`;
    const button = el("button", {type: "button", class: "hark-hear", "aria-label": "Hear the clip", title: "Hear the clip", onclick: () => { if (sound.paused) { hark.pause(); sound.play().catch(() => {}); } else sound.pause(); }}, icon("play"));
    const mark = () => { button.replaceChildren(icon(sound.paused ? "play" : "pause")); button.ariaLabel = sound.paused ? "Hear the clip" : "Pause the clip"; };
    for (const name of ["play", "pause", "ended"]) sound[`on${name}`] = mark;
    sound.ontimeupdate = () => wave.style.setProperty("--at", sound.currentTime / (sound.duration || made.seconds));
    const wave = el("div", {class: "wave", onclick: event => { const box = wave.getBoundingClientRect(); sound.currentTime = (event.clientX - box.left) / box.width * made.seconds; }},
      ...["back", "front"].map(name => el("svg", {class: name, viewBox: `0 0 ${2 * BARS} 32`, preserveAspectRatio: "none", "aria-hidden": "true"}, el("path", {d: hark.bars(made.outline, BARS)}))));
    const cut = made.start >= 0.5 ? ", silence cut off" : "";
    put(button, wave, el("span", {class: "what"}, `${hark.clock(made.seconds)} to search with${cut}`));
    hark.say(`The clip is ready: ${Math.round(made.seconds)} seconds.`);
  };
  hark.audio.addEventListener("play", () => sound.pause());
  const sounds = files => [...files ?? []].find(file => file.size);
  document.addEventListener("change", event => { if (event.target.matches?.(FILE)) { const file = sounds(event.target.files); if (file) show(file); } }, true);

  // A file that is dropped anywhere on the page, or pasted, goes into the input.
  const give = file => {
    const input = document.querySelector(FILE), files = new DataTransfer();
    if (!input) return false;
    files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
    return true;
  };
  const carries = event => [...event.dataTransfer?.types ?? []].includes("Files") && document.querySelector(FILE);
  const over = on => document.body.classList.toggle("hark-drop", on);
  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, event => {
    if (!carries(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    over(true);
  }, true);
  document.addEventListener("dragleave", event => { if (!event.relatedTarget) over(false); }, true);
  for (const name of ["drop", "paste"]) document.addEventListener(name, event => {
    over(false);
    const file = sounds((event.dataTransfer ?? event.clipboardData)?.files);
    if (!file || !give(file)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    hark.focus();
  }, true);

  // The microphone: for humming or playing something, not for speaking

  const record = async () => {
    let stream;
    try { stream = await navigator.mediaDevices.getUserMedia({audio: {echoCancellation: false, noiseSuppression: false, autoGainControl: false}}); }
    catch { hark.note("The browser gives no microphone. Allow it beside the address, or add a sound file."); return; }
    hark.pause();
    stop();
    shown++;
    watching.disconnect();
    const kind = ["audio/webm", "audio/mp4"].find(each => MediaRecorder.isTypeSupported(each)) ?? "";
    const recorder = new MediaRecorder(stream, kind ? {mimeType: kind} : {}), pieces = [];
    const context = new AudioContext(), meter = context.createAnalyser(), level = new Uint8Array(512);
    context.createMediaStreamSource(stream).connect(meter);
    const began = performance.now();
    const time = el("span", {class: "time"}, "0:00"), loud = el("span", {class: "loud"});
    const tick = setInterval(() => {
      const seconds = (performance.now() - began) / 1000;
      meter.getByteTimeDomainData(level);
      loud.style.setProperty("--level", Math.min(1, Math.max(...level.map(value => Math.abs(value - 128))) / 90));
      time.textContent = hark.clock(seconds);
      if (seconds >= LONGEST_S) finish(true);
    }, 80);
    let used = false;
    const finish = use => {
      if (!recording) return;
      recording = null;
      used = use;
      clearInterval(tick);
      recorder.stop();
    };
    recorder.ondataavailable = event => pieces.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach(track => track.stop());
      context.close();
      card.remove();
      if (used) give(new File(pieces, `Recorded just now${recorder.mimeType.includes("mp4") ? ".m4a" : ".opus"}`, {type: recorder.mimeType}));
      hark.focus();
    };
    recording = finish;
    recorder.start();
    const done = el("button", {type: "button", class: "done", onclick: () => finish(true)}, "Done");
    put(loud, time, el("span", {class: "what"}, "Hum, sing or play what it should sound like."), el("button", {type: "button", onclick: () => finish(false)}, "Cancel"), done);
    done.focus();
    hark.say("Recording. Hum, sing or play what it should sound like.");
  };
  document.addEventListener("click", event => {
    if (!event.target.closest?.(MIC) || !navigator.mediaDevices?.getUserMedia || !window.MediaRecorder || !document.querySelector(FILE)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (recording) recording(true); else record();
  }, true);
  document.addEventListener("keydown", event => { if (recording && event.key === "Escape") { event.stopImmediatePropagation(); recording(false); } }, true);
}
