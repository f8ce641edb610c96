import { writeFileSync } from "node:fs"
import type { Reporter, SerializedError, TestModule } from "vitest/node"

/** Writes how many tests passed, failed and were skipped into the file PAIDOUT_TEST_COUNTS names. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 }
    for (const testModule of modules) {
      let failed = failuresBesideTests(testModule)
      for (const test of testModule.children.allTests()) {
        const { state } = test.result()
        if (state === "passed") counts.passed += 1
        else if (state === "skipped") counts.skipped += 1
        else failed += 1
      }
      counts.failed += failed === 0 && !testModule.ok() ? 1 : failed
    }
    const file = process.env["PAIDOUT_TEST_COUNTS"]
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts))
  }
}

/** A file that cannot be loaded or a hook that throws fails no test of its own: each counts as one. */
function failuresBesideTests(testModule: TestModule): number {
  const groups = [testModule, ...testModule.children.allSuites()]
  return groups.filter((group) => group.errors().length > 0).length
}
