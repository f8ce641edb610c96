/** `npm run build`: JavaScript and types into dist/, because Node refuses .ts in node_modules. */
import { spawnSync } from "node:child_process"
import { rmSync } from "node:fs"
import path from "node:path"
import { programPath, root } from "./programs.ts"

rmSync(path.join(root, "dist"), { recursive: true, force: true })
const { status } = spawnSync(
  process.execPath,
  [programPath("typescript", "tsc"), "-p", "tsconfig.build.json"],
  { cwd: root, stdio: "inherit" },
)
process.exitCode = status ?? 1
