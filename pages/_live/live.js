// The way in for the table of steps; it draws nothing.

/** @param {{data: {steps: ?StepTable}}} component */
export default function ({ data }) {
  live.take(data.steps);
}
