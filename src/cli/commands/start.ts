import type { Command } from "commander"
import type { Terminal } from "../terminal.ts"

export function addStart(program: Command, terminal: Terminal): void {
  program
    .command("start")
    .description("run the hub until SIGTERM or Ctrl-C")
    .action(async () => {
      await Promise.resolve(terminal)
    })
}
