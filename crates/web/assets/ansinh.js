// Keys of the whole program, for hands that stay on the keyboard. Every page works without this file.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  // "/" goes to the field that searches, unless somebody is writing.
  if (event.key === "/" && !typing) {
    const search = document.getElementById("tim-chung");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
  // Ctrl+Enter sends the form one is in, by its main button.
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && typing && typing.form) {
    event.preventDefault();
    const main = typing.form.querySelector("[data-main]");
    typing.form.requestSubmit(main || undefined);
  }
  // Escape leaves a field.
  if (event.key === "Escape" && typing) typing.blur();
});

// A form that was sent is not sent again by a second press, unless its answer is a file and the page stays.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || "file" in event.target.dataset) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// A dropped file goes to the field for files.
for (const place of document.querySelectorAll("[data-drop]")) {
  const field = place.querySelector("input[type=file]");
  const mark = (on) => (event) => {
    event.preventDefault();
    place.classList.toggle("dropping", on);
  };
  place.addEventListener("dragover", mark(true));
  place.addEventListener("dragleave", mark(false));
  place.addEventListener("drop", (event) => {
    mark(false)(event);
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
}
