import {
  IconAlertCircle,
  IconCashBanknote,
  IconChartHistogram,
  IconFlask,
  IconSettings,
  IconWebhook,
} from "@tabler/icons-react"
import { Link, useRouterState } from "@tanstack/react-router"

import { useWords } from "../words/words.ts"
import { AttentionCount } from "./attention-count.tsx"
import classes from "./shell.module.css"

/** `under` are the first words of the paths that belong to an entry. */
export const ENTRIES = [
  { name: "overview", to: "/", key: "o", icon: IconChartHistogram, under: /^\/$/ },
  {
    name: "payouts",
    to: "/payouts",
    key: "p",
    icon: IconCashBanknote,
    under: /^\/(payouts|batches|payments)/,
  },
  { name: "attention", to: "/attention", key: "a", icon: IconAlertCircle, under: /^\/attention/ },
  { name: "webhooks", to: "/webhooks/received", key: "r", icon: IconWebhook, under: /^\/webhooks/ },
  { name: "lab", to: "/lab", key: "l", icon: IconFlask, under: /^\/lab/ },
  { name: "settings", to: "/settings/sources", key: "e", icon: IconSettings, under: /^\/settings/ },
] as const

export function Navigation() {
  const words = useWords().shell
  const path = useRouterState({ select: ({ location }) => location.pathname })
  return (
    <nav aria-label={words.menu}>
      {ENTRIES.map(({ name, to, icon: Icon, under }) => (
        <Link
          key={name}
          to={to}
          className={classes["entry"]}
          aria-current={under.test(path) ? "page" : undefined}
        >
          <Icon size={18} aria-hidden />
          <span>{words.nav[name]}</span>
          {name === "attention" && <AttentionCount />}
        </Link>
      ))}
    </nav>
  )
}
