// Watches what the page's first chart and first number show. `changes` holds every state that differs from the one before,
// with the time at which the page held it: what the next frame paints.
(() => {
  const shown = () => {
    const chart = document.querySelector(".js-plotly-plot");
    const bars = chart ? [...chart.querySelectorAll(".barlayer path")] : [];
    return {
      bars: bars.map((bar) => bar.getAttribute("d")).join(),
      number: document.querySelector(".status-number, .st-key-levers_now, [data-testid=stMetricValue]")?.textContent ?? "",
    };
  };

  const watch = {
    now: { bars: "", number: "" },
    firstChart: null, // ms since the page was asked for
    pointed: null, // when a pointer came to a limit
    begin() {
      watch.before = watch.now;
      watch.changes = [];
      watch.pressed = null;
    },
    /** When the page has the first steps of the limit that is pointed at. */
    steps: () =>
      new Promise((found) => {
        const look = () => (window.feasibilityLive?.table ? found(performance.now()) : setTimeout(look));
        look();
      }),
    repainted: () => watch.changes.find(({ bars }) => bars && bars !== watch.before.bars),
    answered: () => watch.changes.find(({ number }) => number && number !== watch.before.number),
    /** How long no bar was in the chart, in ms. */
    blank: () =>
      watch.changes.reduce((sum, { bars, time }, at) => {
        const until = watch.changes[at + 1]?.time ?? performance.now();
        return bars ? sum : sum + until - time;
      }, 0),
    /** How often the bars, or the number, became others. */
    updates(what) {
      const states = [watch.before, ...watch.changes].map((each) => each[what]).filter(Boolean);
      return states.slice(1).filter((state, at) => state !== states[at]).length;
    },
  };

  const look = () => {
    const next = shown();
    const time = performance.now();
    if (next.bars !== watch.now.bars || next.number !== watch.now.number) watch.changes.push({ ...next, time });
    if (next.bars) watch.firstChart ??= time;
    watch.now = next;
  };

  watch.begin();
  window.watch = watch;
  window.addEventListener("pointerover", (event) => event.target.matches?.(".limits-slider") && (watch.pointed ??= event.timeStamp), true);
  window.addEventListener("keydown", (event) => (watch.pressed ??= event.timeStamp), true);
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
})();
