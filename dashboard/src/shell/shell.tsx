import { AppShell, Burger, Group, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { Link, Outlet, useRouterState } from "@tanstack/react-router"
import { lazy, Suspense, useEffect, useMemo } from "react"

import { useMe } from "../api/use-me.ts"
import { LivePill } from "../live/live-pill.tsx"
import { useWords } from "../words/words.ts"
import { AccountMenu } from "./account-menu.tsx"
import { ClockAhead } from "./clock-ahead.tsx"
import { FindButton } from "./find-button.tsx"
import { Navigation } from "./navigation.tsx"
import classes from "./shell.module.css"
import { usePageFocus } from "./use-page-focus.ts"
import { useShellKeys } from "./use-shell-keys.ts"

const FindDialog = lazy(() => import("./find-dialog.tsx").then((m) => ({ default: m.FindDialog })))
const KeysDialog = lazy(() => import("./keys-dialog.tsx").then((m) => ({ default: m.KeysDialog })))

/** The frame of every page: navigation at the left, what is live and who you are at the top. */
export function Shell() {
  const words = useWords().shell
  const [isOpen, { toggle, close }] = useDisclosure()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(() => close(), [path, close])
  const [isFinding, finding] = useDisclosure()
  const [isHelping, helping] = useDisclosure()
  useShellKeys({ onFind: finding.open, onHelp: helping.open })
  usePageFocus()
  const actions = useMemo(
    () => [{ key: "keys", title: words.keys.title, detail: "", go: helping.open }],
    [words, helping.open],
  )
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
            <Link to="/" className={classes["brand"]} aria-label={words.product}>
              <img src="/icon.svg" alt="" width={24} height={24} />
              <span className={classes["wide"]}>{words.product}</span>
            </Link>
            <MerchantName />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <ClockAhead />
            <FindButton onFind={finding.open} />
            <LivePill />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes["bar"]} p="xs">
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main
        id="content"
        tabIndex={-1}
        aria-labelledby="page-title"
        className={classes["main"]}
      >
        <Outlet />
      </AppShell.Main>
      <Suspense>
        {isFinding && <FindDialog isOpen onClose={finding.close} actions={actions} />}
        {isHelping && <KeysDialog isOpen onClose={helping.close} />}
      </Suspense>
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
