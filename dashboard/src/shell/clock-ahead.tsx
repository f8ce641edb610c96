import { Tooltip } from "@mantine/core"
import { IconClockShare } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import { useClockAheadMs, useHubNow, useWatchedClock } from "../live/hub-now.ts"
import { localText, spanText } from "../parts/time-text.ts"
import { useWords } from "../words/words.ts"
import classes from "./shell.module.css"

/** What two clocks differ by anyway is not worth a word. */
const shownFromSeconds = 60

/** Says that the hub's clock is ahead, so that nobody wonders at its times. */
export function ClockAhead() {
  const words = useWords().shell.clock
  useWatchedClock()
  const aheadMs = useClockAheadMs()
  const now = useHubNow()
  if (aheadMs < shownFromSeconds * 1_000) return null
  return (
    <Tooltip label={words.now(localText(now))}>
      <Link to="/lab" className={classes["clock"]}>
        <IconClockShare size={14} aria-hidden />
        <span className={classes["wide"]}>{words.ahead(spanText(aheadMs))}</span>
        <span className={classes["narrow"]}>{words.plus(spanText(aheadMs).split(" ", 2))}</span>
      </Link>
    </Tooltip>
  )
}
