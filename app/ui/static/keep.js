// What scripts share that save words before they are sent: on this device at once, on the server after a rest, again when
// the connection is back, and on leaving the page.
import { post, stored } from "./app.js";
const REST = 3000, AGAIN = 20000;
const LEFT_OUT = ["hidden", "password", "file", "submit", "button"];

export const kept = (key) => stored((store) => JSON.parse(store.getItem(key)));
/** Keep something on this device; tell whether it could be kept. */
export const keep = (key, what) => stored((store) => { store.setItem(key, JSON.stringify({ at: Date.now(), ...what })); return true; }) === true;

const isTick = (one) => ["radio", "checkbox"].includes(one.type);
export const controlsOf = (form) => [...form.elements].filter((one) => one.name && !LEFT_OUT.includes(one.type));
/** A body of pairs, with the words as they are: percent signs would make an Arabic text three times as long. */
export const bodyOf = (pairs) => { const body = new FormData(); for (const [name, value] of pairs) body.append(name, value); return body; };
/** What controls hold, as pairs of a name and a value. */
export const written = (controls) => controls.filter((one) => !isTick(one) || one.checked).map((one) => [one.name, one.value]);
export const alike = (...all) => new Set(all.map((pairs) => JSON.stringify(pairs.filter(([, value]) => value).sort()))).size === 1;
export const fill = (controls, pairs) => {
  for (const one of controls) {
    const its = pairs.filter(([name]) => name === one.name).map(([, value]) => value);
    if (isTick(one)) one.checked = its.includes(one.value); else one.value = its[0] ?? "";
    one.dispatchEvent(new Event("input"));
  }
};

// What saves a form to `url`. `isDue`: whether something is to be saved; `what`: what it is; `body`: how it is sent;
// `keepHere`: keeps it on this device and tells whether it could; `took`: hears what was answered.
export const saver = ({ form, line, url, isDue, what, body, keepHere, took }) => {
  let rest, request, isLeaving = false, isWaiting = false;
  const say = (state, sentence) => {
    const words = sentence || line.dataset[state];
    line.hidden = false;
    line.ariaLive = ["saving", "saved"].includes(state) ? "off" : "polite";
    if (line.textContent !== words) line.textContent = words;
  };
  const sayKept = (state, sentence) => say(keepHere() ? state : "full", sentence);
  const plan = (wait = REST) => { clearTimeout(rest); rest = setTimeout(send, wait); };
  const stop = () => { clearTimeout(rest); request?.abort(); request = undefined; isWaiting = false; };
  const send = async () => {
    clearTimeout(rest);
    if (isLeaving || !isDue()) return;
    if (request) { isWaiting = true; return; } // one after the other
    const own = request = new AbortController(), sent = what();
    const slow = setTimeout(() => own.abort(new Error("slow")), AGAIN);
    say("saving");
    const answer = await post(url, body(sent), own.signal).catch((error) => error);
    clearTimeout(slow);
    if (request !== own) return; // it was stopped
    request = undefined;
    if (answer.status < 500) took(answer, sent);
    else { sayKept("offline"); plan(AGAIN); }
    if (isWaiting) { isWaiting = false; send(); }
  };
  const leave = () => { if (!isLeaving && isDue()) { keepHere(); navigator.sendBeacon(url, body(what())); } };
  form.addEventListener("submit", () => { stop(); keepHere(); isLeaving = true; });
  addEventListener("pageshow", () => { isLeaving = false; });
  addEventListener("online", send);
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
  return { say, sayKept, plan, send, stop };
};
