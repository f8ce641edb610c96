import { Tooltip } from "@mantine/core"

import { useHubNow, useNow } from "../live/hub-now.ts"
import { useWords } from "../words/words.ts"
import { localText, relativeText, utcText } from "./time-text.ts"

/** A time of the API: relative under a day, in the person's zone; hover and focus tell UTC. */
export function Moment({
  at,
  whole = false,
  isReal = false,
}: {
  readonly at: string | null | undefined
  /** Date and time to the second, as a detail page shows it. */
  readonly whole?: boolean
  /** Of logins, which the sandbox's clock does not move. */
  readonly isReal?: boolean
}) {
  const words = useWords().shell.time
  const [realNow, hubNow] = [useNow(), useHubNow()]
  if (at === null || at === undefined) return <span>{words.none}</span>
  const date = new Date(at)
  return (
    <Tooltip label={<TimeFacts at={date} />} multiline>
      <time dateTime={at} tabIndex={0} style={{ whiteSpace: "nowrap" }} className="numbers">
        {whole ? localText(date) : relativeText(date, isReal ? realNow : hubNow, words.now)}
      </time>
    </Tooltip>
  )
}

function TimeFacts({ at }: { readonly at: Date }) {
  return (
    <>
      {localText(at)}
      <br />
      {utcText(at)}
    </>
  )
}
