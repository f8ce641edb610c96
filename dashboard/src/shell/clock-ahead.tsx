import { Tooltip } from "@mantine/core"
import { IconClockShare } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import { api } from "../api/client.ts"
import { useRefresh } from "../live/changes.ts"
import { useNow } from "../parts/moment.tsx"
import { localText, spanText } from "../parts/time-text.ts"
import { useWords } from "../words/words.ts"
import classes from "./shell.module.css"

const staleMs = 60_000
/** What two clocks differ by anyway is not worth a word. */
const shownFromSeconds = 60

/** How far the hub's clock was moved ahead; nought where there is no sandbox. */
export function useClockAheadMs(): number {
  const { data } = api.useQuery("get", "/v1/sandbox/clock", {}, { staleTime: staleMs })
  useRefresh(["sandbox"], "/v1/sandbox/clock")
  return (data?.ahead_seconds ?? 0) * 1_000
}

/** What time it is at the hub: what it compares moments with. */
export function useHubNow(): Date {
  const now = useNow()
  return new Date(now.getTime() + useClockAheadMs())
}

/** Says that the hub's clock is ahead, so that nobody wonders at its times. */
export function ClockAhead() {
  const words = useWords().shell.clock
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
