import { countText, useCountOfAttention } from "./open-count.ts"
import classes from "./shell.module.css"

/** How many items need a person now; what may wait until later is not counted. */
export function AttentionCount() {
  const open = useCountOfAttention()
  if (open.count === 0) return null
  return <span className={classes["count"]}>{countText(open)}</span>
}
