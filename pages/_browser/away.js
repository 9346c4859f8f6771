// The server is away: it was stopped, or the line is cut. Streamlit tries again by itself; here a person is told, in words, and
// numbers are marked as old meanwhile. Nothing is asked of the server for it: Streamlit writes the state of its connection
// beside the page.

const STATE = "data-test-connection-state";
const GRACE = 1200; // ms: a line that blinks says nothing
const SAID = 8000; // ms that a message about the return stays

class Away {
  /** @param {Element} app  Where Streamlit writes the state of its connection. */
  constructor(app) {
    /** @type {(() => void)|undefined} */
    this.askAgain = undefined; // asks for the whole page
    /** @type {number|undefined} */
    this.grace = undefined;
    this.bar = document.createElement("div");
    this.bar.className = "away-bar";
    this.bar.setAttribute("role", "alert");
    this.bar.hidden = true;
    document.body.append(this.bar);
    this.app = app;
    new MutationObserver(() => this.look()).observe(this.app, { attributes: true, attributeFilter: [STATE] });
  }

  look() {
    const connected = this.app.getAttribute(STATE) === "CONNECTED";
    if (connected) {
      clearTimeout(this.grace);
      this.grace = undefined;
      if (this.since) this.back(this.since);
    } else this.grace ??= setTimeout(() => this.lost(), GRACE);
  }

  lost() {
    this.since = new Date();
    document.documentElement.toggleAttribute("data-away", true);
    this.say(
      `No connection to the server since ${clock(this.since)}. The numbers are from before, ` +
        "and nothing can be set until it is back. The page tries again by itself.",
    );
    window.dispatchEvent(new Event("feasibility:away"));
  }

  /** @param {Date} since */
  back(since) {
    const words = `The server is back (it was away from ${clock(since)} to ${clock(new Date())}).`;
    this.since = undefined;
    document.documentElement.toggleAttribute("data-away", false);
    this.say(words);
    this.silence = setTimeout(() => {
      this.bar.hidden = true;
    }, SAID);
    this.askAgain?.();
    window.dispatchEvent(new Event("feasibility:back"));
  }

  /** @param {string} words */
  say(words) {
    clearTimeout(this.silence);
    this.bar.textContent = words;
    this.bar.hidden = false;
  }
}

/** @param {Date} time */
function clock(time) {
  return time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

const app = document.querySelector(`[${STATE}]`);
/** One for the browser's tab. */
window.feasibilityAway ??= app ? new Away(app) : undefined;
