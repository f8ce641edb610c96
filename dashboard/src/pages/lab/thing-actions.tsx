import { ActionIcon, Menu, Modal } from "@mantine/core"
import { IconDots } from "@tabler/icons-react"
import { useState } from "react"

import { problemOf } from "../../api/problem.ts"
import { useMay } from "../../api/use-me.ts"
import { wordOf } from "../../parts/status-badges.tsx"
import { toastFailure } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { fieldsOf } from "./action-fields.ts"
import { ActionForm } from "./action-form.tsx"
import { actionsOn, useActions } from "./use-actions.ts"
import { useAct, type Account, type Action, type SandboxThing } from "./use-lab.ts"

/** What can be done to a thing as it stands: at once, or after what it asks for. */
export function ThingActions({
  account,
  thing,
}: {
  readonly account: Account
  readonly thing: SandboxThing
}) {
  const words = useWords().lab.action
  const mayWrite = useMay("write")
  const { act } = useAct()
  const [asked, setAsked] = useState<Action>()
  const actions = actionsOn(useActions(account.id) ?? [], thing)
  if (!mayWrite || actions.length === 0) return null
  const fixedOf = ({ on }: Action) => ({ [on?.argument ?? ""]: thing.name })

  function begin(action: Action): void {
    if (fieldsOf(action).length > 0) setAsked(action)
    else {
      act(account.id, action.name, fixedOf(action)).catch((failure: unknown) =>
        toastFailure(problemOf(failure).detail),
      )
    }
  }

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.of(thing.reference ?? thing.name)}
          >
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {actions.map((action) => (
            <Menu.Item key={action.name} onClick={() => begin(action)}>
              {wordOf(words.names, action.name)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={asked && wordOf(words.names, asked.name)}
      >
        {asked !== undefined && (
          <ActionForm
            account={account}
            action={asked}
            fixed={fixedOf(asked)}
            label={words.run}
            onDone={() => setAsked(undefined)}
          />
        )}
      </Modal>
    </>
  )
}
