import { Button, Modal } from "@mantine/core"
import { IconPlus } from "@tabler/icons-react"
import { useState } from "react"

import { useMay } from "../../api/use-me.ts"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { ActionForm } from "./action-form.tsx"
import { useActions } from "./use-actions.ts"
import type { Account } from "./use-lab.ts"

/** What an account can be made to do that concerns no thing yet: payouts, payments, a channel. */
export function CreateButtons({
  account,
  onMade,
}: {
  readonly account: Account
  readonly onMade: (thing: string) => void
}) {
  const words = useWords().lab.action
  const mayWrite = useMay("write")
  const [opened, setOpened] = useState<string>()
  const actions = (useActions(account.id) ?? []).filter(
    ({ name, on }) => on === null && name !== "top_up",
  )
  const action = actions.find(({ name }) => name === opened)
  if (!mayWrite) return null
  return (
    <>
      {actions.map(({ name }) => {
        const makes = name.startsWith("create_")
        return (
          <Button
            key={name}
            size="xs"
            variant={name === "create_payout" ? "filled" : "default"}
            leftSection={makes ? <IconPlus size={14} aria-hidden /> : undefined}
            onClick={() => setOpened(name)}
          >
            {wordOf(words.names, name)}
          </Button>
        )
      })}
      <Modal
        size="lg"
        opened={action !== undefined}
        onClose={() => setOpened(undefined)}
        title={action && wordOf(words.names, action.name)}
      >
        {action !== undefined && (
          <ActionForm
            account={account}
            action={action}
            label={action.name.startsWith("create_") ? words.make : words.run}
            onDone={(thing) => {
              setOpened(undefined)
              if (thing !== null) onMade(`${thing.kind}/${thing.name}`)
            }}
          />
        )}
      </Modal>
    </>
  )
}
