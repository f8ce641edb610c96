import { fork } from "node:child_process"
import path from "node:path"

import type { SeedOutcome, SeedRequest } from "./run-seed.ts"

const program = path.join(import.meta.dirname, "main.ts")

/** Each run has a program of its own: what its modules remember is gone with it. */
export function runInChild(request: SeedRequest): Promise<SeedOutcome> {
  return new Promise((resolve, reject) => {
    const child = fork(program, { serialization: "advanced" })
    child.on("error", reject)
    let outcome: SeedOutcome | undefined
    child.on("message", (message) => (outcome = message as SeedOutcome))
    child.on("close", (code) => {
      if (outcome !== undefined) resolve(outcome)
      else reject(new Error(`The run of seed ${request.seed} ended with ${code}.`))
    })
    child.send(request)
  })
}
