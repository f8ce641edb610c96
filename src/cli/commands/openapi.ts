import { readFileSync } from "node:fs"
import type { Command } from "commander"
import type { Terminal } from "../terminal.ts"

export function addOpenapi(program: Command, terminal: Terminal): void {
  program
    .command("openapi")
    .description("the HTTP API of this version as OpenAPI 3.1 (needs no hub)")
    .action(() => {
      const file = new URL("../../../openapi.json", import.meta.url)
      terminal.write(readFileSync(file, "utf8"))
    })
}
