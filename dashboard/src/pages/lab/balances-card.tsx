import { Button, Group, Modal, Skeleton, Stack, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"

import { api } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { Card } from "../../parts/card.tsx"
import { Money } from "../../parts/money.tsx"
import { useWords } from "../../words/words.ts"
import { ActionForm } from "./action-form.tsx"
import { useActions } from "./use-actions.ts"
import type { Account } from "./use-lab.ts"

/** What an account has to spend, and topping it up. */
export function BalancesCard({ account }: { readonly account: Account }) {
  const words = useWords().lab.balances
  const params = { path: { id: account.id } }
  const whole = api.useQuery("get", "/v1/sandbox/accounts/{id}", { params }).data
  return (
    <Card title={words.title} actions={<TopUp account={account} />}>
      {whole === undefined ? (
        <Skeleton height={44} />
      ) : whole.balances.length === 0 ? (
        <Text size="sm">{words.none}</Text>
      ) : (
        <Stack gap={4}>
          {whole.balances.map(({ name, amount }) => (
            <Group key={`${name} ${amount.currency}`} justify="space-between" wrap="nowrap">
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                {name}
              </Text>
              <Text size="sm" component="span">
                <Money amount={amount} />
              </Text>
            </Group>
          ))}
        </Stack>
      )}
    </Card>
  )
}

export function TopUp({ account }: { readonly account: Account }) {
  const words = useWords().lab.balances
  const [isOpen, { open, close }] = useDisclosure()
  const mayWrite = useMay("write")
  const action = useActions(account.id)?.find(({ name }) => name === "top_up")
  if (!mayWrite || action === undefined) return null
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        {words.topUp}
      </Button>
      <Modal opened={isOpen} onClose={close} title={words.topUp}>
        <ActionForm account={account} action={action} label={words.topUp} onDone={close} />
      </Modal>
    </>
  )
}
