import { Anchor, Group, Stack, Text, VisuallyHidden } from "@mantine/core"
import { IconCircle, IconCircleCheckFilled } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import { Card } from "../../parts/card.tsx"
import { useWords } from "../../words/words.ts"
import { FollowOne } from "./follow-one.tsx"
import classes from "./overview.module.css"
import type { Overview } from "./use-overview.ts"

const STEPS = [
  { step: "source", to: "/settings/sources/connect" },
  { step: "webhook", to: "/settings/sources" },
  { step: "callback", to: "/settings/developer/callbacks/new" },
  { step: "mail", to: "/settings/mail" },
] as const

/** While nothing real has come in: what is to be done, ticked by facts, and something to look at. */
export function FirstSteps({ setup }: { readonly setup: Overview["setup"] }) {
  const words = useWords().overview.steps
  return (
    <div className={classes["two"]}>
      <Card title={words.title}>
        <Text size="sm" c="dimmed" mb="sm">
          {words.why}
        </Text>
        <ol className={classes["steps"]}>
          {STEPS.map(({ step, to }) => {
            const isDone = setup[step]
            const Icon = isDone ? IconCircleCheckFilled : IconCircle
            return (
              <li key={step}>
                <Group gap="sm" wrap="nowrap" align="flex-start">
                  <Icon
                    size={20}
                    aria-hidden
                    color={isDone ? "var(--tone-green)" : "var(--tone-grey)"}
                    style={{ flexShrink: 0, marginTop: 2 }}
                  />
                  <Stack gap={0}>
                    <span>
                      <Anchor component={Link} to={to}>
                        {words[step]}
                      </Anchor>{" "}
                      <VisuallyHidden>{isDone ? words.done : words.open}</VisuallyHidden>
                    </span>
                    <Text size="sm" c="dimmed">
                      {words[`${step}Why`]}
                    </Text>
                  </Stack>
                </Group>
              </li>
            )
          })}
        </ol>
      </Card>
      <FollowOne />
    </div>
  )
}
