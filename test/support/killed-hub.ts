import { spawn } from "node:child_process"
import { once } from "node:events"
import path from "node:path"

const command = path.join(import.meta.dirname, "../../bin/paidout.js")

export interface KillableHub {
  /** Undefined until it is ready. */
  readonly url: string | undefined
  readonly ready: Promise<string>
  kill(signal: NodeJS.Signals): Promise<void>
}

/** `paidout start` as a process of its own on a given database, to be killed at any moment. */
export function spawnHub(environment: Readonly<Record<string, string>>): KillableHub {
  const child = spawn(process.execPath, [command, "start"], {
    env: { PATH: process.env["PATH"], PORT: "0", LOG_LEVEL: "error", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  })
  const ended = once(child, "exit")
  let url: string | undefined
  let greeting = ""
  const ready = new Promise<string>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      greeting += text
      if (!greeting.includes("Stop it")) return
      url = /http:\/\/[\d.:]+/.exec(greeting)?.[0]
      resolve(url ?? "")
    })
  })
  return {
    get url() {
      return url
    },
    ready,
    async kill(signal) {
      url = undefined
      child.kill(signal)
      await ended
    },
  }
}
