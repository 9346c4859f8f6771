// Small pieces every part of the panel is built from, beside ../_elements.js. limits.js says how the files belong together.

/** @param {*} a @param {*} b */
function same(a, b) {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
  return JSON.stringify(a) === JSON.stringify(b);
}

/** @param {number} number */
function decimals(number) {
  const [digits, exponent = "0"] = String(number).split("e");
  return Math.max(0, (digits.split(".")[1] || "").length - Number(exponent));
}

/**
 * A limit as text: as many decimals as its step, more if the value itself has more.
 * @param {{step: number}} limit @param {number} value
 */
function limitText(limit, value) {
  const tidy = Number(value.toPrecision(12));
  return tidy.toFixed(Math.max(decimals(limit.step), decimals(tidy)));
}

/** @param {string} text @param {string|undefined} unit */
function withUnit(text, unit) {
  return unit ? `${text} ${unit}` : text;
}

/**
 * The grid value nearest to `value`. The protocol's own value counts as a grid value even when it lies between two
 * steps; otherwise a slider could leave it and never find it again.
 * @param {Scale} limit @param {number} value
 */
function snap(limit, value) {
  /** @param {number} number */
  const stepOf = (number) => Math.round((number - limit.min) / limit.step);
  const last = Math.floor((limit.max - limit.min) / limit.step + 1e-9);
  const step = Math.min(last, Math.max(0, stepOf(value)));
  if (typeof limit.protocol === "number" && step === Math.min(last, stepOf(limit.protocol))) return limit.protocol;
  return Number((limit.min + step * limit.step).toPrecision(12));
}

const TEN = 10; // steps of a Page key
const YEAR = 365; // days
const NOT_COARSE = 2; // px a step: from here on a pointer can tell steps apart
const ROUND = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]; // steps

/**
 * Where a pointer cannot tell steps apart, a round value near the one below it: of days a month's thirty, and the whole
 * year where one is near; of anything else every second, fifth, tenth step. With the Shift key every step can be had.
 * @param {Scale} limit @param {number} value @param {number} pxPerStep
 */
function coarse(limit, value, pxPerStep) {
  if (pxPerStep >= NOT_COARSE) return value;
  const steps = ROUND.find((each) => each * pxPerStep >= NOT_COARSE) ?? ROUND[ROUND.length - 1];
  if (limit.unit !== "days") return limit.min + Math.round((value - limit.min) / (steps * limit.step)) * steps * limit.step;
  const year = Math.round(value / YEAR) * YEAR;
  const months = Math.round(value / 30) * 30;
  return year && Math.abs(value - year) <= 20 ? year : months;
}

/**
 * What a typed value comes to: the value itself, the nearest step, or the last good one. Where it is not what was typed,
 * a message beside the box says why.
 * @param {HTMLInputElement} typed @param {Scale} limit @param {number} last @param {Panel} panel
 */
function readTyped(typed, limit, last, panel) {
  /** @param {number} value */
  const text = (value) => limitText(limit, value);
  const value = typed.value === "" ? NaN : Number(typed.value);
  if (!Number.isFinite(value) || value < limit.min || value > limit.max) {
    const range = withUnit(`${text(limit.min)} to ${text(limit.max)}`, limit.unit);
    panel.message.show(`Allowed: ${range}. Still ${text(last)}.`, typed);
    return last;
  }
  const kept = panel.freeEntry ? value : snap(limit, value);
  const steps = `this limit moves in steps of ${withUnit(String(limit.step), limit.unit)}`;
  if (!same(kept, value)) panel.message.show(`${typed.value} became ${text(kept)}: ${steps}.`, typed);
  return kept;
}

/**
 * A decimal comma becomes a point where it is typed: a browser drops it in silence, and 9,5 would become 95.
 * @param {HTMLInputElement} typed
 */
function takeCommas(typed) {
  typed.addEventListener("beforeinput", (event) => {
    if (!event.data?.includes(",")) return;
    event.preventDefault();
    document.execCommand("insertText", false, event.data.replaceAll(",", "."));
  });
}

/** A short message beside an input that refused a value. It goes by itself, or with the next key. */
function messageBubble() {
  const bubble = el("div", "limits-message", { popover: "manual", role: "alert" });
  /** @type {number|undefined} */
  let timer;
  const hide = () => {
    clearTimeout(timer);
    if (bubble.matches(":popover-open")) bubble.hidePopover();
  };
  /** @param {string} text @param {Element} anchor */
  const show = (text, anchor) => {
    hide();
    bubble.showPopover();
    bubble.textContent = text;
    placeBeside(bubble, anchor);
    timer = setTimeout(hide, 6000);
  };
  return { bubble, show, hide };
}
