/** Days of a filter, in the person's zone, as the API takes times: from the first, to the end of the last. */
export function dayRange(
  from: string | undefined,
  to: string | undefined,
): { readonly from: string | undefined; readonly to: string | undefined } {
  return { from: startOfDay(from, 0), to: startOfDay(to, 1) }
}

function startOfDay(day: string | undefined, plusDays: number): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})/.exec(day ?? "") ?? []
  if (year === undefined) return undefined
  const at = new Date(Number(year), Number(month) - 1, Number(date) + plusDays)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
