// While somebody writes: what colleagues wrote already about the same, after a pause. Loaded by the form of a contribution.
// Of what nobody is to know who wrote it nothing is sent; while nobody has chosen who may know, only the line of the title.
const REST = 900, FEWEST = 12;

for (const place of document.querySelectorAll("[data-similar]")) {
  const form = place.closest("form"), { title, body } = form.elements;
  let rest, request, asked = "";
  const look = async () => {
    const level = form.querySelector("[name=identity]:checked")?.value;
    if (level === "untraceable") return;
    const words = { title: title.value.trim(), body: level ? body.value.trim() : "" };
    const all = `${words.title}\n${words.body}`;
    if (all.trim().length < FEWEST || all === asked) return;
    asked = all;
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(place.dataset.similar, { method: "POST", body: new URLSearchParams({ ...words, csrf_token: form.elements.csrf_token.value }), signal: request.signal });
      if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
    } catch { /* it helps, and no more */ }
  };
  form.addEventListener("input", ({ target }) => {
    if (![title, body].includes(target) && target.name !== "identity") return;
    clearTimeout(rest);
    rest = setTimeout(look, REST);
  });
}
