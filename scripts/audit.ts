/**
 * `node scripts/audit.ts`: known vulnerabilities and signatures of what is installed with the hub,
 * where the registry answers that. Without an answer it says so and is no failure: a registry that
 * is down must not stop a release. Ends with 1 on
 * a vulnerability that is high or critical, and on a signature that is wrong.
 */
import { spawnSync } from "node:child_process"
import { root } from "./programs.ts"

interface Report {
  readonly vulnerabilities?: Readonly<Record<string, Vulnerability>>
  readonly error?: { readonly summary?: string; readonly code?: string }
  readonly message?: string
}

interface Vulnerability {
  readonly name: string
  readonly severity: string
  readonly range: string
  readonly fixAvailable: boolean | { readonly name: string; readonly version: string }
  readonly via: readonly (string | { readonly title?: string; readonly url?: string })[]
}

const FAILING = ["high", "critical"]
const timeoutMs = 60_000

const vulnerable = auditVulnerabilities()
const forged = auditSignatures()
process.exitCode = vulnerable || forged ? 1 : 0

/** True: something must be done. */
function auditVulnerabilities(): boolean {
  const { text, why } = npm(["audit", "--omit=dev", "--json"])
  const report = parse(text)
  if (report?.vulnerabilities === undefined) {
    console.log(`audit: skipped: the registry answers no audit (${reasonOf(report) ?? why})`)
    return false
  }
  const found = Object.values(report.vulnerabilities)
  for (const each of found) console.log(lineOf(each))
  const failing = found.filter(({ severity }) => FAILING.includes(severity))
  console.log(
    failing.length === 0
      ? `audit: ${found.length} known vulnerabilities, none of them high or critical`
      : `audit: ${failing.length} of ${found.length} known vulnerabilities are high or critical. ` +
          "Update what is named (npm update <name>), or replace it; then run the tests.",
  )
  return failing.length > 0
}

/** True: something is installed that the registry did not sign so. One that signs nothing is none. */
function auditSignatures(): boolean {
  const { text, status } = npm(["audit", "signatures"])
  const [line = ""] = text.split("\n").filter((each) => /verified|invalid|missing/.test(each))
  if (/invalid|missing/.test(line)) {
    console.log(`audit: signatures: ${line}. Remove node_modules, and install from the registry.`)
    return true
  }
  const skipped = "skipped: the registry signs nothing, or does not answer"
  console.log(`audit: signatures: ${status === 0 && line !== "" ? line : skipped}`)
  return false
}

function npm(words: readonly string[]): {
  readonly text: string
  readonly status: number | null
  readonly why: string
} {
  const done = spawnSync("npm", words, { cwd: root, encoding: "utf8", timeout: timeoutMs })
  const [why = "no answer"] = `${done.error?.message ?? ""}${done.stderr}`
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("npm warn"))
  return {
    text: done.stdout,
    status: done.status,
    why: done.error === undefined ? why : "no answer in time",
  }
}

function parse(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report
  } catch {
    return undefined
  }
}

function reasonOf(report: Report | undefined): string | undefined {
  const { error, message } = report ?? {}
  return [error?.summary, error?.code, message].find((each) => each !== undefined && each !== "")
}

function lineOf({ name, severity, range, fixAvailable, via }: Vulnerability): string {
  const [first] = via.filter((each) => typeof each === "object")
  const mended =
    typeof fixAvailable === "object" ? `${fixAvailable.name} ${fixAvailable.version}` : ""
  return [
    `${severity.padEnd(8)} ${name} ${range}`,
    first?.title,
    first?.url,
    mended === ""
      ? fixAvailable === true
        ? "mended by npm update"
        : "no mended version yet"
      : `mended by ${mended}`,
  ]
    .filter((part) => part !== undefined && part !== "")
    .join(" · ")
}
