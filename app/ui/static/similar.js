// While somebody writes: what colleagues wrote already about the same, after a pause. Loaded by the form of a contribution.
// Of what nobody is to know who wrote it nothing is sent; while nobody has chosen who may know, only the line of the title.
import { post } from "./app.js";
const REST = 900, FEWEST = 12;

for (const place of document.querySelectorAll("[data-similar]")) {
  const form = place.closest("form"), { title, body } = form.elements, box = place.querySelector(".notice");
  let rest, request, asked = "";

  const put = (line, selector, words, attributes = {}) => {
    const part = line.querySelector(selector);
    if (!words) { part.remove(); return; }
    part.textContent = words;
    for (const [name, value] of Object.entries(attributes)) if (value) part.setAttribute(name, value); else part.removeAttribute(name);
  };
  const show = ({ heading, lines }) => {
    box.hidden = !lines.length;
    box.querySelector("strong").textContent = heading;
    box.querySelector("ul").replaceChildren(...lines.map((found) => {
      const line = place.querySelector("template").content.cloneNode(true);
      put(line, ".plain", found.status);
      put(line, ".kind", found.kind_label, { "data-kind": found.kind });
      put(line, "a", found.title, { href: found.url, lang: found.lang, dir: found.dir });
      put(line, "button", found.me_too_url && found.me_too_label, { formaction: found.me_too_url });
      put(line, ".meta", !found.me_too_url && found.note);
      return line;
    }));
  };
  const look = async () => {
    const level = form.querySelector("[name=identity]:checked")?.value;
    if (level === "untraceable") return;
    const words = { title: title.value.trim(), body: level ? body.value.trim() : "" }, all = `${words.title}\n${words.body}`;
    if (all.trim().length < FEWEST || all === asked) return;
    asked = all;
    const sent = new URLSearchParams({ ...words, csrf_token: form.elements.csrf_token.value });
    request?.abort();
    request = new AbortController();
    const { isOk, said } = await post(place.dataset.similar, sent, request.signal).catch(() => ({})); // it helps, and no more
    if (isOk) show(said);
  };
  form.addEventListener("input", ({ target }) => {
    if (![title, body].includes(target) && target.name !== "identity") return;
    clearTimeout(rest);
    rest = setTimeout(look, REST);
  });
}
