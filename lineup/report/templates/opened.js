const opened = document.getElementById("opened");
const [before, after] = opened.querySelectorAll("[data-step]");
const answers = JSON.parse(document.getElementById("answers").textContent);

function cellOf(text, kind = "td") {
  const cell = document.createElement(kind);
  cell.textContent = text;
  return cell;
}

function answerRow(variant, seeds, truth, [answer, sure, said]) {
  const row = document.createElement("tr");
  const name = cellOf(variant, "th");
  name.scope = "row";
  const told = cellOf(answers.classes[answer]);
  told.className = answer === truth ? "text" : "text wrong";
  row.append(name, told, cellOf(sure), cellOf(seeds > 1 ? `${said} of ${seeds} seeds` : ""));
  return row;
}

let current = null;

function neighbour(step) {
  const all = [...current.closest(".cards").querySelectorAll("button.open")];
  return all[all.indexOf(current) + step];
}

function step(by) {
  const next = neighbour(by);
  if (next) openPicture(next);
}

function openPicture(button) {
  current = button;
  const picture = button.querySelector("img").cloneNode();
  picture.loading = "eager";
  const caption = document.createElement("figcaption");
  caption.textContent = `${button.dataset.label}: ${button.dataset.path}`;
  opened.querySelector("figure").replaceChildren(picture, caption);
  const [truth, ...said] = answers.said[button.dataset.row] ?? [];
  const rows = said.flatMap((one, i) =>
    one.length ? [answerRow(answers.variants[i], answers.seeds[i], truth, one)] : []);
  opened.querySelector("tbody").replaceChildren(...rows);
  [before, after].forEach((one) => { one.disabled = !neighbour(Number(one.dataset.step)); });
  if (!opened.open) opened.showModal();
}

[before, after].forEach((one) => one.addEventListener("click", () => step(Number(one.dataset.step))));
opened.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by) step(by);
});
opened.addEventListener("close", () => current.focus());

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button.open");
  if (button) openPicture(button);
  else if (event.target === opened) opened.close();
});
