/** `npm run build`: JavaScript and types into dist/, because Node refuses .ts in node_modules. */
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, rmSync } from "node:fs"
import path from "node:path"
import { programPath, root } from "./programs.ts"

/** What `npm run build:dashboard` made stays. */
const dist = path.join(root, "dist")
for (const name of existsSync(dist) ? readdirSync(dist) : []) {
  if (name !== "dashboard") rmSync(path.join(dist, name), { recursive: true, force: true })
}
const { status } = spawnSync(
  process.execPath,
  [programPath("typescript", "tsc"), "-p", "tsconfig.build.json"],
  { cwd: root, stdio: "inherit" },
)
process.exitCode = status ?? 1
