// Images are seen whole in the page, one after the other: loaded with the viewer; without it, their links lead to them.
import { all } from "./app.js";
const stage = document.querySelector("dialog.viewer");
const part = (name) => stage.querySelector(name);
let links = [], at = 0;
const show = (place) => {
  at = (place + links.length) % links.length;
  part("img").src = links[at].href;
  part("figcaption").textContent = links[at].querySelector("img").alt;
  part("[data-place]").textContent = `${at + 1} / ${links.length}`;
  for (const button of all("[data-before], [data-after]", stage)) button.hidden = links.length < 2;
};
addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-gallery] a");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  links = all("a", link.closest("[data-gallery]"));
  show(links.indexOf(link)); stage.showModal();
});
stage.addEventListener("click", (event) => {
  const pressed = (name) => event.target.closest(`[data-${name}]`);
  if (pressed("before")) show(at - 1);
  else if (pressed("after")) show(at + 1);
  else if (event.target === stage || pressed("close")) stage.close();
});
stage.addEventListener("keydown", (event) => {
  const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (way) show(at + (document.dir === "rtl" ? -way : way));
});
stage.addEventListener("close", () => links[at]?.focus());
