import { Text, Title } from "@mantine/core"
import { IconPlugConnected } from "@tabler/icons-react"

import type { Thing } from "../../api/client.ts"
import { ListView } from "../../list/list.tsx"
import { useList } from "../../list/use-list.ts"
import { EmptyState } from "../../parts/empty-state.tsx"
import { useWords } from "../../words/words.ts"
import { fieldWords } from "./provider-fields.ts"
import classes from "./settings.module.css"

type Source = Thing<"Source">

/** The secrets of every source; each row leads to where they rotate. */
export function SecretsOverview() {
  const settings = useWords().settings
  const words = settings.credentials
  const list = useList<Source>("/v1/sources")
  return (
    <section>
      <Title order={2} size="h5">
        {words.secrets}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {words.secretsWhy}
      </Text>
      <ListView
        list={list}
        label={words.secrets}
        linkOf={(source) => `/settings/sources/${source.id}`}
        linkText={(source) => source.name}
        empty={<EmptyState icon={IconPlugConnected} title={settings.sources.emptyTitle} />}
        columns={[
          {
            key: "name",
            label: settings.sources.name,
            width: "minmax(9rem, 1fr)",
            onCard: "head",
            cell: (source) => source.name,
          },
          {
            key: "secrets",
            label: words.secrets,
            width: "minmax(14rem, 2fr)",
            cell: (source) =>
              Object.entries(source.secrets).map(([kind, count]) => (
                <div key={kind}>
                  {fieldWords(settings, source.provider, kind).label}{" "}
                  <span className={classes["mono"]}>
                    {source.live_secrets
                      .filter((secret) => secret.kind === kind)
                      .map(({ hint }) => hint)
                      .join(" ")}
                  </span>{" "}
                  {words.live(count)}
                </div>
              )),
          },
        ]}
      />
    </section>
  )
}
