/** `npm run chaos`: see docs/chaos.md. */
import { readOptions, replayCommand } from "./options.ts"
import { resultLine, resultTable, violationText } from "./report.ts"
import { runSeed, type SeedResult } from "./run-seed.ts"

// Exit handlers end what a run has started.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(1))
}

const options = readOptions(process.argv.slice(2))
const results: SeedResult[] = []
for (let seed = options.seed; seed < options.seed + options.seeds; seed += 1) {
  const one = { ...options, seed, seeds: 1 }
  const tell = progressTeller(`seed ${seed}`)
  const result = await runSeed(one, tell)
  tell("")
  results.push(result)
  say(resultLine(result))
  if (result.violations.length > 0) say(violationText(result, replayCommand(one)))
}
if (results.length > 1) say(resultTable(results))
process.exitCode = results.every(({ violations }) => violations.length === 0) ? 0 : 1

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** One line that changes, where somebody watches; else a line now and then, so that a log shows life. */
function progressTeller(about: string): (line: string) => void {
  const everyMs = process.stdout.isTTY ? 100 : 30_000
  let shown = ""
  let nextMs = performance.now() + everyMs
  return (line) => {
    if (process.stdout.isTTY && line === "") process.stdout.write("\r\u001b[K")
    if (line === "" || line === shown || performance.now() < nextMs) return
    nextMs = performance.now() + everyMs
    shown = line
    process.stdout.write(
      process.stdout.isTTY ? `\r\u001b[K${about}: ${line}` : `${about}: ${line}\n`,
    )
  }
}
