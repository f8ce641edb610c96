import { ActionIcon, AppShell, Burger, Group, Menu, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { IconUserCircle } from "@tabler/icons-react"
import { Link, Outlet, useRouterState } from "@tanstack/react-router"
import { useEffect } from "react"

import { useMe } from "../api/use-me.ts"
import { LivePill } from "../live/live-pill.tsx"
import { useWords } from "../words/words.ts"
import { Navigation } from "./navigation.tsx"
import classes from "./shell.module.css"
import { SchemeMenu } from "./scheme-menu.tsx"
import { useGoToKeys } from "./use-go-to-keys.ts"

/** The frame of every page: navigation at the left, what is live and who you are at the top. */
export function Shell() {
  const words = useWords().shell
  const [isOpen, { toggle, close }] = useDisclosure()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(() => close(), [path, close])
  useGoToKeys()
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a href="#content" className={classes["skip"]}>
        {words.skipToContent}
      </a>
      <AppShell.Header className={classes["bar"]}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={words.menu}
            />
            <Link to="/" className={classes["brand"]}>
              <img src="/icon.svg" alt="" width={24} height={24} />
              {words.product}
            </Link>
            <MerchantName />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LivePill />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes["bar"]} p="xs">
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes["main"]}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  )
}

function MerchantName() {
  const me = useMe()
  return (
    <Text size="sm" c="dimmed" truncate visibleFrom="xs">
      {me?.merchant.name}
    </Text>
  )
}

function AccountMenu() {
  const words = useWords().shell
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.account}>
          <IconUserCircle size={22} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/settings/me">
          {words.account}
        </Menu.Item>
        <Menu.Item component="a" href="/docs">
          {words.docs}
        </Menu.Item>
        <Menu.Divider />
        <SchemeMenu />
      </Menu.Dropdown>
    </Menu>
  )
}
