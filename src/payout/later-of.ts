/** Of two times as we write them (RFC 3339 UTC, milliseconds). What is imported may be older. */
export function laterOf(one: string, other: string): string {
  return one > other ? one : other
}
