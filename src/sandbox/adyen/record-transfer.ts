import type { Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { transferSettings } from "./transfer-settings.ts"
import {
  stateOf,
  TRANSFER,
  type CourseStep,
  type Tracking,
  type TransferOrder,
  type TransferState,
  type TransferStatus,
} from "./transfer-state.ts"
import { writeTransferWebhook } from "./write-transfer-webhook.ts"
import { startOfDate } from "./zone-time.ts"

/** Keeps where a transfer stands now, sends its next webhook, and says when it goes on. */
export async function recordTransfer(
  thing: Thing,
  world: World,
  now: {
    readonly status?: TransferStatus
    readonly state: TransferState
    /** What the webhook says, where that is not the truth. */
    readonly toldAs?: { readonly status: TransferStatus; readonly state: TransferState }
  },
): Promise<Thing> {
  const sequenceNumber = now.state.sequenceNumber + 1
  const kept = await world.change(thing, {
    ...(now.status !== undefined && { status: now.status }),
    state: { ...now.state, sequenceNumber },
    nextStepAt: stepAfter(world.now, now.state.course),
  })
  const { toldAs } = now
  await tellTransfer(
    toldAs ? { ...kept, status: toldAs.status, state: { ...toldAs.state, sequenceNumber } } : kept,
    world,
  )
  return kept
}

/** Sends the webhook of a transfer as it stands: the first one says that it was created. */
export async function tellTransfer(thing: Thing, world: World): Promise<void> {
  const { sequenceNumber, events, eventId } = stateOf(thing)
  const type = `balancePlatform.transfer.${sequenceNumber === 1 ? "created" : "updated"}`
  const latest = events.find(({ id }) => id === eventId)
  const word = latest?.type === "tracking" ? ` ${wordFor(latest.trackingData)}` : ""
  await world.tell({
    product: TRANSFER,
    thing,
    wireEvent: `${type} ${thing.status}${word}`,
    webhook: writeTransferWebhook(thing, world.account, {
      type,
      at: world.now,
      version: transferSettings(world).transfer_webhook_version,
    }),
  })
}

function wordFor(tracking: Tracking): string {
  return tracking.type === "estimation" ? tracking.type : `${tracking.type} ${tracking.status}`
}

/** When its course may begin: not before the date on which it is to be executed. */
export function startOf({ executionDate }: TransferOrder, now: Date): Date {
  const start = executionDate ? startOfDate(executionDate.date, executionDate.timezone) : now
  return start > now ? start : now
}

/** When the first step of a course is due. */
export function stepAfter(moment: Date, [next]: readonly CourseStep[]): Date | null {
  return next ? new Date(moment.getTime() + next.afterSeconds * 1_000) : null
}
