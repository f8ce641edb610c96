import { readSettings } from "../settings.ts"
import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import type { Step } from "./course.ts"
import { enterStatus } from "./enter-status.ts"
import { receiptOf } from "./receipt.ts"
import { SETTINGS } from "./settings.ts"
import { tellPayout } from "./tell-payout.ts"

const REVERSE_AFTER_SECONDS = 60
const CONTRADICTION = "REJECTED_BY_CHANNEL"

/** `rest`: what comes after it by itself, a reversal for one. */
export async function succeedPayout(
  thing: Thing,
  world: World,
  rest: readonly Step[],
): Promise<Thing> {
  const connectorReference = `SIMULATED_CONNECTOR_REFERENCE_${world.now.getTime()}_${thing.ordinal}`
  const succeeded = await enterStatus(thing, world, {
    status: "SUCCEEDED",
    course: withMisbehaviour(thing, world, rest),
    and: { connectorReference },
  })
  await tellPayout(succeeded, world, { status: "SUCCEEDED" })
  const receipt = receiptOf(succeeded)
  if (receipt !== null) await world.mail(receipt)
  return succeeded
}

/** `reverse` brings it back; `failed_after_succeeded` tells that it failed, which is not true. */
function withMisbehaviour(thing: Thing, world: World, rest: readonly Step[]): readonly Step[] {
  const { account } = world
  const { contradicted_after_seconds: contradicted } = readSettings(SETTINGS, account.settings)
  const { reverse_after_seconds: reversed = REVERSE_AFTER_SECONDS } = account.misbehaviour
  const comesBack = rest.length === 0 && world.happens("reverse", thing)
  const course: readonly Step[] = comesBack ? [{ do: "reverse", afterSeconds: reversed }] : rest
  if (!world.happens("failed_after_succeeded", thing)) return course
  return [
    { do: "contradict", failureCode: CONTRADICTION, afterSeconds: contradicted },
    ...course.map((step) => sooner(step, contradicted)),
  ]
}

/** A step that now follows another one happens when it would have. */
function sooner(step: Step, bySeconds: number): Step {
  if (step.do === "expire") return step
  return { ...step, afterSeconds: Math.max(0, step.afterSeconds - bySeconds) }
}
