import { setTimeout as sleep } from "node:timers/promises"
import type { DatabaseProxy } from "../../support/database-proxy.ts"
import type { DatabaseServer } from "./database-server.ts"
import type { Disruption, DisruptionKind } from "./disruptions.ts"
import type { HubProcess } from "./hub-process.ts"
import { signalProcess } from "./signal-process.ts"

export interface Stage {
  readonly hubs: readonly HubProcess[]
  readonly database: DatabaseServer
  /** The last hub's way to the database. */
  readonly proxy: DatabaseProxy
}

/** Does what the plan says, each at its moment, and everything is up again afterwards. */
export interface Disrupter {
  /** So many of all webhooks were acknowledged: what is due by now begins. */
  progress(share: number): void
  /** Resolves when the last one that began is over. What did not begin never does. */
  over(): Promise<void>
  readonly counts: Readonly<Partial<Record<DisruptionKind, number>>>
  /** How many processes that deliver were killed, or taken for dead. */
  readonly hubsLost: number
  readonly hasShiftedClocks: boolean
}

export function createDisrupter(stage: Stage, plan: readonly Disruption[]): Disrupter {
  const counts: Partial<Record<DisruptionKind, number>> = {}
  const busyHubs = new Set<number>()
  const underWay = new Set<Promise<void>>()
  let next = 0
  let hubsLost = 0
  let hasShiftedClocks = false
  // One thing after another happens to the database, as far as it is one thing.
  let database: Promise<void> = Promise.resolve()

  function begin(disruption: Disruption): void {
    counts[disruption.kind] = (counts[disruption.kind] ?? 0) + 1
    const work = disrupt(disruption).catch(() => {
      // The database was away already.
    })
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }

  async function withHub(index: number, work: (hub: HubProcess) => Promise<void>): Promise<void> {
    const hub = stage.hubs[index]
    if (hub === undefined || busyHubs.has(index)) return
    busyHubs.add(index)
    hubsLost += Math.max(1, hub.processes().length - 1)
    await work(hub).finally(() => busyHubs.delete(index))
  }

  function toDatabase(work: () => Promise<void>): Promise<void> {
    database = database.then(work).catch(() => {})
    return database
  }

  async function disrupt({ kind, hub, process, lastsMs, clockMs }: Disruption): Promise<void> {
    switch (kind) {
      case "hub-kill":
        return withHub(hub, (each) => restart(each, "kill", { lastsMs }))
      case "all-hubs-kill":
        await Promise.all(
          stage.hubs.map((_, at) => withHub(at, (each) => restart(each, "kill", { lastsMs }))),
        )
        return
      case "hub-restart":
        return withHub(hub, (each) => restart(each, "end", { lastsMs }))
      case "hub-clock":
        return withHub(hub, (each) => {
          hasShiftedClocks = true
          return restart(each, "kill", { lastsMs, clockMs })
        })
      case "worker-kill":
        return withHub(hub, async (each) => {
          signalProcess(each.processes()[Math.max(1, process)], "SIGKILL")
        })
      case "hub-stand-still":
        return withHub(hub, async (each) => {
          const pid = each.processes()[process]
          signalProcess(pid, "SIGSTOP")
          await sleep(lastsMs)
          signalProcess(pid, "SIGCONT")
        })
      case "postmaster-kill":
        return toDatabase(() => stage.database.killPostmaster(lastsMs))
      case "backend-kill":
        return toDatabase(() => stage.database.killBackend())
      case "backends-terminate":
        return toDatabase(() => stage.database.terminateBackends())
      case "network-swallow":
        hubsLost += Math.max(1, (stage.hubs.at(-1)?.processes().length ?? 0) - 1)
        stage.proxy.swallow()
        await sleep(lastsMs)
        stage.proxy.mend()
        return
      case "clock-ahead":
        return toDatabase(() => moveClock(stage.database, clockMs))
      default:
        return kind satisfies never
    }
  }

  return {
    counts,
    get hubsLost() {
      return hubsLost
    },
    get hasShiftedClocks() {
      return hasShiftedClocks
    },
    progress(share) {
      for (let due = plan[next]; due !== undefined && due.atShare <= share; due = plan[next]) {
        next += 1
        begin(due)
      }
    },
    async over() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

async function restart(
  hub: HubProcess,
  how: "kill" | "end",
  { lastsMs, clockMs = 0 }: { readonly lastsMs: number; readonly clockMs?: number },
): Promise<void> {
  await hub[how]()
  await sleep(lastsMs)
  hub.start(clockMs)
}

/** The database's own clock, by which all times of Paidout go. */
export async function moveClock(
  { pool }: Pick<DatabaseServer, "pool">,
  byMs: number,
): Promise<void> {
  await pool.query("update clock set ahead = ahead + $1 * interval '1 millisecond'", [byMs])
}
