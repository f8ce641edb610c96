import { Alert, Button, Stack } from "@mantine/core"
import { IconCircleCheck } from "@tabler/icons-react"

import { Actor } from "../../parts/actor.tsx"
import { Facts } from "../../parts/facts.tsx"
import { Moment } from "../../parts/moment.tsx"
import { useWords } from "../../words/words.ts"
import type { AttentionItem } from "./use-work-list.ts"
import { useWork } from "./work-context.ts"

/** By whom it was closed, and why. One that was open a moment ago says that, rather than vanish. */
export function ClosedNote({
  item,
  wasOpen,
}: {
  readonly item: AttentionItem
  readonly wasOpen: boolean
}) {
  const { closed: words, actions } = useWords().attention
  const { goOn } = useWork()
  const { closed_by: by, closed_because: because, closed_at: at } = item
  const title = wasOpen ? words.meanwhile : by === null ? words.byFacts : words.byPerson
  return (
    <Alert icon={<IconCircleCheck />} color="gray" variant="light" title={title} role="status">
      <Stack gap="sm">
        <Facts
          facts={[
            [words.by, by === null ? words.facts : <Actor key="by" id={by} />],
            [words.why, whyText(because ?? "")],
            [words.when, <Moment key="when" at={at} whole />],
          ]}
        />
        {wasOpen && (
          <Button
            size="xs"
            variant="default"
            style={{ alignSelf: "flex-start" }}
            onClick={() => goOn(item.id)}
          >
            {words.next}
          </Button>
        )}
      </Stack>
    </Alert>
  )

  /** `retried: topped up` begins with the action that closed it. */
  function whyText(text: string): string {
    const [, action = "", reason] = /^(\w+)(?:: ([\s\S]*))?$/.exec(text) ?? []
    const button: string | undefined = Object.entries(actions.button).find(
      ([name]) => name === action,
    )?.[1]
    if (button === undefined) return text
    return reason === undefined ? button : `${button}: ${reason}`
  }
}
