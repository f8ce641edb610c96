/** `npm run chaos`: see docs/chaos.md. */
import { readOptions, replayCommand } from "./options.ts"
import { resultLine, resultTable, violationText } from "./report.ts"
import { runSeed, type SeedResult } from "./run-seed.ts"

const options = readOptions(process.argv.slice(2))
const results: SeedResult[] = []
for (let seed = options.seed; seed < options.seed + options.seeds; seed += 1) {
  const one = { ...options, seed, seeds: 1 }
  let shown = ""
  const tell = (line: string) => {
    if (!process.stdout.isTTY || line === shown) return
    shown = line
    process.stdout.write(`\r\u001b[Kseed ${seed}: ${line}`)
  }
  const result = await runSeed(one, tell)
  if (process.stdout.isTTY) process.stdout.write("\r\u001b[K")
  results.push(result)
  say(resultLine(result))
  if (result.violations.length > 0) say(violationText(result, replayCommand(one)))
}
if (results.length > 1) say(resultTable(results))
process.exitCode = results.every(({ violations }) => violations.length === 0) ? 0 : 1

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
