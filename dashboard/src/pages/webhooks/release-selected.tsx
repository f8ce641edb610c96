import { Text } from "@mantine/core"

import { client } from "../../api/client.ts"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { toast } from "../../parts/toast.tsx"
import { problemOf } from "../../api/problem.ts"
import { useWords } from "../../words/words.ts"

/** Those of a selection that verify are released; the others stay, each to be looked at. */
export function ReleaseSelected({
  ids,
  onDone,
}: {
  readonly ids: readonly string[]
  readonly onDone: () => void
}) {
  const words = useWords().webhooks.check
  return (
    <ConfirmAction
      size="xs"
      label={words.selected(ids.length)}
      reason="optional"
      onConfirm={async (reason) => {
        const { released, refused } = await releaseEach(ids, reason)
        toast(words.selectedDone(released, refused))
        onDone()
      }}
    >
      <Text size="sm">{words.selectedWhy}</Text>
    </ConfirmAction>
  )
}

async function releaseEach(ids: readonly string[], reason: string | undefined) {
  let released = 0
  let refused = 0
  for (const id of ids) {
    const body = reason === undefined ? {} : { reason }
    const { error } = await client.POST("/v1/messages/{id}/release", {
      params: { path: { id } },
      body,
    })
    if (error === undefined) released += 1
    else if (problemOf(error).code === "release_refused") refused += 1
    // Somebody else has released it meanwhile.
    else if (problemOf(error).code !== "conflict") throw error as unknown
  }
  return { released, refused }
}
