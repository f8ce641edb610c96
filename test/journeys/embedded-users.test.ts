import { spawnSync } from "node:child_process"
import { chmodSync, chownSync, mkdirSync, rmSync, statSync } from "node:fs"
import path from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"
import { addMissingLinks } from "../../src/postgres/embedded/library-links.ts"
import { locateBinaries } from "../../src/postgres/embedded/binaries.ts"
import { copyBinaries } from "../../src/postgres/embedded/copy-binaries.ts"
import { giveCluster } from "../../src/postgres/embedded/give-cluster.ts"
import { startEmbeddedServer } from "../../src/postgres/embedded/start.ts"
import { clusterFolder } from "../support/cluster-folder.ts"
import { embeddedChildScript, expectNoServer, spawnEmbedded } from "../support/embedded-process.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const isRoot = process.getuid?.() === 0
const nobody = { uid: 65_534, gid: 65_534 }
const nobodyReadsCheckout =
  isRoot &&
  spawnSync(process.execPath, ["--check", embeddedChildScript], { ...nobody, cwd: "/" }).status ===
    0

describe.skipIf(!isRoot)("as root", () => {
  test("the server runs as another user in a folder which that user cannot reach", async () => {
    const home = temporaryFolder()
    chmodSync(home, 0o700)
    const dataDir = path.join(home, "checkout", ".paidout")
    for (let start = 0; start < 2; start += 1) {
      const server = await startEmbeddedServer({ dataDir, settings: { fsync: "off" } })
      onTestFinished(() => server.stop())
      await server.stop()
    }
    expect(statSync(path.join(dataDir, "postgres")).uid).not.toBe(0)
    const untouched = [home, path.dirname(dataDir), dataDir].map((folder) => statSync(folder))
    expect(untouched.map((status) => status.uid)).toEqual([0, 0, 0])
    expect(untouched[0]?.mode).toBe(0o40700)
    await expectNoServer(dataDir)
  })

  test("a cluster that came back from a backup as root's is given to the server's user", async () => {
    const dataDir = await clusterFolder()
    const first = await startEmbeddedServer({ dataDir, settings: { fsync: "off" } })
    await first.stop()
    giveCluster(path.join(dataDir, "postgres"), { uid: 0, gid: 0 })
    const second = await startEmbeddedServer({ dataDir, settings: { fsync: "off" } })
    await second.stop()
    expect(statSync(path.join(dataDir, "postgres/base")).uid).not.toBe(0)
  })

  test("a socket folder that somebody else made is not used", async () => {
    const dataDir = await clusterFolder()
    const server = await startEmbeddedServer({ dataDir })
    await server.stop()
    const socketFolder = server.connection.host
    mkdirSync(socketFolder)
    onTestFinished(() => rmSync(socketFolder, { recursive: true }))
    chownSync(socketFolder, 12_345, 12_345)
    await expect(startEmbeddedServer({ dataDir })).rejects.toEqual(
      expect.objectContaining({ code: "embedded_unavailable" }),
    )
    expect(statSync(socketFolder).uid).toBe(12_345)
  })
})

const newPidSpace = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
const canUnshare = isRoot && spawnSync("unshare", [...newPidSpace.slice(1), "true"]).status === 0

describe.skipIf(!canUnshare)("a hub in another container", () => {
  test("keeps the folder while it runs, and no longer", async () => {
    const dataDir = temporaryFolder()
    const contained = spawnEmbedded(dataDir, { within: newPidSpace })
    onTestFinished(() => contained.kill("SIGKILL"))
    expect((await contained.started).connection?.database).toBe("paidout")
    const refused = spawnEmbedded(dataDir)
    expect((await refused.started).code).toBe("data_dir_in_use")

    await contained.kill("SIGKILL")
    const next = spawnEmbedded(dataDir)
    expect((await next.started).connection?.database).toBe("paidout")
    await next.kill("SIGTERM")
    await expectNoServer(dataDir)
  })
})

describe.skipIf(!nobodyReadsCheckout)("as an ordinary user", () => {
  test("the server runs as that user", async () => {
    const folder = temporaryFolder()
    chownSync(folder, nobody.uid, nobody.gid)
    const hub = spawnEmbedded(folder, nobody)
    onTestFinished(() => hub.kill("SIGTERM"))
    expect((await hub.started).connection?.database).toBe("paidout")
    expect(statSync(path.join(folder, "postgres")).uid).toBe(nobody.uid)
    await hub.kill("SIGTERM")
    await expectNoServer(folder)
  })

  test("somebody else's cluster is refused with what to do", async () => {
    const folder = temporaryFolder()
    mkdirSync(path.join(folder, "postgres"))
    chownSync(folder, nobody.uid, nobody.gid)
    const refusal = await spawnEmbedded(folder, nobody).started
    expect(refusal.code).toBe("data_dir_foreign")
    expect(refusal.message).toContain("chown -R")
  })
})

describe("the programs", () => {
  test("run from a copy, with the library links that npm left out", async () => {
    const target = path.join(temporaryFolder(), "copy")
    const { postgres, major } = await locateBinaries(undefined)
    const native = path.resolve(path.dirname(postgres), "..")
    await copyBinaries(native, target, { works: () => false })
    const program = path.join(target, "bin/postgres")
    const answer = spawnSync(program, ["--version"], { encoding: "utf8" })
    expect(answer.stdout).toContain(`(PostgreSQL) ${major}.`)

    rmSync(path.join(target, "lib/libicuuc.so.60"))
    expect(spawnSync(program, ["--version"]).status).not.toBe(0)
    addMissingLinks(native, target)
    expect(spawnSync(program, ["--version"]).status).toBe(0)
  })

  test("are copied anew over a copy that lost a file, and never over somebody else's", async () => {
    const target = path.join(temporaryFolder(), "copy")
    const { postgres } = await locateBinaries(undefined)
    const native = path.resolve(path.dirname(postgres), "..")
    mkdirSync(path.join(target, "bin"), { recursive: true })
    await copyBinaries(native, target, { works: () => false })
    expect(statSync(path.join(target, "bin/postgres")).isFile()).toBe(true)
    chmodSync(target, 0o777)
    await expect(copyBinaries(native, target, { works: () => true })).rejects.toThrow("only this")
  })
})
