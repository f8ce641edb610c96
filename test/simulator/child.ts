/** One run in a program of its own, for `run-in-child.ts`. */
import { replaceAmbient } from "./replace-ambient.ts"
import { runSeed, type SeedRequest } from "./run-seed.ts"

replaceAmbient()
process.once("message", (request) => {
  void runSeed(request as SeedRequest).then((outcome) => {
    // What is left waits for simulated time, so nothing would end it.
    process.send?.(outcome, () => process.exit())
  })
})
