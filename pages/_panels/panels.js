// Small curves side by side. _elements.js comes before this file in the one module the browser loads (see __init__.py).

/**
 * What the server gives. Places go from 0 to 1, from the left and from below.
 * @typedef {Object} Panel
 * @property {string} id @property {string} title @property {string} label  Of the limit.
 * @property {string} now @property {string} gain @property {string} potential
 * @property {string} low @property {string} high  The ends of the range.
 * @property {number[][]} line  Eligible. @property {number[][]} area  Eligible and potential; empty where only eligible is shown.
 * @property {number[][]} steep @property {number[][][]} flat
 * @property {?number} protocol @property {?number} scenario @property {number} level  Eligible as the scenario stands.
 * @property {number[]} near  The stretch of a limit a tenth looser, or empty.
 * @property {?number} without  Eligible without a limit, where there may be none.
 * @property {string} alt  The panel's message in words.
 *
 * What it sends: the trigger "clicked" with a panel's id.
 */

const SVG = "http://www.w3.org/2000/svg";
const RANGE = 0.84; // of the width, where a place beside the range is needed for "none"
const BESIDE = 0.95;
const HIGHEST = 0.82; // of the height: the number stands above
/** @type {WeakMap<Element, Panels>} */
const places = new WeakMap(); // one set of panels per place in the page; Streamlit calls the export again for every update

/** @param {string} tag @param {string} className @param {Record<string, string|number>} properties */
function shape(tag, className, properties) {
  const element = document.createElementNS(SVG, tag);
  element.setAttribute("class", className);
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, String(value));
  return element;
}

/**
 * The curve in a frame one wide and one high, stretched over its place; strokes keep their width.
 * @param {Panel} panel
 */
function drawing(panel) {
  const wide = panel.without === null ? 1 : RANGE;
  /** @param {number} x */
  const across = (x) => x * wide;
  /** @param {number} y */
  const down = (y) => 1 - y * HIGHEST;
  /** @param {number[][]} points */
  const path = (points) => points.map(([x, y]) => `${across(x)},${down(y)}`).join(" ");
  /** @param {string} className @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
  const stroke = (className, x1, y1, x2, y2) => shape("line", className, { x1, y1, x2, y2 });
  /** @param {string} className @param {number} x */
  const upright = (className, x) => stroke(className, across(x), 1 - HIGHEST, across(x), 1);
  /** @param {string} className @param {number} x @param {number} y */
  const dot = (className, x, y) => stroke(className, x, down(y), x, down(y));
  const { line, area, near } = panel;
  const svg = shape("svg", "panel-drawing", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" });
  if (near.length) svg.append(shape("rect", "panel-near", { x: across(near[0]), y: 1 - HIGHEST, width: across(near[1] - near[0]), height: HIGHEST }));
  if (area.length) svg.append(shape("polygon", "panel-area", { points: `0,1 ${path(area)} ${across(area[area.length - 1][0])},1` }));
  svg.append(stroke("panel-level", 0, down(panel.level), 1, down(panel.level)));
  if (panel.protocol !== null && panel.protocol !== panel.scenario) svg.append(upright("panel-protocol", panel.protocol));
  if (panel.scenario !== null) svg.append(upright("panel-scenario", panel.scenario));
  svg.append(shape("polyline", "panel-line", { points: path(line) }));
  for (const part of panel.flat) svg.append(shape("polyline", "panel-line panel-flat", { points: path(part) }));
  if (panel.steep.length) svg.append(shape("polyline", "panel-line panel-steep", { points: path(panel.steep) }));
  if (panel.without !== null) svg.append(dot("panel-dot panel-without", BESIDE, panel.without));
  svg.append(dot("panel-dot", panel.scenario === null ? BESIDE : across(panel.scenario), panel.level));
  return svg;
}

/** @param {Panel} panel */
function content(panel) {
  const ends = el(
    "span",
    "panel-ends",
    {},
    el("span", "", { text: panel.low }),
    el("span", panel.without === null ? "" : "panel-inner-end", { text: panel.high }),
  );
  if (panel.without !== null) ends.append(el("span", "", { text: "none" }));
  return [
    el("span", "panel-title", { text: panel.title }),
    el("span", "panel-now", { text: `${panel.label} ${panel.now}` }),
    el("span", "panel-frame", {}, drawing(panel), gain(panel)),
    ends,
  ];
}

/** @type {[string, string][]} */
const KEY = [
  ["panel-line", "eligible"],
  ["panel-area", "eligible and potential"],
  ["panel-line panel-steep", "steepest tenth of the range"],
  ["panel-line panel-flat", "no visible change"],
  ["panel-scenario", "scenario"],
  ["panel-protocol", "protocol, where it differs"],
  ["panel-near", "missed by a tenth or less"],
];

/**
 * What each kind of line and shade means: a sample beside its word.
 * @param {[string, string]} kind
 */
function keyItem([className, text]) {
  const svg = shape("svg", "panels-sample", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" });
  const upright = /scenario|protocol/.test(className);
  if (/area|near/.test(className)) svg.append(shape("rect", className, { x: 0, y: 0, width: 1, height: 1 }));
  else svg.append(shape("line", className, upright ? { x1: 0.5, y1: 0, x2: 0.5, y2: 1 } : { x1: 0, y1: 0.5, x2: 1, y2: 0.5 }));
  return el("span", "", {}, svg, el("span", "", { text }));
}

/** @param {Panel} panel */
function gain({ gain, potential }) {
  if (!potential) return el("span", "panel-gain panel-nothing", { text: gain });
  return el("span", "panel-gain", {}, el("b", "", { text: gain }), el("span", "", { text: `${potential} ?` }));
}

class Panels {
  /** @param {Element} parent */
  constructor(parent) {
    this.root = el("div", "panels");
    /** @type {HTMLButtonElement[]} */
    this.buttons = [];
    /** @type {Panel[]} */
    this.panels = [];
    /** @type {(id: string) => void} */
    this.clicked = () => {}; // set by every update
    const key = KEY.map(keyItem);
    this.area = key[1];
    parent.append(el("div", "panels-frame", {}, el("p", "panels-key", {}, ...key), this.root));
  }

  /**
   * A button stays where it is, so that the focus does too.
   * @param {Panel[]} panels @param {(id: string) => void} clicked
   */
  update(panels, clicked) {
    this.clicked = clicked;
    while (this.buttons.length > panels.length) this.buttons.pop()?.remove();
    while (this.buttons.length < panels.length) {
      const at = this.buttons.length;
      const button = el("button", "panel", { type: "button", onclick: () => this.clicked(this.panels[at].id) });
      this.buttons.push(button);
      this.root.append(button);
    }
    this.panels = panels;
    this.area.hidden = !panels.some(({ area }) => area.length);
    panels.forEach((panel, at) => {
      const button = this.buttons[at];
      button.setAttribute("aria-label", panel.alt);
      button.title = panel.alt;
      button.replaceChildren(...content(panel));
    });
  }
}

/** @param {{data: {panels: Panel[]}, parentElement: HTMLElement, setTriggerValue: (name: string, value: *) => void}} component */
export default function curvePanels({ data, parentElement, setTriggerValue }) {
  let panels = places.get(parentElement);
  if (!panels) {
    panels = new Panels(parentElement);
    places.set(parentElement, panels);
  }
  panels.update(data.panels, (id) => setTriggerValue("clicked", id));
}
