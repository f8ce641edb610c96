import { Button, Group, Skeleton } from "@mantine/core"
import { IconCircleCheck, IconFilterOff } from "@tabler/icons-react"

import { EmptyState } from "../../parts/empty-state.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import classes from "./attention.module.css"
import type { WorkList } from "./use-work-list.ts"
import { WorkRow } from "./work-row.tsx"

const skeletonRows = 6

/** The work list in its four states. */
export function WorkRows({
  work,
  shownId,
}: {
  readonly work: WorkList
  readonly shownId: string | undefined
}) {
  const { attention: words, shell } = useWords()
  const { list, filters, isClosedOnes } = work
  if (list.state === "error") return <ProblemNote error={list.error} onAgain={list.reload} />
  if (list.state === "loading") return <LoadingRows label={shell.list.loading} />
  if (list.rows.length === 0 && !list.hasMore) {
    return (
      <div className="card">
        {filters.isEmpty ? (
          <EmptyState icon={IconCircleCheck} title={words.empty.title}>
            {words.empty.why}
          </EmptyState>
        ) : (
          <EmptyState
            icon={IconFilterOff}
            title={shell.list.nothingMatches}
            actions={<Button onClick={filters.clear}>{shell.list.clearFilters}</Button>}
          >
            {shell.list.nothingMatchesWhy}
          </EmptyState>
        )}
      </div>
    )
  }
  return (
    <div>
      <ul
        className={`card ${classes["rows"]}`}
        aria-label={isClosedOnes ? words.list.closedLabel : words.list.label}
      >
        {list.rows.map((item) => (
          <WorkRow key={item.id} item={item} isShown={item.id === shownId} />
        ))}
      </ul>
      {list.hasMore && (
        <Group justify="center" py="sm">
          <Button variant="default" size="xs" loading={list.isLoadingMore} onClick={list.loadMore}>
            {shell.list.more}
          </Button>
        </Group>
      )}
    </div>
  )
}

function LoadingRows({ label }: { readonly label: string }) {
  return (
    <ul className={`card ${classes["rows"]}`} aria-busy aria-label={label}>
      {Array.from({ length: skeletonRows }, (_, at) => (
        <li key={at} className={classes["row"]}>
          <Skeleton height={20} width="45%" />
          <Skeleton height={12} width={80} />
          <Skeleton height={12} width="70%" />
          <Skeleton height={12} width={50} />
          <Skeleton height={12} width="90%" />
        </li>
      ))}
    </ul>
  )
}
