import { run } from "./run.ts"
import { processTerminal } from "./terminal.ts"

// `paidout payouts | head` closes the pipe early; that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error
  process.exit(0)
})

process.exitCode = await run(process.argv.slice(2), processTerminal())
