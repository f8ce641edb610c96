import { Button, Group, Modal, Stack, Textarea, type ButtonProps } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react"

import { useWords } from "../words/words.ts"
import { ProblemNote } from "./problem-note.tsx"

/** A button, then what it does, a reason where one is kept, and the same word again: two clicks. */
export function ConfirmAction({
  label,
  children,
  reason = "none",
  onConfirm,
  ...button
}: {
  readonly label: string
  /** What will happen, before it does. */
  readonly children: ReactNode
  readonly reason?: "none" | "optional" | "needed"
  /** A rejected promise is shown, and the dialog stays. */
  readonly onConfirm: (reason: string | undefined) => Promise<unknown>
} & Omit<ButtonProps, "children">) {
  const words = useWords().shell.confirm
  const [isOpen, { open, close }] = useDisclosure()
  const [why, setWhy] = useState("")
  const [error, setError] = useState<unknown>()
  const [isWorking, setWorking] = useState(false)

  async function confirm(event: FormEvent): Promise<void> {
    event.preventDefault()
    setWorking(true)
    setError(undefined)
    try {
      await onConfirm(why.trim() === "" ? undefined : why.trim())
      setWhy("")
      close()
    } catch (failure) {
      setError(failure)
    } finally {
      setWorking(false)
    }
  }

  return (
    <>
      <Button {...button} onClick={open}>
        {label}
      </Button>
      <Modal opened={isOpen} onClose={close} title={label}>
        <form onSubmit={(event) => void confirm(event)}>
          <Stack gap="sm">
            <div>{children}</div>
            {reason !== "none" && (
              <Textarea
                label={words.reason}
                description={words.reasonWhy}
                required={reason === "needed"}
                maxLength={1_000}
                autosize
                minRows={2}
                value={why}
                onChange={(event) => setWhy(event.currentTarget.value)}
                onKeyDown={confirmByKey}
                data-autofocus
              />
            )}
            {error !== undefined && <ProblemNote error={error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                {words.cancel}
              </Button>
              <Button type="submit" loading={isWorking} color={button.color}>
                {label}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}

/** In a reason Enter begins a line: with Ctrl or Cmd it confirms. */
function confirmByKey(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}
