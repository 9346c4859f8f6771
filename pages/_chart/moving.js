// Bars and marks that follow a limit while it moves. Plotly would work out axes, legend and hover texts again for every frame,
// and take longer than a frame; here only what has moved is. chart.js says how the files belong together.

const THIN = 2; // px: what is shorter Plotly draws to the next whole pixel, so that it can be seen

/**
 * As precise as Plotly writes it.
 * @param {number} px
 */
const written = (px) => Number(px.toFixed(2));

/**
 * An end of a bar, given the other one.
 * @param {number} end @param {number} other
 */
function visible(end, other) {
  if (end === other || Math.abs(end - other) >= THIN) return end;
  return end > other ? Math.ceil(end) : Math.floor(end);
}

/**
 * Where the bars of horizontal stacked traces begin and end, by trace and row, in px.
 * @param {{x: number[], y: number[]}[]} traces @param {number} perUnit
 */
function stacked(traces, perUnit) {
  /** @type {number[]} */
  const reached = [];
  return traces.map(({ x, y }) =>
    x.map((value, at) => {
      const row = y[at];
      const from = (reached[row] ?? 0) * perUnit;
      reached[row] = (reached[row] ?? 0) + value;
      const start = visible(from, reached[row] * perUnit);
      return [start, visible(reached[row] * perUnit, start)];
    }),
  );
}

/**
 * What of a figure stands still while its bars and marks move.
 * @param {Figure} figure
 */
function standing({ data, layout }) {
  return JSON.stringify([layout, data.map(({ type, mode, name, y, marker }) => [type, mode, name, y, marker])]);
}

/**
 * Moves the drawn bars and marks to where the figure has them; false, and nothing moved, where they are not those drawn.
 * @param {Plot} plot @param {Figure} figure
 */
function moveDrawing(plot, { data, layout }) {
  const bars = data.filter(({ type }) => type === "bar");
  const marks = data.find(({ mode }) => mode === "markers")?.x ?? [];
  const paths = [...plot.querySelectorAll(".barlayer .point > path")];
  const points = [...plot.querySelectorAll(".scatterlayer .point")];
  if (paths.length !== bars.reduce((sum, { x }) => sum + x.length, 0) || points.length !== marks.length) return false;
  const perUnit = plot._fullLayout._size.w / layout.xaxis.range[1];
  const ends = stacked(bars, perUnit).flat();
  paths.forEach((path, at) => {
    const [, top, bottom] = /** @type {RegExpMatchArray} */ ((path.getAttribute("d") ?? "").match(/^M[^,]+,([^V]+)V([^H]+)H/));
    const [start, end] = ends[at];
    path.setAttribute("d", `M${written(start)},${top}V${bottom}H${written(end)}V${top}Z`);
  });
  points.forEach((point, at) => {
    const down = point.getAttribute("transform")?.split(",")[1];
    point.setAttribute("transform", `translate(${written(marks[at] * perUnit)},${down}`);
  });
  return true;
}
