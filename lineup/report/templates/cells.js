const cellDialog = document.getElementById("cell");

function pictureOf(row) {
  const one = chosen.pictures[row];
  const figure = document.createElement("figure");
  figure.className = "card";
  const open = document.createElement("button");
  open.type = "button";
  open.className = "open";
  Object.assign(open.dataset, { row, label: one.label, path: one.path });
  const image = document.createElement("img");
  image.src = one.src;
  image.alt = `A picture of ${one.label}, ${one.path}`;
  open.append(image);
  figure.append(open);
  return figure;
}

function openCell(button) {
  const rows = chosen.of[shown()][button.dataset.cell] ?? [];
  cellDialog.querySelector("p").textContent = cellTip(button.closest("td")) +
    (rows.length ? ". Press a picture for every variant’s answer." : ". The page holds no more pictures.");
  cellDialog.querySelector(".cards").replaceChildren(...rows.map(pictureOf));
  cellDialog.showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button.cell");
  if (button) openCell(button);
  else if (event.target === cellDialog) cellDialog.close();
});
