import { Button, Stack, Title } from "@mantine/core"
import { IconWebhook } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import type { Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { ListView, type Column } from "../../list/list.tsx"
import { useList } from "../../list/use-list.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { Page } from "../../parts/page.tsx"
import { EndpointState } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { hearsOf, PRODUCTS, type Product } from "./products.ts"
import { SettingsTabs } from "./settings-tabs.tsx"
import classes from "./settings.module.css"

type Endpoint = Thing<"Endpoint">

/** Developer settings, Callbacks: which of the merchant's URLs hears of which product. */
export function CallbacksPage() {
  const words = useWords().settings.callbacks
  const list = useList<Endpoint>("/v1/endpoints", { topics: ["deliveries"] })
  const columns = useColumns()
  return (
    <Page title={words.title} tabs={<SettingsTabs />} actions={<RegisterButton />}>
      <Stack gap="lg">
        {PRODUCTS.map((product) => (
          <section key={product}>
            <Title order={2} size="h5" mb="xs">
              {words.products[product]}
            </Title>
            <ListView
              list={{ ...list, rows: list.rows.filter((endpoint) => hearsOf(endpoint, product)) }}
              columns={columns}
              label={words.products[product]}
              linkOf={(endpoint) => `/settings/developer/callbacks/${endpoint.id}`}
              linkText={(endpoint) => endpoint.url}
              empty={
                <EmptyState
                  icon={IconWebhook}
                  title={words.none[product]}
                  actions={<RegisterButton product={product} />}
                >
                  {words.noneWhy}
                </EmptyState>
              }
            />
          </section>
        ))}
      </Stack>
    </Page>
  )
}

function RegisterButton({ product }: { readonly product?: Product }) {
  const words = useWords().settings.callbacks
  if (!useMay("write")) return null
  return (
    <Button
      component={Link}
      to="/settings/developer/callbacks/new"
      {...(product !== undefined && { search: { product } as never })}
    >
      {words.register}
    </Button>
  )
}

function useColumns(): readonly Column<Endpoint>[] {
  const words = useWords().settings.callbacks
  return [
    {
      key: "url",
      label: words.url,
      width: "minmax(12rem, 2fr)",
      onCard: "head",
      cell: ({ url }) => <span className={classes["mono"]}>{url}</span>,
    },
    {
      key: "dialect",
      label: words.dialect,
      width: "minmax(8rem, 1fr)",
      cell: ({ dialect }) => words.dialects[dialect] ?? dialect,
    },
    {
      key: "state",
      label: words.state,
      width: "7rem",
      onCard: "end",
      cell: ({ state }) => <EndpointState state={state} />,
    },
    {
      key: "last",
      label: words.last,
      width: "8rem",
      cell: ({ activity }) => (
        <span className="numbers">
          {activity.last_status ?? activity.last_cause ?? words.nothing}
        </span>
      ),
    },
    {
      key: "success",
      label: words.success,
      width: "7rem",
      align: "end",
      cell: ({ activity }) => (
        <span className="numbers">
          {activity.tried === 0
            ? words.nothing
            : words.successOf(activity.delivered, activity.tried)}
        </span>
      ),
    },
  ]
}
