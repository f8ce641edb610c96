/** `npm run check`: types, lint, format, unused code and the project's rules, side by side. */
import { spawn } from "node:child_process"
import { programPath, root } from "./programs.ts"

interface Check {
  readonly name: string
  readonly run: readonly string[]
}

interface Outcome {
  readonly name: string
  readonly seconds: number
  readonly ok: boolean
  readonly output: string
}

const checks: readonly Check[] = [
  { name: "types", run: [programPath("typescript", "tsc"), "-p", "tsconfig.json"] },
  { name: "page", run: [programPath("typescript", "tsc"), "-p", "dashboard"] },
  { name: "lint", run: [programPath("oxlint"), "--type-aware", "--deny-warnings"] },
  { name: "format", run: [programPath("oxfmt"), "--check"] },
  { name: "unused", run: [programPath("knip"), "--no-progress"] },
  { name: "rules", run: [programPath("vitest"), "run", "--project", "rules"] },
]

const outcomes = await Promise.all(checks.map(runCheck))
for (const { name, output } of outcomes.filter(({ ok }) => !ok)) {
  console.log(`── ${name} ${"─".repeat(60 - name.length)}\n${output.trim()}\n`)
}
for (const { name, seconds, ok } of outcomes) {
  console.log(`${ok ? "ok    " : "FAILED"}  ${name.padEnd(7)} ${seconds.toFixed(1).padStart(5)} s`)
}
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1

function runCheck({ name, run }: Check): Promise<Outcome> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, run, {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
      stdio: ["ignore", "pipe", "pipe"],
    })
    let output = ""
    const collect = (chunk: string): void => {
      output += chunk
    }
    child.stdout.setEncoding("utf8").on("data", collect)
    child.stderr.setEncoding("utf8").on("data", collect)
    child.on("error", (error) => collect(`${error.message}\n`))
    child.on("close", (exitCode) => {
      const seconds = (performance.now() - startedAt) / 1000
      resolve({ name, seconds, ok: exitCode === 0, output })
    })
  })
}
