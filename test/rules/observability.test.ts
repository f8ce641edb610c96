import { describe, expect, test } from "vitest"

import { ATTEMPT_CAUSES } from "../../src/delivery/attempt-cause.ts"
import { declaredMetrics } from "../support/declared-metrics.ts"
import { textOf } from "./sources.ts"

const metrics = declaredMetrics()
const names = new Set(metrics.map(({ name }) => name))
/** Read from the database that all hubs share. */
const DATABASE_GAUGES = /^paidout_(unsettled|due|endpoints|parked_messages|attention_open)/

describe("what is written down about the metrics", () => {
  const table = [
    ...textOf("docs/observability.md").matchAll(
      /^\| `(\w+)` +\| (counter|gauge|histogram) +\| (.*?) +\| (.*?) +\|$/gm,
    ),
  ].map(([, name = "", type = "", labels = "", help = ""]) => ({
    ...{ name, type, help },
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = ""]) => label).toSorted(),
  }))

  test("is each that a hub has, and no other, in its own words", () => {
    expect(table.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(metrics)
  })

  test("names every cause of a failed attempt, and no other", () => {
    const causes = textOf("docs/observability.md").split("otherwise one of:")[1]?.split("###")[0]
    const written = [...(causes ?? "").matchAll(/^\| `(\w+)`/gm)].map(([, cause = ""]) => cause)
    expect(written.toSorted()).toEqual(ATTEMPT_CAUSES.toSorted())
  })
})

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: {
    readonly h: number
    readonly w: number
    readonly x: number
    readonly y: number
  }
  readonly datasource?: unknown
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[]
}

const dashboard = JSON.parse(textOf("deploy/grafana-dashboard.json")) as {
  readonly schemaVersion: number
  readonly title: string
  readonly uid: string
  readonly id: null
  readonly panels: readonly Panel[]
  readonly templating: {
    readonly list: readonly {
      readonly name: string
      readonly type: string
      readonly query: unknown
    }[]
  }
}
const alerts = textOf("deploy/prometheus-alerts.yaml")
const rules = alerts
  .split(/^ +- alert: /m)
  .slice(1)
  .map((rule) => ({
    name: rule.split("\n")[0] ?? "",
    expr: /^ +expr: (.+)$/m.exec(rule)?.[1] ?? "",
    severity: /^ +severity: (.+)$/m.exec(rule)?.[1],
    summary: /^ +summary: (.+)$/m.exec(rule)?.[1],
    description: /^ +description: (.+)$/m.exec(rule)?.[1],
  }))
const panelExpressions = dashboard.panels.flatMap(({ targets }) =>
  (targets ?? []).map(({ expr }) => expr),
)
const variableQueries = dashboard.templating.list.map(({ query }) => JSON.stringify(query))

describe("the dashboard and the alerts", () => {
  const named = (expressions: readonly string[]) =>
    new Set(
      expressions.flatMap((expression) =>
        [...expression.matchAll(/\b(?:paidout|process|nodejs)_[a-z_]+/g)].map(([name]) =>
          name.replace(/_(bucket|sum|count)$/, ""),
        ),
      ),
    )

  test("name only metrics that a hub has", () => {
    const unknown = named([...panelExpressions, ...variableQueries, alerts]).difference(names)
    expect([...unknown]).toEqual([])
  })

  test("show every metric that it has", () => {
    expect([...names.difference(named(panelExpressions))]).toEqual([])
  })

  test("select and group by labels that the metrics have", () => {
    const labels = new Set(metrics.flatMap((metric) => metric.labels))
    const known = labels.union(new Set(["job", "instance", "le"]))
    const expressions = [...panelExpressions, ...rules.map(({ expr }) => expr)]
    const used = expressions.flatMap((expression) => [
      ...[...expression.matchAll(/(\w+) ?(?:=~|!=|=)"/g)].map(([, label = ""]) => label),
      ...[...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = ""]) =>
        list.split(/, */),
      ),
    ])
    expect(used.length).toBeGreaterThan(50)
    expect([...new Set(used).difference(known)]).toEqual([])
  })

  test("take gauges that all hubs read from one database with max", () => {
    const wrong = [...panelExpressions, ...rules.map(({ expr }) => expr)].filter((expression) =>
      [...expression.matchAll(/(\S*?)\(?(paidout_\w+)\{/g)].some(
        ([, , name = ""]) =>
          DATABASE_GAUGES.test(name) &&
          !new RegExp(`\\bmax[^(]*(\\([^)]*\\))? ?\\(${name}`).test(expression),
      ),
    )
    expect(wrong).toEqual([])
  })

  test("have brackets that close, and rates over counters only", () => {
    for (const expression of [...panelExpressions, ...rules.map(({ expr }) => expr)]) {
      for (const [open, close] of ["()", "{}", "[]"]) {
        expect(expression.split(open ?? "").length).toBe(expression.split(close ?? "").length)
      }
      for (const [, name = ""] of expression.matchAll(/\b(?:rate|increase)\((\w+)/g)) {
        const base = metrics.find(
          (metric) => name.replace(/_(bucket|sum|count)$/, "") === metric.name,
        )
        expect(["counter", "histogram"], name).toContain(base?.type)
      }
    }
  })
})

describe("the dashboard can be imported:", () => {
  test("it has what Grafana asks of one, and no data source of ours", () => {
    expect(dashboard).toMatchObject({ id: null, uid: "paidout", title: "Paidout" })
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39)
    expect(dashboard.templating.list[0]).toMatchObject({
      ...{ name: "datasource", type: "datasource", query: "prometheus" },
    })
    for (const { type, title, datasource, targets = [] } of dashboard.panels) {
      expect(title).not.toBe("")
      if (type === "row") continue
      expect(datasource, title).toEqual({ type: "prometheus", uid: "${datasource}" })
      expect(targets.length, title).toBeGreaterThan(0)
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length)
      for (const { expr } of targets) expect(expr, title).toContain('job=~"$job"')
    }
  })

  test("its panels have ids of their own and do not cover one another", () => {
    const ids = dashboard.panels.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24)
      return Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`)
    })
    expect(new Set(cells).size).toBe(cells.length)
  })
})

describe("the alerts", () => {
  test("each say what they look at, how bad it is, and what to do", () => {
    expect(rules.length).toBeGreaterThanOrEqual(10)
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
    for (const { name, expr, severity, summary, description } of rules) {
      expect(name).toMatch(/^Paidout[A-Z]\w+$/)
      expect(expr).toContain('job="paidout"')
      expect(["critical", "warning", "info"]).toContain(severity)
      expect(summary?.length).toBeGreaterThan(10)
      expect(description?.length).toBeGreaterThan(10)
    }
  })

  test("are what the example of a scrape loads, under the job that they select", () => {
    const example = textOf("deploy/prometheus.yaml")
    expect(example).toContain("- prometheus-alerts.yaml")
    expect(example).toContain("job_name: paidout")
    expect(example).toContain("metrics_path: /metrics")
  })
})
