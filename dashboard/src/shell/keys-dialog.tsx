import { Anchor, Kbd, Modal, Stack, Text, Title } from "@mantine/core"
import { Link } from "@tanstack/react-router"

import { Facts } from "../parts/facts.tsx"
import { useWords } from "../words/words.ts"
import { letterKeysAreOn } from "./letter-keys.ts"
import { ENTRIES } from "./navigation.tsx"

/** Every key, by where it works. Each of them has a button, too. */
export function KeysDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean
  readonly onClose: () => void
}) {
  const { keys, nav } = useWords().shell
  const goTo = ENTRIES.map(({ name, key }) => [["g", key], keys.goTo(nav[name])] as const)
  return (
    <Modal opened={isOpen} onClose={onClose} title={keys.title} size="lg">
      <Stack gap="md">
        <Text size="sm">
          {letterKeysAreOn() ? keys.enabledWhy : keys.areOff}{" "}
          <Anchor component={Link} to="/settings/me" size="sm" underline="always" onClick={onClose}>
            {keys.switchThem}
          </Anchor>
        </Text>
        <Keys
          title={keys.everywhere}
          keys={[
            [["Ctrl", "K"], keys.find],
            [["/"], keys.search],
            [["?"], keys.help],
            [["Esc"], keys.leave],
            ...goTo,
          ]}
        />
        <Keys
          title={keys.inLists}
          keys={[
            [["j"], keys.next],
            [["k"], keys.previous],
            [["Enter"], keys.open],
            [["x"], keys.select],
          ]}
        />
        <Keys
          title={nav.attention}
          keys={[
            [["1"], keys.firstAction],
            [["2"], keys.secondAction],
            [["3"], keys.thirdAction],
            [["Ctrl", "Enter"], keys.confirm],
            [["a"], keys.mine],
            [["s"], keys.snooze],
          ]}
        />
        <Keys
          title={nav.webhooks}
          keys={[
            [["r"], keys.resend],
            [["e"], keys.release],
          ]}
        />
      </Stack>
    </Modal>
  )
}

function Keys({
  title,
  keys,
}: {
  readonly title: string
  readonly keys: readonly (readonly [readonly string[], string])[]
}) {
  return (
    <section>
      <Title order={3} size="h6" mb={6}>
        {title}
      </Title>
      <Facts
        facts={keys.map(([pressed, what]) => [
          what,
          <span key={what}>
            {pressed.map((key) => (
              <Kbd key={key} mr={4}>
                {key}
              </Kbd>
            ))}
          </span>,
        ])}
      />
    </section>
  )
}
