import { Tooltip, UnstyledButton } from "@mantine/core"

import { useWords } from "../words/words.ts"
import { pauseLive, useLiveState } from "./changes.ts"
import classes from "./live-pill.module.css"

/** Live, Paused or Reconnecting; a click pauses and goes on. */
export function LivePill() {
  const words = useWords().shell.live
  const state = useLiveState()
  return (
    <Tooltip label={words[`${state}Why`]}>
      <UnstyledButton
        className={classes["pill"]}
        data-state={state}
        aria-pressed={state === "paused"}
        onClick={() => pauseLive(state !== "paused")}
      >
        <span className={classes["dot"]} aria-hidden />
        {words[state]}
      </UnstyledButton>
    </Tooltip>
  )
}
