"use strict";
const tip = document.getElementById("tip");

function showTip(text, event) {
  (document.querySelector("dialog[open]") ?? document.body).append(tip);
  tip.textContent = text;
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  const left = Math.min(event.clientX + 12, innerWidth - box.width - 8);
  const top = event.clientY - box.height - 12;
  tip.style.left = Math.max(8, left) + "px";
  tip.style.top = (top < 8 ? event.clientY + 16 : top) + "px";
}

function curveTip(svg, event) {
  const means = JSON.parse(svg.dataset.means);
  if (!means.length) return "";
  const box = svg.getBoundingClientRect();
  const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  const shown = svg.querySelector("svg").viewBox.baseVal;
  const epoch = Math.round(((shown.x + share * shown.width) / 100) * (means.length - 1));
  const word = (value) => (svg.dataset.figure === "accuracy" ? (100 * value).toFixed(1) + "%" : value.toFixed(3));
  return `epoch ${epoch + 1}: training ${word(means[epoch][0])}, validation ${word(means[epoch][1])}`;
}

function cellTip(cell) {
  const head = cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
  const truth = cell.parentNode.cells[0];
  const [share, number] = ["i", "b"].map((name) => cell.querySelector(name)?.textContent ?? "0");
  return `${truth.title} → ${head.title}: ${number} (${share}%)`;
}

document.addEventListener("pointermove", (event) => {
  const mark = event.target.closest?.("[data-tip]");
  const curve = event.target.closest?.("[data-means]");
  const cell = event.target.closest?.(".matrix tbody td");
  const text = mark ? mark.dataset.tip : curve ? curveTip(curve, event) : cell ? cellTip(cell) : "";
  if (text) showTip(text, event);
  else tip.hidden = true;
});
document.addEventListener("pointerdown", (event) => {
  const mark = event.target.closest?.("[data-tip]");
  if (mark) showTip(mark.dataset.tip, event);
});
document.addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });

function key(row, column) {
  const cell = row.cells[column];
  if (cell.tagName === "TH") return cell.textContent.trim();
  return cell.dataset.value === "" ? NaN : Number(cell.dataset.value);
}

const names = new Intl.Collator("en", { numeric: true });

function compare(a, b) {
  return typeof a === "string" ? names.compare(a, b) : a - b;
}

function order(head) {
  const body = head.closest("table").tBodies[0];
  const sign = head.getAttribute("aria-sort") === "ascending" ? 1 : -1;
  const rows = [...body.rows].map((row) => [key(row, head.cellIndex), row]);
  rows.sort(([a], [b]) => Number.isNaN(a) - Number.isNaN(b) || sign * compare(a, b) || 0);
  body.append(...rows.map(([, row]) => row));
}

function sort(button) {
  const head = button.closest("th");
  const before = head.getAttribute("aria-sort");
  const first = head.classList.contains("text") ? "ascending" : "descending";
  head.parentNode.querySelectorAll("[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", before ? (before === "ascending" ? "descending" : "ascending") : first);
  order(head);
}

document.querySelectorAll("table.sortable th button").forEach((button) =>
  button.addEventListener("click", () => sort(button)));
