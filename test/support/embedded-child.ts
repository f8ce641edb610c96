// Starts an embedded server for tests that kill it: node embedded-child.ts <data folder>.
// Prints one JSON line, then one per trouble; ends the server on SIGTERM;
// on SIGUSR2 it exits without doing so.
import { PaidoutError } from "../../src/errors.ts"
import { startEmbeddedServer } from "../../src/postgres/embedded/start.ts"

const dataDir = process.argv[2]
if (dataDir === undefined) throw new Error("usage: node embedded-child.ts <data folder>")

try {
  const server = await startEmbeddedServer({ dataDir, settings: { fsync: "off" } })
  server.onUnexpectedExit((trouble) => print({ trouble: trouble.kind }))
  process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)))
  process.once("SIGUSR2", () => process.exit(0))
  print({ connection: server.connection, takenOver: server.takenOver })
} catch (error) {
  print({ code: error instanceof PaidoutError ? error.code : "none", message: String(error) })
  process.exitCode = 1
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
