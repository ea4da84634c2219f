const chosen = JSON.parse(document.getElementById("chosen").textContent);
const selects = [...document.querySelectorAll("select.variant")];
const classRows = [...document.querySelectorAll("#per-class tbody tr")];
const parts = new Map([...document.querySelectorAll(".of-variant")].map((part) => [part.dataset.variant, part]));
const first = selects.length ? selects.at(-1).options[0].value : Object.keys(chosen.of)[0];

function shown() {
  return selects.length ? selects.at(-1).value : first;
}

function showFigures(variant) {
  classRows.forEach((row, i) => chosen.figures[variant][i].forEach((promille, k) => {
    const cell = row.cells[k + 1];
    cell.textContent = (promille / 1000).toFixed(3);
    cell.dataset.value = promille;
    cell.style.setProperty("--share", promille / 10 + "%");
  }));
  const head = document.querySelector("#per-class th[aria-sort]");
  if (head) order(head);
}

function matrixCell([row, column, count, share, level, key], names) {
  const [i, b] = [["i", share], ["b", count]].map(([kind, text]) => cellOf(text, kind));
  const cell = document.createElement("td");
  cell.className = `${key ? "miss" : "hit"} l${level}`;
  if (!key) return cell.append(i, b), cell;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cell";
  button.dataset.cell = key;
  button.setAttribute("aria-label", `${count} of ${names[row]} taken for ${names[column]}`);
  button.append(i, b);
  cell.append(button);
  return cell;
}

function matrixHead(name, scope, most) {
  const head = cellOf("", "th");
  head.scope = scope;
  head.title = name;
  const text = name.length > most ? name.slice(0, most - 1) + "…" : name;
  if (scope === "col") head.append(cellOf(text, "span"));
  else head.textContent = text;
  return head;
}

function showMatrix(variant) {
  const { names, cells, alt } = chosen.matrices[variant];
  const table = document.querySelector(".matrix");
  const heads = table.tHead.rows[0];
  heads.replaceChildren(heads.cells[0], ...names.map((name) => matrixHead(name, "col", 18)));
  const rows = names.map((name) => {
    const row = document.createElement("tr");
    row.append(matrixHead(name, "row", 22), ...names.map(() => cellOf("")));
    [...row.cells].slice(1).forEach((cell) => { cell.className = "miss l0"; });
    return row;
  });
  cells.forEach((one) => rows[one[0]].cells[one[1] + 1].replaceWith(matrixCell(one, names)));
  table.tBodies[0].replaceChildren(...rows);
  document.getElementById("on-diagonal").textContent = alt;
}

function showPictures(variant) {
  const part = parts.get(variant);
  const held = part.querySelector("template");
  if (held) {
    held.replaceWith(held.content);
    part.querySelectorAll("img[data-picture]").forEach((image) => { image.src = chosen.pictures[image.dataset.picture].src; });
  }
  parts.forEach((other, name) => { other.hidden = name !== variant; });
}

function showCurves(value) {
  document.querySelectorAll("#curves .panel").forEach((panel) => {
    panel.hidden = value !== "" && panel.dataset.variant !== value;
  });
  document.querySelector("#curves .panels").classList.toggle("alone", value !== "");
}

function showVariant(variant) {
  showFigures(variant);
  showMatrix(variant);
  showPictures(variant);
  document.querySelectorAll(".shown-variant").forEach((place) => { place.textContent = variant; });
}

function choose(select) {
  if (select.value) {
    const others = selects.filter((one) => one !== select && (one.id !== "of-curves" || one.value));
    others.forEach((one) => { one.value = select.value; });
    showVariant(select.value);
  }
  const curves = document.getElementById("of-curves");
  if (curves) showCurves(curves.value);
}

selects.forEach((select) => select.addEventListener("change", () => choose(select)));

document.addEventListener("click", (event) => {
  const aim = event.target.closest?.('a[href^="#"]')?.hash.slice(1);
  if (!document.getElementById(aim)?.closest(".of-variant[hidden]")) return;
  const select = selects.at(-1);
  select.value = first;
  choose(select);
});
