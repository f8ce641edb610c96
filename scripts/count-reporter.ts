import { writeFileSync } from "node:fs"
import type { Reporter, SerializedError, TestModule } from "vitest/node"

/** Writes how many tests passed, failed and were skipped into the file PAIDOUT_TEST_COUNTS names. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 }
    for (const testModule of modules) {
      // A file or a hook that throws fails no test of its own; the file counts as one failure.
      let failedTests = 0
      for (const { state } of [...testModule.children.allTests()].map((test) => test.result())) {
        if (state === "passed") counts.passed += 1
        else if (state === "skipped") counts.skipped += 1
        else failedTests += 1
      }
      counts.failed += failedTests
      if (failedTests === 0 && !testModule.ok()) counts.failed += 1
    }
    const file = process.env["PAIDOUT_TEST_COUNTS"]
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts))
  }
}
