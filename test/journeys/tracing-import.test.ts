import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"

import { startHubProcess, type StartedHub } from "../support/started-hub.ts"

let folder: string
let spansFile: string
let hub: StartedHub

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "paidout-import-"))
  spansFile = path.join(folder, "spans")
  const preload = path.join(folder, "tracing.mjs")
  const sdk = import.meta.resolve("@opentelemetry/sdk-trace-node")
  // As docs/observability.md says it, with a file in the place of a collector.
  writeFileSync(spansFile, "")
  writeFileSync(
    preload,
    `import { appendFileSync } from "node:fs"
     import { NodeTracerProvider, SimpleSpanProcessor } from ${JSON.stringify(sdk)}
     const exporter = {
       export(spans, done) {
         for (const span of spans) {
           appendFileSync(${JSON.stringify(spansFile)}, span.name + " " + span.spanContext().traceId + "\\n")
         }
         done({ code: 0 })
       },
       shutdown: () => Promise.resolve(),
     }
     new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register()`,
  )
  hub = await startHubProcess(undefined, { NODE_OPTIONS: `--import ${preload}` })
})
afterAll(async () => {
  await hub.remove()
  rmSync(folder, { recursive: true, force: true })
})

test("an SDK that a user loads before the hub gets its spans", async () => {
  const secret = "callback_token=a-token-of-this-test"
  await hub.paidout("source", "add", "xendit", "--secret", secret)
  await hub.paidout("trigger", "xendit", "payout.succeeded", "--secret", secret)
  const spans = () => readFileSync(spansFile, "utf8").trim().split("\n")
  await expect
    .poll(() => spans().map((line) => line.replace(/ \w+$/, "")))
    .toEqual(["POST /in/{source_id}", "settle"])
  expect(new Set(spans().map((line) => line.split(" ").at(-1))).size).toBe(1)
})
