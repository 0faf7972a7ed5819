// A reference code that nobody has noted yet: whoever leaves the page is asked, but not who says that it is noted.
let isNoted = false;
document.querySelector("[data-noted]")?.addEventListener("submit", () => { isNoted = true; });
addEventListener("beforeunload", (event) => { if (!isNoted) event.preventDefault(); });
