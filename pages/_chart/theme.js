// The figure in the page's theme. chart.js says what a figure may contain and how the files belong together.

const SMALLEST_FONT = 13; // px: a chart is read from the back of a meeting room
const USUAL_FONT = 14; // px, that figures are measured for

/**
 * @typedef {Object} Theme
 * @property {string} text @property {string} quiet @property {string} grid @property {string} background @property {string} font
 * @property {number} size  Of letters, in px. @property {boolean} dark
 */

// The theme changes rarely, the chart ten times a second.
let lastTheme = { is: "", text: "", quiet: "", grid: "", background: "", font: "", size: USUAL_FONT, dark: false };

/** @param {Element} element */
function screenTheme(element) {
  const style = getComputedStyle(element);
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(name).trim();
  const fontSize = getComputedStyle(document.documentElement).fontSize; // larger while somebody presents
  const is = [...["--st-text-color", "--st-background-color", "--st-font"].map(read), fontSize].join();
  if (lastTheme.is !== is) lastTheme = { is, ...plain(themeFrom(read, fontSize, element), element) };
  return lastTheme;
}

/** @param {(name: string) => string} read @param {string} fontSize @param {Element} element @returns {Theme} */
function themeFrom(read, fontSize, element) {
  const text = read("--st-text-color");
  const background = read("--st-background-color");
  const [r, g, b] = rgb(background, element);
  return {
    text,
    background,
    font: read("--st-font"),
    quiet: `color-mix(in srgb, ${text} 78%, ${background})`,
    grid: `color-mix(in srgb, ${text} 13%, ${background})`,
    size: Math.max(SMALLEST_FONT, parseFloat(fontSize)),
    dark: 0.299 * r + 0.587 * g + 0.114 * b < 128,
  };
}

/**
 * Any CSS colour as numbers: Plotly and the luminance test know fewer notations than a browser.
 * @param {string} color @param {Element} element
 */
function rgb(color, element) {
  const probe = document.createElement("span");
  probe.style.color = color;
  element.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  const parts = (computed.match(/[\d.]+/g) ?? []).map(Number); // a browser always answers with numbers
  return computed.startsWith("color(") ? parts.slice(0, 3).map((part) => part * 255) : parts.slice(0, 3);
}

/** @param {Theme} theme @param {Element} element */
function plain(theme, element) {
  /** @param {string} color */
  const hex = (color) => `rgb(${rgb(color, element).map(Math.round).join(",")})`;
  return { ...theme, text: hex(theme.text), quiet: hex(theme.quiet), grid: hex(theme.grid), background: hex(theme.background) };
}

/**
 * A copy of the figure with every "light|dark" colour resolved, also those of a colour scale. Plotly writes into what it draws, so it gets a copy.
 * @param {*} value @param {boolean} dark @param {boolean} isColor @returns {*}
 */
function resolved(value, dark, isColor = false) {
  if (Array.isArray(value)) return value.map((item) => resolved(item, dark, isColor));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, dark, /color(scale)?$/i.test(key))]));
  }
  if (isColor && typeof value === "string" && value.includes("|")) return value.split("|")[dark ? 1 : 0];
  return value;
}

/**
 * The figure's own layout, with whatever it leaves open taken from the theme.
 * @param {*} layout @param {Omit<Theme, "size">} theme @param {number} size
 */
function themed(layout, theme, size) {
  const font = { color: theme.text, family: theme.font, size };
  /** @param {*} own */
  const axis = (own = {}) => ({
    gridcolor: theme.grid,
    zerolinecolor: theme.quiet,
    linecolor: theme.quiet,
    tickcolor: theme.quiet,
    automargin: true,
    ...own,
    tickfont: { ...font, ...own.tickfont },
    title: own.title && { font, ...(typeof own.title === "string" ? { text: own.title } : own.title) },
  });
  const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  const hover = layout.hoverlabel || {};
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    dragmode: false,
    uirevision: "keep",
    ...layout,
    ...Object.fromEntries([...new Set(["xaxis", "yaxis", ...axes])].map((key) => [key, axis(layout[key])])),
    font: { ...font, ...layout.font },
    hoverlabel: {
      bgcolor: theme.background,
      bordercolor: theme.quiet,
      align: "left",
      ...hover,
      font: { ...font, ...hover.font },
    },
  };
}

/**
 * The figure for a narrow place: what its layout and traces keep for one under meta.narrow, laid over the rest.
 * @param {Figure} figure @returns {Figure}
 */
function narrowed({ data, layout }) {
  /** @param {*} part */
  const over = (part) => ({ ...part, ...part.meta?.narrow });
  const { row, numbers, ...narrow } = layout.meta?.narrow ?? {};
  const axes = narrow.yaxis ? { yaxis: { ...layout.yaxis, ...narrow.yaxis } } : {};
  const meta = { ...layout.meta, ...(row && { row }), ...(numbers !== undefined && { numbers }) };
  return { data: data.map(over), layout: { ...layout, ...narrow, ...axes, meta } };
}
