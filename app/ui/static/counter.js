// The counter of a page that is left open: read again while somebody looks at it, and changed where it is another one.
const PAUSE = 30_000;

for (const place of document.querySelectorAll("[data-live]")) {
  let tag = "";
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.live, { headers: { Accept: "application/json", "If-None-Match": tag } });
      if (!answer.ok || answer.redirected) return;
      tag = answer.headers.get("ETag") ?? "";
      const { values } = await answer.json();
      place.querySelectorAll(".value").forEach((shown, number) => {
        if (shown.textContent !== values[number]) shown.textContent = values[number];
      });
    } catch { /* the number of before stays */ }
  }, PAUSE);
}
