const cells = JSON.parse(document.getElementById("cells").textContent);
const cellDialog = document.getElementById("cell");

function showVariant(select) {
  document.querySelectorAll("#classes .of-variant").forEach((part) => { part.hidden = part.dataset.variant !== select.value; });
}

function openCell(button) {
  const rows = cells.of[button.closest(".of-variant").dataset.variant]?.[button.dataset.cell] ?? [];
  const figures = rows.map((row) => {
    const one = cells.pictures[row];
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
  });
  cellDialog.querySelector("p").textContent = cellTip(button.closest("td")) +
    (rows.length ? ". Press a picture for every variant’s answer." : ". The page holds no more pictures.");
  cellDialog.querySelector(".cards").replaceChildren(...figures);
  cellDialog.showModal();
}

document.addEventListener("change", (event) => { if (event.target.id === "of-variant") showVariant(event.target); });
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button.cell");
  if (button) openCell(button);
  else if (event.target === cellDialog) cellDialog.close();
});
