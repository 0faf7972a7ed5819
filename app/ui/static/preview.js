// What is beside a form follows what is typed in it: the server prints it. Without this, a button asks for it.
const REST = 600;

const form = document.querySelector("[data-previewed]");
let rest, request;
form.addEventListener("input", () => {
  clearTimeout(rest);
  rest = setTimeout(() => {
    const body = new FormData(form);
    body.set("arrange", "preview");
    request?.abort();
    request = new XMLHttpRequest(); // it reads a page, which nothing else may do here
    request.open("POST", form.action);
    request.responseType = "document";
    request.onload = ({ target }) => {
      const made = target.response?.getElementById("preview-area");
      if (made) document.getElementById("preview-area").replaceWith(made);
    };
    request.send(body);
  }, REST);
});
