// Each answer is saved as it is given; without this, when one goes on. Options that are put in order get buttons that
// move them. The words it says come from the markup.
const form = document.querySelector("[data-answers]");
const line = form.querySelector("[role=status]"), version = form.elements.version, idle = line.textContent;
const partOf = (control) => control.closest("[data-question]");
let queue = Promise.resolve(), isLeaving = false;

const say = (words) => { if (line.textContent !== words) line.textContent = words; };
const tell = (part, sentence) => {
  const error = part.querySelector(".error");
  const words = document.createElement("span");
  words.textContent = sentence ?? "";
  error.replaceChildren(...(sentence ? [words] : []));
  error.hidden = !sentence;
};

const save = async (part) => {
  if (isLeaving) return;
  const id = part.dataset.question, body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (name === `q${id}` || name.startsWith(`q${id}_`)) body.append(name, value);
  for (const name of ["csrf_token", "version"]) body.set(name, form.elements[name].value);
  body.set("shown", id);
  say(line.dataset.saving);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const isJson = answer.headers.get("Content-Type")?.includes("json"), said = isJson ? await answer.json() : {};
    if (!answer.ok || !isJson) { say(said.sentence ?? (answer.status === 401 ? line.dataset.signedOut : line.dataset.trouble)); return; }
    version.value = said.version;
    tell(part, said.problems[id]);
    say(line.dataset.saved);
  } catch { say(line.dataset.trouble); }
};
const plan = (part) => { queue = queue.then(() => save(part)); };

const rests = new Map();
form.addEventListener("change", (event) => {
  const part = event.target.type !== "file" && partOf(event.target);
  if (part) { clearTimeout(rests.get(part)); plan(part); }
});
form.addEventListener("input", (event) => { // words, after a rest
  const part = event.target.matches("textarea, [type=text]") && partOf(event.target);
  if (part) { clearTimeout(rests.get(part)); rests.set(part, setTimeout(plan, 3000, part)); }
});
form.addEventListener("submit", () => { isLeaving = true; for (const rest of rests.values()) clearTimeout(rest); });
addEventListener("pageshow", () => { isLeaving = false; say(idle); });

for (const list of form.querySelectorAll("[data-ranking]")) {
  const rows = () => [...list.children], places = list.querySelector("select").options.length - 1;
  const renumber = () => {
    rows().forEach((row, place) => { row.querySelector("select").value = place < places ? place + 1 : ""; });
    plan(partOf(list));
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
