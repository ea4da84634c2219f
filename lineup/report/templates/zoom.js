const dialog = document.getElementById("enlarged");
const SVG = "http://www.w3.org/2000/svg";

function inner(svg) {
  return svg.querySelector("svg");
}

function roundTicks(low, high) {
  const power = 10 ** Math.floor(Math.log10((high - low) / 5));
  const step = power * [1, 2, 5, 10].find((factor) => (high - low) / (factor * power) <= 6);
  const count = Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9) + 1;
  return [Array.from({ length: count }, (_, i) => (Math.ceil(low / step - 1e-9) + i) * step), step];
}

function tickText(svg, value, step) {
  const digits = (size) => Math.max(0, -Math.floor(Math.log10(size) + 1e-9));
  return svg.dataset.figure === "accuracy"
    ? (100 * value).toFixed(digits(100 * step)) + "%" : value.toFixed(digits(step));
}

function relabel(svg) {
  const { x, y, width, height } = inner(svg).viewBox.baseVal;
  const [low, high, epochs] = ["low", "high", "epochs"].map((name) => Number(svg.dataset[name]));
  const value = (place) => high - (place / 100) * (high - low);
  const [top, bottom] = [value(y), value(y + height)];
  const old = [...svg.querySelectorAll(".tick")];
  const [values, step] = roundTicks(bottom, top);
  const ticks = values.map((one) => {
    const tick = old[0].cloneNode(true);
    const at = (100 * (top - one)) / (top - bottom) + "%";
    ["y1", "y2"].forEach((name) => tick.querySelector("line").setAttribute(name, at));
    tick.querySelector("text").setAttribute("y", at);
    tick.querySelector("text").textContent = tickText(svg, one, step);
    return tick;
  });
  svg.prepend(...ticks);
  old.forEach((tick) => tick.remove());
  const ends = svg.querySelectorAll(".end");
  const epoch = (place) => String(Number((1 + (place / 100) * (epochs - 1)).toFixed(1)));
  ends[0].textContent = epoch(x);
  ends[1].textContent = epoch(x + width);
}

function zoomTo(svg, x, y, width, height) {
  inner(svg).setAttribute("viewBox", [x, y, width, height].join(" "));
  relabel(svg);
}

function fitEnd(svg) {
  const end = [...inner(svg).querySelectorAll("polyline")].flatMap((line) =>
    [...line.points].filter((point) => point.x >= 50).map((point) => point.y));
  const top = Math.min(...end);
  const height = Math.max(Math.max(...end) - top, 0.5);
  zoomTo(svg, 50, top - 0.06 * height, 50, 1.12 * height);
}

function drag(svg) {
  let from = null;
  let mark = null;
  const place = (event) => {
    const box = svg.getBoundingClientRect();
    const share = (value, size) => 100 * Math.min(1, Math.max(0, value / size));
    return [share(event.clientX - box.left, box.width), share(event.clientY - box.top, box.height)];
  };
  const area = (event) => {
    const to = place(event);
    return [0, 1].map((i) => Math.min(from[i], to[i])).concat([0, 1].map((i) => Math.abs(from[i] - to[i])));
  };
  svg.addEventListener("pointerdown", (event) => {
    from = place(event);
    mark = svg.appendChild(document.createElementNS(SVG, "rect"));
    mark.setAttribute("class", "selection");
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    area(event).forEach((value, i) => mark.setAttribute(["x", "y", "width", "height"][i], value + "%"));
  });
  svg.addEventListener("pointerup", (event) => {
    const [x, y, width, height] = area(event);
    const old = inner(svg).viewBox.baseVal;
    mark.remove();
    from = null;
    if (width < 3 || height < 3) return;
    zoomTo(svg, old.x + (x / 100) * old.width, old.y + (y / 100) * old.height,
      (width / 100) * old.width, (height / 100) * old.height);
  });
  svg.addEventListener("pointercancel", () => { mark?.remove(); from = null; });
  svg.addEventListener("dblclick", () => zoomTo(svg, 0, 0, 100, 100));
}

function enlarge(button) {
  const panel = button.closest("figure").cloneNode(true);
  dialog.querySelector("div").replaceChildren(panel);
  panel.querySelectorAll("svg[role=img]").forEach((svg) => {
    svg.setAttribute("height", Math.round(innerHeight * 0.28));
    drag(svg);
    zoomTo(svg, 0, 0, 100, 100);
  });
  dialog.showModal();
}

document.querySelectorAll(".enlarge").forEach((button) =>
  button.addEventListener("click", () => enlarge(button)));
dialog.querySelectorAll("[data-zoom]").forEach((button) =>
  button.addEventListener("click", () => dialog.querySelectorAll("svg[role=img]").forEach((svg) =>
    button.dataset.zoom === "end" ? fitEnd(svg) : zoomTo(svg, 0, 0, 100, 100))));
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
