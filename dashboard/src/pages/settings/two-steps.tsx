import { Button, Group, Modal, Stack, type ButtonProps } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { useState, type FormEvent, type ReactNode } from "react"

import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"

/**
 * What it does and breaks first, then the doing, then what came of it. While there is something to
 * keep, only its own button closes it: a click beside it must not lose a secret.
 */
export function TwoSteps<Made>({
  label,
  confirmLabel,
  children,
  canConfirm = true,
  onConfirm,
  onOpen,
  renderMade,
  closeLabel,
  ...button
}: {
  readonly label: string
  readonly confirmLabel: string
  /** What will happen, and what is asked for it. */
  readonly children: ReactNode
  readonly canConfirm?: boolean
  readonly onConfirm: () => Promise<Made>
  readonly onOpen?: () => void
  /** What is to be kept of it; missing: it just closes. */
  readonly renderMade?: (made: Made) => ReactNode
  readonly closeLabel?: string
} & Omit<ButtonProps, "children">) {
  const words = useWords()
  const [isOpen, { open, close }] = useDisclosure()
  const [made, setMade] = useState<{ readonly is: Made }>()
  const [error, setError] = useState<unknown>()
  const [isWorking, setWorking] = useState(false)

  function begin(): void {
    setMade(undefined)
    setError(undefined)
    onOpen?.()
    open()
  }

  async function confirm(event: FormEvent): Promise<void> {
    event.preventDefault()
    setWorking(true)
    setError(undefined)
    try {
      const is = await onConfirm()
      if (renderMade === undefined) close()
      else setMade({ is })
    } catch (failure) {
      setError(failure)
    } finally {
      setWorking(false)
    }
  }

  const isDone = made !== undefined
  return (
    <>
      <Button {...button} onClick={begin}>
        {label}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={label}
        size="lg"
        withCloseButton={!isDone}
        closeOnClickOutside={!isDone}
        closeOnEscape={!isDone}
      >
        {isDone ? (
          <Stack gap="md">
            {renderMade?.(made.is)}
            <Group justify="flex-end">
              <Button onClick={close} data-autofocus>
                {closeLabel ?? words.settings.once.kept}
              </Button>
            </Group>
          </Stack>
        ) : (
          <form onSubmit={(event) => void confirm(event)} autoComplete="off">
            <Stack gap="md">
              {children}
              {error !== undefined && <ProblemNote error={error} />}
              <Group justify="flex-end" gap="xs">
                <Button variant="default" onClick={close}>
                  {words.shell.confirm.cancel}
                </Button>
                <Button
                  type="submit"
                  loading={isWorking}
                  disabled={!canConfirm}
                  color={button.color}
                >
                  {confirmLabel}
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Modal>
    </>
  )
}
