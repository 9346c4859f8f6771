// What the scripts share through the window: one per tab, while each component brings its own copy of the code.
interface Window {
  feasibilityLive: any;
  feasibilityAway: any;
  feasibilityAddress: ((set: Record<string, string>) => void) | undefined;
  feasibilityPaper: any;
  Plotly: any; // it comes without types
  __plotlyLoading: Promise<any> | undefined;
}
