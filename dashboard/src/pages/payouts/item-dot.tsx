import { Tooltip } from "@mantine/core"

import { useWords } from "../../words/words.ts"

/** Somebody must act; how it ended is told beside it. */
export function ItemDot() {
  const words = useWords().payouts.list
  return (
    <Tooltip label={words.itemOpen}>
      <svg
        width="14"
        height="14"
        role="img"
        aria-label={words.itemOpen}
        viewBox="0 0 14 14"
        style={{ verticalAlign: "middle" }}
      >
        <circle cx="7" cy="7" r="5" fill="var(--tone-orange)" />
      </svg>
    </Tooltip>
  )
}
