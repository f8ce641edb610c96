export function row(name: string, figure: string, note = ""): void {
  console.log(`  ${name.padEnd(36)} ${figure.padEnd(30)} ${note}`)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}
