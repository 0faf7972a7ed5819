// What is written in a form is kept on this device until it is sent; where the server keeps drafts, there too. Loaded with
// such a form; the words it says come from the markup.
import { all, forget, keyOf } from "./app.js";
import { alike, bodyOf, controlsOf, fill, keep, kept, saver, written } from "./keep.js";
const HERE = 400;

for (const notice of all("[data-draft]")) {
  const { draft, keeps, subject, saveUrl, deleteUrl } = notice.dataset;
  const form = notice.closest("form"), key = keyOf(draft), over = notice.querySelector("button");
  const line = form.querySelector("[data-draft-state]"), beside = form.querySelector("[data-draft-beside]");
  const isRefused = Boolean(form.querySelector("[data-error-summary]"));
  const controls = () => controlsOf(form), now = () => written(controls());
  const hasWords = () => controls().some((one) => one.matches("textarea, [type=text]") && one.value.trim());
  let version = keeps ? Number(notice.dataset.version) : notice.dataset.version;
  let saved = isRefused ? [] : now(); // nobody saved what a refused page shows again
  let isAsking = false, soon;

  // Words whose author nobody is to know never leave this device before they are sent; nor while that may still be chosen.
  const secret = keeps && form.querySelector("[name=identity][value=untraceable]");
  const staysHere = () => secret && (secret.checked ? "secret" : !form.querySelector("[name=identity]:checked") && "open");
  const keepHere = () => {
    clearTimeout(soon);
    if (isAsking) return true;
    if (!hasWords() || alike(now(), saved)) { forget(key); return true; }
    const isKept = keep(key, { version, values: now() });
    if (staysHere()) server.say(isKept ? staysHere() : "full");
    return isKept;
  };
  const body = (values) => {
    const sent = bodyOf(values);
    for (const name of ["csrf_token", "version", "draft_writer"]) if (form.elements[name]) sent.set(name, form.elements[name].value);
    sent.set("draft_form", keeps); sent.set("draft_subject", subject); sent.set("draft_version", version);
    return sent;
  };
  const isDue = () => !isAsking && !staysHere() && !alike(now(), saved) && (hasWords() || version > 0);
  const took = ({ isOk, status, said }, values) => {
    const fields = said.fields && Object.entries(said.fields), isGone = said.version === 0;
    if (isOk) {
      version = said.version; saved = values;
      form.elements.draft_version.value = version;
      if (alike(now(), values)) forget(key);
      server.say("saved");
    } else if (fields) ask(fields, () => { version = said.version; server.send(); }, () => { version = said.version; saved = fields; fill(controls(), fields); forget(key); server.say("saved"); });
    else {
      if (isGone) { version = 0; saved = []; }
      server.sayKept(status === 401 ? "signedOut" : "offline", said.sentence);
    }
  };
  const server = keeps && saver({ form, line, url: saveUrl, isDue, what: now, body, keepHere, took });
  const drop = () => {
    fetch(deleteUrl, { method: "POST", body: body(now()), headers: { Accept: "application/json" }, keepalive: true }).catch(() => {});
    version = 0; saved = []; form.elements.draft_version.value = 0;
  };

  /** Show another version beside the form; nothing is saved until one of the two is chosen. */
  const ask = (values, keepMine, useTheirs) => {
    const { title, body: words } = Object.fromEntries(values);
    isAsking = true;
    line.hidden = true;
    beside.hidden = false;
    beside.querySelector("blockquote").textContent = [title, words].filter(Boolean).join("\n\n");
    for (const [name, act] of [["mine", keepMine], ["theirs", useTheirs]]) {
      beside.querySelector(`[data-${name}]`).onclick = () => { isAsking = false; beside.hidden = true; act(); form.querySelector("textarea").focus(); };
    }
  };

  over.hidden = false;
  over.addEventListener("click", () => {
    clearTimeout(soon); forget(key);
    if (keeps) {
      server.stop();
      if (version) drop();
      fill(controls(), []);
      line.hidden = true;
    } else {
      form.reset();
      fill(controls(), now());
    }
    saved = now();
    notice.hidden = true;
    controls()[0]?.focus();
  });

  const { values: here, version: from } = kept(key) ?? {};
  if (here && !isRefused) {
    if (!Array.isArray(here) || alike(here, saved) || (!keeps && from !== version)) forget(key); // the page shows it, or something newer
    else if (from === version || !version) {
      fill(controls(), here); notice.hidden = false;
      if (keeps) server.plan();
    } else ask(here, () => forget(key), () => { fill(controls(), here); server.send(); });
  }

  form.addEventListener("input", () => {
    if (secret?.checked && version) drop();
    clearTimeout(soon); soon = setTimeout(keepHere, HERE);
    if (keeps) server.plan();
  });
  if (!keeps) form.addEventListener("submit", keepHere);
}
