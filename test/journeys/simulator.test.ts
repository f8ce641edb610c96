import { spawn } from "node:child_process"
import { once } from "node:events"
import path from "node:path"
import { expect, test } from "vitest"

const program = path.join(import.meta.dirname, "../simulator/main.ts")

/** The simulation replaces clock, timers and randomness, so it runs in programs of its own. */
async function simulate(...options: readonly string[]) {
  const child = spawn(process.execPath, [program, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  let output = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text))
  const [code] = (await once(child, "close")) as [number | null]
  return { code, output }
}

test(
  "nothing is lost or told twice in simulated hubs that crash, pause and lose answers; a seed replays exactly",
  { timeout: 300_000 },
  async () => {
    const { code, output } = await simulate("--seeds", "1..1", "--steps", "250", "--twice")
    expect(output).toContain("seed 1 replays exactly")
    expect(code, output).toBe(0)
  },
)
