import { Button, Group, NumberInput, Radio, Stack, Text, Textarea } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { useState, type FormEvent } from "react"

import { api, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { CodeView } from "../../parts/code-view.tsx"
import { Card } from "../../parts/card.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"

/** Recipients and rule; and a test, with what the mail server said. */
export function MailRule({ mail }: { readonly mail: Thing<"HealthMail"> }) {
  const settings = useWords().settings
  const words = settings.mail
  const queries = useQueryClient()
  const mayChange = useMay("admin")
  const [recipients, setRecipients] = useState(mail.recipients.join("\n"))
  const [when, setWhen] = useState<string>(mail.when)
  const [hours, setHours] = useState<number | string>(mail.stuck_after_hours)
  const change = api.useMutation("put", "/v1/health-report/settings", {
    onSuccess: (after) => {
      queries.setQueryData(["get", "/v1/health-report/settings", undefined], after)
      return queries.invalidateQueries({ queryKey: ["get", "/v1/health-report/settings"] })
    },
  })

  function save(event: FormEvent): void {
    event.preventDefault()
    const body = {
      recipients: recipients.split(/[\s,;]+/).filter((address) => address !== ""),
      when: when === "always" ? ("always" as const) : ("needed" as const),
      ...(typeof hours === "number" && { stuck_after_hours: hours }),
    }
    change.mutate({ body })
  }

  return (
    <Card title={words.rule}>
      <form onSubmit={save}>
        <fieldset disabled={!mayChange} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <Stack gap="md" maw={560}>
            <Text size="sm" c="dimmed">
              {mayChange ? words.about : words.ownersOnly}
            </Text>
            <Textarea
              label={words.recipients}
              description={words.recipientsWhy}
              autosize
              minRows={2}
              maxRows={20}
              value={recipients}
              onChange={(event) => setRecipients(event.currentTarget.value)}
            />
            <Radio.Group label={words.when} value={when} onChange={setWhen}>
              <Stack gap="xs" mt="xs">
                <Radio value="needed" label={words.needed} />
                <Radio value="always" label={words.always} />
              </Stack>
            </Radio.Group>
            <NumberInput
              label={words.stuck}
              min={1}
              allowDecimal={false}
              value={hours}
              onChange={setHours}
              maw={200}
            />
            {change.error !== null && <ProblemNote error={change.error} />}
            <Group gap="sm">
              {mayChange && (
                <Button type="submit" loading={change.isPending}>
                  {settings.save}
                </Button>
              )}
              <Text size="sm" role="status">
                {change.isSuccess ? settings.saved : ""}
              </Text>
            </Group>
          </Stack>
        </fieldset>
      </form>
      <SendTestMail />
    </Card>
  )
}

function SendTestMail() {
  const words = useWords().settings.mail
  const send = api.useMutation("post", "/v1/health-report/send-test")
  if (!useMay("write")) return null
  const answers = send.data === undefined ? [] : answersOf(send.data)
  return (
    <Stack gap="xs" mt="md">
      <Group gap="sm">
        <Button variant="default" loading={send.isPending} onClick={() => send.mutate({})}>
          {words.test}
        </Button>
        <Text size="sm" role="status">
          {send.data !== undefined &&
            (send.data.accepted.length > 0 ? words.testSent : words.testFailed)}
        </Text>
      </Group>
      {answers.length > 0 && <CodeView text={answers.join("\n")} label={words.answered} />}
      {send.error !== null && <ProblemNote error={send.error} />}
    </Stack>
  )
}

/** What the mail server said, of all and of each. */
function answersOf({ answer, refused, failure }: Thing<"TestMail">): readonly string[] {
  return [
    ...(answer === null ? [] : [answer]),
    ...(failure === null ? [] : [failure.answer]),
    ...refused.map((each) => `${each.address}: ${each.answer}`),
  ]
}
