import { Text } from "@mantine/core"

import { Moment } from "../../parts/moment.tsx"
import { useWords } from "../../words/words.ts"
import { DeliveryChip } from "./entry-deliveries.tsx"
import type { Delivery } from "./payout.ts"
import classes from "./timeline.module.css"

/** What was sent of it, newest first. */
export function DeliveryRows({
  deliveries,
}: {
  readonly deliveries: readonly Delivery[] | undefined
}) {
  const words = useWords().payouts
  if (deliveries?.length === 0) return <Text c="dimmed">{words.deliveries.empty}</Text>
  return (
    <ol className={classes["list"]}>
      {deliveries?.map((delivery) => (
        <li key={delivery.id} className={classes["entry"]}>
          <span className="numbers">{words.timeline.number(delivery.sequence)}</span>
          <div>
            <div className={classes["head"]}>
              <span className={classes["wire"]}>{delivery.type}</span>
              <span className={classes["time"]}>
                <Moment at={delivery.finished_at ?? delivery.created_at} />
              </span>
            </div>
            <div className={classes["chips"]}>
              <DeliveryChip delivery={delivery} />
            </div>
          </div>
        </li>
      ))}
    </ol>
  )
}
