/** Runs the seeds that the command line names, and says what came of them. */
import { parseArgs } from "node:util"

import { print } from "./print.ts"
import { runInChild } from "./run-in-child.ts"
import { shrink } from "./shrink.ts"
import { startSimulationServer } from "./simulation-database.ts"
import { START_MS } from "./simulated-world.ts"

const STEPS_DEFAULT = 1_200

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string", default: "1..10" },
    steps: { type: "string", default: String(STEPS_DEFAULT) },
    trace: { type: "boolean", default: false },
    twice: { type: "boolean", default: false },
    whole: { type: "boolean", default: false },
  },
})

const seeds = values.seed === undefined ? seedsOf(values.seeds) : [Number(values.seed)]
const steps = Number(values.steps)
const server = await startSimulationServer(START_MS)
let failures = 0
try {
  for (const seed of seeds) if (!(await holds(seed))) failures += 1
} finally {
  await server.stop()
}
print(`${seeds.length - failures} of ${seeds.length} seeds hold`)
process.exitCode = failures === 0 ? 0 : 1

async function holds(seed: number): Promise<boolean> {
  const { connection } = server
  const request = { seed, steps, isTraced: values.trace, keepsLines: values.twice, connection }
  const outcome = await runInChild(request)
  const counts = Object.entries(outcome.counts).map(([what, count]) => `${what} ${count}`)
  const isWell = outcome.broken.length === 0
  print(`seed ${seed} ${isWell ? "holds" : "FAILS"} ${outcome.hash} ${counts.join(", ")}`)
  if (values.twice) {
    const again = await runInChild({ ...request, isTraced: false })
    if (again.hash === outcome.hash) print(`seed ${seed} replays exactly`)
    else {
      print(`seed ${seed} does not replay: ${again.hash}`)
      const at = outcome.lines.findIndex((line, index) => line !== again.lines[index])
      for (const { lines } of [outcome, again]) {
        for (const line of lines.slice(Math.max(0, at - 6), at + 3)) print(`  | ${line}`)
        print("")
      }
      return false
    }
  }
  if (isWell) return true
  for (const fault of outcome.broken) print(`  ${fault}`)
  if (!values.trace) for (const line of outcome.tail) print(`  | ${line}`)
  const fewest = values.whole || values.trace ? outcome : await shrink(request, outcome)
  if (fewest !== outcome) for (const fault of fewest.broken) print(`  ${fault}`)
  print(`  npm run simulate -- --seed ${seed} --steps ${fewest.steps} --trace`)
  return false
}

function seedsOf(range: string): readonly number[] {
  const match = /^(\d+)\.\.(\d+)$/.exec(range)
  if (match === null) throw new Error("--seeds takes a range: 1..200")
  const [first, last] = [Number(match[1]), Number(match[2])]
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
