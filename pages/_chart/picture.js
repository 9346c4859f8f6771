// The figure as a picture to download. chart.js says what a figure may contain and how the files belong together.

const PAPER = {
  text: "#1F2328",
  quiet: "#4A4F57",
  grid: "#E4E6EA",
  background: "#FFFFFF",
  font: "Helvetica, Arial, sans-serif",
  dark: false,
};
const SHARPNESS = 2; // pixels of a picture per unit of its width: sharp on a projector

/** Plotly reads a little markup in its texts; ours are plain. */
function asText(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function wrapped(text, columns) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    if (lines.at(-1) && lines.at(-1).length + word.length >= columns) lines.push("");
    lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
  }
  return lines.map(asText);
}

/** The figure for a slide: light, on white, with a title above and a caption below that say what is shown. */
function pictureOf(figure, picture) {
  const width = picture.width ?? 1400;
  const { data, layout = {} } = resolved(figure, false);
  const title = wrapped(picture.title ?? "", width / 13);
  const caption = wrapped(picture.caption ?? "", width / 8.6);
  const margin = layout.margin || {};
  const own = themed(layout, PAPER, 18);
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
  return {
    data,
    layout: {
      ...own,
      width,
      height: picture.height ?? 900,
      paper_bgcolor: PAPER.background,
      plot_bgcolor: PAPER.background,
      title: undefined,
      margin: {
        ...margin,
        l: Math.max(24, margin.l ?? 0),
        r: Math.max(32, margin.r ?? 0),
        t: (margin.t ?? 20) + 40 + 30 * title.length,
        b: (margin.b ?? 40) + 50 + 22 * caption.length,
      },
      annotations: [
        ...(own.annotations || []),
        words(title, 24, { y: 1, yanchor: "bottom", yshift: 40 }),
        words(caption, 15, { y: 0, yanchor: "top", yshift: -70 }),
      ],
    },
    config: CONFIG,
  };
}
