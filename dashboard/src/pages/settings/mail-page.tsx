import { Alert, Stack, Text } from "@mantine/core"
import { IconMailOff } from "@tabler/icons-react"

import { api, type Thing } from "../../api/client.ts"
import { Card } from "../../parts/card.tsx"
import { CodeView } from "../../parts/code-view.tsx"
import { Facts } from "../../parts/facts.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Page } from "../../parts/page.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { fact } from "./fact.ts"
import { MailRule } from "./mail-rule.tsx"
import { SettingsTabs } from "./settings-tabs.tsx"

/** Who is mailed how payouts and deliveries do, and whether the mails arrive. */
export function MailPage() {
  const words = useWords().settings.mail
  const found = api.useQuery("get", "/v1/health-report/settings")
  const mail = found.data
  return (
    <Page title={words.title} tabs={<SettingsTabs />}>
      {found.error !== null && (
        <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
      )}
      {mail === undefined ? (
        <div style={{ minHeight: 480 }} aria-busy={found.isPending} />
      ) : (
        <Stack gap="md">
          {!mail.smtp_configured && (
            <Alert color="yellow" variant="light" icon={<IconMailOff />}>
              {words.noServer}
            </Alert>
          )}
          <MailRule mail={mail} />
          <LastMail mail={mail.last_mail} />
          <Preview />
        </Stack>
      )}
    </Page>
  )
}

function LastMail({ mail }: { readonly mail: Thing<"HealthMail">["last_mail"] }) {
  const words = useWords().settings.mail
  return (
    <Card title={words.last}>
      {mail === null ? (
        <Text size="sm" c="dimmed">
          {words.noLast}
        </Text>
      ) : (
        <Facts
          facts={[
            [words.subject, mail.subject],
            [words.state, wordOf({}, mail.state)],
            fact(words.made, <Moment at={mail.created_at} />),
            [words.tries, mail.tries],
            [words.accepted, mail.accepted?.join(", ") ?? "–"],
            [words.refused, mail.refused?.join(", ") ?? "–"],
            ...(mail.last_error === null ? [] : [[words.error, mail.last_error] as const]),
          ]}
        />
      )}
    </Card>
  )
}

function Preview() {
  const words = useWords().settings.mail
  const { data } = api.useQuery("get", "/v1/health-report")
  const report = typeof data === "object" ? data : undefined
  return (
    <Card title={words.preview}>
      <Stack gap="xs" mih={200}>
        <Text size="sm" c="dimmed">
          {words.previewWhy}
        </Text>
        {report !== undefined && (
          <>
            {!report.needs_attention && <Text size="sm">{words.nothing}</Text>}
            <Text size="sm" fw={600}>
              {report.subject}
            </Text>
            <CodeView text={report.text} label={words.preview} />
          </>
        )}
      </Stack>
    </Card>
  )
}
