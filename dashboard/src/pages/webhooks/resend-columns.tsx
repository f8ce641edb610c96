import type { Thing } from "../../api/client.ts"
import type { Column } from "../../list/list.tsx"
import { Actor } from "../../parts/actor.tsx"
import { Moment } from "../../parts/moment.tsx"
import { useWords } from "../../words/words.ts"
import { leftOf } from "./left-of.ts"
import { ResendState } from "./resend-state.tsx"

/** State, since when, by whom, and how far it is. */
export function useResendColumns(): readonly Column<Thing<"Resend">>[] {
  const words = useWords().webhooks.resends
  const number = (value: number | null) => value?.toLocaleString() ?? words.uncounted
  return [
    {
      key: "state",
      label: words.column.state,
      width: "8rem",
      onCard: "head",
      cell: (row) => <ResendState state={row.state} />,
    },
    {
      key: "begun",
      label: words.column.begun,
      width: "8rem",
      onCard: "end",
      cell: (row) => <Moment at={row.created_at} />,
    },
    {
      key: "by",
      label: words.column.by,
      width: "minmax(8rem, 1fr)",
      cell: (row) => <Actor id={row.created_by} />,
    },
    ...(["total", "done", "failed", "left"] as const).map((key) => ({
      key,
      label: words.column[key],
      width: "minmax(5rem, 0.6fr)",
      align: "end" as const,
      cell: (row: Thing<"Resend">) => (
        <span className="numbers">
          {number(
            { total: row.total, done: row.delivered, failed: row.failed, left: leftOf(row) }[key],
          )}
        </span>
      ),
    })),
  ]
}
