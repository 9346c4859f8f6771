/**
 * @param {{data: {address?: string, cookies?: Record<string, string>, seconds?: number}, setTriggerValue: function}} component
 *   address: the query of the address, without the question mark; cookies: texts to keep, by name; seconds: how long.
 *   What stands outside every fragment, as the cookies do, asks for the whole page once a server is back: one that was
 *   restarted knows neither this page nor its fragments, and would not answer them.
 */
export default function ({ data, setTriggerValue }) {
  if (data.cookies && window.feasibilityAway) window.feasibilityAway.askAgain = () => setTriggerValue("back", true);
  if (data.address !== undefined) showAddress(data.address);
  for (const [name, text] of Object.entries(data.cookies ?? {})) keep(name, text, data.seconds ?? 0);
}

/** @param {string} query */
function showAddress(query) {
  const wanted = location.pathname + (query ? `?${query}` : "") + location.hash;
  if (wanted !== location.pathname + location.search + location.hash) history.replaceState(history.state, "", wanted);
}

/** @param {string} name @param {string} text @param {number} seconds */
function keep(name, text, seconds) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(text)}; Path=/; Max-Age=${seconds}; SameSite=Strict${secure}`;
}
