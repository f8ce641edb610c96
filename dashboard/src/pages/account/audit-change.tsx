import { Button, Modal, Stack, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"

import type { Thing } from "../../api/client.ts"
import { useWords } from "../../words/words.ts"

/** What stood there before and after, side by side where there is room. */
export function AuditChange({ entry }: { readonly entry: Thing<"AuditEntry"> }) {
  const words = useWords().account.audit
  const [isOpen, { open, close }] = useDisclosure()
  if (entry.before === null && entry.after === null) return <span>{words.none}</span>
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        onClick={open}
        aria-label={words.details(entry.action)}
        style={{ position: "relative", zIndex: 1 }}
      >
        {words.show}
      </Button>
      <Modal opened={isOpen} onClose={close} title={entry.action} size="lg">
        <Stack gap="md">
          <Part title={words.before} value={entry.before} />
          <Part title={words.after} value={entry.after} />
        </Stack>
      </Modal>
    </>
  )
}

function Part({ title, value }: { readonly title: string; readonly value: unknown }) {
  if (value === null) return null
  return (
    <div>
      <Text fw={600} size="sm" mb={4}>
        {title}
      </Text>
      <pre
        // A long value scrolls, also by keyboard.
        tabIndex={0}
        style={{ margin: 0, overflow: "auto", maxHeight: "40vh", fontSize: "0.8125rem" }}
      >
        {JSON.stringify(value, null, 2)}
      </pre>
    </div>
  )
}
