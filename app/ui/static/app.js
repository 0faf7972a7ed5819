// Small improvements to pages that work without them. No text is written here: every word comes from the markup.
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Ask the server without leaving the page: whether it took it, its status, what it said. */
export const post = async (url, body, signal) => {
  const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, signal });
  const isJson = answer.headers.get("Content-Type")?.includes("json");
  return { isOk: answer.ok && isJson, status: answer.status, said: isJson ? await answer.json() : {} };
};

// Menus: close on Escape, on a click outside, when the focus leaves.
const closeMenus = (except) => all("details.menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
for (const kind of ["click", "focusin"]) addEventListener(kind, (event) => closeMenus(event.target.closest("details.menu")));
addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.activeElement?.closest("details[open]:is(.menu, .confirm, .act)");
  if (menu) { menu.open = false; menu.querySelector("summary").focus({ preventScroll: menu.matches(".act") }); }
});

// A refused form shows first what is wrong, else what the address names takes the focus, where it can; once more when the
// browser has come to the place that the address names, as that takes the focus away.
const look = () => (document.querySelector("[data-error-summary]") ?? document.querySelector(":target[tabindex]"))?.focus();
look();
if (location.hash) addEventListener("load", look);

// The row of what is open is in sight in its list.
if (matchMedia("(min-width: 60rem)").matches) document.querySelector(".worklist .list [aria-current]")?.scrollIntoView({ block: "nearest" });

// Keys of a page that is worked through: each presses the control that names it, once however long
// it is held. They can be switched off. Just after an act nothing is decided: a second press was meant for the case before.
const useKeys = document.querySelector("[data-keys]");
const decidesFrom = document.querySelector(".toast") ? performance.now() + 500 : 0;
addEventListener("keydown", (event) => {
  if (!useKeys?.checked || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  // A box of the help that was just closed keeps the focus until the browser draws again: it is not being written in.
  if (event.target.closest("input, select, textarea, .menu, [popover]:popover-open")?.checkVisibility()) return;
  const key = /^[!-~]$/.test(event.key) ? event.key.toLowerCase() : event.key === "؟" ? "?" : event.code.replace("Key", "").toLowerCase();
  const control = all("[aria-keyshortcuts]").find((one) => one.ariaKeyShortcuts === key && (one.checkVisibility() || one.closest(".act-more")));
  if (!control) return;
  event.preventDefault();
  if (control.type === "submit" && !control.closest(".toast") && event.timeStamp < decidesFrom) return;
  control.closest(".act-more")?.setAttribute("open", "");
  control.click();
  if (control.parentElement.open) control.parentElement.querySelector("[type=radio], textarea, select").focus({ preventScroll: true });
});

// Characters left, shown and said aloud only near the end.
for (const line of all("[data-counter]")) {
  const control = document.getElementById(line.dataset.counter);
  const limit = Number(line.dataset.limit), first = line.textContent;
  const count = () => {
    const left = limit - [...control.value].length;
    const isNear = left <= limit / 5;
    const text = isNear ? (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left)) : first;
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !isNear;
    line.classList.toggle("error", left < 0);
    line.ariaLive = left < 20 ? "polite" : "off";
  };
  if (control) { control.addEventListener("input", count); count(); }
}

// A line stays one line, however long.
addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches?.("textarea[rows='1']")) event.preventDefault(); });

// A folded part of a form shows what is chosen in it.
for (const part of all(".fold:has(.now)")) {
  const now = part.querySelector(".now"), nothing = now.dataset.now;
  const wordsOf = (control) => control.matches("select") ? control.selectedOptions[0] : (control.labels[0].querySelector("strong, .hidden") ?? control.labels[0].querySelector("span"));
  const tell = () => {
    const chosen = all("select, :checked:not(option)", part).filter((control) => control.value).map((control) => wordsOf(control).textContent.trim());
    const images = all(".previews li", part).length;
    now.textContent = [...chosen, ...(images ? [images] : [])].join(" · ") || nothing;
  };
  for (const kind of ["input", "change", "click"]) part.addEventListener(kind, () => setTimeout(tell), true);
  addEventListener("pageshow", tell);
}

// Drafts stay on this device for a week, or until somebody else signs in here.
const PREFIX = "draft:", WEEK = 6048e5;
export const stored = (act) => { try { return act(localStorage); } catch { return null; } }; // storage may be refused, or full
export const forget = (key) => stored((store) => store.removeItem(key));
const viewer = document.body.dataset.viewer; // names nobody; absent where nobody is signed in
export const keyOf = (name) => `${PREFIX}${viewer}:${name}`;
const draftKeys = () => stored((store) => Object.keys(store).filter((key) => key.startsWith(PREFIX))) ?? [];
if (useKeys) {
  useKeys.checked = !stored((store) => store.getItem("no-keys"));
  useKeys.addEventListener("change", () => stored((store) => useKeys.checked ? store.removeItem("no-keys") : store.setItem("no-keys", "1")));
}
for (const key of draftKeys()) {
  const draft = stored((store) => JSON.parse(store.getItem(key)));
  if (!(draft?.at > Date.now() - WEEK) || (viewer && !key.startsWith(keyOf("")))) forget(key);
}
all("[data-draft-done]").forEach((mark) => forget(keyOf(mark.dataset.draftDone)));
addEventListener("submit", (event) => { if (event.target.matches("[data-signs-out]")) draftKeys().forEach(forget); });

// One press, one sending; a second try is free after four seconds or on coming back.
addEventListener("submit", (event) => {
  const form = event.target, now = Date.now();
  if (form.method !== "post" || event.defaultPrevented) return;
  if (now - (form.dataset.sentAt ?? 0) < 4000) event.preventDefault();
  else form.dataset.sentAt = now;
});
addEventListener("pageshow", () => all("[data-sent-at]").forEach((form) => delete form.dataset.sentAt));

// "Me too" without leaving the page; any trouble falls back to a normal sending.
addEventListener("click", async (event) => {
  const button = event.target.closest?.("button[aria-pressed][formaction]:not([data-plain])");
  if (!button?.form || event.defaultPrevented) return;
  event.preventDefault();
  if (button.ariaBusy === "true" || event.detail > 1) return; // a second click would take back what the first one said
  button.ariaBusy = "true";
  try {
    const { status, said: { label, pressed, next } } = await post(button.formAction, new FormData(button.form));
    if (status >= 400) throw new Error(status);
    if (typeof label !== "string") return location.reload();
    button.textContent = label;
    button.ariaPressed = String(Boolean(pressed));
    button.formAction = next;
  } catch {
    button.dataset.plain = "";
    delete button.form.dataset.sentAt;
    button.form.requestSubmit(button);
  } finally {
    button.ariaBusy = null;
  }
});

// A code is copied by a button where the browser can; without it, it is written down.
for (const button of all("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim()); } catch { return; }
    button.textContent = button.dataset.copied;
    button.setAttribute("aria-live", "polite");
  });
}

// Printing is the browser's own.
for (const button of all("[data-print]")) { button.hidden = false; button.addEventListener("click", () => print()); }

// Who looks at a case says so, as long as its page is in sight.
const stay = document.querySelector("[data-stay]");
const sayIt = () => { if (!document.hidden) fetch(stay.action, { method: "POST", body: new FormData(stay), redirect: "manual" }).catch(() => {}); };
if (stay) { sayIt(); setInterval(sayIt, 120_000); }
