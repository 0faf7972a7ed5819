// Opaque boxes over an image, before it leaves the device. No text is written here: every word comes from the markup.
// Boxes are kept in shares of the image, so that they stand alike at every zoom; they lie over the canvas as buttons, so
// that moving one redraws no pixel of the image, and reach its pixels once, at the end.
import { decoded, draw, enough, written } from "./images.js";
const INK = "#15131d", STEP = .01, LEAST = .01, ZOOMS = [1, 1.5, 2, 3, 4, 6];
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/** The box within the image. */
const within = ({ x, y, w, h }) => {
  const [wide, high] = [clamp(w, LEAST, 1), clamp(h, LEAST, 1)];
  return { x: clamp(x, 0, 1 - wide), y: clamp(y, 0, 1 - high), w: wide, h: high };
};
const moved = (box, dx, dy) => within({ ...box, x: box.x + dx, y: box.y + dy });
const resized = (box, dx, dy) => within({ ...box, w: Math.min(box.w + dx, 1 - box.x), h: Math.min(box.h + dy, 1 - box.y) });
const between = (from, to) => ({ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), w: Math.abs(from.x - to.x), h: Math.abs(from.y - to.y) });

/** Put the boxes into the pixels of the canvas: whole pixels, rather one more than one less. */
const cover = (canvas, boxes) => {
  const pen = canvas.getContext("2d"), { width, height } = canvas;
  pen.fillStyle = INK;
  for (const { x, y, w, h } of boxes) {
    const left = Math.floor(x * width), top = Math.floor(y * height);
    pen.fillRect(left, top, Math.ceil((x + w) * width) - left, Math.ceil((y + h) * height) - top);
  }
};

/** Let boxes be drawn over what ``paint`` draws; resolves to a canvas with the boxes in it, or null when nothing is covered. */
const redact = (dialog, paint) => new Promise((resolve) => {
  const part = (name) => dialog.querySelector(`[data-${name}]`);
  const view = part("view"), sheet = part("sheet"), layer = part("boxes"), shown = sheet.querySelector("canvas");
  const canvas = shown.cloneNode();
  shown.replaceWith(canvas); // the former one may still be read
  paint(canvas);
  const alone = new AbortController(), on = (target, kind, act) => target.addEventListener(kind, act, { signal: alone.signal });
  let boxes = [], past = [], zoom = 0, chosen = -1, drag = null, made = null;

  const say = (name, values = {}) => { part("said").textContent = dialog.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key]); };
  const percent = (share) => Math.round(share * 100);
  const sayPlace = ({ x, y, w, h }) => say("placed", { x: percent(x), y: percent(y), w: percent(w), h: percent(h) });
  const show = () => {
    while (layer.children.length > boxes.length) layer.lastElementChild.remove();
    while (layer.children.length < boxes.length) layer.append(part("box-template").content.firstElementChild.cloneNode(true));
    boxes.forEach(({ x, y, w, h }, index) => {
      const button = layer.children[index];
      Object.assign(button.style, { left: `${x * 100}%`, top: `${y * 100}%`, width: `${w * 100}%`, height: `${h * 100}%` });
      button.ariaLabel = dialog.dataset.box.replace("{n}", index + 1).replace("{count}", boxes.length);
    });
  };
  const focusBox = (index) => (layer.children[index] ?? part("add")).focus({ preventScroll: drag !== null });
  const remember = () => { past.push(boxes); boxes = boxes.map((box) => ({ ...box })); };
  const place = (index, box) => { boxes[index] = box; show(); };
  const undo = () => {
    if (!past.length) { say("nothing"); return; }
    const hadFocus = layer.contains(document.activeElement);
    boxes = past.pop(); show(); say("undone");
    if (hadFocus) focusBox(Math.min(chosen, boxes.length - 1));
  };
  const remove = (index) => {
    if (!boxes[index]) { say("none"); return; }
    remember(); boxes.splice(index, 1); show(); say("removed", { count: boxes.length });
    focusBox(Math.min(index, boxes.length - 1));
  };

  const fit = () => {
    const { width, height } = canvas, [roomWide, roomHigh] = [view.clientWidth, view.clientHeight];
    const [left, top] = [(view.scrollLeft + roomWide / 2) / sheet.offsetWidth, (view.scrollTop + roomHigh / 2) / sheet.offsetHeight];
    const whole = clamp(roomHigh * width / height, Math.min(roomWide / 2, 140), roomWide); // a long one is scrolled rather than thin
    sheet.style.width = `${whole * ZOOMS[zoom]}px`;
    view.scrollTo(left * sheet.offsetWidth - roomWide / 2, top * sheet.offsetHeight - roomHigh / 2);
  };
  const zoomTo = (to) => { zoom = clamp(to, 0, ZOOMS.length - 1); fit(); say("zoomed", { n: ZOOMS[zoom] * 100 }); };
  const add = () => {
    const [image, room] = [sheet.getBoundingClientRect(), view.getBoundingClientRect()];
    const middle = (start, size, from, to) => (clamp((Math.max(start, from) + Math.min(start + size, to)) / 2, start, start + size) - start) / size;
    const w = .4 / ZOOMS[zoom], h = Math.min(.3, .2 * w * image.width / image.height);
    const [x, y] = [middle(image.left, image.width, room.left, room.right) - w / 2, middle(image.top, image.height, room.top, room.bottom) - h / 2];
    remember(); place(boxes.length, within({ x, y, w, h })); focusBox(boxes.length - 1); say("added", { n: boxes.length });
  };

  const isMoving = () => part("move").ariaPressed === "true";
  const at = (event) => {
    const { left, top, width, height } = sheet.getBoundingClientRect();
    return { x: clamp((event.clientX - left) / width, 0, 1), y: clamp((event.clientY - top) / height, 0, 1) };
  };
  on(sheet, "pointerdown", (event) => {
    if (event.button || drag || (isMoving() && event.pointerType !== "mouse")) return; // a finger moves the image by itself
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    const button = event.target.closest("[data-boxes] > *"), index = button ? [...layer.children].indexOf(button) : boxes.length;
    drag = { id: event.pointerId, from: at(event), index, before: boxes, box: boxes[index], how: isMoving() ? null : event.target.closest("[data-handle]") ? resized : moved };
    if (button && drag.how) focusBox(index);
  });
  const follow = (event) => {
    if (!drag.how) { view.scrollBy(-event.movementX, -event.movementY); return; }
    const to = at(event), [dx, dy] = [to.x - drag.from.x, to.y - drag.from.y];
    if (boxes === drag.before && Math.max(Math.abs(dx), Math.abs(dy)) < LEAST) return; // a tap draws nothing
    if (boxes === drag.before) remember();
    place(drag.index, drag.box ? drag.how(drag.box, dx, dy) : within(between(drag.from, to)));
  };
  on(sheet, "pointermove", (event) => { if (drag?.id === event.pointerId) follow(event); });
  on(sheet, "pointerup", (event) => {
    if (drag?.id !== event.pointerId) return;
    follow(event); // the last move may not have been told
    if (boxes !== drag.before) {
      focusBox(drag.index);
      if (drag.box) sayPlace(boxes[drag.index]); else say("added", { n: boxes.length });
    }
    drag = null;
  });
  on(sheet, "pointercancel", () => { if (drag && boxes !== drag.before) { boxes = past.pop(); show(); } drag = null; });

  on(layer, "focusin", (event) => { chosen = [...layer.children].indexOf(event.target); });
  on(dialog, "keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") { event.preventDefault(); undo(); return; }
    const index = [...layer.children].indexOf(event.target), way = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (index < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (way) {
      if (!event.repeat) remember(); // a key that is held is one step back
      place(index, (event.shiftKey ? resized : moved)(boxes[index], ...way));
      layer.children[index].scrollIntoView({ block: "nearest", inline: "nearest" });
      sayPlace(boxes[index]);
    } else if (event.key === "Delete" || event.key === "Backspace") remove(index);
    else return;
    event.preventDefault();
  });

  const compare = (isOn) => { part("compare").ariaPressed = String(isOn); dialog.classList.toggle("compared", isOn); if (isOn) say("compared"); };
  on(part("compare"), "pointerdown", (event) => { event.target.setPointerCapture?.(event.pointerId); compare(true); });
  for (const kind of ["pointerup", "pointercancel", "keyup", "blur"]) on(part("compare"), kind, () => compare(false));
  on(part("compare"), "keydown", (event) => { if ([" ", "Enter"].includes(event.key)) compare(true); });
  on(part("compare"), "contextmenu", (event) => event.preventDefault()); // a finger that holds asks for no menu

  on(part("add"), "click", add);
  on(part("remove-box"), "click", () => remove(boxes[chosen] ? chosen : boxes.length - 1));
  on(part("undo"), "click", undo);
  on(part("zoom-in"), "click", () => zoomTo(zoom + 1));
  on(part("zoom-out"), "click", () => zoomTo(zoom - 1));
  on(part("move"), "click", () => { part("move").ariaPressed = String(!isMoving()); sheet.classList.toggle("moving", isMoving()); });
  on(part("close"), "click", () => dialog.close());
  on(part("keep"), "click", () => {
    if (!boxes.length) { say("none"); return; }
    cover(canvas, boxes); made = canvas; dialog.close();
  });
  on(window, "resize", fit);
  on(dialog, "close", () => { alone.abort(); layer.replaceChildren(); if (!made) canvas.width = 0; resolve(made); });

  part("said").textContent = ""; part("move").ariaPressed = "false"; sheet.classList.remove("moving"); dialog.classList.remove("compared");
  show(); dialog.showModal(); fit(); view.scrollTo(0, 0); part("add").focus();
});

/** Let parts of an image be covered; resolves to the covered file, or null. */
export const withBoxes = async (file, dialog) => {
  const bitmap = await decoded(file);
  const canvas = await redact(dialog, (drawn) => draw(drawn, bitmap, enough(bitmap)));
  if (!canvas) return null;
  const made = written(canvas, file);
  canvas.width = 0;
  return made;
};
