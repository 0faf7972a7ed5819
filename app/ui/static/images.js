// Images of a form: choose, drop, paste, photograph, describe, cover, remove. No text is written here: every word comes from
// the markup. What covers a part is a file of its own, asked for with the first image.
import { all } from "./app.js";
const MOST_PIXELS = 64e6; // a phone may close the page while it decodes more
const WRITABLE_PIXELS = 16e6; // what every browser can write from a canvas
const MB = 1024 * 1024, HEIC = /\.hei[cf]$/i;
const said = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`, { maximumFractionDigits: 1 });

/** The pixels that a JPEG or a PNG says it has, read from its first bytes; 0 where they do not say. */
const pixelsOf = async (file) => {
  const bytes = new DataView(await file.slice(0, 262_144).arrayBuffer()), end = bytes.byteLength - 9;
  if (end > 24 && bytes.getUint32(0) === 0x89504e47) return bytes.getUint32(16) * bytes.getUint32(20);
  for (let at = 2; at < end && bytes.getUint8(at) === 0xff; at += 2 + bytes.getUint16(at + 2)) {
    const mark = bytes.getUint8(at + 1);
    if (mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark)) return bytes.getUint16(at + 5) * bytes.getUint16(at + 7);
  }
  return 0;
};

/** Decode an image, upright; a canvas needs no blob: in the content policy. */
export const decoded = async (file) => {
  if (await pixelsOf(file) > MOST_PIXELS) throw new RangeError("too many pixels");
  return createImageBitmap(file);
};

/** Draw an image on a canvas, in a share of its size. */
export const draw = (canvas, bitmap, scale) => {
  [canvas.width, canvas.height] = [bitmap.width * scale, bitmap.height * scale].map((side) => Math.max(1, Math.floor(side)));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
};

/** The share of its size in which the server keeps all that can be read in an image, and every browser can write it. */
export const enough = ({ width, height }) => Math.min(1, 2400 / Math.min(width, height), Math.sqrt(WRITABLE_PIXELS / (width * height)));

/** A file of what a canvas shows, without anything that the camera wrote into the former one. */
export const written = (canvas, file) => {
  const type = file.type === "image/png" || file.type === "image/webp" ? "image/png" : "image/jpeg"; // every browser writes these two
  // toBlob waits for an idle moment, which a busy page may not have for seconds
  const bytes = Uint8Array.from(atob(canvas.toDataURL(type, .9).split(",")[1]), (letter) => letter.charCodeAt(0));
  return new File([bytes], file.name.replace(/\.\w+$/, "") + (type === "image/png" ? ".png" : ".jpg"), { type });
};

/** Make a large photo smaller before it travels, and of a HEIC a JPEG; resolves to a new file, or null when it may stay. */
const shrink = async (file) => {
  const isHeic = HEIC.test(file.name) || /hei[cf]$/.test(file.type);
  if (file.type !== "image/jpeg" && !isHeic) return null;
  const bitmap = await decoded(file), scale = enough(bitmap);
  if (scale === 1 && !isHeic) return null;
  const canvas = document.createElement("canvas");
  draw(canvas, bitmap, scale);
  return written(canvas, file);
};

for (const picker of all("[data-images]")) {
  const part = (name) => picker.querySelector(`[data-${name}]`) ?? document.querySelector(`[data-image-tools] [data-${name}]`);
  const input = picker.querySelector("[type=file]"), most = Number(picker.dataset.images), heaviest = Number(picker.dataset.mostMb);
  const described = () => all("[data-alt] textarea", picker), names = described().map((text) => text.name);
  const alts = all("[data-alt]", picker).filter((alt) => !alt.closest("[data-kept]")), list = part("previews"), drop = picker.querySelector(".drop");
  const kept = () => all("[data-kept]", list); // what came with an earlier sending
  let order = kept(); // as they are sent: rows of those, and files chosen now
  const chosen = () => order.filter((item) => item instanceof File);
  const say = (...sentences) => { part("images-say").textContent = sentences.filter(Boolean).join(" "); };
  const isTaken = (file) => input.accept.split(",").some((kind) => kind.startsWith(".") ? file.name.toLowerCase().endsWith(kind) : file.type === kind);
  const editor = () => import(picker.dataset.redact);
  const covered = new WeakSet();
  const dropKept = (row) => {
    const alt = row.querySelector("[data-alt]");
    alt.querySelector("textarea").value = "";
    alts.push(alt); row.remove();
    order = order.filter((item) => item !== row);
  };
  const stored = async (url) => {
    const raw = await fetch(url).then((answer) => answer.blob()).catch(() => new Blob());
    return new File([raw], "image.webp", { type: raw.type });
  };
  /** Let parts of an image be covered; resolves to the covered file, or null. */
  const withBoxes = async (file) => {
    try {
      const made = await (await editor()).withBoxes(file, part("cover-dialog"));
      if (made) covered.add(made);
      say(!made && picker.dataset.notCovered);
      return made;
    } catch {
      say(picker.dataset.noEditor);
      return null;
    }
  };
  const replace = (file, made) => { order = order.map((item) => item === file ? made : item); show(); };
  const cover = async (file, index) => {
    const made = await withBoxes(file);
    if (made) replace(file, made);
    all("[data-cover]", list)[index]?.focus();
  };
  /** Let an image and its neighbour change places, and say where it stands now. */
  const move = (row, by) => {
    const inside = row.parentNode, rows = [...inside.children], from = rows.indexOf(row), to = from + by;
    if (row.matches("[data-sent]")) {
      rows[to][by < 0 ? "before" : "after"](row);
    } else {
      const [one, other] = [order[from], order[to]].map((item) => chosen().indexOf(item));
      if (one >= 0 && other >= 0) [alts[one], alts[other]] = [alts[other], alts[one]]; // a description goes with its image
      [order[from], order[to]] = [order[to], order[from]];
      show();
    }
    number(inside);
    const keys = all("[data-earlier], [data-later]", inside.children[to]), used = keys[by < 0 ? 0 : 1];
    used.focus();
    if (document.activeElement !== used) keys.forEach((key) => key.focus()); // at an end it is gone: the other one
    say(picker.dataset.placed.replace("{n}", to + 1).replace("{count}", rows.length));
  };
  const number = (rows) => [...rows.children].forEach((row, place) => all("[data-numbered]", row).forEach((one) => {
    const words = one.dataset.numbered.replace("{n}", place + 1 + (rows === list ? all("[data-sent]").length : 0));
    if (one.ariaLabel) one.ariaLabel = words; else one.textContent = words;
  }));
  const movable = (row) => all("[data-earlier], [data-later]", row).forEach((key) => {
    key.onclick = (event) => { event.preventDefault(); move(row, key.matches("[data-earlier]") ? -1 : 1); };
  });
  /** Let parts of an image that came before be covered: the covered one is another image, described alike. */
  const coverEarlier = (row, button, address, leave) => {
    button.hidden = false;
    movable(row);
    button.onclick = async () => {
      if (!row.matches("[data-kept]") && order.length >= most) { say(picker.dataset.tooMany); return; }
      const made = await withBoxes(await stored(address)), words = row.querySelector("textarea").value;
      if (made) {
        const place = order.indexOf(row);
        leave();
        order.splice(place < 0 ? order.length : place, 0, made);
        const [alt] = alts.splice(-1); // one that no other image has
        alt.querySelector("textarea").value = words;
        alts.splice(chosen().indexOf(made), 0, alt); show();
      }
      (button.isConnected ? button : all("[data-cover]", list)[chosen().indexOf(made)]).focus();
    };
  };
  for (const row of kept()) {
    row.querySelector("[data-remove]").onclick = (event) => { event.preventDefault(); dropKept(row); show(); input.focus(); };
    coverEarlier(row, row.querySelector("[data-cover-kept]"), row.querySelector("img").src.split("?")[0], () => dropKept(row));
  }
  for (const row of all("[data-sent]", input.form ?? undefined)) {
    coverEarlier(row, row.querySelector("[data-cover-sent]"), row.querySelector("a").href, () => {
      row.querySelector("[type=checkbox]").checked = true;
      row.querySelector("[data-replaced]").hidden = false;
    });
  }
  const rowOf = (file, index) => {
    const row = part("preview").content.firstElementChild.cloneNode(true), inside = (name) => row.querySelector(`[data-${name}]`);
    const canvas = row.querySelector("canvas");
    decoded(file).then((bitmap) => draw(canvas, bitmap, Math.min(1, 480 / bitmap.width))).catch(() => {
      canvas.remove(); inside("cover").hidden = true; inside("unreadable").hidden = false;
    });
    inside("name").textContent = file.name;
    if (inside("new")) inside("new").name = "kept"; // among those that came before, its place
    inside("is-covered").hidden = !covered.has(file);
    inside("too-heavy").hidden = file.size <= heaviest * MB;
    if (alts[index]) inside("slot").append(alts[index]);
    inside("remove").onclick = () => {
      const [alt] = alts.splice(index, 1); // the other descriptions stay with their images
      if (alt) { alt.querySelector("textarea").value = ""; alts.push(alt); }
      order = order.filter((item) => item !== file); show(); input.focus();
    };
    inside("cover").onclick = () => cover(file, index);
    movable(row);
    return row;
  };
  const show = () => {
    const sent = new DataTransfer(), files = chosen();
    files.forEach((file) => sent.items.add(file));
    input.files = sent.files;
    alts.forEach((alt) => part("alts").append(alt));
    list.replaceChildren(...order.map((item) => item instanceof File ? rowOf(item, files.indexOf(item)) : item));
    number(list);
    part("alts").hidden = true;
    described().forEach((text, index) => { text.name = names[index]; }); // the server reads them in the images' order
    const sum = files.reduce((bytes, file) => bytes + file.size, 0) / MB;
    part("sum").textContent = sum > 5 ? part("sum").dataset.sum.replace("{n}", said.format(sum)) : "";
  };
  const add = (more) => {
    const images = [...more].filter(isTaken);
    if (most === 1 && images.length) { kept().forEach(dropKept); order = []; } // another one takes its place
    const others = [...more].filter((file) => !images.includes(file)), room = most - order.length;
    const left = [...others, ...images.slice(room)].map((file) => file.name).join(", ");
    say(images.length > room && picker.dataset.tooMany, left && picker.dataset.leftOut.replace("{names}", left), others.some((file) => HEIC.test(file.name)) && picker.dataset.noHeic);
    order = [...order, ...images.slice(0, room)];
    show(); // also when nothing came: the field holds what the previews show
    editor().catch(() => null); // before the train is in the tunnel
    images.forEach(async (file) => {
      const small = await shrink(file).catch(() => null);
      if (small) replace(file, small);
    });
  };
  part("alts").hidden = true;
  input.addEventListener("change", () => add(input.files));
  part("camera")?.addEventListener("change", ({ target }) => { const taken = [...target.files]; target.value = ""; add(taken); });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop") add(event.dataTransfer.files);
    });
  }
  const isAlone = all("[data-images]", picker.form ?? undefined).length === 1;
  picker.form?.addEventListener("paste", (event) => { if (event.clipboardData.files.length && (isAlone || picker.contains(event.target))) add(event.clipboardData.files); });
  picker.form?.addEventListener("reset", () => { order = kept(); show(); });
}
