import { createMetrics } from "../../src/metrics.ts"

export interface DeclaredMetric {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly labels: readonly string[]
}

/** What `/metrics` of any hub has, in the order of the names. */
export function declaredMetrics(): readonly DeclaredMetric[] {
  const metrics = createMetrics()
  metrics.watchQueues(() => Promise.reject(new Error("not asked")))
  return metrics.registry
    .getMetricsAsArray()
    .map((metric) => {
      // prom-client's types leave out what its metrics keep of their options.
      const { name, help, labelNames = [] } = metric as typeof metric & { labelNames?: string[] }
      const type = metric.constructor.name.toLowerCase()
      return { name, type, help, labels: labelNames.toSorted() }
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
