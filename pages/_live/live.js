// The way in for the table of steps; it draws nothing.

export default function ({ data }) {
  live.take(data.steps);
}
