import { IconPlayerPlay } from "@tabler/icons-react"

import type { Thing } from "../../api/client.ts"
import { ListView, type Column } from "../../list/list.tsx"
import { useList } from "../../list/use-list.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { Moment } from "../../parts/moment.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { RunState } from "./run-state.tsx"

type Run = Thing<"SandboxRun">

/** Runs there have been, newest first. */
export function RunsList() {
  const words = useWords().lab
  const list = useList<Run>("/v1/sandbox/runs")
  const columns = useColumns()
  return (
    <ListView
      list={list}
      columns={columns}
      label={words.scenarios.past}
      linkOf={({ id }) => `/lab/scenarios?run=${id}`}
      linkText={({ scenario }) => words.scenarios.open(scenario)}
      empty={
        <EmptyState icon={IconPlayerPlay} title={words.scenarios.pastNone}>
          {words.scenarios.pastNoneWhy}
        </EmptyState>
      }
    />
  )
}

function useColumns(): readonly Column<Run>[] {
  const words = useWords().lab
  return [
    {
      key: "state",
      label: words.scenarios.state,
      width: "minmax(7rem, 0.7fr)",
      onCard: "end",
      cell: ({ state }) => <RunState state={state} />,
    },
    {
      key: "scenario",
      label: words.scenarios.scenario,
      width: "minmax(9rem, 1.4fr)",
      onCard: "head",
      cell: ({ scenario }) => scenario.replaceAll("-", " "),
    },
    {
      key: "provider",
      label: words.scenarios.provider,
      width: "minmax(5rem, 0.6fr)",
      cell: ({ provider }) => wordOf(words.provider, provider),
    },
    {
      key: "seed",
      label: words.scenarios.seed,
      width: "minmax(5rem, 0.6fr)",
      align: "end",
      cell: ({ seed }) => <span className="numbers">{seed}</span>,
    },
    {
      key: "started",
      label: words.scenarios.started,
      width: "minmax(7rem, 0.8fr)",
      cell: (run) => <Moment at={run.created_at} />,
    },
    {
      key: "finished",
      label: words.scenarios.finished,
      width: "minmax(7rem, 0.8fr)",
      cell: (run) => <Moment at={run.finished_at} />,
    },
  ]
}
