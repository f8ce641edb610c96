import { Button, Group } from "@mantine/core"
import { useState } from "react"

import type { Selection } from "../../list/list.tsx"
import { useWords } from "../../words/words.ts"
import { ResendMany, type Resent } from "./resend-many.tsx"
import { sentQuery, type SentFilterValues } from "./sent-filters.tsx"

/** "25 selected. Select all matching", and what is done with them. */
export function BulkBar({
  selection,
  filters,
}: {
  readonly selection: Selection
  readonly filters: SentFilterValues
}) {
  const all = useWords()
  const words = all.webhooks.bulk
  const [isAll, setAll] = useState(false)
  const ids = [...selection.ids]
  // What is in the queue is sent by itself: no resend takes it.
  const canBeAll = filters.state !== "queued" && filters.state !== "retrying"
  const resent: Resent = isAll ? { filter: sentQuery(filters) } : { ids }
  return (
    <Group gap="sm">
      <span role="status">{isAll ? words.allSelected : all.shell.list.selected(ids.length)}</span>
      {!isAll && canBeAll && (
        <Button size="xs" variant="subtle" onClick={() => setAll(true)}>
          {words.allMatching}
        </Button>
      )}
      <ResendMany resent={resent} label={words.resend(isAll ? words.all : String(ids.length))} />
      <Button size="xs" variant="subtle" onClick={selection.clear}>
        {all.shell.list.clearSelection}
      </Button>
    </Group>
  )
}
