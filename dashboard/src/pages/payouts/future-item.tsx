import { Moment } from "../../parts/moment.tsx"
import type { FutureEntry } from "./future.ts"
import { TimelineMark } from "./timeline-mark.tsx"
import classes from "./timeline.module.css"

/** What is to come, dashed. */
export function FutureItem({ entry }: { readonly entry: FutureEntry }) {
  return (
    <li className={classes["entry"]} data-future>
      <span className={classes["mark"]}>
        <TimelineMark effect="future" />
      </span>
      <div>
        <div className={classes["head"]}>
          <span>{entry.text}</span>
          <span className={classes["time"]}>
            <Moment at={entry.at} />
          </span>
        </div>
        {entry.detail !== undefined && <div className={classes["told"]}>{entry.detail}</div>}
      </div>
    </li>
  )
}
