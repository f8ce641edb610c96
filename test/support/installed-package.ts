import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { promisify } from "node:util"

const root = path.join(import.meta.dirname, "../..")
const run = promisify(execFile)

export interface InstalledPackage {
  /** A project of its own, with nothing but the package. */
  readonly folder: string
  /** Runs a program there; rejects with its output when it fails. */
  run(program: string, words: readonly string[]): Promise<{ stdout: string; stderr: string }>
  write(name: string, text: string): void
  remove(): void
}

/** Packs this checkout as npm would publish it and installs the tarball in an empty folder. */
export async function installPackage(): Promise<InstalledPackage> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "paidout-package-"))
  const options = { cwd: folder, env: environment(), maxBuffer: 16 * 1024 * 1024 }
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text)
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const packed = await run("npm", ["pack", "--json", "--pack-destination", folder], {
      ...options,
      cwd: root,
    })
    write("package.json", '{"name": "consumer", "private": true, "type": "module"}')
    const tarball = /"filename":\s*"([^"]+)"/.exec(packed.stdout)?.[1] ?? "no-tarball"
    await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball], options)
  } catch (error) {
    remove()
    throw new Error(`${String(error)}\n${(error as { stdout?: string }).stdout}`, { cause: error })
  }
  return {
    folder,
    write,
    remove,
    run: (program, words) => run(program, words, options),
  }
}

/** Ours without what `npm test` adds: neither this checkout's programs nor its Node may help. */
function environment(): NodeJS.ProcessEnv {
  const added =
    /^(npm_(package|lifecycle|command|execpath|node_execpath|config_local_prefix)|INIT_CWD|NODE_ENV|NODE_OPTIONS|VITEST)/
  const kept = Object.entries(process.env).filter(([name]) => !added.test(name))
  const searched = (process.env["PATH"] ?? "").split(path.delimiter)
  return {
    ...Object.fromEntries(kept),
    PATH: searched.filter((entry) => !entry.startsWith(root)).join(path.delimiter),
  }
}
