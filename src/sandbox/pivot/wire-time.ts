/** One body of Pivot's has three precisions: seconds, microseconds, nanoseconds. */
export function wireTime(time: Date | string, decimals: 0 | 6 | 9): string {
  const text = typeof time === "string" ? time : time.toISOString()
  if (decimals === 0) return `${text.slice(0, 19)}Z`
  return `${text.slice(0, 23).padEnd(20 + decimals, "0")}Z`
}
