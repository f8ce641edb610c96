import { Button, Group, Menu, NativeSelect } from "@mantine/core"
import { IconBuildingBank, IconPlus } from "@tabler/icons-react"

import { api } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { problemOf } from "../../api/problem.ts"
import { toast, toastFailure } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { useRefreshLab, type Account } from "./use-lab.ts"

export const PROVIDERS = ["pivot", "xendit", "adyen"] as const

/** Which simulated account the page is about, and how to have another. */
export function AccountPicker({
  accounts,
  account,
  onPick,
}: {
  readonly accounts: readonly Account[]
  readonly account: Account | undefined
  readonly onPick: (id: string) => void
}) {
  const words = useWords().lab
  const nameOf = (each: Account): string =>
    `${wordOf(words.provider, each.provider)} · ${each.name}`
  return (
    <Group gap="xs" align="flex-end">
      <NativeSelect
        size="xs"
        label={words.account.choose}
        data={accounts.map((each) => ({ value: each.id, label: nameOf(each) }))}
        value={account?.id ?? ""}
        onChange={(event) => onPick(event.currentTarget.value)}
        miw={220}
      />
      <NewAccount onMade={onPick} />
    </Group>
  )
}

export function NoAccount({
  onMade,
  provider,
}: {
  readonly onMade: (id: string) => void
  readonly provider?: (typeof PROVIDERS)[number]
}) {
  const words = useWords().lab
  const name = provider === undefined ? undefined : words.provider[provider]
  return (
    <div className="card">
      <EmptyState
        icon={IconBuildingBank}
        title={name === undefined ? words.account.none : words.approval.noAccount(name)}
        actions={<NewAccount onMade={onMade} {...(provider === undefined ? {} : { provider })} />}
      >
        {words.account.noneWhy}
      </EmptyState>
    </div>
  )
}

function NewAccount({
  onMade,
  provider,
}: {
  readonly onMade: (id: string) => void
  readonly provider?: (typeof PROVIDERS)[number]
}) {
  const words = useWords().lab
  const mayWrite = useMay("write")
  const refresh = useRefreshLab()
  const { mutate, isPending } = api.useMutation("post", "/v1/sandbox/accounts", {
    onSuccess({ id }) {
      toast(words.account.made)
      refresh()
      onMade(id)
    },
    onError: (error: unknown) => toastFailure(problemOf(error).detail),
  })
  if (!mayWrite) return null
  if (provider !== undefined) {
    return (
      <Button loading={isPending} onClick={() => mutate({ body: { provider } })}>
        {words.account.add}
      </Button>
    )
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          loading={isPending}
          leftSection={<IconPlus size={14} aria-hidden />}
        >
          {words.account.add}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {PROVIDERS.map((each) => (
          <Menu.Item key={each} onClick={() => mutate({ body: { provider: each } })}>
            {words.account.addAt(words.provider[each])}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
