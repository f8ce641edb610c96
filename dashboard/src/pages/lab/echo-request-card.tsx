import {
  ActionIcon,
  Group,
  SegmentedControl,
  SimpleGrid,
  Skeleton,
  Text,
  Title,
} from "@mantine/core"
import { IconX } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { useState } from "react"

import { api, type Thing } from "../../api/client.ts"
import { Card } from "../../parts/card.tsx"
import { CodeView } from "../../parts/code-view.tsx"
import { Facts } from "../../parts/facts.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { EchoVerdict } from "./echo-verdict.tsx"

type WholeRequest = Thing<"WholeSandboxEchoRequest">

/** One request: whether its signature is right, its headers, its body as it came and formatted. */
export function EchoRequestCard({
  echoId,
  requestId,
  onClose,
}: {
  readonly echoId: string
  readonly requestId: string
  readonly onClose: () => void
}) {
  const words = useWords().lab
  const params = { path: { id: echoId, request_id: requestId } }
  const found = api.useQuery("get", "/v1/sandbox/echo/{id}/requests/{request_id}", { params })
  const request = found.data
  return (
    <Card
      title={request === undefined ? words.echo.receiver : `${request.method} ${request.path}`}
      actions={
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={words.scenarios.close}
          onClick={onClose}
        >
          <IconX size={18} aria-hidden />
        </ActionIcon>
      }
    >
      {request !== undefined ? (
        <Whole request={request} />
      ) : found.error !== null ? (
        <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
      ) : (
        <Skeleton height={280} aria-busy />
      )}
    </Card>
  )
}

function Whole({ request }: { readonly request: WholeRequest }) {
  const words = useWords().lab.echo
  const { reason, verdict } = request
  return (
    <>
      <Group gap="sm" mb="xs">
        <EchoVerdict verdict={verdict} />
        <Text size="sm">
          {reason === null ? words.verdictWhy[verdict] : wordOf(words.reasons, reason)}
        </Text>
      </Group>
      <Facts
        facts={[
          [words.received, <Moment key="received" at={request.received_at} whole />],
          [
            words.answered,
            <span key="answered" className="numbers">
              {request.answered_status}
            </span>,
          ],
          ...(request.endpoint_id === null
            ? []
            : ([
                [
                  words.endpoint,
                  <Link key="endpoint" to={`/settings/developer/callbacks/${request.endpoint_id}`}>
                    <IdText id={request.endpoint_id} what={words.endpoint} />
                  </Link>,
                ],
              ] as const)),
        ]}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} mt="md">
        <div style={{ minWidth: 0 }}>
          <Title order={3} size="sm" mb={6}>
            {words.headers}
          </Title>
          <CodeView text={headersText(request.headers)} label={words.headersOf} />
        </div>
        <Body request={request} />
      </SimpleGrid>
    </>
  )
}

function Body({ request }: { readonly request: WholeRequest }) {
  const words = useWords().lab.echo
  const [form, setForm] = useState("pretty")
  const text = request.body_text
  const pretty = text === null ? undefined : prettyText(text)
  return (
    <div style={{ minWidth: 0 }}>
      <Group justify="space-between" mb={6}>
        <Title order={3} size="sm">
          {words.body}
        </Title>
        {pretty !== undefined && (
          <SegmentedControl
            size="xs"
            aria-label={words.body}
            data={[
              { value: "pretty", label: words.pretty },
              { value: "raw", label: words.raw },
            ]}
            value={form}
            onChange={setForm}
          />
        )}
      </Group>
      {text === null ? (
        <Text size="sm">{words.hidden}</Text>
      ) : request.body_bytes === 0 ? (
        <Text size="sm">{words.noBody}</Text>
      ) : (
        <CodeView text={form === "pretty" ? (pretty ?? text) : text} label={words.bodyOf} />
      )}
      {request.is_cut && <Text size="sm">{words.cut}</Text>}
    </div>
  )
}

function headersText(headers: WholeRequest["headers"]): string {
  return Object.entries(headers)
    .flatMap(([name, values]) => values.map((value) => `${name}: ${value}`))
    .join("\n")
}

/** Undefined: it is no JSON, or one whose numbers a float would round. */
function prettyText(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const shown = JSON.stringify(value, null, 2)
    return withoutSpace(shown) === withoutSpace(text) ? shown : undefined
  } catch {
    return undefined
  }
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s+/g, "")
}
