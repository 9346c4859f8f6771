// On paper: the page is printed as it is laid out on the screen, as charts and grids keep the size they were drawn in; and as ink
// on white, also from the dark look. The page's style sheet does both; this says how wide the screen is, and which look it has.

const PAPER = 970; // px of the narrower of A4 and Letter, landscape, between its margins

const paper = () => {
  const page = document.documentElement;
  const app = document.querySelector('[data-testid="stApp"]');
  page.toggleAttribute("data-dark", app !== null && getComputedStyle(app).colorScheme === "dark");
  page.style.setProperty("--printed-width", `${window.innerWidth}px`);
  page.style.setProperty("--printed-zoom", String(Math.min(1, PAPER / window.innerWidth)));
};
if (!window.feasibilityPaper) window.addEventListener("beforeprint", paper);
/** One for the browser's tab. */
window.feasibilityPaper ??= paper;
