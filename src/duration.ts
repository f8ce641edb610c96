const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/
const SHORT = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/

const UNITS_MS = [7 * 24 * 3_600_000, 24 * 3_600_000, 3_600_000, 60_000, 1_000] as const

/**
 * ISO 8601 (`P7D`, `PT24H`) or as people write it (`90s`, `24h`, `1d12h`), in ms. Undefined for
 * anything else, months and years too: no two are of the same length.
 */
export function readDuration(text: string): number | undefined {
  const parts = (ISO.exec(text) ?? SHORT.exec(text))?.slice(1)
  if (parts === undefined || parts.every((part) => part === undefined)) return undefined
  const ms = parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (UNITS_MS[index] ?? 0), 0)
  return Number.isFinite(ms) ? Math.round(ms) : undefined
}
