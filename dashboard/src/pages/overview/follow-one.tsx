import { Button, Group, Stack, Text } from "@mantine/core"
import { Link } from "@tanstack/react-router"

import { api } from "../../api/client.ts"
import { useRefresh } from "../../live/changes.ts"
import { Card } from "../../parts/card.tsx"
import { Money } from "../../parts/money.tsx"
import { PayoutStatus } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import classes from "./overview.module.css"

const shownMax = 4

/** The sandbox's newest payouts: something moves before anything is connected. */
export function FollowOne() {
  const words = useWords().overview.follow
  const { data } = api.useQuery("get", "/v1/payouts", { params: { query: { limit: shownMax } } })
  useRefresh(["payouts"], "/v1/payouts")
  const payouts = data?.data ?? []
  const [newest] = payouts
  return (
    <Card
      title={words.title}
      actions={
        newest !== undefined && (
          <Button component={Link} to={`/payouts/${newest.id}`} size="xs">
            {words.one}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed" mb="sm">
        {newest === undefined ? words.none : words.why}
      </Text>
      {newest === undefined ? (
        <Button component={Link} to="/lab" size="xs" variant="default">
          {words.create}
        </Button>
      ) : (
        <Stack gap={4}>
          {payouts.map((payout) => (
            <Link key={payout.id} to={`/payouts/${payout.id}`} className={classes["line"]}>
              <Group justify="space-between" wrap="nowrap" gap="sm">
                <span>
                  <PayoutStatus payout={payout} />
                </span>
                <Money amount={payout.amount} />
              </Group>
            </Link>
          ))}
        </Stack>
      )}
    </Card>
  )
}
