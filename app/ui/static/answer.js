// Each answer is saved as it is given; without this, when one goes on. Without a connection it stays on this device. Options
// that are put in order get buttons that move them. The words it says come from the markup.
import { all, forget, keyOf } from "./app.js";
import { bodyOf, controlsOf, fill, keep, kept, saver } from "./keep.js";

const form = document.querySelector("[data-answers]");
const partOf = (control) => control.closest("[data-question]");
const partNamed = (id) => form.querySelector(`[data-question="${id}"]`);
let save = () => {}; // nothing of what nobody is to know

/** Save answers to the server while they are given, and keep on this device what it has not taken yet. */
const savesAnswers = ({ answers }) => {
  const key = keyOf(answers), line = form.querySelector("[role=status]"), { version } = form.elements;
  const open = new Map(); // by question: what the server has not taken, and the version of all answers it was typed on
  const seen = new Set(), elsewhere = new Set(); // questions that were open on this page; those that another window changed
  const asked = new Set(); // what is not stored before something is chosen about it, as long as it stays the same
  let told;
  const valuesOf = (id) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && (name === `q${id}` || name.startsWith(`q${id}_`)));
  const keptHere = () => kept(key)?.questions ?? {};
  const keepHere = () => {
    const questions = keptHere(); // another tab may keep some too
    for (const id of seen) if (open.has(id)) questions[id] = open.get(id); else delete questions[id];
    if (Object.keys(questions).length) return keep(key, { questions });
    forget(key);
    return true;
  };
  const tell = (id, sentence) => {
    const error = partNamed(id)?.querySelector(".error");
    if (!error) return;
    error.replaceChildren(Object.assign(document.createElement("span"), { textContent: sentence }));
    error.hidden = !sentence;
  };
  const what = () => new Map([...open].filter(([id]) => !elsewhere.has(id) && !asked.has(id)));
  const body = (sent) => {
    const fields = bodyOf([...sent.values()].flatMap(({ values }) => values));
    for (const id of sent.keys()) fields.append("shown", id);
    for (const name of ["csrf_token", "writer"]) fields.set(name, form.elements[name].value);
    fields.set("version", Math.min(...[...sent.values()].map((one) => one.version)));
    fields.set("go", "stay");
    return fields;
  };
  const took = ({ isOk, status, said }, sent) => {
    const held = isOk ? {} : said.problems ?? {};
    if (!isOk && !said.elsewhere && !said.problems) { server.sayKept(status === 401 ? "signedOut" : "trouble", said.sentence); return; }
    for (const [id, { version: typedOn }] of sent) {
      if (said.elsewhere?.includes(id)) {
        elsewhere.add(id);
        version.value = Math.min(version.value, typedOn); // going on shows both
      } else if (id in held) {
        if (open.get(id) === sent.get(id)) asked.add(id);
        tell(id, held[id]);
      } else {
        if (open.get(id) === sent.get(id)) open.delete(id);
        tell(id, said.problems?.[id]);
      }
    }
    const isKept = keepHere();
    if (said.elsewhere) told = said.sentence;
    if (told) server.say("", told);
    else if (what().size) server.say(isKept ? "saving" : "full");
    else if (asked.size) server.say(isKept ? "asked" : "full");
    else server.say("saved");
  };
  const server = saver({ form, line, url: form.action, isDue: () => what().size > 0, what, body, keepHere, took });

  for (const [id, one] of Object.entries(keptHere())) { // what an earlier page could not save
    const part = partNamed(id);
    seen.add(id); open.set(id, one);
    if (part?.querySelector(".stored")) elsewhere.add(id); // both are shown: nothing is saved until one goes on
    else if (part) fill(controlsOf(form).filter((control) => partOf(control) === part), one.values);
  }

  save = (part, wait) => {
    const id = part.dataset.question;
    seen.add(id); asked.delete(id);
    open.set(id, { version: open.get(id)?.version ?? Number(version.value), values: valuesOf(id) });
    keepHere();
    if (!wait) { server.send(); return; }
    if (what().size) server.say("saving");
    server.plan();
  };
  addEventListener("pageshow", server.send);
};

const saveWhere = (control, wait) => { if (partOf(control)?.matches(":not([data-images])")) save(partOf(control), wait); }; // an image leaves when one goes on
if (form.dataset.answers) savesAnswers(form.dataset);
form.addEventListener("change", ({ target }) => saveWhere(target));
form.addEventListener("input", ({ target }) => { if (target.matches("textarea, [type=text]")) saveWhere(target, true); });

for (const list of all("[data-ranking]", form)) {
  const rows = () => [...list.children], places = list.querySelector("select").options.length - 1;
  const renumber = () => {
    rows().forEach((row, place) => { row.querySelector("select").value = place < places ? place + 1 : ""; });
    save(partOf(list));
  };
  for (const row of rows()) {
    const name = row.querySelector("label").textContent.trim();
    for (const [way, sign] of [["up", "↑"], ["down", "↓"]]) {
      const button = document.createElement("button");
      button.type = "button"; button.className = "button quiet"; button.textContent = sign;
      button.ariaLabel = `${list.dataset[way]} ${name}`;
      button.addEventListener("click", () => {
        const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
        if (!other) return;
        if (way === "up") other.before(row); else other.after(row);
        button.focus(); renumber();
      });
      row.append(button);
    }
  }
  const placeOf = (row) => Number(row.querySelector("select").value) || places + 1;
  list.append(...rows().sort((one, other) => placeOf(one) - placeOf(other)));
}
