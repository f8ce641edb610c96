import { DISRUPTION_KINDS } from "./processes/disruptions.ts"
import type { SeedResult } from "./run-seed.ts"

/** A stack of an error that nobody caught, and what came before it. */
const LOG_LINES_MAX = 40

/** What a run came to, in a line. */
export function resultLine(result: SeedResult): string {
  const { seed, webhooks, acknowledged, retries, loadSeconds, seconds } = result
  return (
    `seed ${seed}: ${verdictOf(result)} · ${webhooks} webhooks, ${acknowledged} answered, ` +
    `${retries} retried · ${disruptionText(result)} · load ${loadSeconds.toFixed(0)} s of ` +
    `${seconds.toFixed(0)} s`
  )
}

export function violationText(result: SeedResult, replay: string): string {
  const shown = result.violations.map(({ check, what }) => `  ✗ ${check}: ${what}`)
  const counts = Object.entries(result.counts).map(([check, count]) => `${count} × ${check}`)
  const errors = result.errorLines
    .slice(0, LOG_LINES_MAX)
    .map((line) => `  log: ${line.slice(0, 1_000)}`)
  return [...shown, ...errors, `  in all: ${counts.join(", ")}`, `  again with: ${replay}`].join(
    "\n",
  )
}

export function resultTable(results: readonly SeedResult[]): string {
  const head = ["seed", "webhooks", "answered", "retried", "disruptions", "errors", "s", "verdict"]
  const rows = results.map((result) => [
    String(result.seed),
    String(result.webhooks),
    String(result.acknowledged),
    String(result.retries),
    String(Object.values(result.disruptions).reduce((sum, count) => sum + count, 0)),
    String(result.errorLines.length),
    result.seconds.toFixed(0),
    verdictOf(result),
  ])
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const lines = all.map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join("  "))
  const kinds = DISRUPTION_KINDS.map((kind) => {
    const count = results.reduce((sum, { disruptions }) => sum + (disruptions[kind] ?? 0), 0)
    return `${count} × ${kind}`
  })
  return [...lines, kinds.join(", ")].join("\n")
}

function verdictOf({ violations }: SeedResult): string {
  return violations.length === 0 ? "ok" : "VIOLATED"
}

function disruptionText({ disruptions }: SeedResult): string {
  return DISRUPTION_KINDS.flatMap((kind) =>
    disruptions[kind] === undefined ? [] : [`${disruptions[kind]} × ${kind}`],
  ).join(", ")
}
