import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import path from "node:path"

const command = path.join(import.meta.dirname, "../../bin/paidout.js")

export interface KillableHub {
  /** Undefined until it is ready. */
  readonly url: string | undefined
  readonly ready: Promise<string>
  kill(signal: NodeJS.Signals): Promise<void>
}

/**
 * `paidout start` as a process of its own on a given database, to be killed at any moment. One that
 * ends by itself (the database went away during its start) is started again, as by a supervisor.
 */
export function spawnHub(environment: Readonly<Record<string, string>>): KillableHub {
  const { promise: ready, resolve } = Promise.withResolvers<string>()
  let url: string | undefined
  let killed = false
  let child = start()

  function start(): ChildProcess {
    const started = spawn(process.execPath, [command, "start"], {
      env: { PATH: process.env["PATH"], PORT: "0", LOG_LEVEL: "silent", ...environment },
      stdio: ["ignore", "pipe", "ignore"],
    })
    let greeting = ""
    started.stdout.setEncoding("utf8").on("data", (text: string) => {
      greeting += text
      if (killed || !greeting.includes("Stop it")) return
      url = /http:\/\/[\d.:]+/.exec(greeting)?.[0]
      resolve(url ?? "")
    })
    started.on("exit", () => {
      url = undefined
      if (!killed) child = start()
    })
    return started
  }

  return {
    get url() {
      return url
    },
    ready,
    async kill(signal) {
      killed = true
      url = undefined
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, "exit")
    },
  }
}
