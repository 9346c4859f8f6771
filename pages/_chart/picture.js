// The figure as a picture to download. chart.js says what a figure may contain and how the files belong together.

const PAPER = {
  text: "#1F2328",
  quiet: "#4A4F57",
  grid: "#E4E6EA",
  background: "#FFFFFF",
  font: "Helvetica, Arial, sans-serif",
  dark: false,
};
const LETTERS = 18; // px
const LOWEST = 900; // units high; more where there are many rows
const ROW = 28;
const RIGHT = 32;
const SHARPNESS = 2; // pixels of a picture per unit of its width: sharp on a projector

/**
 * Plotly reads a little markup in its texts; ours are plain.
 * @param {string} text
 */
function asText(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** @param {string} text @param {number} columns */
function wrapped(text, columns) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length >= columns) lines.push(word);
    else lines[lines.length - 1] += (last ? " " : "") + word;
  }
  return lines.map(asText);
}

/**
 * Whether a trace is the column of numbers of a chart's rows, which stands on the right of its bars.
 * @param {*} trace
 */
function isColumn({ mode, x }) {
  return mode === "text" && x.every((/** @type {number} */ place) => place === 0);
}

/**
 * The column's numbers, each in its row.
 * @param {*} column
 */
function beside({ text, y }) {
  return text.map((/** @type {string} */ words, /** @type {number} */ at) => ({
    ...{ xref: "paper", x: 1, xanchor: "right", yref: "y", y: y[at], yanchor: "middle" },
    text: words,
    showarrow: false,
    font: { size: LETTERS, color: PAPER.text, family: PAPER.font },
  }));
}

/** @param {Figure} figure @param {Picture} picture */
function heightOfPicture({ layout }, picture) {
  return picture.height ?? Math.max(LOWEST, 300 + ROW * (layout.yaxis?.ticktext?.length ?? 0));
}

/**
 * The figure for a slide: light, on white, with a title above and a caption below that say what is shown.
 * @param {Figure} figure @param {Picture} picture
 */
function pictureOf(figure, picture) {
  const width = picture.width ?? 1400;
  const { data, layout = {} } = resolved(figure, false);
  const margin = layout.margin || {};
  const left = Math.max(24, ((margin.l ?? 0) * LETTERS) / USUAL_FONT);
  const room = width - left - RIGHT; // for words, which begin where the bars do
  const title = wrapped(picture.title ?? "", room / 13);
  const caption = wrapped(`${picture.caption ?? ""} ${new Date().toISOString().slice(0, 10)}.`, room / 8.6);
  const own = themed(layout, PAPER, LETTERS);
  /** @param {string[]} text @param {number} size @param {Record<string, *>} place */
  const words = (text, size, place) => ({
    text: text.join("<br>"),
    showarrow: false,
    align: "left",
    font: { size, color: PAPER.text, family: PAPER.font },
    xref: "paper",
    x: 0,
    xanchor: "left",
    yref: "paper",
    ...place,
  });
  const columns = data.filter(isColumn);
  return {
    data: data.filter((/** @type {*} */ trace) => !isColumn(trace)),
    layout: {
      ...own,
      width,
      height: heightOfPicture(figure, picture),
      paper_bgcolor: PAPER.background,
      plot_bgcolor: PAPER.background,
      title: undefined,
      margin: {
        ...margin,
        l: left,
        r: Math.max(RIGHT, margin.r ?? 0),
        t: (margin.t ?? 20) + 40 + 30 * title.length,
        b: Math.max(margin.b ?? 40, 40) + 50 + 22 * caption.length,
      },
      annotations: [
        ...(own.annotations || []),
        ...columns.flatMap((/** @type {*} */ column) => beside(column)),
        words(title, 24, { y: 1, yanchor: "bottom", yshift: 40 }),
        words(caption, 15, { y: 0, yanchor: "top", yshift: -70 }),
      ],
    },
    config: CONFIG,
  };
}
