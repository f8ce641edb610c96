import { Anchor, Group, Stack, Text } from "@mantine/core"
import { IconExternalLink } from "@tabler/icons-react"

import { useMay } from "../../api/use-me.ts"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { toast } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import classes from "./attention.module.css"
import { useItemChanges, type ActedOn } from "./use-item-changes.ts"
import type { AttentionItem } from "./use-work-list.ts"
import { useWork } from "./work-context.ts"

const keysMax = 3

/** What can be done here, and what only the provider's own page can do. */
export function ItemActions({ item }: { readonly item: AttentionItem }) {
  const words = useWords().attention.actions
  const mayWrite = useMay("write")
  const changes = useItemChanges(item.id)
  const { goOn } = useWork()

  async function act(action: string, reason: string | undefined): Promise<void> {
    const acted = await changes.act(action, reason)
    toast(doneText(acted, wordIn(words.done, action) ?? words.other))
    if (acted.closed_at !== null) goOn(item.id)
  }

  function doneText({ release }: ActedOn, done: string): string {
    if (release === null) return done
    return words.released(release.released, release.still_refused, release.left)
  }

  return (
    <Stack gap="xs" role="group" aria-label={words.label}>
      {item.links.length > 0 && (
        <Group gap="sm">
          <Text size="sm">{words.atProvider}</Text>
          {item.links.map(({ label, url }) => (
            <Anchor key={url} href={url} target="_blank" rel="noreferrer" size="sm">
              {label} <IconExternalLink size={13} aria-hidden />
            </Anchor>
          ))}
        </Group>
      )}
      {!mayWrite ? (
        <Text size="sm" c="dimmed">
          {words.mayNot}
        </Text>
      ) : item.actions.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.none}
        </Text>
      ) : (
        <Group gap="xs">
          {item.actions.map(({ action, label, needs_reason: needsReason }, place) => (
            <ConfirmAction
              key={action}
              label={wordIn(words.button, action) ?? label}
              reason={needsReason ? "needed" : "optional"}
              onConfirm={(reason) => act(action, reason)}
              variant={place === 0 ? "filled" : "default"}
              {...keyOf(place)}
            >
              {wordIn(words.what, action) ?? label}
            </ConfirmAction>
          ))}
        </Group>
      )}
    </Stack>
  )
}

function keyOf(place: number) {
  if (place >= keysMax) return {}
  const key = String(place + 1)
  return {
    "data-key": key,
    "aria-keyshortcuts": key,
    rightSection: (
      <span className={classes["key"]} aria-hidden>
        {key}
      </span>
    ),
  }
}

function wordIn(words: Readonly<Record<string, string>>, key: string): string | undefined {
  return words[key]
}
