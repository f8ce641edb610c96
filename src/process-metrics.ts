import { performance } from "node:perf_hooks"
import { Counter, Gauge, type Aggregator, type Registry } from "prom-client"

/**
 * What every Prometheus client tells of its process, by the usual names. Measured when it is
 * scraped: prom-client's own set keeps timers running in between.
 */
export function watchProcess(registry: Registry, version: string): void {
  /** `aggregator`: what it is of several processes. */
  const gauge = (
    [name, help]: readonly [string, string],
    aggregator: Aggregator,
    read: () => number,
  ) =>
    new Gauge({
      name,
      help,
      aggregator,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  new Gauge({
    name: "paidout_info",
    help: "Always 1; the version is its label.",
    labelNames: ["version"],
    aggregator: "first",
    registers: [registry],
  }).set({ version }, 1)
  let countedSeconds = 0
  new Counter({
    name: "process_cpu_seconds_total",
    help: "Processor time of this process.",
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage()
      const seconds = (user + system) / 1e6
      this.inc(seconds - countedSeconds)
      countedSeconds = seconds
    },
  })
  const startedAtSeconds = performance.timeOrigin / 1_000
  gauge(
    ["process_start_time_seconds", "When it started, since 1970."],
    "min",
    () => startedAtSeconds,
  )
  gauge(["process_resident_memory_bytes", "Resident memory."], "sum", () =>
    process.memoryUsage.rss(),
  )
  gauge(
    ["nodejs_heap_size_used_bytes", "Heap in use."],
    "sum",
    () => process.memoryUsage().heapUsed,
  )
  gauge(
    ["nodejs_external_memory_bytes", "Memory outside the heap: buffers above all."],
    "sum",
    () => process.memoryUsage().external,
  )
  let last = performance.eventLoopUtilization()
  gauge(
    [
      "nodejs_eventloop_utilization",
      "Share of the time since the last scrape in which the thread was busy, 0 to 1.",
    ],
    "max",
    () => {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, last)
      last = now
      return utilization
    },
  )
}
