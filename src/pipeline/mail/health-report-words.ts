const FORMAT = new Intl.NumberFormat("en-US")
const PLURALS: Readonly<Record<string, string>> = { delivery: "deliveries" }

/** `1,204` */
export function number(value: number): string {
  return FORMAT.format(value)
}

/** `1 endpoint`, `14 deliveries` */
export function counted(count: number, noun: string): string {
  return `${number(count)} ${count === 1 ? noun : (PLURALS[noun] ?? `${noun}s`)}`
}

/** `98.9 %`; never 100 % where anything is missing, nor 0 % where anything was there. */
export function percent(share: number): string {
  if (share === 0 || share === 1) return `${share * 100} %`
  return `${Math.min(Math.max(share * 100, 0.1), 99.9).toFixed(1)} %`
}
