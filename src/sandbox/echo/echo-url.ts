/** Where a receiver takes requests; `base` as clients reach this hub. */
export function echoUrl(base: string, token: string): string {
  return `${base}/sandbox/echo/${token}`
}
