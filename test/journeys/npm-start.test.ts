import { spawn } from "node:child_process"
import { once } from "node:events"
import path from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { expectNoServer, killServers } from "../support/embedded-process.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const root = path.join(import.meta.dirname, "../..")

test("a SIGTERM to `npm start` reaches the hub, which stops its server and ends with 0", async () => {
  const dataDir = temporaryFolder()
  onTestFinished(() => killServers(dataDir))
  const npm = spawn("npm", ["start"], {
    cwd: root,
    env: { ...process.env, PORT: "0", DATA_DIR: dataDir, DATABASE_URL: "", LOG_LEVEL: "warn" },
    stdio: ["ignore", "pipe", "inherit"],
  })
  onTestFinished(() => void npm.kill("SIGKILL"))
  const exited = once(npm, "exit")
  let output = ""
  await new Promise<void>((resolve) => {
    npm.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text
      if (output.includes("Stop it")) resolve()
    })
    npm.once("exit", () => resolve())
  })
  expect(output).toContain("is ready")
  npm.kill("SIGTERM")
  expect(await exited).toEqual([0, null])
  await expectNoServer(dataDir)
})
