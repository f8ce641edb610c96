import { AggregatorRegistry, type MetricObjectWithValues, type Registry } from "prom-client"

/** What one process has counted so far, as it travels between processes. */
export type MetricsSnapshot = readonly MetricObjectWithValues<never>[]

/** Of gauges that are read from the database: every process would tell the same. */
export const OF_THE_DATABASE = "omit"

interface Metric {
  readonly name: string
  readonly aggregator?: string
  get(): Promise<MetricObjectWithValues<never>>
}

/** What this process alone knows; the database is not asked. */
export async function takeSnapshot(registry: Registry): Promise<MetricsSnapshot> {
  return Promise.all(
    metricsOf(registry)
      .filter(({ aggregator }) => aggregator !== OF_THE_DATABASE)
      .map((metric) => metric.get()),
  )
}

/** One `/metrics` of several processes: their sum, and the database's gauges from `registry`. */
export async function totalText(
  registry: Registry,
  snapshots: readonly MetricsSnapshot[],
): Promise<string> {
  const ofDatabase = metricsOf(registry).filter(({ aggregator }) => aggregator === OF_THE_DATABASE)
  const texts = await Promise.all([
    AggregatorRegistry.aggregate(snapshots as unknown as object[]).metrics(),
    ...ofDatabase.map(({ name }) => registry.getSingleMetricAsString(name)),
  ])
  return `${texts.map((text) => text.trimEnd()).join("\n\n")}\n`
}

/** What is left of processes that ended: a total that fell would look like a new beginning. */
export async function addUp(snapshots: readonly MetricsSnapshot[]): Promise<MetricsSnapshot> {
  const lasting = snapshots.map((snapshot) =>
    snapshot.filter(({ type }) => ["counter", "histogram"].includes(String(type))),
  )
  const total = AggregatorRegistry.aggregate(lasting)
  return (await total.getMetricsAsJSON()) as unknown as MetricsSnapshot
}

/** prom-client's types leave out what its metrics keep of their options. */
function metricsOf(registry: Registry): readonly Metric[] {
  return registry.getMetricsAsArray() as unknown as readonly Metric[]
}
