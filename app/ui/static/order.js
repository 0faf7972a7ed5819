// Rows of a list are dragged to another place by a handle, beside the buttons that move them. A row that is dropped sends what
// such a button sends. The words it says come from the markup.
import { all } from "./app.js";
const EDGE = 80, SPEED = 12; // pixels: where the page scrolls, and by how much with each frame

for (const list of all("[data-order]")) {
  let drag = null;
  const middle = (row) => { const { top, height } = row.getBoundingClientRect(); return top + height / 2; };
  const follow = () => { // the others go round the row: what is moved itself would let go of the pointer
    for (let next; (next = drag.row.nextElementSibling) && drag.y > middle(next);) drag.row.before(next);
    for (let before; (before = drag.row.previousElementSibling) && drag.y < middle(before);) drag.row.after(before);
  };
  const scroll = () => {
    if (!drag) return;
    const way = drag.y < EDGE ? -SPEED : drag.y > innerHeight - EDGE ? SPEED : 0;
    if (way) { scrollBy(0, way); follow(); }
    requestAnimationFrame(scroll);
  };
  const end = (isDropped) => {
    const { row, before, button } = drag, place = [...list.children].indexOf(row);
    drag = null;
    row.classList.remove("dragged");
    if (!isDropped) { list.replaceChildren(...before); return; }
    if (before.indexOf(row) === place) return;
    button.value = button.value.replace(/\d+$/, place + 1);
    button.form.requestSubmit(button);
  };
  for (const row of list.children) {
    const button = row.querySelector("button[name=to]"), handle = document.createElement("span");
    if (!button) continue;
    handle.className = "handle"; handle.textContent = "⠿"; handle.title = list.dataset.order; handle.ariaHidden = "true";
    handle.addEventListener("pointerdown", (event) => {
      if (event.button || drag) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      drag = { row, y: event.clientY, before: [...list.children], button };
      row.classList.add("dragged");
      scroll();
    });
    handle.addEventListener("pointermove", (event) => { if (drag) { drag.y = event.clientY; follow(); } });
    handle.addEventListener("pointerup", () => { if (drag) end(true); });
    handle.addEventListener("pointercancel", () => { if (drag) end(false); });
    row.querySelector(".title").prepend(handle);
  }
  addEventListener("keydown", (event) => { if (drag && event.key === "Escape") end(false); });
}
