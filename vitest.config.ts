import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

const timeouts = {
  pool: "forks",
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // A poll may start a process each time, on a machine that is busy.
  expect: { poll: { timeout: 15_000 } },
} as const

/** `rules` needs no database and takes seconds; `hub` brings its own PostgreSQL. */
export default defineConfig({
  test: {
    // Most tests wait for something: one worker more than there are cores keeps them all busy.
    maxWorkers: availableParallelism() + 1,
    projects: [
      { test: { ...timeouts, name: "rules", include: ["test/rules/**/*.test.ts"] } },
      {
        test: {
          ...timeouts,
          name: "hub",
          include: ["src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: ["test/rules/**"],
          globalSetup: ["test/support/global-setup.ts"],
        },
      },
    ],
  },
})
