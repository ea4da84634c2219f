const opened = document.getElementById("opened");
const answers = JSON.parse(document.getElementById("answers").textContent);

function cellOf(text, kind = "td") {
  const cell = document.createElement(kind);
  cell.textContent = text;
  return cell;
}

function openPicture(button) {
  const picture = button.querySelector("img").cloneNode();
  picture.loading = "eager";
  const caption = document.createElement("figcaption");
  caption.textContent = `${button.dataset.label}: ${button.dataset.path}`;
  opened.querySelector("figure").replaceChildren(picture, caption);
  const rows = (answers[button.dataset.row] ?? []).map((one) => {
    const row = document.createElement("tr");
    const name = cellOf(one.variant, "th");
    name.scope = "row";
    const answer = cellOf(one.answer);
    answer.className = one.right ? "text" : "text wrong";
    row.append(name, answer, cellOf(one.sure), cellOf(one.seeds));
    return row;
  });
  opened.querySelector("tbody").replaceChildren(...rows);
  opened.showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button.open");
  if (button) openPicture(button);
  else if (event.target === opened) opened.close();
});
