import { ActionIcon, Box, Menu, Text } from "@mantine/core"
import { IconBuildingBank, IconLogout, IconUserCircle } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import { client } from "../api/client.ts"
import { login, startAnew } from "../api/login.ts"
import { useMe, type Me } from "../api/use-me.ts"
import { toastFailure } from "../parts/toast.tsx"
import { problemOf } from "../api/problem.ts"
import { useWords } from "../words/words.ts"
import { SchemeMenu } from "./scheme-menu.tsx"

/** Who you are and for whom you act, and the way out. */
export function AccountMenu() {
  const words = useWords()
  const me = useMe()
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.shell.account}>
          <IconUserCircle size={22} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {me?.kind === "person" && <WhoIAm me={me} />}
        <Menu.Item component={Link} to="/settings/me">
          {words.shell.account}
        </Menu.Item>
        <Menu.Item component="a" href="/docs">
          {words.shell.docs}
        </Menu.Item>
        {me !== undefined && <Merchants me={me} />}
        <Menu.Divider />
        <SchemeMenu />
        {me?.kind === "person" && (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconLogout size={16} aria-hidden />}
              onClick={() => void logOut()}
            >
              {words.shell.logOut}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function WhoIAm({ me }: { readonly me: Me }) {
  const words = useWords().account
  return (
    <Box px="sm" py="xs">
      <Text size="sm" fw={650} truncate>
        {me.name}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        {me.email}
      </Text>
      <Text size="xs" c="dimmed">
        {me.role === null ? "" : words.roles[me.role]}
      </Text>
    </Box>
  )
}

/** Only where there is a choice. */
function Merchants({ me }: { readonly me: Me }) {
  const words = useWords().account
  if (me.merchants.length < 2) return null
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{words.actFor}</Menu.Label>
      {me.merchants.map(({ id, name }) => (
        <Menu.Item
          key={id}
          leftSection={<IconBuildingBank size={16} aria-hidden />}
          aria-current={id === me.merchant.id}
          fw={id === me.merchant.id ? 650 : undefined}
          onClick={() => void actFor(id)}
        >
          {name}
        </Menu.Item>
      ))}
    </>
  )
}

async function actFor(merchantId: string): Promise<void> {
  const { error } = await client.POST("/v1/me/merchant", { body: { merchant_id: merchantId } })
  if (error === undefined) startAnew("/")
  else toastFailure(problemOf(error).detail)
}

async function logOut(): Promise<void> {
  try {
    await login.logOut()
    startAnew("/login")
  } catch (error) {
    toastFailure(problemOf(error).title)
  }
}
