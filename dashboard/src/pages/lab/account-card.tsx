import { Stack } from "@mantine/core"
import { Link } from "@tanstack/react-router"

import { client } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { Card } from "../../parts/card.tsx"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { Facts } from "../../parts/facts.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { useWords } from "../../words/words.ts"
import { useRefreshLab, type Account } from "./use-lab.ts"

/** How a program reaches an account, and the end of it. */
export function AccountCard({
  account,
  onGone,
}: {
  readonly account: Account
  readonly onGone: () => void
}) {
  const words = useWords().lab.account
  const mayWrite = useMay("write")
  const refresh = useRefreshLab()

  async function remove(): Promise<void> {
    const params = { path: { id: account.id } }
    const { error } = await client.DELETE("/v1/sandbox/accounts/{id}", { params })
    if (error !== undefined) throw error as unknown
    onGone()
    refresh()
  }

  return (
    <Card title={words.facts}>
      <Stack gap="sm" align="flex-start">
        <Facts
          facts={[
            [words.base, <IdText key="base" id={account.base_url} what={words.baseName} whole />],
            [
              words.external,
              <IdText key="external" id={account.external_id} what={words.external} whole />,
            ],
            [
              words.source,
              account.source_id === null ? (
                words.noSource
              ) : (
                <Link key="source" to={`/settings/sources/${account.source_id}`}>
                  <IdText id={account.source_id} what={words.source} />
                </Link>
              ),
            ],
          ]}
        />
        {mayWrite && (
          <ConfirmAction label={words.remove} size="xs" variant="default" onConfirm={remove}>
            {words.removeWhat}
          </ConfirmAction>
        )}
      </Stack>
    </Card>
  )
}
