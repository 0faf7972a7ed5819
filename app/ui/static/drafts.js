// What is written in a form is saved before it is sent: on this device at once, on the server after a rest. Loaded where
// a form keeps drafts; the words it says come from the markup.
const stored = (act) => { try { return act(localStorage); } catch { return null; } }; // storage may be refused, or full
const REST = 3000, AGAIN = 20000;

for (const notice of document.querySelectorAll("[data-keeps]")) {
  const { draft, keeps, subject, saveUrl, deleteUrl } = notice.dataset;
  const form = notice.closest("form"), key = `draft:${document.body.dataset.viewer}:${draft}`;
  const line = form.querySelector("[data-draft-state]"), beside = form.querySelector("[data-draft-beside]");
  const over = notice.querySelector("button"), isRefused = Boolean(form.querySelector("[data-error-summary]"));
  const controls = () => [...form.elements].filter((one) => one.name && !["hidden", "password", "file", "submit", "button"].includes(one.type));
  const isTick = (one) => ["radio", "checkbox"].includes(one.type);
  const written = () => Object.fromEntries(controls().filter((one) => !isTick(one) || one.checked).map((one) => [one.name, one.value]));
  const hasWords = () => controls().some((one) => one.matches("textarea, [type=text]") && one.value.trim());
  const alike = (one, other) => [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => (one[name] ?? "") === (other[name] ?? ""));
  const forget = () => stored((store) => store.removeItem(key));

  let version = Number(notice.dataset.version), onServer = written();
  let isKept = true, isLeaving = false, isAsking = false, isFilling = false, rest, soon, request;

  const say = (state, sentence) => {
    const words = sentence || line.dataset[state];
    line.hidden = false;
    line.ariaLive = ["saving", "saved"].includes(state) ? "off" : "polite";
    if (line.textContent !== words) line.textContent = words;
  };
  // Words whose author nobody is to know never leave this device before they are sent; nor while that may still be chosen.
  const secret = form.querySelector("[name=identity][value=untraceable]");
  const staysHere = () => secret && (secret.checked ? "secret" : !form.querySelector("[name=identity]:checked") && "open");

  const keepHere = () => {
    if (isLeaving || isAsking) return;
    if (!hasWords() || alike(written(), onServer)) { forget(); return; }
    isKept = stored((store) => { store.setItem(key, JSON.stringify({ at: Date.now(), version, values: written() })); return true; }) === true;
    if (staysHere()) say(isKept ? staysHere() : "full");
  };
  const body = () => {
    const sent = new URLSearchParams(written());
    for (const name of ["csrf_token", "version", "draft_writer"]) if (form.elements[name]) sent.set(name, form.elements[name].value);
    sent.set("draft_form", keeps); sent.set("draft_subject", subject); sent.set("draft_version", version);
    return sent;
  };
  const isDue = () => !isLeaving && !isAsking && !staysHere() && !alike(written(), onServer) && (hasWords() || version > 0);

  const send = async () => {
    clearTimeout(rest);
    if (!isDue()) return;
    const values = written();
    say("saving");
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(saveUrl, { method: "POST", body: body(), headers: { Accept: "application/json" }, signal: request.signal });
      const isJson = answer.headers.get("Content-Type")?.includes("json"), said = isJson ? await answer.json() : {};
      if (answer.ok && isJson) {
        version = said.version; onServer = values;
        form.elements.draft_version.value = version;
        if (alike(written(), values)) forget();
        say("saved");
      } else if (said.fields) ask(said.fields, () => { version = said.version; send(); }, () => { version = said.version; onServer = said.fields; fill(said.fields); forget(); say("saved"); });
      else if (said.version === 0) { version = 0; onServer = {}; keepHere(); say(isKept ? "offline" : "full", said.sentence); }
      else { keepHere(); say(isKept ? (answer.status === 401 ? "signedOut" : "offline") : "full", said.sentence); }
    } catch (error) {
      if (error.name === "AbortError") return;
      keepHere(); say(isKept ? "offline" : "full");
      rest = setTimeout(send, AGAIN);
    }
  };
  const leave = () => { if (isDue()) { keepHere(); navigator.sendBeacon(saveUrl, body()); } };
  const drop = () => fetch(deleteUrl, { method: "POST", body: body(), headers: { Accept: "application/json" }, keepalive: true }).catch(() => {});

  const fill = (values) => {
    isFilling = true;
    for (const one of controls()) {
      const value = values[one.name] ?? "";
      if (isTick(one)) one.checked = one.value === value; else one.value = value;
      one.dispatchEvent(new Event("input", { bubbles: true }));
    }
    isFilling = false;
  };
  /** Show another version beside the form; nothing is saved until one of the two is chosen. */
  const ask = (values, keepMine, useTheirs) => {
    isAsking = true;
    line.hidden = true;
    beside.hidden = false;
    beside.querySelector("blockquote").textContent = [values.title, values.body].filter(Boolean).join("\n\n");
    for (const [name, act] of [["mine", keepMine], ["theirs", useTheirs]]) {
      beside.querySelector(`[data-${name}]`).onclick = () => { isAsking = false; beside.hidden = true; act(); form.querySelector("textarea").focus(); };
    }
  };

  over.hidden = false;
  over.addEventListener("click", () => {
    clearTimeout(rest); clearTimeout(soon); request?.abort();
    forget();
    if (version) drop();
    version = 0; onServer = {}; form.elements.draft_version.value = 0;
    fill({});
    onServer = written();
    notice.hidden = line.hidden = true;
    controls()[0]?.focus();
  });

  const here = stored((store) => JSON.parse(store.getItem(key)));
  if (here?.values && !isRefused) {
    if (alike(here.values, onServer)) forget();
    else if (here.version === version || version === 0) {
      version = here.version && version ? version : 0;
      fill(here.values); notice.hidden = false; rest = setTimeout(send, REST);
    } else ask(here.values, forget, () => { fill(here.values); send(); });
  } else if (isRefused) onServer = {}; // nobody saved what the page shows again

  form.addEventListener("input", () => {
    if (isFilling) return;
    if (secret?.checked && version) { drop(); version = 0; onServer = {}; form.elements.draft_version.value = 0; }
    clearTimeout(soon); soon = setTimeout(keepHere, 400);
    clearTimeout(rest); rest = setTimeout(send, REST);
  });
  form.addEventListener("submit", () => { clearTimeout(rest); clearTimeout(soon); keepHere(); isLeaving = true; request?.abort(); });
  addEventListener("pageshow", () => { isLeaving = false; });
  addEventListener("online", send);
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
}
