/** `npm run build:dashboard`, also after every `npm ci`: what the hub serves at `/`. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import { root } from "./programs.ts"

const folder = path.join(root, "dist", "dashboard")
const compressible = /\.(js|css|svg)$/

if (isInstalled("vite")) {
  // Whoever calls it, a test for one: React's other build is half as large again.
  process.env["NODE_ENV"] = "production"
  const { build } = await import("vite")
  await build({ configFile: path.join(root, "dashboard", "vite.config.ts"), logLevel: "warn" })
  compressFiles()
} else {
  console.log("dashboard: not built, because the development dependencies are not installed.")
}

function isInstalled(packageName: string): boolean {
  try {
    createRequire(import.meta.url).resolve(packageName)
    return true
  } catch {
    return false
  }
}

/** Compressed once, here, so that the hub only sends bytes. */
function compressFiles(): void {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  for (const name of files.filter((file) => compressible.test(file))) {
    const file = path.join(folder, name)
    const bytes = readFileSync(file)
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 9 }
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: quality }))
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  }
}
