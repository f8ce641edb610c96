import { setTimeout } from "node:timers/promises"
import { describe, expect, test } from "vitest"

import { createNameResolver, type NameResolverLimits, type ResolveName } from "./name-resolver.ts"

const limits: Partial<NameResolverLimits> = {
  lookupsMax: 2,
  freshMs: 200,
  lateMs: 40,
  staleMs: 2_000,
  timeoutMs: 250,
}

/** The system's resolver of a test: what it was asked, and how many questions are open. */
function createSystem(answer: (host: string, count: number) => Promise<string> | string) {
  const asked: string[] = []
  let open = 0
  const lookup: ResolveName = async (host) => {
    asked.push(host)
    open += 1
    try {
      const address = await answer(host, asked.filter((each) => each === host).length)
      return [{ address, family: 4 }]
    } finally {
      open -= 1
    }
  }
  return {
    asked,
    lookup,
    get open() {
      return open
    },
  }
}

const failure = (code: string) => Object.assign(new Error(code), { code })
const never = () => new Promise<string>(() => {})

async function addressOf(resolve: ResolveName, host: string): Promise<string | undefined> {
  return (await resolve(host))[0]?.address
}

describe("a name", () => {
  test("is asked for once, however many connections are made to it at that moment", async () => {
    const system = createSystem(() => setTimeout(20, "10.0.0.1"))
    const resolve = createNameResolver({ lookup: system.lookup, limits })
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => addressOf(resolve, "a.test")),
    )
    expect(new Set(answers)).toEqual(new Set(["10.0.0.1"]))
    expect(system.asked).toEqual(["a.test"])
  })

  test("is asked for again when its answer is no longer fresh", async () => {
    const system = createSystem((_, count) => `10.0.0.${count}`)
    const resolve = createNameResolver({ lookup: system.lookup, limits })
    expect(await addressOf(resolve, "a.test")).toBe("10.0.0.1")
    expect(await addressOf(resolve, "a.test")).toBe("10.0.0.1")
    await setTimeout(250)
    expect(await addressOf(resolve, "a.test")).toBe("10.0.0.2")
  })

  test("that does not exist is an error each time, and never an older answer", async () => {
    const system = createSystem((_, count) => {
      if (count > 1) throw failure("ENOTFOUND")
      return "10.0.0.1"
    })
    const resolve = createNameResolver({ lookup: system.lookup, limits })
    await resolve("a.test")
    await setTimeout(250)
    await expect(resolve("a.test")).rejects.toMatchObject({ code: "ENOTFOUND" })
    await expect(resolve("a.test")).rejects.toMatchObject({ code: "ENOTFOUND" })
    expect(system.asked).toHaveLength(3)
  })

  test("whose resolver hangs is given up in time", async () => {
    const resolve = createNameResolver({ lookup: createSystem(never).lookup, limits })
    const begun = performance.now()
    await expect(resolve("a.test")).rejects.toMatchObject({ code: "ETIMEOUT" })
    expect(performance.now() - begun).toBeLessThan(2_000)
  })

  test.each<[string, () => Promise<string>]>([
    ["hangs", never],
    ["is in trouble", () => Promise.reject(failure("EAI_AGAIN"))],
  ])("known a while ago still resolves while its resolver %s", async (_, trouble) => {
    const system = createSystem((_host, count) => (count === 1 ? "10.0.0.1" : trouble()))
    const resolve = createNameResolver({ lookup: system.lookup, limits })
    await resolve("a.test")
    await setTimeout(250)
    expect(await addressOf(resolve, "a.test")).toBe("10.0.0.1")
    expect(system.asked).toHaveLength(2)
  })

  test("known too long ago does not", async () => {
    const system = createSystem((_, count) => (count === 1 ? "10.0.0.1" : never()))
    const resolve = createNameResolver({
      lookup: system.lookup,
      limits: { ...limits, staleMs: 210 },
    })
    await resolve("a.test")
    await setTimeout(250)
    await expect(resolve("a.test")).rejects.toMatchObject({ code: "ETIMEOUT" })
  })
})

describe("names that hang", () => {
  test("never take more lookups than the system does at once", async () => {
    const system = createSystem(never)
    const resolve = createNameResolver({ lookup: system.lookup, limits })
    await Promise.allSettled(Array.from({ length: 20 }, (_, index) => resolve(`${index}.test`)))
    expect(system.asked).toHaveLength(2)
  })

  test("leave a place to the others once they are known to hang", async () => {
    const system = createSystem((host) => {
      if (host.startsWith("slow")) return setTimeout(500, "10.0.0.9")
      return "10.0.0.1"
    })
    const resolve = createNameResolver({ lookup: system.lookup, limits: { ...limits, freshMs: 0 } })
    const slow = ["slow-1.test", "slow-2.test", "slow-3.test", "slow-4.test"]
    const askSlow = () => Promise.allSettled(slow.map((host) => resolve(host)))
    while (new Set(system.asked).size < slow.length) await askSlow()
    await setTimeout(600)

    const all = askSlow()
    await setTimeout(10)
    const begun = performance.now()
    expect(await addressOf(resolve, "quick.test")).toBe("10.0.0.1")
    expect(performance.now() - begun).toBeLessThan(200)
    expect(system.open).toBe(1)
    await all
  })

  test("that nobody waits for any more are not asked for", async () => {
    const system = createSystem((host) =>
      host.startsWith("hang") ? setTimeout(400, "") : "10.0.0.1",
    )
    const resolve = createNameResolver({ lookup: system.lookup, limits })
    await Promise.allSettled(
      ["hang-1.test", "hang-2.test", "late.test"].map((host) => resolve(host)),
    )
    await setTimeout(300)
    expect(system.asked).toEqual(["hang-1.test", "hang-2.test"])
    expect(await addressOf(resolve, "late.test")).toBe("10.0.0.1")
  })
})

test("names without end are forgotten, those in use last", async () => {
  const system = createSystem(() => "10.0.0.1")
  const resolve = createNameResolver({
    lookup: system.lookup,
    limits: { ...limits, freshMs: 60_000, namesMax: 3 },
  })
  for (const host of ["used.test", "1.test", "2.test", "used.test", "3.test", "4.test"]) {
    await resolve(host)
  }
  await resolve("used.test")
  await resolve("1.test")
  expect(system.asked.filter((host) => host === "used.test")).toHaveLength(1)
  expect(system.asked.filter((host) => host === "1.test")).toHaveLength(2)
})

test("this machine's own name is really resolved", async () => {
  const resolve = createNameResolver()
  expect(["127.0.0.1", "::1"]).toContain(await addressOf(resolve, "localhost"))
  await expect(resolve("nowhere.invalid")).rejects.toMatchObject({
    code: expect.stringMatching(/^(ENOTFOUND|EAI_)/) as string,
  })
})
