// The rows: one per criterion, one line per limit. Built once, patched afterwards, so focus and drags survive.

/**
 * One limit: label, slider with the protocol's value as a tick, typed value, unit, take-back.
 * @param {Limit} limit @param {Row} criterion @param {Panel} panel
 */
function limitLine(limit, criterion, panel) {
  const name = `${criterion.label} ${limit.label}`;
  const range = { min: limit.min, max: limit.max, step: limit.step };
  const slider = el("input", "limits-slider", {
    type: "range",
    ...range,
    "aria-label": [name, limit.unit].filter(Boolean).join(", "),
  });
  const typed = el("input", "limits-typed", {
    type: "number",
    ...range,
    inputmode: "decimal",
    "aria-label": withUnit(`${name}, typed value in`, limit.unit || "figures"),
  });
  takeCommas(typed);
  const protocolText = withUnit(limitText(limit, limit.protocol), limit.unit);
  const back = el("button", "limits-icon limits-undo", {
    type: "button",
    "aria-label": `${name}: back to the protocol's ${protocolText}`,
    title: `Back to ${protocolText}`,
    text: "↺",
  });
  const track = el(
    "span",
    "limits-track",
    { title: `Protocol: ${protocolText}` },
    el("span", "limits-fill"),
    el("span", "limits-tick"),
    slider,
  );
  const line = el(
    "div",
    "limits-line",
    { "data-limit": limit.name },
    el("span", "limits-which", { text: limit.label, title: limit.label }),
    track,
    typed,
    el("span", "limits-unit", { text: limit.unit, title: limit.unit }),
    back,
  );

  /** @param {number} value */
  const fraction = (value) => Math.min(1, Math.max(0, (value - limit.min) / (limit.max - limit.min || 1)));
  track.style.setProperty("--protocol", String(fraction(limit.protocol)));

  /** @type {?number} */
  let shown = null; // the value on screen: an unchanged one is left alone, and with it what is being typed
  const patch = () => {
    const value = panel.values.get(limit.name);
    const changed = !same(value, limit.protocol);
    if (value === shown) return changed;
    shown = value;
    if (Number(slider.value) !== value) slider.value = String(value);
    slider.setAttribute("aria-valuetext", withUnit(limitText(limit, value), limit.unit));
    typed.value = limitText(limit, value);
    track.style.setProperty("--value", String(fraction(value)));
    line.classList.toggle("limits-changed", changed);
    back.disabled = !changed;
    return changed;
  };
  /** @param {number} value */
  const set = (value) => {
    panel.values.set(limit.name, value);
    panel.refresh();
  };

  slider.addEventListener("input", () => {
    const perStep = panel.sender.held && !panel.fine ? (track.clientWidth * limit.step) / (limit.max - limit.min) : NOT_COARSE;
    set(snap(limit, coarse(limit, Number(slider.value), perStep)));
    panel.moving(limit.name);
  });
  slider.addEventListener("keydown", (event) => {
    /** @type {Record<string, number>} */
    const pages = { PageUp: TEN, PageDown: -TEN };
    const steps = pages[event.key];
    if (!steps) return;
    event.preventDefault(); // the browser's own page is a tenth of the range
    set(snap(limit, panel.values.get(limit.name) + steps * limit.step));
    panel.moving(limit.name);
    panel.sender.settleSoon();
  });
  slider.addEventListener("pointerdown", () => panel.sender.grab());
  slider.addEventListener("change", () => panel.sender.settleSoon());
  typed.addEventListener("input", panel.message.hide);
  typed.addEventListener("change", () => {
    const before = panel.values.get(limit.name);
    const value = readTyped(typed, limit, before, panel);
    shown = null; // whatever was typed, the box shows the limit that counts
    set(value);
    if (!same(before, value)) panel.settled(limit.name);
  });
  typed.addEventListener("focus", () => typed.select());
  back.addEventListener("click", () => {
    set(limit.protocol);
    slider.focus(); // the button is about to vanish under the focus
    panel.settled(limit.name);
  });
  return { element: line, patch };
}

/**
 * The criterion's own text and its plain sentence, one click away.
 * @param {Row|Group} item @param {Panel} panel
 */
function wordsButton(item, panel) {
  const sentence = el("p", "limits-sentence");
  const id = `${panel.id}-words-${item.id}`;
  const words = el(
    "div",
    "limits-words",
    { popover: "auto", id, role: "group", "aria-label": `Criterion ${item.number} in words` },
    el("strong", "", { text: `${item.number}  ${item.label}` }),
    el("blockquote", "", { text: item.text ? `“${item.text}”` : "The protocol file quotes no text here." }),
    sentence,
  );
  const button = el("button", "limits-icon limits-info", {
    type: "button",
    popovertarget: id,
    "aria-expanded": "false",
    "aria-controls": id,
    "aria-label": `Criterion ${item.number} ${item.label} in words`,
    title: "The protocol's text",
    text: "i",
  });
  words.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (open) placeBeside(words, button);
  });
  /** @param {string} text */
  const patch = (text) => {
    setText(sentence, text ? `Here: ${text}` : "");
    sentence.hidden = !text;
  };
  return { element: el("span", "limits-words-cell", {}, button, words), patch };
}

/** @param {string} label @param {(on: boolean) => void} onChange */
function switchBox(label, onChange) {
  const box = el("input", "limits-switch", { type: "checkbox", role: "switch", "aria-label": label });
  box.addEventListener("change", () => onChange(box.checked));
  return box;
}

function counts() {
  const fails = el("span", "limits-fails");
  const unknown = el("span", "limits-unknown");
  /** @param {{fails?: string, unknown?: string}} item */
  const patch = (item) => {
    setText(fails, item.fails ?? "");
    setText(unknown, item.unknown ?? "");
  };
  return { elements: [fails, unknown], patch };
}

/**
 * One criterion. Its `patch` takes the row's newest counts and words; switches and limits come from the panel.
 * @param {Row} row @param {Panel} panel
 */
function criterionRow(row, panel) {
  const toggle = switchBox(`Criterion ${row.number} ${row.label} on`, (on) => panel.switchCriteria([row.id], on));
  const select = el("button", "limits-name", {
    type: "button",
    text: row.label,
    title: row.label,
    onclick: () => panel.select(row.id),
  });
  const lines = row.limits.map((limit) => limitLine(limit, row, panel));
  const tally = counts();
  const words = wordsButton(row, panel);
  const note = el("span", "limits-note", { text: row.screening ? "assessed at screening" : "" });
  const element = el(
    "div",
    "limits-row",
    { role: "group", "aria-label": `Criterion ${row.number} ${row.label}` },
    toggle,
    el("span", "limits-number", { text: row.number }),
    select,
    el("div", "limits-lines", {}, ...lines.map((line) => line.element), ...(row.screening || !lines.length ? [note] : [])),
    ...tally.elements,
    words.element,
  );
  if (row.group) element.classList.add("limits-part");
  if (row.screening) element.classList.add("limits-screening");

  const refresh = () => {
    const off = panel.off.has(row.id);
    const changedLimits = lines.filter((line) => line.patch()).length;
    toggle.checked = !off;
    toggle.style.visibility = row.screening && !off ? "hidden" : ""; // nothing to switch off where no data can answer
    element.classList.toggle("limits-off", off);
    element.classList.toggle("limits-row-changed", off || changedLimits > 0);
    element.classList.toggle("limits-selected", panel.selected === row.id);
    select.setAttribute("aria-pressed", String(panel.selected === row.id));
    return changedLimits + (off ? 1 : 0);
  };
  /** @param {Row} newest */
  const patch = (newest) => {
    tally.patch(row.screening ? {} : newest);
    words.patch(newest.sentence);
  };
  return { element, refresh, patch };
}

/**
 * The heading of a group: its own counts, and one switch for all its parts.
 * @param {Group} group @param {Row[]} parts @param {Panel} panel
 */
function groupRow(group, parts, panel) {
  const ids = parts.map((row) => row.id);
  const toggle = switchBox(`Criterion ${group.number} ${group.label}, all parts on`, (on) => panel.switchCriteria(ids, on));
  const tally = counts();
  const words = wordsButton(group, panel);
  const element = el(
    "div",
    "limits-row limits-group",
    { role: "group", "aria-label": `Criterion ${group.number} ${group.label}` },
    toggle,
    el("span", "limits-number", { text: group.number }),
    el("span", "limits-name", { text: group.label, title: group.label }),
    el("div", "limits-lines"),
    ...tally.elements,
    words.element,
  );
  const refresh = () => {
    const off = ids.filter((id) => panel.off.has(id)).length;
    toggle.checked = off === 0;
    toggle.indeterminate = off > 0 && off < ids.length;
    element.classList.toggle("limits-off", off === ids.length);
    return 0; // its parts are counted themselves
  };
  return {
    element,
    refresh,
    /** @param {Group} newest */
    patch: (newest) => {
      tally.patch(newest);
      words.patch(newest.sentence);
    },
  };
}
