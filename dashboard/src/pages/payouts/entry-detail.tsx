import { Skeleton, Text } from "@mantine/core"
import { useState } from "react"

import { api } from "../../api/client.ts"
import { problemOf } from "../../api/problem.ts"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { Decoded } from "./decoded.tsx"
import type { Entry } from "./payout.ts"
import { RawBody, type Body } from "./raw-body.tsx"
import classes from "./timeline.module.css"

/** What the message said of it, beside the message as it came. */
export function EntryDetail({
  entry,
  subjectId,
}: {
  readonly entry: Entry
  readonly subjectId: string
}) {
  const words = useWords().payouts.raw
  const { message_id: id } = entry
  const [mark, setMark] = useState<string | null>(null)
  const [body, setBody] = useState<Body>()
  const found = api.useQuery(
    "get",
    "/v1/messages/{id}",
    { params: { path: { id: id ?? "" } } },
    { enabled: id !== null },
  )
  if (id === null) {
    return (
      <Text size="sm" c="dimmed" className={classes["detail"]}>
        {entry.reading_id === null ? words.noMessage : words.reading}
      </Text>
    )
  }
  if (found.isError) {
    const isGone = problemOf(found.error).code === "message_pruned"
    return (
      <div className={classes["detail"]}>
        {isGone ? <Text size="sm">{words.gone}</Text> : <ProblemNote error={found.error} />}
      </div>
    )
  }
  const message = found.data
  if (message === undefined) return <Skeleton height={180} mt="xs" />
  const shown = body ?? { text: message.body_text, base64: message.body_base64 }
  return (
    <div className={`${classes["detail"]} ${classes["sides"]}`}>
      <section>
        <Text size="xs" fw={600} c="dimmed" mb={6}>
          {words.decoded}
        </Text>
        <Decoded
          message={message}
          subjectId={subjectId}
          text={shown.text}
          mark={mark}
          onMark={setMark}
        />
      </section>
      <section>
        <Text size="xs" fw={600} c="dimmed" mb={6}>
          {words.raw}
        </Text>
        <RawBody message={message} body={shown} mark={mark} onReveal={setBody} />
      </section>
    </div>
  )
}
