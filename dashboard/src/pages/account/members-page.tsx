import { Select, Stack, Text } from "@mantine/core"
import { IconUsers } from "@tabler/icons-react"
import { useQueryClient } from "@tanstack/react-query"

import { client, type Thing } from "../../api/client.ts"
import type { Role } from "../../api/login.ts"
import { problemOf } from "../../api/problem.ts"
import { useMay, useMe } from "../../api/use-me.ts"
import { ListView, type Column } from "../../list/list.tsx"
import { useList } from "../../list/use-list.ts"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { EmptyState } from "../../parts/empty-state.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Page } from "../../parts/page.tsx"
import { toast, toastFailure } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { SettingsTabs } from "../settings/settings-tabs.tsx"
import { InviteAction } from "./invite-action.tsx"
import { OpenInvitations } from "./open-invitations.tsx"

type Member = Thing<"Member">

const ROLES = ["owner", "operator", "viewer"] as const

export function MembersPage() {
  const words = useWords().account.members
  const isAllowed = useMay("admin")
  const me = useMe()
  return (
    <Page
      title={words.title}
      tabs={<SettingsTabs />}
      actions={isAllowed ? <InviteAction /> : undefined}
    >
      {me === undefined ? null : isAllowed ? (
        <Stack gap="lg">
          <MemberList ownId={me.id} />
          <OpenInvitations />
        </Stack>
      ) : (
        <Text c="dimmed">{words.forbidden}</Text>
      )}
    </Page>
  )
}

function MemberList({ ownId }: { readonly ownId: string }) {
  const words = useWords().account.members
  const list = useList<Member>("/v1/members")
  return (
    <ListView
      list={list}
      columns={useColumns(ownId, list.reload)}
      label={words.list}
      empty={
        <EmptyState icon={IconUsers} title={words.empty}>
          {words.emptyWhy}
        </EmptyState>
      }
    />
  )
}

function useColumns(ownId: string, reload: () => void): readonly Column<Member>[] {
  const { members: words, ...account } = useWords().account
  const { yes, no } = useWords().shell
  return [
    {
      key: "name",
      label: account.name,
      width: "minmax(12rem, 1.5fr)",
      onCard: "head",
      cell: (member) => (
        <span>
          <span style={{ fontWeight: 600 }}>{member.name}</span>
          {member.id === ownId && ` (${words.you})`}
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {member.email}
          </Text>
        </span>
      ),
    },
    {
      key: "role",
      label: words.role,
      width: "10rem",
      cell: (member) => <RoleChoice member={member} onChanged={reload} />,
    },
    {
      key: "twoStep",
      label: words.twoStep,
      width: "8rem",
      cell: (member) => (member.two_factor ? yes : no),
    },
    {
      key: "seen",
      label: words.seen,
      width: "9rem",
      cell: (member) => <Moment isReal at={member.last_seen_at} />,
    },
    {
      key: "joined",
      label: words.joined,
      width: "9rem",
      cell: (member) => <Moment isReal at={member.created_at} />,
    },
    {
      key: "remove",
      label: "",
      width: "7rem",
      align: "end",
      cell: (member) => <RemoveAction member={member} onRemoved={reload} />,
    },
  ]
}

function RoleChoice({
  member,
  onChanged,
}: {
  readonly member: Member
  readonly onChanged: () => void
}) {
  const { members: words, roles } = useWords().account
  const queries = useQueryClient()
  async function change(role: Role): Promise<void> {
    const { error } = await client.PATCH("/v1/members/{id}", {
      params: { path: { id: member.id } },
      body: { role },
    })
    if (error === undefined) toast(words.changed(member.name, roles[role]))
    else toastFailure(problemOf(error).title)
    onChanged()
    void queries.invalidateQueries({ queryKey: ["get", "/v1/me"] })
  }
  return (
    <Select
      size="xs"
      w={130}
      aria-label={words.roleOf(member.name)}
      allowDeselect={false}
      data={ROLES.map((role) => ({ value: role, label: roles[role] }))}
      value={member.role}
      onChange={(role) => {
        const chosen = ROLES.find((each) => each === role)
        if (chosen !== undefined && chosen !== member.role) void change(chosen)
      }}
    />
  )
}

function RemoveAction({
  member,
  onRemoved,
}: {
  readonly member: Member
  readonly onRemoved: () => void
}) {
  const words = useWords().account.members
  async function remove(): Promise<void> {
    const { error } = await client.DELETE("/v1/members/{id}", {
      params: { path: { id: member.id } },
    })
    if (error !== undefined) throw error as unknown
    toast(words.removed(member.name))
    onRemoved()
  }
  return (
    <ConfirmAction label={words.remove} size="xs" variant="default" color="red" onConfirm={remove}>
      {words.removeWhy(member.name)}
    </ConfirmAction>
  )
}
